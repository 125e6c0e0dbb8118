"""Fixtures of the index's tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from make_entries import LIBRARY, Loader

from index import Index


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The small library, indexed. Tests only read it."""
    folder = tmp_path_factory.mktemp("library") / "index"
    Index.build(folder, Loader(LIBRARY))
    return Index.open(folder)
