"""Entries as text for other programs and for people. Each format has its own module; FORMATS lists them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from papernotes.exports.bibtex import bibtex
from papernotes.exports.citation import citation
from papernotes.exports.csl_json import csl_json
from papernotes.exports.exported import Exported
from papernotes.exports.json_lines import json_lines
from papernotes.exports.markdown import markdown_digest
from papernotes.exports.ris import ris
from papernotes.exports.spreadsheet import spreadsheet

__all__ = ["FORMATS", "Exported", "Format", "citation"]


class Format(NamedTuple):
    """An export format.

    `write` returns the text of the export: empty, or ending in a newline. `suffix` is that of its files.
    `help` describes the format in a few words. With `once_a_paper`, a paper that several venues list is exported once.
    A format that is `cited` gives each paper its citation key.
    """

    write: Callable[[Sequence[Exported]], str]
    suffix: str
    help: str
    once_a_paper: bool
    cited: bool = False


FORMATS = {
    "bibtex": Format(bibtex, ".bib", "bibliography for LaTeX", True, True),
    "csl-json": Format(
        csl_json, ".json", "bibliography for Zotero, pandoc and other readers of CSL", True, True
    ),
    "ris": Format(ris, ".ris", "bibliography for Zotero, EndNote and others", True, True),
    "markdown": Format(markdown_digest, ".md", "digest to read, with summaries, marks and remarks", True),
    "json": Format(json_lines, ".jsonl", "JSON Lines, as `list --json` prints them", False),
    "csv": Format(spreadsheet, ".csv", "table for spreadsheets", False),
}
