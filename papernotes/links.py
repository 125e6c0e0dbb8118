"""Where a link in a note leads: to a note of the library, to a position in the same note, or to the web."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from papernotes.notes import clean_line, fold, lazy_pattern

if TYPE_CHECKING:
    from papernotes.notes import Entry, Library, NoteRow

KNOWN_HOSTS = (
    "arxiv.org", "doi.org", "github.com", "openreview.net", "huggingface.co", "aclanthology.org",
    "openaccess.thecvf.com", "proceedings.mlr.press", "papers.nips.cc", "dl.acm.org", "semanticscholar.org",
)  # fmt: skip
"""Hosts of papers and code. Links to them and to their subdomains open without a question."""

_ARXIV = lazy_pattern(
    r"/(?:abs|pdf|html)/((?:\d{4}\.\d{4,5})|(?:[a-z.-]+/\d{7}))(?:v\d+)?(?:\.pdf)?/?$", re.I
)
_VENUE_BEFORE = lazy_pattern(r"\s*[\[【][^\[\]【】]*[\]】]\s*")
_PAGES = ("index", "readme", "")


@dataclass(frozen=True, slots=True)
class ToNote:
    """A note of the library: its entry, its number among the paper's notes (from 0), and a named anchor in it, if any."""

    entry: Entry
    number: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class ToAnchor:
    """A named anchor in the same note."""

    name: str


@dataclass(frozen=True, slots=True)
class ToWeb:
    """An address for the browser; `trusted` if the host is a known one."""

    url: str
    trusted: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A note that the library does not have, with the title that the link gives it."""

    title: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A link that is not followed, and why."""

    reason: str


Goal = ToNote | ToAnchor | ToWeb | Missing | Refused


def resolve(library: Library, note: NoteRow | None, target: str, text: str = "") -> Goal:
    """Where a link in `note` leads. `target` is the link's target as written, `text` the text of the link.

    A relative target is looked up beside the note's own file, then by venue and name, then by the file's name in any folder
    of the source or a note's alias (as Obsidian does), then by the title in the link's text.
    """
    try:
        parts = urlsplit(target)
        host = (parts.hostname or "").casefold()
    except ValueError:
        return Refused(f"this link cannot be followed: {target}")
    if parts.scheme in ("http", "https"):
        return _web(library, note, target, parts, host)
    if parts.scheme or parts.netloc:
        return Refused(f"{parts.scheme or 'such'} links are not followed: {target}")
    # A question mark is part of a file's name, unless there is no such file.
    paths = tuple(map(unquote, dict.fromkeys((target.partition("#")[0], parts.path))))
    if not paths[0]:
        return ToAnchor(_anchor_in(parts))
    path = paths[-1]
    name = _anchor_in(parts)
    found = next(filter(None, (_in_library(library, note, one) for one in paths)), None)
    found = found or _titled(library, text)
    if found is not None:
        return ToNote(*found, name)
    if PurePosixPath(path).suffix not in ("", ".md", ".html"):
        return Refused(f"this file is not a note: {target}")
    return Missing(_title(text) or target)


def known_entry(library: Library, note: NoteRow, target: str, text: str) -> Entry | None:
    """The entry that a relative link leads to; None for all other links."""
    if ":" in target or target.startswith("#"):
        return None
    goal = resolve(library, note, target, text)
    return goal.entry if isinstance(goal, ToNote) else None


def _web(library: Library, note: NoteRow | None, url: str, parts: SplitResult, host: str) -> Goal:
    """Where a web address leads: to a note whose page it is, to another paper of the library, or to the web."""
    if not host:
        return Refused(f"an address without a host: {url}")
    path = unquote(parts.path)
    if _is(host, "arxiv.org"):
        identifier = _ARXIV.search(path)
        known = library.find(identifier[1]) if identifier else None
    elif _is(host, "doi.org"):
        known = _of_paper(library, library.paper_of([f"doi:{path.strip('/').casefold()}"]))
    else:
        found = _named(library, path)
        if found is not None:
            return ToNote(*found, _anchor_in(parts))
        known = None
    own = library.find(note.key) if note is not None else None
    # A link to the note's own paper is meant for the browser.
    if known is not None and (own is None or known.paper != own.paper):
        return ToNote(known)
    return ToWeb(url, any(_is(host, other) for other in KNOWN_HOSTS))


def _anchor_in(parts: SplitResult) -> str:
    """The name of the anchor; cleaned, since a message shows it if the note has no such anchor."""
    return clean_line(unquote(parts.fragment))


def _is(host: str, other: str) -> bool:
    return host == other or host.endswith(f".{other}")


def _in_library(library: Library, note: NoteRow | None, path: str) -> tuple[Entry, int] | None:
    """The note that a relative target leads to, by its path or by what it is called."""
    return _beside(library, note, path) or _named(library, path) or _in_source(library, note, path)


def _beside(library: Library, note: NoteRow | None, path: str) -> tuple[Entry, int] | None:
    """The note at a path that is relative to the note's own file."""
    if note is None or path.startswith("/"):
        return None
    target = normpath(str(PurePosixPath(note.path).parent / path))
    for candidate in (target, f"{target}.md"):
        found = library.note_at(note.source, candidate)
        if found is not None:
            return found
    return None


def _named(library: Library, path: str) -> tuple[Entry, int] | None:
    """The note that a path of the form `…/VENUE/topic/name` or `…/VENUE/name` means."""
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    if not parts:
        return None
    name = re.sub(r"\.(md|html?)$", "", parts[-1])
    if name.casefold() in _PAGES:
        return None
    for venue in parts[-3:-1]:
        entry = library.find(f"{venue}/{name}")
        if entry is not None:
            return entry, 0
    return None


def _in_source(library: Library, note: NoteRow | None, path: str) -> tuple[Entry, int] | None:
    """The note of the same source whose file has the name, in whatever folder."""
    if note is None or ".." in path.split("/") or PurePosixPath(path).stem.casefold() in _PAGES:
        return None
    return library.note_named(note.source, path)


def _titled(library: Library, text: str) -> tuple[Entry, int] | None:
    title = fold(_title(text))
    entry = _of_paper(library, library.paper_of([f"title:{title}"])) if title else None
    return (entry, 0) if entry else None


def _title(text: str) -> str:
    """The title in the text of a link to a related paper, without the venue before it."""
    return _VENUE_BEFORE.sub("", text, count=1).strip()


def _of_paper(library: Library, paper: int | None) -> Entry | None:
    if paper is None:
        return None
    keys = library.keys_of_papers([paper])
    return library.find(min(keys)) if keys else None
