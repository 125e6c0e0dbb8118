"""The HTML tags that are markup in a note. All others, as the `<think>` of a prompt, are words and shown as written."""

from __future__ import annotations


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


INLINE = _names(
    """
    a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr q s samp small span strike strong sub
    sup time tt u var
    """
)
"""Tags inside a word or sentence."""

BREAKING = _names(
    """
    address article aside blockquote br center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5
    h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul
    """
)
"""Tags that begin a new line."""

OTHER = _names(
    """
    audio body button caption col colgroup head html iframe img input object picture rp rt ruby source svg td template th
    title track video wbr
    """
)
"""Tags that are neither text nor begin a line."""

HTML_TAGS = INLINE | BREAKING | OTHER
"""All tags that are markup."""
