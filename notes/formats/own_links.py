"""Which links of a note are to its own paper, and not to papers that it cites.

A link to the own paper stands by itself: on a line of nothing but links and their names (`- [arXiv](…) | [code](…)`),
or its text says that it is the paper (`[Link to the paper](…)`). A link in running text is a citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from papernotes.notes.formats.links import LINK
from papernotes.notes.formats.sections import Heading
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import fold

_SAYS_PAPER = lazy_pattern(
    r"(?<![a-z])(?:link|the paper|this paper|pdf|arxiv|paper link|full text|paper|abs)(?![a-z])|论文|原文|链接|論文|リンク|논문|링크|원문",
    re.I,
)
_SHORTCODE_LINK = lazy_pattern(
    r"\{\{[<%][^{}]{0,400}?(?:href|url|link)=[\"']([^\"'{}]{1,2000})[\"'][^{}]{0,400}[>%]\}\}"
)
_URL = lazy_pattern(r"<?https?://\S+>?|\b10\.\d{4,9}/\S+|arxiv:\s*\S+", re.IGNORECASE)
_LABEL = lazy_pattern(
    r"[*_>\-+#|/·•,;:：()\[\]\s]|\b(?:paper|pdf|arxiv|arXiv|doi|url|link|code|project|page|abs|github|source|website|video|slides)\b",
    re.I,
)
_MAXIMUM_CHARACTERS_BESIDE = 24  # a link to the own paper, below the head
_CITES = lazy_pattern(
    r"\b(?:in|by|from|see|cf\.?|another|their|previous|prior|related|similar|citation)\s+(?:this |that |the |an? |another )?\[",
    re.IGNORECASE,
)
_LINK_SECTION = lazy_pattern(
    r"^(?:links?|paper|source|resources?|metadata|info)$|链接|论文信息|論文情報|リンク|원문|링크|논문 정보"
)
_CITED_SECTION = lazy_pattern(
    r"reference|bibliography|related|further|see also|reading|参考|相关|参照|関連|次に読む|참고|관련"
)


def own_links(text: str, headings: Sequence[Heading], head_end: int) -> Iterator[str]:
    """The addresses that may be the paper's own, the surest first. `head_end` is where the first section begins."""
    bounds = (
        [0, *(heading.end for heading in headings)],
        [*(heading.start for heading in headings), len(text)],
    )
    kinds = ["", *(_kind_of_section(heading.text) for heading in headings)]
    likely: list[str] = []
    last = text.rfind("://")
    for begin, end, kind in zip(*bounds, kinds, strict=True):
        if kind == "citations":
            continue
        in_head = begin < head_end or kind == "links"
        if not in_head and begin > last:
            continue
        for line in text[begin:end].split("\n") if in_head else _lines_with_addresses(text, begin, end):
            if "://" not in line and "10." not in line and "rxiv" not in line:
                continue
            yield from _SHORTCODE_LINK.findall(line)
            alone = in_head and not _LABEL.sub("", _URL.sub("", LINK.sub("", line))).strip()
            for label, address in LINK.findall(line):
                if alone:
                    yield address
                elif len(label) <= 60 and _SAYS_PAPER.search(label) and _is_own(line, in_head=in_head):
                    likely.append(address)
            if alone:
                yield from (found.strip("<>") for found in _URL.findall(LINK.sub("", line)))
    yield from likely


def _is_own(line: str, *, in_head: bool) -> bool:
    """Whether a line with a link called a paper is about the own paper. `in this [paper](…)` is not, nor is a sentence in a
    section."""
    if _CITES.search(line):
        return False
    return in_head or len(_LABEL.sub("", LINK.sub("", line))) <= _MAXIMUM_CHARACTERS_BESIDE


@lru_cache(maxsize=4096)
def _kind_of_section(heading: str) -> str:
    """Whether links below a heading are `citations` of other papers, or `links` of this one; empty if it says neither."""
    name = fold(heading)
    if _CITED_SECTION.search(name):
        return "citations"
    return "links" if _LINK_SECTION.search(name) else ""


def _lines_with_addresses(text: str, begin: int, end: int) -> Iterator[str]:
    """The lines of a part of the text that have an address. Most of a note has none."""
    while (found := text.find("://", begin, end)) >= 0:
        stop = text.find("\n", found, end)
        yield text[text.rfind("\n", begin, found) + 1 : stop if stop >= 0 else end]
        if stop < 0:
            return
        begin = stop
