"""A run in a line: its columns, as many as there is room for, and the heads over them.

The task takes what is left; where that is little, what can be seen elsewhere is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

from rich.cells import cell_len
from textual import events
from textual.message import Message

from orchtui.commands.rules import LIVE
from orchtui.console.glyphs import Glyphs
from orchtui.console.home.paragraphs import below
from orchtui.console.home.run_list import Listing
from orchtui.console.keymap import PANES
from orchtui.console.status_styles import RUN_STYLES
from orchtui.console.text.row import Row, RowKind, Span, fitted, marked, row
from orchtui.console.widgets.row_list import Sheet
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
    return row(*spans, key=run.id, kind=RowKind.RUN)


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
    return row(*spans, *said, (after, "quiet"), key=key, kind=RowKind.PLACE)


def _cell(column: Column, text: str, width: int) -> str:
    """A text in its column; figures stand at the right."""
    if not column.right:
        return fitted(text, width - 1) + " "
    room = width - _GAP
    text = fitted(text, room) if len(text) > room else text
    return " " * _GAP + text.rjust(room)


class Lazy(Sequence[Row]):
    """Rows that are made when they are seen, each once."""

    def __init__(self, keys: Sequence[str], make: Callable[[str], Row]) -> None:
        self.keys, self._make = keys, make
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self.keys)))]
        if at not in self._made:
            self._made[at] = self._make(self.keys[at])
        return self._made[at]


class RunList(Sheet):
    """A long list: who is pointed at is found by its key, without making the rows before it."""

    def _point_again(self, key: str) -> bool:
        rows = self.rows
        if not isinstance(rows, Lazy):
            return super()._point_again(key)
        if 0 <= self._cursor < len(rows) and rows.keys[self._cursor] == key:
            return True
        if key in rows.keys:
            self._cursor = rows.keys.index(key)
            return True
        self._cursor = min(self._cursor, len(rows) - 1)
        return False

    def in_sight(self) -> Sequence[str]:
        """The keys of what is on the screen."""
        top = self.scroll_offset.y
        shown = self.rows
        return shown.keys[top : top + self.size.height] if isinstance(shown, Lazy) else ()


class Heads(Sheet, can_focus=False):
    """What the columns are; a click on one sorts by it."""

    class Pressed(Message):
        """A column to sort by was clicked."""

        def __init__(self, sort: str) -> None:
            super().__init__()
            self.sort = sort

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, points=False)
        self._placed: Sequence[Placed] = ()

    def show_heads(self, placed: Sequence[Placed], sort: str, down: str) -> None:
        """Show these columns, and by which the list is sorted."""
        self._placed = placed
        self.show([heads(placed, sort, down)])

    def on_click(self, event: events.Click) -> None:
        """Sort by the column that is clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        edge = 0
        for each in self._placed:
            edge += each.width
            if offset.x < edge:
                if each.sort:
                    self.post_message(self.Pressed(each.sort))
                return


_ENDS = "   "


class Top(Sheet, can_focus=False):
    """The first line."""

    class Pressed(Message):
        """A pane was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, points=False)
        self._edges: list[tuple[int, int, str]] = []

    def show_top(self, listing: Listing, glyphs: Glyphs, pane: str, narrow: bool) -> None:
        """Show how things stand."""
        width = self.size.width
        tabs, edges = panes(pane) if narrow else (row(), [])
        left = width - tabs.width
        self._edges = [(left + start, left + end, name) for start, end, name in edges]
        told = standing(listing, glyphs, left)
        gap = " " * max(0, left - told.width)
        self.show([row(*told.spans, gap, *tabs.spans)])

    def on_click(self, event: events.Click) -> None:
        """Go to the pane that is clicked."""
        offset = event.get_content_offset(self)
        for start, end, name in self._edges:
            if offset is not None and start <= offset.x < end:
                self.post_message(self.Pressed(name))
                return


def title(listing: Listing) -> str:
    """What is listed, as it stands over the list."""
    whole = len(listing.known)
    told = [f"{listing.runs:,} of {whole:,}"] if listing.runs != whole else []
    told += [f"says {first_line(listing.sought, 30)}"] if listing.sought else []
    told += [f"filter {first_line(listing.wanted.typed, 30)}"] if listing.wanted.typed else []
    told += [f"{len(listing.marked)} marked"] if listing.marked else []
    return clean(" - ".join(["1 Runs", *told]))


def standing(listing: Listing, glyphs: Glyphs, width: int) -> Row:
    """How many runs there are of each status, as many as there is room for."""
    number = len(listing.known)
    more = "+" if listing.is_cut else ""
    spans: list[Span] = [(" orchtui", "strong accent"), (_ENDS, "")]
    if listing.is_read:
        spans.append((f"{number:,}{more} run{'s' if number != 1 else ''}", "strong"))
    for status, count in listing.counts().items():
        told = f"{_ENDS}{glyphs.run.get(status, ' ')} {count:,} {status}"
        if row(*spans, told).width > width - 1:
            break
        spans.append((told, RUN_STYLES.get(status, "quiet")))
    return row(*spans)


def panes(chosen: str) -> tuple[Row, list[tuple[int, int, str]]]:
    """The panes, one of which is seen; and where each stands."""
    spans: list[Span] = []
    edges = []
    for number, name in enumerate(PANES, start=1):
        start = row(*spans).width
        spans.append((f" {number} {name.title()} ", "strong turned" if name == chosen else "quiet"))
        edges.append((start, row(*spans).width, name))
    return row(*spans, " "), edges


_FIRST = (
    ("2", "go to the recipes and point at one"),
    ("n", "run it: a rehearsal needs no key and costs nothing"),
    ("q", "leave, and type: orchtui demo"),
)
_NONE_FITS = (
    ("escape", "list all again"),
    ("f", "another filter"),
    ("/", "another search"),
)


def empty_rows(listing: Listing, width: int) -> list[Row]:
    """Why nothing is listed."""
    if not listing.is_read:
        return [row(), row(("  reading the runs …", "quiet"))]
    if not listing.known:
        return _said("No run is stored yet.", _FIRST, width)
    why = []
    if listing.sought:
        why.append(f"says “{first_line(listing.sought, 60)}”")
    if listing.wanted.typed:
        why.append(f"fits the filter “{first_line(listing.wanted.typed, 60)}”")
    return _said(f"No run {' and '.join(why)}.", _NONE_FITS, width)


def _said(title: str, keys: tuple[tuple[str, str], ...], width: int) -> list[Row]:
    found = [row(), *below(f"  {title}", "  ", width, style="strong"), row()]
    return found + [row((f"  {key:>6}  ", "accent strong"), about) for key, about in keys]
