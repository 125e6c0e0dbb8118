"""Earlier queries on disk, and the way through them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from papernotes.query_history import (
    MAXIMUM_FILE_BYTES,
    MAXIMUM_TEXT_CHARACTERS,
    MAXIMUM_TEXTS,
    add_text,
    read_texts,
    walk,
    with_text,
)


def test_what_was_added_is_read_with_the_newest_last_and_each_once(tmp_path: Path) -> None:
    file = tmp_path / "data" / "queries"
    for query in ("lamp", "水印 title:fog", "lamp"):
        add_text(file, query)
    assert read_texts(file) == ["水印 title:fog", "lamp"]
    assert file.read_text("utf-8").splitlines() == ["lamp", "水印 title:fog", "lamp"]


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b"", []), (b"\n\n  \n", []), (b"lamp", ["lamp"]), (b"lamp\r\nfog\r\n", ["lamp", "fog"]),
        (b"\x00\x00\x00\nlamp\n", ["lamp"]), (b"la\x1b[31mmp\n", ["lamp"]), (b"\xff\xfe lamp\n", ["\ufffd\ufffd lamp"]),
        (b"x" * (MAXIMUM_TEXT_CHARACTERS + 1) + b"\nlamp\n", ["lamp"]),
    ],
)  # fmt: skip
def test_what_a_crash_or_another_program_left_is_passed_over(
    tmp_path: Path, data: bytes, texts: list[str]
) -> None:
    file = tmp_path / "queries"
    file.write_bytes(data)
    assert read_texts(file) == texts


def test_a_torn_last_line_does_not_swallow_the_next(tmp_path: Path) -> None:
    file = tmp_path / "queries"
    file.write_bytes(b"lamp\nfo")
    add_text(file, "bell")
    assert read_texts(file) == ["lamp", "fo", "bell"]


def test_a_file_that_is_none_holds_nothing(tmp_path: Path) -> None:
    assert read_texts(tmp_path / "absent") == []
    assert read_texts(tmp_path) == []


def test_the_file_and_what_is_known_of_it_stay_small(tmp_path: Path) -> None:
    file = tmp_path / "queries"
    line = b"y" * (MAXIMUM_TEXT_CHARACTERS - 10)
    file.write_bytes(
        b"".join(b"%d %b\n" % (number, line) for number in range(MAXIMUM_FILE_BYTES // len(line) + 10))
    )
    add_text(file, "lamp")
    assert file.stat().st_size <= MAXIMUM_FILE_BYTES
    assert read_texts(file)[-1] == "lamp"
    several = [str(number) for number in range(MAXIMUM_TEXTS + 5)]
    assert with_text(several, " lamp ") == [*several[6:], "lamp"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OSError, match="denied"):
        add_text(tmp_path / "queries", "lamp")


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(OSError, match=r"exists|directory"):
        add_text(tmp_path / "data" / "queries", "lamp")


def test_the_way_goes_back_and_comes_forward_again_to_what_was_being_typed() -> None:
    way = walk(["lamp oil", "fog", "lamp"], "la", "la")
    assert [way.step(steps).text for steps in (0, 1, 2, 3)] == ["la", "lamp", "lamp oil", "lamp oil"]
    assert way.step(2).step(-1).text == "lamp"
    assert way.step(1).step(-5).text == "la"


def test_all_are_on_the_way_where_nothing_was_typed_but_not_what_stands_there() -> None:
    way = walk(["lamp oil", "fog", "lamp"], "lamp", "")
    assert way.stops == ("lamp", "fog", "lamp oil")
