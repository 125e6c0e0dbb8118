"""The items of the sidebar, above the venues in the first pane: what is new, starred or for later, lists, saved views.

A view knows the item that led to it. Query and filters stay when the reader goes from one list or venue to another. A
saved view has its own, and these do not stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from papernotes.filters import selection_of
from papernotes.notes import Count, Selection
from papernotes.reading import name_id
from papernotes.views import NOTHING, View

if TYPE_CHECKING:
    from papernotes.config.problems import ConfigProblem
    from papernotes.marked_library import MarkedLibrary
    from papernotes.query import ViewQuery
    from papernotes.saved_views import NamedView

NEW, STARRED, LATER, LIST, VIEW = "new", "starred", "triage:later", "list:", "view:"
"""The ids of the items that are always there, and the prefixes of the ids of lists and of saved views. What stands before
the colon is the field of the view that the item narrows."""
KINDS = (NEW, STARRED, LATER, LIST, VIEW)
"""The kinds of items, in their order in the pane."""


class SidebarItem(NamedTuple):
    """An item: its name, the view that it shows, and how many entries (for a list: papers) it has.

    `counted` is None if that is not known. An item that is `gone` was deleted; one that is `fixed` is defined in
    `views.yaml`.
    """

    id: str
    name: str
    view: View
    counted: Count | None = None
    gone: bool = False
    fixed: bool = False

    @property
    def kind(self) -> str:
        """One of KINDS."""
        return kind_of(self.id)


def kind_of(id: str) -> str:
    """The kind of the item with this id; empty if it is not the id of an item."""
    return next((kind for kind in KINDS if id == kind or (kind in (LIST, VIEW) and id.startswith(kind))), "")


def view_id(name: str) -> str:
    """The id of the saved view with a name."""
    return f"{VIEW}{name_id(name)}"


NEW_NOTES = SidebarItem(NEW, "New", View(new=True))
"""What was added or revised since the last visit."""
STATES = (
    SidebarItem(STARRED, "Starred", View(starred=True)),
    SidebarItem(LATER, "Later", View(triage="later")),
)
"""The papers that are starred, and those that are for later."""


# Going from one item to another


def beside(view: View) -> View:
    """What stays of a view when the reader leaves its item or venue. The venues are counted within this."""
    if kind_of(view.sidebar_item) == VIEW:
        return View()
    rest = view._replace(venue=None, topic=None, sidebar_item="")
    return without_item(rest, view.sidebar_item)


def without_item(view: View, item_id: str) -> View:
    """A view without what the item narrows it to."""
    return _narrowed(view._replace(sidebar_item=""), item_id, View())


def gone_to(view: View, item: SidebarItem) -> View:
    """The view that is shown when the reader goes from a view to an item."""
    if item.kind == VIEW:
        return item.view._replace(sidebar_item=item.id)
    return _narrowed(beside(view)._replace(sidebar_item=item.id), item.id, item.view)


def settled(view: View, items: Sequence[SidebarItem]) -> View:
    """The view; without its item if it no longer lies within what the item shows."""
    if not view.sidebar_item:
        return view
    item = next((item for item in items if item.id == view.sidebar_item), None)
    kind = kind_of(view.sidebar_item)
    if kind == VIEW:
        inside = item is None or _within(view, item.view)
    else:
        always = next((one.view for one in (NEW_NOTES, *STATES) if one.id == kind), view)
        inside = _narrowed(view, kind, always) == view != _narrowed(view, kind, View())
    return view if inside else view._replace(sidebar_item="")


def renamed(view: View, items: Sequence[SidebarItem]) -> View:
    """The view with the present name of its list."""
    item = next((item for item in items if item.id == view.sidebar_item), None)
    return view._replace(list=item.view.list) if item and item.kind == LIST and not item.gone else view


def _narrowed(view: View, item_id: str, to: View) -> View:
    """The view, narrowed as another one is in the field that an item of the sidebar narrows."""
    field = item_id.partition(":")[0]
    if kind_of(item_id) in ("", VIEW):
        return view
    changed: dict[str, Any] = {field: getattr(to, field)}
    return view._replace(**changed)


def _within(view: View, saved: View) -> bool:
    """Whether a view equals a saved one, or narrows it further."""
    if saved.query.strip() and view.query.strip() != saved.query.strip():
        return False
    names = [name for name in View._fields if name not in ("query", "order", "sidebar_item")]
    return all(getattr(saved, name) in (None, False, getattr(view, name)) for name in names)


# The items of a session (used on the session thread)


class Sidebar:
    """The items of a session, and the last counts of the saved views."""

    def __init__(self, session: MarkedLibrary, found: Callable[[ViewQuery], list[int] | None]) -> None:
        """`found` returns the entries that a query finds, None if that is not known."""
        self._session = session
        self._found = found
        self._counts: dict[str, Count | None] = {}
        self._file: tuple[int, int] | None = None
        self._fixed: tuple[list[NamedView], list[ConfigProblem]] = ([], [])
        self._read_views()

    def items(self) -> tuple[SidebarItem, ...]:
        """All items; saved views with the counts of the last `count`."""
        session = self._session
        news = session.library.total(Selection(new=True))._replace(news=0)  # which its name says
        found = [NEW_NOTES._replace(counted=news)]
        found += [
            item._replace(counted=session.library.total(selection_of(session, item.view))) for item in STATES
        ]
        counts = session.reading.list_counts()
        for list_id, name in session.reading.list_names().items():
            total, read = counts[list_id]
            count = NOTHING._replace(total=total, unread=total - read)
            found.append(SidebarItem(f"{LIST}{list_id}", name, View(list=name), count))
        found += [
            SidebarItem(
                id := view_id(named.name),
                named.name,
                named.view,
                self._counts.get(id),
                fixed=named.fixed,
            )
            for named in self.saved()
        ]
        return tuple(found)

    def known(self, view: View) -> View:
        """The view with the present name of its list; without its item if that is gone."""
        if not view.sidebar_item:
            return view
        rows = self.items()
        known = any(item.id == view.sidebar_item for item in rows)
        return renamed(view, rows) if known else without_item(view, view.sidebar_item)

    def saved(self) -> list[NamedView]:
        """The saved views by name. A view of `views.yaml` hides another one of the same name."""
        kept = self._session.reading.views()
        if not kept and not self._fixed[0]:
            return []
        from papernotes.saved_views import saved_views

        return saved_views(self._fixed[0], kept)

    @property
    def problems(self) -> list[ConfigProblem]:
        """What is wrong in `views.yaml`."""
        return self._fixed[1]

    def count(self) -> None:
        """Count the saved views with the present reading state."""
        self._counts = {view_id(named.name): self._total(named.view) for named in self.saved()}

    def _total(self, view: View) -> Count | None:
        """How many entries a view has, without showing it; None if that is not known."""
        among = None
        if view.query.strip():
            among = self._found(view.parsed_query)
            if among is None:
                return None
        return self._session.library.total(selection_of(self._session, view), among)

    def changed(self) -> bool:
        """Whether `views.yaml` was changed since it was last read; if so, it is read again."""
        if self._stamp() == self._file:
            return False
        self._read_views()
        return True

    @property
    def _path(self) -> Path:
        return self._session.paths.views

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_size, status.st_mtime_ns

    def _read_views(self) -> None:
        self._file = self._stamp()
        self._fixed = ([], [])
        if self._file is not None:
            from papernotes.config.views_file import read_views

            self._fixed = read_views(self._path)
