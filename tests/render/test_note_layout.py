"""The layout of a note's Markdown: what every kind of block and inline element looks like as text."""

from __future__ import annotations

from textwrap import dedent

import pytest

from papernotes.render import STYLES, Anchor, Layout, layout_note, plain_lines


def text_of(markdown: str, width: int = 40) -> str:
    return "\n".join(plain_lines(layout_note(dedent(markdown), width)))


def shown(markdown: str, width: int, expected: str) -> None:
    assert text_of(markdown, width) == dedent(expected).strip("\n")


def styles_of(layout: Layout, text: str) -> list[str]:
    return [span.style for line in layout.lines for span in line if span.text == text]


def test_headings_and_paragraphs() -> None:
    shown(
        """
        # Big
        ## Second
        One paragraph that is longer than a line.

        ### Third
        Another.
        """,
        24,
        """
        Big
        ━━━

        Second
        ──────
        One paragraph that is
        longer than a line.

        Third
        Another.
        """,
    )


def test_lists_hang_and_nest() -> None:
    shown(
        """
        1. first item that is wrapped here
            - inner item that is wrapped too
                * deepest
        2. second
        """,
        24,
        """
        1. first item that is
           wrapped here
           • inner item that is
             wrapped too
             ◦ deepest
        2. second
        """,
    )


def test_loose_lists_keep_their_gaps() -> None:
    shown("- a\n\n- b\n\n  more\n\n  - c\n", 24, "• a\n\n• b\n\n  more\n  ◦ c")


def test_numbers_are_aligned_and_tasks_have_boxes() -> None:
    shown("9. a\n10. b\n", 24, " 9. a\n10. b")
    shown("- [x] done\n- [ ] open\n", 24, "• ☑ done\n• ☐ open")


def test_empty_items_show_their_marker() -> None:
    shown("- a\n-\n- b\n", 24, "• a\n•\n• b")


def test_quotes_have_a_bar_between_paragraphs_too() -> None:
    shown("> one\n>\n> > two\n", 24, "│ one\n│\n│ │ two")


def test_callouts_have_their_name_on_a_line_of_its_own() -> None:
    shown("> [!WARNING]\n> Do not\n> do it.\n", 40, "│ Warning\n│ Do not do it.")
    shown("> [!note]- A title\n>\n> Words [!x].\n", 40, "│ Note: A title\n│\n│ Words [!x].")
    assert styles_of(layout_note("> [!TIP]\n> a", 40), "Tip") == ["quote strong"]


@pytest.mark.parametrize("language", ["console", "pycon", "pwsh-session", "diff", "json", "nosuch", ""])
def test_no_line_of_code_is_lost_whatever_its_language(language: str) -> None:
    code = "$ count a b\n\n>>> 1 + 1\n  2 apples"
    assert text_of(f"```{language}\n{code}\n```\n", 40).split("\n") == [
        f"  {line}".rstrip() for line in code.split("\n")
    ]


def test_code_is_wrapped_at_the_width_and_keeps_its_indentation() -> None:
    code = "```python\ndef f(x):\n\treturn x + 1  # a long comment here\n```\n"
    assert text_of(code, 26) == "  def f(x):\n      return x + 1  # a\n        long comment here"
    layout = layout_note("```python\ndef f(x): return 1\n```", 40)
    assert styles_of(layout, "def") == ["code code.keyword"]
    assert styles_of(layout_note("```mjs\nimport x\n```", 40), "import") == ["code code.keyword"]
    assert styles_of(layout_note("```nonsense\ndef f\n```", 40), "def f") == ["code"]


def test_inline_styles() -> None:
    layout = layout_note("a **b *c*** ~~d~~ `e` <u>f</u> [g](https://example.org)", 60)
    assert styles_of(layout, "c") == ["strong emphasis"]
    assert styles_of(layout, "d") == ["strike"]
    assert styles_of(layout, "e") == ["code"]
    assert styles_of(layout, "f") == ["underline"]
    assert styles_of(layout, "g") == ["link"]


def test_emphasis_beside_chinese_punctuation() -> None:
    shown(
        "这是**“重点”**的内容，**方法（A）**很好，**结论：**如下",
        60,
        "这是“重点”的内容，方法（A）很好，结论：如下",
    )


def test_entities_comments_and_tags() -> None:
    shown(
        """
        <!-- not
        seen -->
        <div class="x">

        It&#39;s &amp; H<sub>2</sub>O, x<sup>ab</sup>, y<sub>QQ</sub><br>new <span>line</span> <!-- no -->

        </div>

        A <think> is a word.
        """,
        60,
        """
        It's & H₂O, xᵃᵇ, y_(QQ)
        new line

        A <think> is a word.
        """,
    )


def test_sub_and_sup_around_words_only_set_them_small() -> None:
    layout = layout_note(
        "a <sub><b>Two Words</b></sub> e<sup>x<i>y</i></sup>z <small>s</small> <sub>Me</sub>", 40
    )
    assert plain_lines(layout) == ["a Two Words e^(xy)z s Me"]
    assert styles_of(layout, "Two Words") == ["small strong"]
    assert styles_of(layout, "s") == styles_of(layout, "Me") == ["small"]


def test_html_tables_have_columns() -> None:
    shown(
        "<table>\n<tr><th>Model</th><th>Score</th></tr>\n<tr>\n<td>A</td>\n<td>1</td>\n</tr>\n</table>\n",
        40,
        "Model │ Score\n──────┼──────\nA     │ 1",
    )


def test_nothing_reaches_the_terminal_raw() -> None:
    layout = layout_note("a\x1b[31m &#x202e;b &#27; \x9bc ⚠\ufe0f", 40)
    assert "\n".join(plain_lines(layout)) == "a[31m b \ufffd c ⚠"


def test_metadata_lines_without_trailing_blanks_stay_apart() -> None:
    shown(
        "**Conference**: X 2026\n**Area:** Y\n**领域**：Z\nand more\n",
        40,
        "Conference: X 2026\nArea: Y\n领域：Z and more",
    )


def test_lines_of_chinese_join_without_blank() -> None:
    shown("第一行\n第二行\nword\n词", 40, "第一行第二行 word 词")


def test_images_footnotes_and_definitions() -> None:
    shown(
        """
        See ![a figure](fig.png) and this[^n].

        term
        :   its meaning

        [^n]: The note.
        [^unused]: Not lost.
        """,
        60,
        """
        See [image: a figure] and this[1].

        term
            its meaning

        ────────────
        [1] The note.

        [2] Not lost.
        """,
    )
    layout = layout_note("a[^n]\n\n[^n]: b", 40)
    assert [link.target for link in layout.links] == ["#footnote-n"]
    assert layout.line_of_name("#footnote-n") == 3


def test_images_show_their_description_or_file_and_those_on_the_web_can_be_opened() -> None:
    layout = layout_note(
        "![A plot](https://example.org/p.png) ![](figures/loss%20curve.svg?raw=1) ![](data:image/png;base64,AA)"
        ' <img src="https://example.org/q.png" width="9"> [![Demo](badge.svg)](https://example.org/demo)',
        200,
    )
    assert plain_lines(layout) == [
        "[image: A plot] [image: loss curve.svg] [image] [image: q.png] [image: Demo]"
    ]
    assert [(link.text, link.target) for link in layout.links] == [
        ("[image: A plot]", "https://example.org/p.png"),
        ("[image: q.png]", "https://example.org/q.png"),
        ("[image: Demo]", "https://example.org/demo"),
    ]
    assert styles_of(layout, "[image: A plot]") == ["image link"]


def test_images_of_one_pixel_are_not_shown() -> None:
    shown('a <img src="https://example.org/count.gif" width="1" height=1> b', 40, "a b")


def test_footnotes_end_the_text_before_the_related_papers() -> None:
    shown(
        """
        Words[^a].

        <!-- RELATED:START -->
        ## Related Papers
        - [Other](other.md)
        <!-- RELATED:END -->

        [^a]: One.
        """,
        60,
        """
        Words[1].

        ────────────
        [1] One.

        Related Papers
        ──────────────
        • Other
        """,
    )


def test_math_in_all_delimiters() -> None:
    shown(
        r"""
        Inline $x_i$ and \(y^2\), prices $5 and $10, \[ICML\] no math.
        $$
        z = \frac{a+b}{c+d}
        $$
        \[ E = mc^2 \]
        after
        """,
        70,
        """
        Inline xᵢ and y², prices $5 and $10, [ICML] no math.

                 a + b
            z = ───────
                 c + d

            E = mc²

        after
        """,
    )
    layout = layout_note("a $x$ b\n\n$$y$$ (1)\n", 40)
    assert [(formula.line, formula.source, formula.display) for formula in layout.formulas] == [
        (0, "x", False),
        (2, "y", True),
    ]
    assert plain_lines(layout)[2].strip() == "y    (1)"


def test_formulas_are_shown_as_latex_on_request() -> None:
    layout = layout_note(r"a $\alpha$" + "\n\n$$\n\\beta\n$$\n", 40, show_math_source=True)
    assert plain_lines(layout) == [r"a $\alpha$", "", r"    \beta"]


def test_display_too_wide_is_set_in_lines() -> None:
    lines = plain_lines(layout_note(r"$$ y = \frac{aaaa + bbbb + cccc}{dddd} + eeee $$", 24))
    assert max(map(len, lines)) <= 24
    assert "".join("".join(lines).split()) == "y=(aaaa+bbbb+cccc)/(dddd)+eeee"


def test_links_broken_over_lines_share_a_number() -> None:
    layout = layout_note("x [a link over lines](../a/b.md) [j](javascript:x) https://example.org/a.", 20)
    assert [(link.text, link.target, link.number) for link in layout.links] == [
        ("a link over lines", "../a/b.md", 0),
        ("https://example.org/", "https://example.org/a", 1),
        ("a", "https://example.org/a", 1),
    ]
    for link in layout.links:
        line = "".join(span.text for span in layout.lines[link.line])
        assert line[link.column : link.column + link.width] == link.text


def test_related_papers_keep_their_venue_in_brackets() -> None:
    layout = layout_note(r"- [\[ICLR 2026\] A Title](../../ICLR2026/x/y.md)", 60)
    assert plain_lines(layout) == ["• [ICLR 2026] A Title"]
    assert layout.links[0].target == "../../ICLR2026/x/y.md"


def test_headings_and_names() -> None:
    layout = layout_note("# One\n\ntext\n\n## Two *words*\n", 40)
    assert [(heading.line, heading.level, heading.text) for heading in layout.headings] == [
        (0, 1, "One"),
        (4, 2, "Two words"),
    ]
    assert layout.line_of_name("#two-words") == 4
    assert layout.line_of_name("#nowhere") is None
    assert layout.heading_before(5) == layout.headings[1]
    assert layout_note("x", 40).heading_before(0) is None


def test_anchors_survive_another_width() -> None:
    markdown = "# H\n\n" + "\n\n".join(f"paragraph {number} " + "word " * 60 for number in range(9))
    wide, narrow = layout_note(markdown, 100), layout_note(markdown, 30)
    line = next(i for i, text in enumerate(plain_lines(narrow)) if "paragraph 5" in text)
    found = wide.line_of(narrow.anchor_of(line))
    assert "paragraph 5" in plain_lines(wide)[found]
    middle = wide.line_of(narrow.anchor_of(line + 6))
    assert found < middle < found + 4
    for number in range(len(narrow.lines)):
        if plain_lines(narrow)[number].strip("━"):
            assert narrow.line_of(narrow.anchor_of(number)) == number
    assert layout_note("", 40).anchor_of(3) == Anchor()
    assert layout_note("", 40).line_of(Anchor(3, 2, 1)) == 0


def test_nesting_without_limit() -> None:
    layout = layout_note(">" * 300 + " deep\n\n" + "- " * 200 + "down", 20)
    text = "".join("".join(plain_lines(layout)).split())
    assert "deep" in text
    assert "down" in text


def test_every_style_is_in_the_table() -> None:
    markdown = (
        "# a\n**b** `c` ~~d~~ $e$\n\n| f | g |\n|--|--|\n| h | i |\n\n> j\n\n---\n\n```py\nx = 1\n```\n"
    )
    for line in layout_note(markdown, 40).lines:
        for span in line:
            assert set(span.style.split()) <= set(STYLES)


def test_latex_in_prose_is_read() -> None:
    layout = layout_note(
        r"A \textbf{bold \emph{and} $x_1$} word, \texttt{code_}, \cite{key} and \textbf{open", 80
    )
    assert plain_lines(layout) == [r"A bold and x₁ word, code_, \cite{key} and \textbf{open"]
    assert styles_of(layout, "and") == ["strong emphasis"]
    assert styles_of(layout, "code_") == ["code"]


def test_a_subscript_without_dollars_is_no_emphasis() -> None:
    layout = layout_note("the noise of x'_t is near that of y(x_{t-1})", 80)
    assert plain_lines(layout) == ["the noise of x'_t is near that of y(x_{t-1})"]


def test_punctuation_stays_with_the_formula_before_it() -> None:
    shown(
        r"""
        We have \[ \frac{a+b}{c+d} \], and
        $$x = 1$$.

        $$
        y = 2
        $$，
        """,
        40,
        """
        We have

             a + b
            ───────,
             c + d

        and

            x = 1.

            y = 2，
        """,
    )


def test_formulas_in_fences_and_environments() -> None:
    shown(
        r"""
        ```math
        \alpha^2
        ```
        As $`\beta`$ shows:
        \begin{align}
        a &= b \\
        &\leq c
        \end{align}
        """,
        40,
        """
            α²

        As β shows:

            a = b
              ≤ c
        """,
    )
