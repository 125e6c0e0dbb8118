"""What a process that helps this program does before anything else."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading


def begin_helping() -> None:
    """Leave ^C, which the terminal sends to all, to the process that is helped; and end when that ends.

    That it ends may be a surprise to it, too: helpers of one that is killed would wait for their next task for ever,
    or write on to what the next sync or build takes away.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    helped = multiprocessing.parent_process()
    if helped is not None:

        def end_with_it() -> None:
            helped.join()
            os._exit(1)

        threading.Thread(target=end_with_it, name="until the parent ends", daemon=True).start()
