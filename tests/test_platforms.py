"""Linux and macOS: what only one of them has is not used, or has another way, which is tried here as far as it can be."""

from __future__ import annotations

import ast
import fcntl
import os
import sys
from pathlib import Path

import pytest

from papernotes.__main__ import main
from papernotes.reading import ReadingStore, StateChange, write_atomically
from papernotes.reading.storage import network
from papernotes.reading.storage.device import MACHINE_IDS, host_name
from papernotes.reading.storage.files import to_disk

ROOT = Path(__file__).parent.parent
FULL_SYNC = 51
"""The number that F_FULLFSYNC has on macOS."""
ONLY_LINUX = {
    "os": "fdatasync sched_getaffinity sched_setaffinity sched_setscheduler posix_fadvise posix_fallocate splice "
    "copy_file_range memfd_create eventfd pidfd_open getrandom O_PATH O_TMPFILE O_DIRECT O_NOATIME getxattr setxattr "
    "listxattr unshare setns getresuid setresuid MFD_CLOEXEC timerfd_create",
    "select": "epoll EPOLLIN",
    "signal": "pidfd_send_signal sigtimedwait sigwaitinfo SIGRTMIN SIGRTMAX SIGPWR SIGSTKFLT",
    "fcntl": "F_NOTIFY F_OFD_SETLK F_OFD_SETLKW F_ADD_SEALS F_SETPIPE_SZ F_SETLEASE",
    "resource": "prlimit RUSAGE_THREAD",
    "socket": "AF_NETLINK AF_ALG SO_PEERCRED",
    "time": "CLOCK_BOOTTIME pthread_getcpuclockid",
}
"""A module → what Python has of it on Linux alone, or on no macOS that is in use."""
ASKED_OF_LINUX = {"reading/storage/network.py", "papernotes/bug_report.py", "reading/storage/access.py"}
"""The files that look into /proc or /dev/shm, and go on without where there is none."""


def trees() -> list[tuple[str, ast.Module]]:
    folders = ("papernotes", "tui", "index", "notes", "reading", "render")
    files = (file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    return [(str(file.relative_to(ROOT)), ast.parse(file.read_text("utf-8"))) for file in files]


def test_nothing_is_used_that_only_linux_has() -> None:
    names = {(module, name) for module, known in ONLY_LINUX.items() for name in known.split()}
    used, asked = [], set()
    for file, tree in trees():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and (node.value.id, node.attr) in names
            ):
                used.append(f"{file}:{node.lineno}: {node.value.id}.{node.attr}")
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value.startswith(("/proc/", "/dev/shm", "/sys/"))
            ):
                asked.add(file)
    assert used == []
    assert asked <= ASKED_OF_LINUX


def test_on_windows_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit) as ended:
        main(["list"])
    assert ended.value.code == (
        "papernotes: runs on Linux and macOS; on Windows, install and start it in WSL: `wsl --install`"
    )


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of a macOS: its F_FULLFSYNC, and `fsync`."""
    found: list[str] = []
    sync = os.fsync
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", FULL_SYNC, raising=False)
    monkeypatch.setattr(
        fcntl, "fcntl", lambda handle, what: found.append("full" if what == FULL_SYNC else str(what))
    )
    monkeypatch.setattr(os, "fsync", lambda handle: (found.append("fsync"), sync(handle)))
    return found


def test_on_macos_the_disk_writes_what_is_precious(calls: list[str], tmp_path: Path) -> None:
    write_atomically(tmp_path / "precious", "mine")
    assert calls[0] == "full"
    assert (tmp_path / "precious").read_text() == "mine"
    calls.clear()
    with ReadingStore.open(tmp_path / "data") as store:
        store.apply([StateChange(("title:tide",), "starred", True)])
        assert calls.count("full") >= 1, "the journal"
        assert store.repository.database.connection.execute("PRAGMA fullfsync").fetchone() == (1,)


def test_a_file_system_of_macos_without_it_is_asked_as_elsewhere(
    calls: list[str], tmp_path: Path, monkeypatch
) -> None:
    def refused(handle: int, what: int) -> None:
        raise OSError(45, "Operation not supported")

    monkeypatch.setattr(fcntl, "fcntl", refused)
    with (tmp_path / "precious").open("w") as file:
        to_disk(file.fileno())
    assert calls == ["fsync"]


def test_without_proc_and_machine_ids_homes_are_read_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "MOUNTS", tmp_path / "no" / "mountinfo")
    monkeypatch.setattr("papernotes.reading.storage.access.IN_MEMORY", (str(tmp_path / "no shm"),))
    for path in MACHINE_IDS:
        assert path.is_absolute()
    monkeypatch.setattr("papernotes.reading.storage.device.MACHINE_IDS", (tmp_path / "no" / "machine-id",))
    assert not network.is_networked(tmp_path)
    assert host_name()
    with ReadingStore.open(tmp_path / "data") as store:
        store.apply([StateChange(("title:tide",), "starred", True)])
    with ReadingStore.open(tmp_path / "data") as store:
        assert store.state_of(["title:tide"]).starred
