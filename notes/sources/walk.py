"""Which files a source has: a walk through its folders by `stat` alone, which follows no links."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from papernotes.notes.sources.files import LINK, UnreadableError, open_folder, refuse
from papernotes.notes.sources.source import Source, SourceError

SUFFIXES = (".md", ".markdown", ".txt")
DEEPEST = 200
"""So many folders within each other are gone through; a walk has to end before the reader gives up on it."""

Place = tuple[int, int]
"""A file or folder as the system knows it, whatever its path: its device and its number there."""


class Document(NamedTuple):
    """One file of a source: its path relative to the root (`/` between folders), and its stat.

    `size` is in bytes; `modified` and `changed` (which no program can set) in nanoseconds since the epoch.
    """

    path: str
    size: int
    modified: int
    changed: int


class Skipped(NamedTuple):
    """A file, or a folder (its path ends in `/`), that is not read, and why."""

    path: str
    reason: str


def place_of(path: Path) -> Place | None:
    """What is at a path, links followed; None if nothing is."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def documents(
    source: Source, repositories: Path, others: Mapping[Place, str] | None = None
) -> Iterator[Document | Skipped]:
    """Every file of `source` that may hold notes, in order of path.

    `others`: the places of sources, with their names, that are read by themselves and so are left out of this one.
    Raises SourceError if the source itself cannot be read.
    """
    root = source.root(repositories)
    others = others or {}
    try:
        same = others.get(place_of(root) or (0, 0))
        if same is not None:
            yield Skipped("./", f"the source {same} is the same; `papernotes remove` one of the two")
        elif source.kind == "page":
            found = root.lstat()
            refuse(found)
            yield _document(root.name, found)
        else:
            yield from _walk(root, others)
    except (UnreadableError, OSError) as error:
        reason = error.reason if isinstance(error, UnreadableError) else error.strerror
        raise SourceError(
            f"source {source.name}: {root}: {reason}; put it right, or `papernotes remove {source.name}`"
        ) from error


def _document(path: str, found: os.stat_result) -> Document:
    return Document(path, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _walk(root: Path, others: Mapping[Place, str]) -> Iterator[Document | Skipped]:
    waiting: list[str | Document | Skipped] = [""]  # a text is a folder to be gone through
    while waiting:
        item = waiting.pop()
        if not isinstance(item, str):
            yield item
            continue
        try:
            if item.count("/") > DEEPEST:
                raise UnreadableError(f"more than {DEEPEST} folders within each other")
            waiting += reversed(_look_into(root, item, others))
        except UnreadableError as error:
            yield Skipped(_shown(item), error.reason)
        except OSError as error:
            if not item:
                raise
            yield Skipped(_shown(item), f"cannot read the folder: {error.strerror}")


def _look_into(root: Path, path: str, others: Mapping[Place, str]) -> list[str | Document | Skipped]:
    """What is in one folder, in order; the paths of folders end in `/`."""
    with open_folder(root, path.split("/")[:-1]) as folder, os.scandir(folder) as items:
        # Here, since items can be asked only while their folder is open.
        found = [_classified(item, path, others) for item in sorted(items, key=lambda item: item.name)]
    return [item for item in found if item is not None]


def _classified(
    item: os.DirEntry[str], folder: str, others: Mapping[Place, str]
) -> str | Document | Skipped | None:
    """A folder as its path, a document, or what is skipped; None for what can hold no notes."""
    if item.name.startswith("."):
        return None
    path = folder + item.name
    may_be_note = item.name.lower().endswith(SUFFIXES)
    try:
        if item.is_symlink() and not may_be_note:
            return Skipped(_shown(path) + "/", LINK) if item.is_dir() else None
        is_folder = item.is_dir(follow_symlinks=False)
        if not (is_folder or may_be_note):
            return None
        found = item.stat(follow_symlinks=False)
        if (found.st_dev, found.st_ino) in others:
            return None
        if is_folder:
            return path + "/"
        if not path.isprintable():  # also a name that is not UTF-8, which cannot be stored as text
            return Skipped(_shown(path), "unprintable characters in the name")
        refuse(found)
        return _document(path, found)
    except UnreadableError as error:
        return Skipped(_shown(path), error.reason)
    except OSError as error:
        return Skipped(_shown(path), f"cannot read: {error.strerror}") if may_be_note else None


def _shown(path: str) -> str:
    """A path with a mark in place of what cannot be printed or stored."""
    text = path.encode("utf-8", "replace").decode()
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
