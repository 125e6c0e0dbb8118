"""What the pane of a note tells the screen. The screen handles these with `@on`, by their class."""

from __future__ import annotations

from papernotes.tui.messages import FieldMessage


class LayoutRequest(FieldMessage):
    """The note must be laid out again: for another width, or in another manner."""


class ReadingPaused(FieldMessage):
    """The reader scrolled, and has not for a moment."""


class EndReached(FieldMessage):
    """The reader scrolled to the end of the note."""


class NextPaperRequest(FieldMessage):
    """Open another paper: `step` rows further in the list, or the next unread one in that direction."""

    step: int
    unread: bool = False


class NextResultRequest(FieldMessage):
    """Open the next result of the search (1), or the one before (-1): this note has no further match."""

    step: int


class NoteClosed(FieldMessage):
    """The reader goes back to the list."""


class OtherNoteRequest(FieldMessage):
    """Show the paper's next note."""


class ContentsRequest(FieldMessage):
    """Show the note's headings."""


class FindRequest(FieldMessage):
    """Open the line in which the reader types what to find."""


class FindChanged(FieldMessage):
    """The reader looks for another text, or the note was laid out again: its matches must be found."""

    text: str


class MatchCountChanged(FieldMessage):
    """How many matches the find has, and which of them the reader is at; empty if the find has ended."""

    text: str


class LinkFollowed(FieldMessage):
    """The reader follows a link: where it leads, and what it says."""

    target: str
    text: str


class CopyRequest(FieldMessage):
    """Copy a text to the clipboard."""

    text: str


class QuoteRequest(FieldMessage):
    """Quote a text of the note in the reader's remark; `section` is the heading that it stands under."""

    text: str
    section: str


class ModeChanged(FieldMessage):
    """What keystrokes do now, in place of the hints; empty: what they do otherwise."""

    hints: str


class StatusText(FieldMessage):
    """A text for the status line."""

    text: str
