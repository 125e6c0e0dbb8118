"""Sources that share notes: the same place under another name or spelling, or one inside another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.sources.left_out import SUFFIXES, may_hold_notes
from papernotes.notes.sources.source import Source
from papernotes.notes.sources.walk import FileId, file_id
from papernotes.notes.text import is_readme

Overlap = Literal["same", "inside", "around", ""]

_USUAL_PORT = lazy_pattern(r":(?:22|80|443|9418)$")
_SCP_ADDRESS = lazy_pattern(r"(?:[^@/]*@)?([^:/]+):(?!//)(.*)")


def overlap(source: Source, other: Source) -> Overlap:
    """Whether `source` is the same as `other`, lies inside it, or lies around it; empty if they share nothing."""
    here, there = _folder(source), _folder(other)
    if here is None or there is None:
        if source.kind != other.kind or source.kind not in ("git", "web"):
            return ""
        return _of_folders(source.folder, other.folder) if _address(source) == _address(other) else ""
    if file_id(here) is not None and file_id(here) == file_id(there):
        return "same"
    if _holds(there, here, source.kind):
        return "inside"
    return "around" if _holds(here, there, other.kind) else ""


def _of_folders(folder: str, other: str) -> Overlap:
    """How the parts of one repository lie to each other."""
    if folder == other:
        return "same"
    if not other or folder.startswith(other + "/"):
        return "inside"
    return "around" if not folder or other.startswith(folder + "/") else ""


def excluded_roots(source: Source, sources: Sequence[Source], repositories: Path) -> dict[FileId, str]:
    """The roots of the other sources, with their names, that must not be read as parts of `source`.

    If two sources are the same place, the first in `sources` is the one that is read.
    """
    own = file_id(source.root(repositories))
    excluded: dict[FileId, str] = {}
    is_before = True
    for other in sources:
        if other.name == source.name:
            is_before = False
            continue
        roots = [other.root(repositories)]
        if overlap(source, other) == "around" and source.kind == "git":  # it has a clone of its own
            roots.append(source.copy(repositories) / other.folder)
        for path in roots:
            if (root := file_id(path)) is not None and (root != own or is_before):
                excluded[root] = other.name
    return excluded


def _folder(source: Source) -> Path | None:
    """The folder or page on this machine in which a source's notes are edited; None if it is elsewhere."""
    if source.kind == "web":
        return None
    if source.kind != "git":
        return Path(source.location).resolve()
    path = _repository(source.location)
    if path is None:
        return None
    if path.name == ".git":
        return path.parent / source.folder
    return path / source.folder if (path / ".git").exists() else None


def _repository(location: str) -> Path | None:
    """The folder of a repository on this machine; None for a remote one."""
    url = _split(location)
    return Path(unquote(url.path)).resolve() if url.scheme == "file" else None


def _split(location: str) -> SplitResult:
    """The parts of an address; of one that is none, all of it as a path: git says what is wrong with it."""
    try:
        return urlsplit(location)
    except ValueError:  # such as `[` in the place of a host
        return SplitResult("", "", location, "", "")


def _address(source: Source) -> tuple[str, str]:
    """The host and path of a repository, the same however its address is spelled."""
    path = _repository(source.location)
    if path is not None:
        return "", str(path.with_suffix("") if path.suffix == ".git" and not path.exists() else path)
    if scp := _SCP_ADDRESS.fullmatch(source.location):
        host, rest = scp[1], scp[2]
    else:
        url = _split(source.location)
        host, rest = url.netloc.rpartition("@")[2], url.path
    host = _USUAL_PORT.sub("", host.lower())
    return host, rest.strip("/").removesuffix(".git").rstrip("/")


def _holds(outer: Path, inner: Path, kind: str) -> bool:
    """Whether a source at `outer` reads what is at `inner` as a part of itself."""
    root = file_id(outer)
    for folder in inner.parents if root is not None else ():
        if file_id(folder) == root:
            names = inner.relative_to(folder).parts
            path = "/".join(names) + ("" if kind == "page" else "/")
            # A README is a list of papers for a folder at most; added by itself, it is a note.
            is_read = kind != "page" or (inner.name.lower().endswith(SUFFIXES) and not is_readme(inner.name))
            return (
                is_read
                and may_hold_notes(path, alone=False)
                and not any(name.startswith(".") for name in names)
            )
    return False
