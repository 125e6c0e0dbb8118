"""What a reader finds in a small library, through the interface that the program uses."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest
from make_entries import LIBRARY, Loader, entry

from papernotes.index import BuildCancelled, Index, QueryError


def found(index: Index, query: str, **options: object) -> list[str]:
    return [hit.key.partition("/")[2] for hit in index.search(query, **options).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("forget facts ", ["forgetting"]),
        ("unlearn ", ["agents", "forgetting"]),
        ("sparse autoenc", ["saebench"]),
        ("deja vu", ["saebench"]),
        ("DÉJÀ ", ["saebench"]),
        ("gpt4o", ["saebench", "chinese"]),
        ("GPT-4o", ["saebench", "chinese"]),
        ("3D ", ["saebench"]),
        ("2502.17424", ["forgetting"]),
        ("https://arxiv.org/abs/2502.17424v2", ["forgetting"]),
        ("arxiv:2502", ["forgetting"]),
        ('"frozen teacher"', ["forgetting"]),
        ('"teacher frozen"', []),
        ("teacher -frozen", ["saebench"]),
        ("critic OR prompts", ["agents", "audiotrust"]),
        ("(critic OR prompts) model", ["audiotrust"]),
        ("title:agents", ["agents"]),
        ("title:critic ", []),
        ("author:ada", ["forgetting"]),
        ("keyword:speech", ["audiotrust"]),
        ('topic:"llm safety"', ["forgetting"]),
        ("topic:llm_safety", ["forgetting"]),
        ("venue:icml2025", ["saebench", "agents"]),
        ("venue:icml", ["saebench", "agents"]),
        ("venue:icml limitations:slow", ["agents"]),
        ("limitations:teachers", ["saebench"]),
        ("limitations:critic", []),
        ("method:teacher", ["forgetting"]),
        ("year:2025", ["saebench", "agents"]),
        ("year:..2025 sort:date", ["saebench", "agents"]),
        ("year:2026.. sort:-date", ["chinese", "audiotrust", "forgetting"]),
        ("has:code", ["forgetting"]),
        ("语言模型", ["chinese"]),
        ("习", ["chinese"]),
        ("平滑", ["chinese"]),
        ("gpt4o 教师", ["chinese"]),
        ("有害知识语言模型", ["chinese"]),
        ("教师机器遗忘", ["chinese"]),
        ("有害教师agents", []),
        ("知害模型", []),
        ("ATAD框架", ["chinese"]),
        ('"的ATAD框架"', ["chinese"]),
        ('"忘记ATAD"', []),
        ("audio trust ", ["audiotrust"]),
        ("sae bench ", ["saebench"]),
        ("saebench", ["saebench"]),
        ("chainofthought", ["audiotrust"]),
        ("atte smoo unle", ["forgetting"]),
        ("atention smoothing", ["forgetting"]),
        ("ttention ", ["forgetting"]),
        ("dioTrust", ["audiotrust"]),
        ("diotru believe", ["audiotrust"]),
        ("A*平滑", []),
        ("plan*", ["agents"]),
        ("smothing~", ["forgetting"]),
        ("iclr unlearning", ["forgetting"]),
        ("x" * 300, []),
    ],
)
def test_finds(library: Index, query: str, expected: list[str]) -> None:
    assert sorted(found(library, query)) == sorted(expected)


def test_a_run_as_a_whole_comes_before_its_words_apart(tmp_path: Path) -> None:
    entries = (
        entry("apart", "Harbour", "灯塔照亮旧港。旧港也有灯塔，灯塔很高。"),
        entry("whole", "Harbour", "船长说，旧港灯塔建于一九零二年，后来又重修。"),
    )
    Index.build(tmp_path / "index", Loader(entries))
    index = Index.open(tmp_path / "index")
    assert found(index, "旧港灯塔") == ["whole", "apart"]
    assert found(index, "高灯塔旧港") == []


def test_a_run_that_nothing_has_is_answered_with_a_part_of_it(library: Index) -> None:
    assert library.search("注意力平滑海灯").suggestions == ("注意力平滑",)


def test_nothing_asked_is_everything_newest_first(library: Index) -> None:
    assert found(library, "") == ["forgetting", "audiotrust", "chinese", "saebench", "agents"]


def test_title_comes_before_text(library: Index) -> None:
    assert found(library, "agents")[0] == "agents"


def test_what_a_list_shows_comes_before_text(tmp_path: Path) -> None:
    often = ("method", "A quiet lantern, a lantern so quiet that no lantern is. " * 20)
    entries = (
        entry("often", "Lantern", "Light.", often),
        entry("summary", "Harbour", "A lantern that stays quiet.", ("method", "Nothing else.")),
        entry("keywords", "Quiet Harbour", "Ships.", keywords=("lantern",)),
        entry("title", "The Quiet Old Harbour Lantern"),
    )
    Index.build(tmp_path / "index", Loader(entries))
    index = Index.open(tmp_path / "index")
    assert found(index, "quiet lantern ")[0] == "title"
    assert found(index, "quiet lantern ")[-1] == "often"
    assert found(index, "summary:quiet body:lantern ") == []
    assert found(index, "lantern harbour ")[:2] == ["title", "keywords"]


def test_a_title_counts_by_the_word_that_it_has_itself(tmp_path: Path) -> None:
    entries = (
        entry("plural", "Lanterns", "A lantern beside a lantern."),
        entry("exact", "The Quiet Lantern at the Old Stone Harbour", "Nights."),
    )
    Index.build(tmp_path / "index", Loader(entries))
    index = Index.open(tmp_path / "index")
    assert found(index, "lantern") == ["exact", "plural"]
    assert found(index, "lanterns") == ["plural", "exact"]


def test_greek_letters_are_found_by_their_names_and_the_other_way_round(tmp_path: Path) -> None:
    entries = (
        entry("letter", "τ-Harbour: Ships in Order"),
        entry("name", "Beta Lanterns"),
        entry("other", "A Harbour with Lanterns"),
    )
    Index.build(tmp_path / "index", Loader(entries))
    index = Index.open(tmp_path / "index")
    for query in ("tau harbour", "tau-harbour", "tauharbour ", "τ-harbour", "ships tau "):
        assert found(index, query)[0] == "letter", query
    assert found(index, "β lanterns") == ["name"]
    assert [index.matcher("tau ").spans("A τ-Harbour")] == [[(2, 3)]]


def test_the_word_that_takes_fewer_edits_was_meant(tmp_path: Path) -> None:
    entries = (
        entry("far", "Earning Learning", "Learning, learning."),
        entry("near", "Notes of a Harbour", "What unlearning segments."),
    )
    Index.build(tmp_path / "index", Loader(entries))
    index = Index.open(tmp_path / "index")
    assert found(index, "nulearning ") == ["near", "far"]
    assert found(index, "xnlearning~") == ["near", "far"]
    assert found(index, "learnnigs ") == ["far"]
    # "unlearning" is one edit away, "unlearn" another form of it.
    index.apply([entry("form", "How Harbours Unlearn")], [])
    assert found(index, "unlearnng ")[:2] == ["form", "near"]


def test_a_word_is_taken_for_a_start_when_little_is_found(tmp_path: Path) -> None:
    entries = (
        entry("lamp", "Lamp Studies", "A lantern drawn with Glow.1-dev."),
        entry("glow", "Glow and Shadow", "Light on walls."),
        entry("glowing", "Glowing Coals", "A lantern of embers."),
    )
    Index.build(tmp_path / "index", Loader(entries))
    index = Index.open(tmp_path / "index")
    assert found(index, "glow lantern ") == ["glowing", "lamp"]
    assert found(index, 'glow lantern OR "of glass"') == ["glowing", "lamp"]
    assert found(index, "glow ")[0] == "glow"


def test_a_part_of_a_word_in_a_title_counts_beside_words_in_the_text(tmp_path: Path) -> None:
    entries = (
        entry("bridge", "Schrödinger Bridges", "Ships pass below."),
        entry("finger", "A Finger Exercise", "For the left hand."),
    )
    Index.build(tmp_path / "index", Loader(entries))
    index = Index.open(tmp_path / "index")
    assert found(index, "ships dinger ") == ["bridge"]
    assert found(index, "dinger ") == ["finger", "bridge"]


def test_sorts_by_title(library: Index) -> None:
    assert found(library, "sort:title venue:icml")[0] == "agents"
    assert library.search("sort:title venue:icml").sort == "title"


def test_pages(library: Index) -> None:
    whole = found(library, "", limit=None)
    assert found(library, "", limit=2, offset=2) == whole[2:4]
    assert library.search("", limit=2).total == 5


def test_within_and_state(library: Index) -> None:
    keys = frozenset({"ICML2025/agents", "ICLR2026/gone"})
    assert found(library, "unlearn", within=keys) == ["agents"]
    marks = {("is", "read"): {"ICML2025/agents"}, ("list", "to read"): {"ICLR2026/forgetting"}}

    def state(name: str, value: str) -> set[str]:
        return marks[name, value]

    assert found(library, "unlearn is:read", state=state) == ["agents"]
    assert found(library, "unlearn is:unread", state=state) == ["forgetting"]
    assert found(library, 'list:"to read"', state=state) == ["forgetting"]
    assert "agents" not in found(library, "-is:read", state=state)
    with pytest.raises(QueryError, match="nothing called tag:x") as caught:
        library.search("agents tag:x", state=state)
    assert caught.value.column == 8
    with pytest.raises(QueryError, match="is: is not known here"):
        library.search("is:read")


def test_facets(library: Index) -> None:
    assert library.facets("", "venue") == {"ICLR2026": 3, "ICML2025": 2}
    assert library.facets("unlearn", "topic") == {"llm_safety": 1, "others": 1}
    assert library.facets("", "year") == {"2025": 2, "2026": 3}
    assert library.facets("sparse", "keyword") == {"sparse autoencoder": 1, "interpretability": 1}


def test_nothing_found_says_what_would_be(library: Index) -> None:
    hits = library.search("agents qqqqqqqq ")
    assert hits.total == 0
    assert "agents" in hits.suggestions
    assert library.suggest("atention")[0] == "attention"


def test_a_phrase_that_is_not_found_is_spelled_right_or_taken_apart(library: Index) -> None:
    assert library.search('"sparse autoencodr"').suggestions == ('"sparse autoencoder"',)
    assert library.search('-agents "autoencoder sparse"').suggestions[0] == "-agents (autoencoder sparse)"


def test_changes_are_seen(tmp_path: Path) -> None:
    Index.build(tmp_path / "index", Loader(LIBRARY))
    index = Index.open(tmp_path / "index")
    before = index.generation
    changed = LIBRARY[0]._replace(title="Quiet Erasure")
    index.apply([changed, entry("new", "Brand New Thing")], ["ICML2025/agents"])
    assert index.generation > before
    assert index.count() == 5
    assert found(index, "quiet ") == ["forgetting"]
    assert found(index, "brand") == ["new"]
    assert found(index, "smoothing ") == []
    assert found(index, "habits ") == []
    assert found(Index.open(tmp_path / "index"), "quiet ") == ["forgetting"]


def test_a_cancelled_build_leaves_the_old_index(tmp_path: Path) -> None:
    Index.build(tmp_path / "index", Loader(LIBRARY))
    with pytest.raises(BuildCancelled):
        Index.build(tmp_path / "index", Loader(LIBRARY[:1]), cancel=lambda: True)
    assert Index.open(tmp_path / "index").count() == 5
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_progress_reaches_the_total(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    Index.build(tmp_path / "index", Loader(LIBRARY), progress=lambda done, total: steps.append((done, total)))
    assert steps[0] == (0, 5)
    assert steps[-1] == (5, 5)


def test_importing_index_is_light() -> None:
    code = "import sys; from papernotes import index; sys.exit(any(name in sys.modules for name in ('whoosh', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_title_that_begins_with_the_words_comes_before_those_that_have_them_further_on(
    tmp_path: Path,
) -> None:
    entries = (
        entry("further", "A Study of Quiet Lamps at Night"),
        entry("name", "Quiet Lamps: Of Ships at Night and Day"),
    )
    Index.build(tmp_path / "index", Loader(entries))
    index = Index.open(tmp_path / "index")
    for query in ("quiet", "quiet lamps", "quiet la"):
        assert found(index, query) == ["name", "further"]


def test_what_a_search_computes_goes_with_it(library: Index) -> None:
    """Its arrays are megabytes in a large library, and garbage is looked for seldom."""
    library.search("attention smoothing", limit=None)
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for query in (
            "attention smoothing",
            '"frozen teacher"',
            "limitations:teachers",
            "注意力平滑",
            "agents OR critic",
        ):
            library.search(query, limit=None)
        gc.collect()
        left = [item for item in gc.garbage if type(item).__module__.startswith("papernotes.index.")]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
    assert left == []
