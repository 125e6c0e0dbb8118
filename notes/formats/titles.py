"""The title of a note: the first of RULES that gives one which says something of the paper.

A heading such as "Paper" or "1. Introduction" is not a title. What says nothing is in one table for all languages,
`papernotes.titles`; what sections are called is in `section_names`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from papernotes.notes.formats.fields import is_known_venue, venue_of
from papernotes.notes.formats.links import ADDRESS, BADGE, NAMES_OF_LINKS, TEXT_OF_LINK
from papernotes.notes.formats.plain_text import heading_text
from papernotes.notes.formats.sections import Heading, section_name
from papernotes.notes.model import UNFILED
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean_line, fold
from papernotes.titles import is_generic

_KINDS_OF_NOTES = (
    r"(?:paper|reading)(?: notes?| reviews?| summary)?|review|论文(?:笔记|解读|阅读|精读|分享)?|论文阅读笔记|論文(?:紹介|メモ|まとめ|読み|解説|筆記)?"
    r"|논문(?: ?(?:리뷰|정리|요약|읽기))?|문헌 ?리뷰"
)
_PREFIX = lazy_pattern(
    rf"\A\s*(?:[\[【(（]\s*(?:{_KINDS_OF_NOTES})\s*[\]】)）]|(?:{_KINDS_OF_NOTES})\s*[:：|])\s*(?=\S)",
    re.IGNORECASE,
)
_VENUE_PREFIX = lazy_pattern(
    r"\s*(?:\\?[\[【]([^\[\]【】\\]{2,60})\\?[\]】]|[(（]([^()（）]{4,40})[)）]|([A-Za-z][A-Za-z+-]{1,14}[ '’]*(?:19|20)\d\d)\s*[:：|])\s*(?=\S)"
)
# The Title (ICML 2020), The Title (Reed et al., 2020), The Title (2020)
_PLACE_AT_END = lazy_pattern(
    r"(?<=\S)\s*[\[(（【](?P<place>(?P<who>[A-Z][^\W\d_]*(?: et al\.?| (?:and|&) [A-Z][^\W\d_]*)?),? ?(?P<year>(?:19|20)\d\d)"
    r"|(?:[A-Z]{3,} )?[A-Z][A-Za-z]*[A-Z][A-Za-z+-]*[ '’-]*(?:19|20)\d\d|(?:19|20)\d\d)[\])】）]\s*$"
)
# Reed et al. - 2020 - The Title, as Zotero names files; Ann Reed - The Title - May 2020
_DASH = r"\s+[-–—]\s+"
_DASHED = lazy_pattern(r" [-–—] ")
_CITED_TITLE = lazy_pattern(
    rf"(?P<authors>[^\W\d_][^\d_]{{1,80}}?){_DASH}(?P<year>(?:19|20)\d\d)[a-z]?{_DASH}(?P<title>\S.{{4,}})"
    rf"|(?P<one>[^\W\d_][^\d_]{{1,40}}?){_DASH}(?P<named>\S.{{4,}}?){_DASH}(?P<date>(?:[A-Z][a-z]+ )?(?:19|20)\d\d)"
)
_WEB_LINK = lazy_pattern(rf"\[({TEXT_OF_LINK})\]\(<?+((?=https?://){ADDRESS})>?+[^()\n]*+\)")
_NUMBERED = lazy_pattern(
    r"\W{0,4}(?:\d{1,2}(?:\.\d{1,2})*[.)、．:：]|第?[一二三四五六七八九十]{1,3}[、.章节])\s*(?=\S)"
)
_PATH = lazy_pattern(r"[^\s/]+(?:/[^\s/]+)+")
_WHOLE_LINK = lazy_pattern(
    rf"\s*(?:[-*+]\s+|#{{1,6}})?(?:\*\*|__)?\[(?!\])({TEXT_OF_LINK})\]\(<?+{ADDRESS}>?+\)(?:\*\*|__)?[.。]?\s*"
)
_WHOLE_BOLD = lazy_pattern(r"\s*(?:\*\*|__)((?:[^*_\n]|(?<=\w)_(?=\w))+)(?:\*\*|__)\s*")
_BOLD_BEFORE_DASH = lazy_pattern(r"\s*(?:[-*+]\s+)?\*\*([^*\n]+)\*\*\s+(?:[—–-]\s|\()")
_NO_TITLE = lazy_pattern(rf"(?:{NAMES_OF_LINKS}|back|home|\W|\d)+", re.IGNORECASE)
_DATE_IN_NAME = lazy_pattern(r"(?:19|20)\d\d[-_.](?:0?[1-9]|1[0-2])[-_.](?:0?[1-9]|[12]\d|3[01])[-_ ]+(?=\S)")
_YEAR_BEFORE_NAME = lazy_pattern(
    r"^\W{0,2}[\[(【（][^\])】）]{0,14}(?:19|20)\d\d[^\])】）]{0,14}[\])】）]\s*(?=\S)"
    r"|^(?:19|20)\d\d[_. -]+(?=\S*[^\W\d_])"
)
_HASH_IN_NAME = lazy_pattern(r"(?<=\S)[ _-]+[0-9a-f]{32}$")
_COMPONENT = lazy_pattern(r"\{\{[^{}\n]*+\}\}|<[A-Z]\w*(?:\s[^<>\n]*)?/>")  # of Vue, as VitePress has them
_BRACKETS_END = (")", "]", "）", "】")
_CHARACTERS_OF_SHORT_WORDS = 3
_WORDS_OF_A_TITLE = 4  # a file's name with this many is a title
_MAXIMUM_HEADINGS = 12  # only among the first headings is one the title


class TitleSource(NamedTuple):
    """What a title can be taken from: the headings, the fields that state it, the text, and the file's path."""

    headings: Sequence[Heading]
    stated: Sequence[str]
    text: str
    path: PurePosixPath


class WrittenTitle(NamedTuple):
    """A title as it is written, and the heading that it is, if it is one."""

    text: str
    heading: Heading | None = None


def written_title(source: TitleSource) -> WrittenTitle:
    """The title as it is written, in Markdown. The file's name is the last choice."""
    for _, rule in RULES:
        for found in rule(source):
            return found
    return WrittenTitle(name_of(source.path))


def name_of(path: PurePosixPath) -> str:
    """The title that a file's name stands for: without date, hash, folders (`a___b`, `a%2Fb`) and underscores."""
    stem = path.parent.name if path.stem in ("index", "README", "readme") and path.parent.name else path.stem
    stem = unquote(stem).replace("___", "/").rpartition("/")[2] or stem
    stem = _DATE_IN_NAME.sub("", _HASH_IN_NAME.sub("", stem), count=1)
    stem = _YEAR_BEFORE_NAME.sub("", stem, count=1)
    return re.sub(r"[_\s]+", " ", clean_line(stem).lstrip("@")).strip()


def _first_level(source: TitleSource) -> Iterator[WrittenTitle]:
    high = [heading for heading in source.headings[:_MAXIMUM_HEADINGS] if heading.level == 1 and heading.text]
    if not high or _says_nothing(high[0].text):
        return
    # Where a title is stated elsewhere, several headings of the first level, or one with a number, are sections.
    is_section = (
        len(high) > 1
        or high[0].text == source.path.stem
        or _NUMBERED.match(high[0].text)
        or _names_a_section(high[0].text)
    )
    if not ((is_section or _name_agrees_with_stated(source, high[0].text)) and any(_stated(source))):
        yield WrittenTitle(high[0].text, high[0])


def _name_agrees_with_stated(source: TitleSource, heading: str) -> bool:
    """Whether the file is named after a title that is stated, and far less after the heading, which many notes may share."""
    stated = next((title for title in source.stated if title and heading not in title), "")
    if not stated:
        return False
    name = _telling_words(name_of(source.path))
    shared = name & _telling_words(stated)
    return 2 * len(shared) >= len(name) > 0 and 2 * len(name & _telling_words(heading)) < len(shared)


def _telling_words(text: str) -> set[str]:
    return {word for word in fold(heading_text(text)).split() if len(word) > _CHARACTERS_OF_SHORT_WORDS}


def _stated(source: TitleSource) -> Iterator[WrittenTitle]:
    for title in source.stated:
        if title.strip() and not _PATH.fullmatch(title.strip()) and not _says_nothing(title):
            yield WrittenTitle(title)


def _first_line(source: TitleSource) -> Iterator[WrittenTitle]:
    """The first line, if it is nothing but a link or bold, and no heading stands above it."""
    end = source.headings[0].start if source.headings else len(source.text)
    line = next((line for line in source.text[: min(end, 2000)].split("\n") if line.strip()), "")
    found = _WHOLE_LINK.fullmatch(line) or _WHOLE_BOLD.fullmatch(line)
    if (begins := _BOLD_BEFORE_DASH.match(line)) and len(begins[1].split()) > 2:
        yield WrittenTitle(begins[1])
    if (
        found
        and ":" not in found[1][-1:]
        and not _NO_TITLE.fullmatch(found[1])
        and not _says_nothing(found[1])
    ):
        yield WrittenTitle(line.strip().lstrip("-+# "))


def _lower_level(source: TitleSource) -> Iterator[WrittenTitle]:
    """The first heading of level 2 or 3, if it names no section."""
    lower = (
        h
        for h in source.headings[:_MAXIMUM_HEADINGS]
        if h.text and not (h.level == 1 and _says_nothing(h.text))
    )
    first = next(lower, None)
    if (
        first
        and 2 <= first.level <= 3
        and not (_says_nothing(first.text) or _NUMBERED.match(first.text))
        and (_WHOLE_LINK.fullmatch(first.text) or not _names_a_section(first.text))
        and not (_names_less(first.text, source.path) or _is_one_of_many(first, source.headings))
    ):
        yield WrittenTitle(first.text, first)


def _names_less(written: str, path: PurePosixPath) -> bool:
    """Whether a heading is not a title, but the file's name is one: `## Claim` in `Slow Otters in Cold Rivers.md`. A name with
    blanks is one if the heading shares no word with it, another name if the heading is one word that it does not have."""
    heading = fold(heading_text(written))
    name = fold(name_of(path)).split()
    if len(name) < _WORDS_OF_A_TITLE or not heading.isascii():
        return False
    if " " in path.stem:
        return not set(name) & _telling_words(written)
    return " " not in heading and heading not in name


def _is_one_of_many(first: Heading, headings: Sequence[Heading]) -> bool:
    """Whether a heading begins one of several papers or parts: it ends in a colon, or stands below a second heading of the
    first level, or others of its level have a year in brackets before them, too."""
    above = sum(1 for heading in headings if heading.level == 1 and heading.start < first.start)
    dated = sum(
        1 for heading in headings if heading.level == first.level and _YEAR_BEFORE_NAME.match(heading.text)
    )
    return first.text.endswith((":", "：")) or above > 1 or dated > 1


def _any_first_level(source: TitleSource) -> Iterator[WrittenTitle]:
    """A heading of the first level that follows one that says nothing, and that does not name a section."""
    if any(heading.level == 1 and _names_a_section(heading.text) for heading in source.headings[:1]):
        return
    for heading in source.headings[:_MAXIMUM_HEADINGS]:
        if (
            heading.level == 1
            and heading.text
            and not (
                _says_nothing(heading.text) or _names_a_section(heading.text) or _NUMBERED.match(heading.text)
            )
        ):
            yield WrittenTitle(heading.text, heading)


RULES: tuple[tuple[str, Callable[[TitleSource], Iterator[WrittenTitle]]], ...] = (
    ("# The Title", _first_level),
    ("title: The Title", _stated),
    ("[The Title](https://…) or **The Title** in the first line", _first_line),
    ("## The Title, or ### The Title", _lower_level),
    ("# Notes … # The Title", _any_first_level),
)
"""How titles are written, the first that applies first; then there is the file's name."""


class BareTitle(NamedTuple):
    """A title without what stands around it: the venue or year in brackets, the address that it links to, and the authors."""

    title: str
    venue: str = ""
    link: str = ""
    authors: str = ""


@lru_cache(maxsize=256)
def bare_title(written: str) -> BareTitle:
    """The title in what is written for one, as plain text."""
    text, link = written, ""
    if "](" in written or "<" in written:
        text = BADGE.sub("", written)
        beside = (found[1] for found in BADGE.finditer(written) if found[1])
        link = found[2] if (found := _WEB_LINK.search(text)) else next(filter(_is_web, beside), "")
        text = _WEB_LINK.sub(r"\1", text)
    if "{{" in text or "/>" in text:
        text = _COMPONENT.sub("", text)
    text = _PREFIX.sub("", text, count=1)
    venue = authors = ""
    if (found := _VENUE_PREFIX.match(text)) and _names_a_venue(found):
        venue = found[found.lastindex or 1]
        text = text[found.end() :]
    title = heading_text(text)
    if not venue and _DASHED.search(title) and (cited := _CITED_TITLE.fullmatch(title)):
        title, venue = cited["title"] or cited["named"], (cited["year"] or cited["date"])[-4:]
        authors = cited["authors"] or cited["one"]
    elif not venue and title.endswith(_BRACKETS_END) and (found := _PLACE_AT_END.search(title)):
        title, venue = title[: found.start()], found["place"]
        if found["who"] and not is_known_venue(venue):
            authors, venue = found["who"], found["year"]
    return BareTitle(title, venue, link, authors)


def _names_a_venue(found: re.Match[str]) -> bool:
    """Whether what stands before a title is a venue; one without brackets must be known: `Covid 2019: …` is none."""
    place = found[1] or found[2] or ""
    return is_known_venue(found[3]) if found[3] else _is_year(place) or venue_of(place).slug != UNFILED


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.startswith(("19", "20")) and text.isdecimal()


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def _says_nothing(written: str) -> bool:
    title = bare_title(written).title
    text = fold(title[found.end() :] if (found := _NUMBERED.match(title)) else title)
    return is_generic(text) and not text.startswith(("a ", "an "))


def _names_a_section(written: str) -> bool:
    """Whether a heading is the name of a section, with few words around it."""
    text = heading_text(written)
    folded = fold(text)
    is_short = len(folded.split()) <= 4 and (folded.isascii() or len(folded) <= 12)
    return is_short and bool(section_name(text))
