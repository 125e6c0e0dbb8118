"""The fields of a note, and the lines of metadata at its head that state them.

The lines come in all the shapes that people write: bold names (`**Venue**: ICML 2025`, also several on a line), plain
names (`Venue: ICML 2025`), in a list, a block quote or a table; with ASCII or full-width colons, in English or Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
        "conference|venue|journal|published in|published at|publication|published"
        "|会议/期刊|会议|期刊|发表会议|发表|出处",
        "**Conference**: ICML 2025 (Oral)",
    ),
    MetadataField(
        "arxiv", "arxiv|arxiv id|arxiv link|arxiv number|arxiv编号|arxiv 编号", "**arXiv**: 2502.17424"
    ),
    MetadataField("doi", "doi", "**DOI**: 10.1145/3366423.3380130"),
    MetadataField(
        "code",
        "code|github|source code|code link|repo|repository|代码|代码链接|代码地址|开源代码|开源",
        "**代码**：https://github.com/example/tides",
    ),
    MetadataField(
        "project",
        "project|project page|website|homepage|项目|项目主页|项目页|项目页面|主页",
        "Project page: https://example.org/tides",
    ),
    MetadataField(
        "paper",
        "paper|pdf|link|url|paper link|openreview|论文|论文链接|论文地址|链接",
        "> **Paper**: https://example.org/tides.pdf",
    ),
    MetadataField(
        "areas",
        "area|areas|domain|field|research area|topic|topics|category|categories"
        "|领域|研究领域|研究方向|方向|主题|分类",
        "**领域**：机器人",
    ),
    MetadataField("keywords", "keywords|keyword|key words|关键词|关键字", "Keywords: tides, harbours"),
    MetadataField("tags", "tags|tag|标签", "- **Tags**: #tides #harbours"),
    MetadataField("authors", "authors|author|作者", "**作者**：陈明, Ada Lima"),
    MetadataField(
        "affiliations", "affiliations|affiliation|institutions|institution|机构|单位", "**机构**：港口大学"
    ),
    MetadataField("year", "year|年份", "Year: 2025"),
    MetadataField("date", "date|日期|时间", "**日期**：2025-03-14"),
    MetadataField("title", "title|paper title|标题|题目|论文标题", "Title: Tides of Harbours"),
    MetadataField(
        "summary",
        "tl;dr|tldr|tl dr|summary|one-sentence summary|一句话总结|摘要",
        "**TL;DR**: The sea rises twice a day.",
    ),
    MetadataField("description", "description|abstract", "Abstract: We measure tides."),
    MetadataField("rating", "rating|score|评分", "**评分**：⭐⭐⭐⭐"),
    MetadataField("award", "award|presentation|奖项", "**Presentation**: Spotlight"),
    MetadataField("content_hash", "content_hash", "content_hash: 5f2c1a"),
)
"""All fields of a note."""

FIELD_OF_NAME = {spelling: field.name for field in FIELDS for spelling in field.spellings.split("|")}

_NAMES = "|".join(sorted(map(re.escape, FIELD_OF_NAME), key=len, reverse=True))
BOLD_FIELD = lazy_pattern(
    rf"(?:\*\*|__)[^\w\n*]{{0,4}}(?P<name>{_NAMES})\s*(?:[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*[:：])",
    re.IGNORECASE,
)
PLAIN_FIELD = lazy_pattern(rf"[^\w\n\[(]{{0,6}}(?P<name>{_NAMES})\s*[:：](?!//)", re.IGNORECASE)
_LIST_ITEM = lazy_pattern(r"\s*[-*+]\s+(?=\S)")


def fields_in(head: str) -> dict[str, str]:
    """The fields that a note's head states, by their names in FIELDS, with their values as written.

    If a field is stated twice, the first counts.
    """
    found: dict[str, str] = {}
    rows: list[list[str]] = []
    waiting = ""
    for line in head.split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        text = line.lstrip("> \t")
        if text.startswith("|"):
            rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", text.strip().strip("|"))])
            continue
        if item := _LIST_ITEM.match(text):
            if waiting and not PLAIN_FIELD.match(text, item.end()) and not BOLD_FIELD.match(text, item.end()):
                found[waiting] = ", ".join(filter(None, (found[waiting], text[item.end() :].strip())))
                continue
            text = text[item.end() :]
        waiting = ""
        starts = list(BOLD_FIELD.finditer(text)) or list(filter(None, [PLAIN_FIELD.match(text)]))
        for start, end in zip(starts, [*(match.start() for match in starts[1:]), len(text)], strict=False):
            field = FIELD_OF_NAME[start["name"].lower()]
            value = text[start.end() : end].strip().strip("\\").rstrip(" /|·,，;；").strip()
            found.setdefault(field, value)
            waiting = field if not value and not found[field] else ""
    for field, value in _table_fields(rows):
        found.setdefault(field, value)
    return {field: value for field, value in found.items() if value}


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
    return cell.strip("*_:： ").lower()
