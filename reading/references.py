"""Reads lists of papers that readers import: arXiv ids, URLs, DOIs or titles, one a line, and BibTeX files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

MAXIMUM_LINE_CHARACTERS = 2_000
MAXIMUM_VALUE_CHARACTERS = 20_000
MAXIMUM_DEPTH = 50


@dataclass(frozen=True, slots=True)
class PaperReference:
    """A paper that a list names: its line (from 1) and text there, and what these say of the paper.

    `arxiv` is a bare id without version, `doi` a bare DOI, `title` plain text; empty where not given.
    """

    line: int
    text: str
    arxiv: str = ""
    doi: str = ""
    title: str = ""


# https://info.arxiv.org/help/arxiv_identifier.html
_ARXIV_ID = r"\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}"
_ARXIV = re.compile(
    rf"(?:arxiv:\s*|(?:arxiv\.org|alphaxiv\.org|huggingface\.co|hf\.co)/(?:abs|pdf|html|papers|overview)/"
    rf"|10\.48550/arxiv\.)({_ARXIV_ID})",
    re.IGNORECASE,
)
_BARE_ARXIV = re.compile(rf"({_ARXIV_ID})(?:v\d+)?", re.IGNORECASE)
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>{}]+)")
_BULLET = re.compile(r"^\s*(?:[-*+•]|\d{1,4}[.)])\s+")
_ENTRY = re.compile(r"@\s*(\w+)\s*([{(])", re.ASCII)
_CITATION_KEY = re.compile(r"[^,={}()@]*,")
_FIELD = re.compile(r"[\s,]*([\w-]+)\s*=\s*")
_BARE_VALUE = re.compile(r"[^\s,{}()\"]+")
_MARK = re.compile(r'[{}"]')
_ACCENT = re.compile(r"""\\["'`^~=.]""")
_LETTER_COMMAND = re.compile(r"\\(ss|[ao]e|AE|OE|aa|AA|[oOlLij])(?![a-zA-Z])")
_NO_PAPERS = {"comment", "string", "preamble"}


def read_references(text: str) -> tuple[PaperReference, ...]:
    """The papers that a text names: BibTeX if it has entries, else one a line (`#` begins a comment)."""
    entries = tuple(_bibtex(text))
    return entries or tuple(_lines(text))


def _lines(text: str) -> Iterator[PaperReference]:
    for number, raw in enumerate(text.splitlines(), 1):
        line = _BULLET.sub("", raw[:MAXIMUM_LINE_CHARACTERS]).strip()
        if line and not line.startswith("#"):
            yield _from_line(number, line)


def _from_line(number: int, line: str) -> PaperReference:
    shown = unquote(line)
    arxiv = _ARXIV.search(shown) or _BARE_ARXIV.fullmatch(shown)
    if arxiv:
        return PaperReference(number, line, arxiv=arxiv[1])
    doi = _DOI.search(shown)
    if doi:
        return PaperReference(number, line, doi=doi[1].rstrip(".,;)").lower())
    if re.match(r"https?://\S+$", shown):
        return PaperReference(number, line)
    return PaperReference(number, line, title=line.strip('"“”'))


def _bibtex(text: str) -> Iterator[PaperReference]:
    line = 1
    counted = inside = 0
    for match in _ENTRY.finditer(text):
        if match.start() < inside or match[1].lower() in _NO_PAPERS:
            continue
        line += text.count("\n", counted, match.start())
        counted = match.start()
        fields, inside = _fields(text, match.end())
        paper = _from_fields(line, text[counted : counted + 80].splitlines()[0], fields)
        if paper:
            yield paper


def _from_fields(line: int, first: str, fields: dict[str, str]) -> PaperReference | None:
    eprint = fields.get("eprint", "") if "arxiv" in fields.get("archiveprefix", "arxiv").lower() else ""
    places = " ".join(fields.get(name, "") for name in ("url", "journal", "note", "howpublished", "doi"))
    arxiv = _BARE_ARXIV.fullmatch(eprint) or _ARXIV.search(places)
    doi = _DOI.search(fields.get("doi", ""))
    own = doi[1].lower() if doi and not doi[1].lower().startswith("10.48550/") else ""
    title = _plain(fields.get("title", ""))
    if not (arxiv or own or title):
        return None
    return PaperReference(line, title or first, arxiv[1] if arxiv else "", own, title)


def _fields(text: str, at: int) -> tuple[dict[str, str], int]:
    """The fields of a BibTeX entry from behind its opening bracket on, and where they end.

    http://bibtex.org/format/; the first of two fields with one name counts.
    """
    fields: dict[str, str] = {}
    comma = _CITATION_KEY.match(text, at)
    at = comma.end() if comma else at
    while field := _FIELD.match(text, at):
        value, end = _value(text, field.end())
        if end < 0:
            break
        fields.setdefault(field[1].lower(), value)
        at = end
    return fields, at


def _value(text: str, at: int) -> tuple[str, int]:
    """The value that begins there, in braces, quotes or bare, and where it ends; -1 if it does not."""
    opening = text[at : at + 1]
    if opening not in ("{", '"'):
        bare = _BARE_VALUE.match(text, at)
        return (bare[0], bare.end()) if bare else ("", -1)
    depth = 0
    for mark in _MARK.finditer(text, at, at + MAXIMUM_VALUE_CHARACTERS):
        char = mark[0]
        depth += (char == "{") - (char == "}")
        if depth > MAXIMUM_DEPTH:
            break
        ends = char == "}" if opening == "{" else char == '"' and mark.start() > at
        if ends and depth == 0:
            return " ".join(text[at + 1 : mark.start()].split()), mark.end()
    return "", -1


def _plain(title: str) -> str:
    """A title without BibTeX's braces, commands and accents (which titles are compared without)."""
    lettered = _LETTER_COMMAND.sub(r"\1", _ACCENT.sub("", title))
    return " ".join(re.sub(r"\\[a-zA-Z]+\s*|[{}\\$]", "", lettered).split())
