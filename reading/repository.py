"""Keeps the log on disk and the projection of it in memory together: every change goes to both, or to none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from itertools import chain
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from papernotes.reading.errors import DamagedError, ReadingError, damage, in_words
from papernotes.reading.log import event_table
from papernotes.reading.log.events import VERDICTS, Event
from papernotes.reading.recorder import Recorder
from papernotes.reading.recovery import journal
from papernotes.reading.recovery.opening import open_database
from papernotes.reading.state import lists, lookup_tables, saved_projection
from papernotes.reading.state.identity import clean
from papernotes.reading.state.paper_state import PaperStates
from papernotes.reading.state.projection import Projection, is_rename
from papernotes.reading.storage import copies, local_table, schema
from papernotes.reading.storage.database import Database
from papernotes.reading.storage.device import fingerprint, new_device

if TYPE_CHECKING:
    from papernotes.reading.state.table_check import TableCheck

T = TypeVar("T")
FEW_PAGES = 32
"""Up to this size, an eighth of a megabyte, the derived tables are compared with the log at each opening, which takes
a millisecond. In larger ones the tables are compared with the papers: when the screen has been drawn, by a command an
hour, and before each copy."""


class StateRepository:
    """A database and the projection of its log. All methods may be called from any thread."""

    def __init__(self, database: Database, device: str | None, now: Callable[[], datetime]) -> None:
        self.database = database
        self.lock = RLock()
        self.projection = Projection()
        self.states = PaperStates(lambda: self.projection, self.list_names)
        self._now = now
        self._arrived = 0
        self._list_names: dict[str, str] | None = None
        self._list_counts: dict[str, tuple[int, int]] = {}
        self._has_news = False
        self._journal_fault = ""
        self.lost_folder = False
        """Whether the folder was deleted or replaced meanwhile: with it, the files that are kept beside the database."""
        self.table_check: TableCheck | None = None
        self._is_started = False
        self.device = self._start(device)
        self._data_version = self._read_data_version()
        self._is_started = True

    def list_names(self) -> dict[str, str]:
        """The lists that there are, in order: id → name."""
        if self._list_names is None:
            self._list_names = lists.list_names(self.projection)
        return self._list_names

    def list_counts(self) -> dict[str, tuple[int, int]]:
        """How many papers each list has, and how many of these are read, by the list's id."""
        unknown = [id for id in self.list_names() if id not in self._list_counts]
        if unknown:
            self._list_counts.update(
                self.query(lambda connection: lookup_tables.list_counts(connection, unknown))
            )
        return self._list_counts

    def query(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function that reads the database, all of it as of one moment. Raises ReadingError."""
        with self.lock:
            return self.repairing(lambda: self._query(act))

    def repairing(self, act: Callable[[], T]) -> T:
        """Run a function that reads or changes the state; if it meets damage, repair that and run it once more. Raises ReadingError."""
        with self.lock:
            try:
                return act()
            except DamagedError:
                if (
                    not self._is_started
                    or self.database.connection.in_transaction
                    or not self.database.writable
                ):
                    raise
            self._reopen()
            self._reload()
            return act()

    def _query(self, act: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return self.database.read_consistently(lambda: act(self.database.connection))
        except UnicodeDecodeError as error:
            raise self.database.damaged() from error
        except sqlite3.Error as error:
            raise self.database.failed(error) from error

    def query_current(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """As `query`, with the projection as of that moment too."""

        def current(connection: sqlite3.Connection) -> T:
            self._has_news |= self._catch_up(connection)
            return act(connection)

        with self.lock:
            return self.query(current)

    @contextmanager
    def step(self, *, undoable: bool = True) -> Iterator[Recorder]:
        """A transaction in which events are recorded: all of them are in the log afterwards, or none."""
        with self._transaction() as connection:
            recorder = Recorder(self.projection, self.device, self._now(), undoable=undoable)
            yield recorder
            if recorder.events:
                if event_table.append(connection, recorder.events) < len(recorder.events):
                    raise damage()  # something in the file drops what is added
                self._save(connection, recorder.events)

    def merge(self, events: Iterable[Event]) -> int:
        """Add events from elsewhere to the log, those that it has already left out; how many were new."""
        with self._transaction() as connection:
            before = self._arrived
            event_table.append(connection, events)
            news = list(event_table.read(connection, "seq > ?", before))
            if news and news[0].id > self.projection.last and not self._judge(news):
                self._add(news)
                self._save(connection, news)
            elif news:
                self._rebuild(connection)
            return len(news)

    def changed_by_others(self) -> bool:
        """Whether another connection added to the log since the last call; the projection is then current."""
        with self.lock:
            if self.database.writable and not self.database.is_in_place():
                self._put_back()
            with suppress(ReadingError):  # told at the next change
                self.database.keep_lease()
            if self.table_check is not None and self.table_check.found_damage:
                self.table_check = None
                self.mend_tables()
            version = self._read_data_version()
            if version != self._data_version:
                self._data_version = version
                self._has_news |= self.query(self._catch_up)
            seen, self._has_news = self._has_news, False
            return seen

    def check(self) -> list[str]:
        """What is wrong with the database or with what was derived from the log."""
        with self.lock:
            self._has_news |= self.query(self._catch_up)
            if not copies.is_sound(self.database.connection):
                return [str(self.database.damaged())]
            return self.query(lambda connection: saved_projection.differences(connection, self.projection))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction on the file that is under the path, before it and after it. Raises ReadingError."""
        with self.lock:
            self.database.demand_writable()
            if not self.database.is_in_place():
                self._put_back()
            with self.database.transaction() as connection:
                yield connection
            if not self.database.is_in_place():  # what was just kept went with the file
                self._put_back()

    def _start(self, device: str | None) -> str:
        """Load the state, and write what must be written first; returns the device's name.

        A home that was copied here is a device of its own; several computers that share one, several.
        """
        database = self.database
        if database.writable:
            self._drop_foreign()
        lost = self._lost_events()
        place = f"device of {fingerprint(database.path.parent)}"
        own = self.query(lambda connection: local_table.get_local(connection, place))
        loaded = not (lost or database.salvaged) and self.query(self._load) and self._agrees()
        if database.writable and not (own and loaded):
            try:
                own = self._write_at_start(place, lost)
            except DamagedError:
                raise
            except ReadingError as error:
                if database.salvaged:
                    raise
                database.reason, loaded = str(error), False  # there is no room for it: it can still be read
        if not database.writable and not loaded:
            self.query(
                lambda connection: self._replace(saved_projection.projection_of(connection), connection)
            )
            lookup_tables.make_temporary(database.connection, self.projection.papers.values())
        return device or own

    def _drop_foreign(self) -> None:
        """Drop what another program put into the file that could change or refuse what we write, and say so."""

        def foreign(connection: sqlite3.Connection) -> list[tuple[str, str]]:
            return schema.foreign(connection, lookup_tables.TRIGGERS)

        if not self.query(foreign):
            return
        with self.database.transaction() as connection:
            dropped = foreign(connection)
            for type, name in dropped:
                quoted = name.replace('"', '""')
                connection.execute(f'DROP {type} IF EXISTS "{quoted}"')
        if dropped:
            names = ", ".join(f"{type} {name}" for type, name in dropped)
            self.database.notices.append(
                f"In the reading state {self.database.path} there was what papernotes did not make, and what can keep "
                f"changes from being written: it was dropped ({names})."
            )

    def _write_at_start(self, place: str, lost: journal.JournalContent | None) -> str:
        """Write what must be there before anything else: the device's name, what was lost, the derived tables."""
        database = self.database
        with database.transaction() as connection:
            before = event_table.ids(connection) if lost or database.salvaged else set()
            own = (
                local_table.get_local(connection, place)
                or local_table.former_device(connection)
                or new_device()
            )
            local_table.set_local(connection, place, own)
            readable = list(event_table.readable(database.salvaged))
            event_table.append(connection, readable)
            event_table.append(connection, lost.events if lost else ())
            fits = self._load(connection) and self._agrees()
            altered = not fits and saved_projection.is_altered(connection)
            # What was lost may have gone with a part of the file that was overwritten: then what is derived is of
            # several moments, and fits the log by its last event only.
            if lost or database.salvaged or not fits:
                self._rebuild(connection)
            # Where something is not as it was written, there may be more that is not.
            doubtful = (altered or lost) and not database.restored
            if doubtful and not copies.is_sound(connection, thorough=True):
                raise damage()
        if altered:
            self._report_made_anew()
        if lost or database.restored:
            self._report_restored(before, {event.id for event in readable}, lost)
        database.salvaged, database.restored = [], None
        self._write_journal()
        return own

    def _lost_events(self) -> journal.JournalContent | None:
        """What the journal holds, if the database was restored or lacks what came last; else None."""
        database = self.database
        try:
            last = journal.last_id(database.path)
            if not database.writable or not (last or database.restored):
                return None
            known = "SELECT count(*) FROM event WHERE id = ?"
            if database.restored or not database.rows(known, last)[0][0]:
                return journal.read(database.path)
        except OSError:
            pass  # a journal that cannot be read is told where it is written
        return None

    def _report_restored(
        self, before: set[str], salvaged: set[str], lost: journal.JournalContent | None
    ) -> None:
        """Say what was restored, from where, and what is missing."""
        # Loaded only where something was lost.
        from papernotes.reading.recovery.restore_report import RestoreCounts, restore_message

        newest = self.query(lambda connection: event_table.ends(connection)[1])
        journaled = {event.id for event in lost.events} if lost else set()
        counted = RestoreCounts(
            len(before), len(journaled - before), len(salvaged - before - journaled), bool(journaled),
            lost.unreadable if lost else 0,
        )  # fmt: skip
        self.database.notices.append(
            restore_message(self.database.path, self.database.restored, counted, newest)
        )

    def _reopen(self) -> None:
        """Open what is under the path again: where damage was met, it is examined, and mended. ReadingError."""
        former = self.database
        former.connection.close()
        try:
            self.database = open_database(former.path, self._now)
        except ReadingError as error:
            former.reason = str(error)
            raise
        self.database.notices = [*former.notices, *self.database.notices]

    def _put_back(self) -> None:
        """Write what is known to where the database should be, and go on with what is there then."""
        from papernotes.reading.recovery.put_back import put_back  # hardly ever

        self.lost_folder |= not self.database.path.parent.is_dir()
        self.database, notice = put_back(self.database, self._now)
        self._reload()
        self.database.notices.append(notice)
        self.database.demand_writable()

    def _reload(self) -> None:
        """Load the state of a database that was opened again."""
        self._is_started = False
        self._arrived = -1
        self._start(None)
        self._data_version = self._read_data_version()
        self._has_news = self._is_started = True

    def _write_journal(self) -> None:
        """Bring the journal up to the log; where that cannot be done, the person is told once."""
        database = self.database
        try:
            journal.catch_up(database.connection, database.path, self._now())
        except OSError as error:
            fault = f"{copies.folder_of(database.path)}: {in_words(error)}"
            if fault != self._journal_fault:
                self._journal_fault = fault
                database.notices.append(
                    f"The journal of the reading state cannot be written in {fault}. All is kept in the database; "
                    "only if that were damaged, what was changed since its last copy would be missing."
                )
        except sqlite3.Error as error:
            raise database.failed(error) from error

    def _load(self, connection: sqlite3.Connection) -> bool:
        """Take the state from the derived tables; False where they do not fit the log."""
        loaded = saved_projection.load(
            connection, lookup_tables.StoredPapers(self.database.rows, self.database.damaged)
        )
        if loaded is not None:
            self._replace(loaded, connection)
        return loaded is not None

    def _rebuild(self, connection: sqlite3.Connection) -> None:
        """Project the whole log and write the derived tables, within a transaction."""
        state = saved_projection.projection_of(connection)
        saved_projection.rebuild_tables(connection, state)
        self._replace(state, connection)

    def check_aside(self) -> None:
        """Begin to compare derived tables with papers, on a thread of its own; `changed_by_others` mends what is wrong."""
        from papernotes.reading.state.table_check import TableCheck  # after the first frame

        if self._is_large():
            self.table_check = TableCheck(self.database.path)
            self.table_check.begin()

    def check_if_due(self) -> None:
        """As `mend_tables`, unless opening has compared all, or a command less than an hour ago. ReadingError."""
        if not self._is_large():
            return
        from papernotes.reading.state.table_check import CHECKED, CHECKED_AFTER_SECONDS

        now = self._now().isoformat(timespec="seconds")
        earliest = (self._now() - timedelta(seconds=CHECKED_AFTER_SECONDS)).isoformat(timespec="seconds")
        last = self.query(lambda connection: local_table.get_local(connection, CHECKED))
        if not earliest <= last <= now:
            self.mend_tables()
            with suppress(ReadingError), self.transaction() as connection:  # it is then due again
                local_table.set_local(connection, CHECKED, now)

    def mend_tables(self) -> None:
        """Compare the derived tables with the papers of which they are made; where they differ, make all of it anew
        from the log, and say so. ReadingError."""
        with self.lock:
            if self.database.writable and not self.query(lookup_tables.fit_papers):
                self.repairing(self._make_anew)

    def _make_anew(self) -> None:
        with self.transaction() as connection:
            self._rebuild(connection)
            if not copies.is_sound(connection, thorough=True):  # where one byte is wrong, there may be more
                raise damage()
        self._has_news = True
        self._report_made_anew()

    def _report_made_anew(self) -> None:
        self.database.notices.append(
            f"The reading state {self.database.path} was damaged where it repeats what its log says: "
            "that was rebuilt from the log; nothing is missing."
        )

    def _is_large(self) -> bool:
        """Whether opening takes for granted that what is derived is what the log says."""
        return bool(self.database.rows("PRAGMA page_count")[0][0] > FEW_PAGES)

    def _agrees(self) -> bool:
        """Whether what is derived is what the log says; of a large file, which takes long, that is taken for granted."""
        return self._is_large() or not self.query(
            lambda connection: saved_projection.differences(connection, self.projection)
        )

    def _replace(self, state: Projection, connection: sqlite3.Connection) -> None:
        state.touched.clear()
        self.projection = state
        self._arrived = event_table.ends(connection)[0]
        self._list_names = None
        self._list_counts.clear()
        self.states.forget()

    def _read_data_version(self) -> int:
        """A number that changes when another connection has written: PRAGMA data_version."""
        return int(self.database.rows("PRAGMA data_version")[0][0])

    def _catch_up(self, connection: sqlite3.Connection) -> bool:
        """Take in what other connections added to the log; whether there was anything."""
        arrived = event_table.ends(connection)[0]
        if arrived == self._arrived:
            return False
        if not self._load(connection):
            self._replace(saved_projection.projection_of(connection), connection)
        return True

    def _add(self, events: Iterable[Event]) -> None:
        """Project events that come after all others."""
        events = list(events)
        self.projection.look_up(chain.from_iterable(clean(event.identifiers) for event in events))
        for event in events:
            self.projection.add(event)

    def _save(self, connection: sqlite3.Connection, events: list[Event]) -> None:
        """Write what follows from new events in the log, which the projection has already."""
        were_right = saved_projection.is_derived(connection, self._arrived)
        if not were_right or self._judge(events):
            self._rebuild(connection)
            return
        saved_projection.save(connection, self.projection)
        self._arrived = event_table.ends(connection)[0]
        self._bind_to_paper(events)

    def _judge(self, events: Iterable[Event]) -> bool:
        """Whether events may change which papers are one: then the whole log is projected anew."""
        judged = bool(self.projection.verdicts.all)
        return any(event.what in VERDICTS or (judged and is_rename(event)) for event in events)

    def _bind_to_paper(self, events: Iterable[Event]) -> None:
        """Forget what was shown of papers that the events have changed."""
        if any(event.what == "list-name" for event in events):
            self._list_names = None
            self.states.forget()
        self.states.forget(self.projection.touched)
        for paper in filter(None, map(self.projection.paper, self.projection.touched)):
            for what, name in paper.registers:
                if what == "list":  # it is on that list, or was
                    self._list_counts.pop(name, None)
        self.projection.touched.clear()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction on the log as it is; if it fails, what the projection took in is forgotten as well."""
        with self.lock:
            self.database.demand_writable()
            with self._whole(), self.transaction() as connection:
                self._has_news |= self._catch_up(connection)
                yield connection
            self._write_journal()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._arrived = -1
            self._has_news = True  # what is loaded now may hold news that were never told
            with suppress(ReadingError):
                self.query(self._catch_up)
            raise
