"""What sections of notes are called, in all languages that we know: one table for headings and for fields of queries."""

from __future__ import annotations

SECTION_NAMES: dict[str, tuple[str, ...]] = {
    "summary": (
        "tldr", "tl dr", "in short", "in a nutshell", "one sentence summary", "one line summary", "summary", "abstract",
        "overview of the paper", "一句话总结", "一句话概括", "摘要", "概述", "简介", "要約", "概要", "どんなもの",
        "요약", "초록", "개요",
    ),
    "rating": ("rating", "score", "评分", "论文评价", "评价", "評分", "평점", "별점"),
    "limitations": (
        "limitation", "limitations", "weakness", "weaknesses", "shortcoming", "shortcomings", "future work",
        "future directions", "caveat", "caveats", "局限", "局限性", "缺点", "不足", "改进方向", "弱点", "侷限", "缺點",
        "限界", "制限", "欠点", "課題", "今後の課題", "弱み", "弱そう", "弱いところ", "弱いところは", "問題点", "改善点",
        "한계", "한계점", "약점", "단점", "제한점", "향후 연구",
    ),
    "related": (
        "related", "related work", "comparison with related", "comparison with prior", "comparison with previous",
        "comparison to related", "comparison to prior", "comparison to previous", "prior work", "see also", "相关工作",
        "与相关工作", "相关论文", "与相关论文", "我的研究", "与我的研究", "启发與关联", "启发与关联", "思考与启发",
        "相關工作", "関連研究", "先行研究", "次に読むべき", "관련 연구", "관련연구", "선행 연구", "선행연구",
    ),
    "conclusion": (
        "conclusion", "conclusions", "takeaway", "takeaways", "take away", "take aways", "discussion", "结论", "总结", "讨论",
        "补充说明", "結論", "討論", "まとめ", "考察", "議論", "결론", "논의", "고찰",
    ),
    "highlights": (
        "highlight", "highlights", "insight", "insights", "strength", "strengths", "contribution", "contributions", "novelty",
        "亮点", "洞察", "优点", "创新", "创新点", "贡献", "启发", "亮點", "貢獻", "優點", "貢献", "新規性", "強み",
        "どこがすごい", "どこが強い", "強いところ", "何が新しい", "新しいところ", "何がすごい", "기여", "기여점", "강점", "장점", "인사이트",
    ),
    "motivation": (
        "motivation", "motivations", "background", "backgrounds", "introduction", "problem", "problem statement",
        "problem setting", "research question", "研究背景", "背景", "动机", "核心问题", "问题定义", "引言", "现状", "動機",
        "目的", "序論", "はじめに", "問題設定", "何を解決", "解決したいこと", "배경", "연구 배경", "동기", "서론", "문제 정의",
    ),
    "results": ("result", "results", "finding", "findings", "结果", "发现", "結果", "결과"),
    "experiments": (
        "experiment", "experiments", "experimental", "evaluation", "evaluations", "ablation", "ablations", "dataset", "datasets",
        "benchmark", "benchmarks", "实验", "消融", "评估", "實驗", "評估", "実験", "検証", "評価", "실험", "평가",
    ),
    "method": (
        "method", "methods", "methodology", "approach", "architecture", "algorithm", "technical detail", "technical details",
        "key design", "key designs", "框架", "方法", "技术细节", "架构", "算法", "损失函数", "架構", "手法", "提案手法",
        "どうやって解決", "どうやってる", "どうやって実現", "原理", "基本原理", "実装", "实现", "구현",
        "キモ", "방법", "방법론", "기법", "제안 방법", "제안 기법",
    ),
}  # fmt: skip
"""The field of a section → what headings call it, as `notes.text.fold` has them.

A heading belongs to the field whose name occurs first in it. If two begin at the same place, the first of this table wins.
"""

SECTION_FIELDS = {name: field for field, names in SECTION_NAMES.items() for name in names if " " not in name}
"""Every name that a query can have before a colon, with the field of the section."""
