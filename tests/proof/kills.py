"""Kills of every kind of write, at instants that are nobody's choice, and what must hold after each of them.

A kill is a hit where the command had begun to write and had not ended: a file that it writes had changed, it was the
kill that ended it, and it had not said that it was done. The instant is drawn from the time that the kind of write was
last seen to take. Every other kill goes to the whole process group, as where the system is short of memory or the
terminal goes; the rest to the command alone, whose helpers must then end by themselves.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from made_notes import write_notes
from program import PATIENCE_SECONDS, Broken, Home, demand, end, ended, files_in, living, strays
from terminal import Terminal

POLL_SECONDS = 0.001
ORPHANS_END_WITHIN_SECONDS = 20
HOUR_SECONDS = 3600


class Sizes(NamedTuple):
    """How much there is to write: notes, how many of them a sync finds changed, papers of a merge."""

    notes: int
    changed: int
    merged: int


LARGE = Sizes(notes=1_000, changed=400, merged=300)
SMALL = Sizes(notes=20, changed=10, merged=20)


class Tally(NamedTuple):
    """What came of the kills of one kind."""

    kind: str
    tries: int
    hits: int
    seconds: float


class Running(Protocol):
    """A command under way."""

    def poll(self) -> int | None: ...
    def kill(self, *, group: bool) -> None: ...
    def finish(self) -> bool: ...


class Command:
    """A command, and whether it said that it was done."""

    def __init__(self, home: Home, *words: object) -> None:
        self.process = home.start(*words)
        self.out = self.err = ""

    def poll(self) -> int | None:
        """Its code, where it has ended."""
        return self.process.poll()

    def kill(self, *, group: bool) -> None:
        """Kill it."""
        end(self.process, group=group)

    def finish(self) -> bool:
        """Wait until it has ended; whether it did what it was to do, rather than being killed. Raises Broken."""
        with ended(self.process):
            # A helper that outlives its parent has the same standard output: wait for the parent, not for the pipe.
            self.process.wait(PATIENCE_SECONDS)
            if self.process.returncode == -signal.SIGKILL:
                return False
            self.out, self.err = self.process.communicate(timeout=PATIENCE_SECONDS)
        demand(
            self.process.returncode == 0 and "Traceback" not in self.err, f"{self.process.args}: {self.err}"
        )
        return True


class Write(Protocol):
    """A kind of write: what is started, where it writes, and what must hold when it was killed, or is done."""

    name: str

    def watched(self) -> Sequence[Path]: ...
    def prepare(self) -> None: ...
    def start(self) -> Running: ...
    def check(self, done: bool) -> None: ...


def stamps(paths: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """Times and sizes of all files there are."""
    found = {}
    for file in files_in(*paths):
        try:
            status = file.stat()
        except OSError:
            continue
        if not file.name.endswith("-shm"):
            found[file] = (status.st_mtime_ns, status.st_size)
    return found


def kill_until(
    write: Write,
    hits: int,
    chance: random.Random,
    tell: Callable[[str], None] = lambda _: None,
    span: float = 0.0,
) -> Tally:
    """Kill a kind of write until this many kills have hit. Raises Broken where something does not hold.

    `span` is in how many seconds from its first write on it is killed; without, a first try is let go on to its end.
    """
    began, tries, hit, rehearsals = time.monotonic(), 0, 0, 0 if span else 1
    while hit < hits:
        demand(tries < 12 * hits + 40, f"{write.name}: only {hit} of {tries} kills hit")
        group = bool(tries % 2)
        write.prepare()
        before = stamps(write.watched())
        running = write.start()
        while running.poll() is None and stamps(write.watched()) == before:
            time.sleep(POLL_SECONDS)
        writing = time.monotonic()
        if tries >= rehearsals:
            while running.poll() is None and time.monotonic() < writing + span * chance.random():
                time.sleep(POLL_SECONDS / 4)
            running.kill(group=group)
        else:  # a rehearsal: how long does it write?
            last = stamps(write.watched())
            while running.poll() is None:
                if (now := stamps(write.watched())) != last:
                    last, span = now, time.monotonic() - writing
                time.sleep(POLL_SECONDS)
        done = running.finish()
        tries += 1
        hit += not done
        if tries > rehearsals:
            span = span * 0.93 + 0.0002 if done else span * 1.03
        try:
            write.check(done)
        except Exception as error:
            how = (
                "done"
                if done
                else f"killed after {span * 1000:.0f} ms at most, {'all' if group else 'alone'}"
            )
            raise Broken(f"{write.name}, try {tries} ({how}): {error}") from error
        if tries % 10 == 0:
            tell(f"{write.name}: {hit} hits of {tries} kills")
    return Tally(write.name, tries - rehearsals, hit, time.monotonic() - began)


def demand_no_orphans(home: Home) -> None:
    """Raises Broken where a process that a killed one had started goes on."""
    until = time.monotonic() + ORPHANS_END_WITHIN_SECONDS
    while left := living(home):
        demand(time.monotonic() < until, f"processes {left} go on without the one that started them")
        time.sleep(0.05)


def demand_no_strays(write_again: Callable[[], object], *roots: Path) -> None:
    """Raises Broken where what a killed write left is still there after a write of an hour later."""
    for stray in strays(*roots):
        earlier = stray.lstat().st_mtime - HOUR_SECONDS
        os.utime(stray, (earlier, earlier), follow_symlinks=False)
    if strays(*roots):
        write_again()
    demand(not strays(*roots), f"never taken away: {strays(*roots)}")


# The reading state


def replayed(events: Sequence[dict[str, Any]]) -> dict[str, set[str]]:
    """The papers, by the keys of their entries, that have each tag."""
    tagged: dict[str, set[str]] = {}
    for event in sorted(events, key=lambda event: str(event["id"])):
        if event["what"] == "tag":
            keys = {name for name in event["paper"] if name.startswith("entry:")}
            papers = tagged.setdefault(event["name"], set())
            tagged[event["name"]] = papers | keys if event["value"] else papers - keys
    return tagged


class Mark:
    """`mark` of several papers, and now and then `undo` of it: all of them or none, and what was acknowledged stays."""

    name = "mark"

    def __init__(self, home: Home, chance: random.Random) -> None:
        self.home, self.chance = home, chance
        self.keys = home.keys()
        self.tries = 0
        self.wanted: dict[str, set[str]] = {}
        self.now: tuple[str, set[str], set[str]] = ("", set(), set())

    def watched(self) -> Sequence[Path]:
        """The reading state."""
        return (self.home.data,)

    def prepare(self) -> None:
        """Count."""
        self.tries += 1

    def start(self) -> Running:
        """Tag some papers, or take the last tags back."""
        tag, _, marked = self.now
        if self.tries % 5 == 0 and self.wanted.get(tag) == marked and marked:
            self.now = (tag, marked, set())
            return Command(self.home, "undo")
        tag, keys = f"tag {self.tries}", self.chance.sample(self.keys, min(20, len(self.keys)))
        self.now = (tag, set(), {f"entry:{key}" for key in keys})
        return Command(self.home, "mark", *keys, "--tag", tag)

    def check(self, done: bool) -> None:
        """The last step is there as a whole or not at all, and all before it are as they were."""
        tag, before, after = self.now
        tagged = replayed(self.home.events())
        found = tagged.get(tag, set())
        demand(found == after or (not done and found == before), f"{tag}: {len(found)} papers, done: {done}")
        self.wanted[tag] = found
        lost = [tag for tag, papers in self.wanted.items() if tagged.get(tag, set()) != papers]
        demand(not lost, f"no longer as acknowledged: {lost}")
        if self.tries % 10 == 0:
            self.home.demand_sound(in_order=False)
            demand_no_strays(lambda: self.home.run("mark", self.keys[0], "--star"), self.home.folder)


class Typed:
    """The reader on a terminal of its own, which is asked for a remark by a keystroke."""

    def __init__(self, home: Home, folder: Path, number: int) -> None:
        editor = folder / "editor.sh"
        editor.write_text(f"printf 'remark {number}, {'word ' * 400}end' > \"$1\"\n", encoding="utf-8")
        self.terminal = Terminal(home, VISUAL=f"/bin/sh {editor}")
        self.terminal.wait_for(b"unread")
        for _ in range(number % 7):
            self.terminal.press(b"j")
        self.terminal.rest()
        self.terminal.press(b"e")
        self.said = self.killed = False

    def poll(self) -> int | None:
        """0 when the reader says that the remark is kept; else None, or what ended it."""
        self.said = self.said or self.terminal.take_in().find(b"kept the remark") >= 0
        return 0 if self.said else self.terminal.poll()

    def kill(self, *, group: bool) -> None:
        """Kill it."""
        self.killed = True
        self.terminal.kill(group=group)

    def finish(self) -> bool:
        """Whether it said that it was done, before it was killed."""
        if not self.said and not self.killed:
            self.terminal.wait_for(b"kept the remark")
            self.said = True
        self.terminal.close()
        return self.said


class Remark:
    """A remark written on the screen in an editor: its file is the old or the new one, and no other file changes."""

    name = "remark"

    def __init__(self, home: Home, folder: Path) -> None:
        self.home, self.folder = home, folder
        self.number = 0
        self.before = self._files()

    def _files(self) -> dict[Path, str]:
        return {file: file.read_text("utf-8") for file in (self.home.data / "remarks").rglob("*.md")}

    def watched(self) -> Sequence[Path]:
        """The remarks, and the log; drafts are written before the editor is started."""
        return (self.home.data / "remarks", self.home.data / "reading.db", self.home.data / "reading.db-wal")

    def prepare(self) -> None:
        """Keep what there is."""
        self.number += 1
        self.before = self._files()

    def start(self) -> Running:
        """Write one."""
        return Typed(self.home, self.folder, self.number)

    def check(self, done: bool) -> None:
        """Nothing is torn and nothing lost; the log takes in what the file has."""
        now, whole = self._files(), f"remark {self.number}, {'word ' * 400}end"
        fresh = {file: text for file, text in now.items() if self.before.get(file) != text}
        demand(len(fresh) == 1 or (not done and not fresh), f"{len(fresh)} remarks changed, done: {done}")
        demand(set(fresh.values()) <= {whole}, f"torn: {fresh}")
        demand(self.before.keys() <= now.keys(), f"gone: {self.before.keys() - now.keys()}")
        texts = {event["value"] for event in self.home.events() if event["what"] == "remark"}
        demand(set(now.values()) <= texts, "a remark is not in the log")
        demand(self._files() == now, "reading the state changed a remark")
        if self.number % 10 == 0:
            self.home.demand_sound(in_order=False)
            demand_no_strays(self._once_more, self.home.folder)

    def _once_more(self) -> None:
        for _ in range(7):
            self.number += 1
            demand(Typed(self.home, self.folder, self.number).finish(), "a remark cannot be written")


def other_device(home: Home, keys: Sequence[str], chance: random.Random) -> None:
    """Make a reading state of another device: papers starred and tagged, and remarks on every tenth of them."""
    home.run("mark", *keys, "--star", "--tag", "from elsewhere", "--list", "abroad")
    for key in chance.sample(keys, len(keys) // 10):
        file = home.data / "remarks" / f"{key}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"Another device on {key}: {'well ' * 300}\n", encoding="utf-8")


def remarks(home: Home) -> dict[str, str]:
    """The remarks there are, by path."""
    folder = home.data / "remarks"
    return {str(file.relative_to(folder)): file.read_text("utf-8") for file in folder.rglob("*.md")}


def ids(home: Home) -> set[str]:
    """The ids of all events."""
    return {event["id"] for event in home.events()}


class Exchange:
    """A reading state with remarks that takes in another's: what both share, of `merge` and `state sync`."""

    def __init__(self, pristine: Home, other: Home, folder: Path) -> None:
        self.pristine, self.other, self.folder = pristine, other, folder
        self.home = Home(folder / "home")
        self.own, self.theirs = ids(pristine), ids(other)
        self.own_remarks = remarks(pristine)

    def afresh(self) -> None:
        """Begin again from the state as it was."""
        shutil.rmtree(self.home.folder, ignore_errors=True)
        shutil.copytree(self.pristine.folder, self.home.folder)

    def demand_own(self, done: bool) -> None:
        """Raises Broken where something of the state's own is missing, or something of the other's is there by half."""
        now, texts = ids(self.home), remarks(self.home)
        demand(self.own <= now, f"{len(self.own - now)} events are gone")
        demand(not done or self.theirs <= now, f"{len(self.theirs - now)} events did not come")
        lost = [path for path, text in self.own_remarks.items() if text.strip() not in texts.get(path, "")]
        demand(not lost, f"remarks lost or torn: {lost}")

    def demand_both(self, brought: dict[str, str]) -> None:
        """Raises Broken where, in the end, not all of both is there."""
        now, texts = ids(self.home), remarks(self.home)
        demand(self.own | self.theirs <= now, f"{len((self.own | self.theirs) - now)} events did not come")
        demand(texts == brought, f"remarks differ: {sorted(set(texts.items()) ^ set(brought.items()))[:2]}")


class Merge(Exchange):
    """`state merge` of another device's file: what was there stays; the same again brings the rest."""

    name = "merge"

    def __init__(self, pristine: Home, other: Home, folder: Path) -> None:
        super().__init__(pristine, other, folder)
        self.file = folder / "other.jsonl"
        other.run("state", "export", self.file)
        self.afresh()
        self.home.run("state", "merge", self.file)
        self.brought = remarks(self.home)
        self.tries = 0

    def watched(self) -> Sequence[Path]:
        """The reading state."""
        return (self.home.data,)

    def prepare(self) -> None:
        """Begin again."""
        self.tries += 1
        self.afresh()

    def start(self) -> Running:
        """Merge."""
        return Command(self.home, "state", "merge", self.file)

    def check(self, done: bool) -> None:
        """Nothing of ours is lost; then all of theirs comes."""
        self.demand_own(done)
        self.home.run("state", "merge", self.file)
        self.demand_both(self.brought)
        self.home.demand_sound(in_order=False)
        demand_no_strays(lambda: self.home.run("state", "merge", self.file), self.home.data / "copies")


class StateSync(Exchange):
    """`state sync` through a folder: no line of the folder is lost, and the other device reads what is there."""

    name = "state sync"

    def __init__(self, pristine: Home, other: Home, folder: Path) -> None:
        super().__init__(pristine, other, folder)
        self.shared, self.second = folder / "shared", Home(folder / "second")
        self.tries = self.torn = 0
        self._begin()
        self.home.run("state", "sync", self.shared)
        self.brought = remarks(self.home)

    def _begin(self) -> None:
        self.afresh()
        shutil.rmtree(self.shared, ignore_errors=True)
        shutil.rmtree(self.second.folder, ignore_errors=True)
        self.shared.mkdir()
        shutil.copytree(self.other.folder, self.second.folder)
        self.second.run("state", "sync", self.shared)
        (self.file,) = self.shared.iterdir()
        self.lines = self.file.read_bytes()

    def watched(self) -> Sequence[Path]:
        """The reading state and the folder."""
        return (self.home.data, self.shared)

    def prepare(self) -> None:
        """Begin again."""
        self.tries += 1
        self._begin()

    def start(self) -> Running:
        """Sync."""
        return Command(self.home, "state", "sync", self.shared)

    def check(self, done: bool) -> None:
        """The other's file is as it was, ours is whole but for a last line; in the end both have all."""
        demand(self.file.read_bytes() == self.lines, "the other device's file was changed")
        for file in self.shared.iterdir():
            *whole, last = file.read_bytes().split(b"\n")
            self.torn += bool(last)
            for line in whole:
                json.loads(line)
        self.demand_own(done)
        self.second.run("state", "sync", self.shared)
        self.home.run("state", "sync", self.shared)
        self.demand_both(self.brought)
        self.second.run("state", "sync", self.shared)
        missing = ids(self.home) - ids(self.second)
        demand(not missing, f"{len(missing)} events never reach the other device")
        demand(remarks(self.second) == remarks(self.home), "the devices' remarks differ")
        self.home.demand_sound(in_order=False)


class Export:
    """`export` and `state export` over a file: the old or the new one, whole."""

    name = "export"
    old = "what was there before\n" * 1000

    def __init__(self, home: Home, folder: Path) -> None:
        self.home, self.folder, self.tries = home, folder, 0
        folder.mkdir()
        self.kinds: list[tuple[str, ...]] = [
            *(("export", "--format", kind, "--output") for kind in ("json", "bibtex", "markdown", "csv")),
            ("state", "export"),
        ]
        self.new = [self._once(words) for words in self.kinds]

    @property
    def file(self) -> Path:
        """What is written over."""
        return self.folder / "exported"

    def _once(self, words: Sequence[str]) -> str:
        self.home.run(*words, self.file)
        return self.file.read_text("utf-8")

    def watched(self) -> Sequence[Path]:
        """The folder."""
        return (self.folder,)

    def prepare(self) -> None:
        """Put the old file there."""
        self.tries += 1
        self.file.write_text(self.old, encoding="utf-8")
        self.file.chmod(0o640)

    def start(self) -> Running:
        """Export over it."""
        return Command(self.home, *self.kinds[self.tries % len(self.kinds)], self.file)

    def check(self, done: bool) -> None:
        """The old one or the new one, and of the same mode."""
        text, new = self.file.read_text("utf-8"), self.new[self.tries % len(self.kinds)]
        demand(text == new or (not done and text == self.old), f"neither old nor new: {len(text)} characters")
        demand(self.file.stat().st_mode & 0o777 == 0o640, "the file has another mode")
        if self.tries % 10 == 0:
            demand_no_strays(lambda: self._once(self.kinds[0]), self.folder)


# Library and index


class Answers(NamedTuple):
    """What a library tells: all entries, and what some queries find."""

    entries: list[dict[str, Any]]
    found: list[list[str]]


QUERIES = ("tide OR edition1",)


def answers(home: Home) -> Answers:
    """What a home's library tells."""
    entries = sorted(home.objects("list", "--json"), key=lambda entry: str(entry["key"]))
    asked = (home.objects("search", query, "--limit", "1000", "--json") for query in QUERIES)
    return Answers(entries, [sorted(str(hit["key"]) for hit in hits) for hits in asked])


class Derived:
    """What is made of the notes: after a kill the next command goes on from there, and nothing differs in the end."""

    def __init__(
        self, name: str, home: Home, editions: Sequence[Callable[[], object]], *words: object
    ) -> None:
        self.name, self.home, self.editions, self.words = name, home, editions, words
        self.known: dict[int, Answers] = {}
        self.tries = 0
        for number, edition in enumerate(editions):
            if number:  # of the first one the library is made just now
                edition()
                shutil.rmtree(home.cache / "index", ignore_errors=True)
                (home.cache / "library.db").unlink(missing_ok=True)
                home.run("sync")
            self.known[number] = answers(home)
        home.run("mark", str(self.known[0].entries[-1]["key"]), "--tag", "kept")

    @property
    def edition(self) -> int:
        """Which edition the notes are of."""
        return self.tries % len(self.editions)

    def watched(self) -> Sequence[Path]:
        """All that can be made again."""
        return (self.home.cache,)

    def prepare(self) -> None:
        """Bring the notes to the next edition."""
        self.tries += 1
        self.editions[self.edition]()

    def start(self) -> Running:
        """Begin."""
        return Command(self.home, *self.words)

    def check(self, done: bool) -> None:
        """What is asked is answered at once; after a sync all is as if rebuilt."""
        demand_no_orphans(self.home)
        keys = {entry["key"] for known in self.known.values() for entry in known.entries}
        found = {hit["key"] for hit in self.home.objects("search", "seafaring", "--limit", "5000", "--json")}
        demand(found and found <= keys, "a search finds what is none")
        self.home.run("sync")
        now, then = answers(self.home), self.known[self.edition]
        demand(now.entries == then.entries, f"{len(now.entries)} entries, {len(then.entries)} when rebuilt")
        demand(
            now.found == then.found, f"found {list(map(len, now.found))}, again {list(map(len, then.found))}"
        )
        if self.tries % 3 == 0:
            self.home.demand_sound()
            demand_no_strays(self._all_again, self.home.folder)

    def _all_again(self) -> None:
        self.home.run("sync")
        self.home.run("index", "--rebuild")


class Add:
    """`add` on a new home: the source is on the list or not, and in the end all is as after an add that was not killed."""

    name = "add"

    def __init__(self, folder: Path, tree: Path) -> None:
        self.folder, self.tree, self.tries = folder, tree, 0
        self.home = Home(folder / "home")
        self.home.run("add", tree, "--name", "sea")
        self.known = answers(self.home)

    def watched(self) -> Sequence[Path]:
        """The whole home."""
        return (self.home.folder,)

    def prepare(self) -> None:
        """Begin with a new home."""
        self.tries += 1
        shutil.rmtree(self.home.folder)

    def start(self) -> Running:
        """Add the notes to it."""
        return Command(self.home, "add", self.tree, "--name", "sea")

    def check(self, done: bool) -> None:
        """The next command goes on."""
        demand_no_orphans(self.home)
        listed = [source["name"] for source in self.home.objects("sources", "--json")]
        demand(listed == ["sea"] or (not done and listed == ["sample"]), f"sources: {listed}")
        self.home.run(*(("sync",) if listed == ["sea"] else ("add", self.tree, "--name", "sea")))
        now = answers(self.home)
        demand(now == self.known, f"{len(now.entries)} entries, {len(self.known.entries)} when added at once")
        if self.tries % 3 == 0:
            self.home.run("mark", now.entries[0]["key"], "--star")
            self.home.demand_sound()
            demand_no_strays(lambda: self.home.run("index", "--rebuild"), self.home.folder)


def git(folder: Path, *words: str) -> None:
    """Run git in a folder, by nobody's configuration."""
    who = {
        f"GIT_{role}_{what}": "nobody@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *words], cwd=folder, env=environment, check=True, capture_output=True)


# All kinds


def kinds(work: Path, sizes: Sizes, chance: random.Random) -> dict[str, Callable[[], Write]]:
    """What makes each kind of write ready, in folders of its own."""
    tree = work / "notes"
    write_notes(tree, sizes.notes)

    first = Home(work / "first")
    first.run("add", tree, "--name", "sea")

    def added(name: str) -> Home:
        shutil.copytree(first.folder, work / name)
        return Home(work / name)

    def exchanged(name: str) -> tuple[Home, Home, Path]:
        folder = work / name
        pristine, other = added(f"{name}/pristine"), added(f"{name}/other")
        for home in (pristine, other):
            keys = sorted(home.keys())
            other_device(home, keys[: sizes.merged], random.Random(name))
            home.run("state", "export", folder / "taken in")
            for made in (home.cache, home.config):
                shutil.rmtree(made)
        file = min((pristine.data / "remarks").rglob("*.md"))
        file.write_text("Ours, and of this device alone.\n", encoding="utf-8")
        pristine.run("state", "export", folder / "taken in")
        return pristine, other, folder

    def of_folder(name: str, changed: int, *words: object, last: int = 2) -> Derived:
        notes = work / f"{name} notes"
        editions = [
            lambda edition=edition: write_notes(notes, sizes.notes, edition, changed)
            for edition in range(1, last + 1)
        ]
        editions[0]()
        home = Home(work / name)
        home.run("add", notes, "--name", "sea")
        return Derived(name, home, editions, *words)

    def of_git() -> Derived:
        origin = work / "origin"
        write_notes(origin, sizes.notes, 1, sizes.changed)
        git(origin, "init", "--quiet", "--initial-branch=main")

        def committed(edition: int) -> None:
            write_notes(origin, sizes.notes, edition, sizes.changed)
            git(origin, "add", "--all")
            git(origin, "commit", "--quiet", "--allow-empty", "--message", "another edition")

        committed(1)
        home = Home(work / "git")
        home.run("add", origin.absolute().as_uri(), "--name", "sea")
        return Derived("sync of git", home, [lambda: committed(1), lambda: committed(2)], "sync")

    return {
        "mark": lambda: Mark(added("mark"), chance),
        "remark": lambda: Remark(added("remark"), work),
        "merge": lambda: Merge(*exchanged("merge")),
        "state sync": lambda: StateSync(*exchanged("exchange")),
        "export": lambda: Export(added("export"), work / "exports"),
        "add": lambda: Add(work / "add", tree),
        "sync": lambda: of_folder("sync", sizes.changed, "sync"),
        "sync of git": of_git,
        "build": lambda: of_folder("build", 1, "index", "--rebuild", last=1),
        "apply": lambda: of_folder("apply", 5, "sync"),
    }
