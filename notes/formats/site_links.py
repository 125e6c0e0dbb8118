"""Links between the pages of a site as links between the notes that they become.

A page links to `../low_water/` or `low_water.html`, by the address at which it is shown. The note of that page has a path
as in the site's source, `low_water.md`. With such targets, links lead to notes, and make papers related, as in a tree.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote, urlsplit

from papernotes.notes.formats.fields import is_venue_folder
from papernotes.notes.formats.links import ADDRESS, TEXT_OF_LINK
from papernotes.notes.formats.web_page import path_in_site
from papernotes.notes.patterns import lazy_pattern

_LINK = lazy_pattern(rf"(?<!!)(\[{TEXT_OF_LINK}\]\(\s*+<?+)({ADDRESS})")
_WEB_SUFFIXES = (".html", ".htm", ".xhtml")
MINIMUM_PARTS_OF_A_NOTE = 3
"""A page that is a folder is a note if its address ends with venue, topic and name."""


def with_links_to_notes(markdown: str, page: str, note: str) -> str:
    """The Markdown of a page of a site, with its relative links to other pages as paths of their notes, relative to `note`.

    `page` is the path of the page in the site, `note` that of its note. Other links stay as they are.
    """

    def replaced(link: re.Match[str]) -> str:
        target = _note_at(link[2], posixpath.dirname(page))
        return link[1] + (posixpath.relpath(target, posixpath.dirname(note)) if target else link[2])

    return _LINK.sub(replaced, markdown)


def _note_at(address: str, folder: str) -> str:
    """The path of the note whose page is at a relative address; empty for any other address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return ""
    path = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
    if path.startswith("..") or any(c in path for c in " ()<>"):
        return ""
    *folders, name = path.split("/")
    if path.lower().endswith(_WEB_SUFFIXES):
        return (
            path_in_site(path, is_area=False)
            if not name.lower().startswith("index.") or _is_note(folders)
            else ""
        )
    is_page = parts.path.endswith("/") or "." not in name
    return f"{path}.md" if is_page and _is_note([*folders, name]) else ""


def _is_note(parts: list[str]) -> bool:
    return len(parts) >= MINIMUM_PARTS_OF_A_NOTE and is_venue_folder(parts[-MINIMUM_PARTS_OF_A_NOTE])
