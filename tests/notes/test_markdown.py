"""Markdown notes: those of the site in both languages, and those of other people."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papernotes.notes.formats.fields import authors_of
from papernotes.notes.formats.markdown import language_of, parse_note
from papernotes.notes.formats.reader import read_document
from papernotes.notes.model import AND_OTHERS, UNFILED, Note, NoteError, Rating, Related, Topic, Venue
from papernotes.notes.sources.left_out import is_note_path

PATH = "docs/ICML2025/llm_safety/quiet_guards.md"
ENGLISH = """---
title: >-
  [Paper Note] Quiet Guards: Less Is Safer
description: >-
  [ICML 2025][LLM Safety] Guards that say little.
tags:
  - "ICML 2025"
  - "LLM Safety"
  - "guard models"
date: 2026-03-14
content_hash: 0123456789abcdef
---

# Quiet Guards: Less Is Safer

**Conference**: ICML 2025 Oral{end}
**arXiv**: [2502.17424v2](https://arxiv.org/abs/2502.17424v2){end}
**Code**: [GitHub](https://github.com/example/quiet-guards) (with data){end}
**Area**: LLM Safety / Alignment{end}
**Keywords**: guard models, refusals；abstention、calibration{end}

## TL;DR

Guards that **say little** let less through, by $3\\%$.

## Method

Nothing to it.

## Rating

- Novelty: ⭐⭐⭐⭐ a fresh look
- Experimental Thoroughness: ⭐⭐⭐
- Value: 4.5/5

<!-- RELATED:START -->

## Related Papers

- [\\[ICLR 2026\\] Loud Guards](../../ICLR2026/llm_safety/loud_guards.md)
- [A neighbour](loud.md)

<!-- RELATED:END -->
"""


def note_of(text: str, path: str = "notes/a_file.md") -> Note:
    return parse_note(text, path=path).note


@pytest.mark.parametrize("end", ["  ", "", "\\"])
def test_the_english_edition(end: str) -> None:
    parsed = parse_note(ENGLISH.replace("{end}", end), path=PATH)
    note = parsed.note
    assert parsed.problems == ()
    assert note.title == "Quiet Guards: Less Is Safer"
    assert (note.venue, note.topic) == (Venue("ICML2025"), Topic("llm_safety", "LLM Safety"))
    assert (note.slug, note.year, note.award, note.language) == ("quiet_guards", 2025, "Oral", "en")
    assert note.arxiv == "2502.17424"
    assert note.code == "https://github.com/example/quiet-guards"
    assert note.areas == ("LLM Safety", "Alignment")
    assert note.keywords == ("guard models", "refusals", "abstention", "calibration")
    assert note.summary == "Guards that say little let less through, by $3\\%$."
    assert note.rating == Rating(None, (("novelty", 4.0), ("experiments", 3.0), ("value", 4.5)))
    assert (note.date, note.content_hash) == ("2026-03-14", "0123456789abcdef")
    assert note.related == (
        Related("Loud Guards", "ICLR2026", "../../ICLR2026/llm_safety/loud_guards.md"),
        Related("A neighbour", "", "loud.md"),
    )
    assert note.markdown.lstrip().startswith("# Quiet Guards")


def test_the_chinese_edition() -> None:
    text = (
        "<!-- 自动生成 -->\n# Quiet Guards\n\n**会议**：AAAI 2026 **(Oral)**  \n"
        "**arXiv**: [](https://arxiv.org/abs/)  \n**代码**: 待确认  \n**领域**: AI安全 / 差分隐私  \n"
        "**关键词**: 安全护栏，拒答、校准\n**作者**: 张三, 李四（某大学）\n\n"
        "## 一句话总结\n少说话的护栏更安全，误报率下降一半。\n\n## 评分 ⭐⭐⭐⭐ (4/5)\n很好。\n"
    )
    note = note_of(text, "AAAI2026/ai_safety/quiet.md")
    assert (note.language, note.award, note.arxiv, note.code) == ("zh", "Oral", None, None)
    assert note.areas == ("AI安全", "差分隐私")
    assert note.keywords == ("安全护栏", "拒答", "校准")
    assert note.authors == ("张三", "李四")
    assert note.summary == "少说话的护栏更安全，误报率下降一半。"
    assert note.rating == Rating(4.0)


def test_all_metadata_on_one_line() -> None:
    line = (
        "**会议**: ICLR 2026 Oral / **arXiv**: [2511.04638](https://arxiv.org/abs/2511.04638) / **代码**: 无"
    )
    note = note_of(f"# T\n\n{line} / stray**关键词**: a, b\n\n## 一句话总结\n好。", "ICLR2026/others/t.md")
    assert (note.award, note.arxiv, note.code, note.keywords) == ("Oral", "2511.04638", None, ("a", "b"))


def test_metadata_in_front_matter_alone() -> None:
    text = (
        '---\ntitle: "Quiet Guards"\nvenue: "ICLR 2026"\narxiv: "2602.06240"\n'
        'code: "https://github.com/example/q"\nauthors: "A. One, B. Two, et al."\n'
        'tags: ["guards", "ICLR 2026"]\nrating:\n  novelty: 4\n  writing: 3\n---\n\nWords.\n'
    )
    note = note_of(text)
    assert (note.title, note.venue.slug, note.arxiv) == ("Quiet Guards", "ICLR2026", "2602.06240")
    assert (note.authors, note.keywords) == (("A. One", "B. Two", AND_OTHERS), ("guards",))
    assert note.code == "https://github.com/example/q"
    assert note.rating == Rating(None, (("novelty", 4.0), ("writing", 3.0)))
    assert note.summary == "Words."


LINES = """Venue: NeurIPS 2023
Authors: Ada One, Bo Two
arXiv: 2305.12345
DOI: 10.1234/abc.5
Code: github.com/example/q
Tags: a, b
"""
ITEMS = """- **Venue**: NeurIPS'23
- **Authors**: Ada One and Bo Two
- **arXiv:** 2305.12345
- **DOI**: https://doi.org/10.1234/abc.5
- **Code**: <https://github.com/example/q>
- **Tags**: #a, #b
"""
QUOTE = """> **Venue:** NeurIPS 2023 \\
> **Authors:** Ada One*, Bo Two†
> **Paper:** https://arxiv.org/pdf/2305.12345v3.pdf, doi:10.1234/abc.5
> **GitHub:** https://github.com/example/q.
> **Tags:** a, b
"""
TABLE = """| Field | Value |
|---|---|
| Venue | NeurIPS 2023 |
| Authors | Ada One, Bo Two |
| arXiv | [2305.12345](https://arxiv.org/abs/2305.12345) |
| DOI | 10.1234/abc.5 |
| Code | [link](https://github.com/example/q) |
| Tags | a, b |
"""
WIDE_TABLE = """| Venue | Authors | arXiv | DOI | Code | Tags |
|---|---|---|---|---|---|
| NeurIPS 2023 | Ada One, Bo Two | 2305.12345 | 10.1234/abc.5 | https://github.com/example/q | a, b |
"""
NESTED = """**Venue**: NeurIPS 2023
**Authors**:
- Ada One
- Bo Two

**arXiv ID**: arXiv:2305.12345 [cs.CL]
**DOI**: 10.1234/abc.5
**Code**: https://github.com/example/q
**Tags**: `a`, `b`
"""


@pytest.mark.parametrize("head", [LINES, ITEMS, QUOTE, TABLE, WIDE_TABLE, NESTED])
def test_other_peoples_metadata(head: str) -> None:
    note = note_of(f"# A Title\n\n{head}\n\n## Notes\n\nFirst words.\n")
    assert (note.venue.slug, note.year) == ("NeurIPS2023", 2023)
    assert note.authors == ("Ada One", "Bo Two")
    assert (note.arxiv, note.doi) == ("2305.12345", "10.1234/abc.5")
    assert note.code == "https://github.com/example/q"
    assert note.keywords == ("a", "b")
    assert note.summary == "First words."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# [A Title](https://arxiv.org/abs/2305.12345)\n", "A Title"),
        ("# ![x](https://img.example.org/x.svg) A Title\n", "A Title"),
        ("[![x](https://i.example.org/x.svg)](https://example.org)\n\n## A Title\n\nWords.\n", "A Title"),
        ("A Title\n=======\n\nWords.\n", "A Title"),
        ("# [CVPR 2024] A Title\n", "A Title"),
        ("# 【论文笔记】A Title\n", "A Title"),
        ("# Paper Note: A **Title**\n", "A Title"),
        ("## TL;DR\n\nWords.\n\n# A Title\n", "A Title"),
        ("# A $\\alpha_1$ Title {#a}\n", "A $\\alpha_1$ Title"),
        ("Words alone.\n", "a file"),
        ("```\n# code\n```\n# A Title\n", "A Title"),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert note_of(text).title == title


def test_a_title_can_give_venue_and_paper() -> None:
    note = note_of("# [CVPR 2024 Highlight] [A Title](https://arxiv.org/abs/2305.12345)\n")
    assert (note.venue.slug, note.award) == ("CVPR2024", "Highlight")
    assert (note.arxiv, note.paper_url) == ("2305.12345", "https://arxiv.org/abs/2305.12345")


@pytest.mark.parametrize(
    ("path", "venue", "topic"),
    [
        ("docs/ICML2025/llm_safety/a.md", "ICML2025", "llm_safety"),
        ("ICML2025/a.md", "ICML2025", UNFILED),
        ("docs/ICML2025/vision/deep/a.md", "ICML2025", "vision"),
        ("diffusion/CVPR-2024/a.md", "CVPR2024", "diffusion"),
        ("CVPR/2024/tracking/a.md", "CVPR2024", "tracking"),
        ("notes/diffusion/a.md", UNFILED, "diffusion"),
        ("notes/2024/a.md", UNFILED, UNFILED),
        ("papers2024/a.md", UNFILED, "papers2024"),
        ("a.md", UNFILED, UNFILED),
        ("docs\\ICML2025\\llm_safety\\a.md", "ICML2025", "llm_safety"),
    ],
)
def test_folders_give_venue_and_topic(path: str, venue: str, topic: str) -> None:
    note = note_of("# A Title\n", path)
    assert (note.venue.slug, note.topic.slug, note.slug) == (venue, topic, "a")


@pytest.mark.parametrize(
    ("line", "venue", "award"),
    [
        ("ICML 2025", "ICML2025", ""),
        ("ICLR2026 Workshop (GRaM)", "ICLR2026", "Workshop"),
        ("Proceedings of ACL, 2024 (Best Paper, Oral)", "ACL2024", "Best Paper · Oral"),
        ("Nature Medicine 2023", "NatureMedicine2023", ""),
        ("arXiv preprint 2024", "arXiv2024", ""),
        ("投稿中", UNFILED, ""),
        ("None", UNFILED, ""),
    ],
)
def test_conference_lines(line: str, venue: str, award: str) -> None:
    note = note_of(f"# A Title\n\n**Conference**: {line}\n")
    assert (note.venue.slug, note.award) == (venue, award)


@pytest.mark.parametrize(
    "value",
    [
        "None",
        "To be released",
        "待确认",
        "无",
        "未公开",
        "[code](./code.zip)",
        "N/A",
        "https://github.com/",
        "javascript:alert(1)",
        "有（GitHub）",
    ],
)
def test_values_that_are_no_links(value: str) -> None:
    assert note_of(f"# A Title\n\n**Code**: {value}\n**Keywords**: a\n").code is None


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("**TL;DR**: In short, it works.\n\nOther words.", "In short, it works."),
        ("TL;DR: In short, it works.\n\nOther words.", "In short, it works."),
        ("> TLDR: In short, it works.", "In short, it works."),
        ("## Abstract\n\nIn short, it works.\n\n## Notes\n\nOther.", "In short, it works."),
        ("## Abstract\n\nLong.\n\n## TL;DR\n\nIn short, it works.", "In short, it works."),
        (
            "**Venue**: ICML 2025\n\n- a list\n\n| a |\n|---|\n\n![x](y.png)\n\nIn short, it works.",
            "In short, it works.",
        ),
        ("## Method\n\nIn short,\nit `works`.", "In short, it works."),
        ("", ""),
    ],
)
def test_summaries(body: str, summary: str) -> None:
    assert note_of(f"# A Title\n\n{body}\n").summary == summary


@pytest.mark.parametrize(
    ("rating", "expected"),
    [
        ("⭐⭐⭐⭐", Rating(4.0)),
        ("⭐️⭐️⭐️½ — fine", Rating(3.5)),
        ("★★★★☆", Rating(4.0)),
        ("⭐⭐⭐⭐ (4.5/5)", Rating(4.5)),
        ("8/10", Rating(4.0)),
        ("Overall: 4/5", Rating(4.0)),
        (
            "- 新颖性: ⭐⭐⭐⭐⭐\n- 写作质量: ⭐⭐⭐ 清晰\n- 综合: 4/5",
            Rating(4.0, (("novelty", 5.0), ("writing", 3.0))),
        ),
        (
            "| 维度 | 评分 |\n|---|---|\n| 新颖性 | 4 | 好 |\n| **价值** | ⭐⭐ |",
            Rating(None, (("novelty", 4.0), ("value", 2.0))),
        ),
        ("- Depth: ⭐⭐", Rating(None, (("Depth", 2.0),))),
        ("Not rated, in 2 words.", Rating()),
    ],
)
def test_ratings(rating: str, expected: Rating) -> None:
    assert note_of(f"# A Title\n\n## Rating\n\n{rating}\n").rating == expected


def test_broken_front_matter_is_a_problem_and_the_note_is_read() -> None:
    parsed = parse_note("---\ntitle: A: B\nkeywords: [x\n---\n# A Title\n\nWords.\n", path="a.md")
    assert (parsed.note.title, parsed.note.summary) == ("A Title", "Words.")
    ((line, reason),) = parsed.problems
    assert line == 2
    assert "YAML" in reason


@pytest.mark.parametrize("text", ["", "\n \n", "\x00\u200b", "---\n---\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    with pytest.raises(NoteError, match="empty"):
        parse_note(text, path="a.md")


def test_escape_sequences_are_removed() -> None:
    note = note_of(
        '---\ntags: ["a\\e[1m"]\n---\n# A \x1b[31mred\x1b[0m Title\n\n\x1b]52;c;eA==\x07Words&#x1b;[2J.\n',
        "\x1b[1m/b\x1b]0;x\x07.md",
    )
    assert note.title == "A red Title"
    assert "\x1b" not in repr(note).replace("\\x1b", "\x1b")


@pytest.mark.parametrize(
    ("path", "is_note"),
    [
        ("docs/ICML2025/llm_safety/a.md", True),
        ("A Note.MD", True),
        ("a.markdown", True),
        ("docs/index.md", False),
        ("docs/ICML2025/TODO.md", False),
        ("README.md", False),
        ("docs/README-zh.md", False),
        ("CONTRIBUTING.md", False),
        (".obsidian/a.md", False),
        ("docs/.hidden.md", False),
        ("node_modules/x/a.md", False),
        ("Templates/paper.md", False),
        ("notes/paper_template.md", False),
        ("CLAUDE.md", False),
        ("AGENTS.md", False),
        ("wiki/log.md", False),
        ("journals/2024_05_01.md", False),
        ("daily/2024-05-01.md", False),
        ("posts/2024-05-01-wide-nets.md", True),
        ("logarithms.md", True),
        ("ICML2025/x/a\\.md", True),  # a backslash is a character like any other
        ("a.txt", False),
        ("md", False),
        ("", False),
    ],
)
def test_which_files_are_notes(path: str, is_note: bool) -> None:
    assert is_note_path(path) is is_note


LINE = st.text(st.sampled_from("aZ1 :*_|>#-[]()/.,\n⭐论`$\\:\"'{}&!<"), max_size=60)


@given(st.one_of(st.text(max_size=200), LINE), st.one_of(st.text(max_size=30), st.just(PATH)))
def test_any_text_is_read_or_refused(text: str, path: str) -> None:
    try:
        note = parse_note(text, path=path).note
    except NoteError as error:
        assert error.reason
    else:
        assert note.title
        assert "\n" not in note.title + note.summary


@given(
    st.lists(
        st.sampled_from(
            [
                "**Code**: ",
                "**arXiv**: ",
                "> ",
                "| Venue | ",
                "- Tags: ",
                "## TL;DR\n",
                "## Rating\n",
                "---\n",
                "title: ",
            ]
        ),
        max_size=6,
    ),
    st.lists(LINE, min_size=6, max_size=6),
)
def test_any_metadata_is_read(starts: list[str], rests: list[str]) -> None:
    text = "# A Title\n\n" + "\n".join(start + rest for start, rest in zip(starts, rests, strict=False))
    note = note_of(text)
    assert note.code is None or note.code.startswith("http")
    assert all(0 <= stars <= 5 for _, stars in note.rating.axes)


WORD = st.from_regex(r"[A-Za-z][a-z]{2,9}", fullmatch=True).filter(
    lambda w: w.lower() not in ("none", "null", "tbd", "tba", "unknown")
)
WORDS = st.lists(WORD, min_size=2, max_size=5).map(" ".join)


@settings(max_examples=40)
@given(
    title=WORDS.map(lambda words: "The " + words),
    venue=st.sampled_from(["ICLR", "NeurIPS", "ACL"]),
    year=st.integers(2000, 2030),
    award=st.sampled_from(["", "Oral", "Spotlight"]),
    arxiv=st.from_regex(r"[0-2][0-9](0[1-9]|1[0-2])\.[0-9]{5}", fullmatch=True),
    keywords=st.lists(WORDS, min_size=1, max_size=4, unique_by=str.lower),
    summary=WORDS.map(lambda words: words.capitalize() + "."),
    stars=st.integers(1, 5),
    chinese=st.booleans(),
    bold=st.sampled_from(
        ["**{}**: {}", "**{}:** {}", "**{}**：{}", "{}: {}", "- **{}**: {}", "> {}: {}", "| {} | {} |"]
    ),
)
def test_a_written_note_is_read_back(
    title: str,
    venue: str,
    year: int,
    award: str,
    arxiv: str,
    keywords: list[str],
    summary: str,
    stars: int,
    chinese: bool,
    bold: str,
) -> None:
    names = (
        ("会议", "关键词", "一句话总结", "评分") if chinese else ("Conference", "Keywords", "TL;DR", "Rating")
    )
    lines = [
        bold.format(names[0], f"{venue} {year} {award}".strip()),
        bold.format("arXiv", f"[{arxiv}](https://arxiv.org/abs/{arxiv})"),
        bold.format(names[1], ", ".join(keywords)),
    ]
    text = (
        f"# {title}\n\n"
        + "\n".join(lines)
        + f"\n\n## {names[2]}\n\n{summary}\n\n## {names[3]}\n\n{'⭐' * stars}\n"
    )
    note = note_of(text)
    assert (note.title, note.venue.slug, note.year, note.award) == (title, f"{venue}{year}", year, award)
    assert (note.arxiv, note.keywords, note.summary) == (arxiv, tuple(keywords), summary)
    assert note.rating == Rating(float(stars))


@pytest.mark.parametrize(
    "piece",
    [
        "## TL;DR\n",
        "### x\n",
        "**Code**: ",
        "**Code**:\n",
        "| a |\n",
        "[a](b.md)",
        "[x[a]",
        "(a",
        "- a\n",
        "[a](b",
        "[a](<b",
        "[a](b.md ",
        "[a](&#1;",
        "Tags\n",
        "## Tags: a\n",
        "Author / b",
        "a - 2020 - ",
        "``` \n",
        "[pdf](b) (",
    ],
)
def test_no_note_is_slow(piece: str) -> None:
    # 400,000 characters: going over the text once for each piece would take minutes
    assert note_of("# A Title\n\n" + piece * (400_000 // len(piece))).title


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("[Nets](wide_nets.md)", "wide_nets.md"),
        ("[Nets](wide&#39;s_nets.md)", "wide's_nets.md"),
        ("[Nets](../a&amp;b.md#method)", "../a&b.md"),
        ("[Nets](<Wide Nets.md>)", "Wide Nets.md"),
        ("[Nets](<Wide Nets.md#method>)", "Wide Nets.md"),
        ("[Nets](nets_(wide).md)", "nets_(wide).md"),
        ("[Nets](wide_nets.md 'The note')", "wide_nets.md"),
        ("[Nets](Wide%20Nets.md)", "Wide%20Nets.md"),
        ("[[Wide Nets]]", "Wide Nets"),
        ("[Nets](./wide_nets)", "./wide_nets"),
        ("[Nets](../nets/wide_nets#method)", "../nets/wide_nets"),
        ("[Nets](./wide_nets.pdf)", ""),
        ("[Nets](./nets/)", ""),
        ("[[toc]]", ""),
        ("[[Are Nets Wide?]]", "Are Nets Wide?"),
        ("[Nets](https://example.org/nets.md)", ""),
        ("[Nets](/nets.md)", ""),
        ("![Nets](nets.md)", ""),
    ],
)
def test_links_to_other_notes(link: str, target: str) -> None:
    assert [other.target for other in note_of(f"# A Title\n\nSee {link}.\n").related] == [target] * bool(
        target
    )


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("Ada L., Bo Two.", ("Ada L.", "Bo Two")),
        ("Ada One Jr. and C.", ("Ada One Jr.", "C.")),
        ("甲。", ("甲",)),
        ("Ada One / Bo Two", ("Ada One", "Bo Two")),
        ("Ada One, Bo Two / River Lab", ("Ada One", "Bo Two")),
        ("One, A., Two, B., … Six, F.", ("A. One", "B. Two", "F. Six")),
    ],
)
def test_an_initial_keeps_its_full_stop(written: str, authors: tuple[str, ...]) -> None:
    assert authors_of(written) == authors


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("Ada One, Bo Two, et al.", ("Ada One", "Bo Two", AND_OTHERS)),
        ("Ada One et. al", ("Ada One", AND_OTHERS)),
        ("Ada One and others", ("Ada One", AND_OTHERS)),
        ("Ada One, Bo Two, and 12 others", ("Ada One", "Bo Two", AND_OTHERS)),
        ("Ada One, ...", ("Ada One", AND_OTHERS)),
        ("甲乙、丙丁等", ("甲乙", "丙丁", AND_OTHERS)),
        ("甲乙，丙丁 等人", ("甲乙", "丙丁", AND_OTHERS)),
        ("甲乙 他3名", ("甲乙", AND_OTHERS)),
        ("가나 외 3명", ("가나", AND_OTHERS)),
        ("甲乙、丙丁 等 et al.", ("甲乙", "丙丁", AND_OTHERS)),
        (["Ada One", "et al."], ("Ada One", AND_OTHERS)),
        ("Al Others, Et Alba", ("Al Others", "Et Alba")),
        ("et al.", ()),
    ],
)
def test_authors_that_are_not_named(written: str | list[str], authors: tuple[str, ...]) -> None:
    assert authors_of(written) == authors


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Lamps on piers guide ships.", "en"),
        ("Lamps in 東京 and on piers guide the ships that come.", "en"),
        ("灯塔在海边，照亮船只的路。", "zh"),
        (
            "本文介绍 LoRA 方法，与「どんなもの」无关，只是照亮船只的路，而且很长很长很长很长很长很长很长很长很长很长很长",
            "zh",
        ),
        ("桟橋の灯りは船を導く。", "ja"),
        ("論文の要約。Transformer を使った手法。", "ja"),
        ("부두의 등불은 배를 이끈다.", "ko"),
        ("논문 요약: Transformer 를 사용한 방법 (方法)", "ko"),
        ("Café naïveté résumé über alles", "en"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "opened",
    [
        "[pdf](https://example.org/",
        "# [Tides](https://example.org/",
        "[note](tides",
        "![tides](data:image/png;base64,",
    ],
)
def test_a_link_that_is_never_closed_takes_no_longer_than_text(opened: str) -> None:
    text = f"# Tides of Harbours\n\n{opened}{'A.md#' * 12_000}\n\n## Links\n\n{opened}{'A' * 60_000}\n"
    began = time.process_time()
    (note,) = read_document(text.encode(), "docs/tides.md").notes
    assert time.process_time() - began < 5  # minutes, where each place to end is tried
    assert note.title == "Tides of Harbours"
