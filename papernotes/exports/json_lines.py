"""JSON Lines: the objects that `list --json` prints."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from papernotes.hits import hit_fields
from papernotes.notes import escaped

if TYPE_CHECKING:
    from papernotes.exports.exported import Exported


def json_lines(exported: Sequence[Exported]) -> str:
    """The entries, one JSON object a line."""
    return "".join(
        escaped(json.dumps(hit_fields(item.entry, item.state), ensure_ascii=False)) + "\n"
        for item in exported
    )
