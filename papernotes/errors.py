"""Errors whose message is for the person at the keyboard, instead of a traceback."""

from __future__ import annotations

import os


class UserError(Exception):
    """Something failed; the message says what, where, and what to do. Ends a command with exit code 1."""


class UsageError(Exception):
    """A command was called wrongly. Ends it with exit code 2."""


def told_of(error: OSError) -> str:
    """The message for an error of the operating system that no caller could explain better."""
    from papernotes.reading import in_words

    names = [os.fsdecode(name) for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
    return f"{' → '.join(names) or 'cannot go on'}: {in_words(error)}"


def not_utf8(error: UnicodeDecodeError) -> str:
    """Why the text of a file cannot be read."""
    return f"byte {error.start + 1} is not UTF-8; save the file as UTF-8"


def failures() -> tuple[type[Exception], ...]:
    """All exceptions whose message is for the person at the keyboard. Every other exception is a bug."""
    from papernotes.index import BuildCancelled, IndexUnusable, QueryError
    from papernotes.notes import LibraryError, NoteError, SourceError, SyncCancelled
    from papernotes.reading import ReadingError

    return (
        UserError, SourceError, LibraryError, NoteError, ReadingError, IndexUnusable, QueryError,
        BuildCancelled, SyncCancelled,
    )  # fmt: skip
