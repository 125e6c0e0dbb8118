"""Exchange: files of events, merged in any order, through any folder."""

import itertools
import os
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papernotes.reading.errors import ReadingError
from papernotes.reading.log.events import StateChange
from papernotes.reading.store import ReadingStore

PAPERS = [("arxiv:1", "title:a", "entry:V/a"), ("title:a", "entry:W/a"), ("arxiv:2", "title:a"), ("title:b",)]


@pytest.fixture
def homes(tmp_path):
    names = ("laptop", "desk", "train")
    stores = [ReadingStore.open(tmp_path / name, device=name) for name in names]
    yield stores
    for store in stores:
        assert store.check() == []
        store.close()


def picture(store):
    return dict(store.papers()), store.lists(), store.views()


def read(*identifiers):
    return StateChange(identifiers, "read", True)


def test_no_pipe_or_device_is_replaced_by_an_export(homes, tmp_path):
    laptop = homes[0]
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(ReadingError, match="pipe cannot be written: it is not a file, but a pipe"):
        laptop.export_events(pipe)
    assert pipe.is_fifo()


def test_export_and_merge(homes, tmp_path):
    laptop, desk, _ = homes
    laptop.apply([read("title:a"), StateChange(("title:b",), "list", True, "RLHF")])
    laptop.undo()
    laptop.redo()
    laptop.opened(["title:a"], "V/a")
    path = tmp_path / "state.jsonl"
    count = laptop.export_events(path)
    assert path.read_text().splitlines() == list(laptop.export_lines())
    merged = desk.merge_events(path)
    assert (merged.events, merged.new, merged.problems) == (count, count, ())
    assert desk.merge_events(path).new == 0
    assert picture(desk) == picture(laptop)
    assert desk.undo() is None
    assert desk.history() == laptop.history()


def test_older_events_that_arrive_later_take_their_place(homes, tmp_path):
    laptop, desk, _ = homes
    laptop.apply([read("title:a", "entry:V/a")])
    desk.apply([StateChange(("title:a",), "read", True)])
    desk.apply([StateChange(("title:a",), "read", False)])
    laptop.export_events(tmp_path / "one")
    desk.merge_events(tmp_path / "one")
    assert not desk.state_of(["entry:V/a"]).read
    assert len(desk.papers()) == 1


def test_lines_that_are_no_events_are_reported_and_the_rest_is_taken(homes, tmp_path):
    laptop, desk, _ = homes
    laptop.apply([read("title:a"), read("title:b")])
    first, second = laptop.export_lines()
    path = tmp_path / "mixed"
    lines = ["", "nonsense", first, second.replace("title:b", "title:c"), first[:40], "x" * 3_000_000, second]
    path.write_bytes("\r\n".join(lines).encode() + b"\n\xff\xfe\x00\n")
    merged = desk.merge_events(path)
    assert [(problem.line, problem.reason) for problem in merged.problems] == [
        (2, "not JSON"),
        (4, "altered after it was written"),
        (5, "not JSON"),
        (6, "not JSON"),
        (8, "not JSON"),
    ]
    assert merged.new == 2 and desk.state_of(["title:b"]).read


def test_files_that_cannot_be_read_or_written_are_named(homes, tmp_path):
    store = homes[0]
    with pytest.raises(ReadingError, match="absent cannot be read"):
        store.merge_events(tmp_path / "absent")
    with pytest.raises(ReadingError, match="cannot be written"):
        store.export_events(tmp_path)
    with pytest.raises(ReadingError, match="is not a folder"):
        store.sync_folder(tmp_path / "absent")


ACTIONS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["read", "unread", "star", "tag", "list", "rename", "undo", "learn", "sync"]),
        st.integers(0, len(PAPERS) - 1),
    ),
    max_size=12,
)


def act(stores, who, what, paper, folder):
    store, names = stores[who], PAPERS[paper]
    if what in ("read", "unread"):
        store.apply([StateChange(names, "read", what == "read")])
    elif what == "star":
        store.apply([StateChange(names, "starred", not store.state_of(names).starred)])
    elif what == "tag":
        store.apply([StateChange(names, "tag", True, f"tag {paper}")])
    elif what == "list":
        store.apply([StateChange(names, "list", True, "RLHF")])
    elif what == "rename" and any(one.name == "RLHF" for one in store.lists()):
        store.rename_list("RLHF", f"list {who}{paper}")
    elif what == "undo":
        store.undo()
    elif what == "learn":
        store.learn(PAPERS)
    elif what == "sync":
        store.sync_folder(folder)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ACTIONS)
def test_merging_is_commutative_associative_and_idempotent(tmp_path_factory, actions):
    root = tmp_path_factory.mktemp("merge")
    stores = [ReadingStore.open(root / f"home{number}", device=f"d{number}") for number in range(3)]
    (root / "shared").mkdir()
    for who, what, paper in actions:
        act(stores, who, what, paper, root / "shared")
    files = [root / f"{number}.jsonl" for number in range(3)]
    for store, file in zip(stores, files, strict=True):
        store.export_events(file)
    pictures = []
    for number, order in enumerate(itertools.permutations(files)):
        with ReadingStore.open(root / f"merged{number}") as merged:
            for file in (*order, order[0]):
                merged.merge_events(file)
            assert merged.check() == []
            pictures.append(picture(merged))
    grouped = ReadingStore.open(root / "grouped")
    stores[1].merge_events(files[2])
    stores[1].export_events(root / "pair.jsonl")
    grouped.merge_events(root / "pair.jsonl")
    grouped.merge_events(files[0])
    pictures.append(picture(grouped))
    assert all(one == pictures[0] for one in pictures)
    for store in (*stores, grouped):
        assert store.check() == []
        store.close()


def test_sync_through_a_folder(homes, tmp_path):
    laptop, desk, train = homes
    folder = tmp_path / "shared"
    folder.mkdir()
    laptop.apply([read("title:a")])
    desk.apply([StateChange(("title:a",), "starred", True)])
    assert laptop.sync_folder(folder).sent == 1
    synced = desk.sync_folder(folder)
    assert (synced.received, synced.sent) == (1, 1)
    assert train.sync_folder(folder).received == 2
    assert laptop.sync_folder(folder).received == 1
    assert picture(laptop) == picture(desk) == picture(train)
    assert sorted(path.name for path in folder.iterdir()) == ["desk.jsonl", "laptop.jsonl"]
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for store in homes:
        again = store.sync_folder(folder)
        assert (again.received, again.sent, again.problems) == (0, 0, ())
    laptop.undo()
    laptop.sync_folder(folder)
    assert (folder / "laptop.jsonl").read_bytes().startswith(before[folder / "laptop.jsonl"])


def test_a_line_cut_off_on_writing_costs_only_itself(homes, tmp_path):
    laptop, desk, _ = homes
    laptop.apply([read("title:a")])
    laptop.apply([read("title:b")])
    laptop.sync_folder(tmp_path)
    file = tmp_path / "laptop.jsonl"
    file.write_bytes(file.read_bytes()[:-20])
    assert len(desk.sync_folder(tmp_path).problems) == 1
    laptop.sync_folder(tmp_path)
    assert desk.sync_folder(tmp_path).received == 1
    assert picture(laptop) == picture(desk)


def test_a_home_that_lost_its_events_gets_them_back_from_the_folder(homes, tmp_path):
    laptop = homes[0]
    laptop.apply([read("title:a")])
    laptop.sync_folder(tmp_path)
    with ReadingStore.open(tmp_path / "new", device="laptop") as anew:
        assert anew.sync_folder(tmp_path).received == 1
        assert picture(anew) == picture(laptop)


def test_sync_through_a_git_remote(homes, tmp_path, monkeypatch):
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "reader")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "reader@example.org")

    def git(*arguments, at=tmp_path):
        subprocess.run(["git", *arguments], cwd=at, check=True, capture_output=True)

    def take_along(store, clone):
        store.sync_folder(clone)
        git("add", "-A", at=clone)
        git("commit", "-m", "reading state", at=clone)

    laptop, desk, _ = homes
    laptop.apply([read("title:a")])
    desk.apply([StateChange(("title:a", "entry:V/a"), "starred", True)])
    git("init", "--bare", "-b", "main", "remote.git")
    git("clone", "remote.git", "laptop-clone")
    take_along(laptop, tmp_path / "laptop-clone")
    git("push", "origin", "HEAD:main", at=tmp_path / "laptop-clone")
    git("clone", "remote.git", "desk-clone")
    clones = [tmp_path / "laptop-clone", tmp_path / "desk-clone"]
    for turn in range(3):
        for store, clone in zip(homes[:2], clones, strict=True):
            store.apply([StateChange((f"title:{turn}",), "tag", True, store.device)])
            take_along(store, clone)
        for clone in (*clones, clones[0]):
            git("pull", "--no-rebase", "--no-edit", "origin", "main", at=clone)
            git("push", "origin", "HEAD:main", at=clone)
    for store, clone in zip(homes[:2], clones, strict=True):
        store.sync_folder(clone)
    assert picture(laptop) == picture(desk)
    state = laptop.state_of(["title:a"])
    assert state.read and state.starred
    assert laptop.state_of(["title:2"]).tags == {"laptop", "desk"}
