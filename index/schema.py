"""The Whoosh schema: which fields an entry is indexed in, and an entry as a document of them.

All tables about fields are here. To add a field, add it to `schema()`, to `head()` and, if queries can name it, to the tables of
`index.query.ast`; then raise `index.storage.manifest.VERSION`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from whoosh import fields, formats
from whoosh.analysis import IDAnalyzer
from whoosh.analysis.acore import Composable, Token

from papernotes.index import tokenizer
from papernotes.notes import EntryText, Section

WEIGHTS = {"title": 6.0, "keywords": 3.0, "summary": 2.0, "about": 1.5, "body": 1.0}
"""The fields that a plain word is looked for in, and the boost of a match there.

Set by hand as small whole numbers, in the order of what readers remember of a paper. Documents are ordered by field tier first, so
these only weigh fields within a tier; `tests/bench/quality.py` shows the effect of a change."""

LENGTH_NORM = {"title": 0.5, "keywords": 0.3, "summary": 0.5, "about": 0.0, "body": 0.75}
"""BM25F's B of each field: how much the field's length counts against it, from 0 to 1. The body has the common default, 0.75. Short
fields differ in length by what authors chose to list, so their length says less; of `about`, nothing."""

TEXT_FIELDS = (*WEIGHTS, "authors", "venue", "topic")
LABEL_FIELDS = ("key", "venues", "topics", "labels", "years", "dates", "titles", "arxiv", "flags", "joined")
JOINED_HEAD_WORDS = 6
"""Only the first words of a title, where the name of a method is, are also found when written as one word."""
MAXIMUM_JOINED_LETTERS = 24
MAXIMUM_JOINED_WORDS = 4
"""How many neighbouring words of a title can be found when written as one word."""
FACETS = {"venue": "venues", "topic": "topics", "keyword": "labels", "year": "years"}
"""The facets that can be counted, each with the field whose terms are its values."""

ORDERS = {"date": "dates", "year": "years", "title": "titles", "venue": "venues"}
"""The orders of `sort:` that the index knows, each with the field whose terms give the order."""


class NoteAnalyzer(Composable):  # type: ignore[misc]
    """`index.tokenizer.terms` as a Whoosh analyzer."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **options: Any,
    ) -> Iterator[Any]:
        token = Token(positions, chars, removestops=removestops, mode=mode)
        for term in tokenizer.terms(value):
            token.text = token.original = term.text
            token.pos = start_pos + term.position
            token.startchar, token.endchar = start_char + term.start, start_char + term.end
            yield token


class Text(fields.TEXT):  # type: ignore[misc]
    """Words with positions, scored."""

    def __init__(self) -> None:
        super().__init__(analyzer=NoteAnalyzer(), phrase=True)


class Labels(fields.FieldType):  # type: ignore[misc]
    """Whole values, as they are: a tuple of strings, each a term."""

    def __init__(self, unique: bool = False, stored: bool = False) -> None:
        super().__init__(formats.Existence(), IDAnalyzer(), unique=unique, stored=stored)

    def index(self, value: str | Iterable[str], **options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        values = (value,) if isinstance(value, str) else value
        for label in sorted(set(values)):
            yield label.encode(), 1, 1.0, b""


Pieces = Sequence[tuple[str, str]]
"""The sections of a body, each as its name (or "") and its text."""


class Body(Text):
    """The text of all sections, given as `Pieces`."""

    def index(self, value: Pieces, **options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        return super().index("\n".join(text for _, text in value), **options)  # type: ignore[no-any-return]


class SectionPlaces(fields.FieldType):  # type: ignore[misc]
    """Where in the body each kind of section lies, made of the same `Pieces`.

    A term is a section's name, its "positions" are those of the body where one starts and ends,
    in turn.
    """

    def __init__(self) -> None:
        super().__init__(formats.Positions(), IDAnalyzer())

    def index(self, value: Pieces, **options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        return self.places([name for name, _ in value], [tokenizer.width(text) for _, text in value])

    def places(
        self, names: Sequence[str], widths: Sequence[int]
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The terms, from the sections' names and how many positions each takes."""
        found: dict[str, list[int]] = {}
        position = 0
        for name, width in zip(names, widths, strict=True):
            if name and width:
                found.setdefault(name, []).extend((position, position + width))
            position += width
        for name in sorted(found):
            yield name.encode(), len(found[name]), float(len(found[name])), self.format.encode(found[name])


def schema() -> Any:
    """The schema of a new index."""
    labels: dict[str, Any] = {name: Labels() for name in LABEL_FIELDS}
    labels["key"] = Labels(unique=True, stored=True)
    texts: dict[str, Any] = {name: Text() for name in TEXT_FIELDS}
    texts["body"] = Body()
    return fields.Schema(sections=SectionPlaces(), **texts, **labels)


def document(entry: EntryText) -> dict[str, Any]:
    """An entry as the fields of a Whoosh document; fields without a value are left out."""
    body = pieces(entry.sections)
    return head(entry) | ({"body": body, "sections": body} if body else {})


def pieces(sections: Iterable[Section]) -> Pieces:
    """The sections of an entry as its body."""
    return tuple([(section.name, f"{section.heading}\n{section.text}") for section in sections])


def head(entry: EntryText) -> dict[str, Any]:
    """All fields of an entry but those of its body."""
    year = str(entry.year) if entry.year else ""
    venue = _venue_words(entry.venue)
    topic = _topic_words(entry.topics, entry.topic_names)
    authors = "\n".join(entry.authors)
    about = "\n".join((venue, topic, ", ".join(entry.authors), entry.arxiv or "", year))
    words = _title_words(entry.title)
    values: dict[str, Any] = {
        "key": entry.key,
        "title": entry.title,
        "keywords": "\n".join(entry.keywords),
        "summary": entry.summary,
        "about": about,
        "authors": authors,
        "venue": venue,
        "topic": topic,
        "venues": entry.venue,
        "topics": entry.topics,
        "labels": entry.keywords,
        "years": year,
        "dates": entry.date or year,
        "titles": " ".join(words),
        "arxiv": entry.arxiv,
        "flags": _flags(entry),
        "joined": _joined(words[:JOINED_HEAD_WORDS]),
    }
    return {name: value for name, value in values.items() if value}


def _flags(entry: EntryText) -> tuple[str, ...]:
    known = {"code": entry.has_code, "arxiv": entry.arxiv, "summary": entry.summary}
    return tuple(name for name, value in known.items() if value)


def _title_words(title: str) -> list[str]:
    """The words of a title as they are indexed, CJK runs whole."""
    words: list[str] = []
    if title.isascii():
        for raw in tokenizer.raw_tokens(title):
            words += _parts(raw)
    else:
        for raw in tokenizer.raw_tokens(title):
            words += (raw,) if tokenizer.CJK_RUN.match(raw) else _parts(raw)
    return words


@lru_cache(maxsize=50_000)
def _parts(raw: str) -> tuple[str, ...]:
    terms, width = tokenizer.expand(raw)
    return tuple(term for term, _ in terms[:width])


def _joined(head: Sequence[str]) -> set[str]:
    """Neighbouring words written together, for readers who leave out the blank: `audiotrust`.

    Only for the head of the title, where the name of a method stands: whole titles would make more such terms than all
    others. Words further on are found by taking the typed word apart (`index.query.spelling.apart`).
    """
    words = ["" if tokenizer.CJK_RUN.match(word) else tokenizer.squash(word) for word in head]
    found: set[str] = set()
    for place, together in enumerate(words):
        for word in words[place + 1 : place + MAXIMUM_JOINED_WORDS] if together else ():
            together += word
            if not word or len(together) > MAXIMUM_JOINED_LETTERS:
                break
            found.add(together)
    return found


@lru_cache(maxsize=1000)
def _topic_words(slugs: tuple[str, ...], names: tuple[str, ...]) -> str:
    return " \n ".join((*(slug.replace("_", " ") for slug in slugs), *names))


@lru_cache(maxsize=1000)
def _venue_words(slug: str) -> str:
    """`ICLR2026` as it is searched: whole, and as series and year."""
    series = slug.rstrip("0123456789")
    return f"{slug} {series} {slug[len(series) :]}" if series and series != slug else slug
