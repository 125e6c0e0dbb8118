"""The session_thread: the thread on which the application's session lives and all of its work on data is done.

The event loop hands work over and gets a message back. Of the work of one kind only the newest
still waiting is done: what a later keystroke has superseded is dropped.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from papernotes.errors import failures, told_of
from papernotes.notes import failure
from papernotes.session import Session, Superseded

if TYPE_CHECKING:
    from textual.message import Message

    from papernotes.config.paths import Paths

T = TypeVar("T")
_DISK = (sqlite3.OperationalError, sqlite3.DatabaseError)
Post = Callable[["Message"], object]


def _always() -> bool:
    return True


class SessionThread:
    """Opens a session on a thread of its own, at once."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._session: Future[Session] = self._thread.submit(Session, paths)
        self._newest: dict[str, int] = {}
        """Kind of work → the number of what was handed over last; none where nothing waits."""
        self._numbers = count(1)
        self._lock = threading.Lock()

    def ask(self, work: Callable[[Session], T]) -> Future[T]:
        """Do `work` and give its result."""
        return self._thread.submit(lambda: work(self._opened()))

    def submit(
        self,
        kind: str,
        work: Callable[[Session], Message | None],
        post: Post,
        *,
        wanted: Callable[[], bool] = _always,
    ) -> int:
        """Do `work` unless newer work of its `kind` comes before it begins, and post the message it returns.

        Work of no kind (an empty one) is always done: changes, none of which may be lost. Work that changes
        nothing may cease to be `wanted`, which is asked on the session thread: it is then not begun, or ends where
        the session lets it.

        What fails for reasons that a person can understand is posted as Failed, a mistake of ours
        as Crashed. Returns the number of the work, which grows by one each time.
        """
        with self._lock:
            number = self._newest[kind] = next(self._numbers)

        def run() -> None:
            from papernotes.tui.messages import Crashed, Failed

            with self._lock:
                newest = self._newest.get(kind) == number
                if newest:
                    del self._newest[kind]  # kinds are many: the places of all notes, one by one
            if not wanted() or (kind and not newest):
                return
            try:
                message = work(self._opened(wanted))
            except Superseded:
                return
            except failures() as error:
                message = Failed(" ".join(str(error).split()))
            except OSError as error:
                message = Failed(told_of(error))
            except Exception as error:
                message = Crashed(error)
                # SQLite tells mistakes of ours by classes of their own; what is left is the disk.
                if isinstance(error, sqlite3.Error) and type(error) in _DISK:
                    message = Failed(str(failure(self.paths.library, error)))
            if message is not None:
                post(message)

        self._thread.submit(run)
        return number

    def _opened(self, wanted: Callable[[], bool] = _always) -> Session:
        session = self._session.result()
        session.wanted = wanted
        return session

    def close(self) -> None:
        """Finish what is under way, drop what waits, and close the session."""
        if not self._session.exception():
            self._thread.submit(self._session.result().close)
        self._thread.shutdown(wait=True)
