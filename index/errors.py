"""What can go wrong with an index or a query, as callers tell it to the reader."""

from __future__ import annotations


class IndexUnusable(Exception):
    """The index in a folder cannot be used; the answer to all kinds but `IndexForeign` is to build it.

    `reason` is one sentence for the person at the keyboard.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class IndexMissing(IndexUnusable):
    """There is no index in the folder."""


class IndexStale(IndexUnusable):
    """The index was made by another version of its schema, its analysis or its files."""


class IndexCorrupt(IndexUnusable):
    """The index's files are torn, truncated or not what they should be."""


class IndexForeign(IndexUnusable):
    """The folder belongs to somebody else. Opening it could run their code, so it is not opened."""


class QueryError(Exception):
    """A mistake in a query: what is wrong, and the column where, counted from 1."""

    def __init__(self, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


class BuildCancelled(Exception):
    """The build was asked to stop; the index that was there before is as it was."""
