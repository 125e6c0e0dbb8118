"""Writes the exports again that are kept up to date, while the screen is open: by a process of its own.

A run begins when library and reading state, changed since the last one, were left alone between two polls. When the
screen closes, the program writes once more what is not up to date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.config.paths import is_there
from papernotes.lazy import lazy_modules

if TYPE_CHECKING:
    import subprocess
    import sys

    from papernotes.session import Session
    from papernotes.tui.reader.state import ReaderState
    from papernotes.tui.reader.ui import ReaderUI
else:
    subprocess, sys = lazy_modules("subprocess", "sys")

Moment = tuple[str, int | None]


class KeptExportsController:
    """Looks whether the kept exports are to be written, and has it done."""

    def __init__(self, ui: ReaderUI, state: ReaderState) -> None:
        self._ui = ui
        self._state = state
        self._written: Moment | None = None
        self._last: Moment | None = None
        self._is_asking = False
        self._process: subprocess.Popen[str] | None = None

    def poll(self) -> None:
        """Begin a run if it is time for one, or tell how one has ended. Not before the first frame."""
        if self._process is not None:
            if self._process.poll() is not None:
                self._tell_end(self._process)
                self._process = None
        elif (
            self._state.shown is not None
            and not self._is_asking
            and is_there(self._ui.session_thread.paths.exports)
        ):
            self._is_asking = True
            self._ui.run(self._begin_if_due, "kept exports")

    def stop(self) -> None:
        """End a run, on leaving. Files are replaced as a whole, so none is left half-written."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    async def _begin_if_due(self) -> None:
        try:
            now = await self._ui.ask(_moment)
        finally:
            self._is_asking = False
        settled, self._last = now == self._last, now
        if now is not None and settled and now != self._written:
            self._written = now
            try:
                self._process = subprocess.Popen(
                    # -P: a folder named papernotes where the reader happens to be must not be run instead
                    [sys.executable or "python3", "-P", "-m", "papernotes", "exports", "--renew"],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                    encoding="utf-8", errors="replace",
                    start_new_session=True,  # the terminal's ^C is for the reader
                )  # fmt: skip
            except OSError as error:
                self._ui.show_failure(f"the kept exports cannot be written: {error.strerror or error}")

    def _tell_end(self, process: subprocess.Popen[str]) -> None:
        _, said = process.communicate()
        if process.returncode:
            last = (said.strip().splitlines() or ["papernotes: the kept exports could not be written"])[-1]
            self._ui.show_failure(last.removeprefix("papernotes: "))


def _moment(session: Session) -> Moment:
    return session.reading.moment(), session.library.generation()
