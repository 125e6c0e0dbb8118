"""The reading state, as the rest of the program uses it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from papernotes.reading import lists, views
from papernotes.reading.errors import DamagedError, ReadingError
from papernotes.reading.history import Opened, Place, get_place, history, set_place
from papernotes.reading.lists import ReadingList
from papernotes.reading.log import derived, events_table
from papernotes.reading.log.events import KNOWN, REDO, UNDO, Change, Event, as_line, name_id
from papernotes.reading.log.identity import Strong, clean
from papernotes.reading.log.repository import Engine
from papernotes.reading.log.undo_history import Applied, Steps
from papernotes.reading.state import UNKNOWN, PaperState
from papernotes.reading.storage import copies, journal
from papernotes.reading.storage.database import Database
from papernotes.reading.views import View
from papernotes.reading.visit import read_visit, write_visit

# What only some of the work needs is loaded for that: the application opens the state before its first frame.
if TYPE_CHECKING:
    from papernotes.reading.log.exchange import Merged, Synced
    from papernotes.reading.log.recorder import Recorder
    from papernotes.reading.remarks.files import Remarks
    from papernotes.reading.remarks.owners import Catalogue, Owner
    from papernotes.reading.remarks.remark_sync import Keeper

FILE = "reading.db"


def no_catalogue() -> Catalogue:
    """Where there is no library."""
    from papernotes.reading.remarks.owners import NoCatalogue

    return NoCatalogue()


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


class ReadingStore:
    """The reading state of one data folder. Safe to use from several threads and processes at once.

    What a method has changed is on disk when it returns, and what is on disk is whole. `writable`
    is False, and `reason` says why, where the state could only be read. Every method that changes
    something raises ReadingError where it cannot, and then has changed nothing. `notices` are
    words for the person about damage or loss that was met and mended.
    """

    def __init__(self, database: Database, device: str | None, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._engine = Engine(database, device, now)
        self._steps = Steps(self._engine, lambda: self._keeper)
        self._taken = 0
        self.catalogue: Callable[[], Catalogue] = no_catalogue
        """Gives what the library says of papers and keys, for the remarks; called only where that matters."""

    @classmethod
    def open(
        cls, path: Path, *, device: str | None = None, now: Callable[[], datetime] = utc_now
    ) -> ReadingStore:
        """Open, or make, the reading state in a folder (or in a file that ends in `.db`).

        `device` names this device in the log, else the name it gave itself; `now` is the clock.
        Raises ReadingError where nothing can be read, or a newer papernotes wrote it.
        """
        file = path if path.suffix == ".db" else path / FILE
        for _ in range(2):
            with suppress(DamagedError):  # which is noted: at the second time the file is examined
                return cls._open(file, device, now)
        return cls._open(file, device, now, force=True)

    @classmethod
    def _open(
        cls, file: Path, device: str | None, now: Callable[[], datetime], *, force: bool = False
    ) -> ReadingStore:
        database = Database.open(file, now, force=force)
        try:
            return cls(database, device, now)
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Close the state, with a copy of the database if that is due."""
        with self._engine.lock:
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
        """Whether anything can be changed."""
        return self._database.writable

    @property
    def reason(self) -> str:
        """Why nothing can be changed, for the person; empty where it can."""
        return self._database.reason

    @property
    def notices(self) -> tuple[str, ...]:
        """What happened on opening, and since, that the person should know."""
        return tuple(self._database.notices)

    def take_notices(self) -> list[str]:
        """The notices that have not been taken so far."""
        with self._engine.lock:
            self._bring_remarks_back()
            news = self.notices[self._taken :]
            self._taken = len(self.notices)
            return list(news)

    @property
    def device(self) -> str:
        """What this device is called in the log."""
        return self._engine.device

    @cached_property
    def remarks(self) -> Remarks:
        """The reader's remarks, files in the data folder."""
        from papernotes.reading.remarks.files import Remarks

        return Remarks(self.folder / "remarks")

    @cached_property
    def _keeper(self) -> Keeper:
        from papernotes.reading.remarks.remark_sync import Keeper

        return Keeper(self._engine, self.remarks, lambda: self.catalogue())

    # What there is

    def papers(self) -> Mapping[str, PaperState]:
        """All papers that the state knows, by id, as they are now."""
        return self._engine.mending(lambda: self._engine.states.all())

    def state_of(self, identifiers: Iterable[str]) -> PaperState:
        """The state of the paper with these identifiers; the default one where nothing is known."""
        known = clean(identifiers)
        return self._engine.mending(lambda: self._state_of(known))

    def states_of(self, sightings: Sequence[Iterable[str]]) -> list[PaperState]:
        """The same for each of many papers."""
        with self._engine.lock:
            known = list(map(clean, sightings))
            self._engine.fold.look_up(chain.from_iterable(known))
            return list(map(self.state_of, known))

    def states_with_ids(self, ids: Iterable[str]) -> list[PaperState]:
        """The states of the papers of these ids, in their order; unknown ones are left out."""
        with self._engine.lock:
            return [self._engine.states.get(id) for id in ids if self._engine.fold.paper(id)]

    def ids(self) -> list[str]:
        """The ids of all papers."""
        return self._engine.query(derived.ids)

    def papers_with(self, what: str, *names: str, value: str | None = None) -> list[str]:
        """The ids of the papers that have a mark, once for each: `read`, `starred`, `triage` (with the value),
        `opened`, or `tag` or `list`, under one of the names (ids of tags or lists) where some are given."""
        if what == "list" and not names:
            names = tuple(self._engine.list_names())
        return self._engine.query(
            lambda connection: derived.papers_with(connection, what, names or None, value)
        )

    def identifiers(self) -> dict[str, list[str]]:
        """The identifiers of all papers, by id."""
        return self._engine.query(derived.identifiers)

    def read_times(self) -> list[datetime]:
        """When each paper that is read was read."""
        return list(map(datetime.fromisoformat, self._engine.query(derived.read_times)))

    def moment(self) -> str:
        """A name for what the state now holds, for `sightings_since`."""
        return self._engine.query(events_table.moment)

    def sightings_since(self, moment: str, most: int) -> list[tuple[str, ...]] | None:
        """By what papers were known in what was noted after a moment; None where that cannot be told, or is
        more than `most`."""
        return self._engine.query(lambda connection: events_table.sightings_since(connection, moment, most))

    def changed_by_others(self) -> bool:
        """Whether another program changed the state since the last call.

        What this store gives is current afterwards. Cheap enough to ask twice a second.
        """
        return self._engine.changed_by_others()

    # Changes

    def apply(self, changes: Sequence[Change]) -> Applied:
        """Make the changes as one step, which `undo` takes back as one. All of them, or none."""

        def act(recorder: Recorder) -> None:
            self._engine.fold.look_up(chain.from_iterable(clean(change.identifiers) for change in changes))
            for change in changes:
                recorder.change(change)

        return self._steps.make(act)

    def learn(self, sightings: Iterable[Iterable[str]]) -> int:
        """Tell the state what else its papers are known by; returns of how many sightings it learned.

        Papers that it does not know stay unknown. Cheap where there is nothing new; a store that
        cannot be written learns nothing.
        """
        with self._engine.lock:
            seen = list(map(clean, sightings))
            doubtful = self._engine.query(lambda connection: derived.unsettled(connection, seen))
            news = [seen[number] for number in doubtful if self._is_news(seen[number])]
            if not news or not self.writable:
                return 0
            with self._engine.step(undoable=False) as recorder:
                # The surest matches first: a paper marked by title and entry must not go to the
                # first of two papers that share the title.
                for known in sorted(news, key=self._overlap, reverse=True):
                    if self._is_news(known):
                        recorder.append(known, KNOWN)
            return len(recorder.events)

    def undo(self) -> Applied | None:
        """Take back the last step of this device that was not taken back; None if there is none."""
        return self._steps.reverse(UNDO)

    def redo(self) -> Applied | None:
        """Do again what was taken back last; None if there is nothing."""
        return self._steps.reverse(REDO)

    # Lists and views

    def lists(self) -> tuple[ReadingList, ...]:
        """All lists with their papers in order: "to read" first, the others by name."""
        with self._engine.lock:
            names = self._engine.list_names()
            members = self._engine.query(derived.members)
            return tuple(ReadingList(id, name, members.get(id, ())) for id, name in names.items())

    def list_names(self) -> dict[str, str]:
        """All lists in order, id → name: "to read" first, the others by name."""
        with self._engine.lock:
            return dict(self._engine.list_names())

    def list_counts(self) -> dict[str, tuple[int, int]]:
        """How many papers each list has, and how many of these are read, by the list's id."""
        with self._engine.lock:
            return dict(self._engine.list_counts())

    def papers_on(self, list_id: str) -> tuple[str, ...]:
        """The ids of a list's papers in order, by the list's id."""
        with self._engine.lock:
            return tuple(id for _, id in self._engine.fold.members(list_id))

    def tag_ids(self) -> list[str]:
        """The ids of all tags that a paper has."""
        return self._engine.query(derived.tag_ids)

    def tag_counts(self) -> list[tuple[str, str, int, int]]:
        """All tags: id, name, how many papers have it, and how many of these are read."""
        return self._engine.query(derived.tag_counts)

    def last_list(self) -> str:
        """The name of the list that this device put a paper on last; "to read" if there is none."""
        last = self._engine.query(lambda connection: events_table.last_list(connection, self.device))
        names = self._engine.list_names()
        return names.get(last or lists.TO_READ) or next(iter(names.values()), lists.TO_READ)

    def make_list(self, name: str) -> Applied:
        """Make an empty list; changes nothing if there is one with the name."""
        return self._steps.make(lambda recorder: recorder.make_list(name))

    def rename_list(self, old: str, new: str) -> Applied:
        """Give a list another name. ReadingError if there is no such list, or another with the new name."""
        return self._steps.make(lambda recorder: recorder.rename_list(old, new))

    def delete_list(self, name: str) -> Applied:
        """Delete a list; its papers stay as they are. ReadingError if there is no such list."""
        return self._steps.make(lambda recorder: recorder.delete_list(name))

    def move(self, name: str, identifiers: Iterable[str], index: int) -> Applied:
        """Move a paper to the index (from 0) in a list. ReadingError if there is no such list or paper."""
        return self._steps.make(lambda recorder: recorder.move(name, clean(identifiers), index))

    def views(self) -> tuple[View, ...]:
        """The saved views by name."""
        with self._engine.lock:
            return views.views(self._engine.fold)

    def save_view(self, view: View) -> Applied:
        """Keep a view under its name, in place of one that has it."""
        return self._steps.make(lambda recorder: recorder.save_view(view))

    def delete_view(self, name: str) -> Applied:
        """Forget a view; changes nothing if there is none."""
        return self._steps.make(lambda recorder: recorder.record((), "view", name_id(name), None))

    # History, places, the visit

    def opened(self, identifiers: Iterable[str], entry: str) -> None:
        """Note that an entry (its key) was opened now."""
        known = clean(identifiers)
        with self._engine.step(undoable=False) as recorder:
            recorder.append(known, "opened", "", entry, recorder.before(known, "opened", ""))

    def history(self, limit: int = 100) -> tuple[Opened, ...]:
        """What was opened on any device, the latest first."""
        return tuple(self._engine.query(lambda connection: history(connection, limit)))

    def place(self, note: str) -> Place | None:
        """Where the note (any key the caller likes) was left on this device; None if it is not known."""
        return self._engine.query(lambda connection: get_place(connection, note))

    def set_place(self, note: str, place: Place) -> None:
        """Keep where a note was left."""
        with self._engine.transaction() as connection:
            set_place(connection, note, place, self._now())

    def get_visit(self) -> dict[str, Any]:
        """What `set_visit` kept; empty where nothing sound is kept."""
        return read_visit(self.folder / "visit.json")

    def set_visit(self, visit: dict[str, Any]) -> None:
        """Keep where the reader was, as a small dict of what JSON knows."""
        self._database.demand_writable()
        target = self.folder / "visit.json"
        try:
            write_visit(target, visit)
        except OSError as error:
            raise ReadingError(f"{target} cannot be written: {error.strerror or error}") from error

    # Remarks

    def remark_owners(self, keys: Iterable[str]) -> dict[str, Owner]:
        """Whose the remarks in the files of these keys are, as far as the files are bound to papers."""
        return self._keeper.owners(keys)

    def remark_keys(self, identifiers: Collection[str]) -> list[str]:
        """The keys of the files that may hold remarks on a paper with one of these identifiers."""
        return self._keeper.keys_naming(identifiers)

    def bind_remarks(self) -> None:
        """Bind remarks' files that are seen for the first time to the papers that have their keys."""
        self._keeper.bind()

    def file_remarks(self) -> None:
        """Name the remarks' files by the keys that their papers have now: when the library has changed."""
        self._keeper.file_anew()

    def free_remark_key(self, key: str) -> str:
        """The key of the file for a new remark on the paper with the key, which another's remark may have."""
        return self._keeper.free_key(key)

    def write_remarks(self, identifiers: Iterable[str], texts: Mapping[str, str]) -> Applied:
        """Keep remarks on a paper, by the keys of its entries; an empty text takes a remark away. One step."""
        with self._engine.lock:
            self._keeper.take_in(texts)  # what somebody else wrote there
            return self._steps.make(lambda recorder: self._keeper.write(recorder, identifiers, texts))

    # Exchange

    def export_lines(self) -> Iterator[str]:
        """The whole log as lines of JSON, without their ends, oldest event first."""
        return map(as_line, self._events())

    def export_events(self, path: Path) -> int:
        """Write the whole log to a file of JSON Lines; returns how many events."""
        from papernotes.reading.log import exchange

        return exchange.write_file(path, self._events())

    def merge_events(self, path: Path) -> Merged:
        """Take in the events of a file that `export_events`, or a sync, of any device wrote.

        Merging is commutative, associative and idempotent. It is no step that `undo` takes back.
        """
        from papernotes.reading.log.exchange import EventFile, Merged

        problems = self._keeper.take_in()
        file = EventFile(path, self._engine.query(events_table.ids))
        new = self._engine.merge(file.events) if file.events else 0
        brought = self._keeper.bring_out()
        return Merged(len(file.ids), new, (*file.problems, *problems), *brought)

    def sync_folder(self, folder: Path) -> Synced:
        """Exchange events with other devices through a folder that something else carries between them.

        Every device adds to a file of its own, which others only read, so nothing can conflict.
        """
        from papernotes.reading.log import exchange

        problems = self._keeper.take_in()
        known = self._engine.query(events_table.ids)
        files = [exchange.EventFile(path, known) for path in exchange.files_in(folder)]
        events = list(chain.from_iterable(file.events for file in files))
        received = self._engine.merge(events) if events else 0
        brought = self._keeper.bring_out()
        there = set().union(*(file.ids for file in files))
        absent = [
            event
            for event in self._engine.query(lambda connection: list(events_table.read(connection)))
            if event.id not in there
        ]
        sent = exchange.append_to(folder, self.device, absent)
        problems.extend(chain.from_iterable(file.problems for file in files))
        return exchange.Synced(received, sent, tuple(problems), *brought)

    # Care

    def check(self) -> list[str]:
        """What is wrong with the database or with what was derived from the log; empty if it is sound."""
        return self._engine.check()

    def copy_if_due(self) -> Path | None:
        """Copy the database if there is no copy of today, or one of an hour ago; the copy's path, None if not."""
        if not self.writable:
            return None
        with self._engine.lock:
            try:
                now = self._now()
                if not copies.has_copy_of(self.path, now):
                    self._engine.compare_derived()  # once a day, before an old copy goes, which may be better
                made = copies.daily_copy(self._database.connection, self.path, now)
                if made and (kept := copies.daily(self.path)):
                    journal.drop_before(self.path, kept[-1].stem.removeprefix(f"{self.path.stem}-"))
                return made
            except OSError as error:
                folder = copies.folder_of(self.path)
                raise ReadingError(f"no copy of the reading state in {folder}: {error}") from error
            except sqlite3.Error as error:
                raise self._database.failed(error) from error

    # Within

    def _bring_remarks_back(self) -> None:
        """Write the remarks' files anew from the log, where they went with the whole folder."""
        if self._engine.lost_folder:
            self._engine.lost_folder = False
            self._keeper.take_in()
            self._keeper.bring_out()

    def _events(self) -> list[Event]:
        """The whole log, with what was written into the remarks' files."""
        if self.writable:
            self._keeper.take_in()
        return self._engine.query(lambda connection: list(events_table.read(connection)))

    def _state_of(self, known: tuple[str, ...]) -> PaperState:
        found = self._engine.fold.find(known)
        return self._engine.states.get(found[0].id) if found else UNKNOWN

    def _is_news(self, known: tuple[str, ...]) -> bool:
        found = self._engine.fold.find(known)
        return len(found) > 1 or (bool(found) and not found[0].identifiers.issuperset(known))

    def _overlap(self, known: tuple[str, ...]) -> tuple[bool, int]:
        found = self._engine.fold.find(known)
        if not found:
            return (False, 0)
        strong = found[0].strong.matches(Strong.of(known))
        return (strong, len(found[0].identifiers.intersection(known)))
