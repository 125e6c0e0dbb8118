"""Sources that have notes in common: the same place under another name or spelling, or one inside another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from papernotes.notes.formats.note_paths import wanted
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.sources.source import Source
from papernotes.notes.sources.walk import SUFFIXES, Place, place_of

Overlap = Literal["same", "inside", "around", ""]

_USUAL_PORT = lazy_pattern(r":(?:22|80|443|9418)$")
_SCP_ADDRESS = lazy_pattern(r"(?:[^@/]*@)?([^:/]+):(?!//)(.*)")


def overlap(source: Source, other: Source) -> Overlap:
    """Whether `source` has the same notes as `other`, lies inside it, or around it; empty where neither is so."""
    here, there = _folder(source), _folder(other)
    if here is None or there is None:
        return "same" if source.kind == other.kind == "git" and _address(source) == _address(other) else ""
    if place_of(here) is not None and place_of(here) == place_of(there):
        return "same"
    if _holds(there, here, source.kind):
        return "inside"
    return "around" if _holds(here, there, other.kind) else ""


def left_out(source: Source, sources: Sequence[Source], repositories: Path) -> dict[Place, str]:
    """The places of the other sources, with their names, where they are not read as a part of `source`.

    Of two that are the same, the first is read.
    """
    own = place_of(source.root(repositories))
    places: dict[Place, str] = {}
    is_before = True
    for other in sources:
        if other.name == source.name:
            is_before = False
        elif (place := place_of(other.root(repositories))) is not None and (place != own or is_before):
            places[place] = other.name
    return places


def _folder(source: Source) -> Path | None:
    """The folder or page on this machine where a source's notes are written; None where there is none."""
    if source.kind != "git":
        return Path(source.location).resolve()
    path = _repository(source.location)
    if path is None:
        return None
    if path.name == ".git":
        return path.parent
    return path if (path / ".git").exists() else None


def _repository(location: str) -> Path | None:
    """The folder of a repository on this machine; None for others."""
    url = urlsplit(location)
    return Path(unquote(url.path)).resolve() if url.scheme == "file" else None


def _address(source: Source) -> tuple[str, str]:
    """Host and path of a repository, however its address is written."""
    path = _repository(source.location)
    if path is not None:
        return "", str(path.with_suffix("") if path.suffix == ".git" and not path.exists() else path)
    if scp := _SCP_ADDRESS.fullmatch(source.location):
        host, rest = scp[1], scp[2]
    else:
        url = urlsplit(source.location)
        host, rest = url.netloc.rpartition("@")[2], url.path
    host = _USUAL_PORT.sub("", host.lower())
    return host, rest.strip("/").removesuffix(".git").rstrip("/")


def _holds(outer: Path, inner: Path, kind: str) -> bool:
    """Whether what is at `inner` would be read as a part of what is at `outer`."""
    place = place_of(outer)
    for folder in inner.parents if place is not None else ():
        if place_of(folder) == place:
            names = inner.relative_to(folder).parts
            path = "/".join(names) + ("" if kind == "page" else "/")
            is_read = kind != "page" or inner.name.lower().endswith(SUFFIXES)
            return is_read and wanted(path, alone=False) and not any(name.startswith(".") for name in names)
    return False
