"""The Textual application: themes, line filters, clipboard and browser; and what begins and ends with the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Event, InputEvent, Key, Paste, Resize
from textual.filter import LineFilter
from textual.reactive import Initialize, Reactive
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import Theme
from textual.widgets import Input

from papernotes.cli.terminal import is_utf8, terminal_encoding
from papernotes.config.paths import is_there
from papernotes.config.settings_file import read_configuration
from papernotes.glyphs import glyphs
from papernotes.keymap.keymap import Keymap, load_keymap
from papernotes.notes import Library, clean, clean_line
from papernotes.tui.bindings import textual_action
from papernotes.tui.garbage import CHECK_SECONDS, IdleCollector, release_closed_widgets
from papernotes.tui.reader.guidance import greeting
from papernotes.tui.reader.screen import ReaderScreen
from papernotes.tui.terminal.clean_lines import CleanFilter
from papernotes.tui.terminal.driver import QuickDriver
from papernotes.tui.terminal.typeahead import RETRY_SECONDS, TypeAhead
from papernotes.tui.theme.ascii import AsciiFilter, BlockScrollBar
from papernotes.tui.theme.themes import TERMINAL, THEMES, theme_names

if TYPE_CHECKING:
    from rich.console import RenderableType

    from papernotes.config.paths import Paths
    from papernotes.tui.session_thread import SessionThread
    from papernotes.ui_state import UIState

release_closed_widgets()

SYNC_DELAY_SECONDS = 2.0
"""From the first frame until the sources are read for new notes."""
THREAD_SWITCH_SECONDS = 0.0002
"""How long a thread computes at most while another one waits; Python's default is 0.005. A keystroke passes from thread to
thread on its way to the screen. The session thread queries the database many times for each note, and would wait after
each answer while the event loop paints."""
SETTLED_SECONDS = 1.5
"""From the first frame until there may be garbage to collect."""


class PapernotesApp(App[None]):
    """The Textual application. Its one screen is the reader; dialogs open over it."""

    TITLE = "papernotes"
    CSS_PATH = "styles/papernotes.tcss"
    # The keymap has a keystroke for it. Textual's own would open it from the search bar, too.
    ENABLE_COMMAND_PALETTE = False
    # It is known from the start: setting a theme later would have all style sheets parsed again.
    theme: Reactive[str] = Reactive(Initialize(attrgetter("_first_theme")))

    def __init__(
        self,
        paths: Paths,
        session_thread: SessionThread,
        keymap: Keymap,
        saved: UIState,
        *,
        sync: bool = True,
        ascii: bool = False,
        encoding: str = "utf-8",
    ) -> None:
        self.configuration, self._mistakes = read_configuration(paths.configuration)
        # Without colour, the terminal theme shows most, by bold, dim and reverse.
        colourless = "NO_COLOR" in os.environ
        self._first_theme = TERMINAL.name if colourless else saved.theme
        if self._first_theme not in theme_names():
            self._first_theme = self.configuration.theme
        if self.configuration.digits == "panes":
            keymap = keymap.with_pane_digits()
        super().__init__(driver_class=QuickDriver, ansi_color=True if colourless else None)
        self.syncs = sync and self.configuration.sync_at_start
        self._watches = sync
        self._clean_filter = CleanFilter()
        self._use_glyphs(ascii or self.configuration.ascii or not is_utf8(encoding), encoding)
        # A connection of the event loop to the library, for rows that come into sight.
        self._rows = Library.open(paths.library, read_only=True)
        self._is_empty = not self._rows.has_entries()
        first = not saved.key and not is_there(paths.sources)
        self._reader = ReaderScreen(
            session_thread, self._rows, keymap, saved, self.configuration,
            greeting=greeting(keymap) if first else "", will_read=self.syncs and self._is_empty,
        )  # fmt: skip
        self.typed_ahead = TypeAhead(self, super().on_event)
        self._collector = IdleCollector(lambda: len(self.screen_stack) - 1)
        self.set_keymap(keymap.single())
        for action in keymap.own:
            for keys in keymap.keystrokes[action.id]:
                if len(keys) == 1:
                    self.bind(keys[0], textual_action(action), description=action.name, show=False)

    def get_default_screen(self) -> Screen[None]:
        return self._reader

    async def on_event(self, event: Event) -> None:
        if isinstance(event, InputEvent):
            self._collector.keystroke()
        if isinstance(event, Resize):
            self._forget_screen()
            if event.size == self.size:  # Textual would not paint it: it has been another one for a moment
                self.refresh()
        if isinstance(event, Key) and not event.is_forwarded:
            await self.typed_ahead.take(event)
        else:
            if isinstance(event, Paste):  # every input has one line, but for that in which pages are pasted
                one_line = isinstance(self.focused, Input) and not getattr(self.focused, "takes_pages", False)
                event.text = clean_line(event.text) if one_line else clean(event.text)
            await super().on_event(event)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text, without control characters: it may be pasted into a terminal."""
        super().copy_to_clipboard(clean(text))

    @property
    def clipboard(self) -> str:
        """What was copied last, on one line, as it is pasted here."""
        return clean_line(super().clipboard)

    # Looks

    @cached_property
    def available_themes(self) -> dict[str, Theme]:  # Textual reads it for every line that it paints
        return {theme.name: theme for theme in THEMES} | super().available_themes

    def _use_glyphs(self, ascii: bool, encoding: str) -> None:
        glyphs.ascii = ascii
        self._ascii_filter = [AsciiFilter(encoding)] if ascii else []
        self.set_class(ascii, "-ascii")
        ScrollBar.renderer = BlockScrollBar if ascii else ScrollBarRender

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [self._clean_filter, *super().get_line_filters(), *self._ascii_filter]

    def _forget_screen(self) -> None:
        if isinstance(self._driver, QuickDriver):
            self._driver.forget_screen()

    def action_redraw(self) -> None:
        """Paint all of the screen anew: something else may have written to the terminal."""
        self._forget_screen()
        self.refresh()

    # What is outside

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Leave when the reader screen is complete: Textual would miss widgets that are being added."""
        if self._reader.complete:
            super().exit(result, return_code, message)
        else:
            self.set_timer(RETRY_SECONDS, lambda: self.exit(result, return_code, message))

    async def action_quit(self) -> None:
        self._reader.leave_now()

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        from papernotes.errors import UserError
        from papernotes.tui.terminal.browser import open_in_browser

        try:
            open_in_browser(self, url, self.configuration.browser)
        except UserError as error:
            self.copy_to_clipboard(url)
            self.notify(
                f"{error}\nThe address is copied.",
                title="browser",
                severity="error",
                timeout=10,
                markup=False,
            )

    def on_ready(self) -> None:
        if self._mistakes:
            from papernotes.config.problems import told

            text = told(self._mistakes, "config")
            self.notify(text, title="configuration", severity="warning", timeout=15, markup=False)
        self.set_timer(
            SETTLED_SECONDS, lambda: self.set_interval(CHECK_SECONDS, self._collector.collect_if_idle)
        )
        if self.syncs:
            # At once if there is nothing to show yet, else when the reader has settled.
            self.set_timer(0.01 if self._is_empty else SYNC_DELAY_SECONDS, self._reader.begin_sync)
        if self._watches:
            self.set_timer(SYNC_DELAY_SECONDS, self._reader.begin_watching)

    async def on_unmount(self) -> None:
        self._reader.leave()
        self._rows.close()


def run_app(
    paths: Paths, session_thread: SessionThread, saved: UIState, query: str, *, ascii: bool = False
) -> int:
    """Run the application where it was left, or with a query in the search bar; returns the exit code."""
    if query:
        saved = saved._replace(
            view=saved.view._replace(query=clean_line(query), order=""), pane="papers", key=""
        )
    sys.setswitchinterval(THREAD_SWITCH_SECONDS)
    app = PapernotesApp(
        paths,
        session_thread,
        load_keymap(paths.keybindings, paths.commands),
        saved,
        ascii=ascii,
        encoding=terminal_encoding(),
    )
    app.run()
    return app.return_code or 0
