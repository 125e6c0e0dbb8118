"""The table of actions: what the keyboard can do, where, and the default keystrokes.

The bindings of the application, `keybindings.yaml`, the help, the command palette and the reference in the README are
made from it. To add an action, add a row here, and the method that runs it to the controller, screen or widget that
`run` names. Then `python docs/renew.py` renews the generated files.
"""

from __future__ import annotations

from typing import NamedTuple

CONTEXTS = {
    "reader": "everywhere but in the search bar",
    "list": "in the panes of venues, topics and papers",
    "note": "in a note",
    "search": "in the search bar",
    "find": "in the find bar of a note",
}
"""Context in which keystrokes apply → its description. `list` and `note` lie within `reader`."""
OVERLAP = {
    "reader": ("reader",),
    "list": ("list", "reader"),
    "note": ("note", "reader"),
    "search": ("search",),
    "find": ("find",),
}
"""Context → the contexts whose keystrokes apply in it. The first takes precedence where both have the same keystroke."""
TYPING = ("search", "find")
"""The contexts in which text is typed, so that plain characters cannot be keystrokes."""

TIMES, LINE = "times", "line"
"""What a number before a keystroke may do, see `Action`."""
PANE_DIGITS = {"reader.venues": "1", "reader.topics": "2", "reader.papers": "3", "reader.note": "4"}
"""Keystrokes for the panes where digits are not counts (the setting `digits`)."""


class Action(NamedTuple):
    """Something that the keyboard can do.

    `run` names the method. With a controller of the reader before the dot, it is a method of that controller:
    `marks.triage('later')`. Else it is written as in Textual: `move(1)` is `action_move` of the widget or screen of
    the context, `app.quit` is `action_quit` of the application. `name` is a few words for menus, `help` a sentence.
    `footer` puts the action into the line of hints at the bottom. `number` says what a number typed before the keystroke
    does: it multiplies the argument of `run` (TIMES), or takes its place, as that of a row or line (LINE).
    """

    context: str
    word: str
    run: str
    keystrokes: tuple[str, ...]
    name: str
    help: str
    footer: bool = False
    number: str = ""

    @property
    def id(self) -> str:
        """The name of its binding: context and word, `list.down`."""
        return f"{self.context}.{self.word}"

    def run_with(self, count: int) -> str:
        """What to run after a number was typed; 0 if none was."""
        if not count or not self.number:
            return self.run
        method, _, argument = self.run.removesuffix(")").partition("(")
        times = float(argument) * count
        value = count - 1 if self.number == LINE else int(times) if times.is_integer() else times
        return f"{method}({value})"


ACTIONS = (
    Action("reader", "search", "search.begin", ("/",), "search", "Go to the search bar.", footer=True),
    Action("reader", "correct", "search.correct", ("ctrl+y",), "accept suggestion", "Accept the suggestion after a search that found nothing."),
    Action("reader", "everywhere", "narrow.show_everywhere", ("ctrl+g",), "search everywhere", "Search the whole library where the filters leave nothing."),
    Action("reader", "filters", "narrow.show_filters", ("f",), "filter",
            "Filter the view: unread, later, starred, code, list, tag, keyword, year, award.", footer=True),
    Action("reader", "clear", "clear", ("escape",), "back / clear", "Leave the note; drop the selection; clear the query, then filters, topic, venue."),
    Action("reader", "order", "narrow.order", ("S",), "order", "Choose the order of the papers; choose the same again to reverse it."),
    Action("reader", "toggle_read", "marks.toggle_read", ("r",), "read", "Mark the paper read, or unread again.", footer=True),
    Action("reader", "toggle_starred", "marks.toggle_starred", ("s",), "star", "Star the paper, or take the star away.", footer=True),
    Action("reader", "mark_shown_read", "marks.mark_shown_read", ("R",), "mark all read", "Mark all papers shown as read."),
    Action("reader", "add_to_list", "marks.add_to_list", ("a",), "list", "Add the paper to the list used last, or take it off.", footer=True),
    Action("reader", "pick_list", "lists.pick_list", ("A",), "add to a list", "Add the paper to a list that you pick or make, or take it off."),
    Action("reader", "tag", "lists.edit_tags", ("#",), "tag", "Tag the paper, or remove tags; separate several by commas."),
    Action("reader", "triage_later", "marks.triage('later')", ("xl",), "later", "Mark the paper for later."),
    Action("reader", "triage_skimmed", "marks.triage('skimmed')", ("xs",), "skimmed", "Mark the paper skimmed."),
    Action("reader", "triage_read", "marks.triage('read')", ("xr",), "read", "Mark the paper read; unlike the toggle, never unread."),
    Action("reader", "triage_none", "marks.triage('')", ("xx",), "no mark", "Remove the mark: later, skimmed or read."),
    Action("reader", "remark", "remarks.edit", ("e",), "remark", "Write your own remark on the paper in $VISUAL or $EDITOR."),
    Action("reader", "edit_note", "own_notes.edit", ("E",), "edit the note",
            "Edit the note's own file in $VISUAL or $EDITOR; a paper without a note gets one."),
    Action("reader", "lists", "lists.show_lists", ("gl",), "lists", "Show the lists with their progress, and go to one."),
    Action("reader", "views", "lists.show_views", ("gv",), "views", "Show the saved views and go to one, or save this one."),
    Action("reader", "new", "progress.show_new", ("gn",), "what is new", "Show what was added or revised since your last visit."),
    Action("reader", "history", "progress.show_history", ("gh",), "history", "Show which papers you opened when, and go on reading one."),
    Action("reader", "statistics", "progress.show_statistics", ("gt",), "statistics", "Show your reading progress by week, list, venue and topic."),
    Action("reader", "list_up", "marks.move_in_list(-1)", ("ctrl+up",), "up in the list", "Move the paper up in the list that is shown."),
    Action("reader", "list_down", "marks.move_in_list(1)", ("ctrl+down",), "down in the list", "Move the paper down in the list that is shown."),
    Action("reader", "undo", "marks.undo", ("u",), "undo", "Undo the last change of the reading state."),
    Action("reader", "redo", "marks.redo", ("U",), "redo", "Redo what was undone last."),
    Action("reader", "open_paper", "exports.open_link('paper')", ("o",), "open paper", "Open the paper in the browser."),
    Action("reader", "open_code", "exports.open_link('code')", ("O",), "open code", "Open the paper's code in the browser."),
    Action("reader", "copy_key", "exports.copy('key')", ("yk",), "copy key", "Copy the entry's key."),
    Action("reader", "copy_title", "exports.copy('title')", ("yt",), "copy title", "Copy the paper's title."),
    Action("reader", "copy_arxiv", "exports.copy('arxiv')", ("ya",), "copy arXiv id", "Copy the paper's arXiv id."),
    Action("reader", "copy_citation", "exports.copy_text('citation')", ("yy",), "copy citation", "Copy a citation of the paper, as one line of text."),
    Action("reader", "copy_bibtex", "exports.copy_text('bibtex')", ("yb",), "copy BibTeX", "Copy the paper's BibTeX entry."),
    Action("reader", "export", "exports.export", ("yf",), "export to a file",
            "Write what is selected, or all that is shown, to a file: BibTeX, CSV and others."),
    Action("reader", "copy_url", "exports.copy('url')", ("yu",), "copy URL", "Copy the address of the paper."),
    Action("reader", "trail_back", "navigation.go_back(-1)", ("H", "backspace"), "back", "Go back to the note that you read before."),
    Action("reader", "trail_forward", "navigation.go_back(1)", ("L",), "forward", "Go forward again, after going back."),
    Action("reader", "venues", "panes.go_if_there('venues')", ("g1",), "venues", "Go to the venues."),
    Action("reader", "topics", "panes.go_if_there('topics')", ("g2",), "topics", "Go to the topics."),
    Action("reader", "papers", "panes.go_if_there('papers')", ("g3",), "papers", "Go to the papers."),
    Action("reader", "note", "panes.go_if_there('note')", ("g4",), "note", "Go to the note."),
    Action("reader", "zoom", "zoom", ("Z",), "only this pane", "Show only this pane, or all again."),
    Action("reader", "palette", "palette.commands", ("ctrl+p", ":"), "commands",
            "Find any command, list, view, venue, topic or paper by its name, or by another word for it."),
    Action("reader", "theme", "palette.themes", (), "theme", "Choose the colours: each theme is shown as you move to it."),
    Action("reader", "settings", "settings.edit", (), "settings", "Open the settings, config.yaml, in $VISUAL or $EDITOR."),
    Action("reader", "redraw", "app.redraw", ("ctrl+l",), "redraw", "Redraw the screen after another program wrote on it."),
    Action("reader", "help", "help", ("?", "f1"), "help", "Show the keystrokes that work here.", footer=True),
    Action("reader", "elsewhere", "narrow.show_other_venues", ("gs",), "same topic elsewhere",
            "Show the venues that have this topic and what it is about, and go there."),
    Action("reader", "related", "related.show_related", ("gr",), "related papers",
            "Show related papers, linked or similar, each with its reasons, and go to one."),
    Action("reader", "backlinks", "related.show_backlinks", ("gb",), "what links here", "Show the papers whose notes link to this one, and go to one."),
    Action("reader", "duplicates", "related.show_duplicates", ("gd",), "duplicates",
            "Show the papers with several notes, this one first, and likely duplicates; go to a note, split, or join."),
    Action("reader", "join", "related.join", ("xj",), "join papers", "Join the selected entries into one paper; undo takes it back."),
    Action("reader", "split", "related.split", ("xp",), "split off",
            "Split the entry's notes off as a paper of their own; undo takes it back."),
    Action("reader", "run", "commands.ask_to_run", ("!",), "run a program", "Run a program on the paper, or on each of the selected ones."),
    Action("reader", "pipe", "commands.ask_to_pipe", ("|",), "pipe into a program",
            "Give the note, or the notes of the selected papers, to a program that reads standard input."),
    Action("reader", "add", "add.add", ("ga",), "add a source",
            "Add a page that you paste, or a folder, file, repository or address that you type."),
    Action("reader", "sync", "sync.sync", ("gS",), "sync", "Look for new and changed notes in the sources."),
    Action("reader", "cancel", "sync.cancel", ("ctrl+c",), "stop work", "Stop the work in the background."),
    Action("reader", "back", "back", ("q",), "back / leave",
            "Go back from the note to the papers, from a selection or a search to all of the view; from there, ask whether to leave."),
    Action("reader", "quit", "app.quit", ("Q", "ctrl+q"), "leave", "Leave papernotes at once."),
    Action("list", "down", "move(1)", ("j", "down"), "down", "Go down one row.", number=TIMES),
    Action("list", "up", "move(-1)", ("k", "up"), "up", "Go up one row.", number=TIMES),
    Action("list", "top", "move_to(0)", ("gg", "home"), "top", "Go to the first row.", number=LINE),
    Action("list", "bottom", "move_to(-1)", ("G", "end"), "bottom", "Go to the last row.", number=LINE),
    Action("list", "half_page_down", "move_pages(0.5)", ("ctrl+d",), "half a page down", "Go half a page down.", number=TIMES),
    Action("list", "half_page_up", "move_pages(-0.5)", ("ctrl+u",), "half a page up", "Go half a page up.", number=TIMES),
    Action("list", "page_down", "move_pages(1)", ("ctrl+f", "pagedown"), "page down", "Go a page down.", number=TIMES),
    Action("list", "page_up", "move_pages(-1)", ("ctrl+b", "pageup"), "page up", "Go a page up.", number=TIMES),
    Action("list", "into", "into", ("l", "right", "enter"), "open", "Open what is chosen: topics, papers, the note.", footer=True),
    Action("list", "out", "out", ("h", "left"), "out", "Go back to the pane on the left."),
    Action("list", "next_unread", "marks.next_unread(1)", ("tab",), "next unread", "Go to the next unread paper.", number=TIMES),
    Action("list", "previous_unread", "marks.next_unread(-1)", ("shift+tab",), "previous unread", "Go to the previous unread paper.", number=TIMES),
    Action("list", "next_result", "search.next_result(1)", ("n",), "next result", "Go to the next result of the search.", number=TIMES),
    Action("list", "previous_result", "search.next_result(-1)", ("N",), "previous result", "Go to the previous result of the search.", number=TIMES),
    Action("list", "histogram", "narrow.histogram", ("t",), "topics & keywords", "Show the topics and keywords of this view with counts, to narrow it by one."),
    Action("list", "next_topic", "narrow.next_topic(1)", ("]",), "next topic", "Show the next topic.", number=TIMES),
    Action("list", "previous_topic", "narrow.next_topic(-1)", ("[",), "previous topic", "Show the previous topic.", number=TIMES),
    Action("list", "select_range", "narrow.select_range", ("v", "V"), "select", "Select a range by moving; press again to end it. Actions apply to all of it."),
    Action("list", "toggle_selected", "narrow.toggle_selected", ("space",), "select one", "Select or deselect the paper, and go down."),
    Action("list", "note_down", "navigation.scroll_note(3)", ("J",), "note down", "Scroll the note beside or below the list down.", number=TIMES),
    Action("list", "note_up", "navigation.scroll_note(-3)", ("K",), "note up", "Scroll the note beside or below the list up.", number=TIMES),
    Action("list", "larger", "panes.resize(1)", ("+", "="), "larger", "Make the note larger, or the sidebar while you are in it."),
    Action("list", "smaller", "panes.resize(-1)", ("-",), "smaller", "Make the note smaller, or the sidebar while you are in it."),
    Action("list", "taller", "panes.resize_height(1)", (">",), "taller", "Make lists and venues taller, or the topics while you are in them."),
    Action("list", "shorter", "panes.resize_height(-1)", ("<",), "shorter", "Make lists and venues shorter, or the topics while you are in them."),
    Action("note", "down", "scroll(1)", ("j", "down"), "down", "Scroll down.", number=TIMES),
    Action("note", "up", "scroll(-1)", ("k", "up"), "up", "Scroll up.", number=TIMES),
    Action("note", "top", "scroll_to_line(0)", ("gg", "home"), "top", "Go to the beginning.", number=LINE),
    Action("note", "bottom", "scroll_to_line(-1)", ("G", "end"), "bottom", "Go to the end.", number=LINE),
    Action("note", "half_page_down", "scroll_pages(0.5)", ("ctrl+d",), "half a page down", "Scroll half a page down.", number=TIMES),
    Action("note", "half_page_up", "scroll_pages(-0.5)", ("ctrl+u",), "half a page up", "Scroll half a page up.", number=TIMES),
    Action("note", "page_down", "read_on", ("space",), "read on", "Scroll a page down; at the end, go to the next unread paper."),
    Action("note", "screen_down", "scroll_pages(1)", ("ctrl+f", "pagedown"), "page down", "Scroll a page down.", number=TIMES),
    Action("note", "screen_up", "scroll_pages(-1)", ("ctrl+b", "pageup"), "page up", "Scroll a page up.", number=TIMES),
    Action("note", "out", "out", ("h", "left"), "back", "Go back to the papers."),
    Action("note", "next_paper", "next_paper(1)", ("J",), "next paper", "Read the next paper.", number=TIMES),
    Action("note", "previous_paper", "next_paper(-1)", ("K",), "previous paper", "Read the previous paper.", number=TIMES),
    Action("note", "next_heading", "next_heading(1)", ("]",), "next heading", "Go to the next heading.", number=TIMES),
    Action("note", "previous_heading", "next_heading(-1)", ("[",), "previous heading", "Go to the previous heading.", number=TIMES),
    Action("note", "contents", "contents", ("t",), "contents", "Show the headings, and go to one.", footer=True),
    Action("note", "find", "find", ("/",), "find", "Find a text in the note.", footer=True),
    Action("note", "next_match", "next_match(1)", ("n",), "next match",
            "Go to the next match of the find, else of the search; then to the next result.", number=TIMES),
    Action("note", "previous_match", "next_match(-1)", ("N",), "previous match", "Go to the previous match; then to the previous result.", number=TIMES),
    Action("note", "next_link", "next_link(1)", ("tab",), "next link", "Go to the next link.", number=TIMES),
    Action("note", "previous_link", "next_link(-1)", ("shift+tab",), "previous link", "Go to the previous link.", number=TIMES),
    Action("note", "follow", "follow", ("enter",), "follow link", "Follow the chosen link."),
    Action("note", "label_links", "label_links", ("f",), "links", "Give the visible links letters, to follow one by its letter.", footer=True),
    Action("note", "select_text", "select_text", ("v", "V"), "select text",
            "Select text: move as in vim, v begins, y copies, > quotes it in your remark with its section, Esc leaves."),
    Action("note", "leave", "leave", ("escape",), "end find / back", "End the find, leave the link; else go back to the papers."),
    Action("note", "other_note", "other_note", ("w",), "other note", "Show the paper's other notes, also those of other venues."),
    Action("note", "formulas", "formulas", ("m",), "formulas' source", "Show formulas as LaTeX, or as text again."),
    Action("note", "copy_formula", "copy_formula", ("ym", "M"), "copy formula", "Copy the LaTeX of the formula nearest to the top."),
    Action("note", "wider", "measure(1)", ("+", "="), "wider text", "Make the lines of text longer."),
    Action("note", "narrower", "measure(-1)", ("-",), "narrower text", "Make the lines of text shorter."),
    Action("note", "tables", "tables", ("T",), "tables", "Wrap tables, or show them at full width, to move them sideways."),
    Action("note", "sideways_right", "sideways(1)", (">",), "tables right", "Move wide tables to see what is on the right."),
    Action("note", "sideways_left", "sideways(-1)", ("<",), "tables left", "Move wide tables back."),
    Action("search", "accept", "accept", ("enter",), "to the papers", "Go to the papers that were found.", footer=True),
    Action("search", "cancel", "cancel", ("escape",), "back", "Go back to where the search began.", footer=True),
    Action("search", "complete", "complete(1)", ("tab",), "complete", "Complete the name of a field, or its value; press again for the next one.", footer=True),
    Action("search", "complete_back", "complete(-1)", ("shift+tab",), "complete back", "Complete with the previous one that fits."),
    Action("search", "earlier", "recall(1)", ("up",), "earlier query", "Bring back the previous query that begins with the typed text.", footer=True),
    Action("search", "later", "recall(-1)", ("down",), "later query", "Bring back the next query, and finally what was being typed."),
    Action("search", "next", "move_result(1)", ("ctrl+n", "ctrl+j"), "next result", "Choose the next result.", footer=True),
    Action("search", "previous", "move_result(-1)", ("ctrl+p", "ctrl+k"), "previous result", "Choose the previous result."),
    Action("search", "correct", "correct", ("ctrl+y",), "accept suggestion", "Accept the suggestion under the bar."),
    Action("search", "everywhere", "narrow.show_everywhere", ("ctrl+g",), "search everywhere", "Search the whole library where the filters leave nothing."),
    Action("search", "help", "screen.help", ("f1",), "help", "Show the keystrokes of the search bar.", footer=True),
    Action("find", "accept", "accept", ("enter",), "to the note", "Go on in the note; the matches stay marked.", footer=True),
    Action("find", "cancel", "cancel", ("escape",), "back", "End the find, and go back to where it began.", footer=True),
    Action("find", "earlier", "recall(1)", ("up",), "earlier find", "Bring back the previous find.", footer=True),
    Action("find", "later", "recall(-1)", ("down",), "later find", "Bring back the next find, and finally what was being typed."),
    Action("find", "next", "move_result(1)", ("ctrl+n", "ctrl+j"), "next match", "Go to the next match.", footer=True),
    Action("find", "previous", "move_result(-1)", ("ctrl+p", "ctrl+k"), "previous match", "Go to the previous match."),
    Action("find", "help", "screen.help", ("f1",), "help", "Show the keystrokes of the find bar.", footer=True),
)  # fmt: skip

BY_ID = {action.id: action for action in ACTIONS}
