"""The lines of metadata at the head of a note, in all the shapes that people write them.

Bold names (`**Venue**: ICML 2025`, several on a line too), plain ones (`Venue: ICML 2025`), in a
list, a block quote or a table; with ASCII or full-width colons, in English or Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from notes.fields import FIELD_OF_NAME

_NAMES = "|".join(sorted(map(re.escape, FIELD_OF_NAME), key=len, reverse=True))
BOLD_FIELD = re.compile(
    rf"(?:\*\*|__)[^\w\n*]{{0,4}}(?P<name>{_NAMES})\s*(?:[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*[:：])",
    re.IGNORECASE,
)
PLAIN_FIELD = re.compile(rf"[^\w\n\[(]{{0,6}}(?P<name>{_NAMES})\s*[:：](?!//)", re.IGNORECASE)
_LIST_ITEM = re.compile(r"\s*[-*+]\s+(?=\S)")


def fields_in(head: str) -> dict[str, str]:
    """The fields of a note's head, by their names in FIELD_NAMES; the first of two counts."""
    found: dict[str, str] = {}
    rows: list[list[str]] = []
    waiting = ""
    for line in head.split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        text = line.lstrip("> \t")
        if text.startswith("|"):
            rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", text.strip().strip("|"))])
            continue
        if item := _LIST_ITEM.match(text):
            if waiting and not PLAIN_FIELD.match(text, item.end()) and not BOLD_FIELD.match(text, item.end()):
                found[waiting] = ", ".join(filter(None, (found[waiting], text[item.end() :].strip())))
                continue
            text = text[item.end() :]
        waiting = ""
        starts = list(BOLD_FIELD.finditer(text)) or list(filter(None, [PLAIN_FIELD.match(text)]))
        for start, end in zip(starts, [*(match.start() for match in starts[1:]), len(text)], strict=False):
            field = FIELD_OF_NAME[start["name"].lower()]
            value = text[start.end() : end].strip().strip("\\").rstrip(" /|·,，;；").strip()
            found.setdefault(field, value)
            waiting = field if not value and not found[field] else ""
    for field, value in _table_fields(rows):
        found.setdefault(field, value)
    return {field: value for field, value in found.items() if value}


def _table_fields(rows: list[list[str]]) -> Iterator[tuple[str, str]]:
    """Metadata in a table: a name and its value a row, or names in the first row, values in the next."""
    rows = [row for row in rows if not all(set(cell) <= set("-: ") for cell in row)]
    for row in rows:
        if len(row) == 2 and (field := FIELD_OF_NAME.get(_cell_name(row[0]))):
            yield field, row[1]
    if len(rows) == 2 and len(rows[0]) == len(rows[1]):
        for name, value in zip(*rows, strict=True):
            if field := FIELD_OF_NAME.get(_cell_name(name)):
                yield field, value


def _cell_name(cell: str) -> str:
    return cell.strip("*_:： ").lower()
