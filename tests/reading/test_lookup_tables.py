"""The tables that answer by SQL are the projection of the log, however they came about."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as st
from test_projection import events, picture

from papernotes.reading.errors import ReadingError
from papernotes.reading.log import event_table
from papernotes.reading.log.events import StateChange
from papernotes.reading.state import lookup_tables, saved_projection
from papernotes.reading.state.projection import Projection, project
from papernotes.reading.storage import local_table, schema
from papernotes.reading.store import ReadingStore

LOGS = st.lists(events(), max_size=20, unique_by=lambda event: event.id)


def made(first):
    """A database with these events and all that is derived from them."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    event_table.append(connection, first)
    saved_projection.rebuild_tables(connection, project(first))
    return connection


def stored(connection):
    return lookup_tables.StoredPapers(
        lambda sql, *values: connection.execute(sql, values).fetchall(), lambda: ReadingError("damaged")
    )


@given(LOGS, st.integers(0, 20))
def test_going_on_from_the_tables_is_the_same_as_folding_all(found, cut):
    found.sort(key=lambda event: event.id)
    connection = made(found[:cut])
    state = saved_projection.load(connection, stored(connection))
    assert state is not None
    for event in found[cut:]:
        state.add(event)
        event_table.append(connection, [event])
        saved_projection.save(connection, state)
        state.touched.clear()
        assert saved_projection.differences(connection, state) == []
    assert picture(state) == picture(project(found))
    connection.close()


@given(LOGS, st.data())
def test_what_is_asked_of_the_tables_is_what_the_fold_says(found, data):
    whole, connection = project(found), made(found)
    state = saved_projection.load(connection, stored(connection))
    asked = data.draw(st.lists(st.sampled_from([event.identifiers for event in found] or [()]), max_size=4))
    for identifiers in asked:
        assert [paper.id for paper in state.find(identifiers)] == [
            paper.id for paper in whole.find(identifiers)
        ]
        news = (papers := whole.find(identifiers)) and (
            len(papers) > 1 or not papers[0].identifiers.issuperset(identifiers)
        )
        assert lookup_tables.unsettled(connection, [(), identifiers]) in ([[1]] if news else [[], [1]])
    assert state.members("to read") == whole.members("to read")
    connection.close()


def test_only_the_papers_that_a_change_is_about_are_read(tmp_path):
    with ReadingStore.open(tmp_path) as store:
        store.apply([StateChange((f"title:paper {number}",), "read", True) for number in range(50)])
    connection = sqlite3.connect(tmp_path / "reading.db", isolation_level=None)
    state = saved_projection.load(connection, stored(connection))
    assert isinstance(state, Projection)
    state.find(("title:paper 7", "title:another"))
    assert [sorted(paper.identifiers) for paper in state.papers_in_memory.values()] == [["title:paper 7"]]
    assert len(state.papers) == 50
    connection.close()


def filled(folder):
    with ReadingStore.open(folder) as store:
        store.apply(
            [
                StateChange(("title:a", "entry:V/a"), "read", True),
                StateChange(("title:b",), "tag", True, "Deep"),
            ]
        )
        return dict(store.papers())


def test_a_file_from_before_these_tables_is_opened_and_completed(tmp_path):
    before = filled(tmp_path)
    with sqlite3.connect(tmp_path / "reading.db") as connection:
        for trigger in ("paper_changes", "paper_changed", "paper_goes"):
            connection.execute(f"DROP TRIGGER {trigger}")
        for table in ("identifier", "mark"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM local WHERE name = ?", (local_table.LOOKUP_TABLES,))
        connection.execute("UPDATE local SET value = '1:2' WHERE name = 'folded'")
        connection.execute("UPDATE paper SET document = substr(document, 1, length(document) - 12) || ']'")
    connection.close()
    for _ in range(2):
        with ReadingStore.open(tmp_path) as store:
            assert dict(store.papers()) == before
            assert store.check() == []


def test_a_program_that_does_not_know_these_tables_may_write(tmp_path):
    filled(tmp_path)
    with sqlite3.connect(tmp_path / "reading.db") as connection:
        ((id, document),) = connection.execute("SELECT * FROM paper WHERE document LIKE '%entry:V/a%'")
        other = document.replace("entry:V/a", "entry:W/a").replace("true", "false")
        connection.execute("INSERT OR REPLACE INTO paper VALUES (?, ?)", (id, other))
    identifiers = {
        row[0] for row in connection.execute("SELECT identifier FROM identifier WHERE paper = ?", (id,))
    }
    assert identifiers == {"title:a", "entry:W/a"}
    assert connection.execute("SELECT what FROM mark").fetchall() == [("tag",)]
    connection.execute("DELETE FROM paper")
    assert connection.execute("SELECT * FROM identifier UNION SELECT what, name FROM mark").fetchall() == []
    connection.close()


def test_a_paper_that_is_not_as_it_was_written_is_made_anew_from_the_log(tmp_path):
    before = filled(tmp_path)
    with sqlite3.connect(tmp_path / "reading.db") as connection:
        connection.execute("UPDATE paper SET document = replace(document, 'true', 'null')")
    connection.close()
    with ReadingStore.open(tmp_path) as store:
        assert store.state_of(["title:a"]).read
        assert "rebuilt from the log; nothing is missing" in store.notices[0]
        assert dict(store.papers()) == before
        assert store.check() == []
    with ReadingStore.open(tmp_path) as store:
        assert dict(store.papers()) == before and store.notices == ()


def test_where_nothing_can_be_written_the_tables_are_made_in_memory(tmp_path, monkeypatch):
    before = filled(tmp_path)
    with sqlite3.connect(tmp_path / "reading.db") as connection:
        connection.execute("DELETE FROM paper")
        connection.execute("DELETE FROM local WHERE name = ?", (local_table.LOOKUP_TABLES,))
        connection.execute("DROP TABLE mark")
    connection.close()
    monkeypatch.setattr("os.access", lambda *_: False)
    with ReadingStore.open(tmp_path) as store:
        assert not store.writable
        assert dict(store.papers()) == before
        assert store.state_of(["entry:V/a"]).read
        assert [found.papers for found in store.lists()] == [()]
        assert store.check() == []


def test_sound_tables_fit_papers_whatever_is_known_of_them(tmp_path):
    known = (
        "title:tide tables",
        "entry:ICML2025/tides",
        "arxiv:2501.00001",
        "by:moon",
        "by:sea",
        "year:2025",
    )
    with ReadingStore.open(tmp_path) as store:
        store.apply([StateChange(known, "tag", True, "night"), StateChange(known, "starred", True)])
        store.check_all()
        assert store.take_notices() == []
        store.repository.database.connection.execute("DELETE FROM identifier WHERE identifier LIKE 'arxiv:%'")
        store.check_all()
        (notice,) = store.take_notices()
        assert "rebuilt from the log; nothing is missing" in notice
        store.check_all()
        assert store.take_notices() == []
