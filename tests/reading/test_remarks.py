"""Remarks: plain files, wherever the key comes from."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.reading.errors import ReadingError
from papernotes.reading.remarks.files import Remarks


@pytest.fixture
def remarks(tmp_path):
    return Remarks(tmp_path / "remarks")


def test_written_read_and_taken_away(remarks):
    key = "ICML2025/emergent_misalignment"
    assert remarks.read(key) == "" and remarks.stamp(key) is None and list(remarks.keys()) == []
    remarks.write(key, "My *own* thought.\r\n")
    assert remarks.path(key) == remarks.folder / "ICML2025" / "emergent_misalignment.md"
    assert remarks.read(key) == "My *own* thought.\r\n".replace("\r\n", "\n")
    before = remarks.stamp(key)
    remarks.write(key, "Another.")
    assert remarks.stamp(key) != before
    assert list(remarks.keys()) == [key]
    remarks.write(key, " \n")
    assert remarks.read(key) == "" and list(remarks.keys()) == []
    remarks.write(key, "")


def test_an_editor_may_write_the_file(remarks):
    remarks.prepare("ICLR2026/new").write_bytes(b"fine \xff bytes")
    assert remarks.read("ICLR2026/new") == "fine � bytes"
    assert list(remarks.keys()) == ["ICLR2026/new"]


@pytest.mark.parametrize("name", ["a slug, too", "x~2", "über", "ü b e r", "a%b", "(one)"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_file_that_somebody_made_under_the_plain_name_is_the_remark(remarks, name, form):
    folder, key = remarks.folder / "ICML 2025", f"ICML 2025/{name}"
    folder.mkdir(parents=True)
    file = folder / f"{normalize(form, name)}.md"
    file.write_text("By hand.")
    assert list(remarks.keys()) == [key]
    assert remarks.read(key) == "By hand."
    assert remarks.stamp(key) == remarks.stamps()[key]
    remarks.write(key, "By the reader.")
    assert file.read_text() == "By the reader."
    assert remarks.move(key, "V/new")
    assert [path.name for path in remarks.folder.rglob("*.md")] == ["new.md"]
    assert remarks.read(key) == ""


def test_of_two_files_with_one_remark_one_counts_and_that_is_told(remarks):
    remarks.write("V/x~2", "By the reader.")
    (remarks.folder / "V" / "x~2.md").write_text("By hand.")
    told: list[ReadingError] = []
    assert remarks.stamps(told.append)["V/x~2"] == remarks.stamp("V/x~2")
    assert remarks.read("V/x~2") == "By the reader."
    assert [str(one) for one in told] == [
        f"two files have the remark on V/x~2: only {remarks.path('V/x~2')} counts"
    ]


def test_no_plain_name_leads_out(remarks, tmp_path):
    (remarks.folder / "V").mkdir(parents=True)
    (tmp_path / "secret.md").write_text("secret")
    for key in ("V/../../secret", "../secret", "V/..", f"{tmp_path}/secret", "V/" + "x~" * 200):
        assert remarks.read(key) == ""


def test_links_in_a_circle_stop_nothing(remarks):
    remarks.write("V/s", "Mine.")
    for name in ("circle", "V/circle.md"):
        (remarks.folder / name).symlink_to(remarks.folder / name)
    assert list(remarks.keys()) == ["V/s"]
    with pytest.raises(ReadingError, match="cannot be read"):
        remarks.read("V/circle")


def test_a_damaged_name_of_a_long_key_stops_nothing(remarks):
    key = "V/" + "long " * 60
    remarks.write(key, "Mine.")
    beside = remarks.path(key).with_suffix(".key")
    beside.write_bytes(b"\xff\xfe")
    assert len(list(remarks.keys())) == 1


def test_what_the_disk_refuses_is_told(remarks, tmp_path):
    (tmp_path / "remarks").write_text("a file in the way")
    assert remarks.read("V/s") == ""
    with pytest.raises(ReadingError, match="cannot be written"):
        remarks.write("V/s", "text")
    Remarks(tmp_path).path("V/s").mkdir(parents=True)
    with pytest.raises(ReadingError, match="cannot be read"):
        Remarks(tmp_path).read("V/s")


@pytest.mark.parametrize(
    "key",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "..",
        "a/..",
        "../x",
        "V/../../x",
        "V/",
        "/",
        "",
        ".hidden/.x",
        "CON/nul.txt",
        "V/a\0b\n",
        "V/a:b*?",
        "V/" + "语" * 300,
        "V/" + "x" * 300 + "1",
        "V/" + "x" * 300 + "2",
        "V/ends.",
        "V/e\u0301",
        "V/é",
        "V/\udcff",
        "C:\\x/y",
    ],
)
def test_no_key_leads_out_and_every_key_comes_back(remarks, key):
    path = remarks.path(key)
    assert path.resolve().is_relative_to(remarks.folder.resolve()) and path != remarks.folder
    assert path.suffix == ".md" and len(path.relative_to(remarks.folder).parts) <= 2
    if "\udcff" not in key:
        remarks.write(key, "text")
        assert list(remarks.keys()) == [key]


@given(st.lists(st.text(max_size=12), min_size=2, max_size=2, unique=True))
def test_two_keys_have_two_files(tmp_path_factory, keys):
    remarks = Remarks(tmp_path_factory.getbasetemp())
    one, two = map(remarks.path, keys)
    assert one != two
    assert ".." not in one.parts and one.is_relative_to(remarks.folder)
