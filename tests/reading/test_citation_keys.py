"""Citation keys: one a paper, for ever, and never two papers under one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from papernotes.reading import ReadingStore, StateChange

FOX = ("arxiv:2501.00001", "title:the fox")
OWL = ("arxiv:2501.00002", "title:the owl")
ELK = ("title:an elk of the north",)


class Clock:
    """A clock that goes a second further each time it is looked at."""

    def __init__(self, hour: int) -> None:
        self.now = datetime(2026, 3, 14, hour, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def opened(folder: Path, name: str, hour: int = 9) -> ReadingStore:
    return ReadingStore.open(folder / name, device=name, now=Clock(hour))


def test_a_key_stays_whatever_else_is_cited(tmp_path: Path) -> None:
    with opened(tmp_path, "desk") as store:
        assert store.citation_keys([(FOX, "reed2025the")]) == ["reed2025the"]
        assert store.citation_keys([(OWL, "reed2025the")]) == ["reed2025thea"]
        assert store.citation_keys([(OWL, "else"), (ELK, "Reed2025The"), (FOX, "other")]) == [
            "reed2025thea", "Reed2025Theb", "reed2025the",
        ]  # fmt: skip
        moment = store.moment()
        store.citation_keys([(OWL, "x"), (FOX, "y")])
        assert store.moment() == moment  # nothing is written where all have keys
        assert store.undo() is None
    with opened(tmp_path, "desk") as store:
        assert store.citation_keys([((*FOX, "entry:ICML2025/fox"), "new")]) == ["reed2025the"]


def test_the_order_of_the_papers_does_not_matter(tmp_path: Path) -> None:
    papers = [(FOX, "k"), (OWL, "k"), (ELK, "k")]
    with opened(tmp_path, "one") as one, opened(tmp_path, "two") as two:
        assert one.citation_keys(papers) == two.citation_keys(papers[::-1])[::-1] == ["k", "ka", "kb"]


def test_more_papers_than_letters(tmp_path: Path) -> None:
    papers = [((f"title:paper number {number:04}",), "k") for number in range(730)]
    with opened(tmp_path, "desk") as store:
        keys = store.citation_keys(papers)
        assert len(set(keys)) == 730
        assert [keys[at] for at in (0, 1, 26, 27, 702, 703)] == ["k", "ka", "kz", "kaa", "kzz", "kaaa"]
        assert store.citation_keys(papers[::-1]) == keys[::-1]


def test_of_two_devices_the_earlier_keeps_the_key(tmp_path: Path) -> None:
    with opened(tmp_path, "desk", 9) as desk, opened(tmp_path, "lap", 12) as lap:
        assert desk.citation_keys([(FOX, "k")]) == lap.citation_keys([(OWL, "k")]) == ["k"]
        assert desk.citation_keys([(ELK, "elk")]) == ["elk"]
        assert lap.citation_keys([(ELK, "moose")]) == ["moose"]
        for device in (desk, lap):
            device.export_events(tmp_path / f"{device.device}.jsonl")
        desk.merge_events(tmp_path / "lap.jsonl")
        lap.merge_events(tmp_path / "desk.jsonl")
        for device in (lap, desk):
            assert device.citation_keys([(ELK, "new"), (FOX, "new")]) == ["elk", "k"]
        assert lap.citation_keys([(OWL, "k")]) == ["ka"]
        lap.export_events(tmp_path / "lap.jsonl")
        desk.merge_events(tmp_path / "lap.jsonl")
        assert desk.citation_keys([(OWL, "k")]) == ["ka"]


def test_two_papers_that_turn_out_to_be_one_have_the_earlier_key(tmp_path: Path) -> None:
    with opened(tmp_path, "desk") as store:
        assert store.citation_keys([(("arxiv:2501.00009",), "early"), (("doi:10.1000/nine",), "late")]) == [
            "early",
            "late",
        ]
        store.learn([("arxiv:2501.00009", "doi:10.1000/nine", "title:nine lives")])
        assert store.citation_keys([(("doi:10.1000/nine",), "x")]) == ["early"]
        assert store.citation_keys([(OWL, "late")]) == ["latea"]  # a text may cite the other by it


def test_keys_mark_no_paper(tmp_path: Path) -> None:
    with opened(tmp_path, "desk") as store:
        store.citation_keys([(FOX, "k")])
        state = store.state_of(FOX)
        assert (state.read, state.starred, state.lists, state.tags) == (False, False, (), frozenset())
        store.apply([StateChange(FOX, "starred", True)])
        assert store.undo() is not None
        assert store.citation_keys([(FOX, "x")]) == ["k"]


def test_where_nothing_can_be_written_keys_differ_all_the_same(tmp_path: Path) -> None:
    with opened(tmp_path, "desk") as store:
        store.citation_keys([(FOX, "k")])
        store.repository.database.reason = "for this test"
        assert not store.writable
        assert store.citation_keys([(OWL, "k"), (FOX, "x"), (ELK, "k")]) == ["ka", "k", "kb"]
        assert store.citation_keys([(ELK, "k")]) == ["ka"]  # not kept
