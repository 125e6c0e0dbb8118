"""The lines of a copied page as blocks: each a title, a summary, or a part of one.

A copy may have been wrapped by a mail program or a text browser, quoted, indented, given bullets or Markdown. All of
this is taken off here, and kept as evidence of what the block is. There are several ways to cut lines into blocks;
`notes.formats.area_page.readings` tries all of SPLITS and decides by what comes out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from papernotes.notes.formats.area_page.wording import (
    cells,
    ends_a_sentence,
    is_hangul,
    is_wide,
    opens_a_summary,
    share_of_capitals,
)
from papernotes.notes.formats.links import ADDRESS, TEXT_OF_LINK
from papernotes.notes.patterns import lazy_pattern

MINIMUM_QUOTED_SHARE = 0.8
"""A text is a quotation if so many of its lines begin with `>`."""
MAXIMUM_WRAPPED_CELLS = 132
"""Lines longer than this were not wrapped by a program."""
MINIMUM_WRAPPED_CELLS = 30
MINIMUM_WRAPPED_LINES = 4
NOT_WRAPPED = 1_000_000
"""A width in cells that no line comes near."""
MINIMUM_BULLET_SHARE = 0.025
"""A bullet that fewer lines than this begin with is no bullet."""
MINIMUM_CAPITALS_OF_A_TITLE, MAXIMUM_CAPITALS_OF_PROSE = 0.7, 0.35
"""The shares of capitals between which a line of a title turns to a line of a summary."""
MINIMUM_WIDE_ROOM_CELLS = 4
"""A full line of Chinese or Japanese leaves less room than this: a punctuation mark may not begin the next line."""
MINIMUM_REFERENCE_MARKS = 3
"""A text browser numbered the links of a page if it has so many marks such as `[12]`."""

DEFINITION = ":"
"""The marker of a summary in a definition list of Markdown."""

_BULLET = r"[-*+•◦‣▪▫●○■□◆◇∙·–—⁃→➔➤►▶✓✔☐☑]|o(?!\S)"
_NUMBER = r"[(（]?(?:\d{1,4}|[a-z](?=[)）]))[.)、．）](?!\d)|\[\d{1,4}\](?!\()|[①-⑳]"
_MARKED = lazy_pattern(
    rf"(?P<indent>[ ]*)(?:(?P<bullet>{_BULLET})|(?P<number>{_NUMBER}))(?:(?:[ ]+|(?<=[①-⑳]))(?P<text>\S.*)|[ ]*)"
)
_QUOTE = lazy_pattern(r"[ ]{0,3}>[ ]?")
_HEADING = lazy_pattern(r"(#{1,6})[ ]+(?P<text>.+?)[ ]*#*")
_WHOLE_LINK = lazy_pattern(rf"\[(?!\])(?P<text>{TEXT_OF_LINK})\]\(<?+{ADDRESS}>?+(?: \"[^\"]*\")?\)")
_WHOLE_BOLD = lazy_pattern(r"(\*\*|__)(?P<text>(?!\s).+?(?<!\s))\1")
_LINK = lazy_pattern(
    r"(?<!!)\[([^\[\]]+)\]\((?:https?://|\.{0,2}/|#)[^()\s]*\)|(?<!!)\[([^\[\]]+)\]\([^()\s:]*/\)"
)
_TITLE_WITH_SUMMARY = lazy_pattern(
    r"(?P<title>\*\*(?!\s)[^*]+\*\*|\[(?:[^\[\]]|\[[^\[\]]*\])+\]\([^()\s]*\))(?:[:：]\s*|\s+[-–—]\s+)(?P<summary>\S.{20,})"
)
_REFERENCE_MARK = lazy_pattern(r"\[\d{1,4}\](?=[^\s(:\[])")
_REFERENCES = lazy_pattern(
    r"^\s*(?:Visible links|Hidden links|References)\s*:?\s*$\n(?:\s*\n)*\s*\d+\. \S+://", re.MULTILINE
)
_DEFINITION = lazy_pattern(r"[ ]{0,3}:[ ]{1,4}(?P<text>\S.*)")
_RULE = lazy_pattern(r"[ ]*(?:[-_=*]{3,}|(?:[-*_] ){2,}[-*_])[ ]*")


class PageLine(NamedTuple):
    """A line of the page, with its number from 1. `text` has its indentation, but no quotation mark."""

    number: int
    text: str


class Block(NamedTuple):
    """A piece of text that is a title, a summary, or a paragraph of one.

    `marker` is the kind of the bullet before it with its indentation (`-0`, `12` for a number with two blanks), empty if
    there is none. `emphasised` says that all of it is a heading, a link or bold. `after_blank` and `after_lone` say
    what stands above it: a blank line, a bullet without text. `before_lone` says that such a bullet stands below.
    `after_full` says that the line above is of the same paragraph and full, so that the block may go on with it.
    """

    line: int
    text: str
    marker: str = ""
    emphasised: bool = False
    after_blank: bool = False
    after_lone: bool = False
    before_lone: bool = False
    after_full: bool = False


class _Piece(NamedTuple):
    """A line without its markup, or what stands between lines: a blank line, or a bullet without text."""

    line: int
    text: str
    marker: str = ""
    emphasised: bool = False
    lone: bool = False
    end: int = 0
    """The cell in which the line ends, its indentation included."""
    written: str = ""
    """The line with its bullet."""


def lines_of(text: str) -> list[PageLine]:
    """The lines of a cleaned text, without the marks of a quotation and the numbers of a text browser's links."""
    if found := _REFERENCES.search(text):
        text = text[: found.start()]
        if len(_REFERENCE_MARK.findall(text)) >= MINIMUM_REFERENCE_MARKS:
            text = _REFERENCE_MARK.sub("", text)
    lines = [line.replace("\u00a0", " ").expandtabs(4).rstrip() for line in text.split("\n")]
    written = [line for line in lines if line.strip()]
    quoted = sum(_QUOTE.match(line) is not None for line in written)
    while written and quoted >= MINIMUM_QUOTED_SHARE * len(written):
        lines = [_QUOTE.sub("", line, count=1) for line in lines]
        written = [line for line in lines if line.strip()]
        quoted = sum(_QUOTE.match(line) is not None for line in written)
    return [PageLine(number, line) for number, line in enumerate(lines, start=1)]


def without_markup(text: str) -> tuple[str, bool]:
    """A line without the Markdown of headings, links and bold, and whether that covered all of it."""
    emphasised = False
    text = text.strip()
    while found := (_HEADING.fullmatch(text) or _WHOLE_LINK.fullmatch(text) or _WHOLE_BOLD.fullmatch(text)):
        text, emphasised = found["text"].strip(), True
    if "](" in text:
        text = _LINK.sub(lambda link: link[1] or link[2], text)
    return text, emphasised


def _pieces(lines: Sequence[PageLine]) -> Iterator[_Piece]:
    for line in lines:
        if _RULE.fullmatch(line.text) or line.text.strip() == DEFINITION:
            yield _Piece(line.number, "")
            continue
        if definition := _DEFINITION.fullmatch(line.text):
            yield _Piece(line.number, definition["text"], DEFINITION, end=cells(line.text))
            continue
        found = _MARKED.fullmatch(line.text)
        marker = f"{found['bullet'] or '1'}{len(found['indent'])}" if found else ""
        written = (found["text"] or "") if found else line.text
        end = cells(line.text)
        if both := _TITLE_WITH_SUMMARY.fullmatch(written.strip()):
            yield _Piece(line.number, without_markup(both["title"])[0], marker, emphasised=True)
            yield _Piece(line.number, both["summary"], end=end)
            continue
        text, emphasised = without_markup(written)
        yield _Piece(
            line.number,
            text,
            marker,
            emphasised,
            lone=bool(marker) and not text,
            end=end,
            written=line.text.strip(),
        )


def _without_rare_bullets(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces, with a bullet as text where few lines begin with it: a dash at the beginning of a wrapped line."""
    families = Counter(piece.marker for piece in pieces if piece.marker)
    few = MINIMUM_BULLET_SHARE * sum(bool(piece.text) for piece in pieces)
    rare = {marker for marker, count in families.items() if count < few and marker != DEFINITION}
    return [
        piece._replace(text=piece.written, marker="", lone=False) if piece.marker in rare else piece
        for piece in pieces
    ]


Joins = Callable[[_Piece, _Piece, int, bool], bool]
"""Whether the second piece goes on with the block that the first one ended, given the width in cells at which the text
was wrapped, and whether the paragraph was cut already above the first piece."""


def _never(above: _Piece, below: _Piece, width: int, was_cut: bool) -> bool:
    return False


def _always(above: _Piece, below: _Piece, width: int, was_cut: bool) -> bool:
    return True


def _is_full(above: _Piece, below: _Piece, width: int, was_cut: bool) -> bool:
    """A program that wraps begins a new line only where the next word does not fit."""
    first = below.text.split(" ", 1)[0]
    room = width - above.end
    if is_wide(first[0]) and not is_hangul(first[0]):
        return room < MINIMUM_WIDE_ROOM_CELLS
    return cells(first) + 1 > room


def _goes_on(above: _Piece, below: _Piece, width: int, was_cut: bool) -> bool:
    """A line may be full by chance where a title or a summary ends; then the words tell."""
    return _is_full(above, below, width, was_cut) and not (
        ends_a_sentence(above.text) or opens_a_summary(below.text) or _turns_to_prose(above.text, below.text)
    )


def _turns_to_prose(above: str, below: str) -> bool:
    capitals, capitals_below = share_of_capitals(above), share_of_capitals(below)
    return (
        capitals is not None
        and capitals_below is not None
        and capitals >= MINIMUM_CAPITALS_OF_A_TITLE
        and capitals_below <= MAXIMUM_CAPITALS_OF_PROSE
    )


def _has_a_title_at_most(above: _Piece, below: _Piece, width: int, was_cut: bool) -> bool:
    return was_cut or _goes_on(above, below, width, was_cut)


SPLITS: dict[str, Joins] = {
    "each line by itself": _never,
    "paragraphs": _always,
    "lines that were wrapped": _is_full,
    "lines that were wrapped and go on": _goes_on,
    "a title and the rest of its paragraph": _has_a_title_at_most,
}
"""The ways to cut lines into blocks, by what they say about the page."""


def blocks_of(lines: Sequence[PageLine], joins: Joins) -> list[Block]:
    """The blocks of a page's lines, cut in one of the ways of SPLITS."""
    pieces = _without_rare_bullets(list(_pieces(lines)))
    width = _wrapped_cells(pieces)
    blocks: list[Block] = []
    above: _Piece | None = None  # the line above, if it belongs to the same paragraph
    was_cut = False
    blank, lone = True, False
    for piece in pieces:
        if piece.lone or not piece.text:
            if piece.lone and blocks and not lone:
                blocks[-1] = blocks[-1]._replace(before_lone=True)
            lone = lone or piece.lone
            blank = blank or not piece.lone
            above, was_cut = None, False
            continue
        starts = above is None or bool(piece.marker) or piece.emphasised
        goes_on = (
            above is not None and not starts and not above.emphasised and joins(above, piece, width, was_cut)
        )
        was_cut = not starts and (was_cut or not goes_on)
        if goes_on:
            blocks[-1] = blocks[-1]._replace(text=glued(blocks[-1].text, piece.text))
        else:
            full = above is not None and not starts and _is_full(above, piece, width, was_cut)
            blocks.append(
                Block(piece.line, piece.text, piece.marker, piece.emphasised, blank, lone, after_full=full)
            )
        above, blank, lone = piece, False, False
    return blocks


def _wrapped_cells(pieces: Sequence[_Piece]) -> int:
    """The width at which a program wrapped the lines; a huge one if none did, so that no line is full."""
    ends = sorted(piece.end for piece in pieces if piece.text)
    if len(ends) < MINIMUM_WRAPPED_LINES:
        return NOT_WRAPPED
    widest = ends[-1 - len(ends) // 200]  # a long address may stand out
    return widest if MINIMUM_WRAPPED_CELLS <= widest <= MAXIMUM_WRAPPED_CELLS else NOT_WRAPPED


def glued(above: str, below: str) -> str:
    """Two lines of a paragraph as one. Chinese and Japanese are written without blanks."""
    wide = bool(above) and is_wide(above[-1]) and is_wide(below[0]) and not is_hangul(below[0])
    return above + below if wide else f"{above} {below}"
