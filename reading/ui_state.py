"""The saved UI state: the pane, paper and filters to come back to. Its file is `visit.json`.

It is worth little: a file that cannot be read counts as none, and is never an error.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from papernotes.reading.storage.files import read_regular_file, write_atomically

MAXIMUM_BYTES = 256 * 1024


def read_ui_state(path: Path) -> dict[str, Any]:
    """What `write_ui_state` wrote; empty where there is nothing, or nothing sound."""
    try:
        ui_state = json.loads(read_regular_file(path, MAXIMUM_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return ui_state if isinstance(ui_state, dict) else {}


def write_ui_state(path: Path, ui_state: dict[str, Any]) -> None:
    """Keep a dict of JSON values. ValueError or TypeError if it is not JSON or is too large; OSError."""
    text = json.dumps(ui_state, ensure_ascii=True, allow_nan=False, indent=1)
    if len(text) > MAXIMUM_BYTES:
        raise ValueError(f"the saved UI state is larger than {MAXIMUM_BYTES} bytes")
    write_atomically(path, text + "\n", private=True)
