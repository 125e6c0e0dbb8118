"""related: the papers that are related to one, and why."""

from __future__ import annotations

import argparse
from typing import Any

from papernotes.cli.keys import entry_of
from papernotes.cli.opened import session
from papernotes.cli.search import checked_limit
from papernotes.cli.terminal import print_json, print_line, tell
from papernotes.errors import UserError
from papernotes.formulas import without_formulas
from papernotes.hits import hit_fields
from papernotes.related import DEFAULT_LIMIT, RelatedPaper, related


def related_papers(arguments: argparse.Namespace) -> int:
    """List the papers that are related to one."""
    from papernotes.index import IndexUnusable

    limit = checked_limit(arguments.limit, DEFAULT_LIMIT)
    with session(indexed=True) as opened:
        entry = entry_of(opened, arguments.key)
        try:
            found = related(opened, entry, limit)
        except IndexUnusable as error:
            raise UserError(f"{error}; `papernotes index` builds it") from error
        known = [paper.entry for paper in found if paper.entry]
        marks = dict(zip([other.key for other in known], opened.marks_of(known), strict=True))
        rows = [
            (paper, hit_fields(paper.entry, marks[paper.entry.key], paper.score) if paper.entry else None)
            for paper in found
        ]
    for paper, fields in rows:
        if arguments.json:
            missing = {"key": None, "title": paper.title}
            print_json({**(fields or missing), "reasons": list(paper.reasons)})
        else:
            _print(paper, fields)
    if not rows and not arguments.json:
        tell(f"no paper is like {entry.key}, and its notes link to none", name="")
    return 0


def _print(paper: RelatedPaper, fields: dict[str, Any] | None) -> None:
    marks = "" if fields is None else ("★ " if fields["starred"] else "") + ("" if fields["read"] else "● ")
    print_line((marks, "yellow"), (without_formulas(paper.title), "bold"))
    about = " · ".join((*([fields["key"]] if fields else []), *paper.reasons))
    print_line((f"    {about}", "cyan"))
