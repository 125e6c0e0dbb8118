"""Imported papers without a note go along with the reading state: an import on one device is a list on all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from papernotes.__main__ import main
from papernotes.config.paths import find_paths
from papernotes.reading import ReadingStore

Run = Callable[..., list[str]]
DEVICES = ("laptop", "desk", "phone")
IDS = [f"25{month:02}.{number:05}" for month in (1, 2) for number in range(1, 16)]
MIXED = """Calm Lamps at Sea
https://openreview.net/forum?id=AbC
@article{a, title = {Deep Tides}, author = {Reed, Ann and Lake, Bo}, journal = {Nature}, year = 2024}
"""


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a device; returns the lines of its output."""

    def run(device: str, *arguments: str, code: int = 0) -> list[str]:
        monkeypatch.setenv("PAPERNOTES_HOME", str(tmp_path / device))
        capsys.readouterr()
        assert main(list(arguments)) == code
        return capsys.readouterr().out.splitlines()

    (tmp_path / "exchange").mkdir()
    return run


@pytest.fixture
def exchange(at: Run, tmp_path: Path) -> Callable[..., list[str]]:
    """Syncs the states of devices through a folder, in this order."""
    return lambda *devices: [
        line for device in devices for line in at(device, "state", "sync", str(tmp_path / "exchange"))
    ]


def listed(at: Run, device: str) -> list[str]:
    rows = map(json.loads, at(device, "list", "--json", "list:Later"))
    return sorted(row["key"] for row in rows)


def kept(root: Path, device: str) -> list[str]:
    """The rows that a device keeps, without the header."""
    return sorted((root / device / "data" / "imported.tsv").read_text("utf-8").splitlines()[1:])


def test_an_import_on_one_device_is_a_list_on_three(at: Run, exchange, tmp_path: Path) -> None:
    wanted = tmp_path / "wanted"
    wanted.write_text("\n".join([*IDS, MIXED]), "utf-8")
    at("laptop", "import", str(wanted), "--list", "Later")
    said = exchange("laptop", "desk")
    assert said[-1] == "imported: 33 papers without a note"
    assert listed(at, "desk") == listed(at, "laptop")
    assert len(listed(at, "desk")) == 33

    wanted.write_text(f"Calm Lamps at Sea\n{IDS[0]}\n2503.00001\n", "utf-8")  # two of which are known
    at("desk", "import", str(wanted), "--list", "Later")
    at("phone", "import", str(wanted), "--list", "Later")  # which has heard of none
    exchange("phone", "desk", "laptop", "phone")
    for device in DEVICES:
        assert len(listed(at, device)) == 34
        assert len(kept(tmp_path, device)) == len(set(kept(tmp_path, device)))
        assert kept(tmp_path, device) == kept(tmp_path, "laptop")
    assert exchange(*DEVICES) == ["0 received, 0 sent"] * 3


def test_what_is_edited_in_the_file_is_edited_everywhere(at: Run, exchange, tmp_path: Path) -> None:
    wanted = tmp_path / "wanted"
    wanted.write_text(MIXED, "utf-8")
    at("laptop", "import", str(wanted), "--list", "Later")
    exchange("laptop", "desk")
    file = tmp_path / "desk" / "data" / "imported.tsv"
    lines = file.read_text("utf-8").replace("Lake, Bo", "Lakes, Bo").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "Calm" not in line), "utf-8")
    at("desk", "sync")
    exchange("desk", "laptop", "phone")
    for device in DEVICES:
        assert [row.split("\t")[:2] for row in kept(tmp_path, device)] == [
            ["", ""],
            ["Deep Tides", "Reed, Ann; Lakes, Bo;"],
        ]
    wanted.write_text("Calm Lamps at Sea\n", "utf-8")  # wanted after all
    at("phone", "import", str(wanted), "--list", "Later")
    exchange("phone", *DEVICES)
    assert len(kept(tmp_path, "desk")) == len(listed(at, "desk")) == 3


def test_a_file_that_is_lost_takes_nothing_from_others(at: Run, exchange, tmp_path: Path) -> None:
    wanted = tmp_path / "wanted"
    wanted.write_text(MIXED, "utf-8")
    at("laptop", "import", str(wanted), "--list", "Later")
    rows = kept(tmp_path, "laptop")
    (tmp_path / "laptop" / "data" / "imported.tsv").unlink()
    at("laptop", "sync")
    assert kept(tmp_path, "laptop") == rows
    exchange("laptop", "desk")
    assert kept(tmp_path, "desk") == rows


def test_an_export_has_what_was_imported_before_it_went_along(at: Run, tmp_path: Path) -> None:
    wanted, state = tmp_path / "wanted", tmp_path / "state.jsonl"
    wanted.write_text(MIXED, "utf-8")
    at("laptop", "import", str(wanted), "--list", "Later")
    with (tmp_path / "laptop" / "data" / "imported.tsv").open("a", encoding="utf-8") as file:
        file.write("Wide Nets\tAnn Reed;\t\t2023\t\t\t\n")
    at("laptop", "state", "export", str(state))
    at("desk", "state", "import", str(state))
    assert kept(tmp_path, "desk") == kept(tmp_path, "laptop")
    assert at("desk", "state", "merge", str(state)) == [
        f"{len(state.read_text().splitlines())} events read, 0 new"
    ]


def test_a_file_that_cannot_be_read_is_told(
    at: Run, exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = tmp_path / "wanted"
    wanted.write_text(MIXED, "utf-8")
    at("laptop", "import", str(wanted), "--list", "Later")
    exchange("laptop")
    file = tmp_path / "desk" / "data" / "imported.tsv"
    file.parent.mkdir(parents=True)
    file.write_text("name\tyear\nWide Nets\t2020\n", "utf-8")
    monkeypatch.setenv("PAPERNOTES_HOME", str(tmp_path / "desk"))
    capsys.readouterr()
    assert main(["state", "sync", str(tmp_path / "exchange")]) == 0
    told = capsys.readouterr()
    assert "received" in told.out
    assert "imported.tsv:1: expected the names of the columns" in told.err
    assert file.read_text("utf-8").startswith("name\tyear\n")
    file.unlink()
    at("desk", "sync")
    assert len(listed(at, "desk")) == 3


def test_rows_of_any_length_and_letters_go_along(at: Run, exchange, tmp_path: Path) -> None:
    authors = " ".join(f"Ann{number} Reed;" for number in range(3_000))
    row = f"Nets\u0378 at Sea \U0001f41f\t{authors}\t\t2023\t\t10.1000/nets\t"
    file = tmp_path / "laptop" / "data" / "imported.tsv"
    file.parent.mkdir(parents=True)
    file.write_text(f"title\tauthors\tvenue\tyear\tarxiv\tdoi\turl\n{row}\n", "utf-8")
    at("laptop", "sources")
    exchange("laptop", "desk")
    assert kept(tmp_path, "desk") == kept(tmp_path, "laptop") == [row]
    with ReadingStore.open(find_paths().data) as reading:
        assert reading.check() == []
