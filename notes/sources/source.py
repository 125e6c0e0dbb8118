"""A source: a folder, a git repository or a saved page, as a person names it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from papernotes.notes.model import NoteError
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.sources.files import read_file
from papernotes.notes.sources.locations import presentable, without_access

_GIT_URL = lazy_pattern(r"(?:https?|ssh|git|file)://|[\w.-]+@[\w.-]+:")
_NAME = lazy_pattern(r"[\w][\w.-]{0,63}")


class SourceError(Exception):
    """A source cannot be used. The message says which, why, and what to do."""


class Source(NamedTuple):
    """Where notes come from. `kind` is `folder`, `git` or `page`; `location` a path or a URL."""

    name: str
    kind: str
    location: str

    def root(self, repositories: Path) -> Path:
        """The folder or file that holds the documents. The clones of git sources are in `repositories`."""
        return repositories / self.name if self.kind == "git" else Path(self.location)


def describe_source(location: str) -> Source:
    """The source that a person means by `location`, named after its last part.

    Raises SourceError if there is no such folder or file, or it cannot be read.
    """
    if not location.strip():  # as a path, it would be the current folder
        raise SourceError("which source? give a folder, a git URL, a saved page, or - for standard input")
    if _GIT_URL.match(location):
        return Source(_name_from(without_access(location).rstrip("/").removesuffix(".git")), "git", location)
    try:
        path = Path(location).expanduser().resolve(strict=True)
        if path.is_dir():
            return Source(_name_from(path.name), "folder", str(path))
        read_file(path)
        return Source(_name_from(path.stem), "page", str(path))
    except (OSError, RuntimeError, NoteError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(
            f"{presentable(location)}: {reason}; give a folder, a git URL, a saved page, or - for standard input"
        ) from error


def check_name(name: str) -> str:
    """Return `name` if a source may be called that; a folder gets this name. Raises SourceError otherwise."""
    if not _NAME.fullmatch(name):
        raise SourceError(f"{name!r} cannot name a source: use letters, digits, and - _ . inside")
    return name


def _name_from(text: str) -> str:
    name = re.sub(r"[^\w.-]+", "-", re.split(r"[/:\\]", text)[-1]).strip("-.")[:64]
    return name or "notes"
