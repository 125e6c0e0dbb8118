"""The history of remarks: what was written when in place of what, on any device.

An event `remark` holds a remark's whole text and names, as what was there before, the events whose
texts its writer saw. What nobody replaced is current. Where that is more than one, devices wrote
without knowing of each other: then all of it is shown, and whoever edits it next puts it in order.
It follows from the set of events alone, so every device shows the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from reading.events import REMARK, Before, Event
from reading.log import read


class Revision(NamedTuple):
    """A remark as somebody wrote it: the event's id, device and time, the entry's key, the text, and
    the ids of the revisions that it replaces. An empty text took the remark away."""

    id: str
    device: str
    time: str
    key: str
    text: str
    replaces: frozenset[str]


def revision(event: Event) -> Revision:
    """The revision that an event records."""
    text = event.value if isinstance(event.value, str) else ""
    return Revision(event.id, event.device, event.time, event.name, text, replaced_by(event))


def replaced_by(event: Event) -> frozenset[str]:
    """The ids of the revisions that an event's replaces."""
    before = event.before.value if event.before else ""
    return frozenset(before.split()) if isinstance(before, str) else frozenset()


def replacing(revisions: Iterable[Revision]) -> Before | None:
    """What an event says was before it that replaces these."""
    found = sorted(revisions)
    return Before(" ".join(revision.id for revision in found), found[-1].time) if found else None


def history(connection: sqlite3.Connection, key: str | None = None) -> dict[str, list[Revision]]:
    """All revisions, oldest first, of every remark or of one, by key."""
    where, values = ("AND name = ?", (key,)) if key is not None else ("", ())
    found: dict[str, list[Revision]] = {}
    for event in read(connection, f"what = '{REMARK}' {where}", *values):
        found.setdefault(event.name, []).append(revision(event))
    return found


def current(revisions: Sequence[Revision]) -> list[Revision]:
    """The revisions of one remark that none replaces, the latest first."""
    replaced = frozenset[str]().union(*(revision.replaces for revision in revisions))
    return sorted((revision for revision in revisions if revision.id not in replaced), reverse=True)


def shown(revisions: Iterable[Revision]) -> str:
    """What a remark's file holds for these revisions: the latest text, then the others, each once and marked."""
    texts: dict[str, Revision] = {}
    for revision in sorted(revisions, reverse=True):
        if revision.text.strip():
            texts.setdefault(revision.text, revision)
    first, *others = texts or [""]
    return first + "".join(_marked(texts[text]) for text in others)


def is_divided(revisions: Iterable[Revision]) -> bool:
    """Whether the revisions have several texts."""
    return len({revision.text for revision in revisions if revision.text.strip()}) > 1


def _marked(revision: Revision) -> str:
    written = f"{revision.time[:10]} {revision.time[11:16]} UTC"
    return f"\n\n---\n\n*Also written, on {revision.device}, {written}:*\n\n{revision.text}"


def digest(text: str) -> str:
    """A text in short, to tell whether it has changed."""
    return sha256(text.encode()).hexdigest()[:32]
