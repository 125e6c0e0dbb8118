"""Checks, on a thread of its own, whether the derived tables of a large database are as they were written.

SQLite sees damage to its own structure, the log and each paper have checksums; in the rows that are derived from the
papers, only a comparison with the papers shows that a disk lost a byte.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread

from papernotes.reading.errors import is_damage
from papernotes.reading.state import lookup_tables
from papernotes.reading.storage.connection import connect

CHECKED = "tables checked"
"""The name under which the table `local` holds when a command last compared them (ISO 8601, UTC)."""
CHECKED_AFTER_SECONDS = 3600
"""Seconds after which a command compares them again, so that most commands need not wait for it."""


class TableCheck:
    """One comparison, on a thread and a connection of its own. `found_damage` tells what it found."""

    def __init__(self, database: Path) -> None:
        self.found_damage = False
        self._database = database
        self._connection: sqlite3.Connection | None = None
        self._thread = Thread(target=self._run, name="check of tables", daemon=True)

    def begin(self) -> None:
        """Begin, once. If no thread can be started, it is left for another time."""
        with suppress(RuntimeError):
            self._thread.start()

    def wait(self) -> None:
        """Wait until it has ended."""
        if self._thread.ident is not None:
            self._thread.join()

    def stop(self) -> None:
        """End it where it is."""
        connection = self._connection
        if connection is not None:
            with suppress(sqlite3.ProgrammingError):  # it has just ended
                connection.interrupt()
        self.wait()

    def _run(self) -> None:
        try:
            with closing(connect(f"{self._database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                self._connection = connection
                connection.execute("BEGIN")  # so that all is of one moment
                self.found_damage = not lookup_tables.fit_papers(connection)
        except UnicodeDecodeError:
            self.found_damage = True
        except sqlite3.Error as error:
            self.found_damage = is_damage(error)
