"""Mistakes in a query: what they are, where they are, and what was probably meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches

from papernotes.completion import FIXED, quoted
from papernotes.index import FIELDS, MINIMUM_NAME_SIMILARITY, QueryError
from papernotes.index import QUOTE_HINT as QUOTE_HINT
from papernotes.notes import lazy_pattern
from papernotes.query import ViewQuery
from papernotes.views import Mistake

_TOKEN = lazy_pattern(r'(?:"[^"]*"?|[^\s()"])+|[()]')
_NAMED = lazy_pattern(r'(?P<name>[A-Za-z_]+):(?P<value>"[^"]*"?|[^\s()"]*)')
_FIXED = {field: [value.text for value in values] for field, values in FIXED.items()}
_OPERATORS_LAST = lazy_pattern(r"(?:(?<![^\s()\"])(?:AND|OR|NOT)\s*)+$")
_ENDS = ("", " x", "x", ".", "9", "99", "999")
"""What may be typed next to complete whatever is unfinished."""
_KNOWN = frozenset(FIELDS) - {"arxiv"}
"""Fields whose wrong values are unlikely to be pasted text."""
MINIMUM_VALUE_SIMILARITY = 0.6
"""How similar two spellings must be for one to stand for the other: the ratio of difflib, from 0 to 1."""


def mistake_in(query: ViewQuery) -> Mistake | None:
    """The mistake in the query itself, whatever library and reading state contain; None if there is none."""
    return mistake(query.text, query.error) if query.error else None


def is_unfinished(query: ViewQuery) -> bool:
    """Whether a query with a mistake can still be completed by typing more: `oil OR`, `(oil`, `year:19`."""
    if query.error is None:
        return False
    text = query.text
    closing = ")" * max(0, text.count("(") - text.count(")"))
    return any(ViewQuery(f"{text}{end}{closing}").error is None for end in _ENDS)


def searchable(query: ViewQuery) -> str:
    """The part of an unfinished query that can be searched: `oil` of `oil NOT`. Empty if there is none."""
    rest = ViewQuery(_OPERATORS_LAST.sub("", query.text))
    return rest.text if rest and rest.text != query.text and rest.error is None else ""


def mistake(query: str, error: QueryError, values: Mapping[str, Collection[str]] = _FIXED) -> Mistake:
    """The mistake that parsing or searching reported. `values` maps fields to the values that they can have."""
    at = error.column - 1
    as_text = _as_text(query, at)
    return Mistake(error.message, error.column, _correction(query, at, values) or as_text, as_text)


def field_at(query: str, column: int) -> str:
    """The field that is named at a column (from 1) of a query; empty if none is."""
    named = _NAMED.match(query, column - 1)
    return named["name"].lower() if named else ""


def span(query: str, wrong: Mistake) -> tuple[int, int]:
    """The characters to underline for a mistake (start, end): from its column to the next blank.

    If something is missing at the end of the query, this is the last word.
    """
    at = wrong.column - 1
    if query[at : at + 1] in ("(", ")", "*"):
        return at, at + 1
    last = (0, len(query))
    for token in _TOKEN.finditer(query):
        last = token.span()
        if at < token.end():
            return max(token.start(), at), token.end()
    return last


def _correction(query: str, at: int, values: Mapping[str, Collection[str]]) -> str:
    named = _NAMED.match(query, at)
    if named is None:
        return ""
    name, value = named["name"].lower(), named["value"].strip('"')
    if name not in FIELDS:
        found = _nearest(name, FIELDS, MINIMUM_NAME_SIMILARITY)
        return f"{query[:at]}{found}{query[named.end('name') :]}" if found else ""
    sign = "-" if name == "sort" and value.startswith("-") else ""
    found = _nearest(value.removeprefix(sign), values.get(name, ()))
    return f"{query[: named.start('value')]}{sign}{quoted(found)}{query[named.end() :]}" if found else ""


def _as_text(query: str, at: int) -> str:
    """The query with quotes around `foo:bar` at this position, and around all that follow, as in pasted text.

    Empty if `foo` is a field, whose value only the reader can correct.
    """
    named = _NAMED.match(query, at)
    if named is None or named["name"].lower() in _KNOWN:
        return ""
    text = " ".join(named.group().replace('"', " ").split())
    query = f'{query[:at]}"{text}"{query[named.end() :]}'
    error = ViewQuery(query).error
    return (_as_text(query, error.column - 1) or query) if error else query


def _nearest(wrong: str, choices: Collection[str], similarity: float = MINIMUM_VALUE_SIMILARITY) -> str:
    folded = {choice.casefold(): choice for choice in choices}
    near = get_close_matches(wrong.casefold(), folded, 1, similarity)
    return folded[near[0]] if near else ""
