"""What a sync keeps for the first look at all entries: it gives the same counts, and no change leaves it behind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from papernotes.config.paths import find_paths
from papernotes.notes.catalogue import kept_sets
from papernotes.notes.catalogue.library import Library
from papernotes.notes.catalogue.rows import Selection
from papernotes.notes.sources.source import Source

NOTES = {
    "ICML2025/safety/tall_masts.md": "# Tall Masts\n\n**arXiv**: 2501.00007\n\n## TL;DR\n\nOn masts.\n",
    "ICML2025/vision/dry_docks.md": "# Dry Docks\n\n## TL;DR\n\nOn docks.\n",
    "ICLR2026/safety/tall_masts.md": "# Tall Masts\n\n**arXiv**: 2501.00007\n\n## TL;DR\n\nOn masts.\n",
    "ICLR2026/vision/blue_buoys.md": "# Blue Buoys\n\n## TL;DR\n\nOn buoys.\n",
}


class Harbour:
    """A folder of notes, and a library of them."""

    def __init__(self, folder: Path) -> None:
        self.notes, self.file = folder / "notes", folder / "library.db"
        for path, text in NOTES.items():
            self.write(path, text)
        self.sync()

    def write(self, path: str, text: str) -> None:
        (self.notes / path).parent.mkdir(parents=True, exist_ok=True)
        (self.notes / path).write_text(text, "utf-8")

    def sync(self) -> None:
        with closing(Library.open(self.file)) as library:
            library.sync(Source("harbour", "folder", str(self.notes)), self.file.parent)

    def keep(self) -> None:
        with closing(Library.open(self.file)) as library:
            library.keep_sets()

    def change(self, sql: str) -> None:
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.execute(sql)

    @property
    def is_kept(self) -> bool:
        with closing(sqlite3.connect(self.file)) as connection:
            return kept_sets.are_there(connection)

    def look(self) -> list[object]:
        """What a first look shows, with the papers of all entries on masts read, and the one on buoys starred."""
        with closing(Library.open(self.file)) as library:
            papers = library.papers_of(library.entry_ids(Selection()))
            library.set_marks({paper for paper in papers if papers.count(paper) > 1}, {papers[0]})
            library.count_news_from("2000-01-01T00:00:00+00:00")
            return [
                library.entry_ids(Selection()),
                library.total(Selection()),
                library.venues(Selection()),
                library.topics(Selection()),
                library.topics(Selection((("venue", "ICLR2026"),), read=False)),
            ]


@pytest.fixture
def harbour(tmp_path: Path) -> Harbour:
    return Harbour(tmp_path)


def test_kept_sets_count_what_the_entries_count(harbour):
    counted = harbour.look()
    assert not harbour.is_kept
    harbour.keep()
    assert harbour.is_kept
    assert harbour.look() == counted
    venues = [(count.slug, count.total, count.unread, count.starred, count.news) for count in counted[2]]
    assert venues == [("ICLR2026", 2, 1, 1, 1), ("ICML2025", 2, 1, 0, 1)]
    assert [(count.slug, count.total, count.unread) for count in counted[4]] == [("vision", 1, 1)]


def test_what_is_kept_is_read(harbour):
    harbour.keep()
    harbour.change("UPDATE kept_sets SET facet_values = replace(facet_values, 'ICML2025', 'kept')")
    assert [count.slug for count in harbour.look()[2]] == ["ICLR2026", "kept"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET folded = 'an anchor' WHERE key = 'ICML2025/dry_docks'",
        "UPDATE entry SET venue = 'ICML2024' WHERE key = 'ICML2025/dry_docks'",
        "UPDATE entry SET paper = 99 WHERE key = 'ICML2025/dry_docks'",
        "UPDATE entry_topic SET topic = 'harbours' WHERE topic = 'vision'",
        "INSERT INTO entry_topic SELECT id, 'harbours' FROM entry",
        "DELETE FROM entry_topic WHERE topic = 'vision'",
        "DELETE FROM entry WHERE key = 'ICML2025/dry_docks'",
    ],
)
def test_a_change_that_a_first_look_shows_takes_away_what_is_kept(harbour, change):
    harbour.keep()
    harbour.change(change)
    assert not harbour.is_kept
    counted = harbour.look()
    harbour.keep()
    assert harbour.look() == counted


def test_a_change_that_a_first_look_does_not_show_leaves_what_is_kept(harbour):
    harbour.keep()
    harbour.change("UPDATE entry SET keywords = '[\"ropes\"]'")
    assert harbour.is_kept


def test_a_new_note_is_counted_though_sets_were_kept_before_it_came(harbour):
    harbour.keep()
    harbour.write("ICML2025/safety/new_oars.md", "# New Oars\n\n## TL;DR\n\nOn oars.\n")
    harbour.sync()
    assert not harbour.is_kept
    assert [(count.slug, count.total) for count in harbour.look()[2]] == [("ICML2025", 3), ("ICLR2026", 2)]


def test_an_empty_library_keeps_no_entries(tmp_path):
    with closing(Library.open(tmp_path / "library.db")) as library:
        library.keep_sets()
        assert library.entry_ids(Selection()) == []
        assert library.venues(Selection()) == []


def test_a_library_from_before_sets_were_kept_is_counted_and_keeps_them_later(harbour):
    counted = harbour.look()
    harbour.change("DROP TABLE kept_sets")
    for event in ("insert", "delete", "update"):
        for table in ("entry", "entry_topic"):
            harbour.change(f"DROP TRIGGER kept_sets_{table}_{event}")
    with closing(Library.open(harbour.file, read_only=True)) as library:
        assert library.venues(Selection())[0].total == 2
    assert harbour.look() == counted
    harbour.keep()
    assert harbour.is_kept
    harbour.change("DELETE FROM entry")
    assert not harbour.is_kept


def test_each_sync_keeps_what_the_next_first_look_needs(filled, tree):
    def is_kept() -> bool:
        with closing(sqlite3.connect(find_paths().library)) as connection:
            return kept_sets.are_there(connection)

    assert is_kept()
    first = next(tree.rglob("*.md"))
    first.write_text("# A Title That Is New Here\n\n## TL;DR\n\nNew.\n", "utf-8")
    assert filled("sync").code == 0
    assert is_kept()
    with closing(sqlite3.connect(find_paths().library)) as connection, connection:
        connection.execute("DELETE FROM kept_sets")
    assert filled("sync").code == 0
    assert is_kept()
    assert filled("remove", "harbour").code == 0
    assert is_kept()
