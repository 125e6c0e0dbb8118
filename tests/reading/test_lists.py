"""Lists and saved views: named, ordered, undone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.reading.errors import ReadingError
from papernotes.reading.log.events import StateChange
from papernotes.reading.state import lists, ranks
from papernotes.reading.state.saved_views import SavedView
from papernotes.reading.store import ReadingStore


@pytest.fixture
def store(tmp_path):
    with ReadingStore.open(tmp_path) as opened:
        yield opened
        assert opened.check() == []


def put(number, name, on=True):
    return StateChange((f"title:{number}",), "list", on, name)


def titles(store, name):
    (found,) = (one for one in store.lists() if one.name == name)
    return ["".join(store.papers()[id].identifiers).removeprefix("title:") for id in found.papers]


def test_to_read_is_there_from_the_start(store):
    assert [(one.name, one.papers) for one in store.lists()] == [("to read", ())]
    assert store.last_list() == "to read"


def test_papers_are_put_on_lists_in_order(store):
    applied = store.apply([put(n, "RLHF") for n in "abc"])
    assert applied.text == "put 3 papers on the new list “RLHF”"
    store.apply([put("b", "to read"), put("d", "rlhf")])
    assert titles(store, "RLHF") == ["a", "b", "c", "d"]
    assert store.state_of(["title:b"]).lists == ("to read", "RLHF")
    assert store.apply([put("a", "RLHF")]).changed == 0
    assert store.apply([put("a", "RLHF", False)]).text == "took 1 paper off “RLHF”"
    assert titles(store, "RLHF") == ["b", "c", "d"]
    assert store.apply([put("a", "no such list", False)]).changed == 0


def test_a_paper_moves_within_its_list(store):
    store.apply([put(n, "to read") for n in "abcd"])
    assert store.move("to read", ["title:d"], 0).text == "moved 1 paper within “to read”"
    assert titles(store, "to read") == ["d", "a", "b", "c"]
    store.move("to read", ["title:d"], 2)
    assert titles(store, "to read") == ["a", "b", "d", "c"]
    store.move("to read", ["title:a"], 99)
    assert titles(store, "to read") == ["b", "d", "c", "a"]
    assert store.move("to read", ["title:a"], 3).changed == 0
    store.undo()
    assert titles(store, "to read") == ["a", "b", "d", "c"]
    with pytest.raises(ReadingError, match="not on the list"):
        store.move("to read", ["title:x"], 0)


def test_many_moves_into_the_same_gap(store):
    store.apply([put(n, "to read") for n in "abcd"])
    for turn in range(60):
        store.move("to read", [f"title:{'cd'[turn % 2]}"], 1)
    assert titles(store, "to read") == ["a", "d", "c", "b"]


def test_a_full_end_of_the_ranks_gives_the_list_new_ones(store):
    store.apply([put("a", "to read")])
    with store.repository.step() as recorder:
        recorder.record(("title:b",), "list", "to read", "ffffffff")
    store.apply([put("c", "to read")])
    assert titles(store, "to read") == ["a", "b", "c"]


def test_names_of_lists(store):
    store.make_list("  Later\nor never ")
    assert store.make_list("LATER or never").changed == 0
    assert store.rename_list("later or never", "Someday").text == (
        "renamed the list “Later or never” to “Someday”"
    )
    assert [one.name for one in store.lists()] == ["to read", "Someday"]
    with pytest.raises(ReadingError, match="already"):
        store.rename_list("someday", "To Read")
    with pytest.raises(ReadingError, match="no list 'nothing'; there are: to read, Someday"):
        store.rename_list("nothing", "x")
    with pytest.raises(ReadingError, match="needs a name"):
        store.make_list(" ")


def test_the_first_list_can_be_renamed_and_deleted_and_come_back(store):
    store.apply([put("a", "to read")])
    store.rename_list("to read", "next")
    assert store.state_of(["title:a"]).lists == ("next",)
    store.make_list("to read")
    assert sorted(one.name for one in store.lists()) == ["next", "to read"]
    store.undo(), store.undo()
    assert titles(store, "to read") == ["a"]
    store.delete_list("to read")
    assert store.lists() == () and store.state_of(["title:a"]).lists == ()
    assert store.last_list() == "to read"
    assert store.undo().text == "undone: took 1 paper off “to read”, deleted the list “to read”"
    assert titles(store, "to read") == ["a"]


def test_a_list_made_again_under_a_deleted_name_is_empty(store):
    store.apply([put("a", "RLHF")])
    store.delete_list("RLHF")
    store.make_list("RLHF")
    assert titles(store, "RLHF") == []


def test_the_last_list_is_the_one_used_last(store):
    store.apply([put("a", "one")])
    store.apply([put("a", "two")])
    store.apply([put("a", "two", False)])
    assert store.last_list() == "two"
    store.delete_list("two")
    assert store.last_list() == "to read"


def test_a_view_is_saved_under_one_name_in_any_spelling(store):
    view = SavedView("Safety this year", "topic:llm_safety year:2026", ("unread",), "date")
    assert store.save_view(view).text == "saved the view “Safety this year”"
    store.save_view(SavedView("A second"))
    assert store.views() == (SavedView("A second"), view)
    store.save_view(SavedView("SAFETY this year", "other"))
    assert store.views()[1].query == "other"
    store.undo()
    assert store.views()[1] == view
    assert store.delete_view("safety this year").text == "deleted the view “Safety this year”"
    assert store.delete_view("safety this year").changed == 0
    assert store.views() == (SavedView("A second"),)
    with pytest.raises(ReadingError, match="too long"):
        store.save_view(SavedView("big", "x" * 5000))


def test_unsound_views_of_other_devices_are_left_out(store):
    with store.repository.step() as recorder:
        for number, value in enumerate(["{", "[]", "{}", '{"name":1,"query":"","filters":[],"order":""}']):
            recorder.record((), "view", str(number), value)
    assert store.views() == ()


RANKS = st.lists(st.integers(0, 40), max_size=60)


@given(RANKS)
def test_ranks_between_are_between(indexes):
    there = []
    for index in indexes:
        index = min(index, len(there))
        rank = ranks.rank_at(there, index)
        assert rank is not None
        there.insert(index, rank)
        assert there == sorted(there) and len(set(there)) == len(there)


@pytest.mark.parametrize(
    ("low", "high"), [("5", "5"), ("6", "5"), ("x", "y"), (None, "00000001"), ("ffffffff", None)]
)
def test_no_rank_where_there_is_no_room(low, high):
    assert ranks.between(low, high) is None


def test_the_names_of_all_lists_are_looked_at_once_a_step_however_many_papers_it_has(store, monkeypatch):
    for number in range(5):
        store.make_list(f"shelf {number}")
    looked, list_names = [], lists.list_names
    monkeypatch.setattr(lists, "list_names", lambda state: looked.append(state) or list_names(state))
    counts = []
    for papers in (1, 40):
        looked.clear()
        store.apply([put(number, f"Shelf {number % 5}") for number in range(papers)])
        counts.append(len(looked))
    assert counts[0] == counts[1]
    assert [len(found.papers) for found in store.lists()] == [0, 8, 8, 8, 8, 8]
