"""What related papers are compared with: each is given a whole note and answers with the keys of notes like it."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from papernotes.index import terms
from papernotes.notes.model import EntryText

WEIGHTS = {"title": 6.0, "keywords": 3.0, "summary": 2.0, "body": 1.0}
"""The weights that ours has in searching."""


@dataclass(frozen=True)
class SimilarPeer:
    """An engine under its name: `find(note, limit)`."""

    name: str
    find: Callable[[EntryText, int], Sequence[str]]


def texts(entry: EntryText) -> dict[str, str]:
    """A note's texts, by field."""
    body = "\n".join(f"{section.heading}\n{section.text}" for section in entry.sections)
    return {
        "title": entry.title,
        "keywords": ", ".join(entry.keywords),
        "summary": entry.summary,
        "body": body,
    }


def peers(folder: Path, entries: Sequence[EntryText]) -> list[SimilarPeer]:
    """All peers that there are."""
    found = [
        fts5(folder, entries, "porter unicode61", "FTS5 porter"),
        fts5(folder, entries, "porter unicode61", "FTS5 title+sum", ("title", "summary")),
        fts5(folder, entries, "trigram", "FTS5 trigram", ("title", "summary")),
        cosine(entries),
    ]
    like_this = tantivy(folder, entries)
    return [*found, like_this] if like_this else found


def fts5(
    folder: Path,
    entries: Sequence[EntryText],
    tokenizer: str,
    name: str,
    fields: Sequence[str] = tuple(WEIGHTS),
) -> SimilarPeer:
    """SQLite's FTS5, asked for any of the note's own words."""
    connection = sqlite3.connect(folder / f"{name}.db")
    connection.execute(
        f"create virtual table notes using fts5(key unindexed, {', '.join(WEIGHTS)}, tokenize='{tokenizer}')"
    )
    with connection:
        connection.executemany(
            "insert into notes values (?, ?, ?, ?, ?)",
            ((entry.key, *texts(entry).values()) for entry in entries),
        )
    weights = ", ".join(map(str, (0.0, *WEIGHTS.values())))

    def find(entry: EntryText, limit: int) -> list[str]:
        text = "\n".join(texts(entry)[field] for field in fields)
        words = dict.fromkeys(_pieces(text) if tokenizer == "trigram" else re.findall(r"\w+", text.lower()))
        query = " OR ".join(f'"{word}"' for word in words)
        sql = f"select key from notes where notes match ? order by bm25(notes, {weights}) limit ?"
        return [key for (key,) in connection.execute(sql, (query, limit))] if words else []

    return SimilarPeer(name, find)


def _pieces(text: str) -> list[str]:
    """Words of three letters and more, and runs of Chinese in threes, which trigrams can find."""
    found = []
    for word in re.findall(r"[a-z0-9]{3,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{3,}", text.lower()):
        found += [word] if word.isascii() else [word[place : place + 3] for place in range(len(word) - 2)]
    return found


def cosine(entries: Sequence[EntryText]) -> SimilarPeer:
    """TF-IDF vectors of the terms that ours has, compared by cosine (sublinear tf, as scikit-learn offers it)."""
    counted = [
        Counter(term.text for text in texts(entry).values() for term in terms(text)) for entry in entries
    ]
    having = Counter(term for counts in counted for term in counts)
    idf = {term: log((1 + len(entries)) / (1 + count)) + 1 for term, count in having.items()}
    postings: dict[str, tuple[list[int], list[float]]] = {}
    for number, counts in enumerate(counted):
        weights = {term: (1 + log(count)) * idf[term] for term, count in counts.items()}
        norm = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for term, weight in weights.items():
            numbers, values = postings.setdefault(term, ([], []))
            numbers.append(number)
            values.append(weight / norm)

    def find(entry: EntryText, limit: int) -> list[str]:
        counts = Counter(term.text for text in texts(entry).values() for term in terms(text))
        scores = np.zeros(len(entries))
        for term, count in counts.items():
            if term in postings:
                numbers, values = postings[term]
                scores[numbers] += np.array(values) * (1 + log(count)) * idf[term]
        return [entries[number].key for number in np.argsort(-scores)[:limit].tolist()]

    return SimilarPeer("TF-IDF cosine", find)


def tantivy(folder: Path, entries: Sequence[EntryText]) -> SimilarPeer | None:
    """tantivy's more-like-this, with its defaults; None where it is not installed."""
    try:
        import tantivy as engine  # type: ignore[import-not-found]
    except ImportError:
        return None
    builder = engine.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw")
    for name in WEIGHTS:
        builder.add_text_field(name, stored=True)
    made = engine.Index(builder.build())
    writer = made.writer(200_000_000, 1)
    for entry in entries:
        writer.add_document(engine.Document(key=entry.key, **texts(entry)))
    writer.commit()
    writer.wait_merging_threads()
    made.reload()
    searcher: Any = made.searcher()
    schema = made.schema

    def find(entry: EntryText, limit: int) -> list[str]:
        own = engine.Query.term_query(schema, "key", entry.key)
        hits = searcher.search(own, 1).hits
        query = engine.Query.more_like_this_query(hits[0][1])
        return [searcher.doc(address)["key"][0] for _, address in searcher.search(query, limit).hits]

    return SimilarPeer("tantivy", find)
