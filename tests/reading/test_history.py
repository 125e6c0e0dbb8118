"""History, places in notes, statistics."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from papernotes.reading.history import ReadingPosition
from papernotes.reading.log.events import StateChange
from papernotes.reading.statistics import Progress, Week, per_week, progress
from papernotes.reading.store import ReadingStore

START = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    times = (START + timedelta(minutes=number) for number in range(10_000))
    with ReadingStore.open(tmp_path, now=lambda: next(times)) as opened:
        yield opened
        assert opened.check() == []


def test_history_is_the_latest_first(store):
    for slug in "abca":
        store.opened([f"title:{slug}"], f"ICML2025/{slug}")
    found = store.history()
    assert [opened.entry[-1] for opened in found] == ["a", "c", "b", "a"]
    assert [opened.entry[-1] for opened in store.history(2)] == ["a", "c"]
    assert store.history(0) == ()
    assert found[0].identifiers == ("title:a",)
    assert store.state_of(["title:a"]).last_opened == found[0].time > found[3].time
    assert store.undo() is None


def test_the_position_in_a_note_is_the_last_one_set(store):
    assert store.get_position("ICML2025/a#1") is None
    store.set_position("ICML2025/a#1", ReadingPosition(0.25, 7))
    store.set_position("ICML2025/a#1", ReadingPosition(0.5, 9))
    place = store.get_position("ICML2025/a#1")
    assert (place.share, place.block, place.time.year) == (0.5, 9, 2026)


def test_only_so_many_positions_are_kept(store, monkeypatch):
    monkeypatch.setattr("papernotes.reading.history.MAXIMUM_POSITIONS", 3)
    for number in range(6):
        store.set_position(str(number), ReadingPosition(0.1))
    store.set_position("4", ReadingPosition(0.2))
    assert [bool(store.get_position(str(number))) for number in range(6)] == [
        False,
        False,
        False,
        False,
        True,
        True,
    ]


def test_an_unsound_position_is_none(store):
    with store.repository.database.transaction() as connection:
        connection.execute(
            "INSERT INTO place (key, document) VALUES ('a', '[1]'), ('b', '{'), ('c', '[9, 1, 1]')"
        )
    assert [store.get_position(key) for key in "abc"] == [None, None, None]


def test_papers_are_counted_in_the_weeks_in_which_they_were_read():
    read = [
        datetime(*day, 12, tzinfo=UTC) for day in ((2026, 3, 2), (2026, 3, 8), (2026, 3, 9), (2025, 1, 1))
    ]
    weeks = per_week(read, date(2026, 3, 11), 3, UTC)
    assert weeks == (Week(date(2026, 2, 23), 0), Week(date(2026, 3, 2), 2), Week(date(2026, 3, 9), 1))
    sunday_night, east = datetime(2026, 3, 8, 20, tzinfo=UTC), timezone(timedelta(hours=9))
    assert per_week([sunday_night], date(2026, 3, 11), 1, east)[0].read == 1


def test_progress_counts_papers_by_their_state(store):
    store.apply([StateChange(("title:a",), "read", True), StateChange(("title:b",), "triage", "later")])
    store.apply([StateChange(("title:b",), "starred", True), StateChange(("title:c",), "triage", "skimmed")])
    papers = [store.state_of([f"title:{name}"]) for name in "abcd"]
    assert progress(papers) == Progress(total=4, read=1, skimmed=1, later=1, starred=1)
    assert progress(papers).share == 0.25 and progress([]).share == 0
    assert progress(papers[:1]) == Progress(1, 1) and progress([]) == Progress()
