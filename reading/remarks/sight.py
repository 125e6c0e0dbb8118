"""What this device knows of the remarks' files: what each was last seen to hold, and so whose it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from papernotes.reading.log.events_table import forget_local, local_like, set_local
from papernotes.reading.log.identity import clean
from papernotes.reading.log.projection import Fold
from papernotes.reading.remarks.owners import Owner, numbered
from papernotes.reading.remarks.revisions import (
    Papers,
    Thread,
    digest,
    names_like,
    names_of,
    of_ids,
    revisions,
    shown,
    threads,
)

EMPTY = digest("")
_FEW = 20
"""Up to so many files, only their own threads are looked at."""
_UNWRITTEN = "remark of "
"""Before the key, in `local`: by what the paper is known whose remark cannot be in the log, as JSON."""
_MOVES = "remark moves "
"""Before the key, in `local`: to which key a remark's file is being moved."""


class Known(NamedTuple):
    """What a remark's file was last known to hold: its text in short, and the ids of the revisions shown."""

    text: str = EMPTY
    revisions: frozenset[str] = frozenset()

    @property
    def holds_text(self) -> bool:
        return self.text != EMPTY


NOTHING = Known()


class Sight:
    """The remarks at one moment: what each file (by key) holds, the threads, and what has no event.

    With `keys`, only the threads that matter for these files, or are called so: quick among many.
    """

    def __init__(
        self, connection: sqlite3.Connection, fold: Fold, keys: Collection[str] | None = None
    ) -> None:
        self._fold = fold
        self.moves = moves(connection)
        self.known = known_files(connection)
        self.unwritten = unwritten(connection)
        self._papers = Papers(fold)
        called = None
        if keys is not None and len(keys) <= _FEW:
            ids = [id for key in keys for id in self.known.get(key, NOTHING).revisions]
            called = names_like([*keys, *names_of(connection, ids)], connection)
        self.threads = threads(connection, self._papers, called)
        self._of_revision = {id: thread for thread in self.threads for id in thread.revisions}
        self._shown = {thread for key in self.known if (thread := self.thread(key)) and self.is_live(key)}
        self._by_text: dict[str, Thread] | None = None
        self._by_name: dict[str, list[Thread]] = {}
        self._by_paper: dict[str, list[Thread]] = {}
        for thread in self.threads:
            self._add(thread)

    def _add(self, thread: Thread) -> None:
        self._by_name.setdefault(thread.name, []).append(thread)
        if thread.paper:
            self._by_paper.setdefault(thread.paper, []).append(thread)

    def paper_of(self, identifiers: tuple[str, ...]) -> str:
        """What tells the paper from others: see `reading.remarks.revisions.Papers`."""
        return self._papers.paper_of(identifiers)

    def is_live(self, key: str) -> bool:
        """Whether the key's file was last known to hold a remark."""
        return self.known.get(key, NOTHING).holds_text or key in self.unwritten

    def all_keys(self) -> set[str]:
        """The keys of all files of which something is known."""
        return self.known.keys() | self.unwritten.keys()

    def thread(self, key: str) -> Thread | None:
        """The remark that the key's file was last known to hold, or to have held."""
        ids = self.known.get(key, NOTHING).revisions
        return next(
            (self._of_revision[id] for id in sorted(ids, reverse=True) if id in self._of_revision), None
        )

    def files(self) -> dict[Thread, list[str]]:
        """The keys of each thread's files, those that hold text before those that held some."""
        found: dict[Thread, list[str]] = {}
        for key in sorted(self.known, key=lambda key: (not self.known[key].holds_text, key)):
            if thread := self.thread(key):
                found.setdefault(thread, []).append(key)
        return found

    def owner(self, key: str) -> Owner | None:
        """Whose remark the key's file is; None where nothing binds it."""
        thread = self.thread(key) if self.known.get(key, NOTHING).holds_text else None
        if thread is not None and thread.is_bound:
            return self.owner_of(thread.identifiers)
        return self.owner_of(self.unwritten[key]) if key in self.unwritten else None

    def owner_of(self, identifiers: tuple[str, ...]) -> Owner:
        """The paper of these identifiers, with what the state knows it by besides."""
        found = self._fold.find(identifiers)
        return Owner(identifiers, clean([*identifiers, *(found[0].identifiers if found else ())]))

    def without_file(self, key: str, names: tuple[str, ...]) -> list[Thread]:
        """The threads that a file seen for the first time may hold: what a crash, or the loss of what was known
        of files, has left without one. The likeliest first."""
        paper = self.paper_of(names)
        own = [thread for thread in self._by_paper.get(paper, ()) if thread.name == key]
        found = dict.fromkeys((*own, *self._by_name.get(key, ()), *self._by_paper.get(paper, ())))
        return [thread for thread in found if thread not in self._shown]

    def without_file_holding(self, text: str, connection: sqlite3.Connection) -> Thread | None:
        """The thread without a file that shows exactly this text."""
        if self._by_text is None:
            left = [thread for thread in self.threads if thread not in self._shown]
            there = revisions(connection, frozenset[str]().union(*(thread.current for thread in left)))
            self._by_text = {shown(of_ids(there, thread.current)): thread for thread in reversed(left)}
        found = self._by_text.get(text) if text else None
        return found if found not in self._shown else None

    def free_name(self, key: str, names: tuple[str, ...]) -> str:
        """How a new remark on the paper is called: by the key, unless another one on it is."""
        used = {thread.name for thread in self._by_paper.get(self.paper_of(names), ())}
        return next(name for name in numbered(key) if name not in used)

    def show(self, thread: Thread) -> None:
        """Know that a file holds the thread, which may be a new one."""
        if thread not in self._shown:
            self._shown.add(thread)
            self._add(thread)
            self._papers.learn(thread.identifiers)


def known_files(connection: sqlite3.Connection) -> dict[str, Known]:
    """What is known of each file, by key."""
    rows = connection.execute("SELECT key, digest, revisions FROM remark")
    return {key: Known(text, frozenset(ids.split())) for key, text, ids in rows}


def known_of(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, Known]:
    """What is known of these files."""
    rows = connection.execute(
        "SELECT key, digest, revisions FROM remark WHERE key IN (SELECT value FROM json_each(?))",
        (json.dumps(keys),),
    )
    return {key: Known(text, frozenset(ids.split())) for key, text, ids in rows}


def keep(connection: sqlite3.Connection, key: str, known: Known) -> None:
    """Know what a file holds now."""
    connection.execute(
        "INSERT OR REPLACE INTO remark (key, digest, revisions) VALUES (?, ?, ?)",
        (key, known.text, " ".join(sorted(known.revisions))),
    )


def forget(connection: sqlite3.Connection, key: str) -> None:
    """Know nothing of a file."""
    connection.execute("DELETE FROM remark WHERE key = ?", (key,))


def unwritten(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """By what the papers are known whose remarks have no event, by the keys of their files."""
    found = {}
    for name, value in local_like(connection, _UNWRITTEN):
        with suppress(ValueError, TypeError):
            found[name.removeprefix(_UNWRITTEN)] = clean(map(str, json.loads(value)))
    return found


def keep_unwritten(connection: sqlite3.Connection, key: str, names: Sequence[str]) -> None:
    """Know the paper of a remark without an event; with no names, there is none any more."""
    if names:
        set_local(connection, _UNWRITTEN + key, json.dumps(names))
    else:
        forget_local(connection, _UNWRITTEN + key)


def moves(connection: sqlite3.Connection) -> dict[str, str]:
    """The moves of files that have begun: key → new key."""
    return {name.removeprefix(_MOVES): new for name, new in local_like(connection, _MOVES)}


def begin_moves(connection: sqlite3.Connection, begun: Mapping[str, str]) -> None:
    """Note that files are about to be moved."""
    for key, new in begun.items():
        set_local(connection, _MOVES + key, new)


def end_move(connection: sqlite3.Connection, key: str, new: str, *, done: bool) -> None:
    """Note that a file has been moved, or stays where it was."""
    forget_local(connection, _MOVES + key)
    there = known_of(connection, [key]).get(key)
    names = unwritten(connection).get(key)
    if done and there is not None:
        forget(connection, key)
        keep(connection, new, there)
    if done and names is not None:
        keep_unwritten(connection, key, ())
        keep_unwritten(connection, new, names)
