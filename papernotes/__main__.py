"""The program: run a command or open the reader, and end failures with a message. `papernotes.cli.arguments` has the arguments."""

from __future__ import annotations

import errno
import os
import signal
import sys
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any

from papernotes.cli.terminal import guard_output, tell
from papernotes.startup import raise_collector_threshold, spare_collector

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""The error numbers of writing when there is no space left."""
NO_WINDOWS = "papernotes: runs on Linux and macOS; on Windows, install and start it in WSL: `wsl --install`"
COMPLETE = "__complete"
"""The first word when a shell asks what fits at its cursor. No command has such a name, and hardly a query."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, or the reader; returns the exit code."""
    if sys.platform == "win32":
        sys.exit(NO_WINDOWS)
    words = list(sys.argv[1:] if arguments is None else arguments)
    guard_output()
    raise_collector_threshold()
    try:
        return _run(words)
    except KeyboardInterrupt:
        tell("stopped")
        return 128 + signal.SIGINT
    except BrokenPipeError:
        _close(sys.stdout)  # the program that read our output has stopped reading
        return 128 + signal.SIGPIPE
    except MemoryError:
        tell("there is not enough memory for this command")
        return 1
    except UnicodeEncodeError:
        encoding = sys.getfilesystemencoding()
        if encoding == "utf-8" and all(map(_is_text, words)):
            raise
        tell(
            f"an argument or file name is not valid text in {encoding}, the encoding of the locale; use a UTF-8 locale"
        )
        return 1
    except OSError as error:
        if error.filename is None and error.errno in NO_SPACE:
            _close(sys.stdout)
            tell(f"cannot write: {error.strerror}; free some space and try again")
        else:
            from papernotes.errors import told_of

            tell(told_of(error))
        return 1


def _is_text(word: str) -> bool:
    """Whether a word of the command line could be decoded completely."""
    return not any("\ud800" <= character <= "\udfff" for character in word)


def _close(stream: IO[Any]) -> None:
    """Let nothing more be written to a stream, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run(words: list[str]) -> int:
    from papernotes.errors import UsageError, failures

    try:
        if words[:1] == [COMPLETE]:
            from papernotes.cli.shell_completion import reply

            return reply(words[1:])
        query = [word for word in words if word != "--ascii"]
        if not query:
            return _open_reader("", ascii=query != words)
        from papernotes.cli.arguments import CHANGING, COMMANDS, build_parser

        if words[0] not in COMMANDS and not query[0].startswith("-"):
            return _open_reader(" ".join(query), ascii=query != words)
        parsed = build_parser(words[0] if words[0] in COMMANDS else "").parse_args(words)
        if parsed.command is None:
            return _open_reader("", ascii=parsed.ascii)
        module, function = COMMANDS[parsed.command].run.split(".")
        run: Callable[[argparse.Namespace], int] = getattr(
            import_module(f"papernotes.cli.{module}"), function
        )
        code = run(parsed)
        sys.stdout.flush()
        if parsed.command in CHANGING:
            _renew_kept_exports()
        return code
    except UsageError as error:
        return _failed(error, 2)
    except failures() as error:
        return _failed(error, 1)


def _failed(error: Exception, code: int) -> int:
    tell(str(error))
    return code


def _open_reader(query: str, *, ascii: bool) -> int:
    from papernotes.tui.startup import open_reader  # only here: commands do not need the screen

    code = open_reader(query, ascii=ascii)
    _renew_kept_exports()
    return code


def _renew_kept_exports() -> None:
    """Write the exports again that are kept up to date, if there are any. What fails is only told."""
    from papernotes.config.paths import find_paths, is_there

    if is_there(find_paths().exports):
        from papernotes.cli.kept_exports import renew
        from papernotes.errors import failures

        try:
            renew()
        except failures() as error:
            tell(str(error))


def run() -> None:
    """The program `papernotes`: ends the process with the exit code."""
    while (free := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass  # started without a standard stream: keep the next opened file from taking its number
    os.close(free)
    sys.stdin, sys.stdout, sys.stderr = (
        stream or os.fdopen(number, mode)
        for number, (stream, mode) in enumerate(((sys.stdin, "r"), (sys.stdout, "w"), (sys.stderr, "w")))
    )
    code = main()
    if code > 128:  # ended by a signal: that its terminal takes no more is no failure besides
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                _close(stream)
    spare_collector()  # else the interpreter searches all objects for garbage at exit, which only takes time
    sys.exit(code)


if __name__ == "__main__":
    run()
