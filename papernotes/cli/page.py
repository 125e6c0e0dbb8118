"""A page of the manual: what it says, and writing it as roff, Markdown or plain text.

In texts, `backticks` stand around what is typed or shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import NamedTuple

PLAIN_WIDTH_CELLS = 78
_INDENT = "    "


class Subheading(NamedTuple):
    """A heading within a section."""

    text: str


class Paragraph(NamedTuple):
    """Running text."""

    text: str


class Definition(NamedTuple):
    """A term, which is typed as it is, and what it means."""

    term: str
    text: str


class Example(NamedTuple):
    """Lines to type, as they are."""

    text: str


Block = Subheading | Paragraph | Definition | Example


class ManualPage(NamedTuple):
    """A page: its name, the section of the manual that it belongs to, what it is about, and its sections."""

    name: str
    section: int
    about: str
    parts: Sequence[tuple[str, Sequence[Block]]]

    @property
    def file(self) -> str:
        """The name of its file in `share/man`."""
        return f"{self.name}.{self.section}"


def as_roff(page: ManualPage, version: str) -> str:
    """The page in the language of `man`, for groff as for mandoc."""
    lines = [
        f'.TH "{page.name.upper()}" "{page.section}" "" "papernotes {version}" "papernotes"',
        ".SH NAME",
        f"{_roff(page.name)} \\- {_roff(page.about)}",
    ]
    for title, blocks in page.parts:
        lines.append(f".SH {_roff(title.upper())}")
        for block in blocks:
            lines += _roff_block(block)[_is_heading(lines[-1]) and isinstance(block, Paragraph | Example) :]
    return "\n".join(lines) + "\n"


def _is_heading(line: str) -> bool:
    """Whether a line of roff is a heading, which begins a paragraph by itself."""
    return line.startswith((".SH", ".SS"))


def _roff_block(block: Block) -> list[str]:
    match block:
        case Subheading(text):
            return [f".SS {_roff(text)}"]
        case Paragraph(text):
            return [".PP", _roff(text)]
        case Definition(term, text):
            return [".TP", f"\\fB{_roff(term, marks=False)}\\fR", _roff(text)]
        case Example(text):
            return [
                ".PP",
                ".RS 4",
                ".nf",
                *(_roff(line, marks=False) for line in text.splitlines()),
                ".fi",
                ".RE",
            ]


_ROFF = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", "…": "\\&..."}


def _roff(text: str, *, marks: bool = True) -> str:
    """A line of text: signs that roff takes for its own, or draws as others, are written by name."""
    if marks:
        parts = re.split(r"`([^`]+)`", text)
        return "".join(
            f"\\fB{_roff(part, marks=False)}\\fR" if at % 2 else _roff(part, marks=False)
            for at, part in enumerate(parts)
        )
    escaped = "".join(_ROFF.get(character, character) for character in text)
    return f"\\&{escaped}" if escaped[:1] == "." else escaped


def as_markdown(page: ManualPage, title: str) -> str:
    """The page as Markdown; neighbouring definitions are a table."""
    lines = [f"# {title}", ""]
    for heading, blocks in page.parts:
        lines += [f"## {heading}", ""]
        for kind, run in groupby(blocks, type):
            lines += _markdown(kind, list(run))
    return "\n".join(lines).rstrip("\n") + "\n"


def _markdown(kind: type[Block], blocks: list[Block]) -> Iterator[str]:
    if kind is Definition:
        yield from ("| | |", "| --- | --- |")
    for block in blocks:
        match block:
            case Subheading(text):
                yield from (f"### {text}", "")
            case Paragraph(text):
                yield from ("\n".join(wrap(text, 116, break_long_words=False, break_on_hyphens=False)), "")
            case Definition(term, text):
                code = f"`` {term} ``" if "`" in term else f"`{term}`"
                yield f"| {_cell(code)} | {_cell(text)} |"
            case Example(text):
                yield from ("```", text.rstrip("\n"), "```", "")
    if kind is Definition:
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<") if "`" not in text else text.replace("|", "\\|")


def as_plain(page: ManualPage) -> Iterator[str]:
    """The page as lines of plain text, for where there is no `man`."""
    yield from ("NAME", f"{_INDENT}{page.name} - {page.about}")
    for title, blocks in page.parts:
        yield from ("", title.upper())
        before: Block | None = None
        for block in blocks:
            if before is not None and not (isinstance(block, Definition) and isinstance(before, Definition)):
                yield ""
            yield from _plain_block(block)
            before = block


def _plain_block(block: Block) -> Iterable[str]:
    match block:
        case Subheading(text):
            return [f"  {text}"]
        case Paragraph(text):
            return _wrapped(text, _INDENT)
        case Definition(term, text):
            return [f"{_INDENT}{term}", *_wrapped(text, _INDENT * 2)]
        case Example(text):
            return [f"{_INDENT * 2}{line}" for line in text.splitlines()]


def _wrapped(text: str, indent: str) -> list[str]:
    plain = text.replace("`", "")
    return wrap(
        plain,
        PLAIN_WIDTH_CELLS,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
