"""Area pages as they are copied from a browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.notes.formats.area_page import looks_like_page, parse_pages
from papernotes.notes.model import AreaPage, NoteError, Topic, Venue

LISTED = """\ufffd LLM Safety¶
🔬 ICLR2026 · 3 paper notes
- Quiet Guards
-
Guards that say little let less through \\(p < 0.05\\).
- Loud Guards
-
They say much.
And in a second paragraph, more.
- Quiet Guards
-
A second note on the same paper.
"""
ALTERNATING = """Skip to content

🔒 LLM Safety

🧪 ICML2025 · 2 paper notes

📌 Same area in other venues: 📷 CVPR2026 (12) · 🔬 ICLR2026 (185)

🔥 Top topics: LLM ×14 · Alignment/RLHF ×6

Quiet Guards

Guards that say little let less through.

Who Watches the Guards?

Nobody does, it turns out.
"""


def page_in(text: str, *, force: bool = False) -> AreaPage:
    (page,) = parse_pages(text, force=force)
    return page


def test_the_older_edition() -> None:
    page = page_in(LISTED)
    assert page.area.topic == Topic("llm_safety", "LLM Safety", "")
    assert (page.area.venue, page.area.declared) == (Venue("ICLR2026", "🔬"), 3)
    assert [note.title for note in page.notes] == ["Quiet Guards", "Loud Guards", "Quiet Guards"]
    assert page.notes[0].summary == "Guards that say little let less through \\(p < 0.05\\)."
    assert page.notes[1].summary == "They say much. And in a second paragraph, more."
    assert page.notes[2].summary == "A second note on the same paper."
    assert page.problems == ()


def test_the_newer_edition() -> None:
    page = page_in(ALTERNATING)
    assert page.area.topic == Topic("llm_safety", "LLM Safety", "🔒")
    assert page.area.elsewhere == ((Venue("CVPR2026", "📷"), 12), (Venue("ICLR2026", "🔬"), 185))
    assert page.area.top_topics == (("LLM", 14), ("Alignment/RLHF", 6))
    assert [(n.title, n.summary) for n in page.notes] == [
        ("Quiet Guards", "Guards that say little let less through."),
        ("Who Watches the Guards?", "Nobody does, it turns out."),
    ]


def test_labels_may_be_wrapped_anywhere_where_other_lines_are_longer() -> None:
    link = "[{}](https://tides.example.org/a/long/address/that/no/program/wraps/into/a/second/line)"
    wrapped = (
        ALTERNATING.replace("ICLR2026 (185)", "ICLR2026\n(185)")
        .replace("LLM ×14 · ", "LLM ×14 ·\n")
        .replace("Quiet Guards", link.format("Quiet Guards"))
        .replace("Who Watches the Guards?", link.format("Who Watches the Guards?"))
    )
    page = page_in(wrapped)
    assert page.area == page_in(ALTERNATING).area
    assert [note.title for note in page.notes] == ["Quiet Guards", "Who Watches the Guards?"]
    # A title directly below a label without counts does not belong to the label.
    bare = wrapped.replace("LLM ×14 ·\nAlignment/RLHF ×6\n\n", "LLM, Alignment\n")
    assert [note.title for note in page_in(bare).notes] == ["Quiet Guards", "Who Watches the Guards?"]


def test_the_note_of_a_page_has_text_like_any_other() -> None:
    note = page_in(ALTERNATING).notes[0]
    assert (note.slug, note.year, note.language) == ("quiet_guards", 2025, "en")
    assert note.markdown == "# Quiet Guards\n\n## TL;DR\n\nGuards that say little let less through.\n"


def test_a_wrong_count_is_a_problem_that_names_its_line() -> None:
    page = page_in(ALTERNATING.replace("· 2 paper", "· 9 paper"))
    assert len(page.notes) == 2
    assert page.problems == ((5, "the page declares 9 notes, read 2"),)


def test_entries_without_summary_are_kept() -> None:
    listed = page_in("Topic\nICML2025 · 2 notes\n- One\n-\n- Two\n-\nSaid.\n")
    assert [(n.title, n.summary) for n in listed.notes] == [("One", ""), ("Two", "Said.")]
    paragraphs = page_in("Topic\n\nICML2025 · 2 notes\n\nOne\n\nTwo\n\nSaid.\n")
    assert [(n.title, n.summary) for n in paragraphs.notes] == [("One", ""), ("Two", "Said.")]
    assert not listed.problems + paragraphs.problems


def test_paragraphs_of_one_summary_stay_together() -> None:
    page = page_in(
        "Topic\n\nICML2025 · 2 notes\n\nOne\n\nSaid.\n\nSaid more.\n\nTwo\n\nAlso said.\n\nBack to top\n"
    )
    assert [(n.title, n.summary) for n in page.notes] == [("One", "Said. Said more."), ("Two", "Also said.")]


def test_a_list_inside_a_summary_is_part_of_it() -> None:
    page = page_in("Topic\nICML2025 · 1 notes\n- One\n-\nThree things:\n- a\n- b\n- c\n")
    assert [(n.title, n.summary) for n in page.notes] == [("One", "Three things: - a - b - c")]


def test_a_page_in_chinese() -> None:
    page = page_in("🔒 大模型安全\n🔬 ICLR2026 · 共 1 篇\n\n某个标题\n\n一句话。\n")
    assert page.area.topic.name == "大模型安全"
    assert page.notes[0].language == "zh"


@pytest.mark.parametrize("text", ["", "Some words.\n", "# Title\n\n**Nothing** counted\n", "- a\n-\nb\n"])
def test_text_that_is_no_page_is_refused(text: str) -> None:
    assert not looks_like_page(text)
    with pytest.raises(NoteError, match="not the text of an area page"):
        parse_pages(text)


def test_a_page_without_entries_is_refused() -> None:
    text = "# Title\n\n**🔬 ICLR2026** · **3** paper notes\n"
    assert looks_like_page(text)
    with pytest.raises(NoteError, match="declares 3 notes, and none was found below line 3"):
        parse_pages(text)


WORDS = st.from_regex(r"[A-Z][a-z]{1,8}( [a-z]{1,8}){0,5}", fullmatch=True)
ENTRIES = st.lists(st.tuples(WORDS, WORDS.map(lambda words: words + ".")), min_size=1, max_size=6)


@given(ENTRIES, st.booleans())
def test_a_written_page_is_read_back(entries: list[tuple[str, str]], listed: bool) -> None:
    shape = "- {}\n-\n{}\n" if listed else "{}\n\n{}\n\n"
    text = f"🔒 Topic\n\n🧪 ICML2025 · {len(entries)} paper notes\n\n" + "".join(
        shape.format(*e) for e in entries
    )
    chrome = ("Search.", "Previous.", "Next.")
    page = page_in(text)
    if not any(part in chrome or part + "." in chrome for entry in entries for part in entry):
        assert [(note.title, note.summary) for note in page.notes] == entries
        assert page.problems == ()


@given(st.text(st.sampled_from("aB.-–•\n¶ ·1"), max_size=80))
def test_any_text_below_a_header_is_read_or_refused(text: str) -> None:
    page = f"Topic\nICML2025 · 3 notes\n{text}"
    try:
        notes = page_in(page).notes
    except NoteError as error:
        assert 2 <= error.line <= page.count("\n") + 1
    else:
        assert notes and all(note.slug for note in notes)


@pytest.mark.parametrize(
    "marks", ["→ → →", "✓ ✓ ✓", "☐ ☐ ☐", "[1] [2] [3]", "① ② ③", "a) b) c)", "-\u00a0 -\u00a0 -\u00a0"]
)
def test_marks_of_lists_are_no_part_of_a_title(marks: str) -> None:
    titles = ("Wide Nets for Small Fish", "Knots That Give", "Calm Lamps")
    glue = "" if "①" in marks else " "
    entries = "".join(
        f"{mark}{glue}{title}\nThis paper shows what it is about, at some length, and well.\n"
        for mark, title in zip(marks.split(" "), titles, strict=True)
    )
    (page,) = parse_pages(f"Nets\nICML2025 · 3 paper notes\n{entries}")
    assert tuple(note.title for note in page.notes) == titles
    assert page.certainty.startswith("sure: ")


def test_a_number_that_the_shape_contradicts_leaves_no_page_sure() -> None:
    entries = "".join(
        f"Knots Number {n}\n\nThis paper shows knot number {n}, and why it holds so well.\n\n"
        for n in range(5)
    )
    (page,) = parse_pages(f"Nets\nICML2025 · 4 paper notes\n\n{entries}")
    assert not page.certainty.startswith("sure")


@pytest.mark.parametrize(
    "line", ["==a" + " " * 60_000 + "b", ">" * 60_000, "| a " * 20_000, "\t" * 60_000 + "a"]
)
def test_a_long_line_takes_no_long_time(line: str) -> None:
    page = page_in(f"Nets\nICML2025 · 2 paper notes\n\nOne\n\nSaid.\n\nTwo\n\n{line}.\n", force=True)
    assert page.notes[0].title == "One"
