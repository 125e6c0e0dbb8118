"""The program as it is installed, run in processes of its own on homes of its own.

Nothing here knows the program from inside: only its commands, what they print, and the files that they write.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

MODULE = "papernotes"
"""What `python -m` runs."""
COMMAND = (sys.executable, "-P", "-m", MODULE)
PATIENCE_SECONDS = 120
_OF_THE_READER = ("NO_COLOR", "COLUMNS", "LINES", "FORCE_COLOR", "VISUAL", "EDITOR", "PAGER", "BROWSER")


class Broken(AssertionError):
    """Something that was promised does not hold."""


def demand(holds: object, said: object) -> None:
    """Raise Broken with what is said, where something does not hold."""
    if not holds:
        raise Broken(said)


class Home:
    """A home of the program in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.cache = folder / "cache"
        self.config = folder / "config"

    @property
    def environment(self) -> dict[str, str]:
        """What processes on this home get."""
        kept = {name: value for name, value in os.environ.items() if name not in _OF_THE_READER}
        return {**kept, "PAPERNOTES_HOME": str(self.folder)}

    def start(self, *words: object, **options: Any) -> subprocess.Popen[str]:
        """A command in a process group of its own, as a shell starts it."""
        return subprocess.Popen(
            [*COMMAND, *map(str, words)], env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True, **options,
        )  # fmt: skip

    def run(self, *words: object, code: int = 0) -> str:
        """What a command prints. Raises Broken where it ends with another code than this, or with a traceback."""
        with self.start(*words) as process:
            try:
                out, err = process.communicate(timeout=PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                end(process, group=True)
                raise Broken(f"{words}: no end after {PATIENCE_SECONDS} s") from None
        demand(process.returncode == code and "Traceback" not in err, f"{words}: {process.returncode}, {err}")
        self.told = err
        return out

    told = ""
    """What the command that ran last printed on standard error."""

    def objects(self, *words: object) -> list[dict[str, Any]]:
        """The JSON Lines that a command prints."""
        return [json.loads(line) for line in self.run(*words).splitlines()]

    def keys(self) -> list[str]:
        """The keys of all entries."""
        return self.run("list", "--format", "{key}").splitlines()

    def events(self) -> list[dict[str, Any]]:
        """The log of the reading state."""
        return self.objects("state", "export", "-")

    def demand_sound(self, *, in_order: bool = True) -> None:
        """Raises Broken where `doctor` or SQLite finds a fault; `in_order`: or a part that is not up to date."""
        with closing(sqlite3.connect(f"file:{self.data / 'reading.db'}?mode=ro", uri=True)) as database:
            checked = database.execute("PRAGMA integrity_check").fetchall()
        demand(checked == [("ok",)], f"reading.db: {checked}")
        set_aside = [*self.data.glob("reading.db.*damaged*")]
        demand(not set_aside, f"taken for damaged: {set_aside}")
        (health,) = self.objects_of_doctor()
        stores = health["stores"] if in_order else {"reading": health["stores"]["reading state"]}
        faults = [store for store in stores.values() if not store["ok"]]
        demand(not faults and not health["problems"], f"doctor: {faults} {health['problems']}")

    def objects_of_doctor(self) -> list[dict[str, Any]]:
        """What `doctor` found, whatever its code says."""
        with self.start("doctor", "--json") as process:
            out, err = process.communicate(timeout=PATIENCE_SECONDS)
        demand("Traceback" not in err, err)
        return [json.loads(line) for line in out.splitlines()]


def end(process: subprocess.Popen[str], *, group: bool) -> None:
    """Kill a process that `Home.start` started, with all of its group or alone."""
    with suppress(ProcessLookupError):  # it has ended meanwhile
        os.killpg(process.pid, signal.SIGKILL) if group else process.kill()


def marked(events: Sequence[dict[str, Any]], tag: str) -> set[str]:
    """The keys of the entries whose papers got a tag, as the log tells."""
    return {
        name.removeprefix("entry:")
        for event in events
        if event["what"] == "tag" and event["name"] == tag and event["value"]
        for name in event["paper"]
        if name.startswith("entry:")
    }


def files_in(*roots: Path) -> Iterator[Path]:
    """All files in folders, or the files themselves; what goes meanwhile is left out."""
    for root in roots:
        if root.is_dir():
            yield from (Path(folder) / name for folder, _, names in os.walk(root) for name in names)
        elif root.exists():
            yield root


def strays(*roots: Path) -> list[Path]:
    """Files and folders that a write makes for itself, and takes away at its end."""
    found = [path for root in roots if root.is_dir() for path in root.rglob("*")]
    return [path for path in found if path.name.endswith((".part", ".new", ".part-journal")) or
            path.name.startswith((".index-", ".library")) or ".clone-" in path.name]  # fmt: skip


def living(home: Home) -> list[int]:
    """Processes that run on a home, where the system tells what they were started with."""
    own = f"PAPERNOTES_HOME={home.folder}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if own in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
        except OSError:
            continue
    return found


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that is killed, if it still runs, and waited for."""
    try:
        yield process
    finally:
        if process.poll() is None:
            end(process, group=True)
        process.communicate()
