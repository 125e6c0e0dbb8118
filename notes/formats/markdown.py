"""The format of a Markdown note: its title, where it is filed, and what it says about its paper.

It is made for the note trees of the paper-notes site, in both languages, and for what other people write in their
folders (see the documentation of note formats). A field is taken from the first place that has it: the lines below the
title, the front matter, the folders, the text. What is missing stays empty.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from papernotes.notes.formats import fields as read
from papernotes.notes.formats.document import DocumentContents, DocumentText
from papernotes.notes.formats.front_matter import FrontMatter, split_front_matter
from papernotes.notes.formats.metadata import BOLD_FIELD, FIELD_OF_NAME, PLAIN_FIELD, fields_in
from papernotes.notes.formats.plain_text import heading_text, without_markup
from papernotes.notes.formats.sections import (
    Heading,
    headings,
    related_block,
    section_name,
    without_related,
)
from papernotes.notes.model import UNFILED, Note, NoteError, Rating, Related, Topic, Venue
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean, clean_line, fold

MAXIMUM_HEAD_CHARACTERS = 8000
"""Metadata is looked for only in this much of a note."""

_NOT_TOPIC = lazy_pattern(
    r"docs?|notes?|notes[-_]?(?:en|zh)|papers?|src|contents?|_?posts|blog|site|wiki|vault|archive|readings?|literature"
    r"|md|markdown|pages|main|master|en|zh|pdf|misc|inbox|drafts",
    re.IGNORECASE,
)

_METADATA_HEADINGS = frozenset(
    ("metadata", "info", "information", "paper info", "meta", "基本信息", "论文信息")
)
_YEAR_FOLDER = lazy_pattern(r"(?:19|20)\d\d")
_LETTER = lazy_pattern(r"[^\W\d_]")
_PREFIX = lazy_pattern(
    r"\s*(?:[\[【(（]\s*(?:paper notes?|reading notes?|论文笔记|论文解读|论文阅读|论文精读)\s*[\]】)）]"
    r"|(?:paper notes?|reading notes?|论文笔记|论文解读|论文阅读|论文精读)\s*[:：|])\s*",
    re.IGNORECASE,
)
_VENUE_PREFIX = lazy_pattern(r"\s*\\?[\[【]([^\[\]【】\\]{2,60})\\?[\]】]\s*(?=\S)")
_BADGE = lazy_pattern(
    r"\[!\[[^\[\]]*\]\([^()\s]*\)\]\([^()\s]*\)|!\[[^\[\]]*\]\([^()\s]*\)|<img\b[^<>]{0,400}>"
)
_LINK = lazy_pattern(
    r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*+)\]\(<?(https?://[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?[^()\n]*\)"
)
_RELATED_LINK = lazy_pattern(
    r"(?<!!)\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*+)\]\(<?((?!\w+:|/|#)[^\s<>()]+\.md)(?:#[^\s<>()]*)?>?\)"
)
_RELATED_VENUE = lazy_pattern(r"\s*\\?[\[【]([^\[\]【】\\]{2,60})\\?[\]】]\s*")
_PARAGRAPH_END = lazy_pattern(r"\n[ \t]*\n")
_NOT_PROSE = lazy_pattern(r"\s*(?:#|>|\||[-*+]\s|\d+[.)]\s|<|!\[|\[!\[|```|~~~|\$\$|\\\[|---|===|:::|!!!)")
_DESCRIPTION_PREFIX = lazy_pattern(r"(?:\s*\[[^\[\]]{0,80}\])+\s*")
_NOT_CJK = lazy_pattern("[^\u3400-\u9fff\u3040-\u30ff]+")


@dataclass(frozen=True, slots=True)
class ParsedNote:
    """A note, and the problems of its file as `(line, reason)`; lines count from 1."""

    note: Note
    problems: tuple[tuple[int, str], ...] = ()


def is_note(document: DocumentText) -> bool:
    """Whether a document is to be read as one note: all Markdown is that no other format claims."""
    return document.is_markdown


def read_note(document: DocumentText) -> DocumentContents:
    """The contents of a document that is one note."""
    parsed = parse_note(document.text, path=document.path)
    return DocumentContents(notes=(parsed.note,), problems=parsed.problems)


def parse_note(text: str, *, path: str) -> ParsedNote:
    """The note in a Markdown text. `path` is below the source's root (`docs/ICML2025/llm_safety/slug.md`).

    Raises NoteError if the text is empty. Broken front matter is a problem of the result.
    """
    front = split_front_matter(clean(text))
    if not front.body.strip() and not front.fields:
        raise NoteError("is empty")
    note = _Reader(front, path).note()
    return ParsedNote(note, (front.problem,) if front.problem else ())


class _Reader:
    """Reads one note. Its parts are found once, and each field is read from them."""

    def __init__(self, front: FrontMatter, path: str) -> None:
        self.body = front.body
        self.path = PurePosixPath(path.replace("\\", "/"))
        self.text = without_related(front.body)
        self.headings = list(headings(self.text))
        self.title_heading = self._find_title()
        self.head = self._head()
        self.fields: dict[str, Any] = dict(fields_in(self.head))
        for name, value in front.fields.items():
            field = FIELD_OF_NAME.get(
                name.lower().strip().replace("_", " ") if name != "content_hash" else name
            )
            if field and value not in ("", [], {}):
                self.fields.setdefault(field, value)
                self.fields.setdefault("front " + field, value)

    def note(self) -> Note:
        """The note, with all its fields."""
        title, title_venue, title_link = self._title()
        conference = self._text("venue")
        areas = read.areas_of(self.fields.get("areas", ""))
        venue, topic = self._venue_and_topic(conference or title_venue, areas)
        arxiv = self._arxiv(title_link)
        return Note(
            title=title,
            venue=venue,
            topic=topic,
            slug=clean_line(self.path.stem),
            year=self._year(venue, conference, arxiv),
            award=read.awards_of(self._text("award") + " " + without_markup(conference or title_venue)),
            language=language_of(self.text),
            summary=self._summary(),
            keywords=self._keywords(venue, topic, conference),
            areas=areas,
            authors=read.authors_of(self.fields.get("authors", "")),
            arxiv=arxiv,
            doi=read.doi_of(self._text("doi")) or read.doi_of(self._text("paper")) or read.doi_of(self.head),
            code=self._code(),
            paper_url=next(iter(read.urls_of(self._text("paper"))), None) or title_link or None,
            rating=self._rating(),
            date=read.date_of(self._text("front date") or self._text("date")),
            content_hash=self._text("content_hash"),
            related=tuple(_related_in(related_block(self.body) or self.text)),
            markdown=self.body,
        )

    def _text(self, field: str) -> str:
        value = self.fields.get(field, "")
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def _find_title(self) -> Heading | None:
        """The first heading of level 1 or 2 that is not the name of a section."""
        high = [heading for heading in self.headings[:8] if heading.level <= 2 and heading.text]
        if not high or high[0].level == 1:
            return high[0] if high else None
        first = next((heading for heading in high if heading.level == 1), None)
        if first is None and not _names_a_section(high[0].text):
            first = high[0]
        return first

    def _head(self) -> str:
        """Where metadata may stand: the text before the first section, at most MAXIMUM_HEAD_CHARACTERS of it."""
        start = self.title_heading.start if self.title_heading else 0
        for heading in self.headings:
            if heading.start > start and (section_name(heading.text) or heading.level <= 2):
                if fold(heading.text) in _METADATA_HEADINGS:
                    continue
                return self.text[: min(heading.start, MAXIMUM_HEAD_CHARACTERS)]
        return self.text[:MAXIMUM_HEAD_CHARACTERS]

    def _title(self) -> tuple[str, str, str]:
        """The title, the venue in brackets before it, and the address that it links to."""
        written = self.title_heading.text if self.title_heading else self._text("title")
        link = ""
        venue = ""
        for candidate in (written, self._text("title"), self._text("front title")):
            text = _BADGE.sub("", candidate)
            if found := _LINK.search(text):
                link = link or found[2]
            text = _PREFIX.sub("", _LINK.sub(r"\1", text), count=1)
            if (found := _VENUE_PREFIX.match(text)) and read.venue_of(found[1]).slug != UNFILED:
                venue = venue or found[1]
                text = text[found.end() :]
            title = heading_text(text)
            if title:
                return title, venue, link
        return re.sub(r"[_\s]+", " ", clean_line(self.path.stem)) or UNFILED, venue, link

    def _venue_and_topic(self, conference: str, areas: tuple[str, ...]) -> tuple[Venue, Topic]:
        """Venue and topic: from the folders if these look like it, else from the metadata."""
        folders = [clean_line(part) for part in self.path.parts[:-1]]
        venue, topic = _venue_and_topic_in(folders)
        if venue is None:
            year = read.year_of(self._text("year"))
            venue = read.venue_of(conference, year) if conference else Venue(UNFILED)
        if topic:
            return venue, read.topic_in(topic, areas)
        return venue, read.topic_named(areas[0]) if areas else Topic(UNFILED, UNFILED)

    def _arxiv(self, title_link: str) -> str | None:
        for field in ("arxiv", "front arxiv"):
            if found := read.arxiv_of(self._text(field)):
                return found
        for text in (self._text("paper"), title_link, self._text("venue"), self.head):
            if found := read.arxiv_mentioned(text):
                return found
        return None

    def _year(self, venue: Venue, conference: str, arxiv: str | None) -> int | None:
        year = read.year_of(venue.slug) or read.year_of(conference) or read.year_of(self._text("year"))
        if year is None and arxiv and arxiv[:4].isdecimal():
            year = 2000 + int(arxiv[:2])
        return year

    def _code(self) -> str | None:
        for field in ("code", "front code"):
            if found := read.urls_of(self._text(field)):
                return found[0]
        for url in read.urls_of(self._text("project")):
            if re.match(r"https?://(?:www\.)?(?:github|gitlab|huggingface|gitee|bitbucket)\.", url):
                return url
        return None

    def _keywords(self, venue: Venue, topic: Topic, conference: str) -> tuple[str, ...]:
        """The keywords, else the tags without those that only repeat venue and topic."""
        if "keywords" in self.fields:
            return read.words_of(self.fields["keywords"])
        stated = {fold(text).replace(" ", "") for text in (venue.slug, topic.slug, topic.name, conference)}
        tags = read.words_of(self.fields.get("tags", ""))
        return tuple(tag for tag in tags if fold(tag).replace(" ", "") not in stated)

    def _summary(self) -> str:
        """The TL;DR section, else a TL;DR line, the abstract, the description, or the first prose."""
        abstract = None
        for heading in self.headings:
            if heading is self.title_heading or section_name(heading.text) != "summary":
                continue
            if _is_abstract(heading.text):
                abstract = abstract or heading
            elif found := _opening(self._below(heading)):
                return found
        for field in ("summary", "front summary"):
            if found := _one_line(without_markup(self._text(field))):
                return found
        if abstract and (found := _opening(self._below(abstract))):
            return found
        described = _DESCRIPTION_PREFIX.sub("", self._text("description"), count=1)
        return _one_line(without_markup(described)) or self._first_prose()

    def _below(self, heading: Heading) -> str:
        """The text below a heading, up to the next one."""
        number = bisect_right(self.headings, heading.start, key=lambda other: other.start)
        end = self.headings[number].start if number < len(self.headings) else len(self.text)
        return self.text[heading.end : end]

    def _first_prose(self) -> str:
        start = self.title_heading.end if self.title_heading else 0
        for number, paragraph in enumerate(
            _PARAGRAPH_END.split(self.text[start : start + 4 * MAXIMUM_HEAD_CHARACTERS])
        ):
            if number > 200:
                break
            if paragraph.strip() and not _NOT_PROSE.match(paragraph):
                if PLAIN_FIELD.match(paragraph.lstrip()) or BOLD_FIELD.match(paragraph.lstrip()):
                    continue
                if found := _one_line(without_markup(paragraph)):
                    return found
        return ""

    def _rating(self) -> Rating:
        for heading in self.headings:
            if heading is not self.title_heading and section_name(heading.text) == "rating":
                found = read.rating_of(f"{heading.text}\n{self._below(heading)}")
                if found != Rating():
                    return found
        return read.rating_in(self.fields["rating"]) if "rating" in self.fields else Rating()


def _venue_and_topic_in(folders: list[str]) -> tuple[Venue | None, str]:
    """The venue and the topic's folder among a note's folders. The topic is right below the venue, or right above it."""
    for at in range(len(folders) - 1, -1, -1):
        venue = Venue(folders[at]) if read.is_venue_folder(folders[at]) else None
        if venue is None and at and _YEAR_FOLDER.fullmatch(folders[at]):
            joined = folders[at - 1] + folders[at]  # CVPR/2024
            named = read.venue_of(joined)
            venue = named if named.slug == joined and read.is_venue_folder(joined) else None
            at -= venue is not None
        if venue:
            below = folders[at + 1 + (venue.slug != folders[at]) :]
            near = [*below[:1], *folders[at - 1 : at]] if at else below[:1]
            return venue, next((folder for folder in near if _is_topic(folder)), "")
    last = folders[-1] if folders else ""
    return None, last if _is_topic(last) else ""


def _is_topic(folder: str) -> bool:
    return bool(_LETTER.search(folder)) and not _NOT_TOPIC.fullmatch(folder)


def language_of(text: str) -> str:
    """`zh` if a fair share of the text is in Chinese characters, else `en`."""
    sample = text[:3000]
    if sample.isascii():
        return "en"
    chinese = len(_NOT_CJK.sub("", sample))
    return "zh" if chinese * 2 > sample.count(" ") + 1 else "en"


def _names_a_section(text: str) -> bool:
    return bool(section_name(text)) and len(fold(text).split()) <= 4


def _is_abstract(heading: str) -> bool:
    return fold(heading) in ("abstract", "摘要", "summary", "overview of the paper", "简介", "概述")


def _opening(text: str) -> str:
    """All of a short section, or the first paragraph of a long one, on one line."""
    found = _one_line(without_markup(text[:4000]))
    if len(found) > 1200:
        first = next((part for part in _PARAGRAPH_END.split(text.strip()[:8000]) if part.strip()), "")
        found = _one_line(without_markup(first))
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _related_in(text: str) -> Iterator[Related]:
    """The links to other notes by relative path, with title and venue as they are written."""
    if ".md" not in text:
        return
    for found in _RELATED_LINK.finditer(text):
        label, target = found[1], found[2]
        venue = next(filter(read.is_venue_folder, target.split("/")[:-1]), "")
        if named := _RELATED_VENUE.match(label):
            label = label[named.end() :]
            venue = venue or read.venue_of(named[1]).slug
        title = heading_text(label)
        if title:
            yield Related(title, venue if venue != UNFILED else "", target)
