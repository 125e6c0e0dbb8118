"""The format of a note that is named by its folder: `Wide Nets/note.md`, or the `index.md` of a page bundle (Hugo, Docusaurus).

The front matter of an `index.md` has a title, which the indexes of a tree, a venue or an area lack. A README is a note if it
states of what paper it is; else it is about its folder. A `summary.md` is one unless it is the list of a book's pages.

Pages that are no notes by their names (`page_names`) are told from notes here, too, by what they state.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from papernotes.notes.formats.document import DocumentContents, DocumentText
from papernotes.notes.formats.fields import urls_of, venue_folder
from papernotes.notes.formats.front_matter import split_front_matter
from papernotes.notes.formats.links import ADDRESS, LINK, TEXT_OF_LINK
from papernotes.notes.formats.markdown import parse_note
from papernotes.notes.formats.metadata import FIELD_OF_NAME, fields_in
from papernotes.notes.page_names import doubtful_kind
from papernotes.notes.patterns import lazy_pattern
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
_OF_ONE_PAPER = frozenset(("arxiv", "doi", "venue"))
"""What a page about a collection or a day does not state, though it may have an author and links."""
_HEAD_LINES = 20
_MAXIMUM_LINE_OF_LINKS = 400
MINIMUM_SHARE_OF_LINKS = 0.7
"""Of the lines of a list of pages, how many begin with a link to one."""
_RULE = lazy_pattern(r"\s*-{3,}\s*")
_TITLE_LINK = lazy_pattern(
    rf"#{{1,6}}[ \t]*\[{TEXT_OF_LINK}\]\(<?https?://(?!(?:www\.)?git(?:hub|lab)\.com/){ADDRESS}>?\)\s*"
)
_CALLED_PAPER = lazy_pattern(
    r"\W*(?:(?:link to )?(?:the )?paper|pdf|arxiv|논문|论文|原文|論文|원문)\W*", re.IGNORECASE
)
_PAGE_LINK = lazy_pattern(r"\s*[-*+]\s+\[[^\[\]]*\]\((?!\w+:)[^()]*\)|\s*\[[^\[\]]*\]\((?!\w+:)[^()]*\)\s*$")


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
    if name == "readme":
        return _states_a_paper(document.text, _OF_PAPERS)
    return name != "summary" or not _lists_pages(document.text)


def is_page_about_others(document: DocumentText) -> bool:
    """Whether a document is about the collection, a day or the like, by its name, and states no paper."""
    if document.alone or not document.is_markdown or not doubtful_kind(document.path):
        return False
    return not _states_a_paper(document.text, _OF_ONE_PAPER)


def read_page_about_others(document: DocumentText) -> DocumentContents:
    """Nothing."""
    return DocumentContents()


def _is_bundle(document: DocumentText) -> bool:
    folders = PurePosixPath(document.path).parts[:-1]
    if not folders or any(map(venue_folder, folders[-2:])):
        return False
    if not document.text.startswith(("---", "+++")):
        return False
    front = split_front_matter(clean(document.text))
    names = {name.lower() for name in front.fields}
    return "title" in names and not names & _OF_LISTS and bool(front.body.strip()) and bool(names & _OF_NOTES)


def _states_a_paper(text: str, fields: frozenset[str]) -> bool:
    """Whether a text states one of these fields in its head, or that it is of a paper by a link."""
    front = split_front_matter(clean(text))
    lines = front.body.split("\n", _HEAD_LINES)[:_HEAD_LINES]
    head = [line for line in lines if not line.lstrip().startswith("|")]  # a table may list many papers
    below = fields_in("\n".join(head))
    stated = {FIELD_OF_NAME.get(name.lower(), "") for name in front.fields} | set(below)
    if urls_of(below.get("paper", "")):
        return True
    return bool(stated & fields) or _links_to_a_paper(list(filter(str.strip, head)))


def _links_to_a_paper(lines: list[str]) -> bool:
    """Whether the heading is a link to the web, or the first line below it has a link that is called a paper."""
    if not lines or not lines[0].startswith("#"):
        return False
    below = next((line for line in lines[1:] if not _RULE.fullmatch(line)), "")
    return bool(_TITLE_LINK.fullmatch(lines[0])) or (
        len(below) <= _MAXIMUM_LINE_OF_LINKS
        and any(_CALLED_PAPER.fullmatch(label) and "://" in address for label, address in LINK.findall(below))
    )


def _lists_pages(text: str) -> bool:
    """Whether nearly all lines of a text are links to other files, as in the `SUMMARY.md` of a book."""
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    return MINIMUM_SHARE_OF_LINKS * len(lines) <= sum(1 for line in lines if _PAGE_LINK.match(line))


def read_page_bundle(document: DocumentText) -> DocumentContents:
    """The note of a page bundle."""
    folder = PurePosixPath(document.path).parent
    parsed = parse_note(document.text, path=f"{folder}.md")
    return DocumentContents(notes=(parsed.note,), problems=parsed.problems)
