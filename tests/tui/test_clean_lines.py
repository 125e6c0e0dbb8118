"""The one way out of the screen: whatever a widget draws, or is given by paste, is cleaned."""

from __future__ import annotations

import unicodedata

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.events import Paste
from textual.widgets import Input, Static

from papernotes.tui.app import PapernotesApp
from papernotes.tui.terminal.clean_lines import CleanFilter, shown
from papernotes.tui.theme.ascii import AsciiFilter
from papernotes.tui.widgets.paper_list import PaperList
from papernotes.tui.widgets.status_line import StatusLine

BLACK = Color(0, 0, 0)
OBEYED = "\x1b[31m\x9b2J\u202e\u2066\u200b\x86\x7f"
"""What no terminal is to be sent."""


def drawn(app: PapernotesApp) -> str:
    """All texts of the screen as they are painted."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()  # noqa: SLF001  # Textual has no other way to ask for it
    assert (len(strips), width) == (height, strips[0].cell_length)
    return "\n".join(strip.text for strip in strips)


def unsafe(text: str) -> set[str]:
    return {char for char in text if unicodedata.category(char) in ("Cc", "Cf") and char != "\n"}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("plain", "plain"),
        ("论文 ★ é", "论文 ★ é"),
        ("a\x1b[31mb", "ab    "),
        ("a\x1bb", "a "),  # an escape and a letter are a sequence
        ("a\u202eb", "ab"),
        ("a\nb", "a "),
        ("soft\u00adhyphen", "softhyphen "),
        ("\u115fx", "x  "),
    ],
)
def test_a_text_is_cleaned_and_stays_as_wide(text: str, clean: str) -> None:
    assert shown(text) == clean
    assert cell_len(clean) == cell_len(text)


def test_lines_that_are_clean_stay_as_they_are() -> None:
    line = [Segment("plain ", Style(bold=True)), Segment("论文 ★ 👩\u200d🔬", None)]
    assert CleanFilter().apply(line, BLACK) is line


def test_an_address_of_a_link_is_given_to_no_terminal() -> None:
    line = [Segment("text", Style(bold=True, link="file:///\x07"))]
    assert CleanFilter().apply(line, BLACK) == [Segment("text", Style(bold=True))]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("latin-1", "o e\xe9 ?? ????"),
        ("ascii", "o e? ?? ????"),
        ("utf-8", "o e\xe9 ?? 论文"),
        ("gbk", "o e\xe9 ?? 论文"),
    ],
)
def test_letters_that_the_encoding_lacks_are_question_marks_as_wide(encoding: str, text: str) -> None:
    line = [Segment("● e\xe9 字 论文".replace("字", "??"), None)]
    assert AsciiFilter(encoding).apply(line, BLACK) == [Segment(text, None)]


@pytest.mark.parametrize("keys", ["/", "?", ":", "gv"], ids=["search", "help", "palette", "pick"])
async def test_what_is_pasted_is_clean_in_every_input(filled, reader, keys: str) -> None:
    async with reader() as opened:
        await opened.settle()
        for key in keys:
            await opened.pilot.press({"/": "slash", "?": "question_mark", ":": "colon"}.get(key, key))
        await opened.wait_until(lambda: isinstance(opened.app.focused, Input))
        await opened.settle()
        field = opened.app.focused
        assert isinstance(field, Input)
        opened.app.post_message(Paste(f"lan{OBEYED}tern\nsecond"))
        await opened.settle()
        assert field.value == "lantern second"
        assert "lantern second" in drawn(opened.app)
        assert not unsafe(drawn(opened.app))


async def test_what_a_widget_draws_without_a_thought_is_cleaned(filled, reader) -> None:
    async with reader() as opened:
        await opened.settle()
        opened.screen.query_one(PaperList).border_title = f"pa{OBEYED}pers"
        opened.screen.query_one(StatusLine).update(f"sta{OBEYED}tus")
        opened.screen.query_one("#name", Static).update(f"na{OBEYED}me")
        await opened.settle()
        seen = drawn(opened.app)
        for word in ("papers", "status", "name"):
            assert word in seen
        assert not unsafe(seen)


async def test_what_is_copied_is_clean_and_pasted_on_one_line(
    filled, reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    async with reader() as opened:
        await opened.settle()
        monkeypatch.setattr(App, "copy_to_clipboard", lambda self, text: copied.append(text))
        opened.app.copy_to_clipboard(f"one{OBEYED}\ntwo")
        assert copied == ["one\ntwo"]
        monkeypatch.setattr(App, "clipboard", property(lambda self: copied[0]))
        assert opened.app.clipboard == "one two"
