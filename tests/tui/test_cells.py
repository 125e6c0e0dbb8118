"""What is written to the terminal: only cells that differ, and so that it shows what a whole paint would show."""

from __future__ import annotations

import os
import select
import signal
import struct
import subprocess
import sys
import termios
from fcntl import ioctl
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from shown import Shown

from papernotes.tui.terminal.cells import (
    BEGIN_UPDATE,
    DEFAULT,
    END_UPDATE,
    FORGET,
    CellScreen,
    CellStyle,
    change_of_style,
    letters_of,
    styled,
)

COLUMNS, ROWS = 30, 4


class Pair:
    """A terminal that gets all that is painted, and one that gets what differs."""

    def __init__(self) -> None:
        self.whole, self.changed = Shown(COLUMNS, ROWS), Shown(COLUMNS, ROWS)
        self.cells = CellScreen()

    def paint(self, text: str) -> str:
        """Paint a text on both; returns what the second one was sent."""
        self.whole.feed(text)
        sent = self.cells.paint(text) + self.cells.changes(COLUMNS, ROWS)
        self.changed.feed(sent)
        return sent


def painted(row: int, column: int, text: str, style: str = "") -> str:
    """A text in a style at a position from 0, as Textual paints it."""
    return f"\x1b[{row + 1};{column + 1}H" + (f"\x1b[{style}m{text}\x1b[0m" if style else text)


ATTRIBUTES = ("1", "2", "3", "4", "7", "9", "21", "53")
COLOURS = ("31", "93", "38;5;120", "38;2;1;20;255")
BACKGROUNDS = ("44", "104", "48;5;7", "48;2;22;24;28")
STYLES = st.builds(
    lambda *parts: ";".join(part for part in (*parts[0], *parts[1:]) if part),
    st.lists(st.sampled_from(ATTRIBUTES), max_size=2, unique=True),
    st.sampled_from(("", *COLOURS)),
    st.sampled_from(("", *BACKGROUNDS)),
)
PIECES = st.sampled_from(("a", "note ", "   ", "论文", "x̂", "é", "●", "│ ", "🧠", "★ 12", "ｱ", "한글"))


@given(STYLES, STYLES)
def test_a_change_of_style_leads_to_it(one: str, other: str) -> None:
    before, after = styled(DEFAULT, one), styled(DEFAULT, other)
    change = change_of_style(before, after)
    assert (
        styled(before, change.removeprefix("\x1b[").removesuffix("m")) == after if change else before == after
    )
    assert styled(before, "") == styled(before, "0") == DEFAULT


def test_styles_are_what_their_parameters_say() -> None:
    assert styled(DEFAULT, "1;38;2;1;2;3;48;5;7") == CellStyle(frozenset("1"), "38;2;1;2;3", "48;5;7")
    assert styled(CellStyle(frozenset("12"), "31", "41"), "22;39;49") == DEFAULT
    assert styled(DEFAULT, "97;107") == CellStyle(frozenset(), "97", "107")


@given(st.lists(PIECES | st.sampled_from(("\u0302", "👩\u200d🔬", "\u0e33")), max_size=8).map("".join))
def test_letters_are_as_wide_as_their_text(text: str) -> None:
    begun, letters = letters_of(text)
    assert begun + "".join(letters) == text
    assert len(letters) == cell_len(text)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("a论b", ("a", "论", "", "b")),
        ("x\u0302y", ("x\u0302", "y")),
        ("👩\u200d🔬.", ("👩\u200d🔬", "", ".")),
        ("\u0302y", ("y",)),
    ],
)
def test_letters_of_several_code_points_are_one(text: str, letters: tuple[str, ...]) -> None:
    assert letters_of(text)[1] == letters


@given(
    st.lists(
        st.tuples(
            st.integers(0, ROWS - 1),
            st.integers(0, COLUMNS - 2),
            st.lists(PIECES, min_size=1, max_size=4),
            STYLES,
        ),
        max_size=25,
    )
)
def test_the_terminal_shows_what_a_whole_paint_shows(paints: list[tuple[int, int, list[str], str]]) -> None:
    pair = Pair()
    for row, column, pieces, style in paints:
        text = "".join(pieces)
        while column + cell_len(text) > COLUMNS:
            text = text[:-1]
        pair.paint(painted(row, column, text, style) + painted(0, column, ""))
        assert pair.changed.cells() == pair.whole.cells()
        assert (pair.changed.screen.cursor.x, pair.changed.screen.cursor.y) == (
            pair.whole.screen.cursor.x,
            pair.whole.screen.cursor.y,
        )


def test_what_the_terminal_shows_already_is_not_written() -> None:
    pair = Pair()
    row = painted(1, 0, "12 papers, 3 unread", "1;38;2;9;9;9") + painted(0, 0, "")
    assert "papers" in pair.paint(row)
    assert pair.paint(row) == ""
    assert pair.paint(row.replace("3 unread", "4 unread")) == "\x1b[2;12H\x1b[1;38;2;9;9;9m4\x1b[0m\x1b[1;1H"
    # Blanks have no colour of their own.
    pair.paint(painted(2, 0, "a  b", "31"))
    assert pair.paint(painted(2, 1, "  ", "32")) == "\x1b[3;4H"


def test_cells_far_apart_are_moved_to() -> None:
    pair = Pair()
    pair.paint(painted(0, 0, "." * COLUMNS))
    sent = pair.paint(painted(0, 0, "a...b" + "." * (COLUMNS - 6) + "c"))
    assert sent == f"\x1b[1;1Ha...b\x1b[{COLUMNS - 6}Cc\x1b[1;{COLUMNS + 1}H"


@pytest.mark.parametrize("width", [1, 2], ids=["narrow", "wide"])
def test_a_letter_of_doubtful_width_moves_nothing(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyte.screens.wcwidth", lambda character: width if character in "🧠🎞" else 1)
    for icon in ("🧠", "🎞"):  # Textual takes the first one for two cells, the second one for one
        pair = Pair()
        pair.paint(painted(0, 0, f"{icon} Topic", "31") + painted(0, 20, "12"))
        pair.paint(painted(0, 21, "3"))
        pair.paint(painted(0, 0, f"{icon} topic", "32"))
        cells = [pair.changed.screen.buffer[0][x].data for x in range(COLUMNS)]
        assert "".join(cells[2:]).replace(" ", "") == "topic13"
        assert (cells.index("t"), cells.index("1")) == (cell_len(icon) + 1, 20)


def test_an_update_is_written_when_it_is_complete() -> None:
    cells = CellScreen()
    assert cells.paint(BEGIN_UPDATE) + cells.changes(COLUMNS, ROWS) == ""
    assert cells.paint(painted(0, 0, "a")) + cells.changes(COLUMNS, ROWS) == ""
    assert cells.paint(painted(0, 0, "b")) == ""
    assert cells.paint(END_UPDATE) == ""
    assert cells.changes(COLUMNS, ROWS) == f"{BEGIN_UPDATE}\x1b[1;1Hb\x1b[1;2H{END_UPDATE}"
    assert "".join(map(cells.paint, (BEGIN_UPDATE, painted(0, 0, "b"), END_UPDATE))) == ""
    assert cells.changes(COLUMNS, ROWS) == ""


MODES = ("\x1b[?1003h", "\x1b[?2048$p", "\x1b[>25u", "\x1b[<u", "\x07", "\x1b]52;c;YQ==\x07", "\x1b[?25l")


@pytest.mark.parametrize("sequence", MODES)
def test_what_changes_no_cell_is_passed_on(sequence: str) -> None:
    pair = Pair()
    pair.paint(painted(0, 0, "a"))
    assert pair.paint(sequence) == sequence
    assert pair.paint(painted(0, 0, "a")) == ""


@pytest.mark.parametrize(
    "sequence", ["\x1b[2J", "\x1b[?1049h", "\x1b[?1049l", "\x1b[31x", "\x1b]8;;a:b\x07", "\x1bc"]
)
def test_after_anything_else_all_is_written(sequence: str) -> None:
    pair = Pair()
    pair.paint(painted(0, 0, "a"))
    assert pair.paint(sequence) == sequence
    assert pair.paint(painted(0, 0, "a")) == "\x1b[1;1Ha\x1b[1;2H"
    assert pair.cells.paint(FORGET) == ""
    assert pair.paint(painted(0, 0, "a")) == "\x1b[1;1Ha\x1b[1;2H"


def test_nothing_is_written_outside_of_the_terminal() -> None:
    cells = CellScreen()
    for row in range(6):
        cells.paint(painted(row, 0, f"{row}abcd论"))
    cells.paint(painted(0, 0, ""))
    terminal = Shown(6, 3)
    terminal.feed(cells.changes(6, 3))
    assert terminal.screen.display == ["0abcd ", "1abcd ", "2abcd "]


WHOLE_BESIDE_CHANGES = """
import sys
sys.path.append({folder!r})
import test_cells
from papernotes.tui.terminal import cells, driver
driver.CellScreen = test_cells.compared(cells.CellScreen)
from papernotes.__main__ import run
run()
"""
KEYS = (
    *(
        "j",
        "j",
        "j",
        "k",
        "\x04",
        "\x15",
        "G",
        "gg",
        "\r",
        "h",
        "l",
        "\t",
        "s",
        "r",
        "xl",
        "u",
        "1",
        "2",
        "3",
        "4",
    ),
    *(
        "]",
        "[",
        "Z",
        "v",
        " ",
        "f\x1b",
        "?\x1b",
        "/lan\r",
        "/论\r",
        "n",
        "gs\x1b",
        "t\x1b",
        "gl\x1b",
        "gt\x1b",
        "S\x1b",
    ),
    *("+", "-", "\x1b", "\x1b", "\x0c"),
)


def compared(screen: type[CellScreen]) -> type[CellScreen]:
    """The screen with two terminals beside it, which ends the program at once if they differ."""

    class Compared(screen):  # type: ignore[misc, valid-type]
        whole: Shown | None = None

        def paint(self, text: str) -> str:
            passed_on = super().paint(text)
            if self.whole is None:
                self.whole, self.changed = Shown(), Shown()
            self.whole.feed(text)
            self.changed.feed(passed_on)
            return passed_on

        def changes(self, columns: int, rows: int) -> str:
            written = super().changes(columns, rows)
            if written and self.whole is not None:
                self.changed.feed(written)
                if self.changed.cells() != self.whole.cells():
                    os._exit(77)
            return written

    return Compared


def test_a_session_shows_what_whole_paints_show(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    program = WHOLE_BESIDE_CHANGES.format(folder=str(Path(__file__).parent))
    environment = {**os.environ, "PAPERNOTES_HOME": str(tmp_path), "TERM": "xterm-256color"}
    random = Random(0)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        try:
            shown = Shown()
            shown.read(ours, "Papers")
            for _ in range(25):
                os.write(ours, random.choice(KEYS).encode())
                read_until_quiet(ours, random.choice((0, 0.02, 0.1)))
            assert process.poll() is None
            process.terminate()
            read_until_quiet(ours, 2)
            assert process.wait(20) == 128 + signal.SIGTERM
        finally:
            process.kill()
    os.close(ours)


def read_until_quiet(terminal: int, seconds: float) -> bytes:
    """What a program writes until this much silence, or until it has ended."""
    seen = b""
    while select.select([terminal], [], [], seconds)[0]:
        try:
            seen += os.read(terminal, 1 << 16)
        except OSError:
            break
    return seen
