"""Reads the values of a note's fields: links, ids, dates, venues, awards, people, ratings.

Each function takes what was written and returns the value, or nothing if there is none. `None`, `To be released`,
`待确认` and the like are not links, since only an address is one. The names of fields are in `metadata`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from papernotes.notes.formats.plain_text import without_markup
from papernotes.notes.formats.venue_names import acronym_of
from papernotes.notes.model import AND_OTHERS, UNFILED, Rating, Topic, Venue
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean_line, fold, title_slug
from papernotes.titles import is_generic

_KNOWN_VENUES = (
    "AAAI|ACL|ACML|AISTATS|AACL|AAMAS|ACCV|ASPLOS|AsiaCCS|BMVC|CCS|CHI|CIKM|COLING|COLM|COLT|CoLLAs|CIDR|CSCW|CoNLL|CoRL|CVPR|EACL|ECCV|ECIR|ECML"
    "|EMNLP|EuroSys|FAccT|FOCS|GECCO|HotNets|HPCA|HRI|ICASSP|ICCV|ICDE|ICDM|ICLR|ICML|ICRA|ICIP|ICPR|ICSE|ICWSM|INFOCOM|IJCAI|IJCV|INTERSPEECH|IROS|ISCA|JMLR|KDD|MICCAI|MIDL"
    "|LREC|MLSys|NAACL|NDSS|NSDI|NeurIPS|NIPS|OSDI|PAKDD|PLDI|PMLR|POPL|RECOMB|RecSys|RSS|SIGCOMM|SIGGRAPH|SIGMOD|SIGIR|SODA|SOSP|STOC|SoCC|TACL|TIP|TKDE|TMLR|TNNLS"
    "|TPAMI|UAI|UIST|USENIX|VLDB|WACV|WSDM|WWW|3DV|arXiv"
)
_VENUE_SPELLING = {name.lower(): name for name in _KNOWN_VENUES.split("|")}

AXES = (
    ("overall", r"overall|total|recommend|综合|总体|总分|总评|推荐"),
    ("novelty", r"novel|originality|新颖|创新"),
    ("experiments", r"experiment|实验"),
    ("writing", r"writing|clarity|presentation|写作|可读"),
    ("value", r"value|significance|impact|价值|意义"),
)
"""The axes of a rating: the name that we use for both editions, and what notes call the axis."""

_NOTHING = frozenset("none n/a na null unknown tbd tba 无 暂无 未知 待确认 未提及".split())
_URL = lazy_pattern(r"https?://[A-Za-z0-9\-._~:/?#@!$&'*+,;=%()]+", re.IGNORECASE)
_BARE_HOST = lazy_pattern(
    r"https?:/*(?:[^/]{0,3}|(?:www\.)?(?:github|gitlab|arxiv)\.(?:com|org)(?:/abs)?)/*", re.IGNORECASE
)
_BARE_REPOSITORY = lazy_pattern(r"(?<![\w./@-])(?:www\.)?(?:github|gitlab)\.com/[\w.-]+/[\w.-]+", re.ASCII)
_ARXIV_ID = lazy_pattern(r"(?<![\w.])(\d\d(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d{1,2})?(?![\w]|\.\d)", re.ASCII)
_OLD_ARXIV_ID = lazy_pattern(
    r"(?<![\w.-])([a-z][a-z-]{1,14}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,2})?(?!\w)", re.ASCII
)
_ARXIV_MENTION = lazy_pattern(
    r"(?:(?:alpha|ar)xiv\.org/(?:[a-z]{2}/)?(?:abs|pdf|ps|html|format|e-print|overview|resources)/"
    r"|ar5iv\.(?:labs\.arxiv\.)?org/(?:abs/|html/|pdf/)?|(?:huggingface|hf)\.co/papers/|arxiv-vanity\.com/papers/"
    r"|(?:semanticscholar\.org|scirate\.com|papers\.cool)/arxiv/|arxiv[:\s]\s{0,3}|arxiv\.)"
    r"(\d\d(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z][a-z-]{1,14}(?:\.[a-z]{2})?/\d{7})(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_DOI = lazy_pattern(
    r"\b(10\.\d{4,9}/[^\s\"'<>\[\]|,;，。；]+(?:<[\w:.-]+>\d\.\d\.[a-z]{2};2(?:-[\w#])?)?)",
    re.ASCII | re.IGNORECASE,
)
"""Those that have the SICI of an article in them have angle brackets: https://en.wikipedia.org/wiki/SICI"""
_YEAR = lazy_pattern(r"(?<!\d)((?:19|20)\d\d)(?!\d|\.\d{4})")  # arXiv:1902.09314 was not written in 1902
_VENUE_FOLDER = lazy_pattern(
    r"([A-Za-z][A-Za-z+&]*(?:[-_ ][A-Za-z+&]+){0,2})[-_ ']?((?:19|20)\d\d)(?:[-_ ][A-Za-z]+)?", re.ASCII
)
_NOT_VENUES = lazy_pattern(
    r"(?:my[-_ ]?\w*|projects?|vaults?|topics?|research|courses?|class|lab|work|meetings?|seminars?|groups?|journals?|diary|logs?|inbox"
    "|backups?|misc|drafts?|lists?|reports?|talks?|surveys?|reviews?|collections?|papers?|notes?|readings?|archive|posts|blog|year|q|h|daily|week(?:ly)?|month|summer|winter|spring|autumn|fall"
    "|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[-_ ]*",
    re.IGNORECASE,
)
# At most three words with capitals: a report, or the proceedings of something, has more.
_VENUE_WITH_YEAR = lazy_pattern(
    r"([A-Za-z][A-Za-z&+/-]{1,40}?(?: [A-Z&][A-Za-z&+/-]{0,30}?){0,2})[\s,'’(-]*((?:19|20)\d\d)(?!\d)"
)
_KNOWN_VENUE = lazy_pattern(
    rf"(?<![A-Za-z])({_KNOWN_VENUES})(?![A-Za-z])[\s,'’(-]*((?:19|20)?\d\d(?!\d|\.\d{4}))?", re.IGNORECASE
)
# An acronym with its year in parentheses, after the name that it stands for.
_ACRONYM_IN_PARENTHESES = lazy_pattern(r"\(([A-Z][A-Za-z]*[A-Z][A-Za-z-]*)[ '’-]*((?:19|20)\d\d)\)")
_ACRONYM_ALONE = lazy_pattern(r"\(([A-Z]{3,10})\)")
_SHORT_YEAR = lazy_pattern(r"\b([A-Z][A-Za-z]*[A-Z][A-Za-z]*) ?['’‘](\d\d)\b")  # OSDI'04
_KNOWN_FOLDER = lazy_pattern(
    rf"({_KNOWN_VENUES})[-_ ']+((?:19|20)\d\d)(?:[-_ ][A-Za-z]+)?|({_KNOWN_VENUES})((?:19|20)\d\d)[-_ ][A-Za-z]+",
    re.IGNORECASE,
)
# What follows the name of a journal: volume, issue, pages, year.
_ISSUE = lazy_pattern(
    r"[\s,;.]*(?:\(?(?:19|20)\d\d\)?|\(?\s*\bvol(?:ume)?\b|\b(?:no|pp?)\.|(?<![A-Za-z\d])\d+\s*[(:,]|第?\d+[卷期]|\(\d|(?<![A-Za-z\d])\d+$"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?:\d{1,2},?\s+)?(?:19|20)\d\d"
    r"|(?<!\bproc)\.\s+(?:springer|ieee|acm|elsevier|pmlr|usenix|association for)\b).*",
    re.IGNORECASE,
)
_PROCEEDINGS = lazy_pattern(
    r"(?:in:?\s+)?(?:(?:proceedings|proc\.?)\s+(?:of\s+)?)?(?:the\s+)?(?:(?:19|20)\d\d\s+)?(?:(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth"
    r"|seventh|eighth|ninth|tenth|[a-z]+teenth|twentieth)\s+)?(?:annual\s+)?",
    re.IGNORECASE,
)
_MEETING = lazy_pattern(
    r"\b(?:conference|workshops?|symposium|meeting|congress|forum|seminar)\b", re.IGNORECASE
)
_NAMES_A_PLACE = lazy_pattern(
    r"\b(?:conference|workshops?|symposium|meeting|congress|journal|transactions|letters|proceedings|magazine|reviews?)\b",
    re.IGNORECASE,
)
_ARXIV_IN_VENUE = lazy_pattern(r"\barxiv", re.IGNORECASE)
_JOURNAL = lazy_pattern(
    r"(?:[A-Z][\w&'’.:-]*|[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]{2,20}(?:学报|杂志|期刊|通讯|大会|会议|学会|論文誌|学会誌|シンポジウム|학회|학회지|저널|논문지))"
    r"(?:,? (?:of|the|on|and|in|for|&|de|der|für|[A-Z(][\w&'’.:)-]*)){0,12}"
)
# Its name in lower case: what it begins with shows that it is one.
_JOURNAL_OF = lazy_pattern(
    r"(?:(?:international|american|european|asian|ieee|acm|ieee/acm) )?(?:joint )?"
    r"(?:journal|transactions|annals|conference|symposium|workshop) (?:of|on|in|for)(?: [\w&'’-]+){1,12}",
    re.IGNORECASE,
)
_DETAILS = lazy_pattern(r"\s+(?=[(（])|\s+[—–]\s+")  # River Press (chapter 2 of a book)
AWARDS = (
    ("Best Paper", r"best (?:student )?paper|最佳论文"),
    ("Outstanding Paper", r"outstanding paper|杰出论文"),
    ("Honorable Mention", r"honou?rable mention"),
    ("Oral", r"oral|口头报告"),
    ("Spotlight", r"spotlight"),
    ("Highlight", r"highlight"),
    ("Findings", r"findings"),
    ("Workshop", r"workshop"),
    ("Poster", r"poster"),
    ("Industry", r"industry(?: track)?"),
    ("Demo", r"demo(?:nstrations?)?(?: track)?"),
)
"""What a conference line can state besides the conference: the name that we show, and what notes write."""
_AWARDS = [(name, lazy_pattern(rf"(?<![a-z])(?:{words})(?![a-z])", re.IGNORECASE)) for name, words in AWARDS]
_ANY_AWARD = lazy_pattern("|".join(words for _, words in AWARDS), re.IGNORECASE)
_SEPARATOR = lazy_pattern(r"[,，、;；\n]|\s[·|•]\s")
_BEFORE_TAG = lazy_pattern(r"\s+(?=#[^\s#])")  # #otters #fur
_AREA_SEPARATOR = lazy_pattern(r"[,，、;；\n]|\s+[/／|·]\s+")
_PARENTHESES = lazy_pattern(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]|<[^<>]*>")
_LEFT_OUT = lazy_pattern(r"[,，]?\s*(?:…|\.\.\.)\s*(?=\w)")  # Reed, A., … Lake, B.
_AFFILIATION = lazy_pattern(
    r"(?<=[,，;；、])([^/\n]*\S) +/ +[^/,，;；、\n]*$"
)  # Ann Reed, Bo Lake / River Lab
_MARKS_BETWEEN = lazy_pattern(
    r"(?<=[^\W\d_])[\s*∗†‡§]*\d[\d,*∗†‡§\s]*(?<=[\s])(?=[A-ZÀ-Þ])"
)  # Ann Reed1,2 Bo Lake* 3 Cy Hill
_AFFILIATION_ITEM = lazy_pattern(
    r"[,;，；]\s*\d{1,2}\s?[A-ZÀ-Þ\u3040-\u9fff\uac00-\ud7af][^,;，；]*"
)  # Ann Reed1, 1River Lab
_FAMILY_FIRST = lazy_pattern("[\u3041-\u3096\u3400-\u9fff\uac00-\ud7af]+")
"""Letters of languages in which the family comes first, and no blank behind it."""
_AUTHOR_NOISE = lazy_pattern(r"[\d*∗⋆✉♠♣♦♡♯†‡§¶⁰¹²³⁴-⁹^{}$\\]+")
_OTHER_AUTHORS = lazy_pattern(
    r"(?:\bet\.? ?[ae]l\b\.?|(?:^|\band\s+)(?:many |\+?\s*\d+ )?(?:others|more|colleagues|co-?workers)(?: authors)?"
    r"|\bet alii\b|\b(?:y otros|y cols?|e outros|e altri|et collaborateurs|und andere|u\. ?a|и др)\b\.?|等(?:\s*\d+\s*)?人?"
    r"|(?:(?:^|\s)他|ほか)(?:\s*\d+\s*名)?"
    r"|(?:^|\s)외(?:\s*\d+\s*[명인])?|\.\.\.|…)[\s.。]*$",
    re.IGNORECASE,
)
"""How notes end a list of authors that has not all of them."""
_LAST_NAME_FIRST = lazy_pattern(
    r"([^\W\d_][\w'’ -]{0,40}), *((?!(?:Jr|Sr|I{2,3}|IV)\b)[^\W\d_][\w.'’ -]{0,40})"
)
_ONE_LAST_NAME_FIRST = lazy_pattern(
    r"[A-ZÀ-Þ][\w'’-]+, (?!(?:Inc|Ltd|Corp|LLC|GmbH)\b)[A-ZÀ-Þ][\w'’-]+(?: [A-Z]\.?)*"
    r"|(?:(?:dos|da|de|del|della|di|van|von|der|den|la|le) )+[A-ZÀ-Þ][\w'’-]+, [A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]*\.?)*"
)
# A single author: a name of one word, or with a particle, and given names.
_ALONE_LAST_NAME_FIRST = lazy_pattern(
    r"(?:(?:[Vv]an|[Vv]on|[Dd]e|[Dd]el|[Dd]i|[Dd]a|[Ll]e|[Ll]a|[Dd]er|[Dd]en|[Tt]en) ){0,2}[A-ZÀ-Þ][\w'’-]+, "
    r"(?!(?:Inc|Ltd|Corp|LLC|Jr|Sr|GmbH|II|III|IV)\b)[A-ZÀ-Þ][\w'’-]*\.?(?: [A-ZÀ-Þ][\w'’-]*\.?){0,2}"
)
_INITIALS = lazy_pattern(r"(?:[A-ZÀ-Þ]\.?[ -]?){1,3}(?<=[A-ZÀ-Þ.])")
_HAS_INITIALS = lazy_pattern(r"\b[A-ZÀ-Þ]\.|\s")
_INITIAL = lazy_pattern(r"\b(?:[A-Z]|[JS]r)\.$")  # a full stop that ends no sentence
_STARS = lazy_pattern(r"(?:[⭐★☆🌟][ \t]*){1,10}[½✨]?")
_SAYS_STARS = lazy_pattern(r"[⭐★☆🌟\d]")
_FRACTION = lazy_pattern(r"(?<![\d.])(\d{1,2}(?:\.\d{1,2})?)\s*/\s*(5|10)(?![\d.]\d|\d)")
_BARE_SCORE = lazy_pattern(
    r"(?:[^\d:：|]{0,40}[:：|]\s*)?([0-5](?:\.\d{1,2})?)(?=\s*(?:$|[|（(—,，;-]|\s\D))"
)
_FIRST_CELL = lazy_pattern(r"^\|[ \t]*([^|\n]+?)[ \t]*\|[ \t]*", re.MULTILINE)
_NUMBER_BEFORE = lazy_pattern(r"^\d{1,2}[._ -]+(?=[^\W\d_])")  # 03_Alignment, by which folders are in order
_ISO_DATE = lazy_pattern(r"((?:19|20)\d\d)[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?")
_ACRONYM = lazy_pattern(
    "ai|aigc|asr|cv|dl|gnn|hci|ir|l?vlm|llms?|ml|mllm|mt|nlp|ocr|qa|rag|rl|rlhf|slam|tts|vla|vqa|[234]d",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_nothing(value: str) -> bool:
    """Whether a value only says that there is no value."""
    value = value.strip()
    word = value[:-1] if value.endswith((".", "。")) else value
    return not word.strip("-") or word.lower() in _NOTHING


def urls_of(value: str) -> list[str]:
    """The http(s) addresses in a value, in links or bare. If there are none, repositories written without a scheme."""
    if not value:
        return []
    found = [_trimmed(match) for match in _URL.findall(value)]
    if not found:
        found = ["https://" + match.rstrip(".") for match in _BARE_REPOSITORY.findall(value)]
    return [url for url in found if not _BARE_HOST.fullmatch(url)]


def arxiv_of(value: str) -> str | None:
    """The arXiv id in the value of an arXiv field, bare or in an address; without version."""
    found = _ARXIV_ID.search(value) or _OLD_ARXIV_ID.search(value)
    return found[1] if found else None


def arxiv_mentioned(text: str) -> str | None:
    """The first arXiv id in running text, where it counts only in an address or after `arXiv:`."""
    found = _ARXIV_MENTION.search(text)
    return found[1] if found else None


def doi_of(text: str) -> str | None:
    """The first DOI in a text, bare (`10.1234/abc`)."""
    found = _DOI.search(text)
    return _trimmed(found[1]) if found else None


def words_of(value: object) -> tuple[str, ...]:
    """The keywords in a list, or in text split at commas of all kinds. Each is returned once, without markup."""
    parts = value if isinstance(value, list) else _SEPARATOR.split(_BEFORE_TAG.sub(",", _code_apart(value)))
    return _distinct(_bare_word(part) for part in parts if isinstance(part, str))


def _bare_word(part: str) -> str:
    """A keyword without what stands around it, such as the bracket of a list that is cut off: `[fur`."""
    word = part.strip().strip("#\"'`“”*")
    if ("[" in word) != ("]" in word):
        word = word.strip("[] ")
    return word


def _code_apart(value: object) -> str:
    """A text with commas between pieces of code that only blanks part: `otters` `fur` are two tags."""
    return str(value).replace("` `", "`, `")


def areas_of(value: object) -> tuple[str, ...]:
    """The areas in a list, or in text split at commas and at slashes between blanks."""
    parts = value if isinstance(value, list) else _AREA_SEPARATOR.split(_code_apart(value))
    return _distinct(str(part) for part in parts if isinstance(part, str))


def authors_of(value: object) -> tuple[str, ...]:
    """The authors in a list, or in text split at commas and `and`, without affiliations and footnote marks.

    If the list says that there are others, AND_OTHERS comes last.
    """
    if not value:
        return ()
    if isinstance(value, list):
        names = [str(author.get("name", "")) if isinstance(author, dict) else str(author) for author in value]
        names = [_first_name_first(without_markup(name)) for name in names]
    else:
        text = _PARENTHESES.sub("", without_markup(str(value)))
        if " / " in text:
            text = _AFFILIATION.sub(r"\1", text).replace(" / ", ", ")
        if not text.isascii() or any(map(str.isdigit, text)):
            text = _MARKS_BETWEEN.sub(", ", _AFFILIATION_ITEM.sub("", text))
        names = _names_in(_LEFT_OUT.sub(", ", text))
    named = [_without_others(name.strip()) for name in names]
    authors = _distinct(_AUTHOR_NOISE.sub(" ", name) for name in named)
    has_others = any(name.strip() != left for name, left in zip(names, named, strict=True))
    return (*authors, AND_OTHERS) if authors and has_others else authors


def _without_others(name: str) -> str:
    """A name without `et al.` behind it, whichever languages say so: `Ann Reed 等 et al.`."""
    left = _OTHER_AUTHORS.sub("", name)
    return left if left == name else _OTHER_AUTHORS.sub("", left.rstrip(" +,"))


def _names_in(text: str) -> list[str]:
    """The names in a list of authors. `Reed, Ann; Lake, Bo`, `Reed, Ann and Lake, Bo` and `Reed, A., Lake, B.` are two each."""
    apart = [part.strip() for part in re.split(r"[;；\n]|\s+and\s+|\s*&\s*", text) if part.strip(" ,.")]
    named = [part for part in apart if not _OTHER_AUTHORS.fullmatch(part)]
    backwards = all(_LAST_NAME_FIRST.fullmatch(part) for part in named if "," in part)
    if len(named) > 1 and backwards and (";" in text or "；" in text or all("," in part for part in named)):
        return [_first_name_first(part) for part in apart]
    names = list(map(str.strip, re.split(r"[,，、;；&\n]|\s+and\s+|\s[·|•]\s", text)))
    if "," not in text:
        return names
    if len(names) == 2 and _ALONE_LAST_NAME_FIRST.fullmatch(f"{names[0]}, {names[1]}"):
        return [_in_order(*names)]
    if (
        len(names) > 1
        and _ONE_LAST_NAME_FIRST.fullmatch(f"{names[0]}, {names[1]}")
        and all(" " in name for name in names[2:] if name)
    ):
        names = [_first_name_first(f"{names[0]}, {names[1]}"), *names[2:]]  # Reed, Ann, Bo Lake, and Cy Hill
    together: list[str] = []
    for name in names:
        if together and _INITIALS.fullmatch(name) and together[-1] and not _HAS_INITIALS.search(together[-1]):
            together[-1] = f"{name} {together[-1]}"
        else:
            together.append(name)
    return together


def _first_name_first(name: str) -> str:
    """`Reed, Ann` as `Ann Reed`; another name as it is."""
    found = _LAST_NAME_FIRST.fullmatch(name.strip())
    return _in_order(found[1], found[2]) if found else name


def _in_order(family: str, given: str) -> str:
    """A name as it is written where it is from: `Ann Reed`, `王伟`."""
    together = f"{family}{given}"
    return together if _FAMILY_FIRST.fullmatch(together) else f"{given} {family}"


def date_of(value: str) -> str:
    """The date in a value, in ISO form (`2026-03-14`, `2026-03`); empty if there is none."""
    found = _ISO_DATE.search(value)
    if not found:
        return ""
    year, month, day = found[1], int(found[2]), int(found[3] or 0)
    if not 1 <= month <= 12 or day > 31:
        return ""
    return f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}"


def year_of(value: str) -> int | None:
    """The first year from 1900 to 2099 in a value."""
    found = _YEAR.search(value)
    return int(found[1]) if found else None


def year_of_arxiv(arxiv: str | None) -> int | None:
    """The year in which a paper came to arXiv, by its id; None if the id does not say."""
    if not arxiv:
        return None
    digits = arxiv.rpartition("/")[2][:2]  # cs/9905014 is of the scheme that arXiv had up to 2007
    return (1900 if "/" in arxiv and digits > "90" else 2000) + int(digits) if digits.isdecimal() else None


@lru_cache(maxsize=1024)
def awards_of(value: str) -> str:
    """The awards in a conference line: `Oral`, `Best Paper · Oral`; empty if there are none."""
    if not _ANY_AWARD.search(value):
        return ""
    return " · ".join(name for name, words in _AWARDS if words.search(value))


@lru_cache(maxsize=1024)
def venue_of(value: str, year: int | None = None) -> Venue:
    """The venue that a conference line names (`ICML 2025 Oral` → ICML2025); Unfiled if it names none.

    `year` is used if the line has none.
    """
    value = without_markup(value)
    if found := _ACRONYM_IN_PARENTHESES.search(value) or _SHORT_YEAR.search(value):
        value = found[1] + (
            found[2] if len(found[2]) == 4 else f"{'19' if found[2] > '69' else '20'}{found[2]}"
        )
    elif (found := _ACRONYM_ALONE.search(value)) and (stated := year_of(value) or year):
        value = f"{found[1]}{stated}"
    year = year_of(value) or year
    if year and (acronym := acronym_of(value)):
        return Venue(f"{acronym}{year}")
    value = _without_proceedings(value)
    known = list(_KNOWN_VENUE.finditer(value))
    # arXiv has what appears elsewhere, too: arXiv:2401.00001, CVPR 2024
    if found := next((one for one in known if one[1].lower() != "arxiv"), known[0] if known else None):
        name, digits = _VENUE_SPELLING[found[1].lower()], found[2] or ""
        digits = f"20{digits}" if len(digits) == 2 else digits
        digits = digits or str(year or "")
        return Venue(name + digits)
    if (found := _VENUE_WITH_YEAR.match(value.strip())) and found.end() <= 50:
        return Venue(re.sub(r"[\s/,-]+", "", found[1]) + found[2])
    return Venue(UNFILED)


def is_known_venue(value: str) -> bool:
    """Whether a text is the acronym of a venue in our table, alone or with its year."""
    return (found := _KNOWN_VENUE.match(value)) is not None and found.end() == len(value)


def is_area_acronym(name: str) -> bool:
    """Whether a name is the acronym of an area of research (`LLM`), which is not a venue although it is in capitals."""
    return _ACRONYM.fullmatch(name) is not None


def _without_proceedings(name: str) -> str:
    """The meeting that proceedings are of: `Proceedings of the 6th Workshop on Tides` → `Workshop on Tides`.

    The proceedings of an academy or a society are a journal.
    """
    rest = name[_PROCEEDINGS.match(name).end() :]  # type: ignore[union-attr]  # it matches anything
    return rest if _MEETING.search(rest) else name


@lru_cache(maxsize=1024)
def stated_venue(value: str, year: int | None = None) -> Venue:
    """The venue that a field states: like `venue_of`, but a journal without a year in its name is one too."""
    venue = venue_of(value, year)
    if venue.slug.startswith("arXiv") and _NAMES_A_PLACE.search(
        before := _ARXIV_IN_VENUE.split(value, maxsplit=1)[0]
    ):
        other = stated_venue(before.rstrip(" (（,;"), year)  # Transactions on Rivers, 2021 (arXiv 2101.00001)
        return other if other.slug != UNFILED else venue
    if venue.slug != UNFILED:
        return venue
    plain = " ".join(without_markup(value).split())
    whole = _ISSUE.sub("", _without_proceedings(plain)).strip(" ,.;:-")
    for name in (whole, _DETAILS.split(whole, maxsplit=1)[0]):
        is_journal = _JOURNAL.fullmatch(name) or _JOURNAL_OF.fullmatch(name)
        if is_journal and not is_nothing(name) and not is_generic(fold(name)):
            return Venue(name)
    return venue


@lru_cache(maxsize=1024)
def venue_folder(name: str) -> str:
    """The venue that a folder is named after, each in one spelling (`CVPR 2024`, `cvpr2024-oral` → CVPR2024); else nothing."""
    if found := _KNOWN_FOLDER.fullmatch(name):
        return _VENUE_SPELLING[(found[1] or found[3]).lower()] + (found[2] or found[4])
    return name if is_venue_folder(name) else ""


@lru_cache(maxsize=1024)
def is_venue_folder(name: str) -> bool:
    """Whether a folder is named like a venue, with letters and a year: `ICLR2026`, `cvpr-2024`; but not `reed-2024`."""
    found = _VENUE_FOLDER.fullmatch(name)
    if found is None or _NOT_VENUES.fullmatch(found[1]):
        return False
    is_citation_key = (
        found[1].islower() and not name[len(found[1])].isdigit() and not is_known_venue(found[1])
    )
    return not is_citation_key


def topic_named(name: str) -> Topic:
    """The topic with this name. Its slug is made from the name: `LLM Safety` → `llm_safety`."""
    name = clean_line(name)
    slug = fold(name).replace(" ", "_")
    return Topic(slug, name) if slug else Topic(UNFILED, UNFILED)


@lru_cache(maxsize=1024)
def topic_in(folder: str, areas: tuple[str, ...] = ()) -> Topic:
    """The topic of a folder. Its name is the area that is spelled like the folder, else it is made from the slug."""
    for area in areas:
        if title_slug(area).replace("-", "_") == folder.lower().replace("-", "_") and area != folder:
            return Topic(folder, area)
    words = re.split(r"[_\s]+|(?<=[a-z])-(?=[a-z])", _NUMBER_BEFORE.sub("", folder))
    named = " ".join(w.upper() if _ACRONYM.fullmatch(w) else w[:1].upper() + w[1:] for w in words if w)
    return Topic(folder, named or folder)


def rating_of(text: str) -> Rating:
    """The stars in a rating section: overall, or one line or table row for each axis; out of 5 or of 10."""
    if "|" in text:
        text = _FIRST_CELL.sub(r"\1: ", text)
    text = text.replace("*", "").replace("`", "")
    overall: float | None = None
    axes: dict[str, float] = {}
    for line in text.splitlines():
        if not _SAYS_STARS.search(line):
            continue
        stars, start = _stars_in(line[:120])
        if stars is None:
            continue
        name = line[:start].strip(" \t:：-—*|#（(~约")
        name = _axis(name) if len(name) <= 60 else ""
        if name in ("", "overall"):
            overall = stars if overall is None else overall
        else:
            axes.setdefault(name, stars)
    return Rating(overall, tuple(axes.items()))


def rating_in(value: object) -> Rating:
    """The rating in front matter: a number, stars, or a mapping of axes to these."""
    if isinstance(value, dict):
        return rating_of("\n".join(f"{axis}: {stars}" for axis, stars in value.items()))
    return rating_of(str(value))


def _stars_in(line: str) -> tuple[float | None, int]:
    """The stars in a line, and where they begin. `4/5` outweighs `⭐⭐⭐⭐`, and both outweigh a number after the name."""
    found = _FRACTION.search(line) if "/" in line else None
    if found and (stars := float(found[1]) * 5 / int(found[2])) <= 5:
        first = _STARS.search(line)
        return stars, min(found.start(), first.start() if first else found.start())
    if found := _STARS.search(line):
        full = sum(found[0].count(star) for star in "⭐★🌟")
        return min(5.0, full + (0.5 if found[0][-1] in "½✨" else 0)), found.start()
    if found := _BARE_SCORE.match(line):
        return float(found[1]), found.start(1)
    return None, 0


@lru_cache(maxsize=1024)
def _axis(name: str) -> str:
    """Our name for an axis; an unknown one is returned as written, and words for the rating itself give nothing."""
    folded = fold(name)
    for axis, words in AXES:
        if re.search(words, folded):
            return axis
    return "" if folded in ("", "rating", "score", "评分") else clean_line(name)


def _distinct(parts: Iterable[str]) -> tuple[str, ...]:
    """The parts as single lines without markup, each once, without those that only say that there is no value."""
    found: dict[str, str] = {}
    for part in parts:
        line = " ".join(part.split())
        if not (line.isascii() and line.replace(" ", "").isalnum()):
            line = " ".join(without_markup(part).split()).lstrip(" .。")
            if line.endswith((".", "。")) and not _INITIAL.search(line):
                line = line.rstrip(" .。")
        if line and not is_nothing(line):
            found.setdefault(
                (line if line.isascii() else unicodedata.normalize("NFKC", line)).casefold(), line
            )
    return tuple(found.values())


def _trimmed(url: str) -> str:
    """An address without the punctuation that belongs to the sentence around it."""
    if ")" in url:
        deep = 0
        for at, character in enumerate(url):
            deep += (character == "(") - (character == ")")
            if deep < 0:  # the link around it ends here
                url = url[:at]
                break
    return url.rstrip(".,;:!?'*")
