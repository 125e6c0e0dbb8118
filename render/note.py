"""Lays out a whole note, its head and text, for a width. `layout_note` is the face of this package."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from markdown_it.token import Token

from papernotes.notes import lazy_pattern
from papernotes.render.head import Head, lay_out_head
from papernotes.render.layout import Layout
from papernotes.render.markdown.blocks import Blocks
from papernotes.render.markdown.inline import Inlines, plain_tokens
from papernotes.render.markdown.parser import parse
from papernotes.render.page import NotePage
from papernotes.render.text.cells import clean, clean_line
from papernotes.render.text.find import folded

MINIMUM_WIDTH_CELLS = 20
"""The least width of a layout."""

REMARK = "Your remark"
"""The heading of the remark under the note."""

_SUMMARIES = frozenset(
    (
        "tl;dr",
        "tldr",
        "tl; dr",
        "summary",
        "in one sentence",
        "one-sentence summary",
        "一句话总结",
        "一句话概括",
        "摘要",
        "总结",
    )
)
_FIELDS = {
    "conference": "venue", "venue": "venue", "会议": "venue", "arxiv": "arxiv", "doi": "doi", "code": "code",
    "代码": "code", "area": "topics", "领域": "topics", "keywords": "keywords", "关键词": "keywords",
    "tags": "keywords", "authors": "authors", "author": "authors", "作者": "authors", "date": "date",
    "日期": "date",
}  # fmt: skip
"""The name in a line of metadata → the field of the head that shows it."""

_COMPARED_LETTERS = 40  # a paragraph is recognised by its first letters
_MINIMUM_LETTERS = 12  # by which one is recognised at all
_NO_WORDS = frozenset(("image", "html_inline"))

_NOTHING = lazy_pattern(
    r"(none|n/?a|-+|/|tbd|to be released|not (yet )?(available|released|provided)|coming soon|unknown"
    r"|无|暂无|没有|[暂尚]?未(公开|开源|提及|提供|发布|说明)|[待即将]+(确认|公开|开源|发布|补充)|无公开链接)?\W*",
    re.IGNORECASE,
)
_FIELD_LINE = lazy_pattern(r"\s*\**([^*:：]{1,20}?)\s*(?:\*\*\s*[:：]|[:：]\s*\*\*|[:：])\s*(.*)", re.DOTALL)


def layout_note(
    markdown: str,
    width: int,
    *,
    head: Head | None = None,
    show_math_source: bool = False,
    tables: Literal["wrap", "scroll"] = "wrap",
    empty: str = "",
) -> Layout:
    """A note laid out for a width in cells; less than MINIMUM_WIDTH_CELLS is taken for that.

    No line is wider, except those of tables if these `scroll` sideways. With a `head`, the note's own first lines do not
    repeat what it shows, the summary comes first, and the reader's remark last. `show_math_source` leaves formulas as
    they are written. A note without text shows `empty` instead. Footnotes stand at the end of the text, before the links
    to related papers. Never raises, whatever the text.
    """
    page = NotePage(max(width, MINIMUM_WIDTH_CELLS))
    inlines = Inlines(show_math_source=show_math_source)
    tokens = parse(clean(markdown))
    if head is not None:
        tokens = _without_repeats(tokens, head)
    has_text = bool(tokens)
    if head is not None:
        tokens = _without_idle_rules(_summary_first(tokens, head))
        lay_out_head(head, page, inlines)
    blocks = Blocks(page, inlines, tables)
    for part in _related_apart(tokens):
        blocks.lay_out(part)
    if empty and not has_text:
        page.gap()
        page.block()
        page.flow(inlines.plain(empty))
    if head is not None and head.remark.strip():
        _lay_out_remark(head.remark, page, inlines, tables)
    return page.layout(inlines.targets)


def _lay_out_remark(remark: str, page: NotePage, inlines: Inlines, tables: Literal["wrap", "scroll"]) -> None:
    """Put the reader's own remark, which is Markdown too, under the note."""
    blocks = Blocks(page, inlines, tables)
    tokens = parse(clean(remark))
    for token in tokens:
        for child in token.children or ():
            if child.type == "softbreak":  # what was typed on two lines is shown on two
                child.type = "hardbreak"
    page.gap()
    blocks.lay_out(parse(f"## {REMARK}\n"))
    page.gap()
    with page.margin("▎ ", "▎ ", "remark"):
        blocks.lay_out(tokens)


def _without_repeats(tokens: list[Token], head: Head) -> list[Token]:
    """The tokens without the title and the lines of metadata that the head already shows."""
    result = list(tokens)
    first = next((i for i, token in enumerate(result) if token.level == 0), None)
    if first is not None and result[first].type == "heading_open":
        title = result[first + 1]
        same = _same_title(_plain(title), head.title)
        if result[first].tag == "h1" or (result[first].tag == "h2" and same):
            del result[first : first + 3]
    index = 0
    while index + 2 < len(result) and result[index].type in ("paragraph_open", "hr"):
        if result[index].type == "hr":
            index += 1
            continue
        inline = result[index + 1]
        lines = _lines(inline.children or [])
        kept = [line for line in lines if not _is_shown(line, head)]
        if len(kept) == len(lines):
            if not all(_FIELD_LINE.match(_text_of(line)) for line in lines):
                break
            index += 3
        elif kept:
            inline.children = [token for line in kept for token in line]
            index += 3
        else:
            del result[index : index + 3]
    return result


def _summary_first(tokens: list[Token], head: Head) -> list[Token]:
    """The tokens with the section of the summary first. If there is none, the head's summary is put there."""
    starts = [i for i, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    for order, start in enumerate(starts):
        if clean_line(_plain(tokens[start + 1])).strip(" :：").casefold() in _SUMMARIES:
            end = starts[order + 1] if order + 1 < len(starts) else len(tokens)
            return tokens[start:end] + tokens[:start] + tokens[end:]
    if not head.summary.strip() or _begins_with(tokens, head.summary):
        return tokens
    summary = parse("## TL;DR\n")
    paragraph = [Token("paragraph_open", "p", 1), Token("inline", "", 0), Token("paragraph_close", "p", -1)]
    paragraph[1].level = 1
    paragraph[1].children = plain_tokens(clean_line(head.summary))
    return summary + paragraph + tokens


def _begins_with(tokens: Sequence[Token], summary: str) -> bool:
    """Whether the first paragraph is the summary, as it is if the library took the summary from there.

    Only their beginnings are compared: further on, markup may have been removed from them in different ways.
    """
    beginning = _letters(summary)[:_COMPARED_LETTERS]
    for opening, inline in pairwise(tokens):
        if opening.type == "paragraph_open" and not opening.level:
            words = _letters(
                "".join(token.content for token in inline.children or () if token.type not in _NO_WORDS)
            )
            if words:  # a display formula may end the paragraph early
                return words.startswith(beginning) or (
                    len(words) >= _MINIMUM_LETTERS and beginning.startswith(words)
                )
    return False


def _related_apart(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """The tokens of the text, including all footnotes, and those of the links to related papers."""
    start = next((i for i, token in enumerate(tokens) if token.type == "related"), len(tokens))
    text = tokens[:start]
    related: list[Token] = []
    in_footnote = False
    for token in tokens[start + 1 :]:
        in_footnote = in_footnote or token.type == "footnote_reference_open"
        (text if in_footnote else related).append(token)
        in_footnote = in_footnote and token.type != "footnote_reference_close"
    return text, related


def _without_idle_rules(tokens: list[Token]) -> list[Token]:
    """The tokens without rules that separate nothing: at either end, next to another rule, and above headings."""
    kept: list[Token] = []
    for token in tokens:
        if kept and kept[-1].type == "hr" and token.type in ("hr", "heading_open", "related"):
            kept.pop()
        if token.type != "hr" or kept:
            kept.append(token)
    return kept[:-1] if kept and kept[-1].type == "hr" else kept


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or ())


def _same_title(one: str, other: str) -> bool:
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", folded(clean_line(text)))


def _lines(children: Sequence[Token]) -> list[list[Token]]:
    """The tokens of a paragraph, line by line. Each line keeps the break that ends it."""
    lines: list[list[Token]] = [[]]
    for token in children:
        lines[-1].append(token)
        if token.type in ("softbreak", "hardbreak"):
            lines.append([])
    return [line for line in lines if line]


def _text_of(line: Sequence[Token]) -> str:
    marks = {"strong_open": "**", "strong_close": "**"}
    return clean_line("".join(marks.get(token.type, token.content) for token in line))


def _is_shown(line: Sequence[Token], head: Head) -> bool:
    """Whether the head shows what a line of metadata says."""
    found = _FIELD_LINE.fullmatch(_text_of(line))
    if found is None:
        return False
    field = _FIELDS.get(found[1].strip().casefold())
    if field is None:
        return False
    value = found[2].strip()
    return bool(getattr(head, field)) or (len(value) < 60 and _NOTHING.fullmatch(value) is not None)
