"""A large library of made-up notes in our own words, the same for the same arguments."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from papernotes.notes.model import EntryText, Section

_SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "xi",
    "yo",
    "za",
    "sta",
    "tri",
    "plo",
    "gra",
    "nde",
    "rmo",
    "lli",
    "sko",
]
_NOUNS = [
    "attention",
    "memory",
    "gradient",
    "token",
    "reward",
    "policy",
    "prompt",
    "planner",
    "critic",
    "retrieval",
    "diffusion",
    "segment",
    "graph",
    "lattice",
    "kernel",
    "teacher",
    "student",
    "mixture",
    "router",
    "adapter",
    "checkpoint",
    "benchmark",
    "corpus",
    "camera",
    "surface",
    "protein",
    "speech",
    "melody",
    "traffic",
    "river",
    "harvest",
    "circuit",
    "compass",
    "anchor",
    "lantern",
    "bridge",
    "garden",
]
_VERBS = [
    "learns",
    "prunes",
    "aligns",
    "merges",
    "routes",
    "samples",
    "sharpens",
    "smooths",
    "unlearns",
    "plans",
    "retrieves",
    "rewrites",
    "verifies",
    "scales",
    "compresses",
    "distils",
    "edits",
    "watermarks",
    "calibrates",
    "quantises",
]
_QUALITIES = [
    "sparse",
    "robust",
    "causal",
    "latent",
    "shallow",
    "frozen",
    "gentle",
    "noisy",
    "modular",
    "faithful",
    "private",
    "rapid",
    "stable",
    "curious",
    "federated",
    "hierarchical",
    "lazy",
    "honest",
    "careful",
]
_CHINESE = [
    "模型",
    "学习",
    "遗忘",
    "注意力",
    "平滑",
    "数据",
    "语言",
    "图像",
    "方法",
    "评估",
    "安全",
    "推理",
    "规划",
    "检索",
    "稀疏",
    "特征",
    "教师",
    "学生",
    "奖励",
    "策略",
]
_TOPICS = ("llm_safety", "interpretability", "robotics", "speech", "graph_learning", "optimization")
_VENUES = ("ICLR2026", "ICML2025", "NeurIPS2025", "CVPR2025", "ACL2025")


_VOCABULARY = 50_000
"""How many words there are besides those above, the first few of them as frequent as those of a language."""


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4)))


@cache
def _vocabulary() -> list[str]:
    chance = random.Random(0)
    return [_word(chance) for _ in range(_VOCABULARY)]


def _zipf(chance: random.Random) -> str:
    """A word of the vocabulary, the hundredth ten times as often as the thousandth."""
    return _vocabulary()[int(_VOCABULARY ** chance.random()) - 1]


def _sentence(chance: random.Random, rare: Sequence[str]) -> str:
    words = [
        chance.choice(chance.choice((_QUALITIES, _NOUNS, _VERBS, rare))) for _ in range(chance.randint(8, 20))
    ]
    return " ".join(words).capitalize() + "."


def key(number: int) -> str:
    """The key of entry `number`."""
    return f"{_VENUES[number % len(_VENUES)]}/note_{number}"


def entry(number: int, seed: int = 1, words: int = 1200) -> EntryText:
    """Entry `number` of the library, of about this many words."""
    chance = random.Random(f"{seed} {number}")
    rare = [_zipf(chance) for _ in range(30)]
    name = f"{_word(chance).capitalize()}{chance.choice(('-', '', ' '))}{_word(chance).upper()[:4]}"
    title = f"{name}: {chance.choice(_QUALITIES).title()} {chance.choice(_NOUNS).title()} that"
    title += f" {chance.choice(_VERBS)} {chance.choice(_QUALITIES)} {chance.choice(_NOUNS)}"
    title += f" {chance.choice(_vocabulary())} {chance.choice(_vocabulary())}"
    venue = _VENUES[number % len(_VENUES)]
    run = "".join(chance.choice(_CHINESE) for _ in range(6))
    sections = tuple(
        Section(
            heading.title(),
            " ".join(_sentence(chance, rare) for _ in range(max(1, words // 70))),
            heading,
        )
        for heading in ("motivation", "method", "results", "limitations", "related")
    )
    topic = chance.choice(_TOPICS)
    return EntryText(
        key=key(number),
        title=title,
        venue=venue,
        year=int(venue[-4:]),
        topics=(topic,),
        topic_names=(topic.replace("_", " ").title(),),
        keywords=tuple(f"{chance.choice(_QUALITIES)} {chance.choice(_NOUNS)}" for _ in range(4)),
        authors=(f"{_word(chance).capitalize()} {_word(chance).capitalize()}",),
        summary=f"{_sentence(chance, rare)} {run}，{chance.choice(_CHINESE)}。",
        sections=sections,
        arxiv=f"{chance.randint(2001, 2612)}.{number % 100000:05d}",
        has_code=chance.random() < 0.4,
        date=f"{venue[-4:]}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
    )


@dataclass(frozen=True)
class GeneratedLoader:
    """Loads made-up notes; survives pickling."""

    count: int
    words: int = 1200
    seed: int = 1

    def keys(self) -> list[str]:
        return [key(number) for number in range(self.count)]

    def load(self, keys: Sequence[str]) -> Iterator[EntryText]:
        return (entry(int(key.rpartition("_")[2]), self.seed, self.words) for key in keys)

    def heads(self, keys: Sequence[str]) -> Iterator[EntryText]:
        return (made._replace(sections=()) for made in self.load(keys))

    def bodies(self, keys: Sequence[str]) -> Iterator[tuple[str, Sequence[Section]]]:
        return ((made.key, made.sections) for made in self.load(keys))
