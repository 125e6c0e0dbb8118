"""Markdown as plain text: the words that the renderer shows, without markup.

Titles, summaries, sections, and with them the index, snippets and exports, are made of it. All of this is done by
regular expressions over the whole text, each of which takes linear time whatever the text holds. A Markdown parser
would take a hundred times as long. Formulas are left out where text is searched, and stay as written in titles and
summaries, where they are typeset when they are shown.

What is not Markdown is set aside first, from left to right, since it hides all other marks: code, formulas, comments,
escaped characters (_RULES). Then marks of lines, links, tags and emphasis go.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from papernotes.notes.formulas import FORMULA, LINE_END
from papernotes.notes.html_tags import HTML_TAGS, INLINE
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean

Formulas = Callable[[str], str] | None
"""What is put in the place of a formula, given as written; None keeps only the words in it, as the index has them."""

MARK = "\x01"
"""Stands between headings and texts while a whole note is made plain. No pattern reaches over it."""

_ASIDE = "\x02"  # stands around the number of what is set aside
_PUT_ASIDE = lazy_pattern(f"{_ASIDE}([0-9]+){_ASIDE}")
_ESCAPED = 0xDC00  # added to the code of an escaped character: clean text has no such characters
_ANY_ESCAPED = lazy_pattern("[\udc21-\udc7e]")

_MAY_HIDE = lazy_pattern(r"[`~$\\<%{]")
_TICKS = lazy_pattern("`+|~+|.", re.DOTALL)
_LINE_HEAD = lazy_pattern(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")
_FENCE = lazy_pattern(r"(?P<mark>`{3,}(?=[^`\n]*(?:\n|\Z))|~{3,})(?P<info>[^\n]*)")
_BACKTICKS_END = lazy_pattern(r"\n[ \t>]*(`{3,})[ \t]*(?=\n|\Z)")
_TILDES_END = lazy_pattern(r"\n[ \t>]*(~{3,})[ \t]*(?=\n|\Z)")
_QUOTED = lazy_pattern(r"\n[ \t]*>")
_CODE_SPAN = lazy_pattern(rf"(`++)((?:[^`\n\x01]++|{LINE_END}|(?!\1(?!`))`++)++)\1(?!`)")
_COMMENT = lazy_pattern(
    r"<!--(?:[^<-]++|-(?!->)|<(?!!--))*+-->|<[!?][A-Za-z][^<>\x01]{0,400}>"
    r"|<(script|style)\b[^<>]*>(?:[^<]++|<(?!/?(?:script|style)))*+</\1\s*>",
    re.IGNORECASE,
)
_OBSIDIAN_COMMENT = lazy_pattern(r"%%(?:[^%\x01]|%(?!%))*+%%")
_SHORTCODE = lazy_pattern(
    r"\{\{[<%][^{}\x01]{0,2000}[>%]\}\}|\{\{#[a-z_]+ [^{}\n\x01]{0,400}\}\}|\{%[^{}\n\x01]{0,400}%\}"
)
_CONTENTS = lazy_pattern(
    r"\[\[_?toc_?\]\]", re.IGNORECASE
)  # where VitePress and GitLab put a table of contents
_COMMAND = lazy_pattern(
    r"\\(?:textbf|textit|emph|texttt|underline|textsc|textsf|textrm|textsl|mbox)\{((?:[^{}\n\x01]|\{[^{}\n\x01]*+\})*+)\}"
)
_ESCAPE = lazy_pattern(r"\\([!-/:-@\[-`{-~]|(?=\n))")
_INDENTED_CODE = lazy_pattern(r"\n[ \t]*\n(?:(?: {4}|\t)[ \t]*[^\s\n][^\n]*(?:\n|\Z))+")
_LIST_LINE = lazy_pattern(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]|[ \t]{2,}\S|\[\^|:[ \t]|!!!")
_WORDS_IN_FORMULA = lazy_pattern(r"\\(?:text(?:rm|bf|it)?|mathrm|operatorname\*?|mbox)\{([^{}$\\]{2,80})\}")

_TEXT_OF_LINK = r"(?:[^\[\]\\\x01]++|\\.|\[(?:[^\[\]\\\x01]++|\\.)*+\])*+"
_TARGET = r"(?:<[^<>\n\x01]*+>|<?(?:[^()\s\x01]++|\([^()\s\x01]*+\))*+)(?:\s{1,9}(?:\"[^\"\n]*+\"|'[^'\n]*+'))?\s{0,9}"
_LINK = lazy_pattern(rf"\[({_TEXT_OF_LINK})\]\({_TARGET}\)")
_EMBED = lazy_pattern("!\\[\\[([^\\[\\]\n|\udc7c]{1,400})(?:[|\udc7c]([^\\[\\]\n]{0,400}))?\\]\\]")
_WIKI_LINK = lazy_pattern("\\[\\[([^\\[\\]\n|\udc7c]{1,400})(?:[|\udc7c]([^\\[\\]\n]{1,400}))?\\]\\]")
_LINK_DEFINITION = lazy_pattern(r"^ {0,3}\[(?!\^)([^\[\]\n]+)\]:[ \t]*\S.*$", re.MULTILINE)
_REFERENCE = lazy_pattern(r"\[([^\[\]\n\x01]{1,300})\](?:\[([^\[\]\n]{0,80})\])?")
_FOOTNOTE = lazy_pattern(r"\[\^([^\[\]\s]{1,80})\](:?)")
_INLINE_FOOTNOTE = lazy_pattern(rf"\^\[({_TEXT_OF_LINK})\]")
_AUTOLINK = lazy_pattern(r"<([a-z][a-z0-9+.-]{1,31}:[^\s<>\x01]*)>", re.IGNORECASE)
_IMAGE_TAG = lazy_pattern(
    r"<img\b[^<>\x01]{0,4000}?\balt\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')[^<>\x01]{0,4000}>", re.I
)
_TAG = lazy_pattern(r"</?([A-Za-z][A-Za-z0-9-]{0,40})(?:\s[^<>\x01]{0,4000})?/?>")
_CALLOUT = lazy_pattern(r"^([ \t]*>[> \t]*)\[!(\w+)\][+-]?", re.MULTILINE)
_LINE_START = lazy_pattern(
    r"[ \t]*(?:(?:>[ \t]?)+[ \t]*)?"
    r"(?:(?:[-*+]|\d{1,3}[.)]|:)[ \t]+(?:\[[ xX]\][ \t]+)?|#{1,6}[ \t]+|[!?]{3}\+?[ \t]*|:{3,}[ \t]*)?"
)
# Rules, also those of tables.
_RULE = lazy_pattern(r"[ \t]*+[|:]?[ \t]*+[-:=*_][-:|=*_ \t]++")
_ATTRIBUTES = lazy_pattern(r"\{:?[ \t]?[#.:][^{}\n\x01]{0,200}\}")
_TABLE_RULE = lazy_pattern(r"\n[ \t>]*(?:\|[ \t]*:?-+:?|:?-+:?[ \t]*\|)[-:| \t]*(?=\n|\Z)")
_TABLE_END = lazy_pattern(r"\n[ \t]*(?=\n)|\x01|\Z")
_BLOCK_ID = lazy_pattern(
    r"(?:[ \t]|^)\^(?:[A-Za-z0-9][A-Za-z0-9-]{2,60}[ \t]*$|(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{6}(?=[ \t]))",
    re.MULTILINE,
)
_MARKED = lazy_pattern(r"==(?!\s)([^=\n\x01]+)(?<!\s)==")
_STRUCK = lazy_pattern(r"~~(?![\s~])([^~\n\x01]+)(?<!\s)~~")
_LOW = lazy_pattern(r"(?<=[A-Za-z0-9)])~([A-Za-z0-9+-]{1,12})~(?!~)")
_HIGH = lazy_pattern(r"(?<=[A-Za-z0-9)])\^([A-Za-z0-9+-]{1,12})\^")
# By far the most usual emphasis: what touches the stars shows that they are a pair.
_EMPHASIS = lazy_pattern(
    r"\*(?<!\*\*)(\*?)(?=[^\s*])(?:(?=[^\W_])|(?<=\s\*)|(?<=\s\*\*))"
    r"([^*\n\x01]*(?:[^\W_]\*\1(?!\*)|[^\s*\x01]\*\1(?=[\s.,:;)，。：；、）]|\Z)))"
)
_RUN = lazy_pattern(r"\*+|(?<![^\W_])_+|_+(?![^\W_])")
_MAY_PAIR = lazy_pattern(r"\*(?=[^\s*])|_(?<![^\W_]_)(?=[^\s_])")
_PARAGRAPH_END = lazy_pattern(r"\n[ \t]*\n|\x01|\Z")
_CJK = lazy_pattern("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]")
_MAXIMUM_OPENERS = 50  # how far back a closing mark looks for its partner
_ENTITY = lazy_pattern("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLANKS = lazy_pattern("  +")
_LINE_ENDS = lazy_pattern(r"\n\s+")
# Each begins with a set of characters, for which a text is searched fastest.
_MARKUP = lazy_pattern(r"[\\`*_~\[<&|{\n^$=%](?:(?<![=%])|(?<==)=|(?<=%)%)")
_MARKUP_AT_START = lazy_pattern(r"[ \t]*(?:[-+>:#=!?]|\d+[.)])")


def plain_text(markdown: str) -> str:
    """The words of a piece of Markdown, without markup and formulas. Lines stay lines; blank lines go."""
    return _plain(markdown.replace(MARK, "").replace(_ASIDE, ""), None)


def without_markup(markdown: str) -> str:
    """Like `plain_text`, but formulas stay as they are written: for titles and summaries, which are shown."""
    text = markdown.replace(MARK, "").replace(_ASIDE, "")
    return _plain(text, str) if _has_markup(text) else _tidy(text)


@lru_cache(maxsize=256)
def heading_text(markdown: str) -> str:
    """Like `without_markup`, for text that is one line by itself: `1.` or `-` at its start begins no list."""
    text = markdown.replace(MARK, "").replace(_ASIDE, "")
    if not _has_markup(text):
        return " ".join(_tidy(text).split())
    return " ".join(_plain(f"{MARK} {text}", str).replace(MARK, "").split())


def _has_markup(text: str) -> bool:
    return bool(_MARKUP_AT_START.match(text) or _MARKUP.search(text))


def _plain(text: str, formulas: Formulas) -> str:
    text, aside = set_aside(text, formulas)
    return put_back(words_of(text), aside)


def set_aside(text: str, formulas: Formulas = None) -> tuple[str, list[str]]:
    """The text with marks in place of what holds no markup (code, escaped characters), and what stood there.

    Comments go. What `formulas` makes of a formula is set aside, too. Code in a block of its own stands in a paragraph of
    its own.
    """
    aside: list[str] = []
    if "\n\n    " in text or "\n\n\t" in text:
        text = _INDENTED_CODE.sub(lambda found: _indented(found, aside), text)
    return _scan(text, aside, formulas), aside


def _scan(text: str, aside: list[str], formulas: Formulas) -> str:
    pieces: list[str] = []
    done = at = 0
    while found := _MAY_HIDE.search(text, at):
        start = found.start()
        for rule in _RULES[text[start]]:
            if hidden := rule(text, start, aside, formulas):
                pieces += (text[done:start], hidden.put)
                done = at = hidden.end
                break
        else:
            at = _TICKS.match(text, start).end()  # type: ignore[union-attr]  # no part of a longer run opens code
    if not pieces:
        return text
    pieces.append(text[done:])
    return "".join(pieces)


class _Hidden(NamedTuple):
    """Where something that holds no markup ends, and what is put in its place."""

    end: int
    put: str


def _keep(aside: list[str], text: str) -> str:
    """Set a text aside. Returns the mark that stands for it."""
    aside.append(text)
    return f"{_ASIDE}{len(aside) - 1}{_ASIDE}"


def _fenced(text: str, start: int, aside: list[str], _formulas: Formulas) -> _Hidden | None:
    opening = _FENCE.match(text, start)
    line = text.rfind("\n", 0, start) + 1
    if opening is None or not _LINE_HEAD.fullmatch(text, line, start):
        return None
    mark = opening["mark"]
    found = (_BACKTICKS_END if mark[0] == "`" else _TILDES_END).finditer(text, opening.end())
    closing = next((end for end in found if len(end[1]) >= len(mark)), None)
    code = text[opening.end() : closing.start() if closing else len(text)]
    if ">" in text[line:start]:
        code = _QUOTED.sub("\n", code)
    put = "" if opening["info"].strip() == "math" else _keep(aside, _tidy(code))
    return _Hidden(closing.end() if closing else len(text), f"\n\n{put}\n\n")


def _code(text: str, start: int, aside: list[str], _formulas: Formulas) -> _Hidden | None:
    found = _CODE_SPAN.match(text, start)
    return _Hidden(found.end(), _keep(aside, " ".join(found[2].split()))) if found else None


def _formula(text: str, start: int, aside: list[str], formulas: Formulas) -> _Hidden | None:
    found = FORMULA.match(text, start)
    if found is None:
        return None
    if formulas:
        return _Hidden(found.end(), _keep(aside, formulas(found[0])))
    words = _WORDS_IN_FORMULA.findall(found[0]) if "{" in found[0] else ()
    return _Hidden(found.end(), f" {' '.join(words)} ")


def _command(text: str, start: int, aside: list[str], formulas: Formulas) -> _Hidden | None:
    found = _COMMAND.match(text, start)
    return _Hidden(found.end(), _scan(found[1], aside, formulas)) if found else None


def _escaped(text: str, start: int, _aside: list[str], _formulas: Formulas) -> _Hidden | None:
    found = _ESCAPE.match(text, start)
    if found is None:
        return None
    return _Hidden(found.end(), chr(_ESCAPED + ord(found[1])) if found[1] else "")


def _unseen(pattern: re.Pattern[str]) -> _Rule:
    def rule(text: str, start: int, _aside: list[str], _formulas: Formulas) -> _Hidden | None:
        found = pattern.match(text, start)
        return _Hidden(found.end(), "") if found else None

    return rule


_Rule = Callable[[str, int, list[str], Formulas], _Hidden | None]
_RULES: dict[str, tuple[_Rule, ...]] = {
    "`": (_fenced, _code),
    "~": (_fenced,),
    "$": (_formula,),
    "\\": (_formula, _command, _escaped),
    "<": (_unseen(_COMMENT),),
    "%": (_unseen(_OBSIDIAN_COMMENT),),
    "{": (_unseen(_SHORTCODE),),
}
"""The character that something without markup begins with → what it may be."""


def _indented(found: re.Match[str], aside: list[str]) -> str:
    """Code that is indented, unless it continues a list."""
    above = found.string[: found.start()].rstrip().rpartition("\n")[2]
    if _LIST_LINE.match(above):
        return found[0]
    return f"\n\n{_keep(aside, _tidy(found[0]))}\n\n"


def put_back(text: str, aside: list[str]) -> str:
    """The text with everything again in the place of its mark."""
    if aside:
        text = _PUT_ASIDE.sub(lambda found: aside[int(found[1])], text)
    if text.isascii():
        return text
    return _ANY_ESCAPED.sub(lambda found: chr(ord(found[0]) - _ESCAPED), text)


def words_of(text: str) -> str:
    """The words of a text from which `set_aside` has taken what holds no markup."""
    if not _has_markup(text):
        return _tidy(text)
    if "[[" in text:
        text = _CONTENTS.sub("", text)
        text = _WIKI_LINK.sub(lambda found: found[2] or found[1].strip("#^"), _EMBED.sub(_embedded, text))
    if "|" in text:
        text = _without_bars(text)
    if "[!" in text:
        text = _CALLOUT.sub(r"\1\2", text)
    # A line that begins with a letter, as most do, has no mark of a list, a quotation or a rule.
    text = "\n".join(
        [line if not line or line[0].isalpha() else _without_line_start(line) for line in text.split("\n")]
    )
    if "[" in text:
        text = _without_links(text)
    if "<" in text:
        text = _IMAGE_TAG.sub(r" \1\2 ", text)
        text = _TAG.sub(_without_tag, _AUTOLINK.sub(r"\1", text))
    if "{" in text:
        text = _ATTRIBUTES.sub("", text)
    if "^" in text:
        text = _HIGH.sub(r"\1", _BLOCK_ID.sub("", text))
    if "~" in text:
        text = _LOW.sub(r"\1", _STRUCK.sub(r"\1", text))
    if "==" in text:
        text = _MARKED.sub(r"\1", text)
    if "*" in text or "_" in text:
        text = _without_emphasis(text)
    if "&" in text:
        text = _ENTITY.sub(lambda found: clean(html.unescape(found[0])), text)  # which may be unsafe
    return _tidy(text)


def _without_line_start(line: str) -> str:
    if _RULE.fullmatch(line):
        return ""
    start = _LINE_START.match(line)
    return line[start.end() :] if start else line


def _without_bars(text: str) -> str:
    """The text with blanks in place of the bars of tables: of a head, the rule below it, and the rows up to a blank line."""
    pieces: list[str] = []
    done = 0
    for rule in _TABLE_RULE.finditer(text):
        head = text.rfind("\n", 0, rule.start()) + 1
        if head >= done and "|" in text[head : rule.start()]:
            end = _TABLE_END.search(text, rule.end()).start()  # type: ignore[union-attr]
            pieces += (text[done:head], text[head:end].replace("|", " "))
            done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _without_tag(found: re.Match[str]) -> str:
    name = found[1].lower()
    if name in INLINE:
        return ""
    return " " if name in HTML_TAGS else found[0]


def _without_links(text: str) -> str:
    """The text of links, images and references, without their targets. References that lead nowhere stay as written."""
    if "](" in text:
        # twice, for images that are links
        text = _LINK.sub(r"\1", _LINK.sub(r"\1", text.replace("![", "[")))
    if "^[" in text:
        text = _INLINE_FOOTNOTE.sub(r" \1", text)
    if "[^" in text:
        defined = {label for label, colon in _FOOTNOTE.findall(text) if colon}
        text = _FOOTNOTE.sub(lambda found: "" if found[1] in defined else found[0], text)
    if "]:" in text and (labels := {label.casefold() for label in _LINK_DEFINITION.findall(text)}):
        text = _LINK_DEFINITION.sub("", text)
        text = _REFERENCE.sub(
            lambda found: found[1] if (found[2] or found[1]).casefold() in labels else found[0], text
        )
    return text


def _embedded(found: re.Match[str]) -> str:
    """The description of an embedded file, else its name. The size of an image is not a description."""
    described = (found[2] or "").rpartition("|")[0] or found[2] or ""
    return described if described.strip("0123456789x ") else found[1].rpartition("/")[2]


def _without_emphasis(text: str) -> str:
    """The text without the stars and underscores that are pairs, as in CommonMark. Others are part of a name, as in A*."""
    if "*" in text:
        text = _EMPHASIS.sub(_without_stars, text)
    pieces: list[str] = []
    done = at = 0
    while found := _MAY_PAIR.search(text, at):
        start = max(done, text.rfind("\n\n", done, found.start()), text.rfind(MARK, done, found.start()))
        at = _PARAGRAPH_END.search(text, found.end()).start()  # type: ignore[union-attr]
        pieces += (text[done:start], _without_pairs(text[start:at]))
        done = at
    return "".join([*pieces, text[done:]]) if pieces else text


def _without_stars(found: re.Match[str]) -> str:
    return found[2][: -1 - len(found[1])]


class _Run:
    """A run of stars or underscores: what it can do, and how many of its marks have no partner yet."""

    __slots__ = ("closes", "left", "length", "mark", "opens", "span")

    def __init__(self, text: str, start: int, end: int) -> None:
        before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
        self.mark, self.span, self.length, self.left = text[start], (start, end), end - start, end - start
        odd_before, odd_after = _is_punctuation(before), _is_punctuation(after)
        left = not after.isspace() and (not odd_after or odd_before or before.isspace())
        right = not before.isspace() and (not odd_before or odd_after or after.isspace())
        if self.mark == "_":
            left, right = left and (not right or odd_before), right and (not left or odd_after)
            left, right = left and after != "{", right and after != "{"
        elif not before.isspace() and not after.isspace() and (_CJK.match(before) or _CJK.match(after)):
            left = right = True  # in Chinese, which has no blanks, a word may touch **（…）** on both sides
        self.opens, self.closes = left, right


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _without_pairs(text: str) -> str:
    runs = [_Run(text, *found.span()) for found in _RUN.finditer(text)]
    openers: list[_Run] = []
    for run in runs:
        if run.closes:
            _pair(run, openers)
        if run.opens and run.left:
            openers.append(run)
    pieces: list[str] = []
    done = 0
    for run in runs:
        start, end = run.span
        pieces += (text[done:start], run.mark * run.left)
        done = end
    return "".join([*pieces, text[done:]])


def _pair(closer: _Run, openers: list[_Run]) -> None:
    """Pair a closing run with those that opened before it; what stands between the two is no longer an opener."""
    at = len(openers) - 1
    while closer.left and at >= 0 and len(openers) - at <= _MAXIMUM_OPENERS:
        opener = openers[at]
        # The rule of three: `**a*b**` is strong.
        both = opener.closes or closer.opens
        three = both and not (opener.length + closer.length) % 3 and (opener.length % 3 or closer.length % 3)
        if opener.mark == closer.mark and not three:
            pairs = 2 if min(opener.left, closer.left) > 1 else 1
            opener.left -= pairs
            closer.left -= pairs
            del openers[at + (opener.left > 0) :]
            at = len(openers) - 1
        else:
            at -= 1


def _tidy(text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = text.replace("\t", " ").replace("\xa0", " ")
    text = _BLANKS.sub(" ", text)
    return _LINE_ENDS.sub("\n", text.replace(" \n", "\n")).strip()
