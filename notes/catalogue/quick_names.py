"""Names in the library that begin with a text, read by SQL alone: for completion in a shell, which loads nothing else.

A library that is missing, broken or of another version gives no names: the next command says what is wrong with it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from papernotes.notes.catalogue.files_beside import special_files_beside


class QuickName(NamedTuple):
    """A name, how many entries have it (None: not counted), and another name of the same."""

    name: str
    entries: int | None = None
    other: str = ""


_BEGINS = r"LIKE :beginning ESCAPE '\'"
_QUERIES = {
    "key": f"SELECT key FROM entry WHERE key {_BEGINS} ORDER BY key",
    "key-venue": "SELECT DISTINCT substr(key, 1, instr(key, '/')) FROM entry "
    f"WHERE key {_BEGINS} AND instr(key, '/') ORDER BY 1",
    "venue": f"SELECT venue, count(*) FROM entry WHERE venue {_BEGINS} GROUP BY venue ORDER BY 2 DESC, 1",
    "topic": "SELECT filed.topic, filed.entries, coalesce(topic.name, '') FROM "
    f"(SELECT topic, count(*) AS entries FROM entry_topic WHERE topic {_BEGINS} GROUP BY topic) AS filed "
    "LEFT JOIN topic ON topic.slug = filed.topic ORDER BY 2 DESC, 1",
    "keyword": "SELECT keyword.value, count(*) FROM entry, json_each(entry.keywords) AS keyword "
    # First the texts of the arrays: to take them all apart would take four times as long.
    f"WHERE entry.keywords LIKE '%\"' || :beginning ESCAPE '\\' AND keyword.value {_BEGINS} "
    "GROUP BY keyword.value COLLATE NOCASE ORDER BY 2 DESC, 1",
    "year": f"SELECT CAST(year AS TEXT), count(*) FROM entry WHERE year {_BEGINS} GROUP BY year ORDER BY year DESC",
}  # fmt: skip


def quick_names(library: Path, what: str, beginning: str) -> list[QuickName]:
    """The names that begin so, in any case of ASCII letters.

    `what` is a key, the part of a key up to its `/` (`key-venue`), a venue, a topic, a keyword or a year; keys and their
    venues come in order, the others the commonest first, years the latest. Raises nothing.
    """
    pattern = beginning.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    try:
        if special_files_beside(library):
            return []
        with closing(sqlite3.connect(f"{library.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return [QuickName(*row) for row in connection.execute(_QUERIES[what], {"beginning": pattern})]
    except (sqlite3.Error, OSError):
        return []
