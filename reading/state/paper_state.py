"""What the rest of the program sees of a paper's state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from papernotes.reading.state.projection import Paper, Projection


class PaperState(NamedTuple):
    """What the reader did with one paper. The default is a paper that nothing is known of.

    `id` is opaque, holds until papers turn out to be one, and is empty for an unknown paper.
    `triage` is `""`, `later`, `skimmed` or `read` (the last exactly when `read`); `lists` are the
    names of lists, in their order, `tags` as spelled. `added` is when the state first heard of it.
    """

    id: str = ""
    identifiers: frozenset[str] = frozenset()
    read: bool = False
    starred: bool = False
    triage: str = ""
    lists: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    read_at: datetime | None = None
    last_opened: datetime | None = None
    added: datetime | None = None


UNKNOWN = PaperState()


class Mark(NamedTuple):
    """What a row shows of a paper's state: see `PaperState`. `listed` is whether it is on a list."""

    read: bool = False
    starred: bool = False
    triage: str = ""
    listed: bool = False

    @classmethod
    def of(cls, state: PaperState) -> Mark:
        return cls(state.read, state.starred, state.triage, bool(state.lists))


UNMARKED = Mark()


def state_of(paper: Paper, list_names: Mapping[str, str]) -> PaperState:
    """The state of a paper of the projection; `list_names` gives the lists that there are, in order: id → name."""
    read = starred = False
    triage = ""
    read_at = last_opened = None
    tags, lists = [], []
    for (what, name), held in paper.registers.items():
        value = held.value
        if what == "read" and value:
            read, read_at = True, datetime.fromisoformat(held.time)
        elif what == "starred" and value:
            starred = True
        elif what == "triage":
            triage = str(value)
        elif what == "opened":
            last_opened = datetime.fromisoformat(held.time)
        elif what == "tag" and value:
            tags.append(str(value))
        elif what == "list" and value:
            lists.append(name)
    named = tuple(list_names[id] for id in list_names if id in lists) if lists else ()
    return PaperState(
        id=paper.id,
        identifiers=frozenset(paper.identifiers),
        read=read,
        starred=starred,
        triage="read" if read else triage,
        lists=named,
        tags=frozenset(tags),
        read_at=read_at,
        last_opened=last_opened,
        added=datetime.fromisoformat(paper.added),
    )


class PaperStates:
    """The states of papers, made when they are asked for and then kept until they change."""

    def __init__(self, state: Callable[[], Projection], list_names: Callable[[], Mapping[str, str]]) -> None:
        self._projection = state
        self._list_names = list_names
        self._made: dict[str, PaperState] = {}

    def get(self, id: str) -> PaperState:
        """The state of the paper with the id. KeyError if there is none."""
        made = self._made.get(id)
        if made is None:
            paper = self._projection().paper(id)
            if paper is None:
                raise KeyError(id)
            made = self._made[id] = state_of(paper, self._list_names())
        return made

    def all(self) -> dict[str, PaperState]:
        """The states of all papers as they are now, by id."""
        return {id: self.get(id) for id in self._projection().papers}

    def forget(self, ids: Iterable[str] | None = None) -> None:
        """Make the states of these papers, or of all, again when next asked for."""
        if ids is None:
            self._made.clear()
        else:
            for id in ids:
                self._made.pop(id, None)
