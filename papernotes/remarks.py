"""The reader's remarks on papers: which file a remark is in, and writing it in the reader's editor."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papernotes.config.paths import is_there
from papernotes.editor import run_editor
from papernotes.errors import UserError
from papernotes.notes import clean
from papernotes.programs import ended
from papernotes.reading import (
    ReadingError,
    drop_left_parts,
    lock_number,
    make_private_folder,
    read_regular_file,
    write_atomically,
)

if TYPE_CHECKING:
    from papernotes.index import Matcher, Snippet
    from papernotes.marked_library import MarkedLibrary
    from papernotes.notes import Entry
    from papernotes.reading import FileStamp

MAXIMUM_DRAFT_BYTES = 16_000_000
"""A larger draft is not read: a remark may not be larger either."""
MINIMUM_EDITING_SECONDS = 1.0
"""An editor that returns sooner may still have the file open in a window of its own."""

SNIPPET_PREFIX = "remark: "
"""Stands before a snippet that comes from a remark."""

_KIND = "entry:"


class Draft(NamedTuple):
    """A remark that is being written: the paper's identifiers and key, the text so far, and the file to edit.

    `stamps` show later whether another program changed the remark meanwhile. `left` is True if the file has text
    that an earlier attempt could not save. Until `release`, no other copy of the program edits the file.
    """

    identifiers: tuple[str, ...]
    key: str
    text: str
    file: Path
    stamps: tuple[FileStamp, ...]
    left: bool
    lock: int | None

    def release(self) -> None:
        """Let other copies of the program edit the remark."""
        if self.lock is not None:
            os.close(self.lock)


def keys_of(session: MarkedLibrary, entry: Entry) -> list[str]:
    """The keys of the files with remarks on the entry's paper.

    There can be several, if other devices know the paper by other entries.
    """
    return _files(session, entry.paper, entry.key, session.library.identifiers(entry))


def _files(session: MarkedLibrary, paper: int, key: str, identifiers: Sequence[str]) -> list[str]:
    names = (name.removeprefix(_KIND) for name in identifiers if name.startswith(_KIND))
    return session.remark_owners.keys_of(paper, dict.fromkeys([key, *names]), identifiers)


def read(session: MarkedLibrary, entry: Entry) -> str:
    """The remark on the entry's paper, without control characters; empty if there is none.

    A file that cannot be read is reported and left out.
    """

    def readable(key: str) -> str:
        try:
            return session.reading.remarks.read(key)
        except ReadingError as error:
            session.reading.tell(error)
            return ""

    return clean(_together(map(readable, keys_of(session, entry))))


def _together(each: Iterable[str]) -> str:
    texts = dict.fromkeys(each)
    return "\n".join(text for text in texts if text)


def passage(
    session: MarkedLibrary, entry: Entry, matcher: Matcher, width: int, measure: Callable[[str], int] = len
) -> Snippet | None:
    """The passage of the remark that matches, at most `width` wide by `measure`; None if the remark does not match."""
    if not session.remark_words:
        return None
    from papernotes.index import Snippet

    found = matcher.snippet(read(session, entry), width - len(SNIPPET_PREFIX), measure)
    if not found.spans:
        return None
    shift = len(SNIPPET_PREFIX)
    return Snippet(SNIPPET_PREFIX + found.text, [(start + shift, end + shift) for start, end in found.spans])


def seen(session: MarkedLibrary, entry: Entry) -> None:
    """Remember which version of the remark on an entry's paper is on the screen."""
    stamp = session.reading.remarks.stamp
    session.remark_in_sight = {key: stamp(key) for key in (entry.key, *keys_of(session, entry))}


def changed(session: MarkedLibrary) -> bool:
    """Whether another program has changed the remark on the screen since the last call, or since `seen`."""
    stamp, before = session.reading.remarks.stamp, session.remark_in_sight
    session.remark_in_sight = {key: stamp(key) for key in before}
    return session.remark_in_sight != before


def begin(session: MarkedLibrary, entry: Entry) -> Draft:
    """Prepare a remark for editing; `release` is for the caller to call.

    Raises ReadingError, and UserError if the draft cannot be written or another copy of the program has it in an editor.
    """
    identifiers = session.library.identifiers(entry)
    lock = _lock(session.reading.folder / "drafts", identifiers)
    try:
        keys = keys_of(session, entry)
        text = _together(map(session.reading.remarks.read, keys))
        file = _draft_file(session, entry.key, identifiers)
        left = _prepared(file, text)
        return Draft(identifiers, entry.key, text, file, _stamps(session, keys), left, lock)
    except BaseException:
        if lock is not None:
            os.close(lock)
        raise


def _lock(folder: Path, identifiers: Sequence[str]) -> int | None:
    """Two programs must not write one draft: what is typed in one would be replaced by the other."""
    try:
        make_private_folder(folder)
        return lock_number(folder / ".lock", int(_digest(identifiers), 16))
    except BlockingIOError:
        raise UserError("another papernotes has this remark in an editor; close that one first") from None
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error.strerror or error}") from error


def _prepared(file: Path, text: str) -> bool:
    """Write the text so far into the draft if there is none; whether there is one with another text, of an earlier attempt."""
    try:
        if file.exists():
            drop_left_parts(file.parent)  # as writing does
            return read_regular_file(file, MAXIMUM_DRAFT_BYTES, "replace") != text
        write_atomically(file, text, private=True)
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror or error}") from error
    return False


def _digest(identifiers: Sequence[str]) -> str:
    return sha256(identifiers[0].encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _draft_file(session: MarkedLibrary, key: str, identifiers: Sequence[str]) -> Path:
    """The file in which the paper's remark is edited.

    Its name contains a hash of the paper's identifier, since another paper may take over the key while a draft is
    left. Older versions named drafts by the key alone.
    """
    remarks, folder = session.reading.remarks, session.reading.folder / "drafts"
    named = folder / remarks.path(key).relative_to(remarks.folder)
    end = f"~{_digest(identifiers)}.md"
    own = named.with_name(named.stem + end)
    left = [] if is_there(own) else sorted(folder.glob(f"*/*{end}"))
    return next(filter(is_there, (*left, own, named)), own)


def _stamps(session: MarkedLibrary, keys: Iterable[str]) -> tuple[FileStamp, ...]:
    """The stamps of a paper's remarks, whatever the names of their files."""
    return tuple(sorted(filter(None, map(session.reading.remarks.stamp, keys))))


def finish(session: MarkedLibrary, draft: Draft, text: str) -> str:
    """Save what was written; returns what was done, for a message.

    The paper is looked up again, since the library may have changed during editing. Raises ReadingError, and UserError
    if another program has changed the remark meanwhile; the draft is then kept.
    """
    paper = session.library.paper_of(draft.identifiers)
    keys = [] if paper is None else _files(session, paper, draft.key, draft.identifiers)
    if _stamps(session, keys) != draft.stamps:
        raise UserError(
            f"the remark was changed by another program meanwhile; what you wrote is in {draft.file}"
        )
    first, *others = keys or [session.reading.free_remark_key(draft.key)]
    texts = {first: text, **dict.fromkeys(others, "")}
    applied = session.reading.write_remarks(draft.identifiers, texts)
    draft.file.unlink(missing_ok=True)
    session.refresh_marks(applied.papers)
    return "kept the remark" if text.strip() else "took the remark away"


def edit(draft: Draft, command: Sequence[str]) -> str:
    """Run the editor on the draft's file, in the terminal, until it ends; returns the text.

    Raises UserError if the editor is missing or fails. What was typed stays in the draft's file, and the next attempt
    continues from there.
    """
    began = time.monotonic()
    try:
        code = run_editor(command, draft.file)
    except UserError:
        _drop(draft)
        raise
    try:
        text = read_regular_file(draft.file, MAXIMUM_DRAFT_BYTES, "replace")
    except FileNotFoundError:
        text = ""  # some editors delete an empty file
    except OSError as error:
        raise UserError(f"{draft.file} cannot be read: {error.strerror or error}") from error
    if code:
        kept = "the remark is unchanged"
        if text != draft.text:
            kept += f"; what you typed is kept in {draft.file} and comes back next time"
        else:
            _drop(draft)
        raise UserError(f"{command[0]} {ended(code)}; {kept}")
    if text == draft.text and time.monotonic() - began > MINIMUM_EDITING_SECONDS:
        _drop(draft)
    return text


def add_quote(session: MarkedLibrary, entry: Entry, text: str, section: str) -> None:
    """Quote a text at the end of the remark on an entry's paper, with the name of its section if there is one.

    Raises ReadingError, and UserError where an unfinished draft of the remark waits.
    """
    draft = begin(session, entry)
    try:
        if draft.left:
            raise UserError(
                f"the remark has an unfinished draft, {draft.file}; edit the remark to continue it"
            )
        finish(session, draft, quoted(draft.text, text, section))
    finally:
        draft.release()


def quoted(remark: str, text: str, section: str) -> str:
    """A remark with a text quoted at its end, as Markdown."""
    lines = [*text.split("\n"), *(["", f"— {section}"] if section else [])]
    quote = "\n".join(f"> {line}".rstrip() for line in lines)
    return f"{remark.rstrip()}\n\n{quote}\n".lstrip()


def _drop(draft: Draft) -> None:
    if not draft.left:
        draft.file.unlink(missing_ok=True)
