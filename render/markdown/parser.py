"""The only Markdown parser of this package: CommonMark with tables, footnotes, definitions and math.

Where notes differ from CommonMark, it follows the notes: formulas, emphasis next to Chinese punctuation, tags that are
words of a prompt rather than markup, and nesting without limit.
"""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from papernotes.notes import lazy_pattern
from papernotes.render.markdown.dialects import dialects_plugin
from papernotes.render.markdown.math_rules import math_plugin
from papernotes.render.markdown.text_rules import text_commands_plugin
from papernotes.render.tables.html_table import markdown_tables
from papernotes.render.tables.repair import repair_tables
from papernotes.render.text.wrap import is_cjk

_MAXIMUM_DEPTH = 60  # blocks that are nested deeper are shown as they are written
_HIDDEN_BLOCK = lazy_pattern(r"<(!--|script\b|style\b)", re.IGNORECASE)
_HIDDEN_ENDS = {"!--": "-->", "script": "</script>", "style": "</style>"}
_RELATED = lazy_pattern(r"<!--\s*RELATED:START\b")


def parse(markdown: str) -> list[Token]:
    """The tokens of a (cleaned) Markdown text."""
    return _parser().parse(repair_tables(markdown_tables(markdown)))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"maxNesting": _MAXIMUM_DEPTH + 20, "html": True})
    md.enable(["table", "strikethrough"])
    md.use(footnote_plugin, inline=False).use(deflist_plugin).use(math_plugin).use(text_commands_plugin).use(
        dialects_plugin
    )
    # Footnotes stay where they are written. Otherwise those without a reference would be lost.
    md.disable(["html_block", "footnote_tail"])
    md.block.ruler.before("table", "too_deep", _too_deep)
    md.block.ruler.before(
        "fence", "hidden_block", _hidden_block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    md.inline.ruler.at("emphasis", _emphasis)
    # `Inlines.link` decides which targets can be followed; the text of a link is shown anyway.
    md.validateLink = lambda url: True  # type: ignore[method-assign]
    md.normalizeLink = lambda url: url  # type: ignore[method-assign]
    md.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return md


def _too_deep(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Beyond the maximum depth, all lines up to the end of the block are one paragraph."""
    if state.level < _MAXIMUM_DEPTH:
        return False
    if not silent:
        state.push("paragraph_open", "p", 1).map = [start_line, end_line]
        text = state.push("inline", "", 0)
        text.content = state.getLines(start_line, end_line, state.blkIndent, False).strip()
        text.children = []
        state.push("paragraph_close", "p", -1)
        state.line = end_line
    return True


def _hidden_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """HTML comments, scripts and style sheets over several lines are not shown; if they are not closed, they are text.

    The comment before the links to related papers leaves a token `related`, since these are not the note's own text.
    """
    if state.is_code_block(start_line):
        return False
    begin = state.bMarks[start_line] + state.tShift[start_line]
    opening = _HIDDEN_BLOCK.match(state.src, begin, state.eMarks[start_line])
    if opening is None:
        return False
    closing = _HIDDEN_ENDS[opening[1].lower()]
    lowered = state.env.setdefault("lowered", state.src.lower()) if closing != "-->" else state.src
    end = lowered.find(closing, begin, state.eMarks[end_line - 1])
    if end < 0:
        return False
    line = start_line
    while state.eMarks[line] < end + len(closing):
        line += 1
    if state.src[end + len(closing) : state.eMarks[line]].strip():
        return False  # text follows on the line, so an inline rule handles it
    if not silent:
        if _RELATED.match(state.src, begin):
            state.push("related", "", 0)
        state.line = line + 1
    return True


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Emphasis as in CommonMark, except that in Chinese a word may touch `**（…）**` on both sides.

    In CommonMark, `**` between punctuation and a letter is not a delimiter. But Chinese has no blanks between words, so
    notes are full of `**“…”**的`. This follows the CJK-friendly amendments to CommonMark: a CJK neighbour counts as a
    blank. And `_{` is the subscript of a formula without dollars, never emphasis.
    """
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    can_open, can_close = scanned.can_open, scanned.can_close
    if marker == "_" and state.src[state.pos + scanned.length : state.pos + scanned.length + 1] == "{":
        can_open = can_close = False
    if marker == "*" and not (can_open and can_close):
        after = state.src[state.pos + scanned.length : state.pos + scanned.length + 1]
        before = state.src[state.pos - 1 : state.pos] if state.pos else ""
        beside_blank = not before or not after or before.isspace() or after.isspace()
        if not beside_blank and (is_cjk(before) or is_cjk(after)):
            can_open = can_close = True
    for _ in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(
            Delimiter(ord(marker), scanned.length, len(state.tokens) - 1, -1, can_open, can_close)
        )
    state.pos += scanned.length
    return True
