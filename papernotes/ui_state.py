"""The saved UI state: where the reader left the screen.

It is in `visit.json` in the data folder. A field that is missing or not understood keeps its default; the others are
still used.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from papernotes.config.settings import limits
from papernotes.filters import with_known_values
from papernotes.views import View, is_order

if TYPE_CHECKING:
    from papernotes.session import Session

PANES = ("venues", "topics", "papers", "note")
MAXIMUM_ORDERS = 300
"""For how many kinds of views the order is remembered."""


class UIState(NamedTuple):
    """What the screen starts with.

    The `view`, the focused `pane` and the `key` of the chosen entry; the theme, the sizes of panes and the width of a
    note's text, if the reader chose them (empty or 0: as configured); and the chosen orders, by
    `papernotes.views.order_scope`.
    """

    view: View = View()
    pane: str = "papers"
    key: str = ""
    theme: str = ""
    facets_width: int = 0
    note_share: int = 0
    preview_share: int = 0
    venues_share: int = 0
    measure: int = 0
    orders: Mapping[str, str] = MappingProxyType({})


_STORED_NAMES = {"sidebar_item": "pile"}
"""Field of a view → its name in the file."""


def saved_ui_state(session: Session) -> UIState:
    """Where the reader left the screen, without filters whose value library and reading state no longer have."""
    saved = ui_state_from_json(session.reading.get_ui_state())
    session.counts(View())  # loads what the first view needs
    if not session.library.has_entries():  # nothing was read yet: an unknown value may still come
        return saved
    return saved._replace(view=with_known_values(session, session.sidebar.known(saved.view)))


def ui_state_to_json(state: UIState) -> dict[str, Any]:
    """The state in the form of `visit.json`."""
    view = {_STORED_NAMES.get(name, name): value for name, value in state.view._asdict().items()}
    return {**state._asdict(), "view": view, "orders": dict(state.orders)}


def ui_state_from_json(data: Mapping[str, Any]) -> UIState:
    """The state from the content of `visit.json`. What is missing or not understood keeps its default."""
    state = UIState()
    view = data.get("view")
    if isinstance(view, dict):
        stored: dict[str, Any] = {
            name: view.get(_STORED_NAMES.get(name, name), default) for name, default in _DEFAULTS.items()
        }
        fields: dict[str, Any] = {
            name: value for name, value in stored.items() if isinstance(value, _TYPES[name])
        }
        state = state._replace(view=View(**fields))
        if not is_order(state.view.order):
            state = state._replace(view=state.view._replace(order=""))
    if data.get("pane") in PANES:
        state = state._replace(pane=data["pane"])
    orders = data.get("orders")
    if isinstance(orders, dict):
        sound = [pair for pair in orders.items() if isinstance(pair[1], str) and is_order(pair[1])]
        state = state._replace(orders=dict(sound[-MAXIMUM_ORDERS:]))
    texts = {name: data[name] for name in ("key", "theme") if isinstance(data.get(name), str)}
    sizes = {name: data[name] for name, setting in _SIZES.items() if _within(data.get(name), setting)}
    return state._replace(**texts, **sizes)


def _within(value: object, setting: str) -> bool:
    """Whether a value is a whole number that a setting can have."""
    minimum, maximum = limits(setting)
    return type(value) is int and minimum <= value <= maximum


_SIZES = {
    "facets_width": "facets_width",
    "note_share": "note_share",
    "preview_share": "preview_share",
    "venues_share": "venues_share",
    "measure": "text_width",
}
"""Field of the state → the setting that it overrides."""
_DEFAULTS: Mapping[str, Any] = View._field_defaults
_TYPES: dict[str, tuple[type, ...]] = {
    name: (str, type(None)) if default is None else (type(default),) for name, default in _DEFAULTS.items()
}
