"""The errors of the package; their texts are for the person at the keyboard."""

from __future__ import annotations


class IndexUnusable(Exception):
    """The index in a folder cannot be used. `reason` says why, in one sentence.

    Rebuilding the index mends all kinds but `IndexForeign`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class IndexMissing(IndexUnusable):
    """There is no index in the folder."""


class IndexStale(IndexUnusable):
    """The index was made by another version of its schema, its analysis or its files."""


class IndexCorrupt(IndexUnusable):
    """The index's files are damaged or incomplete."""


class IndexForeign(IndexUnusable):
    """The folder belongs to another user. Opening it could run their code, so it is not opened."""


class QueryError(Exception):
    """A mistake in a query: what is wrong, and at which column, counted from 1."""

    def __init__(self, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


class BuildCancelled(Exception):
    """The build was told to stop. The index that was there before is unchanged."""
