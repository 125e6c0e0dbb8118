"""The history of remarks: what was written when, and what it replaced, on any device.

An event `remark` has the whole text of a remark, and the ids of the events that it replaces: those whose texts its writer
saw. A revision that nothing replaces is current. If there are several, devices wrote without knowing of each other; then
all their texts are shown, and the next edit puts them in order. All this follows from the set of events alone, so every
device shows the same.

The revisions of one remark are its **thread**: revisions that replace one another, and current revisions with the same
paper and name. The name is the key that the paper had at that time; another paper may have it now.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

from papernotes.reading.errors import damage
from papernotes.reading.log.event_table import read
from papernotes.reading.log.events import KNOWN, REMARK, Event, PreviousValue
from papernotes.reading.state.identity import canonical, clean, is_identifier
from papernotes.reading.state.projection import Projection

_WITH_NAME = "AND name IN (SELECT value FROM json_each(?))"


class Revision(NamedTuple):
    """One version of a remark: id, device and time of the event, the text, and the ids of the revisions that it replaces.
    An empty text means that the remark was removed."""

    id: str
    device: str
    time: str
    text: str
    replaces: frozenset[str]


def revision(event: Event) -> Revision:
    """The revision that an event records."""
    text = event.value if isinstance(event.value, str) else ""
    return Revision(event.id, event.device, event.time, text, replaced_by(event))


def replaced_by(event: Event) -> frozenset[str]:
    """The ids of the revisions that the revision of an event replaces."""
    before = event.before.value if event.before else ""
    return frozenset(before.split()) if isinstance(before, str) else frozenset()


def replacing(revisions: Iterable[Revision]) -> PreviousValue | None:
    """The previous value of an event that replaces these revisions."""
    found = sorted(revisions)
    return PreviousValue(" ".join(revision.id for revision in found), found[-1].time) if found else None


class RemarkThread(NamedTuple):
    """One remark: its name, a text that identifies its paper (see RemarkPapers), the identifiers that its writers knew,
    the ids of all its revisions, and of the current ones."""

    name: str
    paper: str
    identifiers: tuple[str, ...]
    revisions: frozenset[str]
    current: frozenset[str]

    @property
    def is_bound(self) -> bool:
        """Whether it is bound to a paper by more than a key."""
        return is_bound(self.identifiers)


def is_bound(identifiers: Iterable[str]) -> bool:
    """Whether there is an identifier besides keys, which another paper may take over."""
    return bool(_without_keys(identifiers))


class _Link(NamedTuple):
    """A revision without its text."""

    id: str
    name: str
    identifiers: tuple[str, ...]
    replaces: frozenset[str]


class RemarkPapers:
    """Identifies the papers that remarks are on, by the identifiers that were recorded with the remarks.

    Keys count only if nothing else was recorded: on another device, or at another time, another paper may have had the
    key, and the state may have mistaken the two for one.
    """

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self._told = Projection()
        self._count = 0

    def learn(self, identifiers: Iterable[str]) -> None:
        """Learn of a paper from the identifiers in a remark on it."""
        if known := _without_keys(identifiers):
            self._count += 1
            self._told.add(Event("", "", "", known, KNOWN, id=f"{self._count:016x}"), self._told.find(known))

    def look_up(self, identifiers: Iterable[str]) -> None:
        """Load what the state knows about these papers, all at once."""
        self._projection.look_up(dict.fromkeys(filter(None, map(canonical, identifiers))))

    def paper_of(self, identifiers: tuple[str, ...]) -> str:
        """A text that identifies the paper, once all papers are learned; empty if it is not known."""
        known = _without_keys(identifiers)
        found = self._told.find(known) if known else self._projection.find(identifiers)
        return f"{'' if known else 'key '}{found[0].id}" if found else ""

    def by_key(self, identifiers: tuple[str, ...]) -> str:
        """The paper in the state with these identifiers, keys included; empty if there is none."""
        found = self._projection.find(identifiers)
        return found[0].id if found else ""


def _without_keys(identifiers: Iterable[str]) -> tuple[str, ...]:
    found = tuple(name for name in clean(identifiers) if not name.startswith("entry:"))
    return found if any(map(is_identifier, found)) else ()


def threads(
    connection: sqlite3.Connection, papers: RemarkPapers, names: Collection[str] | None = None
) -> list[RemarkThread]:
    """All remarks, or those with these names. `papers` learns of their papers."""
    links = list(_links(connection, names))
    leads = {link.id: link.id for link in links}

    def lead(id: str) -> str:
        while leads[id] != id:
            leads[id] = id = leads[leads[id]]
        return id

    replaced = frozenset[str]().union(*(link.replaces for link in links))
    now = [link for link in links if link.id not in replaced]
    for link in now:
        papers.learn(link.identifiers)
    for link in links:
        for other in link.replaces & leads.keys():
            leads[lead(link.id)] = lead(other)
    papers.look_up(chain.from_iterable(link.identifiers for link in now))
    first: dict[tuple[str, str], str] = {}
    for link in sorted(now, key=lambda link: not is_bound(link.identifiers)):
        paper = papers.paper_of(link.identifiers)
        other = first.setdefault((paper, link.name), link.id)
        # A revision with only a key belongs to the remark of this name on the paper that the state has for the key.
        by_key = first.setdefault((f"key {papers.by_key(link.identifiers)}", link.name), link.id)
        if not is_bound(link.identifiers):
            other = by_key
        leads[lead(link.id)] = lead(other)
    found: dict[str, list[_Link]] = {}
    for link in links:
        found.setdefault(lead(link.id), []).append(link)
    current = {link.id for link in now}
    return [
        _thread(together, current, papers)
        for together in found.values()
        if any(link.id in current for link in together)
    ]


def _thread(links: Sequence[_Link], current: Collection[str], papers: RemarkPapers) -> RemarkThread:
    now = [link for link in reversed(links) if link.id in current]
    now.sort(key=lambda link: not is_bound(link.identifiers))
    return RemarkThread(
        now[0].name,
        papers.paper_of(now[0].identifiers),
        clean(chain.from_iterable(link.identifiers for link in now)),
        frozenset(link.id for link in links),
        frozenset(link.id for link in now),
    )


def names_of(connection: sqlite3.Connection, ids: Collection[str]) -> list[str]:
    """The names of the remarks with these revisions."""
    rows = connection.execute(
        "SELECT DISTINCT name FROM event WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]


def naming(connection: sqlite3.Connection, identifiers: Collection[str]) -> set[str]:
    """The ids of the revisions that name one of the identifiers."""
    rows = connection.execute(
        f"""SELECT id FROM event WHERE what = '{REMARK}' AND EXISTS (
            SELECT 1 FROM json_each(event.identifiers) AS own JOIN json_each(?) AS asked ON own.value = asked.value
        )""",
        (json.dumps(list(filter(is_identifier, identifiers))),),
    )
    return {row[0] for row in rows}


def names_like(names: Collection[str], connection: sqlite3.Connection) -> set[str]:
    """These names of remarks, and all names that are one of them with a number."""
    found = set(names)
    for name in names:
        rows = connection.execute(
            f"SELECT DISTINCT name FROM event WHERE what = '{REMARK}' AND name > ? AND name < ?",
            (f"{name}~", f"{name}~:"),  # the colon comes after the digits
        )
        found.update(row[0] for row in rows)
    return found


def _links(connection: sqlite3.Connection, names: Collection[str] | None) -> Iterable[_Link]:
    """All revisions in the order of their ids, or those with these names."""
    where, values = ("", ()) if names is None else (_WITH_NAME, (json.dumps(sorted(names)),))
    rows = connection.execute(
        f"SELECT id, name, identifiers, before FROM event WHERE what = '{REMARK}' {where} ORDER BY id", values
    )
    for id, name, identifiers, before in rows:
        try:
            ids = (json.loads(before) or [""])[0]
            replaces = frozenset(ids.split()) if isinstance(ids, str) else frozenset[str]()
            yield _Link(id, name, tuple(json.loads(identifiers)), replaces - {id})
        except (ValueError, TypeError, LookupError) as error:
            raise damage() from error


def revisions(connection: sqlite3.Connection, ids: Collection[str]) -> dict[str, Revision]:
    """Id → revision, for these ids. Revisions that have not arrived yet are left out."""
    wanted = json.dumps(sorted(ids))
    found = read(connection, f"id IN (SELECT value FROM json_each(?)) AND what = '{REMARK}'", wanted)
    return {event.id: revision(event) for event in found}


def of_ids(known: Mapping[str, Revision], ids: Iterable[str]) -> list[Revision]:
    """The known revisions with these ids, the latest first."""
    return sorted((known[id] for id in ids if id in known), reverse=True)


def shown(revisions: Iterable[Revision]) -> str:
    """The text of a remark's file for these revisions: the latest text, then the others, each once, with device and time."""
    texts: dict[str, Revision] = {}
    for revision in sorted(revisions, reverse=True):
        if revision.text.strip():
            texts.setdefault(revision.text, revision)
    first, *others = texts or [""]
    return first + "".join(_marked(texts[text]) for text in others)


def is_divided(revisions: Iterable[Revision]) -> bool:
    """Whether the revisions have different texts."""
    return len({revision.text for revision in revisions if revision.text.strip()}) > 1


def _marked(revision: Revision) -> str:
    written = f"{revision.time[:10]} {revision.time[11:16]} UTC"
    return f"\n\n---\n\n*Also written, on {revision.device}, {written}:*\n\n{revision.text}"


def digest(text: str) -> str:
    """A hash of a text, to notice whether it has changed."""
    return sha256(text.encode()).hexdigest()[:32]
