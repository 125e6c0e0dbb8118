"""The part of the reader that does what one wants in a note: contents, finding, links, back and forward."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote_plus, urlsplit

from textual import work

from papernotes.lazy import deferred
from papernotes.tui.reader.reader_note_pane import NotePane

if TYPE_CHECKING:
    from papernotes import links
    from papernotes.render.layout import HeadingAt
    from papernotes.tui.dialogs import choice, contents
    from papernotes.tui.jobs import note as note_jobs
    from papernotes.tui.messages import Found, LinkResolved, NoteRecalled
    from papernotes.tui.note import messages as note_messages
    from papernotes.tui.note import place as note_place
    from papernotes.tui.widgets import find_bar
else:
    links, note_place, note_jobs, choice, contents = deferred(
        "papernotes.links",
        "papernotes.tui.note.place",
        "papernotes.tui.jobs.note",
        "papernotes.tui.dialogs.choice",
        "papernotes.tui.dialogs.contents",
    )
    find_bar = deferred("papernotes.tui.widgets.find_bar")

SEARCH = "https://arxiv.org/search/?searchtype=title&query="
"""Where a paper is looked for that the library does not have."""


class NoteActions(NotePane):
    """Reading."""

    def on_note_view_left(self) -> None:
        self._go("papers")

    def on_note_view_said(self, message: note_messages.Said) -> None:
        self._say(message.text)

    def on_note_view_copy_wanted(self, message: note_messages.CopyWanted) -> None:
        self.app.copy_to_clipboard(message.text)
        self._say(f"copied {message.text}")

    def on_note_view_end_reached(self) -> None:
        entry = self._entry
        wanted = self._configuration.read_at_end
        if wanted and entry is not None and not self._papers.state(entry).read:
            self._mark([entry], "read", True)

    def on_note_view_wants_next(self, message: note_messages.WantsNext) -> None:
        papers = self._papers
        there = papers.chosen + message.step
        self._passing = True
        if message.unread:
            self.action_next_unread(message.step)
        elif 0 <= there < papers.row_count:
            # At once, not when the list tells: the screen is painted in between, and that takes its time.
            papers.choose(there, tell=False)
            self._open_chosen()
            self._note_visit()
        else:
            self._say("that is the last paper here" if message.step > 0 else "that is the first paper here")

    def on_note_view_other_note(self) -> None:
        if self._note_count > 1:
            self._keep_place()
            self._note_number = (self._note_number + 1) % self._note_count
            self._lay_out()
        else:
            self._say("the paper has no other note")

    def action_scroll_note(self, lines: int) -> None:
        if self._note.display:
            self._note.scroll_lines(lines)
        else:
            self._say("no note is beside the list")

    # Contents and places in the note

    def on_note_view_wants_contents(self) -> None:
        layout = self._note.text_layout
        if layout.headings:
            current = layout.heading_before(self._note.top) or layout.headings[0]
            self.app.push_screen(contents.ContentsScreen(layout.headings, current), self._heading_taken)
        else:
            self._say("the note has no headings")

    def _heading_taken(self, heading: HeadingAt | None) -> None:
        if heading is not None and heading in self._note.text_layout.headings:
            self._jump(heading.line)

    def _jump(self, line: int) -> None:
        """Go to a line of the note in sight; back leads to where the jump began."""
        self._keep_place()
        if self._stop is not None:
            self._trail.visit(self._stop._replace(place=note_place.leave(self._note.text_layout, line)))
        self._note.go_to(line)

    # Finding

    def on_note_view_wants_find(self) -> None:
        self._note.begin_find()
        self.query_one(find_bar.FindBar).open()
        self._note.find(self.query_one(find_bar.FindBar).text)

    def on_find_bar_typed(self, message: find_bar.FindBar.Typed) -> None:
        self._note.find(message.text)

    def on_find_bar_stepped(self, message: find_bar.FindBar.Stepped) -> None:
        self._note.action_next_match(message.step)

    def on_find_bar_accepted(self, message: find_bar.FindBar.Accepted) -> None:
        self._end_typing()

    def on_find_bar_cancelled(self) -> None:
        self._note.end_find(go_back=True)
        self._end_typing()

    def _end_typing(self) -> None:
        for bar in self.query(find_bar.FindBar):
            if bar.is_open:
                bar.close()
                if self._pane == "note":
                    self._note.focus(scroll_visible=False)

    def on_note_view_searched(self, message: note_messages.Searched) -> None:
        layout, text = self._note.text_layout, message.text
        self._submit("find", lambda session: note_jobs.find_in_note(layout, text))

    def on_found(self, message: Found) -> None:
        self._note.found(message.text, message.layout, message.matches)

    def on_note_view_count_changed(self, message: note_messages.CountChanged) -> None:
        for bar in self.query(find_bar.FindBar):
            bar.set_count(message.text)

    # Links

    def on_note_view_followed(self, message: note_messages.Followed) -> None:
        entry, number = self._entry, self._note_number
        if entry is not None:
            id_, target, text = entry.id, message.target, message.text
            self._submit("link", lambda session: note_jobs.follow(session, id_, number, target, text))

    def on_link_resolved(self, message: LinkResolved) -> None:
        goal = message.goal
        if isinstance(goal, links.ToNote):
            self._open(goal.entry, goal.number, goal.name or None)
        elif isinstance(goal, links.ToPlace):
            line = self._note.text_layout.line_of_name(goal.name) if goal.name else 0
            if line is None:
                self._say(f"there is no {goal.name} in this note")
            else:
                self._jump(line)
        elif isinstance(goal, links.ToWeb):
            self._say(f"→ {goal.url}")
            if goal.trusted:
                self._browse(goal.url)
            else:
                self._ask(f"Open {urlsplit(goal.url).hostname}?", "open it in the browser", goal.url)
        elif isinstance(goal, links.Missing):
            self._say(f"not in the library: {goal.title}")
            self._ask("Not in the library", "look for it on arXiv", SEARCH + quote_plus(goal.title))
        elif isinstance(goal, links.Refused):
            self._say(goal.reason)

    @work
    async def _ask(self, title: str, offer: str, url: str) -> None:
        choices = [choice.Choice("y", offer, "yes"), choice.Choice("n", "stay here", "no")]
        if await self.app.push_screen_wait(choice.ChoiceScreen(title, choices)) == "yes":
            self._browse(url)

    def _browse(self, url: str) -> None:
        self.app.open_url(url)
        self._say(f"opened {url}")

    # Back and forward

    def action_trail(self, step: int) -> None:
        self._keep_place()
        # From a list, back leads to the note that was read last.
        stop = self._trail.current if self._pane != "note" and step < 0 else self._trail.move(step)
        if stop is None:
            self._say("nothing was read before" if step < 0 else "nothing was read after this")
        else:
            self._submit("link", lambda session: note_jobs.recall(session, stop))

    def on_note_recalled(self, message: NoteRecalled) -> None:
        if message.entry is None:
            self._say(f"{message.to.key} has gone from the library")
        else:
            self._open(message.entry, message.to.number, message.to.place)
