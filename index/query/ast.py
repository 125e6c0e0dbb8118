"""The query language: its words, what a query is once it is read (`index.query.parser`), and that as text again.

    query   = all ("OR" all)*               all   = part part …
    part    = "-" part | "NOT" part | "(" query ")" | field ":" value | value
    value   = word | word* | word~ | "a phrase" | "(" query ")"

Words side by side must all match; `OR` binds looser than that. `OR`, `NOT` and `AND`, which says nothing, are
words like others in lower case. The last word of the text is
still being typed unless a blank or a quote follows: it is the start of a word.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from papernotes.notes.catalogue import entry_sets

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
}
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
"""Names of sections, that hold words too."""

STATES = ("is", "list", "tag")
"""Fields whose values only the caller can resolve; `is:un…` is the complement of `is:…`."""

REMARK = "remark"
"""The field of the reader's own remarks: words that only the caller can look up. The value of its
`State` are words in this order, the last one only begun where a `*` ends it."""

HAS = ("code", "arxiv", "summary", REMARK)
ORDERS = ("relevance", *entry_sets.ORDERS)
"""What `sort:` can ask for; those that `index.schema.ORDERS` lacks only the caller can follow."""

FIELDS = (*TEXT_FIELDS, *SECTIONS, *STATES, REMARK, "year", "arxiv", "has", "sort")


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
    """The words and phrases that a result is to contain, those under `-` left out."""
    match node:
        case Word() | Phrase():
            return [node]
        case All(parts) | Either(parts):
            return [word for part in parts for word in words(part)]
    return []


def exchanged(node: Node, old: Node, new: Node) -> Node:
    """`node` with another part in the place of one: for "did you mean"."""
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
