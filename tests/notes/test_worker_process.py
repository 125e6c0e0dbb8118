"""Worker processes do not outlive the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import papernotes

READING = """
import signal
from multiprocessing import get_context
from concurrent.futures import ProcessPoolExecutor
from papernotes.notes import begin_worker

if __name__ == "__main__":
    pool = ProcessPoolExecutor(2, get_context("spawn"), begin_worker)
    list(pool.map(abs, range(10)))  # they now wait for more
    print("waiting", flush=True)
    signal.pause()
"""
BUILDING = """
import signal, sys, time
from pathlib import Path
from papernotes.index.build.workers import BuildWorkers

class Slow:
    def keys(self): return []
    def heads(self, keys): return iter(())
    def bodies(self, keys):
        print("reading", flush=True)
        while True:
            time.sleep(0.01)
            yield keys[0], ()

if __name__ == "__main__":
    workers = BuildWorkers(Slow(), [["A/b"]], Path(sys.argv[1]))
    signal.pause()
"""

TELLING = """
import time
from papernotes.notes import end_with_reader

end_with_reader(1)
try:
    print("working", flush=True)
    while True:
        time.sleep(0.01)
except KeyboardInterrupt:
    open("ended", "w").close()
"""


def test_what_tells_its_progress_ends_when_nobody_reads_it(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(papernotes.__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", TELLING], env=environment, stdout=subprocess.PIPE, text=True, cwd=tmp_path
    ) as process:
        try:
            assert process.stdout and process.stdout.readline() == "working\n"
            process.stdout.close()
            process.wait(60)
        except BaseException:
            process.kill()
            raise
    assert (tmp_path / "ended").exists()


@pytest.mark.parametrize("script", [READING, BUILDING], ids=["reading", "building"])
def test_workers_end_with_a_program_that_is_killed(tmp_path: Path, script: str) -> None:
    file = tmp_path / "program.py"
    file.write_text(script, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(papernotes.__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, str(file), str(tmp_path)], env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:  # fmt: skip
        try:
            assert process.stdout and process.stdout.readline()
            process.kill()
            # The output ends once neither the program nor a process that it started holds it open.
            assert process.communicate(timeout=60) == ("", None)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
