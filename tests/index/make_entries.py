"""Small libraries of our own words for the tests of the index."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from papernotes.notes.model import EntryText, Section

BLANK = EntryText(
    key="",
    title="",
    venue="ICLR2026",
    year=2026,
    topics=("others",),
    topic_names=("Others",),
    keywords=(),
    authors=(),
    summary="",
    sections=(),
    arxiv=None,
    has_code=False,
    date="",
)


def entry(slug: str, title: str, summary: str = "", *sections: tuple[str, str], **more: object) -> EntryText:
    """An entry of ICLR2026; `sections` are `(name, text)`."""
    made = BLANK._replace(
        key=f"ICLR2026/{slug}",
        title=title,
        summary=summary,
        sections=tuple(Section(name.title(), text, name) for name, text in sections),
    )
    return made._replace(**more)  # type: ignore[arg-type]


WORDS = "attention smoothing graph graphs planner sparse teacher 注意力 gpt-4o unlearning reward audio trust".split()


def random_entry(chance: random.Random, number: int) -> EntryText:
    """An entry of a few words that come again and again."""

    def text(count: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(count))

    sections = (("method", text(30)), ("limitations", text(10)))
    made = entry(f"n{number}", text(4), text(8), *sections, keywords=(text(2),))
    return made._replace(date=f"2026-01-{chance.randint(1, 28):02d}")


@dataclass(frozen=True)
class Loader:
    """The loader a library would hand over, over entries kept in memory."""

    entries: tuple[EntryText, ...]

    def keys(self) -> list[str]:
        return [entry.key for entry in self.entries]

    def load(self, keys: Sequence[str]) -> Iterator[EntryText]:
        known = {entry.key: entry for entry in self.entries}
        return (known[key] for key in keys if key in known)

    def heads(self, keys: Sequence[str]) -> Iterator[EntryText]:
        return (entry._replace(sections=()) for entry in self.load(keys))

    def bodies(self, keys: Sequence[str]) -> Iterator[tuple[str, tuple[Section, ...]]]:
        return ((entry.key, entry.sections) for entry in self.load(keys))


LIBRARY = (
    entry(
        "forgetting",
        "Attention Smoothing for Unlearning in Language Models",
        "Teaches a model to forget chosen facts by flattening where it looks.",
        ("method", "We flatten the attention of a frozen teacher and distil it."),
        ("limitations", "Forgetting is only measured on short answers."),
        keywords=("machine unlearning", "attention"),
        authors=("Ada Example",),
        arxiv="2502.17424",
        has_code=True,
        topics=("llm_safety",),
        topic_names=("LLM Safety",),
        date="2026-03-01",
    ),
    entry(
        "audiotrust",
        "AudioTrust: How Far to Believe a Speaking Model",
        "A test bed for voices that answer back.",
        ("method", "Six kinds of risk, each with recorded prompts and chain-of-thought grading."),
        keywords=("benchmark", "speech"),
        date="2026-02-01",
    ),
    entry(
        "saebench",
        "SAE Bench: Sparse Autoencoders Compared",
        "Compares sparse dictionaries on GPT-4o explanations and déjà vu cases.",
        ("method", "Every dictionary is trained on the same 3D activations."),
        ("limitations", "Costs much time on large teachers."),
        keywords=("sparse autoencoder", "interpretability"),
        venue="ICML2025",
        year=2025,
        key="ICML2025/saebench",
        topics=("interpretability",),
        topic_names=("Interpretability",),
        date="2025-06-01",
    ),
    entry(
        "chinese",
        "大模型遗忘学习的注意力平滑方法",
        "提出一种让语言模型忘记有害知识的ATAD框架，使用稀疏自编码器。",
        ("method", "教师模型的注意力被平滑，然后用GPT-4o评估。"),
        keywords=("机器遗忘",),
        date="2026-01-01",
    ),
    entry(
        "agents",
        "Planning Agents that Unlearn Bad Habits",
        "Agents lose habits when rewards decay.",
        ("method", "A planner and a critic take turns."),
        ("limitations", "The planner is slow."),
        keywords=("agents",),
        venue="ICML2025",
        year=2025,
        key="ICML2025/agents",
        date="2025-05-01",
    ),
)
