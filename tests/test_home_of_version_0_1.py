"""A home that version 0.1 wrote is opened by today's program: nothing in it is lost or means something else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from old_homes import restore_database

from papernotes.__main__ import main
from papernotes.config.paths import find_paths
from papernotes.config.settings_file import read_configuration
from papernotes.config.views_file import read_views
from papernotes.keymap.keymap import load_keymap
from papernotes.query_history import read_texts
from papernotes.reading import ReadingStore
from papernotes.saved_views import saved_views
from papernotes.session import Session
from papernotes.ui_state import saved_ui_state
from papernotes.views import View

WRITTEN = Path(__file__).parent / "homes" / "v0_1"
LANTERNS, BELLS, STAIRS, OIL, FOG = (
    "ICML2025/calm_lanterns", "ICML2025/quiet_bells", "ICML2025/steep_stairs", "ICLR2026/lantern_oil",
    "ICLR2026/painted_fog",
)  # fmt: skip


@pytest.fixture
def old_home(home: Path, tmp_path: Path) -> Path:
    """The home in its place, with its notes elsewhere; written on this computer, as far as it can tell."""
    notes = tmp_path / "notes"
    shutil.copytree(WRITTEN / "notes", notes)
    shutil.copytree(WRITTEN / "config", home / "config")
    shutil.copytree(WRITTEN / "data", home / "data")
    sources = home / "config" / "sources.yaml"
    sources.write_text(sources.read_text("utf-8").replace("@NOTES@", str(notes)), "utf-8")
    restore_database(home / "data")
    return home


@pytest.fixture
def run(old_home: Path, capfd: pytest.CaptureFixture[str]):
    """The command line on the old home: what a command prints, which must succeed without a complaint."""

    def call(*arguments: str) -> str:
        capfd.readouterr()
        assert main(list(arguments)) == 0
        printed = capfd.readouterr()
        assert not printed.err, printed.err
        return printed.out

    return call


@pytest.fixture
def found(run):
    """The keys of the entries that a query finds, in the order in which they are listed."""
    run("sync")

    def keys(query: str, *options: str) -> list[str]:
        return [json.loads(line)["key"] for line in run("list", query, "--json", *options).splitlines()]

    return keys


def test_marks(found):
    assert found("is:read") == [LANTERNS]
    assert found("is:starred") == [LANTERNS]
    assert found("is:later") == [BELLS]
    assert found("is:skimmed") == [STAIRS]
    assert sorted(found("is:unread")) == sorted([BELLS, STAIRS, OIL, FOG])


def test_tags_and_lists(found):
    assert found("tag:descent") == [STAIRS]
    assert sorted(found('tag:"fog & light"')) == sorted([FOG, LANTERNS])
    assert found('list:"winter reading"') == [LANTERNS, OIL, FOG]  # in the order that the reader gave it
    assert found('list:"to read"') == [BELLS]


def test_remarks(found, run, old_home):
    assert found("remark:wick") == [LANTERNS]
    assert found("remark:painted") == [FOG]
    for key in (LANTERNS, FOG):
        there = old_home / "data" / "remarks" / f"{key}.md"
        assert there.read_bytes() == (WRITTEN / "data" / "remarks" / f"{key}.md").read_bytes()


def test_the_state_itself(old_home):
    with ReadingStore.open(old_home / "data") as store:
        assert store.writable and not store.notices and store.check() == []
        assert list(store.list_names().values()) == ["to read", "Empty Shelf", "Winter Reading"]
        assert [opened.entry for opened in store.history()] == [LANTERNS, FOG]
        position = store.get_position(LANTERNS)
        assert position is not None
        assert (position.share, position.block) == (0.5, 3)
        lanterns = store.state_of([f"entry:{LANTERNS}"])
        assert lanterns.tags == {"fog & light"}
        assert lanterns.read_at is not None
        assert lanterns.read_at.isoformat() == "2026-11-30T15:04:25.630000+00:00"


def test_the_log_is_exported_as_version_0_1_exported_it(run, old_home):
    run("state", "export", str(old_home / "again.jsonl"))
    old = (WRITTEN / "state.jsonl").read_text("utf-8").splitlines()
    assert (old_home / "again.jsonl").read_text("utf-8").splitlines() == old


def test_an_export_of_version_0_1_is_taken_in(home, tmp_path):
    with ReadingStore.open(tmp_path / "other") as store:
        merged = store.merge_events(WRITTEN / "state.jsonl")
        assert (merged.events, merged.new, merged.problems) == (23, 23, ())
        assert store.state_of([f"entry:{LANTERNS}"]).starred
        assert store.remarks.read(FOG) == "The fog is painted, the light is not.\n"


def test_saved_views(old_home):
    fixed, problems = read_views(old_home / "config" / "views.yaml")
    with ReadingStore.open(old_home / "data") as store:
        views = {named.name: (named.view, named.fixed) for named in saved_views(fixed, store.views())}
    assert problems == []
    assert views == {
        "Fog of this year": (View(query="fog", starred=True, order="title"), True),
        "Unread lanterns": (View(query="lantern", unread=True, venue="ICLR2026", order="title"), False),
    }


def test_undo_takes_back_what_version_0_1_did_last(run, old_home):
    def oil_tags() -> frozenset[str]:
        with ReadingStore.open(old_home / "data") as store:
            return store.state_of([f"entry:{OIL}"]).tags

    assert oil_tags() == {"oil"}
    assert "undone: tagged 1 paper “oil”" in run("undo")
    assert oil_tags() == frozenset()
    assert "done again: tagged 1 paper “oil”" in run("redo")
    assert oil_tags() == {"oil"}
    run("undo")
    # The star was taken back in version 0.1; what it did before that was the remark.
    assert "undone: wrote a remark on 1 paper" in run("undo")
    assert not (old_home / "data" / "remarks" / f"{LANTERNS}.md").exists()
    run("redo")
    assert "harbour master" in (old_home / "data" / "remarks" / f"{LANTERNS}.md").read_text("utf-8")


def test_the_screen_opens_where_it_was_left(old_home, run):
    run("sync")
    session = Session(find_paths())
    try:
        visit = saved_ui_state(session)
    finally:
        session.close()
    assert visit.view.list == "Winter Reading"
    assert visit.view.order == "-title"
    assert visit.view.sidebar_item == "list:winter reading"
    assert (visit.pane, visit.key, visit.theme) == ("note", LANTERNS, "papernotes-dark")
    assert visit.facets_width == 32
    assert dict(visit.orders) == {"//list": "-title", "ICML2025/llm_safety/": "year"}
    kept = json.loads((WRITTEN / "data" / "visit.json").read_text("utf-8"))
    with ReadingStore.open(old_home / "data") as store:
        assert store.get_ui_state() == kept
    assert kept["view"]["pile"] == "list:winter reading"


def test_queries_and_finds(old_home):
    assert read_texts(old_home / "data" / "queries") == ["lantern oil", "fog year:2026"]
    assert read_texts(old_home / "data" / "finds") == ["wick"]


def test_configuration_and_keystrokes(old_home, run):
    configuration, problems = read_configuration(old_home / "config" / "config.yaml")
    assert problems == ()
    assert (configuration.theme, configuration.text_width) == ("textual-light", 76)
    assert configuration.read_at_end is False
    keymap = load_keymap(old_home / "config" / "keybindings.yaml")
    assert keymap.problems == ()
    shown = {line.split()[0]: line for line in run("keys").splitlines() if line.startswith("  ")}
    assert "reader.toggle_read" in shown["^r"]
    assert "reader.triage_later" in shown["xw"]
    assert "reader.elsewhere" in shown["gz"]


def test_no_file_of_the_old_home_is_lost(old_home, run):
    def files() -> dict[str, bytes]:
        return {
            str(path.relative_to(old_home)): path.read_bytes()
            for folder in ("config", "data")
            for path in sorted((old_home / folder).rglob("*"))
            if path.is_file() and not path.name.startswith("reading.db")
        }

    before = files()
    run("sync")
    run("mark", OIL, "--star")
    run("undo")
    run("stats")
    after = files()
    assert {name: after.get(name) for name in before} == before
