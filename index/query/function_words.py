"""Words that tell nothing about a paper: the one table of question words and function words, for all languages.

A query of some words that a title has needs them all; a description or a question in a sentence does not. Words that only
begin or end a sentence of Chinese, Japanese or Korean are written together with the others, so that runs are cut there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from papernotes.index import tokenizer
from papernotes.notes import lazy_pattern


class Piece(NamedTuple):
    """A word, or a part of a CJK run, that says what a paper is about; `word` is the index of the word that it is of."""

    text: str
    word: int


ENGLISH = frozenset(
    """
    a about above across actually after again against all along already also although always am among an and another
    any anybody anyone anything are aren around as at away basically be because been before behind being below beside
    besides between both but by can cannot could couldn did didn do does doesn doing don done during each either else
    especially etc even ever every everything few for from further get gets getting give given gives giving go goes
    going good got had has hasn have haven having he hence her here hers herself him himself his i ie if in instead
    into is isn it its itself just kinda let lets like made make makes making many may maybe me might more most much
    must my myself near need neither no nor not nothing now of off often on once one ones only onto or other others
    otherwise our ours out over own per please quite rather really same see seen several shall she should shouldn show
    shown shows since so some somehow someone something somewhere sorta still stuff such than that the their theirs
    them themselves then there thereby therefore these they thing things this those though through thus to together
    too toward towards under until unlike up upon us use used uses using usually vaguely very via was wasn way ways we
    well were weren what whatever when where whereas whether which while who whole whom whose will with within without
    won would wouldn yet you your yours
    """.split()
)
PAPERS = frozenset(("paper", "papers"))
"""Without weight, too: every note is about one."""
ENGLISH_QUESTIONS = frozenset("any are can do does how i is there what when where which who why".split())
"""Words with which a question begins, before another function word or what is asked for."""
ENGLISH_COMMANDS = frozenset(
    "find get give list look looking need recommend search show suggest tell want".split()
)
"""Words with which a request begins, shortly before what is asked for."""
ENGLISH_ASKED_FOR = frozenset(
    """
    approach approaches article articles method methods paper papers publication publications research studies study
    technique techniques work works
    """.split()
)
"""What is asked for in a question. In other queries these are words of titles."""
ENGLISH_ASKED_FIRST = frozenset(
    "approaches articles methods papers publications research studies techniques work works".split()
)
"""Those of them with which a request may begin, before a function word: `papers on …`."""
ENGLISH_IN_QUESTIONS = frozenset(
    """
    address addresses addressing concern concerning consider considering deal dealing deals discuss discusses discussing
    exist existing explore explores exploring find focus focuses focusing help helps interested introduce introduces
    introducing investigate investigates investigating know list literature look looking present presents presenting
    propose proposed proposes proposing recent recommend regarding related search studied studying tackle tackles
    tackling talk talking talks tell topic topics tried tries try trying want work working
    """.split()
)
"""Words that join what is asked for and what it is about."""
ENGLISH_REMEMBERED = frozenset(
    "believe called forget forgot forgotten guess name recall remember saw seem seems think thought title".split()
)
"""Words of somebody who describes a paper from memory: `I think it was …, I forgot the name`. Without an `I`, they may be
what a paper is about."""

CHINESE = (
    "什么是 什么 什麼 哪些 哪个 哪個 哪种 哪種 哪里 哪裡 哪篇 哪一 有哪些 有哪 有没有 有沒有 有什么 有什麼 是否 如何 怎么 怎麼 怎样 怎樣 怎么样 为什么 為什麼 "
    "为何 為何 请问 請問 能不能 可不可以 可以 能够 能夠 我想 我要 想找 寻找 尋找 找一下 找 一下 给我 給我 推荐 推薦 帮我 幫我 "
    "的 了 吗 嗎 呢 吧 啊 们 們 一个 一個 一种 一種 一篇 一些 这个 這個 这种 這種 这些 這些 这篇 這篇 那个 那個 那些 那篇 "
    "关于 關於 对于 對於 由于 由於 用于 用於 基于 基於 通过 通過 利用 使用 采用 採用 用来 用來 来自 以及 并且 並且 而且 或者 还是 還是 "
    "因为 因為 所以 如果 但是 然而 不过 不過 虽然 雖然 其中 之间 之間 它们 它們 他们 我们 我們 自己 没有 沒有 不是 就是 只是 也是 都是 "
    "好像 似乎 我记得 我記得 只记得 只記得 印象中 印象里 印象裡 看过 看過 读过 讀過 讲的是 講的是 说的是 說的是 那种 那種 东西 東西 "
    "题目忘了 題目忘了 忘了题目 忘了題目 名字忘了 忘了名字 忘了叫 不记得 不記得 记不清 記不清 想不起来 想不起來 "
    "时候 時候 有关 有關 相关的 相關的 方面的 论文 論文 文章"
).split()
CHINESE_QUESTIONS = (
    "什么 什麼 哪些 哪个 哪個 哪种 哪種 哪里 哪篇 有没有 有沒有 如何 怎么 怎麼 怎样 怎樣 为什么 為什麼 请问 請問 吗 嗎 呢 想找 找一下 帮我 幫我 推荐 推薦"
).split()
CHINESE_ASKED_FOR = (
    "方法 工作 研究 文献 文獻 论文 論文 文章 技术 技術 方案 算法 相关 相關 研究了 提出了 提出 讨论了 讨论 討論 介绍 介紹"
).split()

JAPANESE = "論文 文献 何か".split()
HIRAGANA = "[\u3041-\u309f]+"
"""Runs of Hiragana are particles and the ends of words."""
JAPANESE_ASKED_FOR = "手法 方法 研究 技術 関連 関 使 用 教 知 探 提案".split()

KOREAN = frozenset(
    """
    가장 각 같은 것 관련 관련된 관한 그 그리고 논문 논문들 다른 대한 대해 대해서 때 또는 및 무엇 무엇인가 수 알려줘 어느 어떤 어떻게 왜 우리 위한 위해
    의한 이 이런 있나 있나요 있는 있는가 있다 있습니까 있을까 저 좀 찾아줘 추천 통한 통해 하는 하나요 한 할
    """.split()
)
KOREAN_QUESTIONS = frozenset(
    "무엇 무엇인가 알려줘 어느 어떤 어떻게 왜 있나 있나요 있는가 있습니까 있을까 찾아줘 추천 하나요".split()
)
KOREAN_ASKED_FOR = frozenset("기법 방법 연구 사용한 사용하는 이용한 이용하는 활용한 기술".split())
_PARTICLE = lazy_pattern(
    "(?<=[\uac00-\ud7af]{2})(?:에서는|으로는|에서|에게|으로|까지|부터|처럼|보다|은|는|이|가|을|를|의|에|로|와|과|도|만)$"
)
"""A particle at the end of a Korean word."""
_HANGUL = lazy_pattern("[\uac00-\ud7af]+")


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_KANA = lazy_pattern("[\u3041-\u30ff]")
_HAN = lazy_pattern(_any_of(CHINESE))
_HAN_ASKING = lazy_pattern(_any_of((*CHINESE, *CHINESE_ASKED_FOR)))
_HAN_QUESTION = lazy_pattern(_any_of(CHINESE_QUESTIONS))
_JAPANESE = lazy_pattern(f"{_any_of(JAPANESE)}|{HIRAGANA}")
_JAPANESE_ASKING = lazy_pattern(f"{_any_of((*JAPANESE, *JAPANESE_ASKED_FOR))}|{HIRAGANA}")
_JAPANESE_QUESTION = lazy_pattern("(?:か|は|ください|教えて|知りたい|について)$|^(?:どの|どんな|どう|何)")


def is_question(raws: Sequence[str]) -> bool:
    """Whether words, as `tokenizer.raw_tokens` gives them, ask for papers in a sentence: `which papers are about …`."""
    words = [tokenizer.fold(raw) for raw in raws]
    for raw in raws:
        if not tokenizer.is_cjk(raw):
            continue
        asks = _JAPANESE_QUESTION if _KANA.search(raw) else _HAN_QUESTION
        if asks.search(raw) or _PARTICLE.sub("", raw) in KOREAN_QUESTIONS:
            return True
    if len(words) < 3:
        return False
    first, *following = words[:3]
    if first in ENGLISH_ASKED_FIRST:
        return following[0] in ENGLISH
    if first in ENGLISH_COMMANDS:
        return not ENGLISH_ASKED_FOR.isdisjoint(words[1:4])
    return first in ENGLISH_QUESTIONS and any(
        word in ENGLISH or word in ENGLISH_ASKED_FOR for word in following
    )


def content(raws: Sequence[str]) -> list[Piece]:
    """What is left of words, as `tokenizer.raw_tokens` gives them, without those that say nothing about a paper.

    If no word would be left, all are kept. A CJK run may be cut into several pieces.
    """
    found = _telling(raws)
    telling = [piece for piece in found if len(piece.text) > 1]
    return telling or found or [Piece(raw, number) for number, raw in enumerate(raws)]


def is_empty(raws: Sequence[str]) -> bool:
    """Whether there are words, as `tokenizer.raw_tokens` gives them, and all say nothing about a paper."""
    return bool(raws) and not _telling(raws)


def tells_something(text: str) -> bool:
    """Whether a text has a word that says something about a paper."""
    return bool(_telling(tokenizer.raw_tokens(text)))


def _telling(raws: Sequence[str]) -> list[Piece]:
    asks = is_question(raws)
    without = [ENGLISH, ENGLISH_QUESTIONS, PAPERS]
    if asks:
        without += (ENGLISH_ASKED_FOR, ENGLISH_IN_QUESTIONS)
    if any(raw in ("I", "i") for raw in raws):
        without.append(ENGLISH_REMEMBERED)
    return [
        Piece(text, number)
        for number, raw in enumerate(raws)
        for text in (_run(raw, asks) if tokenizer.is_cjk(raw) else _word(raw, without))
    ]


def _word(raw: str, without: Sequence[frozenset[str]]) -> Sequence[str]:
    word = tokenizer.fold(raw)
    head, _, tail = word.replace("’", "'").partition("'")
    is_short = head in ENGLISH and 0 < len(tail) < 3
    return () if is_short or any(word in words for words in without) else (raw,)


def _run(run: str, asks: bool) -> Sequence[str]:
    if _HANGUL.fullmatch(run):
        word = _PARTICLE.sub("", run)
        without = run in KOREAN or word in KOREAN or (asks and word in KOREAN_ASKED_FOR)
        return () if without else (word,)
    plain, asking = (_JAPANESE, _JAPANESE_ASKING) if _KANA.search(run) else (_HAN, _HAN_ASKING)
    return [piece for piece in (asking if asks else plain).split(run) if piece]
