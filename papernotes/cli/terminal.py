"""All output of the command line goes through here: text, colours and progress bars.

Printed text quotes notes, names, arguments and settings, and these may contain control sequences. So all text is
cleaned here, and other modules need not think of it; colours are added after cleaning. `guard_output` replaces
Python's own streams as well, so that whatever argparse, a traceback or a library prints is cleaned too. A linter rule
forbids `print` and the streams elsewhere.

Characters that the locale's encoding lacks are replaced, by a similar ASCII character if there is one.
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
    """A piece of a line: a text, or a text with its style on a terminal (a rich style, or rich's name for one)."""
SHOW_PROGRESS_AFTER_SECONDS = 1.0
"""Quicker work needs no progress bar."""
REPLACING = "papernotes.replacing"
"""The name under which Python knows our handler for characters that an encoding lacks."""


class CleanStream:
    """A text stream that lets no control characters through but line ends and tabs."""

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
    """From now on, clean all that is printed, and replace characters that the encoding lacks."""
    codecs.register_error(REPLACING, _replaced)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, CleanStream):
            with suppress(AttributeError):  # a test may have put a stream of another kind there
                encoding = terminal_encoding() if stream.isatty() else stream.encoding
                stream.reconfigure(encoding=encoding, errors=REPLACING)
            setattr(sys, name, CleanStream(stream))


def terminal_encoding() -> str:
    """The encoding of the terminal: that of Python's streams, or, in Python's "UTF-8 mode", the one that the locale names.

    In a C locale Python switches to this mode, and writes UTF-8 whether the terminal understands it or not.
    """
    encoding: str = getattr(sys.__stderr__, "encoding", None) or "utf-8"
    if not sys.flags.utf8_mode or "PYTHONUTF8" in os.environ or not is_utf8(encoding):
        return encoding
    names = map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, names), "").partition("@")[0]
    named = "ascii" if locale in ("C", "POSIX") else locale.partition(".")[2]
    try:
        return codecs.lookup(named).name
    except LookupError:
        return encoding


def writes_to_terminal() -> bool:
    """Whether standard output goes to a terminal, not to a program or a file."""
    return sys.stdout.isatty()


def tell(message: str, *, name: str = "papernotes: ") -> None:
    """Tell the person something: one line on stderr, after the program's name."""
    _stream("stderr").write(f"{name}{clean_line(_without_halves(message))}\n")


def print_text(text: str, *, end: str = "\n") -> None:
    """Print a text that may have several lines. For a line that quotes names, use `print_line`."""
    _stream("stdout").write(text + end)


def print_json(value: Any, *, flush: bool = False) -> None:
    """Print a value as a line of JSON."""
    print_json_line(json.dumps(value, ensure_ascii=False))
    if flush:
        sys.stdout.flush()


def print_json_line(line: str) -> None:
    r"""Print a line of JSON. Control characters, and those that the encoding lacks, are written as `\uXXXX`."""
    out = _stream("stdout")
    text = escaped(line)
    if not text.isascii() and not is_utf8(out.encoding):
        text = json.dumps(json.loads(text))
    out.write(f"{text}\n")


def print_line(*parts: Part) -> None:
    """Print one line of texts, with their styles if it goes to a terminal."""
    print_lines([parts])


def print_lines(lines: Iterable[Sequence[Part]]) -> None:
    """Print lines of texts, with their styles if they go to a terminal. Line ends within a text become blanks."""
    coloured = sys.stdout.isatty() or "FORCE_COLOR" in os.environ
    for line in lines:
        texts = [(part, "") if isinstance(part, str) else part for part in line]
        cleaned = [(_cleaned(text).replace("\n", " "), style) for text, style in texts]
        if coloured and any(style for _, style in cleaned):
            from rich.text import Text

            _console("stdout").print(Text.assemble(*cleaned))
        else:  # without loading rich, which takes time
            _stream("stdout").write("".join(text for text, _ in cleaned) + "\n")


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A function that shows progress on stderr, if that is a terminal.

    Its arguments: what is being done, how much is done, and how much there is to do (0: unknown).
    """
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
        if not shown and time.monotonic() - started > SHOW_PROGRESS_AFTER_SECONDS:
            shown = True
            bar.start()
        bar.update(task, description=clean_line(_without_halves(doing)), completed=done, total=total or None)

    try:
        yield show
    finally:
        bar.stop()


def _stream(name: str) -> CleanStream:
    stream: Any = getattr(sys, name)  # while rich draws a progress bar, it has a stream of its own there
    return stream if isinstance(stream, CleanStream) else CleanStream(stream)


@lru_cache(2)
def _console_on(raw: TextIO) -> Console:
    from rich.console import Console

    return Console(file=raw, markup=False, highlight=False, emoji=False, soft_wrap=True)


def _console(name: str) -> Console:
    """A rich console that adds styles to cleaned text. It honours NO_COLOR, interprets no markup and cuts no lines."""
    return _console_on(_stream(name).raw)


def _cleaned(text: str) -> str:
    return text if text.isascii() and text.isprintable() else clean(_without_halves(text))


def _without_halves(text: str) -> str:
    """Replace each undecodable byte of a file name by a sign. Without a sign it would look like another name."""
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)


def is_utf8(encoding: str | None) -> bool:
    """Whether an encoding is UTF-8, which has all characters. None is the encoding of a text stream in memory."""
    return encoding is None or codecs.lookup(encoding).name == "utf-8"


def _replaced(error: UnicodeError) -> tuple[str, int]:
    from papernotes.glyphs import ASCII

    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(ASCII.get(character, "?") for character in lacking), error.end
