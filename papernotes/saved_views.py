"""Saved views: those in the reading state, and those that `views.yaml` defines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from papernotes.reading import SavedView, name_id
from papernotes.views import View, is_order

FIELDS = {name: default for name, default in View._field_defaults.items() if name != "sidebar_item"}
"""The fields of a view that can be saved → their defaults."""
SWITCHED = tuple(name for name, default in FIELDS.items() if default is False)
_TEXTS = tuple(name for name, default in FIELDS.items() if default is None or default == "")


@dataclass(frozen=True, slots=True)
class NamedView:
    """A saved view; `fixed` if `views.yaml` defines it."""

    name: str
    view: View
    fixed: bool = False


def to_saved(name: str, view: View) -> SavedView:
    """A view as the reading state stores it, with filters in the form `unread` or `venue:ICML2025`."""
    filters = [switch for switch in SWITCHED if getattr(view, switch)]
    filters += [
        f"{text}:{value}"
        for text in _TEXTS
        if text not in ("query", "order") and (value := getattr(view, text))
    ]
    return SavedView(name, view.query, tuple(filters), view.order)


def from_saved(saved: SavedView) -> View:
    """The view that was stored. Filters that this version does not know are left out."""
    found: dict[str, Any] = {}
    for part in saved.filters:
        name, colon, value = part.partition(":")
        if (name in _TEXTS) if colon else (name in SWITCHED):
            found[name] = value if colon else True
    return View(**{**found, "query": saved.query, "order": saved.order if is_order(saved.order) else ""})


def saved_views(fixed: Sequence[NamedView], stored: Iterable[SavedView]) -> list[NamedView]:
    """All saved views by name. A view of `views.yaml` (`fixed`) hides a stored one of the same name."""
    taken = {name_id(view.name) for view in fixed}
    own = [NamedView(view.name, from_saved(view)) for view in stored if name_id(view.name) not in taken]
    return sorted([*fixed, *own], key=lambda view: name_id(view.name))
