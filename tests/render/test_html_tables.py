"""Tables in HTML are laid out as those in Markdown are."""

from __future__ import annotations

import pytest

from papernotes.render import layout_note

RULE = "──────┼──────"


def lines_of(markdown: str) -> list[str]:
    lines = ["".join(span.text for span in line).rstrip() for line in layout_note(markdown, 60).lines]
    return [line for line in lines if line]


@pytest.mark.parametrize(
    "markdown",
    [
        "<table>\n<tr><th>Name</th><th>Depth</th></tr>\n<tr><td>Pond</td><td>2 m</td></tr>\n</table>\n",
        '<table border="1"><thead><tr><td>Name<td>Depth<tbody><tr><td>Pond<td>2 m</table>\n',
        "  <TABLE>\n  <TR>\n    <TH>\n      Name\n    </TH>\n    <TH>Depth</TH>\n  </TR>\n  <TR><TD>Pond</TD><TD>2\n m</TD></TR>\n  </TABLE>\n",
        "<Table><tr><th>Name</th><th>Depth</th></tr><tr><td>Pond</td><td>2 m</td></tr></Table>\n",
    ],
)
def test_a_table_is_a_grid(markdown: str) -> None:
    assert lines_of(f"Before.\n\n{markdown}\nAfter.") == [
        "Before.",
        "Name │ Depth",
        "─────┼──────",
        "Pond │ 2 m",
        "After.",
    ]


def test_wide_cells_bars_and_short_rows_keep_their_columns() -> None:
    table = '<table><tr><th colspan="2">Both</th><th>c</th></tr><tr><td>a | b</td><td>d</td></tr></table>'
    head, _, row = lines_of(table)
    assert [cell.strip() for cell in head.split("│")] == ["Both", "", "c"]
    assert [cell.strip() for cell in row.split("│")] == ["a | b", "d", ""]


@pytest.mark.parametrize(
    "markdown",
    [
        "```\n<table><tr><td>code</td></tr></table>\n```",
        "````\n```\n<table><tr><td>code</td></tr></table>\n```\n````",
        "~~~\n~~~ not the end\n<table><tr><td>code</td></tr></table>\n~~~",
        "`<table><tr><td>code</td></tr></table>`",
        "<table>\n<tr><td>never closed",
    ],
)
def test_what_is_no_table_stays(markdown: str) -> None:
    assert not any("┼" in line for line in lines_of(markdown))
