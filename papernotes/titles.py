"""Titles that do not tell which paper it is: names of sections, and words such as "Paper" and "Notes".

A heading of such words is not a title, and two papers that have one are not the same for that. This is the one table of them,
in all languages that we know, for the formats that look for a note's title and for whatever compares papers: library
and reading state. When it changes, raise IDENTITY_RULES in `papernotes.paper_facts`.
"""

from __future__ import annotations

import re
from functools import lru_cache

GENERIC_WORDS = frozenset(
    # What the document is.
    "paper papers note notes article articles reading readings literature review reviews summary summaries digest"
    " document documents readme index home page pages post posts blog draft drafts template untitled unfiled todo log"
    " journal diary entry entries memo memos annotation annotations highlights excerpt excerpts quotes study studies"
    " report slides presentation talk lecture seminar club group meeting week weekly day daily month monthly year part"
    " chapter chapters section sections subsection appendix appendices supplement supplementary title titles name test"
    # What its sections are called.
    " abstract introduction intro preface foreword background context motivation motivations overview outline scope"
    " goal goals aim aims objective objectives purpose problem problems statement setting settings question questions"
    " hypothesis hypotheses related work works prior previous art preliminaries definitions definition notation"
    " terminology basics fundamentals method methods methodology approach approaches architecture model models"
    " algorithm algorithms framework implementation details design idea ideas key main core contribution contributions"
    " novelty experiment experiments experimental setup evaluation evaluations dataset datasets data benchmark"
    " benchmarks baselines metrics result results finding findings analysis ablation ablations discussion limitation"
    " limitations weakness weaknesses strength strengths shortcomings caveats future directions conclusion conclusions"
    " concluding remarks takeaway takeaways thoughts comments comment opinion opinions critique criticism rating score"
    " lessons learned insights insight information info metadata meta general reference references citation citations"
    " bibliography bibtex link links resource resources code tags keywords author authors contents table toc"
    " acknowledgments acknowledgements tldr tl dr gist glossary faq figure figures tables theory proof proofs materials"
    " material procedure technical short long brief quick detailed"
    " what why how".split()
)
GENERIC_HEADINGS = frozenset(
    (
        "at glance|big picture|bibliographic information|bottom line|cons|critical analysis|elevator pitch|executive summary"
        "|first impressions|further reading|next steps|one line summary|one sentence|one sentence summary|open questions"
        "|personal notes|personal thoughts|pros|pros cons|reading list|reproducibility|research question|research questions"
        "|summary one line|summary one sentence|threats validity|useful links|what problem solve|why matters"
    ).split("|")
)
"""The same of several words, of which some may be in a title of nothing but these; without what stands between them."""
_BETWEEN = frozenset(
    "a an the of on in for to by and or with from vs this that these my our me i is are it its who when where which do"
    " does did was were about all some no not new s".split()
)
"""Words that stand between them."""
GENERIC_PHRASES = frozenset(
    (
        # Chinese, in both scripts
        " 论文 论文笔记 论文阅读 论文精读 论文解读 论文信息 论文标题 文章 文献 文献阅读 阅读笔记 读书笔记 学习笔记"
        " 笔记 阅读 精读 速读 解读 摘要 概述 概要 简介 介绍 引言 前言 导言 绪论 背景 研究背景 背景知识 动机"
        " 研究动机 目的 目标 研究目的 问题 研究问题 问题定义 核心问题 核心思想 相关工作 相关研究 研究现状 方法"
        " 研究方法 方法论 方法详解 模型 算法 框架 架构 技术细节 关键技术 实现 实现细节 设计 创新 创新点 贡献"
        " 主要贡献 亮点 实验 实验结果 实验设置 数据 数据集 评估 评价 结果 结论 总结 一句话总结 小结 讨论 分析 局限"
        " 局限性 不足 优点 缺点 优缺点 未来工作 展望 思考 启发 个人思考 感想 心得 评论 疑问 参考 参考文献 附录"
        " 目录 作者 标题 题目 关键词 标签 链接 代码 基本信息 元数据 其他 备注 正文 第 章 节 篇 周 月 日 年 天"
        " 論文筆記 文獻 閱讀筆記 閱讀 筆記 概論 簡介 介紹 緒論 動機 問題 相關工作 模型架構 演算法 實驗 實驗結果"
        " 結論 總結 討論 參考文獻 附錄 貢獻 資料集 本周 每周 上周 一周 今日 每日 分享 组会 汇报 概览 速览 要点 部分 地址"
        " 阅读时间 文章信息 读后感 研究内容 主要内容 核心内容 摘要翻译 中文摘要 英文摘要 这篇论文讲了什么 解决了什么问题"
        # Japanese
        " 論文 どんなもの どんな論文 どんな研究 どういうもの 何をした 何がすごい 一言でいうと 一言で言うと"
        " ひとことで言うと 一言でまとめると 先行研究と比べてどこがすごい 先行研究と比べて何がすごい"
        " 先行研究と比べてどこが凄い 先行研究と比べて何が凄い 先行研究とくらべてどこがすごい 技術や手法のキモ"
        " 技術や手法のキモは 技術や手法のキモはどこ 技術や手法のキモはどこにある 技術や手法の肝 技術や手法の肝は"
        " 技術や手法の肝はどこ 技術や手法の肝はどこにある 技術や手法の核はどこ 手法のキモはどこ"
        " どうやって有効だと検証した どのように有効だと検証した どうやって有効性を検証した"
        " どのように有効性を検証した 有効性の検証方法 議論はある 議論はなに 議論は 次に読むべき論文"
        " 次に読むべき論文は 次に読むべき論文はある 次に読むべき論文は何 次に読むべき論文はなに 論文情報 論文メモ"
        " 論文紹介 論文要約 論文まとめ 論文読み 文献情報 書誌情報 メモ ノート まとめ 要約 要旨 概要 はじめに"
        " おわりに 序論 序文 導入 目的 背景 課題 問題設定 提案手法 手法 提案 関連研究 先行研究 既存研究 貢献"
        " 新規性 実験 実験結果 実験設定 評価 結果 考察 議論 所感 コメント 疑問点 限界 今後の課題 今後の展望 付録"
        " 目次 サマリ サマリー アブストラクト イントロ イントロダクション タイトル 著者 リンク 読書メモ その他"
        " データセット モデル アルゴリズム 今週 先週 今月 今日 本日 この を読んだ 読んだ 次に読む 一行 三行 一言 行 要点"
        " ポイント 感想 雑感 備考 なぜ重要 何を解決した 論文は何"
        # Korean
        " 논문 논문리뷰 논문정리 논문요약 논문읽기 리뷰 정리 요약 한줄요약 초록 서론 소개 개요 배경 연구배경 동기"
        " 연구동기 목적 목표 문제 문제정의 관련연구 선행연구 방법 방법론 제안방법 모델 모델구조 구조 알고리즘 구현"
        " 실험 실험결과 실험설정 데이터 데이터셋 평가 결과 결론 논의 토론 고찰 분석 한계 한계점 기여 장점 단점"
        " 향후연구 느낀점 생각 메모 노트 참고 참고문헌 부록 목차 제목 저자 링크 코드 기타 들어가며 마치며 핵심"
        " 아이디어 이번주 지난주 오늘 매주 한문장 세줄 주요내용 연구내용 읽은 스터디 발표자료 의의 왜중요한가 무엇을해결했나"
        # What stands between them.
        " の と は や に か のか 和 与 及 與 的 및 와 과 의 一 二 三 四 五 六 七 八 九 十"
    ).split()
)
"""The same in Chinese, Japanese and Korean, where words are not parted by blanks: a title of nothing but these and numbers."""

_ONLY_AN_ID = re.compile(r"arxiv (?:\d{4} \d{4,5}|[a-z ]+ \d{7})|doi 10 \d{4,9} .+|https? \S.*")
"""What stands for the title where only an id or an address of a paper is known."""
_NUMBER = re.compile(r"\d+|[ivx]{1,4}")


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    """Matches nothing but GENERIC_PHRASES. Compiled when the first title is looked at."""
    # The longest first, and never tried again otherwise: whatever a title holds, it takes linear time.
    longest_first = sorted(GENERIC_PHRASES, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?>(?:{'|'.join(longest_first)}|\d+)+)")


def says_only_an_id(title: str) -> bool:
    """Whether a title (folded) is none: an id or address stands for it, as only that is known of the paper."""
    return _ONLY_AN_ID.fullmatch(title) is not None


@lru_cache(maxsize=1 << 16)
def is_generic(title: str) -> bool:
    """Whether a title (folded: see `notes.text.fold`) says nothing of the paper: it is empty, a date, an id, or made of
    GENERIC_WORDS or GENERIC_PHRASES."""
    if says_only_an_id(title):
        return True
    words = title.split()
    phrases = None if title.isascii() else _phrases()
    if phrases and phrases.fullmatch("".join(words)):
        return True
    telling = [word for word in words if not (word in _BETWEEN or _NUMBER.fullmatch(word))]
    if telling:
        return " ".join(telling) in GENERIC_HEADINGS or all(
            word in GENERIC_WORDS or bool(phrases and phrases.fullmatch(word)) for word in telling
        )
    return all(word.isdecimal() for word in words) and len("".join(words)) not in (1, 2, 3)
