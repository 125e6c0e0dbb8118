"""Reads exported bibliographies back, as other programs would."""

from __future__ import annotations

import re

from bibtexparser.entrypoint import parse_string


def read_bibtex(text: str) -> list[dict[str, str]]:
    """The records of a bibliography, in order, with `ENTRYTYPE` and `ID`. Nothing of it may be passed over."""
    library = parse_string(text)
    assert not library.failed_blocks
    assert len(library.entries) == len(re.findall("^@", text, re.MULTILINE))
    return [
        {"ENTRYTYPE": entry.entry_type, "ID": entry.key, **{field.key: field.value for field in entry.fields}}
        for entry in library.entries
    ]
