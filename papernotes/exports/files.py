"""Writing entries to a file, in any of the formats of `papernotes.exports`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from papernotes.config.paths import expanded
from papernotes.errors import UserError
from papernotes.figures import number_of
from papernotes.notes import clean, lazy_pattern
from papernotes.reading import write_atomically
from papernotes.session import Session

if TYPE_CHECKING:
    from papernotes.config.paths import Paths


MAXIMUM_NAME_CHARACTERS = 60
"""How much of a list's name is in the name of a file."""
_NAME_PARTS = lazy_pattern(r"[\w.-]+")


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


def free_file(suffix: str, name: str = "") -> Path:
    """A path in the current folder that does not exist yet: `NAME.bib`, else `NAME-2.bib` and so on.

    Of `name` it has letters, digits, dots, hyphens and underscores; without any it is `papernotes`. It is in the home
    folder if the current folder has been deleted.
    """
    stem = "-".join(_NAME_PARTS.findall(name))[:MAXIMUM_NAME_CHARACTERS].strip("-.") or "papernotes"
    try:
        folder = Path.cwd()
    except FileNotFoundError:
        folder = Path.home()
    names = (f"{stem}{'' if number == 1 else f'-{number}'}{suffix}" for number in count(1))
    return next(path for name in names if not (path := folder / name).exists())


def is_taken(path: Path) -> bool:
    """Whether a path, which may begin with `~`, is one of something that there is."""
    try:
        return expanded(path).exists()
    except (OSError, UserError):
        return False  # writing says what is wrong with it


def export_to(paths: Paths, ids: Sequence[int], form: str, path: Path, *, overwrite: bool = False) -> str:
    """Write entries to a file that does not exist yet, or `overwrite` it; returns what was done, for a message.

    It opens a session of its own, so it can be called from any thread. Raises UserError, and whatever opening a
    session raises.
    """
    from papernotes.exports import FORMATS
    from papernotes.exports.gather import gather

    target = expanded(path)
    if target.exists() and not overwrite:
        raise UserError(f"{path} exists already; export to another file, or remove it")
    session = Session(paths)
    try:
        chosen = FORMATS[form]
        exported = gather(session, session.library.entries(ids), chosen)
    finally:
        session.close()
    write_export(target, chosen.write(exported))
    return f"{number_of(len(exported), 'entry', 'entries')} → {path}"
