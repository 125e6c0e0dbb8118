"""The format of a note that is named by its folder: `Wide Nets/note.md`, or the `index.md` of a page bundle (Hugo, Docusaurus).

The front matter of an `index.md` has a title, which the indexes of a tree, a venue or an area lack. A README or a
`summary.md` is a note if it states of what paper it is; else it is about its folder.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from papernotes.notes.formats.document import DocumentContents, DocumentText
from papernotes.notes.formats.fields import venue_folder
from papernotes.notes.formats.front_matter import split_front_matter
from papernotes.notes.formats.markdown import parse_note
from papernotes.notes.formats.metadata import FIELD_OF_NAME, fields_in
from papernotes.notes.text import clean, fold
from papernotes.titles import is_generic

_OF_LISTS = frozenset(
    ("cascade", "menu", "outputs", "paginate", "bookcollapsesection", "nav_order", "has_children")
)
"""Fields of pages that list others."""

_OF_NOTES = frozenset(
    ("date", "tags", "categories", "author", "authors", "summary", "venue", "year", "arxiv", "doi")
)
"""Fields of which a note has some."""

_NAMES = frozenset(("note", "notes", "memo", "review", "paper", "reading", "main", "笔记", "メモ", "메모"))
"""Names that say nothing of a note, so that its folder names it."""
_NAMES_OF_OTHERS = frozenset(("summary", "readme"))
"""Such names that pages about a folder have, too."""
_OF_PAPERS = frozenset(("authors", "arxiv", "doi", "paper", "venue"))
"""What a page about a folder does not state."""
_HEAD_LINES = 20


def is_page_bundle(document: DocumentText) -> bool:
    """Whether a document is the one note of its folder."""
    name, _, suffix = document.name.rpartition(".")
    if document.alone or suffix not in ("md", "markdown"):
        return False
    if name == "index":
        return _is_bundle(document)
    if name not in _NAMES and name not in _NAMES_OF_OTHERS:
        return False
    folder = PurePosixPath(document.path).parent.name
    if not folder or is_generic(fold(folder)) or venue_folder(folder):
        return False
    return name in _NAMES or _states_a_paper(document.text)


def _is_bundle(document: DocumentText) -> bool:
    folders = PurePosixPath(document.path).parts[:-1]
    if not folders or any(map(venue_folder, folders[-2:])):
        return False
    if not document.text.startswith(("---", "+++")):
        return False
    front = split_front_matter(clean(document.text))
    names = {name.lower() for name in front.fields}
    return "title" in names and not names & _OF_LISTS and bool(front.body.strip()) and bool(names & _OF_NOTES)


def _states_a_paper(text: str) -> bool:
    front = split_front_matter(clean(text))
    lines = front.body.split("\n", _HEAD_LINES)[:_HEAD_LINES]
    head = "\n".join(
        line for line in lines if not line.lstrip().startswith("|")
    )  # a table may list many papers
    stated = {FIELD_OF_NAME.get(name.lower(), "") for name in front.fields} | set(fields_in(head))
    return bool(stated & _OF_PAPERS)


def read_page_bundle(document: DocumentText) -> DocumentContents:
    """The note of a page bundle."""
    folder = PurePosixPath(document.path).parent
    parsed = parse_note(document.text, path=f"{folder}.md")
    return DocumentContents(notes=(parsed.note,), problems=parsed.problems)
