"""The reader's own notes: which file a note is edited in, and a new one, filed where its source keeps its notes.

A file is only made where there is none, in a folder of the source, and never through a link. Where a source keeps notes is
taken from those that it has: the folders of most of them, with venue and topic in their places, and how their files are named.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papernotes.errors import UserError
from papernotes.note_template import facts, facts_of, filled, template_at
from papernotes.notes import UNFILED, clean_line, fold, presentable, title_slug
from papernotes.reading import in_words

if TYPE_CHECKING:
    from papernotes.notes import Entry, NoteRow, Source
    from papernotes.session import Session

MAXIMUM_NAME_BYTES = 200
"""File systems take 255; a number and the suffix follow."""
_ARXIV_ID = re.compile(r"(?:arxiv:\s*)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?", re.IGNORECASE)
_NOT_IN_NAME = re.compile(r"[^\w .,&+()'-]+")


class OwnNote(NamedTuple):
    """A file with a note, and the source that it is in."""

    file: Path
    source: str


def note_file(session: Session, note: NoteRow) -> OwnNote:
    """The file in which a note is edited. Raises UserError if it is not the reader's own to edit."""
    from papernotes.config.known_sources import SAMPLE
    from papernotes.config.paths import is_there

    own = "`papernotes new` begins a note of your own"
    source = next((source for source in session.sources() if source.name == note.source), None)
    if source is None:
        raise UserError(f"the note is in the source {note.source}, which is no longer read; {own}")
    if source.kind in ("git", "web"):
        raise UserError(
            f"the note is in our copy of {presentable(source.location)}, which the next sync replaces; {own}"
        )
    if source.name == SAMPLE and not is_there(session.paths.sources):
        raise UserError(f"the note is in the built-in sample library; {own}")
    place = Path(source.location)
    return OwnNote(place if source.is_page else place / note.path, source.name)


def new_note(session: Session, about: str, *, title: str = "", source: str = "") -> OwnNote:
    """Begin a note about a paper, by an entry's key or an arXiv id. Returns its file, which has the filled-in template.

    `title` is that of a paper which is not in the library; `source` names the folder that it goes into, which must be given
    where there are several. Raises UserError.
    """
    entry = session.library.find(about)
    arxiv = _ARXIV_ID.fullmatch(about.strip())
    if entry is None and arxiv:
        entry = session.library.find(arxiv[1])
    if entry is not None:
        known = facts_of(entry)
    elif arxiv:
        known = facts(title=clean_line(title) or f"arXiv:{arxiv[1]}", arxiv=arxiv[1])
    else:
        near = session.library.similar_keys(about)
        raise UserError(
            f"no entry has the key {about}, nor is it an arXiv id"
            + (f"; did you mean {', '.join(near)}?" if near else "")
        )
    template = session.paths.note_template
    text = filled(template_at(template), known, template)
    place = _folder_source(session, entry, source)
    topic = entry.topics[0].slug if entry and entry.topics else UNFILED
    venue = entry.venue.slug if entry else UNFILED
    return OwnNote(_written(_place_in(session, place, venue, topic, known["title"]), text, place), place.name)


def _folder_source(session: Session, entry: Entry | None, name: str) -> Source:
    """The folder that a new note goes into: the one that is named, that has the paper's notes, or the only one."""
    from papernotes.config.paths import is_there

    own = is_there(session.paths.sources)  # without, there is the sample library alone
    folders = [source for source in session.sources() if own and source.kind == "folder"]
    names = [source.name for source in folders]
    if name and name not in names:
        raise UserError(f"no folder is a source named {name}; there are: {', '.join(names) or 'none'}")
    if not folders:
        raise UserError("no source is a folder of yours; `papernotes add FOLDER --force` begins one")
    of_paper = [note.source for note in session.library.notes_of(entry)] if entry else []
    wanted = [name] if name else [name for name in names if name in of_paper] or names
    if len(wanted) > 1:
        raise UserError(f"in which source? give --source NAME; there are: {', '.join(wanted)}")
    return next(source for source in folders if source.name == wanted[0])


def _place_in(session: Session, source: Source, venue: str, topic: str, title: str) -> Path:
    """The path, without suffix, that a note of this venue, topic and title has if it is filed as most notes of the source are."""
    filed = session.library.filed_in(source.name)
    shapes = Counter(_shape(path, *of_note) for path, *of_note in filed)
    folders = shapes.most_common(1)[0][0] if shapes else ()
    values = {"{venue}": venue, "{topic}": topic}
    parts = [values.get(part, part) for part in folders]
    names = [_safe(part) for part in parts if part != UNFILED]
    return Path(source.location).joinpath(*names, _file_name(title, [path for path, *_ in filed]))


def _shape(path: str, venue: str, topic: str) -> tuple[str, ...]:
    """The folders of a note, with `{venue}` and `{topic}` in the places of its own."""
    by_name = {_spelling(topic): "{topic}", _spelling(venue): "{venue}"}
    return tuple(by_name.get(_spelling(folder), folder) for folder in path.split("/")[:-1])


def _spelling(name: str) -> str:
    return fold(name).replace(" ", "") if name != UNFILED else name


def _file_name(title: str, paths: list[str]) -> str:
    """The name of a file for a note, as the source names its files: words joined by `_` or `-`, or as they are."""
    joints = Counter(
        next((joint for joint in " _-" if joint in path.rpartition("/")[2]), "_") for path in paths
    )
    joint = joints.most_common(1)[0][0] if joints else "_"
    if joint == " ":
        return _safe(title)
    slug = _cut(title_slug(title))
    return slug if joint == "_" else slug.replace("_", "-")


def _safe(name: str) -> str:
    """A name without anything that leads elsewhere or that file systems refuse."""
    return _cut(" ".join(_NOT_IN_NAME.sub(" ", name).split()).strip(". ")) or "untitled"


def _cut(name: str) -> str:
    return name.encode()[:MAXIMUM_NAME_BYTES].decode(errors="ignore").rstrip(". ")


def _written(place: Path, text: str, source: Source) -> Path:
    """Write a new file at a place, or beside what is there; returns it. Raises UserError."""
    root = Path(source.location)
    try:
        if not root.is_dir():
            raise UserError(
                f"{root} is not a folder; put it right, or `papernotes move {source.name} FOLDER`"
            )
        if not place.parent.resolve().is_relative_to(root.resolve()):
            raise UserError(f"{place.parent} leads out of the source {source.name}; give another --source")
        place.parent.mkdir(parents=True, exist_ok=True)
        for number in range(1, 1000):
            file = place.with_name(f"{place.name}{f'-{number}' if number > 1 else ''}.md")
            try:
                handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666)
            except FileExistsError:
                continue
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as opened:
                    opened.write(text)
            except BaseException:
                file.unlink()  # it is ours, and half written
                raise
            return file
        raise UserError(f"{place}.md: there are a thousand of these already")
    except OSError as error:
        raise UserError(f"{place}.md cannot be written: {in_words(error)}") from error
