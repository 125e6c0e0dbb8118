"""BibTeX, taken apart by bibtexparser; the LaTeX of its titles is read by pylatexenc. http://bibtex.org/format/

bibtexparser continues after an entry that it cannot read. It leaves macros in `#` alone, and garbles a value that lacks
its comma, so values are put together here. What stands between entries is read as plain lines.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import lru_cache

from bibtexparser import model
from bibtexparser.entrypoint import parse_string
from pylatexenc.latex2text import LatexNodes2Text

from papernotes.imports.lines import read_lines
from papernotes.imports.reference import PaperReference, UnreadReference, reference_of
from papernotes.notes import lazy_pattern

MAXIMUM_LATEX_CHARACTERS = 5_000

_ENTRY = lazy_pattern(r"(?:^|\})\s*@\s*\w+\s*[{(]", re.MULTILINE)
_BARE_VALUE = lazy_pattern(r"[^\s,{}()\"#]+")
_JOINED = lazy_pattern(r"\s*#\s*")
_FIELD = lazy_pattern(r"\s*([A-Za-z][\w+-]*)\s*=\s*(.+)", re.DOTALL)
_SWALLOWED = lazy_pattern(r",\s*[A-Za-z]+\s*=\s*[{\"]")
"""What is in a value whose closing brace is missing: the fields after it."""
_COMMAS = lazy_pattern(r",(?:\s*,)+")
_MARK = lazy_pattern(r'\\.|[{}"]', re.DOTALL)
_REST_OF_ENTRY = lazy_pattern(r"[{}=]|,\s*$")
_ESCAPED_BY_HABIT = lazy_pattern(r"(?<!\\)([%&#])")
_TEX_NAME = lazy_pattern(r"\\((?:La|Bib|Xe|Lua)?TeX)(?![a-zA-Z])")
_LINK = lazy_pattern(r"\\href\s*\{[^{}]*\}")
_COMMAND = lazy_pattern(r"\\[a-zA-Z]+\s*|[{}\\]")
_AND_OR_BRACE = lazy_pattern(r"\s+and\s+|[{}]", re.IGNORECASE)
_VENUES = ("booktitle", "journal", "journaltitle", "venue", "howpublished")
_PLACES = (
    "journal",
    "journaltitle",
    "note",
    "howpublished",
    "number",
    "volume",
    "pages",
    "institution",
    "annote",
)


def has_bibtex(text: str) -> bool:
    """Whether the text has something that begins like a BibTeX entry."""
    return _ENTRY.search(text) is not None


def read_bibtex(text: str) -> list[PaperReference | UnreadReference]:
    """The papers of a BibTeX file, and those that the lines between its entries name."""
    for library in (
        "bibtexparser",
        "pylatexenc",
    ):  # what they would log is said with its line, or does no harm
        logging.getLogger(library).setLevel(logging.CRITICAL)
    blocks = parse_string(text, parse_stack=[]).blocks
    macros: dict[str, str] = {}
    found: list[PaperReference | UnreadReference] = []
    was_unreadable = False
    for block in blocks:
        if isinstance(block, model.String):
            macros[block.key.lower()] = _value(block.value, macros)
        elif isinstance(block, model.ImplicitComment):
            first = (block.start_line or 0) + 1
            rest = block.raw or ""
            found.extend(read_lines(_behind_entry(rest) if was_unreadable else rest, first))
        else:
            found.extend(_entry(block, macros))
        was_unreadable = isinstance(block, model.ParsingFailedBlock) and block.ignore_error_block is None
    return sorted(found, key=lambda part: part.line)


def _behind_entry(text: str) -> str:
    """The text without the lines that are left of an entry that could not be read."""
    lines = text.split("\n")
    kept = next((at for at, line in enumerate(lines) if not _REST_OF_ENTRY.search(line)), len(lines))
    return "\n" * kept + "\n".join(lines[kept:])


def _entry(block: model.Block, macros: dict[str, str]) -> Iterator[PaperReference | UnreadReference]:
    line = (block.start_line or 0) + 1
    text = (block.raw or "").strip().partition("\n")[0]
    if isinstance(block, model.ParsingFailedBlock):
        # Two entries with one key, or two fields with one name, can be read all the same.
        inner = block.ignore_error_block or _mended(block.raw or "")
        if inner is None:
            yield UnreadReference(line, f"this entry cannot be read ({_reason(block.error)}): {text[:80]}")
            return
        block = inner
    if not isinstance(block, model.Entry):
        return
    fields: dict[str, str] = {}
    for field in block.fields:  # the first of two fields with one name counts
        name = field.key.rpartition("\n")[2].strip().lower()  # after a comment, if there is one
        for own, value in _fields(name, str(field.value), macros):
            fields.setdefault(own, value)
    kind = fields.get("archiveprefix", "") or fields.get("eprinttype", "") or "arxiv"
    eprint = fields.get("eprint", "") if "arxiv" in kind.lower() else ""
    yield reference_of(
        line,
        text,
        title=plain(fields.get("title", "")),
        arxiv=fields.get("arxiv", "") or eprint,
        doi=_address(fields.get("doi", "")),
        url=_address(fields.get("url", "")),
        places=[fields.get(name, "") for name in _PLACES],
        authors=[plain(name) for name in _names(fields.get("author", ""))],
        year=fields.get("year", "") or fields.get("date", ""),
        venues=[plain(fields.get(name, "")) for name in _VENUES],
    )


def _names(people: str) -> Iterator[str]:
    """The names in a list of people, which ` and ` parts wherever it is not in braces."""
    depth, start = 0, 0
    for found in _AND_OR_BRACE.finditer(people):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth == 0 and found[0] not in "{}":
            yield people[start : found.start()]
            start = found.end()
    yield people[start:]


def _mended(raw: str) -> model.Block | None:
    """An entry with a comma too many, or without its last brace, as it was meant. None where that is not clear."""
    if "\n\n" in raw.strip():
        return None
    once = _COMMAS.sub(",", raw.strip())
    for attempt in (once, f"{once}}}"):
        blocks = parse_string(attempt, parse_stack=[]).blocks
        if len(blocks) == 1 and isinstance(blocks[0], model.Entry):
            swallowed = any(_SWALLOWED.search(str(field.value)) for field in blocks[0].fields)
            return None if swallowed else blocks[0]
    return None


def _reason(error: Exception) -> str:
    said = " ".join(str(getattr(error, "abort_reason", error)).split()).rstrip(". ")
    return said[:1].lower() + said[1:]


def _fields(name: str, raw: str, macros: dict[str, str]) -> Iterator[tuple[str, str]]:
    """A field and its value, and the fields after it that are taken for its value where a comma is missing."""
    while name:
        value, end = _value_and_end(raw.strip(), macros)
        yield name, value
        next_field = _FIELD.match(raw.strip(), end)
        name, raw = (next_field[1].lower(), next_field[2]) if next_field else ("", "")


def _value(raw: str, macros: dict[str, str]) -> str:
    return _value_and_end(raw.strip(), macros)[0]


def _value_and_end(raw: str, macros: dict[str, str]) -> tuple[str, int]:
    """A value: texts in braces or quotes, numbers and macros, joined by `#`; and where it ends."""
    parts, at, end = [], 0, 0
    while at < len(raw):
        end = _end_of_text(raw, at)
        if end:
            parts.append(raw[at + 1 : end - 1])
        else:
            bare = _BARE_VALUE.match(raw, at)
            if bare is None:
                break
            end = bare.end()
            parts.append(macros.get(bare[0].lower(), bare[0]))
        joined = _JOINED.match(raw, end)
        if joined is None:
            break
        at = joined.end()
    return " ".join("".join(parts).split()), end


def _end_of_text(raw: str, at: int) -> int:
    """Where the text in braces or quotes that begins there ends; 0 if none begins, the end of all if it does not end."""
    opening = raw[at]
    if opening not in '{"':
        return 0
    depth = 0
    for mark in _MARK.finditer(raw, at):
        depth += (mark[0] == "{") - (mark[0] == "}")
        ends = mark[0] == "}" if opening == "{" else mark[0] == '"' and mark.start() > at
        if ends and depth == 0:
            return mark.end()
    return len(raw) + 1


def _address(value: str) -> str:
    r"""An address without LaTeX's `\url{…}` and escapes."""
    return re.sub(r"\\url\b|[{}\\\s]", "", value)


@lru_cache(maxsize=1)
def _latex() -> LatexNodes2Text:
    return LatexNodes2Text(math_mode="verbatim")


def plain(latex: str) -> str:
    """LaTeX as plain text: letters with their accents, without commands and braces. Formulas in `$` stay."""
    latex = latex[:MAXIMUM_LATEX_CHARACTERS]
    if not re.search(r"[\\{}$~%&`']|--", latex):
        return " ".join(latex.split())
    # A bare % would begin a comment; people mean the sign.
    latex = _TEX_NAME.sub(r"\1", _ESCAPED_BY_HABIT.sub(r"\\\1", _LINK.sub("", latex)))
    try:
        text = _latex().latex_to_text(latex)
    except Exception:  # it raises whatever its tables run into where commands lack their arguments
        text = _COMMAND.sub("", latex)
    return " ".join(text.split())
