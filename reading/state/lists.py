"""Reading lists: named, ordered; "to read" is there from the start."""

from __future__ import annotations

from typing import NamedTuple

from papernotes.reading.log.events import name_id
from papernotes.reading.state.projection import Projection

TO_READ = "to read"
"""Id and first name of the list that is always there until it is deleted."""


class ReadingList(NamedTuple):
    """A list: what it is called, and the ids of its papers in order."""

    id: str
    name: str
    papers: tuple[str, ...]


def list_name(state: Projection, list_id: str) -> str | None:
    """What the list is called; None if there is no such list."""
    held = state.named.get(("list-name", list_id))
    if held is None:
        return TO_READ if list_id == TO_READ else None
    return held.value if isinstance(held.value, str) else None


def list_names(state: Projection) -> dict[str, str]:
    """All lists in order, id → name: "to read" first, the others by name."""
    ids = {TO_READ, *(id for what, id in state.named if what == "list-name")}
    found = {id: name for id in ids if (name := list_name(state, id)) is not None}
    return dict(sorted(found.items(), key=lambda item: (item[0] != TO_READ, name_id(item[1]), item[0])))


class ListNames:
    """The lists that there are, looked up by name in any case. As they were when it was made."""

    def __init__(self, state: Projection) -> None:
        self.by_id = list_names(state)
        """In order, id → name."""
        self._ids: dict[str, str] = {}
        for id, called in self.by_id.items():
            self._ids.setdefault(name_id(called), id)

    def id_of(self, name: str) -> str | None:
        """The id of the list with the name, in any case; None if there is none."""
        return self._ids.get(name_id(name))


def free_list_id(state: Projection, name: str) -> str:
    """An id for a new list with the name: the same on every device, unless a renamed list has it."""
    wanted, number = name_id(name), 1
    free = wanted
    while list_name(state, free) is not None:
        number += 1
        free = f"{wanted}-{number}"
    return free
