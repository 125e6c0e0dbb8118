"""For any text at any width, lines fit, nothing raises, and no word is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from papernotes.render import Head, find, layout_note, plain_lines
from papernotes.render.text.cells import width_of

WIDTHS = st.integers(20, 200)
WORDS = st.text("abcdefgXYZ0123456789äß模型方法テ한", min_size=1, max_size=12)
LONG_WORDS = st.text("abcdefg模", min_size=30, max_size=90)

_MARKUP = """
# ## ###### - * + 1. 9) > >> ``` ~~~ ` ** __ * _ ~~ | |---| --- === : [ ]( ) ![ \\ \\[ \\] & &amp; &#x202e;
< <div> </div> <br> <sub> </sub> <li> <td> <a> </a> <think> $ $$ \\( \\textbf{ } \\begin{align} \\end{align} ```math [^1] [^1]: ^ « 。 （ ） “ ” — ⚠️ 👩‍👩‍👧 é
"""
MARKUP = st.sampled_from(_MARKUP.split())
TYPESETTERS = st.sampled_from(
    ["\n", "\n\n", " ", "    ", "\t", "\n    ", "\n\n    ", "\r\n", "", "\x1b[1m", "\u200b"]
)
DOCUMENTS = st.lists(
    st.one_of(WORDS, MARKUP, TYPESETTERS, TYPESETTERS, LONG_WORDS, st.text(max_size=20)), max_size=60
).map("".join)


@settings(max_examples=250, deadline=None)
@given(DOCUMENTS, WIDTHS)
def test_any_text_at_any_width_fits(markdown: str, width: int) -> None:
    layout = layout_note(markdown, width)
    for line in plain_lines(layout):
        assert width_of(line) <= width
        assert "\n" not in line
        assert "\ufe0f" not in line
        assert line.isprintable() or any(not character.isascii() for character in line)
    assert len(layout.anchors) == len(layout.lines)
    assert list(layout.anchors) == sorted(layout.anchors)
    for link in layout.links:
        assert 0 <= link.line < len(layout.lines)
        assert link.column + link.width <= width
    for place in (*layout.headings, *layout.formulas):
        assert 0 <= place.line < len(layout.lines)
    assert all(0 <= line < max(len(layout.lines), 1) for line in layout.names.values())


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS, WIDTHS, st.text(max_size=30))
def test_any_head_fits(markdown: str, width: int, text: str) -> None:
    head = Head(
        title=text,
        venue=text,
        topics=(text,),
        authors=(text, text),
        code=text,
        url=text,
        remark=text,
        summary=text,
    )
    layout = layout_note(markdown, width, head=head)
    assert all(width_of(line) <= width for line in plain_lines(layout))


PROSE = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


def _table(cells: list[str]) -> str:
    row = "|".join(["", *cells, ""])
    return "\n".join([row, "|--" * len(cells) + "|", row])


def _nested_list(items: list[str]) -> str:
    return "\n".join(f"{'    ' * depth}- {item}" for depth, item in enumerate(items))


BLOCKS = st.one_of(
    PROSE,
    PROSE.map("## {}".format),
    PROSE.map("- {}".format),
    PROSE.map("12. {}".format),
    PROSE.map("> {}".format),
    PROSE.map("**{}**".format),
    PROSE.map("`{}`".format),
    PROSE.map("```\n{}\n```".format),
    PROSE.map("[{}](x.md)".format),
    PROSE.map("![{}](x.png)".format),
    PROSE.map("<div>\n{}\n</div>".format),
    PROSE.map("term\n:   {}".format),
    st.lists(WORDS, min_size=2, max_size=5).map(_table),
    st.lists(PROSE, min_size=1, max_size=4).map(_nested_list),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCKS, max_size=8), WIDTHS)
def test_every_word_is_shown(blocks: list[str], width: int) -> None:
    markdown = "\n\n".join(blocks)
    text = "".join("".join("".join(plain_lines(layout_note(markdown, width))).split()).replace("│", ""))
    letters = {character for character in markdown if character.isalnum()}
    for character in letters - set("hxmdpng12divter"):
        assert text.count(character) >= markdown.count(character)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=3, max_size=60), WIDTHS, st.data())
def test_what_is_shown_is_found(words: list[str], width: int, data: st.DataObject) -> None:
    layout = layout_note(" ".join(words), width)
    start = data.draw(st.integers(0, len(words) - 2))
    wanted = " ".join(words[start : start + 2])
    matches = find(layout, wanted)
    assert matches
    lines = plain_lines(layout)
    first = matches[0]
    assert width_of(lines[first.line]) >= first.column + first.width


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=8), WIDTHS, WIDTHS)
def test_anchors_survive_widths(blocks: list[str], one: int, other: int) -> None:
    markdown = "\n\n".join(blocks)
    first, second = layout_note(markdown, one), layout_note(markdown, other)
    for line in range(len(first.lines)):
        anchor = first.anchor_of(line)
        found = second.anchor_of(second.line_of(anchor))
        assert found.heading == anchor.heading
        assert abs(found.block - anchor.block) <= 1  # a table's head has no line of its own among records


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=8), st.lists(WIDTHS, min_size=1, max_size=4))
def test_a_line_anchor_leads_back_to_its_line_and_to_the_same_text_elsewhere(
    blocks: list[str], widths: list[int]
) -> None:
    markdown = "\n\n".join(blocks)
    layouts = [layout_note(markdown, width) for width in widths]
    first = layouts[0]
    for line in range(len(first.lines)):
        line_anchor = first.line_anchor_of(line)
        assert first.find_line(line_anchor) == line
        for other in layouts[1:]:
            found = other.find_line(line_anchor)
            assert 0 <= found < len(other.lines)
            anchor = other.line_anchor_of(found).anchor
            assert anchor.heading == line_anchor.anchor.heading
            assert abs(anchor.block - line_anchor.anchor.block) <= 1
