"""Keeps the remarks' files and the log together, and each remark on its paper.

Anybody may change the files. What is in them is taken into the log before anything is written over
it, so no text is ever lost: the log keeps all.

A remark belongs to a paper, not to the key that its file is named by: another paper may take over that
key. The remark's events say which paper it is on: they hold all that the paper was known by when the
remark was written. A file is bound, when it is first seen, to the paper that has its key then. It stays
bound whatever becomes of its text and wherever it is moved; so does a file that an older papernotes knew,
as far as the log has events of it. Only a file without text, or with too much, has no event: the table
`local` keeps its paper. Once the library has changed, files are named by the present keys of their
papers (`rename_files`). Until then, and where a name is taken, a file keeps its name or gets one that
no paper has (`VENUE/slug~2`). Nothing depends on it.

Order of writes: a text is in its file before it is in the log; for moves, see `reading.remarks.file_moves`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from papernotes.reading.log.events import MAXIMUM_REMARK_CHARACTERS, REMARK, Event
from papernotes.reading.log.exchange import ExchangeProblem
from papernotes.reading.recorder import Recorder
from papernotes.reading.remarks.file_moves import RemarkFileMover
from papernotes.reading.remarks.files import FileStamp, Remarks
from papernotes.reading.remarks.paper_lookup import PaperLookup, RemarkedPaper, best_key, free_name
from papernotes.reading.remarks.revisions import (
    RemarkThread,
    Revision,
    digest,
    is_bound,
    is_divided,
    naming,
    of_ids,
    replaced_by,
    replacing,
    revision,
    revisions,
    shown,
)
from papernotes.reading.remarks.snapshot import (
    NOTHING,
    KnownFile,
    RemarkSnapshot,
    keep,
    known_files,
    known_files_of,
    set_unrecorded,
    unrecorded,
)
from papernotes.reading.repository import StateRepository
from papernotes.reading.state.identity import clean, is_identifier

T = TypeVar("T")

FILES_PER_TRANSACTION = 100
"""How many files are written in one transaction: other copies of the program cannot write meanwhile."""


class WrittenFiles(NamedTuple):
    """Files of remarks that were written again, and those of them that hold what several devices wrote."""

    files: tuple[Path, ...] = ()
    divided: tuple[Path, ...] = ()


class RemarkSync:
    """The remarks of one reading state. Methods raise ReadingError.

    `paper_lookup` gives what the library says, and is asked only where that matters.
    """

    def __init__(
        self, repository: StateRepository, remarks: Remarks, paper_lookup: Callable[[], PaperLookup]
    ) -> None:
        self._repository = repository
        self._remarks = remarks
        self._paper_lookup = paper_lookup
        self._mover = RemarkFileMover(repository, remarks)

    # Which paper a file belongs to

    def owners(self, keys: Iterable[str]) -> dict[str, RemarkedPaper]:
        """The papers of the files of these keys, as far as they are bound to one."""
        keys = list(keys)
        snapshot = self._snapshot(keys)
        return {key: owner for key in keys if (owner := snapshot.owner(key))}

    def keys_naming(self, identifiers: Collection[str]) -> list[str]:
        """The keys of the files whose remarks may be on a paper with one of these identifiers."""

        asked = set(filter(is_identifier, identifiers))

        def look(connection: sqlite3.Connection) -> list[str]:
            ids = naming(connection, asked)
            known = known_files(connection).items()
            unrecordable = unrecorded(connection).items()
            return [key for key, file in known if not ids.isdisjoint(file.revisions)] + [
                key for key, names in unrecordable if not set(names).isdisjoint(asked)
            ]

        return self._repository.query(look)

    def bind(self) -> None:
        """Bind the files to papers that have not been seen yet; note those that have gone.

        To be called before the library changes, and before it matters which paper a remark is on.
        """
        snapshot = self._with_moves_finished()
        stamps = self._remarks.stamps()
        unseen = {key for key in stamps if not snapshot.is_live(key)}
        gone = {key for key in snapshot.all_keys() if snapshot.is_live(key) and key not in stamps}
        looked_at = unseen | gone | self._weakly_bound(snapshot, stamps).keys()
        if looked_at and self._remarks.folder.is_dir():
            self._record(stamps, looked_at)

    def rename_files(self) -> None:
        """Name the files by the keys that their papers have now. To be called when the library has changed."""
        self.bind()
        self._mover.rename_files(self._snapshot(), self._paper_lookup())

    def free_key(self, key: str) -> str:
        """The name of a file for a new remark on the paper with the key: the key itself, if no file has it."""
        occupied = self._remarks.stamps()
        return free_name(key, occupied, self._paper_lookup()) if key in occupied else key

    # From the files into the log

    def record_files(self, keys: Iterable[str] | None = None) -> list[ExchangeProblem]:
        """Record what was written into the remarks' files (of these keys, or all) since they were last looked at.

        A file that has gone took its remark away, unless all files are gone: then they were lost,
        and `write_files` brings them back. Returns what cannot be recorded; it stays as it is.
        """
        asked = None if keys is None else set(keys)
        self._with_moves_finished(asked)
        return self._record(self._stamps(asked), asked)

    def _record(
        self, stamps: Mapping[str, FileStamp], asked: Collection[str] | None
    ) -> list[ExchangeProblem]:
        there = self._remarks.folder.is_dir()
        snapshot = self._snapshot(asked)
        keys = stamps.keys() | snapshot.all_keys() if asked is None else asked
        changed: list[str] = []
        unrecordable: list[str] = []
        problems: list[ExchangeProblem] = []
        for key in sorted(keys):
            text = self._remarks.content(key)
            if reason := _unrecordable(text):
                problems.append(
                    ExchangeProblem(self._remarks.path(key), 1, f"{reason}: this remark is not exchanged")
                )
                if not snapshot.is_live(key):
                    unrecordable.append(key)
            elif digest(text or "") != snapshot.known.get(key, NOTHING).text or key in snapshot.unrecorded:
                changed.append(key)
        doubtful = self._weakly_bound(snapshot, stamps)
        if not (changed or unrecordable or doubtful):
            return problems
        new = [key for key in (*changed, *unrecordable) if not snapshot.is_live(key)]
        names = dict(self._paper_lookup().names(new)) if new else {}
        with self._repository.step(undoable=False) as recorder:
            connection = self._repository.database.connection
            if not there:
                connection.execute("DELETE FROM remark")
                for key in snapshot.unrecorded:
                    set_unrecorded(connection, key, ())
                return problems
            self._mover.finish(connection)
            # Looked at again, now that nobody else can change it.
            snapshot = RemarkSnapshot(
                connection,
                self._repository.projection,
                None if asked is None else {*changed, *unrecordable, *doubtful},
            )
            for key in changed:
                self._record_file(recorder, snapshot, key, names.get(key, ()))
            for key in unrecordable:
                if not snapshot.is_live(key):
                    set_unrecorded(connection, key, self._names(key, names.get(key, ())))
            for key, found in doubtful.items():
                self._bind_to_paper(recorder, snapshot, key, found)
        return problems

    def _weakly_bound(
        self, snapshot: RemarkSnapshot, stamps: Mapping[str, FileStamp]
    ) -> dict[str, tuple[str, ...]]:
        """Files whose events name no paper but a key, and by what the paper is known that has the key now."""
        weak = [
            key
            for key in snapshot.known.keys() & stamps.keys()
            if (thread := snapshot.thread(key)) and snapshot.known[key].holds_text and not thread.is_bound
        ]
        found = self._paper_lookup().names(weak) if weak else {}
        return {key: names for key, names in found.items() if is_bound(names)}

    def _bind_to_paper(
        self, recorder: Recorder, snapshot: RemarkSnapshot, key: str, names: tuple[str, ...]
    ) -> None:
        """Record once more, on its paper, what a file shows."""
        known, thread, text = (
            snapshot.known.get(key, NOTHING),
            snapshot.thread(key),
            self._remarks.content(key),
        )
        if text and thread and not thread.is_bound and digest(text) == known.text and not _unrecordable(text):
            replaced = revisions(self._repository.database.connection, thread.current)
            if known.revisions == thread.current:
                recorder.append(clean(names), REMARK, thread.name, text, replacing(replaced.values()))
                ids = frozenset((recorder.events[-1].id,))
                keep(self._repository.database.connection, key, KnownFile(known.text, ids))

    def _record_file(
        self, recorder: Recorder, snapshot: RemarkSnapshot, key: str, names: tuple[str, ...]
    ) -> None:
        """Record the text of a file, unless it is a revision already; `names` are for a new one."""
        connection, text = self._repository.database.connection, self._remarks.content(key)
        if text is None or _unrecordable(text):
            return
        known, bound = snapshot.known.get(key, NOTHING), snapshot.unrecorded.get(key)
        if bound is None and digest(text) == known.text:
            return
        if known.holds_text or not text:
            thread = snapshot.thread(key)
            there = revisions(connection, thread.revisions) if thread else {}
            shows = of_ids(there, thread.current) if thread else []
            if text != shown(shows):
                identifiers = thread.identifiers if thread else self._names(key, names)
                replaced = of_ids(there, known.revisions)
                name = thread.name if thread else key
                shows = _recorded(recorder, clean([*identifiers, *names]), name, text, replaced)
        else:
            identifiers = self._names(key, bound or names)
            thread, shows = self._found(snapshot, key, identifiers, text)
            if not shows:
                # What took away the remark that was here before is replaced, if that was this one.
                before = thread.current & known.revisions if thread else ()
                replaced = of_ids(revisions(connection, before), before)
                name = thread.name if thread else snapshot.free_name(key, identifiers)
                identifiers = clean([*thread.identifiers, *identifiers]) if thread else identifiers
                shows = _recorded(recorder, identifiers, name, text, replaced)
            if thread is None:
                ids = frozenset(one.id for one in shows)
                thread = RemarkThread(name, snapshot.paper_of(identifiers), identifiers, ids, ids)
            snapshot.show(thread)
        keep(connection, key, KnownFile(digest(text), frozenset(one.id for one in shows)))
        if bound is not None:
            set_unrecorded(connection, key, ())

    def _found(
        self, snapshot: RemarkSnapshot, key: str, names: tuple[str, ...], text: str
    ) -> tuple[RemarkThread | None, list[Revision]]:
        """The remark that a file seen for the first time holds, and the revisions that it shows, if it is known.

        Going by its text; else it is what is called so, if that is on the same paper or, where the library
        does not know the key, is in no file though nobody took it away.
        """
        connection = self._repository.database.connection
        paper = snapshot.paper_of(names)
        called: RemarkThread | None = None
        for thread in snapshot.without_file(key, names):
            there = revisions(connection, thread.revisions)
            now = of_ids(there, thread.current)
            if text == shown(now):
                return thread, now
            same = [one for one in of_ids(there, thread.revisions) if one.text == text][:1]
            if same and shown(now):  # what was taken away and is written once more is new
                return thread, same
            if thread.name == key and (thread.paper == paper or (shown(now) and not is_bound(names))):
                called = called or thread
        # A name of no paper may be that of a file that was being written when the program was killed.
        unnamed = called is None and not is_bound(names)
        if unnamed and (left := snapshot.without_file_holding(text, connection)):
            return left, of_ids(revisions(connection, left.current), left.current)
        return called, []

    def _names(self, key: str, names: Iterable[str]) -> tuple[str, ...]:
        """All that the paper of a new remark is known by, where the library may not know it."""
        known = clean(names)
        if any(name.startswith("entry:") for name in known):
            return known
        found = () if known else self._repository.projection.find(clean([f"entry:{key}"]))
        return clean([*known, f"entry:{key}", *(found[0].identifiers if found else ())])

    # From the log into the files

    def write_files(self, called: Collection[str] | None = None) -> WrittenFiles:
        """Write the remarks' files again whose remark was changed elsewhere, where nobody has changed the file.

        All, or those with these names in the log.
        """
        snapshot = self._snapshot(called)
        files = {
            thread: [key for key in keys if snapshot.is_live(key)]
            for thread, keys in snapshot.files().items()
        }
        behind: dict[RemarkThread, list[str]] = {}
        unfiled: list[RemarkThread] = []
        for thread in snapshot.threads:
            if not files.get(thread):
                unfiled.append(thread)
            elif keys := [key for key in files[thread] if snapshot.known[key].revisions != thread.current]:
                behind[thread] = keys
        wanted = frozenset[str]().union(*(thread.current for thread in (*behind, *unfiled)))
        there = self._repository.query(lambda connection: revisions(connection, wanted))
        new = self._free_keys(
            snapshot, [thread for thread in unfiled if shown(of_ids(there, thread.current))]
        )
        wanted_in = {key: thread for thread, keys in behind.items() for key in keys}
        wanted_in.update((key, thread) for thread, key in new.items())
        written, divided = [], []
        for part in batched(wanted_in.items(), FILES_PER_TRANSACTION):
            with self._repository.transaction() as connection:
                known = known_files_of(connection, [key for key, _ in part])
                for key, thread in part:
                    was, here = known.get(key, NOTHING), self._remarks.content(key)
                    if was != snapshot.known.get(key, NOTHING) or here is None:
                        continue  # another copy of the program is doing it
                    now = of_ids(there, thread.current)
                    text = shown(now)
                    if here == text or digest(here) == was.text:
                        if here != text:
                            self._remarks.write(key, text)
                            written.append(self._remarks.path(key))
                            if is_divided(now):
                                divided.append(self._remarks.path(key))
                        keep(connection, key, KnownFile(digest(text), thread.current))
        return WrittenFiles(tuple(written), tuple(divided))

    def _free_keys(self, snapshot: RemarkSnapshot, found: Sequence[RemarkThread]) -> dict[RemarkThread, str]:
        """The keys for the files of remarks that have none here; a file that cannot be exchanged is one."""
        if not found:
            return {}
        paper_lookup = self._paper_lookup()
        occupied = set(self._remarks.stamps())
        unrecordable = {(snapshot.paper_of(names), key) for key, names in snapshot.unrecorded.items()}
        own = paper_lookup.keys([snapshot.owner_of(thread.identifiers) for thread in found])
        names: dict[RemarkThread, str] = {}
        for thread, keys in zip(found, own, strict=True):
            if (thread.paper, thread.name) in unrecordable:
                continue
            name = best_key(thread.name, keys, occupied) if keys else thread.name
            if name in occupied or (not keys and paper_lookup.taken([name])):
                name = free_name(name, occupied, paper_lookup)
            names[thread] = name
            occupied.add(name)
        return names

    # What the reader does

    def write(self, recorder: Recorder, identifiers: Iterable[str], texts: Mapping[str, str]) -> None:
        """Write remarks (key → text), each into its file and then into the log; an empty one is taken away."""
        connection = self._repository.database.connection
        names = clean(identifiers)
        for key, text in texts.items():
            if self._remarks.content(key) != text:
                self._remarks.write(key, text)
                snapshot = RemarkSnapshot(connection, self._repository.projection, [key])
                if not _unrecordable(self._remarks.content(key)):  # with line ends as they are read
                    self._record_file(recorder, snapshot, key, names)
                elif not snapshot.is_live(key):
                    set_unrecorded(connection, key, self._names(key, names))

    def put_back(self, recorder: Recorder, event: Event) -> None:
        """Record that a remark is again what it was before an event, if nobody has changed it since.

        `write_files` then writes the file.
        """
        connection = self._repository.database.connection
        snapshot = RemarkSnapshot(connection, self._repository.projection, [event.name])
        for thread in snapshot.threads:
            if event.id in thread.revisions:
                break
        else:
            return
        for key in snapshot.files().get(thread, ())[:1]:
            here = self._remarks.content(key)
            if here is None or digest(here) != snapshot.known[key].text:
                return
        there = revisions(connection, thread.current | replaced_by(event))
        now = of_ids(there, thread.current)
        if [revision.text for revision in now] == [event.value]:
            text = shown(of_ids(there, replaced_by(event)))
            recorder.append(event.identifiers, REMARK, event.name, text, replacing(now))

    def _stamps(self, keys: Collection[str] | None) -> dict[str, FileStamp]:
        """The stamps of all files, or of these."""
        if keys is None:
            return self._remarks.stamps()
        return {key: stamp for key in keys if (stamp := self._remarks.stamp(key))}

    def _with_moves_finished(self, keys: Collection[str] | None = None) -> RemarkSnapshot:
        """The remarks, when moves that were cut short have been brought to their end."""
        snapshot = self._snapshot(keys)
        if snapshot.moves:
            with self._repository.transaction() as connection:
                self._mover.finish(connection)
            snapshot = self._snapshot(keys)
        return snapshot

    def _snapshot(self, keys: Collection[str] | None = None) -> RemarkSnapshot:
        with self._repository.lock:  # the projection must be that of the same moment
            return self._repository.query_current(
                lambda connection: RemarkSnapshot(connection, self._repository.projection, keys)
            )


def _unrecordable(text: str | None) -> str:
    """Why a remark cannot be in the log; empty where it can."""
    if text is None:
        return "no UTF-8"
    return (
        f"longer than {MAXIMUM_REMARK_CHARACTERS:,} characters"
        if len(text) > MAXIMUM_REMARK_CHARACTERS
        else ""
    )


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most this size."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def _recorded(
    recorder: Recorder, identifiers: tuple[str, ...], name: str, text: str, replaced: Iterable[Revision]
) -> list[Revision]:
    """A new revision of a remark, as a list of one."""
    recorder.append(identifiers, REMARK, name, text, replacing(replaced))
    return [revision(recorder.events[-1])]
