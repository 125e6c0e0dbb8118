"""`doctor --fix`: whatever happened to a home, it is put in order, and all that was done is named."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from refused_homes import FAULTS

LEFT = {
    "home a file": "is not a folder: move it away",
    "home a circle": "is not a folder: move it away",
    "config led nowhere": "mount the disk, or make the link lead elsewhere",
    "data led nowhere": "mount the disk, or make the link lead elsewhere",
    "config/sources.yaml led nowhere": "mount the disk, or make the link lead elsewhere",
}
"""What only a person can mend, and what is said of it."""
LOST = ("data a file", "data a circle")
"""Homes whose reading state itself is gone."""


@pytest.fixture
def marked(filled, home: Path) -> Path:
    """A home with marks, a remark, an index and settings; everything in order."""
    filled("mark", "ICLR2026/painted_fog", "--star")
    (home / "data/remarks/ICLR2026").mkdir(parents=True, mode=0o700)
    (home / "data/remarks/ICLR2026/painted_fog.md").write_text("Of tides.", "utf-8")
    (home / "config/config.yaml").write_text("theme: nord\n", "utf-8")
    filled("index")
    return home


def fixed(run) -> tuple[int, dict[str, list[str]]]:
    """What `doctor --fix` ended with, and what it mended and left."""
    done = run("doctor", "--fix", "--json")
    assert "Traceback" not in done.err
    (report,) = done.objects
    return done.code, report


def closed(home: Path) -> list[Path]:
    """The files and folders of a home that the reader may not read and write."""
    found = [(path, path.lstat().st_mode) for path in home.rglob("*")]
    return [path for path, mode in found if ~mode & (0o700 if stat.S_ISDIR(mode) else 0o600)]


def test_what_is_refused_in_a_home_is_mended_and_named(
    marked: Path, run, tmp_path: Path, monkeypatch
) -> None:
    run("doctor", "--fix")
    for number, (name, (place, fault)) in enumerate(FAULTS.items()):
        here = tmp_path / str(number) / "home"
        shutil.copytree(marked, here, symlinks=True)
        fault(here / place)
        monkeypatch.setenv("PAPERNOTES_HOME", str(here))
        if name.startswith("home a"):
            told = run("doctor", "--fix")
            assert LEFT[name] in told.out + told.err, told
            continue
        code, report = fixed(run)
        if name in LEFT:
            assert any(LEFT[name] in left and str(here / place) in left for left in report["left"]), (
                name,
                report,
            )
            continue
        assert report["mended"], name
        assert report["left"] == ([] if name not in LOST else report["left"]), (name, report["left"])
        assert code == 0, (name, report)
        assert closed(here) == [], name
        starred = run("list", "is:starred", "--format", "{key}")
        assert starred.code == 0, (name, starred)
        assert starred.out == ("" if name in LOST else "ICLR2026/painted_fog\n"), name


def _overwrite(path: Path, at: int) -> None:
    with path.open("rb+") as file:
        file.seek(at)
        file.write(b"\xff" * 64)


def _in_page_of(table: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with closing(sqlite3.connect(path)) as opened:
            (size,) = opened.execute("PRAGMA page_size").fetchone()
            (page,) = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        _overwrite(path, size * (page - 1))

    return damage


def _pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)


def _any_file(damage: Callable[[Path], None]) -> Callable[[Path], None]:
    return lambda folder: damage(max(folder.iterdir(), key=lambda file: file.stat().st_size))


DAMAGES: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "library that is none": ("cache/library.db", lambda file: file.write_bytes(b"no database" * 900), "read harbour again: 6 new"),
    "library with a broken page": ("cache/library.db", _in_page_of("source"), "deleted the damaged library"),
    "library with a broken index": ("cache/library.db", _in_page_of("entry_listing"), "deleted the damaged library"),
    "library with a trigger of another program": (
        "cache/library.db",
        lambda file: _executed(file, "CREATE TRIGGER theirs BEFORE INSERT ON note BEGIN SELECT RAISE(IGNORE); END"),
        "parts that papernotes did not make: trigger theirs",
    ),
    "index with another byte": ("cache/index", _any_file(lambda file: _overwrite(file, 8)), "built the index anew"),
    "index cut short": ("cache/index", _any_file(lambda file: os.truncate(file, 5)), "built the index anew"),
    "index gone": ("cache/index", shutil.rmtree, "built the index anew: There is no folder"),
    "reading state that is none": ("data/reading.db", lambda file: file.write_bytes(b"no database" * 900), "Nothing is missing"),
    "reading state gone": ("data/reading.db", Path.unlink, "Nothing is missing"),
    "reading state a pipe": ("data/reading.db", _pipe, "Nothing is missing"),
    "reading state with wrong rows": (
        "data/reading.db", lambda file: _executed(file, "DELETE FROM mark"), "rebuilt from the log",
    ),
    "reading state with an index of another program": (
        "data/reading.db", lambda file: _executed(file, "CREATE UNIQUE INDEX theirs ON event(device) WHERE seq > 900"), "dropped (index theirs)",
    ),
    "settings a pipe": ("config/config.yaml", _pipe, "config.yaml, which was not a file, to config.yaml.aside-1"),
    "sources a pipe": ("config/sources.yaml", _pipe, "with the sources as they were last read: harbour"),
    "lock of sources a folder": ("config/sources.lock", _folder, "sources.lock, which was not a file, to sources.lock.aside-1"),
    "lock of remarks a folder": ("data/remarks/.lock", _folder, ".lock, which was not a file, to .lock.aside-1"),
    "queries a pipe": ("data/queries", _pipe, "queries, which was not a file, to queries.aside-1"),
    "settings open to others": ("config/config.yaml", lambda file: file.chmod(0o644), "from 644 to 600"),
    "data open to others": ("data", lambda folder: folder.chmod(0o755), "from 755 to 700"),
}  # fmt: skip


def _executed(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute(statement)


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_damaged_in_a_home_is_mended_and_named(name: str, marked: Path, run) -> None:
    run("doctor", "--fix")
    place, damage, said = DAMAGES[name]
    damage(marked / place)
    code, report = fixed(run)
    assert any(said in mended for mended in report["mended"]), (report["mended"], report["left"])
    assert (code, report["left"]) == (0, [])
    assert all(store["ok"] for store in report["stores"].values())
    assert run("list", "is:starred", "--format", "{key}").out == "ICLR2026/painted_fog\n"
    assert len(run("search", "lanterns", "--json").objects) == 3
    assert fixed(run)[1]["mended"] == []


def test_a_copy_of_a_repository_that_is_broken_is_made_again(marked: Path, run, tmp_path: Path) -> None:
    import subprocess

    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "ropes.md").write_text("# A New Note on Ropes\n\nRopes hold.\n", "utf-8")
    for words in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"),
    ):
        subprocess.run(["git", "-C", str(notes), *words], check=True)
    assert run("add", f"file://{notes}", "--name", "ropes").code == 0
    clones = marked / "cache/repositories"
    heads = list(clones.rglob("HEAD"))
    assert heads
    for head in heads:
        head.unlink()
    code, report = fixed(run)
    assert (code, report["left"]) == (0, [])
    assert [hit["title"] for hit in run("search", "ropes", "--json").objects] == ["A New Note on Ropes"]


def test_mistakes_of_a_person_are_listed_and_left(marked: Path, run) -> None:
    run("doctor", "--fix")
    file = marked / "config/config.yaml"
    file.write_text("thme: nord\n", "utf-8")
    done = run("doctor", "--fix")
    assert "there was nothing to mend" in done.out
    assert "no setting thme; did you mean theme?" in done.out
    assert file.read_text("utf-8") == "thme: nord\n"


def test_what_a_person_has_in_a_folders_place_is_kept(marked: Path, run) -> None:
    shutil.rmtree(marked / "data/remarks")
    (marked / "data/remarks").write_text("my own", "utf-8")
    fixed(run)
    assert (marked / "data/remarks.aside-1").read_text("utf-8") == "my own"
