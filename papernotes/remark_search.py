"""Searching the reader's remarks. A file is read again when it has changed, whichever program changed it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from papernotes import index
from papernotes.index import REMARK, All, Either, Node, Phrase, Query, State, Word
from papernotes.notes import clean, composed
from papernotes.reading import ReadingError

if TYPE_CHECKING:
    from papernotes.index import Matcher
    from papernotes.reading import FileStamp, Remarks


class _Remark(NamedTuple):
    stamp: FileStamp
    text: str
    words: frozenset[str]


class RemarkWords:
    """The remarks in memory, as they were at the last `refresh`, and which of them contain each word.

    Remarks and folders that cannot be read are left out; `tell` is called with the error.
    """

    def __init__(self, remarks: Remarks, tell: Callable[[ReadingError], None]) -> None:
        self._remarks = remarks
        self._tell = tell
        self._read: dict[str, _Remark] = {}
        self._holders: dict[str, set[str]] = {}

    def __bool__(self) -> bool:
        """Whether there was any remark at the last `refresh`."""
        return bool(self._read)

    def refresh(self) -> None:
        """Read the remarks that have changed."""
        stamps = self._remarks.stamps(self._tell)
        for key in self._read.keys() - stamps.keys():
            self._forget(key)
        for key, stamp in stamps.items():
            known = self._read.get(key)
            if known is None or known.stamp != stamp:
                self._forget(key)
                try:
                    text = composed(clean(self._remarks.read(key)))
                except ReadingError as error:
                    self._tell(error)
                    continue
                words = frozenset(term.text for term in index.terms(text))
                self._read[key] = _Remark(stamp, text, words)
                for word in words:
                    self._holders.setdefault(word, set()).add(key)

    def _forget(self, key: str) -> None:
        known = self._read.pop(key, None)
        for word in known.words if known else ():
            holders = self._holders[word]
            holders.discard(key)
            if not holders:
                del self._holders[word]

    def having(self, value: str, *, exactly: bool = False) -> set[str]:
        """The keys whose remarks match a value of `remark:` in the query language.

        `exactly`: as typed or in another form of the word; typing mistakes do not match.
        """
        matcher = self._matcher(value, exactly)
        keys: set[str] = set()
        for word in self._like(matcher):
            keys |= self._holders[word]
        for pieces, begun in matcher.phrases:
            last = self._starting(pieces[-1][0]) if begun else pieces[-1]
            possible = [self._holding(words) for words in (*pieces[:-1], last)]
            keys |= {key for key in set.intersection(*possible) if matcher.spans(self._read[key].text)}
        for run in matcher.runs:
            keys |= {key for key, remark in self._read.items() if run in remark.text}
        return keys

    def widened(self, query: Query) -> Query:
        """The query, changed so that plain words also match in remarks; one remark must have all words that are ANDed."""
        return replace(query, root=self._widened(query.root)) if self._read else query

    def to_highlight(self, query: Query) -> Query:
        """The query, changed for highlighting: the words of `remark:` become plain words."""
        return replace(query, root=self._shown(query.root))

    def _widened(self, node: Node) -> Node:
        match node:
            case Word(field="") | Phrase(field=""):
                return self._or_remark((node,)) or node
            case All(parts):
                plain = [part for part in parts if isinstance(part, Word | Phrase) and not part.field]
                either = self._or_remark(plain)
                return All((either, *(part for part in parts if part not in plain))) if either else node
            case Either(parts):
                return Either(tuple(map(self._widened, parts)))
        return node

    def _or_remark(self, plain: Sequence[Word | Phrase]) -> Node | None:
        values = [_value(part) for part in plain]
        if not values or not set.intersection(*(self.having(value, exactly=True) for value in values)):
            return None
        return Either((All(tuple(plain)), All(tuple(State(REMARK, value) for value in values))))

    def _shown(self, node: Node) -> Node:
        match node:
            case State(name, value) if name == REMARK:
                words = self._like(self._matcher(value, exactly=False))
                phrase = Phrase(value.rstrip("*~"), value.endswith("*"))
                return Either((*map(Word, sorted(words)), phrase))
            case All(parts):
                return All(tuple(map(self._shown, parts)))
            case Either(parts):
                return Either(tuple(map(self._shown, parts)))
        return node

    def _like(self, matcher: Matcher) -> set[str]:
        """The words in remarks that match one of the matcher's words, beginnings or stems."""
        found = {word for word in matcher.words if word in self._holders}
        for start in matcher.starts:
            found |= self._starting(start)
        if matcher.stems:
            found |= {word for word in self._holders if index.stem(word) in matcher.stems}
        return found

    def _holding(self, words: Iterable[str]) -> set[str]:
        """The keys of the remarks that have any of some words."""
        return set().union(*(self._holders.get(word, ()) for word in words))

    def _starting(self, start: str) -> set[str]:
        return {word for word in self._holders if word.startswith(start)}

    def _matcher(self, value: str, exactly: bool) -> Matcher:
        """The matcher that finds a value of `remark:` in a text."""
        begun, text = value.endswith("*"), value.rstrip("*~")
        raws = index.raw_tokens(text)
        if len(raws) == 1 and index.is_cjk(raws[0]):
            return index.Matcher(runs=(raws[0],))
        names = [name for raw in raws if (name := index.name_with_signs(raw))]
        pieces = tuple(index.phrase_terms(text, self._holders.__contains__))
        if not pieces or (exactly and not all(name in self._holders for name in names)):
            return index.Matcher()
        if len(pieces) > 1:
            whole = {index.expand(raws[0])[0][-1][0]} if len(raws) == 1 else set()
            return index.Matcher(
                words=frozenset(whole), phrases=((tuple((piece,) for piece in pieces), begun),)
            )
        word = pieces[0]
        words = {word, index.squash(word)}
        starts = (word,) if begun else ()
        plain = index.Matcher(frozenset(words), frozenset((index.stem(word),)), starts)
        if exactly or (self._like(plain) and not value.endswith("~")) or not index.edits_allowed(word):
            return plain
        return index.Matcher(
            frozenset(words | self._near(word, index.edits_allowed(word))), plain.stems, starts
        )

    def _near(self, word: str, edits: int) -> set[str]:
        """The words in remarks that a mistyped word may mean: those at most this number of edits away."""
        from rapidfuzz.distance import OSA

        return {
            other
            for other in self._holders
            if abs(len(other) - len(word)) <= edits
            and OSA.distance(word, other, score_cutoff=edits) <= edits
            and not index.CJK_RUN.search(other)
        }


def _value(part: Word | Phrase) -> str:
    """A word or phrase of a query, as a value of `remark:`."""
    begun = part.kind in ("open", "prefix") if isinstance(part, Word) else part.open
    return part.text + ("*" if begun else "")
