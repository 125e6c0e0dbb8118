"""A venue's index, copied alone: its areas with their entries."""

from __future__ import annotations

import pytest

from papernotes.notes.formats.reader import read_document

ENTRIES = {
    "🌊 Tides": {
        "High Water": "The sea rises twice a day, and this paper measures by how much.",
        "Low Water in Narrow Straits": "The sea falls twice a day, which leaves boats on the sand.",
    },
    "🪢 Ropes & Knots": {
        "Rope Ladders": "They hold, whatever the wind does to them in the night.",
        "Knots for Cold Hands": "A knot is proposed that opens with gloves on.",
        "Nets That Mend Themselves": "A net closes its holes while it hangs in the sun.",
    },
}
WANTED = {
    (area.partition(" ")[2], title): summary
    for area, notes in ENTRIES.items()
    for title, summary in notes.items()
}


def as_text(title: str, row: str, entry: str, heading: str = "{}") -> str:
    lines = ["Skip to content", title, "5 paper notes in 2 areas", ""]
    lines += [row.format(area, len(notes)) for area, notes in ENTRIES.items()]
    for area, notes in ENTRIES.items():
        lines += ["", heading.format(area), ""]
        lines += [entry.format(name, summary) for name, summary in notes.items()]
    return "\n".join(lines)


COPIES = {
    "text": as_text("🧪 ICML2025 paper notes", "{}\t{}", "{}\n\n{}\n", "{}¶"),
    "bullets": as_text("🧪 ICML 2025 Notes", "{} ({})", "- {}\n-\n{}"),
    "Chinese": as_text("🧪 ICML2025 论文笔记", "{}  {}", "{}\n\n{}\n"),
    "Markdown": as_text(
        "# 🧪 ICML2025 paper notes", "| {} | {} |", "**[{}](a/b.md)**\n\n:   {}\n", "## {} {{ #area }}"
    ),
}


def read(text: str, name: str = "copy.txt") -> dict[tuple[str, str], str]:
    contents = read_document(text.encode(), name, alone=True)
    assert contents.problems == ()
    assert {note.venue.slug for note in contents.notes} == {"ICML2025"}
    return {(note.topic.name, note.title): note.summary for note in contents.notes}


@pytest.mark.parametrize("copy", COPIES)
def test_each_area_has_its_entries(copy: str) -> None:
    assert read(COPIES[copy]) == WANTED


def test_a_saved_index_has_them_too() -> None:
    rows = "".join(f"<tr><td><a href='#x'>{a}</a></td><td>{len(n)}</td></tr>" for a, n in ENTRIES.items())
    body = "".join(
        f"<h2 id='x'>{area.replace('&', '&amp;')}<a class='headerlink' href='#x'>¶</a></h2>"
        + "".join(
            f"<dl><dt><strong><a href='n/'>{t}</a></strong></dt><dd><p>{s}</p></dd></dl>"
            for t, s in n.items()
        )
        for area, n in ENTRIES.items()
    )
    page = (
        "<!doctype html><html><body><article><h1>🧪 ICML2025 paper notes</h1>"
        f"<table><thead><tr><th>Area</th><th>Notes</th></tr></thead><tbody>{rows}</tbody></table>{body}</article></body></html>"
    )
    assert read(page, "saved.html") == WANTED


def test_an_index_without_entries_is_refused() -> None:
    text = "ICML2025 paper notes\n\nTides 2\nRopes 3\n"
    contents = read_document(text.encode(), "copy.txt", alone=True)
    assert contents.notes == ()
    assert "no line with a venue" in contents.problems[0][1]
