"""Remarks travel with the rest of the state, and nothing that anybody wrote is lost."""

import itertools
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papernotes.reading.errors import ReadingError
from papernotes.reading.log.events import MAXIMUM_REMARK_CHARACTERS
from papernotes.reading.store import ReadingStore

KEY = "ICML2025/slug"
NAMES = ("laptop", "desk", "train")


@pytest.fixture
def homes(tmp_path):
    stores = [ReadingStore.open(tmp_path / name, device=name) for name in NAMES]
    (tmp_path / "shared").mkdir()
    yield stores
    for store in stores:
        assert store.check() == []
        store.close()


def put(store, text, key=KEY):
    """Write a remark as another program would."""
    store.remarks.prepare(key).write_text(text, "utf-8")


def sync(folder, *stores):
    """Exchange until every one of the stores has seen what the others have."""
    for store in (*stores, *stores):
        store.sync_folder(folder)


def texts(store):
    return {key: store.remarks.content(key) for key in sorted(store.remarks.stamps())}


def test_a_remark_comes_along_changes_and_goes(homes, tmp_path):
    laptop, desk, _ = homes
    folder = tmp_path / "shared"
    assert (
        laptop.write_remarks(["arxiv:1"], {KEY: "One [/x]\n\n\x1bтwo 语\n"}).text
        == "wrote a remark on 1 paper"
    )
    laptop.sync_folder(folder)
    synced = desk.sync_folder(folder)
    assert synced.remarks == (desk.remarks.path(KEY),) and synced.divided == ()
    assert texts(desk) == texts(laptop) == {KEY: "One [/x]\n\n\x1bтwo 语\n"}
    assert desk.state_of([f"entry:{KEY}"]).identifiers == {"arxiv:1", f"entry:{KEY}"}
    put(desk, "Three")
    sync(folder, desk, laptop)
    assert texts(laptop) == {KEY: "Three"}
    laptop.remarks.path(KEY).unlink()
    sync(folder, laptop, desk)
    assert texts(laptop) == texts(desk) == {}


def test_what_two_wrote_at_once_is_kept_and_marked(homes, tmp_path):
    laptop, desk, train = homes
    folder = tmp_path / "shared"
    put(laptop, "Base.")
    sync(folder, laptop, desk)
    put(laptop, "Base. Mine.")
    laptop.sync_folder(folder)
    desk.write_remarks(["title:t"], {KEY: "Base. Theirs."})
    assert desk.sync_folder(folder).divided == (desk.remarks.path(KEY),)
    sync(folder, laptop, train)
    both = texts(train)[KEY]
    assert texts(laptop) == texts(desk) == texts(train)
    assert both.startswith("Base. Theirs.\n\n---\n\n*Also written, on laptop, 20") and both.endswith(
        ":*\n\nBase. Mine."
    )
    put(train, "Base. Mine and theirs.")
    sync(folder, *homes)
    assert [texts(store) for store in homes] == [{KEY: "Base. Mine and theirs."}] * 3
    assert all(store.sync_folder(folder)[:2] == (0, 0) for store in homes)


def test_the_same_text_on_both_sides_is_no_conflict(homes, tmp_path):
    laptop, desk, _ = homes
    for store in (laptop, desk):
        put(store, "Copied by hand.")
    sync(tmp_path / "shared", laptop, desk)
    assert texts(laptop) == texts(desk) == {KEY: "Copied by hand."}
    put(laptop, "Then changed.")
    sync(tmp_path / "shared", laptop, desk)
    assert texts(desk) == {KEY: "Then changed."}


def test_an_edit_outlives_a_deletion_made_elsewhere(homes, tmp_path):
    laptop, desk, _ = homes
    put(laptop, "Old.")
    sync(tmp_path / "shared", laptop, desk)
    laptop.write_remarks([], {KEY: ""})
    put(desk, "New.")
    sync(tmp_path / "shared", laptop, desk)
    assert texts(laptop) == texts(desk) == {KEY: "New."}


def test_remarks_whose_folder_is_lost_come_back(homes, tmp_path):
    laptop, desk, _ = homes
    put(laptop, "Kept.")
    sync(tmp_path / "shared", laptop, desk)
    shutil.rmtree(laptop.remarks.folder)
    assert laptop.sync_folder(tmp_path / "shared").remarks == (laptop.remarks.path(KEY),)
    assert texts(laptop) == texts(desk) == {KEY: "Kept."}


def test_what_is_no_text_stays_and_is_told(homes, tmp_path):
    laptop, desk, _ = homes
    put(desk, "Good.")
    laptop.remarks.prepare(KEY).write_bytes(b"old \xff bytes")
    put(laptop, "x" * (MAXIMUM_REMARK_CHARACTERS + 1), "V/long")
    desk.sync_folder(tmp_path / "shared")
    synced = laptop.sync_folder(tmp_path / "shared")
    assert [problem.reason.partition(":")[0] for problem in synced.problems] == [
        "no UTF-8",
        "longer than 100,000 characters",
    ]
    assert laptop.remarks.path(KEY).read_bytes() == b"old \xff bytes"
    assert synced.remarks == ()
    laptop.remarks.path(KEY).unlink()
    assert laptop.sync_folder(tmp_path / "shared").remarks == (laptop.remarks.path(KEY),)


def test_undo_and_redo(homes, tmp_path):
    laptop, desk, _ = homes
    for text in ("First.", "Second."):
        laptop.write_remarks(["title:t"], {KEY: text})
    assert laptop.undo().text == "undone: wrote a remark on 1 paper"
    assert texts(laptop) == {KEY: "First."}
    laptop.undo()
    assert texts(laptop) == {}
    laptop.redo()
    assert laptop.redo().text == "done again: wrote a remark on 1 paper"
    assert texts(laptop) == {KEY: "Second."}
    laptop.write_remarks([], {KEY: ""})
    put(laptop, "By another program.")
    laptop.undo()  # what somebody wrote since stays
    assert texts(laptop) == {KEY: "By another program."}
    sync(tmp_path / "shared", laptop, desk)
    assert texts(desk) == texts(laptop)


def test_a_remark_that_cannot_be_written_changes_nothing(homes):
    laptop = homes[0]
    laptop.remarks.folder.write_text("a file in the way")
    before = list(laptop.export_lines())
    with pytest.raises(ReadingError, match="cannot be written"):
        laptop.write_remarks(["title:t"], {KEY: "text"})
    assert list(laptop.export_lines()) == before and laptop.undo() is None


def test_a_crash_between_log_and_file_is_mended(homes, tmp_path, monkeypatch):
    laptop, desk, _ = homes
    put(laptop, "One.")
    sync(tmp_path / "shared", laptop, desk)
    put(laptop, "Two.")
    laptop.sync_folder(tmp_path / "shared")

    def crash(*_):
        raise ReadingError("power cut")

    for name in (
        "papernotes.reading.remarks.files.Remarks.write",
        "papernotes.reading.remarks.remark_sync.keep",
    ):
        with monkeypatch.context() as patched:
            patched.setattr(name, crash)
            with pytest.raises(ReadingError, match="power cut"):
                desk.sync_folder(tmp_path / "shared")
    sync(tmp_path / "shared", desk, laptop)
    assert texts(desk) == texts(laptop) == {KEY: "Two."}


def test_files_in_any_order_and_twice_give_the_same_remarks(tmp_path):
    files = []
    for name in NAMES:
        with ReadingStore.open(tmp_path / name, device=name) as store:
            put(store, f"From {name}.")
            store.export_events(tmp_path / f"{name}.jsonl")
            put(store, f"From {name}, later.")
            store.write_remarks([], {"V/other": name})
            store.export_events(tmp_path / f"{name}-2.jsonl")
            files += [tmp_path / f"{name}.jsonl", tmp_path / f"{name}-2.jsonl"]
    seen = []
    for number, order in enumerate(itertools.islice(itertools.permutations(files), 0, 720, 180)):
        with ReadingStore.open(tmp_path / f"home{number}") as store:
            for file in (*order, *order):
                store.merge_events(file)
            seen.append(texts(store))
            assert store.merge_events(files[0]).remarks == ()
    assert seen == [seen[0]] * len(seen)
    assert seen[0].keys() == {KEY, "V/other"} and all(
        f"From {name}, later." in seen[0][KEY] for name in NAMES
    )


DEVICES = st.sampled_from(range(3))
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("type", "append", "write", "delete", "undo", "redo", "sync", "sync")), DEVICES
    ),
    max_size=14,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(ACTS)
def test_no_text_is_ever_lost_and_all_devices_come_to_agree(tmp_path_factory, acts):
    base = tmp_path_factory.mktemp("homes")
    (base / "shared").mkdir()
    stores = [ReadingStore.open(base / name, device=name) for name in NAMES]
    typed = set()
    try:
        for number, (act, device) in enumerate(acts):
            store, word = stores[device], f"word{number} "
            before = store.remarks.content(KEY)
            if act == "type":
                put(store, word)
            elif act == "append":
                put(store, before + word)
            elif act == "write":
                store.write_remarks(["title:t"], {KEY: word})
            elif act == "delete":
                store.remarks.path(KEY).unlink(missing_ok=True)
            elif act == "sync":
                if before:  # another program's own changes are its own business
                    typed.add(before)
                store.sync_folder(base / "shared")
            else:
                store.undo() if act == "undo" else store.redo()
        typed.update(text for store in stores if (text := store.remarks.content(KEY)))
        sync(base / "shared", *stores)
        agreed = [texts(store) for store in stores]
        assert agreed == [agreed[0]] * 3
        logged = "".join(stores[0].export_lines())
        assert [
            text for text in typed if any(word not in logged for word in text.split() if "word" in word)
        ] == []
        assert all(store.sync_folder(base / "shared")[:2] == (0, 0) for store in stores)
        assert [texts(store) for store in stores] == agreed
        assert [store.check() for store in stores] == [[], [], []]
    finally:
        for store in stores:
            store.close()
