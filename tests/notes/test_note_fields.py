"""How other people write notes: each shape of title, venue, year, topic, id, authors, tags and summary, with its value."""

from __future__ import annotations

import pytest

from papernotes.notes.formats.front_matter import split_front_matter
from papernotes.notes.formats.markdown import parse_note
from papernotes.notes.model import UNFILED, Note

TITLE = "Otters in Cold Rivers"


def note_of(text: str, path: str = "rivers/a file.md") -> Note:
    return parse_note(text, path=path).note


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"---\ntitle: {TITLE}\n---\n\n# Background\n\nWords.\n", TITLE),
        (f"---\ntitle: {TITLE}\n---\n\n## Swimming and Diving\n\nWords.\n", TITLE),
        (f"---\ntitle: {TITLE}\n---\n\n# Swimming\n\nWords.\n\n# Diving\n\nWords.\n", TITLE),
        (f"---\ntitle: {TITLE}\n---\n\n# 1. Swimming\n\nWords.\n", TITLE),
        (f"---\ntitle: {TITLE}\n---\n\n## 1. どんなもの？\n\n川の話。\n", TITLE),
        (f"---\ntitle: {TITLE}\n---\n\n## 연구 배경\n\n강 이야기.\n", TITLE),
        ("---\ntitle: Notes\n---\n\n# Otters and Eels\n\nWords.\n", "Otters and Eels"),
        (f"# Paper\n\n* **Title**: {TITLE}\n* **Year**: 2018\n\n# Summary\n\n* Otters swim.\n", TITLE),
        (f"# 论文笔记\n\n标题：{TITLE}\n\n## 摘要\n\n水獭。\n", TITLE),
        (f"# 論文メモ\n\n- タイトル: {TITLE}\n\n## 概要\n\nかわうそ。\n", TITLE),
        (f"# 논문 정리\n\n- 제목: {TITLE}\n\n## 요약\n\n수달.\n", TITLE),
        (f"### [{TITLE}](otters.pdf)\n\n> ICDE 1993\n\nWords.\n", TITLE),
        (f"## {TITLE}\n\nWords.\n\n## Method\n\nMore.\n", TITLE),
        (f"[{TITLE}](https://example.org/otters)\n\nWords.\n", TITLE),
        (f"**{TITLE}**\n\nWords.\n", TITLE),
        (f"- **{TITLE}** — Ann Reed (2020)\n\nWords.\n", TITLE),
        (f"Paper: {TITLE}\nAuthors: Ann Reed\n\nWords.\n", TITLE),
        (f"% {TITLE}\n% Ann Reed; Bo Lake\n% 2020\n\nWords.\n", TITLE),
        (f'+++\ntitle = "{TITLE}"\ndate = 2024-01-02\n+++\n\nWords.\n', TITLE),
        (f"title:: wiki/refs/otters\ntags:: rivers\n\n- **Title:** {TITLE}\n- **Year:** 2020\n", TITLE),
        ("---\ntitle: [Survey] Otters: a Review\n---\n\nWords.\n", "[Survey] Otters: a Review"),
        (f"# Notes\n\n# {TITLE}\n\nWords.\n", TITLE),
        ("[PDF](https://example.org/otters.pdf)\n\nWords.\n", "a file"),
        ("## Introduction\n\nWords.\n", "a file"),
        ("# Paper\n\nWords.\n", "a file"),
    ],
)
def test_titles_are_found_where_people_write_them(text: str, title: str) -> None:
    assert note_of(text).title == title


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("2019-03-01-slow_otters.md", "slow otters"),
        ("Slow Otters 0123456789abcdef0123456789abcdef.md", "Slow Otters"),
        ("wiki___refs___slow-otters.md", "slow-otters"),
        ("pages/refs%2Fslow otters.md", "slow otters"),
        ("@reedOtters2020.md", "reedOtters2020"),
        ("papers/Slow Otters/README.md", "Slow Otters"),
    ],
)
def test_a_file_name_is_a_title_without_what_programs_add(path: str, title: str) -> None:
    assert note_of("Words alone.\n", path).title == title


@pytest.mark.parametrize(
    ("text", "path", "venue", "year"),
    [
        ("**Journal**: Nature Communications\n**Year**: 2024", "a.md", "Nature Communications", 2024),
        ("**Journal**: *Ecology Letters* **14**, 849-863 (2017)", "a.md", "Ecology Letters", 2017),
        ("**Venue**: Symposium on River Life (SORL 2025)", "a.md", "SORL2025", 2025),
        ("**Venue**: Conference on River Life (CORL), May 2016", "a.md", "CoRL2016", 2016),
        ("- 発表会議: CVPR 2021", "a.md", "CVPR2021", 2021),
        ("- 학회: NeurIPS 2022", "a.md", "NeurIPS2022", 2022),
        ("会议名称：ACL 2023", "a.md", "ACL2023", 2023),
        ("venue:: ICLR\nyear:: 2019", "a.md", "ICLR2019", 2019),
        ("**Venue**: 投稿中", "a.md", UNFILED, None),
        ("**Tags**: rivers, ICML, 2018", "a.md", "ICML2018", 2018),
        ("Ann Reed, Bo Lake et al., Jan 2018, RIVER 2018", "a.md", "RIVER2018", 2018),
        ("> OSDI'04: Sixth Symposium on Streams, Porto (2004), pp. 1-9", "a.md", "OSDI2004", 2004),
        ("Words.", "rivers/[2022 ICRA] Otters.md", "ICRA2022", 2022),
        ("Words.", "rivers/(RIVER2021) Otters.md", "RIVER2021", 2021),
        ("Words.", "rivers/[2021] Otters.md", UNFILED, 2021),
        ("**논문 발표**: 2022년 (ICML 2023)", "a.md", "ICML2023", 2023),
        ("> USENIX ATC'14", "a.md", "ATC2014", 2014),
        (
            "> Ann Reed, Transactions on Rivers and Seas, May 1994",
            "a.md",
            "Transactions on Rivers and Seas",
            1994,
        ),
        (
            "**Venue**: River Press (chapter 2 of *All Rivers*, pp 9-11)\n**Year**: 2021",
            "a.md",
            "River Press",
            2021,
        ),
        ("> Reed, SIGMOD '79", "a.md", "SIGMOD1979", 1979),
        (
            "> Streams: Flow and Ebb Volume 46, Issue 5, pages 7-19, May 2016",
            "a.md",
            "Streams: Flow and Ebb",
            2016,
        ),
        ("**Tags**: 2002, Streams 2002, otters", "a.md", "Streams2002", 2002),
        ("**Tags**: Streams 2002, otters", "a.md", UNFILED, None),
        ("> IEEE 27th International Conference on Data Engineering, 2011", "a.md", "ICDE2011", 2011),
        ("> Communications of the Streams, July 1970", "a.md", "Communications of the Streams", 1970),
        ("**Venue**: Neural Information Processing Systems\n**Year**: 2021", "a.md", "NeurIPS2021", 2021),
        (
            "**Venue**: Proceedings of the Academy of Streams\n**Year**: 2001",
            "a.md",
            "Proceedings of the Academy of Streams",
            2001,
        ),
        ("**Venue**: MIT technical report MIT-TR-2012-021", "a.md", UNFILED, 2012),
        ("**Venue**: arXiv preprint arXiv:1902.01234 (2019)", "a.md", "arXiv2019", 2019),
        ("> Proceedings of the Tenth Meeting on Streams, April 2015", "a.md", "Meeting on Streams", 2015),
        ("We met in 2018, and it rained.", "a.md", UNFILED, None),
        ("Words.", "Reading/CVPR 2024/a.md", "CVPR2024", 2024),
        ("Words.", "cvpr2024-oral/rivers/a.md", "CVPR2024", 2024),
        ("Words.", "Projects/2023/a.md", UNFILED, None),
        ("Words.", "mynotes/2016/november/a.md", UNFILED, None),
        ("Words.", "notes2021/a.md", UNFILED, None),
        ("Words.", "2020 Slow Otters.md", UNFILED, 2020),
        ("Words.", "slow_otters_2021.md", UNFILED, 2021),
        ("Words.", "2017-06-03-slow-otters.md", UNFILED, None),
        ("**Year**: 2019\n**arXiv**: 1812.00001", "a.md", UNFILED, 2019),
        ("**Date**: 2021-02-03\n**arXiv**: 1812.00001", "a.md", UNFILED, 2018),
    ],
)
def test_venue_and_year_are_those_stated(text: str, path: str, venue: str, year: int | None) -> None:
    note = note_of(f"# {TITLE}\n\n{text}\n", path)
    assert (note.venue.slug, note.year) == (venue, year)


@pytest.mark.parametrize(
    ("head", "path", "topic"),
    [
        ("", "mynotes/2016/november/a.md", UNFILED),
        ("", "rivers/a.md", "rivers"),
        ("", "Papers/a.md", UNFILED),
        ("category: reference\n", "a.md", UNFILED),
        ("categories: Rivers\n", "_posts/a.md", "rivers"),
    ],
)
def test_what_is_a_topic(head: str, path: str, topic: str) -> None:
    assert note_of(f"---\ntitle: {TITLE}\n{head}---\n\nWords.\n", path).topic.slug == topic


@pytest.mark.parametrize(
    ("text", "arxiv", "doi"),
    [
        ("This builds on [Eels](https://arxiv.org/abs/1503.00001).\n\n- [Link to the paper](https://arxiv.org/abs/1508.00002)", "1508.00002", None),
        ("See [Eels](https://arxiv.org/abs/1409.00001), [Trout](https://arxiv.org/abs/1706.00001).", None, None),
        ("[arXiv](https://arxiv.org/abs/2001.00001) | [code](https://example.org)", "2001.00001", None),
        ("- https://www.alphaxiv.org/abs/2001.00001v2", "2001.00001", None),
        ("> https://huggingface.co/papers/2001.00001", "2001.00001", None),
        ('{{< button href="https://arxiv.org/abs/2001.00001" >}}arXiv{{< /button >}}', "2001.00001", None),
        ("> https://dl.acm.org/doi/10.1145/222222.222222", None, "10.1145/222222.222222"),
        ("As 10.1145/222222.222222 shows, otters swim.", None, None),
        ("## 1. どんなもの？\n\n川。\n\n### 論文情報・リンク\n\n- [Reed (2019)](https://arxiv.org/abs/1901.00001)", "1901.00001", None),
        ("Words.\n\n## References\n\n- https://arxiv.org/abs/1901.00001", None, None),
    ],
)  # fmt: skip
def test_only_the_papers_own_ids_are_taken(text: str, arxiv: str | None, doi: str | None) -> None:
    note = note_of(f"# {TITLE}\n\n{text}\n")
    assert (note.arxiv, note.doi) == (arxiv, doi)


@pytest.mark.parametrize(
    "address",
    [
        "https://export.arxiv.org/abs/2001.00001v3",
        "https://browse.arxiv.org/pdf/2001.00001v1.pdf",
        "https://www.alphaxiv.org/zh/overview/2001.00001",
        "https://www.alphaxiv.org/resources/2001.00001v1",
        "https://hf.co/papers/2001.00001",
        "https://ar5iv.labs.arxiv.org/html/2001.00001",
        "https://ar5iv.org/2001.00001",
        "https://www.semanticscholar.org/arxiv/2001.00001",
        "https://api.semanticscholar.org/arXiv:2001.00001",
        "https://papers.cool/arxiv/2001.00001",
        "https://www.arxiv-vanity.com/papers/2001.00001/",
        "https://doi.org/10.48550/arXiv.2001.00001",
    ],
)
@pytest.mark.parametrize("line", ["**Link**: {}", "**Paper**: [here]({})", "- {}", "**arXiv**: {}"])
def test_a_mirror_of_arxiv_tells_the_id(address: str, line: str) -> None:
    assert note_of(f"# {TITLE}\n\n{line.format(address)}\n\nWords.\n").arxiv == "2001.00001"


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("**Authors**: Reed, Ann; Lake, Bo; Hill, Cy D.", ("Ann Reed", "Bo Lake", "Cy D. Hill")),
        ("**Authors**: 王, 伟; Reed, Ann; 山田, 太郎; 김, 민준", ("王伟", "Ann Reed", "山田太郎", "김민준")),
        ("**Authors**: Reed, Ann and Lake, Bo", ("Ann Reed", "Bo Lake")),
        ("**Authors**: Reed, A., et al.", ("A. Reed", "et al.")),
        ("**Authors**: Reed, A., Lake, B.", ("A. Reed", "B. Lake")),
        ("**Authors**: Reed, Ann, Bo Lake, and Cy Hill", ("Ann Reed", "Bo Lake", "Cy Hill")),
        ("**Authors**: Ann Reed, Bo Lake", ("Ann Reed", "Bo Lake")),
        ("> **First Author**:: Reed, Ann\n> **Author**:: Lake, Bo", ("Ann Reed", "Bo Lake")),
        ("- 著者: 山田 太郎、鈴木 花子", ("山田 太郎", "鈴木 花子")),
        ("- 저자: 김하늘, 이바다", ("김하늘", "이바다")),
        ("**作者**：王小明、李四等", ("王小明", "李四", "et al.")),
        ("**Authors**: Ann Reed and colleagues", ("Ann Reed", "et al.")),
        ("**Authors**: Ann Reed, Bo Lake y otros", ("Ann Reed", "Bo Lake", "et al.")),
        ("**Authors**: 王小明ほか3名", ("王小明", "et al.")),
        ("**Authors**: Ann Reed u. a.", ("Ann Reed", "et al.")),
        ("Ann Reed, Bo Lake et al., Jan 2018, RIVER 2018", ("Ann Reed", "Bo Lake", "et al.")),
        ("Neural Rivers, Deep Lakes and Warm Seas are covered.", ()),
        (
            f'- [Reed, Ann, and Bo Lake. "{TITLE}." River Letters. 2019.](https://example.org)',
            ("Ann Reed", "Bo Lake"),
        ),
        (
            f'* [Lake, Bo, et al. "{TITLE.lower()}." River Conference. 2016.](https://x.org)',
            ("Bo Lake", "et al."),
        ),
        (
            f"* [A. Reed, B. Lake, and C. Hill. {TITLE}. CoRR, 2015](https://x.org)",
            ("A. Reed", "B. Lake", "C. Hill"),
        ),
        (f"* [Reed, Ann. 2014. {TITLE}. River preprint.](https://x.org)", ("Ann Reed",)),
        ("**Authors**: Reed, Ann Maria", ("Ann Maria Reed",)),
        ("**Authors**: Von Lake, Bo (ed. Hill, Cy)", ("Bo Von Lake",)),
        ("**Authors**: Otters, Inc", ("Otters", "Inc")),
        ("> RIVER 2005 Ann Reed, etc.", ("Ann Reed", "et al.")),
        ("Ann Reed, Bo Lake, and Cy Hill", ("Ann Reed", "Bo Lake", "Cy Hill")),
        ("> Ann Reed, Bo Lake. 2020", ("Ann Reed", "Bo Lake")),
        (f"We follow {TITLE}, which is older.", ()),
    ],
)
def test_authors(head: str, authors: tuple[str, ...]) -> None:
    assert note_of(f"# {TITLE}\n\n{head}\n\nWords.\n").authors == authors


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        (
            "- The otters swim fast.\n- They dive too.\n\n## Diving\n\nDeep.",
            "The otters swim fast. They dive too.",
        ),
        ("> [!Abstract]\n>\n> Otters swim *fast*.\n\n### Ideas\n\nMore.", "Otters swim fast."),
        ("Ann Reed, Bo Lake et al., Jan 2018, RIVER 2018\n\nOtters swim.", "Otters swim."),
        (
            "## Introduction\n\n* The paper is of otters.\n\n## Model\n\n$$x$$ is it.",
            "The paper is of otters.",
        ),
        ("- [code](https://example.org)\n- [pdf](https://example.org/a.pdf)\n\nOtters swim.", "Otters swim."),
        ("## 要約\n\n川の話。", "川の話。"),
        ("## 요약\n\n강 이야기.", "강 이야기."),
    ],
)
def test_summaries_of_other_people(body: str, summary: str) -> None:
    assert note_of(f"# {TITLE}\n\n{body}\n").summary == summary


@pytest.mark.parametrize(
    ("rest", "venue"),
    [
        ("Advances in Neural Information Processing Systems. 2017.", "NeurIPS2017"),
        ("European conference on computer vision. Springer, Cham, 2014.", "ECCV2014"),
        (
            "Proceedings of the 2019 Conference of the North American Chapter of the Association for Computational Linguistics",
            "NAACL2019",
        ),
        ("arXiv preprint arXiv:1902.01234 (2019).", "arXiv2019"),
        ("Journal of Rivers, vol 28, pp. 11-21, 1972", "Journal of Rivers"),
        ("The 6th Workshop on Rivers and Lakes, 2017", "Workshop on Rivers and Lakes"),
        ("9th Workshop on Rivers (RiverEval 2015), Association for Lakes. 2015", "RiverEval2015"),
    ],
)
def test_the_venue_of_a_citation(rest: str, venue: str) -> None:
    note = note_of(
        f'# {TITLE}\n\nWords.\n\n## Links\n\n- [Reed, Ann, and Bo Lake. "{TITLE}." {rest}](https://x.org)\n'
    )
    assert note.venue.slug == venue


def test_a_tag_that_only_repeats_the_venue_is_no_keyword() -> None:
    note = note_of(f"---\ntitle: {TITLE}\ntags: ['2018', ICML, 'ICML 2018', otters]\n---\n\nWords.\n")
    assert note.keywords == ("otters",)


@pytest.mark.parametrize(
    ("text", "fields", "problem"),
    [
        ("+++\ntitle = 'Otters'\ntags = ['a', 'b']\ndate = 2024-01-02\n+++\nWords.\n", {"title": "Otters", "tags": ["a", "b"], "date": "2024-01-02"}, ""),
        ("+++\ntitle = 'Otters'\ntags = [\n+++\nWords.\n", {"title": "Otters", "tags": "["}, "TOML"),
        ("% Otters\n% Ann Reed; Bo Lake\n% May 2020\nWords.\n", {"title": "Otters", "authors": ["Ann Reed", "Bo Lake"], "date": "May 2020"}, ""),
        ("title:: Otters\ntags:: a, b\n\nWords.\n", {"title": "Otters", "tags": "a, b"}, ""),
        ("---\ntitle: Otters: a Review\nauthors:\n  - Ann Reed\n  - Bo Lake\ntags: [a, b]\n---\nWords.\n",
         {"title": "Otters: a Review", "authors": ["Ann Reed", "Bo Lake"], "tags": ["a", "b"]}, "YAML"),
    ],
)  # fmt: skip
def test_front_matter_of_all_kinds(text: str, fields: dict[str, object], problem: str) -> None:
    front = split_front_matter(text)
    assert front.fields == fields
    assert front.body.strip() == "Words."
    assert problem in (front.problem[1] if front.problem else "")
    assert bool(front.problem) == bool(problem)


@pytest.mark.parametrize(
    "text", ["std::vector is a class.\n", "%% a comment %%\n\nWords.\n", "+++ more +++\n"]
)
def test_what_is_no_front_matter(text: str) -> None:
    assert split_front_matter(text) == ({}, text, None)
