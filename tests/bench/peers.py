"""The searches that ours is compared with: each indexes entries and answers queries with keys, best first.

Given no entries, each opens what it made in the folder before.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh import fields
from whoosh.analysis import StemmingAnalyzer
from whoosh.index import create_in, open_dir
from whoosh.qparser import MultifieldParser

from papernotes.index import FEW_HITS, Index, QueryError
from papernotes.notes.model import EntryText

Search = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True)
class Peer:
    """A search under its name, how large its files are in bytes, and if it knows our fields."""

    name: str
    search: Search
    size: int = 0
    fields: bool = False


def folder_size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def body(entry: EntryText) -> str:
    return "\n".join(f"{section.heading}\n{section.text}" for section in entry.sections)


def papernotes(folder: Path) -> Peer:
    """Ours, as the program uses it."""
    opened = Index.open(folder)

    def search(query: str, limit: int) -> list[str]:
        try:
            return [hit.key for hit in opened.search(query, limit=limit).hits]
        except QueryError:
            return []

    return Peer("papernotes", search, folder_size(folder), fields=True)


def papernotes_described(folder: Path) -> Peer:
    """Ours, with those that lack some of the words below those that have all."""
    opened = Index.open(folder)

    def search(query: str, limit: int) -> list[str]:
        try:
            found = opened.search(query, limit=max(limit, FEW_HITS), as_you_type=True)
        except QueryError:
            return []
        if found.total >= FEW_HITS:
            return found.hits.keys[:limit]
        return [*found.hits.keys, *opened.closest(query, without=found.hits.keys, limit=limit).hits.keys][
            :limit
        ]

    return Peer("papernotes", search, folder_size(folder), fields=True)


def any_terms(text: str) -> list[str]:
    """The terms of a text for peers that look for any of them: words, and pairs of Chinese characters."""
    found: list[str] = []
    for token in re.findall(r"[\u4e00-\u9fff]+|[^\W_\u4e00-\u9fff]+", text.lower()):
        is_run = "\u4e00" <= token[0] <= "\u9fff" and len(token) > 1
        found += [token[place : place + 2] for place in range(len(token) - 1)] if is_run else [token]
    return found


def fts5_or(folder: Path, entries: Sequence[EntryText]) -> Peer:
    """SQLite's FTS5 with stems, which looks for any of the words; BM25 with the weights that ours has."""
    connection = sqlite3.connect(folder / "fts5 or.db")
    connection.execute(
        "create virtual table notes using fts5(key unindexed, title, keywords, summary, body, tokenize='porter unicode61')"
    )
    rows = (
        (
            entry.key,
            *(
                " ".join(any_terms(text))
                for text in (entry.title, ", ".join(entry.keywords), entry.summary, body(entry))
            ),
        )
        for entry in entries
    )
    with connection:
        connection.executemany("insert into notes values (?, ?, ?, ?, ?)", rows)

    def search(query: str, limit: int) -> list[str]:
        match = " OR ".join(f'"{term}"' for term in dict.fromkeys(any_terms(query)))
        sql = "select key from notes where notes match ? order by bm25(notes, 0, 6, 3, 2, 1) limit ?"
        return [key for (key,) in connection.execute(sql, (match, limit))] if match else []

    return Peer("fts5, any word", search)


def tantivy_or(folder: Path, entries: Sequence[EntryText]) -> Peer | None:
    """tantivy with English stems, which looks for any of the words; None where it is not installed."""
    try:
        import tantivy as engine
    except ImportError:
        return None
    builder = engine.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw")
    boosts = {"title": 6.0, "keywords": 3.0, "summary": 2.0, "body": 1.0}
    for name in boosts:
        builder.add_text_field(name, stored=False, tokenizer_name="en_stem")
    where = folder / "tantivy or"
    where.mkdir()
    made = engine.Index(builder.build(), path=str(where))
    writer = made.writer(100_000_000, 1)
    for entry in entries:
        texts = (entry.title, ", ".join(entry.keywords), entry.summary, body(entry))
        values = {name: " ".join(any_terms(text)) for name, text in zip(boosts, texts, strict=True)}
        writer.add_document(engine.Document(key=entry.key, **values))
    writer.commit()
    writer.wait_merging_threads()
    made.reload()
    searcher = made.searcher()

    def search(query: str, limit: int) -> list[str]:
        text = " ".join(any_terms(query))
        if not text:
            return []
        parsed = made.parse_query(text, list(boosts), field_boosts=boosts)
        return [searcher.doc(address)["key"][0] for _, address in searcher.search(parsed, limit).hits]

    return Peer("tantivy, any", search)


def tfidf(entries: Sequence[EntryText]) -> Peer | None:
    """The cosine of TF-IDF vectors of whole notes, by scikit-learn; None where it is not installed."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-not-found]
    except ImportError:
        return None
    made = TfidfVectorizer(analyzer=any_terms, sublinear_tf=True)
    texts = (
        f"{entry.title}\n{', '.join(entry.keywords)}\n{entry.summary}\n{body(entry)}" for entry in entries
    )
    matrix = made.fit_transform(texts)

    def search(query: str, limit: int) -> list[str]:
        scores = (matrix @ made.transform([query]).T).toarray().ravel()
        return [entries[place].key for place in (-scores).argsort(kind="stable")[:limit] if scores[place] > 0]

    return Peer("TF-IDF", search)


def _fts_query(query: str, last_open: bool) -> str:
    words = re.findall(r"\w+(?:\.\w+)*", query)
    if not words:
        return '""'
    quoted = [f'"{word}"' for word in words]
    if last_open and not query.endswith(" "):
        quoted[-1] += "*"
    return " ".join(quoted)


def fts5(
    folder: Path, entries: Sequence[EntryText] | None, tokenizer: str, name: str, prefix: str = ""
) -> Peer:
    """SQLite's FTS5, ranked by BM25 with the weights that ours has."""
    path = folder / f"{name}.db"
    connection = sqlite3.connect(path, check_same_thread=False)
    if entries is not None:
        options = f", prefix='{prefix}'" if prefix else ""
        connection.execute(
            f"create virtual table notes using fts5"
            f"(key unindexed, title, keywords, summary, body, arxiv, tokenize='{tokenizer}'{options})"
        )
        rows = (
            (entry.key, entry.title, ", ".join(entry.keywords), entry.summary, body(entry), entry.arxiv or "")
            for entry in entries
        )
        with connection:
            connection.executemany("insert into notes values (?, ?, ?, ?, ?, ?)", rows)

    def search(query: str, limit: int) -> list[str]:
        match = _fts_query(query, last_open="trigram" not in tokenizer)
        sql = "select key from notes where notes match ? order by bm25(notes, 0, 6, 3, 2, 1, 4) limit ?"
        try:
            return [key for (key,) in connection.execute(sql, (match, limit))]
        except sqlite3.OperationalError:
            return []

    return Peer(name, search, path.stat().st_size)


def tantivy(folder: Path, entries: Sequence[EntryText] | None) -> Peer | None:
    """tantivy with fuzzy terms; None where it is not installed."""
    try:
        import tantivy as engine  # type: ignore[import-not-found]
    except ImportError:
        return None
    builder = engine.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw")
    fields = ("title", "keywords", "summary", "body", "arxiv")
    for name in fields:
        builder.add_text_field(name, stored=False)
    schema = builder.build()
    where = folder / "tantivy"
    where.mkdir(exist_ok=True)
    made = engine.Index(schema, path=str(where))
    if entries is not None:
        writer = made.writer(200_000_000, 2)
        for entry in entries:
            writer.add_document(
                engine.Document(
                    key=entry.key,
                    title=entry.title,
                    keywords=", ".join(entry.keywords),
                    summary=entry.summary,
                    body=body(entry),
                    arxiv=entry.arxiv or "",
                )
            )
        writer.commit()
        writer.wait_merging_threads()
    made.reload()
    searcher = made.searcher()
    boosts = {"title": 6.0, "keywords": 3.0, "summary": 2.0, "body": 1.0, "arxiv": 4.0}

    def search(query: str, limit: int) -> list[str]:
        words = re.findall(r"\w+(?:\.\w+)*", query)
        text = " ".join(f'"{word}"' if "." in word else word for word in words)
        if not text:
            return []
        fuzzy = {name: (not query.endswith(" "), 1, True) for name in fields}
        parsed = made.parse_query(
            text, list(fields), field_boosts=boosts, fuzzy_fields=fuzzy, conjunction_by_default=True
        )
        found: Any = searcher.search(parsed, limit).hits
        return [searcher.doc(address)["key"][0] for _, address in found]

    return Peer("tantivy", search, folder_size(where))


def fzf(entries: Sequence[EntryText]) -> Peer | None:
    """fzf over one line an entry: title, arXiv id and keywords; None where it is not installed."""
    if not shutil.which("fzf"):
        return None
    lines = [f"{entry.title} {entry.arxiv or ''} {' '.join(entry.keywords)}" for entry in entries]
    text = "\n".join(f"{place}\t{' '.join(line.split())}" for place, line in enumerate(lines))

    def search(query: str, limit: int) -> list[str]:
        command = ["fzf", "--filter", query, "--delimiter", "\t", "--nth", "2.."]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        places = (line.partition("\t")[0] for line in done.stdout.splitlines()[:limit])
        return [entries[int(place)].key for place in places]

    return Peer("fzf", search)


def stock_whoosh(folder: Path, entries: Sequence[EntryText] | None) -> Peer:
    """Whoosh as it comes: its own codec, analyzer, parser and searcher."""
    where = folder / "whoosh"
    texts = {
        name: fields.TEXT(analyzer=StemmingAnalyzer()) for name in ("title", "keywords", "summary", "body")
    }
    if entries is not None:
        where.mkdir()
        made = create_in(str(where), fields.Schema(key=fields.ID(stored=True), **texts))
        writer = made.writer(limitmb=256)
        for entry in entries:
            writer.add_document(
                key=entry.key,
                title=entry.title,
                keywords=", ".join(entry.keywords),
                summary=entry.summary,
                body=body(entry),
            )
        writer.commit()
    made = open_dir(str(where))
    searcher = made.searcher()
    parser = MultifieldParser(list(texts), made.schema, fieldboosts={"title": 6.0, "keywords": 3.0})

    def search(query: str, limit: int) -> list[str]:
        last = "" if query.endswith((" ", '"')) else "*"
        return [hit["key"] for hit in searcher.search(parser.parse(query.strip() + last), limit=limit)]

    return Peer("stock Whoosh", search, folder_size(where))
