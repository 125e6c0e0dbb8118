"""Facts about venues: their kinds and full names."""

from __future__ import annotations

import re
from typing import NamedTuple

from papernotes.notes import UNFILED, lazy_pattern, year_of

CONFERENCE, JOURNAL, PREPRINT, OTHER = "conference", "journal", "preprint", "other"
_MEETING = lazy_pattern(
    r"\b(?:conference|workshop|symposium|meeting|congress)\b|大会|会议|会議|シンポジウム|학술대회",
    re.IGNORECASE,
)
PUBLISHED = (CONFERENCE, JOURNAL)


class Publication(NamedTuple):
    """Where a paper appeared: the kind of venue and its full name (for an unknown venue its short name; may be empty)."""

    kind: str
    name: str


# Names that are right for every year: without the number, and without sponsors, which come and go.
_CONFERENCES = {
    "3DV": "International Conference on 3D Vision",
    "AAAI": "AAAI Conference on Artificial Intelligence",
    "AACL": "Conference of the Asia-Pacific Chapter of the Association for Computational Linguistics",
    "ACCV": "Asian Conference on Computer Vision",
    "ACL": "Annual Meeting of the Association for Computational Linguistics",
    "AISTATS": "International Conference on Artificial Intelligence and Statistics",
    "BMVC": "British Machine Vision Conference",
    "CCS": "ACM Conference on Computer and Communications Security",
    "CHI": "CHI Conference on Human Factors in Computing Systems",
    "CIKM": "ACM International Conference on Information and Knowledge Management",
    "COLING": "International Conference on Computational Linguistics",
    "COLM": "Conference on Language Modeling",
    "COLT": "Conference on Learning Theory",
    "CoNLL": "Conference on Computational Natural Language Learning",
    "CoRL": "Conference on Robot Learning",
    "CVPR": "Conference on Computer Vision and Pattern Recognition",
    "EACL": "Conference of the European Chapter of the Association for Computational Linguistics",
    "ECCV": "European Conference on Computer Vision",
    "EMNLP": "Conference on Empirical Methods in Natural Language Processing",
    "ICASSP": "IEEE International Conference on Acoustics, Speech and Signal Processing",
    "ICCV": "International Conference on Computer Vision",
    "ICDE": "IEEE International Conference on Data Engineering",
    "ICLR": "International Conference on Learning Representations",
    "ICML": "International Conference on Machine Learning",
    "ICRA": "IEEE International Conference on Robotics and Automation",
    "ICSE": "International Conference on Software Engineering",
    "IJCAI": "International Joint Conference on Artificial Intelligence",
    "Interspeech": "Annual Conference of the International Speech Communication Association",
    "IROS": "IEEE/RSJ International Conference on Intelligent Robots and Systems",
    "KDD": "ACM SIGKDD Conference on Knowledge Discovery and Data Mining",
    "MICCAI": "International Conference on Medical Image Computing and Computer-Assisted Intervention",
    "MLSys": "Conference on Machine Learning and Systems",
    "NAACL": "Conference of the North American Chapter of the Association for Computational Linguistics",
    "NDSS": "Network and Distributed System Security Symposium",
    "NeurIPS": "Advances in Neural Information Processing Systems",
    "NIPS": "Advances in Neural Information Processing Systems",
    "RecSys": "ACM Conference on Recommender Systems",
    "RSS": "Robotics: Science and Systems",
    "SIGIR": "International ACM SIGIR Conference on Research and Development in Information Retrieval",
    "UAI": "Conference on Uncertainty in Artificial Intelligence",
    "WACV": "Winter Conference on Applications of Computer Vision",
    "WSDM": "ACM International Conference on Web Search and Data Mining",
    "WWW": "The Web Conference",
}
_JOURNALS = {
    "IJCV": "International Journal of Computer Vision",
    "JMLR": "Journal of Machine Learning Research",
    "TACL": "Transactions of the Association for Computational Linguistics",
    "TIP": "IEEE Transactions on Image Processing",
    "TMLR": "Transactions on Machine Learning Research",
    "TPAMI": "IEEE Transactions on Pattern Analysis and Machine Intelligence",
}
_KNOWN = {
    **{short.casefold(): Publication(CONFERENCE, name) for short, name in _CONFERENCES.items()},
    **{short.casefold(): Publication(JOURNAL, name) for short, name in _JOURNALS.items()},
    "arxiv": Publication(PREPRINT, "arXiv"),
}


def published_in(slug: str) -> Publication:
    """The publication that the slug of a venue (`ICLR2026`, `tmlr-2024`) stands for."""
    stem = short_name(slug)
    if slug == UNFILED:
        return Publication(OTHER, "")
    # What is stated without a year is a journal, unless its name says that people met.
    kind = OTHER if year_of(slug) else CONFERENCE if _MEETING.search(stem) else JOURNAL
    return _KNOWN.get(stem.casefold()) or Publication(kind, stem)


def short_name_in(text: str) -> str:
    """The short name of the venue whose full name stands in a text (`Proceedings of the 41st International Conference on
    Machine Learning` → ICML); empty if none does."""
    folded = text.casefold()
    named = [
        (len(name), short) for short, name in (_CONFERENCES | _JOURNALS).items() if name.casefold() in folded
    ]
    return max(named)[1] if named else ""


def short_name(slug: str) -> str:
    """A venue's slug without its year: `ICLR` of `ICLR2026`."""
    return (slug[:-4] if year_of(slug) else slug).strip(" -_'") or slug
