r"""Where formulas stand in Markdown. Text, lists, search, exports and the screen all take them from here.

`$…$` follows pandoc: the opening dollar has no blank after it, the closing one no blank before it and no digit after it,
and the first dollar that is not escaped decides. So `$10 million. Let $n$ be` has one formula, `n`. A blank inside is
forgiven where the text is LaTeX beyond doubt. A code span ends no formula, except GitLab's own way to write one.
`\(` and `\[` are also plain brackets that open no link, as in `[\[ICML 2025\] Title](…)`: what stands between them must
not look like prose.
"""

from __future__ import annotations

from papernotes.notes.patterns import lazy_pattern

LINE_END = r"\n(?![ \t]*\n)"
"""A line end inside a paragraph."""

ENVIRONMENTS = r"(?:equation|displaymath|math|align|flalign|eqnarray|gather|multline)\*?"
"""LaTeX environments that are formulas without dollars around them."""

_SIGN = r"[\\^_=<>+{}]"  # what prose does not have
_WORDS = r"[A-Za-z]{3}|[A-Za-z]{2} |[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}"

FORMULA = lazy_pattern(
    rf"\$\$(?!\s*\$)(?:[^$\n\x01]++|{LINE_END}|\$(?!\$))++\$\$"
    r"|\$(?<![\\$]\$)(?:"
    r"`[^`$\n\x01]++`\$"
    rf"|(?![\s$])(?:[^$\\`\n\x01]++|\\.|{LINE_END})*+(?<![\s\\])\$(?![\d$])"
    r"|(?![\d$])(?=[^$\n]*?(?:\\[A-Za-z]|[\^_][\w{\\]))(?:[^$\\`\n\x01]++|\\.)++\$(?![\d$]))"
    rf"|\\\((?<![A-Za-z0-9]\\\()(?=(?:[^\\\n\x01]++|\\[^()\n]|{LINE_END})++\\\))"
    rf"(?=\w\(|[^\\]*?{_SIGN}(?!\))|(?:(?!{_WORDS})[^\\\n])+\\\))"
    rf"(?:[^\\\n\x01]++|\\[^()\n]|{LINE_END})++\\\)"
    rf"|\\\[(?<![\[\\]\\\[)(?=(?:[^\\\]^_={{]++|\\[^A-Za-z\[\]])*+(?:[\^_={{]|\\[A-Za-z]))"
    rf"(?:[^\\\n\x01]++|\\[^\[\]\n]|{LINE_END})*+\\\]"
    rf"|\\begin\{{({ENVIRONMENTS})\}}(?:[^\\\n\x01]++|\\(?!end\{{|begin\{{{ENVIRONMENTS}\}})|{LINE_END})*+\\end\{{\1\}}"
)
r"""A formula with its delimiters: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, or an environment such as `\begin{align}`."""


def formula_source(formula: str) -> str:
    """The LaTeX in a text that FORMULA matched, without the delimiters. An environment is its own source."""
    if formula.startswith("\\begin"):
        return formula
    width = 1 if formula[0] == "$" != formula[1] else 2
    source = formula[width:-width].strip()
    return source[1:-1] if len(source) > 2 and source[0] == source[-1] == "`" else source
