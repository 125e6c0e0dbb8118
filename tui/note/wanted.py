"""What the note pane asks of the session_thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from papernotes.reading import ReadingPosition as Left
    from papernotes.views import Tables


class NoteRequest(NamedTuple):
    """A note to be laid out: of the entry with this id, in a manner, for a query.

    `where` is how the note was left, or the name of a place in it, to begin with; None: where the reader left it.
    """

    id: int
    number: int
    width: int
    formulas_as_source: bool = False
    tables: Tables = "wrap"
    query: str = ""
    where: Left | str | None = None
