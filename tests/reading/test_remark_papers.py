"""A remark stays with its paper: whatever keys papers get, whoever writes files, and wherever the program is killed."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papernotes.reading.log.events import MAXIMUM_REMARK_CHARACTERS
from papernotes.reading.remarks.paper_lookup import RemarkedPaper
from papernotes.reading.state.identity import KnownFacts, clean
from papernotes.reading.store import ReadingStore

KEYS = ("V/a", "V/b", "V/a~2", "W/a", "W/c")
PAPERS = {
    "bees": ("arxiv:2501.00001", "title:bees dance"),
    "ants": ("arxiv:2501.00002", "doi:10.1/ants", "title:ants march"),
    "moths": ("doi:10.1/moths", "title:moths circle"),
    "wasps": ("arxiv:2501.00004", "title:bees dance"),  # a title of two papers
}


class Shelf:
    """A library: which paper has which keys."""

    def __init__(self, keys: dict[str, str]) -> None:
        self.paper_at = keys

    def identifiers(self, paper: str) -> tuple[str, ...]:
        return clean(
            [*PAPERS[paper], *(f"entry:{key}" for key, there in self.paper_at.items() if there == paper)]
        )

    def paper_of(self, owner: RemarkedPaper) -> str | None:
        return next(
            (
                paper
                for paper in set(self.paper_at.values())
                if KnownFacts.of(PAPERS[paper]).facts.share_id(KnownFacts.of(owner.written).facts)
            ),
            None,
        )

    def names(self, keys):
        return {key: self.identifiers(self.paper_at[key]) for key in keys if key in self.paper_at}

    def keys(self, owners):
        papers = [self.paper_of(owner) for owner in owners]
        return [tuple(key for key, there in self.paper_at.items() if there == paper) for paper in papers]

    def taken(self, keys):
        return set(keys) & self.paper_at.keys()


class Device:
    """A reading state beside a library whose papers get other keys."""

    def __init__(self, folder: Path, keys: dict[str, str]) -> None:
        self.folder = folder
        self.shelf = Shelf(keys)
        self.open()

    def open(self) -> None:
        self.store = ReadingStore.open(self.folder, device=self.folder.name)
        self.store.paper_lookup = lambda: self.shelf

    def rename(self, keys: dict[str, str]) -> None:
        """What a sync of the sources does."""
        self.store.bind_remarks()
        self.shelf.paper_at = keys
        self.store.rename_remark_files()

    def owner(self, key: str) -> str | None:
        """The paper whose remark the file is, in the whole world's library."""
        if key not in self.store.remarked_papers([key]):
            self.store.bind_remarks()
        owner = self.store.remarked_papers([key])[key]
        return next(
            (
                paper
                for paper in PAPERS
                if KnownFacts.of(PAPERS[paper]).facts.share_id(KnownFacts.of(owner.written).facts)
            ),
            None,
        )

    def files(self, paper: str) -> list[str]:
        return [key for key in sorted(self.store.remarks.stamps()) if self.owner(key) == paper]

    def write(self, paper: str, text: str) -> None:
        """What the reader's editor does from within the application."""
        keys = [key for key, there in self.shelf.paper_at.items() if there == paper]
        if files := self.files(paper):
            self.store.write_remarks(
                self.shelf.identifiers(paper), {files[0]: text, **dict.fromkeys(files[1:], "")}
            )
        elif keys:
            key = self.store.free_remark_key(keys[0])
            self.store.write_remarks(self.shelf.identifiers(paper), {key: text})

    def by_hand(self, key: str, text: str) -> bool:
        """Write the file that a paper's remark would be in, with another program; whether that is the paper's."""
        paper = self.shelf.paper_at.get(key)
        if paper is None or (self.store.remarks.stamp(key) and self.owner(key) != paper):
            return False
        self.store.remarks.prepare(key).write_text(text, "utf-8")
        return True

    def texts(self) -> dict[str, str]:
        return {key: self.store.remarks.content(key) or "" for key in sorted(self.store.remarks.stamps())}

    def by_paper(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, text in self.texts().items():
            found.setdefault(self.owner(key) or "", set()).add(text)
        return found


@pytest.fixture
def device(tmp_path):
    made = Device(tmp_path / "home", {"V/a": "bees", "V/b": "ants"})
    yield made
    assert made.store.check() == []
    made.store.close()


SITUATIONS = {
    # name: the keys afterwards, where the bees' remark is then, and what is at the key that it had
    "nothing changes": ({"V/a": "bees", "V/b": "ants"}, "V/a"),
    "renamed": ({"V/c": "bees", "V/b": "ants"}, "V/c"),
    "another paper takes the key": ({"V/a": "ants", "V/c": "bees"}, "V/c"),
    "a paper with the same title takes the key": ({"V/a": "wasps", "V/c": "bees"}, "V/c"),
    "two change places": ({"V/a": "ants", "V/b": "bees"}, "V/b"),
    "three go round": ({"V/a": "moths", "V/b": "bees", "V/c": "ants"}, "V/b"),
    "two of one name change places": ({"V/a": "wasps", "V/a~2": "bees"}, "V/a~2"),
    "at another venue": ({"W/a": "bees", "V/a": "ants"}, "W/a"),
    "gone": ({"V/b": "ants"}, "V/a"),
    "gone, and the key taken": ({"V/a": "ants"}, "V/a~2"),
    "gone, and the next name taken as well": ({"V/a": "ants", "V/a~2": "moths"}, "V/a~3"),
    "at a second venue too": ({"W/a": "bees", "V/a": "bees", "V/b": "ants"}, "V/a"),
    "at two other venues": ({"W/a": "bees", "V/z": "bees", "V/a": "ants"}, "V/z"),
}


@pytest.mark.parametrize("remarked", ["by hand", "by hand and seen", "written", "no text", "too long"])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_where_a_remark_goes(device, situation, remarked):
    keys, place = SITUATIONS[situation]
    text = "x" * (MAXIMUM_REMARK_CHARACTERS + 1) if remarked == "too long" else "On bees.\n"
    if remarked == "written":
        device.write("bees", text)
    else:
        device.by_hand("V/a", text)
    if remarked == "no text":
        device.store.remarks.path("V/a").write_bytes(b"On bees \xff")
    if remarked == "by hand and seen":
        device.store.export_events(device.folder / "seen.jsonl")
    device.rename(keys)
    assert {key: device.owner(key) for key in device.texts()} == {place: "bees"}
    if "V/a" in keys and place != "V/a":  # the paper that has the key now may get a remark of its own
        device.by_hand("V/a", "Another.\n")
        assert device.owner("V/a") == keys["V/a"]
        device.store.bind_remarks()
    device.rename({"V/a": "bees", "V/b": "ants"})
    assert device.files("bees") == ["V/a"]
    if remarked not in ("no text", "too long"):
        assert device.texts()["V/a"] == text
    assert all("Another" in text for key, text in device.texts().items() if key != "V/a")


def test_papers_that_change_places_take_their_remarks_along(device):
    for paper in ("bees", "ants"):
        device.write(paper, f"On {paper}.")
    device.rename({"V/a": "ants", "V/b": "bees"})
    assert device.texts() == {"V/a": "On ants.", "V/b": "On bees."}
    device.rename({"V/a": "ants", "V/b": "moths"})
    assert device.texts() == {"V/a": "On ants.", "V/b~2": "On bees."}
    device.write("moths", "On moths.")
    device.rename({"V/b": "bees", "V/a": "moths", "V/c": "ants"})
    assert device.texts() == {"V/b": "On bees.", "V/a": "On moths.", "V/c": "On ants."}


def test_undo_is_of_the_paper_not_of_the_key(device):
    device.write("bees", "First.")
    device.write("bees", "Second.")
    device.rename({"V/a": "ants", "V/c": "bees"})
    assert device.store.undo().text == "undone: wrote a remark on 1 paper"
    assert device.texts() == {"V/c": "First."}
    device.write("bees", "")
    device.write("ants", "On ants.")
    assert device.texts() == {"V/a": "On ants."}
    device.store.undo()
    device.store.undo()
    assert device.texts() == {"V/c": "First."}
    device.store.redo()
    device.store.redo()
    assert device.texts() == {"V/a": "On ants."}


def test_a_remark_taken_away_does_not_come_back_with_another_papers(device):
    device.write("bees", "On bees.")
    device.store.remarks.path("V/a").unlink()
    device.rename({"V/a": "ants", "V/b": "bees"})
    device.by_hand("V/a", "On ants.")
    assert device.owner("V/a") == "ants"
    device.store.bind_remarks()
    assert device.owner("V/a") == "ants" and device.files("bees") == []


def test_devices_that_give_keys_differently_keep_remarks_with_their_papers(tmp_path):
    (tmp_path / "shared").mkdir()
    one = Device(tmp_path / "one", {"V/a": "bees", "V/a~2": "ants"})
    two = Device(tmp_path / "two", {"V/a": "ants", "V/a~2": "bees"})
    one.write("bees", "On bees.")
    one.store.sync_folder(tmp_path / "shared")
    two.store.sync_folder(tmp_path / "shared")
    assert two.texts() == {"V/a~2": "On bees."}
    two.write("ants", "On ants.")
    two.by_hand("V/a~2", "More on bees.")
    for device in (two, one, two):
        device.store.sync_folder(tmp_path / "shared")
    assert one.texts() == {"V/a": "More on bees.", "V/a~2": "On ants."}
    assert two.texts() == {"V/a~2": "More on bees.", "V/a": "On ants."}
    one.store.close()
    two.store.close()


def test_files_of_an_older_home(tmp_path):
    """Their rows say nothing of papers, and an event of a file that was made by hand may name but a key."""
    with ReadingStore.open(tmp_path, device="one") as store:  # without a library, as it was then
        store.remarks.prepare("V/a").write_text("By hand.")
        store.remarks.prepare("W/c").write_text("KnownFile.")
        store.export_events(tmp_path / "before.jsonl")
        store.write_remarks(PAPERS["ants"], {"V/b": "Written."})
    device = Device(tmp_path, {"V/a": "bees", "V/b": "moths", "W/c": "wasps", "V/c": "ants"})
    device.store.bind_remarks()
    assert {key: device.owner(key) for key in device.texts()} == {
        "V/a": "bees",
        "V/b": "ants",
        "W/c": "wasps",
    }
    device.rename({"V/a": "wasps", "W/c": "bees", "V/b": "ants"})
    assert device.texts() == {"V/a": "KnownFile.", "V/b": "Written.", "W/c": "By hand."}
    device.store.close()


class Killed(BaseException):
    """The program ends here."""


def killed_after(monkeypatch, count: int) -> None:
    """Have the count-th of the steps that change something on disk be the last one."""
    left = [count]

    def wrap(act):
        def counted(*arguments, **options):
            if left[0] <= 0:
                raise Killed
            left[0] -= 1
            return act(*arguments, **options)

        return counted

    from papernotes.reading.remarks import file_moves, files, remark_sync

    for place, name in (
        (os, "link"),
        (remark_sync, "keep"),
        (file_moves, "end_move"),
        (files.Remarks, "drop_name"),
        (files.Remarks, "write"),
    ):
        monkeypatch.setattr(place, name, wrap(getattr(place, name)))


@pytest.mark.parametrize("links", [True, False], ids=["second names", "no second names"])
@pytest.mark.parametrize("count", range(9))
def test_killed_while_files_are_moved(device, monkeypatch, count, links):
    for paper in ("bees", "ants"):
        device.write(paper, f"On {paper}.")
    device.store.bind_remarks()
    with monkeypatch.context() as patched:
        if not links:
            patched.setattr(os, "link", refuse)
        killed_after(patched, count)
        with suppress(Killed):
            device.rename({"V/a": "ants", "V/b": "bees"})
    device.store.close()
    device.open()
    device.store.rename_remark_files()
    assert device.texts() == {"V/a": "On ants.", "V/b": "On bees."}
    assert {key: device.owner(key) for key in device.texts()} == {"V/a": "ants", "V/b": "bees"}


def refuse(*_):
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("absolute", [True, False], ids=["absolute", "relative"])
@pytest.mark.parametrize("count", [*range(9), 99])
def test_links_lead_to_their_remarks_wherever_these_are_moved(device, monkeypatch, count, absolute):
    device.write("bees", "On bees.")
    remarks, place = device.store.remarks, device.store.remarks.path("V/a")
    assert place.is_file()
    for key, to in (("V/b", "V/a"), ("W/c", "V/b")):
        link, led = remarks.path(key), remarks.path(to)
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(led if absolute else os.path.relpath(led, link.parent))
    before = {"V/a": "bees", "V/b": "ants", "W/c": "moths"}
    device.rename(before)
    assert device.texts() == dict.fromkeys(before, "On bees.")
    after = {"X/d": "moths", "V/e": "bees", "W/c": "ants"}
    with monkeypatch.context() as patched:
        killed_after(patched, count)
        with suppress(Killed):
            device.rename(after)
    device.store.close()
    device.open()
    device.store.rename_remark_files()
    assert device.texts() == dict.fromkeys(after, "On bees.")
    assert {key: device.owner(key) for key in after} == after
    assert not remarks.path("V/e").is_symlink() and remarks.path("W/c").is_symlink()


def test_a_file_that_is_in_the_way_is_not_overwritten(device, monkeypatch):
    device.write("bees", "On bees.")
    device.store.bind_remarks()
    device.shelf.paper_at = {"V/c": "bees", "V/a": "ants"}
    link = os.link

    def late(source, target):
        Path(target).write_text("Just written.")
        return link(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "link", late)
        device.store.rename_remark_files()
    assert device.texts() == {"V/a": "On bees.", "V/c": "Just written."}
    device.store.bind_remarks()
    device.store.rename_remark_files()
    assert device.by_paper() == {"bees": {"On bees.", "Just written."}}


DEVICES = st.integers(0, 2)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("rename"), DEVICES, st.permutations((*PAPERS, "", ""))),
        st.tuples(st.sampled_from(("write", "write", "empty")), DEVICES, st.sampled_from(sorted(PAPERS))),
        st.tuples(st.sampled_from(("by hand", "by hand", "edit", "delete")), DEVICES, st.sampled_from(KEYS)),
        st.tuples(st.sampled_from(("sync", "sync", "undo", "redo", "reopen")), DEVICES, st.none()),
        st.tuples(st.just("kill"), DEVICES, st.integers(0, 6)),
    ),
    max_size=25,
)


def keys_of(order) -> dict[str, str]:
    return {key: paper for key, paper in zip(KEYS, order, strict=False) if paper}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ACTS)
def test_no_remark_is_lost_or_comes_to_another_paper(tmp_path_factory, acts):
    base = tmp_path_factory.mktemp("homes")
    (base / "shared").mkdir()
    orders = (
        ("bees", "ants", "moths", "wasps"),
        ("ants", "bees", "wasps", "moths"),
        ("", "moths", "bees", "ants"),
    )
    devices = [Device(base / name, keys_of(order)) for name, order in zip("xyz", orders, strict=True)]
    written = set()
    try:
        for number, (act, at, what) in enumerate(acts):
            device = devices[at]
            if act == "rename":
                device.rename(keys_of(what))
            elif act == "write":
                device.write(what, f"{what} {number}.")
            elif act == "empty":
                device.write(what, "")
            elif act == "by hand":
                device.by_hand(what, f"{device.shelf.paper_at.get(what)} {number}.")
            elif act == "edit" and (text := device.texts().get(what)):
                device.store.remarks.path(what).write_text(f"{text} {text.split()[0]} {number}.", "utf-8")
            elif act == "delete":
                device.store.remarks.path(what).unlink(missing_ok=True)
            elif act == "sync":
                device.store.sync_folder(base / "shared")
            elif act in ("undo", "redo"):
                device.store.undo() if act == "undo" else device.store.redo()
            elif act == "kill":
                with pytest.MonkeyPatch.context() as patched, suppress(Killed):
                    killed_after(patched, what)
                    device.rename(dict(zip(reversed(KEYS), PAPERS, strict=False)))
                    device.store.sync_folder(base / "shared")
            if act in ("kill", "reopen"):
                device.store.close()
                device.open()
                device.store.bind_remarks()
            for key, text in device.texts().items():
                assert set(re.findall("|".join(PAPERS), text)) == {device.owner(key)}, (act, key, text)
            if act == "sync":
                written.update(device.texts().values())
        for device in (*devices, *devices):
            device.store.sync_folder(base / "shared")
        for device in devices:
            for key, text in device.texts().items():
                assert set(re.findall("|".join(PAPERS), text)) == {device.owner(key)}
        logged = "".join(devices[0].store.export_lines())
        assert [
            text for text in written if any(word not in logged for word in re.findall(r"\d+\.", text))
        ] == []
        seen = [device.by_paper() for device in devices]
        assert seen == [seen[0]] * 3
        assert [device.store.check() for device in devices] == [[], [], []]
    finally:
        for device in devices:
            device.store.close()
        shutil.rmtree(base)


def test_a_new_file_is_not_taken_for_the_remark_that_a_crash_left_without_one(device, tmp_path, monkeypatch):
    (tmp_path / "shared").mkdir()
    other = Device(tmp_path / "other", {"V/b": "ants"})
    other.write("ants", "On ants.")
    other.store.sync_folder(tmp_path / "shared")
    other.store.close()
    device.shelf.paper_at = {"V/b": "wasps"}
    with monkeypatch.context() as patched, suppress(Killed):
        killed_after(patched, 0)
        device.store.sync_folder(tmp_path / "shared")
    device.store.close()
    device.open()
    device.by_hand("V/b", "On wasps.")
    device.store.sync_folder(tmp_path / "shared")
    assert device.by_paper() == {"wasps": {"On wasps."}, "ants": {"On ants."}}
