"""Few events are read in one row; what that row cannot hold is read row by row, and told as damage."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from papernotes.reading.errors import is_damage
from papernotes.reading.log.event_table import read, read_few
from papernotes.reading.store import ReadingStore

NAMED = "identifiers = '[]'"
NAMES = ("to tend", "quoted “bells”", 'a "bell"', "灯籠")


def _named(folder: Path) -> sqlite3.Connection:
    with ReadingStore.open(folder) as store:
        for name in NAMES:
            store.make_list(name)
    return sqlite3.connect(folder / "reading.db")


def test_events_in_one_row_are_those_of_many(tmp_path):
    with closing(_named(tmp_path)) as connection:
        events = list(read_few(connection, NAMED))
        assert [event.value for event in events] == list(NAMES)
        assert events == list(read(connection, NAMED))
        assert list(read_few(connection, "id = ''")) == []


@pytest.mark.parametrize("value", [b"\xff\x00", b'"no text"', "{", '"another name"'])
def test_a_damaged_event_is_damage_in_one_row_too(tmp_path, value):
    with closing(_named(tmp_path)) as connection:
        connection.execute("DROP TRIGGER event_is_fixed")
        connection.execute("UPDATE event SET value = ? WHERE seq = 2", (value,))
        with pytest.raises(sqlite3.DatabaseError) as raised:
            list(read_few(connection, NAMED))
        assert is_damage(raised.value)
