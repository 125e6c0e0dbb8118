"""The fields of a note, and the lines of metadata at its head that state them.

The lines come in all the shapes that people write: bold names (`**Venue**: ICML 2025`, also several on a line), plain
names (`Venue: ICML 2025`), in a list, a block quote or a table; with ASCII or full-width colons, in English or Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from papernotes.notes.patterns import lazy_pattern


class MetadataField(NamedTuple):
    """A field of a note: our name for it, what notes call it (separated by bars), and a line that states it.

    The names are compared without case. They are those of both editions of the site, and of what other people write,
    in front matter, bold lines, lists and tables.
    """

    name: str
    spellings: str
    example: str


FIELDS = (
    MetadataField(
        "venue",
        "conference|venue|journal|published in|published at|publication|published|conference name"
        "|journal name|booktitle|proceedings|発表会議|学会|会議|掲載|掲載誌|会议名称|会议名|发表于|期刊/会议|會議|學會|학회|저널|게재"
        "|논문 발표|발표 학회|학회명|저널명|게재지|발표처|출간|발행|출처 및 연도"
        "|会议/期刊|会议|期刊|发表会议|发表|出处|发表状态|录用情况|発表先|学会名|会議名|발표",
        "**Conference**: ICML 2025 (Oral)",
    ),
    MetadataField(
        "arxiv",
        "arxiv|arxiv id|arxiv link|arxiv number|arxiv编号|arxiv 编号|arxiv url",
        "**arXiv**: 2502.17424",
    ),
    MetadataField("doi", "doi", "**DOI**: 10.1145/3366423.3380130"),
    MetadataField(
        "code",
        "code|github|source code|code link|repo|repository|代码|代码链接|代码地址|开源代码|开源|コード|코드|源码|実装"
        "|공식 구현|구현|공식 코드|公式実装|官方代码|官方实现",
        "**代码**：https://github.com/example/tides",
    ),
    MetadataField(
        "project",
        "project|project page|website|homepage|项目|项目主页|项目页|项目页面|主页",
        "Project page: https://example.org/tides",
    ),
    MetadataField(
        "paper",
        "paper|pdf|link|url|paper link|openreview|论文|论文链接|论文地址|链接|paper url"
        "|pdf link|source url|原文|原文链接|論文|論文リンク|リンク|논문|논문 링크|링크",
        "> **Paper**: https://example.org/tides.pdf",
    ),
    MetadataField(
        "areas",
        "area|areas|domain|field|research area|topic|topics|category|categories|分野|カテゴリ|분야|카테고리|領域"
        "|领域|研究领域|研究方向|方向|主题|分类|분류|주제|分類",
        "**领域**：机器人",
    ),
    MetadataField(
        "keywords",
        "keywords|keyword|key words|关键词|关键字|キーワード|키워드|關鍵詞",
        "Keywords: tides, harbours",
    ),
    MetadataField("tags", "tags|tag|标签|分类标签|タグ|태그|標籤", "- **Tags**: #tides #harbours"),
    MetadataField(
        "authors", "authors|author|作者|first author|firstauthor|著者|저자", "**作者**：陈明, Ada Lima"
    ),
    MetadataField(
        "affiliations",
        "affiliations|affiliation|institutions|institution|机构|单位|所属|소속",
        "**机构**：港口大学",
    ),
    MetadataField(
        "year",
        "year|年份|publication year|year of publication|发表年份|出版年|出版年份|発表年|연도|년도|발표 연도|발표년도|출판 연도"
        "|发表时间|发布时间|发表日期|出版时间|发表于年|出版日期|発行年|出版年月|출판년도|출판일|공개일|발행일|게재일|公開日|公开时间",
        "Year: 2025",
    ),
    MetadataField(
        "date", "date|日期|时间|publish date|date published|发布日期|日付|날짜", "**日期**：2025-03-14"
    ),
    MetadataField(
        "title",
        "title|paper title|full title|参考论文|name of the paper|name of the thesis"
        "|title of the paper|标题|题目|论文标题|paper name|论文名|论文名称|论文题目|文章标题"
        "|タイトル|論文名|論文タイトル|제목|논문 제목|標題",
        "Title: Tides of Harbours",
    ),
    MetadataField(
        "summary",
        "tl;dr|tldr|tl dr|summary|one-sentence summary|一句话总结|摘要|one-liner|in one sentence|要約|요약",
        "**TL;DR**: The sea rises twice a day.",
    ),
    MetadataField("description", "description|abstract|excerpt", "Abstract: We measure tides."),
    MetadataField("aliases", "aliases|alias|别名|別名|별칭", "aliases: [Sea Nets, Nets]"),
    MetadataField("rating", "rating|score|评分", "**评分**：⭐⭐⭐⭐"),
    MetadataField("award", "award|presentation|奖项", "**Presentation**: Spotlight"),
    MetadataField("content_hash", "content_hash", "content_hash: 5f2c1a"),
)
"""All fields of a note."""

FIELD_OF_NAME = {spelling: field.name for field in FIELDS for spelling in field.spellings.split("|")}


def _any_name() -> str:
    """A pattern of all names, the longer ones first. Those with one first letter are together, so that it is tried once."""
    beginning: dict[str, list[str]] = {}
    for name in sorted(FIELD_OF_NAME, key=len, reverse=True):
        beginning.setdefault(name[0], []).append(re.escape(name[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in beginning.items())


_NAMES = _any_name()
# Of two names, as in `Author/Institution`, the first counts.
_OTHER_NAME = r"(?:\s*[/／]\s*[^\W\d_][\w ]{1,24}?)?"
BOLD_FIELD = lazy_pattern(
    rf"(?:\*\*|__)[^\w\n*]{{0,4}}(?P<name>{_NAMES}){_OTHER_NAME}\s*(?:[:：]{{1,2}}\s*(?:\*\*|__)|(?:\*\*|__)\s*[:：]{{1,2}})",
    re.IGNORECASE,
)
PLAIN_FIELD = lazy_pattern(
    rf"[^\w\n\[(]{{0,6}}(?P<name>{_NAMES}){_OTHER_NAME}[*_]{{0,2}}\s*[:：]{{1,2}}(?!//)(?:[*_]{{1,2}}(?=\s))?",
    re.IGNORECASE,
)
_LIST_ITEM = lazy_pattern(r"\s*[-*+]\s+(?=\S)")
_OF_HEADINGS = frozenset(("title", "authors", "venue", "year", "keywords", "tags", "arxiv", "doi"))
"""The fields that a heading may state. Others are what sections are called, too."""
_PROSE = frozenset(("summary", "description"))
"""Fields whose value may be the line below their name."""
_BETWEEN_NAMES = lazy_pattern(r"[,，;；、&\d]|\band\b")
_PARTICLES = frozenset("de der den del da di du la le van von bin al el et".split())
_MAXIMUM_WORDS_OF_NAME = 6
_MAXIMUM_CHARACTERS_OF_NAME = 5  # of one without blanks, in other scripts than Latin
_OF_LISTS = frozenset(("areas", "paper"))
"""Others that a line above a list may name."""
_MAXIMUM_NAME_CHARACTERS = 24
_MAXIMUM_LINES_OF_FIELDS = 24
_MAY_BE_FIELD = lazy_pattern(
    r"\||[>\s]*(?:[-*+]\s+)?[^:：\n]{1,40}[:：]|[-*+]\s+`|-{3,}|>\s*$|[-*+]\s+https?://"
)
_MAXIMUM_VALUE_CHARACTERS = 200
_MAXIMUM_ITEMS = 30
_MAXIMUM_ITEM_CHARACTERS = 80


def fields_in(head: str) -> dict[str, str]:
    """The fields that a note's head states, by their names in FIELDS, with their values as written.

    If a field is stated twice, the first counts; authors are all taken.
    """
    found: dict[str, str] = {}
    rows: list[list[str]] = []
    waiting = ""
    for line in head.split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        text = line.lstrip("> \t")
        if waiting in _PROSE and not text.startswith("|"):
            found[waiting] = text.strip()
            waiting = ""
            continue
        if text.startswith("|"):
            rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", text.strip().strip("|"))])
            continue
        if item := _LIST_ITEM.match(text):
            if waiting and not PLAIN_FIELD.match(text, item.end()) and not BOLD_FIELD.match(text, item.end()):
                found[waiting] = ", ".join(filter(None, (found[waiting], text[item.end() :].strip())))
                continue
            text = text[item.end() :]
        elif waiting == "authors" and text[:1].isalpha() and _names_people(text):
            found[waiting] = ", ".join(filter(None, (found[waiting].rstrip(" ,，"), text.strip())))
            goes_on = text.rstrip().endswith((",", "，")) or any(map(str.isdigit, text))
            waiting = waiting if goes_on else ""
            continue
        waiting = ""
        may_be_bold = "**" in text or "__" in text
        bold = list(BOLD_FIELD.finditer(text)) if may_be_bold else []
        starts = bold or list(filter(None, [PLAIN_FIELD.match(text)]))
        if not starts and len(text) <= _MAXIMUM_NAME_CHARACTERS:
            waiting = field_named_alone(text)
            found.setdefault(waiting, "")
            waiting = "" if found[waiting] else waiting
            continue
        for start, end in zip(starts, [*(match.start() for match in starts[1:]), len(text)], strict=False):
            field = FIELD_OF_NAME[start["name"].lower()]
            value = text[start.end() : end].strip().strip("\\").rstrip(" /|·,，;；").strip()
            if field == "authors" and found.get(field) and value:
                found[field] = f"{found[field]}; {value}"  # one line for each
            found.setdefault(field, value)
            waiting = field if not value and not found[field] else ""
    for field, value in _table_fields(rows):
        found.setdefault(field, value)
    return {field: value for field, value in found.items() if value}


def _names_people(line: str) -> bool:
    """Whether a line is nothing but names, perhaps with marks of footnotes: each word begins in a capital."""
    for part in filter(None, map(str.strip, _BETWEEN_NAMES.split(line))):
        words = [word for word in part.split() if word[0].isalpha()]
        if len(words) > _MAXIMUM_WORDS_OF_NAME or (
            len(words) == 1 and not words[0][0].isupper() and len(words[0]) > _MAXIMUM_CHARACTERS_OF_NAME
        ):
            return False
        if any(word[0].islower() and word not in _PARTICLES for word in words):
            return False
    return ":" not in line and any(map(str.isalpha, line))


def states_fields(section: str) -> bool:
    """Whether a section of a note is nothing but fields: a table or list of them, perhaps with a few that we do not know."""
    lines = [line.strip() for line in section.split("\n", _MAXIMUM_LINES_OF_FIELDS + 1) if line.strip()]
    if not 1 < len(lines) <= _MAXIMUM_LINES_OF_FIELDS or not all(map(_MAY_BE_FIELD.match, lines)):
        return False
    return len(fields_in(section)) > 1


def field_named_alone(line: str) -> str:
    """The field whose name is all of a line, so that a list below may be its values; empty if there is none."""
    field = FIELD_OF_NAME.get(line.strip(" *_").lower(), "")
    return field if field in _OF_LISTS or field in _OF_HEADINGS else ""


@lru_cache(maxsize=4096)
def field_of_heading(heading: str) -> tuple[str, str]:
    """The field that a heading states, and its value if it stands beside it: `## Keywords: otters, fur`. Both are empty if the
    heading states none."""
    name, _, value = heading.replace("：", ":", 1).partition(":")
    field = FIELD_OF_NAME.get(name.strip(" *_").lower(), "")
    return (field, value.strip()) if field in _OF_HEADINGS else ("", "")


def value_below_heading(text: str) -> str:
    """The value of a field in the text below the heading that names it: its first line if that stands alone, or its first list
    if that is short. Else empty."""
    line, _, rest = text.strip().partition("\n")
    if not _LIST_ITEM.match(line):
        is_value = (
            not rest.partition("\n")[0].strip()
            and len(line) <= _MAXIMUM_VALUE_CHARACTERS
            and not PLAIN_FIELD.match(line)
        )
        return line.strip() if is_value else ""
    lines = takewhile(_LIST_ITEM.match, filter(str.strip, (line, *rest.split("\n"))))
    items = [_LIST_ITEM.sub("", item, count=1).strip() for item in lines]
    is_short = len(items) <= _MAXIMUM_ITEMS and all(len(item) <= _MAXIMUM_ITEM_CHARACTERS for item in items)
    return "; ".join(items) if is_short and not any(map(PLAIN_FIELD.match, items)) else ""


def without_fields(text: str) -> str:
    """The text without its lines of metadata. A summary or description among them stays, since it is prose."""
    if not any(mark in text for mark in (":", "：", "|")):
        return text
    return "\n".join(line for line in text.split("\n") if not _is_field(line))


def _is_field(line: str) -> bool:
    text = line.lstrip("> \t")
    if text.startswith("|"):
        return _cell_name(text[1:].partition("|")[0]) in FIELD_OF_NAME
    start = item.end() if (item := _LIST_ITEM.match(text)) else 0
    found = BOLD_FIELD.match(text, start) or PLAIN_FIELD.match(text, start)
    return found is not None and FIELD_OF_NAME[found["name"].lower()] not in ("summary", "description")


def _table_fields(rows: list[list[str]]) -> Iterator[tuple[str, str]]:
    """Metadata in a table: a name and its value in each row, or all names in the first row and their values in the next."""
    rows = [row for row in rows if not all(set(cell) <= set("-: ") for cell in row)]
    for row in rows:
        if len(row) == 2 and (field := FIELD_OF_NAME.get(_cell_name(row[0]))):
            yield field, row[1]
    if len(rows) == 2 and len(rows[0]) == len(rows[1]):
        for name, value in zip(*rows, strict=True):
            if field := FIELD_OF_NAME.get(_cell_name(name)):
                yield field, value


def _cell_name(cell: str) -> str:
    """What a cell calls a field; of two names with a slash the first, unless both together are one."""
    name = cell.strip("*_:： ").lower()
    return name if name in FIELD_OF_NAME else name.partition("/")[0].strip()
