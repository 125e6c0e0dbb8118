"""Which computer and folder this is, to notice that a home was copied: as a hash, which tells nobody more.

A copied home must not go on under the original's device name: both would add to one file of an
exchange, and undo each other's steps.
"""

from __future__ import annotations

import hmac
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
"""Where Linux and the BSDs keep theirs: https://www.freedesktop.org/software/systemd/man/machine-id.html"""
_NONE = ("", "uninitialized")


def fingerprint(folder: Path) -> str:
    """The folder on this computer. As the maker of machine ids asks, theirs is only the key of a hash."""
    place = str(folder.resolve()).encode("utf-8", "surrogateescape")
    return hmac.new(machine_id().encode(), b"papernotes " + place, "sha256").hexdigest()[:16]


def machine_id() -> str:
    """What the system calls this computer; empty where it does not say (containers, often)."""
    if sys.platform == "darwin":
        return _of_macos()
    for path in MACHINE_IDS:
        with suppress(OSError, ValueError):
            if (found := path.read_text("utf-8").strip()) not in _NONE:
                return found
    return ""


def host_name() -> str:
    """The computer's name, as far as it can be part of a file's name."""
    import platform  # for a new home only

    name = re.sub(r"[^\w-]", "", platform.node().partition(".")[0], flags=re.ASCII)[:40]
    return name or "device"


def new_device() -> str:
    """A name for a new device: the computer's, and a random part that tells two homes on it apart."""
    return f"{host_name()}-{os.urandom(3).hex()}"


def _of_macos() -> str:
    """`gethostuuid(3)`."""
    import ctypes

    identity, patience = (ctypes.c_ubyte * 16)(), (ctypes.c_long * 2)(1, 0)
    with suppress(OSError, AttributeError):
        if ctypes.CDLL(None).gethostuuid(identity, patience) == 0:
            return bytes(identity).hex()
    return ""
