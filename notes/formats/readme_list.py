"""The format of a list of papers in Markdown, as the READMEs of many repositories are: an item a paper.

An item has a title and an address of the paper: `- [Title](https://arxiv.org/abs/…) - Authors - CVPR 2019`, `* **Title**
(ICML 2020) [[paper](…)] [[code](…)]`, a row of a table. It is a paper of which there is no note. The heading above it
becomes a keyword, unless it says nothing of the paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from papernotes.notes.formats.document import DocumentContents, DocumentText
from papernotes.notes.formats.fields import (
    arxiv_mentioned,
    authors_of,
    doi_of,
    urls_of,
    venue_of,
    year_of,
    year_of_arxiv,
)
from papernotes.notes.formats.links import BADGE, LINK, NAMES_OF_LINKS
from papernotes.notes.formats.markdown import language_of
from papernotes.notes.formats.plain_text import without_markup
from papernotes.notes.formats.titles import bare_title
from papernotes.notes.model import AND_OTHERS, UNFILED, Note, Venue
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean, clean_line, fold, is_readme, title_slug
from papernotes.titles import is_generic

MINIMUM_ITEMS = 3
"""A document that is not a README is a list if it has at least this many papers, and little else."""
MINIMUM_SHARE = 0.7
"""Of the lines of a list, how many are papers."""
_MAXIMUM_LINE_CHARACTERS = 2_000
_MAXIMUM_ITEM_CHARACTERS = 5_000
_MAXIMUM_TITLE_CHARACTERS = 300
_ITEM = lazy_pattern(r"\s{0,12}(?:[-*+•]|\d{1,4}[.)])\s+(?:\[[ xX]\]\s+)?(.+)")
_ROW = lazy_pattern(r"\s{0,3}\|(.+)\|\s*")
_HEADING = lazy_pattern(r"\s{0,3}#{1,6}\s+(.+?)\s*#*\s*")
_FENCE = lazy_pattern(r"\s{0,3}(?:```|~~~)")
_HIDDEN = lazy_pattern(r"<!--.*?-->", re.DOTALL)
_HTML_LINK = lazy_pattern(r"<a\b[^<>]{0,200}?href=[\"']([^\"'<>]+)[\"'][^<>]{0,200}>(.*?)</a>", re.IGNORECASE)
_PAPER_PLACE = lazy_pattern(
    r"https?://(?:[\w-]+\.)*(?:arxiv\.org/(?:abs|pdf|html)|alphaxiv\.org/|ar5iv\.|openreview\.net/(?:forum|pdf)|doi\.org/10\.|aclanthology\.org/"
    r"|aclweb\.org/anthology|proceedings\.mlr\.press|papers\.n(?:eur)?ips\.cc|proceedings\.neurips\.cc|openaccess\.thecvf\.com|jmlr\.org/papers"
    r"|dl\.acm\.org/(?:doi|citation)|ieeexplore\.ieee\.org/(?:abstract/)?document|link\.springer\.com/(?:article|chapter)|semanticscholar\.org/paper"
    r"|huggingface\.co/papers/|hf\.co/papers/|ojs\.aaai\.org/|ijcai\.org/|isca-speech\.org/|usenix\.org/(?:conference|system)|biorxiv\.org/content"
    r"|medrxiv\.org/content|nature\.com/articles|sciencedirect\.com/science/article|ecva\.net/papers|roboticsproceedings\.org)",
    re.IGNORECASE,
)
_CODE_PLACE = lazy_pattern(r"https?://(?:www\.)?(?:github|gitlab)\.com/[\w.-]+/[\w.-]+", re.IGNORECASE)
_NO_TITLE = lazy_pattern(
    rf"(?:\W|\d|{NAMES_OF_LINKS}|website|site|demo|talk|blog|official|pytorch|tensorflow|jax|data(?:set)?|model|weights|bib(?:tex)?"
    r"|supp(?:lementary)?|notes?|review|full text|preprint|original|post|(?:read|view|see)(?: the| it)?(?: here)?|項目|项目|コード|코드)+",
    re.IGNORECASE,
)
_ISSUE = lazy_pattern(r"^\s*(?:~~)?(?:[\w.-]+/[\w.-]+)?#\d+\s+")  # owner/repository#3
_DEFINITION = lazy_pattern(r"^ {0,3}\[([^\[\]\n]+)\]:[ \t]*<?([^\s<>]+)", re.MULTILINE)
_REFERENCE = lazy_pattern(r"\[([^\[\]\n]*+)\]\[([^\[\]\n]++)\]")
_QUOTED = lazy_pattern(r"[\"“«「『]([^\"“”«»「」『』]{6,300})[\"”»」』]")
_BOLD = lazy_pattern(r"(?:\*\*|__)(.+?)(?:\*\*|__)|<b>(.+?)</b>|<strong>(.+?)</strong>", re.IGNORECASE)
_BEGINS_WITH_LABEL = lazy_pattern(
    r"^\s*(?:\[[^\[\]]{1,40}\](?!\()|\([^()]{1,40}\)|`[^`]{1,40}`|(?:19|20)\d\d(?:[./-]\d{1,2})*\s*[:.|,-])\s*"
)
_PARTS = lazy_pattern(r"\s+[-–—|·]+\s+|[;；]\s|\s*[|｜]\s*|<br\s*/?>|\n")
_SENTENCE_END = lazy_pattern(r"(?<=\w{3})\.\s+(?=[A-Z])")
_CODE_SPAN = lazy_pattern(r"`[^`\n]*`")
_ADDRESS = lazy_pattern(r"<?https?://\S+>?")
_PLACE_IN_BRACKETS = lazy_pattern(r"[(\[`*]+([^()\[\]`*]{2,60})[)\]`*]+")

_NAME = lazy_pattern(
    r"[^\W\d_a-z][\w.'’-]*(?:\s+(?:(?:van|von|de|der|den|di|da|del|la|le|el|al|bin)\s+)*[^\W\d_a-z][\w.'’-]*){0,4}"
)


class _Link(NamedTuple):
    text: str
    address: str


def is_readme_list(document: DocumentText) -> bool:
    """Whether a document is a list of papers: a README, which is not a note of its source, or another file that has little besides."""
    if not document.is_markdown:
        return False
    if is_readme(document.path):
        return not document.alone or any(True for _ in _papers(document.text))
    addresses = document.text.count("://")
    if addresses < MINIMUM_ITEMS:
        return False
    text = _HIDDEN.sub("", document.text)
    lines = sum(1 for line in text.split("\n") if line.strip() and not _HEADING.match(line))
    if addresses < MINIMUM_SHARE * lines:  # nearly every note; looking for papers takes long
        return False
    papers = sum(1 for _ in _papers(text))
    return papers >= MINIMUM_ITEMS and papers >= MINIMUM_SHARE * lines


def read_readme_list(document: DocumentText) -> DocumentContents:
    """The papers of a list."""
    return DocumentContents(tuple(_papers(document.text)), own_text=True)


@dataclass(slots=True)
class _Item:
    """An item of a list with the lines that belong to it: how far it is indented, its text, the heading above it."""

    indent: int
    text: str
    heading: str

    def take(self, line: str) -> None:
        """Let a line below belong to it."""
        if len(self.text) < _MAXIMUM_ITEM_CHARACTERS:
            self.text = f"{self.text}\n{line.strip()}"


def _with_addresses(text: str) -> str:
    """The text with addresses in place of references to them: `[Title][ref]` and `[ref]: https://…` below."""
    addresses = dict(_DEFINITION.findall(text)) if "]:" in text else {}
    if not addresses:
        return text
    return _REFERENCE.sub(
        lambda found: f"[{found[1]}]({addresses[found[2]]})" if found[2] in addresses else found[0], text
    )


def _papers(text: str) -> Iterator[Note]:
    """The papers of a list. An item within another one that names none, as `- Paper: https://…`, tells of that other one."""
    above: list[_Item] = []
    found: list[tuple[_Item, Note | None]] = []
    for item in _items(_with_addresses(text)):
        above = [other for other in above if other.indent < item.indent]
        note = _paper(item)
        if note is None and above:
            above[0].take(item.text)
        else:
            above.append(item)
            found.append((item, note))
    return filter(None, (note or _paper(item) for item, note in found))


def _items(text: str) -> Iterator[_Item]:
    heading, in_code, item = "", False, None
    after_blank = False
    for line in _HIDDEN.sub("", clean(text)).split("\n"):
        if _FENCE.match(line):
            in_code = not in_code
        if in_code or len(line) > _MAXIMUM_LINE_CHARACTERS:
            continue
        begins, row, over = _ITEM.fullmatch(line), _ROW.fullmatch(line), _HEADING.fullmatch(line)
        if item is not None and (begins or row or over):
            yield item
            item = None
        if over:
            heading = clean_line(without_markup(over[1]))
        elif begins or row:
            item = _Item(len(line) - len(line.lstrip()), (begins or row or line)[1], heading)
        elif item is not None and line.strip() and (not after_blank or line.startswith(("  ", "\t"))):
            item.take(line)
        after_blank = not line.strip()
    if item is not None:
        yield item


def _paper(found: _Item) -> Note | None:
    heading = found.heading
    item = _ISSUE.sub("", found.text).replace("\\[", "[").replace("\\]", "]")
    item = _HTML_LINK.sub(lambda link: f"[{link[2]}]({link[1]})", item)
    item = BADGE.sub(lambda badge: f"[]({badge[1]})" if badge[1] else " ", item)
    links = [_Link(text, address) for text, address in LINK.findall(item)]
    addresses = [link.address for link in links] or urls_of(item)
    places = [address for address in addresses if _PAPER_PLACE.match(address)]
    if not places:
        return None
    title = _title(item, links)
    if not title:
        return None
    about = _after(item, title)
    arxiv = next(filter(None, map(arxiv_mentioned, places)), None)
    doi = next(filter(None, (doi_of(place) for place in places if "doi" in place)), None)
    venue, year = _venue(about), year_of(about)
    year = year or year_of(heading)
    if venue.slug == UNFILED:
        venue = _venue(heading)
    code = next((address for address in addresses if _CODE_PLACE.match(address)), None)
    page = next((place for place in places if "arxiv.org" not in place and "doi.org" not in place), places[0])
    telling = heading and not (is_generic(fold(heading)) or _venue(heading).slug != UNFILED)
    return Note(
        title=title, venue=venue, slug=title_slug(title), year=year or year_of(venue.slug) or year_of_arxiv(arxiv), authors=_authors(about),
        keywords=(heading,) if telling and len(heading) <= 60 else (), arxiv=arxiv, doi=doi, code=code,
        paper_url=page, written=False, language=language_of(title),
    )  # fmt: skip


def _title(item: str, links: list[_Link]) -> str:
    """The title of an item: in bold or quotes, else the text of a link, else what stands before the first link."""
    begins = _BEGINS_WITH_LABEL.sub("", item, count=1)
    for found in _BOLD.finditer(item):
        if title := _as_title(next(filter(None, found.groups()))):
            return title
    for link in links:
        if _PAPER_PLACE.match(link.address) and (title := _as_title(link.text)):
            return title
    before = begins.partition("[")[0].strip() if links else ""
    if quoted := _QUOTED.search(before or item):
        return _as_title(quoted[1])
    beside = _PARTS.split(_CODE_SPAN.sub(" | ", _ADDRESS.sub(" | ", LINK.sub(" | ", begins))))
    first = _SENTENCE_END.split(_PARTS.split(before)[0])[0] if before else ""
    return next(filter(None, map(_as_title, (first, *(link.text for link in links), *beside))), "")


def _as_title(text: str) -> str:
    """The text without markup, if it can be a title."""
    title = clean_line(without_markup(LINK.sub(lambda found: found[1], text)))
    title = title.strip(' \t"“”.,:;|*_-–—').lstrip("])>,;: ").rstrip("[(<,;: ")
    title = bare_title(title).title
    if (
        _NO_TITLE.fullmatch(title)
        or is_generic(fold(title))
        or not 6 <= len(title) <= _MAXIMUM_TITLE_CHARACTERS
    ):
        return ""
    return "" if year_of(title) and venue_of(title).slug != UNFILED and len(title) < 24 else title


def _after(item: str, title: str) -> str:
    """What stands beside the title in an item, as plain text; links are left out."""
    plain = LINK.sub(
        lambda found: f" {found[1]} | " if _as_title(found[1]) or year_of(found[1]) else " | ", item
    )
    plain = _ADDRESS.sub(" | ", plain).replace("`", "|").replace("**", " ").replace("\n", " | ")
    plain = clean_line(without_markup(plain))
    before, found, after = plain.partition(title)
    return f"{before} | {after}" if found else plain


def _venue(text: str) -> Venue:
    """The venue that a part of a text names, with its year."""
    bracketed = _PLACE_IN_BRACKETS.findall(text)
    for part in (*bracketed, *_PARTS.split(text)):
        part = part.strip(" .,;:|()[]`*")
        venue = venue_of(part) if 2 < len(part) <= 60 else Venue(UNFILED)
        if venue.slug != UNFILED and year_of(venue.slug):
            return venue
    return Venue(UNFILED)


def _authors(about: str) -> tuple[str, ...]:
    """The names beside a title: a part of what stands there that is nothing but names."""
    sentences = (sentence for part in _PARTS.split(about) for sentence in _SENTENCE_END.split(part))
    for part in (sentence.strip(' .,;:|()[]`*"“”') for sentence in sentences):
        if venue_of(part).slug != UNFILED and year_of(part):
            continue
        names = authors_of(part.removeprefix("by "))
        people = [name for name in names if name != AND_OTHERS]
        if len(names) > 1 and all(map(_NAME.fullmatch, people)):
            return names
    return ()
