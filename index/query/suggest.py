"""What to tell a reader whose query found nothing: what was tried, and which similar queries find something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from papernotes.index import tokenizer
from papernotes.index.query import ast
from papernotes.index.query.ast import Node, Phrase, Query, Word
from papernotes.index.query.plan import MatchTier, Plan, described
from papernotes.index.query.vocabulary import Vocabulary, edits_allowed

_MAXIMUM_SHOWN = 5
_MAXIMUM_IN_PHRASES = 2
"""Other words that are tried for each word of a phrase. Few, since phrases take long to search."""
_MAXIMUM_WORDS = 8
"""A longer query is a description: trying it with each word replaced would take one search a word."""
_MAXIMUM_RUN_CHARACTERS = 12
"""For the same reason, the beginnings and ends of longer CJK runs are not tried."""
_SAID = {
    MatchTier.STEM: "in other forms",
    MatchTier.PREFIX: "as the start of",
    MatchTier.EDIT: "as a mistake for",
    MatchTier.ABBREVIATION: "as a part of",
    MatchTier.GUESS: "as a mistake for",
}


def similar(word: str, terms: Vocabulary) -> list[str]:
    """Words of the index like `word`, likeliest first."""
    folded = tokenizer.fold(word)
    edits = max(1, edits_allowed(folded)) if len(folded) > 2 else 0
    if tokenizer.CJK_RUN.search(folded) or not edits:
        return []
    from rapidfuzz.distance import OSA  # most queries find something, and do without

    frequency = {term: terms.frequency(term) for term in terms.near(folded, edits) if term != folded}
    best = sorted(frequency, key=lambda term: (OSA.distance(folded, term), -frequency[term], term))
    return best[:_MAXIMUM_SHOWN]


def explained(plan: Plan) -> tuple[str, ...]:
    """What was searched besides the words typed, as text: one line for each word and tier."""
    lines: dict[tuple[str, MatchTier], list[str]] = {}
    for word, tier, other in described(plan):
        lines.setdefault((word, tier), []).append(other)
    return tuple(
        f"{word} {_SAID[tier]} {', '.join(others[:_MAXIMUM_SHOWN])}" for (word, tier), others in lines.items()
    )


def corrected(query: Query, terms: Vocabulary, finds: Callable[[Query], bool]) -> tuple[str, ...]:
    """Queries like `query` that find something: with a word corrected, or with one left out. `finds` runs a query."""
    words = ast.words(query.root)
    if len(words) > _MAXIMUM_WORDS:
        return ()
    tried: list[str] = []
    for part in words:
        for other in _instead(part, terms):
            changed = Query(ast.exchanged(query.root, part, other), query.sort)
            if finds(changed):
                tried.append(str(changed).strip())
                break
    if isinstance(query.root, ast.All) and len(query.root.parts) > 1:
        for left in query.root.parts:
            fewer = tuple(other for other in query.root.parts if other is not left)
            shorter = Query(fewer[0] if len(fewer) == 1 else ast.All(fewer), query.sort)
            if ast.words(shorter.root) and finds(shorter):
                tried.append(str(shorter).strip())
    return tuple(dict.fromkeys(tried))[:_MAXIMUM_SHOWN]


def _has_parts(text: str) -> bool:
    return tokenizer.is_cjk(text) and len(text) <= _MAXIMUM_RUN_CHARACTERS


def _parts(run: str) -> Iterator[str]:
    """The beginnings and ends of a CJK run, of two characters at least, the longest first."""
    for length in range(len(run) - 1, 1, -1):
        yield run[:length]
        yield run[-length:]


def _instead(part: Word | Phrase, terms: Vocabulary) -> Iterator[Node]:
    """What a word or phrase may have been meant as, likeliest first. For a phrase, its words wherever they stand are tried first if
    texts have them all, else last."""
    if isinstance(part, Word):
        for other in similar(part.text, terms):
            yield replace(part, text=other)
        for shorter in _parts(part.text) if _has_parts(part.text) else ():
            yield replace(part, text=shorter)
        return
    words = part.text.split()
    apart = ast.All(tuple(Word(word, field=part.field) for word in words))
    # If texts have all of its words, they are hardly misspelled; and each phrase takes long to search.
    are_known = all(terms.lives(tokenizer.fold(word)) for word in words)
    if len(words) > 1 and are_known:
        yield apart
    for number, word in enumerate(words):
        for other in similar(word, terms)[:_MAXIMUM_IN_PHRASES]:
            yield Phrase(" ".join((*words[:number], other, *words[number + 1 :])), field=part.field)
    if len(words) > 1 and not are_known:
        yield apart
