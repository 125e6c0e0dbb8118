"""Known-item search: how high does the entry stand that a query was drawn from?

    python tests/bench/quality.py [FOLDER] [--queries 100] [--seed 1]

prints MRR@10 and hit@1 of every kind of query, of ours and of the peers, in one run.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

import peers  # noqa: E402
from corpus import FolderLoader  # noqa: E402
from generate import GeneratedLoader  # noqa: E402

from papernotes.index import Index  # noqa: E402
from papernotes.notes.model import EntryText  # noqa: E402

CJK_RUN = re.compile(r"[\u4e00-\u9fff]{4,}")
LATIN = re.compile(r"(?<![\w-])[A-Za-z][A-Za-z-]{3,}(?![\w-])")
STOP = frozenset(("with", "from", "that", "this", "into", "towards", "toward", "using", "their", "your"))
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def title_words(entry: EntryText, chance: random.Random, count: int = 3) -> list[str] | None:
    """Some words of the title in their order."""
    words = [word.lower() for word in re.findall(r"[A-Za-z]{4,}", entry.title) if word.lower() not in STOP]
    words = list(dict.fromkeys(words))
    if len(words) < count:
        return None
    return [words[place] for place in sorted(chance.sample(range(len(words)), count))]


def mistyped(word: str, chance: random.Random) -> str:
    """`word` with a letter left out, doubled, changed, or swapped with the next."""
    place = chance.randrange(len(word) - 1)
    match chance.randrange(4):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + word[place] + word[place:]
        case 2:
            return word[:place] + chance.choice(LETTERS) + word[place + 1 :]
        case _:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def words(entry: EntryText, chance: random.Random) -> str | None:
    found = title_words(entry, chance)
    return " ".join(found) if found else None


def summary_words(entry: EntryText, chance: random.Random) -> str | None:
    found = list(dict.fromkeys(word for word in LATIN.findall(entry.summary) if word.lower() not in STOP))
    return " ".join(chance.sample(found, 4)) if len(found) >= 4 else None


def typo(entry: EntryText, chance: random.Random) -> str | None:
    found = title_words(entry, chance)
    if not found:
        return None
    place = max(range(len(found)), key=lambda place: (len(found[place]) > 5, chance.random()))
    found[place] = mistyped(found[place], chance)
    return " ".join(found)


def cut(entry: EntryText, chance: random.Random) -> str | None:
    found = title_words(entry, chance)
    if not found:
        return None
    found[-1] = found[-1][: max(3, round(len(found[-1]) * chance.uniform(0.5, 0.8)))]
    return " ".join(found)


def abbreviation(entry: EntryText, chance: random.Random) -> str | None:
    found = title_words(entry, chance)
    return " ".join(word[:4] for word in found) if found else None


def _name(entry: EntryText) -> str | None:
    """The method's name at the head of a title: `SAE-Bench: …`."""
    head, colon, _ = entry.title.partition(":")
    pieces = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+", head)
    if colon and len(head.split()) <= 2 and 2 <= len(pieces) <= 5 and head.isascii() and len(head) >= 5:
        return head
    return None


def name(entry: EntryText, chance: random.Random) -> str | None:
    found = _name(entry)
    if not found or not re.search(r"[-\s]", found):
        return None
    return re.sub(r"[-\s]+", " ", found).lower()


def squashed_name(entry: EntryText, chance: random.Random) -> str | None:
    found = _name(entry)
    if not found or not re.search(r"[-\s]", found):
        return None
    return re.sub(r"[^A-Za-z0-9]", "", found).lower()


def chinese(entry: EntryText, chance: random.Random) -> str | None:
    runs = CJK_RUN.findall(entry.summary)
    long = [run for run in runs if len(run) >= 6]
    if not long:
        return None
    run = chance.choice(long)
    start = chance.randrange(len(run) - 5)
    return run[start : start + 6]


def mixed(entry: EntryText, chance: random.Random) -> str | None:
    run, latin = CJK_RUN.findall(entry.summary), re.findall(r"[A-Za-z]{4,}", entry.title)
    if not run or not latin:
        return None
    return f"{chance.choice(run)[:4]} {chance.choice(latin).lower()}"


def arxiv(entry: EntryText, chance: random.Random) -> str | None:
    return entry.arxiv


KINDS: dict[str, Callable[[EntryText, random.Random], str | None]] = {
    "words": words,
    "summary": summary_words,
    "typo": typo,
    "cut": cut,
    "abbreviation": abbreviation,
    "name": name,
    "squashed": squashed_name,
    "chinese": chinese,
    "mixed": mixed,
    "arxiv": arxiv,
}


def draw(entries: Sequence[EntryText], count: int, seed: int) -> dict[str, list[tuple[str, EntryText]]]:
    """Queries of each kind with the entries they were drawn from; kinds without any are left out."""
    drawn = {}
    for kind, make in KINDS.items():
        chance = random.Random(f"{seed} {kind}")
        found = []
        for entry in chance.sample(entries, len(entries)):
            query = make(entry, chance)
            if query:
                found.append((query, entry))
            if len(found) == count:
                break
        if len(found) >= 10:
            drawn[kind] = found
    return drawn


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints; `arguments` are those of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="a tree of notes; without it one is generated")
    parser.add_argument("--queries", type=int, default=100, help="of each kind (100)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, help="read only so many notes")
    parser.add_argument("--only", action="store_true", help="ours alone")
    parser.add_argument("--misses", metavar="KIND", help="show what ours missed of a kind")
    options = parser.parse_args(arguments)
    loader = (
        FolderLoader(options.folder, options.limit)
        if options.folder
        else GeneratedLoader(options.limit or 3000)
    )
    entries = list(loader.load(loader.keys()))
    titles = {entry.key: entry.title for entry in entries}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        Index.build(folder / "index", loader)
        compared = [peers.papernotes(folder / "index")]
        if not options.only:
            others = (
                peers.fts5(folder, entries, "porter unicode61", "fts5 porter", "2 3"),
                peers.fts5(folder, entries, "trigram", "fts5 trigram"),
                peers.tantivy(folder, entries),
                peers.fzf(entries),
            )
            compared += [peer for peer in others if peer]
        drawn = draw(entries, options.queries, options.seed)
        print(f"{len(entries)} entries, MRR@10 (hit@1)")
        print(f"{'':14s}" + "".join(f"{kind:>15s}" for kind in (*drawn, "all")))
        for peer in compared:
            line, ranks = f"{peer.name:14s}", []
            for kind, queries in drawn.items():
                scores = []
                for query, entry in queries:
                    found = [titles[key] for key in peer.search(query, 10)]
                    scores.append(1 / (found.index(entry.title) + 1) if entry.title in found else 0.0)
                    if kind == options.misses and peer is compared[0] and scores[-1] < 1:
                        print(f"  {scores[-1]:.2f} {query!r}: {entry.title!r}, first {found[:1]}")
                ranks.append(sum(scores) / len(scores))
                line += f"{ranks[-1]:8.3f} ({sum(score == 1 for score in scores) / len(scores):.2f})"
            print(line + f"{sum(ranks) / len(ranks):8.3f}")


if __name__ == "__main__":
    main()
