"""Saved views: a query, filters and an order under a name."""

from __future__ import annotations

import json
from typing import NamedTuple

from papernotes.reading.log.events import name_id
from papernotes.reading.state.projection import Projection


class SavedView(NamedTuple):
    """What a view shows. Query, filters and order are kept as given: they are the caller's language."""

    name: str
    query: str = ""
    filters: tuple[str, ...] = ()
    order: str = ""

    def as_value(self) -> str:
        """The view as the log keeps it; `views` reads it back."""
        content = {"name": self.name, "query": self.query, "filters": self.filters, "order": self.order}
        return json.dumps(content, ensure_ascii=True, separators=(",", ":"))


def views(state: Projection) -> tuple[SavedView, ...]:
    """The saved views by name; what is not a sound view is left out."""
    found = [
        view
        for (what, _), held in state.named.items()
        if what == "view" and isinstance(held.value, str) and (view := _view(held.value))
    ]
    return tuple(sorted(found, key=lambda view: name_id(view.name)))


def name_in(value: object) -> str:
    """The name of a view as its reader spells it, from what the log keeps; empty where that is not a view."""
    view = _view(value) if isinstance(value, str) else None
    return view.name if view else ""


def _view(value: str) -> SavedView | None:
    try:
        raw = json.loads(value)
        view = SavedView(raw["name"], raw["query"], tuple(raw["filters"]), raw["order"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    texts = (view.name, view.query, view.order, *view.filters)
    return view if all(isinstance(text, str) and text.isprintable() for text in texts) else None
