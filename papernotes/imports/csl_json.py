"""CSL-JSON, as Zotero and pandoc write it, and JSON Lines with a title or id, as `papernotes list --json` prints them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from papernotes.imports.people import names_in
from papernotes.imports.reference import PaperReference, UnreadReference, reference_of
from papernotes.notes import lazy_pattern

_DECODER = json.JSONDecoder()
_BEGINNING = lazy_pattern(r"\s*(?:\[\s*(?:\{|\])|\{\s*\")")
_BETWEEN = lazy_pattern(r"[\s,]*")
_LISTS = ("items", "references", "results", "data", "papers")
_NAME_PARTS = ("dropping-particle", "non-dropping-particle")
_PEOPLE = ("author", "authors", "creators", "authorships")
_YEARS = ("issued", "published", "published-print", "published-online", "year", "publication_year", "date")
_DATES = ("date-parts", "raw", "literal")
_NAMES = ("literal", "name", "display_name")
"""Where CSL, Crossref, Zotero, OpenAlex and Semantic Scholar have the same."""
_PLACES = ("number", "note", "archive_location", "archive", "container-title", "publisher", "id")


def is_json(text: str) -> bool:
    """Whether the text begins with a JSON array of objects, or with an object, or is meant to."""
    return _BEGINNING.match(text) is not None


def _behind_blanks(text: str, at: int) -> int:
    blanks = _BETWEEN.match(text, at)
    return blanks.end() if blanks else at


def _read_objects(text: str) -> tuple[list[PaperReference | UnreadReference], str]:
    """As `read_csl_json`, for a text that begins with objects: items, or what has some in `items` or `references`."""
    found: list[PaperReference | UnreadReference] = []
    at, line = 0, 1
    while True:
        start = _behind_blanks(text, at)
        line += text.count("\n", at, start)
        if not text.startswith("{", start):
            break
        try:
            item, at = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            reason = getattr(error, "msg", "nested too deeply")
            where = getattr(error, "lineno", line)
            next_one = text.find("\n{", start)
            told = f"the object that begins in line {line} was not read"
            told = told if next_one >= 0 else f"nothing from line {line} on was read"
            found.append(UnreadReference(where, f"is not JSON ({reason}): {told}"))
            if next_one < 0:
                return found, ""
            at, line = next_one + 1, line + text.count("\n", start, next_one + 1)
            continue
        item = item["message"] if isinstance(item.get("message"), dict) else item
        items = next((some for name in _LISTS if isinstance(some := item.get(name), list)), [item])
        found += [_reference(one, line) for one in items]
        line += text.count("\n", start, at)
    return found, "\n" * (line - 1) + text[start:]


def read_csl_json(text: str) -> tuple[list[PaperReference | UnreadReference], str]:
    """The papers of the JSON array that begins the text, and the text that follows it, with blank lines in its place.

    What is not JSON ends the reading; its line is given.
    """
    if text.lstrip().startswith("{"):
        return _read_objects(text)
    found: list[PaperReference | UnreadReference] = []
    at = text.index("[") + 1
    line = 1 + text.count("\n", 0, at)
    while True:
        end = _behind_blanks(text, at)
        line += text.count("\n", at, end)
        if text[end : end + 1] == "]":
            return found, "\n" * (line - 1) + text[end + 1 :]
        try:
            item, at = _DECODER.raw_decode(text, end)
        except (ValueError, RecursionError) as error:
            where, reason = getattr(error, "lineno", line), getattr(error, "msg", "nested too deeply")
            found.append(
                UnreadReference(
                    where,
                    f"is not JSON ({reason}): the item that begins in line {line} and all after it were not read",
                )
            )
            return found, ""
        found.append(_reference(item, line))
        line += text.count("\n", end, at)


def item_in(line: str, number: int) -> PaperReference | UnreadReference | None:
    """The paper of a line that is a JSON object, perhaps of an array; None if it is not one."""
    object_ = line.strip("[], ")
    if not object_.startswith("{"):
        return None
    try:
        item = json.loads(object_)
    except (ValueError, RecursionError):
        return None
    return _reference(item, number)


def _reference(item: object, line: int) -> PaperReference | UnreadReference:
    if not isinstance(item, dict):
        return UnreadReference(line, "is not an object with the fields of a paper")
    fields = {str(name).lower(): value for name, value in item.items()}
    ids = fields.get("externalids")
    if isinstance(ids, dict):
        fields = {str(name).lower(): value for name, value in ids.items()} | fields
    return reference_of(
        line,
        json.dumps(item, ensure_ascii=False),
        title=_text(fields, "title"),
        arxiv=_text(fields, "arxiv") or _text(fields, "eprint"),
        doi=_text(fields, "doi"),
        url=_text(fields, "url"),
        places=[_text(fields, name) for name in _PLACES],
        authors=list(_authors(fields)),
        year=next(filter(None, (_year(fields.get(name)) for name in _YEARS)), ""),
        venues=[
            _text(fields, name) for name in ("container-title", "publicationtitle", "venue", "event-title")
        ],
    )


def _authors(fields: dict[str, Any]) -> Iterator[str]:
    """The authors: names in parts, or plain text as `papernotes list --json` has them."""
    people = next((fields[name] for name in _PEOPLE if fields.get(name)), ())
    if isinstance(people, str):
        yield from names_in(people)
    for person in people if isinstance(people, list) else ():
        if isinstance(person, str):
            yield person
        elif isinstance(person, dict) and person.get("creatorType", "author") == "author":
            yield _name(person["author"] if isinstance(person.get("author"), dict) else person)


def _name(person: dict[str, Any]) -> str:
    family = " ".join(filter(None, (_text(person, name) for name in (*_NAME_PARTS, "family", "lastName"))))
    given = _text(person, "given") or _text(person, "firstName")
    parts = filter(None, (family, _text(person, "suffix") if family else "", given))
    return ", ".join(parts) or next(filter(None, (_text(person, name) for name in _NAMES)), "")


def _year(dates: object) -> str:
    if isinstance(dates, dict):
        dates = next((dates[name] for name in _DATES if dates.get(name)), "")
    while isinstance(dates, list) and dates:
        dates = dates[0]
    return str(dates) if isinstance(dates, str | int) else ""


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if isinstance(value, list) and value:  # as Crossref has titles
        value = value[0]
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else ""
