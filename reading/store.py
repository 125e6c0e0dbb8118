"""The reading state, as the rest of the program uses it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any, Self, TypeVar

from reading import copies, lists, log, undo
from reading.database import Database, new_device
from reading.errors import ReadingError, explain
from reading.events import KNOWN, REDO, UNDO, Change, Event
from reading.fold import Fold, fold
from reading.identity import Strong, clean
from reading.recorder import Recorder
from reading.state import UNKNOWN, PaperState, States
from reading.visit import read_visit, write_visit
from reading.wording import describe

FILE = "reading.db"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Applied:
    """What a step did: in words, how many events it took, and the papers as they now are."""

    text: str
    changed: int = 0
    papers: tuple[PaperState, ...] = ()


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


class ReadingStore:
    """The reading state of one data folder. Safe to use from several threads and processes at once.

    What a method has changed is on disk when it returns. `writable` is False, and `reason` says
    why, where the state could only be read; changes then raise ReadingError. `notices` are words
    for the person about damage that was met and mended on opening.
    """

    def __init__(self, database: Database, device: str | None, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._lock = RLock()
        self._fold = Fold()
        self._arrived = 0
        self._list_names: dict[str, str] | None = None
        self._seen_elsewhere = False
        self._states = States(lambda: self._fold, self._lists)
        self._device = self._start(device)
        self._data_version = self._read_data_version()

    @classmethod
    def open(
        cls, path: Path, *, device: str | None = None, now: Callable[[], datetime] = utc_now
    ) -> ReadingStore:
        """Open, or make, the reading state in a folder (or in a file that ends in `.db`).

        `device` names this device in the log, else the name it gave itself; `now` is the clock.
        Raises ReadingError where nothing can be read, or a newer papernotes wrote it.
        """
        file = path if path.suffix == ".db" else path / FILE
        database = Database.open(file, now)
        try:
            return cls(database, device, now)
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Close the state, with a copy of the database once a day."""
        with self._lock:
            with suppress(ReadingError):
                self.copy_if_due()
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The database file."""
        return self._database.path

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.path.parent

    @property
    def writable(self) -> bool:
        return self._database.writable

    @property
    def reason(self) -> str:
        """Why nothing can be changed, for the person; empty where it can."""
        return self._database.reason

    @property
    def notices(self) -> tuple[str, ...]:
        return tuple(self._database.notices)

    @property
    def device(self) -> str:
        """What this device is called in the log."""
        return self._device

    # What there is

    def papers(self) -> Mapping[str, PaperState]:
        """All papers that the state knows, by id. The mapping stays current."""
        return self._states

    def state_of(self, identifiers: Iterable[str]) -> PaperState:
        """The state of the paper with these identifiers; the default one where nothing is known."""
        with self._lock:
            found = self._fold.find(clean(identifiers))
            return self._states[found[0].id] if found else UNKNOWN

    def changed_elsewhere(self) -> bool:
        """Whether another program changed the state since the last call.

        What this store gives is current afterwards. Cheap enough to ask twice a second.
        """
        with self._lock:
            version = self._read_data_version()
            if version != self._data_version:
                self._data_version = version
                self._seen_elsewhere |= self._guarded(self._catch_up)
            seen, self._seen_elsewhere = self._seen_elsewhere, False
            return seen

    # Changes

    def apply(self, changes: Sequence[Change]) -> Applied:
        """Make the changes as one step, which `undo` takes back as one. All or nothing: ReadingError."""
        with self._lock:
            names = dict(self._lists())
            with self._step() as recorder:
                for change in changes:
                    recorder.change(change)
            return self._applied(recorder, describe(recorder.events, {**names, **self._lists()}))

    def learn(self, sightings: Iterable[Iterable[str]]) -> int:
        """Tell the state what else its papers are known by; returns of how many sightings it learned.

        Papers that it does not know stay unknown. Cheap where there is nothing new; a store that
        cannot be written learns nothing.
        """
        with self._lock:
            news = [known for known in map(clean, sightings) if self._is_news(known)]
            if not news or not self.writable:
                return 0
            with self._step(undoable=False) as recorder:
                # The surest matches first: a paper marked by title and entry must not go to the
                # first of two papers that share the title.
                for known in sorted(news, key=self._overlap, reverse=True):
                    if self._is_news(known):
                        recorder.append(known, KNOWN)
            return len(recorder.events)

    def undo(self) -> Applied | None:
        """Take back the last step of this device that was not taken back; None if there is none."""
        return self._reverse(UNDO)

    def redo(self) -> Applied | None:
        """Do again what was taken back last; None if there is nothing."""
        return self._reverse(REDO)

    # The visit

    def get_visit(self) -> dict[str, Any]:
        """What `set_visit` kept; empty where nothing sound is kept."""
        return read_visit(self.folder / "visit.json")

    def set_visit(self, visit: dict[str, Any]) -> None:
        """Keep where the reader was, as a small dict of what JSON knows. Raises ReadingError."""
        if not self.writable:
            raise ReadingError(f"nothing was changed: {self.reason}")
        target = self.folder / "visit.json"
        try:
            write_visit(target, visit)
        except OSError as error:
            raise ReadingError(f"{target} cannot be written: {error.strerror or error}") from error

    # Care

    def check(self) -> list[str]:
        """What is wrong with the database or with what was derived from the log; empty if it is sound."""
        with self._lock:
            self._seen_elsewhere |= self._guarded(self._catch_up)
            if not copies.is_sound(self._database.connection):
                return [str(self._database.damaged())]
            return self._guarded(lambda: log.differences(self._database.connection, self._fold))

    def copy_if_due(self) -> Path | None:
        """Copy the database if there is no copy of today; the copy's path, None if there was one."""
        if not self.writable:
            return None
        with self._lock:
            try:
                return copies.daily_copy(self._database.connection, self.path, self._now())
            except OSError as error:
                folder = copies.folder_of(self.path)
                raise ReadingError(f"no copy of the reading state in {folder}: {error}") from error
            except sqlite3.Error as error:
                raise explain(error, self.path) from error

    # Within

    def _start(self, device: str | None) -> str:
        """Load the state, and write what must be written first; returns the device's name."""
        database = self._database
        own = self._guarded(lambda: log.get_local(database.connection, "device"))
        complete = bool(own) and not database.salvaged and self._guarded(self._load)
        if not database.writable:
            if not complete:
                self._guarded(lambda: self._replace(fold(log.read(database.connection))))
            return device or own
        if not complete:
            with database.transaction() as connection:
                own = log.get_local(connection, "device") or new_device()
                log.set_local(connection, "device", own)
                log.append(connection, log.readable(database.salvaged))
                if not self._load():
                    self._fold_anew()
        return device or own

    def _load(self) -> bool:
        """Take the state from the derived tables; False where they do not fit the log."""
        loaded = log.load(self._database.connection)
        if loaded is None:
            return False
        self._arrived = log.ends(self._database.connection)[0]
        self._replace(loaded)
        return True

    def _fold_anew(self) -> None:
        """Fold the whole log and write the derived tables, within a transaction."""
        connection = self._database.connection
        state = fold(log.read(connection))
        log.save(connection, state, -1)
        state.touched.clear()
        self._arrived = log.ends(connection)[0]
        self._replace(state)

    def _replace(self, state: Fold) -> None:
        self._fold = state
        self._list_names = None
        self._states.forget()

    def _lists(self) -> dict[str, str]:
        if self._list_names is None:
            self._list_names = lists.list_names(self._fold)
        return self._list_names

    def _guarded(self, act: Callable[[], T]) -> T:
        """Do what reads the database, all of it as of one moment, with errors in words."""
        try:
            return self._database.at_one_moment(act)
        except sqlite3.Error as error:
            raise self._database.failed(error) from error

    def _read_data_version(self) -> int:
        """A number that changes when another connection has written: PRAGMA data_version."""
        return int(self._database.rows("PRAGMA data_version")[0][0])

    def _catch_up(self) -> bool:
        """Take in what other programs added to the log; whether there was anything."""
        connection = self._database.connection
        arrived = log.ends(connection)[0]
        if arrived == self._arrived:
            return False
        news = list(log.read(connection, "seq > ?", self._arrived))
        if self._arrived < 0 or not news or news[0].id <= self._fold.last:
            if not self._load():
                self._replace(fold(log.read(connection)))
        else:
            for event in news:
                self._fold.add(event)
            self._settle(news)
        self._arrived = arrived
        return True

    def _settle(self, events: Iterable[Event]) -> None:
        """Forget what was shown of papers that the events, folded in and saved, have changed."""
        if any(not event.identifiers for event in events):
            self._list_names = None
            self._states.forget()
        self._states.forget(self._fold.touched)
        self._fold.touched.clear()

    @contextmanager
    def _step(self, *, undoable: bool = True) -> Iterator[Recorder]:
        """A transaction in which events are recorded: all of them are in the log afterwards, or none."""
        with self._lock:
            recorder = None
            try:
                with self._database.transaction() as connection:
                    self._seen_elsewhere |= self._catch_up()
                    recorder = Recorder(self._fold, self._device, self._now(), undoable=undoable)
                    yield recorder
                    if recorder.events:
                        log.append(connection, recorder.events)
                        log.save(connection, self._fold, self._arrived)
                        arrived = log.ends(connection)[0]
            except BaseException:
                if recorder and recorder.events:
                    self._reload()
                raise
            if recorder.events:
                self._arrived = arrived
                self._settle(recorder.events)

    def _reload(self) -> None:
        """Forget what could not be written."""
        self._arrived = -1
        with suppress(ReadingError):
            self._guarded(self._catch_up)

    def _reverse(self, what: str) -> Applied | None:
        with self._lock:
            return self._reversed(what)

    def _reversed(self, what: str) -> Applied | None:
        names = dict(self._lists())
        with self._step() as recorder:
            connection = self._database.connection
            steps, marks = log.steps_of(connection, self._device)
            done, undone = undo.stacks(steps, marks)
            stack = done if what == UNDO else undone
            if not stack:
                return None
            target, reverse = stack[-1]
            recorder.append((), what, value=target)
            for event in reversed(log.step(connection, self._device, reverse)):
                recorder.put_back(event)
            original = log.step(connection, self._device, target)
        prefix = "undone: " if what == UNDO else "done again: "
        return self._applied(recorder, prefix + describe(original, {**names, **self._lists()}))

    def _applied(self, recorder: Recorder, text: str) -> Applied:
        ids = dict.fromkeys(id for id in recorder.papers if id in self._fold.papers)
        changed = sum(event.what not in (UNDO, REDO) for event in recorder.events)
        return Applied(text, changed, tuple(self._states[id] for id in ids))

    def _is_news(self, known: tuple[str, ...]) -> bool:
        found = self._fold.find(known)
        return len(found) > 1 or (bool(found) and not found[0].identifiers.issuperset(known))

    def _overlap(self, known: tuple[str, ...]) -> tuple[bool, int]:
        found = self._fold.find(known)
        if not found:
            return (False, 0)
        strong = found[0].strong.matches(Strong.of(known))
        return (strong, len(found[0].identifiers.intersection(known)))
