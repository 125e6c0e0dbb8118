"""The reader's own programs: those of `commands.yaml`, and a line that is typed (`!`, `|`).

A program in the background is followed by a thread of its own, so that nothing waits for it; when the reader leaves, it
is ended. What it writes is cleaned before it is shown.
"""

from __future__ import annotations

from asyncio import CancelledError, to_thread
from collections.abc import Callable, Sequence
from functools import partial
from math import inf
from threading import Event
from typing import TYPE_CHECKING

from papernotes.errors import UserError
from papernotes.given_papers import runs_of
from papernotes.notes import clean_line
from papernotes.own_commands import BACKGROUND, TERMINAL, WINDOW, OwnCommand, split_line
from papernotes.programs import Outcome, ended, open_window, run_beside, run_in_terminal, why_not_run
from papernotes.tui.dialogs.command_line import CommandLineScreen
from papernotes.tui.dialogs.pager import PagerScreen
from papernotes.tui.terminal.handover import with_terminal

if TYPE_CHECKING:
    from textual.app import App

    from papernotes.notes import Entry
    from papernotes.session import Session
    from papernotes.tui.reader.state import ChosenEntries, ReaderState
    from papernotes.tui.reader.ui import ReaderUI

Runs = list[tuple[list[str], bytes]]
"""For each run a program with its arguments, and what it reads."""
MAXIMUM_RUNS = 20
"""For how many papers one keystroke starts a program at most."""
IN_TERMINAL = "!"
"""Before a line: the program has the terminal."""


class CommandController:
    """Runs programs on the chosen papers."""

    def __init__(self, app: App[None], ui: ReaderUI, state: ReaderState, chosen: ChosenEntries) -> None:
        self._app = app
        self._ui = ui
        self._state = state
        self._chosen = chosen
        self._lines: list[str] = []
        self._stops: set[Event] = set()

    def stop(self) -> None:
        """End the programs in the background."""
        for stop in self._stops:
            stop.set()

    def run(self, number: int) -> None:
        """Run the command with this number in `commands.yaml`, from 0."""
        self._begin(self._ui.keymap.commands[number])

    async def ask_to_run(self) -> None:
        """Have the reader type a program to run."""
        await self._ask("Run", "a program and its arguments", "")

    async def ask_to_pipe(self) -> None:
        """Have the reader type a program to give the notes of the chosen papers to."""
        await self._ask("Pipe into", "a program that reads the note", "note")

    async def _ask(self, title: str, typed_for: str, given: str) -> None:
        entries = self._chosen.entries
        if given and not entries:
            self._ui.say("no paper is chosen")
            return
        about = f" · {len(entries):,} papers" if len(entries) > 1 else ""
        line = await self._ui.dialog(CommandLineScreen(f"{title}{about}", typed_for, list(self._lines)))
        if not line:
            return
        self._lines = [*(one for one in self._lines if one != line), line]
        place = TERMINAL if line.startswith(IN_TERMINAL) else BACKGROUND
        try:
            words = split_line(line.removeprefix(IN_TERMINAL))
        except UserError as error:
            self._ui.warn("command", str(error), severity="error")
            return
        # Without a time-out: the pane is there to end it.
        self._begin(OwnCommand(clean_line(line), words, place, inf, place == BACKGROUND, given))

    def _begin(self, command: OwnCommand) -> None:
        # Not as the keystroke's own worker: keystrokes that follow would wait for it.
        self._ui.run(partial(self._run, command, self._chosen.entries), f"command {command.name}")

    async def _run(self, command: OwnCommand, entries: Sequence[Entry]) -> None:
        """Run a command on entries: once for each where it has placeholders, else once for all."""
        once = command.once_a_paper
        if once and len(entries) > MAXIMUM_RUNS:
            self._ui.say(
                f"that would run {command.name} {len(entries):,} times; select at most {MAXIMUM_RUNS}"
            )
            return
        if (once or command.given) and not entries:
            self._ui.say("no paper is chosen")
            return
        note = self._state.note_number if self._state.pane == "note" else 0
        job = partial(runs_of, command=command, entries=entries, note=note)
        if command.show and command.place == BACKGROUND:
            await self._show(command, job)
            return
        for words, given in await self._ui.ask(job) or ():
            try:
                await self._start(command, words, given)
            except OSError as error:
                self._ui.warn(command.name, why_not_run(command.program, error), severity="error")
                return
            except UserError as error:  # the terminal cannot be given away
                self._ui.warn(command.name, str(error), severity="error")
                return

    async def _start(self, command: OwnCommand, words: list[str], given: bytes) -> None:
        if command.place == TERMINAL:
            code = with_terminal(self._app, lambda: run_in_terminal(words, given or None))
            if code:
                self._ui.warn(command.name, f"{command.program} {ended(code)}", severity="error")
        elif command.place == WINDOW:
            open_window(words, given)
            self._ui.say(f"{command.name}: opened")
        else:
            self._ui.say(f"{command.name}: running")
            outcome = await self._beside(command, words, given, Event())
            self._tell(command, outcome)

    async def _show(self, command: OwnCommand, job: Callable[[Session], Runs]) -> None:
        """Run a program beside a pane that shows its output, as often as a job says. Leaving the pane ends it."""
        stop = Event()
        pager = PagerScreen(command.name, stop.set)
        self._ui.open(pager)
        runs, how = await self._ui.ask(job), ""
        for words, given in runs or ():
            if stop.is_set():
                return
            try:
                outcome = await self._beside(
                    command, words, given, stop, lambda output: self._ui.call_later(pager.add, output)
                )
                how = _how(outcome) or how
            except OSError as error:
                how = why_not_run(command.program, error)
                break
        self._ui.call_later(pager.end, "it was not run" if runs is None else how)  # behind the output

    async def _beside(
        self,
        command: OwnCommand,
        words: list[str],
        given: bytes,
        stop: Event,
        seen: Callable[[bytes], object] = lambda output: None,
    ) -> Outcome:
        self._stops.add(stop)
        run = partial(run_beside, words, given, timeout_seconds=command.timeout_seconds, stop=stop, seen=seen)
        try:
            return await to_thread(run)
        except CancelledError:  # the reader leaves
            stop.set()
            raise
        finally:
            self._stops.discard(stop)

    def _tell(self, command: OwnCommand, outcome: Outcome) -> None:
        """Tell how a program in the background ended, with the last line that it wrote."""
        lines = [line for line in outcome.output.decode("utf-8", "replace").splitlines() if line.strip()]
        last = clean_line(lines[-1]) if lines else ""
        if outcome.code or outcome.ended_because:
            how = ": ".join(filter(None, (_how(outcome), last)))
            self._ui.warn(command.name, f"{command.program} {how}", severity="error")
        else:
            self._ui.say(f"{command.name}: {last or 'done'}")


def _how(outcome: Outcome) -> str:
    """How a program ended, in words; nothing if it did so by itself and well."""
    if outcome.ended_because:
        return f"was ended: {outcome.ended_because}"
    return ended(outcome.code) if outcome.code else ""
