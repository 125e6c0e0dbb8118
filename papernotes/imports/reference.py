"""A paper as a file names it, and the identifiers that can stand in any text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from papernotes.exports.venues import short_name_in
from papernotes.notes import clean_line, fold, lazy_pattern
from papernotes.titles import says_only_an_id

MAXIMUM_SHOWN_CHARACTERS = 100
"""How much is shown of what could not be read."""


@dataclass(frozen=True, slots=True)
class PaperReference:
    """A paper that a file names: its line (from 1) and text there, and what these say of the paper.

    `arxiv` is a bare id without version, `doi` a bare DOI in lower case, `title` plain text; empty where not given.
    `authors` are names as written, `Given Family` or `Family, Given`; `venue` is one with its year, or a journal.
    """

    line: int
    text: str
    arxiv: str = ""
    doi: str = ""
    title: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""


class UnreadReference(NamedTuple):
    """What names a paper perhaps, but cannot be read: its line (from 1), and why."""

    line: int
    reason: str


class ReferenceList(NamedTuple):
    """What a file names: the papers, in its order, and what could not be read."""

    papers: tuple[PaperReference, ...]
    unreadable: tuple[UnreadReference, ...] = ()


# https://info.arxiv.org/help/arxiv_identifier.html
_ARXIV_ID = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}"
_ARXIV = lazy_pattern(
    rf"(?:\barxiv(?::\s*|\s+)|(?:arxiv\.org|alphaxiv\.org|ar5iv\.org|scirate\.com|huggingface\.co|hf\.co|semanticscholar\.org"
    r"|arxiv-vanity\.com)/"
    r"(?:abs|pdf|html|papers|overview|arxiv)/"
    rf"|10\.48550/arxiv\.)({_ARXIV_ID})(?:v\d+)?(?:\.pdf)?",
    re.IGNORECASE,
)
_BARE_ARXIV = lazy_pattern(rf"({_ARXIV_ID})(?:v\d+)?", re.IGNORECASE)
_DBLP_VOLUME = lazy_pattern(rf"abs/({_ARXIV_ID})", re.IGNORECASE)
_DOI = lazy_pattern(
    r"\b(10\.\d{4,9}/[^\s\"<>{}]+(?:<[\w:.-]+>\d\.\d\.[a-z]{2};2(?:-[\w#])?)?)", re.IGNORECASE
)
"""Those that have the SICI of an article in them have angle brackets: https://en.wikipedia.org/wiki/SICI"""
_MARKUP = lazy_pattern(r"</?(?:i|b|em|strong|sub|sup|sc|scp|span)\b[^<>]*>", re.IGNORECASE)
"""What publishers and reference managers leave in titles."""
_YEAR = lazy_pattern(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PREPRINTS = lazy_pattern(r"arxiv|\bcorr\b|preprint|[a-z]+rxiv\b", re.IGNORECASE)
_OF_ARXIV = "10.48550/arxiv."


def arxiv_in(text: str) -> re.Match[str] | None:
    """The first arXiv id in a text that says what it is: `arXiv:…`, an address, or the DOI that arXiv gives."""
    return _ARXIV.search(text)


def arxiv_ids_in(text: str) -> list[str]:
    """All arXiv ids in a text that say what they are, each once."""
    return list(dict.fromkeys(found[1] for found in _ARXIV.finditer(text)))


def bare_arxiv(text: str) -> str:
    """The id, if the text is nothing but an arXiv id, perhaps with `arXiv:`, an address or a version; else empty."""
    text = text.strip()
    found = _BARE_ARXIV.fullmatch(text)
    return found[1] if found else _named_arxiv(text)


def _named_arxiv(place: str) -> str:
    found = _ARXIV.search(place) or _DBLP_VOLUME.fullmatch(place.strip())
    return found[1] if found else ""


def doi_in(text: str) -> re.Match[str] | None:
    """The first DOI in a text; `bare_doi` makes it comparable."""
    return _DOI.search(text)


def bare_doi(doi: str) -> str:
    """A DOI in lower case, without the punctuation that followed it in the text."""
    doi = doi.rstrip(".,;:'\"]>")
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".,;")
    return doi.lower()


def reference_of(
    line: int,
    text: str,
    *,
    title: str = "",
    arxiv: str = "",
    doi: str = "",
    url: str = "",
    places: Iterable[str] = (),
    authors: Iterable[str] = (),
    year: str = "",
    venues: Iterable[str] = (),
) -> PaperReference | UnreadReference:
    """The paper that the fields of a record name.

    `text` is the record as it is shown, `arxiv` a field that may be an arXiv id, `places` are further fields that may
    hold one with its name. Of `venues`, fields that may name where it appeared, the first that does so counts.
    """
    title = clean_line(unescape(_MARKUP.sub("", title)))  # escapes may stand for anything
    if says_only_an_id(fold(title)):  # the title that we give papers without one
        doi, url, title = doi or title, url or title, ""
    shown = [unquote(place) for place in (doi, url, *places)]
    id_ = bare_arxiv(arxiv) or next(filter(None, map(_named_arxiv, shown)), "")
    found = _DOI.search(unquote(doi)) or (_DOI.search(unquote(url)) if "doi.org/" in url else None)
    own = bare_doi(found[1]) if found else ""
    own = "" if own.startswith(_OF_ARXIV) else own
    address = url.strip() if re.match(r"https?://\S+$", url.strip(), re.IGNORECASE) else ""
    if not (title or id_ or own or address):
        return UnreadReference(line, f"names no title, arXiv id, DOI or address: {_shown(text)}")
    found_year = _YEAR.search(year)
    names = tuple(filter(None, (clean_line(unescape(name)) for name in authors)))
    venue = next(filter(None, map(_venue, venues)), "")
    return PaperReference(
        line,
        title or _shown(text),
        id_,
        own,
        title,
        address,
        names,
        int(found_year[0]) if found_year else None,
        venue,
    )


def _venue(name: str) -> str:
    """A venue, by its short name where we know that; empty for an archive of preprints, which is no venue."""
    name = " ".join(name.split())
    return "" if _PREPRINTS.search(name) else short_name_in(name) or name


def _shown(text: str) -> str:
    return " ".join(text.split())[:MAXIMUM_SHOWN_CHARACTERS]
