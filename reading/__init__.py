"""The reading state: what the reader did with papers. Precious, unlike everything else on disk.

The names below are the whole of what other packages use. Each is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.lazy import face

if TYPE_CHECKING:
    from papernotes.reading.collector import collector_paused as collector_paused
    from papernotes.reading.errors import DamagedError as DamagedError
    from papernotes.reading.errors import ReadingError as ReadingError
    from papernotes.reading.errors import in_words as in_words
    from papernotes.reading.history import Place as Place
    from papernotes.reading.lists import ReadingList as ReadingList
    from papernotes.reading.log.events import TRIAGE as TRIAGE
    from papernotes.reading.log.events import Change as Change
    from papernotes.reading.log.events import Value as Value
    from papernotes.reading.log.events import name_id as name_id
    from papernotes.reading.log.events import tidy_name as tidy_name
    from papernotes.reading.log.exchange import EventFile as EventFile
    from papernotes.reading.log.exchange import Merged as Merged
    from papernotes.reading.log.exchange import Problem as Problem
    from papernotes.reading.log.exchange import Synced as Synced
    from papernotes.reading.remarks.files import Remarks as Remarks
    from papernotes.reading.remarks.files import Stamp as Stamp
    from papernotes.reading.remarks.owners import Catalogue as Catalogue
    from papernotes.reading.remarks.owners import Owner as Owner
    from papernotes.reading.state import UNKNOWN as UNKNOWN
    from papernotes.reading.state import UNMARKED as UNMARKED
    from papernotes.reading.state import Mark as Mark
    from papernotes.reading.state import PaperState as PaperState
    from papernotes.reading.statistics import Progress as Progress
    from papernotes.reading.statistics import Week as Week
    from papernotes.reading.statistics import per_week as per_week
    from papernotes.reading.storage.files import PRIVATE_FILE as PRIVATE_FILE
    from papernotes.reading.storage.files import PRIVATE_FOLDER as PRIVATE_FOLDER
    from papernotes.reading.storage.files import make_private_file as make_private_file
    from papernotes.reading.storage.files import make_private_folder as make_private_folder
    from papernotes.reading.storage.files import write_atomically as write_atomically
    from papernotes.reading.storage.restore import copies_of as copies_of
    from papernotes.reading.storage.restore import restore as restore
    from papernotes.reading.storage.restored import shown_time as shown_time
    from papernotes.reading.store import FILE as FILE
    from papernotes.reading.store import ReadingStore as ReadingStore
    from papernotes.reading.store import no_catalogue as no_catalogue
    from papernotes.reading.store import utc_now as utc_now
    from papernotes.reading.views import View as View
    from papernotes.reading.wanted import Wanted as Wanted
    from papernotes.reading.wanted import wanted as wanted
else:
    __getattr__ = face(
        __name__,
        {
            "Catalogue": "remarks.owners",
            "Change": "log.events",
            "DamagedError": "errors",
            "EventFile": "log.exchange",
            "FILE": "store",
            "Mark": "state",
            "Merged": "log.exchange",
            "Owner": "remarks.owners",
            "PRIVATE_FILE": "storage.files",
            "PRIVATE_FOLDER": "storage.files",
            "PaperState": "state",
            "Place": "history",
            "Problem": "log.exchange",
            "Progress": "statistics",
            "ReadingError": "errors",
            "ReadingList": "lists",
            "ReadingStore": "store",
            "Remarks": "remarks.files",
            "Stamp": "remarks.files",
            "Synced": "log.exchange",
            "TRIAGE": "log.events",
            "UNKNOWN": "state",
            "UNMARKED": "state",
            "Value": "log.events",
            "View": "views",
            "Wanted": "wanted",
            "Week": "statistics",
            "collector_paused": "collector",
            "copies_of": "storage.restore",
            "in_words": "errors",
            "make_private_file": "storage.files",
            "make_private_folder": "storage.files",
            "name_id": "log.events",
            "no_catalogue": "store",
            "per_week": "statistics",
            "restore": "storage.restore",
            "shown_time": "storage.restored",
            "tidy_name": "log.events",
            "utc_now": "store",
            "wanted": "wanted",
            "write_atomically": "storage.files",
        },
    )
