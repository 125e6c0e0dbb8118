"""The face of the index: open, build, apply changes, search.

A search goes through parser → planner → evaluation and ranking of each segment → the best of all segments. A few results
cost milliseconds in a library of tens of thousands, since only documents that can be among the first are scored.
Highlighting is left to `Index.matcher`, which the caller applies to the texts that it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, overload

import numpy as np

from papernotes.index.errors import IndexCorrupt
from papernotes.index.query import content
from papernotes.index.query.ast import Query
from papernotes.index.query.parser import parse
from papernotes.index.query.plan import AllOf, AnyOf, FieldTier, MatchTier, OneOf, Plan
from papernotes.index.query.planner import Planner, States
from papernotes.index.query.suggest import corrected, explained, similar
from papernotes.index.schema import FACETS, ORDERS
from papernotes.index.search.evaluator import Evaluation
from papernotes.index.search.highlight import QueryMatcher, matcher
from papernotes.index.search.proximity import RERANKED_HITS, SCORE_EXPONENT, proximities, typed_words
from papernotes.index.search.ranking import (
    FIELD_TIER_PENALTY,
    TIER_PENALTIES,
    likeliest,
    matching,
    order,
    score,
    tier,
)
from papernotes.index.search.related import most_alike, telling_words
from papernotes.index.search.snapshot import Snapshot, first_by_rank, label_counts
from papernotes.index.search.weak_matches import weak_matches
from papernotes.index.storage import directory, manifest
from papernotes.index.storage.segment import Mask, Numbers, Scores
from papernotes.notes import EntryText

if TYPE_CHECKING:
    from papernotes.index.build import build as building
    from papernotes.index.build.workers import EntryLoader

WIDEN_BELOW_HITS = 20
"""A query with fewer hits is run again with guesses: words that the index knows are taken for typing mistakes or for the
beginnings of longer words, too. Tuned on known-item search (`tests/bench/quality.py`): one screenful."""

FEW_HITS = 12
"""When fewer entries have all words of a query, it may be a description: those that have most of the words are worth a look.
One screenful of rows with passages."""

Matches = list[tuple[Evaluation, Mask]]
"""For each segment what evaluates queries there, and which of its documents match."""

Facet = Literal["venue", "topic", "keyword", "year"]


class Hit(NamedTuple):
    """An entry that was found. Scores can only be compared within one search."""

    key: str
    score: float


class SimilarEntry(NamedTuple):
    """An entry whose text is like another's, its score, and the words that both have, most telling first."""

    key: str
    score: float
    words: tuple[str, ...]


class Page(Sequence[Hit]):
    """Hits in order. Keys and scores are kept side by side, for callers that want all of tens of thousands."""

    def __init__(self, keys: list[str], scores: list[float]) -> None:
        self.keys = keys
        self.scores = scores

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> Page: ...
    def __getitem__(self, index: int | slice) -> Hit | Page:
        if isinstance(index, slice):
            return Page(self.keys[index], self.scores[index])
        return Hit(self.keys[index], self.scores[index])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


NO_HITS = Page([], [])


class Hits(NamedTuple):
    """The result of a search.

    `total` is the number of entries that match, `hits` the requested page of them. `sort` is the order that the query
    asks for, empty for relevance; an order that the index does not know is left to the caller, and the hits come by
    relevance. `tried` says in words what was searched besides the words typed. `suggestions` are queries that would
    find something. The last two are only filled when nothing was found.
    """

    total: int
    hits: Page
    sort: str = ""
    tried: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


class WeakHits(NamedTuple):
    """Entries that have most of the weight of a query's words, but not all words.

    `total` is how many there are, `hits` those asked for, closest first, `lacking` the words that each lacks.
    """

    total: int
    hits: Page
    lacking: list[tuple[str, ...]]


NO_WEAK_HITS = WeakHits(0, NO_HITS, [])


def _no_progress(done: int, total: int) -> None:
    return


def _never() -> bool:
    return False


def _do_nothing() -> None:
    return


class Index:
    """An opened index. Any thread may search; only one thread at a time may `apply` changes."""

    def __init__(self, folder: Path, snapshot: Snapshot) -> None:
        self._folder = folder
        self._snapshot = snapshot

    @classmethod
    def open(cls, folder: Path) -> Index:
        """Opens the index in `folder`. Its files are mapped into memory, not read.

        Raises an `IndexUnusable`: `IndexMissing`, `IndexStale`, `IndexCorrupt` (for all of these, rebuild it) or
        `IndexForeign` (another user owns the folder, so it is not touched).
        """
        manifest.check(folder)
        return cls(folder, _open_snapshot(folder))

    @staticmethod
    def check(folder: Path) -> None:
        """Reads all files of the index in `folder`. Raises `IndexUnusable` if one is not as it was written."""
        manifest.check(folder)
        manifest.check_files(folder, thoroughly=True)

    @staticmethod
    def build(
        folder: Path,
        loader: EntryLoader,
        *,
        progress: building.Progress = _no_progress,
        cancel: building.Cancel = _never,
        processes: int = 1,
        titled: Callable[[], None] = _do_nothing,
    ) -> None:
        """Builds an index of all entries beside the one in `folder`, then swaps it in.

        Indexes that are open go on with the files that they have.

        - `loader` gives the entries, in this process and in others.
        - `progress(done, total)` is called now and then, with numbers of entries.
        - `cancel()` is asked now and then; if it returns True, the build ends and the old index stays.
        - `processes` is how many processes share the work, this one included; small libraries are built in this one.
        - `titled()` is called when titles, keywords and summaries can be searched, long before the end. It is only
          called when there was no index before.

        Raises `BuildCancelled`, `IndexForeign` when another user owns `folder`, and `OSError`, as for a full disk.
        """
        # Searching does without what building needs.
        from papernotes.index.build import build as building

        building.build(folder, loader, progress, cancel, processes, titled)

    def apply(self, changed: Iterable[EntryText], removed: Iterable[str]) -> None:
        """Takes in new and changed entries and drops those whose keys are in `removed`. Later searches see the change.

        An entry replaces the one that has its key; keys that the index does not have are ignored. Raises `TimeoutError`
        when another program goes on writing to the index for longer than ten seconds, and `OSError`; then nothing has
        changed.
        """
        from papernotes.index.build import build as building

        building.apply(self._folder, changed, removed)
        self._snapshot = _open_snapshot(self._folder)

    def search(
        self,
        query: str | Query,
        *,
        limit: int | None = 20,
        offset: int = 0,
        within: frozenset[str] | None = None,
        state: States | None = None,
        as_you_type: bool = False,
    ) -> Hits:
        """Finds entries, best first.

        - `query` is text in the query language, or a query that is parsed already.
        - `limit` is the number of hits wanted, from `offset` on; None for all.
        - `within` are the only keys allowed; None allows all.
        - `state(name, value)` returns the keys that the reading state has for a term such as `is:read`. It raises
          `KeyError` or `ValueError` for a value that it does not know.
        - `as_you_type` leaves out suggestions, which cost several searches.

        Raises `QueryError`, with the column, for a mistake in the query, and for a term that needs `state` without it.
        """
        snapshot = self._snapshot
        parsed = parse(query) if isinstance(query, str) else query
        plan, matches = _find(snapshot, parsed, within, state)
        total = _total(matches)
        sort = parsed.sort if parsed.sort.removeprefix("-") in ORDERS else ""
        page = _page(snapshot, plan, matches, sort, limit, offset)
        if total:
            return Hits(total, page, parsed.sort)
        if as_you_type:
            return Hits(0, page, parsed.sort, explained(plan))

        def finds(other: Query) -> bool:
            plan = Planner(snapshot.terms, state).plan(other.root)
            return _total(_matches(snapshot, plan, None)) > 0

        return Hits(0, NO_HITS, parsed.sort, explained(plan), corrected(parsed, snapshot.terms, finds))

    def closest(
        self,
        query: str | Query,
        *,
        without: Collection[str] = (),
        limit: int | None = None,
        within: frozenset[str] | None = None,
        state: States | None = None,
    ) -> WeakHits:
        """Finds entries that lack some words of a query but have most of their weight, closest first.

        Only words typed plainly side by side may be lacking; whatever else the query asks for holds. `without` are keys
        of entries to leave out, such as those that `search` finds. There are at most `MAXIMUM_HITS` of
        `index.search.weak_matches`. Other parameters and errors as for `search`.
        """
        snapshot = self._snapshot
        parsed = parse(query) if isinstance(query, str) else query
        description = content.described(parsed.root)
        if description is None:
            return NO_WEAK_HITS
        loose, strict = description
        plan = Planner(snapshot.terms, state).plan(strict)
        matches = _matches(snapshot, plan, within)
        if without:
            others = frozenset(without)
            matches = [(one, mask & ~snapshot.mask(one.segment, others)) for one, mask in matches]
        found = weak_matches(
            content.pieces(loose, snapshot.terms),
            [(evaluation.segment, mask) for evaluation, mask in matches],
            snapshot.statistics,
            limit,
        )
        return WeakHits(found.total, Page(snapshot.keys(found.numbers), found.scores.tolist()), found.lacking)

    def facets(
        self,
        query: str | Query,
        field: Facet,
        *,
        within: frozenset[str] | None = None,
        state: States | None = None,
    ) -> dict[str, int]:
        """Counts, for each value of `field`, the entries that the query finds. Parameters and errors as for `search`."""
        snapshot = self._snapshot
        parsed = parse(query) if isinstance(query, str) else query
        _, matches = _find(snapshot, parsed, within, state)
        counts: dict[str, int] = {}
        for evaluation, mask in matches:
            for value, count in label_counts(evaluation.segment, FACETS[field], mask).items():
                counts[value] = counts.get(value, 0) + count
        return counts

    def related(
        self, entry: EntryText, *, limit: int = 12, within: frozenset[str] | None = None
    ) -> list[SimilarEntry]:
        """Finds the entries whose full texts are most like that of `entry`, which need not be in the index, best first.

        `within` are the only keys allowed; None allows all but the entry's own.
        """
        snapshot = self._snapshot
        words = telling_words(entry, snapshot.terms, snapshot.statistics)
        found: list[SimilarEntry] = []
        for segment in snapshot.segments:
            allowed = segment.live if within is None else segment.live & snapshot.mask(segment, within)
            # One more, since the entry itself is mostly the first.
            alike = most_alike(segment, words, entry.topics, snapshot.statistics, allowed, limit + 1)
            keys = snapshot.keys(np.array([one.document + segment.base for one in alike], dtype=np.int64))
            found += [
                SimilarEntry(key, one.score, one.words)
                for key, one in zip(keys, alike, strict=True)
                if key != entry.key
            ]
        return sorted(found, key=lambda one: (-one.score, one.key))[:limit]

    def suggest(self, word: str) -> list[str]:
        """Words of the index that are spelled like `word`, likeliest first."""
        return similar(word, self._snapshot.terms)

    def matcher(self, query: str | Query) -> QueryMatcher:
        """Makes what finds the query's words in a text, for highlighting and snippets. Raises `QueryError`."""
        parsed = parse(query) if isinstance(query, str) else query
        words = content.without_function_words(parsed) or parsed
        return matcher(words, self._snapshot.terms, in_titles=content.telling(parsed))

    def count(self) -> int:
        """The number of entries."""
        return self._snapshot.count()

    @property
    def snapshot(self) -> Snapshot:
        """The generation that searches see now, for those who look at single segments and terms."""
        return self._snapshot

    @property
    def whole(self) -> bool:
        """Whether the texts are indexed; until a first build ends, only titles, keywords and summaries are."""
        return self._snapshot.whole

    @property
    def generation(self) -> int:
        """A number that grows with every change and every build."""
        return self._snapshot.generation

    def close(self) -> None:
        """Closes the files."""
        self._snapshot.close()


def _open_snapshot(folder: Path) -> Snapshot:
    try:
        return Snapshot(directory.open_whoosh(folder), *manifest.built(folder))
    except IndexCorrupt:
        raise
    except Exception as error:
        # Whoosh unpickles and unpacks whatever it finds: a torn file raises nearly anything.
        raise IndexCorrupt(f"The index cannot be read: {type(error).__name__}: {error}") from error


def _find(
    snapshot: Snapshot, query: Query, within: frozenset[str] | None, state: States | None
) -> tuple[Plan, Matches]:
    """The plan of a query and its matches; of its content words alone if nothing has all words, or if it is a question, unless
    a text has it as it is."""
    found = _find_words(snapshot, query, within, state)
    asked = content.question(query)
    if asked is None and not _total(found[1]):
        asked = content.without_function_words(query)
    if asked is None or _is_text(snapshot, *found):
        return found
    return _find_words(snapshot, asked, within, state)


def _is_text(snapshot: Snapshot, plan: Plan, matches: Matches) -> bool:
    """Whether a title has all words, or any text a CJK run, as typed and not only by a guess."""
    titles, anywhere = TIER_PENALTIES[MatchTier.GUESS], len(FieldTier) * FIELD_TIER_PENALTY
    enough = anywhere if isinstance(plan, AnyOf) else titles
    for evaluation, mask in matches:
        ranks = order(tier(plan, evaluation, np.flatnonzero(mask), snapshot.mask))
        if ranks.min(initial=anywhere) < enough:
            return True
    return False


def _find_words(
    snapshot: Snapshot, query: Query, within: frozenset[str] | None, state: States | None
) -> tuple[Plan, Matches]:
    """The plan of a query and its matches; the plan is widened by guesses when there are few.

    A long description is not widened: guessing at each of its words takes as long as all the rest, and what has most of them
    is found anyway (`weak_matches`).
    """
    plan = Planner(snapshot.terms, state).plan(query.root)
    matches = _matches(snapshot, plan, within)
    if _total(matches) < WIDEN_BELOW_HITS and _has_words(plan) and not content.is_long(query):
        wider = Planner(snapshot.terms, state, widen=True).plan(query.root)
        if wider != plan:
            return wider, _matches(snapshot, wider, within)
    return plan, matches


def _matches(snapshot: Snapshot, plan: Plan, within: frozenset[str] | None) -> Matches:
    found = []
    for evaluation in snapshot.evaluations():
        mask = matching(plan, evaluation, snapshot.mask) & evaluation.segment.live
        if within is not None:
            mask &= snapshot.mask(evaluation.segment, within)
        found.append((evaluation, mask))
    return found


def _page(
    snapshot: Snapshot, plan: Plan, matches: Matches, sort: str, limit: int | None, offset: int
) -> Page:
    if not _total(matches):
        return NO_HITS
    last = None if limit is None else offset + limit
    # Only the documents that can be among the first need a rank and a score.
    wanted = None if last is None or sort else max(last, RERANKED_HITS)
    likely = [(one, likeliest(plan, one, mask, wanted)) for one, mask in matches]
    rank = np.concatenate([order(tier(plan, *one, snapshot.mask)) for one in likely])
    numbers = np.concatenate([documents + evaluation.segment.base for evaluation, documents in likely])
    if sort:
        numbers = numbers[snapshot.sorted(rank, numbers, sort)[offset:last]]
        ascending = np.argsort(numbers)
        sorted_scores = np.empty(len(numbers))
        sorted_scores[ascending] = _scores(snapshot, plan, matches, numbers[ascending])
        return Page(snapshot.keys(numbers), sorted_scores.tolist())
    kept = first_by_rank(rank, wanted)
    rank, numbers = rank[kept], numbers[kept]
    scores = _scores(snapshot, plan, matches, numbers)
    chosen = snapshot.best(rank, scores, numbers, last)
    chosen = _by_proximity(snapshot, plan, rank, scores, numbers, chosen)[offset:last]
    return Page(snapshot.keys(numbers[chosen]), scores[chosen].tolist())


def _scores(snapshot: Snapshot, plan: Plan, matches: Matches, numbers: Numbers) -> Scores:
    """The scores of documents by their numbers in the whole index, which ascend."""
    parts = []
    for evaluation, _ in matches:
        base, size = evaluation.segment.base, evaluation.segment.size
        first, last = np.searchsorted(numbers, (base, base + size))
        parts.append(score(plan, evaluation, numbers[first:last] - base, snapshot.mask))
    return np.concatenate(parts)


def _by_proximity(
    snapshot: Snapshot, plan: Plan, rank: Numbers, score: Scores, numbers: Numbers, chosen: Numbers
) -> Numbers:
    """Orders the best documents again: of equal rank, titles that follow the query's words more closely come first."""
    typed = typed_words(plan)
    head = chosen[:RERANKED_HITS]
    titled = head[rank[head] % (len(FieldTier) * FIELD_TIER_PENALTY) < FIELD_TIER_PENALTY]
    if not typed or len(titled) < 2:
        return chosen
    score[titled] = score[titled] ** SCORE_EXPONENT * proximities(typed, snapshot.titles(numbers[titled]))
    return np.concatenate((head[np.lexsort((-score[head], rank[head]))], chosen[RERANKED_HITS:]))


def _total(matches: Matches) -> int:
    return sum(int(np.count_nonzero(mask)) for _, mask in matches)


def _has_words(plan: Plan) -> bool:
    match plan:
        case AnyOf():
            return True
        case AllOf(parts) | OneOf(parts):
            return any(_has_words(part) for part in parts)
    return False
