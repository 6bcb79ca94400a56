"""The last line: what can be done here and now, the most important first; the rest is dim.

It is made from the table of actions; a word is clicked as its key is pressed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from orchtui.console.actions import ACTIONS, Action, key_shown
from orchtui.console.row import Span, row
from orchtui.console.sheet import Sheet

if TYPE_CHECKING:
    from orchtui.console.acting import Acting

_RANKED = sorted((each for each in ACTIONS.values() if each.rank), key=lambda each: each.rank)


class Footer(Sheet, can_focus=False):
    """The keys that matter most here, as many as there is room for."""

    def __init__(self, acting: Acting, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, points=False)
        self._acting = acting
        self._edges: list[tuple[int, str]] = []

    def beat(self) -> None:
        """Show what is possible now."""
        acting, width = self._acting, self.size.width
        if message := acting.told:
            self._edges = []
            self.show([row((f" {message.text}", message.style))])
            return
        found = [(each, not acting.refusal(each.id)) for each in _RANKED if acting.concerns(each)]
        # Help is never left out; whatever is possible comes before what is not.
        order = sorted(found, key=lambda pair: (not pair[1], pair[0].rank))
        kept: list[tuple[Action, bool]] = []
        room = width - 1
        for each, possible in order:
            taken = len(self._said(each)) + 2
            if taken <= room:
                kept.append((each, possible))
                room -= taken
        spans: list[Span | str] = [" "]
        self._edges = []
        for each, possible in sorted(kept, key=lambda pair: pair[0].rank):
            spans.append((key_shown(acting.keys(each)), "accent strong" if possible else "dim"))
            spans.append((f" {acting.word(each)}  ", "" if possible else "dim"))
            self._edges.append((row(*spans).width, each.id))
        self.show([row(*spans)])

    def _said(self, each: Action) -> str:
        return f"{key_shown(self._acting.keys(each))} {self._acting.word(each)}"

    def on_click(self, event: events.Click) -> None:
        """Do what is clicked."""
        offset = event.get_content_offset(self)
        for edge, name in self._edges:
            if offset is not None and offset.x < edge:
                self._acting.do(name)
                return
