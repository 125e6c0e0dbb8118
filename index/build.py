"""Building an index from nothing, and applying changes to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage

from index.errors import BuildCancelled
from index.schema import document, schema
from index.storage import replacing
from notes.model import EntryText

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]
BATCH = 200


class EntryLoader(Protocol):
    """Where the entries come from. It must survive pickling, into a process of its own."""

    def keys(self) -> list[str]:
        """The keys of all entries, newest first."""

    def load(self, keys: Sequence[str]) -> Iterator[EntryText]:
        """The entries of these keys, in this order; one that is gone is left out."""


def build(folder: Path, loader: EntryLoader, progress: Progress, cancel: Cancel, processes: int) -> None:
    """Builds the index of all the loader's entries in place of what is in `folder`."""
    keys = loader.keys()
    with replacing(folder) as fresh:
        created = whoosh_index.create_in(str(fresh), schema())
        writer = created.writer(limitmb=256)
        done = 0
        progress(done, len(keys))
        while done < len(keys):
            batch = keys[done : done + BATCH]
            if cancel():
                writer.cancel()
                raise BuildCancelled
            for entry in loader.load(batch):
                writer.add_document(**document(entry))
            done += len(batch)
            progress(done, len(keys))
        writer.commit()
        created.close()


def apply(folder: Path, changed: Iterable[EntryText], removed: Iterable[str]) -> None:
    """Puts the changed entries in place of those with their keys, and removes others."""
    opened = open_whoosh(folder)
    writer = opened.writer()
    try:
        for key in removed:
            writer.delete_by_term("key", key)
        for entry in {entry.key: entry for entry in changed}.values():
            writer.update_document(**document(entry))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    opened.close()


def open_whoosh(folder: Path) -> Any:
    """Whoosh's own index object of the folder."""
    return whoosh_index.FileIndex(FileStorage(str(folder)))
