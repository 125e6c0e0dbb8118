"""The reader on a disk that is full: it shows what is there, and says once that it cannot keep anything."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from papernotes.config.paths import find_paths
from papernotes.reading.errors import DamagedError, ReadingError
from papernotes.reading.history import ReadingPosition
from papernotes.reading.store import ReadingStore
from papernotes.session import Session
from papernotes.tui.jobs.note import keep_position, note_opened


def _full(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on SQLite finds no room for the log and the shared memory that it wants beside a file."""
    connect = sqlite3.connect

    def refusing(name: str | Path, *given: object, **more: object) -> sqlite3.Connection:
        if "immutable" in str(name) or name == ":memory:":
            return connect(name, *given, **more)  # type: ignore[call-overload, no-any-return]
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error

    monkeypatch.setattr(sqlite3, "connect", refusing)


async def test_on_a_full_disk_the_reader_reads(filled, reader, monkeypatch: pytest.MonkeyPatch) -> None:
    assert filled("mark", "ICLR2026/painted_fog", "--star").code == 0
    assert filled("index").code == 0
    _full(monkeypatch)
    async with reader() as opened:
        assert len(opened.titles) == 6
        await opened.press("slash", *"lantern oil", "enter")
        assert opened.titles[0] == "Lantern Oil at Scale"
        await opened.press("enter")
        assert "Only small lamps were tried" in opened.note_text
        told = [str(shown.message) for shown in opened.notifications]
        assert len([text for text in told if "the disk cannot be written" in text]) == 1


def test_what_nobody_asked_to_be_kept_fails_quietly(filled, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ReadingError("the disk is full")

    monkeypatch.setattr(ReadingStore, "opened", refuse)
    monkeypatch.setattr(ReadingStore, "set_position", refuse)
    with closing(Session(find_paths())) as session:
        entry = session.library.find("ICLR2026/painted_fog")
        assert entry is not None
        for said in (note_opened(session, entry), keep_position(session, "a note", ReadingPosition(0.5))):
            assert said is not None
            assert (said.what, said.reason) == ("places and history are", "the disk is full")


def test_damage_that_is_met_so_is_not_passed_over(filled, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise DamagedError("the file is damaged")

    monkeypatch.setattr(ReadingStore, "set_position", refuse)
    with closing(Session(find_paths())) as session, pytest.raises(DamagedError):
        keep_position(session, "a note", ReadingPosition(0.5))
