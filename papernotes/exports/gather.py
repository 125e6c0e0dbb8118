"""Gathering for an exporter what a session knows about entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from papernotes import remarks
from papernotes.config.settings_file import read_configuration
from papernotes.exports.citation_keys import proposed_key
from papernotes.exports.exported import Exported, to_cite

if TYPE_CHECKING:
    from papernotes.exports import Format
    from papernotes.notes import Entry
    from papernotes.reading import PaperState
    from papernotes.session import Session


def gather(session: Session, entries: Sequence[Entry], form: Format) -> list[Exported]:
    """The entries in their order, as a format wants them: if once a paper, at the position of the paper's first entry.

    What is to be cited gets citation keys, which the reading state keeps.
    """
    with_remark = session.remark_owners.papers_of(session.reading.remarks.keys(session.reading.tell))
    states = dict(zip((entry.paper for entry in entries), session.states_of(entries), strict=True))
    if not form.once_a_paper:
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
    return _cited(session, found) if form.cited else found


def _cited(session: Session, exported: Sequence[Exported]) -> list[Exported]:
    """The same, each with its citation key."""
    pattern = read_configuration(session.paths.configuration)[0].citation_key
    names = session.library.identify([item.entry.paper for item in exported])
    keys = session.reading.citation_keys(
        [(names[item.entry.paper], proposed_key(item.entry, pattern)) for item in exported]
    )
    return [replace(item, citation_key=key) for item, key in zip(exported, keys, strict=True)]


def _exported(
    session: Session, entry: Entry, others: Sequence[Entry], state: PaperState, with_remark: set[int]
) -> Exported:
    remark = remarks.read(session, entry) if entry.paper in with_remark else ""
    return Exported(
        entry, state, remark, next(filter(None, (one.page for one in (entry, *others))), None),
        tuple(dict.fromkeys(other.venue.slug for other in others)),
    )  # fmt: skip
