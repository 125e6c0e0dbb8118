"""completions."""

from __future__ import annotations

import argparse

from papernotes.cli.terminal import print_text
from papernotes.config.paths import shipped


def completions(arguments: argparse.Namespace) -> int:
    """Print the script that has a shell complete words of `papernotes`."""
    script = shipped(f"shells/papernotes.{arguments.shell}")
    print_text(script.read_text(encoding="utf-8"), end="")
    return 0
