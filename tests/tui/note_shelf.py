"""Long notes that link to each other, for the tests of reading."""

from __future__ import annotations

from pathlib import Path

LONG = """# Harbour Lights

**Conference**: ICML 2025
**arXiv**: [2503.00001](https://arxiv.org/abs/2503.00001)
**Code**: [GitHub](https://github.com/example/lights)

## TL;DR

Lamps on piers guide ships.

## Background

{background}

See [the method](#method), [a shop](https://shop.example/lamps) and [the fog](https://arxiv.org/pdf/2503.00002v2).

## Method

The loss is $\\alpha^2 + 1$.

{method}

$$
\\beta = \\gamma
$$

## Results

| Lamp | Light at the outermost pier in a storm | Light in fog | Remark of the keeper of the harbour |
|:---|---:|---:|:---|
| oil lamp | forty candles | two candles | it smokes whenever the wind turns to the north |
| gas lamp | ninety candles | nine candles | never goes out |

{results}

<!-- RELATED:START -->

## Related Papers

- [\\[ICLR 2026\\] Thick Fog](../../ICLR2026/weather/thick_fog.md)
- [\\[ICML 2024\\] A Lost Paper on Buoys](../../ICML2024/navigation/buoys.md)

<!-- RELATED:END -->
"""
FOG = """# Thick Fog

**Conference**: ICLR 2026
**arXiv**: [2503.00002](https://arxiv.org/abs/2503.00002)

## TL;DR

Fog hides lamps.

## Droplets

{text}

Back to [the lights](https://notes.example/ICML2025/navigation/lights/#results).
"""
AGAIN = """# Thick Fog

**Conference**: NeurIPS 2025
**arXiv**: [2503.00002](https://arxiv.org/abs/2503.00002)

## TL;DR

The same fog, written up elsewhere.
"""
BELLS = "# Bells\n\n**Conference**: ICML 2025\n**arXiv**: [2503.00003](https://arxiv.org/abs/2503.00003)\n\n## TL;DR\n\nBells ring.\n"


def paragraphs(word: str, count: int) -> str:
    """Paragraphs that all speak of something."""
    return "\n\n".join(
        f"Paragraph {number} tells of {word} at length, "
        "for whoever stands on the pier wants to know what comes out of the dark, and when, and whence."
        for number in range(1, count + 1)
    )


def make_shelf(folder: Path) -> Path:
    """Four notes of three papers; the one on lights is long and full of links."""
    long = LONG.format(
        background=paragraphs("lanterns", 12),
        method=paragraphs("mirrors", 12),
        results=paragraphs("ships", 12),
    )
    for path, text in {
        "ICML2025/navigation/lights.md": long,
        "ICML2025/navigation/bells.md": BELLS,
        "ICLR2026/weather/thick_fog.md": FOG.format(text=paragraphs("droplets", 12)),
        "NeurIPS2025/weather/fog_again.md": AGAIN,
    }.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
