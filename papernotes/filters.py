"""The filters that narrow a view. To add one, add a row here and a field to `papernotes.views.View`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from papernotes import lists
from papernotes.notes import YES, Count, Selection
from papernotes.query import same_name
from papernotes.reading import TRIAGE
from papernotes.views import View

if TYPE_CHECKING:
    from papernotes.marked_library import MarkedLibrary


class ViewFilter(NamedTuple):
    """One way to narrow a view.

    `name` is its field in View, `letter` its keystroke in the filter dialog, `label` its name on the screen. `select`
    narrows a selection to a value. The possible values come from a `facet` of the library, else from `values`; a
    `switch` is only on or off. The value of a `plain` one says all. `members` gives the papers of all values at once, where there may be thousands of them.
    """

    name: str
    letter: str
    label: str
    select: Callable[[MarkedLibrary, Selection, str], Selection]
    facet: str = ""
    values: Callable[[MarkedLibrary], Sequence[str]] = lambda session: (YES,)
    switch: bool = False
    members: Callable[[MarkedLibrary], Mapping[str, Collection[int]]] | None = None
    plain: bool = False

    def value(self, view: View) -> str:
        """Its value in a view; empty if it does not narrow the view."""
        value = getattr(view, self.name)
        return (YES if value else "") if self.switch else value or ""

    def put(self, view: View, value: str) -> View:
        """The view narrowed to a value; an empty value removes the filter."""
        changed: dict[str, Any] = {self.name: bool(value) if self.switch else value or None}
        return view._replace(**changed)

    def text(self, value: str, shown: str = "") -> str:
        """The text of its chip; `shown` is the name of the value, if that differs."""
        return (
            self.label if self.switch else shown or value if self.plain else f"{self.label}: {shown or value}"
        )


def _facet(name: str) -> Callable[[MarkedLibrary, Selection, str], Selection]:
    return lambda session, selection, value: selection._replace(facets=(*selection.facets, (name, value)))


def _with(**states: bool) -> Callable[[MarkedLibrary, Selection, str], Selection]:
    changed: dict[str, Any] = dict(states)
    return lambda session, selection, value: selection._replace(**changed)


def _on_list(session: MarkedLibrary, selection: Selection, value: str) -> Selection:
    """Narrow to the papers on a list."""
    found = lists.list_id_named(session, value)
    return _among(selection, session.papers_with("list", found) if found is not None else ())


def _tagged(session: MarkedLibrary, selection: Selection, value: str) -> Selection:
    """Narrow to the papers with a tag."""
    found = session.tags_called(value)
    return _among(selection, session.papers_with("tag", *found) if found else ())


def _members_of_lists(session: MarkedLibrary) -> dict[str, set[int]]:
    members = session.members("list")
    return {name: members.get(id, set()) for id, name in session.reading.list_names().items()}


def _members_of_tags(session: MarkedLibrary) -> dict[str, set[int]]:
    members = session.members("tag")
    return {
        tag.name: set().union(*(members.get(id, set()) for id in session.tags_called(tag.name)))
        for tag in lists.tags(session)
    }


def _triaged(session: MarkedLibrary, selection: Selection, value: str) -> Selection:
    """Narrow to the papers marked for later, skimmed or read."""
    return _among(selection, session.triaged(value))


def _among(selection: Selection, papers: Iterable[int]) -> Selection:
    found = frozenset(papers)
    return selection._replace(papers=found if selection.papers is None else found & selection.papers)


FILTERS = (
    ViewFilter("unread", "u", "unread", _with(read=False), switch=True),
    ViewFilter("new", "n", "new since your last visit", _with(new=True), switch=True),
    ViewFilter("triage", "p", "later, skimmed or read", _triaged, values=lambda session: TRIAGE, plain=True),
    ViewFilter("starred", "s", "starred", _with(starred=True), switch=True),
    ViewFilter("code", "c", "has code", _facet("code"), switch=True),
    ViewFilter("unwritten", "m", "without a note", _facet("unwritten"), switch=True),
    ViewFilter("list", "l", "list", _on_list, values=lambda session: [shelf.name for shelf in lists.lists(session)], members=_members_of_lists),
    ViewFilter("tag", "t", "tag", _tagged, values=lambda session: [shelf.name for shelf in lists.tags(session)], members=_members_of_tags),
    ViewFilter("venue", "v", "venue", _facet("venue"), "venue"),
    ViewFilter("topic", "o", "topic", _facet("topic"), "topic"),
    ViewFilter("keyword", "w", "keyword", _facet("keyword"), "keyword"),
    ViewFilter("year", "y", "year", _facet("year"), "year"),
    ViewFilter("award", "b", "award badge", _facet("award"), "award"),
)  # fmt: skip

BY_NAME = {found.name: found for found in FILTERS}


def pane_filters_of(view: View) -> tuple[str, str]:
    """The filters that the first two panes show for a view: that of its sidebar item, else the venue; and the topic."""
    return (view.sidebar_item.partition(":")[0] or "venue", "topic")


def selection_of(session: MarkedLibrary, view: View, omit: str = "") -> Selection:
    """What the filters of a view select, leaving out the filter named `omit`."""
    selection = Selection()
    for one in FILTERS:
        if one.name != omit and (value := one.value(view)):
            selection = one.select(session, selection, value)
    return selection


def counted(session: MarkedLibrary, view: View, name: str, among: Collection[int] | None) -> list[Count]:
    """The values of a filter, and how many entries of the view (taken without this filter) have each; most first.

    `among` are the entries that the view's query found (None: it has no query).
    """
    one = BY_NAME[name]
    selection = selection_of(session, view, omit=name)
    if one.facet:
        return session.library.count(one.facet, selection, among)
    if one.members:
        members = one.members(session)
        counts = session.library.totals_of(members.values(), selection, among)
    else:
        members = dict.fromkeys(one.values(session), ())
        counts = [session.library.total(one.select(session, selection, value), among) for value in members]
    found = [count._replace(slug=value, name=value) for value, count in zip(members, counts, strict=True)]
    return sorted(found, key=lambda count: -count.total)


def without_filters(view: View, *, panes: bool = False) -> View:
    """The view without its filters; those that its panes show stay unless `panes`."""
    kept = () if panes else pane_filters_of(view)
    for one in FILTERS:
        if one.name not in kept:
            view = one.put(view, "")
    return view._replace(sidebar_item="") if panes else view


def filters_in(view: View) -> list[tuple[ViewFilter, str]]:
    """The filters that narrow a view, and their values."""
    return [(one, value) for one in FILTERS if (value := one.value(view))]


def label(count: Count) -> str:
    """The name of a value, with its icon."""
    return f"{count.icon} {count.name}".strip()


def with_known_values(session: MarkedLibrary, view: View) -> View:
    """The view without filters whose value is unknown to library and reading state."""
    for one, value in filters_in(view):
        if one.facet:
            known = session.library.total(one.select(session, Selection(), value)).total > 0
        else:
            known = one.switch or any(same_name(value, name) for name in one.values(session))
        if not known:
            view = one.put(view, "")
    return view


assert {one.name for one in FILTERS} < set(View._fields)
