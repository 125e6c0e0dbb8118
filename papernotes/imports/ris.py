"""RIS records, as reference managers write them. https://en.wikipedia.org/wiki/RIS_(file_format)

A record goes from its `TY` to its `ER`, or to the next `TY`. Libraries that read RIS tell no lines, which messages need.
"""

from __future__ import annotations

from collections.abc import Sequence

from papernotes.imports.reference import PaperReference, UnreadReference, reference_of
from papernotes.notes import lazy_pattern

_TAG = lazy_pattern(r"\s*([A-Z][A-Z0-9])\s{1,3}-(?:\s(.*)|$)")
_TITLES = ("TI", "T1", "CT", "BT")
_AUTHORS = ("AU", "A1")
_YEARS = ("PY", "Y1", "DA")
_VENUES = ("T2", "JO", "JF", "JA", "BT", "C3")
_ADDRESSES = ("UR", "L2", "L1", "LK")
_PLACES = ("AN", "M1", "M3", "JO", "JF", "T2", "PB", "N1", "C1", "C7", "SP", "VL", "ID")


def begins_record(line: str) -> bool:
    """Whether a record begins in the line."""
    tag = _TAG.match(line)
    return tag is not None and tag[1] == "TY"


def read_record(lines: Sequence[str], start: int, first: int) -> tuple[int, PaperReference | UnreadReference]:
    """The record that begins at an index of `lines`, and the index behind it; `first` is the number of the first line."""
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    at = start
    while at < len(lines) and not (at > start and begins_record(lines[at])):
        tag = _TAG.match(lines[at])
        at += 1
        if tag is None:  # a value goes on
            if values:
                values[-1] = f"{values[-1]} {lines[at - 1].strip()}".strip()
            continue
        if tag[1] == "ER":
            break
        values = fields.setdefault(tag[1], [])
        values.append((tag[2] or "").strip())
    one = {tag: values[0] for tag, values in fields.items()}
    urls = [url for tag in _ADDRESSES for url in fields.get(tag, ())]
    return at, reference_of(
        first + start,
        f"a record of type {one.get('TY', '')}",
        title=next((one[tag] for tag in _TITLES if one.get(tag)), ""),
        doi=one.get("DO", ""),
        url=urls[0] if urls else "",
        authors=[name for tag in _AUTHORS for name in fields.get(tag, ())],
        year=next((one[tag] for tag in _YEARS if one.get(tag)), ""),
        venues=[one[tag] for tag in _VENUES if tag in one],
        places=[*urls, *(value for tag in _PLACES for value in fields.get(tag, ()))],
    )
