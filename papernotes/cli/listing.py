"""list, show."""

from __future__ import annotations

import argparse
import re
import shutil
from typing import TYPE_CHECKING, Any

from papernotes.cli.keys import entries_named
from papernotes.cli.opened import session
from papernotes.cli.search import asked_view, checked_limit, found, hits_of
from papernotes.cli.terminal import (
    print_json,
    print_line,
    print_lines,
    print_text,
    tell,
    writes_to_terminal,
)
from papernotes.errors import UsageError
from papernotes.figures import number_of
from papernotes.formulas import without_formulas
from papernotes.glyphs import UNWRITTEN
from papernotes.hits import FIELDS, everything
from papernotes.notes import ORDERS
from papernotes.query import with_order
from papernotes.views import is_order

if TYPE_CHECKING:
    from papernotes.notes import Entry
    from papernotes.session import Session

NO_LIMIT_ENTRIES = 1 << 60
MINIMUM_WIDTH_CELLS = 20


def list_entries(arguments: argparse.Namespace) -> int:
    """List entries."""
    limit = checked_limit(arguments.limit, NO_LIMIT_ENTRIES)
    orders = ("relevance", *ORDERS)
    if arguments.sort is not None and not is_order(arguments.sort):
        raise UsageError(f"--sort {arguments.sort}: give one of {', '.join(orders)}")
    if arguments.format is not None:
        check_template(arguments.format)
    query = " ".join(arguments.query)
    with session(indexed=bool(query.strip()) or arguments.view is not None) as opened:
        view = asked_view(opened, query, arguments.view)
        if arguments.sort:
            view = view._replace(query=with_order(view.query, ""), order=arguments.sort)
        shown = found(opened, view)
        passages = arguments.json or "{snippet}" in (arguments.format or "")
        for fields in hits_of(opened, shown, limit, passages=passages):
            if arguments.json:
                print_json(fields)
            elif arguments.format is not None:
                print_text(fill_template(arguments.format, fields))
            else:
                marks = ("★" if fields["starred"] else " ") + (" " if fields["read"] else "●")
                title = without_formulas(str(fields["title"]))
                print_line(
                    f"{marks} {fields['key']}  {title}",
                    ("" if fields["notes"] else f"  {UNWRITTEN} no note", "dim"),
                )
    return 0


def check_template(template: str) -> None:
    """Raise UsageError if a name in braces is not a field."""
    for name in re.findall(r"\{([^{}]*)\}", template):
        if name not in FIELDS:
            raise UsageError(f"--format: no field {{{name}}}; there are: {', '.join(FIELDS)}")


def fill_template(template: str, fields: dict[str, Any]) -> str:
    """The template with each `{field}` filled in, and with `\\t` and `\\n` replaced by a tab and a line end."""

    def value(match: re.Match[str]) -> str:
        found = fields[match[1]]
        if isinstance(found, list):
            return ", ".join(found)
        if isinstance(found, bool):
            return "yes" if found else "no"
        return "" if found is None else str(found)

    return re.sub(r"\{([^{}]*)\}", value, template.replace("\\t", "\t").replace("\\n", "\n"))


def show(arguments: argparse.Namespace) -> int:
    """Print the notes of an entry's paper, or of several papers, one after another; or one of them."""
    with session() as opened:
        for position, entry in enumerate(entries_named(opened, [arguments.key])):
            if position and not arguments.json:
                _print_divider(arguments)
            _show(opened, entry, arguments)
    return 0


def _show(opened: Session, entry: Entry, arguments: argparse.Namespace) -> None:
    numbers = _wanted_notes(opened, entry, arguments.note)
    if arguments.json:
        print_json(everything(opened, entry, numbers if entry.notes else range(0)))
        return
    for number in numbers:
        if number != numbers[0]:
            _print_divider(arguments)
        if arguments.markdown:
            _print_markdown(opened, entry, number)
        else:
            _print_layout(opened, entry, number, plain=arguments.plain or not writes_to_terminal())


def _print_markdown(opened: Session, entry: Entry, number: int) -> None:
    if notes := opened.library.notes_of(entry):
        print_text(opened.library.markdown(notes[number]).rstrip("\n"))
    else:
        tell(f"{entry.key}: this paper has no note yet")


def _print_divider(arguments: argparse.Namespace) -> None:
    print_text("\n---\n" if arguments.markdown else f"\n{'─' * _width_cells()}\n")


def _wanted_notes(opened: Session, entry: Entry, wanted: int | None) -> range:
    """The numbers, from 0, of the notes to print; `wanted` is the number that was given, from 1."""
    count = len(opened.library.notes_of(entry))
    if wanted is None:
        return range(max(count, 1))
    if not 1 <= wanted <= count:
        raise UsageError(f"--note {wanted}: {entry.key} has {number_of(count, 'note')}")
    return range(wanted - 1, wanted)


def _width_cells() -> int:
    return max(MINIMUM_WIDTH_CELLS, shutil.get_terminal_size((80, 24)).columns)


def _print_layout(opened: Session, entry: Entry, number: int, *, plain: bool) -> None:
    from papernotes.note_head import note_layout  # only here: it loads everything that lays out a note
    from papernotes.render import plain_lines

    layout, fault = note_layout(opened, entry, number, _width_cells())
    if fault:
        tell(fault)
    if plain:
        print_text("\n".join(plain_lines(layout)).rstrip("\n"))
        return
    from papernotes.styles import rich_style

    print_lines([(span.text, rich_style(span.style)) for span in line] for line in layout.lines)
