"""Puts the commit that a wheel or an sdist is built from into it, as `papernotes/COMMIT`; `papernotes --version` tells it."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CommitBuildHook(BuildHookInterface[Any]):
    """Asks git for the commit. Outside a checkout, as in an unpacked sdist, the file is there already, or nothing is known."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the file to what is built; an editable installation asks git itself."""
        root = Path(self.root)
        if version == "editable" or not (root / ".git").exists():
            return
        command = ["git", "-C", self.root, "describe", "--always", "--dirty=+", "--exclude=*"]
        try:
            commit = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            return
        self._folder = tempfile.TemporaryDirectory()
        file = Path(self._folder.name) / "COMMIT"
        file.write_text(commit, encoding="ascii")
        build_data["force_include"][str(file)] = "papernotes/COMMIT"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the file that was made for it."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()
