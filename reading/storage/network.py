"""A data folder on a network file system: how to recognise one, and how to let only one computer at a time write there.

SQLite's write-ahead log needs memory that all processes share, which two computers cannot. So on such a file system the
database has a rollback journal instead. We cannot know whether locks reach other computers, and without locks two
computers could destroy the file. So a computer that writes leaves a **lease** beside the file, and while the lease is
fresh, other computers only read.

On Linux the kind of file system is read from `/proc/self/mountinfo`, which takes a tenth of a millisecond. On macOS `mount`
is run, which takes 5 ms, but only for folders outside the system's own disks. On other systems, and where this is wrong, the
environment variable PAPERNOTES_NETWORK_HOME decides: `yes` or `no`.
"""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import suppress
from pathlib import Path

from papernotes.reading.errors import ReadingError
from papernotes.reading.storage.files import make_private_file, move_special_aside, read_regular_file

FORCED = "PAPERNOTES_NETWORK_HOME"
LEASE_SECONDS = 120
"""How long after the last sign of life of a computer another one only reads."""
_RENEWED_AFTER_SECONDS = 20
_MAXIMUM_LEASE_BYTES = 10_000
_MAXIMUM_NAME_CHARACTERS = 64
"""As much of a computer's name as is told: anything may be in the file."""
MOUNTS = Path("/proc/self/mountinfo")
_KINDS = re.compile(
    r"(fuse\.)?(nfs\d?|cifs|smb\w*|sshfs|9p|virtiofs|vboxsf|prl_fs|vmhgfs\S*|afs|afpfs|webdav|davfs\d?|ceph\S*|lustre|"
    r"gluster\w*|beegfs\w*|gpfs|orangefs|ncpfs|rclone|s3fs|gfs2?|ocfs2|macfuse|osxfuse)"
)


class InUseError(ReadingError):
    """Another computer is changing the reading state."""


def is_networked(folder: Path) -> bool:
    """Whether a folder is on a file system that several computers may share, as far as we can know."""
    forced = os.environ.get(FORCED, "").casefold()
    if forced in ("yes", "no"):
        return forced == "yes"
    with suppress(OSError):
        return _KINDS.fullmatch(_kind(folder)) is not None
    return False


def _kind(folder: Path) -> str:
    """The system's name for the kind of the folder's file system; empty if it does not say."""
    if sys.platform == "darwin":
        return _kind_on_macos(folder)
    device = folder.stat().st_dev
    text = MOUNTS.read_text("utf-8", "surrogateescape") if MOUNTS.exists() else ""
    found = text.find(f" {os.major(device)}:{os.minor(device)} ")
    line = text[found : text.find("\n", found)] if found >= 0 else ""
    return line.partition(" - ")[2].partition(" ")[0]


def _kind_on_macos(folder: Path) -> str:
    own = {Path(disk).stat().st_dev for disk in ("/", "/System/Volumes/Data") if Path(disk).exists()}
    if folder.stat().st_dev in own:
        return "apfs"
    import subprocess

    mounted = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False)
    return kind_in(mounted.stdout, folder.resolve())


def kind_in(mounts: str, folder: Path) -> str:
    """The kind of the file system of a folder, according to the output of `mount` on macOS and the BSDs."""
    found = re.findall(r"^.* on (/.*) \((\w+)", mounts, re.MULTILINE)
    inside = [(len(mount), kind) for mount, kind in found if folder.is_relative_to(mount)]
    return max(inside)[1] if inside else ""


class Lease:
    """A file beside the database by which this computer says that it writes there. Methods raise InUseError and OSError."""

    def __init__(self, database: Path, holder: str) -> None:
        self.path = database.with_name(f"{database.name}.in-use")
        self._holder = holder
        self._renewed = -float(_RENEWED_AFTER_SECONDS)

    def take(self) -> None:
        """Take or renew the lease. Raises InUseError while another computer has it."""
        move_special_aside(self.path)
        mine = self._read() == self._holder
        if mine and time.monotonic() - self._renewed < _RENEWED_AFTER_SECONDS:
            return
        part = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        try:
            part.unlink(missing_ok=True)
            make_private_file(part)
            part.write_text(self._holder, "utf-8")
            if not mine:
                self._demand_stale(
                    part.stat().st_mtime
                )  # by the clock of the file system, since ours may differ
            part.replace(self.path)
        finally:
            part.unlink(missing_ok=True)
        self._renewed = time.monotonic()

    def give_back(self) -> None:
        """Release the lease, so that another computer can take it at once."""
        with suppress(OSError):
            if self._read() == self._holder:
                self.path.unlink()

    def _demand_stale(self, now: float) -> None:
        with suppress(FileNotFoundError):
            age = now - self.path.stat().st_mtime
            holder = self._read()
            if holder and holder != self._holder and age < LEASE_SECONDS:
                name = "".join(filter(str.isprintable, holder.partition(" ")[0]))[:_MAXIMUM_NAME_CHARACTERS]
                raise InUseError(
                    f"the computer {name} has it open, and on a network file system only one may "
                    f"change it: close papernotes there; if it crashed there, wait {LEASE_SECONDS} seconds"
                )

    def _read(self) -> str:
        try:
            return read_regular_file(self.path, _MAXIMUM_LEASE_BYTES, "replace")
        except FileNotFoundError:
            return ""
