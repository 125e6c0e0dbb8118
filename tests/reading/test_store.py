"""The store: what readers do is kept, shared between programs, and taken back."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from papernotes.reading.errors import ReadingError
from papernotes.reading.log.events import StateChange
from papernotes.reading.store import ReadingStore

PAPER = ("arxiv:2502.17424", "title:emergent misalignment", "entry:ICML2025/emergent")
OTHER = ("title:another paper", "entry:ICLR2026/another")


class Clock:
    """A clock that goes on by a second with each look at it."""

    def __init__(self):
        self.time = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)

    def __call__(self):
        self.time += timedelta(seconds=1)
        return self.time


@pytest.fixture
def store(tmp_path):
    with ReadingStore.open(tmp_path, now=Clock()) as opened:
        yield opened
        assert opened.check() == []


def read(*identifiers, value=True):
    return StateChange(identifiers, "read", value)


def test_unknown_papers_have_the_default_state(store):
    state = store.state_of(PAPER)
    assert (state.id, state.read, state.starred, state.triage, state.lists) == ("", False, False, "", ())
    assert len(store.papers()) == 0


def test_read_and_starred(store):
    applied = store.apply([read(*PAPER), StateChange(OTHER, "starred", True)])
    assert applied.text == "marked 1 paper read, starred 1 paper"
    assert [paper.read for paper in applied.papers] == [True, False]
    state = store.state_of([PAPER[2]])
    assert state.read and state.triage == "read" and state.identifiers == set(PAPER)
    assert state.read_at == state.added == datetime(2026, 3, 14, 9, 0, state.read_at.second, tzinfo=UTC)
    assert store.state_of(OTHER).starred
    assert set(store.papers()) == {paper.id for paper in applied.papers}


def test_only_real_changes_become_events(store):
    assert store.apply([read(*PAPER, value=False)]).changed == 0
    assert store.apply([read(*PAPER), read(*PAPER)]).changed == 1
    again = store.apply([read(*PAPER)])
    assert (again.changed, again.text, again.papers) == (0, "changed nothing", ())
    assert store.undo().text == "undone: marked 1 paper read"
    assert store.undo() is None


def test_state_is_there_after_closing(tmp_path):
    with ReadingStore.open(tmp_path) as store:
        store.apply([read(*PAPER), StateChange(PAPER, "tag", True, "RLHF")])
        before = store.state_of(PAPER)
    with ReadingStore.open(tmp_path) as store:
        assert store.state_of(PAPER) == before
        assert dict(store.papers()) == {before.id: before}


def test_a_path_may_name_the_file(tmp_path):
    with ReadingStore.open(tmp_path / "deep" / "own.db") as store:
        store.apply([read(*PAPER)])
        assert store.path.is_file() and store.folder == tmp_path / "deep"


def test_read_is_one_of_the_values_of_triage(store):
    for triage in ("later", "skimmed", "read", "later", ""):
        store.apply([StateChange(PAPER, "triage", triage)])
        assert store.state_of(PAPER).triage == triage
        assert store.state_of(PAPER).read == (triage == "read")
    with pytest.raises(ReadingError, match="no triage 'soon'"):
        store.apply([StateChange(PAPER, "triage", "soon")])


def test_a_wrong_change_changes_nothing(store):
    with pytest.raises(ReadingError, match="no 'rad' to change"):
        store.apply([read(*PAPER), StateChange(PAPER, "rad", True)])
    with pytest.raises(ReadingError, match="neither an arXiv id"):
        store.apply([read(*PAPER), read("isbn:12")])
    assert not store.state_of(PAPER).read
    assert len(store.papers()) == 0


def test_tags_keep_their_spelling_and_know_no_case(store):
    store.apply([StateChange(PAPER, "tag", True, " Big\x1b[31m  Idea\n")])
    assert store.state_of(PAPER).tags == {"Big [31m Idea"}
    assert store.apply([StateChange(PAPER, "tag", True, "big [31M idea")]).changed == 0
    assert (
        store.apply([StateChange(PAPER, "tag", False, "BIG [31m idea")]).text
        == "took the tag “Big [31m Idea” off 1 paper"
    )
    assert store.state_of(PAPER).tags == frozenset()
    with pytest.raises(ReadingError, match="a tag needs a name"):
        store.apply([StateChange(PAPER, "tag", True, "\n\t")])


def test_what_a_step_did_is_told_once(store):
    def told(*changes):
        return store.apply([StateChange(*change) for change in changes]).text

    both = [(paper, "tag", True, name) for paper in (PAPER, OTHER) for name in ("light", "{named}")]
    assert told(*both) == "tagged 2 papers “light”, “{named}”"
    assert told((PAPER, "tag", False, "light"), (PAPER, "tag", False, "{named}")) == (
        "took the tags “light”, “{named}” off 1 paper"
    )
    assert told((OTHER, "tag", True, "dusk"), (PAPER, "tag", True, "dawn")) == (
        "tagged 1 paper “dusk”, tagged 1 paper “dawn”"
    )
    assert told((PAPER, "list", True, "winter"), (OTHER, "list", True, "winter")) == (
        "put 2 papers on the new list “winter”"
    )
    assert told((PAPER, "list", False, "winter"), (PAPER, "list", True, "spring")) == (
        "took 1 paper off “winter”, put 1 paper on the new list “spring”"
    )
    store.apply([read(*PAPER)])
    assert told((PAPER, "triage", "later")) == "marked 1 paper for later"
    assert not store.state_of(PAPER).read
    assert store.undo().text == "undone: marked 1 paper for later"
    assert store.state_of(PAPER).read


def test_undo_and_redo_across_restarts(tmp_path):
    clock = Clock()
    with ReadingStore.open(tmp_path, now=clock) as store:
        store.apply([read(f"title:{number}") for number in range(312)])
        read_at = store.state_of(["title:7"]).read_at
        store.apply([StateChange(PAPER, "starred", True)])
    with ReadingStore.open(tmp_path, now=clock) as store:
        assert store.undo().text == "undone: starred 1 paper"
        assert store.undo().text == "undone: marked 312 papers read"
        assert not any(paper.read or paper.starred for paper in store.papers().values())
        assert store.undo() is None
    with ReadingStore.open(tmp_path, now=clock) as store:
        redone = store.redo()
        assert (redone.text, redone.changed) == ("done again: marked 312 papers read", 312)
        assert store.undo().changed == 312
        assert store.redo().changed == 312
        assert store.redo().text == "done again: starred 1 paper"
        assert store.redo() is None
        assert store.state_of(["title:7"]).read_at >= read_at
        assert store.check() == []


def test_undo_restores_when_it_was_read(store):
    store.apply([read(*PAPER)])
    read_at = store.state_of(PAPER).read_at
    store.apply([read(*PAPER, value=False)])
    store.undo()
    assert store.state_of(PAPER).read_at == read_at


def test_a_new_step_ends_what_could_be_redone(store):
    store.apply([read(*PAPER)])
    store.undo()
    store.apply([StateChange(OTHER, "starred", True)])
    assert store.redo() is None
    assert store.undo().text == "undone: starred 1 paper"
    assert store.undo() is None


def test_undo_leaves_what_was_changed_since_and_other_devices_steps(tmp_path):
    with (
        ReadingStore.open(tmp_path, device="laptop") as laptop,
        ReadingStore.open(tmp_path, device="desk") as desk,
    ):
        laptop.apply([read(*PAPER), read(*OTHER)])
        desk.apply([read(*PAPER, value=False), StateChange(PAPER, "starred", True)])
        desk.apply([StateChange(PAPER, "triage", "later")])
        undone = laptop.undo()
        assert (undone.changed, laptop.undo()) == (1, None)
        state = laptop.state_of(PAPER)
        assert (state.read, state.starred, state.triage) == (False, True, "later")
        assert not laptop.state_of(OTHER).read


def test_learning_carries_a_mark_to_new_identifiers(store):
    store.apply([read("title:first title", "entry:PAGE/first")])
    assert store.learn([("arxiv:1", "title:first title"), ("title:unknown",)]) == 1
    assert store.learn([("arxiv:1", "title:first title"), ("title:unknown",)]) == 0
    assert store.learn([("arxiv:1", "title:second title", "entry:ICML2025/second")]) == 1
    assert store.state_of(["entry:ICML2025/second"]).read
    assert len(store.papers()) == 1
    assert store.undo().text == "undone: marked 1 paper read"


def test_learning_gives_a_mark_to_the_surest_match(store):
    store.apply([read("title:same", "entry:B/same")])
    store.learn([("arxiv:1", "title:same", "entry:A/same"), ("arxiv:2", "title:same", "entry:B/same")])
    assert store.state_of(["arxiv:2"]).read
    assert not store.state_of(["arxiv:1", "title:same", "entry:A/same"]).read


def test_a_name_that_two_parts_of_a_paper_had_is_learned_once(store):
    store.apply([read("arxiv:1", "entry:A/old")])
    known = ("arxiv:1", "entry:A/old")
    sides = [(("entry:A/first", "entry:A/old"), known), (("entry:A/second", "entry:A/old"), known)]
    store.split([(("entry:A/third",), ("arxiv:1", "entry:A/third"))], known)
    store.tell_apart([sides])
    for _ in range(3):
        store.learn([("arxiv:1", "entry:A/old", "entry:A/second"), ("arxiv:1", "entry:A/first")])
    assert store.learn([("arxiv:1", "entry:A/old", "entry:A/second"), ("arxiv:1", "entry:A/first")]) == 0


def test_two_programs_see_each_other(tmp_path):
    with ReadingStore.open(tmp_path) as one, ReadingStore.open(tmp_path) as two:
        assert not one.changed_by_others()
        one.apply([read(*PAPER)])
        assert not one.changed_by_others()
        assert two.changed_by_others() and two.state_of(PAPER).read
        assert not two.changed_by_others()
        assert [paper.read for paper in two.papers().values()] == [True]
        one.apply([StateChange(OTHER, "starred", True)])
        two.apply([StateChange(OTHER, "list", True, "to read")])
        assert two.changed_by_others() and one.changed_by_others()
        assert one.state_of(OTHER) == two.state_of(OTHER)
        assert one.check() == two.check() == []


def test_a_clock_that_goes_back_loses_nothing(tmp_path):
    times = [
        datetime(2026, 5, 1, tzinfo=UTC),
        datetime(2020, 1, 1, tzinfo=UTC),
        datetime(2020, 1, 1, tzinfo=UTC),
    ]
    with ReadingStore.open(tmp_path, now=lambda: times.pop(0) if len(times) > 1 else times[0]) as store:
        store.apply([read(*PAPER)])
        store.apply([read(*PAPER, value=False)])
        assert not store.state_of(PAPER).read
        assert store.undo().text == "undone: marked 1 paper unread"
        assert store.check() == []


def test_the_log_refuses_to_be_altered(store):
    store.apply([read(*PAPER)])
    with sqlite3.connect(store.path) as connection:
        for statement in ("DELETE FROM event", "UPDATE event SET value = 'false'"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                connection.execute(statement)
    connection.close()


def test_check_finds_derived_tables_that_are_wrong(tmp_path):
    with ReadingStore.open(tmp_path) as store:
        store.apply([read(*PAPER)])
        with sqlite3.connect(store.path) as connection:
            connection.execute("UPDATE paper SET document = replace(document, 'true', 'false')")
        connection.close()
        assert store.check() == ["1 of 1 papers differ in the derived tables from what the log says"]


def test_derived_tables_of_another_version_are_made_anew(tmp_path):
    with ReadingStore.open(tmp_path) as store:
        store.apply([read(*PAPER)])
    with sqlite3.connect(store.path) as connection:
        connection.execute("DELETE FROM paper")
        connection.execute("UPDATE local SET value = '0:1' WHERE name = 'folded'")
    connection.close()
    with ReadingStore.open(tmp_path) as store:
        assert store.state_of(PAPER).read
        assert store.check() == []


def test_saved_ui_state_is_empty_where_its_file_makes_no_sense(store, tmp_path):
    assert store.get_ui_state() == {}
    store.set_ui_state({"pane": "papers", "filters": ["unread"], "row": 3})
    assert store.get_ui_state() == {"pane": "papers", "filters": ["unread"], "row": 3}
    for nonsense in ("[]", "{", "\x00", "[" * 100_000, '{"a":"' + "x" * 300_000 + '"}'):
        (tmp_path / "visit.json").write_text(nonsense)
        assert store.get_ui_state() == {}
    with pytest.raises(ValueError, match="larger"):
        store.set_ui_state({"a": "x" * 300_000})


def test_threads_may_share_a_store(store):
    def work(number):
        for turn in range(10):
            store.apply([read(f"title:{number} {turn}")])
            assert store.state_of([f"title:{number} {turn}"]).read
            assert len(store.papers()) > turn

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert sum(paper.read for paper in store.papers().values()) == 40


def test_what_a_failed_change_brings_along_is_told(tmp_path):
    with ReadingStore.open(tmp_path) as one, ReadingStore.open(tmp_path) as two:
        one.apply([read(*PAPER)])
        with pytest.raises(ReadingError):
            two.apply([StateChange(OTHER, "starred", True), StateChange(PAPER, "nonsense", True)])
        assert two.state_of(PAPER).read and not two.state_of(OTHER).starred
        assert two.changed_by_others()
