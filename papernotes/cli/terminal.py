"""The one way out of the command line: all that commands print, colours and progress bars too.

What is printed quotes notes, names, arguments and settings, and those may hold what a terminal
obeys. So it is cleaned here, and nowhere else need one think of it; colours are put around what has
been cleaned. `guard_output` puts the same in place of Python's own streams, so that what goes there
without asking (argparse, a traceback, a library) is cleaned as well. A rule of the linter forbids
`print` and the streams elsewhere.

What the encoding of the locale lacks is replaced, by its ASCII likeness where there is one.
"""

from __future__ import annotations

import codecs
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TextIO

from papernotes.notes import clean, clean_line, escaped

if TYPE_CHECKING:
    from rich.console import Console
    from rich.style import Style

    Part = str | tuple[str, str | Style]
    """A piece of a line: a text, or one with the style that it has on a terminal (rich's, or rich's name of it)."""
SHOW_PROGRESS_AFTER = 1.0
"""Seconds; quicker work needs no bar."""
REPLACING = "papernotes.replacing"
"""Python's name of what to do with characters that an encoding lacks."""


class CleanStream:
    """A stream of text through which nothing comes that a terminal obeys but ends of lines and tabs."""

    def __init__(self, raw: TextIO) -> None:
        self.raw = raw
        self.fileno, self.isatty, self.flush = raw.fileno, raw.isatty, raw.flush

    @property
    def encoding(self) -> str:
        return self.raw.encoding

    def write(self, text: str) -> int:
        self.raw.write(_cleaned(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)


def guard_output() -> None:
    """Have all that is printed from now on cleaned, and what the encoding lacks replaced."""
    codecs.register_error(REPLACING, _replaced)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, CleanStream):
            with suppress(AttributeError):  # a stream of another kind, which a test put there
                encoding = terminal_encoding() if stream.isatty() else stream.encoding
                stream.reconfigure(encoding=encoding, errors=REPLACING)
            setattr(sys, name, CleanStream(stream))


def terminal_encoding() -> str:
    """The encoding of the terminal: that of Python's streams, or what the locale is called where that says nothing.

    Where the locale is C, Python writes UTF-8 whatever the terminal takes (its "UTF-8 mode").
    """
    encoding: str = getattr(sys.__stderr__, "encoding", None) or "utf-8"
    if not sys.flags.utf8_mode or "PYTHONUTF8" in os.environ or not is_utf8(encoding):
        return encoding
    names = map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, names), "").partition("@")[0]
    called = "ascii" if locale in ("C", "POSIX") else locale.partition(".")[2]
    try:
        return codecs.lookup(called).name
    except LookupError:
        return encoding


def writes_to_terminal() -> bool:
    """Whether what is printed comes to a terminal, not to a program or a file."""
    return sys.stdout.isatty()


def tell(message: str, *, name: str = "papernotes: ") -> None:
    """Say something to the person, on stderr and on one line, behind the program's name."""
    _stream("stderr").write(f"{name}{clean_line(_without_halves(message))}\n")


def print_text(text: str, *, end: str = "\n") -> None:
    """Print a text of several lines as it is; for one that quotes names there is `print_line`."""
    _stream("stdout").write(text + end)


def print_json(value: Any, *, flush: bool = False) -> None:
    """Print a value as a line of JSON."""
    print_json_line(json.dumps(value, ensure_ascii=False))
    if flush:
        sys.stdout.flush()


def print_json_line(line: str) -> None:
    r"""Print a line of JSON; what must not reach a terminal, or the encoding lacks, stands as `\uXXXX` in it."""
    out = _stream("stdout")
    text = escaped(line)
    if not text.isascii() and not is_utf8(out.encoding):
        text = json.dumps(json.loads(text))
    out.write(f"{text}\n")


def print_line(*parts: Part) -> None:
    """Print one line of texts, with their styles where it comes to a terminal."""
    print_lines([parts])


def print_lines(lines: Iterable[Sequence[Part]]) -> None:
    """Print lines of texts, with their styles where they come to a terminal. A text makes no line of its own."""
    coloured = sys.stdout.isatty() or "FORCE_COLOR" in os.environ
    for line in lines:
        texts = [(part, "") if isinstance(part, str) else part for part in line]
        cleaned = [(_cleaned(text).replace("\n", " "), style) for text, style in texts]
        if coloured and any(style for _, style in cleaned):
            from rich.text import Text

            _console("stdout").print(Text.assemble(*cleaned))
        else:  # without the time that rich takes to load
            _stream("stdout").write("".join(text for text, _ in cleaned) + "\n")


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A function that shows progress on a terminal's stderr: what is done, how far, of how much (0: unknown)."""
    if not sys.stderr.isatty():
        yield lambda doing, done, total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=_console("stderr"), transient=True)
    task = bar.add_task("", total=None)
    started = time.monotonic()
    shown = False

    def show(doing: str, done: int, total: int) -> None:
        nonlocal shown
        if not shown and time.monotonic() - started > SHOW_PROGRESS_AFTER:
            shown = True
            bar.start()
        bar.update(task, description=clean_line(_without_halves(doing)), completed=done, total=total or None)

    try:
        yield show
    finally:
        bar.stop()


def _stream(name: str) -> CleanStream:
    stream: Any = getattr(sys, name)  # rich has one of its own there while it draws a bar
    return stream if isinstance(stream, CleanStream) else CleanStream(stream)


@lru_cache(2)
def _console_on(raw: TextIO) -> Console:
    from rich.console import Console

    return Console(file=raw, markup=False, highlight=False, emoji=False, soft_wrap=True)


def _console(name: str) -> Console:
    """Where what has been cleaned gets styles: colour only without NO_COLOR, no markup in anything, lines never cut."""
    return _console_on(_stream(name).raw)


def _cleaned(text: str) -> str:
    return text if text.isascii() and text.isprintable() else clean(_without_halves(text))


def _without_halves(text: str) -> str:
    """The text with a sign for each byte of a file's name that is no character: left out, it would be another name."""
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)


def is_utf8(encoding: str | None) -> bool:
    """Whether an encoding has all characters; none is that of a text in memory."""
    return encoding is None or codecs.lookup(encoding).name == "utf-8"


def _replaced(error: UnicodeError) -> tuple[str, int]:
    from papernotes.glyphs import ASCII

    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(ASCII.get(character, "?") for character in lacking), error.end
