"""Markdown rules for prose that was LaTeX: abstracts of papers have `\\textbf{…}` and similar commands."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from papernotes.notes import lazy_pattern

_COMMAND = lazy_pattern(r"\\(textbf|textit|emph|texttt|underline|textsc|textsf|textrm|textsl|mbox)\{")
_STYLES = {"textbf": "strong", "textit": "em", "emph": "em", "textsl": "em", "underline": "underline"}
_MAXIMUM_CHARACTERS = 1000  # in the braces
_MAXIMUM_DEPTH = 8


def text_commands_plugin(md: MarkdownIt) -> None:
    """Read `\\textbf{…}` as `**…**`, and so on. Other commands stay as written."""
    md.inline.ruler.before("escape", "text_command", _text_command)


def _text_command(state: StateInline, silent: bool) -> bool:
    found = _COMMAND.match(state.src, state.pos, state.posMax)
    if found is None or state.level >= _MAXIMUM_DEPTH:
        return False
    end = _closing_brace(state.src, found.end(), min(state.posMax, found.end() + _MAXIMUM_CHARACTERS))
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
    """Push the text from `begin` to `end`, read as Markdown, between an opening and a closing token."""
    last, state.posMax, state.pos = state.posMax, end, begin
    state.push(f"{kind}_open", "", 1)
    state.md.inline.tokenize(state)
    state.push(f"{kind}_close", "", -1)
    state.posMax = last


def _closing_brace(src: str, begin: int, limit: int) -> int:
    """Where the brace that opens before `begin` is closed; -1 if that is not before `limit`."""
    depth = 1
    for position in range(begin, limit):
        depth += (src[position] == "{") - (src[position] == "}")
        if depth == 0:
            return position
    return -1
