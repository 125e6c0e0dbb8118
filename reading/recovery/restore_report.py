"""The message for the person after damage or loss: what was restored, from where, and what is missing."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from papernotes.reading.log.events import ticks_of
from papernotes.reading.storage.database import RestoredFile


class RestoreCounts(NamedTuple):
    """How many changes came from the database or its copy, and how many more from the journal and from a damaged file;
    whether the journal had any changes, and how many of its lines could not be read."""

    copied: int
    journal: int
    salvaged: int
    has_journal: bool
    unreadable: int


def restore_message(
    database: Path, restored: RestoredFile | None, counted: RestoreCounts, newest: str
) -> str:
    """What happened, what was restored, and what is missing since when. `newest` is the id of the last known change."""
    sources = [
        f"{_changes(counted.journal)} from the journal" if counted.journal else "",
        f"{_changes(counted.salvaged)} that could still be read in the damaged file"
        if counted.salvaged
        else "",
    ]
    if restored and restored.copy:
        sources.insert(0, f"the copy {restored.copy.name} was restored ({_changes(counted.copied)})")
    elif restored:
        sources.insert(0, "there was no copy to restore")
    more = ", and ".join(filter(None, sources)) or "nothing had to be restored"
    return f"{_happened(database, restored)}: {more}. {_missing(counted, newest)}"


def _happened(database: Path, restored: RestoredFile | None) -> str:
    if restored is None:
        return f"The reading state {database} lacked the latest changes, as an older file would; added were"
    if restored.aside is None:
        folder = database.parent / "copies"
        return f"The reading state {database} was missing, but copies of it exist (to start afresh, move {folder} away too)"
    return f"The reading state {database} was damaged and is kept as {restored.aside}"


def _missing(counted: RestoreCounts, newest: str) -> str:
    when = shown_time(newest)
    if counted.unreadable:
        lines = f"{counted.unreadable:,} line{'' if counted.unreadable == 1 else 's'}"
        return f"In the journal {lines} could not be read: these changes may be missing; the last known change is of {when}."
    if counted.has_journal:
        return f"Nothing is missing, up to the last change in the journal, of {when}."
    return f"What was changed after {when} may be missing." if newest else "It is empty now."


def shown_time(event_id: str) -> str:
    """When an event was recorded, in the person's time zone; a hyphen for an empty id."""
    with suppress(ValueError, OverflowError, OSError):
        if event_id:
            return (
                f"{datetime.fromtimestamp(ticks_of(event_id) / 1_000_000, UTC).astimezone():%Y-%m-%d %H:%M}"
            )
    return "-"


def _changes(count: int) -> str:
    return f"{count:,} change{'' if count == 1 else 's'}"
