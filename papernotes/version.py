"""Which papernotes this is: its version, the commit that it was made from, and the Python that runs it.

A wheel has the commit in the file `COMMIT`, which `hatch_build.py` writes; in a checkout git is asked.
"""

from __future__ import annotations

import platform
import subprocess
from pathlib import Path

from papernotes import __version__

GIT_TIMEOUT_SECONDS = 2.0
PACKAGE = Path(__file__).resolve().parent


def commit(package: Path = PACKAGE) -> str:
    """The commit's short hash, with a `+` after it if the checkout was changed since; empty if it is not known."""
    recorded, checkout = package / "COMMIT", package.parent
    try:
        if recorded.exists():
            return recorded.read_text(encoding="ascii").strip()
        if not (checkout / ".git").exists():
            return ""
        command = ("git", "-C", str(checkout), "describe", "--always", "--dirty=+", "--exclude=*")
        done = subprocess.run(command, capture_output=True, text=True, timeout=GIT_TIMEOUT_SECONDS)
    except (OSError, ValueError, subprocess.SubprocessError):  # no git, or not one that answers
        return ""
    return done.stdout.strip()


def described() -> str:
    """All of it in one line: `papernotes 0.2.0 (commit 1a2b3c4, Python 3.13.1)`."""
    found = commit()
    made_of = f"commit {found}, " if found else ""
    return f"papernotes {__version__} ({made_of}Python {platform.python_version()})"
