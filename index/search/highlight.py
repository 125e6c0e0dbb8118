"""Finds a query's words in a text, for highlighting and for the passage of a note that a list shows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import NamedTuple

from papernotes.index import tokenizer
from papernotes.index.query import ast, spelling
from papernotes.index.query.plan import MatchTier, described
from papernotes.index.query.planner import Planner
from papernotes.index.query.vocabulary import Vocabulary, start_of_stem, stem
from papernotes.index.query.word_planner import indexed_in, is_meant_as_name, may_begin_a_part

ELLIPSIS = "…"
_REMEMBERED = 20_000
"""Words of texts whose matches are remembered."""


class Snippet(NamedTuple):
    """One line of a text, and the spans in it to highlight."""

    text: str
    spans: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Matcher:
    """The words of a query, ready to be found in texts.

    `words` and `stems` are looked up, `starts` compared with the beginnings of words, `runs` are
    runs of CJK characters, `phrases` sequences of terms of which the last may be only begun.
    """

    words: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    phrases: tuple[tuple[tuple[str, ...], bool], ...] = ()
    _stem_starts: tuple[str, ...] = field(init=False, compare=False, repr=False)
    _part_starts: tuple[str, ...] = field(init=False, compare=False, repr=False)
    _known: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_stem_starts", tuple(map(start_of_stem, self.stems)))
        object.__setattr__(self, "_part_starts", tuple(filter(may_begin_a_part, self.starts)))

    def __bool__(self) -> bool:
        """Whether there is anything to find. A query without words has nothing."""
        return bool(self.words or self.stems or self.starts or self.runs or self.phrases)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where `text` matches, as `(start, end)` in order, none overlapping."""
        return _merged(text, self._found(text))

    def _found(self, text: str) -> Iterable[tuple[int, int]]:
        for run in self.runs:
            for match in tokenizer.run_pattern(run).finditer(text):
                yield match.span()
        if self.words or self.stems or self.starts:
            known = self._known
            for match in tokenizer.words(text):
                raw = match.group()
                inside = known.get(raw)
                if inside is None:
                    inside = self._inside(raw)
                for start, end in inside:
                    yield match.start() + start, match.start() + end
        if self.phrases:
            terms = list(tokenizer.terms(text))
            present = {term.text for term in terms}
            for pieces, begun in self.phrases:
                if present.issuperset(pieces[:-1] if begun else pieces):
                    yield from _sequences(terms, pieces, begun)

    def _inside(self, raw: str) -> tuple[tuple[int, int], ...]:
        """The spans, within one word of a text, of the query's words. Remembered, since the same words come again and again."""
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        if raw.isascii() and raw.isalnum():
            found: tuple[tuple[int, int], ...] = ((0, len(raw)),) if self._word(raw.lower()) else ()
        else:
            placed, _ = tokenizer.placed_terms(raw)
            found = tuple((start, end) for term, _, start, end in placed if self._word(term))
        self._known[raw] = found or tuple(self._parts(raw))
        return self._known[raw]

    def _word(self, word: str) -> bool:
        return word.startswith(self.starts) or self._is(word)

    def _is(self, word: str) -> bool:
        if word in self.words:
            return True
        return word.startswith(self._stem_starts) and stem(word) in self.stems

    def _parts(self, raw: str) -> Iterator[tuple[int, int]]:
        """The spans of the parts of a word that are words of the query, as `256` in `SHA256`."""
        for start, end in tokenizer.piece_spans(raw):
            piece = raw[start:end]
            parts = tokenizer.cut_at(piece, tokenizer.capitals(piece))
            bounds = [start, *(start + length for length in accumulate(map(len, parts)))]
            folded = [tokenizer.fold(part) for part in parts]
            for first, last, part in tokenizer.joined_parts(folded):
                if self._is(part) or part.startswith(self._part_starts):
                    yield bounds[first], bounds[last + 1]

    def apart(self) -> Matcher | None:
        """A matcher that finds the words of CJK runs also where they stand apart; None if no run has several words."""
        pairs = [pair for run in self.runs for pair in tokenizer.run_terms(run)[:-1]]
        return replace(self, runs=tuple(pairs)) if len(pairs) > len(self.runs) else None

    def snippet(self, text: str, width: int) -> Snippet:
        """The passage of `text` with most of the query's words, one line of at most `width` characters."""
        line = " ".join(text.split())
        spans = self.spans(line)
        if len(line) <= width:
            return Snippet(line, spans)
        if width < 8:
            cut = line[: max(width, 0)]
            return Snippet(cut, [(a, min(b, len(cut))) for a, b in spans if a < len(cut)])
        start, end = _window(line, spans, width)
        before, after = ELLIPSIS if start else "", ELLIPSIS if end < len(line) else ""
        shift = len(before) - start
        inside = [(a + shift, b + shift) for a, b in spans if a >= start and b <= end]
        return Snippet(f"{before}{line[start:end]}{after}", inside)


def _sequences(
    terms: Sequence[tokenizer.Term], pieces: tuple[str, ...], begun: bool
) -> Iterable[tuple[int, int]]:
    at: dict[int, list[tokenizer.Term]] = {}
    for term in terms:
        at.setdefault(term.position, []).append(term)

    def fits(term: tokenizer.Term, place: int) -> bool:
        if begun and place == len(pieces) - 1:
            return term.text.startswith(pieces[place])
        return term.text == pieces[place]

    for first in terms:
        if not fits(first, 0):
            continue
        end = first.end
        for place in range(1, len(pieces)):
            following = [term for term in at.get(first.position + place, ()) if fits(term, place)]
            if not following:
                break
            end = max(end, following[0].end)
        else:
            if begun and len(pieces[-1]) == 1 and tokenizer.is_cjk(pieces[-1]):
                end = first.start + len(pieces[-1]) if len(pieces) == 1 else end
            yield first.start, end


def _merged(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping spans made one, and none that would split a character from its accents."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        while end < len(text) and "\u0300" <= text[end] <= "\u036f":
            end += 1
        if start >= end:
            continue
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _window(line: str, spans: Sequence[tuple[int, int]], width: int) -> tuple[int, int]:
    """Where the best passage starts and ends, on word boundaries, leaving room for the ellipses."""
    room = width - 2
    if not spans:
        return 0, _back(line, 0, width - 1)
    starts = [start for start, _ in spans]
    best, best_score = 0, -1.0
    for place, (start, _) in enumerate(spans):
        last = bisect_left(starts, start + room)
        inside = [line[a:b].lower() for a, b in spans[place:last] if b <= start + room]
        score = len(set(inside)) * 3 + min(len(inside), 6) * 0.5
        if score > best_score:
            best, best_score = place, score
    first = spans[best][0]
    last = bisect_left(starts, first + room)
    end_of_last = max((b for _, b in spans[best:last] if b <= first + room), default=first)
    slack = room - (end_of_last - first)
    start = max(0, first - slack // 2)
    if start + room >= len(line):
        start = max(0, len(line) - (width - 1))
    if start:
        start = min(_forward(line, start, first), first)
    end = len(line) if start + width - 1 >= len(line) else _back(line, start, start + room)
    return start, max(end, min(end_of_last, start + room))


def _forward(line: str, start: int, limit: int) -> int:
    """The first word boundary from `start` on, `limit` at the latest."""
    if start == 0 or line[start - 1].isspace():
        return start
    while start < limit and not _boundary(line, start):
        start += 1
    while start < limit and line[start].isspace():
        start += 1
    return start


def _back(line: str, start: int, end: int) -> int:
    """The last word boundary up to `end`; `end` itself in the middle of an endless word."""
    if end >= len(line):
        return len(line)
    place = end
    while place > start and not _boundary(line, place):
        place -= 1
    if place <= start:
        return end
    return start + len(line[start:place].rstrip())


def _boundary(line: str, place: int) -> bool:
    """Whether a word may end before `place`."""
    before, after = line[place - 1], line[place]
    return (
        before.isspace()
        or after.isspace()
        or bool(tokenizer.CJK_RUN.match(before))
        or bool(tokenizer.CJK_RUN.match(after))
    )


def _is_one_character(term: str) -> bool:
    return len(term) == 1 and tokenizer.is_cjk(term)


def matcher(query: ast.Query, terms: Vocabulary) -> Matcher:
    """Makes a `Matcher` of the words of `query` and of all words of the index that stand for them."""
    words: set[str] = set()
    stems: set[str] = set()
    starts: list[str] = []
    runs: list[str] = []
    phrases: list[tuple[tuple[str, ...], bool]] = []
    for node in ast.words(query.root):
        if isinstance(node, ast.Phrase):
            begun = node.open and not node.text[-1:].isspace()
            spelled = spelling.phrase_spellings(terms, indexed_in(node.field), node.text, begun)
            phrases += [(pieces, begun or _is_one_character(pieces[-1])) for pieces in spelled if pieces]
            continue
        for token in spelling.tokens(terms, [node], indexed_in):
            raw = token.raw
            if tokenizer.is_cjk(raw):
                runs.append(raw)
                continue
            if (name := tokenizer.name_with_signs(raw)) and terms.has(token.fields, name):
                words.add(name)
                continue
            expanded, width = tokenizer.expand(raw.strip(tokenizer.SIGNS))
            if not expanded:
                continue
            whole = expanded[-1][0]
            if token.kind == "prefix" and is_meant_as_name(terms, token.fields, whole):
                words.add(f"{whole}*")
                continue
            words.update((whole, tokenizer.squash(whole)))
            if width > 1:
                phrases.append((tuple(term for term, _ in expanded[:width]), token.begins))
            elif token.kind != "prefix":
                stems.add(stem(whole))
            if token.begins:
                starts.append(whole)
    typed = [node for node in ast.words(query.root) if isinstance(node, ast.Word)]
    for _, tier, other in described(Planner(terms).words(typed)) if typed else ():
        pieces = tuple(other.split(" "))
        if len(pieces) > 1:
            phrases.append((pieces, False))
        elif tier is not MatchTier.STEM or other not in words:
            words.add(other)
    return Matcher(frozenset(words), frozenset(stems), tuple(starts), tuple(runs), tuple(phrases))
