"""Reads a folder of notes for the benchmarks: a tree `VENUE/topic/slug.md` of Markdown notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from papernotes.notes.catalogue.loader import NoteLocation, read_markdown
from papernotes.notes.formats.markdown import parse_note
from papernotes.notes.formats.sections import split_sections
from papernotes.notes.model import EntryText, Section


def read(root: Path, path: Path) -> EntryText:
    """The entry of one note's file."""
    place = path.relative_to(root).as_posix()
    note = parse_note(path.read_text(encoding="utf-8", errors="replace"), path=place).note
    return EntryText(
        key=place.removesuffix(".md"),
        title=note.title,
        venue=note.venue.slug,
        year=note.year,
        topics=(note.topic.slug,),
        topic_names=(note.topic.name,),
        keywords=note.keywords,
        authors=note.authors,
        summary=note.summary,
        sections=split_sections(note.markdown),
        arxiv=note.arxiv,
        has_code=note.code is not None,
        date=note.date,
    )


@dataclass(frozen=True)
class FolderLoader:
    """Loads the notes of a folder; survives pickling."""

    root: Path
    limit: int | None = None

    def keys(self) -> list[str]:
        paths = sorted(path for path in self.root.glob("*/*/*.md") if path.name != "index.md")
        if not paths:
            raise SystemExit(
                f"{self.root} has no notes VENUE/topic/slug.md: name the folder that the venues are in"
            )
        return ["/".join((*path.relative_to(self.root).parts[:2], path.stem)) for path in paths[: self.limit]]

    def load(self, keys: Sequence[str]) -> Iterator[EntryText]:
        for key in keys:
            yield read(self.root, self.root / f"{key}.md")

    def heads(self, keys: Sequence[str]) -> Iterator[EntryText]:
        return (entry._replace(sections=()) for entry in self.load(keys))

    def bodies(self, keys: Sequence[str]) -> Iterator[tuple[str, Sequence[Section]]]:
        for key in keys:
            yield key, split_sections(read_markdown(NoteLocation(None, self.root, f"{key}.md")))
