"""What the note pane tells the screen."""

from __future__ import annotations

from papernotes.tui.messages import FieldMessage


class NoteMessage(FieldMessage, namespace="note_view"):
    """Handled by methods named `on_note_view_…`."""


class LayoutRequest(NoteMessage, namespace="note_view"):
    """The note is to be laid out again: for another width, or in another manner."""


class ReadingPaused(NoteMessage, namespace="note_view"):
    """The reader scrolled, and has rested since."""


class EndReached(NoteMessage, namespace="note_view"):
    """The reader came to the end of the note."""


class NextPaperRequest(NoteMessage, namespace="note_view"):
    """The reader wants another paper: the next, the one before, or the next unread one."""

    step: int
    unread: bool = False


class NextResultRequest(NoteMessage, namespace="note_view"):
    """The reader has seen the search's matches in this note, and goes on into the next result, or the one before."""

    step: int


class NoteClosed(NoteMessage, namespace="note_view"):
    """The reader goes back to the list."""


class OtherNoteRequest(NoteMessage, namespace="note_view"):
    """The reader wants to see the paper's other note."""


class ContentsRequest(NoteMessage, namespace="note_view"):
    """The reader wants to see the note's headings."""


class FindRequest(NoteMessage, namespace="note_view"):
    """The reader wants to type what to find."""


class MatchesRequest(NoteMessage, namespace="note_view"):
    """A text is to be looked for in the note."""

    text: str


class MatchCountChanged(NoteMessage, namespace="note_view"):
    """How many matches there are, and which of them the reader is at; empty: no find is on."""

    text: str


class LinkFollowed(NoteMessage, namespace="note_view"):
    """The reader follows a link."""

    target: str
    text: str


class CopyRequest(NoteMessage, namespace="note_view"):
    """The reader wants to have a text elsewhere."""

    text: str


class StatusText(NoteMessage, namespace="note_view"):
    """Something for the status line."""

    text: str
