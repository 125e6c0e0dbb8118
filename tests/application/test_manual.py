"""The manual: that it says all that the tables say, in a form that `man` reads, and that its examples are true."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from papernotes.cli.arguments import COMMANDS, MANUAL_PAGES, build_parser
from papernotes.cli.manual import OPERATORS, PAGES, QUERY_EXAMPLES, config_page, usage
from papernotes.cli.page import (
    Definition,
    Example,
    ManualPage,
    Paragraph,
    Subheading,
    as_markdown,
    as_plain,
    as_roff,
)
from papernotes.config.settings import FIELDS
from papernotes.config.views_file import read_views
from papernotes.index import FIELDS as QUERY_FIELDS
from papernotes.index import SECTION_FIELDS, SECTIONS, parse
from papernotes.keymap.actions import ACTIONS
from papernotes.keymap.keymap import load_keymap
from papernotes.notes import SECTION_FIELDS as NAMES_OF_SECTIONS

ODD = ManualPage(
    "odd", 7, "signs that roff takes for its own",
    (("Signs", (
        Paragraph(".dot and `a\\b` and -- it's `x|y`"), Definition("a | b", "one"), Definition("`", "two"),
        Subheading("Below"), Example("first line\n.second\n'third\\n"),
    )),),
)  # fmt: skip


@pytest.fixture
def texts() -> dict[str, str]:
    """The pages as plain text, in one line each."""
    return {name: " ".join(" ".join(as_plain(make())).split()) for name, make in PAGES.items()}


def test_the_page_of_the_program_has_every_command_option_and_keystroke(texts) -> None:
    for name, command in COMMANDS.items():
        assert usage(name, command) in texts["papernotes"]
        for names, options in command.arguments:
            called = names[0] if names[0].startswith("-") else str(options["metavar"])
            assert called in usage(name, command)
            assert f"{options['help']}."[1:].replace("`", "") in texts["papernotes"]
    for action in ACTIONS:
        if action.keystrokes:
            assert f"{', '.join(action.keystrokes)} {action.help}".replace("`", "") in texts["papernotes"]


def test_how_a_command_is_called_is_what_its_parser_takes() -> None:
    assert usage("show", COMMANDS["show"]) == "show KEY [--note N] [--json | --markdown | --plain]"
    assert usage("join", COMMANDS["join"]) == "join KEY KEY"
    assert usage("config", COMMANDS["config"]) == "config [--default [WHICH]]"
    assert usage("export", COMMANDS["export"]).startswith("export [QUERY…] --format F [--output FILE]")
    for name in COMMANDS:
        build_parser(name)


def test_the_page_of_files_has_every_setting(texts) -> None:
    for name, setting in FIELDS.items():
        assert f"{name}: " in texts["config"]
        assert setting.metadata["help"] in texts["config"]


def test_the_page_of_queries_has_every_field_in_english(texts) -> None:
    aliases = {
        "keywords",
        "authors",
        *(name for name, kind in NAMES_OF_SECTIONS.items() if kind == "summary"),
    }
    for field in {*QUERY_FIELDS} - aliases - {*SECTION_FIELDS} | {*SECTIONS, "summary"}:
        if field.isascii():
            assert f"{field}:" in texts["queries"], field


@pytest.mark.parametrize(
    "query", [*QUERY_EXAMPLES, *(part for query in OPERATORS for part in query.split(", ") if part != "( )")]
)
def test_queries_of_the_manual_are_queries(query: str) -> None:
    parse(query)


def test_files_of_the_manual_are_read_without_a_mistake(tmp_path: Path) -> None:
    found = [
        block.text
        for _, blocks in config_page().parts
        for block in blocks
        if isinstance(block, Example) and not block.text.startswith("papernotes")
    ]
    keys, commands, views = (tmp_path / f"{name}.yaml" for name in ("keybindings", "commands", "views"))
    for file, text in zip((keys, commands, views), found, strict=True):
        file.write_text(text, "utf-8")
    keymap = load_keymap(keys, commands)
    assert keymap.problems == ()
    assert [command.words for command in keymap.commands] == [("xdg-open", "{url}")]
    assert [view.name for view in read_views(views)[0]] == ["Watermarks of this year"]
    assert read_views(views)[1] == []


@pytest.mark.parametrize("page", [*(make() for make in PAGES.values()), ODD], ids=lambda page: page.name)
def test_man_has_nothing_to_say_against_a_page(page: ManualPage, tmp_path: Path) -> None:
    file = tmp_path / page.file
    file.write_text(as_roff(page, "1.2.3"), "utf-8")
    checks = (["mandoc", "-T", "lint", "-W", "warning"], ["groff", "-man", "-ww", "-z", "-K", "utf-8"])
    there = [check for check in checks if shutil.which(check[0])]
    if not there:
        pytest.skip("neither mandoc nor groff is installed")
    for check in there:
        done = subprocess.run([*check, str(file)], capture_output=True, text=True)
        told = [line for line in (done.stdout + done.stderr).splitlines() if "missing date" not in line]
        assert told == [], check


def test_signs_of_roff_markdown_and_texts_stay_what_they_are(tmp_path: Path) -> None:
    roff = as_roff(ODD, "1")
    assert "\n\\&.dot and \\fBa\\eb\\fR and \\-\\- it\\(aqs" in roff
    assert "\n\\&.second\n\\(aqthird\\en\n" in roff
    assert "| `a \\| b` | one |\n| `` ` `` | two |" in as_markdown(ODD, "Odd")
    assert "        .second" in list(as_plain(ODD))
    if shutil.which("mandoc"):
        (tmp_path / "odd.7").write_text(roff, "utf-8")
        done = subprocess.run(
            ["mandoc", "-T", "ascii", str(tmp_path / "odd.7")], capture_output=True, text=True
        )
        shown = done.stdout.replace("\b", "")
        assert ".second" in shown
        assert "'third\\n" in shown


@pytest.mark.parametrize("page", MANUAL_PAGES)
def test_the_command_prints_a_page_where_there_is_no_terminal(page: str, run) -> None:
    done = run("man", page)
    assert (done.code, done.err) == (0, "")
    assert done.out == "\n".join(as_plain(PAGES[page]())) + "\n"
    assert run("man", "pages").code == 2


def test_on_a_terminal_the_page_is_shown_by_man(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    viewer = tmp_path / "man"
    viewer.write_text('#!/bin/sh\nhead -1 "$1"\nexit 3\n', "utf-8")
    viewer.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("papernotes.cli.manual.writes_to_terminal", lambda: True)
    done = run("man", "config")
    assert done.code == 3
    assert done.out.startswith('.TH "PAPERNOTES-CONFIG" "5"')
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert run("man").out.startswith("NAME\n    papernotes - read")
