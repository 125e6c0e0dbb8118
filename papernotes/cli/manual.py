"""The manual, made from the tables of commands, actions, fields and settings; and `papernotes man`, which shows it.

`docs/renew.py` writes the pages into `docs/man/`, from where the wheel installs them in `share/man`, and two of them as
Markdown.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from papernotes import __version__
from papernotes.cli.arguments import COMMANDS, EPILOG, GLOBAL_OPTIONS, CliCommand, Options
from papernotes.cli.page import (
    Block,
    Definition,
    Example,
    ManualPage,
    Paragraph,
    Subheading,
    as_plain,
    as_roff,
)
from papernotes.cli.schemas import VIEW_HELP
from papernotes.cli.terminal import print_text, writes_to_terminal
from papernotes.completion import FIELD_HELP
from papernotes.config.settings import DEFAULT, FIELDS
from papernotes.config.settings_file import as_yaml
from papernotes.index import HAS, ORDERS, SECTIONS
from papernotes.keymap.actions import ACTIONS, CONTEXTS
from papernotes.keymap.commands_file import FIELD_HELP as COMMAND_HELP
from papernotes.keymap.keystrokes import MODIFIERS, NAMES
from papernotes.state_terms import VALUES


def man(arguments: argparse.Namespace) -> int:
    """Show a page of the manual with `man`; without it, or where the output goes elsewhere, print it as plain text."""
    page = PAGES[arguments.page]()
    viewer = shutil.which("man")
    if not viewer or not writes_to_terminal():
        print_text("\n".join(as_plain(page)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / page.file
        file.write_text(as_roff(page, __version__), encoding="utf-8")
        return subprocess.run([viewer, str(file)]).returncode  # a name with a slash is a file to every `man`


def program_page() -> ManualPage:
    """papernotes(1): the commands, the keystrokes, files and exit codes."""
    return ManualPage(
        "papernotes", 1, "read, search and keep paper notes in the terminal",
        (
            ("Synopsis", (Example("papernotes [--ascii] [QUERY]\npapernotes COMMAND …\npapernotes --help | --version"),)),
            ("Description", (
                Paragraph("papernotes reads paper notes: one Markdown note per research paper, by the thousand, filed by venue and "
                          "topic. It lays them out for the terminal, searches their full text as you type, and keeps what you have "
                          "read, starred, listed, tagged and remarked."),
                Paragraph(f"{EPILOG} With no source configured, the reader opens on a built-in sample library. In it, `?` shows the "
                          "keystrokes of the place you are in."),
            )),
            ("Options", tuple(Definition(names[0], f"{options['help']}.") for names, options in GLOBAL_OPTIONS)),
            ("Commands", tuple(_commands())),
            ("Keystrokes", (
                Paragraph("`keybindings.yaml` changes them; see `papernotes-config(5)`."), *_keystrokes(),
            )),
            ("Files", (
                Definition("~/.config/papernotes/", "Configuration: see `papernotes-config(5)`."),
                Definition("~/.local/share/papernotes/", "The reading state, `reading.db`, and your remarks, `remarks/VENUE/slug.md`: "
                           "what cannot be made again. Copies are kept beside it."),
                Definition("~/.cache/papernotes/", "What is made of the notes, and can be deleted at any time."),
                Paragraph("On macOS these are under `~/Library/Application Support` and `~/Library/Caches`. `papernotes doctor` tells "
                          "where they are."),
            )),
            ("Environment", tuple(Definition(name, text) for name, text in _ENVIRONMENT.items())),
            ("Exit status", tuple(Definition(code, text) for code, text in _EXIT_CODES.items())),
            ("Examples", (Example(_EXAMPLES),)),
            ("See also", (Paragraph("`papernotes-config(5)`, `papernotes-queries(7)`"),)),
        ),
    )  # fmt: skip


_ENVIRONMENT = {
    "PAPERNOTES_HOME": "A folder for configuration, data and cache together, instead of those above.",
    "XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_CACHE_HOME": "The folders that `papernotes/` is in, as the XDG base directories have it.",
    "VISUAL, EDITOR": "The editor for remarks.",
    "NO_COLOR": "If set, nothing is coloured.",
    "FORCE_COLOR": "If set, output to a pipe is coloured, too.",
}
_EXIT_CODES = {
    "0": "Done.",
    "1": "Failed, or something is not in order: a line on standard error says what, where, and what to do.",
    "2": "Called wrongly.",
    "130": "Stopped by Ctrl-C.",
}
_EXAMPLES = """papernotes add ~/notes/docs
papernotes 'watermark removal'
papernotes search 'emergent misalignment' --limit 5 --json
papernotes list is:starred --format '{key}\\t{title}'
papernotes list keyword:robots --format '{key}' | papernotes mark - --later
papernotes export is:starred --format bibtex --output thesis.bib --keep
papernotes state sync ~/Sync/papernotes
"""


def _commands() -> Iterator[Block]:
    for name, command in COMMANDS.items():
        yield Subheading(usage(name, command))
        yield Paragraph(f"{_sentence(command.help)}.")
        for names, options in command.arguments:
            if options.get("help"):
                yield Definition(_placeholder(names, options), f"{_sentence(str(options['help']))}.")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def usage(name: str, command: CliCommand) -> str:
    """How a command is called, in one line: `show KEY [--note N] [--json | --markdown | --plain]`."""
    excluding = {option: group for group in command.exclusive for option in group}
    by_name = {names[0]: _placeholder(names, options) for names, options in command.arguments}
    words = [name]
    for names, options in command.arguments:
        group = excluding.get(names[0], ())
        if not names[0].startswith("-"):
            many, shown = options.get("nargs"), by_name[names[0]]
            words += {"*": [f"[{shown}…]"], "+": [f"{shown}…"], "?": [f"[{shown}]"]}.get(
                str(many), [shown] * (many if isinstance(many, int) else 1)
            )
        elif options.get("required"):
            words.append(by_name[names[0]])
        elif not group:
            words.append(f"[{by_name[names[0]]}]" + ("…" if options.get("action") == "append" else ""))
        elif names[0] == group[0]:
            words.append(f"[{' | '.join(by_name[option] for option in group)}]")
    return " ".join(words)


def _placeholder(names: tuple[str, ...], options: Options) -> str:
    """An argument as it is called: `KEY`, `--json`, `--limit N`."""
    placeholder = options.get("metavar") or names[0].lstrip("-").upper()
    value = " ".join(placeholder) if isinstance(placeholder, tuple) else str(placeholder)
    if not names[0].startswith("-"):
        return value
    if options.get("action", "append") != "append":
        return names[0]
    return f"{names[0]} [{value}]" if options.get("nargs") == "?" else f"{names[0]} {value}"


def _keystrokes() -> Iterator[Block]:
    for context, place in CONTEXTS.items():
        yield Subheading(f"{_sentence(place)} ({context})")
        for action in ACTIONS:
            if action.context == context and action.keystrokes:
                yield Definition(", ".join(action.keystrokes), action.help)


def config_page() -> ManualPage:
    """papernotes-config(5): the files of the configuration folder."""
    return ManualPage(
        "papernotes-config", 5, "the configuration files of papernotes",
        (
            ("Files", (
                Paragraph("All files are in the configuration folder, `~/.config/papernotes` on Linux, `~/Library/Application "
                          "Support/papernotes` on macOS, and none is needed. They are YAML and read strictly: a mistake is reported "
                          "with its line by `papernotes config`, `keys` and `doctor`, and the rest of the file still counts."),
                Definition("config.yaml", "The settings."),
                Definition("keybindings.yaml", "Other keystrokes."),
                Definition("commands.yaml", "Programs of your own, with their keystrokes."),
                Definition("views.yaml", "Saved views written by hand; the reader keeps those that it saves itself elsewhere."),
                Definition("sources.yaml", "Where notes come from; `papernotes add`, `move` and `remove` write it."),
                Definition("exports.yaml", "Exports that are written again when something changes; `papernotes export --keep` and "
                           "`exports --forget` write it."),
                Paragraph("`papernotes config --default` prints a file to start from, and writes JSON Schemas beside it. Editors with a "
                          "language server for YAML find them by the file's first line, complete what you write, and mark mistakes:"),
                Example("papernotes config --default > ~/.config/papernotes/config.yaml\n"
                        "papernotes config --default views > ~/.config/papernotes/views.yaml"),
            )),
            ("config.yaml", tuple(
                Definition(as_yaml(DEFAULT).splitlines()[at], setting.metadata["help"]) for at, setting in enumerate(FIELDS.values())
            )),
            ("keybindings.yaml", (
                Paragraph("Context, action, keystrokes. An action that is not in the file keeps its keystrokes. `papernotes keys` shows "
                          "the current keymap; the shipped `keybindings.yaml` has all actions, each with what it does."),
                Example("reader:\n  toggle_starred: [ctrl+o, z]\n  sync: []        # no keystroke\nnote:\n  top: gg"),
                Paragraph("A keystroke is a character, one of the names "
                          f"{', '.join(sorted(name for name in NAMES if not name[1:].isdigit()))}, `f1` to `f24`, or either with "
                          f"{', '.join(f'`{modifier}+`' for modifier in MODIFIERS)} before it. Up to three may follow one another, as "
                          "in `gg`, or with blanks between names, as in `g enter`."),
                *(Definition(context, f"Keystrokes {place}.") for context, place in CONTEXTS.items()),
            )),
            ("commands.yaml", (
                Paragraph("A list of commands, each with a `name` and the program to `run`. No shell sees it. With a placeholder it "
                          "runs once for each selected paper. `docs/commands.md` has recipes."),
                Example('commands:\n- name: open the page\n  keys: xo\n  run: xdg-open {url}'),
                *(Definition(name, text) for name, text in COMMAND_HELP.items()),
            )),
            ("views.yaml", (
                Paragraph("A list of views, each with a `name` and what it shows. A view hides one of the same name that was saved in "
                          "the reader. `papernotes list --view NAME` prints what it shows."),
                Example("views:\n- name: Watermarks of this year\n  query: watermark year:2026\n  unread: true\n  order: -date"),
                *(Definition(name, text) for name, text in VIEW_HELP.items()),
            )),
            ("See also", (Paragraph("`papernotes(1)`, `papernotes-queries(7)`"),)),
        ),
    )  # fmt: skip


def queries_page() -> ManualPage:
    """papernotes-queries(7): the language of queries."""
    return ManualPage(
        "papernotes-queries", 7, "the language of queries in papernotes",
        (
            ("Words", (
                Paragraph("The search bar, `papernotes search`, `list` and `export`, and saved views have one language. All words must "
                          "match, the last one as far as it is typed. Accents, case, and full-width forms do not matter. What is spelled "
                          "right comes first, then other forms of the word, words that begin so, words of a similar spelling, "
                          "and titles whose words begin with the parts that were typed. Any run of Chinese, Japanese or Korean characters "
                          "is found."),
                Paragraph("Where fewer than twelve papers have all words, those that come closest follow below a divider, each with the words "
                          "that it lacks. Of a question only what it is about must match. In a shell, put a query with quotation marks or "
                          "parentheses into single quotes."),
                *(Definition(query, text) for query, text in OPERATORS.items()),
            )),
            ("Fields", (
                *(Definition(f"{name}:", f"{_sentence(text)}.") for name, text in FIELD_HELP.items()),
                Definition("NAME:(a OR b)", "A field may hold several words or phrases, in parentheses."),
            )),
            ("Sections", (
                Paragraph("The name of a section looks in sections of that kind only, whatever a note calls them, in any language: "
                          f"{', '.join(f'`{name}:`' for name in SECTIONS)}. Names in Chinese, Japanese and Korean work as well."),
            )),
            ("Values", (
                Definition("has:", f"{', '.join(HAS)}."),
                Definition("is:", f"{', '.join(VALUES)}. `is:new-2026-03-14` is what came since a day."),
                Definition("sort:", f"{', '.join(ORDERS)}; reversed after a hyphen, as in `sort:-date`."),
                Definition("year:", "A year, or years from and to: `2025`, `2024..2026`, `2024..`, `..2020`."),
            )),
            ("Examples", tuple(Definition(query, text) for query, text in QUERY_EXAMPLES.items())),
            ("See also", (Paragraph("`papernotes(1)`, `papernotes-config(5)`"),)),
        ),
    )  # fmt: skip


OPERATORS = {
    "a b": "Both, anywhere: title, keywords, summary, text, your remarks.",
    '"a b"': "The phrase.",
    "a -b, a NOT b": "The first without the second.",
    "a OR b": "Either; it binds less than words side by side.",
    "( )": "What belongs together.",
    "mark*": "As a prefix.",
    "removl~": "As a word with a similar spelling.",
    "C++, .NET, A*": "Names with signs: as they are written, they come first.",
    '"foo: bar"': "Text with a colon; without quotes, `foo:` is taken for a field.",
}
"""The operators of a query → what they mean."""
QUERY_EXAMPLES = {
    "watermark removal": "Both words.",
    '"language model" -vision': "The phrase, without the word.",
    "diffusion OR flow": "Either word.",
    "title:attention venue:ICLR2026": "In the title, at one venue.",
    "limitations:compute": "In a section on limitations.",
    "year:2025..2026 has:code": "Of these years, with code.",
    'is:unread is:starred list:"to read" tag:vision': "By what you did.",
    'remark:tide remark:"tide tables" has:remark': "By your own remarks.",
    "(audio OR speech) sort:-date": "In another order.",
    "topic:(llm_safety OR robotics)": "Under one of two topics.",
}
"""Queries as people write them → what they find. A test parses each."""
PAGES = {"papernotes": program_page, "config": config_page, "queries": queries_page}
"""The pages of the manual by the word that `papernotes man` is given."""
