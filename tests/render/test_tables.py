"""Tables: widths, alignment, wrapped cells, records."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papernotes.render import layout_note, plain_lines
from papernotes.render.text.cells import width_of

TABLE = """
| Method | Score | Remark |
|:-------|------:|:------:|
| **Ours** | 12.5 | a remark that needs room |
| Theirs | 3 | no |
"""


def text_of(markdown: str, width: int) -> str:
    return "\n".join(plain_lines(layout_note(markdown, width)))


def test_columns_are_as_wide_as_their_content_and_aligned() -> None:
    assert text_of(TABLE, 60) == (
        "Method │ Score │          Remark\n"
        "───────┼───────┼─────────────────────────\n"
        "Ours   │  12.5 │ a remark that needs room\n"
        "Theirs │     3 │            no"
    )


def test_cells_wrap_if_there_is_no_room() -> None:
    assert text_of(TABLE, 32) == (
        "Method │ Score │     Remark\n"
        "───────┼───────┼────────────────\n"
        "Ours   │  12.5 │  a remark that\n"
        "       │       │   needs room\n"
        "╌╌╌╌╌╌╌┼╌╌╌╌╌╌╌┼╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌\n"
        "Theirs │     3 │       no"
    )


def test_below_a_legible_width_rows_become_records() -> None:
    assert text_of(TABLE, 20) == (
        "Method: Ours\n"
        "Score: 12.5\n"
        "Remark: a remark\n"
        "  that needs room\n"
        "\n"
        "Method: Theirs\n"
        "Score: 3\n"
        "Remark: no"
    )


NUMBERS = """
| Method | One | Two | Three | Four | Five | Six |
|---|---|---|---|---|---|---|
| [Ours](o.md) | 1.25 | 2.25 | 3.25 | 4.25 | 5.25 | 6.25 |
| Theirs | 1.5 | 2.5 | 3.5 | 4.5 | 5.5 | 6.5 |
"""


def test_many_short_columns_stand_in_bands() -> None:
    assert text_of(NUMBERS, 32) == (
        "Method │ One  │ Two  │ Three\n"
        "───────┼──────┼──────┼──────\n"
        "Ours   │ 1.25 │ 2.25 │ 3.25\n"
        "Theirs │ 1.5  │ 2.5  │ 3.5\n"
        "\n"
        "Method │ Four │ Five │ Six\n"
        "───────┼──────┼──────┼─────\n"
        "Ours   │ 4.25 │ 5.25 │ 6.25\n"
        "Theirs │ 4.5  │ 5.5  │ 6.5"
    )
    assert [link.line for link in layout_note(NUMBERS, 32).links] == [2]


def test_bands_repeat_all_columns_that_tell_rows_apart() -> None:
    table = (
        NUMBERS.replace("[Ours](o.md)", "Theirs")
        .replace("One", "Set")
        .replace("1.25", "a")
        .replace("1.5", "b")
    )
    assert [line for line in text_of(table, 32).split("\n") if line.startswith("Method")] == [
        "Method │ Set │ Two  │ Three",
        "Method │ Set │ Four │ Five",
        "Method │ Set │ Six",
    ]


def test_heads_wrap_before_cells_do() -> None:
    table = (
        "| Name of it | A long head | Another long head |\n|-|-|-|\n| A-Long-Name | 1 | 2 |\n| b | 3 | 4 |\n"
    )
    assert text_of(table, 36) == (
        "Name of it  │ A long │ Another\n"
        "            │ head   │ long head\n"
        "────────────┼────────┼──────────\n"
        "A-Long-Name │ 1      │ 2\n"
        "b           │ 3      │ 4"
    )


def test_spare_room_makes_the_head_shorter() -> None:
    table = (
        "| Way | Score in all (many runs) | Time |\n|-|-|-|\n| a-name-of-it | 1 | a while |\n| b | 3 | 4 |\n"
    )
    assert text_of(table, 40) == (
        "Way          │ Score in all │ Time\n"
        "             │ (many runs)  │\n"
        "─────────────┼──────────────┼────────\n"
        "a-name-of-it │ 1            │ a while\n"
        "b            │ 3            │ 4"
    )


def test_words_are_broken_only_between_two_words() -> None:
    table = "| Way | x-Benchmark 1 | Long-Benchmark 2 |\n|-|-|-|\n| one of these | 1 | 2 |\n"
    assert text_of(table, 34) == (
        "Way      │ x-Benchmark │ Long-\n"
        "         │ 1           │ Benchmark\n"
        "         │             │ 2\n"
        "─────────┼─────────────┼──────────\n"
        "one of   │ 1           │ 2\n"
        "these    │             │"
    )


def test_columns_share_the_room_so_that_rows_have_few_lines() -> None:
    name, text = (
        "a name of some words",
        "and a text that goes on for very much longer than the name does, line after line",
    )
    rows = "\n".join(f"| {row} {name} | {text} |" for row in range(4))
    assert len(text_of(f"| a | b |\n|-|-|\n{rows}\n", 50).split("\n")) <= 2 + 4 * 3 + 3


def test_an_empty_head_is_not_shown() -> None:
    assert text_of("| | |\n|-|-|\n| a | b |\n", 40) == "a │ b"


def test_the_first_cell_of_a_record_is_its_name() -> None:
    layout = layout_note(TABLE, 20)
    assert [[span.style for span in line] for line in layout.lines[:2]] == [
        ["label", "strong strong"],
        ["label", ""],
    ]


def test_scrolling_tables_keep_their_width() -> None:
    lines = plain_lines(layout_note(TABLE, 20, tables="scroll"))
    assert max(map(width_of, lines)) == 41


def test_links_and_formulas_in_cells_are_found_where_they_stand() -> None:
    layout = layout_note("| a | b |\n|---|---|\n| 模 | [x](y.md) $z$ |\n", 40)
    assert [(link.line, link.column, link.width) for link in layout.links] == [(2, 5, 1)]
    assert [formula.line for formula in layout.formulas] == [2]


def test_head_alone_and_rows_of_other_lengths() -> None:
    assert text_of("| a | b |\n|---|---|\n", 40) == "a │ b\n──┼──"
    assert text_of("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 |\n", 40) == "a │ b\n──┼──\n1 │\n1 │ 2"


def test_a_table_in_code_within_code_stays_as_it_is() -> None:
    code = "````\n```\n| $p(a|b)$ |\n|---|\n```\n````\n"
    assert "| $p(a|b)$ |" in "\n".join(plain_lines(layout_note(code, 60)))


def test_bars_in_formulas_do_not_end_cells() -> None:
    assert (
        text_of("| a | b |\n|---|---|\n| $P(x|y)$ | `c|d` |\n", 40)
        == "a      │ b\n───────┼────\nP(x|y) │ c|d"
    )


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, 9).flatmap(
        lambda columns: st.lists(
            st.lists(st.text("ab 模型。,", max_size=30), min_size=columns, max_size=columns),
            min_size=2,
            max_size=5,
        )
    ),
    st.integers(20, 120),
)
def test_any_table_fits_any_width(rows: list[list[str]], width: int) -> None:
    rows.insert(1, ["---"] * len(rows[0]))
    layout = layout_note("\n".join("| " + " | ".join(row) + " |" for row in rows), width)
    assert all(width_of(line) <= width for line in plain_lines(layout))
    text = "".join("".join(plain_lines(layout)).split())
    assert text.count("型") >= sum(cell.count("型") for row in rows[2:] for cell in row)


GROUPED = """
| Data | Method | First score | Second score | Third score | Fourth score |
|---|---|---|---|---|---|
| Alpha | Ours | 0.1 | 0.2 | 0.3 | 0.4 |
| | Theirs | 0.5 | 0.6 | 0.7 | 0.8 |
| Beta | Ours | 0.9 | 1.0 | 1.1 | 1.2 |
| | Theirs | 1.3 | 1.4 | 1.5 | 1.6 |
"""


def test_rows_with_an_empty_first_cell_stand_in_bands_too() -> None:
    assert text_of(GROUPED, 36).startswith(
        "Data  │ Method │ First    │ Second\n"
        "      │        │ score    │ score\n"
        "──────┼────────┼──────────┼─────────\n"
        "Alpha │ Ours   │ 0.1      │ 0.2\n"
        "      │ Theirs │ 0.5      │ 0.6\n"
    )


def test_each_record_says_what_it_is_about() -> None:
    lines = text_of(GROUPED, 22).split("\n")
    assert [line for line in lines if line.startswith(("Data", "Method"))] == [
        "Data: Alpha", "Method: Ours", "Data: Alpha", "Method: Theirs",
        "Data: Beta", "Method: Ours", "Data: Beta", "Method: Theirs",
    ]  # fmt: skip


def test_a_column_has_room_for_the_brackets_of_its_words() -> None:
    said = "公理系统不会推出错误结论" * 4
    table = f"| 定理 | 内容 | 意义 |\n|---|---|---|\n| 一（Soundness） | {said} | {said} |\n"
    assert "（Soundness） " in text_of(table, 40)


def test_a_formula_in_a_cell_breaks_before_its_table_becomes_records() -> None:
    table = "| A | B | 含义 |\n|---|---|---|\n| 1 | 2 | 满足 $x + y \\leq 1/(z \\|A\\|)$ 时 |\n"
    assert text_of(table, 22).split("\n")[2:] == ["1 │ 2 │ 满足", "  │   │ x + y ≤", "  │   │ 1/(z‖A‖) 时"]


def test_a_very_long_word_takes_no_more_room_than_its_parts() -> None:
    described = (
        "what this option is there for, said in several words, of which there are many more than it needs"
    )
    table = (
        f"| Option | Description | Default |\n|---|---|---|\n| -a | {described} | AmberSnapshotExtension |\n"
    )
    lines = text_of(table, 36).split("\n")
    assert [line.rpartition("│ ")[2] for line in lines[2:4]] == ["AmberSnapsh", "otExtension"]


@pytest.mark.parametrize("head", ["| a | b |", "| a | b"])
def test_cells_beyond_the_last_column_of_the_head_are_not_lost(head: str) -> None:
    assert text_of(f"{head}\n|---|--:|\n| 1 | 2 | 3 | 4 |\n| 5 |\n\nEnd.\n", 40) == (
        "a │ b │   │\n──┼───┼───┼──\n1 │ 2 │ 3 │ 4\n5 │   │   │\n\nEnd."
    )
    assert text_of("> | a |\n> |---|\n> | N>|D|z |\n", 40).split("\n")[-1] == "│ N> │ D │ z"
