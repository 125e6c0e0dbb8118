"""Folders of made-up notes, `VENUE/topic/slug.md`, that can be brought from one edition to another."""

from __future__ import annotations

import random
from pathlib import Path

WORDS = (
    "lantern harbour tide bell fog pier anchor beacon compass current drift ferry gale hull island jetty keel lagoon mast "
    "net oar pilot quay reef sail tow vessel wharf yacht zephyr buoy cliff dune estuary"
).split()
VENUES = ("ICML2025", "ICLR2026", "NeurIPS2024")
TOPICS = ("llm_safety", "optimization", "image_generation")


def write_notes(folder: Path, count: int, edition: int = 0, changed: int = 0, words: int = 60) -> None:
    """Write `count` notes. Of an edition other than 0, the first `changed` have other texts, and one is another paper."""
    for number in range(count):
        other = edition if number < changed else 0
        chance = random.Random(f"{number} {other}")
        name = f"paper_{number}" if number or not edition else f"paper_0_of_edition_{edition}"
        file = folder / VENUES[number % 3] / TOPICS[number // 3 % 3] / f"{name}.md"
        text = " ".join(chance.choices(WORDS, k=words))
        title = f"{' '.join(random.Random(number).choices(WORDS, k=4)).title()} {name.removeprefix('paper_')}"
        note = (
            f"# {title}\n\n**arXiv**: [25{number % 12 + 1:02}.{number:05}](https://arxiv.org/abs/25{number % 12 + 1:02}."
            f"{number:05})\n**Keywords**: {chance.choice(WORDS)}, seafaring\n\n## TL;DR\n\nEdition{other} of {name}: "
            f"{' '.join(chance.choices(WORDS, k=12))}.\n\n## Method\n\n{text}\n"
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_text("utf-8") != note:
            file.write_text(note, encoding="utf-8")
    for left in folder.glob(f"{VENUES[0]}/{TOPICS[0]}/paper_0*.md"):
        if left.stem != ("paper_0" if not edition else f"paper_0_of_edition_{edition}"):
            left.unlink()
