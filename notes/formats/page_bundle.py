"""The format of a page bundle: a note that is the `index.md` of a folder of its own, as Hugo and Docusaurus have them.

Its front matter has a title, which the indexes of a tree, a venue or an area lack. The folder's name is the note's.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from papernotes.notes.formats.document import DocumentContents, DocumentText
from papernotes.notes.formats.fields import venue_folder
from papernotes.notes.formats.front_matter import split_front_matter
from papernotes.notes.formats.markdown import parse_note
from papernotes.notes.text import clean

_OF_LISTS = frozenset(
    ("cascade", "menu", "outputs", "paginate", "bookcollapsesection", "nav_order", "has_children")
)
"""Fields of pages that list others."""

_OF_NOTES = frozenset(
    ("date", "tags", "categories", "author", "authors", "summary", "venue", "year", "arxiv", "doi")
)
"""Fields of which a note has some."""


def is_page_bundle(document: DocumentText) -> bool:
    """Whether a document is the `index.md` of one note."""
    if document.name != "index.md" or document.alone:
        return False
    folders = PurePosixPath(document.path).parts[:-1]
    if not folders or any(map(venue_folder, folders[-2:])):
        return False
    if not document.text.startswith(("---", "+++")):
        return False
    front = split_front_matter(clean(document.text))
    names = {name.lower() for name in front.fields}
    return "title" in names and not names & _OF_LISTS and bool(front.body.strip()) and bool(names & _OF_NOTES)


def read_page_bundle(document: DocumentText) -> DocumentContents:
    """The note of a page bundle."""
    folder = PurePosixPath(document.path).parent
    parsed = parse_note(document.text, path=f"{folder}.md")
    return DocumentContents(notes=(parsed.note,), problems=parsed.problems)
