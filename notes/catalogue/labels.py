"""The names and icons of venues and topics, chosen if several documents state them, made up if none does."""

from __future__ import annotations

import re
import sqlite3

from papernotes.notes.text import fold

VENUE_ICONS = {
    "ICLR": "🔬", "CVPR": "📷", "NeurIPS": "🧠", "ACL": "💬", "ICCV": "📹", "ICML": "🧪",
    "AAAI": "🤖", "ECCV": "🎞", "EMNLP": "🗨", "NAACL": "🗣", "arxiv": "📄",
}  # fmt: skip
"""The venue's slug without the year → its icon, for well-known venues whose pages were not read."""

_ACRONYMS = {
    "llm": "LLM", "nlp": "NLP", "vlm": "VLM", "3d": "3D", "rl": "RL", "ai": "AI", "aigc": "AIGC",
    "rag": "RAG", "rlhf": "RLHF", "mllm": "MLLM", "gan": "GAN", "nas": "NAS", "hci": "HCI",
}  # fmt: skip


def topic_name(slug: str) -> str:
    """A readable name for a topic that no document names: `llm_safety` → `LLM Safety`."""
    words = re.split(r"[_\s]+", slug)
    return " ".join(_ACRONYMS.get(word, word[:1].upper() + word[1:]) for word in words if word) or slug


def venue_icon(slug: str) -> str:
    """The icon of a well-known venue; empty for any other."""
    return VENUE_ICONS.get(slug.rstrip("0123456789"), "")


def year_of(venue: str) -> int | None:
    """The year at the end of a venue's slug: 2026 of `ICLR2026`."""
    found = re.search(r"(?:19|20)\d\d$", venue)
    return int(found[0]) if found else None


def page_topics(connection: sqlite3.Connection) -> dict[str, str]:
    """The slug that a page derives from a topic's name → the slug that trees use for a topic of that name.

    A page knows only names: what it calls `Robotics & Embodied AI` is filed as `robotics` in a tree.
    """
    pages = "SELECT DISTINCT document FROM note WHERE text IS NOT NULL"
    if connection.execute(f"{pages} LIMIT 1").fetchone() is None:
        return {}  # most libraries have no pages
    filed = dict(
        connection.execute("SELECT topic, count(*) FROM note WHERE text IS NULL GROUP BY topic").fetchall()
    )
    trees: dict[str, str] = {}
    for slug, name in sorted(
        connection.execute(
            f"SELECT DISTINCT slug, name FROM label WHERE kind = 'topic' AND name != '' AND document NOT IN ({pages})"
        ).fetchall(),
        key=lambda label: (-filed.get(label[0], 0), label[0]),
    ):
        trees.setdefault(fold(name), slug)
    return {
        slug: trees[fold(name)]
        for slug, name in connection.execute(
            f"SELECT DISTINCT slug, name FROM label WHERE kind = 'topic' AND name != '' AND document IN ({pages})"
        )
        if slug not in filed and trees.get(fold(name), slug) != slug
    }


def rewrite_labels(connection: sqlite3.Connection) -> None:
    """Fill the tables of venues and topics from what documents state. Runs inside the caller's transaction.

    If documents disagree, a name in Latin letters wins, then the commonest, then the first in the alphabet.
    """
    stated: dict[tuple[str, str], dict[str, dict[str, int]]] = {}
    for kind, slug, name, icon, count in connection.execute(
        "SELECT kind, slug, name, icon, count(*) FROM label GROUP BY kind, slug, name, icon"
    ):
        for kind_of_label, value in (("name", name), ("icon", icon)):
            if value:
                counts = stated.setdefault((kind, slug), {}).setdefault(kind_of_label, {})
                counts[value] = counts.get(value, 0) + count

    def best(kind: str, slug: str, kind_of_label: str) -> str:
        counts = stated.get((kind, slug), {}).get(kind_of_label, {})
        return min(
            counts,
            key=lambda value: (kind_of_label == "name" and not value.isascii(), -counts[value], value),
            default="",
        )

    connection.execute("DELETE FROM venue")
    connection.executemany(
        "INSERT INTO venue (slug, icon, year) VALUES (?, ?, ?)",
        [
            (slug, best("venue", slug, "icon") or venue_icon(slug), year_of(slug))
            for (slug,) in connection.execute("SELECT DISTINCT venue FROM entry").fetchall()
        ],
    )
    connection.execute("DELETE FROM topic")
    connection.executemany(
        "INSERT INTO topic (slug, name, icon) VALUES (?, ?, ?)",
        [
            (slug, best("topic", slug, "name") or topic_name(slug), best("topic", slug, "icon"))
            for (slug,) in connection.execute("SELECT DISTINCT topic FROM entry_topic").fetchall()
        ],
    )
