"""What a new note begins with: a template with `{{title}}`, `{{authors}}` and so on in the places of what is known.

The reader's own is `note.md` in the configuration folder. A line is left out if it has placeholders for what is not known.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from papernotes.config.strict_yaml import near
from papernotes.errors import UserError, not_utf8
from papernotes.notes import UNFILED
from papernotes.reading import in_words, read_regular_file

if TYPE_CHECKING:
    from papernotes.notes import Entry

MAXIMUM_BYTES = 1_000_000
"""Of the reader's own template."""

_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_]+)\s*\}\}")

TEMPLATE = """\
---
date: {{date}}
---

# {{title}}

**Conference**: {{venue}}
**Year**: {{year}}
**arXiv**: [{{arxiv}}](https://arxiv.org/abs/{{arxiv}})
**DOI**: [{{doi}}](https://doi.org/{{doi}})
**Paper**: {{url}}
**Authors**: {{authors}}
**Code**: {{code}}
**Area**: {{topic}}
**Keywords**: {{keywords}}

## TL;DR

## Background & Motivation

## Method

## Key Experimental Results

## Highlights & Insights

## Limitations & Future Work
"""
"""The shape of the notes of the sample library. The lines of fields get the two blanks that end a line in Markdown."""


def template_at(path: Path) -> str:
    """The reader's own template at a path, else ours. Raises UserError if it cannot be read."""
    try:
        return read_regular_file(path, MAXIMUM_BYTES)
    except FileNotFoundError:
        return re.sub(r"^(\*\*.*)$", r"\1  ", TEMPLATE, flags=re.MULTILINE)
    except (OSError, UnicodeDecodeError) as error:
        reason = in_words(error) if isinstance(error, OSError) else not_utf8(error)
        raise UserError(f"{path}: the template of notes cannot be read: {reason}") from error


def facts_of(entry: Entry) -> dict[str, str]:
    """What placeholders stand for, from what the library knows of a paper. What is not known is empty."""
    venue = "" if entry.venue.slug == UNFILED else entry.venue.slug
    topics = [topic.name or topic.slug for topic in entry.topics if topic.slug != UNFILED]
    return facts(
        title=entry.title, venue=venue, year=str(entry.year or ""), arxiv=entry.arxiv or "", doi=entry.doi or "",
        authors=", ".join(entry.authors), code=entry.code or "", topic=topics[0] if topics else "",
        keywords=", ".join(entry.keywords), key=entry.key, url="" if entry.arxiv or entry.doi else entry.page or "",
    )  # fmt: skip


def facts(**known: str) -> dict[str, str]:
    """What placeholders stand for; all that is not given is empty, but for the date of today."""
    names = ("title", "venue", "year", "arxiv", "doi", "authors", "code", "topic", "keywords", "key", "url")
    return {name: known.get(name, "") for name in names} | {"date": datetime.date.today().isoformat()}


def filled(template: str, known: Mapping[str, str], path: Path) -> str:
    """The template with what is known of a paper in it. Raises UserError, which names the line of `path`, for an unknown name."""
    lines = []
    for number, line in enumerate(template.split("\n"), 1):
        names = _PLACEHOLDER.findall(line)
        if wrong := [name for name in names if name not in known]:
            raise UserError(f"{path}:{number}: nothing is called {{{{{wrong[0]}}}}}{near(wrong[0], known)}")
        if all(known[name] for name in names):
            lines.append(_PLACEHOLDER.sub(lambda found: known[found[1]], line))
    return "\n".join(lines)
