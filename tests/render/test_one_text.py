"""The text that search knows is the text that the screen shows: every word of the one is in the other."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papernotes.notes import split_sections
from papernotes.render import layout_note

_WORD = re.compile(r"\w+")
_NO_WORDS = {"math", "marker", "footnote", "image", "rule"}
"""Styles of what search does not know: formulas, marks of lists, numbers of footnotes, names of images."""


def words(text: str) -> set[str]:
    """The words of a text as search compares them."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return {part for word in _WORD.findall(folded) for part in word.split("_") if part}


def searched(markdown: str) -> str:
    return "\n".join(f"{section.heading}\n{section.text}" for section in split_sections(markdown))


def shown(markdown: str) -> str:
    lines = layout_note(markdown, 200).lines
    return "\n".join(
        "".join("" if _NO_WORDS & set(span.style.split()) else span.text for span in line) for line in lines
    )


@pytest.mark.parametrize(
    "markdown",
    [
        "wraps it in `<think>` and `List<Zebra>` and <answer>",
        "```xml\n<observation>walrus</observation>\n# no heading\n```\n\nafter",
        "~~~\n*kept* $x$ <b>kept</b>\n~~~",
        "text\n\n    *indented* <tag>walrus</tag>\n\nafter",
        "> ```\n> quoted <code>\n> ```\n",
        "takes g[i][j] and f(x)=[a,b] and [nowhere][ref]",
        "takes [this][ref] and [that][]\n\n[ref]: https://example.org\n[that]: b.md",
        "A* and D* Lite, C*-algebras, 2*3*4, *em* and **strong**, a_b_c and _em_ and __init__",
        "**“引号”**的方法和**（括号）**以及 *x*",
        "the chance p(x | y) of A | B",
        "| a | p(b) |\n|---|---|\n| one | two |\n\nx | y",
        "a price of $10 million. Let $n$ be the rank, of 费用为 $5，其中 $x$ 为变量",
        "costs $5 and prints `$home` here",
        "a \\((ε,δ)\\)-DP one \\(see text\\) and \\[not math\\]",
        "visit www.example.com or https://example.org/some-page now",
        "Back\\_slash \\* star, \\# hash, &lt;tag&gt; &amp; caf&eacute;",
        "hidden<!-- comment --> and <!-- never closed",
        "a <b>bold</b> H<sub>2</sub>O<br>line <details><summary>More</summary>inside</details>",
        "\\textbf{bold \\emph{both}} words",
        "1986\\. A year, and 2017. Another",
        "see [[pond]], [[pond#Deep|the deep]] and [[deep ponds]], ==marked== %%not this%% ^block-1",
        "%%\nhidden\nlines\n%%\n\nseen",
        "H~2~O and x^2^, inline^[a note in *place*], 3~5",
        "> [!warning]- Deep water\n> Swim not.\n\n> [!tip]\n> Swim.",
        '!!! note "Deep water"\n    Swim not.\n\nafter',
        "::: tip Advice\nSwim.\n:::\n\n:::note\nDive.\n:::",
        "{{< lead >}}\nWords.\n{{< /lead >}} and {% include this.html %}more",
        "up:: pond\nstatus:: unread",
        "see [the pond](<deep [1] pond/page one.md>) and ![](<deep pond/a b.png>)",
        "[[toc]]\n\nWords {{#include ../code/pond.rs:2:5}} and [[ _TOC_ ]] more",
        "수달은 털이\n많고 강을\n좋아한다.",
        "<table>\n<caption>Ponds</caption>\n<tr><th>Name</th><th>p(a | b)</th></tr>\n<tr><td>deep<br>one</td><td>*two*</td></tr></table>\n\nx",
        "<table><tr><td>one<table><tr><td>two</td></tr></table></td></tr></table>",
        "a note[^1] of it, and another[^2]\n\n[^1]: the proof",
    ],
)
def test_the_words_on_the_screen_are_the_words_of_search(markdown: str) -> None:
    assert words(searched(markdown)) == words(shown(markdown))


FRAGMENTS = st.sampled_from(
    """alpha beta* *gamma **delta** _eta_ __iota__ snake_case `<kappa>` ``a`b`` <think> <b>lambda</b> [mu](b.md) [nu][i]
    [xi] ![pi](p.png) p(x|y) 模型 **“模型”**的 $5 \\$6 \\*rho\\* &amp; &lt;sigma&gt; https://tau.example ~~upsilon~~ A* A*, ( ) ** * _ :
    <!--phi--> chi. 7 50% C# C++ “psi” [^a] $\\alpha$ \\(b\\) x=1""".split()
)
LINES = st.lists(FRAGMENTS, min_size=1, max_size=8).map(" ".join)
BLOCKS = st.one_of(
    LINES,
    LINES.map("- {}".format),
    LINES.map("> {}".format),
    LINES.map("## {}".format),
    LINES.map(lambda line: f"```\n{line}\n```"),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(BLOCKS, min_size=1, max_size=5).map("\n\n".join))
def test_any_words_on_the_screen_are_those_of_search(markdown: str) -> None:
    images = words(" ".join(re.findall(r"!\[(\w+)\]", markdown)))  # their descriptions are searched
    assert words(searched(markdown)) - images == words(shown(markdown)) - images
