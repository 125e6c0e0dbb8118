"""BibTeX, taken apart by bibtexparser; the LaTeX of its titles is read by pylatexenc. http://bibtex.org/format/

bibtexparser continues after an entry that it cannot read. It leaves macros in `#` alone, and garbles a value that lacks
its comma, so values are put together here. What stands between entries is read as plain lines.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from bibtexparser import model
from bibtexparser.entrypoint import parse_string
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from papernotes.imports.lines import read_lines
from papernotes.imports.people import names_in
from papernotes.imports.reference import PaperReference, UnreadReference, reference_of
from papernotes.notes import lazy_pattern

MAXIMUM_LATEX_CHARACTERS = 5_000

_ENTRY = lazy_pattern(r"(?:^|\})\s*@\s*\w+\s*[{(]", re.MULTILINE)
_BARE_VALUE = lazy_pattern(r"[^\s,{}()\"#]+")
_BARE_WORDS = lazy_pattern(r"[^\s,{}()\"#=]+(?:\s+[^\s,{}()\"#=]+)+")
_JOINED = lazy_pattern(r"\s*#\s*")
_FIELD = lazy_pattern(r"\s*([A-Za-z][\w+-]*)\s*=\s*(.+)", re.DOTALL)
_SWALLOWED = lazy_pattern(r",\s*([A-Za-z][\w+-]*)\s*=\s*(?=[{\"]|\d+\s*[,}]|\d+$)")
"""What is in a value whose closing brace is missing: the fields after it."""
_ONE_TOO_MANY = lazy_pattern(r",(?=\s*(?:,\s*)+[\w+-]+\s*=)")
_BLANKS_IN_HEAD = lazy_pattern(r"^(\s*)@[ \t]+(\w+)(?=\s*[{(])", re.MULTILINE)
_COMMAS = lazy_pattern(r",(?:\s*,)+")
_MARK = lazy_pattern(r'\\.|[{}"]', re.DOTALL)
_REST_OF_ENTRY = lazy_pattern(r"[{}=]|,\s*$")
_ESCAPED_BY_HABIT = lazy_pattern(r"(?<!\\)([%&#])")
_TEX_NAME = lazy_pattern(r"\\((?:La|Bib|Xe|Lua)?TeX)(?![a-zA-Z])")
_BRACE_BY_NAME = lazy_pattern(r"\\textbrace(left|right)(?![a-zA-Z])")
_LINK = lazy_pattern(r"\\href\s*\{[^{}]*\}")
_COMMAND = lazy_pattern(r"\\[a-zA-Z]+\s*|[{}\\]")
_KEPT = ("texttt", "textsf", "textup", "textmd", "mbox")
"""Commands whose text pylatexenc leaves out."""
_INHERITED = ("year", "date", "booktitle")
"""What an entry takes from the one that its `crossref` names; a title there is the book's."""
_TOLD = frozenset(
    (
        "title",
        "author",
        "year",
        "date",
        "doi",
        "url",
        "eprint",
        "arxiv",
        "archiveprefix",
        "eprinttype",
        "booktitle",
    )
)
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
    text = _BLANKS_IN_HEAD.sub(r"\1@\2", _ONE_TOO_MANY.sub(" ", text))
    blocks = parse_string(text, parse_stack=[]).blocks
    macros: dict[str, str] = {}
    found: list[PaperReference | UnreadReference] = []
    entries: list[_Entry] = []
    was_unreadable = False
    for block in blocks:
        if isinstance(block, model.String):
            macros[block.key.lower()] = _value(block.value, macros)
        elif isinstance(block, model.ImplicitComment):
            first = (block.start_line or 0) + 1
            rest = block.raw or ""
            found.extend(read_lines(_behind_entry(rest) if was_unreadable else rest, first))
        else:
            read = _entry(block, macros)
            if isinstance(read, _Entry):
                entries.append(read)
            elif read is not None:
                found.append(read)
        was_unreadable = isinstance(block, model.ParsingFailedBlock) and block.ignore_error_block is None
    by_key = {entry.key: entry.fields for entry in reversed(entries) if entry.key}
    found.extend(
        _reference(entry, by_key.get(entry.fields.get("crossref", "").lower(), {})) for entry in entries
    )
    return sorted(found, key=lambda part: part.line)


def _behind_entry(text: str) -> str:
    """The text without the lines that are left of an entry that could not be read."""
    lines = text.split("\n")
    kept = next((at for at, line in enumerate(lines) if not _REST_OF_ENTRY.search(line)), len(lines))
    return "\n" * kept + "\n".join(lines[kept:])


class _Entry(NamedTuple):
    """An entry: its line (from 1) and how it begins, its key in lower case, and the values of its fields."""

    line: int
    text: str
    key: str
    fields: Mapping[str, str]


def _entry(block: model.Block, macros: Mapping[str, str]) -> _Entry | UnreadReference | None:
    line = (block.start_line or 0) + 1
    text = (block.raw or "").strip().partition("\n")[0]
    if isinstance(block, model.ParsingFailedBlock):
        # Two entries with one key, or two fields with one name, can be read all the same.
        inner = block.ignore_error_block or _mended(block.raw or "")
        if inner is None:
            return UnreadReference(line, f"this entry cannot be read ({_reason(block.error)}): {text[:80]}")
        block = inner
    if not isinstance(block, model.Entry):
        return None
    fields: dict[str, str] = {}
    for field in block.fields:  # the first of two fields with one name counts
        name = field.key.rpartition("\n")[2].strip().lower()  # after a comment, if there is one
        for own, value in _fields(name, str(field.value), macros):
            fields.setdefault(own, value)
    return _Entry(line, text, block.key.strip().lower(), fields)


def _reference(entry: _Entry, parent: Mapping[str, str]) -> PaperReference | UnreadReference:
    inherited = {name: value for name, value in parent.items() if name in _INHERITED}
    book = {"booktitle": parent["title"]} if "title" in parent else {}
    fields = {**book, **inherited, **entry.fields}
    kind = fields.get("archiveprefix", "") or fields.get("eprinttype", "") or "arxiv"
    eprint = fields.get("eprint", "") if "arxiv" in kind.lower() else ""
    return reference_of(
        entry.line,
        entry.text,
        title=plain(fields.get("title", "")),
        arxiv=fields.get("arxiv", "") or eprint,
        doi=_address(fields.get("doi", "")),
        url=_address(entry.fields.get("url", "")),
        places=[fields.get(name, "") for name in _PLACES],
        authors=[plain(name) for name in names_in(fields.get("author", ""))],
        year=fields.get("year", "") or fields.get("date", ""),
        venues=[plain(fields.get(name, "")) for name in _VENUES],
    )


def _mended(raw: str) -> model.Block | None:
    """An entry with a comma too many, or without its last brace, as it was meant. None where that is not clear."""
    if "\n\n" in raw.strip():
        return None
    once = _COMMAS.sub(",", raw.strip())
    for attempt in (once, f"{once}}}"):
        blocks = parse_string(attempt, parse_stack=[]).blocks
        if len(blocks) == 1 and isinstance(blocks[0], model.Entry):
            return _unswallowed(blocks[0])
    return None


def _unswallowed(entry: model.Entry) -> model.Entry | None:
    """An entry of whose fields one took in those after it, since its brace is missing; None where it is one that we use."""
    fields = []
    for field in entry.fields:
        value = str(field.value)
        swallowed = list(_SWALLOWED.finditer(value))
        if swallowed and field.key.strip().lower() in _TOLD:
            return None
        fields.append(model.Field(field.key, value[: swallowed[0].start()]) if swallowed else field)
        fields += [model.Field(found[1], value[found.end() :]) for found in swallowed]
    return model.Entry(entry.entry_type, entry.key, fields)


def _reason(error: Exception) -> str:
    said = " ".join(str(getattr(error, "abort_reason", error)).split()).rstrip(". ")
    return said[:1].lower() + said[1:]


def _fields(name: str, raw: str, macros: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """A field and its value, and the fields after it that are taken for its value where a comma is missing."""
    while name:
        value, end = _value_and_end(raw.strip(), macros)
        if _BARE_WORDS.fullmatch(raw.strip()):  # without the braces that were meant
            value, end = " ".join(raw.split()), len(raw)
        yield name, value
        next_field = _FIELD.match(raw.strip(), end)
        name, raw = (next_field[1].lower(), next_field[2]) if next_field else ("", "")


def _value(raw: str, macros: Mapping[str, str]) -> str:
    return _value_and_end(raw.strip(), macros)[0]


def _value_and_end(raw: str, macros: Mapping[str, str]) -> tuple[str, int]:
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
    context = get_default_latex_context_db()
    context.add_context_category(
        "kept", prepend=True, macros=[MacroTextSpec(name, discard=False) for name in _KEPT]
    )
    return LatexNodes2Text(context, math_mode="verbatim")


def plain(latex: str) -> str:
    """LaTeX as plain text: letters with their accents, without commands and braces. Formulas in `$` stay."""
    latex = latex[:MAXIMUM_LATEX_CHARACTERS]
    if not re.search(r"[\\{}$~%&`']|--", latex):
        return " ".join(latex.split())
    # A bare % would begin a comment; people mean the sign.
    latex = _TEX_NAME.sub(r"\1", _ESCAPED_BY_HABIT.sub(r"\\\1", _LINK.sub("", latex)))
    latex = _BRACE_BY_NAME.sub(lambda found: r"\{" if found[1] == "left" else r"\}", latex)
    try:
        text = _latex().latex_to_text(latex)
    except Exception:  # it raises whatever its tables run into where commands lack their arguments
        text = _COMMAND.sub("", latex)
    return " ".join(text.split())
