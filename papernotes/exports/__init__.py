"""Entries as text that other programs and people read: a module for each format, all of them in FORMATS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from papernotes.exports.bibtex import bibtex
from papernotes.exports.citation import citation
from papernotes.exports.csl_json import csl_json
from papernotes.exports.exported import Exported
from papernotes.exports.json_lines import json_lines
from papernotes.exports.markdown import markdown_digest
from papernotes.exports.spreadsheet import spreadsheet

__all__ = ["FORMATS", "Exported", "Format", "citation"]


class Format(NamedTuple):
    """A format: what writes it, what it is, and whether a paper that several venues list comes once.

    `write` gives text that is empty or ends in a newline.
    """

    write: Callable[[Sequence[Exported]], str]
    help: str
    once_a_paper: bool


FORMATS = {
    "bibtex": Format(bibtex, "bibliography for LaTeX", True),
    "csl-json": Format(csl_json, "bibliography for Zotero, pandoc and other readers of CSL", True),
    "markdown": Format(markdown_digest, "digest to read, with summaries, marks and remarks", True),
    "json": Format(json_lines, "JSON Lines, as `list --json` prints them", False),
    "csv": Format(spreadsheet, "table for spreadsheets", False),
}
