"""What the note pane tells the screen."""

from __future__ import annotations

from papernotes.tui.messages import FieldMessage


class NoteMessage(FieldMessage, namespace="note_view"):
    """Handled by methods named `on_note_view_…`."""


class LayoutWanted(NoteMessage, namespace="note_view"):
    """The note is to be laid out again: for another width, or in another manner."""


class Moved(NoteMessage, namespace="note_view"):
    """The reader scrolled, and has rested since."""


class EndReached(NoteMessage, namespace="note_view"):
    """The reader came to the end of the note."""


class WantsNext(NoteMessage, namespace="note_view"):
    """The reader wants another paper: the next, the one before, or the next unread one."""

    step: int
    unread: bool = False


class ResultWanted(NoteMessage, namespace="note_view"):
    """The reader has seen the search's matches in this note, and goes on into the next result, or the one before."""

    step: int


class Left(NoteMessage, namespace="note_view"):
    """The reader goes back to the list."""


class OtherNote(NoteMessage, namespace="note_view"):
    """The reader wants to see the paper's other note."""


class WantsContents(NoteMessage, namespace="note_view"):
    """The reader wants to see the note's headings."""


class WantsFind(NoteMessage, namespace="note_view"):
    """The reader wants to type what to find."""


class Searched(NoteMessage, namespace="note_view"):
    """A text is to be looked for in the note."""

    text: str


class CountChanged(NoteMessage, namespace="note_view"):
    """How many matches there are, and which of them the reader is at; empty: no find is on."""

    text: str


class Followed(NoteMessage, namespace="note_view"):
    """The reader follows a link."""

    target: str
    text: str


class CopyWanted(NoteMessage, namespace="note_view"):
    """The reader wants to have a text elsewhere."""

    text: str


class Said(NoteMessage, namespace="note_view"):
    """Something for the status line."""

    text: str
