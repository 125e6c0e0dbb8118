"""Which format a document is read as."""

from __future__ import annotations

import pytest

from papernotes.notes.formats.document import DocumentText
from papernotes.notes.formats.reader import FORMATS, read_document
from papernotes.notes.model import UNFILED

PAGE = "Tides\n🧪 ICML2025 · 1 paper notes\nHigh Water\nThe sea rises twice a day.\n"
LINKED = (
    "# High Water\n\n[paper](https://example.org/high.pdf) | [code]()\n\n---\n\n- It rises twice a day.\n"
)
BUNDLE = "---\ntitle: High Water\ndate: 2025-02-13\n---\n\nThe sea rises twice a day.\n"
PAPER = "# High Water\n\n- Paper: https://arxiv.org/abs/2501.00001\n\n## どんなもの？\n\n海の話。\n"
NOTE = "# High Water\n\nThe sea rises twice a day.\n"


@pytest.mark.parametrize(
    ("text", "path", "alone", "name"),
    [
        (PAGE, "saved.txt", True, "area page"),
        (PAGE, "ICML2025/saved.txt", False, "area page"),
        (PAGE, "saved.md", True, "area page"),
        (PAGE, "ICML2025/tides/saved.md", False, "Markdown note"),
        (NOTE, "high_water.txt", True, "area page"),
        (NOTE, "ICML2025/high_water.txt", False, ""),
        (NOTE, "high_water.md", True, "Markdown note"),
        (NOTE, "ICML2025/tides/High_Water.MARKDOWN", False, "Markdown note"),
        (NOTE, "ICML2025/tides/index.md", False, "area index"),
        (NOTE, "index.md", True, "Markdown note"),
        (BUNDLE, "content/2025-02-14/high_water/index.md", False, "page bundle"),
        (BUNDLE, "ICML2025/tides/index.md", False, "area index"),
        (BUNDLE, "index.md", False, "area index"),
        (PAPER, "ACL/2021/High Water/summary.md", False, "page bundle"),
        (PAPER, "tides/High Water/README.md", False, "page bundle"),
        (NOTE, "tides/High Water/note.md", False, "page bundle"),
        (NOTE, "tides/High Water/README.md", False, "list of papers"),
        (NOTE, "notes/note.md", False, "Markdown note"),
        ("# Summary\n\n- [High Water](high.md)\n", "src/SUMMARY.md", False, ""),
        (
            "# Book\n\n- [High Water](high.md)\n- [Low Water](low.md)\n",
            "tides/SUMMARY.md",
            False,
            "map of content",
        ),
        (LINKED, "tides/High Water/summary.md", False, "page bundle"),
        (LINKED, "tides/High Water/README.md", False, "page bundle"),
        (NOTE, "tides/log.md", False, "page about others"),
        (LINKED, "tides/log.md", False, "Markdown note"),
        (PAPER, "tides/security.md", False, "Markdown note"),
        (NOTE, "2024-05-01.md", False, "page about others"),
        (LINKED, "2024-05-01.md", False, "Markdown note"),
        (NOTE, "AGENTS.md", False, "page about others"),
        (NOTE, "tides/agents.md", False, "Markdown note"),
        ("---\nauthor: Ann Reed\n---\n\nMy pages.\n", "about.md", False, "page about others"),
    ],
)
def test_the_format_of_a_document(text: str, path: str, alone: bool, name: str) -> None:
    document = DocumentText(text, path, alone)
    assert next((known.name for known in FORMATS if known.recognises(document)), "") == name


def test_text_that_is_no_page_is_a_problem_only_if_it_was_chosen() -> None:
    assert read_document(NOTE.encode(), "ICML2025/high_water.txt").problems == ()
    ((line, reason),) = read_document(NOTE.encode(), "high_water.txt", alone=True).problems
    assert line == 0
    assert reason.startswith("is not the text of an area page")


def test_only_text_without_a_file_of_its_own_is_kept() -> None:
    note = read_document(NOTE.encode(), "ICML2025/tides/high_water.md")
    page = read_document(PAGE.encode(), "saved.txt", alone=True)
    assert [n.markdown for n in note.notes] == [""]
    assert "twice a day" in page.notes[0].markdown
    assert all(n.text_hash for n in (*note.notes, *page.notes))


def test_a_note_in_a_folder_of_its_own_is_filed_by_the_folders_above() -> None:
    (note,) = read_document(PAPER.encode(), "tides/ACL/2021/High Water/summary.md").notes
    assert (note.title, note.slug, note.venue.slug, note.topic.slug) == (
        "High Water",
        "High Water",
        "ACL2021",
        "tides",
    )
    (note,) = read_document(PAPER.encode(), "tides/arxiv/2025/High Water/note.md").notes
    assert (note.venue.slug, note.topic.slug, note.arxiv) == ("arXiv2025", "tides", "2501.00001")


def test_a_page_bundle_is_named_by_its_folder() -> None:
    (note,) = read_document(BUNDLE.encode(), "content/2025-02-14/high_water/index.md").notes
    assert (note.title, note.slug, note.venue.slug, note.year) == ("High Water", "high_water", UNFILED, None)
    assert note.summary == "The sea rises twice a day."
