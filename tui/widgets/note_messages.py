"""What the note pane tells the screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


class NoteMessage(Message, namespace="note_view"):
    """Handled by methods named `on_note_view_…`."""


@dataclass
class LayoutWanted(NoteMessage, namespace="note_view"):
    """The note is to be laid out again: for another width, or in another manner."""


@dataclass
class Moved(NoteMessage, namespace="note_view"):
    """The reader scrolled, and has rested since."""


@dataclass
class EndReached(NoteMessage, namespace="note_view"):
    """The reader came to the end of the note."""


@dataclass
class WantsNext(NoteMessage, namespace="note_view"):
    """The reader wants another paper: the next, the one before, or the next unread one."""

    step: int
    unread: bool = False


@dataclass
class ResultWanted(NoteMessage, namespace="note_view"):
    """The reader has seen the search's matches in this note, and goes on into the next result, or the one before."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class Left(NoteMessage, namespace="note_view"):
    """The reader goes back to the list."""


@dataclass
class OtherNote(NoteMessage, namespace="note_view"):
    """The reader wants to see the paper's other note."""


@dataclass
class WantsContents(NoteMessage, namespace="note_view"):
    """The reader wants to see the note's headings."""


@dataclass
class WantsFind(NoteMessage, namespace="note_view"):
    """The reader wants to type what to find."""


@dataclass
class Searched(NoteMessage, namespace="note_view"):
    """A text is to be looked for in the note."""

    text: str


@dataclass
class CountChanged(NoteMessage, namespace="note_view"):
    """How many matches there are, and which of them the reader is at; empty: no find is on."""

    text: str


@dataclass
class Followed(NoteMessage, namespace="note_view"):
    """The reader follows a link."""

    target: str
    text: str


@dataclass
class CopyWanted(NoteMessage, namespace="note_view"):
    """The reader wants to have a text elsewhere."""

    text: str


@dataclass
class Said(NoteMessage, namespace="note_view"):
    """Something for the status line."""

    text: str
