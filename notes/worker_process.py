"""Processes that do not outlive the one that they work for: workers that parse notes or build the index, and a sync
whose progress another program reads."""

from __future__ import annotations

import os
import select
import signal
import threading

LOOKS_SECONDS = 0.5
"""From one look for the process that started this one to the next."""


def begin_worker() -> None:
    """Ignore ^C, which the terminal sends to every process, and end when the parent process ends.

    The parent stops its workers itself. But it may be killed: then its workers would wait for their next task forever,
    or go on to write what the next sync or build deletes.
    """
    import multiprocessing  # loaded late: it takes long, and a sync that finds nothing new needs only `end_with_reader`

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def end_with_parent() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=end_with_parent, name="end with the parent", daemon=True).start()


def end_with_reader(output: int) -> None:
    """End this process, as ^C would, soon after who reads from its `output` (a descriptor) or started it has gone.

    It would otherwise work on unseen until its next line of output, and a program that is killed stops nothing itself.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what runs in its background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    started_by = os.getppid()
    looks = select.poll()
    looks.register(output, 0)  # told of in any case: that the other end is closed

    def look() -> None:
        while not looks.poll(LOOKS_SECONDS * 1000) and os.getppid() == started_by:
            pass
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=look, name="end with the reader", daemon=True).start()
