"""Lists of papers without notes: tables, as conferences publish them, and Markdown lists, as READMEs are."""

from __future__ import annotations

import gzip
import lzma

import pytest

from papernotes.notes import read_document
from papernotes.notes.catalogue.identity import NoteIdentity, group
from papernotes.notes.model import UNFILED, Note

CONFERENCE = (
    "venue\ttopic\ttopic_name\ticon\tslug\ttitle\tbadges\tarxiv\tcode\n"
    "Bay2025\tsea_life\tSea Life\t🐟\tcalm_lamps\tCalm Lamps\t🎤 Oral\t2501.00001\thttps://github.com/reed/lamps\n"
    'Bay2025\tsea_life\tSea Life\t🐟\t\tThe "Wide" Nets, and $x^2$\t\t\t\n'
)


def papers(text: str | bytes, path: str = "list.tsv", *, alone: bool = True) -> list[Note]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_document(data, path, alone=alone).notes)


def test_a_conference_list() -> None:
    contents = read_document(CONFERENCE.encode(), "list.tsv", alone=True)
    lamps, nets = contents.notes
    assert (lamps.title, lamps.venue.slug, lamps.slug, lamps.arxiv) == (
        "Calm Lamps",
        "Bay2025",
        "calm_lamps",
        "2501.00001",
    )
    assert (lamps.topic.slug, lamps.award, lamps.code) == (
        "sea_life",
        "Oral",
        "https://github.com/reed/lamps",
    )
    assert (nets.title, nets.slug, nets.year) == ('The "Wide" Nets, and $x^2$', "the_wide_nets_and_x2", 2025)
    assert not (lamps.written or nets.written)
    assert [(topic.name, topic.icon) for topic in contents.topics] == [("Sea Life", "🐟")]


@pytest.mark.parametrize(("pack", "ending"), [(lzma.compress, "xz"), (gzip.compress, "gz")])
def test_a_packed_list(pack, ending: str) -> None:
    assert len(papers(pack(CONFERENCE.encode()), f"list.tsv.{ending}")) == 2
    broken = read_document(pack(CONFERENCE.encode())[:4] + b"x" * 40, f"list.tsv.{ending}", alone=True)
    assert not broken.notes and "cannot be unpacked" in broken.problems[0][1]


def test_a_packed_list_that_is_too_large() -> None:
    contents = read_document(gzip.compress(bytes(1 << 27), 1), "list.tsv.gz", alone=True)
    assert "is larger than" in contents.problems[0][1]


def test_a_table_with_commas_quotes_and_other_names() -> None:
    text = (
        "Paper title,Authors,Year,Journal,DOI,URL\r\n"
        '"Lamps, Nets and Tides","Reed, Ann; Lake, Bo; et al.",2024,Nature Communications,10.1000/AbC,\r\n'
        ",,,,,https://openreview.net/forum?id=AbC\r\n"
        ",Nobody,2024,,,\r\n"
    )
    contents = read_document(text.encode(), "list.csv", alone=True)
    lamps, address = contents.notes
    assert lamps.authors == ("Ann Reed", "Bo Lake", "et al.")
    assert (lamps.title, lamps.venue.slug, lamps.year) == (
        "Lamps, Nets and Tides",
        "Nature Communications",
        2024,
    )
    assert address.title == address.paper_url == "https://openreview.net/forum?id=AbC"
    assert [line for line, _ in contents.problems] == [4]


@pytest.mark.parametrize(
    ("row", "title", "slug"),
    [
        ("\t2501.00001v2\t", "arXiv:2501.00001", "2501.00001"),
        ("\tcs/0112017\t", "arXiv:cs/0112017", "cs_0112017"),
        ("\t\t10.1000/AbC", "doi:10.1000/AbC", "10.1000_AbC"),
    ],
)
def test_a_paper_of_which_only_an_id_is_known(row: str, title: str, slug: str) -> None:
    (note,) = papers(f"title\tarxiv\tdoi\n{row}\n")
    assert (note.title, note.slug) == (title, slug)


@pytest.mark.parametrize(
    ("item", "title", "authors", "venue"),
    [
        ("- [Tide Networks](https://arxiv.org/abs/1901.00001) - Reed et al. - `CVPR 2019`", "Tide Networks", ("Reed", "et al."), "CVPR2019"),
        ("* **Moss Attention** (ICML 2020) [[paper](https://arxiv.org/pdf/1901.00001v2)] [[code](https://github.com/a/b)]", "Moss Attention", (), "ICML2020"),
        ("1. Moss Attention. Ann Reed, Bo Lake. ICML 2020. [[pdf](https://arxiv.org/abs/1901.00001)]", "Moss Attention", ("Ann Reed", "Bo Lake"), "ICML2020"),
        ("- (ICLR 2021) [Moss Attention](https://openreview.net/forum?id=AbC), Ann Reed and Bo Lake", "Moss Attention", ("Ann Reed", "Bo Lake"), "ICLR2021"),
        ("- [2021/03] Moss Attention | [[arXiv](https://arxiv.org/abs/2103.00001)]", "Moss Attention", (), UNFILED),
        ("- “Moss Attention for Lamps” [[Paper]](https://arxiv.org/abs/2103.00001)", "Moss Attention for Lamps", (), UNFILED),
        ("- [x] [Moss Attention](https://doi.org/10.1000/moss)", "Moss Attention", (), UNFILED),
        ("- **[Moss Attention (ICML 2020)][moss]**\n\n[moss]: https://doi.org/10.1000/moss", "Moss Attention", (), "ICML2020"),
        ("- [ ] ann/moss#3 Moss Attention (ICML 2020)\n  - [Original Paper Link](https://doi.org/10.1000/moss)", "Moss Attention", (), "ICML2020"),
        ('- **"Moss Attention"** by Ann Reed, Bo Lake\n  - Link: [Read the paper](https://doi.org/10.1/a)', "Moss Attention", ("Ann Reed", "Bo Lake"), UNFILED),
        ("| Moss Attention | ICML 2020 | [paper](https://arxiv.org/abs/1901.00001) |", "Moss Attention", (), "ICML2020"),
        ("| [Moss Attention](https://arxiv.org/abs/1901.00001) | Reed et al. | 2019 |", "Moss Attention", ("Reed", "et al."), UNFILED),
        ('- <a href="https://arxiv.org/abs/1901.00001">Moss Attention</a>', "Moss Attention", (), UNFILED),
        ("- [[1901.00001]](https://arxiv.org/abs/1901.00001) Moss Attention", "Moss Attention", (), UNFILED),
        ("- Moss Attention: https://arxiv.org/abs/1901.00001", "Moss Attention", (), UNFILED),
        ("- [苔の注意機構とその応用](https://arxiv.org/abs/1901.00001)", "苔の注意機構とその応用", (), UNFILED),
    ],
)  # fmt: skip
def test_an_item_of_a_readme(item: str, title: str, authors: tuple[str, ...], venue: str) -> None:
    (note,) = papers(f"# Papers\n\nSome words.\n\n{item}\n", "README.md", alone=False)
    assert (note.title, note.authors, note.venue.slug) == (title, authors, venue)
    assert not note.written


def test_what_stands_above_an_item_says_its_venue_year_and_keyword() -> None:
    lines = "## CVPR 2019\n- [Tide Networks](https://arxiv.org/abs/1901.00001)\n## Sea Life\n- [Moss Attention](https://doi.org/10.1/a)\n"
    tide, moss = papers(lines, "docs/ReadMe.zh.md", alone=False)
    assert (tide.venue.slug, tide.year, tide.keywords) == ("CVPR2019", 2019, ())
    assert (moss.venue.slug, moss.keywords) == (UNFILED, ("Sea Life",))


@pytest.mark.parametrize(
    "text",
    [
        "# Tool\n\n- [Docs](https://example.org)\n- [Paper](https://arxiv.org/abs/1901.00001)\n",
        "# Tool\n\nSee [Tide Networks](https://arxiv.org/abs/1901.00001).\n",
        "# Tool\n\n```\n- [Tide Networks](https://arxiv.org/abs/1901.00001)\n```\n<!--\n- [Tide Networks](https://arxiv.org/abs/1901.00001)\n-->\n",
    ],
)
def test_a_readme_without_papers(text: str) -> None:
    assert not papers(text, "README.md", alone=False)


def test_another_file_is_a_list_if_it_has_little_else() -> None:
    items = "".join(
        f"- [Tide Networks {number}](https://arxiv.org/abs/1901.0000{number})\n" for number in range(4)
    )
    assert len(papers(f"# Sea Life\n\n{items}", "2024/sea.md", alone=False)) == 4
    (note,) = papers(
        f"# Sea Life\n\nA note.\n\nIt has two paragraphs.\n\nAnd a third.\n\n{items}", "sea.md", alone=False
    )
    assert note.written and note.title == "Sea Life"


def identity(id_: int, venue: str, *, written: bool = False, filed: bool = False, **fields) -> NoteIdentity:
    return NoteIdentity(
        id_, "calm lamps", venue, "calm_lamps", preference=(not written, id_), written=written, filed=filed, **fields
    )  # fmt: skip


@pytest.mark.parametrize(
    ("notes", "entries"),
    [
        ([identity(1, UNFILED), identity(2, "Bay2025", written=True)], {"Bay2025/calm_lamps": (2, 1)}),
        ([identity(1, "Nature"), identity(2, "Bay2025", written=True)], {"Bay2025/calm_lamps": (2, 1)}),
        ([identity(1, "Nature"), identity(2, UNFILED)], {"Nature/calm_lamps": (1, 2)}),
        ([identity(1, UNFILED), identity(2, "Bay2025", filed=True)], {"Bay2025/calm_lamps": (1, 2)}),
        (
            [identity(1, "Bay2025", filed=True), identity(2, "Cove2025", written=True)],
            {"Cove2025/calm_lamps": (2,), "Bay2025/calm_lamps": (1,)},
        ),
    ],
)  # fmt: skip
def test_where_a_paper_of_a_list_is_filed(
    notes: list[NoteIdentity], entries: dict[str, tuple[int, ...]]
) -> None:
    assert {entry.key: entry.notes for entry in group(notes)} == entries


@pytest.mark.parametrize(
    ("titles", "papers"),
    [(("wide nets",), 1), (("wide nets", "calm lamps"), 3), ((), 1)],
)
def test_an_address_names_the_one_paper_that_has_it(titles: tuple[str, ...], papers: int) -> None:
    page = "openreview.net/forum?id=AbC"
    notes = [
        NoteIdentity(0, "https openreview net", UNFILED, "x", preference=(True,), written=False, page=page)
    ]
    notes += [
        NoteIdentity(number, title, "Bay2025", f"n{number}", preference=(False,), page=page)
        for number, title in enumerate(titles, 1)
    ]
    assert len({entry.paper for entry in group(notes)}) == papers


@pytest.mark.parametrize(
    ("item", "title", "authors", "venue", "code"),
    [
        (
            "1. **Moss Attention.** Preprint.\n\n   *Ann Reed, Bo van der Lake*  [[pdf](https://arxiv.org/pdf/1901.00001.pdf)]"
            " [[project](https://github.com/a/b)], 2019.1",
            "Moss Attention", ("Ann Reed", "Bo van der Lake"), UNFILED, "https://github.com/a/b",
        ),
        (
            "2.  **Moss Attention.** ICML 2019. ![](https://img.shields.io/badge/T5-blue)\n    *Ann Reed, Peter J. Lake.*"
            " [[pdf](http://proceedings.mlr.press/v97/a.pdf)]",
            "Moss Attention", ("Ann Reed", "Peter J. Lake"), "ICML2019", None,
        ),
        ("- \\[[ACL 2023](https://arxiv.org/abs/1901.00001)\\], Moss: Attention on Stones. `2023.05`", "Moss: Attention on Stones", (), "ACL2023", None),
        ("- **Moss Attention**\n  - Paper: https://arxiv.org/abs/1901.00001\n  - Code: https://github.com/a/b", "Moss Attention", (), UNFILED, "https://github.com/a/b"),
        ("* Moss Attention\nGitHub：https://github.com/a/b｜论文：https://arxiv.org/pdf/1901.00001.pdf<br>", "Moss Attention", (), UNFILED, "https://github.com/a/b"),
        ("- Lists of a topic\n  - [Moss Attention](https://arxiv.org/abs/1901.00001)", "Moss Attention", (), UNFILED, None),
    ],
)  # fmt: skip
def test_an_item_over_several_lines(
    item: str, title: str, authors: tuple[str, ...], venue: str, code: str | None
) -> None:
    text = f"# Papers\n\n{item}\n\nWords behind it with a [Link](https://arxiv.org/abs/1901.00009).\n"
    (note,) = papers(text, "README.md", alone=False)
    assert (note.title, note.authors, note.venue.slug, note.code) == (title, authors, venue, code)
