"""Decides which blocks of a page are titles and which are summaries.

Each block is weighed by itself (how long it is, how it ends, whether it begins like a summary) and against the page
(whether it has the bullet that titles have there). The best reading of a page is the sequence of titles and summaries
with the lowest cost, found by dynamic programming; blocks at either end may be navigation. All ways to cut the lines
into blocks compete, and so do pages with and without summaries. The declared number of notes decides between readings
that cost nearly the same: a reading that has as many titles may cost a little more than the best one.

The costs are in units of one doubtful block. They were set by hand on pages of both editions of the site as people
copy them, in four languages; `tests/notes/test_area_page_copies.py` has the table of copies that they are held to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from papernotes.notes.formats.area_page.blocks import DEFINITION, SPLITS, Block, blocks_of, glued
from papernotes.notes.formats.area_page.decoration import without_decoration
from papernotes.notes.formats.area_page.lines import PageLine
from papernotes.notes.formats.area_page.wording import (
    cells,
    ends_a_sentence,
    has_a_sentence_inside,
    has_tags,
    is_odd_title,
    links_to_a_page,
    opens_a_summary,
    share_of_capitals,
    wide_commas,
    without_address,
)

TITLE_CELLS = 110
"""A block of this width is as likely a title as a summary."""
CELLS_PER_UNIT = 30
MAXIMUM_LENGTH_WEIGHT, MAXIMUM_SHORTNESS_WEIGHT = 6.0, 2.0
SENTENCE_WEIGHT = 3.0
"""For a block that ends like a sentence, and for one that has the end of a sentence inside."""
OPENER_WEIGHT = 2.0
"""For a block that begins as summaries do."""
CAPITALS_WEIGHT = 4.0
"""For a block in which all long words have a capital, against one in which none has."""
COMMA_WEIGHT = 0.75
"""For each comma of Chinese or Japanese, which titles hardly have."""
MAXIMUM_COMMAS = 3
STRUCTURE_WEIGHT = 6.0
"""For a block that has what sets titles apart on this page, and against each one that has not."""
LONE_BULLET_WEIGHT = 9.0
"""For a block with a lone bullet below it, and against one with a lone bullet above it."""
MINIMUM_TELLING_SHARE, MAXIMUM_TELLING_SHARE = 0.12, 0.72
"""Bullets, bold or blank lines tell titles apart only where some blocks have them and some do not."""
MINIMUM_BLANKS, MINIMUM_BLANK_SHARE = 2, 0.3
"""Blank lines tell titles apart only where so many blocks stand below one: the first block always does."""
MINIMUM_LONE_BULLETS = 2

NO_SUMMARY_COST = 3.0
FURTHER_PARAGRAPH_COST = 2.5
FURTHER_LINE_COST = 0.4
"""For a block of a summary that may be the next line of the same paragraph."""
MAXIMUM_SUMMARY_CHARACTERS = 2500
CHARACTERS_PER_COST_UNIT = 100
"""A summary that is longer costs one unit for each of so many characters."""
NAVIGATION_COST = 3.5
"""For each block at either end of the page that is taken for navigation."""
LINK_COST, LINK_COST_AS_NAVIGATION = 4.0, 0.5
"""For an icon with a few words, as a summary and as navigation."""
MAXIMUM_NAVIGATION_BLOCKS = 12
TITLES_ONLY_COST = 4.0
"""For a page that is taken to have no summaries at all, although not all pieces of text have the same bullet."""
MAXIMUM_COST, MAXIMUM_COST_PER_BLOCK = 6.0, 1.2
"""A reading that costs more than both together does not fit."""
MAXIMUM_EXTRA_COST = 7.0
"""A reading with the declared number of notes does not fit if it costs more than this above the likeliest one."""
MAXIMUM_CLEAR_COST, MAXIMUM_CLEAR_COST_PER_BLOCK = 4.0, 0.3
"""A reading that costs less than both together is clear by itself, whatever number of notes the page declares."""
MINIMUM_CLEAR_WEIGHT, MAXIMUM_DOUBTFUL_SHARE = 1.5, 0.25
"""A block that weighs less, either way, is doubtful; no reading is clear if more blocks than this share are."""
MAXIMUM_RECOUNTED, MAXIMUM_RECOUNTED_SHARE = 5, 0.25
"""A reading that differs by more than both together from the declared number of notes is not tried with that number."""
MINIMUM_DISTANCE_COST = 2.0
"""A reading is not sure if one with other titles costs no more than this above it."""
MINIMUM_UNLIKE_COST = 1.5
"""Nor is it sure if a title, or a paragraph of a summary, costs so much by itself."""
MAXIMUM_FEW_SHARE = 0.1
"""If only one entry, or no more than this share of them, has a further paragraph, this may be no part of it."""
MAXIMUM_LOOSE_SHARE = 0.6
"""The same for lines that were added to one with room: a program that wraps makes none, and who cuts lines cuts all."""
COUNT_COST = 0.5
"""For each note by which a reading differs from the declared number, when readings are compared."""
MAXIMUM_BIAS = 24.0
BIAS_STEPS = 20

BY_COUNT = "the declared number decided, since the page has another one by its shape"
RIVAL = "another one with other titles is nearly as likely"


class PageEntry(NamedTuple):
    """A note as the page gives it: title, summary (perhaps empty), the line of the title."""

    title: str
    summary: str
    line: int


class Reading(NamedTuple):
    """One way to read a page: its entries and what it costs, of how many blocks and how many doubtful ones.

    `doubtful_line` is the number of the line at which it fits the page least; `told_by` is what titles have there and
    summaries have not, in words. `doubt` says in words why the reading may be wrong although it is clear; empty if nothing
    speaks against it.
    """

    entries: tuple[PageEntry, ...]
    cost: float
    blocks: int
    doubtful_blocks: int
    doubtful_line: int
    told_by: str = ""
    doubt: str = ""

    @property
    def is_clear(self) -> bool:
        """Whether the shape of the page alone leaves little doubt."""
        return (
            self.cost <= MAXIMUM_CLEAR_COST + MAXIMUM_CLEAR_COST_PER_BLOCK * self.blocks
            and self.doubtful_blocks <= MAXIMUM_DOUBTFUL_SHARE * self.blocks
        )

    def certainty(self, declared: int) -> str:
        """How sure it is that the page is to be read so, and why, as a line for the person who adds it."""
        if self.is_clear and not self.doubt:
            counted = len(self.entries) == declared
            return f"{'sure: as many notes as the page declares' if counted else 'by its shape alone'}; {self.told_by}"
        alike = f"{self.doubtful_blocks} of {self.blocks} pieces of text could be titles or summaries"
        doubt = self.doubt or (alike if self.doubtful_blocks else "titles and summaries look alike")
        return f"a close reading: {doubt}, and line {self.doubtful_line} fits least; {self.told_by}"

    def is_near(self, declared: int) -> bool:
        """Whether another number of entries than the declared one may be due to a few doubtful blocks."""
        differ = abs(len(self.entries) - declared)
        return 0 < differ <= MAXIMUM_RECOUNTED + MAXIMUM_RECOUNTED_SHARE * declared


class Verdict(NamedTuple):
    """The reading that is taken, None if none fits, and the likeliest one in any case."""

    taken: Reading | None
    likeliest: Reading


def best_reading(lines: Sequence[PageLine], declared: int) -> Verdict:
    """The reading of a page's lines that agrees best with their shape and with the declared number of notes.

    A reading with as many notes as declared is taken if it fits; else one that is clear by itself.
    """
    readings: list[Reading] = []
    # Where lines were not wrapped, several ways to cut them give the same blocks.
    for blocks in dict.fromkeys(tuple(blocks_of(lines, joins)) for joins in SPLITS.values()):
        if not blocks:
            continue
        weights, told_by = _weights(blocks)
        for titles_only in (False, True):
            free = _read(blocks, weights, titles_only, 0.0)
            counted = _with_count(blocks, weights, titles_only, declared) if free.is_near(declared) else None
            told = "it has titles alone" if titles_only else f"titles are told by {told_by}"
            readings.append(free._replace(told_by=told))
            if counted:
                readings.append(counted._replace(told_by=told, doubt=BY_COUNT))
    if not readings:
        return Verdict(None, Reading((), 0.0, 0, 0, 0))
    likeliest = min(
        readings, key=lambda reading: reading.cost + COUNT_COST * abs(len(reading.entries) - declared)
    )
    fitting = [
        reading
        for reading in readings
        if len(reading.entries) == declared
        and reading.cost <= MAXIMUM_COST + MAXIMUM_COST_PER_BLOCK * reading.blocks
        and reading.cost <= likeliest.cost + MAXIMUM_EXTRA_COST
    ]
    if fitting:
        return Verdict(_doubted(min(fitting, key=lambda reading: reading.cost), readings), likeliest)
    if likeliest.is_clear and likeliest.entries:
        return Verdict(_doubted(likeliest, readings), likeliest)
    return Verdict(None, likeliest)


def _doubted(taken: Reading, readings: Sequence[Reading]) -> Reading:
    """The reading that is taken, with what speaks against it."""
    titles = [entry.title for entry in taken.entries]
    taken = taken._replace(entries=_undecorated(taken.entries))
    odd = next(
        (entry for entry in taken.entries if is_odd_title(entry.title) or has_tags(entry.summary)), None
    )
    rivals = (
        reading.cost < taken.cost + MINIMUM_DISTANCE_COST
        and [entry.title for entry in reading.entries] != titles
        for reading in readings
        if reading.entries
    )
    if taken.doubt:
        return taken
    if any(rivals):
        return taken._replace(doubt=RIVAL)
    bare = next((entry for entry in taken.entries if not entry.summary), None)
    if bare and any(entry.summary for entry in taken.entries):
        return taken._replace(doubt=f"what begins in line {bare.line} has no summary, and may be one")
    if odd:
        return taken._replace(doubt=f"the note in line {odd.line} has an unusual beginning or end, or tags")
    return taken


def _undecorated(entries: Sequence[PageEntry]) -> tuple[PageEntry, ...]:
    titles = without_decoration([entry.title for entry in entries])
    summaries = iter(without_decoration([entry.summary for entry in entries if entry.summary]))
    return tuple(
        PageEntry(title, next(summaries) if entry.summary else "", entry.line)
        for title, entry in zip(titles, entries, strict=True)
    )


def _weights(blocks: Sequence[Block]) -> tuple[list[float], str]:
    """For each block, how much likelier it is a title (above 0) than a summary (below 0); what tells them, in words."""
    weights = [_own_weight(without_address(block.text)) for block in blocks]
    lone = sum(block.before_lone for block in blocks)
    bullet = Counter(block.marker for block in blocks if block.marker not in ("", DEFINITION)).most_common(1)
    listed = [bool(bullet) and block.marker == bullet[0][0] for block in blocks]
    evidence = {
        "their bullets": listed,
        "bold type": [block.emphasised for block in blocks],
        "the quotations below them": [not block.quoted for block in blocks],
    }
    if lone >= MINIMUM_LONE_BULLETS and lone > sum(listed):  # each title has a bullet alone above it
        evidence = {"the bullets above them": [block.after_lone for block in blocks]}
    elif any(block.before_lone and block.marker for block in blocks):
        evidence = {"the bullets below them": [block.before_lone for block in blocks]}
        for at, block in enumerate(blocks):
            if block.before_lone and not block.after_lone:
                weights[at] += LONE_BULLET_WEIGHT
            elif not block.before_lone and (block.marker or block.after_lone):
                weights[at] -= LONE_BULLET_WEIGHT
    elif not any(map(_tells, evidence.values())):
        blank = _blanks_above_titles(blocks, weights)
        many = sum(blank) >= max(MINIMUM_BLANKS, MINIMUM_BLANK_SHARE * len(blocks))
        evidence = {"blank lines": blank} if many else {}
    told_by = [name for name, has in evidence.items() if _tells(has)]
    for has in evidence.values():
        if _tells(has):
            for at, one in enumerate(has):
                weights[at] += STRUCTURE_WEIGHT if one else -STRUCTURE_WEIGHT
    for at, block in enumerate(blocks):
        if block.marker == DEFINITION:
            weights[at] -= LONE_BULLET_WEIGHT
            if at and blocks[at - 1].marker != DEFINITION:
                weights[at - 1] += LONE_BULLET_WEIGHT
    if any(block.marker == DEFINITION for block in blocks):
        told_by.append("definitions below them")
    return weights, " and ".join(told_by) or "their length and their wording"


def _blanks_above_titles(blocks: Sequence[Block], weights: Sequence[float]) -> list[bool]:
    """For each block, whether it stands below a blank line; the contrary where summaries do and titles do not."""
    blank = [block.after_blank for block in blocks]
    below = [weight for weight, one in zip(weights, blank, strict=True) if one]
    others = [weight for weight, one in zip(weights, blank, strict=True) if not one]
    if len(below) > 1 and others and sum(below) / len(below) < sum(others) / len(others):
        return [not one for one in blank]
    return blank


def _tells(has: Sequence[bool]) -> bool:
    share = sum(has) / len(has)
    return MINIMUM_TELLING_SHARE <= share <= MAXIMUM_TELLING_SHARE


def _own_weight(text: str) -> float:
    weight = (TITLE_CELLS - cells(text)) / CELLS_PER_UNIT
    weight = max(-MAXIMUM_LENGTH_WEIGHT, min(MAXIMUM_SHORTNESS_WEIGHT, weight))
    weight -= SENTENCE_WEIGHT * (ends_a_sentence(text) + has_a_sentence_inside(text))
    weight -= OPENER_WEIGHT * opens_a_summary(text)
    weight -= COMMA_WEIGHT * min(MAXIMUM_COMMAS, wide_commas(text))
    capitals = share_of_capitals(text)
    return weight if capitals is None else weight + CAPITALS_WEIGHT * (capitals - 0.5)


_BEFORE, _TITLE, _SUMMARY, _AFTER = range(4)
_INFINITE = float("inf")


@lru_cache(maxsize=4)
def _steps(titles_only: bool, after_full: bool) -> dict[int, tuple[tuple[int, float], ...]]:
    """What may stand above a block of each kind, and what that costs."""
    if titles_only:
        return {
            _BEFORE: ((_BEFORE, 0.0),),
            _TITLE: ((_BEFORE, 0.0), (_TITLE, 0.0)),
            _SUMMARY: (),
            _AFTER: ((_TITLE, 0.0), (_AFTER, 0.0)),
        }
    further = FURTHER_LINE_COST if after_full else FURTHER_PARAGRAPH_COST
    return {
        _BEFORE: ((_BEFORE, 0.0),),
        _TITLE: ((_BEFORE, 0.0), (_TITLE, NO_SUMMARY_COST), (_SUMMARY, 0.0)),
        _SUMMARY: ((_TITLE, 0.0), (_SUMMARY, further)),
        _AFTER: ((_TITLE, NO_SUMMARY_COST), (_SUMMARY, 0.0), (_AFTER, 0.0)),
    }


def _read(blocks: Sequence[Block], weights: Sequence[float], titles_only: bool, bias: float) -> Reading:
    """The reading with the lowest cost, if each title is made dearer by `bias` (cheaper, if that is below 0)."""
    kinds = _cheapest(blocks, weights, titles_only, bias)
    alike = len(blocks) > 1 and len({block.marker for block in blocks}) == 1 and blocks[0].marker
    cost = TITLES_ONLY_COST if titles_only and not alike else 0.0
    dearest, doubtful = 0.0, blocks[0].line
    unlike = (0.0, 0)  # the entry's text that is least like what it is taken for: cost and line
    entries: list[PageEntry] = []
    # The lines of further paragraphs, and of lines that were added to one above with room, by the number of their entry.
    further: dict[int, int] = {}
    loose: dict[int, int] = {}
    for at, (block, kind) in enumerate(zip(blocks, kinds, strict=True)):
        own = _label_cost(block, weights[at], kind)
        if kind in (_TITLE, _SUMMARY):
            unlike = max(unlike, (own, block.line))
        if at:
            own += dict(_steps(titles_only, block.after_full)[kind])[kinds[at - 1]]
        cost += own
        if own > dearest:
            dearest, doubtful = own, block.line
        if kind == _TITLE:
            entries.append(PageEntry(without_address(block.text), "", block.line))
        elif kind == _SUMMARY:
            last = entries[-1]
            if last.summary and not block.after_full:
                further.setdefault(len(entries), block.line)
            if block.loose_line:
                loose.setdefault(len(entries), block.loose_line)
            bullet = "- " if last.summary and block.marker not in ("", DEFINITION) else ""
            joined = (
                glued(last.summary, bullet + block.text)
                if block.after_full
                else f"{last.summary} {bullet}{block.text}"
            )
            entries[-1] = last._replace(summary=joined.strip())
    if kinds and kinds[-1] == _TITLE and not titles_only:
        cost += NO_SUMMARY_COST
    return Reading(
        tuple(entries),
        cost,
        len(blocks),
        sum(abs(weight) < MINIMUM_CLEAR_WEIGHT for weight in weights),
        doubtful,
        doubt=_stray(further, MAXIMUM_FEW_SHARE * len(entries))
        or _stray(loose, MAXIMUM_LOOSE_SHARE * len(entries))
        or _unlike(*unlike),
    )


def _unlike(cost: float, line: int) -> str:
    return f"line {line} could be a title as well as a summary" if cost >= MINIMUM_UNLIKE_COST else ""


def _stray(further: dict[int, int], few: float) -> str:
    """The doubt that a paragraph belongs to its entry, where hardly any other entry has a further one."""
    if not 0 < len(further) <= max(1, few):
        return ""
    return f"what begins in line {next(iter(further.values()))} may be no part of the summary above it"


def _label_cost(block: Block, weight: float, kind: int) -> float:
    if kind == _TITLE:
        return max(0.0, -weight)
    if kind == _SUMMARY:
        too_long = max(0, len(block.text) - MAXIMUM_SUMMARY_CHARACTERS) / CHARACTERS_PER_COST_UNIT
        return max(0.0, weight) + too_long + LINK_COST * links_to_a_page(block.text)
    if links_to_a_page(block.text):
        return LINK_COST_AS_NAVIGATION
    return NAVIGATION_COST + max(0.0, -weight)


def _cheapest(blocks: Sequence[Block], weights: Sequence[float], titles_only: bool, bias: float) -> list[int]:
    """The kinds of the blocks with the lowest cost in all (Viterbi 1967)."""
    best = [NAVIGATION_COST, 0.0, _INFINITE, _INFINITE]
    came: list[list[int]] = []
    for at, (block, weight) in enumerate(zip(blocks, weights, strict=True)):
        own = [_label_cost(block, weight, kind) for kind in range(4)]
        steps = _steps(titles_only, block.after_full)
        own[_TITLE] += bias
        if at == 0:
            best = [own[_BEFORE], own[_TITLE], _INFINITE, _INFINITE]
            came.append([0, 0, 0, 0])
            continue
        following, origins = [], []
        for kind in range(4):
            cost, origin = min(
                ((best[above] + step, above) for above, step in steps[kind]), default=(_INFINITE, 0)
            )
            if kind == _BEFORE and at >= MAXIMUM_NAVIGATION_BLOCKS:
                cost = _INFINITE
            if kind == _AFTER and at < len(weights) - MAXIMUM_NAVIGATION_BLOCKS:
                cost = _INFINITE
            following.append(cost + own[kind])
            origins.append(origin)
        best = following
        came.append(origins)
    if not titles_only:
        best[_TITLE] += NO_SUMMARY_COST
    best[_BEFORE] = _INFINITE
    kind = min(range(4), key=lambda one: best[one])
    kinds = [kind]
    for origins in reversed(came[1:]):
        kind = origins[kind]
        kinds.append(kind)
    return kinds[::-1]


def _with_count(
    blocks: Sequence[Block], weights: Sequence[float], titles_only: bool, declared: int
) -> Reading | None:
    """The cheapest reading with as many titles as declared, or None where no price of a title gives that number.

    Where two readings cost the same, no price tells them apart; then none is chosen.
    """
    if declared > len(blocks):
        return None
    low, high = -MAXIMUM_BIAS, MAXIMUM_BIAS
    for _ in range(BIAS_STEPS):
        bias = (low + high) / 2
        reading = _read(blocks, weights, titles_only, bias)
        if len(reading.entries) == declared:
            return reading
        low, high = (bias, high) if len(reading.entries) > declared else (low, bias)
    return None
