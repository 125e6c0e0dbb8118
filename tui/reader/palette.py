"""The palette: every command by its name or by another word for it, and every place that the reader can go to.

Commands come first, those that were run last before the others. Places are lists, saved views, venues, topics, filters,
orders and themes; papers follow when the typing rests, since they are searched for.
"""

from __future__ import annotations

from asyncio import wait_for
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from papernotes.filters import BY_NAME, FILTERS, counted
from papernotes.keymap.menu import in_menu_order, words_for
from papernotes.notes import lazy_pattern
from papernotes.render import folded
from papernotes.sidebar import LIST, NEW, VIEW, gone_to
from papernotes.tui.dialogs.pick import PickScreen, Row
from papernotes.tui.jobs import note as note_jobs
from papernotes.tui.jobs import search as search_jobs
from papernotes.tui.messages import ViewRequest
from papernotes.tui.reader.trail import Stop
from papernotes.tui.theme.themes import THEMES
from papernotes.views import View

if TYPE_CHECKING:
    from textual.app import App

    from papernotes.keymap.actions import Action
    from papernotes.session import Session
    from papernotes.tui.reader.state import ReaderState
    from papernotes.tui.reader.ui import ReaderUI

MAXIMUM_PAPERS = 8
"""How many papers are offered."""
MAXIMUM_RECENT = 5
"""How many of the commands that were run last stand first."""
FACETS_SECONDS = 0.1
"""How long the palette waits for venues and topics before it opens with those of last time."""
KINDS = {LIST: "list", VIEW: "saved view"}
PAPER = "paper:"
"""The prefix of what picking a paper returns; its key follows."""

Place = tuple[str, str, str, View]
"""A name, what it is the name of, an id, and the view that is shown there."""


class Offer(NamedTuple):
    """What the palette offers: a row, the words by which it is found beside the row's text, and what picking it does.

    Without `always` it is offered only when something is typed.
    """

    row: Row
    words: str
    run: Callable[[], Any]
    always: bool = False


class PaletteController:
    """Opens the palette and the dialog of themes. `keystrokes_here` gives the actions that can be run, `run` runs one."""

    def __init__(
        self,
        app: App[None],
        ui: ReaderUI,
        state: ReaderState,
        *,
        keystrokes_here: Callable[[], dict[Action, list[str]]],
        run: Callable[[Action], Any],
    ) -> None:
        self._app = app
        self._ui = ui
        self._state = state
        self._keystrokes_here = keystrokes_here
        self._run = run
        self._recent: list[str] = []
        self._facets: Sequence[Place] = ()

    async def commands(self) -> None:
        """Have the reader pick a command or a place."""
        here = self._keystrokes_here()
        with suppress(TimeoutError):  # while the session thread is busy, as when a library is read
            found = await wait_for(self._ui.ask(_facets), FACETS_SECONDS)
            self._facets = found or self._facets
        offers = [
            *(
                command_offer(action, here[action], partial(self._run_again, action))
                for action in in_menu_order(here, self._recent)
            ),
            *self._places(), *self._switches(), *self._themes(),
        ]  # fmt: skip
        by_name = {offer.row.name: offer for offer in offers}
        picked = await self._ui.dialog(
            PickScreen(
                "Commands", [offer.row for offer in offers],
                typed_for="a command, list, venue or paper", nothing="nothing has that name",
                hint="⏎ run or go there · Esc close",
                narrow=lambda _, typed: [offer.row for offer in fitting(offers, typed)], more=self._papers,
            )
        )  # fmt: skip
        if picked is None:
            return
        name = picked.names[0]
        if name in by_name:
            done = by_name[name].run()
            if done is not None:
                await done
        else:
            stop = Stop(name.removeprefix(PAPER))
            self._ui.submit("link", lambda session: note_jobs.recall(session, stop))

    async def themes(self) -> None:
        """Have the reader pick a theme, which the screen wears while the reader rests on it."""
        before = self._state.theme_before = self._app.theme
        rows = [
            Row(name, "in use now" if name == before else "", name == before, about=_ABOUT.get(name, ""))
            for name in self._theme_names()
        ]
        picked = await self._ui.dialog(
            PickScreen(
                "Theme", rows, start=before, seen=self._wear, nothing="no theme has that name",
                hint="↑↓ try · ⏎ keep · Esc back to the one before",
            )
        )  # fmt: skip
        self._state.theme_before = ""
        self._wear(picked.names[0] if picked else before)

    def _wear(self, theme: str) -> None:
        if theme in self._app.available_themes:
            self._app.theme = theme

    def _theme_names(self) -> list[str]:
        own = [theme.name for theme in THEMES]
        return [*own, *sorted(name for name in self._app.available_themes if name not in own)]

    # What is offered

    def _run_again(self, action: Action) -> Any:
        self._recent = [action.id, *(id_ for id_ in self._recent if id_ != action.id)][:MAXIMUM_RECENT]
        return self._run(action)

    def _places(self) -> list[Offer]:
        """Lists, saved views, venues and topics."""
        items = [
            (item.name, KINDS.get(item.kind, "in the sidebar"), item.id, gone_to(View(), item))
            for item in self._ui.venues.sidebar_items
            if item.kind != NEW and not item.gone
        ]
        return [
            Offer(Row(name, kind, value=id_), kind, partial(self._ui.post, ViewRequest(view)))
            for name, kind, id_, view in (*items, *self._facets)
        ]

    def _switches(self) -> list[Offer]:
        """The filters that are only on or off."""
        view, offers = self._state.view, []
        for one in FILTERS:
            if one.switch:
                on = bool(one.value(view))
                changed = ViewRequest(one.put(view, "" if on else "yes"))
                row = Row(f"only {one.label}", "filter", on, f"filter:{one.name}")
                offers.append(Offer(row, "filter narrow papers", partial(self._ui.post, changed)))
        return offers

    def _themes(self) -> list[Offer]:
        return [
            Offer(
                Row(name, "theme", name == self._app.theme, f"theme:{name}"),
                _ABOUT.get(name, ""),
                partial(self._wear, name),
            )
            for name in self._theme_names()
        ]

    async def _papers(self, typed: str) -> list[Row]:
        query = in_titles(typed)
        found = await self._ui.ask(lambda session: search_jobs.best_entries(session, query, MAXIMUM_PAPERS))
        return [Row(entry.title, entry.venue.slug, value=f"{PAPER}{entry.key}") for entry in found or ()]


def _facets(session: Session) -> Sequence[Place]:
    """The venues and topics of the library, those with most entries first."""
    return [
        (
            count.name,
            f"{name} · {count.total:,}",
            f"{name}:{count.slug}",
            BY_NAME[name].put(View(), count.slug),
        )
        for name in ("venue", "topic")
        for count in counted(session, View(), name, None)
    ]


def command_offer(action: Action, keystrokes: Sequence[str], run: Callable[[], Any]) -> Offer:
    """The offer to run an action of the table."""
    row = Row(action.name, "  ".join(keystrokes[:2]), value=action.id, about=action.help)
    return Offer(row, words_for(action), run, always=True)


def in_titles(typed: str) -> str:
    """The query for papers that are called what is typed; one without letters, such as an arXiv id, is taken as it is."""
    words = _WORDS.findall(typed)
    return " ".join(f"title:{word}" for word in words) if any(map(str.isalpha, typed)) else typed


def fitting(offers: Sequence[Offer], typed: str) -> list[Offer]:
    """The offers that fit what is typed, the best first: what is called that, then what does it."""
    wanted = folded(typed).split()
    if not wanted:
        return [offer for offer in offers if offer.always]
    ranked = [(_rank(offer, wanted), offer) for offer in offers]
    return [offer for rank, offer in sorted((pair for pair in ranked if pair[0]), key=lambda pair: -pair[0])]


def _rank(offer: Offer, wanted: Sequence[str]) -> int:
    """How well an offer fits the words: 0 not at all, 5 if its name begins with them."""
    name, others = folded(offer.row.text), folded(offer.words)
    if name.startswith(" ".join(wanted)):
        return 5
    own, all_words = _WORDS.findall(name), _WORDS.findall(f"{name} {others}")
    if _begin(wanted, own):
        return 4
    if all(word in all_words for word in wanted):
        return 3
    if _begin(wanted, all_words):
        return 2
    return int(all(word in name for word in wanted))


def _begin(wanted: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each of the wanted words begins one of these."""
    return all(any(word.startswith(begun) for word in words) for begun in wanted)


_WORDS = lazy_pattern(r"[^\W_]+")
_ABOUT = {
    "papernotes-dark": "dark",
    "papernotes-light": "light",
    "papernotes-contrast": "dark, with strong contrast",
    "papernotes-terminal": "the terminal's own colours",
}
