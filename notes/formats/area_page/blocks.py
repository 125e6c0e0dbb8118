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

from papernotes.notes.formats.area_page.lines import PageLine
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

DEFINITION = ":"
"""The marker of a summary in a definition list of Markdown."""

_BULLET = r"[-+•◦‣▪▫●○■□◆◇◼◻◾◽∙·–—⁃→➔➤►▻▶▷▸▹✓✔✗✘☐☑★☆✦✧❖⦁⦿⚫⚪🔹🔸»›※]|\*{1,6}|o(?!\S)"
_NUMBER = r"[(（]?(?:\d{1,4}|[a-z](?=[)）]))(?:[.．](?!\d)|[)、）])|\[\d{1,4}\](?!\()|#\.(?= )|(?:#|No\.[ ]?)\d{1,4}(?![^ ])|[①-⑳]|\d\u20e3"
_MARKED = lazy_pattern(
    rf"(?P<indent>[ ]*)(?:(?P<bullet>{_BULLET})|(?P<number>{_NUMBER}))"
    r"(?:(?:[ ]+|(?<=[①-⑳\u20e3、．）]))(?:\[[ xX]\][ ]+)?(?P<text>\S.*)|[ ]*)"
)
_HEADING = lazy_pattern(r"(#{1,6})[ ]+(?P<text>.+?)[ ]*#*")
_WHOLE_LINK = lazy_pattern(rf"\[(?!\])(?P<text>{TEXT_OF_LINK})\]\(<?+{ADDRESS}>?+(?: \"[^\"]*\")?\)")
_WHOLE_BOLD = lazy_pattern(r"(\*\*|__)(?P<text>(?!\s).+?(?<!\s))\1:?")
_WHOLE_ITALIC = lazy_pattern(r"([*_])(?P<text>(?!\s)(?:(?!\1).)+(?<!\s))\1:?")
_WIKI_HEADING = lazy_pattern(r"(={2,6})(?P<text>[^=].*)\1")
_CHAT_LINK = lazy_pattern(r"<https?://[^<>|\s]+\|(?P<text>[^<>|]+)>")
_RST_LINK = lazy_pattern(r"`(?P<text>[^`<>]+?)\s+<[^`<>\s]+>`_{1,2}")
_MARKUP = {
    "#": (_HEADING,),
    "[": (_WHOLE_LINK,),
    "*": (_WHOLE_BOLD, _WHOLE_ITALIC),
    "_": (_WHOLE_BOLD, _WHOLE_ITALIC),
    "=": (_WIKI_HEADING,),
    "<": (_CHAT_LINK,),
    "`": (_RST_LINK,),
}
"""What covers a heading, a link or a title, by its first character."""
_LINK = lazy_pattern(
    r"(?<!!)\[([^\[\]]+)\]\((?:https?://|\.{0,2}/|#)[^()\s]*\)|(?<!!)\[([^\[\]]+)\]\([^()\s:]*/\)"
)
_TITLE_WITH_SUMMARY = lazy_pattern(
    r"(?P<title>\*\*(?!\s)[^*]+\*\*|\[(?:[^\[\]]|\[[^\[\]]*\])+\]\([^()\s]*\))(?:[:：]\s*|\s+[-–—]\s+)(?P<summary>\S.{3,})"
)
_DEFINITION = lazy_pattern(r"[ ]*:[ ]{1,4}(?P<text>\S.*)")
_RULE = lazy_pattern(r"[ ]*(?:[-_=*]{3,}|(?:[-*_] ){2,}[-*_])[ ]*")


class Block(NamedTuple):
    """A piece of text that is a title, a summary, or a paragraph of one.

    `marker` is the kind of the bullet before it with its indentation (`-0`, `12` for a number with two blanks), empty if
    there is none. `emphasised` says that all of it is a heading, a link or bold. `after_blank` and `after_lone` say
    what stands above it: a blank line, a bullet without text. `before_lone` says that such a bullet stands below.
    `after_full` says that the line above is of the same paragraph and full, so that the block may go on with it.
    `quoted` says that it is a quotation where not all of the page is one. `loose_line` is the first line that was added
    although the line above it had room, 0 if there is none.
    """

    line: int
    text: str
    marker: str = ""
    emphasised: bool = False
    after_blank: bool = False
    after_lone: bool = False
    before_lone: bool = False
    after_full: bool = False
    quoted: bool = False
    loose_line: int = 0


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
    quoted: bool = False


def without_markup(text: str) -> tuple[str, bool]:
    """A line without the Markdown of headings, links and bold, and whether that covered all of it."""
    emphasised = False
    text = text.strip()
    while found := _markup_of(text):
        text, emphasised = found["text"].strip(), True
    if "](" in text:
        text = _LINK.sub(lambda link: link[1] or link[2], text)
    return text, emphasised


def _markup_of(text: str) -> re.Match[str] | None:
    """The markup that covers all of a text, by the character that it begins with; None if there is none."""
    for pattern in _MARKUP.get(text[:1], ()):
        if found := pattern.fullmatch(text):
            return found
    return None


def _numbers_end_in_one_column(lines: Sequence[PageLine]) -> bool:
    """Whether the numbers of a list are aligned on the right: those of more digits begin further to the left."""
    numbers = [
        found
        for line in lines
        if line.text.lstrip()[:1].isdecimal() and (found := _MARKED.fullmatch(line.text)) and found["number"]
    ]
    begins, ends = {found.start("number") for found in numbers}, {found.end("number") for found in numbers}
    return len(ends) < len(begins)


def _marker(found: re.Match[str], right: bool) -> str:
    """The kind of a bullet or a number and its indentation, which is that of `1.` for numbers aligned on the right."""
    if found["bullet"]:
        return f"{found['bullet']}{len(found['indent'])}"
    return f"1{max(0, found.end('number') - len('1.')) if right else len(found['indent'])}"


def _pieces(lines: Sequence[PageLine]) -> Iterator[_Piece]:
    right = _numbers_end_in_one_column(lines)
    for line in lines:
        if _RULE.fullmatch(line.text) or line.text.strip() == DEFINITION:
            yield _Piece(line.number, "")
            continue
        if definition := _DEFINITION.fullmatch(line.text):
            yield _Piece(
                line.number, definition["text"], DEFINITION, end=cells(line.text), quoted=line.quoted
            )
            continue
        found = _MARKED.fullmatch(line.text)
        marker = _marker(found, right) if found else ""
        written = (found["text"] or "") if found else line.text
        end = cells(line.text) + line.cells_taken
        if both := _TITLE_WITH_SUMMARY.fullmatch(written.strip()):
            yield _Piece(
                line.number, without_markup(both["title"])[0], marker, emphasised=True, quoted=line.quoted
            )
            yield _Piece(line.number, both["summary"], end=end, quoted=line.quoted)
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
            quoted=line.quoted,
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
        starts = above is None or bool(piece.marker) or piece.emphasised or piece.quoted is not above.quoted
        goes_on = (
            above is not None
            and not starts
            and (_is_unclosed(blocks[-1].text) or _goes_on_by(joins, above, piece, width, was_cut))
        )
        was_cut = not starts and (was_cut or not goes_on)
        if goes_on:
            is_loose = above is not None and not _is_full(above, piece, width, was_cut)
            blocks[-1] = blocks[-1]._replace(
                text=glued(blocks[-1].text, piece.text),
                loose_line=blocks[-1].loose_line or (piece.line if is_loose else 0),
            )
        else:
            full = above is not None and not starts and _is_full(above, piece, width, was_cut)
            blocks.append(
                Block(
                    piece.line,
                    piece.text,
                    piece.marker,
                    piece.emphasised,
                    blank,
                    lone,
                    after_full=full,
                    quoted=piece.quoted,
                )
            )
        above, blank, lone = piece, False, False
    return [_without_wrapped_markup(block) for block in blocks]


def _without_wrapped_markup(block: Block) -> Block:
    """A block without the markup that covers all of it, where this was wrapped over several lines."""
    if block.text[0] not in "[*_`" or _markup_of(block.text) is None:
        return block
    return block._replace(text=without_markup(block.text)[0], emphasised=True)


def _goes_on_by(joins: Joins, above: _Piece, below: _Piece, width: int, was_cut: bool) -> bool:
    """Bold and links end with their line; a heading does not where it was wrapped."""
    if not above.emphasised:
        return joins(above, below, width, was_cut)
    is_heading = above.written.startswith("#")
    return is_heading and joins is not _never and _goes_on(above, below, width, was_cut)


def _is_unclosed(text: str) -> bool:
    """Whether a text begins with a link or with bold that does not end in it."""
    return (text.startswith("[") and text.count("[") > text.count("]")) or any(
        text.startswith(mark) and text.count(mark) % 2 == 1 for mark in ("**", "`")
    )


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
