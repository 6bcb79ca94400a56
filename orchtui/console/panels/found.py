"""What is found in a run: where words stand in instructions, replies, errors, messages and notes.

Words are plain text (upper and lower case matter once there is an upper one), a `/pattern/`, or
`!words` for the steps in which they do not stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchtui.console.panels.format import quiet
from orchtui.console.panels.index import read
from orchtui.console.panels.messages import Talk
from orchtui.console.run_view import View
from orchtui.console.text.row import Row, RowKind, fitted, row
from orchtui.domain import events as e
from orchtui.domain.state import StepState
from orchtui.errors import UsageError

_BEFORE, _AFTER = 30, 120
_PATH, _WHAT = 28, 12
_MOST = 1_000
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Place:
    """A text of the run: the step it belongs to, if it does, and what it is there."""

    path: str
    what: str
    text: str


def rows(view: View, width: int) -> list[Row]:
    """What was searched for last, and where it was found."""
    if not view.sought:
        return quiet("Nothing is searched for: / searches the run.", width)
    if not view.found:
        return quiet(f"{view.sought[:80]} is nowhere in this run.", width)
    return list(view.found)


def search(view: View, words: str) -> list[Row]:
    """Where the words stand in the whole run, a row a text; the key is the step's path."""
    inverse = words.startswith("!")
    pattern = pattern_of(words.removeprefix("!"))
    if pattern is None:
        return []
    found: list[Row] = []
    for place in _without(view, pattern) if inverse else _places(view):
        hit = None if inverse else pattern.search(place.text)
        if inverse or hit:
            found.append(_row(view, place, hit))
            if len(found) == _MOST:
                break
    return found


def pattern_of(words: str) -> re.Pattern[str] | None:
    """What to look for; nothing where there are no words."""
    if not words.strip("/").strip():
        return None
    flags = re.IGNORECASE if words == words.lower() else re.NOFLAG
    if not (len(words) > 1 and words.startswith("/") and words.endswith("/")):
        return re.compile(re.escape(words), flags)
    try:
        return re.compile(words[1:-1], flags)
    except re.error as error:
        at = "" if error.pos is None else f" at character {error.pos + 1}"
        told = f"{words[:80]} is no pattern: {error.msg}{at}; without the slashes it is plain text"
        raise UsageError(told) from error


# -- where to look -----------------------------------------------------------------------------


def _places(view: View) -> Iterator[Place]:
    """Every text of the run: step by step, then what was said and noted, and what was asked."""
    for step in view.player.live.steps.values():
        yield from _of_step(view, step)
    for word in read(view.player, Talk).words:
        if isinstance(word.event, e.Said):
            path = word.heard_by or word.event.agent
            yield Place(path, "message", view.texts.read(word.event.text))
        elif isinstance(word.event, e.Noted):
            yield Place(word.event.path, "note", word.event.text)
    for name, gate in view.player.live.gates.items():
        yield Place(name, "gate", gate.opened.question)
        if gate.answered and gate.answered.note:
            yield Place(name, "answer", gate.answered.note)


def _of_step(view: View, step: StepState) -> Iterator[Place]:
    texts, path = view.texts, step.path
    yield Place(path, "step", path)
    if step.agent != path.rpartition("/")[2]:
        yield Place(path, "agent", step.agent)
    for says in dict.fromkeys((step.planned.says, step.edited)):
        if says:
            yield Place(path, "instruction", texts.read(says))
    for attempt in step.attempts:
        if attempt.over is not None and attempt.over.text:
            yield Place(path, "reply", texts.read(attempt.over.text))
        for message in (getattr(attempt.over, "message", ""), attempt.rejected):
            if message:
                yield Place(path, "error", message)
    for stands in (step.overridden, step.extracted):
        if stands is not None:
            yield Place(path, "reply", texts.read(stands.text))
    if step.error:
        yield Place(path, "error", step.error)


def _without(view: View, pattern: re.Pattern[str]) -> Iterator[Place]:
    """The steps in none of whose texts the pattern stands."""
    for step in view.player.live.steps.values():
        if not any(pattern.search(place.text) for place in _of_step(view, step)):
            yield Place(step.path, "step", step.path)


# -- how it is shown ---------------------------------------------------------------------------


def _row(view: View, place: Place, hit: re.Match[str] | None) -> Row:
    is_step = place.path in view.player.live.steps
    start, end = hit.span() if hit else (0, 0)
    end = min(end, start + _AFTER)
    first, last = max(0, start - _BEFORE), min(len(place.text), end + _AFTER)
    more = view.glyphs.more
    return row(
        (fitted(place.path, _PATH) + " ", "strong" if is_step else ""),
        (fitted(place.what, _WHAT) + " ", "quiet"),
        (more if first else "", "quiet"),
        (_even(place.text[first:start]), "quiet"),
        (_even(place.text[start:end]), "turned"),
        (_even(place.text[end:last]), "quiet"),
        (more if last < len(place.text) else "", "quiet"),
        key=place.path or place.what,
        kind=RowKind.STEP if is_step else RowKind.NONE,
    )


def _even(text: str) -> str:
    """A part of a text on one line, its spaces evened out."""
    return _SPACES.sub(" ", text)
