"""The format of an area page as people copy it: "select all, copy" in a browser, a mail, a text browser, Markdown.

After the site's navigation a page has the topic and, below it, the venue with a count of notes; then perhaps a line with
the area in other venues and one with its top topics; then the entries. Several pages may stand in one file, one after
another. `notes.formats.area_header` knows the lines at the top, `blocks` and `readings` find the entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from papernotes.notes.formats.area_header import (
    counted_venue,
    elsewhere_in,
    split_icon,
    top_topics_in,
)
from papernotes.notes.formats.area_page.blocks import without_markup
from papernotes.notes.formats.area_page.chrome import without_chrome
from papernotes.notes.formats.area_page.lines import PageLine, lines_of
from papernotes.notes.formats.area_page.readings import PageEntry, Reading, best_reading
from papernotes.notes.formats.area_page.venue_index import indexed_areas
from papernotes.notes.formats.area_page.wording import cells, ends_a_sentence
from papernotes.notes.formats.document import DocumentContents, DocumentText
from papernotes.notes.formats.fields import topic_named, year_of
from papernotes.notes.formats.markdown import language_of
from papernotes.notes.model import Area, AreaPage, Note, NoteError, Topic, Venue
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean, clean_line, title_slug

MAXIMUM_PAGE_LINES = 50_000
"""A page takes about a second for each ten thousand lines."""
MAXIMUM_HEADER_LINES = 400
"""Only these first lines are searched for the header of the first page, since navigation may stand before it."""
MAXIMUM_HEAD_CHARACTERS = 3000
"""The header of a page in Markdown stands in so much of it."""
MINIMUM_ENTRIES_IN_A_TREE = 3
"""Markdown in a tree is a note unless it is a page of so many entries."""
MAXIMUM_LINES_TO_THE_TOPIC = 4
"""So many lines, blank ones included, may stand between the topic and the line with venue and count."""
MAXIMUM_TOPIC_CELLS = 80
MINIMUM_UNREAD_CELLS = 40
MINIMUM_UNREAD_LINES, MINIMUM_UNREAD_SENTENCES = 4, 2
"""So many lines of this width, or such that end a sentence, are told above the first header: there may be a page without
a count."""
MAXIMUM_LINES_OF_A_LABEL = 12
"""Maximum number of lines into which a label about other venues or top topics is wrapped."""

# Two patterns, each of which begins with a set of characters, take a tenth of the time of one without case.
_COUNT_BEFORE = lazy_pattern(
    r"\d[\d,]*+\s*+(?:\*\*)?\s*+(?:[Pp](?:aper|APER)|[Nn](?:otes?|OTES?)\b|篇|条|件|本の|개|편|건)"
)
_COUNTED = (
    "aper",
    "APER",
    "ote",
    "OTE",
    "篇",
    "条",
    "件",
    "本の",
    "개",
    "편",
    "건",
    "笔记",
    "筆記",
    "ノート",
    "노트",
)
_MAXIMUM_COUNT_CHARACTERS = 24
_COUNT_AFTER = lazy_pattern(r"(?:(?<=[Nn])(?:otes|OTES)|笔记|筆記|ノート|노트)\D{0,6}\d")


class _Header(NamedTuple):
    """Where a page begins in a text, and what its header says. `start` and `below` are indexes of lines."""

    start: int
    line: int
    below: int
    venue: Venue
    declared: int
    topic: Topic


def is_area_page(document: DocumentText) -> bool:
    """Whether a document is to be read as an area page.

    In a tree, Markdown is a page only if its header counts notes and a reading has as many; an `index.md` there is an
    area index. Text that is a source by itself can be nothing but a page, so that `read_area_page` may say what is wrong
    with it.
    """
    if document.alone:
        return not document.is_markdown or looks_like_page(document.text)
    if not document.is_markdown:
        return looks_like_page(document.text)
    return document.name != "index.md" and _holds_a_page(document.text)


def read_area_page(document: DocumentText) -> DocumentContents:
    """The contents of the area pages in a document. Raises NoteError for a document that is none, or is not clear."""
    pages = parse_pages(document.text)
    areas = tuple(page.area for page in pages)
    venues = dict.fromkeys(
        venue for area in areas for venue in (area.venue, *(venue for venue, _ in area.elsewhere))
    )
    return DocumentContents(
        notes=tuple(note for page in pages for note in page.notes),
        venues=tuple(venues),
        topics=tuple(dict.fromkeys(area.topic for area in areas)),
        areas=areas,
        problems=tuple(problem for page in pages for problem in page.problems),
        certainty=tuple(page.certainty for page in pages),
        own_text=True,
    )


def looks_like_page(text: str) -> bool:
    """Whether a text has the header of an area page, so that `parse_pages` can read it."""
    return bool(_headers(lines_of(clean(text[:200_000]))[:MAXIMUM_HEADER_LINES]))


def parse_pages(text: str, *, force: bool = False) -> tuple[AreaPage, ...]:
    """The area pages in a text, in its order; their notes in the page's order. A title that occurs twice gives two notes.

    Raises NoteError if the text has no such page, or if no reading of one is clear; `force` takes the likeliest reading
    then. A declared count that differs from the number of entries is a problem of the page.
    """
    lines = lines_of(clean(text))
    if len(lines) > MAXIMUM_PAGE_LINES:
        raise NoteError(f"a page of more than {MAXIMUM_PAGE_LINES:,} lines is not read")
    headers = _headers(lines)
    if not headers or headers[0].line > lines[0].number + MAXIMUM_HEADER_LINES:
        raise NoteError("is not the text of an area page: no line with a venue and its number of notes")
    ends = [header.start for header in headers[1:]] + [len(lines)]
    pages = [
        _page(header, lines[header.below : end], force) for header, end in zip(headers, ends, strict=True)
    ]
    unread = [line for line in lines[: headers[0].start] if cells(line.text) >= MINIMUM_UNREAD_CELLS]
    prose = [line for line in unread if ends_a_sentence(line.text)]
    if len(unread) >= MINIMUM_UNREAD_LINES or len(prose) >= MINIMUM_UNREAD_SENTENCES:
        reason = f"nothing above line {headers[0].line} was read, since no line there has a venue and its number of notes"
        pages[0] = pages[0]._replace(problems=((unread[0].number, reason), *pages[0].problems))
    return tuple(page for at, page in enumerate(pages) if not any(map(page.repeats, pages[:at])))


def page_text(page: AreaPage) -> str:
    """A page as text that `parse_pages` reads as this page, whatever its titles and summaries look like."""
    area = page.area
    lines = [
        f"{area.topic.icon} {area.topic.name}".strip(),
        f"{area.venue.icon} {area.venue.slug} · {len(page.notes)} paper notes".strip(),
    ]
    if area.elsewhere:
        others = " · ".join(f"{venue.icon} {venue.slug} ({count})".strip() for venue, count in area.elsewhere)
        lines.append(f"📌 Same area in other venues: {others}")
    if area.top_topics:
        lines.append("🔥 Top topics: " + " · ".join(f"{name} ×{count}" for name, count in area.top_topics))
    for note in page.notes:
        lines += [f"- {note.title}", "-", note.summary]
    return "\n".join(lines) + "\n"


def _holds_a_page(text: str) -> bool:
    if not _may_count(text[:MAXIMUM_HEAD_CHARACTERS]):
        return False
    try:
        pages = parse_pages(text)
    except NoteError:
        return False
    return all(len(page.notes) >= MINIMUM_ENTRIES_IN_A_TREE and not page.problems for page in pages)


def _may_count(head: str) -> bool:
    """Whether a number of notes or papers may stand in a text. Looking for the few words first takes a tenth of the time."""
    for word in _COUNTED:
        at = head.find(word)
        while at >= 0:
            if _COUNT_BEFORE.search(head, max(0, at - _MAXIMUM_COUNT_CHARACTERS), at + len(word) + 2):
                return True
            if _COUNT_AFTER.match(head, at):
                return True
            at = head.find(word, at + 1)
    return False


def _headers(lines: Sequence[PageLine]) -> list[_Header]:
    """The headers of the pages in a text: a line with a venue and a count, below the line of the topic. Where there are
    none, those of the areas in a venue's index."""
    found: list[_Header] = []
    above: int | None = None
    for at, line in enumerate(lines):
        text = line.text.strip()
        if not text:
            continue
        if (
            above is not None
            and at - above <= MAXIMUM_LINES_TO_THE_TOPIC
            and (counted := counted_venue(text))
        ):
            topic = _topic(lines[above].text)
            if topic is not None:
                found.append(_Header(above, line.number, at + 1, *counted, topic))
        above = at
    return found or [
        _Header(area.at, area.line, area.at + 1, area.venue, area.declared, area.topic)
        for area in indexed_areas(lines)
    ]


def _topic(line: str) -> Topic | None:
    """The topic that the line above the venue names; None if the line cannot be one."""
    icon, name = split_icon(without_markup(line)[0].rstrip("¶ #"))
    if not name or cells(name) > MAXIMUM_TOPIC_CELLS or counted_venue(name):
        return None
    topic = topic_named(name)
    return Topic(topic.slug, topic.name, icon)


def _page(header: _Header, lines: Sequence[PageLine], force: bool) -> AreaPage:
    body, elsewhere, top = _without_labels(without_chrome(lines, header.declared))
    verdict = best_reading(body, header.declared)
    reading = verdict.taken
    if reading is None:
        if not force or not verdict.likeliest.entries:
            raise _unclear(header, verdict.likeliest)
        reading = verdict.likeliest
    area = Area(header.venue, header.topic, header.declared, elsewhere, top)
    problems = []
    if len(reading.entries) != header.declared:
        problems.append(
            (header.line, f"the page declares {header.declared} notes, read {len(reading.entries)}")
        )
    notes = tuple(_note(entry, area) for entry in reading.entries)
    return AreaPage(area, notes, tuple(problems), reading.certainty(header.declared))


def _unclear(header: _Header, likeliest: Reading) -> NoteError:
    expected = f"the area page {header.venue.slug} · {header.topic.name} declares {header.declared} notes"
    if not likeliest.entries:
        return NoteError(f"{expected}, and none was found below line {header.line}", header.line)
    return NoteError(
        f"{expected}, and {len(likeliest.entries)} were found; titles and summaries cannot be told apart from this line on",
        likeliest.doubtful_line,
    )


def _without_labels(
    lines: Sequence[PageLine],
) -> tuple[Sequence[PageLine], tuple[tuple[Venue, int], ...], tuple[tuple[str, int], ...]]:
    """The lines below those about other venues and top topics, and what these say. They may have been wrapped."""
    elsewhere: tuple[tuple[Venue, int], ...] = ()
    top: tuple[tuple[str, int], ...] = ()
    while lines:
        if not lines[0].text.strip():
            lines = lines[1:]
            continue
        label, length = _label_at_top(lines)
        others, topics = elsewhere_in(label), top_topics_in(label)
        if others is None and topics is None:
            break
        elsewhere, top, lines = elsewhere or others or (), top or topics or (), lines[length:]
    return lines, elsewhere, top


def _label_at_top(lines: Sequence[PageLine]) -> tuple[str, int]:
    """The first line, and those after it in which a label goes on, if it is one: with them it names more venues or topics
    with their counts. Returns the text, and how many lines it takes."""
    label, named, length = "", 0, 1
    text = ""
    for count, line in enumerate(
        takewhile(lambda line: line.text.strip(), lines[:MAXIMUM_LINES_OF_A_LABEL]), 1
    ):
        text = f"{text} {without_markup(line.text)[0]}".strip()
        more = len(elsewhere_in(text) or top_topics_in(text) or ())
        if count == 1 or more > named:
            label, named, length = text, more, count
    return label, length


def _note(entry: PageEntry, area: Area) -> Note:
    title, summary = clean_line(entry.title), clean_line(entry.summary)
    return Note(
        title=title,
        venue=area.venue,
        topic=area.topic,
        slug=title_slug(title),
        year=year_of(area.venue.slug),
        language=language_of(summary or title),
        summary=summary,
        markdown=f"# {title}\n\n## TL;DR\n\n{summary}\n" if summary else f"# {title}\n",
    )
