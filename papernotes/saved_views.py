"""Saved views: those that the reading state keeps, and those that `views.yaml` defines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from papernotes.reading import SavedView as Kept
from papernotes.reading import name_id
from papernotes.views import View, is_order

FIELDS = {name: default for name, default in View._field_defaults.items() if name != "sidebar_item"}
"""What a view is made of → what it is where nothing is said."""
SWITCHED = tuple(name for name, default in FIELDS.items() if default is False)
_TEXTS = tuple(name for name, default in FIELDS.items() if default is None or default == "")


@dataclass(frozen=True, slots=True)
class NamedView:
    """A saved view; `fixed` where `views.yaml` defines it."""

    name: str
    view: View
    fixed: bool = False


def to_keep(name: str, view: View) -> Kept:
    """A view as the reading state keeps it: filters as `unread`, `venue:ICML2025`."""
    filters = [switch for switch in SWITCHED if getattr(view, switch)]
    filters += [
        f"{text}:{value}"
        for text in _TEXTS
        if text not in ("query", "order") and (value := getattr(view, text))
    ]
    return Kept(name, view.query, tuple(filters), view.order)


def from_kept(kept: Kept) -> View:
    """The view that was kept; filters that this version does not know are left out."""
    found: dict[str, Any] = {}
    for part in kept.filters:
        name, colon, value = part.partition(":")
        if (name in _TEXTS) if colon else (name in SWITCHED):
            found[name] = value if colon else True
    return View(**{**found, "query": kept.query, "order": kept.order if is_order(kept.order) else ""})


def saved_views(fixed: Sequence[NamedView], kept: Iterable[Kept]) -> list[NamedView]:
    """All saved views by name; one of `views.yaml` before one that the reading state keeps under its name."""
    taken = {name_id(view.name) for view in fixed}
    own = [NamedView(view.name, from_kept(view)) for view in kept if name_id(view.name) not in taken]
    return sorted([*fixed, *own], key=lambda view: name_id(view.name))
