"""CSL-JSON, as Zotero and pandoc write it, and JSON Lines with a title or id, as `papernotes list --json` prints them."""

from __future__ import annotations

import json
import re
from typing import Any

from papernotes.imports.reference import PaperReference, Unreadable, reference_of
from papernotes.notes import lazy_pattern

_DECODER = json.JSONDecoder()
_BEGINNING = lazy_pattern(r"\s*\[\s*(?:\{|\])")
_BETWEEN = lazy_pattern(r"[\s,]*")
_MARKUP = lazy_pattern(r"</?(?:i|b|em|sub|sup|sc|span)\b[^<>]*>")
_PLACES = ("number", "note", "archive_location", "archive", "container-title", "publisher", "id")


def is_json(text: str) -> bool:
    """Whether the text is a JSON array of objects, or is meant to be one."""
    return _BEGINNING.match(text) is not None


def read_csl_json(text: str) -> list[PaperReference | Unreadable]:
    """The papers of a JSON array. What cannot be read ends it, with the line."""
    found: list[PaperReference | Unreadable] = []
    at = text.index("[") + 1
    line, counted = 1, 0
    while True:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        line += text.count("\n", counted, at)
        counted = at
        if text[at : at + 1] == "]":
            return found
        try:
            item, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            where = line + getattr(error, "lineno", 1) - 1 if at == counted == 0 else getattr(error, "lineno", line)
            reason = getattr(error, "msg", "nested too deeply")
            found.append(Unreadable(where, f"is no JSON ({reason}); the item that begins in line {line}, and what follows, was not read"))
            return found
        found.append(_reference(item, line))


def item_in(line: str, number: int) -> PaperReference | Unreadable | None:
    """The paper of a line that is a JSON object; None if it is none."""
    if not line.startswith("{"):
        return None
    try:
        item = json.loads(line.rstrip(","))
    except (ValueError, RecursionError):
        return None
    return _reference(item, number)


def _reference(item: object, line: int) -> PaperReference | Unreadable:
    if not isinstance(item, dict):
        return Unreadable(line, "is no object with the fields of a paper")
    fields = {str(name).lower(): value for name, value in item.items()}
    return reference_of(
        line,
        json.dumps(item, ensure_ascii=False),
        title=" ".join(_MARKUP.sub("", _text(fields, "title")).split()),
        arxiv=_text(fields, "arxiv") or _text(fields, "eprint"),
        doi=_text(fields, "doi"),
        url=_text(fields, "url"),
        places=[_text(fields, name) for name in _PLACES],
    )


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else ""
