"""Homes that cannot be read, or not be written, as a whole or in part: a sentence instead of a traceback, and what
can be read is read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import refused_homes

READING = ("list", "search lanterns", "show ICLR2026/painted_fog", "list is:starred")


@pytest.fixture
def answers(filled: Any, home: Path, tree: Path, tmp_path: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """What each command does in each home: home → command → code, out, err."""
    assert filled("mark", "ICLR2026/painted_fog", "--star").code == 0
    assert filled("index").code == 0
    (home / "data/remarks/ICLR2026").mkdir(parents=True)
    (home / "data/remarks/ICLR2026/painted_fog.md").write_text("Of tides.", "utf-8")
    work = tmp_path / "work"
    done = subprocess.run(
        [sys.executable, refused_homes.__file__, str(home), str(work), str(tree / "ICML2025")],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        found[answer["home"]][answer["command"]] = answer
    for folder in work.rglob("*"):
        if folder.is_dir() and not folder.is_symlink():
            folder.chmod(0o700)
    return found


def test_commands_in_homes_that_refuse_something(answers: dict[str, dict[str, dict[str, Any]]]) -> None:
    assert set(answers) == set(refused_homes.FAULTS)
    for home, commands in answers.items():
        for command, answer in commands.items():
            assert "Traceback" not in answer["err"], (home, command, answer["err"])
            assert answer["code"] in (0, 1), (home, command, answer)
            if answer["code"] == 1 and "doctor" not in command:
                told = answer["err"].splitlines()
                assert told, (home, command)
                assert all(line.startswith("papernotes: ") for line in told), (home, command, told)
    # What is there is read although something beside it cannot be, and nothing else is shown for it.
    for home in ("config closed", "config read only", "config a file", "config led nowhere", "config/sources.yaml closed",
                 "config/sources.yaml led nowhere", "config/config.yaml closed", "config/config.yaml a folder",
                 "data read only", "data/remarks closed", "data/reading.db read only", "cache read only", "cache/library.db read only",
                 "cache/index closed", "cache/index unlisted", "cache/index read only"):  # fmt: skip
        for command in READING:
            answer = answers[home][command]
            assert answer["code"] == 0, (home, answer)
            assert "Painted Fog" in answer["out"] or command == "search lanterns", (home, answer)
            assert "Lantern" in answer["out"] or command != "search lanterns", (home, answer)
    # What cannot be read is not taken for empty.
    shown = answers["data/remarks closed"]["show ICLR2026/painted_fog"]
    assert "remarks/ICLR2026 cannot be read: Permission denied" in shown["err"]
    for home in ("data closed", "data listed only", "data/reading.db closed"):
        answer = answers[home]["list is:starred"]
        assert (answer["code"], answer["out"]) == (1, ""), (home, answer)
    # What cannot be written fails, and says so.
    for home, command in (
        ("data read only", "mark ICLR2026/lantern_oil --star"),
        ("data a file", "mark ICLR2026/lantern_oil --star"),
        ("cache read only", "sync"),
        ("cache read only", "add TREE --name second"),
        ("config read only", "add TREE --name second"),
        ("config closed", "sync"),
        ("config led nowhere", "sync"),
        ("config/sources.yaml led nowhere", "sync"),
    ):
        assert answers[home][command]["code"] == 1, (home, command)
    # What was done is not called a failure because of what could not be done after it.
    assert answers["config closed"]["mark ICLR2026/lantern_oil --star"]["code"] == 0
    assert (
        "exports.yaml: cannot be read" in answers["config closed"]["mark ICLR2026/lantern_oil --star"]["err"]
    )
    assert "exports.yaml: cannot be read: Permission denied" in answers["config closed"]["doctor"]["out"]
    # A list of sources that cannot be read forgets none of them.
    for home in ("config closed", "config led nowhere", "config/sources.yaml closed"):
        assert answers[home]["sync"]["out"] == ""
        assert answers[home]["index"]["out"].startswith("index: 6 entries")
