"""Which files of a source may hold notes, by their paths alone."""

from __future__ import annotations

from papernotes.notes.patterns import lazy_pattern

_NOT_NOTE = lazy_pattern(
    r"_?index|readme.*|todo|changelog|contributing|licen[sc]e|code_of_conduct|security|summary|_(?:sidebar|navbar"
    r"|coverpage)|_?template"
)


def wanted(path: str, *, alone: bool) -> bool:
    """Whether a document, or a folder (its path ends in `/`), may hold anything; `alone`: it is the whole source."""
    if path.endswith("/"):
        return "node_modules" not in path.split("/")
    name = path.rpartition("/")[2].lower()
    return alone or name == "index.md" or name.endswith(".txt") or is_note_path(path)


def is_note_path(path: str) -> bool:
    """Whether a path below a source's root is a note's: Markdown, not hidden, no index or README."""
    path = path.replace("\\", "/").rstrip("/")
    if path.startswith(".") or "/." in path or "node_modules" in path.split("/"):
        return False
    name, dot, suffix = path.rpartition("/")[2].rpartition(".")
    name = name.lower().replace("-", "_")
    return bool(dot) and suffix.lower() in ("md", "markdown") and not _NOT_NOTE.fullmatch(name)
