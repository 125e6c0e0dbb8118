"""Web pages saved from a browser, as the Markdown of their main part: HTML, and the MHTML of "save as one file".

Navigation, forms, scripts and pictures drawn in the page are left out. Math is kept as it was written where the page
still has it: MkDocs (arithmatex), KaTeX and MathJax 2 keep the TeX beside what they draw. What is read from the Markdown
is the business of the other formats: an area page, or a note.
"""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from typing import Any

from papernotes.notes.formats.barrier_page import why_no_page
from papernotes.notes.formats.fields import is_venue_folder
from papernotes.notes.model import NoteError
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import WEB_SUFFIXES

MAXIMUM_WEB_PAGE_BYTES = 8_000_000
"""A page takes about a second for each of the first millions."""

MAXIMUM_ELEMENTS = 100_000
"""Of a page. That of a long paper has some thousands, and the navigation of a large site some ten thousands."""
MAXIMUM_DEPTH = 200
"""Elements within each other."""
MAXIMUM_ATTRIBUTES = 1_000
"""Of one element: each is looked at many times."""

_MAIN: tuple[dict[str, Any], ...] = (
    {"name": "article", "class_": "md-content__inner"},
    {"name": "article"},
    {"name": "main"},
    {"role": "main"},
    {"id": "content"},
    {"name": "body"},
)
"""Where the main part of a page may be, the first that there is."""
_CHROME_ELEMENTS = frozenset(
    ("style", "noscript", "template", "nav", "form", "button", "svg", "iframe", "object", "canvas", "dialog", "footer",
     "mjx-assistive-mml")
)  # fmt: skip
_CHROME_CLASSES = frozenset(
    ("headerlink", "md-skip", "md-content__button", "md-source-file", "md-sidebar", "md-header", "md-footer", "toc", "MathJax",
     "MathJax_Preview", "MathJax_Display", "katex-html")
)  # fmt: skip
"""With hidden elements, and scripts that are not math, what is left out."""
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(rb"<[a-zA-Z]")
_PASSWORD = re.compile("password", re.IGNORECASE)
_LANGUAGE = lazy_pattern(r"(?:language|lang|highlight-source)-([\w+#-]+)")


def is_web_page(data: bytes, path: str) -> bool:
    """Whether a file is a web page: by its name, or by how it begins."""
    head = data[:4000]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode()
    return path.lower().endswith(WEB_SUFFIXES) or _HTML.match(head.removeprefix(codecs.BOM_UTF8)) is not None


def markdown_path(path: str) -> str:
    """The path that a web page has as Markdown: `a/b.html` → `a/b.md`. One that was fetched has it already."""
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.md" if dot and f".{suffix.lower()}" in (*WEB_SUFFIXES, ".md") else f"{path}.md"


def path_in_site(path: str, *, is_area: bool) -> str:
    """The path that the Markdown of a page of a site had, by that of the page: `V/topic/slug/index.html` → `V/topic/slug.md`.

    The index of a venue or an area stays one; `is_area` says whether the page looks like that of an area. An index
    outside of any venue, which may be anything, stays one too.
    """
    path = markdown_path(path)
    *folders, name = path.split("/")
    if is_venue_folder(name.removesuffix(".md")):
        return f"{path.removesuffix('.md')}/index.md"
    if name.lower() != "index.md" or not any(map(is_venue_folder, folders[:-1])):
        return path
    return path if is_venue_folder(folders[-1]) or is_area else "/".join(folders) + ".md"


def markdown_of_web_page(data: bytes, *, alone: bool = True) -> str:
    """The Markdown of the main part of a saved web page, whatever its encoding.

    Raises NoteError if there is no page in it, if it is too large, or if its elements are too many or too deep within
    each other; if it is a source `alone`, also where a server shows it in the place of another page.
    """
    if len(data) > MAXIMUM_WEB_PAGE_BYTES:
        raise NoteError(f"a web page of more than {MAXIMUM_WEB_PAGE_BYTES // 1_000_000} MB is not read")
    written = _page_in(data)
    if (
        sum(1 for _ in _TAG.finditer(written if isinstance(written, bytes) else written.encode()))
        > MAXIMUM_ELEMENTS
    ):
        raise NoteError(f"a web page of more than {MAXIMUM_ELEMENTS:,} elements is not read")
    from bs4 import BeautifulSoup

    # Not `html.parser`, which takes hours for some 100 KB of broken tags.
    page = BeautifulSoup(written, "lxml")
    titles = [one.get_text(" ", strip=True) for one in (page.title, page.find(("h1", "h2"))) if one]
    has_password = page.find("input", type=_PASSWORD) is not None
    for element in page.find_all(_is_chrome):  # tests of our own: CSS selectors take ten times as long
        element.decompose()
    main = next((found for where in _MAIN if (found := page.find(**where))), page)
    _check_bounds(main)
    markdown = str(_converter().convert_soup(main))
    if alone and (does := why_no_page(titles, markdown, has_password=has_password)):
        raise NoteError(f"is a web page that {does}, in the place of the one that was meant")
    if not markdown.strip():
        raise NoteError("is a web page without text")
    return markdown


def _is_chrome(element: Any) -> bool:
    attributes = element.attrs
    return (
        element.name in _CHROME_ELEMENTS
        or (element.name == "script" and not attributes.get("type", "").startswith("math/tex"))
        or "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or not _CHROME_CLASSES.isdisjoint(attributes.get("class", ()))
    )


def _check_bounds(main: Any) -> None:
    """Raises NoteError where a page has elements too deep within each other, or too large, to be converted."""
    depths = {id(main): 0}
    for element in main.find_all(True):
        depth = depths[id(element)] = depths[id(element.parent)] + 1
        if depth > MAXIMUM_DEPTH:
            raise NoteError("is a web page with too many elements within each other")
        if len(element.attrs) > MAXIMUM_ATTRIBUTES:
            raise NoteError(f"is a web page with an element of more than {MAXIMUM_ATTRIBUTES:,} attributes")


def _page_in(data: bytes) -> bytes | str:
    """The HTML in a file: the file itself, or the first page in MHTML, which is a message with attachments."""
    head = data[:4000].lower()
    if b"content-type: multipart/related" not in head and b"mime-version:" not in head:
        return data
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                charset = part.get_content_charset()
                try:
                    return content.decode(charset) if charset else content
                except (LookupError, UnicodeDecodeError):
                    return content
    raise NoteError("is a saved message without a web page in it")


def _converter() -> Any:
    from markdownify import MarkdownConverter

    numbered = set[int]()

    class Converter(MarkdownConverter):
        """Markdown with math as it was written."""

        def convert_span(self, element: Any, text: str, parent_tags: Any) -> str:
            return _math_in(element) or text

        def convert_div(self, element: Any, text: str, parent_tags: Any) -> str:
            math = _math_in(element)
            return f"\n\n{math}\n\n" if math else f"\n\n{text.strip()}\n\n"

        def convert_li(self, element: Any, text: str, parent_tags: Any) -> str:
            items = element.parent
            if items is None or items.name != "ol" or not text.strip():
                return str(super().convert_li(element, text, parent_tags))  # type: ignore[misc]
            if id(items) not in numbered:  # once for all of them: markdownify counts those before each item
                first = items.get("start") or "1"
                first = int(first) if first.isdecimal() and len(first) < 10 else 1
                numbered.add(id(items))
                for number, item in enumerate(items.find_all("li", recursive=False), first):
                    item["value"] = str(number)
            bullet = f"{element['value']}. "
            lines = text.strip().splitlines()
            return (
                bullet
                + "\n".join(" " * len(bullet) * bool(n and line) + line for n, line in enumerate(lines))
                + "\n"
            )

        def convert_script(self, element: Any, text: str, parent_tags: Any) -> str:
            display = "mode=display" in element.get("type", "")
            return f"\n\n$${element.get_text()}$$\n\n" if display else f"${element.get_text()}$"

    return Converter(heading_style="ATX", bullets="-", code_language_callback=_language_of, escape_misc=False)


def _math_in(element: Any) -> str:
    """The TeX of an element that shows math; empty for any other."""
    classes = element.get("class") or ()
    if "arithmatex" in classes:
        return str(element.get_text().strip())
    if "katex" in classes or "katex-display" in classes:
        source = element.select_one("annotation[encoding='application/x-tex']")
        if source is not None:
            return f"$${source.get_text()}$$" if "katex-display" in classes else f"${source.get_text()}$"
    return ""


def _language_of(element: Any) -> str:
    """The language of a block of code, which MkDocs writes on the element around it."""
    for one in (element, *element.find_all(True, limit=2), element.parent):
        for name in (one.get("class") or ()) if one is not None else ():
            if found := _LANGUAGE.fullmatch(name):
                return found[1]
    return ""
