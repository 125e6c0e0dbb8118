"""What counts as new or revised after a moment, over several syncs; and catalogues of an older version."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from papernotes.notes.catalogue import schema
from papernotes.notes.catalogue.library import Library
from papernotes.notes.catalogue.rows import Selection
from papernotes.notes.sources.source import Source

NOTE = "---\ntags: [sea]\ndate: 2021-03-14\n---\n\n# {title}\n\n**Conference**: ICML 2025\n\n## TL;DR\n\n{text}\n\n{related}"
RELATED = "<!-- RELATED:START -->\n- [Wide Nets](wide_nets.md)\n<!-- RELATED:END -->\n"
BEFORE, AFTER = "2019-01-01T00:00:00+00:00", "2021-04-01T00:00:00+00:00"
EVERYTHING = Selection()


def write(root: Path, slug: str, text: str, related: str = "", tags: str = "sea") -> None:
    file = root / "ICML2025" / "safety" / f"{slug}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    title = slug.replace("_", " ").title()
    content = NOTE.format(title=title, text=text, related=related).replace("[sea]", f"[{tags}]")
    file.write_text(content, "utf-8")


def sync(library: Library, root: Path) -> None:
    library.sync(Source("harbour", "folder", str(root)), root.parent)


def set_back(path: Path) -> None:
    """Pretend that everything in the library came long ago."""
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE entry SET added = ?", (BEFORE,))
    connection.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path / "tree", "calm_lamps", "Lamps help.")
    write(tmp_path / "tree", "wide_nets", "Nets help.")
    return tmp_path / "tree"


@pytest.fixture
def library(tmp_path: Path, root: Path):
    library = Library.open(tmp_path / "library.db")
    sync(library, root)
    set_back(library.path)
    library.count_news_from(AFTER)
    yield library
    library.close()


def news(library: Library) -> dict[str, str]:
    ids = library.entry_ids(EVERYTHING)
    return {entry.title: entry.news(AFTER) for entry in library.entries(ids)}


def test_a_changed_text_is_revised_and_an_added_note_is_new(library, root):
    assert news(library) == {"Calm Lamps": "", "Wide Nets": ""}
    assert library.total(EVERYTHING).news == 0
    write(root, "calm_lamps", "Lamps help twice.")
    write(root, "zinc_roofs", "Roofs help.")
    sync(library, root)
    assert news(library) == {"Calm Lamps": "revised", "Wide Nets": "", "Zinc Roofs": "new"}
    assert library.total(EVERYTHING).news == 2
    assert [count.news for count in library.venues(EVERYTHING)] == [2]
    assert [entry.title for entry in library.entries(library.entry_ids(Selection(new=True)))] == [
        "Calm Lamps", "Zinc Roofs",
    ]  # fmt: skip
    assert library.keys_since(AFTER) == {"ICML2025/calm_lamps", "ICML2025/zinc_roofs"}


def test_changes_outside_the_text_revise_nothing(library, root):
    write(root, "calm_lamps", "Lamps help.", RELATED)
    sync(library, root)
    write(root, "calm_lamps", "Lamps help.", RELATED.replace("Wide", "Very Wide"), tags="sea, light")
    sync(library, root)
    assert news(library)["Calm Lamps"] == ""


def test_a_second_note_revises_an_entry_but_a_removed_one_does_not(library, root):
    other = root / "ICML2025" / "vision"
    other.mkdir()
    first = root / "ICML2025" / "safety" / "calm_lamps.md"
    (other / "calm_lamps.md").write_text(first.read_text("utf-8").replace("help", "may help"), "utf-8")
    sync(library, root)
    assert news(library)["Calm Lamps"] == "revised"
    with sqlite3.connect(library.path) as connection:
        connection.execute("UPDATE entry SET revised = ''")
    connection.close()
    first.unlink()
    sync(library, root)
    assert news(library)["Calm Lamps"] == ""


def test_a_note_dated_later_is_revised(library, root):
    note = root / "ICML2025" / "safety" / "wide_nets.md"
    note.write_text(note.read_text("utf-8").replace("2021-03-14", "2021-04-02"), "utf-8")
    sync(library, root)
    assert news(library)["Wide Nets"] == "revised"


def test_at_the_first_visit_nothing_is_new(library):
    library.count_news_from("")
    assert library.total(EVERYTHING).news == 0
    assert library.entry_ids(Selection(new=True)) == []


def test_an_older_catalogue_remembers_when_its_entries_came(tmp_path, root):
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    sql = re.sub(r", written INTEGER NOT NULL DEFAULT 1", "", schema.SCHEMA)
    sql = sql.replace("CREATE INDEX entry_unwritten ON entry (paper) WHERE written = 0;\n", "")
    for column in ("contents TEXT NOT NULL DEFAULT '', revised", "text_hash"):
        sql = sql.replace(f",\n    {column} TEXT NOT NULL DEFAULT ''", "")
    for name in ("venue", "added", "revised", "date"):
        sql = sql.replace(f"CREATE INDEX entry_{name} ON entry ({name});\n", "")
    sql = sql.replace("CREATE INDEX entry_topic_topic ON entry_topic (topic);\n", "")
    sql = sql.replace("    changed INTEGER NOT NULL DEFAULT 0,\n", "")
    sql = re.sub(r"CREATE (?:INDEX note_(?:page|topic)|TABLE (?:note_tie|grouping|succession)) .*\n", "", sql)
    sql = sql.replace(
        "year INTEGER, award TEXT NOT NULL,\n    keywords",
        "year INTEGER, award TEXT NOT NULL,\n    summary TEXT NOT NULL, keywords",
    )
    assert sql.count("summary TEXT NOT NULL") == 2
    assert "revised TEXT" not in sql
    assert "text_hash" not in sql
    assert "grouping (" not in sql
    connection.executescript(f"{sql} PRAGMA user_version = 1;")
    connection.execute(
        """INSERT INTO entry (key, paper, venue, title, folded, award, summary, keywords, authors, date, notes, added, digest)
           VALUES ('ICML2025/calm_lamps', 1, 'ICML2025', 'Calm Lamps', 'calm lamps', '', '', '[]', '[]', '', 1, ?, 'x')""",
        (BEFORE,),
    )
    connection.commit()
    connection.close()
    library = Library.open(path)
    (entry,) = library.entries([1])
    assert (entry.added, entry.revised) == (BEFORE, "")
    sync(library, root)
    (entry,) = library.entries([1])
    assert entry.added == BEFORE
    assert entry.revised > AFTER  # what it said before is not known
    library.close()
    made = Library.open(tmp_path / "new.db")
    assert indexes(path) == indexes(tmp_path / "new.db")
    made.close()


def indexes(path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'"))
