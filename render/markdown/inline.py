"""Turns the inline tokens of a paragraph, heading or cell into running text with styles, links and formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile
from urllib.parse import unquote

from markdown_it.token import Token

from papernotes.notes import BREAKING, FORMULA, HTML_TAGS, formula_source, lazy_pattern
from papernotes.render.markdown import html
from papernotes.render.math.formulas import hold_groups, render_inline
from papernotes.render.math.unicode_scripts import subscript, superscript
from papernotes.render.styles import SEPARATOR, join
from papernotes.render.text.cells import NO_BREAK, clean, clean_line, width_of
from papernotes.render.text.flow import NO_LINK, Flow, FlowBuilder
from papernotes.render.text.wrap import is_cjk

_BARE_URL = lazy_pattern(r"https?://[^\s<>\"'`\u0080-\U0010ffff]+")
_ON_THE_WEB = lazy_pattern(r"\s*https?://", re.IGNORECASE)
_FOLLOWED = lazy_pattern(r"https?://|#|[^:/?#]*(?:/(?!/)|[?#]|$)", re.IGNORECASE)
_ENDING = lazy_pattern(r"\s*([,.;:!?，。；：、！？]+)(?!\w)\s*")
_PROPERTY = lazy_pattern(
    r"[A-Za-z][\w -]{0,40}::(?:\s|$)"
)  # a field of Logseq or Dataview, on a line by itself
_SCRIPT_END = lazy_pattern(r"</su[bp]\s*>", re.IGNORECASE)
_MAXIMUM_SCRIPT_TOKENS = 20
_MAXIMUM_UNBROKEN_CELLS = 24  # formulas up to this width are not broken over lines


@dataclass(frozen=True, slots=True)
class DisplayFormula:
    """A display formula inside a paragraph, and the punctuation that follows it."""

    source: str
    ending: str = ""


@dataclass(slots=True)
class Inlines:
    """What all running text of a note shares: the links and footnotes so far, and the reader's settings."""

    targets: list[str] = field(default_factory=list)
    footnotes: dict[str, int] = field(default_factory=dict)
    show_math_source: bool = False

    def link(self, target: str) -> int:
        """The number of a new link to the target; NO_LINK if the target must not be followed."""
        target = clean_line(target)
        if not target or not _FOLLOWED.match(target):
            return NO_LINK
        self.targets.append(target)
        return len(self.targets) - 1

    def footnote(self, label: str) -> int:
        """The number of a footnote. Footnotes are numbered in the order in which they first occur."""
        return self.footnotes.setdefault(label, len(self.footnotes) + 1)

    def flow(self, tokens: Sequence[Token], style: str = "") -> Flow:
        """All tokens as one running text, with display formulas between the words."""
        flow = _Writer(self, tokens, style, split=False).run()[0]
        assert isinstance(flow, Flow)  # without splitting there is nothing else
        return flow

    def parts(self, tokens: Sequence[Token], style: str = "") -> list[Flow | DisplayFormula]:
        """The tokens as running text, and the display formulas between them."""
        return _Writer(self, tokens, style, split=True).run()

    def plain(self, text: str, style: str = "") -> Flow:
        """A text without markup, cleaned."""
        builder = FlowBuilder()
        builder.add(clean_line(text), style)
        return builder.build()

    def formula(self, source: str) -> str:
        """A formula as it is shown in running text."""
        if self.show_math_source:
            return f"${' '.join(source.split())}$"
        shown = clean_line(render_inline(source))
        if width_of(shown) <= _MAXIMUM_UNBROKEN_CELLS:
            return shown.replace(" ", NO_BREAK)
        return hold_groups(shown, _MAXIMUM_UNBROKEN_CELLS)


def plain_tokens(text: str) -> list[Token]:
    """Tokens for a line without markup, as titles and summaries are, except for its formulas."""
    tokens = []
    at = 0
    for found in FORMULA.finditer(text):
        tokens.append(Token("text", "", 0, content=text[at : found.start()]))
        tokens.append(Token("math_inline", "math", 0, content=formula_source(found[0])))
        at = found.end()
    return [*tokens, Token("text", "", 0, content=text[at:])]


def _needs_no_blank(character: str) -> bool:
    """Whether words stand beside each other without a blank in the script of a character, as in Chinese but not in Korean."""
    return is_cjk(character) and not "\uac00" <= character <= "\ud7a3"


class _Writer:
    """Goes through the tokens of one inline element once, by the tables _WRITERS and _TAGS."""

    def __init__(self, inlines: Inlines, tokens: Sequence[Token], style: str, *, split: bool) -> None:
        self.inlines = inlines
        self.tokens = tokens
        self.split = split
        self.styles = [style]
        self.links = [NO_LINK]
        self.builder = FlowBuilder()
        self.scripts: list[str | None] = []  # the ends of the sub- and superscripts that are open
        self.done: list[Flow | DisplayFormula] = []
        self.index = 0

    def run(self) -> list[Flow | DisplayFormula]:
        for index, token in enumerate(self.tokens):
            self.index = index
            write = _WRITERS.get(token.type)
            if write is not None:
                write(self, token)
            elif token.type.endswith("_open"):
                self.styles.append(join(self.styles[-1], _STYLES.get(token.type[:-5], "")))
            elif token.type.endswith("_close"):
                self.close_style()
            elif token.content:
                self.text(token)
        flow = self.builder.build()
        if flow.text or not self.done:
            self.done.append(flow)
        return self.done

    @property
    def style(self) -> str:
        return self.styles[-1]

    def close_style(self) -> None:
        if len(self.styles) > 1:
            self.styles.pop()

    def text(self, token: Token) -> None:
        text = token.content
        if not (text.isascii() and text.isprintable()):
            text = clean(text).replace("\n", " ").replace("\t", " ")
        if "://" in text and self.links[-1] == NO_LINK:
            self.with_bare_urls(text)
        else:
            self.builder.add(text, self.style, self.links[-1])

    def with_bare_urls(self, text: str) -> None:
        written = 0
        for found in _BARE_URL.finditer(text):
            url = found[0].rstrip(".,;:!?*_")
            if url.endswith(")") and url.count("(") < url.count(")"):
                url = url[:-1]
            self.builder.add(text[written : found.start()], self.style)
            self.builder.add(url, join(self.style, "link"), self.inlines.link(url))
            written = found.start() + len(url)
        self.builder.add(text[written:], self.style)

    def soft_break(self, _token: Token) -> None:
        ahead = self.tokens[self.index + 1 : self.index + 8]
        following = [token for token in ahead if token.type != "text" or token.content][:4]
        if _is_field(following) or (following and _PROPERTY.match(following[0].content)):
            self.builder.newline()
            return
        after = following[0].content[:1] if following else ""
        if not (after and _needs_no_blank(after) and _needs_no_blank(self.builder.last)):
            self.builder.add(" ", self.style, self.links[-1])

    def hard_break(self, _token: Token) -> None:
        self.builder.newline()

    def code(self, token: Token) -> None:
        text = clean(token.content).replace("\n", " ").replace("\t", " ")
        self.builder.add_verbatim(text, join(self.style, "code"), self.links[-1])

    def math(self, token: Token) -> None:
        shown = self.inlines.formula(token.content)
        self.builder.formula(token.content)
        self.builder.add_verbatim(shown, join(self.style, "math"), self.links[-1])

    def display_math(self, token: Token) -> None:
        if not self.split:
            self.math(token)
            return
        flow = self.builder.build()
        if flow.text:
            self.done.append(flow)
        ending = ""
        following = self.tokens[self.index + 1 : self.index + 2]
        if following and following[0].type == "text" and (found := _ENDING.match(following[0].content)):
            # Otherwise the punctuation would begin the next line, or even stand alone on it.
            ending = found[1]
            following[0].content = following[0].content[found.end() :]
        self.done.append(DisplayFormula(token.content, ending))
        self.builder = FlowBuilder()

    def open_link(self, token: Token) -> None:
        number = self.inlines.link(str(token.attrs.get("href", "")))
        self.links.append(number)
        self.styles.append(self.style if number == NO_LINK else join(self.style, "link"))

    def close_link(self, _token: Token) -> None:
        if len(self.links) > 1:
            self.links.pop()
        self.close_style()

    def image(self, token: Token) -> None:
        self.write_image(token.content, str(token.attrs.get("src", "")))

    def write_image(self, description: str, source: str) -> None:
        """Write an image as its description, or the name of its file. An image on the web can be opened."""
        link = self.links[-1]
        if link == NO_LINK and _ON_THE_WEB.match(source):
            link = self.inlines.link(source)
        shown = clean_line(description) or _file_name(source)
        style = join(self.style, "image" if link == NO_LINK else "image link")
        self.builder.add(f"[image: {shown}]" if shown else "[image]", style, link)

    def open_aside(self, _token: Token) -> None:
        """Write a footnote that stands in place in parentheses."""
        self.builder.add(" (", self.style)
        self.styles.append(self.style)

    def close_aside(self, _token: Token) -> None:
        self.close_style()
        self.builder.add(")", self.style)

    def footnote(self, token: Token) -> None:
        label = str(token.meta["label"])
        link = self.inlines.link(f"#footnote-{label}")
        self.builder.add(f"[{self.inlines.footnote(label)}]", join(self.style, "footnote"), link)

    def tag(self, token: Token) -> None:
        if token.content.startswith(("<!", "<?")):
            return
        found = html.TAG.fullmatch(token.content)
        name = found[2].lower() if found else ""
        if found is None or name not in HTML_TAGS:
            self.text(token)
            return
        closing = found[1] == "/"
        if name in BREAKING:
            self.builder.newline()
        if name in html.STYLED:
            if closing:
                self.close_style()
            else:
                self.styles.append(join(self.style, html.STYLED[name]))
        write = _TAGS.get(name)
        if write is not None:
            write(self, closing, found[3])

    def tag_link(self, closing: bool, attributes: str) -> None:
        if closing:
            if len(self.links) > 1:
                self.close_link(self.tokens[self.index])
            return
        number = self.inlines.link(html.attribute(attributes, "href"))
        self.links.append(number)
        self.styles.append(self.style if number == NO_LINK else join(self.style, "link"))

    def tag_image(self, _closing: bool, attributes: str) -> None:
        if "1" in (html.attribute(attributes, "width"), html.attribute(attributes, "height")):
            return  # a spacer, or a picture that counts readers
        self.write_image(html.attribute(attributes, "alt"), html.attribute(attributes, "src"))

    def tag_item(self, closing: bool, _attributes: str) -> None:
        if not closing:
            self.builder.add_verbatim("•" + NO_BREAK, join(self.style, "marker"))

    def tag_cell(self, closing: bool, _attributes: str) -> None:
        if not closing and self.builder.last != "\n":
            self.builder.add(SEPARATOR, "table.border")

    def tag_script(self, closing: bool, convert: Callable[[str], str | None], sign: str) -> None:
        """Write `<sub>` or `<sup>` in characters of Unicode if it has them, else as `_(…)` or `^(…)`.

        Around several words, or with nothing before them, they only ask for small letters.
        """
        if closing:
            if self.scripts:
                ending = self.scripts.pop()
                if ending is None:
                    self.close_style()
                else:
                    self.builder.add(ending, self.style, self.links[-1])
            return
        following = islice(self.tokens, self.index + 1, self.index + 1 + _MAXIMUM_SCRIPT_TOKENS)
        inside = list(takewhile(lambda token: not _SCRIPT_END.match(token.content), following))
        shown = convert(inside[0].content) if len(inside) == 1 and inside[0].type == "text" else None
        if shown is not None:
            inside[0].content = shown
            self.scripts.append("")
        elif self.builder.last in " \n" or any(
            " " in token.content for token in inside if token.type == "text"
        ):
            self.styles.append(join(self.style, "small"))
            self.scripts.append(None)
        else:
            self.builder.add(f"{sign}(", self.style, self.links[-1])
            self.scripts.append(")")


def _file_name(source: str) -> str:
    """The name of an image's file; empty if its address names none."""
    path = re.split(r"[?#]", source)[0].rstrip("/")
    return "" if path.startswith("data:") else clean_line(unquote(path.rpartition("/")[2]))


def _is_field(tokens: Sequence[Token]) -> bool:
    """Whether a line begins with a field in bold, `**Name**: …` or `**Name:** …`."""
    if len(tokens) < 3 or tokens[0].type != "strong_open" or tokens[1].type != "text":
        return False
    if tokens[2].type != "strong_close":
        return False
    if tokens[1].content.rstrip().endswith((":", "：")):
        return True
    return len(tokens) > 3 and tokens[3].type == "text" and tokens[3].content.lstrip()[:1] in (":", "：")


_STYLES = {"strong": "strong", "em": "emphasis", "s": "strike", "underline": "underline", "mark": "mark"}
_WRITERS: dict[str, Callable[[_Writer, Token], None]] = {
    "text": _Writer.text,
    "softbreak": _Writer.soft_break,
    "hardbreak": _Writer.hard_break,
    "code_inline": _Writer.code,
    "math_inline": _Writer.math,
    "math_display": _Writer.display_math,
    "link_open": _Writer.open_link,
    "link_close": _Writer.close_link,
    "aside_open": _Writer.open_aside,
    "aside_close": _Writer.close_aside,
    "image": _Writer.image,
    "footnote_ref": _Writer.footnote,
    "html_inline": _Writer.tag,
}
_TAGS: dict[str, Callable[[_Writer, bool, str], None]] = {
    "a": _Writer.tag_link,
    "img": _Writer.tag_image,
    "li": _Writer.tag_item,
    "td": _Writer.tag_cell,
    "th": _Writer.tag_cell,
    "sub": lambda writer, closing, _: writer.tag_script(closing, subscript, "_"),
    "sup": lambda writer, closing, _: writer.tag_script(closing, superscript, "^"),
}
