"""Descriptions: entries that have most of what a query says, where few have all of its words."""

from __future__ import annotations

from pathlib import Path

import pytest
from make_entries import Loader, entry

from papernotes.index import Index, QueryError, everywhere, parse, says_nothing
from papernotes.index.query.content import is_long
from papernotes.index.query.function_words import content, is_question
from papernotes.index.tokenizer import raw_tokens

PAPERS = (
    entry(
        "bells",
        "Quiet Bells Keep Ships Awake",
        "Rings a bell softly in the fog, so that sailors stay awake on their watch.",
        ("method", "A pendulum strikes bronze twice a minute."),
        venue="ICML2025",
        year=2025,
    ),
    entry(
        "lamps",
        "Lamps on Piers",
        "Hangs lamps on every pier and counts the ships that arrive in fog.",
        ("method", "Oil burns slowly in glass."),
        ("limitations", "Storms put the lamps out."),
    ),
    entry(
        "knots",
        "Knots That Untie Themselves",
        "A rope that loosens when the tide falls.",
        ("method", "We soak hemp in brine for a night."),
    ),
    entry("chart", "潮汐图的自动绘制", "用水位传感器的数据绘制港口的潮汐图，船长不用再猜水深。"),
    entry("buoy", "浮标编队", "让浮标用声音互相通信，在大雾里排成一条航道。"),
    entry("tide", "潮位予測モデル", "センサーを使った潮位の予測と港の警報。"),
    entry("net", "그물 수리 로봇", "그물을 스스로 고치는 로봇 팔을 만든다."),
)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("harbour") / "index"
    Index.build(folder, Loader(PAPERS))
    return Index.open(folder)


def closest(index: Index, query: str, **options: object) -> list[tuple[str, tuple[str, ...]]]:
    """The slugs of what comes closest besides what has all words, and the words that each lacks."""
    without = index.search(query).hits.keys
    found = index.closest(query, without=without, **options)  # type: ignore[arg-type]
    return [
        (key.partition("/")[2], lacking) for key, lacking in zip(found.hits.keys, found.lacking, strict=True)
    ]


def all_words(index: Index, query: str) -> set[str]:
    return {key.partition("/")[2] for key in index.search(query).hits.keys}


def test_a_description_finds_what_has_most_of_its_words(harbour):
    query = "a rope that opens by itself when the water of the tide falls "
    assert harbour.search(query).total == 0
    assert closest(harbour, query)[0] == ("knots", ("opens", "water"))


def test_rare_words_weigh_more_than_frequent_ones(harbour):
    assert closest(harbour, "fog ships pendulum zebra ")[0] == ("bells", ("zebra",))
    assert closest(harbour, "fog ships glass zebra ")[0] == ("lamps", ("zebra",))


def test_other_forms_of_a_word_count_and_mistakes_are_corrected(harbour):
    assert closest(harbour, "sailor ringing pendulums zebra ")[0] == ("bells", ("zebra",))
    assert closest(harbour, "penduluum brnze zebra ")[0] == ("bells", ("zebra",))


def test_the_last_word_may_be_only_begun(harbour):
    assert closest(harbour, "zebra pend")[0] == ("bells", ("zebra",))
    assert closest(harbour, "zebra pend ") == []


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("不用猜水深就能绘制海图", "chart"),
        ("大雾里用声音通信的机器人", "buoy"),
        ("センサーで警報を出す装置", "tide"),
        ("로봇으로 그물을 꿰매는 기계", "net"),
    ],
)
def test_sentences_without_blanks_are_cut_into_pairs(harbour, query, slug):
    assert closest(harbour, query)[0][0] == slug


def test_of_a_run_only_what_no_pair_covers_is_lacking(harbour):
    assert closest(harbour, "水位传感器和温度计")[0] == ("chart", ("和温度计",))


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("which papers are about fog and ships", "lamps"),
        ("what methods exist for hemp rope", "knots"),
        ("papers that deal with a rope and the tide", "knots"),
        ("有哪些绘制潮汐图的方法", "chart"),
        ("关于浮标的论文有哪些", "buoy"),
        ("潮位の予測を使った論文は", "tide"),
        ("어떤 논문이 그물 로봇을 다루는가", "net"),
    ],
)
def test_of_a_question_all_words_are_those_of_its_content(harbour, query, slug):
    found = all_words(harbour, query) | {slug for slug, _ in closest(harbour, query)[:1]}
    assert slug in found


def test_questions_have_all_words_where_their_content_is_there(harbour):
    assert all_words(harbour, "which papers are about fog and ships") == {"bells", "lamps"}
    assert all_words(harbour, "有哪些绘制潮汐图的方法") == {"chart"}


def test_a_title_that_is_a_question_is_looked_for_as_it_is(tmp_path: Path):
    titled = entry("how", "How Do Bells Work")
    other = entry("bells", "Bells", "On bells.")
    Index.build(tmp_path / "index", Loader((titled, other)))
    assert all_words(Index.open(tmp_path / "index"), "how do bells work") == {"how"}


def test_a_run_that_a_text_has_is_looked_for_as_it_is(tmp_path: Path):
    texts = (entry("how", "灯塔", "本文讨论如何点亮灯塔。"), entry("lit", "点亮灯塔", "点亮灯塔的油。"))
    Index.build(tmp_path / "index", Loader(texts))
    assert all_words(Index.open(tmp_path / "index"), "如何点亮灯塔") == {"how"}


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("pendulum for sailors ", {"bells"}),
        ("how storms ", {"lamps"}),
        ("潮汐图的港口", {"chart"}),
        ("rope with pendulum ", set()),
        ("with ships ", {"lamps", "bells"}),
        ('the "untie themselves" hemp through ', {"knots"}),
    ],
)
def test_function_words_need_not_be_there_where_nothing_has_all_words(harbour, query, slugs):
    assert all_words(harbour, query) == slugs
    assert not slugs or harbour.search(query).suggestions == ()


def test_nothing_is_guessed_at_the_words_of_a_long_description(harbour):
    few, many = "lamps rope ", "lamps of a rope that burns on the pier by night "
    assert all_words(harbour, few) == all_words(harbour, many) == set()
    assert {slug for slug, _ in closest(harbour, many)[:2]} == {"lamps", "knots"}
    assert (
        is_long(parse(many))
        and not is_long(parse(few))
        and not is_long(parse("让浮标用声音互相通信在大雾里排成一条航道"))
    )


@pytest.mark.parametrize(
    ("query", "nothing"),
    [
        ("什么论文", True),
        ("的 了 吗", True),
        ("which papers", True),
        ("论文 的", True),
        ("灯塔的论文", False),
        ("paper mill", False),
        ("is:read the", False),
        ('"the paper"', False),
        ("-the", False),
        ("", False),
    ],
)
def test_a_query_of_function_words_says_nothing_of_a_paper(query, nothing):
    assert says_nothing(parse(query)) is nothing


def test_all_that_is_no_plain_word_stays_strict(harbour):
    assert closest(harbour, '"quiet bells" zebra fog ') == [("bells", ("zebra",))]
    assert closest(harbour, '"quiet bells" zebra rope ') == []
    assert [slug for slug, _ in closest(harbour, "fog ships zebra -bronze ")] == ["lamps"]
    assert [slug for slug, _ in closest(harbour, "fog ships zebra venue:ICML2025 ")] == ["bells"]
    assert [slug for slug, _ in closest(harbour, "fog ships zebra year:2026 ")] == ["lamps"]
    assert [slug for slug, _ in closest(harbour, "fog ships zebra limitations:storms ")] == ["lamps"]
    assert closest(harbour, "zebra OR fog") == []
    assert closest(harbour, "title:zebra") == []


def test_keys_allowed_and_the_reading_state_narrow_it(harbour):
    query = "fog ships zebra "
    assert [slug for slug, _ in closest(harbour, query, within=frozenset({"ICLR2026/lamps"}))] == ["lamps"]
    found = harbour.closest(f"{query} is:read", state=lambda name, value: {"ICLR2026/bells"})
    assert found.hits.keys == ["ICLR2026/bells"]
    with pytest.raises(QueryError):
        harbour.closest(f"{query} is:read")


def test_what_has_all_words_comes_first_and_is_not_found_again(harbour):
    assert all_words(harbour, "fog ships") == {"bells", "lamps"}
    assert "bells" not in {slug for slug, _ in closest(harbour, "fog ships")}


def test_one_word_is_no_description(harbour):
    assert closest(harbour, "zebra") == []
    assert closest(harbour, "fog") == []


def test_nothing_comes_close_where_no_word_is_known(harbour):
    found = harbour.closest("zebra giraffe xylophone")
    assert (found.total, found.lacking) == (0, [])


def test_function_words_alone_are_looked_for(harbour):
    assert closest(harbour, "on every and their between ")[0] == ("lamps", ("their", "between"))
    assert [piece.text for piece in content(["to", "be"])] == ["to", "be"]


def test_a_limit_cuts_the_hits_but_not_the_total(harbour):
    found = harbour.closest("fog ships zebra ", limit=1)
    assert (found.total, len(found.hits), len(found.lacking)) == (2, 1, 1)


def test_removed_entries_come_no_longer_close(tmp_path: Path):
    Index.build(tmp_path / "index", Loader(PAPERS))
    index = Index.open(tmp_path / "index")
    index.apply([entry("new", "Zebras in Fog", "Ships carry striped horses.")], ["ICLR2026/bells"])
    assert [slug for slug, _ in closest(index, "fog ships pendulum")] == ["new", "lamps"]
    assert closest(index, "pendulum bronze") == []


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("which papers are about fog", True),
        ("is there any work on fog", True),
        ("find papers on fog", True),
        ("works on fog", True),
        ("有没有关于雾的论文", True),
        ("霧に関する論文は", True),
        ("안개를 다루는 논문이 있나요", True),
        ("attention is all you need", False),
        ("find ships", False),
        ("method for fog", False),
        ("雾中导航", False),
        ("霧の中の航法", False),
    ],
)
def test_questions_are_told_from_titles(text, asks):
    assert is_question(raw_tokens(text)) is asks


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("which papers are about fog and ships", ["fog", "ships"]),
        ("有哪些用于检测雾的方法", ["检测雾"]),
        ("拡散モデルを使った画像編集の手法は", ["拡散モデル", "画像編集"]),
        ("어떤 논문이 안개를 다루는가", ["안개", "다루는"]),
        ("what's in the fog", ["fog"]),
        ("a method for fog", ["method", "fog"]),
        ("I vaguely remember something with fog, I forgot the name", ["fog"]),
        ("somewhere ships remember, or forget", ["ships", "remember", "forget"]),
        ("bells for who will think before an answer", ["bells", "think", "answer"]),
        ("我记得好像看过一篇潮汐的论文，题目忘了", ["潮汐"]),
        ("印象中是讲浮标的东西", ["是讲浮标"]),
        ("标记得分和灾难性遗忘", ["标记得分和灾难性遗忘"]),
    ],
)
def test_function_words_are_no_content(text, left):
    assert [piece.text for piece in content(raw_tokens(text))] == left


def test_only_content_words_are_marked_but_in_titles(harbour):
    text = "Which of the bells in the fog are rung on a pier?"

    def marked(query: str) -> list[str]:
        return [text[start:end] for start, end in harbour.matcher(query).spans(text)]

    assert marked("which papers are about bells in the fog ") == ["bells", "fog"]
    assert marked("a bell of bronze that is struck in the fog on a pier ") == ["bells", "fog", "pier"]
    assert marked("bells in the fog ") == ["bells", "fog"]
    in_title = harbour.matcher("bells in the fog ").spans_in("title", text)
    assert [text[start:end] for start, end in in_title] == ["the", "bells", "in", "the", "fog"]


@pytest.mark.parametrize(
    ("query", "wider"),
    [
        ("venue:ICML2025 fog ships", "fog ships"),
        ("fog is:read year:2025 -topic:safety", "fog"),
        ("fog title:bells has:code", "fog title:bells"),
        ("fog ships", None),
        ("venue:ICML2025", None),
        ("is:read year:2025", None),
    ],
)
def test_what_only_narrows_can_be_left_out_of_a_query(query, wider):
    found = everywhere(parse(query))
    assert (None if found is None else str(found).strip()) == wider


def test_an_empty_library_has_nothing_close(tmp_path: Path):
    Index.build(tmp_path / "index", Loader(()))
    index = Index.open(tmp_path / "index")
    assert index.closest("fog ships zebra").total == 0
    index.apply([PAPERS[0]], [])
    assert index.closest("fog ships zebra ").hits.keys == ["ICLR2026/bells"]
    index.apply([], ["ICLR2026/bells"])
    assert index.closest("fog ships zebra ").total == 0
