"""Bringing sources, library and index up to date in a process of its own, while the screen goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.message import Message

Post = Callable[["Message"], object]


class BackgroundSync:
    """One run of `papernotes sync`, whose progress is posted as messages."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._cancelled = False
        self._process = subprocess.Popen(
            # -P: a folder named tui where the reader happens to be must not be run instead
            [sys.executable, "-P", "-m", "tui", "sync", "--events"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            start_new_session=True,  # the terminal's ^C is for the reader
        )  # fmt: skip
        self._thread = threading.Thread(target=self._follow, name="sync", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def cancel(self) -> None:
        """Stop it; what was finished stays."""
        self._cancelled = True
        if self.running:
            self._process.send_signal(signal.SIGINT)

    def stop(self) -> None:
        """Stop it and wait, for leaving."""
        self.cancel()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _follow(self) -> None:
        from tui.messages import Failed, Working

        with self._process as process:  # its pipes are closed at the end
            assert process.stdout is not None
            assert process.stderr is not None
            self._post_events(process.stdout)
            words = process.stderr.read().strip().splitlines()
        self._post(Working(""))
        if process.returncode and not self._cancelled:
            reason = (
                words[-1].removeprefix("papernotes: ") if words else f"sync ended with {process.returncode}"
            )
            self._post(Failed(reason))

    def _post_events(self, lines: Iterable[str]) -> None:
        from tui.messages import LibraryChanged, NothingNew, Working

        changed = 0
        for line in lines:
            event = json.loads(line)
            if "doing" in event:
                self._post(Working(event["doing"], event["done"], event["total"]))
            elif "changed" in event:
                changed = event["changed"]
                if changed:
                    self._post(LibraryChanged(f"{changed:,} entries are new, changed or gone"))
                else:
                    self._post(NothingNew())
            elif event.get("titled") or (event.get("indexed") and (changed or event["built"])):
                self._post(LibraryChanged())
