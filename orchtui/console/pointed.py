"""What enter and delete do to the row that is pointed at, by what it stands for.

What only changes what is looked at is left to the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from orchtui.console import asking
from orchtui.console.text.row import Row

if TYPE_CHECKING:
    from orchtui.console.screens.run_actions import Acting

Does = Callable[["Acting", Row], None]


def open_row(acting: Acting, row: Row) -> None:
    """Open what a row stands for, change it, or look at it."""
    does = _OPEN.get(row.kind)
    if does is not None:
        does(acting, row)
    else:
        acting.screen.looking.open(row)


def delete(acting: Acting) -> None:
    """Delete what is pointed at, where it is something of the kind."""
    row = acting.pointed
    if does := _DELETE.get(row.kind):
        does(acting, row)


def _event(acting: Acting, row: Row) -> None:
    acting.tell(acting.moving.go_to_event(int(row.key)))


def _switch(acting: Acting, row: Row) -> None:
    """A breakpoint off, or on again."""
    if refused := acting.refusal("unbreak"):
        acting.tell(f"breakpoint {row.key}: {refused}", "warn")
        return
    known = acting.view.player.live.breakpoints[row.key]
    acting.give("unbreak", row.key, options={"off" if known.enabled else "on": True})


def _gate(acting: Acting, row: Row) -> None:
    if row.key in acting.view.player.live.open_gates:
        acting.do("answer")
    else:
        acting.tell(f"gate {row.key} is closed: what it was answered stands here", "warn")


def _meter(acting: Acting, row: Row) -> None:
    if refused := acting.refusal("limit"):
        acting.tell(f"limit: {refused}", "warn")
    else:
        asking.line(acting, f"limit --{row.key} ")


def _watch(acting: Acting, row: Row) -> None:
    asking.watch(acting, row.key)


def _unstop(acting: Acting, row: Row) -> None:
    acting.stop_at(row.key)


def _unwatch(acting: Acting, row: Row) -> None:
    acting.view.watches.remove(row.key)
    acting.tell(f"{row.key} is watched no longer")


def _unbreak(acting: Acting, row: Row) -> None:
    acting.give("unbreak", row.key)


_OPEN: Mapping[str, Does] = {
    "event": _event,
    "breakpoint": _switch,
    "stop": _unstop,
    "watch": _watch,
    "gate": _gate,
    "meter": _meter,
}
_DELETE: Mapping[str, Does] = {"breakpoint": _unbreak, "stop": _unstop, "watch": _unwatch}
