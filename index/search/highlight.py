"""Finds a query's words in a text, for highlighting and for the passage of a note that a list shows.

A passage shows why a note was found. Words that were asked for in a section are looked for there, before words that may stand
anywhere. Words that a search only guesses are looked for when no others are found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import NamedTuple

from papernotes.index import tokenizer
from papernotes.index.query import ast, spelling
from papernotes.index.query.plan import MatchTier, described
from papernotes.index.query.planner import Planner
from papernotes.index.query.spelling import PhraseInWords
from papernotes.index.query.vocabulary import Vocabulary, start_of_stem, stem
from papernotes.index.query.word_planner import indexed_in, is_meant_as_name, may_begin_in_text, section_of

ELLIPSIS = "…"
MINIMUM_WIDTH_WITH_ELLIPSES = 8
"""In characters; narrower passages show only the beginning of a match."""
_REMEMBERED = 20_000
"""How many words of texts have their matches remembered."""


Measure = Callable[[str], int]
"""How wide a text is: `len`, or what counts the cells of a terminal."""


class Snippet(NamedTuple):
    """One line of a text, and the spans in it to highlight."""

    text: str
    spans: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Matcher:
    """The words of a query, ready to be found in texts.

    `words` and `stems` are looked up, also as parts of words, `starts` compared with the beginnings of words, `runs` are
    runs of CJK characters, `phrases` sequences of terms, any of some at each position; the last may be only begun.
    """

    words: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    phrases: tuple[tuple[PhraseInWords, bool], ...] = ()
    _stem_starts: tuple[str, ...] = field(init=False, compare=False, repr=False)
    _part_starts: tuple[str, ...] = field(init=False, compare=False, repr=False)
    _known: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_stem_starts", tuple(map(start_of_stem, self.stems)))
        object.__setattr__(self, "_part_starts", tuple(filter(may_begin_in_text, self.starts)))

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
                if not any(map(present.isdisjoint, pieces[:-1] if begun else pieces)):
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
        if not found and tokenizer.may_have_parts(raw):
            found = tuple(
                (start, end) for part, start, end in tokenizer.placed_parts(raw) if self._part(part)
            )
        self._known[raw] = found
        return found

    def _word(self, word: str) -> bool:
        return word.startswith(self.starts) or self._is(word)

    def _is(self, word: str) -> bool:
        if word in self.words:
            return True
        return word.startswith(self._stem_starts) and stem(word) in self.stems

    def _part(self, part: str) -> bool:
        return self._is(part) or part.startswith(self._part_starts)

    def snippet(self, text: str, width: int, measure: Measure = len) -> Snippet:
        """The passage of `text` with most of the query's words, one line that is at most `width` wide by `measure`.

        It has a match whenever `text` has one and `width` is not 0; of a match that is wider, the beginning.
        """
        line = " ".join(text.split())
        spans = self.spans(line)
        room = max(width, 0)
        while True:
            found = _passage(line, spans, room)
            over = measure(found.text) - width if room else 0
            if over <= 0:
                return found
            room = max(0, min(room, len(found.text)) - max(1, over // 2))


def _passage(line: str, spans: Sequence[tuple[int, int]], width: int) -> Snippet:
    """The best passage of a line, of at most `width` characters, and the parts of the spans that are in it."""
    if len(line) <= width:
        return Snippet(line, list(spans))
    if width < MINIMUM_WIDTH_WITH_ELLIPSES:
        start = spans[0][0] if spans else 0
        end, before, after = start + width, "", ""
    else:
        start, end = _window(line, spans, width)
        before, after = ELLIPSIS if start else "", ELLIPSIS if end < len(line) else ""
    shift = len(before) - start
    inside = [(max(a, start) + shift, min(b, end) + shift) for a, b in spans if a < end and b > start]
    return Snippet(f"{before}{line[start:end]}{after}", inside)


def _sequences(
    terms: Sequence[tokenizer.Term], pieces: PhraseInWords, begun: bool
) -> Iterable[tuple[int, int]]:
    at: dict[int, list[tokenizer.Term]] = {}
    for term in terms:
        at.setdefault(term.position, []).append(term)

    def fits(term: tokenizer.Term, number: int) -> bool:
        if begun and number == len(pieces) - 1:
            return term.text.startswith(pieces[number])
        return term.text in pieces[number]

    for first in terms:
        if not fits(first, 0):
            continue
        end = first.end
        for number in range(1, len(pieces)):
            following = [term for term in at.get(first.position + number, ()) if fits(term, number)]
            if not following:
                break
            end = max(end, following[0].end)
        else:
            if begun and len(pieces) == 1 and _is_one_character(pieces[0][0]):
                end = first.start + 1
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
    for number, (start, _) in enumerate(spans):
        last = bisect_left(starts, start + room)
        inside = [line[a:b].lower() for a, b in spans[number:last] if b <= start + room]
        score = len(set(inside)) * 3 + min(len(inside), 6) * 0.5
        if score > best_score:
            best, best_score = number, score
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
    offset = end
    while offset > start and not _boundary(line, offset):
        offset -= 1
    if offset <= start:
        return end
    return start + len(line[start:offset].rstrip())


def _boundary(line: str, offset: int) -> bool:
    """Whether a word may end before `offset`."""
    before, after = line[offset - 1], line[offset]
    return (
        before.isspace()
        or after.isspace()
        or bool(tokenizer.CJK_RUN.match(before))
        or bool(tokenizer.CJK_RUN.match(after))
    )


def _one_by_one(pieces: Sequence[str]) -> PhraseInWords:
    return tuple((piece,) for piece in pieces)


def _is_one_character(term: str) -> bool:
    return len(term) == 1 and tokenizer.is_cjk(term)


@dataclass(frozen=True, slots=True)
class QueryMatcher:
    """The words of a query by where they may stand.

    `everywhere` finds all of them. `plain` finds those that may stand in any field, `asked` those that were asked for in one: in
    "title", "summary", "body", or in a section by its name. `_titles` is what finds the words of titles, if that is more:
    a query may be a title, function words and all, which would be everywhere in other texts.
    """

    everywhere: Matcher
    plain: Matcher
    asked: Mapping[str, Matcher]
    _wider: Callable[[], QueryMatcher]
    _titles: QueryMatcher | None = None

    def __bool__(self) -> bool:
        """Whether there is anything to find. A query without words has nothing."""
        return bool(self.everywhere)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where any of the words match in `text`, as `(start, end)` in order, none overlapping."""
        return self.everywhere.spans(text)

    def spans_in(self, part: str, text: str) -> list[tuple[int, int]]:
        """Where words match that may stand in a part of a note, of which this is the text."""
        if part == "title" and self._titles is not None:
            return self._titles.spans_in(part, text)
        found = [one.spans(text) for one in (self.plain, *self._asked_in(part)) if one]
        return _merged(text, chain.from_iterable(found))

    def wider(self) -> QueryMatcher | None:
        """What finds what a search guesses, too; None if that is nothing more."""
        found = self._wider()
        return None if found.everywhere == self.everywhere else found

    def passage(
        self, head: Sequence[str], texts: Iterable[tuple[str, str]], width: int, measure: Measure = len
    ) -> Snippet | None:
        """The passage of an entry's texts that shows why the query found it, None if there is none.

        - `head` are the texts that are shown anyway: where the query matches there, nothing is guessed.
        - `texts` are the others, in the order in which they are looked at, each with what it is: "summary", or the name
          of the section, empty for one without. They are only taken as far as they are needed.
        - The passage is at most `width` wide by `measure`.
        """
        known: list[tuple[str, str]] = []
        more = iter(texts)

        def each() -> Iterator[tuple[str, str]]:
            yield from known
            for one in more:
                known.append(one)
                yield one

        found = self._passage(each, width, measure)
        if found is None and not any(map(self.spans, head)) and (wider := self.wider()):
            found = wider._passage(each, width, measure)  # noqa: SLF001  # another of this class
        return found

    def _passage(
        self, texts: Callable[[], Iterator[tuple[str, str]]], width: int, measure: Measure
    ) -> Snippet | None:
        for part, text in texts() if self.asked else ():
            for sought in self._asked_in(part):
                if (found := sought.snippet(text, width, measure)).spans:
                    return found
        for _, text in texts() if self.plain else ():
            if (found := self.plain.snippet(text, width, measure)).spans:
                return found
        return None

    def _asked_in(self, part: str) -> list[Matcher]:
        """What finds the words that were asked for in a part of a note, those asked for in the whole body last."""
        names = (part,) if part in ("title", "summary") else (part, "body")
        return [self.asked[name] for name in names if name in self.asked]


def matcher(
    query: ast.Query, terms: Vocabulary, widen: bool = False, in_titles: ast.Query | None = None
) -> QueryMatcher:
    """Makes what finds the words of `query` and all words of the index that stand for them.

    `widen` adds what a search guesses when it finds little. `in_titles` is the query whose words are found in titles, if it
    is another.
    """
    nodes = ast.words(query.root)
    by_part: dict[str, list[ast.Word | ast.Phrase]] = {}
    for node in nodes:
        by_part.setdefault(section_of(node.field) or ast.TEXT_FIELDS.get(node.field, ""), []).append(node)
    everywhere = _matcher(nodes, terms, widen)
    is_one = len(by_part) == 1
    found = {part: everywhere if is_one else _matcher(some, terms, widen) for part, some in by_part.items()}
    plain = found.pop("", Matcher())
    wider = cache(lambda: matcher(query, terms, widen=True))
    titles = matcher(in_titles, terms, widen) if in_titles not in (None, query) else None
    return QueryMatcher(everywhere, plain, found, wider, titles)


def _matcher(nodes: Sequence[ast.Word | ast.Phrase], terms: Vocabulary, widen: bool) -> Matcher:
    words: set[str] = set()
    stems: set[str] = set()
    starts: list[str] = []
    runs: list[str] = []
    phrases: list[tuple[PhraseInWords, bool]] = []
    typed = [node for node in nodes if isinstance(node, ast.Word)]
    for node in nodes:
        if isinstance(node, ast.Phrase):
            begun = node.open and not node.text[-1:].isspace()
            spelled = spelling.phrase_spellings(terms, indexed_in(node.field), node.text, begun)
            phrases += [
                (_one_by_one(pieces), begun or _is_one_character(pieces[-1])) for pieces in spelled if pieces
            ]
            inside = spelling.phrases_inside_words(terms, spelled[0], begun)
            phrases += [(pieces, begun and len(pieces) > 1) for pieces in inside]
    tokens = spelling.tokens(terms, typed, indexed_in)
    for token in tokens:
        raw = token.raw
        if tokenizer.is_cjk(raw):
            runs += tokenizer.run_terms(raw)[:-1] if widen and len(raw) > 1 else [raw]
            continue
        if (name := tokenizer.name_with_signs(raw)) and terms.has(token.fields, name):
            words.add(name)
            if not widen:
                continue
        expanded, width = tokenizer.expand(raw.strip(tokenizer.SIGNS))
        if not expanded:
            continue
        whole = expanded[-1][0]
        if token.kind == "prefix" and is_meant_as_name(terms, token.fields, whole):
            words.add(f"{whole}*")
            continue
        words.update((whole, tokenizer.squash(whole)))
        parts = tuple(term for term, _ in expanded[:width])
        if width > 1:
            phrases.append((_one_by_one(parts), token.begins))
        elif token.kind != "prefix":
            stems.add(stem(whole))
        if token.begins or (widen and may_begin_in_text(whole)):
            starts.append(whole)
        if widen and width > 1:
            stems.update(stem(part) for part in parts if len(part) > 1)
    for joined in spelling.together(terms, tokens).values():
        starts += [word for tier, word in joined if tier is MatchTier.PREFIX]
    for _, tier, other in described(Planner(terms, widen=widen).words(typed)) if typed else ():
        pieces = tuple(other.split(" "))
        if len(pieces) > 1:
            phrases.append((_one_by_one(pieces), False))
        elif tier is not MatchTier.STEM or other not in words:
            words.add(other)
    starts = list(dict.fromkeys(starts))
    return Matcher(frozenset(words), frozenset(stems), tuple(starts), tuple(runs), tuple(phrases))
