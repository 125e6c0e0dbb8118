"""Names of files that may be notes, or pages about the collection: what they state tells which.

A note on a paper about logs may be `log.md`, and one of each day may have a paper. Nothing is left out for such a name alone.
"""

from __future__ import annotations

from papernotes.notes.patterns import lazy_pattern

_DOUBTFUL = lazy_pattern(
    r"(?i:(?P<upkeep>todo|security|log|about|imprint|privacy(?:[-_]policy)?|contact|404|categories|tags|archives?)"
    r"|(?P<day>(?:19|20)\d\d[-_.](?:0\d|1[0-2])[-_.][0-3]\d))"
    r"|(?P<agents>CLAUDE(?:\.local)?|AGENTS|GEMINI|SKILL)"  # programs look for them in capitals: gemini.md is of a paper
)


def doubtful_kind(path: str) -> str:
    """The kind of page (of `left_out.LEFT_OUT_KINDS`) that a file is by its name, unless it states a paper; else empty."""
    found = _DOUBTFUL.fullmatch(path.rpartition("/")[2].rpartition(".")[0])
    return found.lastgroup or "" if found else ""
