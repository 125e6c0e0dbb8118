"""What the reader's own programs are given of papers: values for placeholders, and texts to read from standard input."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from papernotes.exports import FORMATS
from papernotes.exports.gather import gather
from papernotes.exports.web_links import page_of
from papernotes.note_head import note_layout
from papernotes.own_commands import PLACEHOLDERS, filled
from papernotes.render import plain_lines

if TYPE_CHECKING:
    from papernotes.notes import Entry
    from papernotes.own_commands import OwnCommand
    from papernotes.session import Session

TEXT_COLUMNS = 80
"""The width of the plain text of a note."""
BETWEEN_NOTES = "\n---\n\n"


def runs_of(
    session: Session, command: OwnCommand, entries: Sequence[Entry], note: int
) -> list[tuple[list[str], bytes]]:
    """The program with its arguments, and what it reads from standard input: for each entry, where it has placeholders.

    `note` is the number of the note in sight, from 0. Raises UserError where a value is unknown or would be an option, and
    NoteError.
    """
    wanted = {word for word in command.words if word in PLACEHOLDERS}
    runs = []
    for of in [[entry] for entry in entries] if wanted else [list(entries)]:
        facts = _facts(session, of[0], note, wanted) if wanted else {}
        given = _given(session, of, note, command.given) if command.given else ""
        runs.append((filled(command.words, facts), given.encode("utf-8", "replace")))
    return runs


def _facts(session: Session, entry: Entry, note: int, wanted: Collection[str]) -> dict[str, str]:
    """Placeholder → its value for an entry, of those that are `wanted`."""
    makers: dict[str, Callable[[], str]] = {
        "{arxiv}": lambda: entry.arxiv or "",
        "{url}": lambda: page_of(entry) or entry.page or "",
        "{title}": lambda: entry.title,
        "{path}": lambda: _path(session, entry, note),
        "{key}": lambda: entry.key,
        "{bibtex}": lambda: FORMATS["bibtex"].write(gather(session, [entry], FORMATS["bibtex"])).strip(),
    }
    return {placeholder: make() for placeholder, make in makers.items() if placeholder in wanted}


def _given(session: Session, entries: Sequence[Entry], note: int, what: str) -> str:
    """The notes of entries, one after another, or the entries in an export format; of a single entry the note in sight."""
    if what in FORMATS:
        return FORMATS[what].write(gather(session, entries, FORMATS[what]))
    number = note if len(entries) == 1 else 0
    texts = [_text(session, entry, number, what) for entry in entries]
    return BETWEEN_NOTES.join(text.strip("\n") + "\n" for text in texts if text)


def _text(session: Session, entry: Entry, number: int, what: str) -> str:
    notes = session.library.notes_of(entry)
    if not notes:
        return ""
    number = min(number, len(notes) - 1)
    if what == "note":
        return session.library.markdown(notes[number])
    layout, _ = note_layout(session, entry, number, TEXT_COLUMNS)
    return "\n".join(plain_lines(layout))


def _path(session: Session, entry: Entry, number: int) -> str:
    notes = session.library.notes_of(entry)
    return str(session.library.file_of(notes[min(number, len(notes) - 1)])) if notes else ""
