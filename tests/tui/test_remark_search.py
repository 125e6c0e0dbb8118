"""Remarks are found: by `remark:`, by plain words, and with what is in their files at the time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from papernotes.config.paths import find_paths
from papernotes.passages import passage
from papernotes.query import view_query
from papernotes.session import Session

LANTERNS = {"ICML2025/calm_lanterns", "ICLR2026/calm_lanterns_again"}
BELLS = {"ICML2025/quiet_bells"}
Write = Callable[[str, str], None]


@pytest.fixture
def write(home: Path) -> Write:
    """Writes a remark's file, as another program would."""

    def write(key: str, text: str) -> None:
        file = home / "data" / "remarks" / f"{key}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    return write


@pytest.fixture
def remarked(filled: Any, write: Write) -> Any:
    """The small library, with remarks on two papers; the command line."""
    write("ICML2025/calm_lanterns", "The *Déjà-vu* of tide tables: 灯塔的比喻 is apt.\nUnlearning costs.")
    write("ICML2025/quiet_bells", "Costs of ringing, twice. Apt for foghorns.")
    return filled


def found(run: Any, *query: str) -> set[str]:
    done = run("search", "--json", "--", *query)
    assert done.code == 0, done.err
    return {hit["key"] for hit in done.objects}


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("remark:tide", LANTERNS),
        ("remark:FOGHORN ", BELLS),  # in another form
        ("remark:foghrons ", BELLS),  # mistyped
        ("remark:fogh", BELLS),  # still being typed
        ("remark:fogh* costs", BELLS),
        ("remark:fogh ", set()),
        ("remark:deja", LANTERNS),
        ("remark:déjàvu ", LANTERNS),
        ("remark:unlearn ", LANTERNS),
        ("remark:costs", LANTERNS | BELLS),
        ('remark:"tide tables"', LANTERNS),
        ('remark:"tide tab', LANTERNS),
        ('remark:"tables tide"', set()),
        ("remark:(tide costs)", LANTERNS),
        ("remark:(tide twice)", set()),
        ("remark:(tide OR twice)", LANTERNS | BELLS),
        ("remark:costs -remark:twice", LANTERNS),
        ("remark:塔的比", LANTERNS),
        ("remark:塔比", set()),
        ("remark:costs venue:ICLR2026", {"ICLR2026/calm_lanterns_again"}),
        ("has:remark", LANTERNS | BELLS),
        ("has:remark -is:remarked", set()),
        ("remark:nothing", set()),
        ("remark:the", LANTERNS),
    ],
)
def test_remark(remarked: Any, query: str, keys: set[str]) -> None:
    assert found(remarked, query) == keys


def test_plain_words_are_looked_for_in_remarks_after_titles(remarked: Any, write: Write) -> None:
    assert found(remarked, "tide tables") == LANTERNS
    assert found(remarked, "tide tables is:unread year:2025") == {"ICML2025/calm_lanterns"}
    assert found(remarked, "tide title:bells") == set()
    assert found(remarked, "foghorns -tide") == BELLS
    write("ICML2025/steep_stairs", "Painted as fog.")
    keys = [hit["key"] for hit in remarked("search", "--json", "painted fog").objects]
    assert keys == ["ICLR2026/painted_fog", "ICML2025/steep_stairs"]


def test_results_show_the_passage_of_the_remark(remarked: Any) -> None:
    (hit,) = remarked("search", "--json", "remark:twice").objects
    assert hit["snippet"] == "remark: Costs of ringing, twice. Apt for foghorns."
    session = Session(find_paths())
    try:
        matcher = session.matcher(view_query("remark:foghorms"))
        entry = session.library.find("ICML2025/quiet_bells")
        assert matcher is not None and entry is not None
        found = passage(session, entry, matcher, 30)
        assert [found.text[start:end] for start, end in found.spans] == ["foghorns"]
        assert len(found.text) <= 30
    finally:
        session.close()


@pytest.fixture
def session(remarked: Any) -> Iterator[Session]:
    opened = Session(find_paths())
    yield opened
    opened.close()


def test_what_another_program_writes_is_found_at_once(session: Session, write: Write, home: Path) -> None:
    def total(query: str) -> int:
        return session.best(view_query(query), 10).counts.total.total

    assert (total("remark:tide"), total("remark:quartz")) == (2, 0)
    write("ICML2025/calm_lanterns", "Quartz instead.")
    assert (total("remark:tide"), total("remark:quartz"), total("quartz")) == (0, 2, 2)
    file = home / "data" / "remarks" / "ICML2025" / "calm_lanterns.md"
    status = file.stat()
    file.with_suffix(".new").write_text("Algae instead", "utf-8")  # of the same size
    os.utime(file.with_suffix(".new"), ns=(status.st_atime_ns, status.st_mtime_ns))
    file.with_suffix(".new").replace(file)
    assert (total("remark:quartz"), total("remark:algae")) == (0, 2)
    file.unlink()
    assert (total("remark:algae"), total("has:remark")) == (0, 1)


def test_remarks_are_found_before_there_is_an_index(session: Session, home: Path) -> None:
    import shutil

    from papernotes.views import View

    shutil.rmtree(home / "cache" / "index")
    shown = session.show(View("remark:under"))
    assert (shown.ids, shown.only_titles) == ([], False)
    assert len(session.show(View("remark:tide")).ids) == 2


async def test_on_the_screen(remarked: Any, reader: Any) -> None:
    async with reader(size=(150, 40)) as opened:
        await opened.press("slash", *"remark:fogh", "enter")
        assert opened.titles == ["Quiet Bells Keep Ships Awake"]
        (match,) = opened.papers.matches.values()
        assert match.passage.startswith("remark: …")
        assert [match.passage[start:end] for start, end in match.spans] == ["foghorns"]
