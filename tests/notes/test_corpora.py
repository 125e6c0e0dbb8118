"""The formats on real documents: two area pages and a tree of Chinese notes."""

from __future__ import annotations

import csv
import io
import lzma
from pathlib import Path

import pytest

from papernotes.notes.formats.area_index import parse_area_index
from papernotes.notes.formats.area_page import looks_like_page, parse_pages
from papernotes.notes.formats.markdown import parse_note
from papernotes.notes.formats.sections import split_sections
from papernotes.notes.model import AreaPage, Note, Topic, Venue
from papernotes.notes.sources.left_out import is_note_path
from papernotes.notes.text import decode, fold

pytestmark = pytest.mark.corpus

# Papers that are on OpenReview only, and one with empty brackets.
WITHOUT_ARXIV = {
    "cross_domain_lossy_compression_optimal_transport",
    "exchangeability_gnn_representations",
    "from_movement_to_cognitive_maps",
    "glass_flows_reward_alignment_diffusion",
    "latent_fourier_transform",
    "speculative_actions_faster_ai_agents",
    "weakly_supervised_teacherstudent_framework",
}


def page_of(corpora: Path, name: str) -> AreaPage:
    text = decode((corpora / name).read_bytes())
    assert looks_like_page(text)
    (page,) = parse_pages(text)
    return page


def test_the_older_page(corpora: Path) -> None:
    page = page_of(corpora, "page-iclr2026-llm_safety.txt")
    assert page.area.venue == Venue("ICLR2026", "🔬")
    assert (page.area.topic.slug, page.area.topic.name) == ("llm_safety", "LLM Safety")
    assert (page.area.declared, len(page.notes), page.problems) == (39, 39, ())
    assert len({fold(note.title) for note in page.notes}) == 36
    assert all(len(note.summary) > 100 for note in page.notes)


def test_the_newer_page(corpora: Path) -> None:
    page = page_of(corpora, "page-icml2025-llm_safety.txt")
    assert page.area.venue == Venue("ICML2025", "🧪")
    assert page.area.topic == Topic("llm_safety", "LLM Safety", "🔒")
    assert (page.area.declared, len(page.notes), page.problems) == (41, 41, ())
    assert len({fold(note.title) for note in page.notes}) == 41
    assert {venue.slug: count for venue, count in page.area.elsewhere} == {
        "CVPR2026": 12,
        "ICLR2026": 185,
        "ACL2026": 115,
        "AAAI2026": 41,
        "NeurIPS2025": 81,
        "ICCV2025": 10,
    }
    assert all(venue.icon for venue, _ in page.area.elsewhere)
    assert [count for _, count in page.area.top_topics] == [14, 7, 6, 3, 3]
    assert all(len(note.summary) > 100 for note in page.notes)


@pytest.fixture(scope="module")
def notes(chinese_notes: Path) -> list[Note]:
    """All Chinese notes, each found where its folders say."""
    found = []
    for file in sorted(chinese_notes.rglob("*")):
        path = file.relative_to(chinese_notes)
        if file.is_file() and is_note_path(path.as_posix()):
            parsed = parse_note(decode(file.read_bytes()), path=f"docs/{path.as_posix()}")
            assert parsed.problems == ()
            assert (parsed.note.venue.slug, parsed.note.topic.slug, parsed.note.slug) == (
                *path.parts[:-1],
                path.stem,
            )
            found.append(parsed.note)
    return found


def test_every_chinese_note_is_read(notes: list[Note]) -> None:
    assert len(notes) == 1184
    assert all(note.title and note.summary and note.keywords and note.year for note in notes)
    assert {note.language for note in notes} == {"zh"}
    assert {note.slug for note in notes if note.arxiv is None} == WITHOUT_ARXIV
    assert sum(note.code is not None for note in notes) == 607
    assert sum(note.rating.overall is not None or bool(note.rating.axes) for note in notes) == 1176


def test_chinese_notes_have_the_usual_sections(notes: list[Note]) -> None:
    for note in notes[::20]:
        named = {section.name for section in split_sections(note.markdown)}
        assert {"summary", "method"} & named
        assert len(named) >= 3


def test_the_list_of_papers_agrees(corpora: Path, notes: list[Note]) -> None:
    text = lzma.decompress((corpora / "papers.tsv.xz").read_bytes()).decode()
    rows = csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    papers = {(row["venue"], row["slug"]): row for row in rows if row["slug"]}
    known = [(note, papers[key]) for note in notes if (key := (note.venue.slug, note.slug)) in papers]
    assert len(known) == 922
    # one note is about another paper than its file name says
    assert sum((note.arxiv or "") == paper["arxiv"] for note, paper in known) == 921
    assert sum(fold(note.title) == fold(paper["title"]) for note, paper in known) >= 855


def test_the_indexes_of_the_chinese_tree(chinese_notes: Path) -> None:
    for file in chinese_notes.glob("*/*/index.md"):
        path = file.relative_to(chinese_notes)
        index = parse_area_index(file.read_text(encoding="utf-8"), path=path.as_posix())
        (area,) = index.areas
        assert (area.venue.slug, area.topic.slug) == path.parts[:2]
        assert area.venue.icon and area.topic.icon and area.topic.name and area.declared
    root = parse_area_index((chinese_notes / "index.md").read_text(encoding="utf-8"), path="index.md")
    assert all(venue.icon for venue in root.venues)
    assert len(root.areas) > 200
