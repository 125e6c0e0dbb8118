"""The actions of the place one is in, for Textual's command palette."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.actions import ACTIONS, Action
from tui.keystrokes import display, parse


class ActionProvider(Provider):
    """Finds actions by their names."""

    def _actions(self) -> Iterable[Action]:
        context = getattr(self.screen, "context", "reader")
        return (
            action
            for action in ACTIONS
            if action.context in (context, "reader") and "palette" not in action.run
        )

    async def discover(self) -> Hits:
        for action in self._actions():
            yield DiscoveryHit(self._label(action), partial(self._run, action), help=action.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action in self._actions():
            score = matcher.match(action.name)
            if score > 0:
                yield Hit(score, matcher.highlight(action.name), partial(self._run, action), help=action.help)

    def _label(self, action: Action) -> str:
        keystrokes = " ".join(display(parse(keystroke)) for keystroke in action.keystrokes[:1])
        return f"{action.name}  {keystrokes}".replace("[", r"\[")

    async def _run(self, action: Action) -> None:
        await getattr(self.screen, "run_by_name")(action)  # noqa: B009
