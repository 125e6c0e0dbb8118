"""Citation keys: first author's family name, year, first word of the title, as in `betley2025emergent`.

Where no author is known (or has no Latin letters), the venue stands in for the name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
from string import ascii_lowercase
from typing import TYPE_CHECKING

from papernotes.exports.names import parts_of
from papernotes.exports.venues import short_name
from papernotes.notes import fold, lazy_pattern

if TYPE_CHECKING:
    from papernotes.notes import Entry

_SKIPPED = set("a an the on in of for to from with by at and or is are do does can how what why when".split())
_NOT_LATIN = lazy_pattern("[^a-z0-9]+")


def citation_keys(entries: Sequence[Entry]) -> list[str]:
    """A key for each entry, no two alike in any case; those that would be alike get a, b, c and so on.

    Which gets which letter depends on the entries' own keys, not on their order.
    """
    alike: dict[str, list[int]] = defaultdict(list)
    for position, entry in enumerate(entries):
        alike[_base(entry)].append(position)
    keys = {positions[0]: base for base, positions in alike.items() if len(positions) == 1}
    taken = set(alike)
    for base in sorted(alike):
        if len(alike[base]) > 1:
            endings = _endings()
            for position in sorted(alike[base], key=lambda position: (entries[position].key, position)):
                key = next(base + ending for ending in endings if base + ending not in taken)
                taken.add(key)
                keys[position] = key
    return [keys[position] for position in range(len(entries))]


def _base(entry: Entry) -> str:
    author = _latin(parts_of(entry.authors[0]).family) if entry.authors else ""
    words = [latin for word in fold(entry.title).split() if (latin := _NOT_LATIN.sub("", word))]
    word = next((word for word in words if word not in _SKIPPED), "".join(words[:1]))
    name = author or _latin(short_name(entry.venue.slug)) or "paper"
    return f"{name}{entry.year or ''}{word[:40]}"


def _latin(text: str) -> str:
    return _NOT_LATIN.sub("", fold(text))


def _endings() -> Iterator[str]:
    """a … z, then aa, ab and so on."""
    for number in count():
        ending, number = ascii_lowercase[number % 26], number // 26
        while number:
            number -= 1
            ending, number = ascii_lowercase[number % 26] + ending, number // 26
        yield ending
