"""The format of area pages: `page` reads a document, `lines` and `chrome` take off what is around the text, `blocks` cuts
it, `readings` tells titles from summaries."""

from papernotes.notes.formats.area_page.page import (
    is_area_page,
    looks_like_page,
    page_text,
    parse_pages,
    read_area_page,
)

__all__ = ["is_area_page", "looks_like_page", "page_text", "parse_pages", "read_area_page"]
