"""What the readers of the configuration folder's YAML files share: nodes, so that every mistake has its line."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import yaml

from papernotes.config.problems import ConfigProblem
from papernotes.reading import in_words

LARGEST = 1 << 20
"""Bytes."""
# libyaml's is ten times as fast, and these files are read before the first frame.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SWITCHES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""What means true and false."""


def read_yaml(path: Path) -> tuple[yaml.Node | None, list[ConfigProblem]]:
    """The file as a YAML node, None where it is empty; or why it cannot be read. Raises nothing."""
    try:
        if path.stat().st_size > LARGEST:
            raise OSError(f"larger than {LARGEST:,} bytes")
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER), []
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


def near(word: str, known: Iterable[str]) -> str:
    """What may have been meant, to be put behind a complaint: the nearest of the known words, or all of them."""
    known = list(known)
    found = get_close_matches(word, known, 1)
    return f"; did you mean {found[0]}?" if found else f"; there are: {', '.join(known)}"
