"""search: one query, for people or programs, or many at once."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, Literal

from papernotes.cli.opened import session
from papernotes.cli.terminal import print_json, print_line, tell
from papernotes.errors import UsageError, UserError
from papernotes.formulas import without_formulas
from papernotes.hits import SNIPPET_CHARACTERS, hit_fields
from papernotes.query import view_query
from papernotes.reading import name_id
from papernotes.views import CLOSEST, View

if TYPE_CHECKING:
    from papernotes.index import QueryMatcher
    from papernotes.notes import Entry
    from papernotes.session import Session
    from papernotes.views import Shown

DEFAULT_LIMIT = 20


def search(arguments: argparse.Namespace) -> int:
    """Search the full text."""
    limit = checked_limit(arguments.limit)
    if (arguments.batch is None) == (not arguments.query):
        raise UsageError("give either a QUERY or --batch FILE")
    queries = _queries(arguments.batch) if arguments.batch is not None else iter(())
    with session(indexed=True) as opened:
        if arguments.batch is not None:
            for query in queries:
                print_json(_answer(opened, query, limit), flush=True)
            return 0
        query = " ".join(arguments.query)
        shown = without_mistake(opened.best(view_query(query), limit))
        hits = list(hits_of(opened, shown, limit))
        if arguments.json:
            for fields in hits:
                print_json(fields)
        else:
            _print(shown, hits, query)
    return 0


def checked_limit(limit: int | None, default: int = DEFAULT_LIMIT) -> int:
    """`--limit` as a number of entries. Raises UsageError if it is negative."""
    if limit is not None and limit < 0:
        raise UsageError(f"--limit {limit}: give a number of entries, 0 or more")
    return default if limit is None else limit


def found(opened: Session, view: View) -> Shown:
    """What a view shows, without counts. Raises UserError for a mistake in its query, with the query and the column."""
    return without_mistake(opened.show(view, counted=False))


def asked_view(opened: Session, query: str, name: str | None) -> View:
    """The view of a query, or the saved view with this name, in any case. Raises UsageError for both, UserError for an unknown name."""
    if name is None:
        return View(query)
    if query.strip():
        raise UsageError("give a QUERY or --view, not both")
    saved = opened.sidebar.saved()
    for named in saved:
        if name_id(named.name) == name_id(name):
            return named.view
    names = ", ".join(named.name for named in saved)
    raise UserError(f"there is no saved view {name!r}; there are: {names or 'none'}")


def without_mistake(shown: Shown) -> Shown:
    """The same `shown`. Raises UserError if its query has a mistake, with the query and the column."""
    if shown.mistake:
        where = f", column {shown.mistake.column}" if shown.mistake.column else ""
        meant = "" if "did you mean" in shown.mistake.message else shown.mistake.correction
        hint = f"; did you mean: {meant}?" if meant else ""
        raise UserError(f"query {shown.view.query!r}{where}: {shown.mistake.message}{hint}")
    return shown


def hits_of(opened: Session, shown: Shown, limit: int, *, passages: bool = True) -> Iterator[dict[str, Any]]:
    """The first `limit` entries of what is shown, as JSON objects, each with the passage that matches the query.

    Without `passages` the passages are empty, and no note is read. Those that lack words of the query come last.
    """
    weak = {match.id: match.score for match in shown.weak}
    entries = opened.library.entries(shown.all_ids[:limit])
    matcher = opened.matcher(shown.view.parsed_query) if (shown.scores or weak) and passages else None
    for entry, mark in zip(entries, opened.marks_of(entries), strict=True):
        snippet = _passage(opened, entry, matcher) if matcher is not None else ""
        matched: Literal["all", "some"] = "some" if entry.id in weak else "all"
        score = shown.scores.get(entry.id, weak.get(entry.id))
        yield hit_fields(entry, mark, score, snippet, matched)


def _passage(opened: Session, entry: Entry, matcher: QueryMatcher) -> str:
    from papernotes.passages import passage  # only here: it loads what reads notes

    return passage(opened, entry, matcher, SNIPPET_CHARACTERS).text


def _queries(file: str) -> Iterator[str]:
    """The lines of a file of queries. A blank line is an empty query."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"cannot read the queries in {file}: {getattr(error, 'strerror', None) or error}"
        ) from error
    return iter(text.splitlines())


def _answer(opened: Session, query: str, limit: int) -> dict[str, Any]:
    started = time.perf_counter()
    shown = opened.best(view_query(query), limit)
    milliseconds = (time.perf_counter() - started) * 1000
    mistake = shown.mistake
    return {
        "query": query, "ms": round(milliseconds, 3), "total": shown.counts.total.total,
        "more": shown.more,
        "error": {"message": mistake.message, "column": mistake.column} if mistake else None,
        "hits": list(hits_of(opened, shown, limit)),
    }  # fmt: skip


def _print(shown: Shown, hits: list[dict[str, Any]], query: str) -> None:
    lacking = iter([match.lacking for match in shown.weak])
    divided = False
    for fields in hits:
        is_weak = fields["matched"] == "some"
        if is_weak and not divided:
            divided = True
            print_line((f"── {CLOSEST} ──", "dim"))
        marks = ("★ " if fields["starred"] else "") + ("" if fields["read"] else "● ")
        print_line((marks, "yellow"), (without_formulas(str(fields["title"])), "bold"))
        about = " · ".join(
            filter(
                None, (fields["key"], fields["topic"], f"arXiv {fields['arxiv']}" if fields["arxiv"] else "")
            )
        )
        print_line((f"    {about}", "cyan"))
        if is_weak and (lacked := next(lacking)):
            print_line((f"    without {', '.join(lacked)}", "yellow"))
        if fields["snippet"]:
            print_line((f"    {fields['snippet']}", "dim"))
    _tell(shown, len(hits), query)


def _tell(shown: Shown, printed: int, query: str) -> None:
    """Say what was not printed, and where there is more."""
    total = shown.counts.total.total
    if total > printed:
        tell(f"{printed} of {total:,}; --limit N shows more", name="")
    if shown.elsewhere:
        where = shown.elsewhere
        tell(
            f"nothing found with these filters, but {where.total:,} everywhere: papernotes search {quote(where.query.strip())}",
            name="",
        )
    elif not total and not shown.weak:
        hint = f"; did you mean: {', '.join(shown.suggestions)}?" if shown.suggestions else ""
        where_looked = " in titles, which alone could be searched" if shown.only_titles else ""
        tell(shown.hint or f"nothing found for {query}{where_looked}{hint}", name="")
