"""Names for completion in a shell: what cannot be understood is left out."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from papernotes.reading import quick_names

VIEW = json.dumps({"name": "Mine", "query": "", "filters": [], "order": ""})


def test_a_view_that_is_not_sound_hides_no_others(tmp_path: Path) -> None:
    file = tmp_path / "reading.db"
    values = [VIEW, "5", "{}", "no JSON", "[" * 3000, '{"name": 7}', None]
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE event (id, identifiers, what, name, value)")
        connection.executemany(
            "INSERT INTO event VALUES (?, '[]', 'view', ?, ?)",
            [(str(number), str(number), json.dumps(value)) for number, value in enumerate(values)],
        )
    assert quick_names(file, "view") == ["Mine"]
