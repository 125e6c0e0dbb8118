"""Entries written to a file, in any of the formats of `papernotes.exports`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from papernotes.errors import UserError
from papernotes.figures import number_of
from papernotes.notes import clean
from papernotes.reading import write_atomically
from papernotes.session import Session

if TYPE_CHECKING:
    from papernotes.config.paths import Paths

SUFFIXES = {"bibtex": ".bib", "csl-json": ".json", "markdown": ".md", "json": ".jsonl", "csv": ".csv"}
"""Format → how files in it are called."""


def write_export(path: Path, text: str) -> None:
    """Replace a file's text, or that of the file that a link points to. Raises UserError.

    It is cleaned as what is printed is: someone may look at the file in a terminal.
    """
    try:
        # A folder that is missing is no wish for one.
        target = path.resolve()
        if not target.parent.is_dir():
            raise UserError(f"cannot write {path}: there is no folder {target.parent}")
        if target.exists() and not target.is_file():
            raise UserError(f"cannot write {path}: it is no file")
        write_atomically(target, clean(text))
    except OSError as error:
        raise UserError(f"cannot write {path}: {error.strerror or error}") from error


def free_file(suffix: str) -> Path:
    """A file in the current folder that is not there yet: `papernotes.bib`, `papernotes-2.bib`.

    In the home folder where the current one has been deleted.
    """
    try:
        folder = Path.cwd()
    except FileNotFoundError:
        folder = Path.home()
    names = (f"papernotes{'' if number == 1 else f'-{number}'}{suffix}" for number in count(1))
    return next(path for name in names if not (path := folder / name).exists())


def export_to(paths: Paths, ids: Sequence[int], form: str, path: Path) -> str:
    """Write entries to a file that is not there yet; returns what was done.

    With a session of its own, so from any thread. Raises UserError, and what opening a session raises.
    """
    from papernotes.exports import FORMATS
    from papernotes.exports.gather import gather

    target = path.expanduser()
    if target.exists():
        raise UserError(f"{path} is there already; export to another file, or remove it")
    session = Session(paths)
    try:
        chosen = FORMATS[form]
        exported = gather(session, session.library.entries(ids), once_a_paper=chosen.once_a_paper)
    finally:
        session.close()
    write_export(target, chosen.write(exported))
    return f"{number_of(len(exported), 'entry', 'entries')} → {path}"
