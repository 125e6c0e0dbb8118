"""The format of a page that only links to notes, such as a map of content (MOC) in Obsidian. It is not a note."""

from __future__ import annotations

from papernotes.notes.formats.document import DocumentContents, DocumentText
from papernotes.notes.formats.front_matter import without_front_matter
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean

MINIMUM_LINKS = 2
MINIMUM_SHARE = 0.8
"""Of the lines of such a page, without headings, how many are links to notes and nothing else."""
_MAXIMUM_CHARACTERS = 400
"""Of such a page, for each of its links."""

_LINK = lazy_pattern(
    r"\s*(?:[-*+]|\d{1,3}[.)])?\s*(?:\[[ xX]\]\s*)?(?:!?\[\[[^\[\]\n]+\]\]|\[[^\[\]\n]*\]\((?!\w+:)[^()\n]*\.md(?:#[^()\n]*)?\))\s*[.,;]?\s*"
)


def is_map_of_content(document: DocumentText) -> bool:
    """Whether a document is nothing but links to notes."""
    if document.alone or not document.is_markdown:
        return False
    text = document.text
    # Nearly every note has too few links, and too few brackets for them: a single character is counted fastest.
    if len(text) > text.count("[") * _MAXIMUM_CHARACTERS:
        return False
    links = text.count("[[") + text.count(".md")
    if links < MINIMUM_LINKS or len(text) > links * _MAXIMUM_CHARACTERS:
        return False
    lines = [
        line
        for line in without_front_matter(clean(text)).split("\n")
        if line.strip() and line.lstrip()[0] != "#"
    ]
    links = sum(1 for line in lines if _LINK.fullmatch(line))
    return links >= MINIMUM_LINKS and links >= MINIMUM_SHARE * len(lines)


def read_map_of_content(document: DocumentText) -> DocumentContents:
    """Nothing: its links are in the notes themselves, too, as those to them."""
    return DocumentContents()
