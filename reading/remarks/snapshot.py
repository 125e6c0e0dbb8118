"""What this device knows about the files of remarks: what each contained when last seen, and so which paper it is on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from papernotes.reading.remarks.paper_lookup import RemarkedPaper, numbered_keys
from papernotes.reading.remarks.revisions import (
    RemarkPapers,
    RemarkThread,
    digest,
    names_like,
    names_of,
    of_ids,
    revisions,
    shown,
    threads,
)
from papernotes.reading.state.identity import clean
from papernotes.reading.state.projection import Projection
from papernotes.reading.storage.local_table import forget_local, locals_beginning, set_local

EMPTY = digest("")
MAXIMUM_FEW_FILES = 20
"""For up to this many files, only their own threads are read."""
_UNRECORDED = "remark of "
"""Prefix of names in the table `local`, before a key: the paper's identifiers (JSON) for a remark that is not in the log."""
_PENDING_MOVE = "remark moves "
"""Prefix of names in the table `local`, before a key: the key to which the remark's file is being moved."""


class KnownFile(NamedTuple):
    """What a remark's file contained when last seen: the digest of its text, and the ids of the revisions in it."""

    text: str = EMPTY
    revisions: frozenset[str] = frozenset()

    @property
    def holds_text(self) -> bool:
        return self.text != EMPTY


NOTHING = KnownFile()


class RemarkSnapshot:
    """The remarks at one moment: what each file (by key) contains, the threads, and remarks without an event.

    With a few `keys`, only the threads that these files show, or that have these names, are read; this is quick.
    """

    def __init__(
        self, connection: sqlite3.Connection, projection: Projection, keys: Collection[str] | None = None
    ) -> None:
        self._projection = projection
        self.moves = moves(connection)
        self.known = known_files(connection)
        self.unrecorded = unrecorded(connection)
        self._papers = RemarkPapers(projection)
        names = None
        if keys is not None and len(keys) <= MAXIMUM_FEW_FILES:
            ids = [id for key in keys for id in self.known.get(key, NOTHING).revisions]
            names = names_like([*keys, *names_of(connection, ids)], connection)
        self.threads = threads(connection, self._papers, names)
        self._of_revision = {id: thread for thread in self.threads for id in thread.revisions}
        self._shown = {thread for key in self.known if (thread := self.thread(key)) and self.is_live(key)}
        self._by_text: dict[str, RemarkThread] | None = None
        self._by_name: dict[str, list[RemarkThread]] = {}
        self._by_paper: dict[str, list[RemarkThread]] = {}
        for thread in self.threads:
            self._add(thread)

    def _add(self, thread: RemarkThread) -> None:
        self._by_name.setdefault(thread.name, []).append(thread)
        if thread.paper:
            self._by_paper.setdefault(thread.paper, []).append(thread)

    def paper_of(self, identifiers: tuple[str, ...]) -> str:
        """A text that identifies the paper: see `reading.remarks.revisions.RemarkPapers`."""
        return self._papers.paper_of(identifiers)

    def is_live(self, key: str) -> bool:
        """Whether the file with this key contained a remark when last seen."""
        return self.known.get(key, NOTHING).holds_text or key in self.unrecorded

    def all_keys(self) -> set[str]:
        """The keys of all files about which something is known."""
        return self.known.keys() | self.unrecorded.keys()

    def thread(self, key: str) -> RemarkThread | None:
        """The remark that was last seen in the file with this key, even if the file is empty now."""
        ids = self.known.get(key, NOTHING).revisions
        return next(
            (self._of_revision[id] for id in sorted(ids, reverse=True) if id in self._of_revision), None
        )

    def files(self) -> dict[RemarkThread, list[str]]:
        """Thread → the keys of its files: first those with text, then those that had some before."""
        found: dict[RemarkThread, list[str]] = {}
        for key in sorted(self.known, key=lambda key: (not self.known[key].holds_text, key)):
            if thread := self.thread(key):
                found.setdefault(thread, []).append(key)
        return found

    def owner(self, key: str) -> RemarkedPaper | None:
        """The paper that the file with this key is bound to; None if it is bound to none."""
        thread = self.thread(key) if self.known.get(key, NOTHING).holds_text else None
        if thread is not None and thread.is_bound:
            return self.owner_of(thread.identifiers)
        return self.owner_of(self.unrecorded[key]) if key in self.unrecorded else None

    def owner_of(self, identifiers: tuple[str, ...]) -> RemarkedPaper:
        """The paper with these identifiers, and with those that the state knows in addition."""
        found = self._projection.find(identifiers)
        return RemarkedPaper(identifiers, clean([*identifiers, *(found[0].identifiers if found else ())]))

    def without_file(self, key: str, names: tuple[str, ...]) -> list[RemarkThread]:
        """The threads that a file seen for the first time may contain, the likeliest first.

        A thread is without a file after a crash, or when what was known about files was lost.
        """
        paper = self.paper_of(names)
        own = [thread for thread in self._by_paper.get(paper, ()) if thread.name == key]
        found = dict.fromkeys((*own, *self._by_name.get(key, ()), *self._by_paper.get(paper, ())))
        return [thread for thread in found if thread not in self._shown]

    def without_file_holding(self, text: str, connection: sqlite3.Connection) -> RemarkThread | None:
        """The thread without a file whose text is exactly this; None if there is none."""
        if self._by_text is None:
            left = [thread for thread in self.threads if thread not in self._shown]
            known = revisions(connection, frozenset[str]().union(*(thread.current for thread in left)))
            self._by_text = {shown(of_ids(known, thread.current)): thread for thread in reversed(left)}
        found = self._by_text.get(text) if text else None
        return found if found not in self._shown else None

    def free_name(self, key: str, names: tuple[str, ...]) -> str:
        """The name of a new remark on the paper: the key, with a number if another remark on the paper has this name."""
        used = {thread.name for thread in self._by_paper.get(self.paper_of(names), ())}
        return next(name for name in numbered_keys(key) if name not in used)

    def show(self, thread: RemarkThread) -> None:
        """Record that a file shows the thread, which may be a new one."""
        if thread not in self._shown:
            self._shown.add(thread)
            self._add(thread)
            self._papers.learn(thread.identifiers)


def known_files(connection: sqlite3.Connection) -> dict[str, KnownFile]:
    """Key → what is known about the file, for all files."""
    rows = connection.execute("SELECT key, digest, revisions FROM remark")
    return {key: KnownFile(text, frozenset(ids.split())) for key, text, ids in rows}


def known_files_of(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, KnownFile]:
    """Key → what is known about the file, for these keys."""
    rows = connection.execute(
        "SELECT key, digest, revisions FROM remark WHERE key IN (SELECT value FROM json_each(?))",
        (json.dumps(keys),),
    )
    return {key: KnownFile(text, frozenset(ids.split())) for key, text, ids in rows}


def keep(connection: sqlite3.Connection, key: str, known: KnownFile) -> None:
    """Record what a file contains now."""
    connection.execute(
        "INSERT OR REPLACE INTO remark (key, digest, revisions) VALUES (?, ?, ?)",
        (key, known.text, " ".join(sorted(known.revisions))),
    )


def forget(connection: sqlite3.Connection, key: str) -> None:
    """Forget what was known about a file."""
    connection.execute("DELETE FROM remark WHERE key = ?", (key,))


def unrecorded(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Key of a file whose remark has no event → the identifiers of its paper."""
    found = {}
    for name, value in locals_beginning(connection, _UNRECORDED):
        with suppress(ValueError, TypeError):
            found[name.removeprefix(_UNRECORDED)] = clean(map(str, json.loads(value)))
    return found


def set_unrecorded(connection: sqlite3.Connection, key: str, names: Sequence[str]) -> None:
    """Record the paper of a remark without an event; with no names, forget it."""
    if names:
        set_local(connection, _UNRECORDED + key, json.dumps(names))
    else:
        forget_local(connection, _UNRECORDED + key)


def moves(connection: sqlite3.Connection) -> dict[str, str]:
    """Key → new key, for files whose move has begun."""
    return {
        name.removeprefix(_PENDING_MOVE): new for name, new in locals_beginning(connection, _PENDING_MOVE)
    }


def begin_moves(connection: sqlite3.Connection, begun: Mapping[str, str]) -> None:
    """Record that files are about to be moved."""
    for key, new in begun.items():
        set_local(connection, _PENDING_MOVE + key, new)


def end_move(connection: sqlite3.Connection, key: str, new: str, *, done: bool) -> None:
    """Record that a file has been moved (`done`), or that it stays where it was."""
    forget_local(connection, _PENDING_MOVE + key)
    known = known_files_of(connection, [key]).get(key)
    names = unrecorded(connection).get(key)
    if done and known is not None:
        forget(connection, key)
        keep(connection, new, known)
    if done and names is not None:
        set_unrecorded(connection, key, ())
        set_unrecorded(connection, new, names)
