"""Search by description: is the paper that a description or a question means among the first twelve?

    python tests/bench/descriptions.py [FOLDER] [--queries 150] [--seeds 1 2 3]

prints hit@12 of every kind, and the share without any result, of ours and of the peers, in one run. The peers look for any
of the words: SQLite FTS5, tantivy, and TF-IDF by scikit-learn, the latter two where they are installed. All of them are given
the same terms, Chinese as pairs of characters, since none of them cuts Chinese by itself.

The truth is made in four ways:

- `told`: sentences in `descriptions.tsv`, which we wrote of what a note says, without looking at what is found; the beginning of
  the title says which note is meant. Where the library has several notes of that title, any of them is right.
- `recalled`: words of one paragraph of a note, in any order, as what a reader recalls. A third of them are of another note, as
  what is recalled wrongly.
- `asked`: a question that has a keyword of a note in it that at most twelve notes have.
- `asked, summary`: the same with a piece of its summary.

So that no name gives a note away, `recalled` leaves out the words of its title and keywords, and whatever looks like a name: Latin
words with a capital or a digit inside, wherever they stand. A Latin word ends where a Chinese character begins: Python's
`\\b` sees no boundary there, so names must not be looked for with it.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

import peers  # noqa: E402
from corpus import FolderLoader  # noqa: E402

from papernotes.index import Index  # noqa: E402
from papernotes.notes.model import EntryText  # noqa: E402

HITS = 12
SAMPLE = Path(__file__).parents[2] / "notes/sample/docs"
TOLD = Path(__file__).with_name("descriptions.tsv")
RUN = re.compile(r"[\u4e00-\u9fff]+")
LATIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
PLAIN = re.compile(r"[a-z]{4,}")
MINIMUM_PARAGRAPH_CHARACTERS = 80
RECALLED_RUNS, RECALLED_WORDS = 6, 10
ENGLISH_QUESTIONS = (
    "which papers are about {}", "what papers study {}", "papers that deal with {}", "is there any work on {}",
)  # fmt: skip
CHINESE_QUESTIONS = ("有哪些{}的方法", "关于{}的论文有哪些", "有没有研究{}的工作", "哪些论文讨论了{}")


@dataclass(frozen=True)
class Asked:
    """A query, and the titles of the notes that are right."""

    query: str
    titles: frozenset[str]


def told(entries: Sequence[EntryText], chance: random.Random) -> Iterator[Asked]:
    """The sentences about notes of the library, in their order: they are always the same."""
    for line in TOLD.read_text("utf-8").splitlines():
        start, _, sentence = line.partition("\t")
        titles = frozenset(entry.title for entry in entries if entry.title.startswith(start))
        if titles:
            yield Asked(sentence, titles)


def recalled(entries: Sequence[EntryText], chance: random.Random) -> Iterator[Asked]:
    for entry in chance.sample(entries, len(entries)):
        own, other = _paragraph_words(entry, chance), _paragraph_words(chance.choice(entries), chance)
        if own and other:
            few = len(own) // 3
            words = [*own[few:], *other[:few]]
            chance.shuffle(words)
            yield Asked(" ".join(words), frozenset((entry.title,)))


def _paragraph_words(entry: EntryText, chance: random.Random) -> list[str]:
    """Words and short runs of one paragraph without names and words of the title and the keywords."""
    texts = [
        part
        for section in entry.sections
        for part in section.text.split("\n")
        if len(part) >= MINIMUM_PARAGRAPH_CHARACTERS and part.strip() not in entry.summary
    ]
    if not texts:
        return []
    text = chance.choice(texts)
    known = {word.lower() for word in LATIN.findall(f"{entry.title} {' '.join(entry.keywords)}")}
    pieces = [run for keyword in (*entry.keywords, entry.title) for run in RUN.findall(keyword)]
    for piece in sorted(pieces, key=len, reverse=True):
        text = text.replace(piece, "，")
    runs = [run for run in RUN.findall(text) if len(run) >= 4]
    words = [word for word in LATIN.findall(text) if PLAIN.fullmatch(word) and word not in known]
    if sum(map(len, runs)) >= 40:
        found = []
        for run in chance.choices(runs, weights=[len(run) for run in runs], k=RECALLED_RUNS):
            start = chance.randrange(len(run) - 3)
            found.append(run[start : start + 4])
        return found
    words = list(dict.fromkeys(words))
    return chance.sample(words, RECALLED_WORDS) if len(words) >= 2 * RECALLED_WORDS else []


def asked(entries: Sequence[EntryText], chance: random.Random) -> Iterator[Asked]:
    having = Counter(keyword.lower() for entry in entries for keyword in set(entry.keywords))
    for entry in chance.sample(entries, len(entries)):
        rare = [
            keyword
            for keyword in entry.keywords
            if having[keyword.lower()] <= HITS and (" " in keyword or len("".join(RUN.findall(keyword))) > 3)
        ]
        if rare:
            yield _question(chance.choice(rare), entry, chance)


def asked_of_summary(entries: Sequence[EntryText], chance: random.Random) -> Iterator[Asked]:
    for entry in chance.sample(entries, len(entries)):
        clauses = re.split(r"[，。；：、,.;:()（）“”\"]", entry.summary)
        if len(RUN.findall(entry.summary)) > 5:
            parts = [run[:10] for clause in clauses for run in RUN.findall(clause) if len(run) >= 6]
        else:
            words = [re.findall(r"[A-Za-z-]{3,}", clause) for clause in clauses]
            parts = [" ".join(some[-4:]) for some in words if len(some) >= 4]
        if parts:
            yield _question(chance.choice(parts), entry, chance)


def _question(about: str, entry: EntryText, chance: random.Random) -> Asked:
    questions = CHINESE_QUESTIONS if RUN.search(about) else ENGLISH_QUESTIONS
    return Asked(chance.choice(questions).format(about), frozenset((entry.title,)))


KINDS: dict[str, Callable[[Sequence[EntryText], random.Random], Iterator[Asked]]] = {
    "told": told,
    "recalled": recalled,
    "asked": asked,
    "asked, summary": asked_of_summary,
}


def draw(entries: Sequence[EntryText], count: int, seed: int) -> dict[str, list[Asked]]:
    """All sentences told, and at most `count` queries of each other kind; kinds without any are left out."""
    drawn = {}
    for kind, make in KINDS.items():
        queries = make(entries, random.Random(f"{seed} {kind}"))
        found = list(islice(queries, None if kind == "told" else count))
        if found:
            drawn[kind] = found
    return drawn


def hit_rate(peer: peers.Peer, queries: Sequence[Asked], titles: dict[str, str]) -> tuple[float, float]:
    """The share of queries that find a right note among the first twelve, and the share that find nothing."""
    hits = empty = 0
    for one in queries:
        found = peer.search(one.query, HITS)
        hits += any(titles[key] in one.titles for key in found)
        empty += not found
    return hits / len(queries), empty / len(queries)


@dataclass(frozen=True)
class EntriesLoader:
    """Loads entries that are in memory."""

    entries: dict[str, EntryText]

    def keys(self) -> list[str]:
        return list(self.entries)

    def load(self, keys: Sequence[str]) -> Iterator[EntryText]:
        return (self.entries[key] for key in keys)

    def heads(self, keys: Sequence[str]) -> Iterator[EntryText]:
        return (self.entries[key]._replace(sections=()) for key in keys)

    def bodies(self, keys: Sequence[str]) -> Iterator[tuple[str, Sequence[object]]]:
        return ((key, self.entries[key].sections) for key in keys)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints; `arguments` are those of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="a tree of notes, besides the sample library")
    parser.add_argument("--queries", type=int, default=150, help="of each kind and seed (150)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--limit", type=int, help="read only so many notes of the folder")
    parser.add_argument("--only", action="store_true", help="ours alone")
    parser.add_argument("--misses", metavar="KIND", help="show what ours missed of a kind")
    options = parser.parse_args(arguments)
    loaders = [FolderLoader(SAMPLE)]
    if options.folder:
        loaders.append(FolderLoader(options.folder, options.limit))
    entries = [entry for loader in loaders for entry in loader.load(loader.keys())]
    titles = {entry.key: entry.title for entry in entries}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        Index.build(folder / "index", EntriesLoader({entry.key: entry for entry in entries}))
        compared = [peers.papernotes_described(folder / "index")]
        if not options.only:
            others = (peers.fts5_or(folder, entries), peers.tantivy_or(folder, entries), peers.tfidf(entries))
            compared += [peer for peer in others if peer]
        report(compared, [draw(entries, options.queries, seed) for seed in options.seeds], titles)
        if options.misses:
            _show_misses(
                compared[0], draw(entries, options.queries, options.seeds[0])[options.misses], titles
            )


def report(
    compared: Sequence[peers.Peer], draws: Sequence[dict[str, list[Asked]]], titles: dict[str, str]
) -> None:
    """Prints the mean over all draws, with the standard deviation between them, for each kind and peer."""
    print(f"{len(titles)} entries, hit@{HITS} ± between seeds (without a result)")
    print(f"{'':14s}" + "".join(f"{kind:>24s}" for kind in draws[0]))
    for peer in compared:
        line = f"{peer.name:14s}"
        for kind in draws[0]:
            rates = [hit_rate(peer, drawn[kind], titles) for drawn in draws]
            hits, empty = [hit for hit, _ in rates], [none for _, none in rates]
            spread = statistics.stdev(hits) if len(hits) > 1 and kind != "told" else 0.0
            line += f"{statistics.mean(hits):10.3f} ±{spread:.3f} ({statistics.mean(empty):.3f})"
        print(line)


def _show_misses(peer: peers.Peer, queries: Sequence[Asked], titles: dict[str, str]) -> None:
    for one in queries:
        found = [titles[key] for key in peer.search(one.query, HITS)]
        if not one.titles.intersection(found):
            print(f"  {one.query!r}: {min(one.titles)!r}, first {found[:2]}")


if __name__ == "__main__":
    main()
