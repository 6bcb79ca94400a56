"""The last line: what can be done here and now, the most important first; the rest is dim.

It is made from a table of actions; a word is clicked as its key is pressed. What just came of
something is said there instead, for a few seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from orchtui.console.keymap import key_shown
from orchtui.console.text.row import Row, Span, row
from orchtui.console.widgets.row_list import Sheet

TOLD_FOR = 5.0
"""Seconds for which something is said."""


@dataclass(frozen=True, slots=True)
class Told:
    """A word on what just came of something, until some time."""

    text: str
    style: str
    until: float


@dataclass(frozen=True, slots=True)
class Key:
    """An action as the footer shows it."""

    id: str
    keys: str
    word: str
    rank: int
    possible: bool

    @property
    def said(self) -> str:
        """Its key and its word."""
        return f"{key_shown(self.keys)} {self.word}"


def footer(keys: Sequence[Key], width: int) -> tuple[Row, list[tuple[int, str]]]:
    """As many keys as there is room for, and where each ends.

    What is possible comes before what is not; among those, the lowest rank is the last to go.
    """
    room = width - 1
    kept = []
    for each in sorted(keys, key=lambda key: (not key.possible, key.rank)):
        taken = len(each.said) + 2
        if each.keys and taken <= room:
            kept.append(each)
            room -= taken
    spans: list[Span | str] = [" "]
    edges = []
    for each in sorted(kept, key=lambda key: key.rank):
        spans.append((key_shown(each.keys), "accent strong" if each.possible else "dim"))
        spans.append((f" {each.word}  ", "" if each.possible else "dim"))
        edges.append((row(*spans).width, each.id))
    return row(*spans), edges


class Footer(Sheet, can_focus=False):
    """The keys that matter most here, as many as there is room for."""

    class Pressed(Message):
        """An action was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, points=False)
        self._edges: list[tuple[int, str]] = []

    def show_keys(self, keys: Sequence[Key]) -> None:
        """Show what can be done."""
        shown, self._edges = footer(keys, self.size.width)
        self.show([shown])

    def tell(self, told: Told) -> None:
        """Say something instead."""
        self._edges = []
        self.show([row((f" {told.text}", told.style))])

    def on_click(self, event: events.Click) -> None:
        """Do what is clicked."""
        offset = event.get_content_offset(self)
        for edge, name in self._edges:
            if offset is not None and offset.x < edge:
                self.post_message(self.Pressed(name))
                return
