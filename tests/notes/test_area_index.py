"""The index pages of a note tree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from papernotes.notes.formats.area_index import (
    counted_venue,
    elsewhere_in,
    parse_area_index,
    split_icon,
    top_topics_in,
)
from papernotes.notes.model import Area, Topic, Venue

AREA = """<!-- made by a script -->
# 🔒 LLM Safety

**🧪 ICML2025** · **41** paper notes

📌 **Same area in other venues:** [🔬 ICLR2026 (1,185)](../../x.md) · [CVPR2026 (12)](x.md)

🔥 **Top topics:** Alignment ×7 · Red Teaming/Attacks ×3

**[A Paper](a_paper.md)**

:   What it says.
"""


def test_an_area_names_its_topic_and_other_venues() -> None:
    index = parse_area_index(AREA, path="docs/ICML2025/llm_safety/index.md")
    venue, topic = Venue("ICML2025", "🧪"), Topic("llm_safety", "LLM Safety", "🔒")
    elsewhere = ((Venue("ICLR2026", "🔬"), 1185), (Venue("CVPR2026"), 12))
    top = (("Alignment", 7), ("Red Teaming/Attacks", 3))
    assert index.areas == (Area(venue, topic, 41, elsewhere, top),)
    assert index.topics == (topic,)
    assert index.venues == (venue, Venue("ICLR2026", "🔬"), Venue("CVPR2026"))


def test_an_area_in_chinese() -> None:
    text = "# ⚖️ 对齐 / RLHF\n\n**🔬 ICLR2026** · 共 **34** 篇\n"
    index = parse_area_index(text, path="ICLR2026/llm_alignment/index.md")
    topic = Topic("llm_alignment", "对齐 / RLHF", "⚖")
    assert index.areas == (Area(Venue("ICLR2026", "🔬"), topic, 34),)


def test_a_venue_lists_its_areas() -> None:
    text = (
        "# 🔬 ICLR2026 Paper Notes\n\n| Area | Notes |\n|---|---|\n"
        "| 🎨 [Image Generation](#image_generation) | 58 |\n\n## 🔒 LLM Safety { #llm_safety }\n"
    )
    index = parse_area_index(text, path="docs/ICLR2026/index.md")
    assert index.venues == (Venue("ICLR2026", "🔬"),)
    assert index.topics == (
        Topic("image_generation", "Image Generation", "🎨"),
        Topic("llm_safety", "LLM Safety", "🔒"),
    )
    assert [(area.topic.slug, area.declared) for area in index.areas] == [("image_generation", 58)]


def test_a_root_lists_the_venues() -> None:
    text = (
        "# 📚 Notes\n\n### 🔬 [ICLR2026](ICLR2026/index.md)\n\n"
        '<a class="tag" href="ICLR2026/robotics/">Robots 19</a>\n'
    )
    index = parse_area_index(text, path="docs/index.md")
    assert index.venues == (Venue("ICLR2026", "🔬"),)
    assert index.areas == (Area(Venue("ICLR2026", "🔬"), Topic("robotics", "Robots"), 19),)


def test_lines_of_areas() -> None:
    assert counted_venue("🧪 ICML2025 · 41 paper notes") == (Venue("ICML2025", "🧪"), 41)
    for line in (
        "1524 篇 · 34 个领域",
        "41 notes · 12 areas",
        "3 件のノート · 2 分野",
        "9 topics · 41 notes",
    ):
        assert counted_venue(line) is None
    assert counted_venue("3DV 2026 · 41 paper notes") == (Venue("3DV2026", ""), 41)
    assert counted_venue("We had 41 papers at ICML2025 · and 3 notes of our own, which is a lot") is None
    assert elsewhere_in("Nothing of the kind") is None
    assert elsewhere_in("📌 Same area in other venues:") == ()
    assert top_topics_in("🔥 Top topics: LLM ×14 · broken · Agents x2") == (("LLM", 14), ("Agents", 2))


def test_an_icon_is_split_off_and_a_broken_one_is_dropped() -> None:
    assert split_icon("🛡️ AI Safety") == ("🛡", "AI Safety")
    assert split_icon("\ufffd LLM Safety") == ("", "LLM Safety")
    assert split_icon("LLM Safety") == ("", "LLM Safety")
    assert split_icon("") == ("", "")


@given(st.text(max_size=200), st.sampled_from(["index.md", "ICLR2026/index.md", "a/ICLR2026/x/index.md", ""]))
def test_any_text_is_read_as_an_index_which_may_be_empty(text: str, path: str) -> None:
    index = parse_area_index(text, path=path)
    assert all(venue.slug for venue in index.venues)


def test_no_index_is_slow() -> None:
    assert parse_area_index("# T\n" + "a" * 400_000, path="ICLR2026/x/index.md").areas
