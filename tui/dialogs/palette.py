"""Textual's command palette: of the actions in this context, or of the themes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from papernotes.keymap.actions import Action


class PaletteCommand(NamedTuple):
    """A row of the palette."""

    name: str
    keystroke: Content  # shown behind the name
    help: str | None
    run: Callable[[], Any]


class CommandProvider(Provider):
    """Finds commands by their names."""

    def _commands(self) -> Iterable[PaletteCommand]:
        raise NotImplementedError

    async def discover(self) -> Hits:
        for command in self._commands():
            yield DiscoveryHit(Content(command.name) + command.keystroke, command.run, help=command.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._commands():
            score = matcher.match(command.name)
            if score > 0:
                shown = matcher.highlight(command.name) + command.keystroke
                yield Hit(score, shown, command.run, command.name, command.help)


class ActionProvider(CommandProvider):
    """Finds the actions of the screen that the palette was opened over."""

    def _commands(self) -> Iterable[PaletteCommand]:
        for action, keystrokes in getattr(self.screen, "keystrokes_here").items():  # noqa: B009
            if "palette" not in action.run:
                keystroke = Content("".join(f"  {keystroke}" for keystroke in keystrokes[:1]))
                yield PaletteCommand(action.name, keystroke, action.help, partial(self._run, action))

    async def _run(self, action: Action) -> None:
        await getattr(self.screen, "run_by_name")(action)  # noqa: B009


class ThemeProvider(CommandProvider):
    """Finds themes."""

    def _commands(self) -> Iterable[PaletteCommand]:
        for name in sorted(self.app.available_themes):
            yield PaletteCommand(name, Content(), None, partial(setattr, self.app, "theme", name))


def action_palette() -> CommandPalette:
    """The palette of the actions of the screen that it is opened over."""
    return CommandPalette(providers=[ActionProvider], id="--command-palette")


def theme_palette() -> CommandPalette:
    """The palette of the themes. Choosing one sets the theme of the application."""
    return CommandPalette(providers=[ThemeProvider], placeholder="Search for themes…")
