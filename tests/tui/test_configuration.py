"""config.yaml: what is in force, every mistake with its line, and that each setting governs what it says."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from papernotes.config.settings import DEFAULT, Configuration
from papernotes.config.settings_file import as_yaml, read_configuration
from papernotes.tui.theme.themes import DARK
from papernotes.tui.widgets.chord_bar import ChordBar


def read(path: Path, text: str) -> tuple[Configuration, list[tuple[int, str]]]:
    file = path / "config.yaml"
    file.write_text(text, encoding="utf-8")
    configuration, problems = read_configuration(file)
    assert all(problem.path == file for problem in problems)
    return configuration, [(problem.line, problem.reason) for problem in problems]


def test_without_a_file_the_defaults_are_in_force(tmp_path: Path) -> None:
    assert read_configuration(tmp_path / "none.yaml") == (DEFAULT, ())
    assert DEFAULT.theme == DARK.name


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"])
def test_an_empty_file_changes_nothing(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == (DEFAULT, [])


def test_settings_are_taken_over(tmp_path: Path) -> None:
    text = (
        "theme: papernotes-light\nascii: yes\ntext_width: 72\nchord_timeout: 1\nbrowser: firefox --new-tab\n"
    )
    configuration, mistakes = read(tmp_path, text)
    assert mistakes == []
    assert configuration == Configuration(
        theme="papernotes-light", ascii=True, text_width=72, chord_timeout=1.0, browser="firefox --new-tab"
    )


@pytest.mark.parametrize("name", ["dark", "light", "contrast", "terminal"])
def test_our_themes_may_be_called_for_short(tmp_path: Path, name: str) -> None:
    configuration, mistakes = read(tmp_path, f"theme: {name}\n")
    assert (configuration.theme, mistakes) == (f"papernotes-{name}", [])


def test_all_mistakes_are_told_at_once_and_the_rest_is_in_force(tmp_path: Path) -> None:
    text = (
        "them: nord\ntext_width: 300\nascii: perhaps\nread_at_end: no\ntheme: papernotes-drak\n"
        'note_share: [1, 2]\nfacets_width: 20.5\ntext_width: 60\nchord_timeout:\nbrowser: "firefox \'x"\n'
    )
    configuration, mistakes = read(tmp_path, text)
    assert configuration == Configuration(read_at_end=False, text_width=60)
    assert [line for line, _ in mistakes] == [1, 2, 3, 5, 6, 7, 8, 9, 10]
    reasons = dict(mistakes)
    assert reasons[1] == "no setting them; did you mean theme?"
    assert reasons[2] == "text_width: expected a whole number from 40 to 140, not 300"
    assert reasons[3] == "ascii: expected true or false, not perhaps"
    assert reasons[5].endswith("no theme papernotes-drak; did you mean papernotes-dark?")
    assert "a second time" in reasons[8]
    assert "not nothing" in reasons[9]


@pytest.mark.parametrize(
    ("text", "line"),
    [("- a\n- b\n", 1), ("ascii: [\n", 2), ("just words", 1), ("\n\ttheme: x\n", 2), ("[" * 5000, 0)],
)
def test_what_is_no_configuration_is_told_and_never_raised(tmp_path: Path, text: str, line: int) -> None:
    configuration, mistakes = read(tmp_path, text)
    assert configuration == DEFAULT
    assert [at for at, _ in mistakes] == [line] or (len(mistakes) == 1 and line == 0)


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").mkdir()
    configuration, problems = read_configuration(tmp_path / "config.yaml")
    assert configuration == DEFAULT
    assert "cannot be read" in str(problems[0])


@settings(max_examples=40, deadline=None)
@given(text=st.text(alphabet="theme: ascii\ntrue[]{}'\"#-&*!|>%@`0.9\0\u2028é", max_size=60))
def test_no_text_makes_it_raise(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    configuration, _ = read(tmp_path_factory.mktemp("any"), text)
    assert 40 <= configuration.text_width <= 140


def test_what_is_printed_can_be_read_back(tmp_path: Path) -> None:
    odd = Configuration(theme="nord", text_width=50, browser="open -a 'Läser: x'", chord_timeout=0.5)
    assert read(tmp_path, as_yaml(odd)) == (odd, [])
    assert read(tmp_path, as_yaml(odd, comments=True)) == (odd, [])


def test_every_setting_has_its_help() -> None:
    printed = as_yaml(DEFAULT, comments=True)
    for setting in fields(Configuration):
        assert setting.metadata["help"].endswith(".")
        assert f"# {setting.metadata['help']}\n{setting.name}: " in printed


# On the command line


def write(home: Path, text: str) -> Path:
    file = home / "config" / "config.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_config_prints_what_is_in_force_and_where(run, home) -> None:
    done = run("config")
    assert done.code == 0
    assert str(home / "config" / "config.yaml") in done.out
    assert yaml.safe_load(done.out)["text_width"] == 88
    file = write(home, "text_width: 70\nasci: true\n")
    done = run("config")
    assert done.code == 1
    assert yaml.safe_load(done.out)["text_width"] == 70
    assert done.err == f"papernotes: {file}:2: no setting asci; did you mean ascii?\n"


def test_config_prints_a_default_to_begin_with(run, home) -> None:
    done = run("config", "--default")
    assert done.code == 0
    write(home, done.out)
    assert run("config").code == 0


def test_doctor_lists_the_mistakes(filled, home) -> None:
    file = write(home, "text_width: wide\n")
    (report,) = filled("doctor", "--json").objects
    assert report["paths"]["configuration"] == str(file)
    (problem,) = [problem for problem in report["problems"] if problem["source"] == "configuration"]
    assert problem["line"] == 1
    assert "text_width" in problem["reason"]


@pytest.mark.parametrize(
    ("words", "query", "plain"),
    [
        ([], "", False), (["--ascii"], "", True), (["--ascii", "calm", "lanterns"], "calm lanterns", True),
        (["calm", "--ascii"], "calm", True), (["calm"], "calm", False),
    ],
)  # fmt: skip
def test_ascii_on_the_command_line(monkeypatch, words, query, plain) -> None:
    from papernotes import __main__ as program

    opened = []
    monkeypatch.setattr(
        "papernotes.tui.startup.open_reader", lambda query, *, ascii: opened.append((query, ascii)) or 0
    )
    assert program.main(words) == 0
    assert opened == [(query, plain)]


# In the application


async def test_mistakes_are_told_when_the_reader_opens(filled, reader, home):
    write(home, "tex_width: 70\n")
    async with reader() as opened:
        (told,) = opened.notifications
        assert "config.yaml:1: no setting tex_width; did you mean text_width?" in told.message


async def test_many_mistakes_are_told_in_one_notice_of_a_file(filled, reader, home):
    write(home, "tex_width: 70\nthem: dark\nchord: 1\nnote: 2\n")
    (home / "config/keybindings.yaml").write_text("lst:\n  down: j\nnoet:\n  up: k\n", "utf-8")
    async with reader() as opened:
        told = sorted((notice.message for notice in opened.notifications), key=len)
        assert len(told) == 2
        keymap, settings = (text.splitlines() for text in told)
        assert [":1: no context lst" in keymap[0], ":3: no context noet" in keymap[1], len(keymap)] == [
            True,
            True,
            2,
        ]
        assert "config.yaml:2: no setting them" in settings[1]
        assert settings[2:] == ["and 2 more; `papernotes config` shows all"]


async def test_settings_govern_the_reader(filled, reader, home):
    write(
        home,
        "theme: papernotes-light\ntext_width: 44\nchord_timeout: 0.5\nfacets_width: 20\nnote_share: 40\n"
        "read_at_end: false\n",
    )
    async with reader(size=(160, 60)) as opened:
        screen = opened.screen
        assert opened.app.theme == "papernotes-light"
        assert screen.ui.note.text_layout.width == 44
        assert screen.query_one(ChordBar).timeout == 0.5
        assert screen.query_one("#facets").outer_size.width == 20
        assert screen.ui.note.outer_size.width < screen.ui.papers.outer_size.width
        await opened.press("l", "G")
        entry = screen.ui.papers.entry
        assert not screen.ui.papers.state(entry).read


async def test_sync_at_start_can_be_switched_off(filled, reader, home):
    write(home, "sync_at_start: no\n")
    async with reader(sync=True) as opened:
        assert not opened.app.syncs
    write(home, "sync_at_start: yes\n")
    async with reader(sync=True) as opened:
        assert opened.app.syncs


async def test_a_chord_is_given_up_after_the_timeout(filled, reader, home):
    write(home, "chord_timeout: 0.2\n")
    async with reader() as opened:
        await opened.pilot.press("g")
        bar = opened.screen.query_one(ChordBar)
        await opened.wait_until(lambda: not bar.has_class("-pending"))
        assert opened.screen.focused is opened.papers


async def test_a_chord_is_not_ended_by_the_time_of_the_one_before(filled, reader, monkeypatch):
    class Started:
        def __init__(self, seconds, callback):
            self.runs = True
            started.append(self)

        def stop(self):
            self.runs = False

    started: list[Started] = []
    async with reader() as opened:
        bar = opened.screen.query_one(ChordBar)
        monkeypatch.setattr(bar, "set_timer", Started)
        await opened.press("g", "escape", "g")
        assert [timer.runs for timer in started] == [False, True]


async def test_the_configured_browser_opens_links(filled, reader, home, tmp_path):
    told = tmp_path / "opened"
    program = tmp_path / "browse.py"
    program.write_text(f"import sys, pathlib\npathlib.Path({str(told)!r}).write_text(sys.argv[1])\n", "utf-8")
    write(home, f"browser: {sys.executable} '{program}'\n")
    async with reader() as opened:
        await opened.press("o")
        await opened.wait_until(lambda: told.exists() and told.read_text())
        assert told.read_text().startswith("https://arxiv.org/abs/")


async def test_a_browser_that_is_not_there_is_told(filled, reader, home):
    write(home, "browser: no-such-browser-here\n")
    async with reader() as opened:
        await opened.press("o")
        assert any("no-such-browser-here" in told.message for told in opened.notifications)
