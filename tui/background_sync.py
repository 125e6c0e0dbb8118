"""Syncing and adding in the background: `papernotes sync --events`, or `add`, in a process of its own, while the screen
goes on.

A crash or a long parse there cannot stop the screen. The process writes its progress as JSON Lines.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.message import Message

Post = Callable[["Message"], object]


_DOING = {"sync": "look for new notes", "add": "add a source"}


class CannotStart(Exception):
    """The process cannot be started; the message says why."""


class BackgroundSync:
    """One run of the sync, or of adding a source. Its progress is posted as messages."""

    def __init__(self, post: Post, words: Sequence[str] = ("sync",), page: str = "") -> None:
        """Start the process. `words` are the command and its arguments; `page` is what it reads as standard input.

        Raises CannotStart, as when the system has no room for another one.
        """
        self._post = post
        self._page = page
        self._cancelled = False
        command, *arguments = words
        self._command = command
        try:
            self._start([command, "--events", *arguments])
        except (OSError, RuntimeError) as error:  # no process; no thread
            reason = getattr(error, "strerror", None) or str(error)
            raise CannotStart(
                f"cannot {_DOING[command]}: {reason}; try again, or run `papernotes {command}`"
            ) from error

    def _start(self, words: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            # -P: a folder named papernotes where the reader happens to be must not be run instead
            [sys.executable or "python3", "-P", "-m", "papernotes", *words],
            stdin=subprocess.PIPE if self._page else subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", errors="replace", env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            start_new_session=True,  # the terminal's ^C is for the reader
        )  # fmt: skip
        self._thread = threading.Thread(target=self._follow, name="sync", daemon=True)
        try:
            self._thread.start()
        except RuntimeError:
            self._process.kill()
            self._process.communicate()
            raise

    @property
    def adds(self) -> bool:
        """Whether it adds a source."""
        return self._command == "add"

    @property
    def running(self) -> bool:
        """Whether the process has not ended yet."""
        return self._process.poll() is None

    def cancel(self) -> None:
        """Stop the sync. What it has written stays."""
        self._cancelled = True
        if self.running:
            self._process.send_signal(signal.SIGINT)

    def stop(self) -> None:
        """Stop the sync and wait until it has ended, 5 seconds at most."""
        self.cancel()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _follow(self) -> None:
        from papernotes.tui.messages import Failed, SyncProgress

        with self._process as process:  # its pipes are closed at the end
            assert process.stdout is not None
            assert process.stderr is not None
            if process.stdin is not None:
                with suppress(BrokenPipeError), process.stdin as stdin:
                    stdin.write(self._page)
            failed = self._post_events(process.stdout)
            words = process.stderr.read().strip().splitlines()
        self._post(SyncProgress(""))
        if process.returncode and not self._cancelled and (words or not failed):
            reason = (
                words[-1].removeprefix("papernotes: ")
                if words
                else f"{self._command} ended with {process.returncode}"
            )
            self._post(Failed(reason))

    def _post_events(self, lines: Iterable[str]) -> bool:
        """Post a message for each event; returns whether any of them is a failure."""
        from papernotes.tui.messages import Failed, LibraryChanged, NothingNew, SyncProgress

        changed, failed = 0, False
        for line in lines:
            event = _event(line)
            if "doing" in event:
                self._post(SyncProgress(event["doing"], event["done"], event["total"]))
            elif "failed" in event:
                failed = True
                self._post(Failed(event["failed"]))
            elif "changed" in event:
                changed = event["changed"]
                self._post(LibraryChanged(event["said"]) if event["said"] else NothingNew())
            elif event.get("titled") or (event.get("indexed") and (changed or event["built"])):
                self._post(LibraryChanged())
        return failed


def _event(line: str) -> dict[str, Any]:
    """The event of a line; an empty one for a line that another library has printed."""
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}
