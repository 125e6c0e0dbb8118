"""Papers that people bring along: one a line, BibTeX, RIS, CSL-JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.imports import read_references
from papernotes.imports.bibtex import plain


@pytest.mark.parametrize(
    ("line", "arxiv", "doi", "title", "url"),
    [
        ("2502.17424", "2502.17424", "", "", ""),
        ("2502.17424v3", "2502.17424", "", "", ""),
        ("arXiv:2502.17424v1", "2502.17424", "", "", ""),
        ("hep-th/9901001", "hep-th/9901001", "", "", ""),
        ("- https://arxiv.org/pdf/2502.17424v2.pdf?download=1", "2502.17424", "", "", "https://arxiv.org/pdf/2502.17424v2.pdf?download=1"),
        ("https://arxiv.org/abs/math.GT/0309136", "math.GT/0309136", "", "", "https://arxiv.org/abs/math.GT/0309136"),
        ("https://huggingface.co/papers/2502.17424", "2502.17424", "", "", "https://huggingface.co/papers/2502.17424"),
        ("https://doi.org/10.48550/arXiv.2502.17424", "2502.17424", "", "", "https://doi.org/10.48550/arXiv.2502.17424"),
        ("https://doi.org/10.1000%2FABC.1", "", "10.1000/abc.1", "", "https://doi.org/10.1000%2FABC.1"),
        ("doi:10.1000/x.", "", "10.1000/x", "", ""),
        ("10.1002/(SICI)1097-0258(19)1:2", "", "10.1002/(sici)1097-0258(19)1:2", "", ""),
        ("https://example.org/paper", "", "", "", "https://example.org/paper"),
        ("3. “Attention in 2020.12 steps”", "", "", "Attention in 2020.12 steps", ""),
        ("  * A plain title", "", "", "A plain title", ""),
        ("- [x] A title ticked off", "", "", "A title ticked off", ""),
        ("[Quiet Ponds](https://arxiv.org/abs/2502.17424) - Reed et al.", "2502.17424", "", "Quiet Ponds", "https://arxiv.org/abs/2502.17424"),
        ("Quiet Ponds (arXiv:2502.17424)", "2502.17424", "", "Quiet Ponds", ""),
        ("2502.17424  Quiet Ponds", "2502.17424", "", "Quiet Ponds", ""),
        ("Quiet Ponds, 2502.17424v2", "2502.17424", "", "Quiet Ponds", ""),
        ("Quiet Ponds. doi: 10.1000/ABC.", "", "10.1000/abc", "Quiet Ponds.", ""),
        ("Quiet Ponds https://example.org/p.html", "", "", "Quiet Ponds", "https://example.org/p.html"),
        ("(3) Quiet Ponds (2020)", "", "", "Quiet Ponds (2020)", ""),
        ("Quiet Ponds [arXiv:2502.17424]", "2502.17424", "", "Quiet Ponds", ""),
        ("https://ar5iv.org/abs/2502.17424", "2502.17424", "", "", "https://ar5iv.org/abs/2502.17424"),
        ("静かな池", "", "", "静かな池", ""),
        ('{"key": "V/quiet", "title": "Quiet Ponds", "arxiv": "2502.17424v1"}', "2502.17424", "", "Quiet Ponds", ""),
    ],
)  # fmt: skip
def test_a_line_is_read_as_id_address_or_title(line: str, arxiv: str, doi: str, title: str, url: str) -> None:
    found = read_references("# a comment\r\n\r\n" + line + "\r\n")
    (paper,) = found.papers
    assert (paper.line, paper.arxiv, paper.doi, paper.title, paper.url) == (3, arxiv, doi, title, url)
    assert not found.unreadable


BIBTEX = r"""
% a file of our own
@string{venue = {Some Venue}}
@STRING(deep = "Deep")
@comment{@misc{no, title = {Not this}}}
@inproceedings{first2025,
  title = {On {Deep} Things and {\LaTeX} {B}races},
  author = "Somebody, A.",
  year = 2025,
  eprint = {2501.00001v2},
  archivePrefix = {arXiv},
}
@article(second, title="A second one, with, commas", doi = {10.1000/ABC}, journal = venue)
@misc{third,
  title = {Third},
  url = {https://arxiv.org/abs/2501.00003},
  doi = {10.48550/arXiv.2501.00003}
}
@misc{empty, year = 2020}
@book{fourth, eprint = {12345}, archivePrefix = {other}, title = {Not on
   arXiv}}
@misc{cut, title = {never ends
@misc{after, title = {After it}}
@misc{after, title = {The same key again}}
@misc{twice, title = {Two titles}, title = {No matter}}
@misc title = {no bracket}}
"""


def test_bibtex() -> None:
    found = read_references(BIBTEX)
    assert [(paper.line, paper.arxiv, paper.doi, paper.title) for paper in found.papers] == [
        (6, "2501.00001", "", "On Deep Things and LaTeX Braces"),
        (13, "", "10.1000/abc", "A second one, with, commas"),
        (14, "2501.00003", "", "Third"),
        (20, "", "", "Not on arXiv"),
        (23, "", "", "After it"),
        (24, "", "", "The same key again"),
        (25, "", "", "Two titles"),
    ]
    assert [line for line, _ in found.unreadable] == [19, 22, 26]
    assert "names no title" in found.unreadable[0].reason and "@misc{cut" in found.unreadable[1].reason


@pytest.mark.parametrize(
    "entry",
    [
        "@misc{a, month = jul # {~15}, title = {Slow Rivers}}",
        '@misc{a, title = slow # " " # {Rivers}}',
        "@misc{a, author+an = {1=lead}, title = {Slow Rivers}}",
        r"@misc{a, note = {a \{ bracket}, title = {Slow Rivers}}",
        r'@misc{a, note = "said \"so\"", title = {Slow Rivers}}',
        "@misc{https://doi.org/10.1/(X)1-2, title = {Slow Rivers}}",
        "@misc{a b:c/d+e, title = {Slow Rivers}}",
        "@misc{小川2020, title = {Slow Rivers}}",
        "@misc{,\n title = {Slow Rivers}}",
        "@misc{a,\n  % said in a comment\n  title = {Slow Rivers}}",
        "@misc(a, title = {Slow Rivers})",
        "@MISC { a , TITLE = { Slow\n\tRivers } , }",
        '@misc{a, title = "Slow {R}ivers"}',
        "@misc{a, title = {Slow Rivers} year = 2020}",
        "@misc{a, abstract = {mail me@pond.org}, title = {{Slow Rivers}}}",
    ],
)
def test_what_bibtex_may_look_like(entry: str) -> None:
    found = read_references(f"@string{{slow = {{Slow}}}}\n{entry}\n@misc{{next, title = {{Next}}}}")
    assert [paper.title for paper in found.papers] == ["Slow Rivers", "Next"]
    assert found.papers[0].line == 2 and not found.unreadable


@pytest.mark.parametrize(
    ("fields", "arxiv"),
    [
        ("eprint = {2501.00001}", "2501.00001"),
        ("eprint = {arXiv:2501.00001v3}", "2501.00001"),
        ("eprint = {https://arxiv.org/abs/2501.00001}, eprinttype = {arxiv}", "2501.00001"),
        ("eprint = {hep-th/9901001}, archivePrefix = {arXiv}", "hep-th/9901001"),
        ("journal = {arXiv preprint arXiv:2501.00001}", "2501.00001"),
        ("journal = {CoRR}, volume = {abs/2501.00001}", "2501.00001"),
        ("doi = {10.48550/ARXIV.2501.00001}", "2501.00001"),
        (r"url = {\url{https://arxiv.org/pdf/2501.00001}}", "2501.00001"),
        ("eprint = {2501.00001}, eprinttype = {pubmed}", ""),
        ("volume = {2501}, number = {00001}", ""),
    ],
)
def test_where_bibtex_has_the_arxiv_id(fields: str, arxiv: str) -> None:
    (paper,) = read_references(f"@article{{a, title = {{T}}, {fields}}}").papers
    assert (paper.arxiv, paper.doi) == (arxiv, "")


@pytest.mark.parametrize(
    ("latex", "title"),
    [
        (r"D{\'e}j{\`a} {\"o}fter \v{S}ilo \'{\i}", "Déjà öfter Šilo í"),
        (r"{\O}re \ae{}r\o", "Øre ærø"),
        (r"The \emph{Odd} {\alpha} and $x^2$", "The Odd α and $x^2$"),
        (r"90% of R&D, 90\% of R\&D", "90% of R&D, 90% of R&D"),
        ("Erd\\H{o}s--R\\'enyi~graphs", "Erdős–Rényi graphs"),
        ("{" * 30 + "{" * 30 + "Deep" + "}" * 60, "Deep"),
        (r"\input{secrets} stays away", "stays away"),
        (r"A {\textbraceleft} Brace {\textbraceright} and \{ Two \}", "A { Brace } and { Two }"),
        (r"A \href{https://pond.org}{Pond}", "A Pond"),
        (r"\texttt{code\_names} in \mbox{bold} \textsf{type}", "code_names in bold type"),
    ],
)
def test_titles_in_latex(latex: str, title: str) -> None:
    (found,) = read_references(f"@misc{{x, title={{{latex}}}}}").papers
    assert found.title == title


RIS = """\
TY  - JOUR
TI  - Slow Rivers and
      What Slows Them
AU  - Reed, Ada
DO  - https://doi.org/10.1000/SLOW
ER  -

TY  - UNPB
T1  - Quick Rivers
UR  - https://arxiv.org/abs/2501.00002v1
TY  - GEN
AU  - Nobody
ER  -
"""


def test_ris() -> None:
    found = read_references(RIS)
    assert [(paper.line, paper.arxiv, paper.doi, paper.title) for paper in found.papers] == [
        (1, "", "10.1000/slow", "Slow Rivers and What Slows Them"),
        (8, "2501.00002", "", "Quick Rivers"),
    ]
    assert [line for line, _ in found.unreadable] == [11]


PUBMED = """\
PMID- 31234567
OWN - NLM
DP  - 2020 May 3
TI  - Slow rivers and
      what slows them.
LID - S0000-0000(20)30000-1 [pii]
LID - 10.1000/SLOW [doi]
FAU - Reed, Ada
AU  - Reed A
FAU - Lake, Bo
JT  - River Science

PMID- 31234568
DP  - 2021
JT  - River Science

Quick Rivers
"""
ENDNOTE = """\
%0 Journal Article
%T Slow Rivers
%A Reed, Ada
%A Lake, Bo
%D 2020
%J River Science
%R 10.1000/SLOW
%U https://example.org/slow

%0 Conference Proceedings
%T Quick Rivers
%B International Conference on Machine Learning
%D 2021
"""


@pytest.mark.parametrize(
    ("text", "title", "line"),
    [(PUBMED, "Slow rivers and what slows them.", 17), (ENDNOTE, "Slow Rivers", 10)],
)
def test_records_of_pubmed_and_endnote(text: str, title: str, line: int) -> None:
    found = read_references(text)
    slow, quick = found.papers
    assert (slow.line, slow.title, slow.doi, slow.year, slow.venue) == (
        1,
        title,
        "10.1000/slow",
        2020,
        "River Science",
    )
    assert slow.authors == ("Reed, Ada", "Lake, Bo")
    assert (quick.line, quick.title) == (line, "Quick Rivers")
    assert [where for where, _ in found.unreadable] == ([13] if text is PUBMED else [])


def test_a_field_behind_a_missing_comma_is_read() -> None:
    (paper,) = read_references(
        "@article{a,\n title = {Quiet Ponds}\n year = {2019}\n doi = {10.1000/A},\n}\n"
    ).papers
    assert (paper.title, paper.year, paper.doi) == ("Quiet Ponds", 2019, "10.1000/a")


def test_a_title_that_swallowed_fields_is_no_title() -> None:
    found = read_references(
        "@misc{a, title = {Quiet Ponds, author = {A B}}\n@misc{b, title = {Loud Ponds}}\n"
    )
    assert [paper.title for paper in found.papers] == ["Loud Ponds"]
    assert [line for line, _ in found.unreadable] == [1]


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?>\n<xml><records/></xml>',
        "<!DOCTYPE html>\n<p>Quiet Ponds</p>",
        "<xml>\n<records>",
    ],
)
def test_markup_is_not_taken_for_titles(text: str) -> None:
    found = read_references(text)
    assert not found.papers
    assert "export BibTeX" in found.unreadable[0].reason


@pytest.mark.parametrize(
    ("text", "authors", "year", "venue"),
    [
        (
            "@inproceedings{a, title = {A b}, author = {Reed, Ada and {Team and Co} and others}, year = 2024,"
            " booktitle = {Proceedings of the 41st International Conference on Machine Learning (ICML)}}",
            ("Reed, Ada", "Team and Co", "others"), 2024, "ICML",
        ),
        ("@article{a, title = {A b}, date = {2023-05-01}, journaltitle = {River Science}}", (), 2023, "River Science"),
        ("@misc{a, title = {A b}, year = 2023, journal = {arXiv preprint arXiv:2301.00001}}", (), 2023, ""),
        ('[{"title": "A b", "author": [{"family": "Reed", "given": "Ada"}, {"literal": "The Team"}], '
         '"issued": {"date-parts": [[2022, 3]]}, "container-title": "River Science"}]',
         ("Reed, Ada", "The Team"), 2022, "River Science"),
        ('{"title": "A b", "authors": ["Ada Reed"], "year": 2021, "venue": "ICML2021"}', ("Ada Reed",), 2021, "ICML2021"),
        ("TY  - JOUR\nTI  - A b\nAU  - Reed, Ada\nPY  - 2020/01/01\nT2  - River Science\nER  -\n", ("Reed, Ada",), 2020, "River Science"),
    ],
)  # fmt: skip
def test_who_wrote_it_when_and_where(text: str, authors: tuple[str, ...], year: int, venue: str) -> None:
    (paper,) = read_references(text).papers
    assert (paper.authors, paper.year, paper.venue) == (authors, year, venue)


def test_csl_json() -> None:
    items = [
        {"id": "a", "title": "Slow <i>Rivers</i>", "DOI": "10.1000/SLOW"},
        {"id": "b", "title": "Quick Rivers", "number": "arXiv:2501.00002"},
        {"id": "c"},
        7,
    ]
    found = read_references(json.dumps(items, indent=1))
    assert [(paper.line, paper.arxiv, paper.doi, paper.title) for paper in found.papers] == [
        (2, "", "10.1000/slow", "Slow Rivers"),
        (7, "2501.00002", "", "Quick Rivers"),
    ]
    assert [line for line, _ in found.unreadable] == [12, 15]


@pytest.mark.parametrize(
    "text",
    [
        '{\n "title": "Slow Rivers"\n}\n{\n "title": "Quick Rivers"\n}\nStill Ponds',
        '{"title": "Slow Rivers"}\n{"title": "Quick Rivers"}\nStill Ponds',
        '{"items": [{"title": "Slow Rivers"}, {"title": "Quick Rivers"}]}\nStill Ponds',
        '{"references": [\n{"title": "Slow Rivers"},\n{"title": "Quick Rivers"}]}\nStill Ponds',
    ],
)
def test_objects_of_json(text: str) -> None:
    found = read_references(text)
    assert [paper.title for paper in found.papers] == ["Slow Rivers", "Quick Rivers", "Still Ponds"]
    assert found.papers[-1].line == text.count("\n") + 1 and not found.unreadable


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("2501.00001, 2501.00002v2; arXiv:2501.00003", ["2501.00001", "2501.00002", "2501.00003"]),
        ("10.1000/a 10.1000/b", ["10.1000/a", "10.1000/b"]),
        ("compare arXiv:2501.00001 with arXiv:2501.00002", ["2501.00001", "2501.00002"]),
        ("[2501.00001](https://arxiv.org/abs/2501.00001)", ["2501.00001"]),
    ],
)
def test_several_ids_in_a_line_are_several_papers(line: str, ids: list[str]) -> None:
    assert [paper.arxiv or paper.doi for paper in read_references(line).papers] == ids


@pytest.mark.parametrize(
    "entry",
    ["@misc{a, title = {Slow Rivers},, year = 2020}", "@misc{a,\n  title = {Slow Rivers},\n  year = 2020\n"],
)
def test_small_mistakes_in_bibtex_are_mended(entry: str) -> None:
    found = read_references(f"@misc{{b, title = {{Next}}}}\n{entry}")
    assert [paper.title for paper in found.papers] == ["Next", "Slow Rivers"] and not found.unreadable


def test_json_that_breaks_off_is_named_with_its_line() -> None:
    found = read_references('[\n{"title": "Slow Rivers"},\n{"title": "Quick\n')
    assert [paper.title for paper in found.papers] == ["Slow Rivers"]
    ((line, reason),) = found.unreadable
    assert line == 3 and "not JSON" in reason


def test_formats_may_be_mixed() -> None:
    text = f"Encoding: UTF-8\n2501.00009\n@misc{{a, title = {{Still Ponds}}}}\nA lone title\n{RIS}\n- 10.1000/zzz\n"
    found = read_references(text)
    assert [paper.arxiv or paper.doi or paper.title for paper in found.papers] == [
        "2501.00009", "Still Ponds", "A lone title", "10.1000/slow", "2501.00002", "10.1000/zzz",
    ]  # fmt: skip
    assert [paper.line for paper in found.papers] == [2, 3, 4, 5, 12, 19]


def test_titles_behind_a_broken_entry_are_read() -> None:
    found = read_references(
        "@misc{a title = {Broken},\n  year = 2020,\n}\nSlow Rivers\n@misc{b, title = {Next}}\n"
    )
    assert [(paper.line, paper.title) for paper in found.papers] == [(4, "Slow Rivers"), (5, "Next")]
    assert [line for line, _ in found.unreadable] == [1]


@given(st.text(alphabet='@{}(),="\\ \nabcx:/.0125#%-[]TYERI', max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    found = read_references(f"{text}\n@misc{{k, title = {{Kept}}}}\n")
    assert all(paper.line >= 1 and paper.text for paper in found.papers)
    # What is not read is told.
    assert found.unreadable or any("Kept" in paper.text for paper in found.papers)


def test_long_lines_are_read_or_named() -> None:
    ids = [f"2501.{number:05}" for number in range(1500)]
    assert [paper.arxiv for paper in read_references(" ".join(ids)).papers] == ids
    found = read_references(" ".join(ids * 2) + "\nSlow Rivers")
    assert [paper.title for paper in found.papers] == ["Slow Rivers"]
    assert [line for line, _ in found.unreadable] == [1]


LATEX = (
    r"\'",
    r"\emph",
    r"\href",
    r"\frac",
    r"\input",
    r"\begin{x}",
    r"\end{x}",
    r"\verb",
    r"\cite",
    r"\(",
    r"\[",
)


@given(st.lists(st.sampled_from([*r"a{}$\%&~^_#[] ", *LATEX]), max_size=16))
def test_no_latex_is_too_strange(parts: list[str]) -> None:
    assert plain("".join(parts)).isprintable()


def test_no_latex_is_too_deep() -> None:
    assert plain(r"\begin{a}" * 400 + "Deep").endswith("Deep")


@pytest.mark.parametrize(
    "entry",
    [
        "@ misc { a , title = {Slow Rivers} , author = {Ann Reed} , year = 2020 }",
        "@misc{a, title = {Slow Rivers},, author = {Ann Reed},, year = 2020}",
        "@misc{a, title = Slow Rivers, author = {Ann Reed}, year = 2020}",
        "@misc{a, title = {Slow Rivers}, author = {Ann Reed}, abstract = {of {rivers}, year = 2020}",
        "@misc{a, title = {<i>Slow</i> Rivers}, author = {Ann Reed}, year = 2020}",
        "@misc{a, crossref = {Book}, title = {Slow Rivers}, author = {Ann Reed}}\n@book{book, title = {Rivers}, year = 2020}",
    ],
)
def test_no_field_of_bibtex_is_lost(entry: str) -> None:
    found = read_references(f"@misc{{b, title = {{Before}}}}\n{entry}\n@misc{{c, title = {{Next}}}}\n")
    paper = found.papers[1]
    assert (paper.line, paper.title, paper.authors, paper.year) == (2, "Slow Rivers", ("Ann Reed",), 2020)
    assert found.papers[-1].title == "Next" and not found.unreadable


@pytest.mark.parametrize(
    ("people", "names"),
    [
        ("Ann Reed et al.", ("Ann Reed", "others")),
        ("Reed, Ann; Lake, Bo", ("Reed, Ann", "Lake, Bo")),
        ("Ann Reed, Bo Lake, and Cy Hill", ("Ann Reed", "Bo Lake", "Cy Hill")),
        ("{Rivers; and Lakes}", ("Rivers; and Lakes",)),
        ("van der Berg, Jan Piet", ("van der Berg, Jan Piet",)),
        ("de la Cruz, Jr., Juan", ("de la Cruz, Jr., Juan",)),
    ],
)
def test_lists_of_people(people: str, names: tuple[str, ...]) -> None:
    (paper,) = read_references(f"@misc{{a, title = {{T T}}, author = {{{people}}}}}").papers
    assert paper.authors == names


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Slow Rivers\n@{a, title = {Quiet Ponds}}", 2),
        ("Slow Rivers\n@misc a, title = {Quiet Ponds}}", 2),
        ("@misc a,\n  title = {Quiet Ponds},\n  year = 2020\n}\nSlow Rivers", 1),
        ("Slow Rivers\nTI  - Quiet Ponds\nAU  - Reed, Ann\nER  -\n", 2),
        ('{"title": "Slow Rivers"}\n{"title": "Quiet\n{"title": "Still Ponds"}', 2),
    ],
)
def test_what_is_no_record_is_named_and_not_taken_for_titles(text: str, line: int) -> None:
    found = read_references(text)
    assert [paper.title for paper in found.papers if paper.title != "Still Ponds"] == ["Slow Rivers"]
    assert [where for where, _ in found.unreadable] == [line]


def test_what_programs_write_beside_records_is_no_title() -> None:
    text = "Provider: A Shop\nDatabase: Rivers\nContent: text/plain\n@comment by hand\n\nTY  - JOUR\nTI  - Slow Rivers\nER  -\n"
    assert [paper.title for paper in read_references(text).papers] == ["Slow Rivers"]


@pytest.mark.parametrize(
    "item",
    [
        {
            "title": ["Slow Rivers"],
            "author": [{"family": "Reed", "given": "Ann"}],
            "published-print": {"date-parts": [[2020]]},
        },
        {"title": "Slow <i>Rivers</i>", "author": "Reed, Ann", "issued": {"literal": "Spring 2020"}},
        {
            "title": "Slow Rivers",
            "creators": [
                {"creatorType": "author", "firstName": "Ann", "lastName": "Reed"},
                {"creatorType": "editor", "firstName": "Ed", "lastName": "Hill"},
            ],
            "date": "2020-05-01",
        },
        {
            "message": {
                "title": ["Slow Rivers"],
                "author": [{"family": "Reed", "given": "Ann"}],
                "issued": {"date-parts": [[2020, 1]]},
            }
        },
        {
            "results": [
                {
                    "title": "Slow Rivers",
                    "authorships": [{"author": {"display_name": "Reed, Ann"}}],
                    "publication_year": 2020,
                }
            ]
        },
    ],
)
def test_json_of_other_services(item: dict[str, object]) -> None:
    (paper,) = read_references(json.dumps(item)).papers
    assert (paper.title, paper.authors, paper.year) == ("Slow Rivers", ("Reed, Ann",), 2020)


def test_suffixes_and_ids_in_json() -> None:
    item = {
        "title": "T T",
        "author": [{"family": "Reed", "given": "Ann", "suffix": "Jr."}],
        "externalIds": {"ArXiv": "2501.00001", "DOI": "10.1000/A"},
    }
    (paper,) = read_references(json.dumps(item)).papers
    assert (paper.authors, paper.arxiv, paper.doi) == (("Reed, Jr., Ann",), "2501.00001", "10.1000/a")


@pytest.mark.parametrize(
    ("line", "arxiv", "doi", "title"),
    [
        ("> A quoted title", "", "", "A quoted title"),
        ("| Slow Rivers | 2501.00012 |", "2501.00012", "", "Slow Rivers"),
        ("https://www.semanticscholar.org/arxiv/2501.00011", "2501.00011", "", ""),
        (
            "https://doi.org/10.1002/(SICI)1-2(19980815)17:15<1661::AID-9>3.0.CO;2-2",
            "",
            "10.1002/(sici)1-2(19980815)17:15<1661::aid-9>3.0.co;2-2",
            "",
        ),
        ("<https://doi.org/10.1000/x>", "", "10.1000/x", ""),
        ("HTTPS://ARXIV.ORG/PDF/2501.00001V1.PDF", "2501.00001", "", ""),
        ("arXiv 2501.00001", "2501.00001", "", ""),
        ("**Slack Water**, Reed et al., 2019 (arXiv:2501.00001)", "2501.00001", "", "Slack Water"),
        ("《潮汐模型综述》", "", "", "潮汐模型综述"),
        ("『潮汐の研究』について", "", "", "『潮汐の研究』について"),
    ],
)
def test_lines_of_other_tools(line: str, arxiv: str, doi: str, title: str) -> None:
    (paper,) = read_references(line).papers
    assert (paper.arxiv, paper.doi, paper.title) == (arxiv, doi, title)


def test_an_entry_without_a_key_is_nobodys_book() -> None:
    found = read_references("@misc{, title = {No Key}, year = 1999}\n@misc{a, title = {Slow Rivers}}\n")
    assert [(paper.year, paper.venue) for paper in found.papers] == [(1999, ""), (None, "")]


@pytest.mark.parametrize(
    "text",
    [
        "@misc{a, title = {Slow\\-ly Rivers}}",
        "Slow\u200bly Rivers",
        '[{"title": "Slow\\u00adly Rivers"}]',
        "TY  - GEN\nTI  - Slow&shy;ly Rivers\nER  -",
    ],
)
def test_what_takes_no_room_is_in_no_title(text: str) -> None:
    assert read_references(text).papers[0].title == "Slowly Rivers"


def test_objects_of_an_array_between_other_lines_are_read_or_named() -> None:
    found = read_references('Still Ponds\n[{"title": "Slow Rivers"},\n {"id": "nothing"}]\n')
    assert [paper.title for paper in found.papers] == ["Still Ponds", "Slow Rivers"]
    assert [one.line for one in found.unreadable] == [3]
