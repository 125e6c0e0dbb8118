"""Keeps the remarks' files and the log together.

Anybody may change the files. What is in them is taken into the log before anything is written over
it, so no text is ever lost: the log keeps all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from reading.engine import Engine
from reading.events import LONGEST_REMARK, REMARK, Event
from reading.exchange import Problem
from reading.identity import clean
from reading.recorder import Recorder
from reading.remarks import Remarks
from reading.revisions import Revision, current, digest, history, is_divided, replaced_by, replacing, shown


class Known(NamedTuple):
    """What a remark's file was last known to hold: its text in short, and the ids of the revisions shown."""

    text: str = digest("")
    revisions: frozenset[str] = frozenset()


NOTHING = Known()


class Brought(NamedTuple):
    """Files of remarks that were written anew, and those of them that hold what several devices wrote."""

    files: tuple[Path, ...] = ()
    divided: tuple[Path, ...] = ()


class Keeper:
    """The remarks of one reading state. Methods raise ReadingError."""

    def __init__(self, engine: Engine, remarks: Remarks) -> None:
        self._engine = engine
        self._remarks = remarks

    def take_in(self, keys: Iterable[str] | None = None) -> list[Problem]:
        """Record what was written into the remarks' files (of these keys, or all) since they were last looked at.

        A file that has gone took its remark away, unless all files are gone: then they were lost,
        and `bring_out` brings them back. Returns what cannot be recorded; it stays as it is.
        """
        there = self._remarks.folder.is_dir()
        known = self._engine.query(_known)
        wanted = set(self._remarks.stamps()) | known.keys() if keys is None else set(keys)
        texts: dict[str, str] = {}
        problems: list[Problem] = []
        for key in sorted(wanted):
            text = self._remarks.content(key)
            if text is None or len(text) > LONGEST_REMARK:
                reason = "no UTF-8" if text is None else f"longer than {LONGEST_REMARK:,} characters"
                problems.append(
                    Problem(self._remarks.path(key), 1, f"{reason}: this remark is not exchanged")
                )
            elif digest(text) != known.get(key, NOTHING).text:
                texts[key] = text
        if texts:
            with self._engine.step(undoable=False) as recorder:
                connection = self._engine.database.connection
                if there:
                    for key, text in texts.items():
                        self._take_in(recorder, connection, key, text)
                else:
                    connection.execute("DELETE FROM remark")
        return problems

    def bring_out(self) -> Brought:
        """Write the remarks' files anew whose remark was changed elsewhere, where nobody has changed the file."""
        known = self._engine.query(_known)
        kept: dict[str, Known] = {}
        files, divided = [], []
        for key, revisions in self._engine.query(history).items():
            now = current(revisions)
            ids, was = frozenset(revision.id for revision in now), known.get(key, NOTHING)
            if ids == was.revisions:
                continue
            here, text = self._remarks.content(key), shown(now)
            if here == text or (here is not None and digest(here) == was.text):
                if here != text:
                    self._remarks.write(key, text)
                    files.append(self._remarks.path(key))
                    if is_divided(now):
                        divided.append(self._remarks.path(key))
                kept[key] = Known(digest(text), ids)
        if kept:
            with self._engine.lock, self._engine.database.transaction() as connection:
                for key, now_known in kept.items():
                    _keep(connection, key, now_known)
        return Brought(tuple(files), tuple(divided))

    def write(self, recorder: Recorder, identifiers: Iterable[str], texts: Mapping[str, str]) -> None:
        """Write remarks (key → text), each into its file and then into the log; an empty one is taken away."""
        connection = self._engine.database.connection
        for key, text in texts.items():
            if self._remarks.content(key) != text:
                self._remarks.write(key, text)
                written = self._remarks.content(key)  # with line ends as they are read
                if written is not None and len(written) <= LONGEST_REMARK:
                    self._take_in(recorder, connection, key, written, identifiers)

    def put_back(self, recorder: Recorder, event: Event) -> None:
        """Record that a remark is again what it was before an event, if nobody has changed it since.

        `bring_out` then writes the file.
        """
        connection, key = self._engine.database.connection, event.name
        revisions = history(connection, key).get(key, [])
        here = self._remarks.content(key)
        changed = here is None or digest(here) != _known(connection).get(key, NOTHING).text
        now = current(revisions)
        if not changed and [revision.text for revision in now] == [event.value]:
            text = shown(revision for revision in revisions if revision.id in replaced_by(event))
            recorder.append(event.identifiers, REMARK, key, text, replacing(now))

    def _take_in(
        self,
        recorder: Recorder,
        connection: sqlite3.Connection,
        key: str,
        text: str,
        names: Iterable[str] = (),
    ) -> None:
        """Record the text of a file, unless it is a revision already."""
        revisions = history(connection, key).get(key, [])
        was = _known(connection).get(key)
        if was is None:
            shows = _showing(text, revisions)
        elif was.text == digest(text):
            return
        else:
            now = current(revisions)
            shows = now if text == shown(now) else []
        if not shows and (text or was):
            replaced = [revision for revision in revisions if was and revision.id in was.revisions]
            recorder.append(self._names(key, names), REMARK, key, text, replacing(replaced))
            ids = frozenset((recorder.events[-1].id,))
        else:
            ids = frozenset(revision.id for revision in shows)
        _keep(connection, key, Known(digest(text), ids))

    def _names(self, key: str, names: Iterable[str]) -> tuple[str, ...]:
        """All that the remark's paper is known by."""
        found = self._engine.fold.find(clean([f"entry:{key}"]))
        return clean([*names, f"entry:{key}", *(found[0].identifiers if found else ())])


def _showing(text: str, revisions: list[Revision]) -> list[Revision]:
    """The revisions that a file of which nothing is known shows, going by its text."""
    now = current(revisions)
    if now and text == shown(now):
        return now
    return [revision for revision in revisions if text and revision.text == text][-1:]


def _known(connection: sqlite3.Connection) -> dict[str, Known]:
    rows = connection.execute("SELECT key, digest, revisions FROM remark")
    return {key: Known(text, frozenset(ids.split())) for key, text, ids in rows}


def _keep(connection: sqlite3.Connection, key: str, known: Known) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO remark (key, digest, revisions) VALUES (?, ?, ?)",
        (key, known.text, " ".join(sorted(known.revisions))),
    )
