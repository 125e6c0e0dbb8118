"""A home that was copied is another device, and nobody learns which computer it was on."""

import shutil

import pytest

from papernotes.reading.log.events import StateChange
from papernotes.reading.storage import device
from papernotes.reading.store import ReadingStore


def read(title):
    return [StateChange((f"title:{title}",), "read", True)]


def device_of(home):
    with ReadingStore.open(home) as store:
        return store.device


@pytest.fixture
def on(monkeypatch):
    """Makes this the computer with the machine id."""
    return lambda identity: monkeypatch.setattr(device, "machine_id", lambda: identity)


def test_a_copied_home_is_another_device(tmp_path):
    with ReadingStore.open(tmp_path / "home") as store:
        store.apply(read("a"))
        original = store.device
    shutil.copytree(tmp_path / "home", tmp_path / "copy")
    (tmp_path / "shared").mkdir()
    with ReadingStore.open(tmp_path / "copy") as copy, ReadingStore.open(tmp_path / "home") as home:
        assert home.device == original != copy.device
        assert copy.state_of(["title:a"]).read
        assert copy.undo() is None  # it was the other one that marked it
        copy.apply(read("b"))
        home.apply(read("c"))
        for store in (home, copy, home):
            store.sync_folder(tmp_path / "shared")
        assert home.papers() == copy.papers()
        assert {path.stem for path in (tmp_path / "shared").iterdir()} == {home.device, copy.device}
        assert home.undo().text == "undone: marked 1 paper read"
        assert not home.state_of(["title:c"]).read


def test_computers_that_share_a_home_keep_their_names(tmp_path, on):
    on("1" * 32)
    first = device_of(tmp_path)
    on("2" * 32)
    second = device_of(tmp_path)
    on("1" * 32)
    assert device_of(tmp_path) == first != second
    assert b"1" * 32 not in (tmp_path / "reading.db").read_bytes()


def test_a_name_from_before_is_kept_where_it_may_be_ours(tmp_path, on):
    ReadingStore.open(tmp_path).close()

    def begin(name):
        with ReadingStore.open(tmp_path) as store, store.repository.database.transaction() as connection:
            connection.execute("DELETE FROM local WHERE name LIKE 'device%'")
            connection.execute("INSERT INTO local VALUES ('device', ?)", (name,))

    ours = f"{device.host_name()}-abcdef"
    begin(ours)
    assert device_of(tmp_path) == ours
    on("elsewhere")
    assert device_of(tmp_path) != ours
    begin("elsewhere-abcdef")
    assert device_of(tmp_path) != "elsewhere-abcdef"


@pytest.mark.parametrize("content", [None, b"", b"uninitialized\n", b"\xff\xfe"])
def test_a_computer_without_an_identity_goes_by_the_folder(tmp_path, monkeypatch, content):
    file = tmp_path / "machine-id"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(device, "MACHINE_IDS", (file,))
    assert device.machine_id() == ""
    assert device.fingerprint(tmp_path) == device.fingerprint(tmp_path / "." / "x" / "..")
    assert device.fingerprint(tmp_path) != device.fingerprint(tmp_path / "x")
    file.write_bytes(b"0123456789abcdef0123456789abcdef\n")
    assert device.machine_id() == "0123456789abcdef0123456789abcdef"
