"""The full names of conferences and journals that are known by their acronyms."""

from __future__ import annotations

from functools import lru_cache

from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import fold

FULL_NAMES = (
    ("ICLR", "learning representations"),
    ("NeurIPS", "neural information processing systems"),
    ("ICML", "international conference on machine learning"),
    ("JMLR", "journal of machine learning research"),
    ("TMLR", "transactions on machine learning research"),
    ("AISTATS", "artificial intelligence and statistics"),
    ("UAI", "uncertainty in artificial intelligence"),
    ("AAAI", "aaai conference on artificial intelligence|national conference on artificial intelligence"),
    ("IJCAI", "joint conferences? on artificial intelligence"),
    ("COLT", "conference on learning theory"),
    ("GECCO", "genetic and evolutionary computation conference"),
    ("CVPR", "computer vision and pattern recognition"),
    ("ECCV", "european conference on computer vision"),
    ("ACCV", "asian conference on computer vision"),
    ("WACV", "applications of computer vision"),
    ("ICCV", "international conference on computer vision"),
    ("BMVC", "british machine vision conference"),
    ("IJCV", "international journal of computer vision"),
    ("TPAMI", "transactions on pattern analysis and machine intelligence"),
    ("TIP", "transactions on image processing"),
    ("ICIP", "international conference on image processing"),
    ("ICPR", "international conference on pattern recognition"),
    ("ICME", "multimedia and expo"),
    ("MICCAI", "medical image computing and computer assisted intervention"),
    ("NAACL", "north american chapter of the association for computational linguistics"),
    ("EACL", "european chapter of the association for computational linguistics"),
    ("AACL", "asia pacific chapter of the association for computational linguistics"),
    ("TACL", "transactions of the association for computational linguistics"),
    ("ACL", "meeting of the association for computational linguistics"),
    ("EMNLP", "empirical methods in natural language processing"),
    ("CoNLL", "computational natural language learning"),
    ("COLING", "international conference on computational linguistics"),
    ("LREC", "language resources and evaluation"),
    ("ICASSP", "acoustics speech and signal processing"),
    ("KDD", "knowledge discovery (?:and|in|&) data mining"),
    ("ICDM", "international conference on data mining"),
    ("WSDM", "web search and data mining"),
    ("WWW", "world wide web|the web conference"),
    ("SIGIR", "research and development in information retrieval"),
    ("CIKM", "information and knowledge management"),
    ("RecSys", "conference on recommender systems"),
    ("ICRA", "conference on robotics and automation"),
    ("IROS", "intelligent robots and systems"),
    ("CoRL", "conference on robot learning"),
    ("RSS", "robotics science and systems"),
    ("SIGMOD", "management of data"),
    ("VLDB", "very large data ?bases|vldb endowment"),
    ("ICDE", "conference on data engineering"),
    ("PODS", "principles of database systems"),
    ("TKDE", "transactions on knowledge and data engineering"),
    ("SOSP", "symposium on operating systems principles"),
    ("OSDI", "operating systems design and implementation"),
    ("NSDI", "networked systems design and implementation"),
    ("EuroSys", "european conference on computer systems"),
    ("ASPLOS", "architectural support for programming languages"),
    ("ISCA", "symposium on computer architecture"),
    ("PODC", "principles of distributed computing"),
    ("CHI", "human factors in computing systems"),
    ("UIST", "user interface software and technology"),
    ("ICSE", "international conference on software engineering"),
    ("PLDI", "programming language design and implementation"),
    ("POPL", "principles of programming languages"),
    ("STOC", "symposium on theory of computing"),
    ("FOCS", "foundations of computer science"),
    ("SODA", "symposium on discrete algorithms"),
    ("arXiv", "corr abs"),
)
"""An acronym, and words of the full name (a pattern over folded text). The first that is found counts."""

_ANY = lazy_pattern("|".join(f"(?P<{acronym}>{name})" for acronym, name in FULL_NAMES))


@lru_cache(maxsize=1024)
def acronym_of(text: str) -> str:
    """The acronym of the conference or journal whose full name is in a text; empty if there is none that we know."""
    found = _ANY.search(fold(text))
    return found.lastgroup or "" if found else ""
