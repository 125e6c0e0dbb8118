"""CSL-JSON, Markdown, CSV, JSON Lines, the plain citation, and what they share."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest
import rispy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make_exported import make_entry, make_exported
from markdown_it import MarkdownIt

from papernotes.config.settings import DEFAULT
from papernotes.exports import FORMATS, citation
from papernotes.exports.citation_keys import proposed_key
from papernotes.exports.csl_json import csl_json
from papernotes.exports.exported import to_cite
from papernotes.exports.json_lines import json_lines
from papernotes.exports.markdown import escape, markdown_digest
from papernotes.exports.names import INCOMPLETE, Name, parts_of
from papernotes.exports.ris import ris
from papernotes.exports.spreadsheet import COLUMNS, spreadsheet
from papernotes.notes import AND_OTHERS
from papernotes.notes.text import clean_line
from papernotes.reading.state.paper_state import PaperState

DONE = PaperState(
    id="p", read=True, starred=True, triage="read", lists=("to read",), tags=frozenset({"fish"}),
    read_at=datetime(2026, 3, 14, 9, tzinfo=UTC),
)  # fmt: skip
CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LINES = st.one_of(st.text(max_size=50), st.text(alphabet="ab \\`*_{}[]()<>#|~&$!-+=1.:", max_size=30)).map(
    clean_line
)

# From the schema of CSL-JSON, https://github.com/citation-style-language/schema: what an item may say here.
CSL_TYPES = {"paper-conference", "article-journal", "article", "document"}
CSL_STRINGS = {
    "id",
    "type",
    "title",
    "container-title",
    "publisher",
    "number",
    "DOI",
    "URL",
    "keyword",
    "note",
}
CSL_NAME_PARTS = {"family", "given", "non-dropping-particle", "suffix", "literal"}


def check_csl(items: list[dict[str, object]]) -> None:
    for item in items:
        assert {"id", "type"} <= item.keys() <= CSL_STRINGS | {"author", "issued"}
        assert item["type"] in CSL_TYPES
        assert all(isinstance(item[name], str) and item[name] for name in CSL_STRINGS & item.keys())
        for name in item.get("author", ()):
            assert name.keys() <= CSL_NAME_PARTS and all(isinstance(part, str) for part in name.values())
            assert name.keys() == {"literal"} or "family" in name
        for date in item.get("issued", {}).get("date-parts", ()):
            assert all(isinstance(part, int) for part in date)


def test_csl_json_is_as_its_schema_has_it() -> None:
    exported = [
        make_exported("One", "ICML2025", doi="10.1/x"), make_exported("Two", "arxiv2024", authors=("OpenFish",)),
        make_exported("Three", "TMLR2024"), make_exported("Four", "Unfiled", year=None, authors=(), arxiv=None),
    ]  # fmt: skip
    items = json.loads(csl_json(exported))
    check_csl(items)
    assert [item["type"] for item in items] == ["paper-conference", "article", "article-journal", "document"]
    assert items[0]["author"][1] == {"family": "Pike", "given": "Ben", "non-dropping-particle": "van der"}
    assert items[1]["author"] == [{"literal": "OpenFish"}]
    assert items[1]["number"] == "arXiv:2501.00001" and items[1]["publisher"] == "arXiv"
    assert items[3].keys() == {"id", "type", "title", "keyword"}
    assert json.loads(csl_json([])) == []


def test_csl_json_is_typeset_by_a_csl_processor() -> None:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    exported = [
        make_exported("Fish that Count", "ICML2025", citation_key="one"),
        make_exported("Fish that Add", "arxiv2024", citation_key="two"),
        make_exported("Fish that Subtract", "TMLR2024", doi="10.1/x", citation_key="three"),
    ]
    items = json.loads(csl_json(exported))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    conference, preprint, article = map(str, bibliography.bibliography())
    who = "Trout, A. and van der Pike, B. (2025)"
    assert conference.startswith(f"{who} “Fish that Count”, International Conference on Machine Learning.")
    assert preprint.startswith(f"{who} “Fish that Add”. arXiv. ")
    assert article.startswith(f"{who} “Fish that Subtract”, Transactions on Machine Learning Research")
    assert article.endswith("https://doi.org/10.1/x.")


def test_authors_that_are_not_named_survive_or_are_flagged() -> None:
    some = make_exported(authors=("Ada Trout", AND_OTHERS), citation_key="some")
    every = make_exported("All", citation_key="all")
    first, second = json.loads(csl_json([some, every]))
    assert first["author"] == [{"family": "Trout", "given": "Ada"}, {"literal": "others"}]
    assert first["note"] == INCOMPLETE and "note" not in second
    first, second = rispy.loads(ris([some, every]))
    assert first["authors"] == ["Trout, Ada"] and first["notes"] == [INCOMPLETE] and "notes" not in second
    assert citation(some.entry).startswith("Ada Trout et al. Fish")
    assert "\n\nAda Trout, et al.\n\n" in markdown_digest([some])
    assert "Ada Trout; et al." in spreadsheet([some])
    assert json.loads(json_lines([some]))["title"] == "Fish that Count"


def test_ris_is_read_back_by_a_ris_reader() -> None:
    exported = [
        make_exported(
            doi="10.1/x", authors=("Ada Trout Jr.", "Ben van der Pike", "OpenFish"), citation_key="one"
        ),
        make_exported("Two\nER  - lines", "arxiv2024", keywords=(), citation_key="two"),
        make_exported("Three $x^2$", "TMLR2024", authors=(), year=None, arxiv=None, citation_key="three"),
    ]
    one, two, three = rispy.loads(ris(exported))
    assert (one["type_of_reference"], one["title"], one["year"], one["doi"], one["id"]) == (
        "CPAPER", "Fish that Count", "2025", "10.1/x", "one",
    )  # fmt: skip
    assert one["authors"] == ["Trout, Ada, Jr.", "van der Pike, Ben", "OpenFish"]
    assert one["secondary_title"] == "International Conference on Machine Learning"
    assert one["keywords"] == ["fish", "numbers"] and one["accession_number"] == "arXiv:2501.00001"
    assert (two["type_of_reference"], two["title"], two["publisher"]) == ("UNPB", "Two ER - lines", "arXiv")
    assert (three["type_of_reference"], three["title"]) == ("JOUR", "Three x²") and "year" not in three
    assert ris([]) == ""


@CALM
@given(LINES, LINES)
def test_ris_holds_any_text(title: str, name: str) -> None:
    (record,) = rispy.loads(ris([make_exported(title or "x", authors=(name or "x",))]))
    if "$" not in title:
        assert record["title"] == (title or "x").strip()


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize(("form", "reader"), [("bibtex", "bibtex"), ("csl-json", "csljson"), ("ris", "ris")])
def test_bibliographies_are_read_back_by_pandoc(form: str, reader: str) -> None:
    exported = [
        make_exported("Two Fish", authors=("Ludwig van Pond", AND_OTHERS), citation_key="one"),
        make_exported("50% of R&D_x #1", "arxiv2024", citation_key="two"),
    ]
    known = subprocess.run(["pandoc", "--list-input-formats"], capture_output=True, text=True, check=True)
    if reader not in known.stdout.split():
        pytest.skip(f"this pandoc does not read {reader}; 3.0 and newer do")
    done = subprocess.run(
        ["pandoc", "-f", reader, "-t", "csljson"], input=FORMATS[form].write(exported), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    items = json.loads(done.stdout)
    assert [item["title"].lower() for item in items] == ["two fish", "50% of r&d_x #1"]
    assert items[0]["author"][0]["family"].endswith("Pond")


@CALM
@given(LINES, LINES)
def test_csl_json_holds_any_text(title: str, name: str) -> None:
    (item,) = json.loads(csl_json([make_exported(title or "x", authors=(name or "x",))]))
    check_csl([item])
    if "$" not in title:
        assert item["title"] == (title or "x")


def test_formulas_are_shown_in_unicode_where_nobody_typesets_them() -> None:
    (item,) = json.loads(csl_json([make_exported(r"The $\ell_1$ and $x^2$ of Fish")]))
    assert item["title"] == "The ℓ₁ and x² of Fish"


def test_a_digest_has_the_papers_by_venue_with_marks_and_remarks() -> None:
    exported = [
        make_exported("Old", "ICML2024", summary="", authors=(), arxiv=None),
        make_exported(state=DONE, remark="# Mine\n\nso *good*", also_in=("arxiv2025",), doi="10.1/x", key="ICML2025/f"),
    ]  # fmt: skip
    text = markdown_digest(exported)
    assert text.startswith(
        "# Reading digest\n\n2 papers, 1 read, 1 starred\n\n## 🧪 ICML 2025\n\n### Fish that Count\n"
    )
    assert "★ · read 2026-03-14 · ≡ to read · \\#fish" in text
    assert "> # Mine\n>\n> so *good*" in text
    assert "[DOI](<https://doi.org/10.1/x>) · also in arxiv2025 · `ICML2025/f`" in text
    assert text.index("ICML 2025") < text.index("ICML 2024")


def shown(markdown: str) -> list[str]:
    """The texts of the headings and paragraphs of a document, without any markup."""
    tokens = MarkdownIt().parse(markdown)
    assert {token.type for token in tokens} <= {
        "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline",
    }  # fmt: skip
    assert all(
        child.type in ("text", "text_special", "softbreak")
        for token in tokens
        for child in token.children or ()
    )
    return ["".join(child.content for child in token.children) for token in tokens if token.type == "inline"]


@CALM
@given(LINES.filter(lambda text: "$" not in text and text))
def test_foreign_text_is_no_markup(text: str) -> None:
    assert shown(f"### {escape(text)}") == [text]
    assert shown(escape(text)) == [text]


def test_harmless_formulas_stay_formulas_in_markdown() -> None:
    assert escape(r"a_b $x_1 \cdot y$") == r"a\_b $x_1 \cdot y$"
    assert escape("$[x](javascript:y)$") == r"\$\[x\](javascript:y)\$"


@CALM
@given(st.lists(st.tuples(LINES, LINES), max_size=4))
def test_csv_comes_back(pairs: list[tuple[str, str]]) -> None:
    exported = [make_exported(title, summary=summary, state=DONE) for title, summary in pairs]
    header, *rows = csv.reader(io.StringIO(spreadsheet(exported)))
    assert tuple(header) == COLUMNS
    cells = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    assert [(cell["title"].removeprefix("'"), cell["summary"].removeprefix("'")) for cell in cells] == [
        (title.removeprefix("'"), summary.removeprefix("'")) for title, summary in pairs
    ]
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row)
    assert all((cell["read"], cell["lists"], cell["authors"]) == ("yes", "to read", "Ada Trout; Ben van der Pike")
               for cell in cells)  # fmt: skip


def test_json_lines() -> None:
    one, two = map(json.loads, json_lines([make_exported(), make_exported("Two", state=DONE)]).splitlines())
    assert (one["title"], one["read"], one["score"], one["snippet"]) == ("Fish that Count", False, None, "")
    assert (two["title"], two["read"], two["starred"]) == ("Two", True, True)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_can_be_exported(name: str) -> None:
    text = FORMATS[name].write([])
    assert text == "" or text.endswith("\n")


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "Ada Trout and Ben van der Pike. Fish that Count. International Conference on Machine Learning, 2025. arXiv:2501.00001"),
        ({"authors": ("A B", "C D", "E F")}, "A B, C D and E F. Fish that Count. International Conference on Machine Learning, 2025. arXiv:2501.00001"),
        ({"authors": ("A B",) * 6, "venue": "arxiv2025"}, "A B et al. Fish that Count. 2025. arXiv:2501.00001"),
        ({"authors": (), "title": "Do Fish Count?", "venue": "Pond 2025", "arxiv": None, "doi": "10.1/x"}, "Do Fish Count? Pond, 2025. doi:10.1/x"),
        ({"authors": (), "venue": "Unfiled", "year": None, "arxiv": None}, "Fish that Count."),
    ],
)  # fmt: skip
def test_citation(fields: dict[str, object], line: str) -> None:
    assert citation(make_entry(**fields)) == line


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Trout", Name("Trout", "Ada")), ("Ludwig van Pond", Name("Pond", "Ludwig", "van")),
        ("Maria de la Mar", Name("Mar", "Maria", "de la")), ("Trout, Ada B.", Name("Trout", "Ada B.")),
        ("Ada B. Trout III", Name("Trout", "Ada B.", "", "III")), ("Trout, Jr.", Name("Trout", suffix="Jr.")),
        ("OpenFish", Name("OpenFish")), ("王小鱼", Name("王小鱼")), ("a, b, c", Name("a, b, c")), (",", Name(",")),
        ("De Trout", Name("Trout", "De")), ("", Name("")),
        ("Jan op de Beek", Name("Beek", "Jan", "op de")), ("Rui do Lago", Name("Lago", "Rui", "do")),
        ("Ben Van Der Pike", Name("Pike", "Ben", "Van Der")), ("van der Pike, Ben", Name("Pike", "Ben", "van der")),
        ("José Reed y Moss", Name("Reed y Moss", "José")), ("Ana de la Mar e Silva", Name("Mar e Silva", "Ana", "de la")),
        ("von Pond, Ada, Jr.", Name("Pond", "Ada", "von", "Jr.")),
        ("von Pond, Jr., Ada", Name("Pond", "Ada", "von", "Jr.")), ("Pond III, Ada", Name("Pond", "Ada", "", "III")),
        ("Quoc Le", Name("Le", "Quoc")), ("The Pond Team", Name("The Pond Team")), ("Jean d'Eau", Name("d'Eau", "Jean")),
    ],
)  # fmt: skip
def test_a_name_is_taken_apart(name: str, parts: Name) -> None:
    assert parts_of(name) == parts


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        ("{author}{year}{word}", "pond2025fish"), ("{author}{words}{year}", "pondFishCount2025"),
        ("{venue}:{year}-{word}", "icml:2025-fish"), ("{year}", "2025"),
    ],
)  # fmt: skip
def test_patterns_of_citation_keys(pattern: str, key: str) -> None:
    entry = make_entry("The Fish to Count on $x^2$", authors=("Ludwig van Pond", "Ada Trout"))
    assert proposed_key(entry, pattern).replace("X2", "") == key


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"authors": ()}, "icml2025fish"), ({"authors": ("王小鱼",)}, "icml2025fish"),
        ({"authors": ("Šárka Ørsted-Łoś",)}, "orstedlos2025fish"), ({"year": None}, "troutfish"),
        ({"title": "The And"}, "trout2025the"), ({"title": "鱼"}, "trout2025"),
        ({"title": "鱼", "authors": ("鱼",), "venue": "鱼", "year": None}, "paper"),
    ],
)  # fmt: skip
def test_what_citation_keys_are_made_of(fields: dict[str, Any], key: str) -> None:
    assert proposed_key(make_entry(**fields), DEFAULT.citation_key) == key


def test_a_paper_is_cited_where_it_was_published() -> None:
    preprint = make_entry(venue="arxiv2024", id=1, authors=("Ada Trout",), code="https://example.org/c")
    published = make_entry(venue="ICML2025", id=2, authors=(), arxiv=None)
    for selected, others in (
        ([preprint], [published]),
        ([published], [preprint]),
        ([preprint, published], []),
    ):
        cited = to_cite(selected, others)
        assert (cited.id, cited.venue.slug) == (2, "ICML2025")
        assert (cited.authors, cited.arxiv, cited.code) == (
            ("Ada Trout",),
            "2501.00001",
            "https://example.org/c",
        )
    other = make_entry(venue="ACL2025", id=3)
    assert to_cite([published], [other]).id == 2
