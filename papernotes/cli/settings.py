"""config."""

from __future__ import annotations

import argparse

from papernotes.cli.terminal import print_line, print_text, tell
from papernotes.config.paths import find_paths, is_there
from papernotes.config.settings_file import as_yaml, read_configuration
from papernotes.errors import told_of


def config(arguments: argparse.Namespace) -> int:
    """Print the current settings and where their file is, or (`--default`) a file to start from, whose schema is written
    beside where it belongs.

    The exit code is 1 if the file has mistakes, or the schemas could not be written.
    """
    if arguments.default:
        return _print_default(arguments.default)
    path = find_paths().configuration
    configuration, mistakes = read_configuration(path)
    print_line(f"# {path}{'' if is_there(path) else ' (no such file: these are the defaults)'}")
    print_text(as_yaml(configuration), end="")
    for mistake in mistakes:
        tell(str(mistake))
    return 1 if mistakes else 0


def _print_default(file: str) -> int:
    from papernotes.cli.schemas import default_text, schema_name, write_schemas

    print_text(default_text(file), end="")
    folder = find_paths().config
    try:
        write_schemas(folder)
    except OSError as error:
        tell(f"the schemas for editors could not be written: {told_of(error)}")
        return 1
    tell(f"keep it as {folder / file}.yaml; {schema_name(file)}, by which editors check it, is there")
    return 0
