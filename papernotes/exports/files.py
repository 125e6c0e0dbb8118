"""Writing entries to a file, in any of the formats of `papernotes.exports`."""

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


def write_export(path: Path, text: str) -> None:
    """Replace the text of a file; if it is a link, of the file it points to. Raises UserError.

    The text is cleaned like everything that is printed, since the file may be shown in a terminal.
    """
    try:
        # A missing folder is more likely a typing mistake than a wish for a new folder.
        target = path.resolve()
        if not target.parent.is_dir():
            raise UserError(f"cannot write {path}: there is no folder {target.parent}")
        if target.exists() and not target.is_file():
            raise UserError(f"cannot write {path}: it is not a file")
        write_atomically(target, clean(text))
    except OSError as error:
        raise UserError(f"cannot write {path}: {error.strerror or error}") from error


def free_file(suffix: str) -> Path:
    """A path in the current folder that does not exist yet: `papernotes.bib`, else `papernotes-2.bib` and so on.

    It is in the home folder if the current folder has been deleted.
    """
    try:
        folder = Path.cwd()
    except FileNotFoundError:
        folder = Path.home()
    names = (f"papernotes{'' if number == 1 else f'-{number}'}{suffix}" for number in count(1))
    return next(path for name in names if not (path := folder / name).exists())


def export_to(paths: Paths, ids: Sequence[int], form: str, path: Path) -> str:
    """Write entries to a file that does not exist yet; returns what was done, for a message.

    It opens a session of its own, so it can be called from any thread. Raises UserError, and whatever opening a
    session raises.
    """
    from papernotes.exports import FORMATS
    from papernotes.exports.gather import gather

    target = path.expanduser()
    if target.exists():
        raise UserError(f"{path} exists already; export to another file, or remove it")
    session = Session(paths)
    try:
        chosen = FORMATS[form]
        exported = gather(session, session.library.entries(ids), chosen)
    finally:
        session.close()
    write_export(target, chosen.write(exported))
    return f"{number_of(len(exported), 'entry', 'entries')} → {path}"
