"""Fixtures of the index's tests."""

from __future__ import annotations

import pytest
from make_entries import LIBRARY, Loader

from papernotes.index import Index


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The small library, indexed. Tests only read it."""
    folder = tmp_path_factory.mktemp("library") / "index"
    Index.build(folder, Loader(LIBRARY))
    return Index.open(folder)
