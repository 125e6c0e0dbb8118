"""Reading the YAML files of the configuration folder, as nodes, so that every mistake can be reported with its line."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

import yaml

from papernotes.config.paths import is_there
from papernotes.config.problems import ConfigProblem
from papernotes.errors import not_utf8
from papernotes.reading import in_words, read_regular_file

MAXIMUM_BYTES = 1_000_000
# The loader of libyaml is ten times as fast, and these files are read before the first frame.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SWITCHES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""The words for true and false."""


def read_yaml(path: Path) -> tuple[yaml.Node | None, list[ConfigProblem]]:
    """The file as a YAML node (None if it is empty), and why it cannot be read, if so. Raises nothing."""
    try:
        return _composed(read_regular_file(path, MAXIMUM_BYTES)), []
    except OSError as error:
        return None, [ConfigProblem(path, 0, f"cannot be read: {in_words(error)}")]
    except UnicodeDecodeError as error:
        return None, [ConfigProblem(path, 0, f"cannot be read: {not_utf8(error)}")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = f"not YAML: {getattr(error, 'problem', None) or error}"
        return None, [ConfigProblem(path, mark.line + 1 if mark else 0, reason)]
    except RecursionError:
        return None, [ConfigProblem(path, 0, "nested too deeply")]


def read_list(path: Path, key: str) -> tuple[list[yaml.Node], list[ConfigProblem]]:
    """The items of a file that has one list, under one key, and why they cannot be read, if so. Raises nothing.

    There are none if there is no such file, and none in an empty file or under a key with nothing after it.
    """
    if not is_there(path):
        return [], []
    root, problems = read_yaml(path)
    if root is None:
        return [], problems
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    if [name.value for name, _ in pairs] == [key]:
        listed = pairs[0][1]
        if isinstance(listed, yaml.SequenceNode):
            return list(listed.value), []
        if isinstance(listed, yaml.ScalarNode) and not listed.value:
            return [], []
    reason = f"expected `{key}:` and under it a list of {key}"
    return [], [problem_at(root, path, reason)]


def problem_at(node: yaml.Node, path: Path, reason: str) -> ConfigProblem:
    """What is wrong with a node of a file, with the line that it begins on."""
    return ConfigProblem(path, node.start_mark.line + 1, reason)


def texts_in(pairs: Iterable[tuple[yaml.Node, yaml.Node]]) -> dict[str, str]:
    """The names and values of a mapping, those pairs left out that are not one text each."""
    return {
        name.value: value.value
        for name, value in pairs
        if isinstance(name, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
    }


def _composed(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError:
        # libyaml refuses halves of surrogate pairs, which stand for the bytes of a path that are not text.
        with suppress(yaml.YAMLError):
            return yaml.compose(text, Loader=yaml.SafeLoader)
        raise


def near(word: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown word: the most similar known word, or else all of them."""
    known = list(known)
    found = get_close_matches(word, known, 1)
    return f"; did you mean {found[0]}?" if found else f"; there are: {', '.join(known)}"
