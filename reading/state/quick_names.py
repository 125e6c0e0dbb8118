"""The names of lists, tags and saved views, read by SQL alone: for completion in a shell, which loads nothing else.

Nothing is made, repaired or locked. What cannot be read gives no names: the next command says what is wrong.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

TO_READ = "to read"
_NAMED = "SELECT name, value, max(id) FROM event WHERE identifiers = '[]' AND what = ? GROUP BY name"
_TAGS = "SELECT value, min(paper) FROM mark WHERE what = 'tag' GROUP BY name"


def quick_names(file: Path, what: str) -> list[str]:
    """The names of all lists (`what` is `list`), tags (`tag`) or saved views (`view`), in alphabetical order.

    `file` is `reading.db`. The list "to read" comes first, as long as there is one. Raises nothing.
    """
    try:
        with closing(_opened(file)) as connection:
            found = [name for name in _READ[what](connection) if isinstance(name, str)]
    except (sqlite3.Error, OSError, ValueError):
        is_new = not os.path.exists(file)  # noqa: PTH110 - Path.exists raises where a folder is closed
        found = [TO_READ] if what == "list" and is_new else []
    return sorted(found, key=lambda name: (name != TO_READ, name.casefold()))


def _opened(file: Path) -> sqlite3.Connection:
    """A connection that writes nothing. Where nobody has the file open, not even the files beside it."""
    in_use = any(file.with_name(f"{file.name}{suffix}").is_file() for suffix in ("-wal", "-journal"))
    return sqlite3.connect(
        f"{file.absolute().as_uri()}?{'mode=ro' if in_use else 'immutable=1'}", uri=True, timeout=0.02
    )


def _lists(connection: sqlite3.Connection) -> Iterator[object]:
    named = {id: json.loads(value) for id, value, _ in connection.execute(_NAMED, ("list-name",))}
    return iter({TO_READ: TO_READ, **named}.values())


def _tags(connection: sqlite3.Connection) -> Iterator[object]:
    return (value for value, _ in connection.execute(_TAGS))


def _views(connection: sqlite3.Connection) -> Iterator[object]:
    for _, value, _ in connection.execute(_NAMED, ("view",)):
        with suppress(
            ValueError, TypeError, KeyError, RecursionError
        ):  # it was deleted, or is not a sound view
            yield json.loads(json.loads(value))["name"]


_READ = {"list": _lists, "tag": _tags, "view": _views}
