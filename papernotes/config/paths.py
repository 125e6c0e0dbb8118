"""Where everything is: configuration, reading state (data) and what can be made again (cache)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import platformdirs

import papernotes
from papernotes.errors import UserError

NAME = "papernotes"
_NO_HOME = "there is no home folder: set HOME, or PAPERNOTES_HOME, to an absolute path"


class Paths(NamedTuple):
    """The three folders, and the files in them."""

    config: Path
    data: Path
    cache: Path

    @property
    def configuration(self) -> Path:
        """The settings."""
        return self.config / "config.yaml"

    @property
    def keybindings(self) -> Path:
        """The user's changes to the keymap."""
        return self.config / "keybindings.yaml"

    @property
    def commands(self) -> Path:
        """Programs of the user's own, with their keystrokes."""
        return self.config / "commands.yaml"

    @property
    def sources(self) -> Path:
        """The list of sources."""
        return self.config / "sources.yaml"

    @property
    def exports(self) -> Path:
        """The list of exports that are kept up to date."""
        return self.config / "exports.yaml"

    @property
    def views(self) -> Path:
        """Saved views that the reader writes by hand."""
        return self.config / "views.yaml"

    @property
    def note_template(self) -> Path:
        """The user's own template of notes."""
        return self.config / "note.md"

    @property
    def pages(self) -> Path:
        """Pages that were read from standard input, and so have no file of their own."""
        return self.data / "pages"

    @property
    def imported(self) -> Path:
        """The papers that were imported and had no note: a source like any other."""
        return self.data / "imported.tsv"

    @property
    def queries(self) -> Path:
        """Earlier queries, one a line."""
        return self.data / "queries"

    @property
    def finds(self) -> Path:
        """Texts that were searched for in notes, one a line."""
        return self.data / "finds"

    @property
    def library(self) -> Path:
        return self.cache / "library.db"

    @property
    def index_folder(self) -> Path:
        return self.cache / "index"

    @property
    def known_sources(self) -> Path:
        """The cache of the list of sources."""
        return self.cache / "sources.json"

    @property
    def repositories(self) -> Path:
        """Checkouts of git sources."""
        return self.cache / "repositories"


def find_paths() -> Paths:
    """The folders of this user; all under `PAPERNOTES_HOME` if that is set. Raises UserError if there is no home folder."""
    if home := os.environ.get("PAPERNOTES_HOME"):
        try:
            root = Path(home).expanduser().absolute()
        except (OSError, RuntimeError) as error:  # the current folder has gone, or there is no such user
            reason = getattr(error, "strerror", None) or str(error)
            raise UserError(f"PAPERNOTES_HOME={home}: {reason}; give an absolute path") from error
        return Paths(root / "config", root / "data", root / "cache")
    try:
        paths = Paths(
            platformdirs.user_config_path(NAME),
            platformdirs.user_data_path(NAME),
            platformdirs.user_cache_path(NAME),
        )
    except RuntimeError as error:  # the system does not know this user
        raise UserError(_NO_HOME) from error
    # A relative path would mean another folder wherever the program is started, and an unknown `~name` stays as it is.
    # With an empty HOME some versions of platformdirs return the root folder.
    if os.environ.get("HOME") == "" or not all(path.is_absolute() for path in paths):
        raise UserError(_NO_HOME)
    return paths


def expanded(path: Path | str) -> Path:
    """A path that a person typed, with their home folder for `~`. Raises UserError for a `~name` that nobody has."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise UserError(f"{path}: no home folder is known; write the path in full") from error


def is_there(path: Path) -> bool:
    """Whether a file or folder is there. True if it cannot be examined: reading it will say what is wrong."""
    try:
        path.lstat()
    except FileNotFoundError:
        return any(map(_leads_nowhere, path.parents))
    except OSError:
        return True
    return True


def _leads_nowhere(path: Path) -> bool:
    """Whether a path is a link to something that is not there, such as a disk that is not mounted."""
    return path.is_symlink() and not os.path.exists(path)  # noqa: PTH110 - Path.exists may raise


def shipped(name: str) -> Path:
    """The path of a file that comes with the program: inside the package if installed, beside it in a checkout."""
    package = Path(papernotes.__file__).parent
    inside = package / name
    return inside if inside.exists() else package.parent / name


def sample_library() -> Path:
    """The built-in sample library."""
    from papernotes import notes

    return Path(notes.__file__).resolve().parent / "sample"  # in a checkout the package is a link
