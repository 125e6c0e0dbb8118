"""Formulas in titles and summaries: where they are, and which of them can be passed to LaTeX unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from papernotes.notes import FORMULA, formula_source, lazy_pattern

_HARMLESS = lazy_pattern(r"(?:[A-Za-z0-9{}()\[\]^_+\-*/=.,:;!'|<> ]|\\[,;:! |]|\\[A-Za-z]+)+")
_COMMAND = lazy_pattern(r"\\([A-Za-z]+)")
_COMMANDS = set(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
    ell infty partial nabla forall exists in notin subset subseteq cup cap emptyset setminus times cdot cdots ldots
    dots circ star ast pm mp div oplus otimes odot le leq ge geq ne neq ll gg approx sim simeq equiv propto cong
    to rightarrow leftarrow leftrightarrow Rightarrow Leftrightarrow mapsto uparrow downarrow perp parallel mid
    sqrt frac binom sum prod int max min sup inf log ln exp sin cos tan det dim ker arg lim Pr
    mathcal mathbb mathbf mathrm mathit mathsf mathtt mathfrak boldsymbol text textbf textit textrm texttt operatorname
    hat bar tilde vec dot ddot widehat widetilde overline underline langle rangle lfloor rfloor lceil rceil
    left right big Big prime dagger top bot quad
    """.split()
)
"""Commands that only typeset. Others are refused: notes are written by strangers, and LaTeX can read files."""


def parts(text: str) -> Iterator[tuple[str, str]]:
    """The text in pairs: plain text, and the source of the formula after it (empty at the end)."""
    at = 0
    for found in FORMULA.finditer(text):
        yield text[at : found.start()], formula_source(found[0])
        at = found.end()
    yield text[at:], ""


def is_harmless(formula: str) -> bool:
    """Whether a formula can be passed to LaTeX: its commands only typeset, and its braces match."""
    # TeX reads ^^5c as a backslash.
    if "^^" in formula or not _HARMLESS.fullmatch(formula) or not set(_COMMAND.findall(formula)) <= _COMMANDS:
        return False
    depth = 0
    for brace in re.findall("[{}]", formula):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def without_formulas(text: str) -> str:
    """The text with its formulas in Unicode, for use as plain text."""
    if ("$" not in text and "\\" not in text) or not FORMULA.search(text):
        return text
    from papernotes.render import render_math

    return "".join(plain + (render_math(formula) if formula else "") for plain, formula in parts(text))
