"""What the index is given of a library: heads from the catalogue, bodies from the files."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

from papernotes.notes.catalogue.library import Library
from papernotes.notes.catalogue.loader import CatalogueLoader
from papernotes.notes.sources.source import Source

NOTE = """---
date: {date}
---
# {title}

**Conference**: {venue}
**arXiv**: {arxiv}
**Keywords**: tides, lamps
**Code**: [GitHub](https://example.org/{slug})

## TL;DR

About {title}.

## Method

We row to {title}.
"""
CALM, TIDE, ROOF = "ICLR2026/calm_lamps", "ICML2025/low_tide", "ICLR2026/zinc_roofs"
NOTES = (
    ("ICLR2026/safety/calm_lamps", "Calm Lamps", "ICLR 2026", "2501.00001", "2026-02-01"),
    ("ICML2025/vision/low_tide", "Low Tide", "ICML 2025", "2501.00002", "2025-05-01"),
    ("ICLR2026/vision/zinc_roofs", "Zinc Roofs", "ICLR 2026", "", "2026-03-01"),
    ("ICLR2026/robotics/calm_lamps", "Calm Lamps", "ICLR 2026", "2501.00001", "2026-02-01"),
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for path, title, venue, arxiv, date in NOTES:
        file = tmp_path / "tree" / f"{path}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        slug = file.stem
        file.write_text(NOTE.format(title=title, venue=venue, arxiv=arxiv, date=date, slug=slug), "utf-8")
    return tmp_path / "tree"


@pytest.fixture
def loader(tree: Path, tmp_path: Path) -> CatalogueLoader:
    library = Library.open(tmp_path / "library.db")
    library.sync(Source("harbour", "folder", str(tree)), tmp_path)
    library.close()
    return CatalogueLoader(tmp_path / "library.db")


def test_the_newest_entries_come_first(loader: CatalogueLoader) -> None:
    assert loader.keys() == [ROOF, CALM, TIDE]


def test_heads_are_what_the_catalogue_knows(loader: CatalogueLoader) -> None:
    tide, calm = loader.heads([TIDE, "ICML2025/nowhere", CALM])
    assert (tide.key, tide.title, tide.venue, tide.year) == (TIDE, "Low Tide", "ICML2025", 2025)
    assert (tide.arxiv, tide.has_code, tide.date) == ("2501.00002", True, "2025-05-01")
    assert tide.keywords == ("tides", "lamps")
    assert tide.summary == "About Low Tide."
    assert tide.topics == ("vision",)
    assert calm.key == CALM
    assert sorted(calm.topics) == ["robotics", "safety"]
    assert len(calm.topic_names) == 2
    assert tide.sections == calm.sections == ()


def test_heads_need_no_file(loader: CatalogueLoader, tree: Path) -> None:
    before = list(loader.heads(loader.keys()))
    shutil.rmtree(tree)
    assert list(loader.heads(loader.keys())) == before
    assert list(loader.load(loader.keys())) == before


def test_bodies_are_the_sections_of_all_notes_of_an_entry(loader: CatalogueLoader) -> None:
    (tide, (key, sections)) = loader.bodies([TIDE, "ICML2025/nowhere", CALM])
    assert tide[0] == TIDE
    assert [section.text.strip() for section in tide[1] if section.name == "method"] == [
        "We row to Low Tide."
    ]
    assert key == CALM
    methods = [section.text.strip() for section in sections if section.name == "method"]
    assert methods == ["We row to Calm Lamps."] * 2


def test_a_loaded_entry_is_its_head_and_its_body(loader: CatalogueLoader) -> None:
    keys = loader.keys()
    bodies = dict(loader.bodies(keys))
    expected = [head._replace(sections=bodies[head.key]) for head in loader.heads(keys)]
    assert list(loader.load(keys)) == expected


def test_a_loader_can_be_sent_to_another_process(loader: CatalogueLoader) -> None:
    assert pickle.loads(pickle.dumps(loader)).keys() == loader.keys()


def test_no_keys_give_no_entries(loader: CatalogueLoader) -> None:
    assert list(loader.heads([])) == list(loader.bodies([])) == list(loader.load([])) == []
