"""What fits at the cursor in a shell: `papernotes __complete SHELL …`, which the scripts in `papernotes/shells/` call.

The table of commands says what each word can be, by its placeholder (`KEY`, `NAME`, `L` …). Names are read by SQL alone:
a keystroke waits for the answer, so neither library nor reading state is opened, and nothing is repaired or built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from papernotes.cli.arguments import COMMANDS, GLOBAL_OPTIONS, SHELLS, Arguments, CliCommand, Options
from papernotes.cli.shell_words import WordAtCursor, for_bash, typed_in_bash, typed_words
from papernotes.cli.terminal import print_text
from papernotes.config.paths import Paths, find_paths, is_there
from papernotes.errors import UsageError

FILES = "<files>"
"""The answer that has the shell complete names of files."""
ENDS_THAT_GO_ON = (":", "/", "_", "-")
"""A field, a venue, or the beginning of many keys ends like this, and more is typed after it. As in the script for zsh."""
MAXIMUM_KEYS = 500
"""How many keys are offered. If there are more, their next words are: shells need a second for thousands, and nobody reads them."""


class Completion(NamedTuple):
    """What can stand at the cursor, and a few words about it."""

    text: str
    about: str = ""


def reply(words: Sequence[str]) -> int:
    """Print what fits, one a line, in the form of the shell that `words` begin with. Returns the exit code. Raises UsageError.

    After `bash` come COMP_LINE, COMP_POINT and COMP_WORDBREAKS; after `zsh` and `fish` the word at the cursor, as far as
    it is typed, and the words before it.
    """
    shell, *rest = words or ("",)
    if shell not in SHELLS or len(rest) < (3 if shell == "bash" else 1):
        raise UsageError("only the scripts that `papernotes completions` prints ask what fits")
    if shell == "bash":
        before, word = typed_in_bash(*rest)
    elif shell == "fish":
        before, word = rest[1:], typed_words(rest[0])[1]
    else:
        before, word = rest[1:], WordAtCursor(rest[0])
    found = [completion for completion in completions(before, word.text) if completion.text.isprintable()]
    if found == [Completion(FILES)]:
        lines = [FILES]
    elif shell == "bash":
        alone = len(found) == 1
        lines = [
            for_bash(text, word, goes_on=not alone or text.endswith(ENDS_THAT_GO_ON)) for text, _ in found
        ]
    else:
        lines = [f"{text}\t{about}" if about else text for text, about in found]
    if lines:
        print_text("\n".join(lines))
    return 0


def completions(before: Sequence[str], word: str) -> list[Completion]:
    """What can stand in place of the word, after the words before it (those after the program's name)."""
    at = next((at for at, name in enumerate(before) if not name.startswith("-")), None)
    if at is None:
        if word.startswith("-"):
            return _options(GLOBAL_OPTIONS, before, word)
        return [*_beginning(_commands(), word), *(_query(word) if word else ())]
    command = COMMANDS.get(before[at])
    return _of_command(command, before[at + 1 :], word) if command else list(_query(word))


def _of_command(command: CliCommand, before: Sequence[str], word: str) -> list[Completion]:
    valued = {
        names[0]: options
        for names, options in command.arguments
        if names[0].startswith("-") and options.get("action", "append") == "append"
    }
    if before and before[-1] in valued:
        return _values(valued[before[-1]], word)
    option, equals, value = word.partition("=")
    if equals and option in valued:
        found = _values(valued[option], value)
        return [Completion(f"{option}={text}", about) for text, about in found if text != FILES]
    if word.startswith("-") and ":" not in word:  # with a colon it is a field of a query that must not match
        return _options(command.arguments, before, word)
    given = sum(
        not name.startswith("-") and last not in valued
        for last, name in zip(["", *before], before, strict=False)
    )
    places = [
        place for names, options in command.arguments if names[0][0] != "-" for place in _places(options)
    ]
    return (
        _values(places[min(given, len(places) - 1)], word) if given < len(places) or _repeats(places) else []
    )


def _places(options: Options) -> list[Options]:
    """A positional argument, once for each word that it takes."""
    many = options.get("nargs")
    return [options] * (many if isinstance(many, int) else 1)


def _repeats(places: Sequence[Options]) -> bool:
    """Whether the last positional argument takes any number of words."""
    return bool(places) and places[-1].get("nargs") in ("*", "+")


def _options(arguments: Arguments, before: Sequence[str], word: str) -> list[Completion]:
    fresh = [
        Completion(names[0], str(options.get("help", "")))
        for names, options in arguments
        if names[0].startswith("-") and (names[0] not in before or options.get("action") == "append")
    ]
    return list(_beginning([*fresh, Completion("--help", "what the command does")], word))


def _values(options: Options, word: str) -> list[Completion]:
    if isinstance(choices := options.get("choices"), tuple):
        return list(_beginning(map(Completion, choices), word))
    placeholder = options.get("metavar")
    complete = _VALUES.get(str(placeholder[0] if isinstance(placeholder, tuple) else placeholder))
    return list(complete(word)) if complete else []


def _beginning(completions: Iterable[Completion], word: str) -> Iterator[Completion]:
    """Those that begin with the word, in any case."""
    folded = word.casefold()
    return (completion for completion in completions if completion.text.casefold().startswith(folded))


def _commands() -> Iterator[Completion]:
    return (Completion(name, command.help) for name, command in COMMANDS.items())


def _keys(word: str) -> Iterator[Completion]:
    """Keys are completed like paths: first the venues, then the keys of one."""
    from papernotes.notes import quick_names

    library = find_paths().library
    if "/" not in word:
        venues = quick_names(library, "key-venue", word)
        if len(venues) != 1:
            return (Completion(venue.name) for venue in venues)
        word = venues[0].name
    keys = [key.name for key in quick_names(library, "key", word)]
    if len(keys) > MAXIMUM_KEYS:
        next_word = re.compile(r"[^_-]*[_-]*")
        ends = [found.end() for key in keys if (found := next_word.match(key, len(word)))]
        keys = list(dict.fromkeys(key[:end] for key, end in zip(keys, ends, strict=True)))
    return map(Completion, keys)


def _named(what: str) -> Callable[[str], Iterator[Completion]]:
    """What completes the names of lists or tags."""

    def complete(word: str) -> Iterator[Completion]:
        return _beginning([Completion(name) for name in _own_names(find_paths(), what)], word)

    return complete


def _own_names(paths: Paths, what: str) -> list[str]:
    from papernotes.reading import FILE, quick_names

    return quick_names(paths.data / FILE, what)


def _views(word: str) -> Iterator[Completion]:
    paths = find_paths()
    fixed: list[str] = []
    if is_there(paths.views):  # else YAML need not be loaded
        from papernotes.config.views_file import read_views

        fixed = [named.name for named in read_views(paths.views)[0]]
    return _beginning(
        [Completion(name) for name in dict.fromkeys([*fixed, *_own_names(paths, "view")])], word
    )


def _sources(word: str) -> Iterator[Completion]:
    from papernotes.config.known_sources import known_sources

    paths = find_paths()
    sources = known_sources(paths.sources, paths.known_sources)
    return _beginning([Completion(source.name, source.location) for source in sources], word)


def _formats(word: str) -> Iterator[Completion]:
    from papernotes.exports import FORMATS

    return _beginning([Completion(name, form.help) for name, form in FORMATS.items()], word)


def _template(word: str) -> Iterator[Completion]:
    from papernotes.hits import FIELDS

    done, brace, begun = word.rpartition("{")
    if not brace or "}" in begun:
        return iter(())
    return (Completion(f"{done}{{{field}}}") for field in FIELDS if field.startswith(begun))


def _orders(word: str) -> Iterator[Completion]:
    from papernotes.completion import FIXED

    sign = "-" if word.startswith("-") else ""
    return _beginning([Completion(f"{sign}{order.text}") for order in FIXED["sort"]], word)


def _query(word: str) -> Iterator[Completion]:
    """Names of fields, and of a field its values, as in the search bar."""
    from papernotes.completion import Value, candidates, put, span_at

    span = span_at(word, len(word))
    known = [Value(*value) for value in _field_values(span.field, span.typed)]
    return (
        Completion(put(word, span, candidate)[0], candidate.about)
        for candidate in candidates(span, {span.field: known})
        if candidate.label.casefold().startswith(span.typed.casefold())
    )


def _field_values(field: str, typed: str) -> Sequence[tuple[str, int | None]]:
    if field == "is":
        from papernotes.state_terms import VALUES

        return [(value, None) for value in VALUES]
    if field in ("list", "tag"):
        return [(name, None) for name in _own_names(find_paths(), field)]
    if field in ("venue", "topic", "keyword", "year"):
        from papernotes.notes import quick_names

        return [(found.name, found.entries) for found in quick_names(find_paths().library, field, typed)]
    return []


def _files(word: str) -> Iterator[Completion]:
    return iter([Completion(FILES)])


_VALUES: dict[str, Callable[[str], Iterator[Completion]]] = {
    "KEY": _keys,
    "L": _named("list"),
    "T": _named("tag"),
    "V": _views,
    "NAME": _sources,
    "F": _formats,
    "TEMPLATE": _template,
    "ORDER": _orders,
    "QUERY": _query,
    "FILE": _files,
    "FOLDER": _files,
    "SOURCE": _files,
}
"""The placeholder of an argument → what completes it. A number and free text have none."""
