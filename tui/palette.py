"""Textual's command palette, with the actions of the place one is in, or with the themes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from tui.actions import ACTIONS, Action
from tui.keystrokes import display, parse


class Command(NamedTuple):
    name: str
    label: str  # what the palette shows before anything is typed
    help: str | None
    run: Callable[[], Any]


class CommandProvider(Provider):
    """Finds commands by their names."""

    def _commands(self) -> Iterable[Command]:
        raise NotImplementedError

    async def discover(self) -> Hits:
        for command in self._commands():
            yield DiscoveryHit(command.label, command.run, help=command.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._commands():
            score = matcher.match(command.name)
            if score > 0:
                yield Hit(score, matcher.highlight(command.name), command.run, help=command.help)


class ActionProvider(CommandProvider):
    def _commands(self) -> Iterable[Command]:
        context = getattr(self.screen, "context", "reader")
        for action in ACTIONS:
            if action.context in (context, "reader") and "palette" not in action.run:
                yield Command(action.name, self._label(action), action.help, partial(self._run, action))

    def _label(self, action: Action) -> str:
        keystrokes = " ".join(display(parse(keystroke)) for keystroke in action.keystrokes[:1])
        return f"{action.name}  {keystrokes}".replace("[", r"\[")

    async def _run(self, action: Action) -> None:
        await getattr(self.screen, "run_by_name")(action)  # noqa: B009


class ThemeProvider(CommandProvider):
    def _commands(self) -> Iterable[Command]:
        for name in sorted(self.app.available_themes):
            yield Command(name, name, None, partial(setattr, self.app, "theme", name))


def action_palette() -> CommandPalette:
    """The palette of the actions, to be opened over the screen whose actions they are."""
    return CommandPalette(providers=[ActionProvider], id="--command-palette")


def theme_palette() -> CommandPalette:
    """The palette of the themes; the one chosen in it is the application's."""
    return CommandPalette(providers=[ThemeProvider], placeholder="Search for themes…")
