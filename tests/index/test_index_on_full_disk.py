"""A disk that fills up while other processes help to build an index."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from papernotes.index.build.workers import BuildWorkers
from papernotes.notes.model import Section


class FullLoader:
    """Entries whose texts cannot be read."""

    def keys(self) -> list[str]:
        return ["a/b"]

    def heads(self, keys: Sequence[str]) -> Iterator[object]:
        return iter(())

    def bodies(self, keys: Sequence[str]) -> Iterator[tuple[str, Sequence[Section]]]:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_what_ends_a_helper_is_told_as_what_it_is(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    workers = BuildWorkers(FullLoader(), [["a/b"]], tmp_path)  # type: ignore[arg-type]
    with pytest.raises(OSError, match="No space left") as raised:
        workers.wait(lambda: None)
    assert raised.value.errno == errno.ENOSPC
    workers.stop()
    assert "Traceback" not in capfd.readouterr().err
