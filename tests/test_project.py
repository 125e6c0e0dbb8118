"""What holds for the project as a whole: style, types, import rules, and files made from others."""

from __future__ import annotations

import asyncio
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["importlinter.cli", "--no-cache"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_tools_find_nothing(command: list[str]) -> None:
    name, *arguments = command
    module = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as m; m()"]
    run = [*module, *arguments] if name == "importlinter.cli" else [sys.executable, "-m", name, *arguments]
    done = subprocess.run(
        run, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "name",
    ["keybindings.yaml", "README.md", "docs/configuration.md", "docs/queries.md",
     "docs/man/papernotes.1", "docs/man/papernotes-config.5", "docs/man/papernotes-queries.7"],
)  # fmt: skip
def test_what_is_made_from_tables_is_not_stale(name: str) -> None:
    made = runpy.run_path(str(ROOT / "docs" / "renew.py"))["made"]()
    assert name in made
    assert (ROOT / name).read_text(encoding="utf-8") == made[name], "renew it with `python docs/renew.py`"


@pytest.mark.parametrize("package", ["notes", "index", "reading", "render"])
def test_packages_below_the_screen_load_neither_textual_nor_each_other(package: str) -> None:
    others = {"index": {"reading", "tui", "render"}, "reading": {"notes", "index", "tui", "render"}}
    unwanted = {"textual", *(f"papernotes.{name}" for name in {"tui"} | others.get(package, set()))}
    code = (
        f"import sys, pkgutil, importlib; from papernotes import {package}\n"
        f"for m in pkgutil.walk_packages({package}.__path__, 'papernotes.{package}.'):\n"
        "    if not m.name.endswith('__main__'): importlib.import_module(m.name)\n"
        f"print(*sorted({unwanted!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_importing_the_index_loads_neither_whoosh_nor_numpy() -> None:
    code = "import sys; from papernotes import index; index.QueryError; print('whoosh' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(
    ("comment", "ends"), [("open command", ".venv/bin/papernotes\n"), ("test command", "-m pytest\n")]
)
def test_readme_holds_the_commands_that_ci_runs(comment: str, ends: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.split(f"<!-- {comment} -->")[1].split("```")[1]
    assert block.endswith(ends)
    assert f'"{comment}"' in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_test_file_has_a_name_of_its_own() -> None:
    """pytest imports test files by their names alone, as they are in no package."""
    names = [file.name for file in (ROOT / "tests").rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_the_screenshot_shows_the_reader_as_it_is(home: Path) -> None:
    screenshot = runpy.run_path(str(ROOT / "docs" / "screenshot.py"))["screenshot"]
    kept = (ROOT / "docs" / "screenshot.svg").read_text(encoding="utf-8")
    # The last row still says what came of the last keystroke.
    assert _rows(asyncio.run(screenshot(quiet_seconds=0.5)))[:-1] == _rows(kept)[:-1], (
        "renew it with `python docs/screenshot.py`"
    )
    assert "Attention Is All You Need" in "".join(_rows(kept))


def _rows(drawn: str) -> list[str]:
    """The rows of a picture of the screen, as text."""
    rows: dict[float, dict[float, str]] = {}
    for text in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text"):
        if text.get("clip-path"):  # else it is the title of the window
            rows.setdefault(float(text.attrib["y"]), {})[float(text.attrib["x"])] = text.text or ""
    return [
        "".join(row[x] for x in sorted(row)).replace("\xa0", " ").strip() for _, row in sorted(rows.items())
    ]


def test_the_recording_moves_for_half_a_minute_at_most() -> None:

    text = (ROOT / "docs" / "recording.svg").read_text(encoding="utf-8")
    assert ElementTree.fromstring(text).tag.endswith("svg")
    seconds = re.findall(r"animation:roll ([\d.]+)s", text)
    assert [0 < float(length) <= 30 for length in seconds] == [True]
    assert "Attention Is All You Need" in re.sub(r"<[^>]+>", "", text)
