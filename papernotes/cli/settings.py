"""config."""

from __future__ import annotations

import argparse

from papernotes.cli.terminal import print_line, print_text, tell
from papernotes.config.paths import find_paths, is_there
from papernotes.config.settings import DEFAULT
from papernotes.config.settings_file import as_yaml, read_configuration


def config(arguments: argparse.Namespace) -> int:
    """Print the current settings and where their file is, or (`--default`) a file to start from.

    The exit code is 1 if the file has mistakes.
    """
    if arguments.default:
        print_text(as_yaml(DEFAULT, comments=True), end="")
        return 0
    path = find_paths().configuration
    configuration, mistakes = read_configuration(path)
    print_line(f"# {path}{'' if is_there(path) else ' (no such file: these are the defaults)'}")
    print_text(as_yaml(configuration), end="")
    for mistake in mistakes:
        tell(str(mistake))
    return 1 if mistakes else 0
