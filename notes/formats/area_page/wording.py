"""What the words of a line say about it: whether they read like a title or like a summary.

English, Chinese, Japanese and Korean. Nothing here looks at the rest of the page.
"""

from __future__ import annotations

import re
import unicodedata

from papernotes.notes.patterns import lazy_pattern

MINIMUM_LONG_WORDS = 3
"""Capitals say something only among so many long words."""

MAXIMUM_LINK_CHARACTERS = 40

_LINK = lazy_pattern(r"[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]+ ?\w|.{1,38}[←→⟵⟶]$")
_ENDS_A_SENTENCE = lazy_pattern(r"""[.。!！…;；．｡]["'”’」』)）\]*]*$""")
_ABBREVIATED_END = lazy_pattern(r"(?:\b(?:et al|etc|vs|Jr|Inc|v\d)\.|\.\.\.)$")
_SENTENCE_INSIDE = lazy_pattern(r"""[a-z\d)\]”"]\. [A-Z\\$“"]|[。！？].|다\. """)
_OPENER = lazy_pattern(
    r"(?:(?:this|the) (?:paper|work|study|article|survey|authors?)|we |in this |by \w+ing|after |given |\w+ing an? "
    r"|(?:propose[sd]|presents|introduce[sd]|investigates|studies|reveals|exposes|shows|demonstrates|designs"
    r"|formulates|develops|analy[sz]es|identifies|finds|provides|constructs|proves|explores|addresses) "
    r"|(?:propose|present|introduce|investigate|reveal|expose|show|demonstrate|design|formulate|develop|analy[sz]e"
    r"|construct|prove|explore) (?:an?|the|how|that) "
    r"|本文|本论文|本論文|本研究|本稿|提出|针对|針對|通过|通過|首次|揭示|发现|發現|研究|设计|設計|构建|構建|这篇|我们|作者|論文"
    r"|この論文|我々|著者|본 |이 논문|본논문|우리는|저자)",
    re.IGNORECASE,
)
_ODD_BEGINNING = lazy_pattern(
    r"""(?![\s"'“‘«(（\\$「『《〈【〔¿¡.@&+])\W|\d{1,3}[.)、:/] |(?:I{1,3}|IV|V|VI{1,3}|IX|X)[.)] """
)
_CUT_END = lazy_pattern(
    r"(?:\b(?:an?|the|of|in|and|or|for|with|to|by|on|via|from|at|as|is|are|using|under|between)|[,:，：、–—-])\Z"
)
_TAG = lazy_pattern(r"</?(?:p|br|li|ul|ol|dl|dt|dd|div|h[1-6])\b[^<>]{0,80}>")
_ADDRESS_AFTER = lazy_pattern(r"(?<=\S)\s*(?:<(?:https?|mailto):[^<>\s]*>|\(https?://[^()\s]*\))\Z")
_LONG_WORD = lazy_pattern(r"[A-Za-z][A-Za-z’'-]{3,}")
_WIDE_COMMA = lazy_pattern("[，、；]")


def ends_a_sentence(text: str) -> bool:
    """Whether a text ends as sentences do. A question mark says nothing: titles have it, too."""
    return _ENDS_A_SENTENCE.search(text) is not None and not _ABBREVIATED_END.search(text)


def has_a_sentence_inside(text: str) -> bool:
    """Whether a sentence ends before the text does."""
    return _SENTENCE_INSIDE.search(text) is not None


def opens_a_summary(text: str) -> bool:
    """Whether a text begins as summaries do: `This paper proposes`, `本文`, `本論文では`, `본 논문은`."""
    return _OPENER.match(text) is not None


def links_to_a_page(text: str) -> bool:
    """Whether a text is an icon or an arrow with a few words, as the site's links to other areas are."""
    return len(text) <= MAXIMUM_LINK_CHARACTERS and _LINK.match(text) is not None


def is_odd_title(text: str) -> bool:
    """Whether a text begins or ends as titles do not: with a bullet that nobody knows, in the middle of a sentence, or with
    a whole one."""
    return (
        _ODD_BEGINNING.match(text) is not None
        or _CUT_END.search(text) is not None
        or (ends_a_sentence(text) and not text.endswith("!"))
    )


def has_tags(text: str) -> bool:
    """Whether a text has tags of a web page, which belong to no summary."""
    return "<" in text and _TAG.search(text) is not None


def without_address(text: str) -> str:
    """A text without the address that mail programs and chats put after a link."""
    return _ADDRESS_AFTER.sub("", text) if "://" in text else text


def share_of_capitals(text: str) -> float | None:
    """The share of the long words that begin with a capital, from 0 to 1; None where there are too few."""
    words = _LONG_WORD.findall(text)
    if len(words) < MINIMUM_LONG_WORDS:
        return None
    capitals = [word for word in words if word[0].isupper()]
    return len(capitals) / len(words)


def wide_commas(text: str) -> int:
    """How many commas of Chinese and Japanese a text has."""
    return len(_WIDE_COMMA.findall(text))


def cells(text: str) -> int:
    """The width of a text on a terminal, as programs see it that wrap lines."""
    if text.isascii():
        return len(text)
    return sum(2 if is_wide(c) else 1 for c in text)


def is_wide(character: str) -> bool:
    """Whether a character takes two cells."""
    return unicodedata.east_asian_width(character) in "WF"


def is_hangul(character: str) -> bool:
    """Whether a character is a Korean syllable. Korean takes two cells a character, and has blanks between words."""
    return "\uac00" <= character <= "\ud7a3"
