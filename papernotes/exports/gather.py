"""Gathering for an exporter what a session knows about entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papernotes import remarks
from papernotes.exports.exported import Exported, to_cite

if TYPE_CHECKING:
    from papernotes.notes import Entry
    from papernotes.reading import PaperState
    from papernotes.session import Session


def gather(session: Session, entries: Sequence[Entry], *, once_a_paper: bool) -> list[Exported]:
    """The entries in their order; with `once_a_paper`, one for each paper, at the position of its first entry."""
    with_remark = session.remark_owners.papers_of(session.reading.remarks.keys(session.reading.tell))
    states = dict(zip((entry.paper for entry in entries), session.states_of(entries), strict=True))
    if not once_a_paper:
        return [
            _exported(session, entry, session.library.also_in(entry), states[entry.paper], with_remark)
            for entry in entries
        ]
    papers: dict[int, list[Entry]] = {}
    for entry in entries:
        papers.setdefault(entry.paper, []).append(entry)
    found = []
    for paper, selected in papers.items():
        others = session.library.also_in(selected[0])
        cited = to_cite(selected, others)
        rest = [entry for entry in (selected[0], *others) if entry.id != cited.id]
        found.append(_exported(session, cited, rest, states[paper], with_remark))
    return found


def _exported(
    session: Session, entry: Entry, others: Sequence[Entry], state: PaperState, with_remark: set[int]
) -> Exported:
    urls = (note.paper_url for note in session.library.notes_of(entry))
    remark = remarks.read(session, entry) if entry.paper in with_remark else ""
    return Exported(
        entry, state, remark, next(filter(None, urls), None),
        tuple(dict.fromkeys(other.venue.slug for other in others)),
    )  # fmt: skip
