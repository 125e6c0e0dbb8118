"""Random histories of notes and marks on three devices: nothing is lost, and no mark gets to another paper.

The devices read one folder of notes, each when chance has it, and exchange their reading states by files. Every mark is
a tag of its own, so that it can be told in the end whose it is. Papers that are hard to tell apart are among them:
namesakes, headings for titles, keys that another paper takes over.
"""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from program import Broken

from papernotes.config.paths import Paths
from papernotes.config.source_list import changing_sources
from papernotes.errors import UserError
from papernotes.joining import join, split, take_over
from papernotes.notes import Source
from papernotes.session import Session
from papernotes.source_sync import sync_sources

VENUES = ("Bay2025", "Cove2025", "Fjord2025")
NAMES = ("lamps", "nets", "tide", "roofs", "knots")
TITLES = {
    "lamps": "Calm Lamps at Sea", "lamps again": "Calm Lamps at Sea", "nets": "Wide Nets for Small Fish",
    "tide": "Slack Water Lasts an Hour", "scope": "Scope", "what": "どんなもの？",
}  # fmt: skip
FIELDS = {
    "lamps": "**Authors**: Ann Reed\n", "lamps again": "**Authors**: Cy Hill\n**DOI**: 10.1000/lamps\n",
    "nets": "**arXiv**: 2501.00002\n", "tide": "", "scope": "", "what": "**arXiv**: 2501.00003\n",
}  # fmt: skip
PAPERS = tuple(TITLES)
FOUND_BY_FILE = ("scope",)
"""Papers of which nothing is known but their file: it is renamed, but never taken away, nor is its name taken over."""
NAMED_BY_FILE = ("scope", "what")
"""Papers whose heading is not a title, so that their file's name is: two of them under one name nobody could tell apart."""
RETITLED = ("nets", "what")
"""Papers that an id tells, whatever their title."""
STEPS = 14


class Device(Session):
    """A session whose index nobody asks."""

    def update_index(self, **_: object) -> str:
        """Do without an index."""
        return ""


@dataclass
class History:
    """A folder of notes, the devices that read it, and what was done."""

    root: Path
    chance: random.Random
    files: dict[Path, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    joined: set[frozenset[str]] = field(default_factory=set)
    retitled: dict[str, int] = field(default_factory=dict)
    divided: set[str] = field(default_factory=set)
    kept_free: set[Path] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.root / "notes").mkdir(parents=True)
        self.devices = [self._device(number) for number in range(3)]

    def _device(self, number: int) -> Device:
        home = self.root / f"device{number}"
        paths = Paths(home / "config", home / "data", home / "cache")
        with changing_sources(paths.sources) as sources:
            sources.append(Source("notes", "folder", str(self.root / "notes")))
        return Device(paths)

    def close(self) -> None:
        """Close all devices."""
        for device in self.devices:
            device.close()

    def tell(self, what: str) -> None:
        """Remember a step, for whoever has to find out what went wrong."""
        self.told.append(what)

    # What happens to notes

    def write(self, file: Path, paper: str) -> None:
        """Write a paper's note."""
        file.parent.mkdir(parents=True, exist_ok=True)
        title = (
            TITLES[paper]
            if not self.retitled.get(paper)
            else f"Renamed {self.retitled[paper]} {paper.title()}"
        )
        file.write_text(f"# {title}\n\n{FIELDS[paper]}\nWhat we know of {paper}.\n", "utf-8")
        self._place(file, paper)

    def _place(self, file: Path, paper: str) -> None:
        self.files[file] = paper
        if paper in FOUND_BY_FILE:
            self.kept_free.add(file)
        if paper in NAMED_BY_FILE:
            self.names[file.stem] = paper

    def free_file(self, paper: str) -> Path | None:
        """A file for a paper that is not there; another may have been there before, but none of which nothing else is
        known. None if there is none left."""
        places = [self.root / "notes" / venue / f"{name}.md" for venue in VENUES for name in NAMES]
        free = [place for place in places if place not in self.files and place not in self.kept_free]
        if paper in NAMED_BY_FILE:
            free = [place for place in free if self.names.get(place.stem, paper) == paper]
        return self.chance.choice(free) if free else None

    def add(self) -> None:
        """A note comes."""
        paper = self.chance.choice(PAPERS)
        if paper in FOUND_BY_FILE and paper in self.files.values():
            return  # nobody could tell two of them from one
        file = self.free_file(paper)
        if file is None:
            return
        self.write(file, paper)
        self.tell(f"add {paper} as {file.parent.name}/{file.stem}")

    def rename(self) -> None:
        """A note gets another name."""
        if self.files and len(self.kept_free) < 6:
            old = self.chance.choice(sorted(self.files))
            new = self.free_file(self.files[old])
            if new is None:
                return
            new.parent.mkdir(parents=True, exist_ok=True)
            old.rename(new)
            self._place(new, self.files.pop(old))
            self.tell(
                f"rename {old.parent.name}/{old.stem} to {new.parent.name}/{new.stem} ({self.files[new]})"
            )

    def retitle(self) -> None:
        """All notes of a paper get another title."""
        paper = self.chance.choice(RETITLED)
        self.retitled[paper] = self.retitled.get(paper, 0) + 1
        for file in [file for file, held in self.files.items() if held == paper]:
            self.write(file, paper)
        self.tell(f"retitle {paper}")

    def remove(self) -> None:
        """A note goes; of what was split each part keeps its note, as another note would be of another part."""
        kept = {*FOUND_BY_FILE, *self.divided}
        removable = sorted(file for file, paper in self.files.items() if paper not in kept)
        if removable:
            file = self.chance.choice(removable)
            file.unlink()
            self.tell(f"remove {file.parent.name}/{file.stem} ({self.files.pop(file)})")

    # What the devices do

    def sync(self, device: Device | None = None) -> None:
        """A device reads the notes."""
        device = device or self.chance.choice(self.devices)
        sync_sources(device)
        self.tell(f"sync on {self.devices.index(device)}")

    def _notes(self, device: Device) -> dict[Path, int]:
        """The papers of the files, as a device has them now."""
        found = {}
        library = device.library
        for entry in library.entries(list(library.ids_by_key().values())):
            for note in library.notes_of(entry):
                if note.key == entry.key:
                    found[self.root / "notes" / note.path] = entry.paper
        return found

    def mark(self) -> None:
        """Somebody tags a paper."""
        device = self.chance.choice(self.devices)
        sync_sources(device)  # the person sees what is there
        notes = self._notes(device)
        if notes:
            file = self.chance.choice(sorted(notes))
            tag = f"mark {len(self.marks)}"
            device.change([notes[file]], [("tag", True, tag)])
            self.marks[tag] = self.files[file]
            self.tell(
                f"{tag} on {file.parent.name}/{file.stem} ({self.files[file]}) on {self.devices.index(device)}"
            )

    def join(self) -> None:
        """Somebody joins two papers."""
        device = self.chance.choice(self.devices)
        sync_sources(device)
        notes = self._notes(device)
        if len(set(notes.values())) > 1:
            one = self.chance.choice(sorted(notes))
            other = self.chance.choice(sorted(file for file in notes if notes[file] != notes[one]))
            entries = [
                next(iter(device.library.entries(self._entries(device, notes[file]))))
                for file in (one, other)
            ]
            self._note_joined(notes, notes[one], notes[other])
            join(device, *entries)
            self.tell(f"join {entries[0].key} and {entries[1].key} on {self.devices.index(device)}")
            if self.chance.random() < 0.5:
                device.reading.undo()
                take_over(device)
                self.tell("and take it back")

    def _entries(self, device: Device, paper: int) -> list[int]:
        ids = list(device.library.ids_by_key().values())
        return [entry.id for entry in device.library.entries(ids) if entry.paper == paper]

    def _note_joined(self, notes: dict[Path, int], *papers: int) -> None:
        together = {self.files[file] for file, paper in notes.items() if paper in papers}
        self.joined |= {frozenset((one, other)) for one in together for other in together}

    def split(self) -> None:
        """Somebody splits a paper."""
        device = self.chance.choice(self.devices)
        sync_sources(device)
        notes = self._notes(device)
        if notes:
            file = self.chance.choice(sorted(notes))
            key = device.library.entries(self._entries(device, notes[file]))[0].key
            try:
                split(device, key)
            except UserError:
                return  # there is nothing to split
            self.divided.add(self.files[file])
            self.tell(f"split {key} on {self.devices.index(device)}")

    def merge(self) -> None:
        """A device takes in what another one knows."""
        giver, taker = self.chance.sample(self.devices, 2)
        file = self.root / "state.jsonl"
        giver.reading.export_events(file)
        taker.reading.merge_events(file)
        taker.reload()
        self.tell(f"merge {self.devices.index(giver)} into {self.devices.index(taker)}")

    def rebuild(self) -> None:
        """A device makes its library anew."""
        number = self.chance.randrange(3)
        sync_sources(self.devices[number])  # what was renamed since is known
        self.devices[number].close()
        shutil.rmtree(self.devices[number].paths.cache)
        self.devices[number] = Device(self.devices[number].paths)
        sync_sources(self.devices[number])
        self.tell(f"rebuild on {number}")

    # What must hold

    def settle(self) -> None:
        """All papers are there, and all devices know of each other."""
        for paper in sorted({*self.marks.values()} - {*self.files.values()}):
            if file := self.free_file(paper):
                self.write(file, paper)
        for _ in range(2):
            for device in self.devices:
                self.sync(device)
            for giver in self.devices:
                for taker in self.devices:
                    if giver is not taker:
                        giver.reading.export_events(self.root / "state.jsonl")
                        taker.reading.merge_events(self.root / "state.jsonl")
            for device in self.devices:
                device.reload()

    def check(self) -> None:
        """Every mark is on its paper, and on no other. Raises Broken."""
        for number, device in enumerate(self.devices):
            notes = self._notes(device)
            for tag, paper in self.marks.items():
                holders = device.papers_with("tag", tag)
                on = {self.files[file] for file, held in notes.items() if held in holders}
                friends = {paper}.union(*(pair for pair in self.joined if paper in pair))
                if not on and paper in self.files.values():
                    raise Broken(self._story(f"{tag}, of {paper}, is lost on {number}"))
                if not on <= self._friends_of(friends):
                    raise Broken(self._story(f"{tag}, of {paper}, is on {sorted(on)} on {number}"))
            known = len(list(device.reading.export_lines()))
            self.sync(device)
            if told := len(list(device.reading.export_lines())) - known:
                raise Broken(self._story(f"a sync of nothing new adds {told} events on {number}"))
            if faults := device.reading.check():
                raise Broken(self._story(f"{faults} on {number}"))

    def _friends_of(self, papers: set[str]) -> set[str]:
        """All that papers were ever joined with, by others too."""
        while more := {*papers}.union(*(pair for pair in self.joined if pair & papers)) - papers:
            papers |= more
        return papers

    def _story(self, fault: str) -> str:
        return "\n  ".join((fault, *self.told))


def history(root: Path, seed: int) -> History:
    """One random history, played to its end and checked. Raises Broken."""
    chance = random.Random(seed)
    played = History(root, chance)
    try:
        for _ in range(3):
            played.add()
        for _ in range(STEPS):
            kinds = (
                "add",
                "rename",
                "retitle",
                "remove",
                "sync",
                "mark",
                "mark",
                "mark",
                "join",
                "split",
                "merge",
                "rebuild",
            )
            getattr(played, chance.choice(kinds))()
        played.settle()
        played.check()
    finally:
        played.close()
    return played


def histories(work: Path, count: int, seed: int) -> str:
    """Try this many histories; what was seen, in words. Raises Broken at the first that does not hold."""
    marks = steps = joins = 0
    for number in range(seed, seed + count):
        root = work / f"history{number}"
        try:
            played = history(root, number)
        except Broken as error:
            raise Broken(f"history {number}: {error}") from error
        marks, steps = marks + len(played.marks), steps + len(played.told)
        joins += sum(what.startswith(("join", "split")) for what in played.told)
        shutil.rmtree(root)
    return f"{count:,} histories of {steps:,} steps, {joins:,} of them joins and splits: {marks:,} marks, all in their places"
