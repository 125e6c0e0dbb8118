"""What a source has beside notes: which files are left out by their names, and what to do with each kind of them.

Nothing is left out without being counted. `LEFT_OUT_KINDS` is the table of all kinds. To leave out more, add a row to it, and its
names to `_NOT_NOTE` (to `page_names`, if a note may have them, too) or its suffixes to `_OF_SUFFIX`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from papernotes.notes.page_names import doubtful_kind
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import WEB_SUFFIXES, is_readme

MARKDOWN_SUFFIXES = (".md", ".markdown")
SUFFIXES = (*MARKDOWN_SUFFIXES, ".txt", *WEB_SUFFIXES)
"""Of the files that are read."""


class LeftOutKind(NamedTuple):
    """What files of one kind are called: one of them, and several; and what to do with them, empty if nothing.

    `{first}` in the advice stands for the path of the first of them.
    """

    one: str
    several: str
    advice: str = ""


class LeftOut(NamedTuple):
    """The files of one kind that a source has: the kind in `LEFT_OUT_KINDS`, how many they are, and the path of the first."""

    kind: str
    files: int
    first: str


LEFT_OUT_KINDS = {
    # Markdown
    "index": LeftOutKind("an index", "indexes"),
    "readme": LeftOutKind("a README", "READMEs"),
    "template": LeftOutKind("a template", "templates"),
    "agents": LeftOutKind("a file of instructions for an agent", "files of instructions for agents"),
    "upkeep": LeftOutKind(
        "a page about the collection", "pages about the collection (to-do lists, licences and so on)"
    ),
    "day": LeftOutKind("a journal's page of a day", "a journal's pages of days"),
    "folder": LeftOutKind("a page of a program's own folder", "pages of programs' own folders"),
    # what else is read
    "text": LeftOutKind(
        "text that is no saved area page",
        "texts that are no saved area pages",
        "rename a note to end in .md",
    ),
    "web": LeftOutKind(
        "web page without a note",
        "web pages without a note",
        "",
    ),
    # what is not read
    "pdf": LeftOutKind("PDF", "PDFs", "notes about papers are read; `papernotes new` begins one"),
    "archive": LeftOutKind("archive", "archives", "unpack what is to be read"),
    "bibliography": LeftOutKind(
        "bibliography", "bibliographies", "`papernotes import {first} --list NAME` puts its papers on a list"
    ),
    "org": LeftOutKind("Org file", "Org files", "`pandoc {first} -o NAME.md` makes a note of it"),
    "notebook": LeftOutKind(
        "notebook", "notebooks", "`jupyter nbconvert --to markdown {first}` makes a note of it"
    ),
    "document": LeftOutKind(
        "document of another program",
        "documents of other programs",
        "`pandoc {first} -o NAME.md` makes a note of it",
    ),
    "dialect": LeftOutKind(
        "Markdown file of another program",
        "Markdown files of other programs",
        "a copy whose name ends in .md is read",
    ),
}
"""A kind → what it is called in reports. The first are those of Markdown files (`MARKDOWN_KINDS`)."""
MARKDOWN_KINDS = ("index", "readme", "template", "agents", "upkeep", "day", "folder")

_WORDS_OF_TEMPLATES = (
    r"a|an|the|of|for|in|my|new|note|notes|paper|papers|post|page|article|book|daily|weekly|literature|lit|reading|review"
    r"|reviews|summary|research|survey|source|reference|citation|zotero|obsidian|logseq|notion|markdown|md|zettel|meeting"
    r"|default|basic|simple|short|long|full|example|sample|copy|en|zh|cn|ja|jp|ko"
)
"""What names of templates say besides. Other words are of a paper's title: some papers are about templates."""
_NOT_NOTE = lazy_pattern(
    r"(?P<index>_?index|summary|_(?:sidebar|navbar|coverpage))"
    r"|(?P<readme>readme(?:[ ._]?[a-z]{2,8}){0,2})"  # README.zh-CN.md
    r"|(?P<upkeep>changelog|contributing|licen[sc]e|code_of_conduct)"
    r"|(?P<template>(?:(?:"
    + _WORDS_OF_TEMPLATES
    + r")[_ ]+)*templates?(?:[_ ]+(?:"
    + _WORDS_OF_TEMPLATES
    + r"|\d+))*"
    r"|(?:笔记|論文|论文|文献|読書|ノート|논문|노트)*(?:模板|テンプレート|템플릿))"
    r"|(?P<agents>copilot_instructions)"
)
_NO_NOTES_IN = {
    "node_modules": "folder",
    "templates": "template",
    "template": "template",
    "_templates": "template",
    "_layouts": "folder",
    "_includes": "folder",
    "journals": "day",
    "archetypes": "template",
    "examplesite": "folder",
}
"""Folders that hold no notes."""
_LOGSEQ_COPIES = ("/logseq/bak/", "/logseq/version-files/")
"""Where Logseq keeps old versions of notes."""
_NOT_WEB_NOTE = lazy_pattern(
    r"404|403|500|about|contact|imprint|privacy|search|sitemap|genindex|tags|print_page|navbar|sidebar|toc|google[0-9a-f]{16}"
)
_OF_SUFFIX = {
    suffix: kind
    for kind, suffixes in (
        ("pdf", "pdf"),
        ("archive", "zip tar gz tgz bz2 xz zst 7z rar"),
        ("bibliography", "bib ris"),
        ("org", "org"),
        ("notebook", "ipynb"),
        ("document", "docx odt rtf tex rst epub"),
        ("dialect", "mdx qmd rmd mdown mkd"),
    )
    for suffix in suffixes.split()
}


def is_web_path(path: str) -> bool:
    """Whether a path is that of a web page, by its name."""
    return path.lower().endswith(WEB_SUFFIXES)


def is_note_path(path: str) -> bool:
    """Whether a path below a source's root names a note without doubt: Markdown, not hidden, no index, README, template or the like."""
    is_hidden = path.startswith(".") or "/." in path
    path = path.replace("\\", "/").rstrip("/")  # in what Windows packed, names have folders in them
    return (
        path.lower().endswith(MARKDOWN_SUFFIXES)
        and not is_hidden
        and not (_kind_of_page(path) or doubtful_kind(path))
    )


def may_hold_notes(path: str, *, alone: bool) -> bool:
    """Whether a document, or a folder (its path ends in `/`), may hold notes, or names and counts for them.

    `alone`: the document is a source by itself, so whatever it is called, it was meant.
    """
    return alone or not kind_left_out(path)


def kind_left_out(path: str) -> str:
    """The kind in `LEFT_OUT_KINDS` for which a file or folder (its path ends in `/`) is left out; empty if it is to be read.

    An `index.md` is read, since it may have names and counts, a README, since it may list papers, a `summary.md`, since
    it may be the note of its folder, and what `page_names` has doubts about.
    """
    lower = path.lower()
    if lower.endswith("/"):
        return _kind_of_folders(lower)
    name = lower.rpartition("/")[2]
    if name == "index.md" or name.endswith(".txt"):
        return ""
    if lower.endswith(MARKDOWN_SUFFIXES):
        kind = _kind_of_page(path)
        return (
            ""
            if (kind == "readme" and is_readme(path)) or (kind == "index" and name == "summary.md")
            else kind
        )
    if not lower.endswith(WEB_SUFFIXES):
        return kind_of_other(path)
    return "" if _may_be_web_note(lower) else "web"


def kind_of_other(path: str) -> str:
    """The kind of a file that is not read because of its suffix; empty for one that does not concern us."""
    return _OF_SUFFIX.get(path.rpartition(".")[2].lower(), "")


def kind_without_note(path: str) -> str:
    """The kind of a file that was read, and had no note in it."""
    if is_web_path(path):
        return "web"
    if path.lower().endswith(".txt"):
        return "text"
    return doubtful_kind(path) or ("readme" if is_readme(path) else "index")


@lru_cache(maxsize=256)  # files come folder by folder
def _kind_of_folders(path: str) -> str:
    if any(copies in f"/{path}/" for copies in _LOGSEQ_COPIES):
        return "folder"
    return next((_NO_NOTES_IN[name] for name in path.split("/") if name in _NO_NOTES_IN), "")


def _kind_of_page(path: str) -> str:
    """The kind of a Markdown file; empty if it may be a note."""
    folders, _, name = path.lower().rpartition("/")
    found = _NOT_NOTE.fullmatch(name.rpartition(".")[0].replace("-", "_"))
    return _kind_of_folders(folders) or (found.lastgroup or "" if found else "")


def _may_be_web_note(path: str) -> bool:
    """Whether a web page below a source's root may be a note or an index: no page of the site itself, and no part of a
    page that was saved with its pictures (`Page_files/`)."""
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0].replace("-", "_")
    if any(folder.endswith(("_files", ".files")) or _NOT_WEB_NOTE.fullmatch(folder) for folder in folders):
        return False
    return stem == "index" or not (_NOT_WEB_NOTE.fullmatch(stem) or _NOT_NOTE.fullmatch(stem))
