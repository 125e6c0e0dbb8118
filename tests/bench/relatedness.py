"""Related papers: are the papers that a note's author linked among the first twelve, when the links are taken away?

    python tests/bench/relatedness.py FOLDER... [--queries 200] [--seeds 1 2 3]

prints hit@12, of ours and of the peers, in one run; FOLDER is any collection of Markdown notes, in folders of any depth.

How the truth is made. Real notes say themselves what belongs together, in three ways, each a *kind* here:

- `link`: a note links to the file of another (`[…](../x.md)`, `[[x]]`);
- `name`: a note names the method of another (`vs SAE-Bench: …`). A name is what stands before the colon of a title, in at
  most three words, with a capital or a digit beyond the first letter. Names that more than ten notes use say little (CLIP,
  LoRA) and do not count;
- `keyword`: two notes of one topic share a keyword that at most ten notes have.

Why it is fair. What makes the truth is taken away from every note, before any engine sees it: list items that are a link,
the text of other links, and the names and titles of linked and named papers, wherever they stand in the note. (Names are
found between what is not a Latin letter or digit: Python's `\\b` sees no boundary between a Latin name and a Chinese
character.) For `keyword`, the note that is asked about has no keywords. All engines have the same texts; each is given the
whole note in the way that it is made for. A link counts one way: from the note that has it. Numbers are shares of the
linked papers that are among the first twelve; beside them is half the width of the 95 % interval over the notes asked about
(bootstrap, so that a note with many links does not count as many).

Notes of a collection can be of one hand, or of one program: then what is found tells how alike its texts are, and nothing
of other collections. So measure several. The numbers in `index/search/related.py` were set on four collections, in English
and Chinese; the figures in README.md are of these four and of five others that were only measured.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath
from typing import NamedTuple

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

import similar_peers  # noqa: E402

from papernotes.index import Index  # noqa: E402
from papernotes.notes.formats.markdown import parse_note  # noqa: E402
from papernotes.notes.formats.sections import split_sections, without_related  # noqa: E402
from papernotes.notes.model import EntryText, Section  # noqa: E402

SHOWN = 12
"""How many related papers are looked at."""
MAXIMUM_USES = 10
"""A name or keyword that more notes have says little."""
NO_NOTES = frozenset(
    ("index", "readme", "contributing", "license", "agents", "claude", "todo", "log", "changelog")
)
LINK = re.compile(
    r"!?\[([^\[\]]*)\]\(<?([^()\s<>]+?\.md)(?:#[^()\s<>]*)?>?\)|\[\[([^\[\]|#]+)(?:#[^\[\]|]*)?(?:\|[^\[\]]*)?\]\]"
)
LINK_ITEM = re.compile(rf"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+[*_]*(?:{LINK.pattern}).*$", re.M)
NAME = re.compile(r"(?=.+[A-Z0-9])[A-Za-z][\w.+-]*(?: [A-Za-z0-9][\w.+-]*){0,2}", re.A)
EDGE = "[A-Za-z0-9_-]"


class HeldOut(NamedTuple):
    """Notes without what linked them, and the keys of the notes that each was linked with, by kind."""

    entries: list[EntryText]
    truth: dict[str, dict[str, set[str]]]


@dataclass(frozen=True)
class EntriesLoader:
    """Loads entries that are in memory."""

    entries: Sequence[EntryText]

    def keys(self) -> list[str]:
        return [entry.key for entry in self.entries]

    def load(self, keys: Sequence[str]) -> Iterator[EntryText]:
        known = {entry.key: entry for entry in self.entries}
        return (known[key] for key in keys)

    def heads(self, keys: Sequence[str]) -> Iterator[EntryText]:
        return (entry._replace(sections=()) for entry in self.load(keys))

    def bodies(self, keys: Sequence[str]) -> Iterator[tuple[str, Sequence[Section]]]:
        return ((entry.key, entry.sections) for entry in self.load(keys))


def markdown_files(folder: Path) -> dict[str, str]:
    """The texts of a collection's notes by their paths."""
    texts = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", errors="replace")
        for path in sorted(folder.rglob("*.md"))
        if path.is_file() and path.stem.casefold() not in NO_NOTES and "template" not in path.stem.casefold()
    }
    return {path: text for path, text in texts.items() if text.strip()}


def name_of(title: str) -> str:
    """The method's name at the head of a title; empty without one."""
    head = re.split(r"[:：]| [-–—] ", title, maxsplit=1)[0].strip()
    found = NAME.fullmatch(head)
    plain = not found or not re.search(r"[A-Z0-9]", head[1:]) or len(head) < 3
    return "" if plain or (head == title.strip() and " " in head) else head


def hold_out(texts: dict[str, str]) -> HeldOut:
    """The notes of a collection without what links them."""
    stems = {Path(path).stem.casefold(): path for path in texts}
    notes = {path: parse_note(text, path=path).note for path, text in texts.items()}
    titles = {note.title.casefold(): path for path, note in notes.items()}

    def target(path: str, found: re.Match[str]) -> str | None:
        place = found[2] or found[3]
        beside = normpath(str(Path(path).parent / place))
        if beside in texts:
            return beside
        name = place.rpartition("/")[2].removesuffix(".md").strip().casefold()
        logseq = place.casefold().replace("/", "___")
        return (stems.get(logseq) or stems.get(name) if found[3] else None) or titles.get(name)

    links: dict[str, set[str]] = {
        path: {goal for found in LINK.finditer(text) if (goal := target(path, found)) and goal != path}
        for path, text in texts.items()
    }
    owners: dict[str, list[str]] = defaultdict(list)
    for path, note in notes.items():
        if name := name_of(note.title):
            owners[name].append(path)
    names = {name: paths[0] for name, paths in owners.items() if len(paths) == 1}
    any_name = re.compile(
        rf"(?<!{EDGE})(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True))) or '(?!)'})(?!{EDGE})"
    )
    named = {
        path: {names[word] for word in any_name.findall(LINK.sub(" ", text))} - {path}
        for path, text in texts.items()
    }
    uses = Counter(goal for goals in named.values() for goal in goals)
    named = {path: {goal for goal in goals if uses[goal] <= MAXIMUM_USES} for path, goals in named.items()}
    entries = []
    for path, text in texts.items():
        note = notes[path]
        kept = LINK.sub(" ", LINK_ITEM.sub("", without_related(text)))
        for goal in sorted(links[path] | named[path]):
            for words in filter(None, (notes[goal].title, name_of(notes[goal].title))):
                spelled = r"[\s-]*".join(map(re.escape, re.split(r"[\s-]+", words)))
                kept = re.sub(rf"(?<!{EDGE}){spelled}(?!{EDGE})", " ", kept, flags=re.I)
        read = parse_note(kept, path=path).note
        entries.append(
            EntryText(
                key=path.removesuffix(".md"), title=note.title, venue=note.venue.slug, year=note.year, topics=(note.topic.slug,),
                topic_names=(note.topic.name,), keywords=note.keywords, authors=note.authors, summary=read.summary,
                sections=split_sections(read.markdown), arxiv=note.arxiv, has_code=note.code is not None, date=note.date,
            )
        )  # fmt: skip
    truth = {
        "link": _keys(links), "name": _keys(named),
        "keyword": _sharing(entries),
    }  # fmt: skip
    return HeldOut(entries, truth)


def _keys(goals: dict[str, set[str]]) -> dict[str, set[str]]:
    return {
        path.removesuffix(".md"): {goal.removesuffix(".md") for goal in found}
        for path, found in goals.items()
        if found
    }


def _sharing(entries: Sequence[EntryText]) -> dict[str, set[str]]:
    """The notes of the same topic that share a rare keyword with each."""
    having: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in entries:
        for keyword in entry.keywords:
            having[entry.topics[0], keyword.casefold()].add(entry.key)
    found: dict[str, set[str]] = defaultdict(set)
    for keys in having.values():
        if 2 <= len(keys) <= MAXIMUM_USES:
            for key in keys:
                found[key] |= keys - {key}
    return found


Finder = Callable[[EntryText, int], Sequence[str]]


def papernotes(folder: Path, entries: Sequence[EntryText]) -> similar_peers.SimilarPeer:
    """Ours, as the program uses it."""
    Index.build(folder / "index", EntriesLoader(entries))
    opened = Index.open(folder / "index")
    return similar_peers.SimilarPeer(
        "papernotes", lambda entry, limit: [hit.key for hit in opened.related(entry, limit=limit)]
    )


def shares(find: Finder, asked: Sequence[EntryText], truth: dict[str, set[str]]) -> list[float]:
    """Of each note asked about the share of its linked papers that are found."""
    found = []
    for entry in asked:
        keys = [key for key in find(entry, SHOWN + 1) if key != entry.key][:SHOWN]
        found.append(len(truth[entry.key].intersection(keys)) / min(len(truth[entry.key]), SHOWN))
    return found


def interval(values: Sequence[float], seed: int = 1) -> float:
    """Half the width of the 95 % interval of the mean."""
    chance = random.Random(seed)
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(1000))
    return (means[974] - means[25]) / 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints; `arguments` are those of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="a collection of notes")
    parser.add_argument(
        "--queries", type=int, default=200, help="notes asked about, of each kind and seed (200)"
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--only", action="store_true", help="ours alone")
    options = parser.parse_args(arguments)
    for root in options.folders:
        held = hold_out(markdown_files(root))
        with tempfile.TemporaryDirectory() as temporary:
            compared = [papernotes(Path(temporary), held.entries)]
            if not options.only:
                compared += similar_peers.peers(Path(temporary), held.entries)
            print(
                f"\n{root.name}: {len(held.entries)} notes; hit@{SHOWN}, ± of 95 %, and milliseconds a note",
                flush=True,
            )
            _compare(compared, held, options.queries, options.seeds)


def _compare(
    compared: Sequence[similar_peers.SimilarPeer], held: HeldOut, queries: int, seeds: Sequence[int]
) -> None:
    for kind, truth in held.truth.items():
        having = [entry for entry in held.entries if entry.key in truth]
        if len(having) < 20:
            continue
        if kind == "keyword":
            having = [entry._replace(keywords=()) for entry in having]
        samples = [
            random.Random(f"{seed} {kind}").sample(having, min(queries, len(having))) for seed in seeds
        ]
        for peer in compared:
            before = time.process_time()
            found = [shares(peer.find, asked, truth) for asked in samples]
            taken = (time.process_time() - before) / sum(map(len, found))
            each = " ".join(f"{sum(values) / len(values):.3f}" for values in found)
            every = [value for values in found for value in values]
            print(
                f"  {kind:8s} {peer.name:14s} {sum(every) / len(every):.3f} ± {interval(found[0]):.3f}"
                f"   {each}   {1000 * taken:.1f} ms", flush=True,
            )  # fmt: skip


if __name__ == "__main__":
    main()
