"""Papers that are related to one: those that its notes link to, those whose texts are like its; those whose notes link to it;
and papers that have several notes."""

from __future__ import annotations

import textwrap
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from papernotes import joining, links
from papernotes.formulas import without_formulas
from papernotes.glyphs import READ, STARRED, UNREAD
from papernotes.notes import UNFILED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from papernotes.notes import Entry, NoteRow
    from papernotes.session import Session

DEFAULT_LIMIT = 12
"""Papers that are shown as related to another: a screenful."""
ENTRIES_PER_PAPER = 2
"""So many times as many entries are looked for as papers are wanted, since one paper may have several entries."""
CATCH_ALL_TOPICS = (UNFILED, "other", "others", "misc", "miscellaneous")
"""Topics, by their slugs, that papers share which have nothing in common."""
MAXIMUM_NAMED = 4
"""So many keywords and words that two papers share are named."""
LINKED, LINKING = "linked from here", "links here"
MAXIMUM_TITLE_CHARACTERS = 32
"""Of a title in a reason."""
MAXIMUM_FOLLOWED = 12
"""How many links from a paper and to it are followed for papers that share them, and how many of each: more would take long."""
SHARED_LINK_BONUS, MAXIMUM_SHARED_LINKS = 0.2, 3
"""How much a shared link adds to a paper's score, and how many links count."""


class Relative(NamedTuple):
    """A paper beside another: its entry's key (empty where the library does not have it), its title, which of its
    notes, and what else to know of it; `why` it is shown, and the key of the `other` paper that it resembles."""

    key: str
    title: str
    number: int = 0
    about: str = ""
    why: str = ""
    other: str = ""


class RelatedPaper(NamedTuple):
    """A paper that belongs with another, and why: short reasons, the strongest first.

    `entry` is None where the library does not have the paper, which only has a title then. `score` is how alike the texts
    are, beside those of the other papers found with it; 0 for a paper that is only linked.
    """

    entry: Entry | None
    title: str
    reasons: tuple[str, ...]
    score: float = 0.0


def related(session: Session, entry: Entry, limit: int = DEFAULT_LIMIT) -> list[RelatedPaper]:
    """The papers that are related to one, each once: first those that its notes link to, in their order, then those whose
    notes link to it, then those whose texts are most like its, a shared link making up for some of that.

    Raises IndexUnusable, and Superseded where the result is no longer wanted.
    """
    found: dict[int | str, RelatedPaper] = {}
    linked = list(_named(session, entry))
    for other in linked:
        if isinstance(other, str):
            found.setdefault(other, RelatedPaper(None, other, (LINKED, "not in the library")))
        elif other.paper != entry.paper:
            found.setdefault(other.paper, RelatedPaper(other, other.title, (LINKED,)))
    linking = _linking(session, entry)
    for other in linking:
        known = found.get(other.paper) or RelatedPaper(other, other.title, ())
        found[other.paper] = known._replace(reasons=(*known.reasons, LINKING))
    first = set(found)
    # Another note of the paper may be linked, too: to link to it is to link to the paper, which is said already.
    others = [one for one in linked if not isinstance(one, str) and one.paper != entry.paper]
    shared = _sharing_links(session, entry, others, linking)
    for other, reasons in shared:
        known = found.get(other.paper) or RelatedPaper(other, other.title, ())
        found[other.paper] = known._replace(reasons=(*known.reasons, *reasons[:1]))
    session.go_on()
    links_shared = {other.paper: len(reasons) for other, reasons in shared}
    for other, score, words in session.alike(entry, ENTRIES_PER_PAPER * limit + len(found)):
        known = found.get(other.paper) or RelatedPaper(other, other.title, ())
        if not known.score:
            bonus = SHARED_LINK_BONUS * min(links_shared.get(other.paper, 0), MAXIMUM_SHARED_LINKS)
            why = (*known.reasons, *_reasons(entry, other, words))
            found[other.paper] = known._replace(reasons=why, score=score * (1 + bonus))
    rest = sorted(set(found) - first, key=lambda paper: -found[paper].score)
    return [found[paper] for paper in (*(one for one in found if one in first), *rest)][:limit]


def as_relatives(session: Session, papers: Sequence[RelatedPaper]) -> list[Relative]:
    """Related papers as dialogs show them."""
    return [
        _relative(session, paper.entry, " · ".join(paper.reasons))
        if paper.entry
        else Relative("", paper.title, about=" · ".join(paper.reasons))
        for paper in papers
    ]


def _reasons(entry: Entry, other: Entry, words: Sequence[str]) -> tuple[str, ...]:
    """Why two papers are alike: keywords and words of both that say something, a topic of both."""
    from papernotes.index import tells_something  # after the first frame

    keywords = {keyword.casefold() for keyword in other.keywords}
    shared = [keyword for keyword in entry.keywords if keyword.casefold() in keywords]
    known = " ".join(shared).casefold()
    shared += [word for word in words if word.casefold() not in known]
    shared = [one for one in shared if tells_something(one)]
    topics = [
        topic.name or topic.slug
        for topic in entry.topics
        if topic in other.topics and topic.slug not in CATCH_ALL_TOPICS
    ]
    return tuple(filter(None, (", ".join(shared[:MAXIMUM_NAMED]), *topics[:1])))


def backlinks(session: Session, entry: Entry) -> list[Relative]:
    """The papers whose notes link to this one, by title."""
    linking = sorted(_linking(session, entry), key=lambda other: other.title.casefold())
    return [_relative(session, other) for other in linking]


def duplicates(session: Session, entry: Entry | None) -> list[Relative]:
    """The notes of all papers that have several, with why they are of one paper: those of the entry's paper first,
    then by title. Then the papers that look like another one, with why they are held for two."""
    papers = session.library.papers_with_several_notes()
    why = session.library.join_reasons([note.id for notes in papers.values() for note in notes])
    here = papers.pop(entry.paper, None) if entry else None
    others = sorted(papers.values(), key=lambda notes: notes[0].title.casefold())
    found: list[Relative] = []
    for notes in [here, *others] if here else others:
        numbers: dict[str, int] = {}
        for place, note in enumerate(notes, 1):
            number = numbers[note.key] = numbers.get(note.key, -1) + 1
            about = f"{note.venue} · {note.source} · {place} of {len(notes)}"
            reason = joining.REASONS.get(why.get(note.id, ""), "")
            found.append(Relative(note.key, without_formulas(note.title), number, about, reason))
    return found + list(_lookalikes(session))


def _lookalikes(session: Session) -> Iterator[Relative]:
    """Both papers of each pair that look like one."""
    for pair in session.library.likely_duplicates():
        for key, other in ((pair.key, pair.other), (pair.other, pair.key)):
            if (entry := session.library.find(key)) is not None:
                about = f"{entry.venue.slug} · looks like {other}, but kept as another paper"
                yield Relative(
                    key, without_formulas(entry.title), about=about, why=joining.APART[pair.why], other=other
                )


def _named(session: Session, entry: Entry) -> Iterator[Entry | str]:
    """What the notes name as related: an entry, or the title of what the library does not have."""
    for note in session.library.notes_of(entry):
        for title, _, target in note.related:
            goal = links.resolve(session.library, note, target, title)
            if isinstance(goal, links.ToNote):
                yield goal.entry
            elif isinstance(goal, links.Missing):
                yield goal.title


def _linking(session: Session, entry: Entry, maximum: int | None = None) -> list[Entry]:
    """Papers whose notes link to this one, at most this many: an entry of each."""
    library = session.library
    notes = library.notes_of(entry)
    names = {name for note in notes for name in (note.title, PurePosixPath(note.path).stem)}
    names.update(library.aliases_of([note.id for note in notes]))
    called = {name.lower() for name in names}
    found: dict[int, Entry] = {}
    for note in library.notes_naming(names):
        if maximum is not None and len(found) >= maximum:
            break
        own = library.find(note.key)
        if (
            own is not None
            and own.paper not in (entry.paper, *found)
            and _links_to(session, note, entry, called)
        ):
            found[own.paper] = own
    return list(found.values())


def _links_to(session: Session, note: NoteRow, entry: Entry, called: Collection[str]) -> bool:
    """Whether a note links to a paper, which is called so in lower case."""
    for title, _, target in note.related:
        if title.lower() in called or PurePosixPath(target).stem.lower() in called:
            goal = links.resolve(session.library, note, target, title)
            if isinstance(goal, links.ToNote) and goal.entry.paper == entry.paper:
                return True
    return False


def _sharing_links(
    session: Session, entry: Entry, linked: Sequence[Entry], linking: Sequence[Entry]
) -> list[tuple[Entry, list[str]]]:
    """The papers that share a link with this one, and how: those that link to what it links to, and those that are linked
    where it is."""
    found: dict[int, tuple[Entry, list[str]]] = {}
    for goal in linked[:MAXIMUM_FOLLOWED]:
        session.go_on()
        for sibling in _linking(session, goal, MAXIMUM_FOLLOWED):
            found.setdefault(sibling.paper, (sibling, []))[1].append(f"both link to {_short(goal.title)}")
    for origin in linking[:MAXIMUM_FOLLOWED]:
        session.go_on()
        for other in islice(_named(session, origin), MAXIMUM_FOLLOWED):
            if not isinstance(other, str):
                found.setdefault(other.paper, (other, []))[1].append(f"{_short(origin.title)} links to both")
    found.pop(entry.paper, None)
    return list(found.values())


def _short(title: str) -> str:
    """A title so short that other reasons fit beside it."""
    return textwrap.shorten(title, MAXIMUM_TITLE_CHARACTERS, placeholder="…")


def _relative(session: Session, entry: Entry, how: str = "") -> Relative:
    state = session.state_of(entry)
    marks = (STARRED if state.starred else "") + (READ if state.read else UNREAD)
    return Relative(
        entry.key,
        without_formulas(entry.title),
        about=" · ".join(filter(None, (how, entry.venue.slug, marks))),
    )
