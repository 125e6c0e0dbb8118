"""Which earlier entry each present entry continues, whatever became of its key: so that a renamed file is not a new paper.

What is still the same paper under the same key is found first; then what has an id, a title or a text of before under
another key, or its name with a retouched title, at the same venue if there is a choice; then what has taken the place of
what has gone, unless something says that it is another paper.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from papernotes.notes.catalogue.identity import EntryGroup, families_of, identifiers, told_families
from papernotes.notes.catalogue.judgement import Judgement
from papernotes.paper_facts import PaperFacts, similar_titles
from papernotes.titles import is_generic


class FormerEntry(NamedTuple):
    """What an entry was before a change: its row, and what told its paper from others."""

    row: sqlite3.Row
    facts: PaperFacts
    texts: frozenset[str]


class Succession(NamedTuple):
    """What became of entries: the former entry of each key of now (None for a new one), and those that have none now."""

    former: dict[str, FormerEntry | None]
    gone: list[FormerEntry]


def succession(
    groups: Sequence[EntryGroup], notes: Mapping[int, sqlite3.Row], before: Mapping[str, sqlite3.Row]
) -> Succession:
    """Find what became of the entries that were `before`, by key. `notes` are the rows of notes now, by id."""
    former: dict[str, FormerEntry | None] = {}
    left = {key: _former(row) for key, row in before.items()}
    waiting = []
    for entry in groups:
        old = left.get(entry.key)
        if old is not None and _is_same(old, entry, notes):
            former[entry.key] = left.pop(entry.key)
        else:
            waiting.append(entry)
    if left and waiting:
        named: dict[str, list[str]] = {}
        for key, old in left.items():
            for name in _names(old):
                named.setdefault(name, []).append(key)
        for kinds in (("arxiv", "doi"), ("title",), ("text",), ("slug",)):
            for entry in waiting:
                if entry.key in former:
                    continue
                asked = [name for name in _names_now(entry, notes) if name.startswith(kinds)]
                keys = [key for name in asked for key in named.get(name, ()) if key in left]
                keys = [key for key in keys if not _contradicts(left[key], entry, notes)]
                if "slug" in kinds:  # with a retouched title
                    members = [notes[id_] for id_ in entry.notes]
                    keys = [key for key in keys if _shares_title(left[key], members)]
                if keys:
                    key = min(keys, key=lambda key: (left[key].row["venue"] != entry.venue, keys.index(key)))
                    former[entry.key] = left.pop(key)
    for entry in waiting:
        if entry.key not in former:
            taken = entry.key in left and not _contradicts(left[entry.key], entry, notes)
            former[entry.key] = left.pop(entry.key) if taken else None
    return Succession(former, list(left.values()))


def told_names(
    old: FormerEntry, entry: EntryGroup, notes: Mapping[int, sqlite3.Row], key: str = ""
) -> tuple[str, ...]:
    """By what a paper was known before, and by what now, if that has changed and it is sure to be the same paper. `key`
    is the one that it had, where that is not the entry's."""
    key = key or old.row["key"]
    row, members = old.row, [notes[id_] for id_ in entry.notes]
    if key == entry.key and row["folded"] in {note["folded"] for note in members}:
        return ()
    now = _facts(members)
    same_authors = not now.families.isdisjoint(old.facts.families) and now.years == old.facts.years
    same_text = not old.texts.isdisjoint(note["text_hash"] for note in members)
    sure = now.share_id(old.facts) or same_text or same_authors or _shares_title(old, members)
    if not sure:
        return ()
    first = members[0]
    is_now = identifiers(
        first["folded"], next(iter(now.arxiv), None), next(iter(now.dois), None), [entry.key],
        families=told_families(first["authors"]), year=first["year"],
    )  # fmt: skip
    was = identifiers(
        row["folded"], row["arxiv"], row["doi"], [key],
        families=told_families(row["authors"]), year=row["year"],
    )  # fmt: skip
    return tuple(dict.fromkeys((*is_now, *was)))


def told_of_same_text(
    gone: Sequence[FormerEntry],
    groups: Sequence[EntryGroup],
    notes: Mapping[int, sqlite3.Row],
    before: Mapping[str, sqlite3.Row],
    judgement: Judgement,
) -> list[tuple[str, ...]]:
    """As `told_names`, for entries that have gone while a note of the same text came to another entry: that is the note,
    under another name, where the entry was split off or has the title still. Of several, one in a file of the same name
    is taken first, then one at the same venue."""
    texts = {row["id"]: row["contents"].split() for row in before.values()}
    came = [
        (entry, id_)
        for entry in groups
        for id_ in entry.notes  # in a new file, or in one that another note had
        if notes[id_]["text_hash"] not in texts.get(notes[id_]["entry"], ())
    ]
    told = []
    for old in gone:
        was_split = judgement.splits_off(f"entry:{old.row['key']}")
        found = [
            (entry, id_)
            for entry, id_ in came
            if notes[id_]["text_hash"] in old.texts
            and (
                was_split
                or (notes[id_]["folded"] == old.row["folded"] and not _contradicts(old, entry, notes))
            )
        ]
        if found:
            entry, id_ = min(found, key=lambda one: _distance(old, notes[one[1]]))
            came.remove((entry, id_))
            told.append(told_names(old, entry._replace(key=key_of(notes[id_]), notes=(id_,)), notes))
    return told


def key_of(note: sqlite3.Row) -> str:
    """The key under which a note (its row) is filed."""
    return f"{note['venue']}/{note['slug']}"


def _distance(old: FormerEntry, note: sqlite3.Row) -> tuple[bool, bool, int]:
    venue, _, slug = old.row["key"].rpartition("/")
    return slug != note["slug"], venue != note["venue"], note["id"]


def _former(row: sqlite3.Row) -> FormerEntry:
    arxiv, doi = (frozenset(filter(None, (row[kind],))) for kind in ("arxiv", "doi"))
    years = frozenset(filter(None, (row["year"],)))
    facts = PaperFacts(arxiv, doi, families_of(json.loads(row["authors"])), years)
    return FormerEntry(row, facts, frozenset(row["contents"].split()))


def _facts(members: Sequence[sqlite3.Row]) -> PaperFacts:
    facts = PaperFacts()
    for row in members:
        arxiv, doi = (frozenset(filter(None, (row[kind],))) for kind in ("arxiv", "doi"))
        years = frozenset(filter(None, (row["year"],)))
        facts = facts.joined(PaperFacts(arxiv, doi, families_of(json.loads(row["authors"])), years))
    return facts


def _names(old: FormerEntry) -> list[str]:
    ids = [f"arxiv:{value}" for value in old.facts.arxiv] + [f"doi:{value}" for value in old.facts.dois]
    title = old.row["folded"]
    titles = [f"title:{title}"] if title and not is_generic(title) else []
    return [
        *ids,
        *titles,
        *(f"text:{text}" for text in old.texts),
        f"slug:{old.row['key'].rpartition('/')[2]}",
    ]


def _names_now(entry: EntryGroup, notes: Mapping[int, sqlite3.Row]) -> list[str]:
    found: dict[str, None] = {}
    for row in (notes[id_] for id_ in entry.notes):
        for kind in ("arxiv", "doi"):
            if row[kind]:
                found[f"{kind}:{row[kind]}"] = None
        if row["folded"] and not is_generic(row["folded"]):
            found[f"title:{row['folded']}"] = None
        if row["text_hash"]:
            found[f"text:{row['text_hash']}"] = None
        found[f"slug:{row['slug']}"] = None
    return list(found)


def _shares_title(old: FormerEntry, members: Sequence[sqlite3.Row]) -> bool:
    return any(similar_titles(old.row["folded"], row["folded"]) for row in members)


def _is_same(old: FormerEntry, entry: EntryGroup, notes: Mapping[int, sqlite3.Row]) -> bool:
    """Whether an entry is what had its key before."""
    members = [notes[id_] for id_ in entry.notes]
    if not old.texts.isdisjoint(row["text_hash"] for row in members):
        return True
    now = _facts(members)
    if old.facts.share_id(now):
        return True
    return not old.facts.ids_contradict(now) and _shares_title(old, members)


def _contradicts(old: FormerEntry, entry: EntryGroup, notes: Mapping[int, sqlite3.Row]) -> bool:
    now = _facts([notes[id_] for id_ in entry.notes])
    return not old.facts.share_id(now) and (
        old.facts.ids_contradict(now) or old.facts.authorship_contradicts(now)
    )
