"""Which files of a source may hold notes: a walk through its folders that reads names and `stat` alone.

It follows no symbolic links and opens no file. A folder that is a source of its own is left out, so that no note is
read twice. What may hold notes but cannot be read is reported with the reason, never dropped without a word.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.sources.files import LINK, UnreadableError, open_folder, refuse
from papernotes.notes.sources.source import Source, SourceError
from papernotes.notes.text import WEB_SUFFIXES

SUFFIXES = (".md", ".markdown", ".txt", *WEB_SUFFIXES)
MAXIMUM_DEPTH = 200
"""Folders within each other that a walk enters. It must end before the system runs out of open folders."""

_NOT_NOTE = lazy_pattern(
    r"_?index|readme.*|todo|changelog|contributing|licen[sc]e|code_of_conduct|security|summary|_(?:sidebar|navbar"
    r"|coverpage)|(?:.*[_ ])?_?template|template[_ ].*|claude|agents|gemini|copilot_instructions|skill|log"
    r"|(?:19|20)\d\d[_.](?:0\d|1[0-2])[_.][0-3]\d"  # the page of a day in a journal
)
_NO_NOTES_IN = frozenset(("node_modules", "templates", "_templates", "_layouts", "_includes", "logseq"))
"""Folders that hold no notes; `logseq` has the program's own files."""

_NOT_WEB_NOTE = lazy_pattern(
    r"404|403|500|about|contact|imprint|privacy|search|sitemap|genindex|tags|print_page|navbar|sidebar|toc|google[0-9a-f]{16}"
)

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
    source: Source, repositories: Path, excluded: Mapping[FileId, str] | None = None
) -> Iterator[Document | Skipped]:
    """Every file of `source` that may hold notes, in order of path.

    `repositories` is the folder of git clones. `excluded` are the roots of sources that are read by themselves, with
    the names of these sources; they are left out here. Raises SourceError if the source itself cannot be read.
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
            yield from _walk(root, excluded)
    except (UnreadableError, OSError) as error:
        reason = error.reason if isinstance(error, UnreadableError) else error.strerror
        raise SourceError(
            f"source {source.name}: {root}: {reason}; put it right, or `papernotes remove {source.name}`"
        ) from error


def may_hold_notes(path: str, *, alone: bool) -> bool:
    """Whether a document, or a folder (its path ends in `/`), may hold notes, or names and counts for them.

    `alone`: the document is a source by itself, so whatever it is called, it was meant.
    """
    if path.endswith("/"):
        return _NO_NOTES_IN.isdisjoint(path.lower().split("/"))
    name = path.rpartition("/")[2].lower()
    if is_web_path(path) and not alone:
        return _may_be_web_note(path)
    return alone or name == "index.md" or name.endswith(".txt") or is_note_path(path)


def is_web_path(path: str) -> bool:
    """Whether a path is that of a web page, by its name."""
    return path.lower().endswith(WEB_SUFFIXES)


def _may_be_web_note(path: str) -> bool:
    """Whether a web page below a source's root may be a note or an index: no page of the site itself, and no part of a
    page that was saved with its pictures (`Page_files/`)."""
    *folders, name = path.lower().split("/")
    stem = name.rpartition(".")[0].replace("-", "_")
    if any(folder.endswith(("_files", ".files")) or _NOT_WEB_NOTE.fullmatch(folder) for folder in folders):
        return False
    return stem == "index" or not (_NOT_WEB_NOTE.fullmatch(stem) or _NOT_NOTE.fullmatch(stem))


def is_note_path(path: str) -> bool:
    """Whether a path below a source's root names a note: Markdown, not hidden, no index, README, template or the like."""
    path = path.replace("\\", "/").rstrip("/")
    if path.startswith(".") or "/." in path or not _NO_NOTES_IN.isdisjoint(path.lower().split("/")[:-1]):
        return False
    name, dot, suffix = path.rpartition("/")[2].rpartition(".")
    name = name.lower().replace("-", "_")
    return bool(dot) and suffix.lower() in ("md", "markdown") and not _NOT_NOTE.fullmatch(name)


def _document(path: str, found: os.stat_result) -> Document:
    return Document(path, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _walk(root: Path, excluded: Mapping[FileId, str]) -> Iterator[Document | Skipped]:
    waiting: list[str | Document | Skipped] = [""]  # a string is a folder that is still to be listed
    while waiting:
        item = waiting.pop()
        if not isinstance(item, str):
            yield item
            continue
        try:
            if item.count("/") > MAXIMUM_DEPTH:
                raise UnreadableError(f"more than {MAXIMUM_DEPTH} folders within each other")
            waiting += reversed(_list_folder(root, item, excluded))
        except UnreadableError as error:
            yield Skipped(_shown(item), error.reason)
        except OSError as error:
            if not item:
                raise
            yield Skipped(_shown(item), f"cannot read the folder: {error.strerror}")


def _list_folder(root: Path, path: str, excluded: Mapping[FileId, str]) -> list[str | Document | Skipped]:
    """What one folder holds, in order; the paths of folders end in `/`."""
    with open_folder(root, path.split("/")[:-1]) as folder, os.scandir(folder) as items:
        # Inside `with`: an item can be examined only while its folder is open.
        found = [_classified(item, path, excluded) for item in sorted(items, key=lambda item: item.name)]
    return [item for item in found if item is not None]


def _classified(
    item: os.DirEntry[str], folder: str, excluded: Mapping[FileId, str]
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
        if (found.st_dev, found.st_ino) in excluded:
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


def _shown(path: str) -> str:
    """The path, with U+FFFD for each character that cannot be printed or stored."""
    text = path.encode("utf-8", "replace").decode()
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
