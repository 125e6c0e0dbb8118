"""JSON Lines: the objects that `list --json` prints."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tui.exports.exported import Exported
from tui.hits import hit_fields


def json_lines(exported: Sequence[Exported]) -> str:
    """The entries, one JSON object a line."""
    return "".join(
        json.dumps(hit_fields(item.entry, item.state), ensure_ascii=False) + "\n" for item in exported
    )
