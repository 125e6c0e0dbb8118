"""Pages saved from a browser: area pages and notes, as HTML and as MHTML."""

from __future__ import annotations

import html
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from area_page_copies import PAGES, Page

from papernotes.notes.formats.reader import read_document
from papernotes.notes.formats.web_page import (
    MAXIMUM_ELEMENTS,
    MAXIMUM_WEB_PAGE_BYTES,
    is_web_page,
    markdown_of_web_page,
)
from papernotes.notes.model import NoteError


def text(written: str) -> str:
    return html.escape(written)


def as_list(page: Page) -> str:
    items = "".join(
        f'<li><a href="{n}/"><strong>{text(t)}</strong></a><p>{text(s)}</p></li>'
        for n, (t, s) in enumerate(page.entries)
    )
    return f"<ul>{items}</ul>"


def as_close_list(page: Page) -> str:
    return (
        "<ul>"
        + "".join(f'<li><a href="x/">{text(t)}</a><br>\n{text(s)}</li>' for t, s in page.entries)
        + "</ul>"
    )


def as_definitions(page: Page) -> str:
    return "".join(
        f'<dl><dt><strong><a href="x/">{text(t)}</a></strong></dt><dd><p>{text(s)}</p></dd></dl>'
        for t, s in page.entries
    )


def as_headings(page: Page) -> str:
    return "".join(
        f'<h3 id="x">{text(t)}<a class="headerlink" href="#x" title="Permanent link">&para;</a></h3><p>{text(s)}</p>'
        for t, s in page.entries
    )


def as_paragraphs(page: Page) -> str:
    return "".join(f"<p>{text(t)}</p><p>{text(s)}</p>" for t, s in page.entries)


def site(page: Page, body: str) -> str:
    """A page as MkDocs Material makes it: the text between navigation, search, buttons and footer."""
    counted = page.counted.format(f"<strong>{len(page.entries)}</strong>")
    return (
        '<!doctype html><html lang="en" class="no-js"><head><meta charset="utf-8"><title>Notes</title>'
        "<style>.x{}</style><script>var a = '<h1>no</h1>';</script></head><body>"
        f'<a href="#top" class="md-skip">{page.skip}</a>'
        '<header class="md-header"><form><input placeholder="Search"></form></header>'
        '<nav class="md-nav"><ul><li><a href="../">ICML2025</a></li><li>Reasoning (12)</li></ul></nav>'
        f'<main><article class="md-content__inner md-typeset"><h1 id="t">{page.topic}'
        '<a class="headerlink" href="#t">&para;</a></h1>'
        f"<p><strong>{page.venue}</strong> · {counted}</p><p>{page.elsewhere}</p><p>{page.top}</p>{body}"
        "<aside class='md-source-file'>January 1, 2026</aside></article></main>"
        f'<footer class="md-footer"><a href="x">{page.previous} 💡 Reasoning</a></footer></body></html>'
    )


SHAPES = {
    "a list": as_list,
    "a list without paragraphs": as_close_list,
    "definitions": as_definitions,
    "headings": as_headings,
    "paragraphs": as_paragraphs,
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("language", PAGES)
def test_a_saved_area_page_is_read(language: str, shape: str) -> None:
    page = PAGES[language]
    contents = read_document(site(page, SHAPES[shape](page)).encode(), "saved.html", alone=True)
    assert [(note.title, note.summary) for note in contents.notes] == list(page.entries)
    assert contents.problems == ()
    assert contents.areas[0].declared == len(page.entries)
    assert len(contents.areas[0].elsewhere) == 2


def as_gbk(page: str) -> bytes:
    return page.replace('charset="utf-8"', 'charset="gbk"').encode("gbk", "xmlcharrefreplace")


def as_utf_16(page: str) -> bytes:
    return page.encode("utf-16")


def as_mhtml(page: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = "A page"
    message.set_content(page, subtype="html", charset="utf-8", cte="quoted-printable")
    message.make_related()
    message.add_related(b"\x89PNG", maintype="image", subtype="png")
    return message.as_bytes()


@pytest.mark.parametrize("encode", [as_gbk, as_utf_16, as_mhtml])
def test_the_encoding_is_the_one_that_the_page_states(encode: Callable[[str], bytes]) -> None:
    page = PAGES["zh"]
    contents = read_document(encode(site(page, as_list(page))), "saved.mhtml", alone=True)
    assert [(note.title, note.summary) for note in contents.notes] == list(page.entries)


NOTE = """<!DOCTYPE html><html><body><nav>Home</nav><article><h1>High Water<a class="headerlink" href="#a">¶</a></h1>
<p><strong>Conference</strong>: ICML 2025</p><h2>TL;DR</h2>
<p>The sea rises <em>twice</em> a day, by <span class="arithmatex">\\(h_1 * h_2\\)</span> metres.</p>
<div class="arithmatex">\\[E = m\\]</div>
<span class="katex"><math><annotation encoding="application/x-tex">a_b</annotation></math><span class="katex-html">ab</span></span>
<div class="language-python highlight"><pre><code>x = a_b * c_d\n</code></pre></div>
<table><tr><th>Port</th><th>m</th></tr><tr><td>Dover</td><td>6</td></tr></table>
<h2>Method</h2><ul><li>wait</li><li>measure</li></ul></article></body></html>"""


def test_a_saved_note_is_read_with_its_math_code_and_tables() -> None:
    (note,) = read_document(NOTE.encode(), "high_water.html", alone=True).notes
    assert (note.title, note.venue.slug) == ("High Water", "ICML2025")
    assert note.summary.startswith("The sea rises twice a day")
    assert r"\(h_1 * h_2\)" in note.markdown
    assert r"\[E = m\]" in note.markdown
    assert "$a_b$" in note.markdown
    assert "```python\nx = a_b * c_d" in note.markdown
    assert "| Dover | 6 |" in note.markdown
    assert "## Method\n\n- wait\n- measure" in note.markdown


def test_a_page_without_text_is_a_problem() -> None:
    contents = read_document(b"<!doctype html><html><script>let x</script></html>", "x.html", alone=True)
    assert contents.notes == ()
    assert contents.problems == ((0, "is a web page without text"),)


def test_elements_too_deep_within_each_other_are_a_problem() -> None:
    contents = read_document(b"<html><body>" + b"<div>" * 20_000 + b"x", "x.html", alone=True)
    assert contents.problems == ((0, "is a web page with too many elements within each other"),)


def test_a_huge_page_is_a_problem() -> None:
    contents = read_document(b"<html>" + b"x" * MAXIMUM_WEB_PAGE_BYTES, "x.html", alone=True)
    assert contents.problems[0][1] == "a web page of more than 8 MB is not read"


def test_scripts_and_hidden_text_are_left_out() -> None:
    markdown = markdown_of_web_page(b"<html><p>seen</p><p hidden>unseen</p><script>alert(1)</script></html>")
    assert markdown.strip() == "seen"


def test_pages_that_could_take_for_ever_do_not() -> None:
    assert not is_web_page(b"<!---->" * 500 + b"x", "a.md")
    assert is_web_page(b"<!-- a - b -- c -->\n" * 20 + b"<html>", "a.md")
    with pytest.raises(NoteError, match="without text"):
        markdown_of_web_page(b"<html>" + b"<a " * 20_000)
    for broken in (b"<!--", b"<![CDATA[", b"<?", b"</"):
        assert markdown_of_web_page(b"<html><p>lantern</p>" + broken * 20_000).strip().startswith("lantern")
    for page, told in (
        (b"<div>" * 5_000 + b"x", "too many elements within each other"),
        (b"<i>x</i>" * (MAXIMUM_ELEMENTS + 1), "more than 100,000 elements"),
        (
            b"<p " + b" ".join(b"a%d=1" % n for n in range(1_500)) + b">x",
            "an element of more than 1,000 attr",
        ),
    ):
        with pytest.raises(NoteError, match=told):
            markdown_of_web_page(b"<html>" + page)
    assert markdown_of_web_page(b"<html>" + b"<div>" * 150 + b"x").strip() == "x"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_page_is_known_in_any_unicode(encoding: str) -> None:
    page = "<!doctype html><html><p>Größe</p></html>"
    data = page.encode(encoding)
    if encoding.startswith("utf-16-"):
        data = "\ufeff".encode(encoding) + data
    assert is_web_page(data, "fetched.md")
    assert markdown_of_web_page(data).strip() == "Größe"


def test_a_fetched_note_is_called_after_its_address() -> None:
    (note,) = read_document(
        b"<html><h1>Wide Nets</h1><p>They hold.</p></html>", "nets-wide.md", alone=True
    ).notes
    assert note.slug == "nets-wide"


def test_items_of_long_lists_keep_their_numbers() -> None:
    page = '<ol start="7">' + "<li>x</li>" * 3_000 + "<li>y<ol><li>z<p>w</p></li></ol></li></ol>"
    lines = markdown_of_web_page(page.encode()).strip().splitlines()
    assert [lines[0], lines[2_999]] == ["7. x", "3006. x"]
    assert [line for line in lines[3_000:] if line.strip()] == ["3007. y", "      1. z", "         w"]
