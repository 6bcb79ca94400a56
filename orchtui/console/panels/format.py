"""Words and figures that several panels say: what a step does, what it cost, how long it took."""

from __future__ import annotations

import json
from collections.abc import Iterable

from orchtui.console.text.row import Row, Span, fitted, row
from orchtui.console.text.wrap import wrapped
from orchtui.domain.data import Data
from orchtui.domain.money import shown
from orchtui.domain.reply_schema import Record, read
from orchtui.domain.sanitize import first_line
from orchtui.domain.state import RunState, StepState

_ANY = Record({})
_ENOUGH = 1_000


def doing(state: RunState, step: StepState) -> str:
    """What a step is doing, in a word; both phases of a pause are told apart."""
    if state.status == "pausing" and step.status == "running":
        return "finishing"
    if state.status in ("pausing", "paused") and step.status == "ready":
        return "held"
    if step.status == "waiting" and step.attempts:
        return "again"
    return {"held": "held", "cancelled": "cancelled"}.get(step.status, step.status)


def money(nano: int, *, estimated: bool = False) -> str:
    """An amount of money, or a dash where nothing was spent."""
    return shown(nano, estimated=estimated) if nano else "-"


def clock(seconds: float) -> str:
    """A time as a player shows it: 0:07, 12:40, 1:02:03."""
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    if hours:
        return f"{hours}:{minutes:02}:{whole % 60:02}"
    return f"{minutes}:{whole % 60:02}"


def gist(text: str, most: int) -> str:
    """A reply on one line: its data by name and value, or the first line of its text."""
    data = read(text, _ANY).data
    if not data:
        return first_line(text, most)
    return first_line(", ".join(f"{name}: {_said(value)}" for name, value in data.items()), most)


def _said(value: Data) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def bar(share: float, width: int, full: str, empty: str) -> str:
    """A share as a bar of so many columns; any share that is more than nothing shows."""
    filled = min(width, max(round(share * width), 1 if share > 0 else 0))
    return full * filled + empty * (width - filled)


def brief(text: str, limit: int) -> str:
    """The first line of a text, as `first_line` tells it, however long the text is."""
    return first_line(text[: _ENOUGH + 4 * limit], limit)


def agreed(share: float, *, estimated: bool = False) -> str:
    """How many agree; `~` marks what words alone were compared for."""
    return f"{'~' if estimated else ''}{share:.0%}"


def spark(shares: Iterable[float], heights: str) -> str:
    """Shares as a line of bars; nothing shows as the lowest of them."""
    return "".join(heights[max(1, min(8, round(share * 8)))] for share in shares)


def plural(number: int, word: str) -> str:
    """`1 step`, `2 steps`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def within(whole: Row, width: int) -> Row:
    """The row, cut where it is wider than this; what is cut ends in `…`."""
    if whole.width <= width:
        return whole
    spans: list[Span] = []
    left = width
    for text, style in whole.spans:
        part = Row(((text, style),))
        if part.width > left or (part.width == left and len(spans) + 1 < len(whole.spans)):
            spans.append((fitted(f"{text}  ", left), style))
            break
        spans.append((text, style))
        left -= part.width
    return Row(tuple(spans), whole.key, whole.kind)


def quiet(text: str, width: int) -> list[Row]:
    """A remark, such as that there is nothing to show, in as many rows as it takes."""
    return [row((line.rstrip(), "quiet")) for line in wrapped(text, max(8, width))]
