"""Completing names of fields, and their values, in a query.

Pure functions: what is being typed at the cursor, and what fits there. `papernotes.field_values` looks the values up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from papernotes.index import FIELDS, HAS, ORDERS, SECTION_FIELDS, SECTIONS
from papernotes.notes import lazy_pattern

MAXIMUM_CANDIDATES = 50

FIELD_HELP = {
    "title": "words of titles", "summary": "words of summaries", "body": "words of the text",
    "venue": "ICLR2026, or ICLR", "topic": "the area it is filed under", "keyword": "its keywords",
    "author": "its authors", "year": "2025, 2024..2026", "arxiv": "2502.17424", "has": "what comes with it",
    "is": "what you did", "list": "your reading lists", "tag": "your tags", "remark": "words of your remarks",
    "sort": "another order",
}  # fmt: skip
"""The fields of a query → a few words on what can follow them."""
_ALIASES = ("keywords", "authors")
_NAMES = (*FIELD_HELP, *SECTIONS)
"""The names that are offered: fields first, sections last."""
_NAMES_ELSEWHERE = tuple(name for name in SECTION_FIELDS if not name.isascii())
"""Those of sections in other languages, which are offered to whoever begins one."""


class Value(NamedTuple):
    """A value of a field, and how many entries have it (None: not counted)."""

    text: str
    entries: int | None = None
    other: str = ""
    """Another spelling that finds it, such as a topic's slug."""


FIXED: dict[str, tuple[Value, ...]] = {
    "has": tuple(map(Value, HAS)),
    "sort": tuple(map(Value, ORDERS)),
}
"""Values that the query language itself defines."""
LOOKED_UP = ("venue", "topic", "keyword", "year", "is", "list", "tag")
"""Fields whose values are in the library or the reading state."""

Values = Mapping[str, Sequence[Value]]
"""Field → its values, most frequent first."""


class CompletionSpan(NamedTuple):
    """What is being typed at the cursor: the text from `start` to `end`; a value of `field`, or (empty) a plain word.

    `typed` is this text without an opening quote.
    """

    start: int
    end: int
    typed: str
    field: str = ""


class Candidate(NamedTuple):
    """What can be put into a span: the `text`, the `label` that is shown, and a few words `about` it."""

    text: str
    label: str
    about: str = ""


_FIELD = lazy_pattern(r"-*([A-Za-z_]+):")
_NEEDS_QUOTES = lazy_pattern(r'[\s()"]|^//')


def span_at(text: str, cursor: int) -> CompletionSpan:
    """What is being typed at the cursor (a position in characters)."""
    start, quote = 0, -1
    for at, character in enumerate(text[:cursor]):
        if character == '"':
            if quote >= 0:
                start, quote = at + 1, -1
            else:
                quote = at
                start = at if not _FIELD.fullmatch(text, start, at) else start
        elif quote < 0 and (character.isspace() or character in "()"):
            start = at + 1
    named = _FIELD.match(text, start, cursor)
    name = _field_called(named[1]) if named else ""
    if named is None or not name:
        word = start + (len(text[start:cursor]) - len(text[start:cursor].lstrip("-")) if quote < 0 else 0)
        return CompletionSpan(word, cursor, text[word:cursor])
    end = cursor
    if quote >= 0 and text[cursor : cursor + 1] == '"':
        end += 1  # the candidate brings a closing quote of its own
    return CompletionSpan(named.end(), end, text[named.end() : cursor].removeprefix('"'), name)


def _field_called(name: str) -> str:
    """The field with this name or alias; empty if there is none."""
    folded = name.lower()
    return folded.removesuffix("s") if folded in _ALIASES else folded if folded in FIELDS else ""


def candidates(span: CompletionSpan, values: Values) -> list[Candidate]:
    """What fits at a span: first values that begin with the typed text, then those with such a word, then the rest."""
    if not span.field:
        return _names(span.typed)
    typed, sign = span.typed, ""
    if span.field == "sort" and typed.startswith("-"):
        typed, sign = typed[1:], "-"
    known = FIXED.get(span.field) or values.get(span.field, ())
    return [
        Candidate(f"{sign}{quoted(value.text)}", f"{sign}{value.text}", "" if value.entries is None else f"{value.entries:,}")
        for value in _matching(typed, known)
    ]  # fmt: skip


def _names(typed: str) -> list[Candidate]:
    """The names of fields that begin with the typed text."""
    folded = typed.lower()
    if folded and not folded.isidentifier():
        return []
    return [
        Candidate(f"{name}:", f"{name}:", FIELD_HELP.get(name, "a section" if name in SECTION_FIELDS else ""))
        for name in (_NAMES if folded.isascii() else _NAMES_ELSEWHERE)
        if name.startswith(folded)
    ]


def _matching(typed: str, values: Sequence[Value]) -> list[Value]:
    wanted = typed.strip().casefold()
    begins: list[Value] = []
    has_word: list[Value] = []
    has: list[Value] = []
    for value in values:
        folded = value.text.casefold()
        if folded.startswith(wanted) or (wanted and value.other.startswith(wanted)):
            begins.append(value)
            if len(begins) == MAXIMUM_CANDIDATES:
                break
        elif wanted in folded:
            at = folded.index(wanted)
            (has if folded[at - 1].isalnum() else has_word).append(value)
    return [*begins, *has_word, *has][:MAXIMUM_CANDIDATES]


def quoted(value: str) -> str:
    """A value as written in a query: in quotes if it has blanks. The language has no quotes within quotes."""
    return f'"{value.replace(chr(34), "")}"' if _NEEDS_QUOTES.search(value) else value


def put(text: str, span: CompletionSpan, candidate: Candidate) -> tuple[str, int]:
    """The text with a candidate in place of a span, and the new position of the cursor."""
    return text[: span.start] + candidate.text + text[span.end :], span.start + len(candidate.text)


def is_begun(span: CompletionSpan, values: Values) -> bool:
    """Whether the typed text is not a value of the field yet, but can still become one."""
    if not span.field:
        return False
    return not span.typed or any(found.label != span.typed for found in candidates(span, values))


def about(field: str) -> str:
    """A few words on what can follow a field's name."""
    return (
        f"{field}: {FIELD_HELP.get(field, 'words of that section' if field in SECTION_FIELDS else 'words')}"
    )
