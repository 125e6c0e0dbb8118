"""The library: syncing, browsing, counting, and what happens to papers over several syncs."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from papernotes.notes.catalogue.library import Library
from papernotes.notes.catalogue.quick_names import quick_names
from papernotes.notes.catalogue.rows import DeclaredCounts, Selection
from papernotes.notes.catalogue.schema import LibraryError, failure
from papernotes.notes.catalogue.sync import SyncCancelled
from papernotes.notes.sources.source import Source

NOTE = "# {title}\n\n**Conference**: {venue}\n**arXiv**: {arxiv}\n**Keywords**: {keywords}\n\n## TL;DR\n\nOf {title}.\n"
PAPERS = (
    ("ICML2025", "safety", "calm_lamps", "Calm Lamps", "2501.00001", "lamps, Harbours"),
    ("ICML2025", "vision", "wide_nets", "Wide Nets", "2501.00002", "nets"),
    ("ICLR2026", "safety", "calm_lamps", "Calm Lamps", "2501.00001", "Lamps"),
    ("ICLR2026", "vision", "zinc_roofs", "Zinc Roofs", "", "roofs, harbours"),
)


def write(root: Path, venue: str, topic: str, slug: str, title: str, arxiv: str, keywords: str) -> Path:
    file = root / venue / topic / f"{slug}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    spaced = f"{venue[:-4]} {venue[-4:]}"
    file.write_text(NOTE.format(title=title, venue=spaced, arxiv=arxiv, keywords=keywords), "utf-8")
    return file


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for paper in PAPERS:
        write(tmp_path / "tree", *paper)
    return tmp_path / "tree"


EVERYTHING = Selection()


class Shelf:
    """A library and the only folder that it is synced with."""

    def __init__(self, tree: Path, file: Path) -> None:
        self.source = Source("harbour", "folder", str(tree))
        self.file = file
        self.library = Library.open(file)

    def sync(self, **options):
        return self.library.sync(self.source, self.file.parent, **options)

    def titles(self, selection: Selection = EVERYTHING, order: str = "title") -> list[str]:
        return [entry.title for entry in self.library.entries(self.library.entry_ids(selection, order=order))]


@pytest.fixture
def shelf(tree: Path, tmp_path: Path):
    shelf = Shelf(tree, tmp_path / "library.db")
    shelf.sync()
    yield shelf
    shelf.library.close()


def counts(found) -> list[tuple[str, int, int, int]]:
    return [(count.slug, count.total, count.unread, count.starred) for count in found]


def test_an_entry_is_a_paper_at_a_venue(shelf):
    assert shelf.titles() == ["Calm Lamps", "Calm Lamps", "Wide Nets", "Zinc Roofs"]
    lamps = shelf.library.find("ICML2025/calm_lamps")
    assert [entry.key for entry in shelf.library.also_in(lamps)] == ["ICLR2026/calm_lamps"]
    assert shelf.library.totals() == {"notes": 4, "entries": 4, "papers": 3, "venues": 2, "topics": 2}


def test_read_and_starred_count_at_every_venue_of_the_paper(shelf):
    paper = shelf.library.find("ICML2025/calm_lamps").paper
    shelf.library.set_marks({paper}, {paper})
    assert counts(shelf.library.venues(Selection())) == [("ICLR2026", 2, 1, 1), ("ICML2025", 2, 1, 1)]
    assert counts(shelf.library.topics(Selection((("venue", "ICML2025"),)))) == [
        ("safety", 1, 0, 1), ("vision", 1, 1, 0),
    ]  # fmt: skip
    assert shelf.titles(Selection(read=False)) == ["Wide Nets", "Zinc Roofs"]
    assert shelf.titles(Selection(starred=True, facets=(("venue", "ICLR2026"),))) == ["Calm Lamps"]
    assert shelf.titles(Selection(papers=frozenset({paper}))) == ["Calm Lamps"] * 2
    assert shelf.titles(order="unread") == ["Wide Nets", "Zinc Roofs", "Calm Lamps", "Calm Lamps"]
    shelf.library.set_marks((), ())
    assert shelf.library.total(Selection()).unread == 4


@pytest.mark.parametrize("facet", ["venue", "topic"])
def test_the_first_counts_of_all_entries_are_those_of_later_ones(shelf, facet):
    paper = shelf.library.find("ICML2025/calm_lamps").paper
    shelf.library.set_marks({paper}, {paper})
    shelf.library.count_news_from("2000-01-01T00:00:00+00:00")
    first = shelf.library.count(facet, Selection())
    shelf.library.prepare()
    assert shelf.library.count(facet, Selection()) == first
    assert sum(count.starred for count in first) == sum(count.total - count.unread for count in first) == 2
    assert sum(count.news for count in first) == 2  # what is read is not news any more


def test_spellings_of_a_keyword_are_counted_together(shelf):
    assert counts(shelf.library.count("keyword", Selection()))[:2] == [
        ("Harbours", 2, 2, 0),
        ("Lamps", 2, 2, 0),
    ]
    assert shelf.titles(Selection((("keyword", "HARBOURS"),))) == ["Calm Lamps", "Zinc Roofs"]
    assert shelf.titles(Selection((("keyword", "harbours"), ("year", "2026")))) == ["Zinc Roofs"]
    assert shelf.titles(Selection((("keyword", "nowhere"),))) == []


def test_counts_of_a_facet_ignore_the_value_chosen_in_it(shelf):
    chosen = Selection((("venue", "ICML2025"), ("topic", "vision")))
    assert counts(shelf.library.venues(chosen)) == [("ICLR2026", 1, 1, 0), ("ICML2025", 1, 1, 0)]
    assert shelf.library.total(chosen).total == 1


def test_counts_and_order_can_be_limited_to_some_entries(shelf):
    ids = list(reversed(shelf.library.entry_ids(Selection())))[:3]
    assert shelf.library.total(Selection(), ids).total == 3
    vision = Selection((("topic", "vision"),))
    assert [e.title for e in shelf.library.entries(shelf.library.selected(vision, ids))] == [
        "Zinc Roofs",
        "Wide Nets",
    ]
    assert shelf.library.selected(vision, [*ids, 999_999]) == ids[:2]


@pytest.mark.parametrize("order", ["title", "venue", "date", "added", "year", "unread"])
def test_a_reversed_order_mirrors_the_order(shelf, order):
    ids = shelf.library.entry_ids(Selection(), order=order)
    assert shelf.library.entry_ids(Selection(), order=f"-{order}") == ids[::-1]


def test_entries_without_a_rating_come_last_in_both_directions(shelf, tree):
    for slug, stars in (("wide_nets", 2), ("calm_lamps", 4)):
        file = next((tree / "ICML2025").rglob(f"{slug}.md"))
        file.write_text(file.read_text("utf-8") + f"\n## Rating\n\n{'⭐' * stars}\n", "utf-8")
    shelf.sync()
    assert shelf.titles(order="rating")[:2] == ["Calm Lamps", "Wide Nets"]
    assert shelf.titles(order="-rating")[:2] == ["Wide Nets", "Calm Lamps"]


def test_a_sync_reports_what_came_changed_and_went(shelf, tree):
    assert shelf.sync().parsed == 0
    write(tree, "ICML2025", "vision", "new_oars", "New Oars", "", "oars")
    (tree / "ICLR2026" / "vision" / "zinc_roofs.md").unlink()
    write(tree, "ICML2025", "vision", "wide_nets", "Wide Nets", "2501.00002", "nets, ropes")
    report = shelf.sync()
    assert (report.added, report.changed, report.removed) == (
        ("ICML2025/new_oars",), ("ICML2025/wide_nets",), ("ICLR2026/zinc_roofs",),
    )  # fmt: skip
    assert shelf.titles() == ["Calm Lamps", "Calm Lamps", "New Oars", "Wide Nets"]
    assert counts(shelf.library.topics(Selection()))[0] == ("safety", 2, 2, 0)


def test_a_paper_keeps_its_old_names_when_it_is_moved_renamed_or_comes_back(shelf, tree):
    before = shelf.library.identifiers(shelf.library.find("ICML2025/wide_nets"))
    old = tree / "ICML2025" / "vision" / "wide_nets.md"
    old.unlink()
    write(tree, "ICML2025", "safety", "wider_nets", "Wider Nets for Harbours", "2501.00002", "nets")
    shelf.sync()
    moved = shelf.library.find("ICML2025/wider_nets")
    assert shelf.library.paper_of(before) == moved.paper
    assert [topic.slug for topic in moved.topics] == ["safety"]
    (tree / "ICML2025" / "safety" / "wider_nets.md").unlink()
    shelf.sync()
    assert shelf.library.paper_of(before) is None
    write(tree, "ICML2025", "vision", "wide_nets", "Wide Nets", "2501.00002", "nets")
    shelf.sync()
    assert shelf.library.paper_of(before) == shelf.library.find("ICML2025/wide_nets").paper


def test_many_papers_are_looked_up_by_their_names_at_once(shelf):
    library = shelf.library
    entries = library.entries(library.entry_ids(Selection()))
    lamps = [entry for entry in entries if entry.title == "Calm Lamps"]
    asked = [
        *(library.identifiers(entry) for entry in entries),
        ("title:calm lamps", "arxiv:2599.99999"),  # another paper of this title, by its arXiv id
        ("entry:ICML2025/nothing", "title:nothing"),
        (),
    ]
    expected = [entry.paper for entry in entries]
    assert library.papers_named(asked) == [*expected, *[library.paper_of(names) for names in asked[-3:]]]
    assert library.papers_named(asked)[-2:] == [None, None]
    assert library.papers_named([("title:calm lamps",)]) == [lamps[0].paper]
    assert library.papers_named([]) == []


def test_an_interrupted_sync_leaves_everything_as_it_was(shelf, tree):
    before = shelf.library.entries(shelf.library.entry_ids(Selection()))
    write(tree, "ICML2025", "vision", "new_oars", "New Oars", "", "oars")
    looked_at = len(list(tree.rglob("*.md")))  # one question each; the next comes when the new note was read
    answers = iter([False] * looked_at)
    with pytest.raises(SyncCancelled):
        shelf.sync(cancel=lambda: next(answers, True))
    assert shelf.library.entries(shelf.library.entry_ids(Selection())) == before
    assert shelf.sync().added == ("ICML2025/new_oars",)


def test_the_sync_of_another_process_is_seen_at_once(shelf, tree):
    paper = shelf.library.find("ICML2025/calm_lamps").paper
    shelf.library.set_marks({paper}, ())
    assert shelf.library.total(Selection()).total == 4
    write(tree, "ICML2025", "vision", "new_oars", "New Oars", "", "oars")
    other = Library.open(shelf.file)
    try:
        other.sync(shelf.source, shelf.file.parent)
    finally:
        other.close()
    found = shelf.library.total(Selection())
    assert (found.total, found.unread) == (5, 3)
    assert "New Oars" in shelf.titles()


def test_a_page_is_filed_under_the_topic_of_a_tree_with_the_same_name(shelf, tree, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(
        "🤖 Robotics & Embodied AI\n🧪 ICML2025 · 1 paper notes\n\n"
        "Same area in other venues: 🔬 ICLR2026 (3)\n\n"
        "Arms that Fold Sails\n\nTwo arms fold a sail without a crease.\n",
        "utf-8",
    )
    paged = Source("page", "page", str(page))
    shelf.library.sync(paged, tmp_path)
    assert [t.slug for t in shelf.library.topics(Selection())][-1] == "robotics_embodied_ai"
    write(tree, "ICLR2026", "robotics", "quick_hands", "Quick Hands", "2601.00009", "hands")
    (tree / "ICLR2026" / "robotics" / "index.md").write_text(
        "# 🤖 Robotics & Embodied AI\n\n**🔬 ICLR2026** · **1** paper notes\n", "utf-8"
    )
    report = shelf.sync()
    assert len(report.changed) == 1
    robotics = Selection((("topic", "robotics"),))
    assert shelf.titles(robotics) == ["Arms that Fold Sails", "Quick Hands"]
    assert {v.slug: n for v, n in shelf.library.declared("robotics").items()} == {
        "ICLR2026": DeclaredCounts(on_own_page=1, on_other_pages=3),
        "ICML2025": DeclaredCounts(on_own_page=1),
    }
    assert shelf.library.declared_notes("ICML2025", "robotics") == 1
    assert shelf.library.declared_notes("ICML2025", "nothing") is None
    assert shelf.library.areas("ICML2025", "robotics")[0].declared == 1
    shelf.library.forget("harbour")
    assert [t.slug for t in shelf.library.topics(Selection())] == ["robotics_embodied_ai"]


def test_a_forgotten_source_takes_its_entries_with_it(shelf):
    assert len(shelf.library.forget("harbour")) == 4
    assert shelf.titles() == []
    assert not shelf.library.has_entries()
    assert shelf.library.total(Selection()).total == 0


def test_no_id_is_given_to_a_second_entry(shelf, tree):
    before = set(shelf.library.entry_ids(Selection()))
    shelf.library.forget("harbour")
    shelf.sync()
    assert len(before) == len(shelf.titles()) and before.isdisjoint(shelf.library.entry_ids(Selection()))
    last = max(shelf.library.entry_ids(Selection()))
    gone = next(path for path in sorted(tree.rglob("*.md")) if path.is_file())
    gone.unlink()
    shelf.sync()
    write(tree, "ACL2025", "llm_safety", "late_otters", "Late Otters", "2501.00009", "otters")
    shelf.sync()
    assert max(shelf.library.entry_ids(Selection())) == last + 1


def test_an_entry_that_has_gone_is_known_by_what_it_says_itself(shelf):
    (entry,) = [
        entry for entry in shelf.library.entries(shelf.library.entry_ids(Selection())) if entry.arxiv
    ][:1]
    known = shelf.library.identifiers(entry)
    shelf.library.forget("harbour")
    gone = shelf.library.identifiers(entry)
    assert gone[0] == known[0] == f"arxiv:{entry.arxiv}"
    assert f"entry:{entry.key}" in gone


def test_a_sound_library_is_kept_when_another_database_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    Library.open(path).close()
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    assert "malformed" in str(failure(path, error))
    assert path.exists()


def test_an_edit_that_keeps_size_and_time_is_noticed(shelf, tree):
    note = tree / "ICML2025/vision/wide_nets.md"
    before = note.stat()
    note.write_text(note.read_text("utf-8").replace("Wide", "Tidy"), "utf-8")
    os.utime(note, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = note.stat()
    assert (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    report = shelf.sync()
    assert (report.changed, report.parsed) == (("ICML2025/wide_nets",), 1)
    assert "Tidy Nets" in shelf.titles()


def test_other_permissions_or_another_path_change_nothing(shelf, tree, tmp_path):
    note = tree / "ICML2025/vision/wide_nets.md"
    note.chmod(0o640)
    os.link(note, tmp_path / "second name")
    assert shelf.sync().parsed == 0


def forget_what_is_written(connection: sqlite3.Connection) -> None:
    """Take away what version 9 of the library has and earlier ones lack."""
    connection.execute("DROP INDEX entry_unwritten")
    for table in ("note", "entry"):
        connection.execute(f"ALTER TABLE {table} DROP COLUMN written")


def test_a_library_of_an_older_version_keeps_its_documents(shelf):
    shelf.library.close()
    with closing(sqlite3.connect(shelf.file)) as connection:
        forget_what_is_written(connection)
        connection.execute("ALTER TABLE document DROP COLUMN changed")
        for made in ("INDEX note_page", "INDEX note_topic", "TABLE note_tie", "TABLE grouping"):
            connection.execute(f"DROP {made}")
        connection.execute("PRAGMA user_version = 4")
    shelf.library = Library.open(shelf.file)
    report = shelf.sync()
    assert (report.documents, report.parsed, report.added, report.changed) == (4, 0, (), ())


def test_links_of_a_library_of_an_older_version_are_known(shelf, tree):
    note = tree / "ICML2025/vision/wide_nets.md"
    note.write_text(note.read_text("utf-8") + "\nSee [Other Nets](../nlp/some_nets.md).\n", "utf-8")
    shelf.sync()
    shelf.library.close()
    with closing(sqlite3.connect(shelf.file)) as connection:
        connection.execute("DROP TABLE note_link")
        for event in ("insert", "delete", "update"):
            connection.execute(f"DROP TRIGGER note_link_{event}")
        forget_what_is_written(connection)
        connection.execute("PRAGMA user_version = 7")
    shelf.library = Library.open(shelf.file)
    assert all(entry.notes for entry in shelf.library.entries(list(shelf.library.ids_by_key().values())))
    for name in ("some_nets", "OTHER NETS"):
        assert [row.key for row in shelf.library.notes_naming({name})] == ["ICML2025/wide_nets"]
    note.unlink()
    shelf.sync()
    assert shelf.library.notes_naming({"some_nets"}) == []


def test_notes_are_read_again_when_formats_read_in_another_way(shelf, monkeypatch):
    documents = shelf.sync().documents
    assert shelf.sync().parsed == 0
    monkeypatch.setattr("papernotes.notes.catalogue.sync._HASH_PREFIX", "of a later edition:")
    again = shelf.sync()
    assert (again.parsed, again.added, again.changed, again.removed) == (documents, (), (), ())
    assert shelf.sync().parsed == 0


def test_an_entry_shows_what_a_later_edition_of_the_formats_reads(shelf, monkeypatch):
    shelf.sync()
    key = "ICML2025/wide_nets"
    with (
        closing(sqlite3.connect(shelf.file)) as connection,
        connection,
    ):  # as an earlier edition may have read it
        for table in ("note", "entry"):
            connection.execute(f"UPDATE {table} SET authors = '[\"Misread\"]', year = 1999")
    assert shelf.library.find(key).authors == ("Misread",)
    monkeypatch.setattr("papernotes.notes.catalogue.sync._HASH_PREFIX", "of a later edition:")
    report = shelf.sync()
    assert key in report.changed and report.added == ()
    assert shelf.library.find(key).year == 2025 and "Misread" not in shelf.library.find(key).authors


def test_a_name_in_either_form_of_unicode_is_one_name(tmp_path):
    root = tmp_path / "tree"
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    for folder, name in (("one", composed), ("two", decomposed)):
        file = root / "ICML2025" / folder / f"{name}.md"
        file.parent.mkdir(parents=True)
        file.write_text(f"---\ntags: [{name}]\n---\n\n# The {name.title()} at Sea\n\nText.\n", "utf-8")
    library = Library.open(tmp_path / "library.db")
    library.sync(Source("tree", "folder", str(root)), tmp_path)
    for key in (f"ICML2025/{composed}", f"ICML2025/{decomposed}"):
        entry = library.find(key)
        assert (entry.key, entry.notes, entry.keywords) == (f"ICML2025/{composed}", 2, (composed,))
    library.close()


def _circle(path: Path) -> None:
    path.symlink_to(path)


def _unreadable(path: Path) -> None:
    path.write_bytes(b"")
    path.chmod(0)


@pytest.mark.parametrize("put", [os.mkfifo, Path.mkdir, _circle, _unreadable])
def test_what_is_in_the_place_of_the_library_makes_way(tmp_path: Path, put: Callable[[Path], None]) -> None:
    file = tmp_path / "library.db"
    put(file)
    with closing(Library.open(file)) as library:
        assert not library.has_entries()
        assert not library.reason
    assert file.is_file()


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
@pytest.mark.parametrize("put", [os.mkfifo, _circle, lambda path: (path / "mine").mkdir(parents=True)])
def test_what_is_in_the_place_of_a_file_beside_the_library_makes_way(
    shelf, suffix: str, put: Callable[[Path], None]
) -> None:
    file = shelf.file.with_name(f"{shelf.file.name}{suffix}")
    shelf.library.close()
    put(file)
    assert quick_names(shelf.file, "key", "I") == []  # it waits for nobody
    with closing(Library.open(shelf.file, read_only=True)) as library:
        assert library.has_entries()
    with closing(Library.open(shelf.file)) as library:
        assert library.has_entries() and not library.reason


def test_a_folder_with_something_in_it_stays(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    file.mkdir()
    (file / "mine").touch()
    with pytest.raises(LibraryError):
        Library.open(file)
    assert (file / "mine").exists()


def test_an_entry_has_the_authors_of_whichever_note_names_them(shelf, tree):
    second = write(tree, *PAPERS[0][:2], "calm_lamps_again", *PAPERS[0][3:])
    second.write_text(
        second.read_text("utf-8").replace("**arXiv**", "**Authors**: Ann Reed\n**arXiv**"), "utf-8"
    )
    shelf.sync()
    entry = shelf.library.find("ICML2025/calm_lamps")
    assert (entry.notes, entry.authors) == (2, ("Ann Reed",))
    with (
        closing(sqlite3.connect(shelf.file)) as connection,
        connection,
    ):  # as once, where the first names none
        connection.execute("UPDATE entry SET authors = '[]', digest = 'of then' WHERE key = ?", (entry.key,))
        connection.execute("UPDATE grouping SET rules = rules - 1")
    shelf.sync()
    assert shelf.library.find(entry.key).authors == ("Ann Reed",)
