"""`doctor`: what it names of modes and of parts that cannot be opened; and its report, which holds nothing private."""

from __future__ import annotations

import json
import platform
import re
import stat
from pathlib import Path

import pytest

from papernotes.reading.state.saved_views import SavedView
from papernotes.reading.store import ReadingStore

SECRET = re.compile(r"hush\w*", re.IGNORECASE)
"""All that is private here has a word that begins so."""


@pytest.fixture
def secretive(tmp_path: Path, run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which everything that a person can choose or write has a recognisable word."""
    home = tmp_path / "hushperson" / "hushhome"
    monkeypatch.setenv("PAPERNOTES_HOME", str(home))
    monkeypatch.setenv("HOME", str(tmp_path / "hushperson"))
    for name in ("USER", "LOGNAME"):
        monkeypatch.setenv(name, "hushuser")
    monkeypatch.setenv("HUSH_TOKEN", "hushtoken")
    monkeypatch.setenv("TERM_PROGRAM", "/opt/hush terminal")
    monkeypatch.setattr(platform, "node", lambda: "hushhost.hushnet.example")
    notes = tmp_path / "hushnotes" / "HushConf2026" / "hush_topic"
    notes.mkdir(parents=True)
    for name in ("hush_one", "hush_two"):
        text = f"# Hushtitle of {name}\n\n**Keywords**: hushkeyword\n\n## TL;DR\n\nHushsummary.\n"
        (notes / f"{name}.md").write_text(text, "utf-8")
    (notes / "hush_broken.md").write_bytes(b"\x00\x01\x02" * 200)
    (notes / "hush_link.md").symlink_to(notes / "hush_one.md")
    assert run("add", tmp_path / "hushnotes", "--name", "hushsource").code == 0
    keys = [entry["key"] for entry in run("list", "--json").objects]
    assert run("mark", *keys, "--star", "--tag", "hushtag", "--list", "hushlist").code == 0
    with ReadingStore.open(home / "data") as store:
        store.save_view(SavedView("hushview", {"query": "hushquery"}))
        store.write_remarks([f"entry:{keys[0]}"], {keys[0]: "hushremark"})
    (home / "data" / "queries").write_text("hushquery\n", "utf-8")
    with (home / "config" / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "- name: hushgit\n  kind: git\n  location: https://hushuser:hushpassword@hush.invalid/hushrepo\n"
        )
    (home / "config" / "config.yaml").write_text(
        "browser: /opt/hushbrowser --hush\ntext_width: 70\nhushsetting: 1\ntheme: hushtheme\n", "utf-8"
    )
    (home / "config" / "keybindings.yaml").write_text("hushcontext:\n  hushaction: x\n", "utf-8")
    (home / "config" / "views.yaml").write_text("views:\n- name: hushnamed\n  hush: 1\n", "utf-8")
    return home


def test_the_report_holds_what_is_needed(secretive: Path, run) -> None:
    done = run("doctor", "--report")
    assert done.code == 0
    rows = {line.split()[0]: line for line in done.out.splitlines() if line.startswith("  ")}
    assert rows["python"].split()[1] == platform.python_version()
    assert rows["entries"].split()[1] == "2"
    assert rows["text_width"].split()[1] == "70"
    assert "own" in rows["browser"]
    assert re.search(r"data +mode 700, own, on \w+", done.out)
    assert re.search(r"a note +1 × binary", done.out)
    assert re.search(r"a note +1 × symbolic link", done.out)
    assert re.search(r"configuration +\d × no setting", done.out)
    assert re.search(r"sources: git +1", done.out)


def test_the_report_holds_nothing_private(secretive: Path, run, tmp_path: Path) -> None:
    assert run("doctor", "--report", "--output", tmp_path / "report.txt").code in (0, 1)
    assert SECRET.findall((tmp_path / "report.txt").read_text("utf-8")) == []
    assert str(tmp_path) not in (tmp_path / "report.txt").read_text("utf-8")


@pytest.mark.parametrize("damaged", ["data", "cache/library.db", "config/sources.yaml"])
def test_the_report_of_what_is_broken_holds_nothing_private_either(
    secretive: Path, run, damaged: str, tmp_path: Path
) -> None:
    broken = secretive / damaged
    broken.rename(secretive / "away")
    broken.symlink_to(broken)
    done = run("doctor", "--report")
    assert "health" in done.out
    assert SECRET.findall(done.out) == []
    assert str(tmp_path) not in done.out
    assert done.code == (0 if damaged.startswith("config") else 1)


def test_a_part_that_cannot_be_opened_hides_no_other(filled, home: Path) -> None:
    (home / "data").rename(home / "away")
    (home / "data").symlink_to(home / "data")
    done = filled("doctor", "--json")
    report = json.loads(done.out)
    assert done.code == 1
    assert {name: store["ok"] for name, store in report["stores"].items()} == {
        "library": True, "index": True, "reading state": False,
    }  # fmt: skip
    assert report["counts"]["entries"] == 6


def test_modes_that_let_others_in_are_named_and_left(filled, home: Path) -> None:
    (report,) = filled("doctor", "--json").objects
    assert report["problems"] == []
    (home / "config" / "sources.yaml").chmod(0o644)
    (home / "data").chmod(0o755)
    (report,) = filled("doctor", "--json").objects
    named = {Path(problem["path"]).name: problem["reason"] for problem in report["problems"]}
    assert set(named) == {"sources.yaml", "data"}
    assert "644" in named["sources.yaml"]
    assert "chmod 600" in named["sources.yaml"]
    assert stat.S_IMODE((home / "config" / "sources.yaml").stat().st_mode) == 0o644
    assert stat.S_IMODE((home / "data").stat().st_mode) == 0o755


def test_no_password_of_a_source_is_printed(filled, home: Path) -> None:
    with (home / "config" / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "- name: far\n  kind: git\n  location: https://ann:hunter2@127.0.0.1:9/notes?token=hunter2\n"
        )
    for words in (["sources"], ["sources", "--json"], ["doctor"], ["doctor", "--json"], ["sync"],
                  ["sync", "--events"], ["list"], ["state", "export", "-"], ["add", "https://ann:hunter2@127.0.0.1:9/notes"]):  # fmt: skip
        done = filled(*words)
        assert "hunter2" not in done.out + done.err, words


def test_where_the_report_goes_is_asked_only_for_a_report(run) -> None:
    done = run("doctor", "--output", "x")
    assert done.code == 2
    assert "--report" in done.err
