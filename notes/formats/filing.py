"""Where a note is filed: venue, topic and year, from what it states, its folders, its file's name and its tags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from papernotes.notes.formats.fields import (
    is_area_acronym,
    is_known_venue,
    is_venue_folder,
    stated_venue,
    topic_in,
    topic_named,
    venue_folder,
    venue_of,
    year_of,
    year_of_arxiv,
)
from papernotes.notes.model import UNFILED, Topic, Venue
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import fold
from papernotes.titles import is_generic

_YEAR_FOLDER = lazy_pattern(r"(?:19|20)\d\d")
_LETTER = lazy_pattern(r"[^\W\d_]")
_NO_TOPIC = lazy_pattern(
    r"_\w*|docs?|notes?|notes[-_]?(?:en|zh)|papers?|src|contents?|_?posts|blog|site|wiki|vault|archive|readings?|literature"
    r"|publications?|ind(?:ex|ices)|论文|論文|논문|笔记|筆記|ノート|메모|etc|기타|その他|其[他它]|md|markdown|pages|main|master|en|zh|pdf|misc|inbox|drafts",
    re.IGNORECASE,
)
# What a folder below no venue may also be called without being a topic: parts of sites and vaults, and months.
_NO_TOPIC_ALONE = lazy_pattern(
    r"private(?: & shared)?|shared|workspace"
    r"|images?|imgs?|figures?|resources?"
    r"|ja|ko|projects?|summar(?:y|ies)|reviews?|references?|refs|my[-_ ]?(?:vault|notes?|papers?)|journals?|attachments?|assets"
    r"|templates?|public|static|book|(?:\d{1,2}[-_ ]*)?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)|\d{1,2}月|q[1-4]|w(?:eek)?[-_ ]?\d{1,2}",
    re.IGNORECASE,
)
_NO_AREA = frozenset(
    ("reference", "references", "literaturenote", "literature note", "post", "blog", "publication")
)
_VENUE_TAG = lazy_pattern(r"([A-Za-z0-9&]+)[-_ ']?((?:19|20)\d\d)?")
_YEAR_IN_NAME = lazy_pattern(
    r"\W{0,2}[\[(【（](?=[^\])】）]{4,20}[\])】）])[^\])】）\d]*((?:19|20)\d\d)(?!\d)"
    r"|((?:19|20)\d\d)[-_. ]+(?!\d{1,2}[-_.]\d)(?=\S*[^\W\d])|.*[^\W\d].*?[-_ (]((?:19|20)\d\d)\)?$"
)


# [2024 CVPR] Title, (ICRA2020) Title, [2021] Title
_VENUE_IN_NAME = lazy_pattern(
    r"\W{0,2}[\[(【（](?:((?:19|20)\d\d)[ _-]+([A-Za-z][A-Za-z&-]{1,14})|([A-Za-z][A-Za-z&-]{1,14})[ _'-]?((?:19|20)\d\d))[\])】）]\s*(?=\S)"
)
# [note][2021][CVPR] Title
_BRACKETS_IN_NAME = lazy_pattern(r"(?:\s*[\[【][^\[\]【】]{1,40}[\]】]){2,}")
_BRACKET = lazy_pattern(r"[\[【]\s*([^\[\]【】]*?)\s*[\]】]")


class Stated(NamedTuple):
    """What a note says of where its paper appeared; each is empty if it does not."""

    venue: str = ""
    year: str = ""
    byline_venue: str = ""
    byline_year: str = ""
    in_title: str = ""
    areas: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    arxiv: str = ""


def filed(stated: Stated, folders: Sequence[str], stem: str) -> tuple[Venue, Topic, int | None]:
    """Venue, topic and year of a note in these folders, whose file's name without its ending is `stem`."""
    if folders and _plainly(folders[-1]) == _plainly(stem) and not venue_folder(stem):
        folders = folders[:-1]  # the note's own: otters/otters.md
    in_folders, folder = venue_and_topic_in(folders)
    year = year_of(stated.year)
    venue = in_folders or _stated_venue(stated, year, stem)
    areas = tuple(area for area in stated.areas if not (is_generic(fold(area)) or fold(area) in _NO_AREA))
    named = topic_named(areas[0]) if areas else Topic(UNFILED, UNFILED)
    if not folder and not areas and not in_folders:
        # Folders that say nothing, such as those of years, do not hide the topic above them.
        folder = next(filter(_is_topic_alone, reversed(folders)), "")
    topic = topic_in(folder, areas) if folder else named
    return venue, topic, _year(stated, venue, stem)


def venue_and_topic_in(folders: Sequence[str]) -> tuple[Venue | None, str]:
    """The venue and the topic's folder among a note's folders. The topic is right below the venue, or right above it."""
    for at in range(len(folders) - 1, -1, -1):
        named = venue_folder(folders[at])
        below = at + 1
        if not named and at and _YEAR_FOLDER.fullmatch(folders[at]):
            joined = venue_of(folders[at - 1] + folders[at]).slug  # CVPR/2024
            named = (
                joined
                if joined.lower() == (folders[at - 1] + folders[at]).lower()
                and _is_venue_name(folders[at - 1])
                else ""
            )
            at -= bool(named)
        if named:
            near = [*folders[below : below + 1], *(folders[at - 1 : at] if at else ())]
            return Venue(named), next((folder for folder in near if _is_topic(folder)), "")
    last = folders[-1] if folders else ""
    return None, last if _is_topic_alone(last) else ""


def _is_venue_name(folder: str) -> bool:
    """Whether a folder above one of a year is a venue: a known one, or an acronym."""
    if is_area_acronym(folder) or not is_venue_folder(f"{folder}2000"):
        return False
    return venue_of(folder).slug != UNFILED or (folder.isupper() and len(folder) > 2)


def _is_topic(folder: str) -> bool:
    return bool(_LETTER.search(folder)) and not _NO_TOPIC.fullmatch(folder)


def _is_topic_alone(folder: str) -> bool:
    """Whether a folder below no venue is a topic."""
    return _is_topic(folder) and not _NO_TOPIC_ALONE.fullmatch(folder)


def _stated_venue(stated: Stated, year: int | None, stem: str) -> Venue:
    """The venue that is stated: in a field, before the title, in a byline, as a tag, before
    the title in the file's name; the first that names one."""
    named = stated_venue(stated.venue, year) if stated.venue else Venue(UNFILED)
    if named.slug == UNFILED and stated.in_title:
        named = venue_of(stated.in_title, year)
    if named.slug == UNFILED and stated.byline_venue:
        named = stated_venue(stated.byline_venue, year or year_of(stated.byline_year))
    if named.slug == UNFILED and (in_name := _VENUE_IN_NAME.match(stem)):
        named = venue_of(f"{in_name[2] or in_name[3]} {in_name[1] or in_name[4]}")
    if named.slug == UNFILED and (place := next(filter(is_known_venue, _brackets(stem)), "")):
        named = venue_of(place, year or _year_in_brackets(stem))
    if named.slug == "arXiv" and (posted := year_of_arxiv(stated.arxiv)):
        named = Venue(f"arXiv{posted}")
    if named.slug == UNFILED:
        tagged = [
            tag
            for tag in stated.tags
            if (found := _VENUE_TAG.fullmatch(tag)) and venue_of(found[1]).slug != UNFILED
        ]
        tagged += [tag for tag in stated.tags if _is_venue_with_year(tag, stated)]
        tagged.sort(key=lambda tag: year_of(tag) is None)  # one with its year first
        years = [tag for tag in stated.tags if _YEAR_FOLDER.fullmatch(tag)]
        if tagged:
            named = venue_of(tagged[0], year or year_of(next(iter(years), "")))
    return named


def _plainly(name: str) -> str:
    return name.lower().replace("-", "_").replace(" ", "_")


def _brackets(stem: str) -> list[str]:
    """What stands in the brackets with which a file's name begins, if there are several."""
    found = _BRACKETS_IN_NAME.match(stem) if stem.startswith(("[", "【")) else None
    return _BRACKET.findall(found[0]) if found else []


def _year_in_brackets(stem: str) -> int | None:
    return year_of(next(filter(_YEAR_FOLDER.fullmatch, _brackets(stem)), ""))


def _is_venue_with_year(tag: str, stated: Stated) -> bool:
    """Whether a tag such as `Science 2002` is a venue: its year is stated beside it, alone."""
    year = tag[-4:]
    return year in (*stated.tags, stated.year) and " " in tag and is_venue_folder(tag) and tag[:1].isupper()


def _year(stated: Stated, venue: Venue, stem: str) -> int | None:
    """The year that is stated, else the one that name, tags or arXiv id let us infer."""
    for text in (
        venue.slug,
        stated.venue,
        stated.year,
        stated.in_title,
        stated.byline_venue,
        stated.byline_year,
    ):
        if found := year_of(text):
            return found
    if found := _year_in_brackets(stem):
        return found
    in_name = _YEAR_IN_NAME.match(stem)
    tags = [tag for tag in stated.tags if _YEAR_FOLDER.fullmatch(tag)]
    if in_name or tags:
        return year_of(in_name[1] or in_name[2] or in_name[3] if in_name else tags[0])
    return year_of_arxiv(stated.arxiv)
