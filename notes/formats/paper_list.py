"""The format of a list of papers as a table: a row a paper, below a header line that names the columns.

Conferences publish such lists, and what `papernotes import` keeps is one. Cells are parted by tabs, or by commas as in a
CSV file. A row is a paper of which there is no note; COLUMNS are the names of columns that are known.
"""

from __future__ import annotations

import csv
import io
import re
import zlib
from collections.abc import Iterator, Mapping

from papernotes.notes.formats.document import DocumentContents, DocumentText
from papernotes.notes.formats.fields import (
    arxiv_of,
    authors_of,
    awards_of,
    doi_of,
    stated_venue,
    topic_named,
    urls_of,
    words_of,
    year_of,
    year_of_arxiv,
)
from papernotes.notes.formats.markdown import language_of
from papernotes.notes.model import UNFILED, Note, NoteError, Topic, Venue
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean, clean_line, fold, title_slug
from papernotes.titles import is_generic

COLUMNS = {
    "title": "title|paper title|paper_title",
    "authors": "authors|author",
    "venue": "venue|conference|journal",
    "year": "year",
    "topic": "topic|area|track",
    "topic_name": "topic_name",
    "icon": "icon",
    "slug": "slug",
    "awards": "badges|award|awards|badge|presentation",
    "keywords": "keywords|tags",
    "arxiv": "arxiv|arxiv id|arxiv_id|eprint",
    "doi": "doi",
    "code": "code|github|repository",
    "page": "url|link|paper url|paper_url",
}
"""What a column holds → what it may be called, in any case."""
MAXIMUM_TABLE_BYTES = 1 << 26
_MAXIMUM_UNPACKING_BYTES = 1 << 28
"""Of memory, while a table is unpacked."""
_PACKED = lazy_pattern(r"\.(?:tsv|csv)\.(?:xz|gz)$", re.IGNORECASE)
_CALLED = {name: column for column, names in COLUMNS.items() for name in names.split("|")}
_MINIMUM_COLUMNS = 2
"""A text may begin with a line that is a word; a table has more columns than that."""
_MAXIMUM_CELL_CHARACTERS = 5_000
_MAXIMUM_PROBLEMS = 20


def unpacked(data: bytes, path: str) -> bytes:
    """The bytes of a table that is packed with gzip or xz, by its name (`papers.tsv.xz`); others as they are.

    Raises NoteError if they cannot be unpacked, or become more than MAXIMUM_TABLE_BYTES.
    """
    if not _PACKED.search(path):
        return data
    found = _without_xz(data) if data.startswith(b"\xfd7zXZ") else _without_gzip(data)
    if len(found) > MAXIMUM_TABLE_BYTES:
        raise NoteError(f"is larger than {MAXIMUM_TABLE_BYTES:,} bytes when unpacked")
    return found


def _without_gzip(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(data, MAXIMUM_TABLE_BYTES + 1)
    except zlib.error as error:
        raise NoteError(f"cannot be unpacked: {error}") from error


def _without_xz(data: bytes) -> bytes:
    try:
        import lzma  # few read packed tables, and a Python may have been built without it

        return lzma.LZMADecompressor(memlimit=_MAXIMUM_UNPACKING_BYTES).decompress(
            data, MAXIMUM_TABLE_BYTES + 1
        )
    except ImportError as error:
        raise NoteError("cannot be unpacked: this Python has no lzma; unpack it first") from error
    except lzma.LZMAError as error:
        raise NoteError(f"cannot be unpacked: {error}") from error


def is_paper_list(document: DocumentText) -> bool:
    """Whether a document is a table of papers: its first line names columns, of which one is the title."""
    if document.is_markdown:
        return False
    columns = _columns(document.text.lstrip("\ufeff").partition("\n")[0])
    return "title" in columns and len([column for column in columns if column]) >= _MINIMUM_COLUMNS


def read_paper_list(document: DocumentText) -> DocumentContents:
    """The papers of a table, with the names and icons of its topics."""
    text = clean(document.text.lstrip("\ufeff"))
    header, _, rows = text.partition("\n")
    columns = _columns(header)
    notes, problems = [], []
    topics: dict[str, Topic] = {}
    for line, cells in _rows(rows, _delimiter(header)):
        fields = {
            column: clean_line(cell[:_MAXIMUM_CELL_CHARACTERS])
            for column, cell in zip(columns, cells, strict=False)
            if column
        }
        note = unwritten_note(fields)
        if note is not None:
            notes.append(note)
            if note.topic.icon or note.topic.name != note.topic.slug:
                topics.setdefault(note.topic.slug, note.topic)
        elif any(cell.strip() for cell in cells):
            problems.append((line, "this row names no paper: it has no title, arXiv id, DOI or address"))
    topics.pop(UNFILED, None)
    return DocumentContents(
        tuple(notes),
        topics=tuple(topics.values()),
        problems=tuple(problems[:_MAXIMUM_PROBLEMS]),
        own_text=True,
    )


def unwritten_note(fields: Mapping[str, str]) -> Note | None:
    """The paper that these fields (of COLUMNS) name, as a note that nobody has written; None if they name none."""

    def field(name: str) -> str:
        return fields.get(name, "")

    arxiv, doi = arxiv_of(field("arxiv")), doi_of(field("doi"))
    page = next(iter(urls_of(field("page"))), None)
    title = field("title") or (f"arXiv:{arxiv}" if arxiv else f"doi:{doi}" if doi else page)
    if not title:
        return None
    year = year_of(field("year"))
    venue = stated_venue(field("venue"), year) if field("venue") else Venue(UNFILED)
    year = year or year_of(venue.slug) or year_of_arxiv(arxiv)
    slug, name = field("topic"), field("topic_name")
    topic = Topic(slug, name or slug, field("icon")) if name else topic_named(slug)
    return Note(
        title=title, venue=venue, topic=topic, slug=field("slug") or _slug(title, arxiv or doi), year=year,
        award=awards_of(field("awards")), authors=_authors(field("authors")),
        keywords=words_of(field("keywords")) if field("keywords") else (),
        arxiv=arxiv, doi=doi, code=next(iter(urls_of(field("code"))), None), paper_url=page, written=False,
        language=language_of(title),
    )  # fmt: skip


def _slug(title: str, id_: str | None) -> str:
    return (id_ if id_ and is_generic(fold(title)) else title_slug(title)).replace("/", "_")


def _authors(text: str) -> tuple[str, ...]:
    """The authors in a cell; what semicolons part are whole names."""
    return (
        authors_of([name for name in text.split(";") if name.strip()] if ";" in text else text)
        if text
        else ()
    )


def _delimiter(header: str) -> str:
    return "\t" if "\t" in header else ","


def _columns(header: str) -> list[str]:
    """The columns that a header line names, in their order; empty for one that is not known."""
    if len(header) > _MAXIMUM_CELL_CHARACTERS:
        return []
    names = next(csv.reader([header.rstrip("\r")], delimiter=_delimiter(header)), [])
    return [_CALLED.get(" ".join(name.strip().lower().split()), "") for name in names]


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header, each with its line in the document. Where tabs part cells, quotes are none."""
    if delimiter == "\t":
        yield from ((line, row.split("\t")) for line, row in enumerate(text.split("\n"), 2))
        return
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    line = 2
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell of more than 128 KB
            row = []
        yield line, row
        line = reader.line_num + 2
