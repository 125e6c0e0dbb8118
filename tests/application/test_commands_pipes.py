"""Commands that take keys from a pipe."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from pond_library import add_pond

from papernotes.__main__ import main


@pytest.fixture(autouse=True)
def pond(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    add_pond(tmp_path)
    main(["mark", "ICLR2024/a_bird", "--star"])
    capsys.readouterr()
    return tmp_path


def pipe(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.mark.parametrize("options", [["--format", "{key}"], ["--json"], []])
def test_what_list_prints_is_marked(
    options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["list", "venue:ICLR2024", *options]) == 0
    pipe(monkeypatch, capsys.readouterr().out + "\n")
    assert main(["mark", "-", "arxiv2025/two_birds", "--read"]) == 0
    assert capsys.readouterr().out == "marked 3 papers read\n"


def test_an_unknown_key_is_named_with_its_line_and_nothing_is_marked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe(monkeypatch, "ICLR2024/adding_fish\n\nICLR2024/adding_fis\n")
    assert main(["mark", "-", "--read"]) == 1
    out, err = capsys.readouterr()
    said = "papernotes: standard input, line 3: there is no entry ICLR2024/adding_fis; did you mean"
    assert out == "" and err.startswith(said)
    assert main(["list", "--json"]) == 0
    assert not any(json.loads(line)["read"] for line in capsys.readouterr().out.splitlines())


def test_an_empty_pipe_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["mark", "-", "--read"], ["show", "-"], ["export", "-", "--format", "csv"]):
        pipe(monkeypatch, " \n")
        assert main(command) == 1
        assert "standard input has no keys" in capsys.readouterr().err


def test_several_papers_are_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = "ICLR2024/a_bird\nICLR2024/adding_fish\nICLR2024/a_bird\n"
    pipe(monkeypatch, keys)
    assert main(["show", "-", "--json"]) == 0
    found = [json.loads(line)["key"] for line in capsys.readouterr().out.splitlines()]
    assert found == ["ICLR2024/a_bird", "ICLR2024/adding_fish"]
    pipe(monkeypatch, keys)
    assert main(["show", "-", "--markdown"]) == 0
    source = capsys.readouterr().out
    assert source.index("# A Bird") < source.index("\n---\n") < source.index("# Adding Fish")
    pipe(monkeypatch, keys)
    assert main(["show", "-", "--plain"]) == 0
    text = capsys.readouterr().out
    assert text.index("It flies.") < text.rindex("─" * 80) < text.index("Two fish and two fish")


def test_keys_are_exported_in_their_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe(monkeypatch, "arxiv2025/two_birds\nICLR2024/a_bird\nICLR2024/adding_fish\n")
    assert main(["export", "-", "--format", "json"]) == 0
    found = [json.loads(line)["key"] for line in capsys.readouterr().out.splitlines()]
    assert found == ["arxiv2025/two_birds", "ICLR2024/a_bird", "ICLR2024/adding_fish"]
    main(["mark", "ICLR2024/adding_fish", "arxiv2025/two_birds", "--list", "Pond life"])
    capsys.readouterr()
    pipe(monkeypatch, "arxiv2025/two_birds\nICLR2024/a_bird\n")
    assert main(["export", "-", "--list", "Pond life", "--format", "json"]) == 0
    assert [json.loads(line)["key"] for line in capsys.readouterr().out.splitlines()] == [
        "arxiv2025/two_birds"
    ]
