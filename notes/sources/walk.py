"""Which files of a source may hold notes: a walk through its folders that reads names and `stat` alone.

It follows no symbolic links and opens no file but `.gitmodules`. A folder that is a source of its own is left out, so
that no note is read twice. What may hold notes but cannot be read is reported with the reason, and what is left out by its
name (`left_out`) with its kind, never dropped without a word.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.sources.files import LINK, UnreadableError, open_folder, read_file, refuse
from papernotes.notes.sources.left_out import SUFFIXES, LeftOut, kind_left_out
from papernotes.notes.sources.source import Source, SourceError

MAXIMUM_DEPTH = 200
"""Folders within each other that a walk enters. It must end before the system runs out of open folders."""

_SUBMODULE = lazy_pattern(r"^\s*path\s*=\s*(\S.*?)\s*$", re.MULTILINE)

_NAME = attrgetter("name")

FileId = tuple[int, int]
"""A file or folder as the system knows it, whatever its path: the numbers of its device and of its inode."""


class Document(NamedTuple):
    """One file of a source: its path relative to the root (`/` between folders), and its stat.

    `size` is in bytes; `modified` and `changed` (which no program can set) in nanoseconds since the epoch.
    """

    path: str
    size: int
    modified: int
    changed: int


class Skipped(NamedTuple):
    """A file, or a folder (its path ends in `/`), that is not read, and the reason."""

    path: str
    reason: str


def file_id(path: Path) -> FileId | None:
    """The id of the file or folder at a path, links followed; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def documents(
    source: Source,
    repositories: Path,
    excluded: Mapping[FileId, str] | None = None,
    read: Collection[str] = frozenset(),
) -> Iterator[Document | Skipped | LeftOut]:
    """Every file of `source` that may hold notes, and what is left out by its name, in order of path.

    `repositories` is the folder of git clones. `excluded` are the roots of sources that are read by themselves, with
    the names of these sources; they are left out here. `read` are the paths of files that were read before, whose names
    need not be looked at again. Raises SourceError if the source itself cannot be read.
    """
    root = source.root(repositories)
    excluded = excluded or {}
    try:
        same = excluded.get(file_id(root) or (0, 0))
        if same is not None:
            yield Skipped("./", f"the source {same} is the same; `papernotes remove` one of the two")
        elif source.is_page:
            found = root.lstat()
            refuse(found)
            yield _document(root.name, found)
        else:
            yield from _walk(root, excluded, read)
            yield from _submodules(root, is_clone=source.kind == "git")
    except (UnreadableError, OSError) as error:
        reason = error.reason if isinstance(error, UnreadableError) else error.strerror
        raise SourceError(
            f"source {source.name}: {root}: {reason}; put it right, or `papernotes remove {source.name}`"
        ) from error


def _document(path: str, found: os.stat_result) -> Document:
    return Document(path, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _walk(
    root: Path, excluded: Mapping[FileId, str], read: Collection[str]
) -> Iterator[Document | Skipped | LeftOut]:
    waiting: list[str | Document | Skipped | LeftOut] = [
        ""
    ]  # a string is a folder that is still to be listed
    while waiting:
        item = waiting.pop()
        if not isinstance(item, str):
            yield item
            continue
        try:
            if item.count("/") > MAXIMUM_DEPTH:
                raise UnreadableError(f"more than {MAXIMUM_DEPTH} folders within each other")
            waiting += reversed(_list_folder(root, item, excluded, read))
        except UnreadableError as error:
            yield Skipped(_shown(item), error.reason)
        except OSError as error:
            if not item:
                raise
            yield Skipped(_shown(item), f"cannot read the folder: {error.strerror}")


def _list_folder(
    root: Path, path: str, excluded: Mapping[FileId, str], read: Collection[str]
) -> list[str | Document | Skipped | LeftOut]:
    """What one folder holds, in order; the paths of folders end in `/`."""
    with open_folder(root, path.split("/")[:-1]) as folder, os.scandir(folder) as items:
        # Inside `with`: an item can be examined only while its folder is open.
        found = [_classified(item, path, excluded, read) for item in sorted(items, key=_NAME)]
    return [item for item in found if item is not None]


def _classified(
    item: os.DirEntry[str], folder: str, excluded: Mapping[FileId, str], read: Collection[str]
) -> str | Document | Skipped | LeftOut | None:
    """A folder as its path, a document, or what is skipped or left out; None for what can hold no notes."""
    if item.name.startswith("."):
        return None
    path = folder + item.name
    may_be_note = item.name.lower().endswith(SUFFIXES)
    try:
        if not may_be_note and item.is_symlink():
            return Skipped(_shown(path) + "/", LINK) if item.is_dir() else None
        is_folder = item.is_dir(follow_symlinks=False)
        if not is_folder and path not in read and (kind := kind_left_out(path)):
            return LeftOut(kind, 1, _shown(path))
        if not (is_folder or may_be_note):
            return None
        found = item.stat(follow_symlinks=False)
        if excluded and (found.st_dev, found.st_ino) in excluded:
            return None
        if is_folder:
            return path + "/"
        if not path.isprintable():  # includes names that are not UTF-8, which cannot be stored as text
            return Skipped(_shown(path), "unprintable characters in the name")
        refuse(found)
        return _document(path, found)
    except UnreadableError as error:
        return Skipped(_shown(path), error.reason)
    except OSError as error:
        return Skipped(_shown(path), f"cannot read: {error.strerror}") if may_be_note else None


def _submodules(root: Path, *, is_clone: bool) -> Iterator[Skipped]:
    """The submodules of a repository that are not checked out, so that their folders are empty."""
    try:
        listed = read_file(root, ".gitmodules").decode("utf-8", "replace")
    except UnreadableError:
        return
    advice = "add its repository as a source" if is_clone else "`git submodule update --init` fetches it"
    for path in _SUBMODULE.findall(listed):
        try:
            with open_folder(root, path.split("/")) as folder, os.scandir(folder) as items:
                is_empty = next(items, None) is None
        except (UnreadableError, OSError, ValueError):
            continue
        if is_empty:
            yield Skipped(_shown(path) + "/", f"a git submodule that is not checked out; {advice}")


def _shown(path: str) -> str:
    """The path, with U+FFFD for each character that cannot be printed or stored."""
    text = path.encode("utf-8", "replace").decode()
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
