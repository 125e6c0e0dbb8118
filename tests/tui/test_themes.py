"""Themes: every text stands out from what it lies on; states are told apart without colour and without glyphs."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.scrollbar import ScrollBar, ScrollBarRender

from papernotes.glyphs import glyphs
from papernotes.styles import LOOKS, ROLES, rich_style
from papernotes.tui.theme.ascii import ASCII, AsciiFilter, BlockScrollBar, to_ascii
from papernotes.tui.theme.styles import ThemeStyles, theme_styles
from papernotes.tui.theme.themes import CONTRAST, DARK, LIGHT, TERMINAL, THEMES, theme_names
from papernotes.tui.widgets.query_input import QueryInput
from papernotes.ui_state import UIState

GROUNDS = ("background", "surface", "primary-muted", "surface-lighten-2")
TEXTS = (
    "foreground", "text", "text-muted", "text-disabled", "text-primary", "text-secondary", "text-warning",
    "text-error", "text-success", "text-accent",
)  # fmt: skip
LEAST = {DARK.name: 4.5, LIGHT.name: 4.5, CONTRAST.name: 7.0}


@pytest.fixture(autouse=True)
def with_glyphs():
    """What `--ascii` switches is as it was before, after each test."""
    yield
    glyphs.ascii = False
    ScrollBar.renderer = ScrollBarRender


def variables(theme):
    return {**theme.to_color_system().generate(), **theme.variables}


def luminance(text: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [value / 255 for value in Color.parse(text).rgb]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(share * value for share, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_reckoned_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("theme", (DARK, LIGHT, CONTRAST), ids=lambda theme: theme.name)
def test_every_text_stands_out_from_every_ground(theme, text, ground) -> None:
    found = variables(theme)
    assert contrast(found[text], found[ground]) >= LEAST[theme.name]


@pytest.mark.parametrize("theme", (DARK, LIGHT, CONTRAST), ids=lambda theme: theme.name)
def test_lines_and_frames_can_be_seen(theme) -> None:
    found = variables(theme)
    for line in ("foreground-darken-3", "primary"):
        assert contrast(found[line], found["background"]) >= 3


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_role_has_a_style_in_every_theme(theme) -> None:
    styles = ThemeStyles(variables(theme))
    for name, look in LOOKS.items():
        style = styles[name]
        if set(look.split()) & set(ROLES):
            assert style.color is not None or style.dim, (theme.name, name)
            assert style.color is None or theme is TERMINAL or style.color.triplet is not None


def test_the_terminals_theme_uses_only_its_sixteen_colours() -> None:
    styles = ThemeStyles(variables(TERMINAL))
    assert styles["label"].dim
    assert styles["unread"] == rich_style("unread")
    for name in LOOKS:
        colour = styles[name].color
        assert colour is None or (colour.number is not None and colour.number < 16)


def test_styles_are_made_once_for_a_theme() -> None:
    dark, light = variables(DARK), variables(LIGHT)
    first = theme_styles(dark)
    assert theme_styles(dark) is first
    assert theme_styles(light)["unread"] != first["unread"]
    assert theme_styles(dark)["unread"] == first["unread"]


async def test_the_theme_is_ours_and_one_that_is_chosen_is_remembered(filled, reader):
    async with reader() as opened:
        assert opened.app.theme == "papernotes-dark"
        assert set(theme_names()) <= set(opened.app.available_themes)
        before = opened.papers.render_line(0)
        opened.app.theme = "papernotes-light"
        await opened.settle()
        assert opened.papers.render_line(0) != before
    async with reader() as opened:
        assert opened.app.theme == "papernotes-light"
        opened.app.theme = "papernotes-dark"
        await opened.settle()
        assert opened.state.saved.theme == ""  # as configured


async def test_a_theme_is_shown_while_one_looks_at_it_and_the_one_before_comes_back(filled, reader):
    async with reader() as opened:
        await opened.press("colon", *"theme", "enter")
        names = (await opened.panel()).names
        assert [row.name for row in names.rows if row.on] == ["papernotes-dark"]
        assert names.rows[names.chosen].on
        await opened.press("down")
        await opened.wait_until(lambda: opened.app.theme == "papernotes-light")
        opened.screen.saved_state.changed()
        assert opened.state.saved.theme == ""  # it is not chosen yet
        await opened.press("escape")
        assert opened.app.theme == "papernotes-dark"
        assert opened.state.saved.theme == ""


async def test_a_theme_is_chosen_among_all(filled, reader):
    async with reader() as opened:
        await opened.press("colon", *"theme", "enter")
        await opened.panel()
        await opened.press(*"contrast", "enter")
        assert opened.app.theme == "papernotes-contrast"
        await opened.press("colon", *"tokyo", "enter")
        assert opened.app.theme == "tokyo-night"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_every_screen_can_be_drawn_in_every_theme(filled, reader, theme):
    async with reader(size=(150, 40)) as opened:
        opened.app.theme = theme.name
        await opened.settle()
        await opened.press("j", "l", "question_mark", "escape", "f", "escape", "g", "l", "escape", "g", "t")
        assert opened.app.is_running


def lines(widget, count: int) -> list[str]:
    return [widget.render_line(y).text for y in range(count)]


async def test_the_chosen_row_and_its_states_are_told_by_glyphs(filled, reader):
    async with reader() as opened:
        await opened.press("s", "j", "j", "r")
        first, _, _, _, fifth, sixth, seventh, _ = lines(opened.papers, 8)
        assert first.startswith(" ●★ ")
        assert fifth.startswith("▌○  ")
        assert sixth.startswith("▌")
        assert seventh.startswith(" ● ")


async def test_without_colour_states_are_told_by_attributes(filled, reader, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with reader() as opened:
        await opened.press("j", "j", "r")
        papers = opened.papers
        unread, chosen = papers.render_line(0), papers.render_line(4)
        assert any(segment.style and segment.style.bold for segment in unread)
        assert all(segment.style and segment.style.reverse for segment in chosen)
        filters = opened.app.get_line_filters()
        for y in range(6):
            strip = papers.render_line(y)
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, Color.parse("ansi_default"))
            for segment in strip:
                assert segment.style.color is None or segment.style.color.is_default
                assert segment.style.bgcolor is None or segment.style.bgcolor.is_default
        assert opened.screen.saved_state.theme == ""
        await opened.press("slash", *"fog", "enter", "slash")
        bar = opened.screen.query_one(QueryInput)
        selected = [part for part in bar.render_line(0) if part.style and part.style.reverse]
        assert "".join(part.text for part in selected).startswith("fog")


def test_what_stands_for_a_glyph_is_ascii_and_as_wide() -> None:
    for glyph, plain in ASCII.items():
        assert plain.isascii()
        assert cell_len(glyph) == cell_len(plain) == 1, glyph
    assert to_ascii("● Töne 可信 🔬 ─┼─ “x”…") == 'o Töne 可信    -+- "x"~'


def test_the_filter_keeps_width_and_style() -> None:
    styled = Segment("🔬 ●", rich_style("star"))
    (drawn,) = AsciiFilter().apply([styled], Color.parse("#000000"))
    assert drawn.text == "   o"
    assert drawn.style == styled.style
    assert cell_len(drawn.text) == cell_len(styled.text)


async def test_ascii_has_no_glyph_on_the_whole_screen(filled, reader, home):
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "config.yaml").write_text("ascii: true\n", "utf-8")
    async with reader(size=(150, 40)) as opened:
        assert glyphs.ascii
        assert ScrollBar.renderer is BlockScrollBar
        await opened.press("s", "l", "question_mark")
        strips = opened.strips
        text = "\n".join(strip.text for strip in strips)
        assert "Keystrokes" in text
        assert text.isascii()
        assert "j  Down " in text  # ↓ as v would be the key that selects
        assert "Enter Esc close" in text
        await opened.press("escape", "g", "l")
        assert "\n".join(strip.text for strip in opened.strips).isascii()


def test_what_was_kept_of_a_visit_is_read_with_care() -> None:
    from papernotes.ui_state import ui_state_from_json, ui_state_to_json

    saved = UIState(theme="nord", facets_width=24, note_share=70, measure=72)
    assert ui_state_from_json(ui_state_to_json(saved)) == saved
    odd = {"theme": 7, "facets_width": 4000, "note_share": "70", "measure": True}
    assert ui_state_from_json(odd) == UIState()._replace()


def test_the_settings_know_the_names_of_all_themes() -> None:
    from papernotes.config.settings import THEMES as names
    from papernotes.tui.theme.themes import theme_names

    assert list(names) == theme_names()
