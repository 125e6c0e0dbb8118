"""The index as the rest of the program sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, overload

import numpy as np

from papernotes.index.errors import IndexCorrupt
from papernotes.index.query.ast import Query
from papernotes.index.query.parser import parse
from papernotes.index.query.plan import AllOf, AnyOf, FieldTier, OneOf, Plan
from papernotes.index.query.planner import Planner, States
from papernotes.index.query.suggest import corrected, explained, similar
from papernotes.index.schema import FACETS, ORDERS
from papernotes.index.search.evaluator import Evaluation
from papernotes.index.search.highlight import Matcher, matcher
from papernotes.index.search.proximity import MOST, SCORE_EXPONENT, proximities, typed_words
from papernotes.index.search.ranking import FIELD_TIER_PENALTY, likeliest, matching, order, score, tier
from papernotes.index.search.snapshot import Snapshot, first_by_rank, label_counts
from papernotes.index.storage import directory, manifest
from papernotes.index.storage.segment import Mask, Numbers, Scores
from papernotes.notes import EntryText

if TYPE_CHECKING:
    from papernotes.index.build import build as building
    from papernotes.index.build.workers import EntryLoader

WIDEN_BELOW_HITS = 20
"""When a query finds fewer, even words that the index knows are taken for typing mistakes or starts."""

Found = list[tuple[Evaluation, Mask]]
"""What of each segment a plan matches."""

Facet = Literal["venue", "topic", "keyword", "year"]


class Hit(NamedTuple):
    """An entry that was found; `score` only compares within one search."""

    key: str
    score: float


class Page(Sequence[Hit]):
    """Hits in order: their keys and scores side by side, for whoever wants all of tens of thousands."""

    def __init__(self, keys: list[str], scores: list[float]) -> None:
        self.keys = keys
        self.scores = scores

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, place: int) -> Hit: ...
    @overload
    def __getitem__(self, place: slice) -> Page: ...
    def __getitem__(self, place: int | slice) -> Hit | Page:
        if isinstance(place, slice):
            return Page(self.keys[place], self.scores[place])
        return Hit(self.keys[place], self.scores[place])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


NO_HITS = Page([], [])


class Hits(NamedTuple):
    """What a search found: how many in all, and the asked page of them.

    `sort` is the order that the query asked for, empty for relevance; one that the index does not know
    is left to the caller, and the best come first. `tried` says in words
    what was searched besides the words typed, `suggestions` are queries that would find something.
    """

    total: int
    hits: Page
    sort: str = ""
    tried: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


def _nothing(done: int, total: int) -> None:
    return


def _never() -> bool:
    return False


def _nobody() -> None:
    return


class Index:
    """An opened index. Searching is safe from any thread; `apply` from one at a time."""

    def __init__(self, folder: Path, view: Snapshot) -> None:
        self._folder = folder
        self._view = view

    @classmethod
    def open(cls, folder: Path) -> Index:
        """The index in `folder`. Raises `IndexUnusable` when there is none that can be used."""
        manifest.check(folder)
        return cls(folder, _view(folder))

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
        progress: building.Progress = _nothing,
        cancel: building.Cancel = _never,
        processes: int = 1,
        titled: Callable[[], None] = _nobody,
    ) -> None:
        """Builds the index of all entries beside the one in `folder`, then swaps it in.

        `progress(done, total)` is called now and then; when `cancel()` says yes, `BuildCancelled`
        is raised and the old index stays. Where there is none, titles, keywords and summaries are
        soon searchable: `titled()` is called then. Indexes that are open go on with what they have.
        """
        # Searching does without what building needs.
        from papernotes.index.build import build as building

        building.build(folder, loader, progress, cancel, processes, titled)

    def apply(self, changed: Iterable[EntryText], removed: Iterable[str]) -> None:
        """Takes in changed and new entries and forgets removed ones; then searches see the change.

        Raises `TimeoutError` when another program goes on writing to the index.
        """
        from papernotes.index.build import build as building

        building.apply(self._folder, changed, removed)
        self._view = _view(self._folder)

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
        """What the query finds, best first: `limit` entries (None for all) from `offset` on.

        `within` are the only keys allowed; `state("is", "read")` answers with the keys that the
        reader marked so. With `as_you_type` nothing is suggested. Raises `QueryError`.
        """
        view = self._view
        asked = parse(query) if isinstance(query, str) else query
        plan, found = self._find(view, asked, within, state)
        total = _total(found)
        known = asked.sort if asked.sort.removeprefix("-") in ORDERS else ""
        page = self._page(view, plan, found, known, limit, offset)
        if total or as_you_type:
            return Hits(total, page, asked.sort, explained(plan) if not total else ())
        return Hits(
            0, NO_HITS, asked.sort, explained(plan), corrected(asked, view.terms, self._finds(view, state))
        )

    def facets(
        self,
        query: str | Query,
        field: Facet,
        *,
        within: frozenset[str] | None = None,
        state: States | None = None,
    ) -> dict[str, int]:
        """How many of the entries that the query finds have each value of `field`."""
        view = self._view
        asked = parse(query) if isinstance(query, str) else query
        _, found = self._find(view, asked, within, state)
        counts: dict[str, int] = {}
        for evaluation, mask in found:
            for value, count in label_counts(evaluation.segment, FACETS[field], mask).items():
                counts[value] = counts.get(value, 0) + count
        return counts

    def suggest(self, word: str) -> list[str]:
        """Words of the index that are like `word`, likeliest first."""
        return similar(word, self._view.terms)

    def matcher(self, query: str | Query) -> Matcher:
        """What finds the query's words in a text, for highlighting and snippets."""
        asked = parse(query) if isinstance(query, str) else query
        return matcher(asked, self._view.terms)

    def count(self) -> int:
        """How many entries there are."""
        return self._view.count()

    @property
    def whole(self) -> bool:
        """Whether the texts are in it; else only titles, keywords and summaries are, until a build ends."""
        return self._view.whole

    @property
    def generation(self) -> int:
        """A number that grows with every change, and every build."""
        return self._view.generation

    def close(self) -> None:
        """Closes the files."""
        self._view.close()

    def _find(
        self, view: Snapshot, asked: Query, within: frozenset[str] | None, state: States | None
    ) -> tuple[Plan, Found]:
        """The plan of a query and what it matches in each segment."""
        plan = Planner(view.terms, state).plan(asked.root)
        found = _matched(view, plan, within)
        if _total(found) < WIDEN_BELOW_HITS and _has_words(plan):
            wider = Planner(view.terms, state, widen=True).plan(asked.root)
            if wider != plan:
                plan, found = wider, _matched(view, wider, within)
        return plan, found

    def _finds(self, view: Snapshot, state: States | None) -> Callable[[Query], bool]:
        def finds(query: Query) -> bool:
            plan = Planner(view.terms, state).plan(query.root)
            return _total(_matched(view, plan, None)) > 0

        return finds

    def _page(
        self, view: Snapshot, plan: Plan, found: Found, sort: str, limit: int | None, offset: int
    ) -> Page:
        if not _total(found):
            return NO_HITS
        last = None if limit is None else offset + limit
        # Only what can be among the first needs a rank and a score.
        wanted = None if last is None or sort else max(last, MOST)
        likely = [(one, likeliest(plan, one, mask, wanted)) for one, mask in found]
        rank = np.concatenate([order(tier(plan, *one, view.mask)) for one in likely])
        place = np.concatenate([documents + evaluation.segment.base for evaluation, documents in likely])
        if sort:
            place = place[view.sorted(rank, place, sort)[offset:last]]
            ascending = np.argsort(place)
            boost = np.empty(len(place))
            boost[ascending] = _scores(view, plan, found, place[ascending])
            return Page(view.keys(place), boost.tolist())
        kept = first_by_rank(rank, wanted)
        rank, place = rank[kept], place[kept]
        scores = _scores(view, plan, found, place)
        chosen = view.best(rank, scores, place, last)
        chosen = _by_proximity(view, plan, rank, scores, place, chosen)[offset:last]
        return Page(view.keys(place[chosen]), scores[chosen].tolist())


def _view(folder: Path) -> Snapshot:
    try:
        return Snapshot(directory.open_whoosh(folder), *manifest.built(folder))
    except IndexCorrupt:
        raise
    except Exception as error:
        # Whoosh unpickles and unpacks whatever it finds: a torn file raises nearly anything.
        raise IndexCorrupt(f"The index cannot be read: {type(error).__name__}: {error}") from error


def _matched(view: Snapshot, plan: Plan, within: frozenset[str] | None) -> Found:
    found = []
    for evaluation in view.evaluations():
        mask = matching(plan, evaluation, view.mask) & evaluation.segment.live
        if within is not None:
            mask &= view.mask(evaluation.segment, within)
        found.append((evaluation, mask))
    return found


def _scores(view: Snapshot, plan: Plan, found: Found, places: Numbers) -> Scores:
    """The scores of documents by their numbers in the whole index, which ascend."""
    parts = []
    for evaluation, _ in found:
        base, size = evaluation.segment.base, evaluation.segment.size
        first, last = np.searchsorted(places, (base, base + size))
        parts.append(score(plan, evaluation, places[first:last] - base, view.mask))
    return np.concatenate(parts)


def _by_proximity(
    view: Snapshot, plan: Plan, rank: Numbers, score: Scores, place: Numbers, chosen: Numbers
) -> Numbers:
    """The best documents again, those whose titles follow the query's words more closely first."""
    typed = typed_words(plan)
    head = chosen[:MOST]
    titled = head[rank[head] % (len(FieldTier) * FIELD_TIER_PENALTY) < FIELD_TIER_PENALTY]
    if not typed or len(titled) < 2:
        return chosen
    score[titled] = score[titled] ** SCORE_EXPONENT * proximities(typed, view.titles(place[titled]))
    return np.concatenate((head[np.lexsort((-score[head], rank[head]))], chosen[MOST:]))


def _total(found: Found) -> int:
    return sum(int(np.count_nonzero(mask)) for _, mask in found)


def _has_words(plan: Plan) -> bool:
    match plan:
        case AnyOf():
            return True
        case AllOf(parts) | OneOf(parts):
            return any(_has_words(part) for part in parts)
    return False
