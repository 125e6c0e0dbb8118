"""The query language: its fields, the syntax tree that `index.query.parser` makes, and the tree as text again.

    query   = all ("OR" all)*               all   = part part …
    part    = "-" part | "NOT" part | "(" query ")" | field ":" value | value
    value   = word | word* | word~ | "a phrase" | "(" query ")"

Words side by side must all match; `OR` binds looser. `AND` may stand between words and changes nothing. In lower case, `or`,
`not` and `and` are ordinary words. The last word of the text is still being typed unless a blank or a quote follows it: it
matches words that begin with it.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from papernotes.notes import ORDERS as ENTRY_ORDERS
from papernotes.notes import SECTION_FIELDS as NAMES_OF_SECTIONS

TEXT_FIELDS = {
    "title": "title",
    "summary": "summary",
    "body": "body",
    "venue": "venue",
    "topic": "topic",
    "keyword": "keywords",
    "keywords": "keywords",
    "author": "authors",
    "authors": "authors",
} | {name: field for name, field in NAMES_OF_SECTIONS.items() if field == "summary"}
"""Names of fields that hold words, and the indexed field of each."""

SECTIONS = (
    "background",
    "motivation",
    "method",
    "experiments",
    "results",
    "findings",
    "ablation",
    "highlights",
    "insights",
    "limitations",
    "related",
    "rating",
    "conclusion",
)
"""Names of sections that are offered."""

SECTION_FIELDS = {name: field for name, field in NAMES_OF_SECTIONS.items() if field != "summary"}
"""All names of sections, in any language, which hold words too: each with the name that the index has."""

STATES = ("is", "list", "tag")
"""Fields of the reading state, which the caller resolves. `is:un…` is the complement of `is:…`."""

REMARK = "remark"
"""The field of the reader's own remarks, which the caller looks up. The value of its `State` is a phrase; a `*` at its end says that
the last word is only begun."""

HAS = ("code", "arxiv", "summary", REMARK, "note")
ORDERS = ("relevance", *ENTRY_ORDERS)
"""The orders of `sort:`. The caller follows those that `index.schema.ORDERS` lacks."""

FIELDS = tuple(
    dict.fromkeys((*TEXT_FIELDS, *SECTIONS, *STATES, REMARK, "year", "arxiv", "has", "sort", *SECTION_FIELDS))
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed. `kind` is `plain`, `open` (still being typed), `prefix` or `fuzzy` (`w*`, `w~`)."""

    text: str
    kind: str = "plain"
    field: str = ""
    column: int = dataclasses.field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, side by side; `open` when the closing quote is still to come."""

    text: str
    open: bool = False
    field: str = ""
    column: int = dataclasses.field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Years:
    """From `first` to `last`, both included, None where open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Arxiv:
    """The paper of this arXiv id, or all whose ids begin so."""

    id: str


@dataclass(frozen=True, slots=True)
class Has:
    """Entries that have `what`: code, …"""

    what: str


@dataclass(frozen=True, slots=True)
class State:
    """Entries that the reading state knows under `name` and `value`, as in `is:read`."""

    name: str
    value: str
    column: int = dataclasses.field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but `part`."""

    part: Node


@dataclass(frozen=True, slots=True)
class All:
    """What matches all `parts`; everything when there are none."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """What matches any of `parts`."""

    parts: tuple[Node, ...]


Node = Word | Phrase | Years | Arxiv | Has | State | Not | All | Either


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: what must match, and the order asked for (`""` for relevance, `-date` reversed)."""

    root: Node
    sort: str = ""

    def __str__(self) -> str:
        text = _print(self.root, top=True)
        if self.sort:
            text = f"sort:{self.sort} {text}" if text else f"sort:{self.sort}"
        last = _last(self.root)
        plain = last.kind == "plain" if isinstance(last, Word) else getattr(last, "name", "") == REMARK
        if plain and not text.endswith((")", '"', "*", "~")):
            text += " "
        return text


def _print(node: Node, top: bool = False) -> str:
    match node:
        case Word(text, kind, name):
            return _prefix(name) + text + {"prefix": "*", "fuzzy": "~"}.get(kind, "")
        case Phrase(text, still_open, name):
            return f'{_prefix(name)}"{text}' + ("" if still_open else '"')
        case Years(first, last):
            begin, end = ("" if year is None else f"{year:04d}" for year in (first, last))
            return f"year:{begin}" if begin == end else f"year:{begin}..{end}"
        case Arxiv(id):
            return f"arxiv:{id}"
        case Has(what):
            return f"has:{what}"
        case State(name, value):
            return f'{name}:"{value}"' if re.search(r'[\s()"]', value) or not value else f"{name}:{value}"
        case Not(Not() as part):
            return f"-({_print(part)})"
        case Not(part):
            return "-" + _print(part)
        case All(parts):
            text = " ".join(_print(part) for part in parts)
        case Either(parts):
            text = " OR ".join(_print(part, top=isinstance(part, All)) for part in parts)
    return text if top else f"({text})"


def _prefix(name: str) -> str:
    return f"{name}:" if name else ""


def _last(node: Node) -> Node:
    """The part that is printed last."""
    match node:
        case Not(part):
            return _last(part)
        case All(parts) | Either(parts) if parts:
            return _last(parts[-1])
    return node


def words(node: Node) -> list[Word | Phrase]:
    """The words and phrases of a query, without those under `-`."""
    match node:
        case Word() | Phrase():
            return [node]
        case All(parts) | Either(parts):
            return [word for part in parts for word in words(part)]
    return []


_PLACES = ("venue", "topic", "keyword", "keywords")
"""Fields that say where to look rather than what for; so do years and all of the reading state but remarks."""


def everywhere(query: Query) -> Query | None:
    """The query without the terms that narrow it to some of the library; None where it has none, or nothing else."""
    parts = query.root.parts if isinstance(query.root, All) else (query.root,)
    kept = tuple(part for part in parts if not _is_place(part))
    if len(kept) == len(parts) or not any(map(words, kept)):
        return None
    return Query(kept[0] if len(kept) == 1 else All(kept), query.sort)


def _is_place(part: Node) -> bool:
    match part:
        case Word(field=field) | Phrase(field=field):
            return field in _PLACES
        case State(name):
            return name != REMARK
        case Not(inner):
            return _is_place(inner)
    return isinstance(part, Years | Has)


def exchanged(node: Node, old: Node, new: Node) -> Node:
    """`node` with `new` in place of each part that equals `old`."""
    if node == old:
        return new
    match node:
        case All(parts):
            return All(tuple(exchanged(part, old, new) for part in parts))
        case Either(parts):
            return Either(tuple(exchanged(part, old, new) for part in parts))
        case Not(part):
            return Not(exchanged(part, old, new))
    return node
