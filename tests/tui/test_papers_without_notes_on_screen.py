"""Papers without a note on the screen: their sign, what stands in place of the note, the filter."""

from __future__ import annotations

from note_shelf import make_shelf

from papernotes.glyphs import UNWRITTEN
from papernotes.views import View


async def test_a_paper_without_a_note_has_a_sign_and_says_what_it_is(run, reader, tmp_path):
    assert run("add", make_shelf(tmp_path / "shelf"), "--name", "shelf").code == 0
    (tmp_path / "list.bib").write_text(
        "@misc{a, title = {Abyss Lamps}, author = {Ann Reed}, eprint = {2509.00001}, url = {https://example.org/a}}\n"
    )
    assert run("import", tmp_path / "list.bib", "--list", "Later").code == 0
    async with reader() as opened:
        lines = [strip.text for strip in opened.strips]
        row = next(number for number, line in enumerate(lines) if "Abyss Lamps" in line)
        assert [UNWRITTEN in line for line in lines[row : row + 4]] == [False, True, False, False]
        opened.show(View(unwritten=True))
        await opened.settle()
        assert opened.titles == ["Abyss Lamps"]
        await opened.press("l")
        text = opened.note_text
        assert "arXiv 2509.00001" in text and "example.org/a" in text and "Ann Reed" in text
        assert "This paper has no note in your library yet" in text
        await opened.press("s", "escape")
        assert opened.papers.state(opened.papers.entry).starred
