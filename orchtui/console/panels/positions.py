"""The positions on one question, side by side: who holds them, how sure, what differs, and why.

As many columns are laid beside each other as are readable; the others come below.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from rich.cells import cell_len

from orchtui.console.panels.watches import data_of, text_of
from orchtui.console.run_view import View
from orchtui.console.status_styles import STATUS_STYLES
from orchtui.console.text.row import Row, RowKind, Span, fitted, row
from orchtui.console.text.wrap import wrapped
from orchtui.domain.data import Data
from orchtui.domain.events import PositionsCompared

_NARROWEST = 26
_WIDEST = 72
_GAP = 3
_MOST = 2_000
_VALUE = 200
_LINES = 24
_REASONS = ("reasons", "reasoning", "reason", "why", "notes")
_APART = ("confidence",)


@dataclass(frozen=True, slots=True)
class Stance:
    """One position: whose it is, what it says, and who says the same."""

    path: str
    agent: str
    says: str
    confidence: float | None = None
    fields: Mapping[str, Data] = field(default_factory=dict)
    differing: frozenset[str] = frozenset()
    reasons: str = ""
    text: str = ""
    allies: tuple[str, ...] = ()
    stands: bool = False


def positions(view: View, name: str) -> tuple[Stance, ...]:
    """Who holds what on a question in the round that is shown: the largest side first."""
    each = view.state.disagreements.get(name)
    if each is None or not each.rounds:
        return ()
    shown = round_shown(view, each.rounds)
    stands = each.settled.path if each.settled else ""
    return tuple(
        _stance(view, path, paths, says, _differing(shown, path), stands)
        for paths, says in zip(shown.clusters, shown.says, strict=False)
        for path in paths
    )


def round_shown(view: View, rounds: Sequence[PositionsCompared]) -> PositionsCompared:
    """The round that was turned to, if it is one of these; else the last."""
    return next((each for each in rounds if each.round == view.round), rounds[-1])


def side_by_side(view: View, stances: Sequence[Stance], width: int) -> list[Row]:
    """Positions in columns; where one has a row to itself, it stands for its step."""
    fit = max(1, (width + _GAP) // (_NARROWEST + _GAP))
    found: list[Row] = []
    for first in range(0, len(stances), fit):
        band = stances[first : first + fit]
        # Every band has columns of the same size, so that what is below each other lines up.
        beside = min(fit, len(stances))
        room = max(8, min(_WIDEST, (width - _GAP * (beside - 1)) // beside))
        columns = [list(_column(view, stance, room)) for stance in band]
        found += [row()] * bool(first)
        for number, lines in enumerate(zip_longest(*columns, fillvalue=())):
            alone = len(band) == 1 and not number
            spans = _beside(lines, room)
            found.append(
                row(
                    *spans,
                    key=band[0].path if alone else "",
                    kind=RowKind.STEP if alone else RowKind.NONE,
                )
            )
    return found


# -- one position ------------------------------------------------------------------------------


def _stance(
    view: View,
    path: str,
    side: tuple[str, ...],
    says: str,
    differing: frozenset[str],
    stands: str,
) -> Stance:
    step = view.state.steps.get(path)
    if step is None:
        return Stance(path, path, says)
    data = dict(data_of(view, step) or {})
    reasons = next((_said(data.pop(name)) for name in _REASONS if data.get(name)), "")
    for name in _APART:
        data.pop(name, None)
    return Stance(
        path,
        step.agent,
        says,
        step.reply.confidence if step.reply else None,
        data,
        differing,
        reasons,
        "" if data else text_of(view, step)[:_MOST],
        tuple(other for other in side if other != path),
        path == stands,
    )


def _differing(compared: PositionsCompared, path: str) -> frozenset[str]:
    """The fields in which a position differs from any other."""
    found: set[str] = set()
    for one, other, *fields in compared.differs:
        if path in (one, other):
            found.update(fields)
    return frozenset(found)


def _column(view: View, stance: Stance, room: int) -> Iterator[list[Span]]:
    sure = "" if stance.confidence is None else f" {stance.confidence:.2f}"
    agent = fitted(stance.agent, room - len(sure)) if sure else stance.agent
    yield [(agent, "strong"), (sure, "link")]
    yield [(view.glyphs.rule * room, "good" if stance.stands else "quiet")]
    yield [(stance.path, "quiet")]
    allies = ", ".join(path.rpartition("/")[2] for path in stance.allies)
    told = f"with {allies}" if allies else "alone"
    if stance.stands:
        yield [(f"{view.glyphs.status['done']} stands, {told}", STATUS_STYLES["done"])]
    else:
        yield [(told, "quiet")]
    rank = (view.glyphs.differs, "=", " ")
    marks = {name: _mark(view, stance, name) for name in stance.fields}
    for name in sorted(marks, key=lambda name: rank.index(marks[name])):
        yield from _field(view, name, stance.fields[name], marks[name], room)
    if stance.text:
        yield from ([(line, "")] for line in _cut(stance.text, room, view.glyphs.more))
    elif not stance.fields and stance.says:
        yield from ([(line, "")] for line in _cut(stance.says, room, view.glyphs.more))
    if stance.reasons:
        yield []
        lines = _cut(stance.reasons, room, view.glyphs.more)
        yield from ([(line, "quiet slanted")] for line in lines)


def _mark(view: View, stance: Stance, name: str) -> str:
    """What differs from another's, what was compared and is the same, and what was not compared."""
    if name in stance.differing:
        return view.glyphs.differs
    return "=" if f"{name}=" in stance.says else " "


def _field(view: View, name: str, value: Data, mark: str, room: int) -> Iterator[list[Span]]:
    """A field by name and value, on one line where it fits."""
    style = {"=": "strong", " ": "quiet"}.get(mark, "warn strong")
    lead = (f"{mark} {name}  ", "quiet" if mark in "= " else "warn")
    told = _said(value)
    if len(told) > _VALUE:
        told = told[:_VALUE].rstrip() + view.glyphs.more
    if len(lead[0]) + cell_len(told) <= room and "\n" not in told:
        yield [lead, (told, style)]
        return
    yield [lead]
    for line in _cut(told, room - 2, view.glyphs.more):
        yield [("  ", ""), (line, style)]


def _cut(text: str, room: int, more: str) -> list[str]:
    """A text as so many lines at most."""
    lines = [line.rstrip() for line in wrapped(text[:_MOST], max(4, room))]
    return lines if len(lines) <= _LINES else [*lines[:_LINES], more]


def _said(value: Data) -> str:
    """A value as somebody would write it down: no brackets, no quotes."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(_said(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(_said(each) for each in value.values())
    return json.dumps(value)


def _beside(lines: Sequence[Sequence[Span]], room: int) -> list[Span]:
    """One line of each column, every column but the last filled up to its width and a gap."""
    found: list[Span] = []
    for number, line in enumerate(lines, start=1):
        left = room
        for text, style in line:
            taken = min(left, row((text, style)).width)
            found.append((fitted(text, taken), style))
            left -= taken
        if number < len(lines):
            found.append((" " * (left + _GAP), ""))
    return found
