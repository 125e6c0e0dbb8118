"""The line below a title that says who wrote the paper, where and when: `Ann Reed, Bo Lake et al., Jan 2018, ICML 2018`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice
from typing import NamedTuple

from papernotes.notes.formats.fields import year_of
from papernotes.notes.formats.plain_text import without_markup
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import fold
from papernotes.paper_facts import MINIMUM_TITLE_SIMILARITY

_MAXIMUM_LINES = 5  # below the title, blank ones left out
_MAXIMUM_CHARACTERS = 300
_ET_AL = "et al."
_MAXIMUM_WORDS_OF_VENUE = 6
_MAXIMUM_WORDS = 24  # of a quoted line that names a conference or journal
_NAME = lazy_pattern(
    r"(?:[A-ZÀ-Þ][\w.'’-]*|[A-Z]\.)(?:[ -](?:(?:de|der|den|del|da|di|du|la|le|van|von|bin|al|el)[ ]){0,2}(?:[A-ZÀ-Þ][\w'’-]*|[A-Z]\.)){1,3}"
)
_OTHERS = lazy_pattern(r"(.*?)[,\s]*\b(?:et al\.?|etc\.?)|(.*?)\s*等人?", re.IGNORECASE)
_VENUE_BEFORE_NAMES = lazy_pattern(
    r"([A-Z][A-Za-z]*[A-Z][A-Za-z]*(?: [A-Z]{2,})?[ '’]*(?:(?:19|20)\d\d|['’]?\d\d))[\s,:·.]+(?=[A-Z][^\W\d_]*[. ])"
)
_DATE = lazy_pattern(
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s*)?(?:\d{1,2}(?:st|nd|rd|th)?,?\s*)?((?:19|20)\d\d)",
    re.IGNORECASE,
)
_MONTH = lazy_pattern(
    r"\(?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? ((?:19|20)\d\d)\)?", re.IGNORECASE
)
_VENUE = lazy_pattern(
    r"(?:[A-Z]{3,} )?(?:[A-Z][A-Za-z+&]*[A-Z][A-Za-z+&-]*|[A-Z][a-z]+(?: [A-Z][a-z]+){0,3})[\s'’]*(?:(?:19|20)\d\d|['’]?\d\d)\b.*"
)
_ACRONYM_WITH_YEAR = lazy_pattern(
    r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*[ '’-]*(?:(?:19|20)\d\d|['’]\d\d)\W*(?:\w+\W*)?"
)
_FIELD = lazy_pattern(r"[^\s:：][^:：]{0,30}[:：]\s")
_ID_BEFORE = lazy_pattern(
    r"arxiv:? ?\d{4}\.\d{4,5}(?:v\d{1,2})?(?: \([^()]{1,40}\))? [|·] ", re.IGNORECASE
)  # arXiv: 1901.00001 | Ann Reed et al.
_BELOW_NAMES = lazy_pattern(
    r"-{3,}|\*{3,}|_{3,}|[A-Z][^.。:]{0,140}\b(?:University|Institute|Laboratory|Labs?|College|Academy|School|Department|Research)\b[^.。:]{0,80}"
)
"""A rule, or where people work."""
_ITALICS = lazy_pattern(r"\*[^*]+\*|_[^_]+_")
_SUPERSCRIPT = lazy_pattern(r"<sup>[^<>]{0,40}</sup>", re.IGNORECASE)
_YEAR_AFTER_NAME = lazy_pattern(r"(?<=[a-z])\s+(?=(?:19|20)\d\d$)")
_SURNAME = lazy_pattern(r"[A-ZÀ-Þ][a-zà-ÿ'’-]+")
_OF_JOURNAL = lazy_pattern(r"\b(?:vol(?:ume)?|issue|pages|pp)\b\.? ?\d", re.IGNORECASE)
_CITATION = lazy_pattern(
    r"[-*+> \t\[]*(?P<authors>[^\"“”\n]{0,400}?)[.,:]?\s*[\"“](?P<title>[^\"“”\n]{8,300}?)[.,]?[\"”](?P<rest>[^\n]{0,300})"
)
_BEFORE_TITLE = lazy_pattern(
    r"[A-ZÀ-Þ][^\d\[\]()]{2,300}?[.,:]?\s*(?:\(?(?:19|20)\d\d[a-z]?\)?[.,:]\s*)?(?<=[.,:)]\s)"
)
_AFTER_TITLE = lazy_pattern(r"\s*[.,?!:]")
_YEAR_AT_END = lazy_pattern(r"[\s.,(]*(?:19|20)\d\d[a-z]?\)?[\s.,:]*$")
_MAXIMUM_PLACES = 200  # of the title's first words that are looked at
_MINIMUM_TITLE_CHARACTERS = 12  # of a title that is looked for in citations
_SEPARATOR = lazy_pattern(
    r"[,，;；、]\s*(?:and\s+|&\s*)?|\.\s+(?=(?:19|20)\d\d\b)|\s+(?:and|&)\s+|\s[·|•–—]\s|\s-\s"
)
_DIGIT = lazy_pattern(r"\d")
_AFFILIATION = lazy_pattern(r"\([^()]*\)|（[^（）]*）")


class Byline(NamedTuple):
    """What a byline says; each is empty if it does not."""

    authors: tuple[str, ...] = ()
    venue: str = ""
    year: str = ""


def byline_in(head: str, *, is_dated: bool = False) -> Byline:
    """The byline among the first lines of `head`, the text below a title. Lines that are fields or prose are none.

    Names alone may be anything: a heading, a list of products. They are a byline if there are many, or all of them are in
    italics, or the line below says where or when, where they work, or is a rule. `is_dated`: the title has a year beside it, so that a single
    name above a rule is an author, too.
    """
    names: tuple[str, ...] = ()
    lines = (line.strip() for line in head.split("\n"))
    for number, written in enumerate(line for line in lines if line.strip("> ")):
        if number == 1 and len(names) > (0 if is_dated else 1) and _BELOW_NAMES.fullmatch(written):
            return Byline(names)
        if (
            number >= _MAXIMUM_LINES
            or len(written) > _MAXIMUM_CHARACTERS
            or written.startswith(("#", "**", "|"))
        ):
            break  # a heading, or fields
        quoted = written.startswith(">")
        if "<sup" in written:
            written = _SUPERSCRIPT.sub("", written)
        line = " ".join(without_markup(written.lstrip("> ")).split())
        line = _ID_BEFORE.sub("", line, count=1) if line[:5].lower() == "arxiv" else line
        is_field = _FIELD.match(line) and not _VENUE.match(line) and not _OF_JOURNAL.search(line)
        if not line or "://" in line or is_field:
            continue
        if found := _read(line, quoted=quoted, is_first=number == 0):
            return found if found.authors else found._replace(authors=names)
        if number == 0 and not quoted:
            authors, rest = _authors_first(_parts(line))
            names = () if rest else tuple(authors)
            if len(names) > 1 and _ITALICS.fullmatch(written):
                return Byline(names)
    return Byline()


def _read(line: str, *, quoted: bool, is_first: bool) -> Byline | None:
    """The byline that a line is; None if it is prose. `is_first`: it stands right below the title."""
    venue = year = ""
    if line.startswith("by "):
        line = _YEAR_AFTER_NAME.sub(", ", line[3:], count=1)
    before = _VENUE_BEFORE_NAMES.match(line)
    names, _, place = (line[before.end() :] if before else line).partition(" — ")
    authors, rest = _authors_first(_parts(names))
    if before and authors:
        venue = before[1]
    elif before:
        authors, rest = _authors_first(_parts(line))
    if authors and place and not rest:  # Ann Reed, Bo Lake — River Science, 2024
        places = _parts(place)
        return Byline(tuple(authors), *_venue_and_year(places)) if year_of(places[-1]) else None
    rest += _parts(place)
    for part in rest:
        if date := _DATE.fullmatch(part.strip("() .")):
            year = year or date[1]
        elif _VENUE.fullmatch(part) and len(part.split()) <= _MAXIMUM_WORDS_OF_VENUE:
            venue = venue or part
        elif not quoted:
            return None
        elif authors and year_of(part):
            venue = venue or part
    if (
        quoted
        and len(parts := _parts(line)) == 2
        and _SURNAME.fullmatch(parts[0])
        and _ACRONYM_WITH_YEAR.fullmatch(parts[1])
    ):
        return Byline((parts[0],), parts[1])  # Reed, SIGMOD '79
    if authors:
        if quoted and not venue:  # > Ann Reed, Transactions on Rivers and Seas, May 1994
            place = line.rpartition(authors[-1])[2].strip(" ,.;·|")
            venue = place if year_of(place) and not _DATE.fullmatch(place) else ""
        is_byline = venue or year or authors[-1] == _ET_AL or (is_first and len(authors) > 2 and not rest)
        return Byline(tuple(authors), venue, year) if is_byline else None
    if quoted and (venue or _OF_JOURNAL.search(line)) and len(line.split()) <= _MAXIMUM_WORDS:
        return Byline(venue=line if _OF_JOURNAL.search(line) else venue, year=year)
    if is_first and (date := _MONTH.fullmatch(line)):
        return Byline(year=date[1])
    if quoted and year_of(line) and len(line.split()) <= _MAXIMUM_WORDS:
        return Byline(venue=line)
    found = _VENUE.match(line) if quoted or _ACRONYM_WITH_YEAR.fullmatch(line) else None
    return Byline(venue=found[0]) if found else None


def _venue_and_year(places: list[str]) -> tuple[str, str]:
    """The venue and the year in what stands after the names and a dash."""
    venue = next((part for part in places if not _DATE.fullmatch(part)), "")
    year = next(filter(None, map(year_of, places)), None)
    return venue, str(year or "")


def _parts(line: str) -> list[str]:
    return [part.strip() for part in _SEPARATOR.split(_AFFILIATION.sub("", line)) if part.strip()]


def _authors_first(parts: list[str]) -> tuple[list[str], list[str]]:
    """The names with which the parts of a line begin, and the other parts."""
    authors: list[str] = []
    for number, part in enumerate(parts):
        shortened = _OTHERS.fullmatch(part)
        name = ((shortened[1] or shortened[2] or "") if shortened else part).strip(" *")
        if name and (not _NAME.fullmatch(name) or _DIGIT.search(name)) and not (shortened and name.isalpha()):
            return authors, parts[number:]
        authors += [name] if name else []
        if shortened:
            return [*authors, _ET_AL], parts[number + 1 :]
    return authors, []


def citation_of(title: str, text: str) -> Byline:
    """What a full citation of the paper itself says: `Ann Reed and Bo Lake. "The Title." Some Conference. 2018.`

    The title need not be spelled the same, nor stand in quotes.
    """
    if len(title) < _MINIMUM_TITLE_CHARACTERS:
        return Byline()
    beginning = title[:_MINIMUM_TITLE_CHARACTERS].lower()
    for at in islice(_places(title.split()[:2], text), _MAXIMUM_PLACES):
        if text[at : at + len(beginning)].lower() != beginning:
            continue
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        line = text[start : end if end >= 0 else len(text)]
        if found := _quoted_citation(title, line) or _plain_citation(title, line):
            return found
    return Byline()


def _places(words: Sequence[str], text: str) -> Iterator[int]:
    """Where a text has these words, also with the capitals of a sentence, or without any.

    To change the capitals of a whole note takes long, and so does looking for each spelling. So the longest end of a word
    is looked for that all spellings share.
    """
    first, *others = words
    written = " ".join(words)
    spellings = tuple(
        {written, written.lower(), written.capitalize(), " ".join((first, *map(str.lower, others)))}
    )
    shared = max((word[1:] for word in words if word[1:].islower()), key=len, default="")
    before = written.rindex(shared) if shared else 0
    for part in (shared,) if shared else spellings:
        at = text.find(part, before)
        while at >= 0:
            if text.startswith(spellings, at - before):
                yield at - before
            at = text.find(part, at + 1)


def _quoted_citation(title: str, line: str) -> Byline | None:
    found = _CITATION.match(line)
    if found is None or not _is_title(title, found["title"]):
        return None
    return _cited(found["authors"], found["rest"])


def _plain_citation(title: str, line: str) -> Byline | None:
    """Names, perhaps a year, the title, and where it appeared, with full stops or commas between them."""
    at = line.lower().find(title.lower())
    before, after = line[:at].lstrip("-*+> \t["), line[at + len(title) :]
    if at < 0 or not _BEFORE_TITLE.fullmatch(before) or not _AFTER_TITLE.match(after):
        return None
    return _cited(before, after)


def _cited(before: str, after: str) -> Byline:
    """The byline of a citation, from what stands before and after its title."""
    rest = without_markup(after.partition("](")[0]).strip(' .,:?!"”')
    authors = _YEAR_AT_END.sub("", without_markup(before)).strip(" .,")
    year = year_of(rest) or year_of(before[-12:])
    return Byline((authors,) if authors else (), rest, str(year or ""))


def _is_title(title: str, cited: str) -> bool:
    """Whether a cited title is the note's: the same words, or nearly so."""
    one, other = fold(title), fold(cited)
    return one == other or SequenceMatcher(None, one, other).ratio() >= MINIMUM_TITLE_SIMILARITY
