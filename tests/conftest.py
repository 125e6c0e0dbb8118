"""Fixtures for all tests. No test ever sees the developer's own papernotes."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from archives import unpack
from hypothesis import settings

# The same examples every time, so that a red run speaks of the change; PAPERNOTES_HYPOTHESIS=explore tries new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("PAPERNOTES_HYPOTHESIS", "same"))


def pytest_configure(config: pytest.Config) -> None:
    """Let the programs that tests start have bytecode, as installed ones do: without, each compiles all of papernotes."""
    if sys.dont_write_bytecode and hasattr(config, "cache"):
        os.environ["PYTHONPYCACHEPREFIX"] = str(config.cache.mkdir("bytecode"))
        del os.environ["PYTHONDONTWRITEBYTECODE"]


CORPORA = Path(os.environ.get("PAPERNOTES_CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))


@pytest.fixture(scope="session")
def home_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders for homes. `mktemp` would look at all folders there are, for each of thousands of tests."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def home(home_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PAPERNOTES_HOME of the test's own, and an environment without a say in what is printed."""
    folder = next(home_folders)
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("PAPERNOTES_HOME", str(folder))
    for name in ("NO_COLOR", "COLUMNS", "LINES", "FORCE_COLOR", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def corpora() -> Path:
    """The folder of real corpora; the test is skipped where it is absent."""
    if not CORPORA.is_dir():
        pytest.skip(f"no corpora in {CORPORA} (set PAPERNOTES_CORPORA)")
    return CORPORA


@pytest.fixture(scope="session")
def chinese_notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Chinese note tree of the corpora, unpacked; skipped where the corpora are absent."""
    archive = CORPORA / "notes-zh.tar.xz"
    if not archive.is_file():
        pytest.skip(f"no {archive} (set PAPERNOTES_CORPORA)")
    folder = tmp_path_factory.mktemp("chinese")
    unpack(archive, folder)
    return folder / "docs"


NOTE = """---
title: "[Paper Note] {title}"
tags: ["{keyword}"]
date: 2026-0{month}-11
---

# {title}

**Conference**: {venue}
**arXiv**: [{arxiv}](https://arxiv.org/abs/{arxiv})
**Code**: [GitHub](https://github.com/example/{slug})
**Area**: {topic}
**Keywords**: {keyword}, reading

## TL;DR

{summary}

## Method

{text} The loss is $\\mathcal{{L}} = \\sum_i x_i^2$.

| Model | Score |
|---|---:|
| Ours | 42 |

## Limitations

Only small lamps were tried.
"""
PAPERS = (
    ("ICML2025", "llm_safety", "calm_lanterns", "Calm Lanterns for Harbours", "2501.00001", "lanterns"),
    ("ICML2025", "llm_safety", "quiet_bells", "Quiet Bells Keep Ships Awake", "2501.00002", "bells"),
    ("ICML2025", "optimization", "steep_stairs", "Steep Stairs Descend Faster", "2501.00003", "stairs"),
    ("ICLR2026", "llm_safety", "lantern_oil", "Lantern Oil at Scale", "2601.00004", "lanterns"),
    ("ICLR2026", "image_generation", "painted_fog", "Painted Fog", "2601.00005", "fog"),
    (
        "ICLR2026",
        "image_generation",
        "calm_lanterns_again",
        "Calm Lanterns for Harbours",
        "2501.00001",
        "lanterns",
    ),
)


def write_tree(folder: Path) -> None:
    """Six notes of five papers: two venues, three topics, one paper at both venues."""
    for number, (venue, topic, slug, title, arxiv, keyword) in enumerate(PAPERS, 1):
        file = folder / venue / topic / f"{slug}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        summary = f"Shows how {keyword} help at sea, in case number {number}."
        text = f"We hang {keyword} on every pier and count arrivals. Sailors prefer method {number}."
        spaced = f"{venue[:-4]} {venue[-4:]}"
        file.write_text(
            NOTE.format(
                title=title, venue=spaced, arxiv=arxiv, slug=slug, topic=topic, keyword=keyword,
                summary=summary, text=text, month=number,
            ),
            encoding="utf-8",
        )  # fmt: skip


def changes_of(folder: Path) -> list[tuple[Path, int]]:
    """The folder and all in it, and when each was changed last, in nanoseconds."""
    return [(path, path.lstat().st_ctime_ns) for path in (folder, *sorted(folder.rglob("*")))]


@dataclass
class Prepared:
    """The tree of small notes, at one path in all tests, and a home that it was added to.

    To add it takes longer than most tests. So both are made again only when a test has changed the tree; the others get a
    copy of the home, in which the times of the notes' files are right.
    """

    folder: Path
    made: list[tuple[Path, int]] = field(default_factory=list)

    @property
    def tree(self) -> Path:
        return self.folder / "tree"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def fresh_tree(self) -> Path:
        """The tree as if it were just written."""
        if not self.tree.exists() or changes_of(self.tree) != self.made:
            shutil.rmtree(self.folder)
            write_tree(self.tree)
            self.made = changes_of(self.tree)
            # A change in the same tick of the file system's clock would not be seen.
            newest, clock = max(changed for _, changed in self.made), self.folder / "clock"
            clock.touch()
            while clock.stat().st_ctime_ns <= newest:
                clock.touch()
        return self.tree


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Where the tree of small notes is."""
    return Prepared(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def tree(prepared: Prepared) -> Path:
    """Six notes of five papers: two venues, three topics, one paper at both venues."""
    return prepared.fresh_tree()


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[Any]:
        """The JSON Lines that it printed."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Done]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs `papernotes` with arguments."""

    def call(*arguments: object) -> Done:
        from papernotes.__main__ import main

        capfd.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = capfd.readouterr()
        return Done(code, printed.out, printed.err)

    return call


@pytest.fixture
def filled(run: Run, tree: Path, home: Path, prepared: Prepared) -> Run:
    """The command line with the small library added."""
    if prepared.home.exists():
        shutil.copytree(prepared.home, home, dirs_exist_ok=True)
    else:
        assert run("add", tree, "--name", "harbour").code == 0
        shutil.copytree(home, prepared.home)
    return run
