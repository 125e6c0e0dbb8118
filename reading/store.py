"""The reading state, as the rest of the program uses it: read it, change it, undo, exchange, copy.

Each method is a few lines; the work is done by `reading.repository`, `reading.undo_history` and `reading.remarks`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from papernotes.lazy import lazy_modules
from papernotes.reading.errors import DamagedError, ReadingError, damage
from papernotes.reading.log import event_table
from papernotes.reading.log.events import (
    APART,
    CITATION_KEY,
    KNOWN,
    PARTED,
    REDO,
    REFERENCE,
    RENAMED,
    SAME,
    UNDO,
    Event,
    StateChange,
    as_line,
    name_id,
)
from papernotes.reading.recovery import journal
from papernotes.reading.recovery.opening import open_database
from papernotes.reading.repository import StateRepository
from papernotes.reading.state import lists, lookup_tables, saved_views
from papernotes.reading.state.identity import KnownFacts, clean, is_identifier, is_of
from papernotes.reading.state.lists import ReadingList
from papernotes.reading.state.paper_state import UNKNOWN, PaperState
from papernotes.reading.state.saved_views import SavedView
from papernotes.reading.storage import copies
from papernotes.reading.storage.database import Database
from papernotes.reading.storage.files import FILE
from papernotes.reading.ui_state import read_ui_state, write_ui_state

# Modules that only some calls need are loaded by these: the application opens the state before its first frame.
if TYPE_CHECKING:
    from papernotes.reading import history as opened
    from papernotes.reading.history import OpenedEntry, ReadingPosition
    from papernotes.reading.log.exchange import ExchangeResult, MergeResult
    from papernotes.reading.recorder import Recorder
    from papernotes.reading.references import ReferenceChanges, Row
    from papernotes.reading.remarks.files import Remarks
    from papernotes.reading.remarks.paper_lookup import PaperLookup, RemarkedPaper
    from papernotes.reading.remarks.remark_sync import RemarkSync
    from papernotes.reading.state.projection import Paper
    from papernotes.reading.state.verdicts import PaperVerdict
    from papernotes.reading.undo_history import StepResult, UndoHistory
else:
    opened = lazy_modules("papernotes.reading.history")


def no_library() -> PaperLookup:
    """Stands for a library where there is none."""
    from papernotes.reading.remarks.paper_lookup import NoLibrary

    return NoLibrary()


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


class ReadingStore:
    """The reading state of one data folder. Safe to use from several threads and processes at once.

    What a method has changed is on disk when it returns, and what is on disk is whole. `writable`
    is False, and `reason` says why, where the state could only be read. Every method that changes
    something raises ReadingError where it cannot, and then has changed nothing. `notices` are
    messages for the reader about damage or loss that was found and repaired.
    """

    def __init__(self, database: Database, device: str | None, now: Callable[[], datetime]) -> None:
        self._now = now
        self.repository = StateRepository(database, device, now)
        """The log and the state that follows from it, for what looks beneath this face: tests and tools."""
        self._taken = 0
        self.paper_lookup: Callable[[], PaperLookup] = no_library
        """Gives what the library says of papers and keys, for the remarks; called only where that matters."""

    @cached_property
    def _undo_history(self) -> UndoHistory:
        from papernotes.reading.undo_history import UndoHistory

        return UndoHistory(self.repository, lambda: self._remark_sync)

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
        database = open_database(file, now, force=force)
        try:
            return cls(database, device, now)
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Close the state, with a copy of the database if that is due."""
        if self.repository.table_check is not None:
            self.repository.table_check.stop()
        with self.repository.lock:
            with suppress(ReadingError):
                self.copy_if_due()
            self.repository.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The database file."""
        return self.repository.database.path

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.path.parent

    @property
    def writable(self) -> bool:
        """Whether anything can be changed."""
        return self.repository.database.writable

    @property
    def reason(self) -> str:
        """Why nothing can be changed, for the person; empty where it can."""
        return self.repository.database.reason

    @property
    def notices(self) -> tuple[str, ...]:
        """What happened on opening, and since, that the person should know."""
        return tuple(self.repository.database.notices)

    def tell(self, problem: Exception) -> None:
        """Add a notice of what was met and left out, once."""
        with self.repository.lock:
            if str(problem) not in self.repository.database.notices:
                self.repository.database.notices.append(str(problem))

    def take_notices(self) -> list[str]:
        """The notices since the last call."""
        with self.repository.lock:
            self._bring_remarks_back()
            news = self.notices[self._taken :]
            self._taken = len(self.notices)
            return list(news)

    @property
    def device(self) -> str:
        """What this device is called in the log."""
        return self.repository.device

    @cached_property
    def remarks(self) -> Remarks:
        """The reader's remarks, files in the data folder."""
        from papernotes.reading.remarks.files import Remarks

        return Remarks(self.folder / "remarks")

    @cached_property
    def _remark_sync(self) -> RemarkSync:
        from papernotes.reading.remarks.remark_sync import RemarkSync

        return RemarkSync(self.repository, self.remarks, lambda: self.paper_lookup())

    # What there is

    def papers(self) -> Mapping[str, PaperState]:
        """All papers that the state knows, by id, as they are now."""
        return self.repository.repairing(lambda: self.repository.states.all())

    def state_of(self, identifiers: Iterable[str]) -> PaperState:
        """The state of the paper with these identifiers; the default one where nothing is known."""
        known = clean(identifiers)
        return self.repository.repairing(lambda: self._state_of(known))

    def states_of(self, sightings: Sequence[Iterable[str]]) -> list[PaperState]:
        """As `state_of`, for many papers at once."""
        with self.repository.lock:
            known = list(map(clean, sightings))
            self.repository.projection.look_up(chain.from_iterable(known))
            return list(map(self.state_of, known))

    def states_by_id(self, ids: Iterable[str]) -> list[PaperState]:
        """The states of the papers of these ids, in their order; unknown ones are left out."""
        with self.repository.lock:
            return [self.repository.states.get(id) for id in ids if self.repository.projection.paper(id)]

    def ids(self) -> list[str]:
        """The ids of all papers."""
        return self.repository.query(lookup_tables.ids)

    def papers_with(self, what: str, *names: str, value: str | None = None) -> list[str]:
        """The ids of the papers that have a mark, once for each: `read`, `starred`, `triage` (with the value),
        `opened`, or `tag` or `list`, under one of the names (ids of tags or lists) where some are given."""
        if what == "list" and not names:
            names = tuple(self.repository.list_names())
        return self.repository.query(
            lambda connection: lookup_tables.papers_with(connection, what, names or None, value)
        )

    def identifiers(self) -> dict[str, list[str]]:
        """The identifiers of all papers, by id."""
        return self.repository.query(lookup_tables.identifiers)

    def read_times(self) -> list[datetime]:
        """When each paper that is read was read."""
        return list(map(datetime.fromisoformat, self.repository.query(lookup_tables.read_times)))

    def moment(self) -> str:
        """How far the log goes now, as a text for `sightings_since`."""
        return self.repository.query(event_table.moment)

    def sightings_since(self, moment: str, most: int) -> list[tuple[str, ...]] | None:
        """The identifiers of the papers in events after a moment, each of one paper. None if any paper may be another
        one since then, the moment is unknown here, or there are more than `most` events."""
        with self.repository.lock:
            found = self.repository.query_current(
                lambda connection: event_table.sightings_since(connection, moment, most)
            )
            if found is None:
                return None
            return [part for names in found for part in self.repository.projection.parted(clean(names))]

    def changed_by_others(self) -> bool:
        """Whether another program changed the state since the last call.

        Afterwards this store is up to date. Cheap enough to call twice a second.
        """
        return self.repository.changed_by_others()

    # Changes

    def apply(self, changes: Sequence[StateChange]) -> StepResult:
        """Make the changes as one step, which `undo` takes back as one. All of them, or none."""

        def act(recorder: Recorder) -> None:
            self.repository.projection.look_up(
                chain.from_iterable(clean(change.identifiers) for change in changes)
            )
            for change in changes:
                recorder.change(change)

        return self._undo_history.make(act)

    def learn(self, sightings: Iterable[Iterable[str]], namesakes: Collection[int] = ()) -> int:
        """Tell the state what else its papers are known by; returns of how many sightings it learned.

        Details alone are learned of `namesakes`, the numbers of sightings whose title another paper has too; of the
        others they come with an identifier. Papers that it does not know stay unknown. Cheap where there is nothing
        new; a store that cannot be written learns nothing.
        """
        with self.repository.lock:
            seen = list(map(clean, sightings))
            doubtful = set(
                self.repository.query(lambda connection: lookup_tables.unsettled(connection, seen))
            )
            news = [
                sighting
                for number in sorted(doubtful.union(namesakes))
                for sighting in self.repository.projection.parted(seen[number])
                if self._is_news(sighting, details=number in namesakes)
            ]
            if not news or not self.writable:
                return 0
            with self.repository.step(undoable=False) as recorder:
                # The surest matches first: a paper marked by title and entry must not go to the
                # first of two papers that share the title.
                for known in sorted(news, key=self._overlap, reverse=True):
                    if self._is_news(known, details=True):
                        recorder.append(known, KNOWN)
            return len(recorder.events)

    def follow(self, renames: Iterable[Iterable[str]]) -> None:
        """Tell the state by what papers were known before and by what they are known now: each names both.

        Papers that it does not know stay unknown, unless they were joined or split.
        """
        with self.repository.lock:
            seen = list(map(clean, renames))
            news = [
                names
                for names in seen
                if self._is_news(names, self._renamed_paper(names), details=True) or self._is_judged(names)
            ]
            if news and self.writable:
                with self.repository.step(undoable=False) as recorder:
                    for names in news:
                        recorder.append(names, KNOWN, RENAMED)

    def _is_judged(self, names: tuple[str, ...]) -> bool:
        """Whether a verdict speaks of one of the keys, and not of all."""
        verdicts = self.repository.projection.verdicts
        keys = [name for name in names if name.startswith("entry:")]
        judged = [key for key in keys if verdicts.is_of_one_part(key) or verdicts.pairs_of((key,))]
        return 0 < len(judged) < len(keys)

    def _renamed_paper(self, names: tuple[str, ...]) -> list[Paper]:
        """The paper that a rename is of; what was split off has come to its name only by the rename, perhaps."""
        projection = self.repository.projection
        before = tuple(name for name in names if not projection.verdicts.part_of((name,)))
        return projection.find_part(names) or (projection.find_part(before) if before else [])

    def verdicts(self) -> tuple[PaperVerdict, ...]:
        """What the reader said of which papers are one, as it holds now.

        The sides have the keys and titles too that the papers got since, as far as they are known.
        """
        with self.repository.lock:
            found = []
            verdicts = self.repository.projection.verdicts
            for verdict in verdicts.all:
                if verdict.what == SAME:
                    found.append(verdict._replace(sides=verdicts.renamed(verdict.sides)))
                elif verdict.what == APART:  # the rest may have the same title
                    own, known = verdict.sides
                    found.append(verdict._replace(sides=(self._with_new_keys(own), known)))
            return tuple(found)

    def _with_new_keys(self, side: tuple[str, ...]) -> tuple[str, ...]:
        new = (name for name in self.state_of(side).identifiers if name.startswith("entry:"))
        return tuple(dict.fromkeys((*side, *sorted(new))))

    def join(self, one: Sequence[str], other: Sequence[str]) -> StepResult:
        """Hold two papers for one, each given by its identifiers; a split of them holds no longer."""
        from papernotes.reading.state.verdicts import pair

        def act(recorder: Recorder) -> None:
            for verdict in self.repository.projection.verdicts.all:
                of = [not set(side).isdisjoint(verdict.sides[0]) for side in (one, other)]
                if verdict.what != SAME and of[0] != of[1]:
                    recorder.take_back(verdict)
            recorder.judge(pair(one, other))

        return self._undo_history.make(act)

    def joined_with(self, identifiers: Iterable[str]) -> tuple[str, ...]:
        """What the papers are known by that were joined by hand with the paper of these identifiers; nothing for none."""
        with self.repository.lock:
            verdicts = self.repository.projection.verdicts
            if not verdicts.all:
                return ()
            known = clean(identifiers)
            pairs = [tuple(map(clean, said.sides)) for said in verdicts.pairs_of(known)]
            sides = [side for pair in pairs if any(is_of(known, one) for one in pair) for side in pair]
            return tuple(dict.fromkeys(name for side in sides for name in side if name not in known))

    def split(self, parts: Sequence[tuple[Sequence[str], Sequence[str]]], paper: Sequence[str]) -> StepResult:
        """Hold parts of a paper, each given by what tells it from the rest and by all that it is known by, for papers
        of their own.

        What joined them by hand holds no longer. What was done stays with the note that it was done on, else with all.
        """
        from papernotes.reading.state.verdicts import part

        def act(recorder: Recorder) -> None:
            verdicts = self.repository.projection.verdicts
            for verdict in verdicts.all:
                sides = verdicts.renamed(verdict.sides)
                if verdict.what == SAME and all(not set(side).isdisjoint(paper) for side in sides):
                    of_parts = [[not set(side).isdisjoint(own) for side in sides] for own, _ in parts]
                    if any(one != other for one, other in of_parts):
                        recorder.take_back(verdict)
            for own, known in parts:
                recorder.judge(part(APART, own, known))

        return self._undo_history.make(act)

    def were_seen_as_one(self, one: Collection[str], other: Collection[str]) -> bool:
        """Whether somebody took two papers for one: an event names an identifier of each."""
        return self.repository.query(lambda connection: event_table.name_both(connection, one, other))

    def names_of_part(self, part: str) -> tuple[str, ...]:
        """What the rules said that a part of a paper has alone, given by its name; nothing if they did not tell it apart."""
        with self.repository.lock:
            verdicts = self.repository.projection.verdicts.all
            return next((said.sides[0] for said in verdicts if (said.what, said.name) == (PARTED, part)), ())

    def without_part(self, names: Iterable[str]) -> list[str]:
        """Those of these identifiers that no verdict says to be of one part of a paper alone."""
        with self.repository.lock:
            return [name for name in names if not self.repository.projection.verdicts.is_of_one_part(name)]

    def tell_apart(
        self, groups: Sequence[Sequence[tuple[Sequence[str], Sequence[str]]]], *, by_hand: bool = False
    ) -> int:
        """Part papers that the library holds for several: each group has, for each of those, what
        tells it from the others, and all that it is known by.

        What was done with the one paper stays with the note that it was done on, else with all. Returns how many
        papers were parted that were not before, nor by a split by hand, and says so in a notice unless it follows what the
        reader just did (`by_hand`). It is not a step that `undo` takes back.
        """
        from papernotes.reading.state.verdicts import part

        told = 0
        with self.repository.lock, self.repository.step(undoable=False) as recorder:
            splits = [said for said in self.repository.projection.verdicts.all if said.what == APART]
            split_off = {name for said in splits for name in said.sides[0]}
            for group in groups:
                before = len(recorder.events)
                for own, known in group:
                    recorder.judge(part(PARTED, own, known))
                follows_split = any(not split_off.isdisjoint(own) for own, _ in group)
                told += len(recorder.events) > before and not follows_split
        if told and not by_hand:
            those = "1 paper" if told == 1 else f"{told:,} papers"
            self.repository.database.notices.append(
                f"{those} that you marked turned out to be several under one title or name. They are told apart now: "
                "what you did is kept on the note that you did it on, or on each where that is not known."
            )
        return told

    def citation_keys(self, papers: Sequence[tuple[Iterable[str], str]]) -> list[str]:
        """The citation key of each paper, given as its identifiers and the key that it gets if it has none yet.

        Keys that are new are kept, and are not a step that `undo` takes back. Where nothing can be written they are not
        kept, but differ from all others all the same. Raises ReadingError.
        """
        from papernotes.reading.state.citation_keys import CitedPaper, free_keys, kept_keys

        cited = [CitedPaper(clean(identifiers), proposed) for identifiers, proposed in papers]

        def known() -> tuple[list[str], dict[str, tuple[str, ...]]]:
            holders = self.repository.query(
                lambda connection: lookup_tables.holders(connection, CITATION_KEY)
            )
            return kept_keys(self.repository.projection, cited, holders), holders

        with self.repository.lock:
            keys, holders = known()
            if all(keys):
                return keys
            if not self.writable:
                free = free_keys(cited, keys, holders)
                return [free.get(position, key) for position, key in enumerate(keys)]
            with self.repository.step(undoable=False) as recorder:
                keys, holders = known()  # another program may have given some meanwhile
                for position, key in free_keys(cited, keys, holders).items():
                    recorder.record(cited[position].identifiers, CITATION_KEY, key.lower(), key)
                    keys[position] = key
        return keys

    def undo(self) -> StepResult | None:
        """Take back the last step of this device that was not taken back; None if there is none."""
        return self._undo_history.reverse(UNDO)

    def redo(self) -> StepResult | None:
        """Do again what was taken back last; None if there is nothing."""
        return self._undo_history.reverse(REDO)

    # Lists and views

    def lists(self) -> tuple[ReadingList, ...]:
        """All lists with their papers in order: "to read" first, the others by name."""
        with self.repository.lock:
            names = self.repository.list_names()
            members = self.members("list")
            return tuple(ReadingList(id, name, members.get(id, ())) for id, name in names.items())

    def members(self, what: str) -> dict[str, tuple[str, ...]]:
        """The ids of the papers of every list or tag (`what`) that has some, by its id; those of a list in its order."""
        return self.repository.query(lambda connection: lookup_tables.members(connection, what))

    def list_names(self) -> dict[str, str]:
        """All lists in order, id → name: "to read" first, the others by name."""
        with self.repository.lock:
            return dict(self.repository.list_names())

    def list_counts(self) -> dict[str, tuple[int, int]]:
        """How many papers each list has, and how many of these are read, by the list's id."""
        with self.repository.lock:
            return dict(self.repository.list_counts())

    def papers_on(self, list_id: str) -> tuple[str, ...]:
        """The ids of a list's papers in order, by the list's id."""
        with self.repository.lock:
            return tuple(id for _, id in self.repository.projection.members(list_id))

    def tag_ids(self) -> list[str]:
        """The ids of all tags that a paper has."""
        return self.repository.query(lookup_tables.tag_ids)

    def tag_counts(self) -> list[tuple[str, str, int, int]]:
        """All tags: id, name, how many papers have it, and how many of these are read."""
        return self.repository.query(lookup_tables.tag_counts)

    def last_list(self) -> str:
        """The name of the list that this device put a paper on last; "to read" if there is none."""
        last = self.repository.query(lambda connection: event_table.last_list(connection, self.device))
        names = self.repository.list_names()
        return names.get(last or lists.TO_READ) or next(iter(names.values()), lists.TO_READ)

    def make_list(self, name: str) -> StepResult:
        """Make an empty list; changes nothing if there is one with the name."""
        return self._undo_history.make(lambda recorder: recorder.make_list(name))

    def rename_list(self, old: str, new: str) -> StepResult:
        """Give a list another name. ReadingError if there is no such list, or another with the new name."""
        return self._undo_history.make(lambda recorder: recorder.rename_list(old, new))

    def delete_list(self, name: str) -> StepResult:
        """Delete a list; its papers stay as they are. ReadingError if there is no such list."""
        return self._undo_history.make(lambda recorder: recorder.delete_list(name))

    def move(self, name: str, identifiers: Iterable[str], index: int) -> StepResult:
        """Move a paper to the index (from 0) in a list. ReadingError if there is no such list or paper."""
        return self._undo_history.make(lambda recorder: recorder.move(name, clean(identifiers), index))

    def views(self) -> tuple[SavedView, ...]:
        """The saved views by name."""
        with self.repository.lock:
            return saved_views.views(self.repository.projection)

    def save_view(self, view: SavedView) -> StepResult:
        """Keep a view under its name, in place of one that has it."""
        return self._undo_history.make(lambda recorder: recorder.save_view(view))

    def delete_view(self, name: str) -> StepResult:
        """Forget a view; changes nothing if there is none."""
        return self._undo_history.make(lambda recorder: recorder.record((), "view", name_id(name), None))

    # History, reading positions, saved UI state

    def opened(self, identifiers: Iterable[str], entry: str) -> None:
        """Note that an entry (its key) was opened now."""
        known = clean(identifiers)
        with self.repository.step(undoable=False) as recorder:
            recorder.append(known, "opened", "", entry, recorder.before(known, "opened", ""))

    def history(self, limit: int = 100) -> tuple[OpenedEntry, ...]:
        """What was opened on any device, the latest first."""
        return tuple(self.repository.query(lambda connection: opened.history(connection, limit)))

    def get_position(self, note: str) -> ReadingPosition | None:
        """Where the note (any key the caller likes) was left on this device; None if it is not known."""
        return self.repository.query(lambda connection: opened.get_position(connection, note))

    def set_position(self, note: str, position: ReadingPosition) -> None:
        """Keep where a note was left."""
        with self.repository.transaction() as connection:
            opened.set_position(connection, note, position, self._now())

    def get_ui_state(self) -> dict[str, Any]:
        """What `set_ui_state` kept; empty where nothing sound is kept."""
        return read_ui_state(self.folder / "visit.json")

    def set_ui_state(self, ui_state: dict[str, Any]) -> None:
        """Keep the saved UI state: a small dict of JSON values."""
        self.repository.database.demand_writable()
        target = self.folder / "visit.json"
        try:
            write_ui_state(target, ui_state)
        except OSError as error:
            raise ReadingError(f"{target} cannot be written: {error.strerror or error}") from error

    # Remarks

    def remarked_papers(self, keys: Iterable[str]) -> dict[str, RemarkedPaper]:
        """The papers that the remarks in the files of these keys are about, as far as that is known."""
        return self._remark_sync.owners(keys)

    def remark_keys(self, identifiers: Collection[str]) -> list[str]:
        """The keys of the files that may hold remarks on a paper with one of these identifiers."""
        return self._remark_sync.keys_naming(identifiers)

    def bind_remarks(self) -> None:
        """Bind new remark files to the papers that have their keys now."""
        self._remark_sync.bind()

    def rename_remark_files(self) -> None:
        """Rename remark files whose papers have other keys now. To be called when the library has changed."""
        self._remark_sync.rename_files()

    def free_remark_key(self, key: str) -> str:
        """The key of the file for a new remark on the paper with the key, which another's remark may have."""
        return self._remark_sync.free_key(key)

    def write_remarks(self, identifiers: Iterable[str], texts: Mapping[str, str]) -> StepResult:
        """Keep remarks on a paper, by the keys of its entries; an empty text takes a remark away. One step."""
        with self.repository.lock:
            self._remark_sync.record_files(texts)  # what somebody else wrote there
            return self._undo_history.make(
                lambda recorder: self._remark_sync.write(recorder, identifiers, texts)
            )

    # Exchange

    def export_lines(self) -> Iterator[str]:
        """The whole log as lines of JSON, without their ends, oldest event first."""
        return map(as_line, self._events())

    def export_events(self, path: Path) -> int:
        """Write the whole log to a file of JSON Lines; returns how many events."""
        from papernotes.reading.log import exchange

        return exchange.write_file(path, self._events())

    def merge_events(self, path: Path) -> MergeResult:
        """Take in the events of a file that `export_events`, or a sync, of any device wrote.

        Merging is commutative, associative and idempotent. It is not a step that `undo` takes back.
        """
        from papernotes.reading.log.exchange import EventFile, MergeResult

        problems = self._remark_sync.record_files()
        file = EventFile(path, self.repository.query(event_table.ids))
        new = self.repository.merge(file.events) if file.events else 0
        brought = self._remark_sync.write_files()
        return MergeResult(len(file.ids), new, (*file.problems, *problems), *brought)

    def sync_folder(self, folder: Path) -> ExchangeResult:
        """Exchange events with other devices through a folder that something else carries between them.

        Every device adds to a file of its own, which others only read, so nothing can conflict.
        """
        from papernotes.reading.log import exchange

        problems = self._remark_sync.record_files()
        known = self.repository.query(event_table.ids)
        files = [exchange.EventFile(path, known) for path in exchange.files_in(folder)]
        events = list(chain.from_iterable(file.events for file in files))
        received = self.repository.merge(events) if events else 0
        brought = self._remark_sync.write_files()
        there = set().union(*(file.ids for file in files))
        absent = [
            event
            for event in self.repository.query(lambda connection: list(event_table.read(connection)))
            if event.id not in there
        ]
        sent = exchange.append_to(folder, self.device, absent)
        problems.extend(chain.from_iterable(file.problems for file in files))
        return exchange.ExchangeResult(received, sent, tuple(problems), *brought)

    def exchange_references(self, rows: Sequence[Row], *, whole: bool) -> ReferenceChanges:
        """Record which papers without a note came into the file of this device and went out of it; returns what other
        devices did. Call `take_references` when the file is as it is to be.

        `rows` are all that the file has. Where there was no file (`whole` is False), nothing went out of it.
        """
        from papernotes.reading.references import compare

        with self.repository.lock:
            found = self.repository.query(lambda connection: compare(connection, rows, whole=whole))
            if found.news:
                with self.repository.step(undoable=False) as recorder:
                    for digest, value in found.news:
                        recorder.append((), REFERENCE, digest, value)
            return found

    def take_references(self, rows: Sequence[Row]) -> None:
        """Remember that the file of this device has these rows, and the log too."""
        from papernotes.reading.references import are_taken, take

        if not self.repository.query(lambda connection: are_taken(connection, rows)):
            with self.repository.transaction() as connection:
                take(connection, rows)

    # Care

    def check(self) -> list[str]:
        """What is wrong with the database or with what was derived from the log; empty if it is sound."""
        return self.repository.check()

    def check_aside(self) -> None:
        """Begin to look for damage to what opening does not look at, on a thread of its own: what is found is mended by
        the next `changed_by_others`."""
        self.repository.check_aside()

    def check_if_due(self) -> None:
        """Look for damage to what opening does not look at, and mend it, if nobody did within the hour. ReadingError."""
        self.repository.check_if_due()

    def check_all(self) -> None:
        """Look for damage to what opening does not look at, and mend it. Raises ReadingError."""
        self.repository.mend_tables()

    def copy_if_due(self) -> Path | None:
        """Copy the database if there is no copy of today, or one of an hour ago; the copy's path, None if not."""
        if not self.writable:
            return None
        return self.repository.repairing(self._copy_if_due)

    def _copy_if_due(self) -> Path | None:
        repository, now = self.repository, self._now()
        try:
            if not copies.is_due(self.path, now):
                return None
            # Before an old copy, which may be better, is deleted.
            repository.mend_tables()
            if not copies.has_copy_of(self.path, now) and not repository.query(event_table.is_readable):
                raise damage()
            made = copies.daily_copy(repository.database.connection, self.path, now)
            if kept := copies.daily(self.path):
                journal.drop_before(self.path, kept[-1].stem.removeprefix(f"{self.path.stem}-"))
            return made
        except OSError as error:
            folder = copies.folder_of(self.path)
            raise ReadingError(f"no copy of the reading state in {folder}: {error}") from error
        except sqlite3.Error as error:
            raise repository.database.failed(error) from error

    # Inside

    def _bring_remarks_back(self) -> None:
        """Write the remarks' files again from the log, where they went with the whole folder."""
        if self.repository.lost_folder:
            self.repository.lost_folder = False
            self._remark_sync.record_files()
            self._remark_sync.write_files()

    def _events(self) -> list[Event]:
        """The whole log, with what was written into the remarks' files."""
        if self.writable:
            self._remark_sync.record_files()
        return self.repository.query(lambda connection: list(event_table.read(connection)))

    def _state_of(self, known: tuple[str, ...]) -> PaperState:
        found = self.repository.projection.find(known)
        return self.repository.states.get(found[0].id) if found else UNKNOWN

    def _is_news(
        self, known: tuple[str, ...], found: Sequence[Paper] | None = None, *, details: bool
    ) -> bool:
        found = self.repository.projection.find_part(known) if found is None else found
        told = known if details else filter(is_identifier, known)
        return len(found) > 1 or (bool(found) and not found[0].identifiers.issuperset(told))

    def _overlap(self, known: tuple[str, ...]) -> tuple[bool, int]:
        found = self.repository.projection.find_part(known)
        if not found:
            return (False, 0)
        strong = found[0].facts.facts.share_id(KnownFacts.of(known).facts)
        return (strong, len(found[0].identifiers.intersection(known)))
