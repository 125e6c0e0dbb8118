"""Citation keys: a paper has one for ever, whatever it is exported with, and no two papers have the same.

Each key that a paper was given is a register of its own, named like the key in lower case. A paper is cited by the
earliest of its keys that no other paper was given earlier: so when two devices give one key to two papers, the earlier
keeps it after a merge, and the other gets another one. A key that was once given is never given to another paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from string import ascii_lowercase
from typing import NamedTuple

from papernotes.reading.log.events import CITATION_KEY
from papernotes.reading.state.projection import Paper, Projection


class CitedPaper(NamedTuple):
    """A paper to cite: its identifiers (cleaned, the surest first), and the key that it gets if it has none."""

    identifiers: tuple[str, ...]
    proposed: str


def kept_keys(
    state: Projection, cited: Sequence[CitedPaper], holders: Mapping[str, Sequence[str]]
) -> list[str]:
    """The key that each paper has; empty for one that has none. `holders` has the papers that were given each key."""
    state.look_up([name for paper in cited for name in paper.identifiers])
    keys = [
        next((_kept(state, paper, holders) for paper in state.find(one.identifiers)[:1]), "") for one in cited
    ]
    seen: set[str] = set()
    for position, key in enumerate(keys):
        # The library may take for two papers what the state takes for one.
        keys[position] = "" if key.lower() in seen else key
        seen.add(key.lower())
    return keys


def _kept(state: Projection, paper: Paper, holders: Mapping[str, Sequence[str]]) -> str:
    given = sorted(
        (held.event, name, str(held.value))
        for (what, name), held in paper.registers.items()
        if what == CITATION_KEY and held.value
    )
    for event, name, key in given:
        rivals = [rival for id in holders.get(name, ()) if id != paper.id and (rival := state.paper(id))]
        if all((event, paper.id) < (rival.registers[CITATION_KEY, name].event, rival.id) for rival in rivals):
            return key
    return ""


def free_keys(
    cited: Sequence[CitedPaper], keys: Sequence[str], holders: Mapping[str, object]
) -> dict[int, str]:
    """A new key for each paper that has none in `keys`, by its position: the proposed one, or that with a letter.

    Which of several papers gets which does not depend on their order.
    """
    taken = {*holders, *(key.lower() for key in keys)}
    found: dict[int, str] = {}
    without = (position for position, key in enumerate(keys) if not key)
    for position in sorted(
        without, key=lambda position: (cited[position].proposed, cited[position].identifiers)
    ):
        proposed = cited[position].proposed
        key = next(proposed + ending for ending in _endings() if (proposed + ending).lower() not in taken)
        taken.add(key.lower())
        found[position] = key
    return found


def _endings() -> Iterator[str]:
    """No ending, then a … z, then aa, ab and so on."""
    yield ""
    for number in count():
        ending, number = ascii_lowercase[number % 26], number // 26
        while number:
            number -= 1
            ending, number = ascii_lowercase[number % 26] + ending, number // 26
        yield ending
