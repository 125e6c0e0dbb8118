"""Markdown rules of other programs: Obsidian, MkDocs, Docusaurus, VitePress, Hugo, Jekyll and Pandoc.

Links between notes (`[[name|text]]`), embedded files, `==marked==`, `H~2~O`, `x^2^` and `^[footnotes in place]` are shown;
comments (`%%…%%`), names of blocks (`^id`), shortcodes and template commands are not. Boxes (`!!! tip "Title"`, `::: tip`)
get their kind and title as their first line. Search leaves out what is not shown here: see
`notes.formats.plain_text`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.container import container_plugin

from papernotes.notes import lazy_pattern

BOX = "box"
"""The name of the tokens of containers: `container_box_open` and `container_box_close`."""

_WIKI_LINK = lazy_pattern(r"(!?)\[\[([^\[\]\n|]{1,400}?)(?:\\?\|([^\[\]\n]{1,400}))?\]\]")
_COMMENT = lazy_pattern(r"%%(?:[^%]|%(?!%))*+%%")
_SHORTCODE = lazy_pattern(
    r"\{\{[<%][^{}]{0,2000}[>%]\}\}|\{\{#[a-z_]+ [^{}\n]{0,400}\}\}|\{%[^{}\n]{0,400}%\}"
)
_CONTENTS = lazy_pattern(r"\[\[_?toc_?\]\]", re.IGNORECASE)
_BLOCK_ID = lazy_pattern(
    r"\^[A-Za-z0-9][A-Za-z0-9-]{2,60}[ \t]*(?=\n|\Z)|\^(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{6}(?=[ \t])"
)  # the latter are Obsidian's own
_MARKED = lazy_pattern(r"==(?!\s)([^=\n]+)(?<!\s)==")
_LOW = lazy_pattern(r"~([A-Za-z0-9+-]{1,12})~(?!~)")
_HIGH = lazy_pattern(r"\^([A-Za-z0-9+-]{1,12})\^")
_FOOTNOTE = lazy_pattern(r"\^\[((?:[^\[\]\\]|\\.|\[(?:[^\[\]\\]|\\.)*+\])*+)\]")


def dialects_plugin(md: MarkdownIt) -> None:
    """Add the rules. Links and marks become tokens that CommonMark has too, so that nothing else needs to know of them."""
    md.use(admon_plugin).use(container_plugin, BOX, validate=lambda *_: True)
    md.block.ruler.before(
        "fence", "hidden_comment", _hidden_comment, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    for name, rule in _INLINE.items():
        md.inline.ruler.before("link" if name == "wiki_link" else "escape", name, rule)


def _hidden_comment(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Comments of Obsidian over several lines."""
    begin = state.bMarks[start_line] + state.tShift[start_line]
    found = (
        None
        if state.is_code_block(start_line)
        else _COMMENT.match(state.src, begin, state.eMarks[end_line - 1])
    )
    if found is None:
        return False
    line = start_line
    while state.eMarks[line] < found.end():
        line += 1
    if state.src[found.end() : state.eMarks[line]].strip():
        return False  # text follows on the line, so the inline rule handles it
    if not silent:
        state.line = line + 1
    return True


def _wiki_link(state: StateInline, silent: bool) -> bool:
    found = _WIKI_LINK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        embedded, target, text = found[1], found[2].strip(), (found[3] or "").strip()
        described = text.rpartition("|")[0] or text
        if embedded and "." in target.rpartition("/")[2]:
            image = state.push("image", "img", 0)
            # the size of an image does not describe it
            image.content = described if described.strip("0123456789x ") else target.rpartition("/")[2]
            image.attrs = {"src": target}
        else:
            state.push("link_open", "a", 1).attrs = {"href": _address(target)}
            state.push("text", "", 0).content = text or target.strip("#^")
            state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _address(target: str) -> str:
    """The target of a link between notes as an address: `Some Note#Part` → `Some%20Note#Part`."""
    return re.sub(r"[\s?%:]", lambda found: f"%{ord(found[0]):02X}", target)


def _unseen(pattern: re.Pattern[str]) -> Callable[[StateInline, bool], bool]:
    def rule(state: StateInline, _silent: bool) -> bool:
        found = pattern.match(state.src, state.pos, state.posMax)
        if found is None:
            return False
        state.pos = found.end()
        return True

    return rule


def _block_id(state: StateInline, silent: bool) -> bool:
    if state.pos and not state.src[state.pos - 1].isspace():
        return False
    return _unseen(_BLOCK_ID)(state, silent)


def _inside(pattern: re.Pattern[str], kind: str) -> Callable[[StateInline, bool], bool]:
    """A rule for text that is read as Markdown between tokens of a kind."""

    def rule(state: StateInline, silent: bool) -> bool:
        found = pattern.match(state.src, state.pos, state.posMax)
        if found is None or state.level >= _MAXIMUM_DEPTH:
            return False
        if not silent:
            last = state.posMax
            state.push(f"{kind}_open", "", 1)
            state.pos, state.posMax = found.start(1), found.end(1)
            state.md.inline.tokenize(state)
            state.push(f"{kind}_close", "", -1)
            state.posMax = last
        state.pos = found.end()
        return True

    return rule


_MAXIMUM_DEPTH = 8


def _script(pattern: re.Pattern[str], tag: str) -> Callable[[StateInline, bool], bool]:
    """A rule for sub- or superscript after a letter, a digit or a closing parenthesis."""

    def rule(state: StateInline, silent: bool) -> bool:
        found = pattern.match(state.src, state.pos, state.posMax)
        before = state.src[state.pos - 1 : state.pos] if state.pos else ""
        if found is None or not (before.isascii() and (before.isalnum() or before == ")")):
            return False
        if not silent:
            for kind, text in (("html_inline", f"<{tag}>"), ("text", found[1]), ("html_inline", f"</{tag}>")):
                state.push(kind, "", 0).content = text
        state.pos = found.end()
        return True

    return rule


_INLINE: dict[str, Callable[[StateInline, bool], bool]] = {
    "wiki_link": _wiki_link,
    "obsidian_comment": _unseen(_COMMENT),
    "shortcode": _unseen(_SHORTCODE),
    "contents": _unseen(_CONTENTS),
    "block_id": _block_id,
    "marked": _inside(_MARKED, "mark"),
    "footnote_in_place": _inside(_FOOTNOTE, "aside"),
    "low": _script(_LOW, "sub"),
    "high": _script(_HIGH, "sup"),
}
