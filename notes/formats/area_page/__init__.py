"""The format of area pages: `page` reads a document, `blocks` cuts its lines, `readings` tells titles from summaries."""

from papernotes.notes.formats.area_page.page import (
    is_area_page,
    looks_like_page,
    page_text,
    parse_pages,
    read_area_page,
)

__all__ = ["is_area_page", "looks_like_page", "page_text", "parse_pages", "read_area_page"]
