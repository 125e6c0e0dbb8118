"""Lists of papers that people bring along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.reading.references import read_references


@pytest.mark.parametrize(
    ("line", "arxiv", "doi", "title"),
    [
        ("2502.17424", "2502.17424", "", ""),
        ("2502.17424v3", "2502.17424", "", ""),
        ("arXiv:2502.17424v1", "2502.17424", "", ""),
        ("hep-th/9901001", "hep-th/9901001", "", ""),
        ("- https://arxiv.org/pdf/2502.17424v2.pdf?download=1", "2502.17424", "", ""),
        ("https://arxiv.org/abs/math.GT/0309136", "math.GT/0309136", "", ""),
        ("https://huggingface.co/papers/2502.17424", "2502.17424", "", ""),
        ("https://doi.org/10.48550/arXiv.2502.17424", "2502.17424", "", ""),
        ("https://doi.org/10.1000%2FABC.1", "", "10.1000/abc.1", ""),
        ("doi:10.1000/x.", "", "10.1000/x", ""),
        ("https://example.org/paper", "", "", ""),
        ("3. “Attention in 2020.12 steps”", "", "", "Attention in 2020.12 steps"),
        ("  * A plain title", "", "", "A plain title"),
    ],
)
def test_a_line(line, arxiv, doi, title):
    (paper,) = read_references("# a comment\n\n" + line + "\n")
    assert (paper.line, paper.arxiv, paper.doi, paper.title) == (3, arxiv, doi, title)


BIBTEX = r"""
% a file of our own
@string{venue = {Some Venue}}
@comment{nothing}
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
"""


def test_bibtex():
    found = [(paper.line, paper.arxiv, paper.doi, paper.title) for paper in read_references(BIBTEX)]
    assert found == [
        (5, "2501.00001", "", "On Deep Things and Braces"),
        (12, "", "10.1000/abc", "A second one, with, commas"),
        (13, "2501.00003", "", "Third"),
        (19, "", "", "Not on arXiv"),
    ]


@pytest.mark.parametrize(
    ("latex", "title"),
    [
        (r"D{\'e}j{\`a} {\"o}fter", "Deja ofter"),
        (r"{\O}re \ae{}r\o", "Ore aero"),
        (r"The \emph{Odd} \alpha", "The Odd"),
    ],
)
def test_titles_in_latex(latex, title):
    (found,) = read_references(f"@misc{{x, title={{{latex}}}}}")
    assert found.title == title


@given(st.text(alphabet='@{}(),="\\ \nabcx:/.0125', max_size=200))
def test_no_text_is_too_strange(text):
    for paper in read_references(text):
        assert paper.line >= 1 and paper.text


def test_bibtex_within_a_value_is_no_entry():
    assert [paper.title for paper in read_references("@misc{a, title={An @misc{b, title={odd}} one}}")] == [
        "An @miscb, title=odd one"
    ]
