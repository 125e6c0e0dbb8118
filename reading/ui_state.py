"""The last visit of the app: which pane, paper and filters to come back to.

Worth little: what cannot be read is no visit, never an error.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from papernotes.reading.storage.files import write_atomically

MAXIMUM_BYTES = 256 * 1024


def read_ui_state(path: Path) -> dict[str, Any]:
    """What `write_ui_state` wrote; empty where there is nothing, or nothing sound."""
    try:
        if path.stat().st_size > MAXIMUM_BYTES:
            return {}
        visit = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return visit if isinstance(visit, dict) else {}


def write_ui_state(path: Path, visit: dict[str, Any]) -> None:
    """Keep the visit, a dict of what JSON knows. ValueError, TypeError for another; OSError."""
    text = json.dumps(visit, ensure_ascii=True, allow_nan=False, indent=1)
    if len(text) > MAXIMUM_BYTES:
        raise ValueError(f"the visit is larger than {MAXIMUM_BYTES} bytes")
    write_atomically(path, text + "\n", private=True)
