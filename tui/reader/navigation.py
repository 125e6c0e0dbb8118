"""Moving within a note and from note to note: contents, finds, links, back and forward."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, urlsplit

from papernotes.lazy import lazy_modules

if TYPE_CHECKING:
    from papernotes import links
    from papernotes.tui.dialogs import choice, pick
    from papernotes.tui.jobs import note as note_jobs
    from papernotes.tui.messages import FindResult, LinkResolved, NoteRecalled
    from papernotes.tui.note import messages as note_messages
    from papernotes.tui.note import reading_position
    from papernotes.tui.reader.marks import MarkController
    from papernotes.tui.reader.note import NoteController
    from papernotes.tui.reader.panes import PaneController
    from papernotes.tui.reader.saved_state import SavedState
    from papernotes.tui.reader.state import ChosenEntries, ReaderState
    from papernotes.tui.reader.ui import ReaderUI
    from papernotes.tui.widgets.find_bar import FindBar
else:
    links, reading_position, note_jobs, choice, pick = lazy_modules(
        "papernotes.links",
        "papernotes.tui.note.reading_position",
        "papernotes.tui.jobs.note",
        "papernotes.tui.dialogs.choice",
        "papernotes.tui.dialogs.pick",
    )

ARXIV_SEARCH = "https://arxiv.org/search/?searchtype=title&query="
"""Where to look for a paper that the library does not have."""


class NavigationController:
    """Goes where the reader leads: to headings, matches, links, and notes that were read before."""

    def __init__(
        self,
        ui: ReaderUI,
        state: ReaderState,
        chosen: ChosenEntries,
        *,
        panes: PaneController,
        note: NoteController,
        marks: MarkController,
        saved_state: SavedState,
    ) -> None:
        self._ui = ui
        self._state = state
        self._chosen = chosen
        self._panes = panes
        self._note = note
        self._marks = marks
        self._saved_state = saved_state

    def leave_note(self) -> None:
        """Go back to the papers."""
        self._panes.go("papers")

    def copy(self, message: note_messages.CopyRequest) -> None:
        """Copy a formula to the clipboard."""
        self._ui.copy(message.text)
        self._ui.say(f"copied {message.text}")

    def end_reached(self) -> None:
        """Mark the paper read whose note was read to its end, if the configuration says so."""
        entry = self._chosen.entry
        wanted = self._ui.settings.read_at_end
        if wanted and entry is not None and not self._ui.papers.state(entry).read:
            self._marks.mark([entry], "read", True)

    def next_paper(self, message: note_messages.NextPaperRequest) -> None:
        """Read another paper of the list."""
        papers = self._ui.papers
        there = papers.row_further(message.step)
        self._note.passing = True
        if message.unread:
            self._marks.next_unread(message.step)
        elif there != papers.chosen and 0 <= there < papers.row_count:
            # At once, and not when the list posts its message: the screen would be painted in between.
            papers.choose(there, tell=False)
            self._note.open_chosen()
            self._saved_state.changed()
        else:
            self._ui.say(
                "that is the last paper here" if message.step > 0 else "that is the first paper here"
            )

    def other_note(self) -> None:
        """Read the paper's next note, at the same section."""
        if self._note.note_count > 1:
            self._note.open_other()
        else:
            self._ui.say("the paper has no other note")

    def scroll_note(self, lines: int) -> None:
        """Scroll the note beside the list."""
        if self._ui.note.display:
            self._ui.note.scroll_lines(lines)
        else:
            self._ui.say("no note is shown beside the list")

    # Contents and places in the note

    async def contents(self) -> None:
        """Show the headings, and go to one."""
        headings = self._ui.note.text_layout.headings
        if not headings:
            self._ui.say("the note has no headings")
            return
        current = self._ui.note.text_layout.heading_before(self._ui.note.top) or headings[0]
        rows = [
            pick.Row("  " * max(0, heading.level - 1) + heading.text, value=str(number))
            for number, heading in enumerate(headings)
        ]
        picked = await self._ui.dialog(
            pick.PickScreen(
                "Contents", rows, start=str(headings.index(current)), nothing="no heading contains that",
                hint="⏎ go there · Esc close",
            )
        )  # fmt: skip
        if (
            picked is not None
            and (heading := headings[int(picked.names[0])]) in self._ui.note.text_layout.headings
        ):
            self._jump(heading.line)

    def _jump(self, line: int) -> None:
        """Go to a line of the note in sight. `go_back` leads to where the jump began."""
        self._note.keep_position()
        if self._note.stop is not None:
            self._note.trail.visit(
                self._note.stop._replace(position=reading_position.leave(self._ui.note.text_layout, line))
            )
        self._ui.note.go_to(line)

    # Finding

    def begin_find(self) -> None:
        """Open the find bar."""
        if (bar := self._ui.find_bar) is not None:
            self._ui.note.matches.begin_find()
            bar.open()
            self._ui.note.matches.find(bar.text)

    def find(self, message: FindBar.Typed) -> None:
        """Find the text as far as it is typed."""
        self._ui.note.matches.find(message.text)

    def next_match(self, message: FindBar.Stepped) -> None:
        """Go to another match while the find is typed."""
        self._ui.note.matches.go_on(message.step)

    def end_find(self) -> None:
        """Close the find bar. The matches stay marked."""
        self._close_find_bar()

    def cancel_find(self) -> None:
        """Close the find bar, and go back to where the find began."""
        self._ui.note.matches.end_find(go_back=True)
        self._close_find_bar()

    def _close_find_bar(self) -> None:
        bar = self._ui.find_bar
        if bar is not None and bar.is_open:
            bar.close()
            if self._state.pane == "note":
                self._ui.note.focus(scroll_visible=False)

    def look_for(self, message: note_messages.FindChanged) -> None:
        """Have the matches of a text in the note found."""
        layout, text = self._ui.note.text_layout, message.text
        self._ui.submit("find", lambda session: note_jobs.find_in_note(layout, text))

    def found(self, message: FindResult) -> None:
        """Show the matches."""
        self._ui.note.matches.show_of_find(message.text, message.layout, message.matches)

    def count_changed(self, message: note_messages.MatchCountChanged) -> None:
        """Show in the find bar how many matches there are."""
        if (bar := self._ui.find_bar) is not None:
            bar.set_count(message.text)

    # Links

    def follow(self, message: note_messages.LinkFollowed) -> None:
        """Have it found out where a link leads."""
        entry, number = self._chosen.entry, self._state.note_number
        if entry is not None:
            id_, target, text = entry.id, message.target, message.text
            self._ui.submit("link", lambda session: note_jobs.follow(session, id_, number, target, text))

    def go_to_goal(self, message: LinkResolved) -> None:
        """Go where a link leads. Ask first if that is a page on an unknown host."""
        goal = message.goal
        if isinstance(goal, links.ToNote):
            self._note.open(goal.entry, goal.number, goal.name or None)
        elif isinstance(goal, links.ToAnchor):
            line = self._ui.note.text_layout.line_of_name(goal.name) if goal.name else 0
            if line is None:
                self._ui.say(f"there is no {goal.name} in this note")
            else:
                self._jump(line)
        elif isinstance(goal, links.ToWeb):
            self._ui.say(f"→ {goal.url}")
            if goal.trusted:
                self._browse(goal.url)
            else:
                self._offer(f"Open {urlsplit(goal.url).hostname}?", "open it in the browser", goal.url)
        elif isinstance(goal, links.Missing):
            self._ui.say(f"not in the library: {goal.title}")
            self._offer("Not in the library", "look for it on arXiv", ARXIV_SEARCH + quote_plus(goal.title))
        elif isinstance(goal, links.Refused):
            self._ui.say(goal.reason)

    def _offer(self, title: str, offer: str, url: str) -> None:
        self._ui.run(partial(self._ask, title, offer, url), "ask")

    async def _ask(self, title: str, offer: str, url: str) -> None:
        if await self._ui.confirm(title, offer, "stay here", by_default=True):
            self._browse(url)

    def _browse(self, url: str) -> None:
        self._ui.open_url(url)
        self._ui.say(f"opened {url}")

    # Back and forward

    def go_back(self, step: int) -> None:
        """Go back (-1) or forward (1) through the notes that were read."""
        self._note.keep_position()
        # From a list, back leads to the note that was read last.
        stop = (
            self._note.trail.current
            if self._state.pane != "note" and step < 0
            else self._note.trail.move(step)
        )
        if stop is None:
            self._ui.say("no earlier note to go back to" if step < 0 else "no later note to go forward to")
        else:
            self._ui.submit("link", lambda session: note_jobs.recall(session, stop))

    def recalled(self, message: NoteRecalled) -> None:
        """Open the note that the way back or forward leads to."""
        if message.entry is None:
            self._ui.say(f"{message.to.key} has gone from the library")
        else:
            self._note.open(message.entry, message.to.number, message.to.position)
