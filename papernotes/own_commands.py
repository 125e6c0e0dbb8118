"""Programs that the reader has run on papers, from `commands.yaml` or a line that is typed.

No shell sees them. A line is split into words as a shell would split it, and then each word is one argument, whatever is
in it. A placeholder is a whole word, so what a paper says is one argument, too, and it never becomes an option: a value
that begins with `-` is refused unless the word `--` stands before it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from papernotes.errors import UserError

PLACEHOLDERS = {
    "{arxiv}": "arXiv id",
    "{url}": "address",
    "{title}": "title",
    "{path}": "file of a note",
    "{key}": "key",
    "{bibtex}": "BibTeX entry",
}
"""Placeholder → what is put in its place."""
END_OF_OPTIONS = "--"
BACKGROUND, TERMINAL, WINDOW = "background", "terminal", "window"
PLACES = {
    BACKGROUND: "runs while you read on, for `timeout` seconds at most",
    TERMINAL: "has the terminal until it ends",
    WINDOW: "opens a window of its own, and may outlive the reader; its output is not shown",
}
"""Where a program runs → what that means."""
GIVEN = ("note", "text", "bibtex", "csl-json", "ris", "markdown", "json", "csv")
"""What a program can read from standard input: the notes as Markdown or as plain text, or the papers in an export format."""
TIMEOUT_SECONDS = 60
MAXIMUM_TIMEOUT_SECONDS = 24 * 60 * 60
_PLACEHOLDER = re.compile(r"\{\w+\}")


class OwnCommand(NamedTuple):
    """A program with arguments, and how it runs.

    `given` says what it reads from standard input: `note`, `text`, the name of an export format, or nothing.
    """

    name: str
    words: tuple[str, ...]
    place: str = BACKGROUND
    timeout_seconds: float = TIMEOUT_SECONDS
    show: bool = False
    given: str = ""
    help: str = ""

    @property
    def program(self) -> str:
        return self.words[0]

    @property
    def once_a_paper(self) -> bool:
        """Whether it runs once for each of several papers."""
        return any(word in PLACEHOLDERS for word in self.words)


def split_line(line: str) -> tuple[str, ...]:
    """The words of a command line, sound as `mistake_in` says. Raises UserError."""
    try:
        words = tuple(shlex.split(line))
    except ValueError as error:
        raise UserError(f"{line}: {str(error).lower()}") from error
    if mistake := mistake_in(words):
        raise UserError(mistake)
    return words


def mistake_in(words: Sequence[str]) -> str:
    """What is wrong with a program and its arguments; nothing if they are sound."""
    if not words or not words[0]:
        return "there is no program"
    for at, word in enumerate(words):
        if "\0" in word:
            return "an argument cannot contain a null character"
        whole = _PLACEHOLDER.fullmatch(word)
        if whole and word not in PLACEHOLDERS:
            return f"there is no {word}; there are: {', '.join(PLACEHOLDERS)}"
        inside = next((one for one in PLACEHOLDERS if one in word), "")
        if whole and at == 0:
            return f"{word} cannot be the program"
        if inside and not whole:
            return f"{word}: {inside} must be an argument of its own"
    return ""


def filled(words: Sequence[str], facts: Mapping[str, str]) -> list[str]:
    """The words with what a paper's facts say for placeholders. Raises UserError where one is unknown, or would be an option."""
    command: list[str] = []
    for word in words:
        if word not in PLACEHOLDERS:
            command.append(word)
            continue
        value = facts.get(word, "")
        if not value:
            raise UserError(f"no {PLACEHOLDERS[word]} is known")
        if value.startswith("-") and END_OF_OPTIONS not in words[: len(command)]:
            raise UserError(
                f"{word} is {value}, which {words[0]} could take for an option; write {END_OF_OPTIONS} before {word}"
            )
        command.append(value)
    return command
