"""What a run screen shows, panel by panel: pure functions from a view and a width to rows.

The panels that share a pane are tabs of it, in this order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from orchtui.console.panels import (
    board,
    breakpoints,
    disagreements,
    events,
    found,
    gates,
    messages,
    meters,
    watches,
)
from orchtui.console.run_view import View
from orchtui.console.text.row import Row

TABS: Mapping[str, Callable[[View, int], Sequence[Row]]] = {
    "Disagreements": disagreements.rows,
    "Meters": meters.rows,
    "Messages": messages.Messages,
    "Events": events.Events,
    "Board": board.rows,
    "Breakpoints": breakpoints.rows,
    "Watches": watches.rows,
    "Gates": gates.rows,
    "Found": found.rows,
}
