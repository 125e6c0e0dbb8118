"""Sections, and Markdown as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.notes.formats.plain_text import heading_text, plain_text, without_markup
from papernotes.notes.formats.sections import headings, section_name, split_sections
from papernotes.notes.formulas import FORMULA

MARKUP = st.text(st.sampled_from("ab \n#*_`~[]()!<>$\\|{}&;:-=\"'1.\x01^/"), max_size=80)

NOTE = """# A Title

**Venue**: ICML 2025
**arXiv**: [2501.00001](https://arxiv.org/abs/2501.00001)

Opening words.

## TL;DR

In *short* it `works`.

## Method

### Overview

We minimise $\\mathcal{L}(x)$ and more.

```python
# not a heading
loss = 1
```

Limitations
-----------

Only one data set.

## Sundries

<!-- RELATED:START -->
## Related Papers
- [\\[ICLR 2026\\] Another](../../ICLR2026/topic/another.md)
<!-- RELATED:END -->
"""


def test_a_note_falls_into_its_sections() -> None:
    sections = split_sections(NOTE)
    assert [(s.heading, s.name) for s in sections] == [
        ("A Title", ""),
        ("TL;DR", "summary"),
        ("Method", "method"),
        ("Overview", "method"),
        ("Limitations", "limitations"),
        ("Sundries", ""),
    ]
    assert [s.text for s in sections] == [
        "Opening words.",
        "In short it works.",
        "",
        "We minimise and more.\n# not a heading\nloss = 1",
        "Only one data set.",
        "",
    ]


def test_a_title_with_nothing_below_it_has_no_section() -> None:
    assert [s.heading for s in split_sections("# A Method\n\n## Results\n\nFine.\n")] == ["Results"]


def test_text_without_headings_is_one_section() -> None:
    (section,) = split_sections("Only words.\n\nAnd more.")
    assert (section.heading, section.text) == ("", "Only words.\nAnd more.")


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("TL;DR", "summary"),
        ("一句话总结", "summary"),
        ("Background & Motivation", "motivation"),
        ("研究背景与动机", "motivation"),
        ("核心问题", "motivation"),
        ("3. Method", "method"),
        ("🔬 **Methodology**", "method"),
        ("方法详解", "method"),
        ("Key Experimental Results", "experiments"),
        ("实验关键数据", "experiments"),
        ("Main Results", "results"),
        ("Highlights & Insights", "highlights"),
        ("亮点与洞察", "highlights"),
        ("Limitations & Future Work", "limitations"),
        ("局限性 / 可改进方向", "limitations"),
        ("Related Work & Insights", "related"),
        ("与相关工作的对比", "related"),
        ("Conclusion", "conclusion"),
        ("Rating", "rating"),
        ("评分 (4/5)", "rating"),
        ("弱点と今後の課題", "limitations"),
        ("提案手法", "method"),
        ("議論はある？", "conclusion"),
        ("한계점", "limitations"),
        ("제안 방법", "method"),
        ("관련 연구", "related"),
        ("實驗結果", "experiments"),
        ("Sundries", ""),
        ("Unrelated matters", ""),
        ("", ""),
    ],
)
def test_headings_of_both_editions_have_names(heading: str, name: str) -> None:
    assert section_name(heading) == name


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**bold** and _italic_ and ~~gone~~ and `code`", "bold and italic and gone and code"),
        ("snake_case and __init__", "snake_case and init"),
        ("a [link](https://example.org/a_(b)) here", "a link here"),
        ("[![badge](https://img.example.org/x.svg)](https://example.org)", "badge"),
        ("see [text][1]\n\n[1]: https://example.org", "see text"),
        ("bare https://example.org/x?y=1 goes", "bare https://example.org/x?y=1 goes"),
        ("<b>H</b><sub>2</sub>O<br>and<!-- hidden -->more", "H2O andmore"),
        ("a &lt;tag&gt; &amp; caf&eacute;", "a <tag> & café"),
        ("hidden &#x202e;turn", "hidden turn"),
        ("math $x^2$, \\(y\\) and $$z$$.", "math , and ."),
        ("其中$x$是变量", "其中 是变量"),
        ("from $5 to $10 and US$3", "from $5 to $10 and US$3"),
        ("- item\n- [x] done\n1. first\n> quoted", "item\ndone\nfirst\nquoted"),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", "a b\n1 2"),
        ("\\*not bold\\* \\[x\\]", "*not bold* [x]"),
        ("## Heading {#id}", "Heading"),
        ("never closed $x and \\(y and [z](", "never closed $x and (y and [z]("),
        ("[[wiki link]] and [[target|its text]]", "wiki link and its text"),
        ("claim[^1]\n\n[^1]: the proof", "claim\nthe proof"),
        ("`<think>` in `List<T>` and <answer>", "<think> in List<T> and <answer>"),
        ("```xml\n<seen>*owl*</seen>\n```", "<seen>*owl*</seen>"),
        ("text\n\n    <seen>*owl*</seen>\n\nmore", "text\n<seen>*owl*</seen>\nmore"),
        ("- item\n\n    *its* text", "item\nits text"),
        ("g[i][j], [a][] and [b]", "g[i][j], [a][] and [b]"),
        ("[a][], [b][a] and [c][d]\n\n[a]: x.md", "a, b and [c][d]"),
        ("A* and D* Lite, *em* and **strong**, k*-means", "A* and D* Lite, em and strong, k*-means"),
        ("2*3*4, **“引号”**的 and ***both***", "234, “引号”的 and both"),
        ("p(x | y) of A | B", "p(x | y) of A | B"),
        ("$10 million. Let $n$ be", "$10 million. Let be"),
        ("costs $5 and prints `$home`", "costs $5 and prints $home"),
        ("with $\\text{softmax}(x)$ on top", "with softmax on top"),
        ("\\textbf{bold \\emph{both}} words", "bold both words"),
        ("![a chart](chart.png) and <img src='b.png' alt='a plot'>", "a chart and a plot"),
        (
            "![[chart.png|200]], ![[pond#Deep|the deep]] and [[pond#Deep]]",
            "chart.png, the deep and pond#Deep",
        ),
        ("%%hidden%% ==marked== text ^block-id", "marked text"),
        ("H~2~O, x^2^ and 3~5, 6~7", "H2O, x2 and 3~5, 6~7"),
        ("{{< youtube id >}}after{% include x.html %}", "after"),
        ("> [!warning]- Deep water\n> Swim not.", "warning Deep water\nSwim not."),
        ("::: tip Advice\nSwim.\n:::", "tip Advice\nSwim."),
        ("<!-- a --> b <!-- never closed", "b <!-- never closed"),
    ],
)
def test_plain_text_is_the_words_alone(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("1. Introduction", "1. Introduction"),
        ("- a dash", "- a dash"),
        ("Search with A* and D* Lite", "Search with A* and D* Lite"),
        ("p(x | y) with A | B", "p(x | y) with A | B"),
        ("C*-algebras and k*-means", "C*-algebras and k*-means"),
        ("Back\\_slash \\* star", "Back_slash * star"),
        ("f(x)=[a,b] and g[i][j]", "f(x)=[a,b] and g[i][j]"),
        ("See www.example.org now", "See www.example.org now"),
        ("The $\\mathcal{E}_0$ *model*", "The $\\mathcal{E}_0$ model"),
        ("The `<pad>` token", "The <pad> token"),
    ],
)
def test_a_heading_is_shown_as_its_markdown_renders(heading: str, text: str) -> None:
    assert heading_text(heading) == text
    assert [section.heading for section in split_sections(f"## {heading}")] == [
        text.replace("$\\mathcal{E}_0$ ", "")
    ]


def test_a_summary_keeps_its_math() -> None:
    assert without_markup("$\\pi^3$: **bold** and $x$ - [a $y$](b)") == "$\\pi^3$: bold and $x$ - a $y$"
    assert without_markup("A*: a search") == "A*: a search"
    assert without_markup("**Loss** $a_i * b_i$ and \\(x_1\\)") == "Loss $a_i * b_i$ and \\(x_1\\)"


@pytest.mark.parametrize(
    "math",
    [
        "$x$",
        "\\((ε,δ)\\)",
        "\\((a,b)\\)",
        "\\(N\\)",
        "\\(6\\)",
        "$`x`$",
        "$\\alpha $",
        "\\begin{align}a\\end{align}",
        "$$\na\n$$",
        "\\(a\\)",
        "\\[ x^2 \\]",
        "$\\$5$",
    ],
)
def test_math_is_recognised(math: str) -> None:
    assert FORMULA.fullmatch(math)


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $6",
        "$10 million. Let $",
        "$5 and `$x`",
        "method\\(s\\)",
        "\\(see text\\)",
        "\\(见下文\\)",
        "\\[12\\]",
        "\\$x$",
        "$ x $",
        "$a\n\nb$",
        "[\\[ICLR 2026\\] A]",
        "\\(a\n\nb\\)",
    ],
)
def test_what_is_no_math_is_left_alone(text: str) -> None:
    assert FORMULA.search(text) is None


def test_headings_know_where_they_stand() -> None:
    text = "Title\n=====\n\ntext\n## Two ##\n~~~\n# code\n~~~\n### C#"
    found = [(h.level, h.text, text[h.start : h.end]) for h in headings(text)]
    assert found == [(1, "Title", "Title\n====="), (2, "Two", "## Two ##"), (3, "C#", "### C#")]


@given(st.one_of(st.text(max_size=200), MARKUP))
def test_any_text_has_sections(text: str) -> None:
    for section in split_sections(text):
        assert "\x01" not in section.text + section.heading
        assert section.text == section.text.strip()


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[A-Za-z][a-z]{0,12}", fullmatch=True),
            MARKUP.map(lambda s: s.replace("`", "").replace("~", "")),
        ),
        max_size=4,
    )
)
def test_every_heading_begins_a_section_whatever_stands_around_it(parts: list[tuple[str, str]]) -> None:
    markdown = "".join(f"\n\n## {heading}\n\n{text.replace('<!--', '')}\n\n" for heading, text in parts)
    found = [section.heading for section in split_sections(markdown)]
    rest = iter(found)
    assert all(heading in rest for heading, _ in parts)


PIECES = """[ [a]( ![a](b $a $$ \\( \\[= \\[a <a <!-- # * _a > - | -| ` {# \\ [^a &# http:// [[a] [[a|
]( []: **a ~~ ** 1. !["""


@pytest.mark.parametrize(
    "piece", [*PIECES.split(), "$a ", "<a ", " ", "\t", "\n", " \n", "\n|", "a\n---\n", "\\[ "]
)
def test_no_input_is_slow(piece: str) -> None:
    # 200,000 characters: an expression that goes over its text again and again would take minutes
    text = piece * (200_000 // len(piece)) + "x"
    assert isinstance(split_sections(text), tuple)
    assert isinstance(without_markup(text), str)


def test_a_note_of_five_megabytes_is_read() -> None:
    sections = split_sections("## Method\n\nSome words with $x$ and [a](b).\n\n" * 120_000)
    assert len(sections) == 120_000
    assert sections[-1].text == "Some words with and a."
