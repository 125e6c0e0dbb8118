"""The head of a note, above its text: what the library and the reading state know of the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from papernotes.notes import Rating
from papernotes.render.markdown.inline import Inlines, plain_tokens
from papernotes.render.page import NotePage
from papernotes.render.text.cells import NO_BREAK, clean, clean_line, shorten
from papernotes.render.text.flow import NO_LINK, FlowBuilder, LinePart

_STARS = 5
_UNRATED = Rating()
_SEPARATOR = NO_BREAK + "· "


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is known of a paper besides its note's text. What is missing is empty, zero or None.

    `topics` are names with their icons in front, `arxiv` is a bare id, `code` and `url` are http(s) URLs. `triage` is
    `later`, `skimmed` or empty, for an unread paper. `notes` counts the paper's notes, and `note` is the number of this
    one, from 1. `also_in` names the other venues that list the paper. `summary` is shown if the text has none.
    """

    title: str
    venue: str = ""
    venue_icon: str = ""
    topics: tuple[str, ...] = ()
    award: str = ""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    arxiv: str | None = None
    doi: str | None = None
    code: str | None = None
    url: str | None = None
    rating: Rating = _UNRATED
    date: str = ""
    minutes: int = 0
    read: bool | None = None
    triage: str = ""
    starred: bool = False
    lists: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: int = 1
    note: int = 1
    also_in: tuple[str, ...] = ()
    remark: str = ""
    summary: str = ""


def lay_out_head(head: Head, page: NotePage, inlines: Inlines) -> None:
    """Put the head on top of the page."""
    page.block()
    page.flow(inlines.flow(plain_tokens(clean_line(head.title)), "title"))
    page.block()
    for facts in (_filed(head), _state(head)):
        _put_facts(page, [(clean_line(text), style) for text, style in facts if clean_line(text)])
    fields = [(name, values) for name, values in _fields(head, inlines) if values]
    widest = max((len(name) for name, _ in fields), default=0)
    if fields:
        page.gap()
    for name, values in fields:
        builder = FlowBuilder()
        for text, style, link in values:
            builder.add(text, style, link)
        page.block()
        with page.margin(f"{name:<{widest}}  ", " " * (widest + 2), "label"):
            page.flow(builder.build())
    page.block()
    rule = LinePart()
    rule.add("─" * page.room, "rule")
    page.line(rule)
    page.gap()


def _filed(head: Head) -> Iterator[tuple[str, str]]:
    """Where the paper is filed, as `(text, style)`."""
    yield f"{head.venue_icon} {head.venue}", "venue"
    yield head.award, "star"
    for topic in head.topics:
        yield topic, "topic"


_TRIAGE = {"later": "» later", "skimmed": "◐ skimmed"}
"""The triage of an unread paper → what is shown for it."""


def _state(head: Head) -> Iterator[tuple[str, str]]:
    """What the reader did with the paper, and how long it takes to read, as `(text, style)`."""
    if head.starred:
        yield "★ starred", "star"
    if head.read is not None:
        unread = _TRIAGE.get(head.triage, "● unread")
        yield ("○ read", "dim") if head.read else (unread, "unread")
    if head.minutes:
        yield f"{head.minutes} min", "dim"
    if head.notes > 1:
        yield f"note {head.note} of {head.notes}", "label"
    if head.also_in:
        yield f"also in {', '.join(head.also_in)}", "dim"


def _put_facts(page: NotePage, facts: Sequence[tuple[str, str]]) -> None:
    builder = FlowBuilder()
    for index, (text, style) in enumerate(facts):
        if index:
            builder.add(_SEPARATOR, "dim")
        builder.add(text, style)
    if facts:
        page.flow(builder.build())


_MAXIMUM_REMARK_CELLS = 48
"""How much of a remark is shown in the head."""

_Values = list[tuple[str, str, int]]


def _fields(head: Head, inlines: Inlines) -> Iterator[tuple[str, _Values]]:
    """The names of fields, and their values as `(text, style, link)`."""
    yield "Authors", _listed(head.authors, ", ")
    yield "Keywords", _listed(head.keywords, ", ")
    yield "Paper", _paper(head, inlines)
    yield "Code", _linked(_short(head.code), head.code, inlines) if head.code else []
    yield "Rating", _rating(head.rating)
    yield "Date", _listed((head.date,), "")
    yield "Lists", _listed(head.lists, ", ", "tag")
    yield "Tags", _listed(tuple(f"#{tag}" for tag in head.tags), " ", "tag")
    yield "Remark", _listed((_beginning(head.remark),), "", "remark")


def _beginning(remark: str) -> str:
    """The first line of a remark, shortened. The whole remark stands under the note."""
    lines = [line for line in clean(remark).split("\n") if line.strip("# \t")]
    first = clean_line(lines[0]).lstrip("# ") if lines else ""
    short = shorten(first, _MAXIMUM_REMARK_CELLS)
    return f"{short} …" if short == first and len(lines) > 1 else short


def _listed(values: Sequence[str], separator: str, style: str = "") -> _Values:
    text = separator.join(filter(None, map(clean_line, values)))
    return [(text, style, NO_LINK)] if text else []


def _linked(text: str, target: str, inlines: Inlines) -> _Values:
    link = inlines.link(target)
    text = clean_line(text)
    return [(text, "" if link == NO_LINK else "link", link)]


def _paper(head: Head, inlines: Inlines) -> _Values:
    links = [
        (f"arXiv {head.arxiv}", f"https://arxiv.org/abs/{head.arxiv}") if head.arxiv else None,
        (f"doi {head.doi}", f"https://doi.org/{head.doi}") if head.doi else None,
        (_short(head.url), head.url) if head.url and "arxiv.org" not in head.url else None,
    ]
    values: _Values = []
    for text, target in filter(None, links):
        if values:
            values.append((_SEPARATOR, "dim", NO_LINK))
        values += _linked(text, target, inlines)
    return values


def _short(url: str) -> str:
    """A URL as people say it: without its scheme and final slash."""
    parts = urlsplit(clean_line(url)) if "[" not in url else None  # a bracket may raise as a bad IPv6 host
    return f"{parts.netloc}{parts.path}".rstrip("/") or url if parts else url


def _rating(rating: Rating) -> _Values:
    values: _Values = []
    if rating.overall is not None:
        values.append((stars(rating.overall), "star", NO_LINK))
    for name, given in rating.axes:
        if values:
            values.append((_SEPARATOR, "dim", NO_LINK))
        values += [(clean_line(name) + NO_BREAK, "", NO_LINK), (stars(given), "star", NO_LINK)]
    return values


def stars(given: float) -> str:
    """Stars out of five, `★★★★☆`, with `½` for half a star."""
    given = min(max(given, 0.0), float(_STARS))
    half = given % 1 >= 0.25 and given % 1 < 0.75
    full = int(given) if half else int(given + 0.5)
    return "★" * full + "½" * half + "☆" * (_STARS - full - half)
