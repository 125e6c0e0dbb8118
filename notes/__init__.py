"""What a note is, where notes come from, and the library made of them. Nothing here knows of whoosh or textual.

The names below are all that other packages use. Each is loaded when it is first used. `model` says what a note is;
`formats` reads documents, `sources` finds them, and `catalogue` keeps what they hold; `text` and `patterns` serve all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.lazy import face

if TYPE_CHECKING:
    from papernotes.notes.catalogue.entry_sets import ORDERS as ORDERS
    from papernotes.notes.catalogue.entry_sets import YES as YES
    from papernotes.notes.catalogue.identity import families_of as families_of
    from papernotes.notes.catalogue.identity import identifiers as identifiers
    from papernotes.notes.catalogue.judgement import HandJudgement as HandJudgement
    from papernotes.notes.catalogue.judgement import Judgement as Judgement
    from papernotes.notes.catalogue.labels import year_of as year_of
    from papernotes.notes.catalogue.library import Library as Library
    from papernotes.notes.catalogue.loader import CatalogueLoader as CatalogueLoader
    from papernotes.notes.catalogue.quick_names import quick_names as quick_names
    from papernotes.notes.catalogue.rows import Count as Count
    from papernotes.notes.catalogue.rows import DeclaredCounts as DeclaredCounts
    from papernotes.notes.catalogue.rows import Entry as Entry
    from papernotes.notes.catalogue.rows import NoteRow as NoteRow
    from papernotes.notes.catalogue.rows import Selection as Selection
    from papernotes.notes.catalogue.schema import LibraryError as LibraryError
    from papernotes.notes.catalogue.schema import failure as failure
    from papernotes.notes.catalogue.sync import NoNotes as NoNotes
    from papernotes.notes.catalogue.sync import SyncCancelled as SyncCancelled
    from papernotes.notes.catalogue.sync import SyncReport as SyncReport
    from papernotes.notes.formats.area_page import looks_like_page as looks_like_page
    from papernotes.notes.formats.area_page import page_text as page_text
    from papernotes.notes.formats.area_page import parse_pages as parse_pages
    from papernotes.notes.formats.document import FORMATS_EDITION as FORMATS_EDITION
    from papernotes.notes.formats.document import DocumentContents as DocumentContents
    from papernotes.notes.formats.paper_list import unwritten_note as unwritten_note
    from papernotes.notes.formats.reader import read_document as read_document
    from papernotes.notes.formats.reader import text_of as text_of
    from papernotes.notes.formats.section_names import SECTION_FIELDS as SECTION_FIELDS
    from papernotes.notes.formats.sections import section_name as section_name
    from papernotes.notes.formats.sections import split_sections as split_sections
    from papernotes.notes.formulas import ENVIRONMENTS as ENVIRONMENTS
    from papernotes.notes.formulas import FORMULA as FORMULA
    from papernotes.notes.formulas import formula_source as formula_source
    from papernotes.notes.html_tags import BREAKING as BREAKING
    from papernotes.notes.html_tags import HTML_TAGS as HTML_TAGS
    from papernotes.notes.model import AND_OTHERS as AND_OTHERS
    from papernotes.notes.model import UNFILED as UNFILED
    from papernotes.notes.model import EntryText as EntryText
    from papernotes.notes.model import NoteError as NoteError
    from papernotes.notes.model import Rating as Rating
    from papernotes.notes.model import Section as Section
    from papernotes.notes.patterns import lazy_pattern as lazy_pattern
    from papernotes.notes.sources.files import MAXIMUM_BYTES as MAXIMUM_BYTES
    from papernotes.notes.sources.files import read_file as read_file
    from papernotes.notes.sources.files import too_large as too_large
    from papernotes.notes.sources.git_clone import discard as discard
    from papernotes.notes.sources.left_out import LEFT_OUT_KINDS as LEFT_OUT_KINDS
    from papernotes.notes.sources.left_out import MARKDOWN_KINDS as MARKDOWN_KINDS
    from papernotes.notes.sources.left_out import LeftOut as LeftOut
    from papernotes.notes.sources.locations import presentable as presentable
    from papernotes.notes.sources.overlap import excluded_roots as excluded_roots
    from papernotes.notes.sources.overlap import overlap as overlap
    from papernotes.notes.sources.source import Source as Source
    from papernotes.notes.sources.source import SourceError as SourceError
    from papernotes.notes.sources.source import check_folder as check_folder
    from papernotes.notes.sources.source import check_name as check_name
    from papernotes.notes.sources.source import describe_source as describe_source
    from papernotes.notes.sources.web_address import fetch_page as fetch_page
    from papernotes.notes.sources.web_address import is_repository as is_repository
    from papernotes.notes.text import clean as clean
    from papernotes.notes.text import clean_line as clean_line
    from papernotes.notes.text import composed as composed
    from papernotes.notes.text import decode as decode
    from papernotes.notes.text import escaped as escaped
    from papernotes.notes.text import fold as fold
    from papernotes.notes.text import title_slug as title_slug
    from papernotes.notes.worker_process import begin_worker as begin_worker
    from papernotes.notes.worker_process import end_with_reader as end_with_reader
else:
    __getattr__ = face(
        __name__,
        {
            "BREAKING": "html_tags",
            "Count": "catalogue.rows",
            "DeclaredCounts": "catalogue.rows",
            "ENVIRONMENTS": "formulas",
            "FORMULA": "formulas",
            "HTML_TAGS": "html_tags",
            "formula_source": "formulas",
            "DocumentContents": "formats.document",
            "Entry": "catalogue.rows",
            "AND_OTHERS": "model",
            "CatalogueLoader": "catalogue.loader",
            "EntryText": "model",
            "HandJudgement": "catalogue.judgement",
            "Judgement": "catalogue.judgement",
            "Library": "catalogue.library",
            "LibraryError": "catalogue.schema",
            "LEFT_OUT_KINDS": "sources.left_out",
            "LeftOut": "sources.left_out",
            "MARKDOWN_KINDS": "sources.left_out",
            "MAXIMUM_BYTES": "sources.files",
            "NoNotes": "catalogue.sync",
            "NoteError": "model",
            "NoteRow": "catalogue.rows",
            "ORDERS": "catalogue.entry_sets",
            "Rating": "model",
            "FORMATS_EDITION": "formats.document",
            "SECTION_FIELDS": "formats.section_names",
            "Section": "model",
            "Selection": "catalogue.rows",
            "Source": "sources.source",
            "SourceError": "sources.source",
            "SyncCancelled": "catalogue.sync",
            "SyncReport": "catalogue.sync",
            "UNFILED": "model",
            "YES": "catalogue.entry_sets",
            "begin_worker": "worker_process",
            "end_with_reader": "worker_process",
            "check_folder": "sources.source",
            "check_name": "sources.source",
            "clean": "text",
            "clean_line": "text",
            "composed": "text",
            "decode": "text",
            "describe_source": "sources.source",
            "discard": "sources.git_clone",
            "escaped": "text",
            "failure": "catalogue.schema",
            "fold": "text",
            "families_of": "catalogue.identity",
            "identifiers": "catalogue.identity",
            "lazy_pattern": "patterns",
            "fetch_page": "sources.web_address",
            "is_repository": "sources.web_address",
            "excluded_roots": "sources.overlap",
            "text_of": "formats.reader",
            "unwritten_note": "formats.paper_list",
            "looks_like_page": "formats.area_page",
            "page_text": "formats.area_page",
            "parse_pages": "formats.area_page",
            "overlap": "sources.overlap",
            "quick_names": "catalogue.quick_names",
            "presentable": "sources.locations",
            "read_document": "formats.reader",
            "read_file": "sources.files",
            "section_name": "formats.sections",
            "split_sections": "formats.sections",
            "title_slug": "text",
            "too_large": "sources.files",
            "year_of": "catalogue.labels",
        },
    )
