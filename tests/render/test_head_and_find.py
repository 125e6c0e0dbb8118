"""The head of a note, finding text, and reading time."""

from __future__ import annotations

import pytest

from papernotes.notes.model import Rating
from papernotes.render import Head, find, layout_note, plain_lines, reading_minutes
from papernotes.render.head import stars
from papernotes.render.text.find import nearest

HEAD = Head(
    title="Sparse Anchors for Long Contexts",
    venue="ICLR2026",
    venue_icon="🔬",
    topics=("🔒 LLM Safety",),
    award="Oral",
    authors=("A. Writer", "B. Author"),
    keywords=("anchors", "sparsity"),
    arxiv="2601.01234",
    code="https://github.com/example/anchors/",
    rating=Rating(4.5),
    date="2026-01-11",
    minutes=6,
    read=False,
    starred=True,
    lists=("to present",),
    tags=("core",),
    notes=2,
    note=1,
    also_in=("ICML2026",),
    remark="Compare with *last* year's.\nSecond line.",
)

NOTE = """# Sparse Anchors for Long Contexts

**Conference**: ICLR 2026
**arXiv**: [2601.01234](https://arxiv.org/abs/2601.01234)
**Code**: None
**Institution**: Somewhere

## Method

Text.

## TL;DR

Short.
"""


def test_the_head_stands_above_the_summary_and_nothing_is_repeated() -> None:
    assert plain_lines(layout_note(NOTE, 64, head=HEAD)) == [
        "Sparse Anchors for Long Contexts",
        "🔬 ICLR2026 · Oral · 🔒 LLM Safety",
        "★ starred · ● unread · 6 min · note 1 of 2 · also in ICML2026",
        "",
        "Authors   A. Writer, B. Author",
        "Keywords  anchors, sparsity",
        "Paper     arXiv 2601.01234",
        "Code      github.com/example/anchors",
        "Rating    ★★★★½",
        "Date      2026-01-11",
        "Lists     to present",
        "Tags      #core",
        "Remark    Compare with *last* year's. …",
        "─" * 64,
        "",
        "TL;DR",
        "─────",
        "Short.",
        "",
        "Institution: Somewhere",
        "",
        "Method",
        "──────",
        "Text.",
        "",
        "Your remark",
        "───────────",
        "▎ Compare with last year's.",
        "▎ Second line.",
    ]


def test_links_of_the_head() -> None:
    layout = layout_note(NOTE, 64, head=HEAD)
    assert [link.target for link in layout.links] == [
        "https://arxiv.org/abs/2601.01234",
        "https://github.com/example/anchors/",
    ]


def test_a_summary_that_the_note_begins_with_is_not_repeated() -> None:
    head = Head(title="T", summary="It begins *so*, and …")
    note = "# T\n\n## Start\n\nIt begins **so**, and goes on.\n"
    assert plain_lines(layout_note(note, 40, head=head))[-3:] == [
        "Start",
        "─────",
        "It begins so, and goes on.",
    ]


@pytest.mark.parametrize(
    "note",
    [
        "![badge](b.svg)\n\n[![other](c.svg)](https://example.org)\n\n<img alt=x>\n\n## Start\n\nIt begins so, and goes on, for all of its forty letters.\n",
        "It begins so, and goes on, for all of its forty letters \\cite{x} with \\sum_a.\n",
    ],
)
def test_the_first_words_of_a_note_are_recognised_below_images_and_in_any_markup(note: str) -> None:
    head = Head(title="T", summary="It begins so, and goes on, for all of its forty letters [1] with sum")
    assert "TL;DR" not in plain_lines(layout_note(f"# T\n\n{note}", 80, head=head))


def test_no_rule_stands_above_a_heading() -> None:
    note = "# T\n\nOne.\n\n---\n\n## Part\n\nTwo.\n\n---\n\nThree.\n"
    text = plain_lines(layout_note(note, 20, head=Head(title="T")))
    assert text[3:] == ["One.", "", "Part", "────", "Two.", "", "─" * 20, "", "Three."]


def test_rules_stand_only_between_parts() -> None:
    note = "# T\n\n---\n\n**arXiv**: 2601.01234\n\n---\n\nOne.\n\n---\n\n---\n\nTwo.\n\n---\n"
    head = Head(title="T", arxiv="2601.01234")
    text = plain_lines(layout_note(note, 20, head=head))
    assert text[text.index("Paper  arXiv") :][2:] == ["─" * 20, "", "One.", "", "─" * 20, "", "Two."]


def test_a_head_without_text_shows_what_is_known() -> None:
    head = Head(title="T", summary="Known summary.")
    assert plain_lines(layout_note("", 20, head=head)) == [
        "T",
        "─" * 20,
        "",
        "TL;DR",
        "─────",
        "Known summary.",
    ]


@pytest.mark.parametrize("note", ["", "# T\n", "# T\n\n**Conference**: None\n\n<!-- nothing -->\n"])
def test_a_note_without_text_says_so(note: str) -> None:
    def below(head: Head) -> list[str]:
        lines = plain_lines(layout_note(note, 40, head=head, empty="there is no text"))
        return lines[lines.index("─" * 40) :][2:]

    assert below(Head(title="T")) == ["there is no text"]
    assert below(Head(title="T", summary="Sum.")) == ["TL;DR", "─────", "Sum.", "", "there is no text"]


def test_without_a_head_the_note_is_whole() -> None:
    text = plain_lines(layout_note(NOTE, 64))
    assert text[0] == HEAD.title
    assert "Conference: ICLR 2026" in text


@pytest.mark.parametrize("width", [20, 33, 60, 200])
def test_the_head_fits(width: int) -> None:
    from papernotes.render.text.cells import width_of

    head = Head(
        title="标题" * 40,
        venue="V" * 50,
        authors=("a" * 70,),
        tags=("x" * 40,),
        remark="y" * 300,
        url="http://[x",
    )
    assert all(width_of(line) <= width for line in plain_lines(layout_note("# a", width, head=head)))


@pytest.mark.parametrize(
    ("given", "shown"), [(0, "☆☆☆☆☆"), (3, "★★★☆☆"), (4.5, "★★★★½"), (4.9, "★★★★★"), (9, "★★★★★")]
)
def test_a_rating_is_shown_as_stars(given: float, shown: str) -> None:
    assert stars(given) == shown


def where(markdown: str, text: str, width: int = 40) -> list[tuple[int, int, int]]:
    return [(match.line, match.column, match.width) for match in find(layout_note(markdown, width), text)]


def test_find_folds_case_accents_and_styled_letters() -> None:
    assert where("A Déjà vu", "deja") == [(0, 2, 4)]
    assert where("a **wat**er*mark* b", "Watermark") == [(0, 2, 9)]
    assert where(r"so $\mathbf{x} - 1$ is", "x - 1") == [(0, 3, 5)]
    assert where("ＡＢＣ", "abc") == [(0, 0, 6)]


def test_find_in_chinese_and_over_line_ends() -> None:
    assert where("我们的方法很好", "方法") == [(0, 6, 4)]
    assert where("alpha beta gamma", "beta gamma", 20) == [(0, 6, 10)]
    layout = layout_note("word " * 5 + "alpha beta gamma", 31)
    assert [
        (match.line, match.column, match.width, match.number) for match in find(layout, "alpha beta")
    ] == [
        (0, 25, 5, 0),
        (1, 0, 4, 0),
    ]


def test_find_in_tables_and_nothing() -> None:
    assert where("| a | b |\n|---|---|\n| x | needle |\n", "needle") == [(2, 4, 6)]
    assert where("text", "") == []
    assert where("text", "nowhere") == []


def test_nearest_match() -> None:
    matches = find(layout_note("x\n\ny\n\nx\n", 40), "x")
    assert [nearest(matches, line) for line in (0, 1, 4, 9)] == [0, 1, 1, 0]


def test_a_text_is_found_in_a_cell_that_is_wrapped() -> None:
    table = "| Way | Made of |\n|-|-|\n| a row of oars | wood *and* more wood |\n| sails | cloth |\n"
    layout = layout_note(table, 21)
    assert plain_lines(layout)[2:] == [
        "a row of │ wood and",
        "oars     │ more wood",
        "╌╌╌╌╌╌╌╌╌┼╌╌╌╌╌╌╌╌╌╌╌",
        "sails    │ cloth",
    ]
    assert [(part.line, part.column, part.width) for part in find(layout, "row of OARS")] == [
        (2, 2, 6),
        (3, 0, 4),
    ]
    assert [(part.line, part.column) for part in find(layout, "and more wood")] == [(2, 16), (3, 11)]
    assert [part.number for part in find(layout, "wood")] == [0, 1]
    assert not find(layout, "oars sails")


def test_the_minutes_to_read_a_note_come_from_its_words_and_cjk_characters() -> None:
    assert reading_minutes("") == 1
    assert reading_minutes("word " * 461) == 3
    assert reading_minutes("<!-- " + "word " * 461 + "--> [a](https://example.org)") == 1
    assert reading_minutes("字" * 801) == 3
    assert reading_minutes("word " * 230 + "字" * 400) == 2


def test_formulas_in_the_title_and_the_summary_are_typeset() -> None:
    head = Head(
        title="The $\\mathcal{E}_0$ model costs $5", summary="It sums $x_i$, \\((ε,δ)\\) and $$y^2$$."
    )
    text = "\n".join(plain_lines(layout_note("## Method\n\nWords.", 80, head=head)))
    assert "The ℰ₀ model costs $5" in text
    assert "It sums xᵢ, (ε, δ) and y²." in text


def test_a_summary_with_which_the_text_begins_is_shown_once() -> None:
    markdown = "The weights $x_i$ are summed:\n$$\ny = \\sum_i x_i\n$$\nand so on."
    head = Head(title="Sums", summary="The weights $x_i$ are summed: $$ y = \\sum_i x_i $$ and so on.")
    text = "\n".join(plain_lines(layout_note(markdown, 80, head=head)))
    assert "TL;DR" not in text
    assert text.count("are summed") == 1
