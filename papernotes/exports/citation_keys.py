"""Citation keys: the first author's family name, the year and the first word of the title, as in `betley2025emergent`.

If no author is known, or the name has no Latin letters, the venue takes its place.
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
_MAXIMUM_WORD_CHARACTERS = 40


def citation_keys(entries: Sequence[Entry]) -> list[str]:
    """A citation key for each entry. No two are equal, ignoring case: where they would be, they end in a, b, c and so on.

    Which entry gets which letter depends on the entries' own keys, not on their order.
    """
    by_base: dict[str, list[int]] = defaultdict(list)
    for position, entry in enumerate(entries):
        by_base[_base(entry)].append(position)
    keys = {positions[0]: base for base, positions in by_base.items() if len(positions) == 1}
    taken = set(by_base)
    for base in sorted(by_base):
        if len(by_base[base]) > 1:
            endings = _endings()
            for position in sorted(by_base[base], key=lambda position: (entries[position].key, position)):
                key = next(base + ending for ending in endings if base + ending not in taken)
                taken.add(key)
                keys[position] = key
    return [keys[position] for position in range(len(entries))]


def _base(entry: Entry) -> str:
    author = _latin(parts_of(entry.authors[0]).family) if entry.authors else ""
    words = [latin for word in fold(entry.title).split() if (latin := _NOT_LATIN.sub("", word))]
    word = next((word for word in words if word not in _SKIPPED), "".join(words[:1]))
    name = author or _latin(short_name(entry.venue.slug)) or "paper"
    return f"{name}{entry.year or ''}{word[:_MAXIMUM_WORD_CHARACTERS]}"


def _latin(text: str) -> str:
    return _NOT_LATIN.sub("", fold(text))


def _endings() -> Iterator[str]:
    """The endings a … z, then aa, ab and so on."""
    for number in count():
        ending, number = ascii_lowercase[number % 26], number // 26
        while number:
            number -= 1
            ending, number = ascii_lowercase[number % 26] + ending, number // 26
        yield ending
