"""The sections of a note, and Markdown as plain text.

The index is built from plain text, and previews show it: only the words. All of this is done by regular expressions over
the whole text, each of which takes linear time whatever the text holds. A Markdown parser would take a hundred times as
long.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from papernotes.notes.formats.metadata import without_fields
from papernotes.notes.formats.section_names import SECTION_NAMES
from papernotes.notes.model import Section
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean, fold

RELATED_START = "<!-- RELATED:START -->"
RELATED_END = "<!-- RELATED:END -->"

_NAMED = lazy_pattern(
    "(?<![a-z])(?:"
    + "|".join(
        f"(?P<{field}>{'|'.join(map(re.escape, names))})(?![a-z])" for field, names in SECTION_NAMES.items()
    )
    + ")"
)

# Stands for a heading while the text around it is made plain.
_MARK = "\x01"
_MATH_MARK = "\x02"  # stands for math in the same way
_MARKS = (_MARK, _MATH_MARK)
_ANY_MARK = lazy_pattern(f"([{_MARK}{_MATH_MARK}])")
_PUT_ASIDE = lazy_pattern(f"{_MATH_MARK}([0-9]+){_MATH_MARK}")
_BLOCK = lazy_pattern(
    r"\n {0,3}(?:(?P<level>#{1,6})(?:[ \t]+(?P<atx>.*))?$"
    r"|(?P<fence>`{3,}|~{3,})(?P<info>.*)$"
    r"|(?P<rule>=+|-+)[ \t]*$)",
    re.MULTILINE,
)
_NOT_PARAGRAPH = lazy_pattern(r"[ \t]*(?:[-*+>|#!<:]|\d+[.)]\s|$)")
_HEADING_ATTRIBUTES = lazy_pattern(r"\{ ?[#.:][^{}\n]{0,200}\}[ \t]*$")

_GAP = r"\n(?![ \t]*\n)"  # a line end inside a paragraph
MATH = lazy_pattern(
    rf"\$\$(?:[^$\n\x01]++|{_GAP}|\$(?!\$))*+\$\$"
    rf"|\$(?<![\\$]\$)(?![\s$])(?:[^$\\\n\x01]++|\\.|{_GAP})*+(?<![\s\\])\$(?![\d$])"
    rf"|\\\((?:[^\\\n\x01]++|\\[^()\n]|{_GAP})*+\\\)"
    rf"|\\\[(?<![\[\\]\\\[)(?=(?:[^\\\]^_={{]++|\\[^A-Za-z\[\]])*+(?:[\^_={{]|\\[A-Za-z]))(?:[^\\\n\x01]++|\\[^\[\]\n]|{_GAP})*+\\\]"
)
r"""Math as the notes write it: `$$…$$`, `$…$` (as pandoc reads it), `\(…\)` and `\[…\]`."""

_TEXT_OF_LINK = r"(?:[^\[\]\\\x01]|\\.|\[(?:[^\[\]\\\x01]|\\.)*+\])*+"
_TARGET = r"<?(?:[^()\s\x01]|\([^()\s\x01]*+\))*+(?:\s{1,9}(?:\"[^\"\n]*+\"|'[^'\n]*+'))?\s{0,9}"
_LINK = lazy_pattern(rf"\[({_TEXT_OF_LINK})\]\({_TARGET}\)")
_WIKI_LINK = lazy_pattern(r"\[\[(?:[^\[\]\n|]{1,400}\|)?([^\[\]\n|]{1,400})\]\]")
_LINK_DEFINITION = lazy_pattern(r"^ {0,3}\[(?!\^)[^\[\]\n]+\]:[ \t]*\S.*$", re.MULTILINE)
_REFERENCE = lazy_pattern(r"\[([^\[\]\n\x01]{1,300})\]\[[^\[\]\n]{0,80}\]")
_FOOTNOTE = lazy_pattern(r"\[\^[^\[\]\s]{1,80}\]:?")
_URL = lazy_pattern(r"<?\b(?:https?://|www\.)[^\s<>()\[\]\"'`|，。；、）】]+>?", re.IGNORECASE)
_INLINE_TAG = lazy_pattern(
    r"</?(?:b|i|em|strong|su[bp]|span|code|mark|u|s|small|font|kbd)(?:\s[^<>\x01]{0,400})?>", re.I
)
_TAG = lazy_pattern(r"</?[A-Za-z][A-Za-z0-9-]{0,40}(?:\s[^<>\x01]{0,4000})?/?>|<![A-Za-z][^<>\x01]{0,400}>")
_LINE_START = lazy_pattern(
    r"[ \t]*(?:(?:>[ \t]?)+[ \t]*)?"
    r"(?:(?:[-*+]|\d{1,9}[.)]|:)[ \t]+(?:\[[ xX]\][ \t]+)?|#{1,6}[ \t]+|!{3}[ \t]*)?"
)
# Rules, also those of tables, and the fences of code.
_RULE = lazy_pattern(r"[ \t]*+(?:[|:]?[ \t]*+[-:=*_][-:|=*_ \t]++|`{3,}[^`\n]*+|~{3,}.*+)")
_ATTRIBUTES = lazy_pattern(r"\{:?[ \t]?[#.:][^{}\n\x01]{0,200}\}")
_PIPE = lazy_pattern(r"\|(?<!\\\|)")
_UNDERSCORES = r"__*(?!\w)|_(?<!\w_)_*"
_EMPHASIS = lazy_pattern(rf"\\[!-/:-@\[-`{{-~]|``*|\*\**|~~~*|{_UNDERSCORES}")
_UNDERSCORE = lazy_pattern(_UNDERSCORES)
_TILDES = lazy_pattern("~~~*")
_LINE_ENDS = lazy_pattern(r"\n\s+")
_MARKUP = lazy_pattern(r"[\\`*_~\[<&|{\n]|://|www\.|^[ \t]*(?:[-+>:#=!]|\d+[.)])")


def split_sections(markdown: str) -> tuple[Section, ...]:
    """A note's sections in order, as plain text, without the block of related papers.

    Text before the first heading is a section without a heading. A section inside another one takes its name, if that
    has one, so that `method` covers all that stands under Method. The title has a section if text other than metadata
    stands below it.
    """
    outline, pieces = _cut_at_headings(_without_mark(_without_comments(without_related(markdown))))
    title = next((number for number, (level, _) in enumerate(outline, 1) if level == 1), 0)
    for number in {0, title}:
        pieces[number] = without_fields(pieces[number])
    texts = plain_text(f"\n\n{_MARK}\n\n".join(pieces), keep_marks=True).split(_MARK)
    sections = [Section("", texts[0].strip())]
    above = [""] * 7
    for number, ((level, heading), text) in enumerate(zip(outline, texts[1:], strict=True), 1):
        name = "" if number == title else next(filter(None, above[1:level]), "") or section_name(heading)
        above[level:] = [name] + [""] * (6 - level)
        sections.append(Section(_heading_text(heading), text.strip(), name))
    return tuple(part for number, part in enumerate(sections) if part.text or number not in (0, title))


def plain_text(markdown: str, *, keep_marks: bool = False) -> str:
    """The words of a piece of Markdown, without markup, math, link targets, HTML and entities.

    Lines stay lines; blank lines go. `keep_marks` is for `split_sections`.
    """
    text = markdown
    if not keep_marks:
        text = _without_mark(_without_comments(text))
    return _tidy(_without_markup(_without_math(text)))


def _without_math(text: str) -> str:
    """The text with a blank in place of each formula."""
    if "$" not in text and "\\(" not in text and "\\[" not in text:
        return text
    pieces = []
    done = 0
    # Finding where a formula may begin is faster this way than by the regular expression.
    dollar, slash = text.find("$"), text.find("\\")
    while dollar >= 0 or slash >= 0:
        start = dollar if slash < 0 or 0 <= dollar < slash else slash
        after = start + 1
        if found := MATH.match(text, start):
            pieces.append(text[done:start])
            done = after = found.end()
        if dollar >= 0 and dollar < after:
            dollar = text.find("$", after)
        if slash >= 0 and slash < after:
            slash = text.find("\\", after)
    return " ".join([*pieces, text[done:]])


def without_markup(markdown: str) -> str:
    """Like `plain_text`, but math stays as it is written: for titles and summaries, which are shown."""
    text = markdown.replace(_MARK, "").replace(_MATH_MARK, "")
    if "$" not in text and not _MARKUP.search(text):
        return _tidy(text)
    text = _without_comments(text)
    if text.count("*") == 1:
        text = text.replace("*", "\\*")  # a lone star is part of a name, as in A*
    math: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        math.append(found[0])
        return f"{_MATH_MARK}{len(math) - 1}{_MATH_MARK}"

    text = _tidy(_without_markup(MATH.sub(put_aside, text)))
    return _PUT_ASIDE.sub(lambda found: math[int(found[1])], text)


_heading_text = lru_cache(maxsize=4096)(plain_text)


@lru_cache(maxsize=4096)
def section_name(heading: str) -> str:
    """The field in SECTION_NAMES that a heading belongs to; empty if there is none."""
    found = _NAMED.search(fold(heading))
    return found.lastgroup or "" if found else ""


class Heading(NamedTuple):
    """A heading: its level from 1 to 6, its text as written, and its first and last position in the Markdown."""

    level: int
    text: str
    start: int
    end: int


def headings(markdown: str) -> Iterator[Heading]:
    """The headings of a text, ATX and setext, except in fenced code."""
    fence = ""
    for found in _BLOCK.finditer(
        "\n" + markdown
    ):  # so that each match begins where its line begins in `markdown`
        level, text, mark, info, rule = found.groups()
        if mark:
            if not fence:
                # a line such as ```code``` is inline code
                fence = "" if mark[0] == "`" and "`" in info else mark
            elif mark[0] == fence[0] and len(mark) >= len(fence) and not info.strip():
                fence = ""
        elif fence:
            continue
        elif level:
            text = (text or "").strip()
            if text.endswith("#"):
                bare = text.rstrip("#")
                text = bare if not bare or bare[-1:].isspace() else text
            text = _HEADING_ATTRIBUTES.sub("", text) if text.endswith("}") else text
            yield Heading(len(level), text.strip(), found.start(), found.end() - 1)
        elif (line := _line_above(markdown, found.start())) is not None:
            level = 1 if rule[0] == "=" else 2
            yield Heading(level, markdown[line : found.start()].strip(), line, found.end() - 1)


def related_block(markdown: str) -> str:
    """What stands between the marks around the related papers; empty if there are none."""
    start = markdown.find(RELATED_START)
    if start < 0:
        return ""
    end = markdown.find(RELATED_END, start)
    return markdown[start + len(RELATED_START) : end if end >= 0 else len(markdown)]


def without_related(markdown: str) -> str:
    """The text without the block of related papers."""
    start = markdown.find(RELATED_START)
    if start < 0:
        return markdown
    end = markdown.find(RELATED_END, start)
    return markdown[:start] + (markdown[end + len(RELATED_END) :] if end >= 0 else "")


def _line_above(text: str, start: int) -> int | None:
    """Where the line above a setext rule begins; None unless that line is a paragraph by itself."""
    line = text.rfind("\n", 0, max(start - 1, 0)) + 1
    if start == 0 or start - line > 400 or _NOT_PARAGRAPH.match(text, line, start - 1):
        return None
    above = text.rfind("\n", 0, max(line - 1, 0)) + 1
    return None if line and text[above : line - 1].strip() else line


def _cut_at_headings(text: str) -> tuple[list[tuple[int, str]], list[str]]:
    """The headings as `(level, text)`, and the texts before the first, below the first, below the second …"""
    outline = []
    pieces = []
    done = 0
    for heading in headings(text):
        outline.append((heading.level, heading.text))
        pieces.append(text[done : heading.start])
        done = heading.end
    return outline, [*pieces, text[done:]]


def _without_comments(text: str) -> str:
    """The text without HTML comments. A comment that never ends stays."""
    start = text.find("<!--")
    if start < 0:
        return text
    pieces = []
    done = 0
    while start >= 0 and (end := text.find("-->", start)) >= 0:
        pieces.append(text[done:start])
        done = end + 3
        start = text.find("<!--", done)
    pieces.append(text[done:])
    return "".join(pieces)


def _without_mark(text: str) -> str:
    return text.replace(_MARK, "") if _MARK in text else text


def _without_markup(text: str) -> str:
    if not _MARKUP.search(text):
        return text
    # A line that begins with a letter, as most do, has no mark of a list, a quotation or a rule.
    text = "\n".join(
        [line if not line or line[0].isalpha() else _without_line_start(line) for line in text.split("\n")]
    )
    if "[" in text:
        if "[[" in text:
            text = _WIKI_LINK.sub(r"\1", text)
        if "](" in text:
            # twice, for images that are links
            text = _LINK.sub(r"\1", _LINK.sub(r"\1", text.replace("![", "[")))
        if "]:" in text:
            text = _LINK_DEFINITION.sub("", text)
        if "][" in text:
            text = _REFERENCE.sub(r"\1", text)
        if "[^" in text:
            text = _FOOTNOTE.sub("", text)
    if "://" in text or "www." in text:
        text = _URL.sub(" ", text)
    if "<" in text:
        text = _TAG.sub(" ", _INLINE_TAG.sub("", text))
    if "{" in text:
        text = _ATTRIBUTES.sub("", text)
    if "|" in text:
        text = _PIPE.sub(" ", text) if "\\|" in text else text.replace("|", " ")
    text = _without_emphasis(text)
    if "&" in text and (unescaped := html.unescape(text)) != text:
        # Entities can stand for unsafe characters. Our own marks are unsafe too, but must stay.
        text = "".join(part if part in _MARKS else clean(part) for part in _ANY_MARK.split(unescaped))
    return text


def _without_line_start(line: str) -> str:
    if _RULE.fullmatch(line):
        return ""
    start = _LINE_START.match(line)
    return line[start.end() :] if start else line


def _without_emphasis(text: str) -> str:
    if "\\" in text:
        return _EMPHASIS.sub(_escaped, text)
    if "_" in text:
        text = _UNDERSCORE.sub("", text)
    if "~~" in text:
        text = _TILDES.sub("", text)
    return text.replace("*", "").replace("`", "")


def _escaped(found: re.Match[str]) -> str:
    """The character that a backslash escapes; nothing for other markup."""
    return found[0][1] if found[0][0] == "\\" else ""


def _tidy(text: str) -> str:
    text = text.replace("\t", " ").replace("\xa0", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return _LINE_ENDS.sub("\n", text.replace(" \n", "\n")).strip()
