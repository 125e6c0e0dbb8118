"""Reading the YAML files of the configuration folder, as nodes, so that every mistake can be reported with its line."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

import yaml

from papernotes.config.problems import ConfigProblem
from papernotes.reading import in_words, read_regular_file

MAXIMUM_BYTES = 1 << 20
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
        return None, [ConfigProblem(path, 0, f"cannot be read: {error}; save it as UTF-8")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = f"not YAML: {getattr(error, 'problem', None) or error}"
        return None, [ConfigProblem(path, mark.line + 1 if mark else 0, reason)]
    except RecursionError:
        return None, [ConfigProblem(path, 0, "nested too deeply")]


def _composed(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError:
        # libyaml refuses halves of surrogate pairs, with which paths are written that are no text.
        with suppress(yaml.YAMLError):
            return yaml.compose(text, Loader=yaml.SafeLoader)
        raise


def near(word: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown word: the most similar known word, or else all of them."""
    known = list(known)
    found = get_close_matches(word, known, 1)
    return f"; did you mean {found[0]}?" if found else f"; there are: {', '.join(known)}"
