"""Grouping only the notes that a change affects gives the same result as grouping all notes."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from papernotes.notes.catalogue import affected, grouping, source_table, sync
from papernotes.notes.catalogue.grouping import regroup
from papernotes.notes.catalogue.identity import NoteIdentity, group, ties
from papernotes.notes.catalogue.schema import open_catalogue, transaction
from papernotes.notes.sources.source import Source

TITLES = ("Calm Lamps", "Calm Lamps!", "Calm Lamp", "Wide Nets", "Zinc Roofs", "Low Tide")
SLUGS = ("lamps", "nets", "lamps~2", "lamps~2~2", "roofs", "tide")
VENUES = ("ICML2025", "ACL2024")

notes = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TITLES), "arxiv": st.sampled_from(("", "", "2501.00001", "2501.00002")),
        "doi": st.sampled_from(("", "", "10.1000/one")), "text": st.sampled_from(("a", "b")),
    }
)  # fmt: skip
places = st.tuples(st.sampled_from(VENUES), st.sampled_from(("tides", "ropes")), st.sampled_from(SLUGS))
steps = st.dictionaries(places, st.one_of(st.none(), notes), min_size=1, max_size=4)


def write(root: Path, step: dict) -> None:
    """Write, change and delete files; None deletes one."""
    for (venue, topic, slug), note in step.items():
        file = root / venue / topic / f"{slug}.md"
        if note is None:
            file.unlink(missing_ok=True)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        fields = "".join(f"**{name}**: {note[name]}\n" for name in ("arxiv", "doi") if note[name])
        file.write_text(f"# {note['title']}\n\n{fields}\n## TL;DR\n\nText {note['text']}.\n", "utf-8")


TABLES = ("entry", "entry_key", "entry_topic", "venue", "topic", "unindexed")


def grouped(connection: sqlite3.Connection) -> dict[str, list[tuple]]:
    """Everything that grouping writes."""
    found = {
        table: sorted(map(tuple, connection.execute(f"SELECT * FROM {table}")), key=repr) for table in TABLES
    }
    found["note"] = sorted(map(tuple, connection.execute("SELECT id, entry, rank FROM note")))
    return found


def _note(title: str) -> dict[str, str]:
    return {"title": title, "arxiv": "", "doi": "", "text": "a"}


@settings(max_examples=60)
@example(
    [
        {
            ("ICML2025", "tides", "lamps"): _note("Calm Lamps"),
            ("ICML2025", "tides", "lamps~2"): _note("Wide Nets"),
        },
        {("ICML2025", "ropes", "lamps"): _note("Zinc Roofs")},
        {("ICML2025", "tides", "lamps"): None},
    ],
    False,
)
@given(st.lists(steps, min_size=1, max_size=6), st.booleans())
def test_it_is_as_if_all_had_been_grouped(tmp_path_factory, history, two_sources):
    place = tmp_path_factory.mktemp("history")
    connection = open_catalogue(place / "library.db")
    monkey = pytest.MonkeyPatch()
    monkey.setattr(affected, "MAXIMUM_SHARE", 1 << 30)
    try:
        for number, step in enumerate(history):
            name = f"s{number % 2}" if two_sources else "s"
            root = place / name
            root.mkdir(exist_ok=True)
            write(root, step)
            sync.sync_source(connection, Source(name, "folder", str(root)), place)
            in_part = grouped(connection)
            with transaction(connection):
                assert regroup(connection) == grouping.GroupingResult()
            assert grouped(connection) == in_part
        with transaction(connection):
            source_table.forget_source(connection, "s0" if two_sources else "s")
        in_part = grouped(connection)
        with transaction(connection):
            assert regroup(connection) == grouping.GroupingResult()
        assert grouped(connection) == in_part
    finally:
        monkey.undo()
        connection.close()
        shutil.rmtree(place)


identities = st.builds(
    NoteIdentity,
    id=st.just(0),
    title=st.sampled_from(("calm lamps", "calm lamp", "wide nets", "")),
    venue=st.sampled_from(VENUES),
    slug=st.sampled_from(SLUGS),
    arxiv=st.sampled_from((None, "1", "2")),
    doi=st.sampled_from((None, "1", "2")),
    preference=st.tuples(st.integers(0, 1)),
)


@given(st.lists(identities, max_size=9))
@example(
    [
        NoteIdentity(0, "calm lamps", "ICML2025", "lamps"),
        NoteIdentity(0, "wide nets", "ICML2025", "lamps"),
        NoteIdentity(0, "low tide", "ICML2025", "lamps~2"),
        NoteIdentity(0, "zinc roofs", "ICML2025", "lamps~2~2"),
    ]
)
def test_notes_without_common_ties_do_not_influence_each_others_grouping(made):
    notes = [note._replace(id=number) for number, note in enumerate(made)]
    together = {(entry.key, entry.notes) for entry in group(notes)}
    apart: set[tuple[str, tuple[int, ...]]] = set()
    left = list(notes)
    while left:
        chain, names = [], set(ties(left[0]))
        while found := [note for note in left if names & set(ties(note))]:
            chain += found
            left = [note for note in left if note not in found]
            names.update(*map(ties, found))
        apart |= {(entry.key, entry.notes) for entry in group(chain)}
    assert apart == together


@pytest.fixture
def shelf(tmp_path: Path):
    """A library of many notes without common ties."""
    root = tmp_path / "shelf"
    for number in range(40):
        note = {"title": f"Paper Number {number * 7919} Of Many", "arxiv": "", "doi": "", "text": "a"}
        write(root, {("ICML2025", "tides", f"note{number}"): note})
    connection = open_catalogue(tmp_path / "library.db")
    source = Source("shelf", "folder", str(root))
    sync.sync_source(connection, source, tmp_path)
    yield connection, source, root
    connection.close()


def test_a_small_change_has_a_small_part_grouped(shelf, tmp_path, monkeypatch):
    connection, source, root = shelf
    seen = []

    def watched(notes):
        seen.append(sorted(note.slug for note in notes))
        return group(notes)

    monkeypatch.setattr(grouping, "group", watched)
    calm = {"title": "Calm Lamps", "arxiv": "2501.00001", "doi": "", "text": "a"}
    write(root, {("ICML2025", "tides", "lamps"): calm})
    assert sync.sync_source(connection, source, tmp_path).added == ("ICML2025/lamps",)
    write(root, {("ACL2024", "ropes", "again"): calm, ("ICML2025", "tides", "note3"): None})
    report = sync.sync_source(connection, source, tmp_path)
    assert (report.added, report.removed) == (("ACL2024/again",), ("ICML2025/note3",))
    assert seen == [["lamps"], ["again", "lamps"]]
    assert sync.sync_source(connection, source, tmp_path).documents == 41
    assert len(seen) == 2


def test_other_rules_group_all_anew(shelf, tmp_path, monkeypatch):
    connection, source, _ = shelf
    seen = []

    def watched(notes):
        seen.append(len(notes))
        return group(notes)

    monkeypatch.setattr(grouping, "group", watched)
    monkeypatch.setattr(affected, "IDENTITY_RULES", affected.IDENTITY_RULES + 1)
    sync.sync_source(connection, source, tmp_path)
    sync.sync_source(connection, source, tmp_path)
    assert seen == [40]
