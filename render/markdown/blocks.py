"""Lays out block tokens as lines on a page: paragraphs, headings, lists, quotes, code, tables, formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from markdown_it.token import Token

from papernotes.notes import lazy_pattern
from papernotes.render.markdown.code import highlight
from papernotes.render.markdown.dialects import BOX
from papernotes.render.markdown.inline import DisplayFormula, Inlines
from papernotes.render.math.formulas import broken_lines, display_lines, hold_groups, render_rows
from papernotes.render.page import NotePage
from papernotes.render.tables.table import Table, arrange, records, table_lines
from papernotes.render.text.cells import clean, width_of
from papernotes.render.text.flow import Flow, FlowBuilder, LinePart

_BULLETS = ("•", "◦", "▪")
_TASKS = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}
# The first line of a quote that is a note, a tip or a warning.
_CALLOUT = lazy_pattern(r"\[!(\w+)\][+-]?\s*(.*)")
_DRAWN = {
    "mermaid": "diagram in Mermaid",
    "plantuml": "diagram in PlantUML",
    "dot": "graph in Graphviz",
    "dataview": "query of Dataview",
    "dataviewjs": "query of Dataview",
    "tikz": "drawing in TikZ",
}
"""The language of a block that other programs draw or run → what is said above it."""
_UNDERLINES = {1: "━", 2: "─"}
_MATH_INDENT_CELLS = 4
_CODE_INDENT = "  "
_TAB_CELLS = 4


class Blocks:
    """Lays out the block tokens of one note on a page.

    The public methods besides `lay_out` lay out one kind of block each; _HANDLERS names them.
    """

    def __init__(self, page: NotePage, inlines: Inlines, tables: Literal["wrap", "scroll"] = "wrap") -> None:
        self.page = page
        self.inlines = inlines
        self.scroll = tables == "scroll"
        self._footnotes: list[tuple[str, Sequence[Token]]] = []
        self._bullets = 0
        self._in_item = False
        self._style = ""

    def lay_out(self, tokens: Sequence[Token]) -> None:
        """Lay out all tokens, then the footnotes among them."""
        self._blocks(tokens)
        pending, self._footnotes = self._footnotes, []
        if pending:
            self.page.gap()
            rule = LinePart()
            rule.add("─" * min(self.page.room, 12), "rule")
            self.page.block()
            self.page.line(rule)
        for label, inside in sorted(pending, key=lambda note: self.inlines.footnote(note[0])):
            marker = f"[{self.inlines.footnote(label)}] "
            self.page.name(f"footnote-{label}")
            with self.page.margin(marker, " " * len(marker), "footnote"):
                self._blocks(inside)

    def _blocks(self, tokens: Sequence[Token]) -> None:
        index = 0
        while index < len(tokens):
            token = tokens[index]
            lay_out = _HANDLERS.get(token.type)
            end = _closing(tokens, index) if token.nesting == 1 else index
            if lay_out is not None:
                lay_out(self, token, tokens[index + 1 : end])
            elif token.content:
                self._text(self.inlines.plain(token.content, self._style))
            index = end + 1

    def _text(self, flow: Flow) -> None:
        if flow.text:
            self.page.block()
            self.page.flow(flow)

    def paragraph(self, token: Token, inside: Sequence[Token]) -> None:
        if not token.hidden:
            self.page.gap()
        for inline in inside:
            for part in self.inlines.parts(inline.children or (), self._style):
                if isinstance(part, DisplayFormula):
                    self._formula(part.source, ending=part.ending)
                else:
                    self._text(part)
        if not token.hidden:
            self.page.gap()

    def heading(self, token: Token, inside: Sequence[Token]) -> None:
        level = int(token.tag[1])
        children = [child for inline in inside for child in inline.children or ()]
        style = f"{self._style} heading{level}".strip()
        flow = self.inlines.flow(children, style)
        if not flow.text:
            return
        self.page.gap(always=level in _UNDERLINES)
        self.page.heading(level, flow)
        if level in _UNDERLINES:
            rule = LinePart()
            widest = max(width_of(line) for line in flow.text.split("\n"))
            rule.add(_UNDERLINES[level] * min(self.page.room, widest), "rule")
            self.page.line(rule)
        self.page.join()

    def bullet_list(self, _token: Token, inside: Sequence[Token]) -> None:
        bullet = _BULLETS[min(self._bullets, len(_BULLETS) - 1)] + " "
        self._bullets += 1
        self._items(inside, lambda _item: bullet)
        self._bullets -= 1

    def ordered_list(self, _token: Token, inside: Sequence[Token]) -> None:
        # If the numbers differ in width, their dots are aligned.
        widest = max((len(token.info) for token in inside if token.type == "list_item_open"), default=1)
        widest = min(widest, 9)
        self._items(inside, lambda item: f"{item.info:>{widest}}{item.markup} ")

    def _items(self, tokens: Sequence[Token], marker_of: Callable[[Token], str]) -> None:
        index = 0
        loose = _is_loose(tokens)
        if self._in_item:
            self.page.close_up()  # a list inside an item follows the item's text at once
        else:
            self.page.gap()
        while index < len(tokens):
            end = _closing(tokens, index)
            marker = marker_of(tokens[index])
            if loose and index:
                self.page.gap()
            with self.page.margin(marker, " " * width_of(marker), "marker", ""):
                outer, self._in_item = self._in_item, True
                self._blocks(_with_box(tokens[index + 1 : end]))
                self._in_item = outer
            index = end + 1
        if not self._in_item:
            self.page.gap()

    def quote(self, _token: Token, inside: Sequence[Token]) -> None:
        self.page.gap()
        outer, self._style = self._style, "quote"
        with self.page.margin("│ ", "│ ", "quote.bar"):
            self._blocks(_with_callout(inside))
        self._style = outer
        self.page.gap()

    def box(self, token: Token, inside: Sequence[Token]) -> None:
        """An admonition or a container: a quotation whose first line is its kind and title."""
        if token.type == "admonition_open":
            kind = str(token.meta.get("tag", "")).capitalize()
            title = (
                inside[1].children or ()
                if len(inside) > 1 and inside[0].type == "admonition_title_open"
                else ()
            )
            if title and kind and inside[1].content.casefold() != kind.casefold():
                inside[1].children = [Token("text", "", 0, content=f"{kind}: "), *title]
        else:
            kind, _, rest = token.info.strip().partition(" ")
            kind, rest = kind.strip("{}.").capitalize(), rest.strip("{}[] \"'")
            heading = [
                Token("paragraph_open", "p", 1),
                Token("inline", "", 0),
                Token("paragraph_close", "p", -1),
            ]
            heading[1].level = 1
            heading[1].children = _bold(f"{kind}: {rest}" if rest else kind)
            inside = [*heading, *inside] if kind else inside
        self.quote(token, inside)

    def box_title(self, token: Token, inside: Sequence[Token]) -> None:
        for inline in inside:
            inline.children = [
                Token("strong_open", "strong", 1),
                *(inline.children or ()),
                Token("strong_close", "strong", -1),
            ]
        self.paragraph(token, inside)

    def rule(self, _token: Token, _inside: Sequence[Token]) -> None:
        self.page.gap()
        rule = LinePart()
        rule.add("─" * self.page.first_room, "rule")
        self.page.block()
        self.page.line(rule)
        self.page.gap()

    def code(self, token: Token, _inside: Sequence[Token]) -> None:
        self.page.gap()
        self.page.block()
        code = clean(token.content).expandtabs(_TAB_CELLS).rstrip("\n")
        language = token.info.split()[0].strip("{}.") if token.info.split() else ""
        if language == "math":
            self._formula(code)
            return
        if language.lower() in _DRAWN:
            self.page.flow(self.inlines.plain(f"[{_DRAWN[language.lower()]}]", "image"))
        with self.page.margin(_CODE_INDENT, _CODE_INDENT):
            builder = FlowBuilder()
            for text, style in highlight(code, language):
                first, *others = text.split("\n")
                builder.add_verbatim(first, style)
                for other in others:
                    self._code_line(builder.build())
                    builder = FlowBuilder()
                    builder.add_verbatim(other, style)
            self._code_line(builder.build())
        self.page.gap()

    def _code_line(self, flow: Flow) -> None:
        indent = len(flow.text) - len(flow.text.lstrip(" "))
        self.page.flow(flow, hanging=min(indent + 2, self.page.room // 2))

    def table(self, _token: Token, inside: Sequence[Token]) -> None:
        self.page.gap(always=True)
        table = self._read_table(inside)
        parts = arrange(table, min(self.page.room, self.page.first_room), scroll=self.scroll)
        # However the table is arranged, its head is one block for anchors, and so is each row.
        self.page.block()
        characters = 0
        for number, (part, widths) in enumerate(parts):
            self.page.gap()
            for is_row, lines in table_lines(part, widths):
                if is_row and not number:
                    self.page.block()
                for line in lines:
                    characters += number
                    self.page.line(line, characters=characters)
        if not parts:
            for record in records(table):
                self.page.block()
                self.page.gap()
                for flow in record:
                    self.page.flow(flow, hanging=2)
        self.page.gap()

    def _read_table(self, tokens: Sequence[Token]) -> Table:
        rows: list[list[Flow]] = []
        alignments: list[str] = []
        for index, token in enumerate(tokens):
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                is_head = token.type == "th_open"
                style = f"{self._style} table.head".strip() if is_head else self._style
                rows[-1].append(self.inlines.flow(tokens[index + 1].children or (), style))
                if is_head:
                    alignments.append(str(token.attrs.get("style", "")).removeprefix("text-align:") or "left")
        return Table(rows[0] if rows else [], rows[1:], alignments)

    def math(self, token: Token, _inside: Sequence[Token]) -> None:
        self.page.gap()
        self._formula(token.content, token.info, token.meta.get("ending", ""))
        self.page.gap()

    def _formula(self, source: str, number: str = "", ending: str = "") -> None:
        """Put a display formula on the page, followed by its punctuation and the equation's number."""
        self.page.gap()
        self.page.block()
        self.page.formula(source)
        indent = min(_MATH_INDENT_CELLS, self.page.room // 8)
        with self.page.margin(" " * indent, " " * indent):
            after = ending + (f"    {number}" if number else "")
            if self.inlines.show_math_source:
                lines, fits = source.split("\n"), False
                lines[-1] += after
            else:
                lines, fits = self._displayed(source, after)
            for line in lines:
                builder = FlowBuilder()
                shown = clean(line)
                builder.add_verbatim(shown if fits else hold_groups(shown, self.page.room // 2), "math")
                self.page.flow(builder.build(), hanging=0 if fits else min(2, self.page.room - 1))
        self.page.gap()

    def _displayed(self, source: str, after: str) -> tuple[list[str], bool]:
        """The lines of a formula with what follows it, and whether they fit as they are."""
        room = self.page.room
        for found in (display_lines(source), broken_lines(source, room - width_of(after))):
            if found is not None:
                lines, baseline = found
                lines[baseline] += after
                if max(map(width_of, lines)) <= room:
                    return lines, True
        lines = render_rows(source)
        lines[-1] += after
        return lines, False

    def term(self, _token: Token, inside: Sequence[Token]) -> None:
        self.page.gap()
        for inline in inside:
            self._text(self.inlines.flow(inline.children or (), f"{self._style} term".strip()))

    def definition(self, _token: Token, inside: Sequence[Token]) -> None:
        with self.page.margin("    ", "    "):
            self._blocks(inside)

    def footnote(self, token: Token, inside: Sequence[Token]) -> None:
        self._footnotes.append((str(token.meta["label"]), inside))

    def transparent(self, _token: Token, inside: Sequence[Token]) -> None:
        self._blocks(inside)


def _closing(tokens: Sequence[Token], index: int) -> int:
    """The index of the token that closes the one at `index`."""
    level = tokens[index].level
    index += 1
    while index < len(tokens) and tokens[index].level != level:
        index += 1
    return index


def _is_loose(tokens: Sequence[Token]) -> bool:
    """Whether a list, given as the tokens inside it, has blank lines between its items."""
    level = tokens[0].level + 1 if tokens else 0
    return any(
        token.type == "paragraph_open" and token.level == level and not token.hidden for token in tokens
    )


def _with_box(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a list item, with a box in place of a task's `[x]`."""
    if len(tokens) > 1 and tokens[1].type == "inline" and tokens[1].children:
        text = tokens[1].children[0]
        box = _TASKS.get(text.content[:4])
        if text.type == "text" and box:
            text.content = box + text.content[4:]
    return tokens


def _with_callout(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a quote. If it begins with `[!WARNING]`, as on GitHub, that becomes its heading."""
    children = tokens[1].children if len(tokens) > 1 and tokens[1].type == "inline" else None
    found = _CALLOUT.fullmatch(children[0].content) if children and children[0].type == "text" else None
    if found and children:
        kind = found[1].capitalize()
        is_kind = found[2].casefold() in ("", found[1].casefold())
        ends = [Token("hardbreak", "br", 0)] if children[1:] else []
        children[:] = [*_bold(kind if is_kind else f"{kind}: {found[2]}"), *ends, *children[2:]]
    return tokens


def _bold(text: str) -> list[Token]:
    return [
        Token("strong_open", "strong", 1),
        Token("text", "", 0, content=text),
        Token("strong_close", "strong", -1),
    ]


_HANDLERS: dict[str, Callable[[Blocks, Token, Sequence[Token]], None]] = {
    "paragraph_open": Blocks.paragraph,
    "heading_open": Blocks.heading,
    "bullet_list_open": Blocks.bullet_list,
    "ordered_list_open": Blocks.ordered_list,
    "blockquote_open": Blocks.quote,
    "admonition_open": Blocks.box,
    "admonition_title_open": Blocks.box_title,
    f"container_{BOX}_open": Blocks.box,
    "hr": Blocks.rule,
    "fence": Blocks.code,
    "code_block": Blocks.code,
    "table_open": Blocks.table,
    "math_block": Blocks.math,
    "dl_open": Blocks.transparent,
    "dt_open": Blocks.term,
    "dd_open": Blocks.definition,
    "footnote_reference_open": Blocks.footnote,
}
