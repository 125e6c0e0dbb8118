"""Every way in which people copy an area page gives the same notes, or says what was not understood."""

from __future__ import annotations

from pathlib import Path

import pytest
from area_page_copies import (
    CHINESE,
    COPIES,
    ENGLISH,
    JAPANESE,
    KOREAN,
    PAGES,
    Page,
    bullets,
    close_lines,
    header,
    pairs,
    paragraphs,
)

from papernotes.notes.formats.area_page import parse_pages
from papernotes.notes.model import AreaPage, NoteError, Venue
from papernotes.notes.text import clean_line, decode


def entries_of(page: AreaPage) -> list[tuple[str, str]]:
    return [(note.title, note.summary) for note in page.notes]


def entries_in(text: str) -> list[tuple[str, str]]:
    return [entry for page in parse_pages(text) for entry in entries_of(page)]


def written(page: Page, *, summaries: bool = True) -> list[tuple[str, str]]:
    return [(clean_line(title), clean_line(summary) if summaries else "") for title, summary in page.entries]


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("language", PAGES)
def test_a_copy_is_read_as_the_page(language: str, copy: str) -> None:
    page, how = PAGES[language], COPIES[copy]
    (found,) = parse_pages(how.make(page))
    assert entries_of(found) == written(page, summaries=how.summaries)
    assert found.problems == ()
    assert (found.area.venue.slug, found.area.declared) == ("ICML2025", len(page.entries))
    assert found.area.topic.name == page.topic.split(" ", 1)[1]


@pytest.mark.parametrize(("count", "declared"), [(3, 2), (2, 1), (2, 3)])
@pytest.mark.parametrize("language", PAGES)
def test_a_wrong_count_makes_no_copy_wrong_without_a_word(language: str, count: int, declared: int) -> None:
    page = PAGES[language]._replace(entries=PAGES[language].entries[:count])
    for name, how in COPIES.items():
        text = how.make(page).replace(page.counted.format(count), page.counted.format(declared))
        try:
            (found,) = parse_pages(text)
        except NoteError:
            continue
        told = found.problems or not found.certainty.startswith("sure")
        assert told or entries_of(found) == written(page, summaries=how.summaries), name


@pytest.mark.parametrize("language", PAGES)
def test_the_lines_above_the_entries_are_read(language: str) -> None:
    (page,) = parse_pages(header(PAGES[language]) + paragraphs(PAGES[language].entries))
    assert page.area.elsewhere == ((Venue("CVPR2026", "📷"), 12), (Venue("ICLR2026", "🔬"), 185))
    assert page.area.top_topics[0] == ("LLM", 14)


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["page-icml2025-llm_safety.txt", "page-iclr2026-llm_safety.txt"])
def test_copies_of_real_pages(corpora: Path, name: str) -> None:
    (real,) = parse_pages(decode((corpora / name).read_bytes()))
    page = ENGLISH._replace(entries=tuple(entries_of(real)))
    for copy in COPIES.values():
        assert entries_in(copy.make(page)) == written(page, summaries=copy.summaries)


def test_several_pages_in_one_file() -> None:
    footer = COPIES["a footer"].make
    text = footer(ENGLISH) + COPIES["navigation above"].make(CHINESE) + footer(JAPANESE) + footer(KOREAN)
    pages = parse_pages(text)
    assert [page.area.topic.name for page in pages] == ["LLM Safety", "LLM 安全", "LLM 安全性", "LLM 안전성"]
    assert [entries_of(page) for page in pages] == [written(page) for page in PAGES.values()]


def test_a_page_that_was_pasted_twice_is_one_page() -> None:
    page, other = (COPIES["a footer"].make(one) for one in (ENGLISH, KOREAN))
    assert entries_in(page + other + page) == written(ENGLISH) + written(KOREAN)


@pytest.mark.parametrize("language", PAGES)
def test_a_note_without_summary_keeps_the_others_right(language: str) -> None:
    page = PAGES[language]
    entries = [(title, "" if at in (1, 5) else summary) for at, (title, summary) in enumerate(page.entries)]
    assert entries_in(header(page) + paragraphs(tuple(entries))) == [
        (title, clean_line(summary)) for title, summary in entries
    ]


@pytest.mark.parametrize("language", PAGES)
def test_a_summary_without_a_full_stop(language: str) -> None:
    page = PAGES[language]
    entries = tuple((title, summary.rstrip(".。")) for title, summary in page.entries)
    assert entries_in(header(page) + close_lines(entries)) == list(entries)


@pytest.mark.parametrize("copy", ["paragraphs", "bullets - and alone", "wrapped at 72", "Markdown list"])
def test_half_a_page_is_taken_and_says_so(copy: str) -> None:
    text = COPIES[copy].make(ENGLISH)
    half = text[: text.index(ENGLISH.entries[5][0][:20])].rstrip("-*[ \n")
    (page,) = parse_pages(half)
    assert entries_of(page) == written(ENGLISH)[:5]
    assert [reason for _, reason in page.problems] == ["the page declares 8 notes, read 5"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            pairs(ENGLISH.entries)[:-1] + "Some words of a mail that belong to nothing.\n",
            "may be no part of the summary above it",
        ),
        (
            bullets("*", lone=False)(ENGLISH.entries) + "\nSome words that belong to nothing.\n",
            "may be no part of the summary above it",
        ),
        (paragraphs((*ENGLISH.entries[:-1], ("Audit Trails", ""))), "has no summary"),
        ("♠ " + paragraphs(ENGLISH.entries), "unusual beginning or end"),
        (paragraphs(ENGLISH.entries).replace("half an hour.", "half an hour.</p>"), "or tags"),
        ("".join(f"{t} of the\n\n{s}\n\n" for t, s in ENGLISH.entries), "unusual beginning or end"),
    ],
)
def test_what_looks_odd_is_told(text: str, told: str) -> None:
    (page,) = parse_pages(header(ENGLISH) + text)
    assert len(page.notes) == len(ENGLISH.entries)
    assert not page.certainty.startswith("sure")
    assert told in page.certainty


def test_a_page_without_a_count_above_another_page_is_told() -> None:
    first = header(CHINESE).replace(CHINESE.counted.format(8), "") + paragraphs(ENGLISH.entries)
    (page,) = parse_pages(first + header(JAPANESE) + paragraphs(JAPANESE.entries))
    assert entries_of(page) == written(JAPANESE)
    assert "nothing above line" in page.problems[0][1]


UNCLEAR = (
    "Topic\n\nICML2025 · 9 notes\n\n"
    + "some words that go on\n\nand on. And on with\n\nmore of them.\n\n" * 5
)


def test_a_page_that_is_not_clear_is_refused_with_its_line() -> None:
    with pytest.raises(NoteError, match=r"ICML2025 · Topic declares 9 notes, and \d+ were found") as refused:
        parse_pages(UNCLEAR)
    assert refused.value.line > 3


def test_force_takes_the_likeliest_reading() -> None:
    (page,) = parse_pages(UNCLEAR, force=True)
    assert page.notes
    assert page.problems
