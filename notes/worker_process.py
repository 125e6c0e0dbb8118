"""What every worker process does before anything else, whether it parses notes or builds the index."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading


def begin_worker() -> None:
    """Ignore ^C, which the terminal sends to every process, and end when the parent process ends.

    The parent stops its workers itself. But it may be killed: then its workers would wait for their next task forever,
    or go on to write what the next sync or build deletes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def end_with_parent() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=end_with_parent, name="end with the parent", daemon=True).start()
