"""The machine beneath the store: the log on disk and its fold in memory, kept as one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import chain
from threading import RLock
from typing import TypeVar

from reading import copies, derived, lists, log
from reading.database import Database
from reading.errors import DamagedError, ReadingError
from reading.events import Event
from reading.fold import Fold, fold
from reading.identity import clean
from reading.machine import fingerprint, new_device
from reading.recorder import Recorder
from reading.state import States

T = TypeVar("T")


class Engine:
    """A database and the fold of its log. All methods may be called from any thread."""

    def __init__(self, database: Database, device: str | None, now: Callable[[], datetime]) -> None:
        self.database = database
        self.lock = RLock()
        self.fold = Fold()
        self.states = States(lambda: self.fold, self.list_names)
        self._now = now
        self._arrived = 0
        self._list_names: dict[str, str] | None = None
        self._seen_elsewhere = False
        self.device = self._start(device)
        self._data_version = self._read_data_version()

    def list_names(self) -> dict[str, str]:
        """The lists that there are, in order: id → name."""
        if self._list_names is None:
            self._list_names = lists.list_names(self.fold)
        return self._list_names

    def query(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """Do what reads the database, all of it as of one moment. Raises ReadingError."""
        with self.lock:
            try:
                return self.database.at_one_moment(lambda: act(self.database.connection))
            except sqlite3.Error as error:
                raise self.database.failed(error) from error

    @contextmanager
    def step(self, *, undoable: bool = True) -> Iterator[Recorder]:
        """A transaction in which events are recorded: all of them are in the log afterwards, or none."""
        with self._transaction() as connection:
            recorder = Recorder(self.fold, self.device, self._now(), undoable=undoable)
            yield recorder
            if recorder.events:
                self._save(connection, recorder.events)

    def merge(self, events: Iterable[Event]) -> int:
        """Add events from elsewhere to the log, those that it has already left out; how many were new."""
        with self._transaction() as connection:
            before = self._arrived
            log.append(connection, events)
            news = list(log.read(connection, "seq > ?", before))
            if news and news[0].id > self.fold.last:
                self.fold.look_up(chain.from_iterable(clean(event.identifiers) for event in news))
                for event in news:
                    self.fold.add(event)
                self._save(connection, news)
            elif news:
                self._fold_anew(connection)
            return len(news)

    def changed_elsewhere(self) -> bool:
        """Whether another connection added to the log since the last call; the fold is then current."""
        with self.lock:
            version = self._read_data_version()
            if version != self._data_version:
                self._data_version = version
                self._seen_elsewhere |= self.query(self._catch_up)
            seen, self._seen_elsewhere = self._seen_elsewhere, False
            return seen

    def check(self) -> list[str]:
        """What is wrong with the database or with what was derived from the log."""
        with self.lock:
            self._seen_elsewhere |= self.query(self._catch_up)
            if not copies.is_sound(self.database.connection):
                return [str(self.database.damaged())]
            return self.query(lambda connection: log.differences(connection, self.fold))

    def _start(self, device: str | None) -> str:
        """Load the state, and write what must be written first; returns the device's name.

        A home that was copied here is a device of its own; several computers that share one, several.
        """
        database = self.database
        place = f"device of {fingerprint(database.path.parent)}"
        own = self.query(lambda connection: log.get_local(connection, place))
        loaded = not database.salvaged and self.query(self._load)
        if database.writable and not (own and loaded):
            try:
                with database.transaction() as connection:
                    own = log.get_local(connection, place) or log.former_device(connection) or new_device()
                    log.set_local(connection, place, own)
                    log.append(connection, log.readable(database.salvaged))
                    if not self._load(connection):
                        self._fold_anew(connection)
            except DamagedError:
                raise
            except ReadingError as error:
                if database.salvaged:
                    raise
                database.reason, loaded = str(error), False  # there is no room for it: it can still be read
        if not database.writable and not loaded:
            self.query(lambda connection: self._replace(fold(log.read(connection)), connection))
            derived.make_temporary(database.connection, self.fold.papers.values())
        return device or own

    def _load(self, connection: sqlite3.Connection) -> bool:
        """Take the state from the derived tables; False where they do not fit the log."""
        loaded = log.load(connection, derived.Stored(self.database.rows, self.database.damaged))
        if loaded is not None:
            self._replace(loaded, connection)
        return loaded is not None

    def _fold_anew(self, connection: sqlite3.Connection) -> None:
        """Fold the whole log and write the derived tables, within a transaction."""
        state = fold(log.read(connection))
        log.save_anew(connection, state)
        self._replace(state, connection)

    def _replace(self, state: Fold, connection: sqlite3.Connection) -> None:
        state.touched.clear()
        self.fold = state
        self._arrived = log.ends(connection)[0]
        self._list_names = None
        self.states.forget()

    def _read_data_version(self) -> int:
        """A number that changes when another connection has written: PRAGMA data_version."""
        return int(self.database.rows("PRAGMA data_version")[0][0])

    def _catch_up(self, connection: sqlite3.Connection) -> bool:
        """Take in what other connections added to the log; whether there was anything."""
        arrived = log.ends(connection)[0]
        if arrived == self._arrived:
            return False
        if not self._load(connection):
            self._replace(fold(log.read(connection)), connection)
        return True

    def _save(self, connection: sqlite3.Connection, events: list[Event]) -> None:
        """Write events that are folded in already, and what was derived from them."""
        were_right = log.is_derived(connection, self._arrived)
        log.append(connection, events)
        if not were_right:
            self._fold_anew(connection)
            return
        log.save(connection, self.fold)
        self._arrived = log.ends(connection)[0]
        self._settle(events)

    def _settle(self, events: Iterable[Event]) -> None:
        """Forget what was shown of papers that the events have changed."""
        if any(event.what == "list-name" for event in events):
            self._list_names = None
            self.states.forget()
        self.states.forget(self.fold.touched)
        self.fold.touched.clear()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction on the log as it is; if it fails, what memory took in is forgotten as well."""
        with self.lock:
            self.database.demand_writable()
            with self._whole(), self.database.transaction() as connection:
                self._seen_elsewhere |= self._catch_up(connection)
                yield connection

    @contextmanager
    def _whole(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._arrived = -1
            self._seen_elsewhere = True  # what is loaded now may hold news that were never told
            with suppress(ReadingError):
                self.query(self._catch_up)
            raise
