"""Fixtures for all tests. No test ever sees the developer's own papernotes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time, so that a red run speaks of the change; PAPERNOTES_HYPOTHESIS=explore tries new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("PAPERNOTES_HYPOTHESIS", "same"))

CORPORA = Path(os.environ.get("PAPERNOTES_CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PAPERNOTES_HOME of the test's own, and an environment without a say in what is printed."""
    folder = tmp_path_factory.mktemp("home")
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
    import tarfile

    folder = tmp_path_factory.mktemp("chinese")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "docs"
