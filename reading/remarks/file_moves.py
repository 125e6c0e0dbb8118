"""Names the remarks' files by the keys that their papers have now, when these have changed.

A move is noted in the database before the file gets its other name, and what is known of the file
goes with it when it has. So wherever the program is killed, a move that was begun is completed
the next time, and no text is taken for another paper's, nor for gone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from papernotes.reading.errors import ReadingError
from papernotes.reading.remarks.files import Remarks
from papernotes.reading.remarks.paper_lookup import PaperLookup, best_key, free_name
from papernotes.reading.remarks.revisions import digest
from papernotes.reading.remarks.snapshot import (
    NOTHING,
    KnownFile,
    RemarkSnapshot,
    begin_moves,
    end_move,
    known_files_of,
    moves,
)
from papernotes.reading.repository import StateRepository


class RemarkFileMover:
    """Moves the files of one reading state. Methods raise ReadingError."""

    def __init__(self, repository: StateRepository, remarks: Remarks) -> None:
        self._repository = repository
        self._remarks = remarks

    def rename_files(self, snapshot: RemarkSnapshot, paper_lookup: PaperLookup) -> None:
        """Give the files the keys that their papers have now.

        Those whose papers are not in the library stay, but where another paper has their key now
        they get a name that is nobody's.
        """
        occupied = set(self._remarks.stamps())
        owners = {key: owner for key in sorted(occupied) if (owner := snapshot.owner(key))}
        keys = dict(zip(owners, paper_lookup.keys(list(owners.values())), strict=True))
        taken = paper_lookup.taken(owners)
        wanted: dict[str, str] = {}
        for key, own in keys.items():
            if own and key not in own:
                wanted[key] = best_key(key, own, occupied)
            elif not own and key in taken:
                wanted[key] = ""  # any that is nobody's
        parked: set[str] = set()
        while wanted:
            moves = {key: new for key, new in wanted.items() if new and new not in occupied}
            moves = {new: key for key, new in moves.items()}  # one only for each name
            if not moves:
                key, new = next(iter(wanted.items()))
                if key in parked or (new and new not in wanted and key not in taken):
                    del wanted[key]
                    continue
                free = free_name(key, occupied, paper_lookup)
                moves = {free: key}
                if new in wanted:  # they change places
                    wanted[free] = new
                    parked.add(free)
            done = self._move({key: new for new, key in moves.items()})
            for new, key in moves.items():
                del wanted[key]
                occupied.add(new)
                if key in done:
                    occupied.discard(key)
                else:
                    wanted.pop(new, None)

    def _move(self, asked: Mapping[str, str]) -> set[str]:
        """Move files to names that are free (key → new key); which were moved."""
        try:
            with self._repository.lock:
                with self._repository.transaction() as connection:
                    begin_moves(connection, asked)
                with self._repository.transaction() as connection:
                    begin_moves(connection, asked)  # which another copy of the program may have given up
                    former = {key: self._remarks.path(key) for key in asked}
                    done = {key for key, new in asked.items() if self._remarks.move(key, new)}
                    self._remarks.lead_on({former[key]: asked[key] for key in done})
                    for key, new in asked.items():
                        end_move(connection, key, new, done=key in done)
                return done
        except OSError as error:
            raise ReadingError(f"a remark cannot be moved: {error.strerror or error}") from error

    def finish(self, connection: sqlite3.Connection) -> None:
        """Bring moves to their end that were cut short, within a transaction."""
        waiting = moves(connection)
        known = known_files_of(connection, list(waiting))
        try:
            # A link that was moved is seen once what it leads to is found again.
            while done := {key for key, new in waiting.items() if self._is_done(key, new, known)}:
                self._remarks.lead_on({self._remarks.path(key): waiting[key] for key in done})
                for key in done:
                    end_move(connection, key, waiting.pop(key), done=True)
        except OSError as error:
            raise ReadingError(f"a remark cannot be moved: {error.strerror or error}") from error
        for key, new in waiting.items():
            end_move(connection, key, new, done=False)

    def _is_done(self, key: str, new: str, known: Mapping[str, KnownFile]) -> bool:
        """Whether a file has moved; one that has both names gets rid of the first."""
        remarks = self._remarks
        if remarks.are_one_file(key, new):
            remarks.drop_name(key)
            return True
        if remarks.stamp(new) is None:
            return False
        if remarks.stamp(key) is None:
            return True
        text = known.get(key, NOTHING).text
        return digest(remarks.content(new) or "") == text != digest(remarks.content(key) or "")
