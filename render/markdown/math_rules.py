"""Markdown rules that find formulas: `$…$`, `$$…$$`, `\\(…\\)`, `\\[…\\]` and `\\begin{align}…`.

These are our own instead of the dollarmath plugin's: all delimiters make the same tokens, display math may interrupt a
paragraph, and prices ("$5 and $10") stay prices.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from papernotes.notes import ENVIRONMENTS, FORMULA, formula_source, lazy_pattern

_MAXIMUM_BLOCK_LINES = 80
_MAXIMUM_INLINE_CHARACTERS = 2000
_DISPLAY = {"$$": "$$", "\\[": "\\]"}
_ENVIRONMENT = lazy_pattern(rf"\\begin\{{({ENVIRONMENTS})\}}")
# In Markdown, `\[` is also a plain bracket.
_SURELY_MATH = lazy_pattern(r"[\\^_=<>+{}]|^\s*(?:\w{1,2}|\w\(.*\)|[\d.,%\s-]+|[\w']\s*[-*/,]\s*[\w'].*)\s*$")


def math_plugin(md: MarkdownIt) -> None:
    """Add the tokens `math_inline`, `math_display` (inline) and `math_block`. Their content has no delimiters."""
    md.inline.ruler.before("escape", "math", _math_inline)
    alternatives = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "math_block", _math_block, {"alt": alternatives})
    md.block.ruler.before("fence", "math_environment", _math_environment, {"alt": alternatives})


def _math_inline(state: StateInline, silent: bool) -> bool:
    start = state.pos
    found = FORMULA.match(state.src, start, min(state.posMax, start + _MAXIMUM_INLINE_CHARACTERS))
    source = formula_source(found[0]) if found else ""
    if found is None or not source:
        return False
    if not silent:
        opening = state.src[start : start + 2]
        token = state.push("math_display" if opening in _DISPLAY or found[1] else "math_inline", "math", 0)
        token.content = source
        token.markup = opening if opening[0] != "$" or opening == "$$" else "$"
    state.pos = found.end()
    return True


def _unescaped(src: str, closing: str, begin: int, limit: int) -> int:
    """The first `closing` without a backslash before it; -1 if there is none."""
    end = src.find(closing, begin, limit)
    while end > begin and src[end - 1] == "\\" and (end < 2 or src[end - 2] != "\\"):
        end = src.find(closing, end + 1, limit)
    return end


def _math_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if state.is_code_block(start_line):
        return False
    begin = state.bMarks[start_line] + state.tShift[start_line]
    opening = state.src[begin : begin + 2]
    if opening not in _DISPLAY:
        return False
    found = _block_end(state, begin + 2, _DISPLAY[opening], start_line, end_line)
    if found is None:
        return False
    line, end = found
    rest = state.src[end + 2 : state.eMarks[line]].strip()
    first = state.src[begin + 2 : min(end, state.eMarks[start_line])]
    if line > start_line:
        between = state.getLines(start_line + 1, line, state.blkIndent, False)
        last = state.src[min(state.bMarks[line] + state.tShift[line], end) : end]
        content = f"{first}\n{between}\n{last}"
    else:
        content = first
    if opening == "\\[" and not _SURELY_MATH.search(content):
        return False
    if silent:
        return True
    token = state.push("math_block", "math", 0)
    token.block = True
    token.content = content.strip()
    token.markup = opening
    token.map = [start_line, line + 1]
    if re.fullmatch(r"\(?\\?[\w.{}-]*[\w}]\)?", rest):
        token.info = rest  # an equation's number
    elif not rest.strip(" ,.;，。；"):
        token.meta["ending"] = rest
    else:
        state.push("paragraph_open", "p", 1).map = [line, line + 1]
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = rest, [line, line + 1], []
        state.push("paragraph_close", "p", -1)
    state.line = line + 1
    return True


def _block_end(
    state: StateBlock, begin: int, closing: str, start_line: int, end_line: int
) -> tuple[int, int] | None:
    """The line and the position of the closing delimiter; None if the block is not a formula.

    Only a formula whose opening delimiter stands alone on its line may contain blank lines.
    """
    alone = not state.src[begin : state.eMarks[start_line]].strip()
    for line in range(start_line, min(end_line, start_line + _MAXIMUM_BLOCK_LINES)):
        left = begin if line == start_line else state.bMarks[line] + state.tShift[line]
        if line > start_line and (
            state.sCount[line] < state.blkIndent or (state.isEmpty(line) and not alone)
        ):
            return None
        end = _unescaped(state.src, closing, left, state.eMarks[line])
        if end >= 0:
            empty = line == start_line and not state.src[begin:end].strip()
            # If more formulas follow on the line, it is a paragraph, which reads them one by one.
            return None if empty or closing in state.src[end + 2 : state.eMarks[line]] else (line, end)
    return None


def _math_environment(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A LaTeX environment without dollars around it, from its `\\begin` to its `\\end`."""
    begin = state.bMarks[start_line] + state.tShift[start_line]
    opening = None if state.is_code_block(start_line) else _ENVIRONMENT.match(state.src, begin)
    if opening is None:
        return False
    closing = f"\\end{{{opening[1]}}}"
    for line in range(start_line, min(end_line, start_line + _MAXIMUM_BLOCK_LINES)):
        if line > start_line and (state.sCount[line] < state.blkIndent or state.isEmpty(line)):
            return False
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
        if not text.endswith(closing):
            continue
        if not silent:
            token = state.push("math_block", "math", 0)
            token.block = True
            token.content = state.getLines(start_line, line + 1, state.blkIndent, False).strip()
            token.markup = closing
            token.map = [start_line, line + 1]
            state.line = line + 1
        return True
    return False
