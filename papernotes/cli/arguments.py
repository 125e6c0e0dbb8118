"""The arguments of the command line: one table of commands, and what each takes."""

from __future__ import annotations

import argparse
from typing import NamedTuple

from papernotes.cli.terminal import print_line, tell

USAGE = """papernotes [-h] [--version] [--ascii] [QUERY]
       papernotes COMMAND ..."""
EPILOG = "Without a command, opens the reader, with QUERY in the search bar if one is given."
Options = dict[str, object]
"""What `argparse` is told of an argument. Its `metavar` also says what completes it: see `papernotes.cli.shell_completion`."""
Arguments = tuple[tuple[tuple[str, ...], Options], ...]


def _argument(*names: str, **options: object) -> tuple[tuple[str, ...], Options]:
    return names, options


SHELLS = ("bash", "zsh", "fish")
"""The shells that there is completion for; `papernotes/shells/` has a script for each."""

CONFIG_FILES = ("config", "keybindings", "views", "commands")
"""The files of the configuration folder that are written by hand; `papernotes.cli.schemas` knows what may be in them."""

MANUAL_PAGES = ("papernotes", "config", "queries")
"""The pages of the manual, which `papernotes.cli.manual` makes."""

_JSON = _argument("--json", action="store_true", help="print JSON Lines, one object a line")
_EVENTS = _argument("--events", action="store_true", help="print progress as JSON Lines, for programs")
_QUERY = _argument(
    "query", nargs="*", metavar="QUERY", help="words, phrases, field:value and so on, as in the search bar"
)
_VIEW = _argument("--view", metavar="V", help="what a saved view shows, instead of a QUERY")
_KEY = "an entry's key, VENUE/slug, as `papernotes list` prints it"
_KEYS = f"{_KEY}; - for keys on standard input, one a line"


class _PrintVersion(argparse.Action):
    """Prints the version, which asks git in a checkout, and so is not known beforehand."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from papernotes.version import described

        print_line(described())
        parser.exit()


GLOBAL_OPTIONS: Arguments = (
    _argument(
        "--version", action=_PrintVersion, nargs=0, help="the version, its commit, and the version of Python"
    ),
    _argument("--ascii", action="store_true", help="open the reader without glyphs: ASCII alone"),
)
"""The options of the program itself, without a command."""


class CliCommand(NamedTuple):
    """A subcommand: `run` is the `module.function` of papernotes.cli for it; `exclusive` has options that exclude each other."""

    run: str
    help: str
    arguments: Arguments = ()
    exclusive: tuple[tuple[str, ...], ...] = ()


COMMANDS = {
    "add": CliCommand(
        "sources.add", "add a folder, a git URL, a page (a file or an address), or - for a page on standard input, and sync it",
        (
            _argument("source", metavar="SOURCE", help="folder, git URL, address of a page, file, or - for standard input"),
            _argument("--name", help="what to call it (default: after its last part)"),
            _argument("--folder", default="", metavar="F", help="the folder of a repository that is read (default: all of it)"),
            _argument("--force", action="store_true", help="take the likeliest reading of a page that is not clear, or a folder without notes"),
            _EVENTS,
        ),
    ),
    "sync": CliCommand(
        "sources.sync", "bring sources, library and index up to date, and say what is new",
        (
            _argument("names", nargs="*", metavar="NAME", help="only these sources"),
            _EVENTS,
        ),
    ),
    "sources": CliCommand(
        "sources.sources", "list the sources, or change one: its name, whether it is read and watched",
        (
            _JSON,
            _argument("--rename", nargs=2, metavar=("NAME", "NEW"), help="give it another name"),
            _argument("--pause", metavar="NAME", help="keep its notes, but read it only where `sync` names it"),
            _argument("--resume", metavar="NAME", help="read it again"),
            _argument("--watch", metavar="NAME", help="have the open reader show what changes in it"),
            _argument("--unwatch", metavar="NAME", help="stop watching it"),
        ),
        (("--json", "--rename", "--pause", "--resume", "--watch", "--unwatch"),),
    ),
    "move": CliCommand(
        "sources.move", "read a source from another place from now on; its papers keep their marks",
        (
            _argument("name", metavar="NAME", help="what `papernotes sources` calls it"),
            _argument("source", metavar="SOURCE", help="folder, git URL, address of a page, or file"),
            _argument("--folder", default="", metavar="F", help="the folder of a repository that is read (default: all of it)"),
            _argument("--force", action="store_true", help="take a folder without notes"),
        ),
    ),
    "remove": CliCommand(
        "sources.remove", "forget a source; the reading state stays",
        (_argument("name", metavar="NAME", help="what `papernotes sources` calls it"),),
    ),
    "search": CliCommand(
        "search.search", "search the full text",
        (
            _QUERY,
            _argument("--limit", type=int, metavar="N", help="at most N entries (default: 20)"),
            _JSON,
            _argument("--batch", metavar="FILE", help="one query a line (- for standard input), one JSON object a line"),
        ),
    ),
    "related": CliCommand(
        "related.related_papers", "list the papers that are related to one, and why",
        (
            _argument("key", metavar="KEY", help=_KEY),
            _argument("--limit", type=int, metavar="N", help="at most N papers (default: 12)"), _JSON,
        ),
    ),
    "list": CliCommand(
        "listing.list_entries", "list entries, all or those that a query finds",
        (
            _QUERY,
            _VIEW,
            _argument("--sort", type=str.strip, metavar="ORDER", help="relevance, title, venue, year, date, added, rating, unread, page; -ORDER reverses"),
            _argument("--limit", type=int, metavar="N", help="at most N entries (default: all)"), _JSON,
            _argument("--format", metavar="TEMPLATE", help="a line for each entry, with {key}, {title} and so on filled in"),
        ),
        (("--json", "--format"),),
    ),
    "show": CliCommand(
        "listing.show", "print the notes of an entry's paper",
        (
            _argument("key", metavar="KEY", help=_KEYS),
            _argument("--note", type=int, metavar="N", help="only the N-th note, from 1 (default: all)"),
            _argument("--json", action="store_true", help="what the library knows, as one JSON object"),
            _argument("--markdown", action="store_true", help="the source of the notes"),
            _argument("--plain", action="store_true", help="laid out for the terminal's width, without colour"),
        ),
        (("--json", "--markdown", "--plain"),),
    ),
    "new": CliCommand(
        "own_notes.new", "begin a note of your own about a paper, in the editor, filed where the source keeps its notes",
        (
            _argument("about", metavar="KEY|ARXIV-ID", help=f"{_KEY}; or the arXiv id of any paper"),
            _argument("--source", metavar="NAME", help="the folder among the sources that it goes into (default: the paper's, or the only one)"),
            _argument("--title", metavar="T", help="the title of a paper that is not in the library"),
            _argument("--no-edit", action="store_true", help="only make the file"),
        ),
    ),
    "mark": CliCommand(
        "marking.mark", "change the reading state of papers",
        (
            _argument("keys", nargs="+", metavar="KEY", help=_KEYS),
            _argument("--read", action="store_true", help="they were read"),
            _argument("--unread", action="store_true", help="they were not read"),
            _argument("--later", action="store_true", help="mark them for later"),
            _argument("--skimmed", action="store_true", help="they were skimmed"),
            _argument("--star", action="store_true", help="star them"),
            _argument("--unstar", action="store_true", help="take the star away"),
            _argument("--tag", action="append", default=[], metavar="T", help="tag them"),
            _argument("--untag", action="append", default=[], metavar="T", help="take the tag away"),
            _argument("--list", action="append", default=[], metavar="L", help="put them on the list; it is created if there is none"),
            _argument("--unlist", action="append", default=[], metavar="L", help="take them off the list"),
        ),
        (("--read", "--unread", "--later", "--skimmed"), ("--star", "--unstar")),
    ),
    "join": CliCommand(
        "joining.join", "join two papers into one, with their notes, marks and remarks; `undo` takes it back",
        (_argument("keys", nargs=2, metavar="KEY", help=_KEY),),
    ),
    "split": CliCommand(
        "joining.split", "split a note off as a paper of its own; `undo` takes it back",
        (_argument("key", metavar="KEY", help="the key of the entry or note, VENUE/slug"),),
    ),
    "undo": CliCommand("marking.undo", "undo the last change of the reading state, made here or on the screen"),
    "redo": CliCommand("marking.redo", "redo what was undone last"),
    "export": CliCommand(
        "exports.export", "write entries in a format of other programs: all, those that a query finds, or - for keys on standard input",
        (
            _QUERY,
            _argument("--format", required=True, metavar="F", help="bibtex, csl-json, ris, markdown, json or csv"),
            _argument("--output", metavar="FILE", help="where to (default: standard output); a file there is replaced"),
            _VIEW,
            _argument("--list", metavar="L", help="only the papers of a reading list, in its order"),
            _argument("--keep", action="store_true", help="write the file again whenever library or reading state change"),
        ),
    ),
    "exports": CliCommand(
        "kept_exports.kept_exports", "list the exports that are kept up to date",
        (
            _argument("--renew", action="store_true", help="write all of them now"),
            _argument("--forget", metavar="FILE", help="stop writing the file"), _JSON,
        ),
        (("--renew", "--forget", "--json"),),
    ),
    "import": CliCommand(
        "imports.import_papers", "put papers on a reading list: arXiv ids, URLs or titles, one a line, BibTeX, RIS or CSL-JSON",
        (
            _argument("file", metavar="FILE", help="what names the papers (- for standard input)"),
            _argument("--list", required=True, metavar="L", help="the list; it is created if there is none"),
            _argument("--known", action="store_true", help="leave out what the library does not have; else it is kept, as papers without a note"),
        ),
    ),
    "state": CliCommand(
        "state.state", "move the reading state between devices as JSON Lines, or restore a copy of it",
        (
            _argument(
                "action", choices=("export", "import", "merge", "sync", "copies", "restore"), metavar="ACTION",
                help="export: write all of it to a file; import: read a file, all of it or nothing; merge: read the "
                "sound lines of a file; sync: exchange changes with other devices through a folder; copies: list the "
                "copies that are kept; restore: go back to a copy (what was there is kept)",
            ),
            _argument(
                "place", nargs="?", default="", metavar="FILE",
                help="file (- for standard output or input), folder to sync through, or copy to restore "
                "(default: the newest sound copy, and all changes made since)",
            ),
            _argument("--json", action="store_true", help="with copies: print JSON Lines, one object a line"),
        ),
    ),
    "stats": CliCommand("stats.stats", "progress by venue, topic and list, and what was read each week", (_JSON,)),
    "index": CliCommand(
        "upkeep.index", "bring the full-text index up to date by hand",
        (_argument("--rebuild", action="store_true", help="build it from scratch"),),
    ),
    "config": CliCommand(
        "settings.config", "the current settings, where their file is, and what is wrong in it",
        (
            _argument(
                "--default", nargs="?", const="config", choices=CONFIG_FILES, metavar="WHICH",
                help=f"print a commented file to start from, and write its schema for editors: {', '.join(CONFIG_FILES)} "
                "(default: config)",
            ),
        ),
    ),
    "doctor": CliCommand(
        "upkeep.doctor", "paths, versions, counts, problems, and whether everything is in order",
        (
            _JSON,
            _argument("--fix", action="store_true", help="mend what is not in order, and say what was done"),
            _argument("--report", action="store_true", help="what a bug report needs, without anything private"),
            _argument("--output", metavar="FILE", help="where the report goes (default: standard output)"),
        ),
        (("--json", "--report"),),
    ),
    "completions": CliCommand(
        "shells.completions", "print what completes commands, keys, lists and so on in a shell, for its start-up file",
        (_argument("shell", choices=SHELLS, metavar="SHELL", help=f"{', '.join(SHELLS[:-1])} or {SHELLS[-1]}"),),
    ),
    "man": CliCommand(
        "manual.man", "show the manual, where `man` does not find it",
        (
            _argument(
                "page", nargs="?", default="papernotes", choices=MANUAL_PAGES, metavar="PAGE",
                help=f"{', '.join(MANUAL_PAGES[:-1])} or {MANUAL_PAGES[-1]} (default: papernotes)",
            ),
        ),
    ),
    "keys": CliCommand("upkeep.keys", "the current keymap, actions without a keystroke, and conflicts"),
}  # fmt: skip

CHANGING = frozenset(
    ("add", "sync", "remove", "mark", "undo", "redo", "import", "state", "join", "split", "move", "new")
)
"""Commands that may change library or reading state: after them, kept exports are written again."""


class _Parser(argparse.ArgumentParser):
    """Lets words of a query, and the order in `--sort -date`, begin with a hyphen."""

    takes_value: frozenset[str] = frozenset()
    """In a command with a query: the options with a value. A value cannot begin with a hyphen."""
    has_query = False
    of_command = False

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        words = list(args or ())
        if self.has_query:
            before = ["", *words]
            # A blank before the hyphen keeps argparse from reading the word as an option.
            words = [
                f" {word}" if _is_left_out(word) and last not in self.takes_value else word
                for last, word in zip(before, words, strict=False)
            ]
        found, unknown = super().parse_known_args(words, namespace)
        if (
            unknown and self.of_command
        ):  # reported here: the help of the main parser does not list these options
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown

    def error(self, message: str) -> object:  # type: ignore[override]
        tell(f"{message}; see {self.prog} --help")
        self.exit(2)


def _is_left_out(word: str) -> bool:
    return len(word) > 1 and word[0] == "-" != word[1] and word != "-h"


def build_parser(wanted: str = "") -> argparse.ArgumentParser:
    """The parser of one command (`wanted`), or of all commands, made from COMMANDS."""
    parser = _Parser(
        "papernotes",
        usage=USAGE,
        description="Read, search and keep paper notes in the terminal.",
        epilog=EPILOG,
    )
    for names, options in GLOBAL_OPTIONS:
        parser.add_argument(*names, **options)  # type: ignore[arg-type]
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", prog="papernotes", parser_class=_Parser
    )
    for name, command in COMMANDS.items():
        if wanted not in ("", name):
            continue
        sub = commands.add_parser(name, help=command.help, description=command.help)
        groups = {
            option: group
            for options in command.exclusive
            for group in [sub.add_mutually_exclusive_group()]
            for option in options
        }
        sub.of_command = True
        sub.has_query = any(names == ("query",) for names, _ in command.arguments)
        sub.takes_value = frozenset(
            names[0]
            for names, options in command.arguments
            if "action" not in options and names[0] != "--sort"
        )
        for names, options in command.arguments:
            groups.get(names[0], sub).add_argument(*names, **options)  # type: ignore[arg-type]
    return parser
