"""Keystrokes as people write them, and the keymap read from files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from papernotes.keymap.actions import ACTIONS, BY_ID, CONTEXTS
from papernotes.keymap.keymap import UNBOUND, Keymap, load_keymap
from papernotes.keymap.keystrokes import KeystrokeError, display, parse


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("j", ("j",)), ("G", ("G",)), ("/", ("slash",)), ("gg", ("g", "g")), ("enter", ("enter",)),
        ("ctrl+d", ("ctrl+d",)), ("g enter", ("g", "enter")), ("shift+tab", ("shift+tab",)), ("?", ("question_mark",)),
        ("+", ("plus",)), ("ctrl+D", ("ctrl+d",)), ("[", ("left_square_bracket",)), ("f5", ("f5",)), ("é", ("é",)),
        ("ctrl++", ("ctrl+plus",)), ("alt+-", ("alt+minus",)), ("e s c", ("e", "s", "c")), ("<", ("less_than_sign",)),
    ],
)  # fmt: skip
def test_keystrokes_are_understood(text: str, keys: tuple[str, ...]) -> None:
    assert parse(text) == keys


@pytest.mark.parametrize(
    "text", ["", "  ", "Enter", "hyper+x", "ctrl+m", "shift+a", "ctrl+nokey", "abcd", "ctrl+["]
)
def test_impossible_keystrokes_are_refused_with_a_reason(text: str) -> None:
    with pytest.raises(KeystrokeError) as refused:
        parse(text)
    assert len(str(refused.value)) > 5


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("esc", "escape"), ("Up", "up"), ("PgDn", "pagedown"), ("^d", "ctrl+d"), ("C-d", "ctrl+d"), ("<C-d>", "ctrl+d"),
        ("M-x", "alt+x"), ("S-Tab", "shift+tab"), ("<Esc>", "escape"), ("⌫", "backspace"), ("return", "enter"),
        ("shift+a", "A"), ("S-a", "A"),
    ],
)  # fmt: skip
def test_keystrokes_that_are_written_as_elsewhere_are_told_how_to_be_written(text: str, meant: str) -> None:
    with pytest.raises(KeystrokeError, match=f"write {re.escape(meant)}"):
        parse(text)
    assert parse(meant)


def test_keystrokes_are_shown_short() -> None:
    assert display(parse("ctrl+d")) == "^d"
    assert display(parse("gg")) == "gg"
    assert all(display(parse(char)) == char for char in map(chr, range(33, 127)))


def test_every_action_has_a_place_a_name_and_a_sentence() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    for action in ACTIONS:
        assert action.context in CONTEXTS
        assert action.name
        assert action.help.endswith(".")


def test_the_shipped_keymap_is_without_problems(tmp_path: Path) -> None:
    keymap = load_keymap(tmp_path / "none.yaml")
    assert keymap.problems == ()
    assert keymap.shown("list.down") == ["j", "↓"]


def own(tmp_path: Path, text: str) -> Keymap:
    path = tmp_path / "keybindings.yaml"
    path.write_text(text, encoding="utf-8")
    return load_keymap(path)


def test_own_keystrokes_replace_the_shipped_ones_action_by_action(tmp_path: Path) -> None:
    keymap = own(tmp_path, "list:\n  down: [z, ctrl+n]\n  up:\n")
    assert keymap.problems == ()
    assert keymap.single()["list.down"] == "z,ctrl+n"
    assert keymap.single()["list.up"] == UNBOUND
    assert keymap.shown("list.top") == ["gg", "Home"]


def test_textual_is_given_only_what_differs_from_its_bindings(tmp_path: Path) -> None:
    assert own(tmp_path, "").single() == {}
    assert own(tmp_path, "list:\n  down: z\n").single() == {"list.down": "z"}


def test_yaml_values_that_are_no_text_mean_the_keys_they_look_like(tmp_path: Path) -> None:
    keymap = own(tmp_path, "list:\n  down: 7\n  up: ~\n  top: [Y, YES]\n")
    assert keymap.single()["list.down"] == "7"
    assert keymap.single()["list.up"] == "tilde"
    assert keymap.single()["list.top"] == "Y"
    assert keymap.problems == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("lists:\n  down: j\n", 1, "did you mean list"),
        ("list:\n  donw: j\n", 2, "did you mean down"),
        ("list:\n  down: hyper+j\n", 2, "hyper"),
        ("list:\n  down: n\n  down: m\n", 3, "second time"),
        ("list:\n  down: n\n  up: n\n", 2, "n of list.up is n of list.down"),
        ("list: [j]\n", 1, "expected actions"),
        ("list:\n  down: {a: b}\n", 2, "expected a keystroke"),
        ("list:\n  down: [j\n", 3, "not YAML"),
        ("note:\n  down: q\n", 2, "hides it"),
        ("reader:\n  search: gg\n", 2, "gg"),
        ("list:\n  down: esc\n", 2, "write escape"),
        ("list:\n  down: null\n", 2, "null: write [] for no keystroke"),
        ("search:\n  accept: a\n", 2, "a: is typed in the search bar"),
        ("search:\n  accept: [ctrl+g, 'g g']\n", 2, "g g: is typed in the search bar"),
        ("find:\n  next: space\n", 2, "space: is typed in the find bar"),
    ],
)
def test_mistakes_are_named_with_their_line_and_the_rest_stays_in_force(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    keymap = own(tmp_path, text)
    assert keymap.problems, "the mistake was not noticed"
    problem = next(problem for problem in keymap.problems if words in problem.reason)
    assert problem.line == line
    assert str(tmp_path / "keybindings.yaml") in str(problem)
    assert keymap.shown("reader.help") == ["?", "F1"]


def test_a_mistaken_keystroke_takes_the_shipped_ones_away_from_no_action(tmp_path: Path) -> None:
    keymap = own(tmp_path, "reader:\n  quit: Quit\n  undo: [Undo, z]\n")
    assert keymap.shown("reader.quit") == ["Q", "^q"]
    assert keymap.shown("reader.undo") == ["z"]
    assert [problem.line for problem in keymap.problems] == [2, 3]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("reader:\n  order: t\n", "t of reader.order is t of list.histogram, which hides it"),
        ("list:\n  down: r\n", "r of reader.toggle_read is r of list.down, which hides it"),
        ("reader:\n  order: g\n", "gg of list.top begins like g of reader.order, which hides it"),
        ("list:\n  down: x\n", "xl of reader.triage_later begins like x of list.down, which hides it"),
    ],
)
def test_of_two_places_the_narrower_hides_the_other_but_a_key_what_begins_with_it(
    tmp_path: Path, text: str, reason: str
) -> None:
    problems = own(tmp_path, text).problems
    assert reason in [problem.reason for problem in problems]
    assert {problem.line for problem in problems} == {2}


def test_a_place_has_the_keystrokes_that_nothing_hides_there(tmp_path: Path) -> None:
    keymap = own(tmp_path, "reader:\n  filters: [f, F]\n  order: g\nlist:\n  down: x\n")
    note, papers = keymap.here("note"), keymap.here("list")
    assert note[BY_ID["reader.filters"]] == ["F"]
    assert papers[BY_ID["reader.filters"]] == ["f", "F"]
    assert note[BY_ID["reader.search"]] == []
    assert papers[BY_ID["list.top"]] == ["Home"]
    assert papers[BY_ID["reader.triage_later"]] == []
    assert note[BY_ID["reader.triage_later"]] == ["xl"]
    assert BY_ID["list.down"] not in note
    assert next(iter(note)).context == "note"


def test_an_unreadable_file_is_a_problem_and_no_error(tmp_path: Path) -> None:
    path = tmp_path / "keybindings.yaml"
    path.write_bytes(b"\xff\xfe\x00bad")
    assert load_keymap(path).problems


# Numbers before keystrokes


@pytest.mark.parametrize(
    ("id_", "count", "run"),
    [
        ("list.down", 0, "move(1)"), ("list.down", 5, "move(5)"), ("list.up", 12, "move(-12)"),
        ("list.half_page_down", 3, "move_pages(1.5)"), ("list.half_page_up", 4, "move_pages(-2)"),
        ("list.bottom", 0, "move_to(-1)"), ("list.bottom", 10, "move_to(9)"), ("list.top", 10, "move_to(9)"),
        ("list.down", 999_999, "move(999999)"), ("list.note_down", 999_999, "navigation.scroll_note(2999997)"),
        ("note.next_paper", 3, "next_paper(3)"), ("list.into", 5, "into"),
    ],
)  # fmt: skip
def test_a_number_multiplies_a_move_or_names_a_row(id_: str, count: int, run: str) -> None:
    assert BY_ID[id_].run_with(count) == run


def test_every_move_that_takes_a_number_has_one(tmp_path: Path) -> None:
    keymap = load_keymap(tmp_path / "none.yaml")
    for context in ("list", "note"):
        for action in keymap.counted(context).values():
            assert action.run_with(2) != action.run


def test_digits_are_free_unless_they_are_bound(tmp_path: Path) -> None:
    shipped = load_keymap(tmp_path / "none.yaml")
    assert all(shipped.is_free(digit, context) for digit in "123456789" for context in ("list", "note"))
    assert shipped.shown("reader.venues") == ["g1"]
    bound = own(tmp_path, "reader:\n  venues: ['1']\n  note: 4x\n")
    assert bound.problems == ()
    assert [digit for digit in "12345" if bound.is_free(digit, "list")] == ["2", "3", "5"]
    assert bound.shown("reader.venues") == ["1"]


def test_digits_may_lead_to_panes(tmp_path: Path) -> None:
    keymap = own(tmp_path, "list:\n  down: [j, '2']\n").with_pane_digits()
    assert keymap.shown("reader.venues") == ["1", "g1"]
    assert keymap.shown("reader.topics") == ["g2"]  # 2 is bound to something else
    assert keymap.single()["reader.note"] == "4"
