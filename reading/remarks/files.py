"""The reader's own remarks: plain Markdown files, one for each entry, which belong to nobody but the reader.

An entry's key `ICLR2026/some_slug` has its remark in `ICLR2026/some_slug.md`; to which paper a file
belongs when the key has changed hands is for `reading.remarks.remark_sync` to say. What a file name
cannot hold safely is written as in a URL (`%2F`), so no key leads out of the folder, and the key
can be read off the path. A file that the reader made under the plain name (`a slug~2.md`) is taken as it
is. Names that are too long for a file are cut and carry a part of their SHA-256; the key then lies
beside, in a file that ends in `.key`.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from papernotes.reading.errors import ReadingError
from papernotes.reading.storage.files import (
    make_private_folder,
    read_regular_file,
    sync_folder_entry,
    write_atomically,
)

MAXIMUM_FILE_BYTES = 16_000_000
"""A larger file is not read as a remark: it would fill the memory."""
_MAXIMUM_PART_BYTES = 150
_MAXIMUM_KEY_BYTES = 10_000
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
"""Names that Windows gives to no file: https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""


class FileStamp(NamedTuple):
    """Size, time of change (ns) and number of a file: another one where the file has changed."""

    size: int
    time: int
    number: int

    @classmethod
    def of(cls, status: os.stat_result) -> FileStamp:
        return cls(status.st_size, status.st_mtime_ns, status.st_ino)


class Remarks:
    """The remarks in a folder. Methods raise ReadingError for what the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._keys: dict[str, str] = {}

    def path(self, key: str) -> Path:
        """The file of the entry's remark, whether or not there is one."""
        venue, slash, slug = key.partition("/")
        parts = (venue, slug) if slash and venue and slug else (key,)
        safe = tuple(map(_part, parts))
        own = self._file(safe)
        if (safe == parts and key.isascii()) or not all(map(_may_be_name, parts)) or _is_file(own):
            return own
        plain = [self._file(unicodedata.normalize(form, part) for part in parts) for form in ("NFC", "NFD")]
        return next((file for file in plain if _is_file(file) and self._key_in_name(file) == key), own)

    def _file(self, parts: Iterable[str]) -> Path:
        return self.folder / ("/".join(parts) + ".md")

    def _key_in_name(self, file: Path) -> str:
        """The key that a file name stands for, in any Unicode spelling."""
        return _key_from(Path(unicodedata.normalize("NFC", str(file.relative_to(self.folder)))))

    def read(self, key: str) -> str:
        """The remark; empty if there is none."""
        try:
            return read_regular_file(self.path(key), MAXIMUM_FILE_BYTES, "replace")
        except (FileNotFoundError, NotADirectoryError):
            return ""
        except OSError as error:
            raise self._unreadable(key, error) from error

    def content(self, key: str) -> str | None:
        """The remark as it stands in its file, empty if there is none; None if that is not text in UTF-8."""
        try:
            return read_regular_file(self.path(key), MAXIMUM_FILE_BYTES)
        except UnicodeDecodeError:
            return None
        except (FileNotFoundError, NotADirectoryError):
            return ""
        except OSError as error:
            raise self._unreadable(key, error) from error

    def write(self, key: str, text: str) -> None:
        """Keep the remark, whole on disk when this returns; an empty one takes it away."""
        path = self.path(key)
        try:
            if text.strip():
                self.prepare(key)
                write_atomically(path, text, private=True)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise ReadingError(f"the remark {path} cannot be written: {error.strerror or error}") from error

    def _unreadable(self, key: str, error: OSError) -> ReadingError:
        return ReadingError(f"the remark {self.path(key)} cannot be read: {error.strerror or error}")

    def prepare(self, key: str) -> Path:
        """Make the folder of the remark's file, for an editor that writes it; the file's path. OSError."""
        path = self.path(key)
        make_private_folder(path.parent)
        if self._key_in_name(path) != key:
            write_atomically(path.with_suffix(".key"), key, private=True)
        return path

    def move(self, key: str, new: str) -> bool:
        """Give a remark's file another name; False where there is none, or one with that name. OSError.

        A link leads afterwards to where it led before.
        """
        path, target = self.path(key), self.prepare(new)
        try:
            if path.is_symlink():
                target.symlink_to(_seen_from(target, _destination(path), path))
            else:
                os.link(path, target)  # unlike renaming, never in the place of another file
        except (FileExistsError, FileNotFoundError):
            return False
        except OSError:  # a file system without second names
            if target.exists() or not path.exists():
                return False
            path.rename(target)
        self.drop_name(key)
        sync_folder_entry(target.parent)
        return True

    def drop_name(self, key: str) -> None:
        """Take away the name of a file that has another one. OSError."""
        path = self.path(key)
        path.unlink(missing_ok=True)
        if self._key_in_name(path) != key:
            path.with_suffix(".key").unlink(missing_ok=True)
        self._keys.pop(str(path), None)

    def lead_on(self, moved: Mapping[Path, str]) -> None:
        """Have the links among the remarks that led to files which were moved lead to them again. OSError.

        `moved`: the former paths of files, and the keys that they have now.
        """
        places = {_in_real_folder(path): new for path, new in moved.items()}
        for entry in _all_files(self.folder, _refuse) if places else ():
            link = Path(entry.path)
            new = places.get(_destination(link)) if entry.is_symlink() else None
            if new is None:
                continue
            part = link.with_name(f".{os.urandom(8).hex()}.part")
            part.symlink_to(_seen_from(link, _in_real_folder(self.path(new)), link))
            part.replace(link)
            sync_folder_entry(link.parent)

    def are_one_file(self, key: str, other: str) -> bool:
        """Whether both keys are names of one file, as in the middle of a move, or links to one place."""
        path, another = self.path(key), self.path(other)
        try:
            if path.is_symlink() and another.is_symlink():
                return _destination(path) == _destination(another)
            return os.path.samestat(path.lstat(), another.lstat())
        except OSError:
            return False

    def keys(self, unreadable: Callable[[ReadingError], None] | None = None) -> Iterator[str]:
        """The keys of all entries with a remark, in order; see `stamps`."""
        return iter(sorted(self.stamps(unreadable)))

    def stamps(self, unreadable: Callable[[ReadingError], None] | None = None) -> dict[str, FileStamp]:
        """The stamps of all remarks there are, by key: what looks whether any has changed, and cheaply.

        A folder that cannot be read raises ReadingError; if `unreadable` is given, it takes the error
        and the folder is left out. Only what changes nothing may leave folders out.
        """
        found: dict[str, FileStamp] = {}
        for file in _files(self.folder, unreadable or _refuse):
            with suppress(OSError):  # it was deleted just now
                key = self._key_of(file.path)
                if key not in found:
                    found[key] = FileStamp.of(file.stat())
                    continue
                counts = self.path(key)
                found[key] = FileStamp.of(counts.stat())
                if unreadable is not None:
                    unreadable(ReadingError(f"two files have the remark on {key}: only {counts} counts"))
        return found

    def stamp(self, key: str, unreadable: Callable[[ReadingError], None] | None = None) -> FileStamp | None:
        """The stamp of the remark's file; None if there is none, or where that cannot be told, which `unreadable` takes."""
        path = self.path(key)
        try:
            return FileStamp.of(path.stat())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            if unreadable is not None:
                unreadable(_folder_error(path.parent, error))
            return None

    def _key_of(self, file: str) -> str:
        key = self._keys.get(file)
        if key is None:
            path = Path(file)
            key = self._key_in_name(path)
            with suppress(OSError, UnicodeDecodeError):  # there is none, or it is damaged
                key = read_regular_file(path.with_suffix(".key"), _MAXIMUM_KEY_BYTES)
            self._keys[file] = key
        return key


def _folder_error(folder: Path, error: OSError) -> ReadingError:
    refused = ReadingError(f"the remarks in {folder} cannot be read: {error.strerror or error}")
    refused.__cause__ = error
    return refused


def _refuse(error: ReadingError) -> None:
    raise error


def _in_real_folder(path: Path) -> str:
    """The path with no link in it but itself."""
    return os.path.join(os.path.realpath(path.parent), path.name)  # noqa: PTH118 - to compare


def _destination(link: Path) -> str:
    """Where a link leads, one step far; its last part may be a link itself. OSError."""
    return _in_real_folder(Path(_in_real_folder(link)).parent / os.readlink(link))  # noqa: PTH115 - as it is written


def _seen_from(link: Path, destination: str, former: Path) -> str:
    """What a link has to say to lead to a destination: in the way that the former one does, absolute or relative."""
    is_absolute = os.readlink(former).startswith("/")  # noqa: PTH115 - as it is written
    return destination if is_absolute else os.path.relpath(destination, os.path.realpath(link.parent))


def _files(folder: Path, unreadable: Callable[[ReadingError], None]) -> Iterator[os.DirEntry[str]]:
    """The remarks' files that there are, links that lead to one among them."""
    return (entry for entry in _all_files(folder, unreadable) if _holds(entry.is_file))


def _all_files(
    folder: Path, unreadable: Callable[[ReadingError], None], depth: int = 1
) -> Iterator[os.DirEntry[str]]:
    """The remarks' files in a folder and in its folders down to `depth` levels, with links that lead nowhere."""
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        unreadable(_folder_error(folder, error))
        return
    for entry in entries:
        if depth and _holds(entry.is_dir):
            yield from _all_files(Path(entry.path), unreadable, depth - 1)
        elif entry.name.endswith(".md"):
            yield entry


def _holds(asked: Callable[[], bool]) -> bool:
    """Whether a folder's entry is what was asked; False for links that lead in a circle, for which asking raises."""
    try:
        return asked()
    except OSError:
        return False


def _key_from(path: Path) -> str:
    return "/".join(unquote(part) for part in path.with_suffix("").parts)


def _may_be_name(part: str) -> bool:
    """Whether a file or folder may have this name, so that it is in its folder and nowhere else."""
    return part not in (".", "..") and "/" not in part and "\0" not in part


def _is_file(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises where a folder is closed, or a name is too long


def _part(name: str) -> str:
    """The name as one part of a path."""
    plain = unicodedata.normalize("NFC", name) == name
    safe = "".join(char if _is_safe(char, plain) else _percent(char) for char in name)
    if safe.startswith(".") or safe.casefold().partition(".")[0] in _RESERVED:
        safe = _percent(safe[0]) + safe[1:]
    if safe.endswith("."):
        safe = safe[:-1] + "%2E"
    if len(safe.encode()) > _MAXIMUM_PART_BYTES:
        digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        safe = safe.encode()[: _MAXIMUM_PART_BYTES - 20].decode("utf-8", "ignore") + "~" + digest
    return safe or "%~"  # which no name becomes: a percent sign stands as %25


def _is_safe(char: str, plain: bool) -> bool:
    return char in "-_." or (char.isalnum() and (char.isascii() or plain))


def _percent(char: str) -> str:
    if char.isascii():
        return f"%{ord(char):02X}"
    return quote(char, safe="", errors="surrogatepass")
