"""export and import on the command line."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from bibliographies import read_bibtex
from pond_library import add_pond

from papernotes.__main__ import main
from papernotes.exports import FORMATS


@pytest.fixture(autouse=True)
def pond(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    add_pond(tmp_path)
    assert main(["sync"]) == 0
    capsys.readouterr()
    return tmp_path


def records(text: str) -> dict[str, dict[str, str]]:
    return {record["ID"]: record for record in read_bibtex(text)}


def test_a_paper_that_two_venues_list_is_cited_once_as_published(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--format", "bibtex"]) == 0
    out, err = capsys.readouterr()
    found = records(out)
    assert list(found) == ["iclr2024bird", "trout2024adding", "trout2025counting", "arxiv2025two"]
    assert found["trout2025counting"]["ENTRYTYPE"] == "inproceedings"
    assert found["arxiv2025two"]["url"] == "https://openreview.net/forum?id=twobirds"
    assert "% iclr2024bird: author not known\n" in out
    assert err == "papernotes: 4 entries for 5: a paper that several venues list is written once\n"


def test_a_preprint_that_is_asked_for_is_cited_as_published_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "venue:arxiv2025", "counting", "--format", "bibtex"]) == 0
    (record,) = records(capsys.readouterr().out).values()
    assert record["ENTRYTYPE"] == "inproceedings" and record["author"] == "Ada Trout and Ben van der Pike"


def test_a_bibliography_collected_piece_by_piece_never_cites_the_wrong_paper(
    pond: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, author in (("one", "Ann Pike"), ("two", "John Pike"), ("three", "Eve Pike")):
        note = pond / "docs" / "ICML2025" / "fish" / f"{name}.md"
        note.write_text(f"# Still Waters {name}\n\n**Authors**: {author}\n\nText.\n", encoding="utf-8")
    main(["sync"])
    capsys.readouterr()

    def key(query: str) -> str:
        assert main(["export", query, "--format", "bibtex"]) == 0
        (record,) = records(capsys.readouterr().out).values()
        return record["ID"]

    assert [key('"waters two"'), key('"waters one"')] == ["pike2025still", "pike2025stilla"]
    assert main(["export", "waters", "--format", "csl-json"]) == 0
    items = json.loads(capsys.readouterr().out)
    assert {item["title"][13:]: item["id"] for item in items} == {
        "two": "pike2025still", "one": "pike2025stilla", "three": "pike2025stillb",
    }  # fmt: skip
    (home / "config" / "config.yaml").write_text("citation_key: '{author}{words}{year}'\n", encoding="utf-8")
    assert [key('"waters one"'), key("bird flies")] == ["pike2025stilla", "iclrBird2024"]


def test_what_was_cited_is_not_counted_as_marked(capsys: pytest.CaptureFixture[str]) -> None:
    main(["mark", "ICLR2024/a_bird", "--star"])
    main(["export", "--format", "bibtex"])
    capsys.readouterr()
    main(["doctor", "--json"])
    assert json.loads(capsys.readouterr().out)["counts"]["marked"] == 1


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_on_standard_output_and_into_a_file(
    name: str, pond: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "fish", "--format", name]) == 0
    out = capsys.readouterr().out
    assert "Counting Fish" in out or "Counting {Fish" in out or "{LLMs}" in out
    assert main(["export", "fish", "--format", name, "--output", str(pond / "out")]) == 0
    assert (pond / "out").read_text(encoding="utf-8") == out
    assert capsys.readouterr().err.endswith(f" → {pond / 'out'}\n")


def test_json_is_what_list_prints(capsys: pytest.CaptureFixture[str]) -> None:
    main(["mark", "ICLR2024/a_bird", "--read", "--star"])
    capsys.readouterr()
    assert main(["list", "--json"]) == 0
    listed = capsys.readouterr().out
    assert main(["export", "--format", "json"]) == 0
    assert capsys.readouterr().out == listed


def test_a_list_is_exported_in_its_order_with_the_readers_remarks(
    pond: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["mark", "arxiv2025/two_birds", "ICLR2024/adding_fish", "ICLR2024/a_bird", "--list", "Pond life"])
    (home / "data" / "remarks" / "ICLR2024").mkdir(parents=True)
    (home / "data" / "remarks" / "ICLR2024" / "adding_fish.md").write_text("Read *again*.")
    (pond / "docs" / "ICLR2024" / "birds" / "a_bird.md").unlink()
    main(["sync"])
    capsys.readouterr()
    assert main(["export", "--list", "pond  LIFE", "--format", "csv"]) == 0
    out, err = capsys.readouterr()
    assert [line.split(",")[0] for line in out.splitlines()] == [
        "key", "arxiv2025/two_birds", "ICLR2024/adding_fish",
    ]  # fmt: skip
    assert out.rstrip().endswith("Read *again*.")
    assert err == "papernotes: not in the library, and left out: title:a bird\n"
    assert main(["export", "fish", "--list", "Pond life", "--format", "markdown"]) == 0
    digest = capsys.readouterr().out
    assert "### Adding Fish" in digest and "> Read *again*." in digest and "Two Birds" not in digest


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--format", "word"], 2, "--format word: give one of bibtex, csl-json, ris, markdown, json, csv"),
        (["--format", "csv", "--list", "nowhere"], 1, "there is no list 'nowhere'; there are: to read"),
        (["--format", "csv", "--output", "{tmp}/absent/out.csv"], 1, "there is no folder {tmp}/absent"),
        (["--format", "csv", "--output", "{tmp}"], 1, "cannot write {tmp}: it is not a file"),
    ],
)
def test_what_cannot_be_exported(
    arguments: list[str], code: int, said: str, pond: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [argument.format(tmp=pond) for argument in arguments]
    assert main(["export", *filled]) == code
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert said.format(tmp=pond) in err


def test_a_format_must_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["export"])
    assert left.value.code == 2
    assert "--format" in capsys.readouterr().err


def test_a_file_behind_a_link_is_replaced_and_the_link_stays(pond: Path) -> None:
    (pond / "real.bib").write_text("old")
    (pond / "link.bib").symlink_to(pond / "real.bib")
    assert main(["export", "--format", "bibtex", "--output", str(pond / "link.bib")]) == 0
    assert (pond / "link.bib").is_symlink()
    assert (pond / "real.bib").read_text(encoding="utf-8").startswith("% iclr2024bird")
    assert not [file for file in pond.iterdir() if file.name.startswith(".")]


def test_nothing_found_and_a_mistake_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    main(["index"])
    capsys.readouterr()
    assert main(["export", "(fish", "--format", "bibtex"]) == 1
    assert capsys.readouterr() == ("", "papernotes: query '(fish', column 1: This ( is never closed\n")
    assert main(["export", "nosuchword", "--format", "bibtex"]) == 0
    assert capsys.readouterr() == ("", "papernotes: 0 entries\n")


# Import


def listed(name: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert main(["export", "--list", name, "--format", "json"]) == 0
    return [json.loads(line)["key"] for line in capsys.readouterr().out.splitlines()]


def test_ids_urls_and_titles_are_put_on_a_list_in_order(
    pond: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pond / "wanted.txt").write_text(
        "# my fish\n- two birds\nhttps://doi.org/10.1000/ADDING\n2402.00002v3\nno such paper\n"
        "http://openreview.net/forum?id=twobirds/\nhttps://example.org/else\n",
        encoding="utf-8",
    )
    assert main(["import", str(pond / "wanted.txt"), "--list", "Pond life", "--known"]) == 0
    out, err = capsys.readouterr()
    assert out == "put 3 papers on the new list “Pond life”\n4 of 6 found, 3 papers\n"
    assert err.splitlines() == [
        f"papernotes: {pond / 'wanted.txt'}:5: not in the library: no such paper",
        f"papernotes: {pond / 'wanted.txt'}:7: not in the library: https://example.org/else",
    ]
    assert listed("Pond life", capsys) == ["arxiv2025/two_birds", "ICLR2024/adding_fish", "ICLR2024/a_bird"]
    assert main(["import", str(pond / "wanted.txt"), "--list", "Pond life", "--known"]) == 0
    assert "changed nothing\n4 of 6 found" in capsys.readouterr().out


def test_what_cannot_be_read_is_named_with_its_line(pond: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pond / "mixed.bib").write_text(
        "2402.00002\n@misc{a, eprint = {arXiv:2501.00001v2}}\n@misc{b title = {Two Birds}}\nAdding Fish\n@misc{c, year = 2020}\n",
        encoding="utf-8",
    )
    assert main(["import", str(pond / "mixed.bib"), "--list", "Pond life"]) == 0
    out, err = capsys.readouterr()
    assert out.endswith("3 of 5 found, 3 papers; 2 could not be read\n")
    first, second = err.splitlines()
    assert first.startswith(f"papernotes: {pond / 'mixed.bib'}:3: this entry cannot be read (")
    assert second.startswith(
        f"papernotes: {pond / 'mixed.bib'}:5: names no title, arXiv id, DOI or address: @misc{{c"
    )


@pytest.mark.parametrize("form", ["bibtex", "csl-json", "ris", "json"])
def test_what_was_exported_is_imported_again(
    form: str, pond: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--format", form, "--output", str(pond / "all")]) == 0
    assert main(["import", str(pond / "all"), "--list", "again"]) == 0
    assert ", 4 papers" in capsys.readouterr().out
    assert len(listed("again", capsys)) == 5


def standard_input(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    standard_input(monkeypatch, "arXiv:2501.00001\n")
    assert main(["import", "-", "--list", "x"]) == 0
    assert len(listed("x", capsys)) == 2  # both entries of the paper


def test_the_address_of_a_pdf_names_the_paper(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    standard_input(monkeypatch, "https://openreview.net/pdf?id=twobirds\n")
    assert main(["import", "-", "--list", "x"]) == 0
    assert listed("x", capsys) == ["arxiv2025/two_birds"]


def test_nothing_that_is_there(
    monkeypatch: pytest.MonkeyPatch, pond: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    standard_input(monkeypatch, "unheard of \x1b[31m\n")
    assert main(["import", "-", "--list", "x", "--known"]) == 1
    out, err = capsys.readouterr()
    assert out == "0 of 1 found, 0 papers\n"
    assert err == "papernotes: standard input:1: not in the library: unheard of\n"
    assert main(["export", "--format", "csv", "--list", "x"]) == 1  # no list was made


@pytest.mark.parametrize(
    ("text", "name", "code", "said"),
    [
        (None, "x", 1, "No such file"),
        ("# only a comment\n", "x", 1, "names no papers"),
        ("Two Birds\n", " \n", 2, "a list needs a name"),
    ],
)
def test_what_cannot_be_imported(
    text: str | None, name: str, code: int, said: str, pond: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (pond / "wanted").write_text(text)
    assert main(["import", str(pond / "wanted"), "--list", name]) == code
    assert said in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_rights(pond: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pond / "shut").mkdir(mode=0o500)
    assert main(["export", "--format", "csv", "--output", str(pond / "shut" / "out")]) == 1
    assert "Permission denied" in capsys.readouterr().err
