"""A source that keeps its name but is now at another place."""

from __future__ import annotations

from pathlib import Path

from papernotes.notes.catalogue.library import Library
from papernotes.notes.sources.source import Source


def test_notes_of_a_source_that_moved_stay_with_their_entries(tmp_path: Path) -> None:
    for place in ("here", "there"):
        for slug in ("one_lamp", "two_lamps"):
            file = tmp_path / place / "ICML2025" / "optics" / f"{slug}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"# {slug.replace('_', ' ').title()}\n\n## TL;DR\n\nIt shines.\n", "utf-8")
    library = Library.open(tmp_path / "library.db")
    for place in ("here", "there"):
        library.sync(Source("lamps", "folder", str(tmp_path / place)), tmp_path / "repositories")
        for key in ("ICML2025/one_lamp", "ICML2025/two_lamps"):
            entry = library.find(key)
            assert entry is not None
            (note,) = library.notes_of(entry)
            assert "It shines." in library.markdown(note)
    library.close()
