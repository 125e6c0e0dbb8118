"""A site that was saved or built, as a folder: its pages of notes and its indexes, and none of its other pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from papernotes.notes.catalogue.library import Library
from papernotes.notes.catalogue.rows import Selection
from papernotes.notes.sources.source import Source

SHELL = (
    "<!doctype html><html><body><header class='md-header'>Search</header><nav class='md-nav'>Home</nav>"
    "<main><article class='md-content__inner'>{}</article></main></body></html>"
)
NOTE = "<h1>{}</h1><p><strong>arXiv</strong>: 2501.0000{}</p><h2>TL;DR</h2><p>The sea rises twice a day.</p>"
AREA = (
    "<h1>🌊 Tides</h1><p><strong>🧪 ICML2025</strong> · <strong>2</strong> paper notes</p>"
    "<ul><li><a href='high_water/'>High Water</a><p>The sea rises twice a day.</p></li>"
    "<li><a href='low_water/'>Low Water</a><p>The sea falls twice a day.</p></li></ul>"
)
VENUE = (
    "<h1>🧪 ICML2025</h1><table><thead><tr><th>Area</th><th>Notes</th></tr></thead>"
    "<tbody><tr><td>🌊 <a href='tides/'>Tides</a></td><td>2</td></tr></tbody></table>"
)

DIRECTORY_URLS = {
    "ICML2025/index.html": VENUE,
    "ICML2025/tides/index.html": AREA,
    "ICML2025/tides/high_water/index.html": NOTE.format("High Water", 1),
    "ICML2025/tides/low_water/index.html": NOTE.format("Low Water", 2),
}
FILE_URLS = {
    "ICML2025.html": VENUE,
    "ICML2025/index.html": VENUE,
    "ICML2025/tides/index.html": AREA,
    "ICML2025/tides/high_water.html": NOTE.format("High Water", 1),
    "ICML2025/tides/low_water.htm": NOTE.format("Low Water", 2),
}
OTHER_PAGES = {
    "index.html": "<h1>Notes of the sea</h1><p>All that was written.</p>",
    "404.html": "<h1>404 - Not found</h1>",
    "search/index.html": "<h1>Search</h1>",
    "about/index.html": "<h1>About</h1><p>Written by the sea.</p>",
    "ICML2025/tides/high_water_files/frame.html": "<h1>A frame</h1><p>Of no use.</p>",
}


def write(root: Path, pages: dict[str, str]) -> None:
    for path, body in pages.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(SHELL.format(body), "utf-8")


@pytest.fixture
def library(tmp_path: Path):
    opened = Library.open(tmp_path / "library.db")
    yield opened
    opened.close()


def keys(library: Library) -> list[str]:
    return sorted(entry.key for entry in library.entries(library.entry_ids(Selection())))


@pytest.mark.parametrize("pages", [DIRECTORY_URLS, FILE_URLS], ids=["directory URLs", "file URLs"])
def test_a_site_gives_its_notes_and_its_indexes(
    library: Library, tmp_path: Path, pages: dict[str, str]
) -> None:
    root = tmp_path / "site"
    write(root, {**pages, **OTHER_PAGES})
    report = library.sync(Source("site", "folder", str(root)), tmp_path)
    assert report.problems == 0
    assert [key for key in keys(library) if key.startswith("ICML2025/")] == [
        "ICML2025/high_water",
        "ICML2025/low_water",
    ]
    (entry,) = [
        entry for entry in library.entries(library.entry_ids(Selection())) if entry.title == "High Water"
    ]
    assert (entry.arxiv, entry.summary) == ("2501.00001", "The sea rises twice a day.")
    assert [(topic.slug, topic.name, topic.icon) for topic in entry.topics] == [("tides", "Tides", "🌊")]
    assert library.declared_notes("ICML2025", "tides") == 2
    assert "TL;DR" in library.markdown(library.notes_of(entry)[0])
    assert report.notes == 2


def test_where_there_are_markdown_notes_web_pages_are_counted_and_told_once(
    library: Library, tmp_path: Path
) -> None:
    root = tmp_path / "tree"
    write(root / "site", {**DIRECTORY_URLS, **OTHER_PAGES})
    note = root / "docs" / "ICML2025" / "tides" / "high_water.md"
    note.parent.mkdir(parents=True)
    note.write_text("# High Water\n\n## TL;DR\n\nThe sea rises.\n", "utf-8")
    source = Source("tree", "folder", str(root))
    report = library.sync(source, tmp_path)
    assert (report.notes, report.problems) == (1, 1)
    (problem,) = library.problems()
    assert problem.reason == "5 web pages are not read, as there are Markdown notes"
    note.unlink()
    assert library.sync(source, tmp_path).notes == 2


def test_pages_that_were_saved_side_by_side_are_notes_and_area_pages(
    library: Library, tmp_path: Path
) -> None:
    root = tmp_path / "saved"
    three = AREA.replace("<strong>2</strong>", "<strong>3</strong>").replace(
        "</ul>", "<li><a href='x/'>Slack Water</a><p>The sea waits for an hour.</p></li></ul>"
    )
    write(root, {"Tides.html": three, "Spring Tide.html": NOTE.format("Spring Tide", 3)})
    assert library.sync(Source("saved", "folder", str(root)), tmp_path).notes == 4
    assert "ICML2025/slack_water" in keys(library)


LINKING = {
    "ICML2025/tides/high_water/index.html": (
        "<h1>High Water</h1><p>As in <a href='../low_water/#method'>Low Water</a>, "
        "<a href='../../../ICLR2026/ropes/knots.html'>Knots</a>, <a href='../'>its area</a>, "
        "<a href='https://example.org/x/'>a web page</a>, <a href='/ICML2025/tides/low_water/'>the root</a>.</p>"
    ),
    "ICML2025/tides/low_water/index.html": "<h1>Low Water</h1><p>See <a href='../../../ICLR2026/ropes/knots/index.html'>knots</a>.</p>",
    "ICLR2026/ropes/knots.html": "<h1>Knots</h1><p>See <a href='../../ICML2025/tides/high_water/'>this</a>.</p>",
}


def test_links_between_pages_are_links_between_notes(library: Library, tmp_path: Path) -> None:
    root = tmp_path / "site"
    write(root, LINKING)
    library.sync(Source("site", "folder", str(root)), tmp_path)
    related = {
        entry.key: [target for note in library.notes_of(entry) for _, _, target in note.related]
        for entry in library.entries(library.entry_ids(Selection()))
    }
    assert related == {
        "ICML2025/high_water": ["low_water.md", "../../ICLR2026/ropes/knots.md"],
        "ICML2025/low_water": ["../../ICLR2026/ropes/knots.md"],
        "ICLR2026/knots": ["../../ICML2025/tides/high_water.md"],
    }
