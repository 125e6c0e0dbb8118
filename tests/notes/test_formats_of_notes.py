# ruff: noqa: E501 - a row is a line
"""Sixty and more formats in which people keep notes of papers, each as a whole note with all that it states.

A row has the path, the text, and the fields that are expected; fields that a row does not name must be empty. The paper is
always the same one or of its kind. To teach the program a new format, begin with a row here.
"""

from __future__ import annotations

import pytest

from papernotes.notes.formats.reader import read_document
from papernotes.notes.model import UNFILED, Note

T = "Otters in Cold Rivers"
S = "Otters keep warm by their fur."
ANN_BO = ("Ann Reed", "Bo Lake")
LINK = "https://arxiv.org/abs/2405.01234"

EMPTY: dict[str, object] = {
    "venue": UNFILED, "topic": UNFILED, "year": None, "arxiv": None, "doi": None, "authors": (), "keywords": (), "code": None,
    "award": "", "date": "", "summary": S,
}  # fmt: skip
ARXIV: dict[str, object] = {"arxiv": "2405.01234", "year": 2024}
ICML: dict[str, object] = {"venue": "ICML2025", "year": 2025}

FORMATS: dict[str, tuple[str, str, dict[str, object]]] = {
    # The trees of the paper-notes site
    "site, English": ("docs/ICML2025/river_life/otters.md", f"# {T}\n\n**Conference**: ICML 2025 Oral  \n**arXiv**: [2405.01234]({LINK})  \n**Authors**: Ann Reed, Bo Lake  \n**Code**: https://github.com/o/r  \n**Area**: River Life  \n**Keywords**: otters, fur\n\n## TL;DR\n\n{S}\n", {**ICML, "arxiv": "2405.01234", "authors": ANN_BO, "code": "https://github.com/o/r", "topic": "river_life", "keywords": ("otters", "fur"), "award": "Oral"}),
    "site, Chinese": ("docs/ICML2025/river_life/otters.md", f"---\ntitle: >-\n  [论文解读] {T}\ntags: [ICML 2025, 水獭]\ndate: 2026-04-02\n---\n\n# {T}\n\n**会议**: ICML 2025  \n**代码**: 待确认  \n**领域**: 河流  \n**关键词**: 水獭、皮毛\n\n## 一句话总结\n\n{S}\n", {**ICML, "topic": "river_life", "keywords": ("水獭", "皮毛"), "date": "2026-04-02"}),
    "site, no front matter": ("docs/ICML2025/river_life/otters.md", f"# [ICML 2025] {T}\n\n{S}\n", {**ICML, "topic": "river_life"}),
    # Jekyll, Hugo, Docusaurus
    "Jekyll post": ("_posts/2025-06-01-otters.md", f"---\nlayout: post\ntitle: {T}\ntags: ['2024', 'ICML 2024', otters]\n---\n\n* {S}\n* [Link to the paper]({LINK})\n", {"venue": "ICML2024", "year": 2024, "arxiv": "2405.01234", "keywords": ("otters",), "summary": f"{S} Link to the paper"}),
    "Jekyll, two categories": ("_posts/2025-06-01-otters.md", f"---\ntitle: {T}\ncategories: Rivers Fur\n---\n\n{S}\n", {"topic": "rivers"}),
    "fields within a field": ("otters.md", f"---\ntitle: {T}\nsource:\n  arxiv: 2405.01234\n  authors: [Ann Reed, Bo Lake]\n---\n\n{S}\n", {**ARXIV, "authors": ANN_BO}),
    "Jekyll, excerpt": ("_posts/2025-06-01-otters.md", f"---\ntitle: {T}\nexcerpt: {S}\ncategories: rivers\n---\n\n## 1. Where\n\nHere.\n", {"topic": "rivers"}),
    "Hugo, TOML": ("content/posts/otters.md", f'+++\ntitle = "{T}"\nauthors = ["Ann Reed", "Bo Lake"]\ntags = ["otters"]\ndate = 2025-02-13\n+++\n\n{S}\n', {"authors": ANN_BO, "keywords": ("otters",), "date": "2025-02-13"}),
    "Hugo, page bundle": ("content/otters/index.md", f"---\ntitle: {T}\nauthor: Ann Reed\ndate: 2025-02-13\n---\n\n{S}\n", {"authors": ("Ann Reed",), "date": "2025-02-13"}),
    "Hugo, shortcodes": ("content/posts/otters.md", f'---\ntitle: "{T}"\n---\n\n{{{{< badge href="{LINK}" >}}}}\n\n{S}\n', {**ARXIV}),
    "Academic theme": ("content/publication/otters/index.md", f"---\ntitle: '{T}'\nauthors:\n- Ann Reed\n- Bo Lake\ndate: '2024-05-01'\ndoi: 10.1000/otters.1\npublication: '*River Science*'\nabstract: {S}\n---\n\nMore.\n", {"authors": ANN_BO, "doi": "10.1000/otters.1", "venue": "River Science", "date": "2024-05-01"}),
    "broken YAML": ("otters.md", f"---\ntitle: Otters: In Cold Rivers\nauthors:\n  - Ann Reed\n  - Bo Lake\nyear: 2024\n---\n\n{S}\n", {"title": "Otters: In Cold Rivers", "authors": ANN_BO, "year": 2024}),
    # mdBook, VitePress, MkDocs
    "mdBook, H3 link": ("src/rivers/otters.md", f"### [{T}](../pdfs/otters.pdf)\n\n> ICDE 2013\n>\n> https://doi.org/10.1000/otters.2\n\n{S}\n", {"venue": "ICDE2013", "year": 2013, "doi": "10.1000/otters.2", "topic": "rivers"}),
    "mdBook, full name": ("src/rivers/otters.md", f"### [{T}](otters.pdf)\n\n> Proceedings of the 29th International Conference on Data Engineering, April 2013\n\n{S}\n", {"venue": "ICDE2013", "year": 2013, "topic": "rivers"}),
    "mdBook, venue and names": ("src/rivers/otters.md", f"### {T}\n\n> SIGMOD '21 Ann Reed, etc.\n\n{S}\n", {"venue": "SIGMOD2021", "year": 2021, "authors": ("Ann Reed", "et al."), "topic": "rivers"}),
    "VitePress": ("docs/otters.md", f"---\ntitle: {T}\noutline: deep\n---\n\n# {T}\n\n::: info Paper\n- arXiv: {LINK}\n:::\n\n{S}\n", {**ARXIV}),
    "VitePress, components": ("docs/rivers/otters.md", f"---\ntitle: {T}\ndescription: {S}\n---\n\n# {{{{ $frontmatter.title }}}} <Badge type=\"tip\" text=\"new\" />\n\n[[toc]]\n\nMore.\n", {"topic": "rivers"}),
    "mdBook, names and journal": ("src/rivers/otters.md", f"# {T}\n\n*Ann Reed, Bo Lake* — *River Science*, 2024\n\n{{{{#include ../code/otter.rs:2:5}}}}\n\n{S}\n", {"authors": ANN_BO, "venue": "River Science", "year": 2024, "topic": "rivers"}),
    "MkDocs, admonition": ("docs/otters.md", f'# {T}\n\n!!! abstract "TL;DR"\n    {S}\n\n**Year**: 2024\n', {"year": 2024}),
    # Obsidian, Logseq, Notion, Zotero
    "Obsidian, callout": ("Vault/Papers/@reed2024.md", f"---\ntitle: {T}\nyear: 2024\n---\n\n> [!abstract]\n> {S}\n\n[[Other]]\n", {"year": 2024}),
    "Obsidian, inline fields": ("Papers/Otters.md", f"# {T}\n\nauthors:: Ann Reed, Bo Lake\nyear:: 2024\nvenue:: Nature Communications\ntags:: #otters #fur\n\n{S}\n", {"authors": ANN_BO, "year": 2024, "venue": "Nature Communications", "keywords": ("otters", "fur")}),
    "Zotero template": ("LiteratureNotes/@reed2024.md", f"---\ntitle: {T}\ncategory: LiteratureNote\n---\n\n> [!Cite]\n> Reed, A. (2024) {T}.\n\n>[!md]\n> **FirstAuthor**:: Reed, Ann\n> **Author**:: Lake, Bo\n~\n> **Title**:: {T}\n> **Year**:: 2024\n> **Journal**:: *River Science*\n> **DOI**:: 10.1000/otters.3\n\n> [!Abstract]\n> {S}\n", {"authors": ANN_BO, "year": 2024, "venue": "River Science", "doi": "10.1000/otters.3", "topic": "LiteratureNotes"}),
    "Better Notes": ("otters.md", f"# {T}\n\n| | |\n|---|---|\n| Authors | Reed, Ann; Lake, Bo |\n| Date | 2024-05 |\n| DOI | 10.1000/otters.4 |\n\n{S}\n", {"authors": ANN_BO, "doi": "10.1000/otters.4", "date": "2024-05"}),
    "Logseq page": ("pages/wiki___refs___otters.md", f"title:: wiki/refs/otters\ncategory:: reference\nauthors:: Reed, Ann; Lake, Bo\nyear:: 2021\nvenue:: International Conference on Learning Representations\narxiv:: 2105.01234\nsummary:: {S}\n\n- **Title:** {T}\n", {"authors": ANN_BO, "venue": "ICLR2021", "year": 2021, "arxiv": "2105.01234"}),
    "Notion export": ("Otters in Cold Rivers 0123456789abcdef0123456789abcdef.md", f"# {T}\n\nAuthors: Ann Reed, Bo Lake\nYear: 2024\nTags: otters, fur\n\n{S}\n", {"authors": ANN_BO, "year": 2024, "keywords": ("otters", "fur")}),
    "Notion, workspace": ("Private & Shared/Papers/Otters in Cold Rivers 0123456789abcdef0123456789abcdef.md", f"# {T}\n\nAuthor: Ann Reed\nDate: 2024\nPublished: River Science\n\n{S}\n", {"authors": ("Ann Reed",), "year": 2024, "venue": "River Science"}),
    "Notion, no heading": ("Otters in Cold Rivers 0123456789abcdef0123456789abcdef.md", f"{S}\n", {}),
    "Roam export": ("Otters in Cold Rivers.md", f"- Authors:: Ann Reed, Bo Lake\n- Year:: 2024\n\n{S}\n", {"authors": ANN_BO, "year": 2024}),
    "Pandoc": ("otters.md", f"% {T}\n% Ann Reed; Bo Lake\n% 2024-05-01\n\n{S}\n", {"authors": ANN_BO, "date": "2024-05-01"}),
    "half a list in the front matter": ("otters.md", f"---\ntitle: [Survey] {T}: all\nauthors:\n  - Ann Reed\n  - Bo Lake\ntags: [fur, river\nyear: 2024\n---\n\n{S}\n", {"title": f"[Survey] {T}: all", "authors": ANN_BO, "keywords": ("fur", "river"), "year": 2024}),
    # Titles
    "fixed heading": ("otters.md", f"# Paper\n\n* **Title**: {T}\n* **Authors**: Ann Reed, Bo Lake\n* **Link**: {LINK}\n* **Tags**: otters\n* **Year**: 2023\n\n# Summary\n\n* {S}\n", {"authors": ANN_BO, "arxiv": "2405.01234", "year": 2023, "keywords": ("otters",)}),
    "title in H2": ("otters.md", f"## {T}\n\n{S}\n", {}),
    "linked title": ("2017/november/otters.md", f"# [{T}]({LINK})\n\nDate: 11/22/2017\nTags: otters\n\n- {S}\n", {**ARXIV, "keywords": ("otters",)}),
    "bold first line": ("otters.md", f"**{T}**\n\n{S}\n", {}),
    "linked first line": ("otters.md", f"[{T}]({LINK})\n\n{S}\n", {**ARXIV}),
    "Paper: title": ("otters.md", f"Paper: {T}\n\n{S}\n", {}),
    "only the file's name": ("rivers/Otters in Cold Rivers.md", f"{S}\n", {"topic": "rivers"}),
    "dated name": ("2024-06-03-Otters in Cold Rivers.md", f"{S}\n", {}),
    "name with venue": ("rivers/[2022 ICRA] Otters in Cold Rivers.md", f"{S}\n", {"venue": "ICRA2022", "year": 2022, "topic": "rivers"}),
    "name with year": ("rivers/2021 Otters.md", f"# {T}\n\n{S}\n", {"year": 2021, "topic": "rivers"}),
    "title with markup": ("otters.md", f"# *Otters* in `Cold` **Rivers**\n\n{S}\n", {}),
    "name of Zotero": ("Reed et al. - 2024 - Otters in Cold Rivers.md", f"{S}\n", {"authors": ("Reed", "et al."), "year": 2024}),
    "author, title, year": ("otters.md", f"# Ann Reed - {T} - May 2024\n\n{S}\n", {"authors": ("Ann Reed",), "year": 2024}),
    "venue after the title": ("otters.md", f"# {T} (ICML 2025)\n\n{S}\n", {**ICML}),
    "venue before a colon": ("otters.md", f"# ICML 2025: {T}\n\n{S}\n", {**ICML}),
    "citation after the title": ("otters.md", f"# {T} (Reed et al., 2024)\n\n{S}\n", {"authors": ("Reed", "et al."), "year": 2024}),
    "name beginning with a year": ("rivers/2024 Otters in Cold Rivers.md", f"## Claims\n\n{S}\n\n## Motives\n\nFur.\n", {"topic": "rivers", "year": 2024}),
    "heading without a blank": ("otters.md", f"#[{T}]({LINK})\n## Key ideas\n* {S}\n", {**ARXIV}),
    "shared heading": ("Otters in Cold Rivers.md", f"# Reports for the Tuesday Club\n### Date: Aug. 22, 2024\n### Name of the paper:\n[{T}]({LINK})\n\n{S}\n", {**ARXIV}),
    "shared heading, short name": ("cold otters(2).md", f"# Reports for the River Society\n\n## Date:\nJuly 23, 2020\n\n## Name of the thesis:\n{T}\n\n## Overview\n\n{S}\n", {}),
    "month below the title": ("otters.md", f"## [{T}]({LINK})\n\n_Jan 2025_\n\n*tl;dr*: {S}\n", {"arxiv": "2405.01234", "year": 2025}),
    "kind of note before the title": ("otters.md", f"# Paper Review: {T}\n\n{S}\n", {}),
    "kind of note in brackets": ("otters.md", f"# [논문 리뷰] {T}\n\n{S}\n", {}),
    "name as the heading": ("PAPER_otters.md", f"# PAPER_otters\n\n## 메타 정보\n\n| 항목 | 내용 |\n|---|---|\n| **논문 제목** | {T} |\n| **저자/소속** | Ann Reed, Bo Lake (River Lab) |\n| **공개일** | 2024-05-02 |\n| **논문 링크** | {LINK} |\n\n## TL;DR\n\n{S}\n", {**ARXIV, "authors": ANN_BO}),
    "part below a name": ("Otters in Cold Rivers.md", f"- 20240208\n\n## How fur is measured\n\n{S}\n", {"summary": S}),
    "parts with years": ("Otters in Cold Rivers.md", f"# Papers\n\n## [2019] Eels\n\n{S}\n\n## [2020] Trout\n\nFish.\n", {}),
    "label above the words": ("otters_in_cold_rivers.md", f"Summary :\n{S}\nThey also swim.\n\n## Overview on fur:\n\nDense.\n", {"title": "otters in cold rivers"}),
    "sections alone": ("Otters in Cold Rivers.md", f"{LINK}\n\n# 概要\n\n{S}\n\n# 実装\n\nなし。\n", {**ARXIV}),
    "badges in the title": ("otters.md", f"# {T} [![arXiv](https://x.org/b.svg)]({LINK})\n\n{S}\n", {**ARXIV}),
    # Folders
    "venue folder with blank": ("CVPR 2024/otters.md", f"# {T}\n\n{S}\n", {"venue": "CVPR2024", "year": 2024}),
    "venue and year folders": ("ACL/2021/otters.md", f"# {T}\n\n{S}\n", {"venue": "ACL2021", "year": 2021}),
    "folder named as a citation": ("rivers/reed-2024/notes.md", f"# {T}\n\n{S}\n", {"topic": "rivers", "year": 2024}),
    "topic above a year": ("rivers/2021/Otters in Cold Rivers/paper.md", f"# {T}\n\n{S}\n", {"topic": "rivers"}),
    "area in capitals": ("LLM/2017/otters.md", f"# {T}\n\n- **Venue**: NeurIPS 2017\n\n{S}\n", {"topic": "LLM", "venue": "NeurIPS2017", "year": 2017}),
    "venue folder with a word": ("papers/icra2025-drafts/otters.md", f"# {T}\n\n{S}\n", {"venue": "ICRA2025", "year": 2025}),
    "GitBook": ("rivers/index/otters.md", f"# \\[2012 OSDI] {T}\n\n## One-line Summary\n\n{S}\n", {"venue": "OSDI2012", "year": 2012, "topic": "rivers"}),
    "topic above venue": ("rivers/ACL/2021/otters.md", f"# {T}\n\n{S}\n", {"venue": "ACL2021", "year": 2021, "topic": "rivers"}),
    "years and months": ("notes/2016/05/otters.md", f"# {T}\n\n{S}\n", {}),
    "folder of the paper": ("rivers/EMNLP/2020/Otters in Cold Rivers/summary.md", f"# {T}\n\n- Paper: {LINK}\n\n## どんなもの?\n\n{S}\n", {"venue": "EMNLP2020", "year": 2020, "arxiv": "2405.01234", "topic": "rivers"}),
    "README of the paper": ("Otters in Cold Rivers/README.md", f"# {T}\n\n**Authors**: Ann Reed, Bo Lake\n\n{S}\n", {"authors": ANN_BO}),
    "note in a folder": ("rivers/Otters in Cold Rivers/note.md", f"{S}\n", {"topic": "rivers"}),
    # Bylines and citations
    "byline after the id": ("otters.md", f"# {T}\n\narXiv: 2405.01234 (v3, cs.LG) | Ann Reed, Bo Lake et al. (River Lab & Sea Lab, 2024)\n\n{S}\n", {"authors": (*ANN_BO, "et al."), "year": 2024, "arxiv": "2405.01234"}),
    "byline": ("otters.md", f"# {T}\n\nAnn Reed, Bo Lake et al., Jan 2018, ICML 2018\n\n{S}\n", {"authors": (*ANN_BO, "et al."), "venue": "ICML2018", "year": 2018}),
    "byline, venue first": ("otters.md", f"# {T}\n\n> CIDR 2021. Ann Reed, Bo Lake\n\n{S}\n", {"authors": ANN_BO, "venue": "CIDR2021", "year": 2021}),
    "byline with by": ("otters.md", f"# {T}\n\n> by Ann Reed · 1994\n\n{S}\n", {"authors": ("Ann Reed",), "year": 1994}),
    "citation in other capitals": ("otters.md", f"# OTTERS in Cold Rivers\n\n{S}\n\n## Links\n\n- [dos Reed, Ann Eve, and Bo Lake. \"OTTERS in cold rivers.\" ECCV. 2016.](https://x.org/a.pdf)\n", {"title": "OTTERS in Cold Rivers", "authors": ("Ann Eve dos Reed", "Bo Lake"), "venue": "ECCV2016", "year": 2016}),
    "names alone": ("otters.md", f"# {T}\n\nAnn Reed, Bo Lake, and Cy Hill\n\n{S}\n", {"authors": (*ANN_BO, "Cy Hill")}),
    "quoted byline": ("otters.md", f"# {T}\n\n> Ann Reed, Bo Lake. 2020\n\n{S}\n", {"authors": ANN_BO, "year": 2020}),
    "journal in a quote": ("otters.md", f"# {T}\n\n> Communications of the Rivers, July 1970\n\n{S}\n", {"venue": "Communications of the Rivers", "year": 1970}),
    "citation of acronyms in other capitals": ("otters.md", f"# OTR SEA in Cold Rivers\n\n{S}\n\n## Links\n\n- [Reed, Ann, and Bo Lake. \"otr sea in cold rivers.\" ECCV. 2016.](https://x.org/a.pdf)\n", {"title": "OTR SEA in Cold Rivers", "authors": ANN_BO, "venue": "ECCV2016", "year": 2016}),
    "citation of a word said twice": ("otters.md", f"# otter Lotter Otters in Cold Rivers\n\n{S}\n\n## Links\n\n- [Reed, Ann, and Bo Lake. \"Otter lotter otters in cold rivers.\" ECCV. 2016.](https://x.org/a.pdf)\n", {"title": "otter Lotter Otters in Cold Rivers", "authors": ANN_BO, "venue": "ECCV2016", "year": 2016}),
    "MLA citation": ("otters.md", f'# {T}\n\n{S}\n\n## Links\n\n- [Reed, Ann, and Bo Lake. "{T}." European conference on computer vision. Springer, 2016.](https://x.org/a.pdf)\n', {"authors": ANN_BO, "venue": "ECCV2016", "year": 2016}),
    "preprint citation": ("otters.md", f'# {T}\n\n{S}\n\n## Links\n\n- [Reed, Ann, and Bo Lake. "{T.lower()}." arXiv preprint arXiv:1902.01234 (2019).](https://arxiv.org/abs/1902.01234)\n', {"authors": ANN_BO, "venue": "arXiv2019", "year": 2019, "arxiv": "1902.01234"}),
    "IEEE citation": ("otters.md", f"# {T}\n\n{S}\n\n## Links\n\n- [A. Reed and B. Lake. {T}. CoRR, abs/1512.01234, 2015](https://arxiv.org/abs/1512.01234)\n", {"authors": ("A. Reed", "B. Lake"), "venue": "arXiv2015", "year": 2015, "arxiv": "1512.01234"}),
    "two names above a rule": ("otters.md", f"# {T} (2018)\n\nAnn Reed, Bo van den Lake\n\n---\n\n{S}\n", {"authors": ("Ann Reed", "Bo van den Lake"), "year": 2018}),
    "names above where they work": ("otters.md", f"# {T}\n\nAnn Reed and Bo Lake\n\nSchool of Rivers, Some University\n\n{S}\n", {"authors": ANN_BO}),
    "one name above a rule": ("otters.md", f"# {T} (2018)\n\nAnn Reed\n\n---\n\n{S}\n", {"authors": ("Ann Reed",), "year": 2018}),
    "words above a rule": ("otters.md", f"# {T}\n\nKey Ideas\n\n---\n\n{S}\n", {"summary": "Key Ideas"}),
    "names above a venue": ("otters.md", f"# {T}\n\nAnn Reed<sup>1</sup>, Bo Lake<sup>2</sup>\nICML 2025\n\n{S}\n", {**ICML, "authors": ANN_BO}),
    "surname and venue": ("otters.md", f"# {T}\n\n> Reed, SIGMOD ’79\n\n{S}\n", {"authors": ("Reed",), "venue": "SIGMOD1979", "year": 1979}),
    "by, and a year": ("otters.md", f"# {T}\n\n> by A O'Reed 2009\n\n{S}\n", {"authors": ("A O'Reed",), "year": 2009}),
    "venue after arXiv": ("otters.md", f"# {T}\n\n- **Published:** arXiv:2310.01234, CVPR 2024\n\n{S}\n", {"venue": "CVPR2024", "year": 2024, "arxiv": "2310.01234"}),
    "journal beside arXiv": ("otters.md", f"# {T}\n\n발표 : IEEE Transactions on Rivers, 2021 (arXiv 1702.01234)\n\n{S}\n", {"venue": "IEEE Transactions on Rivers", "year": 2021, "arxiv": "1702.01234"}),
    "authors below their label": ("otters.md", f"# {T}\n\n저자 :\n\nAnn Reed1, Bo Lake∗2\n\n1 River Lab, Some University\n\n출간 : ICML 2025\n\n{S}\n", {**ICML, "authors": ANN_BO}),
    "no authors below their label": ("otters.md", f"# {T}\n\nAuthors:\n\n{S}\n", {}),
    "names with marks alone": ("otters.md", f"# {T}\n\nAuthors: Ann Reed1 * Bo Lake† 2 Cy Hill\n\n{S}\n", {"authors": (*ANN_BO, "Cy Hill")}),
    "who writes a blog": ("content/posts/otters.md", f'---\ntitle: {T}\nauthor: "annr"\n---\n\n{S}\n\n## 論文情報\n\n- A. Reed and B. Lake, "{T}," River Science, 2020.\n', {"authors": ("A. Reed", "B. Lake"), "venue": "RiverScience2020", "year": 2020}),
    "brackets in the name": ("rivers/[논문][2024][ICML][Otter] Otters in Cold Rivers.md", f"# {T}\n\n{S}\n", {"venue": "ICML2024", "year": 2024, "topic": "rivers"}),
    "folder of the same name": ("rivers/Otters/otters.md", f"# {T}\n\n{S}\n", {"topic": "rivers"}),
    "picture before the words": ("otters.md", f"# {T}\n\n![a picture](a.png)\n{S}\n", {}),
    "label with a list below": ("otters.md", f"# {T}\n\n[paper](https://x.org/a.pdf)\n\n---\n* Overview\n  * {S}\n", {"summary": f"Overview {S}"}),
    "link that is called as a section": ("rivers/ssb.md", f"### [River Benchmark](../a.pdf)\n\n{S}\n", {"title": "River Benchmark", "topic": "rivers"}),
    "summary that is a link": ("otters.md", f"# {T}\n\n## Summary\n\nhttps://x.org/a\n\n## Method\n\n{S}\n", {}),
    # Fields
    "plain lines": ("otters.md", f"# {T}\n\nAuthors: Ann Reed, Bo Lake\nVenue: NeurIPS 2023\nPaper: {LINK}\n\n{S}\n", {"authors": ANN_BO, "venue": "NeurIPS2023", "year": 2023, "arxiv": "2405.01234"}),
    "list of fields": ("otters.md", f"# {T}\n\n- Author(s): nobody\n- Authors: Reed, A., Lake, B.\n- Journal: *River Science* 12(3)\n- Year: 2019\n\n{S}\n", {"authors": ("A. Reed", "B. Lake"), "venue": "River Science", "year": 2019}),
    "fields as headings": ("otters.md", f"# {T}\n\n## TL;DR\n\n{S}\n\n## Authors\n\n- Ann Reed\n- Bo Lake\n\n## Venue: ICML 2025\n\n## Keywords\n\n* otters\n* fur\n", {**ICML, "authors": ANN_BO, "keywords": ("otters", "fur")}),
    "two names": ("otters.md", f"# {T}\n\n#### Link\n{LINK}\n\n#### Information\n- Author/Institution : Ann Reed, Bo Lake / **River Lab**\n- Conference/Journal : 2025 International Conference on Machine Learning (ICML)\n\n{S}\n", {**ICML, "arxiv": "2405.01234", "authors": ANN_BO}),
    "names above lists": ("otters.md", f"# {T}\n\n분류\n\n- Rivers\n\nurl\n\n- [paper]({LINK}) (ICML 2025)\n\n{S}\n", {**ICML, "arxiv": "2405.01234", "topic": "rivers"}),
    "last names alone": ("otters.md", f"+++\ntitle = \"{T}\"\nauthors = \"Reed and Lake\"\n+++\n\n{S}\n", {"authors": ("Reed", "Lake")}),
    "journal in lower case": ("otters.md", f"# {T}\n\n**Journal**: Journal of river science\n**arXiv**: https://arxiv.org/abs/cs/9905014\n\n{S}\n", {"venue": "Journal of river science", "arxiv": "cs/9905014", "year": 1999}),
    "front matter below a blank line": ("otters.md", f"\n---\ntitle:  \"{T}\"  \ndate:   2025-02-13\n---\n\n{S}\n", {"date": "2025-02-13"}),
    "cited as this paper": ("otters.md", f"# {T}\n\n* {S}\n* It was first done in this [paper](https://arxiv.org/abs/1901.00001).\n", {"summary": f"{S} It was first done in this paper."}),
    "cited in a section": ("otters.md", f"# {T}\n\n{S}\n\n## Method\n\nThe decoder that this [paper](https://arxiv.org/abs/1901.00001) cites is explained there, at length.\n", {}),
    "code before the words": ("otters.md", f"# {T}\n\n```python\nclass Otter:\n\n    fur = 1\n```\n\n{S}\n", {}),
    "table of fields": ("otters.md", f"# {T}\n\n| Venue | Year | Authors |\n|---|---|---|\n| ICLR | 2022 | Ann Reed, Bo Lake |\n\n{S}\n", {"venue": "ICLR2022", "year": 2022, "authors": ANN_BO}),
    "links alone": ("otters.md", f"# {T}\n\n[pdf](https://arxiv.org/pdf/2405.01234v2) | [code](https://github.com/o/r)\n\n{S}\n", {**ARXIV}),
    "mirror of arXiv": ("otters.md", f"# {T}\n\n- [alphaXiv](https://www.alphaxiv.org/abs/2405.01234)\n\n{S}\n", {**ARXIV}),
    "cited id": ("otters.md", f"# {T}\n\n{S}\n\nIt goes beyond [earlier work](https://arxiv.org/abs/1901.00001).\n", {}),
    "DOI link": ("otters.md", f"# {T}\n\n<https://doi.org/10.1000/OTTERS.5>\n\n{S}\n", {"doi": "10.1000/OTTERS.5"}),
    "award": ("otters.md", f"# {T}\n\n**Venue**: ACL 2023 (Outstanding Paper)\n\n{S}\n", {"venue": "ACL2023", "year": 2023, "award": "Outstanding Paper"}),
    "full name of a conference": ("otters.md", f"# {T}\n\n**Venue**: Neural Information Processing Systems\n**Year**: 2021\n\n{S}\n", {"venue": "NeurIPS2021", "year": 2021}),
    "proceedings": ("otters.md", f"# {T}\n\n**Venue**: Proceedings of the 2019 Conference of the North American Chapter of the Association for Computational Linguistics\n\n{S}\n", {"venue": "NAACL2019", "year": 2019}),
    "single author, backwards": ("otters.md", f"# {T}\n\n**Author**: Von Lake, Bo\n\n{S}\n", {"authors": ("Bo Von Lake",)}),
    "and others": ("otters.md", f"# {T}\n\n**Authors**: Ann Reed, et al.\n\n{S}\n", {"authors": ("Ann Reed", "et al.")}),
    # Languages
    "Japanese, Jekyll": ("_posts/2019-03-02-otters.md", f'---\nlayout: post\ntitle: "{T}"\ncategories: Rivers\n---\n\n## 1. どんなもの？\n\n{S}\n\n## 2. 先行研究と比べてどこがすごいの？\n\nなし。\n', {"topic": "rivers"}),
    "Japanese, fields": ("otters.md", f"# 論文メモ\n\n- タイトル: {T}\n- 著者: 山田 太郎、鈴木 花子\n- 発表年: 2022\n- リンク: {LINK}\n\n## 概要\n\n{S}\n", {"authors": ("山田 太郎", "鈴木 花子"), "year": 2022, "arxiv": "2405.01234"}),
    "Korean, fields": ("otters.md", f"# {T}\n\n**논문 발표**: 2022년 (ICML 2023)\n**저자**: 김하늘, 이바다\n**논문 링크**: [arXiv:2405.01234]({LINK})\n\n## 한 줄 요약\n\n> {S}\n", {"venue": "ICML2023", "year": 2023, "authors": ("김하늘", "이바다"), "arxiv": "2405.01234"}),
    "Korean, numbered folders": ("2_Rivers/001_otters.md", f"# {T}\n\n## 요약\n\n{S}\n", {"topic": "2_Rivers"}),
    "Chinese, fields": ("otters.md", f"# {T}\n\n- 作者：王小明、李四等\n- 会议：CVPR 2024\n- 链接：{LINK}\n\n## 摘要\n\n{S}\n", {"authors": ("王小明", "李四", "et al."), "venue": "CVPR2024", "year": 2024, "arxiv": "2405.01234"}),
    "Chinese, section of fields": ("otters.md", f"# {T}\n\n# 标题\n\n- 参考论文：{T}\n- 公司：River Lab\n- 链接：{LINK}\n- `泛读`\n\n# 内容\n\n## 摘要\n\n- {S}\n", {**ARXIV}),
    "Chinese, quoted fields": ("otters.md", f"# {T}\n\n> **作者**：王小明、李四（共同一作）等 + et al.\n>\n> **发布时间**：2024 年 05 月（arXiv 2405.01234）\n>\n> **发表状态**：已录用，Proceedings of the 42nd International Conference on Machine Learning（ICML 2025）\n>\n> **分类标签**：`水獭` `皮毛`\n\n## 一句话总结\n\n{S}\n", {**ICML, "authors": ("王小明", "李四", "et al."), "keywords": ("水獭", "皮毛"), "arxiv": "2405.01234"}),
    "Chinese, no fields": ("论文/水獭.md", f"# {T}\n\n{S}\n", {}),
}  # fmt: skip


def test_the_table_has_sixty_formats() -> None:
    assert len(FORMATS) >= 60


@pytest.mark.parametrize("name", FORMATS)
def test_a_note_is_read_in_its_format(name: str) -> None:
    path, text, stated = FORMATS[name]
    (note,) = read_document(text.encode(), path).notes
    expected = {"title": T, **EMPTY, **stated}
    assert {field: _value(note, field) for field in expected} == expected


def _value(note: Note, field: str) -> object:
    value = getattr(note, field)
    return value.slug if field in ("venue", "topic") else value
