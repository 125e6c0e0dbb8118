"""The passage that a result is shown with: it shows why a query found the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING

from papernotes import remarks
from papernotes.formulas import without_formulas
from papernotes.index import Matcher
from papernotes.notes import NoteError, fold, split_sections

if TYPE_CHECKING:
    from papernotes.index import QueryMatcher, Snippet
    from papernotes.marked_library import MarkedLibrary
    from papernotes.notes import Entry


def passage(
    session: MarkedLibrary,
    entry: Entry,
    matcher: QueryMatcher,
    width: int,
    measure: Callable[[str], int] = len,
) -> Snippet:
    """The passage of the reader's remark, the entry's summary or its text that shows why a query found it.

    It is at most `width` wide by `measure`. Where there is none, as when only the title matches, it is the beginning of the
    summary, without spans.
    """
    summary = without_formulas(entry.summary)
    own = remarks.passage(session, entry, matcher.everywhere, width, measure) if matcher else None
    if own is not None:
        return own
    topics = [topic.name for topic in entry.topics]
    head = (entry.title, *entry.keywords, *entry.authors, entry.venue.slug, *topics)
    texts = chain((("summary", summary),), _texts(session, entry))
    found = matcher.passage(head, texts, width, measure) if matcher else None
    return found or Matcher().snippet(summary, width, measure)


def _texts(session: MarkedLibrary, entry: Entry) -> Iterator[tuple[str, str]]:
    """What the notes of an entry say, with formulas in Unicode, section by section, each with the section's name; last what stands below their titles,
    where the fields are that are shown already."""
    below_titles = []
    for note in session.library.notes_of(entry):
        with suppress(NoteError):
            for section in split_sections(session.library.markdown(note), without_formulas):
                if fold(section.heading) == fold(note.title):
                    below_titles.append((section.name, section.text))
                else:
                    # What is called a summary is shown as one already.
                    name = section.name if section.name != "summary" else ""
                    yield name, f"{section.heading} {section.text}"
    yield from below_titles
