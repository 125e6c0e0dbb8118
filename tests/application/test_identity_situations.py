"""Which notes are one paper, and where the marks are: the situations of `identity_situations.txt`, in words.

A step is a line: `+ PATH | TITLE | FIELD: VALUE; …` writes a note (`Words: …` is all of its text), `- PATH` deletes it, `PATH > PATH` renames it, `read
PATH` marks it (`star PATH` otherwise), `join PATH PATH` and `split PATH` are the reader's, `undo` takes the last of these back, and `sync` is a
sync. Before a mark, and in the end, there is a sync too. `elsewhere STEP` is done on another device, which reads the
same notes, and `exchange` tells each device what the other knows. `= a b | c` are the papers in the end, by the names of
their notes, and `read:` the notes that are read, on every device.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote

import pytest

from papernotes import links
from papernotes.config.paths import Paths, find_paths
from papernotes.config.source_list import changing_sources
from papernotes.joining import join, split, take_over
from papernotes.notes import Source
from papernotes.session import Session
from papernotes.source_sync import sync_sources


class Situation(NamedTuple):
    """What comes in, in which order; which notes are one paper then, and which are read."""

    what: str
    steps: tuple[str, ...]
    papers: str
    read: str = ""


TABLE = Path(__file__).with_name("identity_situations.txt")
VENUES = {
    "V1": "Bay2025",
    "V2": "Cove2025",
    "V3": "Fjord2025",
    "V4": "Gulf2025",
    "V5": "Reef2025",
    "U": "birds",
}
"""The venues of the table and the folders that stand for them; U is none."""


def situations() -> Iterator[Situation]:
    """The rows of the table."""
    for block in TABLE.read_text("utf-8").split("\n\n"):
        what, *lines = block.strip().splitlines()
        if not what.startswith("#"):
            steps = [line.strip() for line in lines]
            read = steps.pop().removeprefix("read:").strip() if steps[-1].startswith("read:") else ""
            yield Situation(what, tuple(steps[:-1]), steps[-1].removeprefix("=").strip(), read)


SITUATIONS = tuple(situations())
ARRIVALS = [situation for situation in SITUATIONS if all(step.startswith("+ ") for step in situation.steps)]


class Shelf:
    """A source, a session on it, and, where there is another device, one there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.session = self._device(find_paths())
        self.elsewhere: Session | None = None

    def _device(self, paths: Paths) -> Session:
        with changing_sources(paths.sources) as sources:
            sources.append(Source("shelf", "folder", str(self.root)))
        return Session(paths)

    def close(self) -> None:
        """Close all sessions."""
        for session in filter(None, (self.session, self.elsewhere)):
            session.close()

    def change_device(self) -> None:
        """Go on at the other device."""
        home = self.root.with_name("elsewhere")
        paths = Paths(home / "config", home / "data", home / "cache")
        self.session, self.elsewhere = self.elsewhere or self._device(paths), self.session

    def _exchange(self) -> None:
        file = self.root.with_name("state.jsonl")
        for _ in range(2):
            self.session.reading.export_events(file)
            self.change_device()
            self.session.reading.merge_events(file)
            self.session.reload()

    def _file(self, path: str) -> Path:
        venue, *folders, name = path.split("/")
        return self.root.joinpath(VENUES[venue], *folders, f"{name}.md")

    def do(self, step: str) -> None:
        """Take a step."""
        words = step.split()
        if words[0] == "elsewhere":
            self.change_device()
            self.do(step.removeprefix("elsewhere "))
            self.change_device()
        elif step == "exchange":
            self._exchange()
        elif step.startswith("+ "):
            path, title, *fields = (part.strip() for part in f"{step[2:]} ||".split("|")[:3])
            file = self._file(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            named = dict(field.strip().split(": ", 1) for field in fields[0].split(";") if field)
            words = named.pop("Words", f"Of {path}.")
            lines = "".join(f"**{field}**: {value}\n" for field, value in named.items())
            heading = f"# {title}\n\n" if title else ""
            file.write_text(f"{heading}{lines}\n{words}\n", "utf-8")
        elif step.startswith("- "):
            self._file(words[1]).unlink()
        elif ">" in words:
            old, new = self._file(words[0]), self._file(words[2])
            new.parent.mkdir(parents=True, exist_ok=True)
            old.rename(new)
        else:
            self.sync()
            self._by_the_reader(words)

    def _by_the_reader(self, words: list[str]) -> None:
        keys = {name: entry.key for entry in self.entries() for name in self.names(entry)}
        entries = [self.session.library.find(keys[name]) for name in words[1:]]
        match words[0]:
            case "read":
                self.session.mark(entries, "read", True)
            case "star":
                self.session.mark(entries, "starred", True)
            case "join":
                join(self.session, *entries)
            case "split":
                split(self.session, keys[words[1]])
            case "undo":
                self.session.reading.undo()
                take_over(self.session)
            case _:
                assert words == ["sync"]

    def sync(self) -> None:
        """Bring the library up to date."""
        (report,) = sync_sources(self.session).reports
        assert report.problems == 0

    def entries(self) -> list:
        """All entries."""
        return self.session.library.entries(list(self.session.library.ids_by_key().values()))

    def names(self, entry) -> list[str]:
        """The names of an entry's own notes, with a folder where there is one."""
        notes = self.session.library.notes_of(entry)
        return [
            "/".join(note.path.removesuffix(".md").split("/")[1:]) for note in notes if note.key == entry.key
        ]

    def papers(self) -> str:
        """The papers, as a situation writes them."""
        found: dict[int, list[str]] = {}
        for entry in self.entries():
            found.setdefault(entry.paper, []).extend(self.names(entry))
        return " | ".join(sorted(" ".join(sorted(names)) for names in found.values()))

    def read(self) -> str:
        """The notes that are read, by what the state says and, as the lists show it, by the marks of all papers."""
        read = {
            name
            for entry in self.entries()
            if self.session.state_of(entry).read
            for name in self.names(entry)
        }
        marks = self.session.marks
        shown = {
            name
            for entry in self.entries()
            if entry.paper in marks and marks[entry.paper].read
            for name in self.names(entry)
        }
        assert read == shown
        return " ".join(sorted(read))


@pytest.fixture
def shelf(home: Path, tmp_path: Path):
    made = Shelf(tmp_path / "shelf")
    yield made
    made.close()


@pytest.mark.parametrize("situation", SITUATIONS, ids=[situation.what for situation in SITUATIONS])
def test_situation(situation: Situation, shelf: Shelf) -> None:
    for step in situation.steps:
        shelf.do(step)
    ends = ("sync", "elsewhere sync") if shelf.elsewhere else ("sync",)
    for end in ends:
        shelf.do(end)
        if shelf.elsewhere:
            shelf.do("exchange")
    for _ in ends:
        assert (shelf.papers(), shelf.read()) == (situation.papers, situation.read)
        assert shelf.session.reading.check() == []
        if shelf.elsewhere:
            shelf.change_device()


@pytest.mark.parametrize("situation", ARRIVALS, ids=[situation.what for situation in ARRIVALS])
def test_the_order_in_which_notes_come_does_not_matter(situation: Situation, shelf: Shelf) -> None:
    for step in reversed(situation.steps):
        shelf.do(step)
        shelf.sync()
    assert shelf.papers() == situation.papers


def test_there_are_enough_situations() -> None:
    assert len(SITUATIONS) >= 40
    assert len({situation.what for situation in SITUATIONS}) == len(SITUATIONS)


def test_what_another_device_joined_is_not_told_apart(shelf: Shelf) -> None:
    for name, author in (("a", "Ann Reed"), ("b", "Cy Hill")):
        shelf.do(f"+ V1/{name} | Calm Lamps | Authors: {author}")
    for step in ("elsewhere read a", "join a b", "read a", "exchange", "elsewhere sync"):
        shelf.do(step)
    shelf.change_device()
    verdicts = shelf.session.reading.repository.projection.verdicts.all
    assert [verdict.what for verdict in verdicts] == ["same"]


@pytest.mark.parametrize("title", ["Calm Lamps", "Wide Nets"])
def test_what_was_split_by_hand_is_listed_as_such(shelf: Shelf, title: str) -> None:
    shelf.do("+ V1/a | Calm Lamps | arXiv: 2501.00001")
    shelf.do(f"+ V2/b | {title} | arXiv: 2501.00001")
    shelf.do("+ V3/c | Calm Lamp")
    shelf.do("split b")
    pairs = {
        frozenset((pair.key, pair.other)): pair.why for pair in shelf.session.library.likely_duplicates()
    }
    assert pairs.pop(frozenset(("Bay2025/a", "Cove2025/b"))) == "hand"
    assert set(pairs.values()) == {""}


@pytest.mark.parametrize(("of_file", "of_link"), [("NFC", "NFD"), ("NFD", "NFC"), ("NFC", "NFC")])
def test_a_link_finds_a_file_in_any_unicode_spelling(shelf: Shelf, of_file: str, of_link: str) -> None:
    name = "caf\u00e9 \u304c"
    shelf.do("+ V1/a | Calm Lamps")
    (shelf.root / VENUES["V1"] / f"{normalize(of_file, name)}.md").write_text(
        "# Wide Nets\n\nOf nets.\n", "utf-8"
    )
    shelf.sync()
    library = shelf.session.library
    (note,) = library.notes_of(library.find("Bay2025/a"))
    goal = links.resolve(library, note, f"{quote(normalize(of_link, name))}.md")
    assert isinstance(goal, links.ToNote)
    assert goal.entry.title == "Wide Nets"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_note_in_the_preferred_language_comes_first(shelf: Shelf, language: str) -> None:
    paths = shelf.session.paths
    paths.configuration.write_text(f"note_language: {language}\n", "utf-8")
    shelf.do("+ V1/x/a | Calm Lamps")
    shelf.do("+ V1/y/a | 平静的灯塔在海边 | 会议: 海边")
    shelf.sync()
    (entry,) = shelf.entries()
    assert next(note.language for note in shelf.session.library.notes_of(entry)) == language
    assert entry.title == {"en": "Calm Lamps", "zh": "平静的灯塔在海边"}[language]


def test_a_rename_is_told_as_one_and_is_nothing_new(shelf: Shelf) -> None:
    shelf.do("+ V1/a | Calm Lamps | arXiv: 2501.00001")
    shelf.do("+ V1/b | Wide Nets")
    shelf.sync()
    added = {entry.title: entry.added for entry in shelf.entries()}
    shelf.do("V1/a > V2/c")
    (report,) = sync_sources(shelf.session).reports
    assert (len(report.added), len(report.removed), len(report.renamed)) == (0, 0, 1)
    assert {entry.title: entry.added for entry in shelf.entries()} == added
    shelf.do("+ V3/d | Calm Lamps | arXiv: 2501.00001")
    (report,) = sync_sources(shelf.session).reports
    assert (len(report.editions), len(report.renamed)) == (1, 0)
