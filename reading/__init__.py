"""The reading state: what the reader did with papers. Precious, unlike everything else on disk.

The names below are the whole of what other packages use. Each is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.lazy import face

if TYPE_CHECKING:
    from papernotes.reading.errors import DamagedError as DamagedError
    from papernotes.reading.errors import ReadingError as ReadingError
    from papernotes.reading.errors import in_words as in_words
    from papernotes.reading.history import ReadingPosition as ReadingPosition
    from papernotes.reading.log.events import TRIAGE as TRIAGE
    from papernotes.reading.log.events import StateChange as StateChange
    from papernotes.reading.log.events import Value as Value
    from papernotes.reading.log.events import name_id as name_id
    from papernotes.reading.log.events import tidy_name as tidy_name
    from papernotes.reading.log.exchange import EventFile as EventFile
    from papernotes.reading.log.exchange import ExchangeProblem as ExchangeProblem
    from papernotes.reading.log.exchange import ExchangeResult as ExchangeResult
    from papernotes.reading.log.exchange import MergeResult as MergeResult
    from papernotes.reading.recovery.restore import copies_of as copies_of
    from papernotes.reading.recovery.restore import restore as restore
    from papernotes.reading.recovery.restore_report import shown_time as shown_time
    from papernotes.reading.remarks.files import FileStamp as FileStamp
    from papernotes.reading.remarks.files import Remarks as Remarks
    from papernotes.reading.remarks.paper_lookup import PaperLookup as PaperLookup
    from papernotes.reading.remarks.paper_lookup import RemarkedPaper as RemarkedPaper
    from papernotes.reading.startup import collector_paused as collector_paused
    from papernotes.reading.state.identity import is_identifier as is_identifier
    from papernotes.reading.state.lists import ReadingList as ReadingList
    from papernotes.reading.state.paper_state import UNKNOWN as UNKNOWN
    from papernotes.reading.state.paper_state import UNMARKED as UNMARKED
    from papernotes.reading.state.paper_state import Mark as Mark
    from papernotes.reading.state.paper_state import PaperState as PaperState
    from papernotes.reading.state.quick_names import quick_names as quick_names
    from papernotes.reading.state.saved_views import SavedView as SavedView
    from papernotes.reading.statistics import Progress as Progress
    from papernotes.reading.statistics import Week as Week
    from papernotes.reading.statistics import per_week as per_week
    from papernotes.reading.storage.files import FILE as FILE
    from papernotes.reading.storage.files import PRIVATE_FILE as PRIVATE_FILE
    from papernotes.reading.storage.files import PRIVATE_FOLDER as PRIVATE_FOLDER
    from papernotes.reading.storage.files import drop_left_parts as drop_left_parts
    from papernotes.reading.storage.files import lock_file as lock_file
    from papernotes.reading.storage.files import lock_number as lock_number
    from papernotes.reading.storage.files import make_private_file as make_private_file
    from papernotes.reading.storage.files import make_private_folder as make_private_folder
    from papernotes.reading.storage.files import read_regular_file as read_regular_file
    from papernotes.reading.storage.files import write_atomically as write_atomically
    from papernotes.reading.store import ReadingStore as ReadingStore
    from papernotes.reading.store import no_library as no_library
    from papernotes.reading.store import utc_now as utc_now
else:
    __getattr__ = face(
        __name__,
        {
            "DamagedError": "errors",
            "EventFile": "log.exchange",
            "ExchangeProblem": "log.exchange",
            "ExchangeResult": "log.exchange",
            "FILE": "storage.files",
            "FileStamp": "remarks.files",
            "Mark": "state.paper_state",
            "MergeResult": "log.exchange",
            "PRIVATE_FILE": "storage.files",
            "PRIVATE_FOLDER": "storage.files",
            "PaperLookup": "remarks.paper_lookup",
            "PaperState": "state.paper_state",
            "Progress": "statistics",
            "ReadingError": "errors",
            "ReadingList": "state.lists",
            "ReadingPosition": "history",
            "ReadingStore": "store",
            "RemarkedPaper": "remarks.paper_lookup",
            "Remarks": "remarks.files",
            "SavedView": "state.saved_views",
            "StateChange": "log.events",
            "TRIAGE": "log.events",
            "UNKNOWN": "state.paper_state",
            "UNMARKED": "state.paper_state",
            "Value": "log.events",
            "Week": "statistics",
            "collector_paused": "startup",
            "copies_of": "recovery.restore",
            "drop_left_parts": "storage.files",
            "in_words": "errors",
            "is_identifier": "state.identity",
            "lock_file": "storage.files",
            "lock_number": "storage.files",
            "make_private_file": "storage.files",
            "make_private_folder": "storage.files",
            "name_id": "log.events",
            "no_library": "store",
            "per_week": "statistics",
            "read_regular_file": "storage.files",
            "quick_names": "state.quick_names",
            "restore": "recovery.restore",
            "shown_time": "recovery.restore_report",
            "tidy_name": "log.events",
            "utc_now": "store",
            "write_atomically": "storage.files",
        },
    )
