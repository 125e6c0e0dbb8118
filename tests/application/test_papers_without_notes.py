"""Papers without a note: from an import, a conference list or a README; and what becomes of them when a note comes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from papernotes.__main__ import main
from papernotes.notes import UNFILED


@pytest.fixture
def shore(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A source with one note."""
    write(tmp_path, "nets", "# Wide Nets\n\n**Authors**: Ann Reed\n**arXiv**: 2501.00002\n\nOf nets.\n")
    assert main(["add", str(tmp_path / "docs")]) == 0
    capsys.readouterr()
    return tmp_path


def write(root: Path, name: str, text: str) -> Path:
    note = root / "docs" / "Bay2025" / "sea" / f"{name}.md"
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(text, "utf-8")
    return note


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> list[str]:
    capsys.readouterr()
    assert main(list(arguments)) == code
    return capsys.readouterr().out.splitlines()


def rows(capsys: pytest.CaptureFixture[str], *query: str) -> dict[str, dict]:
    found = [json.loads(line) for line in run(capsys, "list", "--json", *query)]
    return {row["key"]: row for row in found}


def import_lines(root: Path, text: str, *more: str) -> None:
    (root / "wanted").write_text(text, "utf-8")
    assert main(["import", str(root / "wanted"), "--list", "Later", *more]) == 0


MIXED = """2501.00002
arXiv:2502.17424v2
https://openreview.net/forum?id=AbC
doi:10.1000/Tides
Calm Lamps at Sea
@article{a, title = {Deep {T}ides}, author = {Reed, Ann and Lake, Bo and others}, journal = {Nature Communications}, year = 2024}
@inproceedings{b, title = {Roofs}, author = {Cy Hill}, booktitle = {Proceedings of the 41st International Conference on Machine Learning}, year = {2024}}
"""


def test_what_an_import_does_not_find_is_kept(shore: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_lines(shore, MIXED)
    assert "1 of 7 found, 7 papers; 6 kept without a note" in capsys.readouterr().out
    found = rows(capsys, "list:Later")
    assert list(found) == [
        "Bay2025/nets", f"{UNFILED}/2502.17424", f"{UNFILED}/httpsopenreviewnetforumidabc", f"{UNFILED}/10.1000_tides",
        f"{UNFILED}/calm_lamps_at_sea", "Nature Communications/deep_tides", "ICML2024/roofs",
    ]  # fmt: skip
    assert [row["notes"] for row in found.values()] == [1, 0, 0, 0, 0, 0, 0]
    assert found["Nature Communications/deep_tides"]["year"] == 2024
    assert list(rows(capsys, "is:written")) == list(rows(capsys, "has:note")) == ["Bay2025/nets"]
    assert len(rows(capsys, "is:unwritten")) == len(rows(capsys, "-has:note")) == 6
    assert list(rows(capsys, "author:reed", "-has:note")) == ["Nature Communications/deep_tides"]
    import_lines(shore, MIXED)
    assert "changed nothing\n7 of 7 found, 7 papers\n" in capsys.readouterr().out
    (sources,) = [line for line in run(capsys, "sources") if line.startswith("imported")]
    assert "6 papers without a note" in sources


def test_what_a_paper_without_a_note_shows(shore: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_lines(shore, MIXED)
    shown = "\n".join(run(capsys, "show", "Nature Communications/deep_tides"))
    assert "Ann Reed, Bo Lake, et al." in shown and "This paper has no note in your library yet" in shown
    assert "openreview.net/forum" in "\n".join(run(capsys, "show", f"{UNFILED}/httpsopenreviewnetforumidabc"))
    (fields,) = map(json.loads, run(capsys, "show", "--json", f"{UNFILED}/httpsopenreviewnetforumidabc"))
    assert (fields["url"], fields["note_list"]) == ("https://openreview.net/forum?id=AbC", [])
    assert run(capsys, "show", "--markdown", f"{UNFILED}/2502.17424") == []
    assert any("◌ no note" in line for line in run(capsys, "list", "is:unwritten"))


@pytest.mark.parametrize("form", ["bibtex", "csl-json", "ris", "markdown", "json", "csv"])
def test_papers_without_notes_are_exported_and_imported_again(
    form: str, shore: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_lines(shore, MIXED)
    out = shore / "out"
    assert main(["export", "--list", "Later", "--format", form, "--output", str(out)]) == 0
    text = out.read_text("utf-8")
    for told in ("2502.17424", "10.1000/tides", "AbC", "Calm Lamps at Sea", "Roofs", "Hill"):
        assert told in text
    if form not in ("markdown", "csv"):
        assert main(["import", str(out), "--list", "Again"]) == 0
        assert len(rows(capsys, "list:Again")) == 7


def test_a_title_that_is_an_id_is_flagged_in_bibtex(shore: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_lines(shore, MIXED)
    text = run(capsys, "export", "arxiv:2502.17424", "--format", "bibtex")
    assert text[0] == "% paper2025arxiv: title and author not known"


NOTES = {
    "arxiv": ("# Emergent Things\n\n**arXiv**: 2502.17424\n\nText.\n", f"{UNFILED}/2502.17424"),
    "title": ("# Calm Lamps at Sea\n\n**Authors**: Ann Reed\n\nText.\n", f"{UNFILED}/calm_lamps_at_sea"),
    "doi": ("# Tides of the Bay\n\n**DOI**: 10.1000/TIDES\n\nText.\n", f"{UNFILED}/10.1000_tides"),
    "journal": ("# Deep Tides\n\n**Authors**: Ann Reed\n\nText.\n", "Nature Communications/deep_tides"),
    "page": (
        "# Ropes of Sand\n\n**Paper**: https://openreview.net/pdf?id=AbC\n\nText.\n",
        f"{UNFILED}/httpsopenreviewnetforumidabc",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", NOTES)
def test_a_note_that_comes_is_one_with_its_paper(
    kind: str, shore: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, before = NOTES[kind]
    import_lines(shore, MIXED)
    assert main(["mark", before, "--read", "--star", "--tag", "wanted"]) == 0
    note = write(shore, "new", text)
    assert any(line == "docs: 2 notes, 1 new" for line in run(capsys, "sync"))
    found = rows(capsys, "list:Later")
    assert len(found) == 7
    new = found["Bay2025/new"]
    assert (new["read"], new["starred"], new["notes"]) == (True, True, 1)
    assert list(rows(capsys, "tag:wanted")) == ["Bay2025/new"]
    assert before not in rows(capsys)
    assert run(capsys, "show", before)[0] == new["title"]  # its former key still leads to it
    note.unlink()
    assert any(line == "docs: 1 note, 1 removed" for line in run(capsys, "sync"))
    found = rows(capsys, "list:Later")
    assert (len(found), found[before]["starred"], found[before]["notes"]) == (7, True, 0)


@pytest.mark.parametrize("kind", NOTES)
def test_a_note_of_ones_own_is_one_with_its_paper(
    kind: str, shore: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_lines(shore, MIXED)
    before = NOTES[kind][1]
    assert main(["mark", before, "--star"]) == 0
    assert main(["new", before, "--no-edit"]) == 0
    run(capsys, "sync")
    (row,) = rows(capsys, "is:starred").values()
    assert row["notes"] == 1
    assert len(rows(capsys)) == 7


def test_a_conference_list_has_the_entries_that_no_note_has(
    shore: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shore / "papers.tsv").write_text(
        "venue\ttopic\tslug\ttitle\tarxiv\nBay2025\tsea\tnets\tWide Nets\t2501.00002\n"
        "Bay2025\tsea\t\tCalm Lamps at Sea\t\nCove2025\tsea\t\tWide Nets\t2501.00002\n",
        "utf-8",
    )
    assert run(capsys, "add", str(shore / "papers.tsv"))[0] == "papers: 3 papers without a note, 2 new"
    found = rows(capsys)
    assert {key: row["notes"] for key, row in found.items()} == {
        "Bay2025/nets": 1, "Bay2025/calm_lamps_at_sea": 0, "Cove2025/wide_nets": 1,
    }  # fmt: skip
    assert list(rows(capsys, "is:unwritten")) == ["Bay2025/calm_lamps_at_sea"]
    assert run(capsys, "show", "Cove2025/wide_nets", "--markdown")[-1] == "Of nets."


def test_a_repository_that_is_a_readme(shore: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = shore / "awesome"
    folder.mkdir()
    (folder / "README.md").write_text(
        "# Sea\n\n- [Wide Nets](https://arxiv.org/abs/2501.00002) - Ann Reed et al.\n"
        "- [Calm Lamps](https://arxiv.org/abs/2501.00009) - `ICML 2019`\n",
        "utf-8",
    )
    assert run(capsys, "add", str(folder))[0] == "awesome: 2 papers without a note, 1 new"
    assert {key: row["notes"] for key, row in rows(capsys).items()} == {
        "Bay2025/nets": 1,
        "ICML2019/calm_lamps": 0,
    }


def test_two_hundred_ids_are_a_list_of_two_hundred(shore: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_lines(shore, "".join(f"2503.{number:05}\n" for number in range(200)))
    assert len(rows(capsys, "list:Later")) == 200
    import_lines(shore, "".join(f"https://arxiv.org/abs/2503.{number:05}v2\n" for number in range(200)))
    assert len(rows(capsys)) == 201


def test_a_mixed_list_of_fifty_is_a_list_of_fifty(shore: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(4):
        write(shore, f"note{number}", f"# Known Paper {number}\n\n**arXiv**: 2401.0000{number}\n\nText.\n")
    run(capsys, "sync")
    ids = [f"2402.{number:05}" for number in range(10)] + [
        "https://arxiv.org/abs/2401.00000v2",
        "hep-th/9901001",
    ]
    titles = [f"{number}. On the Tides of Harbour {number}" for number in range(12, 22)] + ["- known paper 1"]
    links = [
        f"[Lanterns of Pier {number}](https://openreview.net/forum?id=pier{number})" for number in range(5)
    ]
    dois = [f"doi:10.1000/mixed.{number}" for number in range(5)]
    bibtex = [
        f"@article{{k{number}, title = {{Deep {{W}}ater {number}}}, author = {{Reed, Ann{number}}}, year = 20{10 + number}}}"
        for number in range(12)
    ] + ["@misc{known, title = {Known Paper 2}, eprint = {2401.00002}, archiveprefix = {arXiv}}"]
    ris = [
        f"TY  - JOUR\nTI  - Reefs of Bay {number}\nDO  - 10.1000/reef{number}\nER  - \n"
        for number in range(4)
    ]
    mixed = [*ids, *bibtex[:6], *titles, *dois, *bibtex[6:], *links]
    assert len([*mixed, *ris]) == 50
    import_lines(shore, "\n".join(mixed[:20] + ris + mixed[20:]) + "\n")
    out, err = capsys.readouterr()
    assert "3 of 50 found, 50 papers; 47 kept without a note" in out
    assert "not in the library" not in err
    found = rows(capsys, "list:Later")
    assert len(found) == 50
    assert sum(row["notes"] for row in found.values()) == 3
    assert run(capsys, "export", "--list", "Later", "--format", "bibtex")
    import_lines(shore, "\n".join(mixed) + "\n")
    assert len(rows(capsys)) == 52  # and the two notes that the list does not name


def test_a_binary_file_is_named(shore: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shore / "paper.pdf").write_bytes(b"%PDF-1.7\n\x00\x01\x02")
    assert main(["import", str(shore / "paper.pdf"), "--list", "Later"]) == 1
    assert f"{shore / 'paper.pdf'} is a binary file (a PDF file), not text" in capsys.readouterr().err


def test_a_title_that_is_told_later_takes_the_place_of_an_id(
    shore: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_lines(shore, "2502.17424\n")
    import_lines(shore, "@misc{a, title = {Emergent Things}, author = {Cy Hill}, eprint = {2502.17424}}\n")
    (row,) = rows(capsys, "list:Later").values()
    assert (row["title"], row["notes"]) == ("Emergent Things", 0)


def test_namesakes_by_other_people_are_two_papers(shore: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_lines(shore, "@misc{a, title = {Wide Nets}, author = {Cy Hill and Bo Lake}, year = 2024}\n")
    assert list(rows(capsys, "list:Later")) == [f"{UNFILED}/wide_nets"]
    assert len(rows(capsys)) == 2


def test_an_own_paper_takes_the_place_of_the_sample(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = rows(capsys)
    title = next(iter(sample.values()))["title"]
    import_lines(tmp_path, f"{title}\n2509.17424\n")
    assert {row["title"] for row in rows(capsys).values()} == {title, "arXiv:2509.17424"}


def test_a_source_of_imported_papers_can_be_removed(
    shore: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_lines(shore, "2502.17424\n")
    assert main(["remove", "imported"]) == 0
    assert list(rows(capsys)) == ["Bay2025/nets"]
    import_lines(shore, "2502.17425\n")
    assert len(rows(capsys, "list:Later")) == 2  # the file has stayed, with what was in it
    (home / "data" / "imported.tsv").write_text("nonsense\n", "utf-8")
    assert main(["import", str(shore / "wanted"), "--list", "Later"]) == 0
    (shore / "wanted").write_text("2502.17426\n")
    assert main(["import", str(shore / "wanted"), "--list", "Later"]) == 1
    assert "imported.tsv:1: expected the names of the columns" in capsys.readouterr().err


def test_a_file_of_imported_papers_in_another_encoding_stays_as_it_is(
    shore: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_lines(shore, "2502.17424\n")
    file = home / "data" / "imported.tsv"
    edited = file.read_bytes() + "Über Netze\tJürgen Möwe;\n".encode("latin-1")
    file.write_bytes(edited)
    (shore / "wanted").write_text("2502.17425\n")
    assert main(["import", str(shore / "wanted"), "--list", "Later"]) == 1
    assert "imported.tsv cannot be read: " in (told := capsys.readouterr().err) and "UTF-8" in told
    assert file.read_bytes() == edited


def test_a_heading_is_no_paper(shore: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_lines(shore, "Introduction\nCalm Lamps at Sea\n")
    assert "wanted:1: not in the library: Introduction" in capsys.readouterr().err
    assert len(rows(capsys)) == 2


def test_a_paper_of_a_list_can_be_split_from_a_note(shore: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_lines(shore, "Calm Lamps\n")
    write(shore, "lamps", "# Calm Lamps\n\n**Authors**: Cy Hill\n\nText.\n")
    run(capsys, "sync")
    assert set(rows(capsys)) == {"Bay2025/nets", "Bay2025/lamps"}
    assert main(["split", f"{UNFILED}/calm_lamps"]) == 0
    assert len(rows(capsys)) == 3


def test_papers_of_titles_that_tell_nothing_are_kept_by_their_authors(
    shore: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "@book{a, title = {Design and Analysis of Experiments}, author = {Reed, Ann}, year = 1984}\n"
        "@book{b, title = {Design and Analysis of Experiments}, author = {Lake, Bo}, year = 1999}\n"
    )
    for said in ("0 of 2 found, 2 papers; 2 kept without a note", "2 of 2 found, 2 papers"):
        import_lines(shore, text)
        assert said in capsys.readouterr().out
    assert [row["authors"] for row in rows(capsys, "list:Later").values()] == [["Ann Reed"], ["Bo Lake"]]


@pytest.mark.parametrize(
    "id_",
    [
        "cs.LG/0701002",
        "10.1000/1-2(1963)020<0130:DNF>2.0.CO;2",
        "10.1000/(SICI)1-2(1998)17:15/16<1661::AID-S>3.0.CO;2-2",
    ],
)
def test_papers_of_older_kinds_of_ids_are_kept(
    id_: str, shore: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        import_lines(shore, f"{id_}\n10.1000/1-2(1963)020<0448:TMOV>2.0.CO;2\n")
    assert "2 of 2 found, 2 papers" in capsys.readouterr().out
    assert len(rows(capsys, "list:Later")) == 2
