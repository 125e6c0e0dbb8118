"""Chooses the format of a document and reads it: bytes in, notes and facts out.

To add a format: write one file here with two functions, `is_…(document) -> bool` and `read_…(document) ->
DocumentContents`, and add one row to FORMATS. The first row that recognises a document reads it. A format may raise
NoteError; a document that no row recognises holds nothing, which is not a problem. A saved web page is turned into
Markdown before it is looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from papernotes.notes.encodings import decoded
from papernotes.notes.formats.area_index import is_area_index, read_area_index
from papernotes.notes.formats.area_page import is_area_page, looks_like_page, read_area_page
from papernotes.notes.formats.document import DocumentContents, DocumentText
from papernotes.notes.formats.map_of_content import is_map_of_content, read_map_of_content
from papernotes.notes.formats.markdown import is_note, read_note
from papernotes.notes.formats.page_bundle import (
    is_page_about_others,
    is_page_bundle,
    read_page_about_others,
    read_page_bundle,
)
from papernotes.notes.formats.paper_list import is_paper_list, read_paper_list, unpacked
from papernotes.notes.formats.readme_list import is_readme_list, read_readme_list
from papernotes.notes.formats.sections import without_related
from papernotes.notes.formats.site_links import with_links_to_notes
from papernotes.notes.formats.web_page import (
    is_web_page,
    markdown_of_web_page,
    markdown_path,
    path_in_site,
)
from papernotes.notes.model import Note, NoteError
from papernotes.notes.text import clean_line, composed, decode


class NoteFormat(NamedTuple):
    """A format: its name, whether it recognises a document, and how it reads one."""

    name: str
    recognises: Callable[[DocumentText], bool]
    read: Callable[[DocumentText], DocumentContents]


FORMATS = (
    NoteFormat("table of papers", is_paper_list, read_paper_list),
    NoteFormat("area page", is_area_page, read_area_page),
    NoteFormat("page bundle", is_page_bundle, read_page_bundle),
    NoteFormat("page about others", is_page_about_others, read_page_about_others),
    NoteFormat("area index", is_area_index, read_area_index),
    NoteFormat("list of papers", is_readme_list, read_readme_list),
    NoteFormat("map of content", is_map_of_content, read_map_of_content),
    NoteFormat("Markdown note", is_note, read_note),
)
"""All formats, in the order in which they are tried."""


def read_document(data: bytes, path: str, *, alone: bool = False) -> DocumentContents:
    """What the document at `path` holds. The parameters are those of `notes.formats.document.DocumentText`.

    Never raises for what the document contains: one that cannot be read has no notes and one problem.
    """
    try:
        is_web = is_web_page(data, path)
        text, guessed = (
            (composed(markdown_of_web_page(data, alone=alone)), "")
            if is_web
            else decoded(unpacked(data, path))
        )
        if is_web:
            page, path = path, markdown_path(path)
            if not alone:
                path = path_in_site(page, is_area=looks_like_page(text))
                text = with_links_to_notes(text, page, path)
        document = DocumentText(text, path, alone)
        chosen = next((known for known in FORMATS if known.recognises(document)), None)
        contents = chosen.read(document) if chosen else DocumentContents()
        if guessed and contents.notes:
            told = (0, f"is not UTF-8; it was read as {guessed}. Save it as UTF-8 to be sure")
            contents = contents._replace(problems=(told, *contents.problems))
        return _with_hashes(contents._replace(own_text=contents.own_text or is_web))
    except NoteError as error:
        return DocumentContents(problems=((error.line, clean_line(error.reason)),))


def text_of(data: bytes, path: str) -> str:
    """The text of a document; that of a saved web page is Markdown. Raises NoteError if there is none."""
    return composed(markdown_of_web_page(data)) if is_web_page(data, path) else decode(unpacked(data, path))


def _with_hashes(contents: DocumentContents) -> DocumentContents:
    """The contents with the hash of each note's text, and without the text itself if its file has it."""
    notes = tuple(
        note._replace(text_hash=_text_hash(note), markdown=note.markdown if contents.own_text else "")
        for note in contents.notes
    )
    return contents._replace(notes=notes)


def _text_hash(note: Note) -> str:
    """A hash of the text without its links to related notes, which the site rewrites whenever a note comes; of a paper on
    a list, of all that is known of it."""
    if not note.written:
        return hashlib.blake2b(repr(note).encode(errors="replace"), digest_size=8).hexdigest()
    return hashlib.blake2b(without_related(note.markdown).strip().encode(), digest_size=8).hexdigest()
