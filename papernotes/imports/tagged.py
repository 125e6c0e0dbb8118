"""Records of lines with tags, as reference managers and libraries write them: RIS, PubMed's format, and Refer of EndNote.

https://en.wikipedia.org/wiki/RIS_(file_format), https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format,
https://en.wikipedia.org/wiki/Refer_(software). Libraries that read them tell no lines, which messages need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from papernotes.imports.reference import PaperReference, UnreadReference, reference_of
from papernotes.notes import lazy_pattern


class TaggedFormat(NamedTuple):
    """A format of records: its name; what a record begins with; a line with a tag, as `(tag, value)`; the tag that ends a
    record, empty where an empty line does; and, in the order in which they count, the tags of what is known of a paper."""

    name: str
    begins: re.Pattern[str]
    tag: re.Pattern[str]
    end: str
    titles: tuple[str, ...]
    authors: tuple[str, ...]
    years: tuple[str, ...]
    venues: tuple[str, ...]
    doi: tuple[str, ...]
    addresses: tuple[str, ...]
    places: tuple[str, ...]


FORMATS = (
    TaggedFormat(
        "RIS", lazy_pattern(r"\s*TY\s{1,3}-(?:\s|$)"), lazy_pattern(r"\s*([A-Z][A-Z0-9])\s{1,3}-(?:\s(.*)|$)"), "ER",
        titles=("TI", "T1", "CT", "BT"), authors=("AU", "A1"), years=("PY", "Y1", "DA"),
        venues=("T2", "JO", "JF", "JA", "BT", "C3"), doi=("DO",), addresses=("UR", "L2", "L1", "LK"),
        places=("AN", "M1", "M3", "JO", "JF", "T2", "PB", "N1", "C1", "C7", "SP", "VL", "ID"),
    ),
    TaggedFormat(
        "PubMed", lazy_pattern(r"(?:PMID|PMC) {0,3}- \S"), lazy_pattern(r"([A-Z][A-Z0-9]{0,3}) {0,3}- (.*)"), "",
        titles=("TI", "BTI"), authors=("FAU", "AU"), years=("DP",), venues=("JT", "TA"), doi=("LID", "AID", "SO"),
        addresses=(), places=("LID", "AID", "SO"),
    ),
    TaggedFormat(
        "EndNote", lazy_pattern(r"%0 \S"), lazy_pattern(r"%([A-Z0-9@$]) (.*)"), "",
        titles=("T",), authors=("A",), years=("D",), venues=("J", "B"), doi=("R",), addresses=("U",),
        places=("R", "M", "Z", "J", "N", "V"),
    ),
)  # fmt: skip


def format_at(line: str) -> TaggedFormat | None:
    """The format of the record that begins in a line; None if none does."""
    return next((one for one in FORMATS if one.begins.match(line)), None)


def read_record(
    form: TaggedFormat, lines: Sequence[str], start: int, first: int
) -> tuple[int, PaperReference | UnreadReference]:
    """The record that begins at an index of `lines`, and the index after it; `first` is the number of the first line.

    A value goes on in the lines without a tag that follow it.
    """
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    at = start
    while at < len(lines) and not (at > start and form.begins.match(lines[at])):
        line = lines[at]
        if not (form.end or line.strip()):
            break
        tag = form.tag.match(line)
        at += 1
        if tag is None:
            if values:
                values[-1] = f"{values[-1]} {line.strip()}".strip()
            continue
        if tag[1] == form.end:
            break
        values = fields.setdefault(tag[1], [])
        values.append((tag[2] or "").strip())

    def of(tags: Sequence[str]) -> Iterator[str]:
        return (value for tag in tags for value in fields.get(tag, ()) if value)

    people = next((fields[tag] for tag in form.authors if fields.get(tag)), [])
    urls = list(of(form.addresses))
    return at, reference_of(
        first + start,
        f"a {form.name} record, {lines[start].strip()}",
        title=next(of(form.titles), ""),
        doi=next((value for value in of(form.doi) if "10." in value), ""),
        url=urls[0] if urls else "",
        places=[*urls, *of(form.places)],
        authors=people,
        year=next(of(form.years), ""),
        venues=list(of(form.venues)),
    )
