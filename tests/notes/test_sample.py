"""The sample library, which readers try first, shows every feature and is consistent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from papernotes import notes

DOCS = Path(notes.__file__).resolve().parent / "sample" / "docs"
NOTES = sorted(path for path in DOCS.rglob("*.md") if path.name != "index.md")
AREAS = sorted({path.parent for path in NOTES})
VENUES = sorted({area.parent for area in AREAS})

ARXIV_LINE = re.compile(r"^\*\*arXiv\*\*[:：] *\[(?P<id>[^\]]*)\]\((?P<url>[^)]*)\) *$", re.MULTILINE)
RELATED_BLOCK = re.compile(r"<!-- RELATED:START -->(.*)<!-- RELATED:END -->", re.DOTALL)
RELATED_LINK = re.compile(
    r"^- \[\\\[(?P<venue>[^\]]+)\\\] (?P<title>.+)\]\((?P<target>[^)]+)\)$", re.MULTILINE
)
ELSEWHERE = re.compile(r"\[\S+ (?P<venue>\w+) \((?P<count>\d+)\)\]\((?P<target>[^)]+)\)")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(DOCS).as_posix()


def is_chinese(text: str) -> bool:
    return "**会议**" in text


def title_of(path: Path) -> str:
    found = re.search(r"^# (.+)$", text_of(path), re.MULTILINE)
    assert found, path
    return found[1]


def arxiv_of(path: Path) -> str:
    found = ARXIV_LINE.search(text_of(path))
    assert found, path
    return found["id"]


def slug_of(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "_")[:80].strip("_")


def notes_in(folder: Path) -> list[Path]:
    return [path for path in NOTES if folder in path.parents]


def one_number(pattern: str, text: str) -> int:
    found = re.findall(pattern, text)
    assert len(found) == 1, (pattern, found)
    return int(found[0])


def links_between_files(text: str) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"https?://|#", target):
            yield target


each_note = pytest.mark.parametrize("path", NOTES, ids=name_of)
each_area = pytest.mark.parametrize("area", AREAS, ids=name_of)
each_venue = pytest.mark.parametrize("venue", VENUES, ids=name_of)


def test_there_is_enough_to_browse() -> None:
    assert 38 <= len(NOTES) <= 48
    assert len(VENUES) >= 8
    topics = Counter(area.name for area in AREAS)
    assert len(topics) >= 10
    assert sum(count > 1 for count in topics.values()) >= 4
    assert sum(len(notes_in(venue)) >= 3 for venue in VENUES) >= 4


@each_note
def test_a_note_lies_where_its_title_and_conference_say(path: Path) -> None:
    text = text_of(path)
    assert path.stem == slug_of(title_of(path))
    venue = path.parents[1].name
    assert re.search(rf"^\*\*(Conference|会议)\*\*[:：] *{venue[:-4]} {venue[-4:]}\b", text, re.M | re.I)


@each_note
def test_a_note_has_every_part(path: Path) -> None:
    text = text_of(path)
    chinese = is_chinese(text)
    labels = ("会议", "领域", "关键词") if chinese else ("Conference", "Area", "Keywords")
    headings = (
        ("一句话总结", "研究背景与动机", "方法详解", "实验关键数据", "局限性", "评分")
        if chinese
        else ("TL;DR", "Background & Motivation", "Method", "Key Experimental Results", "Rating")
    )
    for label in labels:
        assert re.search(rf"^\*\*{label}\*\*[:：] *\S", text, re.MULTILINE), label
    for heading in headings:
        assert f"\n## {heading}\n" in text, heading
    assert re.search(r"^\|[-:| ]+\|$", text, re.MULTILINE), "no table"
    assert "$$" in text
    assert "⭐" in text


@each_note
def test_a_note_is_a_few_minutes_long(path: Path) -> None:
    text = text_of(path)
    length = len(re.findall(r"[\u4e00-\u9fff]", text)) if is_chinese(text) else len(text.split())
    assert 350 <= length <= 1000


@each_note
def test_math_and_code_are_closed(path: Path) -> None:
    text = text_of(path)
    assert text.count("```") % 2 == 0
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    assert prose.count("$$") % 2 == 0
    for line in re.sub(r"\$\$.*?\$\$", "", prose, flags=re.DOTALL).splitlines():
        assert line.count("$") % 2 == 0, line
    for formula in re.findall(r"\$\$(.*?)\$\$", prose, re.DOTALL):
        bare = re.sub(r"\\[{}]", "", formula)
        assert bare.count("{") == bare.count("}"), formula
        assert re.findall(r"\\left", formula.replace(r"\leftarrow", "")) == [r"\left"] * len(
            re.findall(r"\\right(?!arrow)", formula)
        ), formula


@each_note
def test_rows_of_a_table_are_as_wide_as_its_header(path: Path) -> None:
    for table in re.findall(r"(?:^\|.*\n)+", text_of(path), re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(widths) == 1, table


@each_note
def test_the_arxiv_id_is_well_formed(path: Path) -> None:
    found = ARXIV_LINE.search(text_of(path))
    assert found
    assert re.fullmatch(r"(0[7-9]|[12]\d)(0[1-9]|1[0-2])\.\d{4,5}", found["id"])
    assert found["url"] == f"https://arxiv.org/abs/{found['id']}"


@each_note
def test_related_links_lead_to_the_notes_they_name(path: Path) -> None:
    block = RELATED_BLOCK.search(text_of(path))
    assert block
    links = list(RELATED_LINK.finditer(block[1]))
    assert len(links) == block[1].count("\n- ") >= 2
    for link in links:
        target = (path.parent / link["target"]).resolve()
        assert target in NOTES
        assert target != path
        assert title_of(target) == link["title"]
        assert target.parents[1].name.lower() == link["venue"].replace(" ", "").lower()


@each_note
def test_front_matter_agrees_with_the_note(path: Path) -> None:
    text = text_of(path)
    if not text.startswith("---\n"):
        pytest.skip("a note without front matter")
    front = text.split("---\n", 2)[1]
    assert f"] {title_of(path)}\n" in front
    assert re.search(r"^date: 20\d\d-\d\d-\d\d$", front, re.MULTILINE)
    assert re.search(r"^content_hash: [0-9a-f]{16}$", front, re.MULTILINE)


def test_both_shapes_of_metadata_are_there() -> None:
    texts = [text_of(path) for path in NOTES]
    assert 3 <= sum(not text.startswith("---\n") for text in texts) <= 10
    broken = sum(re.search(r"^\*\*\w+\*\*.* {2}$", text, re.MULTILINE) is not None for text in texts)
    assert 3 <= len(texts) - broken <= len(texts) // 2
    for label in ("Authors", "作者"):
        assert any(re.search(rf"^\*\*{label}\*\*", text, re.MULTILINE) for text in texts)
    for mark in ("\n> ", "\n```", "[^", "\n    - ", "{cases}", "{pmatrix}", r"\mathcal", r"\hat", "&amp;"):
        assert any(mark in text for text in texts), mark


def test_two_notes_are_chinese_and_one_paper_has_both_languages() -> None:
    chinese = [path for path in NOTES if is_chinese(text_of(path))]
    assert len(chinese) == 2
    twins = [
        (one, other)
        for one in chinese
        for other in NOTES
        if other not in chinese and arxiv_of(one) == arxiv_of(other)
    ]
    assert len(twins) == 1
    one, other = twins[0]
    assert one.parents[1] == other.parents[1]
    assert one.parent != other.parent
    assert one.name == other.name


def test_one_paper_is_listed_at_two_venues() -> None:
    venues: dict[str, set[str]] = {}
    for path in NOTES:
        venues.setdefault(arxiv_of(path), set()).add(path.parents[1].name)
    assert [sorted(names) for names in venues.values() if len(names) > 1] == [["ICML2023", "arxiv2023"]]


@each_area
def test_the_index_of_an_area_counts_right(area: Path) -> None:
    text = text_of(area / "index.md")
    members = notes_in(area)
    assert re.search(r"^# \S+ \S", text, re.MULTILINE)
    assert one_number(rf"{area.parent.name}\*\* · \*\*(\d+)\*\* paper notes", text) == len(members)
    listed = re.findall(r"^\*\*\[(.+)\]\((\S+\.md)\)\*\*$", text, re.MULTILINE)
    assert sorted(listed) == sorted((title_of(path), path.name) for path in members)

    elsewhere = {found["venue"]: found for found in ELSEWHERE.finditer(text)}
    others = {other.parent.name: other for other in AREAS if other.name == area.name and other != area}
    assert elsewhere.keys() == others.keys()
    for name, other in others.items():
        assert int(elsewhere[name]["count"]) == len(notes_in(other))
        assert (area / elsewhere[name]["target"]).resolve() == other / "index.md"


@each_area
def test_top_topics_of_an_area_are_its_keywords(area: Path) -> None:
    counts: Counter[str] = Counter()
    for path in notes_in(area):
        found = re.search(r"^\*\*(?:Keywords|关键词)\*\*[:：] *(.*)$", text_of(path), re.MULTILINE)
        assert found
        counts.update(keyword.strip() for keyword in found[1].split(","))
    line = re.search(r"^🔥 \*\*Top topics:\*\* (.*)$", text_of(area / "index.md"), re.MULTILINE)
    named = [item.rsplit(" ×", 1) for item in line[1].split(" · ")] if line else []
    assert {name: int(count) for name, count in named} == {
        keyword: count for keyword, count in counts.items() if count > 1
    }


@each_venue
def test_the_index_of_a_venue_counts_right(venue: Path) -> None:
    text = text_of(venue / "index.md")
    assert re.search(rf"^# \S+ {venue.name}\b", text, re.MULTILINE)
    areas = [area for area in AREAS if area.parent == venue]
    assert one_number(r"\*\*(\d+)\*\* notes", text) == len(notes_in(venue))
    assert one_number(r"in \*\*(\d+)\*\* areas", text) == len(areas)
    rows = re.findall(r"^\| \S+ \[[^\]]+\]\(#(\w+)\) \| (\d+) \|$", text, re.MULTILINE)
    assert {slug: int(count) for slug, count in rows} == {area.name: len(notes_in(area)) for area in areas}


def test_the_index_of_the_library_counts_right() -> None:
    text = text_of(DOCS / "index.md")
    totals = [int(number) for number in re.findall(r'"stat-number">(\d+)<', text)]
    assert totals == [len(NOTES), len(VENUES), len({area.name for area in AREAS})]
    cards = re.findall(
        r"### \S+ \[(\w+)\]\(\1/index\.md\)\n\n<div[^>]*>(\d+) notes · (\d+) areas</div>", text
    )
    assert {(name, int(count), int(areas)) for name, count, areas in cards} == {
        (venue.name, len(notes_in(venue)), sum(area.parent == venue for area in AREAS)) for venue in VENUES
    }
    tags = re.findall(r'href="(\w+)/(\w+)/">[^<]* (\d+)</a>', text)
    assert {(venue, topic): int(count) for venue, topic, count in tags} == {
        (area.parent.name, area.name): len(notes_in(area)) for area in AREAS
    }


def test_links_of_index_pages_resolve() -> None:
    for page in [DOCS / "index.md", *(folder / "index.md" for folder in AREAS + VENUES)]:
        for target in links_between_files(text_of(page)):
            assert (page.parent / target).is_file(), (page, target)
