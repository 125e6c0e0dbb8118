"""The dialog of filters: each with its letter, its value, and how many entries it would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import set_cell_size
from textual.binding import Binding

from papernotes.figures import number_of
from papernotes.filters import FILTERS, ViewFilter, label
from papernotes.glyphs import glyphs
from papernotes.notes import Count
from papernotes.tui.dialogs.choice import ChoiceScreen, MenuChoice
from papernotes.tui.dialogs.pick import PickScreen, Row

if TYPE_CHECKING:
    from papernotes.views import View

Counted = Mapping[str, Sequence[Count]]
"""ViewFilter → its values in a view, and how many entries have each; those that were counted."""
OFF = "-"
"""The prefix of a filter that is taken off. Without a name it means all filters."""


class FilterScreen(ChoiceScreen):
    """Returns the name of a filter to set, or to take off (with the prefix `OFF`)."""

    BINDINGS = [
        Binding("backspace,delete,x", "take_off", "take off", show=False),
        Binding("X", "take_all_off", "take all off", show=False),
    ]

    def __init__(self, view: View, counts: Counted) -> None:
        super().__init__(
            "Filters",
            _choices(view, counts),
            "letter or ⏎ set · x remove · X remove all · Esc close",
            cells=60,
        )
        self._view = view

    def set_counts(self, counts: Counted) -> None:
        """Show how many entries the filters would leave."""
        self.set_choices(_choices(self._view, counts))

    def action_take_off(self) -> None:
        choice = self.rows.choices[self.rows.chosen]
        if choice.on:
            self.dismiss(OFF + choice.value)

    def action_take_all_off(self) -> None:
        self.dismiss(OFF)


def _choices(view: View, counts: Counted) -> list[MenuChoice]:
    return [_choice(one, view, counts.get(one.name)) for one in FILTERS]


def _choice(one: ViewFilter, view: View, counts: Sequence[Count] | None) -> MenuChoice:
    """A line of the dialog; `counts` are the filter's values in the view, None if they were not counted."""
    value = one.value(view)
    figures = ""
    if counts is not None and one.switch:
        figures = f"{sum(count.total for count in counts):,}"
    elif counts is not None:
        figures = number_of(len(counts), "value") if counts else "none"
    name = next((label(count) for count in counts or () if count.slug == value), value)
    shown = one.text(value, name) if value else one.label
    return MenuChoice(one.letter, shown, one.name, bool(value), figures)


def row_label(count: Count) -> str:
    """The name of a value with its icon, all icons being two cells wide here."""
    icon = glyphs.icon(count.icon)
    return f"{set_cell_size(icon, 2)} {count.name}" if icon else count.name


def figures_of(count: Count) -> str:
    """How many entries there are, and how many of them are unread, where that differs, and starred."""
    return " · ".join(filter(None, (*marks_of(count), f"{count.total:,}")))


def marks_of(count: Count) -> tuple[str, str]:
    """How many entries are starred, and how many unread, if some are read; each empty where there is nothing to say."""
    unread = (
        f"{count.unread:,} unread"
        if 0 < count.unread < count.total
        else "all read"
        if not count.unread
        else ""
    )
    return f"★ {count.starred:,}" if count.starred else "", unread if count.total else ""


def value_dialog(one: ViewFilter, value: str, counts: Sequence[Count]) -> PickScreen:
    """The dialog of a filter's values. The value that is set stands first; picking it takes the filter off."""
    is_set = one.name in ("list", "tag")

    def same(other: str) -> bool:
        return other.casefold() == value.casefold()

    rows = [
        Row(row_label(count), figures_of(count), bool(value) and same(count.slug), count.slug)
        for count in counts
        if count.total or same(count.slug) or is_set
    ]
    if value and not any(row.on for row in rows):
        rows.append(Row(value, "0", True))
    rows.sort(key=lambda row: not row.on)
    hint = "⏎ choose, ✓ removes · Esc close" if value else "⏎ choose · Esc close"
    return PickScreen(one.label.capitalize(), rows, nothing="none in this view", hint=hint)
