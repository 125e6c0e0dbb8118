"""A reading digest in Markdown: the papers by venue, with their summaries, marks and remarks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from papernotes.exports.venues import short_name
from papernotes.exports.web_links import doi_link, page_of
from papernotes.figures import number_of
from papernotes.formulas import is_harmless, parts
from papernotes.notes import UNFILED, lazy_pattern, year_of

if TYPE_CHECKING:
    from papernotes.exports.exported import Exported
    from papernotes.notes import Entry

_MARKUP = lazy_pattern(r"[\\`*_{}\[\]<>#|~&$]")
_LINE_START = lazy_pattern(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)


def markdown_digest(exported: Sequence[Exported]) -> str:
    """The papers under one heading for each venue, the latest venue first."""
    venues: dict[str, list[Exported]] = {}
    for item in exported:
        venues.setdefault(item.entry.venue.slug, []).append(item)
    blocks = ["# Reading digest", _counts(exported)]
    for slug in sorted(venues, key=lambda slug: (-(year_of(slug) or 0), slug)):
        blocks.append(f"## {_heading(venues[slug][0].entry)}")
        for item in venues[slug]:
            blocks.extend(_paper(item))
    return "\n\n".join(blocks) + "\n"


def _counts(exported: Sequence[Exported]) -> str:
    read = sum(item.state.read for item in exported)
    starred = sum(item.state.starred for item in exported)
    return f"{number_of(len(exported), 'paper')}, {read:,} read, {starred:,} starred"


def _heading(entry: Entry) -> str:
    slug = entry.venue.slug
    name = (
        UNFILED if slug == UNFILED else " ".join(filter(None, (short_name(slug), str(year_of(slug) or ""))))
    )
    return escape(f"{entry.venue.icon} {name}".strip())


def _paper(item: Exported) -> list[str]:
    entry = item.entry
    authors = escape(", ".join(entry.authors))
    remark = "\n".join(f"> {line}".rstrip() for line in item.remark.strip().splitlines())
    blocks = [
        f"### {escape(entry.title)}", authors, _marks(item), escape(entry.summary), remark, _links(item),
    ]  # fmt: skip
    return [block for block in blocks if block]


def _marks(item: Exported) -> str:
    state = item.state
    said = ["★" if state.starred else ""]
    if state.read:
        said.append(f"read {state.read_at:%Y-%m-%d}" if state.read_at else "read")
    else:
        said.append(state.triage)
    said.extend(f"≡ {name}" for name in state.lists)
    said.extend(f"#{tag}" for tag in sorted(state.tags))
    return " · ".join(escape(part) for part in said if part)


def _links(item: Exported) -> str:
    entry = item.entry
    links = {
        "paper": item.url,
        f"arXiv {entry.arxiv}": page_of(entry) if entry.arxiv else None,
        "DOI": doi_link(entry.doi) if entry.doi else None,
        "code": entry.code,
    }
    said = [f"[{escape(name)}](<{_target(url)}>)" for name, url in links.items() if url]
    also = f"also in {', '.join(item.also_in)}" if item.also_in else ""
    return " · ".join(filter(None, (*said, escape(also), _literal(entry.key))))


def escape(text: str) -> str:
    """Foreign text as one line of Markdown that shows exactly this text; simple formulas stay formulas."""
    done = []
    for plain, formula in parts(" ".join(text.split())):
        done.append(_MARKUP.sub(r"\\\g<0>", plain))
        if formula:
            kept = is_harmless(formula) and not re.search(r"[<>\[\]]", formula)
            done.append(f"${formula}$" if kept else _MARKUP.sub(r"\\\g<0>", f"${formula}$"))
    return _LINE_START.sub(_literally, "".join(done))


def _literal(text: str) -> str:
    return escape(text) if "`" in text else f"`{text}`"


def _literally(start: re.Match[str]) -> str:
    """Escape the start of a line that would begin a list or underline a heading."""
    return f"{start[1]}{start[2]}\\" if start[2].isdigit() else f"{start[1]}\\{start[2]}"


def _target(url: str) -> str:
    return re.sub(r"[\s<>\\]", lambda found: f"%{ord(found[0]):02X}", url)
