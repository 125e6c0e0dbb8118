"""Library, index and reading state together: everything that the application does to data, without a screen.

A session belongs to one thread: that of the command line, or the session thread of the screen.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING

from papernotes import state_terms
from papernotes.config.paths import Paths
from papernotes.errors import UserError
from papernotes.filters import filters_in, selection_of
from papernotes.lazy import lazy_modules
from papernotes.lists import LIST_ORDER, in_list_order
from papernotes.marked_library import MarkedLibrary
from papernotes.notes import ORDERS, Entry, LibraryError, Selection
from papernotes.query import ViewQuery, depends_on_state
from papernotes.reading import ReadingError, in_words
from papernotes.sidebar import Sidebar, beside
from papernotes.views import (
    NOTHING,
    RELEVANCE,
    Counts,
    FoundEverywhere,
    Shown,
    View,
    WeakMatch,
    shown_list,
)

if TYPE_CHECKING:
    from papernotes import field_values
    from papernotes.index import Hits, Index, Page, Query, QueryError, QueryMatcher
    from papernotes.notes import Source
else:
    field_values = lazy_modules("papernotes.field_values")

REBUILD_SHARE = 0.3
"""If more than this share of all entries waits to be indexed, rebuilding the index is quicker than changing it."""
MINIMUM_COUNTED_ENTRIES = 1000
"""A smaller index counts as if it had this many entries."""

Progress = Callable[[str, int, int], None]
Cancel = Callable[[], bool]


def no_progress(doing: str, done: int, total: int) -> None:
    """Ignore progress."""


def never() -> bool:
    return False


def _always() -> bool:
    return True


class Superseded(Exception):
    """The result of a search is no longer wanted."""


MAXIMUM_REMEMBERED_ENTRIES = 500_000
"""How many entries of saved views are remembered, 8 bytes each."""


def _only(total: int) -> Counts:
    """Counts with only the number of entries."""
    return Counts(NOTHING._replace(total=total))


def _ignore() -> None:
    """Ignore that titles can be searched already."""


class Session(MarkedLibrary):
    """The library with its marks, and the index."""

    def __init__(self, paths: Paths) -> None:
        """Open library and reading state. Raises LibraryError or ReadingError."""
        super().__init__(paths)
        self._found: dict[Query, array[int]] = {}
        self._index: Index | None = None
        self._among: list[int] | None = None
        self._among_query = ""
        self._entries_known = 0
        self._stamp_known: tuple[int, ...] = ()
        self._stamp_seen: tuple[int, ...] = ()
        self.sidebar = Sidebar(self, self.found)
        self.wanted: Callable[[], bool] = _always
        """Tells whether the result is still wanted. If it is not, the search ends with Superseded."""

    def close(self) -> None:
        self._drop_index()
        super().close()

    # Sources and index

    def sources(self) -> list[Source]:
        """The configured sources; the sample library if there are none."""
        from papernotes.config.known_sources import configured_sources  # after the first frame

        return configured_sources(self.paths)

    def update_index(
        self,
        *,
        rebuild: bool = False,
        progress: Progress = no_progress,
        cancel: Cancel = never,
        titled: Callable[[], None] = _ignore,
    ) -> str:
        """Bring the index up to date with the library.

        If there was none, `titled` is called as soon as titles and summaries can be searched. Returns why the index was
        rebuilt, empty if it was not. Raises BuildCancelled, and UserError if the index's folder cannot be used.
        """
        from papernotes.index import IndexMissing, IndexUnusable, is_whole

        reason = "asked for" if rebuild else ""
        waiting = self.library.unindexed()
        if not rebuild:
            try:
                if not is_whole(self.paths.index_folder):
                    reason = "only titles and summaries are in it"
                elif not waiting:
                    return ""  # without loading what only an index in use needs
                elif len(waiting) > REBUILD_SHARE * max(self.index().count(), MINIMUM_COUNTED_ENTRIES):
                    reason = f"{len(waiting)} entries changed"
            except IndexMissing:
                reason = "there was none"
            except IndexUnusable as error:
                reason = error.reason
        from papernotes.index import Index
        from papernotes.notes import CatalogueLoader

        try:
            if reason:
                self._drop_index()
                loader = CatalogueLoader(self.paths.library)
                Index.build(
                    self.paths.index_folder, loader, processes=2, cancel=cancel, titled=titled,
                    progress=lambda done, total: progress("indexing", done, total),
                )  # fmt: skip
                self.library.indexed(waiting)  # entries that came since then still wait
            elif waiting:
                progress("indexing", 0, len(waiting))
                present = set(self.ids_by_key()) & set(waiting)
                texts = CatalogueLoader(self.paths.library).load(sorted(present))
                self.index().apply(texts, [key for key in waiting if key not in present])
                self.library.indexed(waiting)
        except OSError as error:
            remedy = "; `papernotes doctor --fix` opens it" if isinstance(error, PermissionError) else ""
            raise UserError(
                f"the index {self.paths.index_folder} cannot be brought up to date: {in_words(error)}{remedy}"
            ) from error
        return reason

    def index(self) -> Index:
        """The index. Raises IndexUnusable."""
        if self._index is None:
            from papernotes.index import Index

            self._index = Index.open(self.paths.index_folder)
        return self._index

    def reload(self) -> None:
        """Read again what this process or another one changed in the library or the index."""
        self._drop_index()
        self._ids = None
        self._keys.clear()
        self._found.clear()
        self.refresh_marks()
        from papernotes.identity import judge, learn_names  # after the first frame

        # The identifiers of a paper may change again. The reading state learns them all, so that its marks are found.
        with suppress(ReadingError):  # if it cannot be written now, it learns them another time
            learn_names(self)
        with suppress(LibraryError):  # what was joined or split on another device
            judge(self)
        self.refresh_marks()
        # It is known as it is now: what changes later is seen, even before the next look.
        self._stamp_known = self._stamp_seen = self._stamp()
        self._entries_known = self.library.total(Selection()).total

    def changed_by_others(self) -> int | None:
        """By how many entries the library has grown since it was last read, where another process changed it or the index.

        None where none did, or may still be at it: two calls must see the same. What was not read yet counts as known.
        """
        stamp, before = self._stamp(), self._stamp_seen
        self._stamp_seen = stamp
        if stamp == self._stamp_known or (stamp != before and self._stamp_known):
            return None
        total = self.library.total(Selection()).total
        came = total - self._entries_known if self._stamp_known else None
        self._entries_known, self._stamp_known = total, stamp
        return came

    def _stamp(self) -> tuple[int, ...]:
        """What tells whether library or index were changed."""
        from papernotes.index import last_written

        return self.library.generation() or 0, *last_written(self.paths.index_folder)

    def warm(self) -> None:
        """Load what the first search needs, if there is an index, and what the filters need."""
        from papernotes.index import IndexUnusable

        self.library.prepare()
        self.papers  # noqa: B018  # loaded, so that the first mark is quick
        with suppress(IndexUnusable):
            self.index().search("a", limit=1, as_you_type=True)
            self.ids_by_key()

    def _drop_index(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    # Views

    def show(self, view: View, *, counted: bool = True, closest: int = 0) -> Shown:
        """What a view shows. Unless `counted`, the counts have only the number of entries, none by venue or topic.

        If few entries have all words of the query, at most `closest` that lack some of them are shown, too.
        """
        among: list[int] | None = None
        scores: dict[int, float] = {}
        query = view.parsed_query
        order, only_titles = query.order or view.order, False
        tried: tuple[str, ...] = ()
        suggestions: tuple[str, ...] = ()
        if query:
            from papernotes.index import IndexUnusable, QueryError

            try:
                hits = self._search(query, limit=None)
                self.go_on()
                scores = self._scores(hits.hits)
                order = order or hits.sort
                tried, suggestions = hits.tried, hits.suggestions
                among = list(scores)
            except QueryError as error:
                return self._mistaken(view, order, error)
            except IndexUnusable:
                state = query.only_state
                only_titles = state is None
                if state is None:
                    among = self.library.ids_by_title(view.query)
                else:
                    try:
                        among = self.library.ids_of(sorted(self.keys_with(*state)))
                    except KeyError:
                        unknown = QueryError(f"There is nothing called {':'.join(state)}")
                        return self._mistaken(view, order, unknown)
        self.go_on()
        self._among, self._among_query = among, view.query
        listed = None
        if order in ("", RELEVANCE):
            listed = query.on_list if scores else shown_list(view)
        selection = selection_of(self, view)
        if listed is not None:
            order = LIST_ORDER
            ids = in_list_order(self, listed, self.library.entry_ids(selection, among))
        elif scores and order in ("", RELEVANCE):
            order = RELEVANCE
            ids = self.library.selected(selection, scores)
        else:
            usual = "added" if view.new else "title"
            order = order if order.removeprefix("-") in ORDERS else usual
            ids = self.library.entry_ids(selection, among, order)
        self.go_on()
        shown = Shown(
            view, ids, self.counts(view) if counted else _only(len(ids)), scores, order, tried, suggestions, None, only_titles,
            self._hint(view, len(ids)),
        )  # fmt: skip
        return self._with_weak(shown, selection, closest) if closest and query and not only_titles else shown

    def _search(self, query: ViewQuery, limit: int | None) -> Hits:
        """What a query finds; if that is nothing, with words that would match."""
        widened, parsed = self._widened(query), query.parsed
        in_remarks = widened != parsed
        hits = self.index().search(widened, limit=limit, state=self.keys_with, as_you_type=in_remarks)
        if hits.total or not in_remarks:
            return hits
        return self.index().search(parsed, limit=limit, state=self.keys_with)

    def _with_weak(self, shown: Shown, selection: Selection, limit: int) -> Shown:
        """What a view shows, with at most `limit` entries that lack words, and what there is elsewhere."""
        from papernotes.index import FEW_HITS

        query, ids = shown.view.parsed_query, shown.ids
        # So many are enough to see that there are not few: a frequent word may be in most papers.
        weak, more = self._closest(query, self.keys_of(ids[:FEW_HITS]), selection, limit)
        self.go_on()
        return shown._replace(weak=weak, more=more, elsewhere=None if ids else self._elsewhere(shown.view))

    def _hint(self, view: View, found: int) -> str:
        """A message about a view with this number of entries, for the reader; or an empty one."""
        if told := state_terms.hint(self, view, found):
            return told
        query = view.parsed_query
        if found or not query:
            return ""
        from papernotes.index import says_nothing

        too_common = says_nothing(query.parsed)
        return "these words are too common to describe a paper; add others" if too_common else ""

    def _closest(
        self, query: ViewQuery, found: Collection[str], selection: Selection, limit: int
    ) -> tuple[tuple[WeakMatch, ...], int]:
        """The entries of a selection that lack words of a query, and how many there are; none where many were `found`."""
        from papernotes.index import FEW_HITS

        if len(found) >= FEW_HITS:
            return (), 0
        within = None
        if selection != Selection():
            within = self.keys_of(self.library.entry_ids(selection))
        hits = self.index().closest(
            query.parsed, without=found, limit=limit, within=within, state=self.keys_with
        )
        weak = tuple(
            WeakMatch(id_, hit.score, lacking)
            for hit, lacking in zip(hits.hits, hits.lacking, strict=True)
            for id_ in self.library.ids_of((hit.key,))
        )
        return weak, hits.total

    def _elsewhere(self, view: View) -> FoundEverywhere | None:
        """What the query of a view in which nothing is found finds without filters, in view and query."""
        from papernotes.index import everywhere

        parsed = view.parsed_query.parsed
        wider = everywhere(parsed)
        if wider is None and not filters_in(view):
            return None
        text = str(wider) if wider else view.query
        total = (
            self.index()
            .search(
                self.remark_words.widened(wider or parsed), limit=0, state=self.keys_with, as_you_type=True
            )
            .total
        )
        return FoundEverywhere(total, text) if total else None

    def _mistaken(self, view: View, order: str, error: QueryError) -> Shown:
        """What a view shows if its query has a mistake: only the mistake."""
        return Shown(
            view, [], Counts(), {}, order, mistake=field_values.mistake_of(self, view.parsed_query, error)
        )

    def first(self, view: View, limit: int) -> tuple[list[int], tuple[WeakMatch, ...]]:
        """The first `limit` entries of a view, found without the others; none if they cannot be found like this.

        With them come as many of those that lack words, if few have all.
        """
        from papernotes.index import IndexUnusable, QueryError

        alone = view == View(view.query, order=view.order) and view.order in ("", RELEVANCE)
        if not alone or not view.query.strip() or view.parsed_query.on_list is not None:
            return [], ()
        try:
            widened = self._widened(view.parsed_query)
            hits = self.index().search(widened, limit=limit, state=self.keys_with, as_you_type=True)
        except (IndexUnusable, QueryError):
            return [], ()
        self.go_on()
        known = self.ids_by_key()
        found = [] if hits.sort else [known[key] for key in hits.hits.keys if key in known]
        if not found:
            return [], ()
        return found, self._closest(view.parsed_query, hits.hits.keys, Selection(), limit)[0]

    def best(self, query: ViewQuery, limit: int) -> Shown:
        """The first `limit` entries of a query without filters, and how many there are in all.

        It examines only what it needs, so that a single search from the command line is quick.
        """
        from papernotes.index import FEW_HITS, IndexUnusable, QueryError

        view, has_order = View(query.text), query.order not in ("", RELEVANCE)
        if not query or query.on_list is not None or has_order:
            return self.show(view, counted=False, closest=limit)
        try:
            hits = self._search(query, limit=max(limit, FEW_HITS))
        except QueryError as error:
            return self._mistaken(view, "", error)
        except IndexUnusable:
            return self.show(view, counted=False)
        if hits.sort:
            return self.show(view, counted=False, closest=limit)
        ids = self.library.ids_of(hits.hits.keys)
        shown = Shown(
            view, ids, _only(hits.total), dict(zip(ids, hits.hits.scores, strict=False)),
            RELEVANCE, hits.tried, hits.suggestions, None, False, self._hint(view, hits.total),
        )  # fmt: skip
        if hits.total >= FEW_HITS:
            return shown
        weak, more = self._closest(query, hits.hits.keys, Selection(), max(0, limit - len(ids)))
        return shown._replace(weak=weak, more=more, elsewhere=None if ids else self._elsewhere(view))

    def found(self, query: ViewQuery) -> list[int] | None:
        """The entries that a query finds, best first; None if there is no index or the query has a mistake."""
        from papernotes.index import IndexUnusable, QueryError

        try:
            widened = self._widened(query)
            if widened in self._found:
                return self._found[widened].tolist()
            hits = self.index().search(widened, limit=None, state=self.keys_with, as_you_type=True)
        except (IndexUnusable, QueryError):
            return None
        found = list(self._scores(hits.hits))
        if not depends_on_state(widened.root):
            if sum(map(len, self._found.values())) + len(found) > MAXIMUM_REMEMBERED_ENTRIES:
                self._found.clear()
            self._found[widened] = array("q", found)
        return found

    def alike(self, entry: Entry, limit: int) -> list[tuple[Entry, float, tuple[str, ...]]]:
        """The entries of other papers whose texts are most like an entry's, best first: each with its score, which can
        only be compared within one answer, and the words that both have, the most telling first.

        All notes of the entry are read for it. Raises IndexUnusable.
        """
        from papernotes.notes import CatalogueLoader

        text = next(CatalogueLoader(self.paths.library).load([entry.key]), None)
        if text is None:
            return []
        self.go_on()
        found = self.index().related(text, limit=limit)
        self.go_on()
        known = self.ids_by_key()
        entries = self.library.entries([known[one.key] for one in found if one.key in known])
        by_key = {other.key: other for other in entries}
        return [
            (other, one.score, one.words)
            for one in found
            if (other := by_key.get(one.key)) is not None and other.paper != entry.paper
        ]

    def go_on(self) -> None:
        """Raise Superseded if the result is no longer wanted."""
        if not self.wanted():
            raise Superseded

    def counts(self, view: View) -> Counts:
        """The counts of a view with the present reading state.

        The query is not searched again: its entries are those of the last `show`.
        """
        among, rest = self.among(view), beside(view)
        selection, others = selection_of(self, view), selection_of(self, rest)
        outside = among if rest.query == view.query else None
        total = self.library.total(selection, among)
        self.go_on()
        venues = self.library.venues(others, outside)
        self.go_on()
        topics = self.library.topics(selection, among)
        no_topic = selection.without("topic")
        for facet, value, found in (("venue", view.venue, venues), ("topic", view.topic, topics)):
            if value and all(count.slug != value for count in found):
                found.append(self.library.named(facet, value))  # what is chosen keeps its name
        return Counts(
            total,
            tuple(venues),
            total if (others, outside) == (selection, among) else self.library.total(others, outside),
            tuple(topics),
            total if no_topic == selection else self.library.total(no_topic, among),
            self.library.declared_notes(view.venue, view.topic) if view.venue and view.topic else None,
            (view.venue or self.library.shared("venue"), view.topic or self.library.shared("topic")),
        )

    def among(self, view: View) -> list[int] | None:
        """The entries that the query of the view found at the last `show`; None if it has no query."""
        return self._among if self._among_query == view.query else None

    def _scores(self, hits: Page) -> dict[int, float]:
        known, gone = self.ids_by_key(), -1  # an entry may have gone since it was indexed
        scores = dict(zip([known.get(key, gone) for key in hits.keys], hits.scores, strict=True))
        scores.pop(gone, None)
        return scores

    def matcher(self, query: ViewQuery) -> QueryMatcher | None:
        """A matcher that finds the query's words in a text; None without an index or with a mistake in the query."""
        from papernotes.index import IndexUnusable, QueryError

        with suppress(IndexUnusable, QueryError):
            self.remark_words.refresh()
            return self.index().matcher(self.remark_words.to_highlight(query.parsed))
        return None

    def keys_with(self, kind: str, value: str) -> frozenset[str]:
        """The keys of the entries that match `is:`, `list:`, `tag:` or `remark:` (the `kind`) with this value.

        Raises KeyError for an unknown value.
        """
        return state_terms.keys_with(self, kind, value)

    def _widened(self, query: ViewQuery) -> Query:
        """The query, changed to find its words in the reader's remarks too. Raises QueryError and ReadingError."""
        parsed = query.parsed
        self.remark_words.refresh()
        return self.remark_words.widened(parsed)
