"""Reads a folder of notes for the benchmarks: a tree `VENUE/topic/slug.md` of Markdown notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from notes.model import EntryText, Section

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_RELATED = re.compile(r"<!-- RELATED:START -->.*", re.DOTALL)
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_META = re.compile(r"^\*\*([^*\n]+)\*\*\s*[:：]\s*(.+)$", re.MULTILINE)
_HEADING = re.compile(r"^#{2,6} (.+)$", re.MULTILINE)
_MATH = re.compile(r"\$\$.*?\$\$|(?<![\\\w])\$[^$\n]+\$", re.DOTALL)
_MARKUP = re.compile(r"\*\*|[`|]|^\s*[-*>]\s|!?\[([^\]]*)\]\([^)]*\)|<[^>]+>", re.MULTILINE)
_ARXIV = re.compile(r"\d{4}\.\d{4,5}")


def read(root: Path, path: Path) -> EntryText:
    """The entry of one note's file."""
    text = _RELATED.sub("", _FRONT.sub("", path.read_text(encoding="utf-8", errors="replace")))
    venue, topic, _ = path.relative_to(root).parts
    title = _TITLE.search(text)
    meta = {name.strip().lower(): value.strip() for name, value in _META.findall(text)}
    keywords = meta.get("keywords", meta.get("关键词", ""))
    arxiv = _ARXIV.search(meta.get("arxiv", ""))
    pieces = _HEADING.split(text)
    summary, sections = "", []
    for heading, body in zip(pieces[1::2], pieces[2::2], strict=True):
        plain = _MARKUP.sub(r"\1", _MATH.sub(" ", body)).strip()
        if heading.strip().lower() in ("tl;dr", "一句话总结"):
            summary = plain
        else:
            sections.append(Section(heading, plain, _name(heading)))
    year = re.search(r"\d{4}$", venue)
    return EntryText(
        key=f"{venue}/{topic}/{path.stem}",
        title=title[1] if title else path.stem,
        venue=venue,
        year=int(year[0]) if year else None,
        topics=(topic,),
        topic_names=(topic.replace("_", " ").title(),),
        keywords=tuple(word.strip() for word in re.split(r"[,，、;；]", keywords) if word.strip()),
        authors=(),
        summary=summary,
        sections=tuple(sections),
        arxiv=arxiv[0] if arxiv else None,
        has_code="code" in meta or "代码" in meta,
        date=year[0] if year else "",
    )


def _name(heading: str) -> str:
    folded = heading.lower()
    names = {
        "method": ("method", "方法"),
        "limitations": ("limitation", "局限"),
        "results": ("result", "实验"),
    }
    return next((name for name, words in names.items() if any(word in folded for word in words)), "")


@dataclass(frozen=True)
class FolderLoader:
    """Loads the notes of a folder; survives pickling."""

    root: Path
    limit: int | None = None

    def keys(self) -> list[str]:
        paths = sorted(path for path in self.root.glob("*/*/*.md") if path.name != "index.md")
        return ["/".join((*path.relative_to(self.root).parts[:2], path.stem)) for path in paths[: self.limit]]

    def load(self, keys: Sequence[str]) -> Iterator[EntryText]:
        for key in keys:
            yield read(self.root, self.root / f"{key}.md")
