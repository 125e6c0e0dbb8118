"""The items of the sidebar, which stand above the venues in the first pane: new notes, reading lists, saved views.

A view knows the item that led to it. Query and filters stay when the reader goes from one list or venue to another. A
saved view brings its own, and they do not stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papernotes.filters import selection_of
from papernotes.notes import Count, Selection
from papernotes.reading import name_id
from papernotes.views import NOTHING, View

if TYPE_CHECKING:
    from papernotes.config.problems import ConfigProblem
    from papernotes.marked_library import MarkedLibrary
    from papernotes.query import ViewQuery
    from papernotes.saved_views import NamedView

NEW, LIST, VIEW = "new", "list:", "view:"
"""The id of the new notes; what the ids of lists and of saved views begin with."""


class SidebarItem(NamedTuple):
    """One of them: what it is called, what it shows, and how many entries (of a list: papers) it has.

    `counted` is None where that is not known yet, or cannot be told; a item that is `gone` was deleted,
    one that is `fixed` stands in `views.yaml`.
    """

    id: str
    name: str
    view: View
    counted: Count | None = None
    gone: bool = False
    fixed: bool = False

    @property
    def kind(self) -> str:
        """NEW, LIST or VIEW."""
        return kind_of(self.id)


def kind_of(id: str) -> str:
    """Of which kind the item with an id is; empty where it is none."""
    return next((kind for kind in (LIST, VIEW) if id.startswith(kind)), NEW if id == NEW else "")


def view_id(name: str) -> str:
    """The id of the saved view with a name."""
    return f"{VIEW}{name_id(name)}"


NEW_NOTES = SidebarItem(NEW, "New", View(new=True))
"""What came or was written since the last visit."""


# Going from one to another


def beside(view: View) -> View:
    """What stays of a view when the reader leaves its item or venue. The venues are counted within that."""
    if kind_of(view.sidebar_item) == VIEW:
        return View()
    rest = view._replace(venue=None, topic=None, sidebar_item="")
    return without_item(rest, view.sidebar_item)


def without_item(view: View, item_id: str) -> View:
    """A view without what a item narrows it to."""
    kind = kind_of(item_id)
    return view._replace(
        sidebar_item="",
        list=None if kind == LIST else view.list,
        new=view.new and kind != NEW,
    )


def gone_to(view: View, item: SidebarItem) -> View:
    """What going from a view to a item shows."""
    if item.kind == VIEW:
        return item.view._replace(sidebar_item=item.id)
    return beside(view)._replace(list=item.view.list, new=item.view.new, sidebar_item=item.id)


def settled(view: View, items: Sequence[SidebarItem]) -> View:
    """The view; of no item where it does not lie within what that shows."""
    item = next((item for item in items if item.id == view.sidebar_item), None)
    kind = kind_of(view.sidebar_item)
    inside = (
        (kind == LIST and view.list is not None)
        or (kind == NEW and view.new)
        or (kind == VIEW and (item is None or _within(view, item.view)))
    )
    return view if inside or not view.sidebar_item else view._replace(sidebar_item="")


def renamed(view: View, items: Sequence[SidebarItem]) -> View:
    """The view, with the name that its list has now."""
    item = next((item for item in items if item.id == view.sidebar_item), None)
    return view._replace(list=item.view.list) if item and item.kind == LIST and not item.gone else view


def _within(view: View, saved: View) -> bool:
    """Whether a view is a saved one, or that narrowed further."""
    if saved.query.strip() and view.query.strip() != saved.query.strip():
        return False
    names = [name for name in View._fields if name not in ("query", "order", "sidebar_item")]
    return all(getattr(saved, name) in (None, False, getattr(view, name)) for name in names)


# Which there are, on the session thread


class Sidebar:
    """The items of a session, and what is remembered so that they are counted anew in no time."""

    def __init__(self, session: MarkedLibrary, found: Callable[[ViewQuery], list[int] | None]) -> None:
        """`found` tells which entries a query finds, None where that cannot be told."""
        self._session = session
        self._found = found
        self._counts: dict[str, Count | None] = {}
        self._file: tuple[int, int] | None = None
        self._fixed: tuple[list[NamedView], list[ConfigProblem]] = ([], [])
        self._read_views()

    def items(self) -> tuple[SidebarItem, ...]:
        """All items; saved views with the counts that they had when they were last counted."""
        session = self._session
        found = [NEW_NOTES._replace(counted=session.library.total(Selection(new=True)))]
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
        """The view, with the name that its list has now; of no item where that is gone."""
        if not view.sidebar_item:
            return view
        rows = self.items()
        there = any(item.id == view.sidebar_item for item in rows)
        return renamed(view, rows) if there else without_item(view, view.sidebar_item)

    def saved(self) -> list[NamedView]:
        """The saved views by name, those of `views.yaml` before others of the same name."""
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
        """Count the saved views with the reading state as it now is."""
        self._counts = {view_id(named.name): self._total(named.view) for named in self.saved()}

    def _total(self, view: View) -> Count | None:
        """How many entries a view shows, without showing it; None where that cannot be told."""
        among = None
        if view.query.strip():
            among = self._found(view.parsed_query)
            if among is None:
                return None
        return self._session.library.total(selection_of(self._session, view), among)

    def changed(self) -> bool:
        """Whether `views.yaml` was changed since it was last read; it is then read anew."""
        if self._stamp() == self._file:
            return False
        self._read_views()
        return True

    @property
    def _path(self) -> Path:
        return self._session.paths.config / "views.yaml"

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
