"""BibTeX, read back with bibtexparser."""

from __future__ import annotations

import re
import string

import pytest
from bibliographies import read_bibtex as read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make_exported import make_exported

from papernotes.config.settings import DEFAULT
from papernotes.exports.bibtex import bibtex, in_latex
from papernotes.exports.citation_keys import proposed_key
from papernotes.notes import AND_OTHERS
from papernotes.notes.text import clean_line

SPELLED = {
    r"{\textbackslash}": "\\", r"{\textbraceleft}": "{", r"{\textbraceright}": "}",
    r"{\textasciitilde}": "~", r"{\textasciicircum}": "^",
    **{"\\" + char: char for char in "#$%&_"},
}  # fmt: skip


def plain(latex: str) -> str:
    """What LaTeX shows for a text of ours."""
    spelled = "|".join(map(re.escape, SPELLED))
    return re.sub(rf"{spelled}|[{{}}]", lambda found: SPELLED.get(found[0], ""), latex)


def test_a_conference_paper() -> None:
    (record,) = read(bibtex([make_exported(doi="10.1000/a_b", url="https://example.org/p?a=1&b=2")]))
    assert record == {
        "ENTRYTYPE": "inproceedings", "ID": "trout2025fish", "title": "Fish that Count",
        "author": "Ada Trout and Ben van der Pike", "booktitle": "International Conference on Machine Learning",
        "year": "2025", "eprint": "2501.00001", "archiveprefix": "arXiv", "doi": "10.1000/a_b",
        "url": "https://example.org/p?a=1&b=2", "keywords": "fish, numbers",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("venue", "type_", "field", "name"),
    [
        ("NeurIPS2024", "inproceedings", "booktitle", "Advances in Neural Information Processing Systems"),
        ("neurips2024", "inproceedings", "booktitle", "Advances in Neural Information Processing Systems"),
        ("TMLR2024", "article", "journal", "Transactions on Machine Learning Research"),
        ("arxiv2024", "misc", None, None),
        ("Pond Days 2024", "misc", "howpublished", "Pond Days"),
        ("R&D", "article", "journal", r"R\&D"),
        ("Nature Communications", "article", "journal", "Nature Communications"),
        ("Workshop on Calm Lamps", "inproceedings", "booktitle", "Workshop on Calm Lamps"),
        ("Unfiled", "misc", None, None),
    ],
)
def test_the_venue_decides_the_type(venue: str, type_: str, field: str | None, name: str | None) -> None:
    (record,) = read(bibtex([make_exported(venue=venue)]))
    assert record["ENTRYTYPE"] == type_
    places = {place: record[place] for place in ("booktitle", "journal", "howpublished") if place in record}
    assert places == ({field: name} if field else {})


def test_what_is_not_known_is_flagged_and_not_invented() -> None:
    text = bibtex([make_exported(authors=(), year=None, arxiv=None, keywords=(), venue="arxiv")])
    assert text.startswith("% arxivfish: author and year not known\n@misc{arxivfish,")
    (record,) = read(text)
    assert set(record) == {"ENTRYTYPE", "ID", "title"}


def test_only_old_arxiv_ids_tell_their_class() -> None:
    old, new = read(
        bibtex([make_exported("Old", arxiv="math.GT/0309136"), make_exported(arxiv="2501.00001")])
    )
    assert (old["eprint"], old["primaryclass"]) == ("math.GT/0309136", "math.GT")
    assert "primaryclass" not in new


@pytest.mark.parametrize(
    ("title", "latex"),
    [
        ("GPT-4o and LLMs: A View", "{GPT}-4o and {LLMs}: A View"),
        ("A Bayesian View of Multi-View Data", "A {Bayesian} View of Multi-View Data"),
        ("3D Q-Learning", "{3D} {Q}-Learning"),
        ("50% of R&D_x #1", r"50\% of {R}\&{D}\_x \#1"),
        (r"Back\slash {brace} ~^", r"Back{\textbackslash}slash {\textbraceleft}brace{\textbraceright} "
         r"{\textasciitilde}{\textasciicircum}"),
        (r"The $\ell_1$-norm", r"The {$\ell_1$}-norm"),
        ("From $5 to $10", r"From \$5 to \$10"),
        (r"Take $\input{secrets}$", r"Take \${\textbackslash}input{\textbraceleft}secrets{\textbraceright}\$"),
        (r"Uneven $x}^{2$", r"Uneven \$x{\textbraceright}{\textasciicircum}{\textbraceleft}2\$"),
        ("注意力 is Ärger", "注意力 is Ärger"),
    ],
)  # fmt: skip
def test_titles(title: str, latex: str) -> None:
    (record,) = read(bibtex([make_exported(title)]))
    assert record["title"] == latex


@pytest.mark.parametrize(
    ("author", "latex"),
    [
        ("Ada Trout", "Ada Trout"), ("Trout, Ada", "Trout, Ada"), ("OpenAI", "OpenAI"),
        ("Fish and Chips Team", "{Fish and Chips Team}"), ("Pond, Lake, River", "{Pond, Lake, River}"),
        ("Ada Trout Jr.", "Trout, Jr., Ada"), ("A_da Tr&out", r"A\_da Tr\&out"), ("王小鱼", "王小鱼"),
        ("Ludwig van Pond", "Ludwig van Pond"), ("Ben Van Der Pike", "Van Der Pike, Ben"),
        ("José Reed y Moss", "Reed y Moss, José"), ("de la Mar, Maria", "de la Mar, Maria"),
        ("van Pond, Jr., Ada", "van Pond, Jr., Ada"), ("Pond Jr., Ada", "Pond, Jr., Ada"),
        ("The Quiet Pond Team", "{The Quiet Pond Team}"), ("others", "{others}"),
    ],
)  # fmt: skip
def test_authors(author: str, latex: str) -> None:
    (record,) = read(bibtex([make_exported(authors=(author, "Ben Pike"))]))
    assert record["author"] == f"{latex} and Ben Pike"


def test_authors_that_are_not_named_are_others() -> None:
    (record,) = read(bibtex([make_exported(authors=("Ada Trout", AND_OTHERS))]))
    assert record["author"] == "Ada Trout and others"


@pytest.mark.parametrize(
    "formula",
    [
        r"\input{secrets}",
        r"^^5cinput{secrets}",
        r"x^^M",
        r"\write18{ls}",
        r"\def\x{}",
        r"\csname input\endcsname",
        r"\text{\openin1}",
    ],
)
def test_no_title_brings_commands_along(formula: str) -> None:
    (record,) = read(bibtex([make_exported(f"The ${formula}$ norm", url=f"https://x.org/{formula}")]))
    assert r"\textasciicircum" in record["title"] or r"\textbackslash" in record["title"]
    for value in record.values():
        spelled = re.sub(
            r"\\text(?:backslash|braceleft|braceright|asciicircum|asciitilde)\b|\\[#$%&_]", "", value
        )
        assert "\\" not in spelled and "^^" not in spelled


def test_addresses_cannot_end_their_field() -> None:
    (record,) = read(bibtex([make_exported(doi="10.1/a{b}c", url="https://x.org/}a b{\\")]))
    assert record["doi"] == "10.1/a%7Bb%7Dc"
    assert record["url"] == "https://x.org/%7Da%20b%7B%5C"


TITLES = st.one_of(
    st.text(max_size=60), st.text(alphabet="ab AB@{}\\$%#&_^~\"',=:()0é鱼", max_size=40)
).map(clean_line).filter(bool)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TITLES, TITLES), min_size=1, max_size=4))
def test_any_titles_and_names_come_back(pairs: list[tuple[str, str]]) -> None:
    exported = [
        make_exported(title, authors=(name,), keywords=(title,), citation_key=f"k{number}")
        for number, (title, name) in enumerate(pairs)
    ]
    records = read(bibtex(exported))
    # bibtexparser strips blanks beside braces that it takes for its own; Unicode blanks are cleaned away before.
    assert [plain(record["title"]).strip() for record in records] == [title for title, _ in pairs]
    assert [plain(record["keywords"]).strip() for record in records] == [title for title, _ in pairs]
    keys = [proposed_key(item.entry, DEFAULT.citation_key) for item in exported]
    assert all(set(key) <= set(string.ascii_lowercase + string.digits) for key in keys)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TITLES)
def test_braces_of_latex_match_whatever_the_text(title: str) -> None:
    depth = 0
    for brace in re.findall("[{}]", in_latex(title)):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
