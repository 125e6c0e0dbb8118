"""Two readers on terminals, a sync of notes that change, and `mark`, all on one home, for a while.

The readers search, open, mark, star, tag, write remarks, make lists and undo, by keystrokes that a generator of chance
draws; each tags under names of its own, so that what was acknowledged to whom can be told apart. In the end every
acknowledged mark is there, `doctor` finds nothing, every program still runs or ended well, and nothing failed.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, NamedTuple

from kills import remarks, replayed
from made_notes import WORDS, write_notes
from program import PATIENCE_SECONDS, Broken, Home, demand
from terminal import Terminal

REPORT_SECONDS = 30
MINIMUM_TURNS = 2
"""Turns of each program, however slow the machine is."""
ESC, ENTER, CLEAR, REDRAW = b"\x1b", b"\r", b"\x15", b"\x0c"
FAULTS = re.compile(
    rb"[^\n]{0,80}(?:Traceback|[Ff]ailed|database is locked|(?<!note's text )cannot be (?:read|written)|damaged)[^\n]{0,120}"
)
KEPT = b"kept the remark"


class Figures(NamedTuple):
    """What was done, and by whom acknowledged."""

    minutes: float
    keystrokes: int
    syncs: int
    commands: int
    tags: int
    remarks: int
    events: int


class Reader:
    """A reader on a terminal, who acts until told to end."""

    def __init__(self, home: Home, folder: Path, name: str, seed: int) -> None:
        self.home, self.name, self.chance = home, name, random.Random(seed)
        self.next, self.typed = folder / f"{name}.next", folder / f"{name}.typed"
        self.typed.touch()
        editor = folder / f"{name}.sh"  # adds a line, and keeps another beside of what it has added
        editor.write_text(f'cat {self.next} >> "$1"; cat {self.next} >> {self.typed}\n', encoding="utf-8")
        self.terminal = Terminal(home, VISUAL=f"/bin/sh {editor}")
        self.terminal.wait_for(b"unread")
        self.keystrokes = 0
        self.tags: list[str] = []
        self.written = 0
        self.faults: list[bytes] = []

    def act(self) -> None:
        """Do one thing that readers do, from the list and back to it."""
        choice = self.chance.choice
        word = choice(WORDS).encode()
        kind = choice(
            ("search", "open", "mark", "mark", "tag", "tag", "remark", "list", "undo", "panel", "move")
        )
        if kind == "search":
            self._press(b"/", CLEAR, *(bytes([letter]) for letter in word), ENTER, b"j", ESC, ESC, ESC)
        elif kind == "open":
            self._press(b"g3", ENTER, *(choice((b"j", b" ", b"]", b"G", b"J", b"n")) for _ in range(4)), b"h")
        elif kind == "mark":
            self._press(b"g3", choice((b"j", b"k", b"j")), choice((b"r", b"s", b"xl", b"xs")))
        elif kind == "tag":
            self.written += 1  # never a name again: what is typed on a paper that has the tag takes it away
            self._tag(f"{self.name} {self.written}")
        elif kind == "remark":
            self._remark()
        elif kind == "list":
            self._press(b"g3", b"A", *(bytes([letter]) for letter in b"list " + word[:1]), ENTER)
        elif kind == "undo":  # of a mark of just now: what is taken back is then known
            self._press(b"g3", b"s", b"u", b"U", b"u")
        elif kind == "panel":
            self._press(
                choice((b"t", b"gl", b"gn", b"gh", b"gt", b"S", b"?")), choice((b"j", b"\x1b[B")), ESC
            )
        else:
            self._press(b"g3", *(choice((b"j", b"k", b"G", b"gg", b"\x06", b"\t")) for _ in range(5)))

    def _tag(self, tag: str) -> None:
        self._press(b"g3", b"#", CLEAR)
        self._press(*(bytes([letter]) for letter in tag.encode()), ENTER)
        # Of a notice where the one before stood, only what differs is written, unless the screen is drawn anew.
        if self._says(f"tagged 1 paper “{tag}”".encode(), REDRAW):
            self.tags.append(tag)
        self._press(ESC)

    def _remark(self) -> None:
        self.written += 1
        self.next.write_text(f"remark {self.written} of {self.name}.\n", encoding="utf-8")
        self._press(b"g3", b"e")
        self._says(KEPT)

    def _says(self, words: bytes, key: bytes = b"") -> bool:
        """Whether these words come; a key is pressed again and again until then."""
        until = time.monotonic() + 5
        while words not in self.terminal.take_in(0.1 if key else 0.02) and time.monotonic() < until:
            self._demand_running()
            if key:
                self.terminal.press(key)
        return words in self.terminal.seen

    def _press(self, *keys: bytes) -> None:
        for key in keys:
            self._demand_running()
            self.terminal.press(key)
            self.keystrokes += 1
            self.terminal.rest(0.03, 1.0)
            self.faults += FAULTS.findall(self.terminal.seen)

    def _demand_running(self) -> None:
        demand(
            self.terminal.poll() is None,
            f"{self.name} ended with {self.terminal.code}: {self.terminal.seen[-800:]!r}",
        )


def together(
    work: Path, seconds: float, seed: int, notes: int, tell: Callable[[str], None] = lambda _: None
) -> Figures:
    """Let all of them work for so long. Raises Broken where something does not hold in the end."""
    tree, home = work / "together notes", Home(work / "together")
    write_notes(tree, notes)
    home.run("add", tree, "--name", "sea")
    keys = home.keys()
    failed = list[str]()
    marked: dict[str, set[str]] = {}
    syncs = 0
    readers = [Reader(home, work, name, seed + number) for number, name in enumerate(("ada", "bo"))]

    until = time.monotonic() + seconds

    def by_itself(act: Callable[[int], None], pause_seconds: float) -> threading.Thread:
        def loop() -> None:
            turn = 0
            while (turn < MINIMUM_TURNS or time.monotonic() < until) and not failed:
                turn += 1
                try:
                    act(turn)
                except Exception as error:
                    failed.append(f"{act.__name__}, {turn}: {error}")
                time.sleep(pause_seconds)

        thread = threading.Thread(target=loop, name=act.__name__)
        thread.start()
        return thread

    def sync(turn: int) -> None:
        nonlocal syncs
        write_notes(tree, notes, turn % 3, notes // 10)
        Home(home.folder).run("sync")
        syncs = turn

    def mark(turn: int) -> None:
        own = Home(home.folder)
        with own.start(
            "mark",
            *(chosen := random.Random(f"{seed} {turn}").sample(keys[5:], 3)),
            "--tag",
            f"command {turn}",
        ) as process:
            out, err = process.communicate(timeout=PATIENCE_SECONDS)
        if process.returncode == 0 and out:
            marked[f"command {turn}"] = {f"entry:{key}" for key in chosen}
        elif "no entry" not in err:  # what a sync has just taken away cannot be marked
            raise Broken(f"mark: {process.returncode} {err}")

    def read(reader: Reader) -> Callable[[int], None]:
        def act(turn: int) -> None:
            reader.act()

        act.__name__ = reader.name
        return act

    threads = [by_itself(read(reader), 0.0) for reader in readers]
    threads += [by_itself(sync, 2.0), by_itself(mark, 0.5)]
    while any(thread.is_alive() for thread in threads):
        for thread in threads:
            thread.join(REPORT_SECONDS / len(threads))
        tell(f"{sum(reader.keystrokes for reader in readers)} keystrokes, {syncs} syncs, {len(marked)} marks")
    for thread in threads:
        thread.join()
    for reader in readers:
        if code := reader.terminal.code if reader.terminal.poll() is not None else reader.terminal.leave():
            failed.append(f"{reader.name} left with {code}")
        faults = Counter(reader.faults)
        failed += [f"{reader.name} was shown {fault!r} ({count}×)" for fault, count in faults.items()]
    demand(not failed, "\n".join(failed))
    return _demand_all(home, readers, marked, seconds, syncs)


def _demand_all(
    home: Home, readers: list[Reader], marked: dict[str, set[str]], seconds: float, syncs: int
) -> Figures:
    home.run("sync")
    home.demand_sound()
    events = home.events()
    undone = {event["value"] for event in events if event["what"] == "undo"}
    lost = [tag for tag, papers in marked.items() if not papers <= recorded(events, tag, undone)]
    lost += [tag for reader in readers for tag in reader.tags if not recorded(events, tag, undone)]
    texts = {str(event["value"]) for event in events if event["what"] == "remark"}
    torn = [path for path, text in remarks(home).items() if text not in texts]
    demand(not torn, f"remarks that the log does not know: {torn}")
    # What another program has changed meanwhile is left in a draft, and that is told.
    texts |= {file.read_text("utf-8") for file in (home.data / "drafts").rglob("*.md")}
    typed = [line for reader in readers for line in reader.typed.read_text("utf-8").splitlines()]
    lost += [line for line in typed if not any(line in text for text in texts)]
    demand(not lost, f"acknowledged, or typed, and lost: {lost}")
    return Figures(
        seconds / 60,
        sum(reader.keystrokes for reader in readers),
        syncs,
        len(marked),
        sum(len(reader.tags) for reader in readers),
        len(typed),
        len(events),
    )


def recorded(events: list[dict[str, Any]], tag: str, undone: Collection[str] = ()) -> set[str]:
    """The papers that have a tag, and those from which an undo took it: `u` takes back what any program did last."""
    tagged = [event for event in events if event["what"] == "tag" and event["name"] == tag]
    gave = {event["step"] for event in tagged if event["value"]}
    if gave & set(undone):
        return {name for event in tagged if event["value"] for name in event["paper"]}
    return replayed(tagged).get(tag, set())
