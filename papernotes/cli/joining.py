"""join, split."""

from __future__ import annotations

import argparse

from papernotes import joining
from papernotes.cli.keys import entry_of
from papernotes.cli.opened import session
from papernotes.cli.terminal import print_line


def join(arguments: argparse.Namespace) -> int:
    """Hold two papers for one."""
    with session() as opened:
        one, other = (entry_of(opened, key) for key in arguments.keys)
        print_line(joining.join(opened, one, other))
    return 0


def split(arguments: argparse.Namespace) -> int:
    """Hold the notes of a key for a paper of their own."""
    with session() as opened:
        entry_of(opened, arguments.key)  # which says what to do where there is none
        print_line(joining.split(opened, arguments.key))
    return 0
