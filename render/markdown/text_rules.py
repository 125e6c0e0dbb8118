"""Markdown rules for prose that was LaTeX: `\\textbf{…}` and its kin, as abstracts of papers have them."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from papernotes.notes import lazy_pattern

_COMMAND = lazy_pattern(r"\\(textbf|textit|emph|texttt|underline|textsc|textsf|textrm|textsl|mbox)\{")
_STYLES = {"textbf": "strong", "textit": "em", "emph": "em", "textsl": "em", "underline": "underline"}
_LONGEST = 1000  # characters in the braces
_DEEPEST = 8


def text_commands_plugin(md: MarkdownIt) -> None:
    """Reads `\\textbf{…}` as `**…**`, and so on. Commands that say nothing about looks stay as written."""
    md.inline.ruler.before("escape", "text_command", _text_command)


def _text_command(state: StateInline, silent: bool) -> bool:
    found = _COMMAND.match(state.src, state.pos, state.posMax)
    if found is None or state.level >= _DEEPEST:
        return False
    end = _closing_brace(state.src, found.end(), min(state.posMax, found.end() + _LONGEST))
    if end < 0:
        return False
    if not silent:
        if found[1] == "texttt":
            state.push("code_inline", "code", 0).content = state.src[found.end() : end]
        else:
            _push_inside(state, _STYLES.get(found[1], "plain"), found.end(), end)
    state.pos = end + 1
    return True


def _push_inside(state: StateInline, kind: str, begin: int, end: int) -> None:
    """Pushes what stands from `begin` to `end`, read as Markdown, between tokens of a kind."""
    last, state.posMax, state.pos = state.posMax, end, begin
    state.push(f"{kind}_open", "", 1)
    state.md.inline.tokenize(state)
    state.push(f"{kind}_close", "", -1)
    state.posMax = last


def _closing_brace(src: str, begin: int, limit: int) -> int:
    """Where the brace that was opened before `begin` is closed, -1 if it is not before `limit`."""
    depth = 1
    for place in range(begin, limit):
        depth += (src[place] == "{") - (src[place] == "}")
        if depth == 0:
            return place
    return -1
