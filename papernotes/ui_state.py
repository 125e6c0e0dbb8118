"""Where the reader was at the last visit: what is kept of it, and reading it back with care."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from papernotes.config.settings import limits
from papernotes.filters import known
from papernotes.views import View, is_order

if TYPE_CHECKING:
    from papernotes.session import Session

PANES = ("venues", "topics", "papers", "note")
MOST_ORDERS = 300
"""Places whose order is remembered."""


class Visit(NamedTuple):
    """The view, the pane, the key of the chosen entry; where they were chosen, the theme, the sizes of panes
    and the width of a note's text (nothing: as configured); and the orders chosen (see `papernotes.views.order_place`).
    """

    view: View = View()
    pane: str = "papers"
    key: str = ""
    theme: str = ""
    facets_width: int = 0
    note_share: int = 0
    venues_share: int = 0
    measure: int = 0
    orders: Mapping[str, str] = MappingProxyType({})


def last_visit(session: Session) -> Visit:
    """Where the reader was at the last visit; filters that nothing has any more are left out."""
    visit = visit_from_json(session.reading.get_ui_state())
    session.counts(View())  # reads the listing, which the first view is made of
    return visit._replace(view=known(session, visit.view))


def visit_to_json(visit: Visit) -> dict[str, Any]:
    """The visit as JSON knows it."""
    return {**visit._asdict(), "view": visit.view._asdict(), "orders": dict(visit.orders)}


def visit_from_json(data: Mapping[str, Any]) -> Visit:
    """The visit that was kept; what is missing or not understood is as at a first visit."""
    visit = Visit()
    view = data.get("view")
    if isinstance(view, dict):
        fields: dict[str, Any] = {
            name: value
            for name, value in view.items()
            if name in View._fields and isinstance(value, _TYPES[name])
        }
        visit = visit._replace(view=View(**fields))
        if not is_order(visit.view.order):
            visit = visit._replace(view=visit.view._replace(order=""))
    if data.get("pane") in PANES:
        visit = visit._replace(pane=data["pane"])
    orders = data.get("orders")
    if isinstance(orders, dict):
        known = [pair for pair in orders.items() if isinstance(pair[1], str) and is_order(pair[1])]
        visit = visit._replace(orders=dict(known[-MOST_ORDERS:]))
    strings = {name: data[name] for name in ("key", "theme") if isinstance(data.get(name), str)}
    numbers = {name: data[name] for name, setting in _SIZES.items() if _within(data.get(name), setting)}
    return visit._replace(**strings, **numbers)


def _within(value: object, setting: str) -> bool:
    least, most = limits(setting)
    return type(value) is int and least <= value <= most


_SIZES = {
    "facets_width": "facets_width",
    "note_share": "note_share",
    "venues_share": "venues_share",
    "measure": "text_width",
}
"""What is kept → the setting that it stands for."""
_TYPES: dict[str, tuple[type, ...]] = {
    name: (str, type(None)) if default is None else (type(default),)
    for name, default in View._field_defaults.items()
}
