"""The actions as the palette offers them: in which order, and by which other words they are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from papernotes.keymap.actions import ACTIONS, Action

FREQUENT = (
    "reader.search", "reader.filters", "reader.order", "reader.toggle_read", "reader.toggle_starred", "reader.triage_later",
    "reader.pick_list", "reader.lists", "reader.views", "reader.related", "reader.remark", "note.contents", "note.find",
    "reader.export", "reader.copy_bibtex", "reader.new", "reader.history", "reader.statistics", "reader.add", "reader.sync",
    "reader.theme", "reader.settings", "reader.undo", "reader.help", "reader.quit",
)  # fmt: skip
"""The actions that stand first, while nothing is typed."""
MOVES = (
    "down", "up", "top", "bottom", "half_page_down", "half_page_up", "page_down", "page_up", "screen_down", "screen_up",
    "into", "out",
)  # fmt: skip
"""The words of actions that stand last: nobody looks for them in a menu."""
SYNONYMS = {
    "reader.search": "query look for papers",
    "reader.filters": "narrow restrict facet only unread starred later code tag keyword year award",
    "reader.everywhere": "without filters global whole library",
    "reader.order": "sort sorting arrange reverse by date title year venue rating",
    "reader.clear": "reset escape unselect remove filters",
    "reader.toggle_read": "done seen finished unread mark",
    "reader.mark_shown_read": "everything catch up all seen unread",
    "reader.toggle_starred": "favourite favorite bookmark like unstar",
    "reader.add_to_list": "collection playlist reading list",
    "reader.pick_list": "collection new list reading list",
    "reader.lists": "collections folders rename delete list",
    "reader.views": "saved searches save this view smart folder",
    "reader.tag": "label labels untag categorise categorize",
    "reader.triage_later": "to read queue postpone defer todo",
    "reader.triage_skimmed": "browsed glanced half read",
    "reader.triage_read": "done seen finished",
    "reader.triage_none": "untriage reset forget",
    "reader.remark": "comment annotate annotation note write edit my notes",
    "reader.new": "recent latest updates news inbox",
    "reader.history": "recent opened last read resume continue",
    "reader.statistics": "stats progress figures numbers chart",
    "reader.undo": "take back revert mistake",
    "reader.redo": "again repeat",
    "reader.open_paper": "browser web arxiv pdf link url",
    "reader.open_code": "github repository source implementation browser",
    "reader.copy_citation": "cite reference clipboard yank",
    "reader.copy_bibtex": "bib cite reference clipboard yank",
    "reader.copy_key": "clipboard yank id",
    "reader.copy_title": "clipboard yank name",
    "reader.copy_arxiv": "clipboard yank id",
    "reader.copy_url": "clipboard yank link address",
    "reader.export": "save bibtex bib csv json ris markdown zotero write download",
    "reader.zoom": "zoom maximise maximize full screen fullscreen distraction free",
    "reader.theme": "colours colors dark light contrast appearance scheme skin night mode",
    "reader.settings": "preferences options configuration configure config setup customise customize browser width ascii",
    "reader.help": "keys keybindings shortcuts keyboard manual cheat sheet",
    "reader.elsewhere": "other venues conferences compare",
    "reader.related": "similar alike recommendations more like this",
    "reader.backlinks": "cited by references incoming",
    "reader.duplicates": "same paper twice merge lookalikes",
    "reader.join": "merge same unify duplicates",
    "reader.split": "separate different unmerge",
    "reader.run": "execute external command shell bang",
    "reader.pipe": "execute external command shell filter standard input stdin",
    "reader.redraw": "repaint refresh screen garbled clear",
    "reader.add": "import source folder page paste library new notes",
    "reader.sync": "refresh reload update fetch pull rescan",
    "reader.cancel": "abort interrupt",
    "reader.back": "close up",
    "reader.quit": "quit exit close end bye",
    "reader.trail_back": "previous note",
    "reader.trail_forward": "next note",
    "reader.venues": "conferences journals sidebar pane",
    "reader.topics": "areas subjects pane",
    "list.next_unread": "skip",
    "list.histogram": "facets counts tags subjects areas",
    "list.select_range": "visual mark several",
    "list.toggle_selected": "visual mark several",
    "list.larger": "resize wider pane width",
    "list.smaller": "resize narrower pane width",
    "note.contents": "headings outline sections toc jump",
    "note.find": "search in the note",
    "note.label_links": "hints follow link",
    "note.select_text": "visual mode yank clipboard mark passage quote citation",
    "note.formulas": "math latex tex equations",
    "note.copy_formula": "math latex tex equation clipboard yank",
    "note.other_note": "alternative language version translation",
    "note.tables": "wide wrap columns",
    "note.wider": "line length width column",
    "note.narrower": "line length width column",
}
"""Id of an action → other words for it, which are not in its name or help."""


def in_menu_order(actions: Iterable[Action], recent: Sequence[str] = ()) -> list[Action]:
    """The actions with the frequent ones first: those that were run last (`recent`, by their ids), then those of FREQUENT."""
    first = {id_: place for place, id_ in enumerate(dict.fromkeys((*recent, *FREQUENT)))}
    rank = {action.id: place for place, action in enumerate(ACTIONS)}

    def place(action: Action) -> tuple[bool, int, int]:
        return action.word in MOVES, first.get(action.id, len(first)), rank.get(action.id, len(rank))

    return sorted(actions, key=place)


def words_for(action: Action) -> str:
    """All the words by which an action is found beside its name: synonyms, then what it does."""
    return f"{SYNONYMS.get(action.id, '')} {action.help}"
