"""Exports that are kept up to date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bibliographies import read_bibtex
from pond_library import add_pond

from papernotes.__main__ import main
from papernotes.config.kept_exports import read_kept_exports
from papernotes.errors import UserError


@pytest.fixture(autouse=True)
def pond(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    add_pond(tmp_path)
    main(["mark", "ICLR2024/a_bird", "--star"])
    capsys.readouterr()
    return tmp_path


def titles(file: Path) -> list[str]:
    return sorted(record["title"] for record in read_bibtex(file.read_text(encoding="utf-8")))


def keep(file: Path, *what: str) -> None:
    assert main(["export", *what, "--format", "bibtex", "--output", str(file), "--keep"]) == 0


def test_a_kept_export_follows_marks_lists_and_notes(pond: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pond)
    keep(Path("starred.bib"), "is:starred")
    main(["mark", "ICLR2024/a_bird", "--list", "Pond life"])
    keep(pond / "life.bib", "--list", "Pond life")
    assert titles(pond / "starred.bib") == ["A Bird"]
    monkeypatch.chdir("/")
    main(["mark", "ICLR2024/adding_fish", "--star", "--list", "Pond life"])
    assert titles(pond / "starred.bib") == titles(pond / "life.bib") == ["A Bird", "Adding Fish"]
    main(["undo"])
    assert titles(pond / "starred.bib") == titles(pond / "life.bib") == ["A Bird"]
    note = pond / "docs" / "ICLR2024" / "birds" / "a_bird.md"
    note.write_text(note.read_text(encoding="utf-8").replace("# A Bird", "# A Late Bird"), encoding="utf-8")
    main(["sync"])
    assert titles(pond / "starred.bib") == titles(pond / "life.bib") == ["A Late Bird"]
    (pond / "life.bib").unlink()
    main(["mark", "ICLR2024/a_bird", "--read"])
    assert (pond / "life.bib").exists()


def test_what_did_not_change_is_not_written(pond: Path) -> None:
    file = pond / "starred.bib"
    keep(file, "is:starred")
    main(["mark", "ICLR2024/adding_fish", "--star"])
    file.write_text("mine", encoding="utf-8")
    main(["mark", "ICLR2024/adding_fish", "--star"])  # it is already
    assert file.read_text(encoding="utf-8") == "mine"
    assert main(["exports", "--renew"]) == 0
    assert titles(file) == ["A Bird", "Adding Fish"]


def test_kept_exports_are_listed_and_forgotten(pond: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(pond / "a.bib", "is:starred")
    keep(pond / "b.bib")
    keep(pond / "a.bib", "fish")  # in place of the first
    capsys.readouterr()
    assert main(["exports", "--json"]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"file": str(pond / "b.bib"), "format": "bibtex", "query": "", "list": "", "view": ""},
        {"file": str(pond / "a.bib"), "format": "bibtex", "query": "fish", "list": "", "view": ""},
    ]
    assert main(["exports", "--forget", str(pond / "b.bib")]) == 0
    before = (pond / "b.bib").read_bytes()
    main(["mark", "ICLR2024/a_bird", "--read"])
    assert (pond / "b.bib").read_bytes() == before
    capsys.readouterr()
    assert main(["exports"]) == 0
    assert capsys.readouterr().out == f"{pond / 'a.bib'}  bibtex  fish\n"
    assert main(["exports", "--forget", str(pond / "b.bib")]) == 1
    assert f"there are: {pond / 'a.bib'}" in capsys.readouterr().err


def test_one_that_cannot_be_written_is_told_and_stops_no_other(
    pond: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pond / "away").mkdir()
    keep(pond / "away" / "a.bib", "is:starred")
    keep(pond / "b.bib", "is:starred")
    (pond / "away" / "a.bib").unlink()
    (pond / "away").rmdir()
    capsys.readouterr()
    assert main(["mark", "ICLR2024/adding_fish", "--star"]) == 0
    out, err = capsys.readouterr()
    assert out == "starred 1 paper\n"
    assert err.startswith(f"papernotes: the kept export to {pond / 'away' / 'a.bib'}: cannot write")
    assert titles(pond / "b.bib") == ["A Bird", "Adding Fish"]
    assert main(["exports", "--renew"]) == 1
    (pond / "away").mkdir()
    main(["mark", "ICLR2024/a_bird", "--read"])
    assert titles(pond / "away" / "a.bib") == ["A Bird", "Adding Fish"]


@pytest.mark.parametrize("arguments", [[], ["--output", "-"], ["-", "--output", "{tmp}/x.bib"]])
def test_what_cannot_be_kept(arguments: list[str], pond: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled = [argument.format(tmp=pond) for argument in arguments]
    assert main(["export", *filled, "--format", "bibtex", "--keep"]) == 2
    assert "--keep: give a file with --output" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exports:\n- file: /a\n  formt: csv\n", ":2: an export has no formt; did you mean format?"),
        ("exports:\n- file: a.bib\n  format: csv\n", ":2: a.bib must be an absolute path"),
        ("exports:\n- file: /a\n", ":2: expected an export"),
        ("exports:\n- {file: /a, format: csv, ? [query] : x}\n", ":2: expected an export"),
        ("- x\n", ":1: expected `exports:` and under it a list of exports"),
        ("exports: [\n", ": not YAML"),
    ],
)
def test_mistakes_in_the_file_are_told_by_line(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "exports.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as mistake:
        read_kept_exports(path)
    assert said in str(mistake.value)
