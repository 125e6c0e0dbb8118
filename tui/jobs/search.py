"""What the session thread does for the search bar: each function takes the session and gives the message to post."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from papernotes.field_values import values_of
from papernotes.query_history import add_text, read_texts
from papernotes.reading import in_words
from papernotes.tui.messages import EarlierTexts, FieldValues, NotKept
from papernotes.views import View

if TYPE_CHECKING:
    from papernotes.notes import Entry
    from papernotes.session import Session


def read_earlier(session: Session) -> EarlierTexts:
    """Earlier queries and finds, other copies' too."""
    return EarlierTexts(read_texts(session.paths.queries), read_texts(session.paths.finds))


def warm(session: Session) -> None:
    """Get ready for the first search."""
    session.warm()


def keep(path: Path, text: str) -> NotKept | None:
    """Keep a query or a find for later; says so where that cannot be done."""
    try:
        add_text(path, text)
    except OSError as error:
        return NotKept("queries are", in_words(error))
    return None


def best_entries(session: Session, text: str, limit: int) -> Sequence[Entry]:
    """The first entries of a query in the whole library; none where it has a mistake."""
    ids = session.best(View(text).parsed_query, limit).ids[:limit]
    return session.library.entries(ids)


def read_values(session: Session, field: str) -> FieldValues:
    """The values that a field can have."""
    return FieldValues(field, values_of(session, field))
