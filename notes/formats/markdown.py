"""The format of a Markdown note: its title, where it is filed, and what it says about its paper.

It is made for the note trees of the paper-notes site, in both languages, and for what other people write in their
folders (see the documentation of note formats). A field is taken from the first place that has it: the lines below the
title, the front matter, the folders, the text. What is missing stays empty.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from papernotes.notes.formats import fields as read
from papernotes.notes.formats.bylines import Byline, byline_in, citation_of
from papernotes.notes.formats.document import DocumentContents, DocumentText
from papernotes.notes.formats.filing import Stated, filed
from papernotes.notes.formats.front_matter import FrontMatter, split_front_matter
from papernotes.notes.formats.links import ADDRESS, NAMES_OF_LINKS, TEXT_OF_LINK
from papernotes.notes.formats.metadata import (
    BOLD_FIELD,
    FIELD_OF_NAME,
    PLAIN_FIELD,
    field_named_alone,
    field_of_heading,
    fields_in,
    states_fields,
    value_below_heading,
    without_fields,
)
from papernotes.notes.formats.own_links import own_links
from papernotes.notes.formats.plain_text import heading_text, without_markup
from papernotes.notes.formats.sections import (
    Heading,
    apart_from_related,
    headings,
    section_name,
)
from papernotes.notes.formats.titles import BareTitle, TitleSource, bare_title, name_of, written_title
from papernotes.notes.formulas import FORMULA
from papernotes.notes.model import UNFILED, Note, NoteError, Rating, Related, Topic, Venue
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean, clean_line, fold
from papernotes.titles import is_generic

MAXIMUM_HEAD_CHARACTERS = 8000
"""Metadata is looked for only in this much of a note."""

_METADATA_HEADINGS = frozenset(
    ("metadata", "info", "information", "paper info", "meta", "基本信息", "论文信息")
)
_REFERENCE = r"&(?:#?\w{1,31};)?+"  # `&#39;`: its `#` begins no name of a place in the note
_RELATED_LINK = lazy_pattern(
    rf"\[(?<!!\[)({TEXT_OF_LINK})\]\(\s*+(?!<?(?:\w+:|/))"
    rf"(?:<((?:[^<>\n#&]|{_REFERENCE})+?\.md)(?:#[^<>\n]*)?>|((?:[^\s<>()#&.]++|\.|{_REFERENCE}|\([^\s<>()#]*+\))+?\.md|\.{{1,2}}/(?:[\w%~-]++/|\.\./)*+[\w%~-]++)(?:#[^\s<>()]*)?)"
    r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*+\)"
)
_WIKI_LINK = lazy_pattern(r"\[\[([^\[\]\n|\\]{1,400})(?:\\?\|([^\[\]\n]{1,400}))?\]\]")
_YEAR = lazy_pattern(r"(?:19|20)\d\d")
_MAY_HAVE_PLACE = lazy_pattern(r"\)\s?[(（]")
_PLACE_OF_LINK = lazy_pattern(
    rf"\[[^\[\]\n]{{0,20}}(?:{NAMES_OF_LINKS})[^\[\]\n]{{0,20}}\]\({ADDRESS}\)\s?[(（]([^()（）\n]{{2,40}}(?:19|20)\d\d)[)）]",
    re.IGNORECASE,
)
_OTHER_FILE = lazy_pattern(r"\.(?!md$)[A-Za-z0-9]{1,5}$|://")
_RELATED_VENUE = lazy_pattern(r"\s*\\?[\[【]([^\[\]【】\\]{2,60})\\?[\]】]\s*")
_PARAGRAPH_END = lazy_pattern(r"\n[ \t]*\n|\n(?=#{1,6}[ \t])")
_NOT_PROSE = lazy_pattern(
    r"\s*(?:[(（][^()（）]*[)）]\s*\Z|#|>|\||[-*+]\s|\d+[.)]\s|<|!\[|\[!\[|```|~~~|\$\$|\\\[|---|===|:::|!!!)"
)
_MAXIMUM_PARAGRAPHS = 200
_FOLDERS_OF_POSTS = frozenset(("_posts", "posts", "post", "blog"))
_LETTER = lazy_pattern(r"[^\W\d_]")
_HANDLE = lazy_pattern(r"[a-z][a-z0-9_.-]*")
_MAXIMUM_DATE_CHARACTERS = 20
_MAXIMUM_CHARACTERS_OF_NAMES = 300
_MAXIMUM_CHARACTERS_OF_LABEL = 24
_DATE = lazy_pattern(r"[(_*]*(?:[^\W\d]{3,9}\.? )?\d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d[)_*]*")
_RULE_ABOVE = lazy_pattern(r"\A\s*(?:-{3,}|\*{3,}|_{3,})[ \t]*(?:\n|\Z)")
_WORKPLACE = lazy_pattern(
    r"^[ \t*∗†‡]*(?:[Ee]qual [Cc]ontribution|(?:\d{1,2}[A-Z][a-z]{2}|[¹²³⁴-⁹]{1,2}[A-Z])[^\n。:]{0,200}"
    r"|[\d¹²³⁴-⁹]{0,2}[ \t]?(?=[A-Z])[^\n.。:]{0,140}\b(?:Universit(?:y|é|ät)|Institute|Laboratory|Labs?|College|Academy|School|Department"
    r"|Research)\b[^\n.。:]{0,80}"
    r"|[A-Z][^\n.。:,]{1,40}, (?:[A-Z][^\n.。:,]{1,40}, )?(?:USA|UK|China|Japan|(?:South )?Korea|Germany|France|Canada|Switzerland|Singapore"
    r"|India|Australia|Italy|Israel))[ \t]*$",
    re.MULTILINE,
)
"""A line that says where the authors work: `1 River Lab, Some University`."""
_TLDR = lazy_pattern(r"\Atl;?dr\W+(?=\w)", re.IGNORECASE)
_FENCED = lazy_pattern(r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1[^\n]*$|\Z)", re.MULTILINE | re.DOTALL)
_HEADINGS_ABOVE = lazy_pattern(r"\A\s*(?:#{1,6}[ \t][^\n]*(?:\n\s*|\Z))+")
_MAXIMUM_OWN_LINKS = 20
_IMAGE = lazy_pattern(
    rf"\[?!\[[^\[\]\n]*\]\({ADDRESS}(?:\s+\"[^\"\n]*\")?\)(?:\]\({ADDRESS}\))?|!\[\[[^\[\]\n]*\]\]|<img\b[^<>]*>",
    re.IGNORECASE,
)
_TARGET = lazy_pattern(r"^[\[<!]|\w\.(?:pdf|md|html)\b|^10\.\d|\d{4}\.\d{4,5}")
_LIST_OF_PROSE = lazy_pattern(
    r"(?:[-*+•]|\d{1,2}[.)])\s+(?=\S)(?!\[[ xX]\])[^\n]*[^\W\d_]{2}[^\n]*\s\S"
    r"|(?:[-*+•]|\d{1,2}[.)])\s+[^\[\n][^\n]*\n[ \t]+(?!\[[ xX]\])[^\n]*[^\W\d_]{2}[^\n]*\s\S"  # a label, and what is below it
    r"|(?:[-*+•]|\d{1,2}[.)])\s+[\u3040-\u9fff\uac00-\ud7af]{6}"
)
_LINKS_ALONE = lazy_pattern(
    r"(?:\s*[-*+•]?\s*(?:[^\n:：\[<]{1,24}[:：]\s?)?(?:\[[^\[\]\n]*\]\([^()\n]*\)(?:\s?[(（][^()（）\n]{1,40}\d[)）])?|<?https?://\S+)[\s|,·]*)+"
)
_ABSTRACT_CALLOUT = lazy_pattern(
    r"^>[ \t]*\[!(?:abstract|summary|tldr)\][+-]?[^\n]*((?:\n>[^\n]*)+)"
    r"|^[!?]{3}\+?[ \t]+(?:abstract|summary|tldr)\b[^\n]*((?:\n(?:    |\t)[^\n]*|\n(?=\n))+)"
    r"|^:{3,}[ \t]*\{?(?:abstract|summary|tldr)\b[^\n]*((?:\n(?!:::)[^\n]*)+)",
    re.IGNORECASE | re.MULTILINE,
)
_DESCRIPTION_PREFIX = lazy_pattern(r"(?:\s*\[[^\[\]]{0,80}\])+\s*")
_CJK = lazy_pattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_HAN = lazy_pattern("[\u3400-\u9fff]+")
_KANA = lazy_pattern("[\u3040-\u30ff]+")
_HANGUL = lazy_pattern("[\uac00-\ud7a3]+")
_MINIMUM_KANA_SHARE = 0.2
"""The least share of kana among the letters of a Japanese text. A Chinese text has at most a few, in a Japanese name."""


@dataclass(frozen=True, slots=True)
class ParsedNote:
    """A note, and the problems of its file as `(line, reason)`; lines count from 1."""

    note: Note
    problems: tuple[tuple[int, str], ...] = ()


def is_note(document: DocumentText) -> bool:
    """Whether a document is to be read as one note: all Markdown is that no other format claims, but for a book's index."""
    return document.is_markdown and (document.alone or document.name != "summary.md")  # of a book


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
        self.text, self.related = apart_from_related(front.body)
        self.headings = list(headings(self.text))
        self.title_heading = next((h for h in self.headings[:1] if h.level <= 3), None)
        self.head = self._head()
        self.fields: dict[str, Any] = dict(fields_in(self.head))
        self.authors: tuple[str, ...] = ()
        self.arxiv: str | None = None
        is_post = not _FOLDERS_OF_POSTS.isdisjoint(self.path.parts)
        for name, value in _stated_in_front(front.fields, is_jekyll="_posts" in self.path.parts):
            if name == "author" and _names_a_blogger(value, is_post=is_post):
                continue
            spelled = name.lower().strip().replace("_", " ").replace("-", " ")
            field = FIELD_OF_NAME.get(name if name == "content_hash" else spelled)
            if field and value not in ("", [], {}):
                self.fields.setdefault(field, value)
                self.fields.setdefault("front " + field, value)
        for heading in self.headings:
            field, value = field_of_heading(heading.text)
            if field and (value := value or value_below_heading(self._below(heading))):
                self.fields.setdefault(field, value)
        stated = [self._text("front title"), self._text("title")]
        if not read.urls_of(self._text("paper")) and not _TARGET.search(self._text("paper")):
            stated.append(self._text("paper"))  # Paper: The Title
        self.written_title = written_title(TitleSource(self.headings, stated, self.text, self.path))
        self.title_heading = self.written_title.heading
        self.head = self._head()

    def note(self) -> Note:
        """The note, with all its fields."""
        title, title_venue, title_link, title_authors = self._title()
        conference = self._text("venue")
        areas = read.areas_of(self.fields.get("areas", ""))
        tags = read.words_of(self.fields.get("tags", ""))
        below = self.text[self.title_heading.end if self.title_heading else 0 :]
        byline = byline_in(below[:2000], is_dated=bool(read.year_of(title_venue)))
        if title_authors and not byline.authors:
            byline = byline._replace(authors=(title_authors,))
        cited = Byline() if byline.authors or "authors" in self.fields else citation_of(title, below)
        byline = Byline(
            byline.authors or cited.authors, byline.venue or cited.venue, byline.year or cited.year
        )
        self.authors = read.authors_of(self.fields.get("authors", "")) or read.authors_of(
            ", ".join(byline.authors)
        )
        self.arxiv = read.arxiv_of(self._text("arxiv")) or read.arxiv_of(self._text("front arxiv"))
        own = self._own_links()
        arxiv = self._arxiv(title_link, own)
        stated = Stated(
            conference,
            self._year(),
            byline.venue,
            byline.year,
            title_venue or ("" if conference else self._place_of_link()),
            areas,
            tags,
            arxiv or "",
        )
        venue, topic, year = filed(
            stated, [clean_line(part) for part in self.path.parts[:-1]], self.path.stem
        )
        return Note(
            title=title,
            venue=venue,
            topic=topic,
            slug=clean_line(self.path.stem),
            year=year,
            award=read.awards_of(
                self._text("award") + " " + without_markup(conference or title_venue or byline.venue)
            ),
            language=language_of(self.text),
            summary=self._summary(),
            keywords=self._keywords(venue, topic, conference, tags),
            areas=areas,
            authors=self.authors,
            arxiv=arxiv,
            doi=next(
                filter(None, map(read.doi_of, (self._text("doi"), self._text("paper"), title_link, *own))),
                None,
            ),
            code=self._code(),
            paper_url=next(iter(read.urls_of(self._text("paper"))), None) or title_link or None,
            rating=self._rating(),
            date=read.date_of(self._text("front date") or self._text("date")),
            content_hash=self._text("content_hash"),
            related=tuple(_related_in(self.related or self.text)),
            markdown=self.body,
            aliases=read.words_of(self.fields["aliases"]) if "aliases" in self.fields else (),
        )

    def _text(self, field: str) -> str:
        value = self.fields.get(field, "")
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def _head(self) -> str:
        """Where metadata may stand: the text before the first section, at most MAXIMUM_HEAD_CHARACTERS of it."""
        start = self.title_heading.start if self.title_heading else 0
        for heading in self.headings:
            if heading.start > start and (section_name(heading.text) or heading.level <= 2):
                if fold(heading.text) in _METADATA_HEADINGS:
                    continue
                if not section_name(heading.text) and states_fields(self._below(heading)):
                    continue
                return self.text[: min(heading.start, MAXIMUM_HEAD_CHARACTERS)]
        return self.text[:MAXIMUM_HEAD_CHARACTERS]

    def _title(self) -> BareTitle:
        """The title, the venue in brackets beside it, the address that it links to, and the authors beside it."""
        title, venue, link, authors = bare_title(self.written_title.text)
        for stated in (self._text("title"), self._text("front title")):
            if not title or (not link and "](" in stated):
                found = bare_title(stated)
                title, link, authors = title or found.title, link or found.link, authors or found.authors
                venue = venue or found.venue
        return BareTitle(title or name_of(self.path) or UNFILED, venue, link, authors)

    def _year(self) -> str:
        """The year that is stated; a date that is nothing but a year is one."""
        return self._text("year") or (date if _YEAR.fullmatch(date := self._text("date").strip()) else "")

    def _place_of_link(self) -> str:
        """The venue in parentheses after a link to the paper: `[paper](https://…) (ICML 2020)`."""
        found = _PLACE_OF_LINK.search(self.head) if _MAY_HAVE_PLACE.search(self.head) else None
        return found[1] if found else ""

    def _own_links(self) -> list[str]:
        """The addresses of the paper itself; none are looked for where the arXiv id is stated and no DOI can stand."""
        if self.arxiv and "10." not in self.text:
            return []
        return list(islice(own_links(self.text, self.headings, len(self.head)), _MAXIMUM_OWN_LINKS))

    def _arxiv(self, title_link: str, own: list[str]) -> str | None:
        if self.arxiv:
            return self.arxiv
        sure = (self._text("paper"), title_link, self._text("doi"))
        for text in (*sure, *own, self._text("venue"), self._text("year")):
            if found := read.arxiv_mentioned(text):
                return found
        return None

    def _code(self) -> str | None:
        for field in ("code", "front code"):
            if found := read.urls_of(self._text(field)):
                return found[0]
        for url in read.urls_of(self._text("project")):
            if re.match(r"https?://(?:www\.)?(?:github|gitlab|huggingface|gitee|bitbucket)\.", url):
                return url
        return None

    def _keywords(
        self, venue: Venue, topic: Topic, conference: str, tags: tuple[str, ...]
    ) -> tuple[str, ...]:
        """The keywords, else the tags without those that only repeat venue and topic."""
        if "keywords" in self.fields:
            return read.words_of(self.fields["keywords"])
        year = read.year_of(venue.slug)
        texts = (
            venue.slug,
            venue.slug.removesuffix(str(year)),
            str(year),
            topic.slug,
            topic.name,
            conference,
        )
        stated = {fold(text).replace(" ", "") for text in texts}
        return tuple(
            tag
            for tag in tags
            if fold(tag).replace(" ", "") not in stated and not (len(tag) == 4 and read.year_of(tag))
        )

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
        return _one_line(without_markup(described)) or self._abstract_callout() or self._first_words()

    def _below(self, heading: Heading) -> str:
        """The text below a heading, up to the next one."""
        number = bisect_right(self.headings, heading.start, key=lambda other: other.start)
        end = self.headings[number].start if number < len(self.headings) else len(self.text)
        return self.text[heading.end : end]

    def _abstract_callout(self) -> str:
        found = _ABSTRACT_CALLOUT.search(self.text[: 4 * MAXIMUM_HEAD_CHARACTERS])
        return _one_line(without_markup(found[found.lastindex or 0])) if found else ""

    def _first_words(self) -> str:
        """The first prose or list right below the title; else the first of all."""
        start = self.title_heading.end if self.title_heading else 0
        below = next((heading.start for heading in self.headings if heading.start >= start), len(self.text))
        return self._first_prose(start, below, lists=True) or self._first_prose(
            below, below + 4 * MAXIMUM_HEAD_CHARACTERS, lists=True
        )

    def _first_prose(self, start: int, end: int, *, lists: bool = False) -> str:
        """The first paragraph that is prose; with `lists`, a list of sentences is prose too."""
        title = fold(without_markup(self.written_title.text))
        below = self.text[start:end]
        if "```" in below or "~~~" in below:
            below = _FENCED.sub("\n\n", below)
        for paragraph in islice(_PARAGRAPH_END.split(below), _MAXIMUM_PARAGRAPHS):
            if "#" in paragraph:
                paragraph = _HEADINGS_ABOVE.sub("", paragraph, count=1)
            paragraph = _RULE_ABOVE.sub("", _without_images(paragraph), count=1)
            text = _WORKPLACE.sub("", without_fields(paragraph)).strip()
            if (
                not text
                or field_named_alone(text)
                or (text.isalpha() and len(text) <= _MAXIMUM_CHARACTERS_OF_LABEL and is_generic(fold(text)))
                or PLAIN_FIELD.match(text)
                or BOLD_FIELD.match(text)
                or _LINKS_ALONE.fullmatch(text)
            ):
                continue
            is_list = lists and text == paragraph.strip() and _LIST_OF_PROSE.match(text)
            if _NOT_PROSE.match(text) and not is_list:
                continue
            found = _TLDR.sub("", _one_line(without_markup(text)), count=1)
            if (
                found
                and _LETTER.search(FORMULA.sub("", found))
                and fold(found) != title
                and not (_is_byline(text) or self._is_names(text))
            ):
                return found
        return ""

    def _is_names(self, paragraph: str) -> bool:
        """Whether a paragraph begins with a line of the authors."""
        line = paragraph.lstrip("-*+ ").partition("\n")[0]
        if not self.authors or len(line) > _MAXIMUM_CHARACTERS_OF_NAMES:
            return False
        names = read.authors_of(line)
        return bool(names) and 2 * len(set(names) & set(self.authors)) >= len(names)

    def _rating(self) -> Rating:
        for heading in self.headings:
            if heading is not self.title_heading and section_name(heading.text) == "rating":
                found = read.rating_of(f"{heading.text}\n{self._below(heading)}")
                if found != Rating():
                    return found
        return read.rating_in(self.fields["rating"]) if "rating" in self.fields else Rating()


def language_of(text: str) -> str:
    """`zh`, `ja` or `ko` if a fair share of the text is in their letters, else `en`."""
    sample = text[:3000]
    if sample.isascii():
        return "en"
    if not _CJK.search(sample):
        return "en"
    han, kana, hangul = (sum(map(len, letters.findall(sample))) for letters in (_HAN, _KANA, _HANGUL))
    if (han + kana + hangul) * 2 <= sample.count(" ") + 1:
        return "en"
    if hangul > han + kana:
        return "ko"
    return "ja" if kana >= _MINIMUM_KANA_SHARE * (han + kana) else "zh"


def _is_abstract(heading: str) -> bool:
    return fold(heading) in ("abstract", "摘要", "summary", "overview of the paper", "简介", "概述")


def _stated_in_front(fields: dict[str, Any], *, is_jekyll: bool) -> Iterator[tuple[str, Any]]:
    """The fields of front matter, and those inside of others (`paper:` with `arxiv:` below it). Jekyll parts categories and
    tags by blanks."""
    for name, value in fields.items():
        if is_jekyll and name in ("categories", "tags") and isinstance(value, str) and "," not in value:
            value = value.split()
        if isinstance(value, dict) and name != "rating":
            yield from value.items()
        else:
            yield name, value


def _names_a_blogger(value: object, *, is_post: bool) -> bool:
    """Whether the `author` of front matter is who wrote the note: one name in a post, or a handle such as `ann-r`."""
    if not isinstance(value, str):
        return False
    return _HANDLE.fullmatch(value.strip()) is not None or (is_post and len(read.authors_of(value)) == 1)


def _is_byline(paragraph: str) -> bool:
    if len(paragraph) <= _MAXIMUM_DATE_CHARACTERS and _DATE.fullmatch(paragraph):
        return True
    byline = byline_in(paragraph)
    return bool(byline.authors) or (bool(byline.year) and len(paragraph) <= _MAXIMUM_DATE_CHARACTERS)


def _opening(text: str) -> str:
    """All of a short section, or the first paragraph of a long one, on one line; empty if it is nothing but links."""
    if _LINKS_ALONE.fullmatch(text[:4000]):
        return ""
    found = _prose(text[:4000])
    if len(found) > 1200:
        parts = _PARAGRAPH_END.split(text.strip()[:8000])
        found = next(filter(None, map(_prose, parts)), "")
    return found


def _prose(text: str) -> str:
    """The words of a text on one line, without those that stand for images."""
    return _one_line(without_markup(_without_images(text)))


def _without_images(text: str) -> str:
    return _IMAGE.sub("", text) if "![" in text or "<img" in text else text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _related_in(text: str) -> Iterator[Related]:
    """The links to other notes by relative path or name, with title and venue as they are written."""
    if "[[" in text:
        for found in _WIKI_LINK.finditer(text):
            target = found[1].partition("#")[0].strip()
            title = heading_text((found[2] or "").strip() or target.rpartition("/")[2])
            if target and title and not _OTHER_FILE.search(target) and fold(target) != "toc":
                yield Related(title, "", target)
    if ".md" not in text and "](." not in text:
        return
    for found in _RELATED_LINK.finditer(text):
        label, target = found[1], found[2] or found[3]
        target = html.unescape(target) if "&" in target else target
        venue = next(filter(read.is_venue_folder, target.split("/")[:-1]), "")
        if named := _RELATED_VENUE.match(label):
            label = label[named.end() :]
            venue = venue or read.venue_of(named[1]).slug
        title = heading_text(label)
        if title:
            yield Related(title, venue if venue != UNFILED else "", target)
