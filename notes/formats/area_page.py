"""The format of an area page copied as text: what a browser gives for "select all, copy".

There are two editions of the page. Both begin, after the site's navigation, with the topic and, below it, the venue and
a count of notes. Then come the entries: in the older edition `- Title`, a lone `-` and the summary; in the newer one
titles and summaries in turn, as paragraphs.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from papernotes.notes.formats.area_index import counted_venue, elsewhere_in, split_icon, top_topics_in
from papernotes.notes.formats.document import DocumentContents, DocumentText
from papernotes.notes.formats.fields import topic_named, year_of
from papernotes.notes.formats.markdown import language_of
from papernotes.notes.model import Area, AreaPage, Note, NoteError, Topic, Venue
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean, clean_line, title_slug

MAXIMUM_HEADER_LINES = 400
"""Only these first lines are searched for the header, since the site's navigation may stand before it."""

_NAVIGATION = lazy_pattern(
    r"skip to content|back to top|table of contents|(?:initializing )?search|(?:made with|powered by) .*"
    r"|(?:copyright|©).*|previous|next|last update.*|was this page helpful.*"
    r"|跳转至|目录|回到页面顶部|返回顶部|上一页|下一页",
    re.IGNORECASE,
)
_ENDS_A_SENTENCE = (".", "。", "!", "！", "…", ";", "；", '."', ".”", "。”", ".)", "。）", "）。")
_MINIMUM_PROSE_CHARACTERS = 240  # no title is as long as this
_ENTRY = lazy_pattern(r"[-–•*][ \t]+(\S.*)")


class _Line(NamedTuple):
    number: int
    text: str


class _Entry(NamedTuple):
    title: str
    summary: str


class _Header(NamedTuple):
    line: int
    venue: Venue
    declared: int
    topic: Topic
    below: int  # the index of the first line below it


def is_area_page(document: DocumentText) -> bool:
    """Whether a document is to be read as an area page.

    In a tree, Markdown is always a note. Text that is a source by itself can be nothing but a page, so that
    `read_area_page` may say what is wrong with it.
    """
    if document.is_markdown and not document.alone:
        return False
    return (document.alone and not document.is_markdown) or looks_like_page(document.text)


def read_area_page(document: DocumentText) -> DocumentContents:
    """The contents of an area page. Raises NoteError for a document that is none."""
    page = parse_page(document.text)
    venues = (page.area.venue, *(venue for venue, _ in page.area.elsewhere))
    return DocumentContents(
        page.notes, venues, (page.area.topic,), (page.area,), page.problems, own_text=True
    )


def looks_like_page(text: str) -> bool:
    """Whether a text has the header of an area page, so that `parse_page` can read it."""
    return _header(_lines(clean(text[:200_000]))) is not None


def parse_page(text: str) -> AreaPage:
    """The area of a page and its notes, in the page's order. A title that occurs twice gives two notes.

    Raises NoteError if the text is no such page. A declared count that differs from the number of entries is a problem.
    """
    lines = _lines(clean(text))
    header = _header(lines)
    if header is None:
        raise NoteError("is not the text of an area page: no line with a venue and its number of notes")
    elsewhere: tuple[tuple[Venue, int], ...] = ()
    top: tuple[tuple[str, int], ...] = ()
    rest: list[_Line] = []
    for line in lines[header.below :]:
        if (others := elsewhere_in(line.text)) is not None and not rest:
            elsewhere = others
        elif (topics := top_topics_in(line.text)) is not None and not rest:
            top = topics
        elif line.text and not _NAVIGATION.fullmatch(line.text):
            rest.append(line)
    entries = _listed(rest) if _is_listed(rest) else _alternating(rest, header.declared)
    area = Area(header.venue, header.topic, header.declared, elsewhere, top)
    problems = []
    if len(entries) != header.declared:
        problems.append((header.line, f"the page says it has {header.declared} notes, found {len(entries)}"))
    return AreaPage(area, tuple(_note(entry, area) for entry in entries), tuple(problems))


def _lines(text: str) -> list[_Line]:
    return [_Line(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1)]


def _header(lines: list[_Line]) -> _Header | None:
    above = ""
    for at, line in enumerate(lines[:MAXIMUM_HEADER_LINES]):
        if line.text.startswith(("**", "#", "|", ">")):
            continue
        if above and (counted := counted_venue(line.text)):
            icon, name = split_icon(above.rstrip("¶ #"))
            topic = topic_named(name)
            return _Header(line.number, *counted, Topic(topic.slug, topic.name, icon), at + 1)
        above = line.text or above
    return None


def _is_listed(lines: list[_Line]) -> bool:
    """Whether the page is of the older edition: some title has a lone hyphen below it."""
    return any(_ENTRY.match(line.text) and below.text in ("-", "–") for line, below in pairwise(lines))


def _listed(lines: list[_Line]) -> list[_Entry]:
    """The entries of the older edition. An item inside a summary, without a hyphen below it, is part of the summary."""
    entries: list[_Entry] = []
    title = ""
    summary: list[str] = []
    in_summary = False
    for at, line in enumerate(lines):
        item = _ENTRY.match(line.text)
        below = lines[at + 1].text if at + 1 < len(lines) else ""
        if item and (below in ("-", "–") or not in_summary):
            if title:
                entries.append(_Entry(title, " ".join(summary)))
            title, summary, in_summary = item[1], [], False
        elif line.text in ("-", "–"):
            in_summary = True
        elif title:
            summary.append(line.text)
            in_summary = True
    if title:
        entries.append(_Entry(title, " ".join(summary)))
    return entries


def _alternating(lines: list[_Line], declared: int) -> list[_Entry]:
    """The entries of the newer edition, given as its lines that are not blank.

    If there are not twice as many lines as declared entries, each line is judged by itself: a summary ends like a
    sentence or is long.
    """
    texts = [line.text for line in lines]
    if len(texts) == 2 * declared:
        return [_Entry(title, summary) for title, summary in zip(texts[::2], texts[1::2], strict=True)]
    entries: list[_Entry] = []
    at = 0
    while at < len(texts):
        text = texts[at]
        following = texts[at + 1 : at + 3]
        if entries and _is_prose(text):
            last = entries[-1]
            entries[-1] = _Entry(last.title, f"{last.summary} {text}".strip())
            at += 1
        elif following and (_is_prose(following[0]) or len(following) < 2 or not _is_prose(following[1])):
            entries.append(_Entry(text, following[0]))
            at += 2
        else:
            entries.append(_Entry(text, ""))
            at += 1
    return entries


def _is_prose(text: str) -> bool:
    return text.endswith(_ENDS_A_SENTENCE) or len(text) >= _MINIMUM_PROSE_CHARACTERS


def _note(entry: _Entry, area: Area) -> Note:
    title, summary = clean_line(entry.title), clean_line(entry.summary)
    return Note(
        title=title,
        venue=area.venue,
        topic=area.topic,
        slug=title_slug(title),
        year=year_of(area.venue.slug),
        language=language_of(summary or title),
        summary=summary,
        markdown=f"# {title}\n\n## TL;DR\n\n{summary}\n",
    )
