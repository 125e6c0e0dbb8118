"""What an area page and the index of an area say about the area: venue and count, the area elsewhere, its top topics.

The words are those of the site's editions in English, Chinese, Japanese and Korean; separators and brackets are as
people and programs copy them.
"""

from __future__ import annotations

import re
import unicodedata

from papernotes.notes.formats.fields import is_venue_folder, venue_of
from papernotes.notes.model import UNFILED, Venue
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean_line

MAXIMUM_HEADER_CHARACTERS = 200
MAXIMUM_VENUE_CHARACTERS = 60
MAXIMUM_WORDS_OF_A_VENUE = 8

_ICON = lazy_pattern(r"((?:(?![\w\s])[^\x00-\x7f])+)\s*(?=\S)")
_CHAT_ICON = lazy_pattern(r"(?::[a-z][a-z0-9_+-]*:\s*)+(?=\S)")
"""An icon as chat programs copy it: `:lock:`."""
_BRACKETS = str.maketrans("（）【】［］〔〕「」", "()[][][][]")

_NUMBER = r"(?P<{}>\d[\d,]*)"
_NOTES = (
    r"paper ?notes?|reading ?notes?|notes?|papers?|entries"
    r"|(?:篇|条|份|則|则)\s*(?:的)?\s*(?:论文|論文|文章)?\s*(?:阅读|閱讀)?\s*(?:笔记|筆記)?|论文笔记|論文筆記"
    r"|(?:件|本|篇|報)\s*(?:の)?\s*(?:論文|読書)?\s*(?:ノート|メモ)?"
    r"|(?:개|편|건)\s*(?:의)?\s*(?:논문)?\s*(?:노트|메모)?"
)
_LABELS = r"(?:paper )?notes|papers|(?:论文)?笔记(?:数)?|論文筆記|論文(?:の)?ノート(?:数)?|論文メモ|ノート|논문\s*노트(?:\s*수)?|노트"
_COUNT = (
    rf"(?:(?:共(?:有)?|全部?で?|計|合計|总计|총)\s*)?(?:{_NUMBER.format('before')}\s*(?:{_NOTES})"
    rf"|(?:{_LABELS})\s*[:：]?\s*{_NUMBER.format('after')}\s*(?:篇|件|本|개|편|건)?)"
)
_SEPARATOR = r"\s*[·•∙・‧|｜/:：,，;]\s*|\s+[-–—~]+\s+|\s*[–—]\s*"
_VENUE = rf"(?P<venue>\S.{{0,{MAXIMUM_VENUE_CHARACTERS}}}?)"
_COUNTED = (
    lazy_pattern(rf"{_VENUE}(?:{_SEPARATOR})(?:{_COUNT})(?P<rest>(?:\W.{{0,30}})?)", re.IGNORECASE),
    lazy_pattern(rf"{_VENUE}\s*[(\[]\s*(?:{_COUNT})\s*[)\]](?P<rest>)", re.IGNORECASE),
    lazy_pattern(rf"(?:{_COUNT})(?:{_SEPARATOR}){_VENUE}(?P<rest>)", re.IGNORECASE),
)
"""The shapes of a line with a venue and its number of notes: `V · 3 notes`, `V (3 notes)`, `3 notes · V`."""
_TITLE_WORDS = lazy_pattern(rf"\s*(?:{_NOTES}|{_LABELS})\s*$", re.IGNORECASE)
_MAY_COUNT = lazy_pattern(r"\d")
_YEAR = lazy_pattern(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SENTENCE = lazy_pattern(r"[.!?。！？](?:\s|$)")

_VENUE_COUNT = lazy_pattern(r"([^()\[\]]*?)\s*[(\[]\s*(\d[\d,]*)\s*[)\]]")
_TOPIC_COUNT = lazy_pattern(r"\s*(.+?)\s*(?:[×✕✖xX*]\s*(\d[\d,]*)|[(\[]\s*(\d[\d,]*)\s*[)\]])\s*")
_PARTS = lazy_pattern(r"\s*(?:[·•∙・‧|｜，、;；]|,(?!\d{3}))\s*")
_COUNT_OF_OTHERS = lazy_pattern(
    r"\d[\d,]*\s*(?:(?:areas?|topics?|fields?|venues?|conferences?|keywords?|authors?|categories)\b"
    r"|[个個]\s*\w{0,4}(?:领域|領域|主题|主題|会议|會議|方向|关键词)|(?:の)?(?:分野|領域|トピック|学会|会議)|개\s*(?:분야|주제|학회))",
    re.IGNORECASE,
)
"""What the home page of a site counts beside notes: `34 areas` is not a venue."""
_ELSEWHERE = lazy_pattern(
    r"same (?:area|topic|field) (?:in|at) other|other (?:venues|conferences)"
    r"|其他会议|其它会议|其他會議|同领域|同領域|相同领域|同方向|他の(?:会議|学会)|同じ分野|다른\s*(?:학회|학술|콘퍼런스|컨퍼런스)|같은\s*분야",
    re.IGNORECASE,
)
_TOP_TOPICS = lazy_pattern(
    r"(?:top|hot|popular|frequent) (?:topics|keywords)|(?:热门|热点|高频|常见|熱門)(?:主题|话题|关键词|主題)?"
    r"|(?:人気|注目|頻出|ホット|主要)(?:の)?(?:トピック|テーマ|キーワード|話題)|(?:인기|주요|핵심|자주)\s*(?:주제|토픽|키워드)",
    re.IGNORECASE,
)
_LINK = lazy_pattern(r"\[([^\[\]]*)\]\(([^()\s]*)\)")


def split_icon(text: str) -> tuple[str, str]:
    """The icon that a line begins with, and the rest of the line. A broken character is dropped, but is not an icon."""
    text = clean_line(text)
    if text.startswith(":"):
        text = _CHAT_ICON.sub("", text, count=1)
    found = _ICON.match(text)
    if not found or not any(_is_picture(c) for c in found[1]):
        return "", text.lstrip("\ufffd ")
    return found[1].replace("\ufffd", ""), text[found.end() :]


def _is_picture(character: str) -> bool:
    return character == "\ufffd" or unicodedata.category(character) in ("So", "Sk", "Cn")


def counted_venue(line: str) -> tuple[Venue, int] | None:
    """The venue and the count in a line such as `🧪 ICML 2025 · 41 paper notes`; None for any other line."""
    if len(line) > MAXIMUM_HEADER_CHARACTERS or not _MAY_COUNT.search(line):
        return None
    icon, line = split_icon(_LINK.sub(r"\1", line.replace("*", "")).lstrip("# "))
    line = unicodedata.normalize("NFKC", line).translate(_BRACKETS)
    for shape in _COUNTED:
        found = shape.fullmatch(line)
        if found is None:
            continue
        inner_icon, name = split_icon(found["venue"])
        venue = _venue_named(name.strip(" \t-–—:·•|"))
        if venue is not None:
            return Venue(venue, icon or inner_icon), _number(found["before"] or found["after"])
    return None


def _venue_named(name: str) -> str | None:
    """The slug of the venue that a header names: `ICML 2025` → `ICML2025`; None if the text cannot be one."""
    if not name or _SENTENCE.search(name) or len(name.split()) > MAXIMUM_WORDS_OF_A_VENUE:
        return None
    if not any(c.isalpha() for c in name) or _COUNT_OF_OTHERS.match(name):
        return None
    if is_venue_folder(name):
        known = venue_of(name).slug
        return name if name.endswith(known[-4:]) and " " not in name else known
    if _YEAR.search(name) and (known := venue_of(name).slug) != UNFILED and _YEAR.search(known):
        return known
    return name


def named_venue(line: str) -> Venue | None:
    """The venue that the title of its index names: `🔬 ICLR2026 paper notes`; None if it names none with its year."""
    icon, name = split_icon(line)
    name = _TITLE_WORDS.sub("", name).strip(" \t-–—:·•|")
    if len(name) > MAXIMUM_VENUE_CHARACTERS or not _YEAR.search(name):
        return None
    known = _venue_named(name)
    return Venue(known, icon) if known and is_venue_folder(known) else None


def elsewhere_in(line: str) -> tuple[tuple[Venue, int], ...] | None:
    """The venues and counts in a line `Same area in other venues: …`; None for any other line."""
    rest = _after(_ELSEWHERE, line)
    if rest is None:
        return None
    found = []
    for part in _PARTS.split(_LINK.sub(r"\1", rest).translate(_BRACKETS)):
        if counted := _VENUE_COUNT.fullmatch(part.strip()):
            icon, slug = split_icon(counted[1])
            if slug := slug.strip():
                found.append((Venue(_venue_named(slug) or slug, icon), _number(counted[2])))
    return tuple(found)


def top_topics_in(line: str) -> tuple[tuple[str, int], ...] | None:
    """The topics and counts in a line `Top topics: …`; None for any other line."""
    rest = _after(_TOP_TOPICS, line)
    if rest is None:
        return None
    parts = [
        _TOPIC_COUNT.fullmatch(part) for part in _PARTS.split(_LINK.sub(r"\1", rest).translate(_BRACKETS))
    ]
    return tuple((clean_line(part[1]), _number(part[2] or part[3])) for part in parts if part)


def _after(label: re.Pattern[str], line: str) -> str | None:
    """What a line has after its label and colon; None if it does not begin with the label."""
    line = line.replace("*", "")
    found = label.search(line)
    if not found or found.start() > 12:
        return None
    return re.split("[:：]", line[found.start() :], maxsplit=1)[-1]


def _number(digits: str) -> int:
    return int(digits.replace(",", ""))
