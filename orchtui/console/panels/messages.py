"""What was said and handed on: people's words to agents, whose replies each step was given, notes.

Everything that was said is read from the turns once; its rows are made when they are looked at.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from orchtui.console.panels.format import brief, clock, within
from orchtui.console.panels.index import read
from orchtui.console.run_view import View
from orchtui.console.text.row import Row, RowKind, row
from orchtui.console.text.wrap import wrapped
from orchtui.domain import events as e

_AT = 7
_INDENT = " " * (_AT + 4)
_SAID = 4_000
_LINES = 8
_LINE = 300
_ROOMY = 70
_NOTHING = "Nothing was said: i says something to an agent."


@dataclass(slots=True)
class Word:
    """Something that was said: after how many turns, and which step heard it after how many."""

    turn: int
    event: e.Said | e.Noted | e.StepAsked | e.StepGiven
    given: tuple[str, ...] = ()
    heard: int = 0
    heard_by: str = ""


class Talk:
    """All that was said in a run, in order."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.lines = Lines(0)
        self._turns = 0
        self._waiting: dict[str, list[Word]] = {}
        self._agents: dict[str, str] = {}
        self._given: dict[str, tuple[str, ...]] = {}

    def take(self, turn: e.Turn) -> None:
        """Read the next turn."""
        self._turns += 1
        for event in turn.events:
            if (read_ := _READ.get(type(event))) is not None:
                read_(self, event)

    def _planned(self, event: e.StepPlanned) -> None:
        self._agents[event.path] = event.agent
        if event.inputs:
            self._given[event.path] = event.inputs

    def _given_instead(self, event: e.StepGiven) -> None:
        self._given[event.path] = event.inputs
        self.words.append(Word(self._turns, event, event.inputs))

    def _asked(self, event: e.StepAsked) -> None:
        """A step hears what waits for it or its agent, and is given what it follows."""
        if self._waiting:
            for name in (self._agents.get(event.path, ""), event.path):
                for word in self._waiting.pop(name, ()):
                    word.heard, word.heard_by = self._turns, event.path
        if event.attempt == 1 and (given := self._given.get(event.path)):
            self.words.append(Word(self._turns, event, given))

    def _said(self, event: e.Said) -> None:
        word = Word(self._turns, event)
        self.words.append(word)
        self._waiting.setdefault(event.agent, []).append(word)

    def _noted(self, event: e.Noted) -> None:
        self.words.append(Word(self._turns, event))


_READ: Mapping[type, Callable[..., None]] = {
    e.StepPlanned: Talk._planned,
    e.StepGiven: Talk._given_instead,
    e.StepAsked: Talk._asked,
    e.Said: Talk._said,
    e.Noted: Talk._noted,
}


class Lines:
    """What was said, folded to some width: a number of a word with a line of its text, or with
    nothing for its head.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self._lines: list[tuple[int, str | None]] = []
        self._folded = 0

    def read_on(self, view: View, words: Sequence[Word]) -> Sequence[tuple[int, str | None]]:
        """The lines of all that was said so far."""
        for number in range(self._folded, len(words)):
            word = words[number]
            self._lines.append((number, None))
            if not isinstance(word.event, e.Said | e.Noted):
                continue
            lines = folded_text(view, word, self.width)
            more = [view.glyphs.more] * (len(lines) > _LINES)
            # A note stands on the line of its head, as far as there is room for it.
            below = lines[isinstance(word.event, e.Noted) : _LINES]
            self._lines += [(number, line) for line in (*below, *more)]
        self._folded = len(words)
        return self._lines


def folded_text(view: View, word: Word, width: int) -> list[str]:
    """The text of a word, if it has one, in lines."""
    match word.event:
        case e.Said(text=kept):
            text = view.texts.read(kept)
        case e.Noted(text=text):
            pass
        case _:
            return []
    lines = wrapped(text[:_SAID].strip(), max(8, width - len(_INDENT)))
    return [line.rstrip() for line in lines]


class Messages(Sequence[Row]):
    """The rows of what was said up to a position."""

    def __init__(self, view: View, width: int) -> None:
        self._view, self.width = view, width
        self._talk = talk = read(view.player, Talk)
        if talk.lines.width != width:
            talk.lines = Lines(width)
        self._lines = talk.lines.read_on(view, talk.words)
        self._turns = view.player.length if view.position is None else view.position
        words = bisect_right(talk.words, self._turns, key=lambda word: word.turn)
        self._length = bisect_left(self._lines, words, key=lambda line: line[0])

    def __len__(self) -> int:
        return max(1, self._length)

    @overload
    def __getitem__(self, number: int) -> Row: ...
    @overload
    def __getitem__(self, number: slice) -> list[Row]: ...
    def __getitem__(self, number: int | slice) -> Row | list[Row]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        if not 0 <= number < len(self):
            raise IndexError(number)
        if not self._length:
            return within(row((_NOTHING, "quiet")), self.width)
        word, line = self._lines[number]
        if line is not None:
            return row(_INDENT, line)
        head = _head(self._view, self._talk.words[word], self._turns, self.width)
        return within(head, self.width)

    def __iter__(self) -> Iterator[Row]:
        return (self[number] for number in range(len(self)))


def _head(view: View, word: Word, turns: int, width: int) -> Row:
    at = (f"{clock(view.player.elapsed(word.turn)):>{_AT}}  ", "quiet")
    names = word.given if width >= _ROOMY else [each.rpartition("/")[2] for each in word.given]
    given = brief(", ".join(names), _LINE)
    match word.event:
        case e.Said(agent=agent, by=by):
            heard = 0 < word.heard <= turns
            told = (f"  heard by {word.heard_by}", "good") if heard else ("  not heard yet", "warn")
            mark = (f"{view.glyphs.said} {by or 'somebody'}", "accent")
            key = word.heard_by if heard else ""
            return row(
                at, mark, (" to ", "quiet"), (agent, "strong"), told, key=key, kind=_kind(key)
            )
        case e.StepGiven(path=path):
            told = ("  the rest was too long", "warn")
            return row(
                at,
                (path, "strong"),
                (" is given ", "quiet"),
                given,
                told,
                key=path,
                kind=_kind(path),
            )
        case e.StepAsked(path=path, trimmed=trimmed):
            cut = (f"  ~{trimmed:,} tokens left out", "warn") if trimmed else ("", "")
            return row(
                at,
                (path, "strong"),
                (" is given ", "quiet"),
                given,
                cut,
                key=path,
                kind=_kind(path),
            )
        case e.Noted(path=path):
            lines = folded_text(view, word, width)
            mark = (f"{view.glyphs.said} ", "link")
            return row(at, mark, *lines[:1], key=path, kind=_kind(path))


def _kind(path: str) -> RowKind:
    return RowKind.STEP if path else RowKind.NONE
