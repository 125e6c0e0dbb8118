"""A small library of our own for tests of commands: five notes of four papers at three venues."""

from __future__ import annotations

from pathlib import Path

from papernotes.config.paths import find_paths
from papernotes.config.source_list import changing_sources
from papernotes.notes.sources.source import Source

NOTES = {
    "ICML2025/fish/counting_fish.md": """# Counting Fish: LLMs in the Pond

**Authors**: Ada Trout, Ben van der Pike
**arXiv**: [2501.00001](https://arxiv.org/abs/2501.00001)
**Code**: [GitHub](https://github.com/example/pond)

## TL;DR
A fish counts its neighbours.
""",
    "arxiv2025/fish/counting_fish.md": """# Counting Fish: LLMs in the Pond

**arXiv**: [2501.00001](https://arxiv.org/abs/2501.00001)

## TL;DR
An early look at counting.
""",
    "ICLR2024/fish/adding_fish.md": """---
title: Adding Fish
doi: 10.1000/adding
---
# Adding Fish

**Authors**: Ada Trout

## TL;DR
Two fish and two fish are & remain 100% fish.
""",
    "ICLR2024/birds/a_bird.md": """# A Bird

**arXiv**: [2402.00002](https://arxiv.org/abs/2402.00002)

## TL;DR
It flies.
""",
    "arxiv2025/birds/two_birds.md": """# Two Birds

**Paper**: [OpenReview](https://openreview.net/forum?id=twobirds)

## TL;DR
They fly.
""",
}


def add_pond(folder: Path) -> None:
    """Write the notes into a folder and make it the source of the home in force; the next command syncs it."""
    for name, text in NOTES.items():
        file = folder / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    with changing_sources(find_paths().sources) as sources:
        sources[:] = [Source("pond", "folder", str(folder / "docs"))]
