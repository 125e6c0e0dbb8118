"""The session thread: it owns the session, and runs all jobs on library, index and reading state.

The event loop submits jobs, and gets the messages that they return. Of the jobs of one kind that wait, only the newest
is run: the others are superseded by a later keystroke. A job is a function that takes the session.
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
    """Opens a session on a thread of its own, and runs jobs there."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="session")
        self._session: Future[Session] = self._thread.submit(Session, paths)
        self._newest: dict[str, int] = {}
        """Kind of job → the number of the newest one that waits."""
        self._numbers = count(1)
        self._lock = threading.Lock()

    def ask(self, job: Callable[[Session], T]) -> Future[T]:
        """Run a job, which is never superseded; returns a future of its result."""
        return self._thread.submit(lambda: job(self._opened()))

    def submit(
        self,
        kind: str,
        job: Callable[[Session], Message | None],
        post: Post,
        *,
        wanted: Callable[[], bool] = _always,
    ) -> int:
        """Run a job unless a newer one of its `kind` is submitted before it begins, and `post` the message that it returns.

        Changes have no kind (an empty one): all of them are made. `wanted` is called on the session thread; when it
        returns False the job is not begun, or ends early where the session can stop it.

        A failure that a person can act on is posted as Failed, a mistake of ours as Crashed. Returns the number of
        the job, which grows by one each time.
        """
        with self._lock:
            number = self._newest[kind] = next(self._numbers)

        def run() -> None:
            from papernotes.tui.messages import Crashed, Failed

            with self._lock:
                newest = self._newest.get(kind) == number
                if newest:
                    del self._newest[kind]  # there are many kinds, such as one for the position in each note
            if not wanted() or (kind and not newest):
                return
            try:
                message = job(self._opened(wanted))
            except Superseded:
                return
            except failures() as error:
                message = Failed(" ".join(str(error).split()))
            except OSError as error:
                message = Failed(told_of(error))
            except Exception as error:
                message = Crashed(error)
                # SQLite reports our mistakes by other classes; these two mean the disk.
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
        """Finish all jobs that were submitted, and close the session."""
        if not self._session.exception():
            self._thread.submit(self._session.result().close)
        self._thread.shutdown(wait=True)
