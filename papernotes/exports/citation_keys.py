"""Citation keys: what a paper is cited by in bibliographies. The reading state keeps them; here is how a new one is made.

The pattern is a setting. The one by default makes `betley2025emergent`: the first author's family name, the year and
the first word of the title. `{author}{words}{year}` makes what Better BibTeX makes by default,
`betleyEmergentMisalignmentNarrow2025`. https://retorque.re/zotero-better-bibtex/citing/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.exports.names import parts_of
from papernotes.exports.venues import short_name
from papernotes.formulas import without_formulas
from papernotes.notes import UNFILED, fold, lazy_pattern

if TYPE_CHECKING:
    from papernotes.notes import Entry

_SKIPPED = set("a an the on in of for to from with by at and or is are do does can how what why when".split())
_NOT_LATIN = lazy_pattern("[^a-z0-9]+")
_MAXIMUM_WORD_CHARACTERS = 40
_WORDS = 3
"""How many words of the title `{words}` takes."""
NO_KEY = "paper"
"""Where nothing of the pattern is known."""


def proposed_key(entry: Entry, pattern: str) -> str:
    """The citation key that an entry gets if it is free: ASCII letters, digits, and what the pattern has beside them.

    If no author is known, or the name has no Latin letters, the venue takes its place.
    """
    author = _latin(parts_of(entry.authors[0]).family) if entry.authors else ""
    venue = "" if entry.venue.slug == UNFILED else _latin(short_name(entry.venue.slug))
    title = fold(without_formulas(entry.title))
    all_words = [latin for word in title.split() if (latin := _NOT_LATIN.sub("", word))]
    words = [word for word in all_words if word not in _SKIPPED] or all_words[:1]
    key = pattern.format(
        author=author or venue or NO_KEY,
        year=entry.year or "",
        word="".join(words[:1])[:_MAXIMUM_WORD_CHARACTERS],
        words="".join(word[:_MAXIMUM_WORD_CHARACTERS].capitalize() for word in words[:_WORDS]),
        venue=venue,
    )
    return key.strip("-_:.+/") or NO_KEY


def _latin(text: str) -> str:
    return _NOT_LATIN.sub("", fold(text))
