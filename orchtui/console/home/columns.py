"""A run in a line: its columns, as many as there is room for, and the heads over them.

The task takes what is left; where that is little, what can be seen elsewhere is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from orchtui.commands.rules import LIVE
from orchtui.console.glyphs import Glyphs
from orchtui.console.meanings import RUN_STYLES
from orchtui.console.row import Row, Span, fitted, marked, row
from orchtui.domain.money import shown
from orchtui.domain.sanitize import clean, first_line
from orchtui.domain.state.summary import Found, RunRow

_GAP = 1
_LEAST = 30
_RECIPE = (10, 17)
_SHARE = 0.44
_LEAST_COST = 1_000_000  # nano-dollars: less is said to be less
_UNITS = ((86400 * 365, "y"), (86400, "d"), (3600, "h"), (60, "m"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, the order that a click on it gives, and how it says a run."""

    name: str
    width: int
    says: Callable[[RunRow, float], str]
    sort: str = ""
    right: bool = False
    style: str = "quiet"


@dataclass(frozen=True, slots=True)
class Placed:
    """A column as wide as it is here, with the gap after it; `None` is the mark before all."""

    column: Column | None
    width: int

    @property
    def sort(self) -> str:
        """What a click on its head sorts by."""
        return self.column.sort if self.column else ""


def age(seconds: float) -> str:
    """How long ago, in four columns at most."""
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return f"{max(0, int(seconds))}s"


def took(seconds: float) -> str:
    """How long a run went on, in five columns at most: 0:07, 59:59, 2h05."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}" if minutes < 60 else f"{minutes // 60}h{minutes % 60:02}"


def cost(run: RunRow) -> str:
    """What a run cost, or pretended to cost, which is marked."""
    amount, mark = run.summary.cost, "~" if run.rehearsed else ""
    if not amount:
        return "-"
    return f"<{mark}$0.001" if amount < _LEAST_COST else mark + shown(amount)


def _steps(run: RunRow, _now: float) -> str:
    return f"{run.summary.done}/{run.summary.steps}"


STATUS = Column("status", 13, lambda run, _: run.summary.status, "status")
RECIPE = Column("recipe", 0, lambda run, _: run.recipe, "recipe", style="")
TASK = Column("task", 0, lambda run, _: first_line(run.task, 200))
STEPS = Column("steps", 5, _steps, right=True)
COST = Column("cost", 8, lambda run, _: cost(run), "cost", right=True)
TIME = Column("time", 5, lambda run, _: took(run.summary.seconds), "time", right=True)
AGE = Column("age", 4, lambda run, now: age(now - run.started), "age", right=True)

_DISPENSABLE = (TIME, STEPS, COST)
"""What is left out where there is little room, the first one first."""


def placed(width: int, sort: str = "") -> list[Placed]:
    """The columns that there is room for, as wide as they are then; what is sorted by stays."""
    figures = [STEPS, COST, TIME, AGE]
    for column in _DISPENSABLE:
        if _left(width, figures) >= _LEAST:
            break
        if column.sort != sort or not sort:
            figures.remove(column)
    left = _left(width, figures)
    recipe = max(_RECIPE[0], min(_RECIPE[1], int(left * _SHARE)))
    found = [Placed(None, 2), Placed(STATUS, STATUS.width + 1), Placed(RECIPE, recipe + 1)]
    found.append(Placed(TASK, max(1, left - recipe)))
    return found + [Placed(each, each.width + _GAP) for each in figures]


def _left(width: int, figures: Sequence[Column]) -> int:
    """What is left for the recipe and the task, with a gap between them."""
    return width - 2 - STATUS.width - 1 - 1 - sum(each.width + _GAP for each in figures)


def heads(columns: Sequence[Placed], sort: str, down: str) -> Row:
    """The names of the columns; the one that is sorted by is marked."""
    spans: list[Span] = []
    for each in columns:
        column = each.column
        if column is None:
            spans.append((" " * each.width, ""))
            continue
        chosen = column.sort == sort
        told = f"{column.name}{down}" if chosen else column.name
        spans.append((_cell(column, told, each.width), "strong accent" if chosen else "quiet"))
    return row(*spans)


def run_row(
    run: RunRow, columns: Sequence[Placed], glyphs: Glyphs, now: float, *, is_marked: bool
) -> Row:
    """A run in its columns."""
    status = run.summary.status
    style = RUN_STYLES.get(status, "quiet")
    live = "strong" if status in LIVE else ""
    spans: list[Span] = []
    for each in columns:
        column = each.column
        if column is None:
            spans.append(
                (fitted(glyphs.selected if is_marked else "", each.width), "accent strong")
            )
        elif column is STATUS:
            said = f"{glyphs.run.get(status, ' ')} {status}"
            spans.append((fitted(said, each.width - 1) + " ", style))
        else:
            told = _cell(column, column.says(run, now), each.width)
            spans.append((told, live if column is RECIPE else column.style))
    return row(*spans, key=run.id, kind="run")


def place_row(found: Found, key: str, words: str, width: int, glyphs: Glyphs, more: int) -> Row:
    """A place where a searched text stands, below its run."""
    where = first_line(f"{found.path} {found.what}", max(8, width // 2))
    spans: list[Span] = [(f"     {glyphs.last} ", "quiet"), (f"{where}  ", "link")]
    after = f"  and {more} more" if more > 0 else ""
    room = max(8, width - row(*spans).width - len(after))
    told = first_line(clean(found.excerpt), 2 * width)
    told = fitted(told, room) if cell_len(told) > room else told
    sought = re.compile("|".join(map(re.escape, words.split())), re.IGNORECASE)
    said = marked(row(told), sought).spans
    return row(*spans, *said, (after, "quiet"), key=key, kind="place")


def _cell(column: Column, text: str, width: int) -> str:
    """A text in its column; figures stand at the right."""
    if not column.right:
        return fitted(text, width - 1) + " "
    room = width - _GAP
    text = fitted(text, room) if len(text) > room else text
    return " " * _GAP + text.rjust(room)
