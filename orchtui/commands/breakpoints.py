"""Breakpoints: where a run is to be held, as people write it and as a value.

fact_checker              before that step or agent
panel/*:after             after every step of the panel, its reply in hand
on:failed                 when something of that kind happens
if cost > 0.10            as soon as a condition begins to hold
judge if step.attempt > 1 hits=2 once
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal

from orchtui.domain.suggest import nearest
from orchtui.errors import ExpressionError, UsageError

if TYPE_CHECKING:
    from orchtui.domain.expression import Expression

Where = Literal["before", "after", "when", "on"]

KINDS = {
    "failed": ("step.failed",),
    "limit": ("limit.reached",),
    "rejected": ("step.rejected",),
    "cancelled": ("step.cancelled",),
    "note": ("noted",),
    "tool": ("tool.called",),
    "disagreement": ("disagreement.found",),
}
"""What `on:` may name, and the events each stands for."""

METERS = ("cost", "tokens", "seconds", "steps", "done", "agreement")
"""What a condition can read of the run as a whole."""

_OPTION = re.compile(r"\s+(?:hits=(?P<hits>[1-9]\d{0,8})|(?P<once>once))$")
_FORM = re.compile(r"(?P<glob>[^\s:]+)?(?::(?P<side>\w+))?(?:\s*\bif\s+(?P<condition>.+))?$")


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """Where to hold: a glob over steps and agents, a kind of event, a condition, or both."""

    text: str
    where: Where
    glob: str = "*"
    kind: str = ""
    condition: Expression | None = None
    hits: int = 1
    once: bool = False

    def names(self, path: str, agent: str) -> bool:
        """Whether a step is one that is meant: by its path, its last name, or its agent."""
        last = path.rpartition("/")[2]
        return any(fnmatchcase(name, self.glob) for name in (path, last, agent))

    def check_names(self, of_recipe: Collection[str]) -> None:
        """Refuse a condition on what neither the run nor its recipe has."""
        known = {*METERS, "step", *of_recipe}
        for dotted in self.condition.names if self.condition else ():
            name = dotted.split(".")[0]
            if name not in known:
                raise UsageError(f"nothing is called {name}{nearest(name, known)}")


def parse_breakpoint(text: str) -> Breakpoint:
    """A breakpoint as it was typed; a mistake is told with what may stand there."""
    rest, hits, once = text.strip(), 1, False
    while option := _OPTION.search(rest):
        hits = int(option["hits"] or hits)
        once = once or option["once"] is not None
        rest = rest[: option.start()]
    if rest.startswith("on:"):
        return _on_kind(text, rest, hits, once)
    match = _FORM.fullmatch(rest)
    if not rest or match is None:
        raise UsageError(f"{text!r} is no breakpoint: write a step, on:KIND, or if CONDITION")
    condition = _condition(text, match["condition"]) if match["condition"] else None
    glob = match["glob"]
    if glob is None and condition is None:
        raise UsageError(f"{text!r} is no breakpoint: it names no step and no condition")
    side = match["side"] or "before"
    if side not in ("before", "after"):
        raise UsageError(f"{text!r}: a breakpoint is :before or :after a step, not :{side}")
    if glob is None:
        return Breakpoint(text, "when", condition=condition, hits=hits, once=once)
    where: Where = "after" if side == "after" else "before"
    return Breakpoint(text, where, glob, condition=condition, hits=hits, once=once)


def _on_kind(text: str, rest: str, hits: int, once: bool) -> Breakpoint:
    kind, _, glob = rest.removeprefix("on:").partition(" ")
    if kind not in KINDS:
        raise UsageError(f"{text!r}: there is no on:{kind}{nearest(kind, KINDS)}")
    glob = glob.strip()
    if " " in glob:
        raise UsageError(f"{text!r}: on:{kind} takes a step or an agent, and no condition")
    return Breakpoint(text, "on", glob or "*", kind=kind, hits=hits, once=once)


def _condition(text: str, written: str) -> Expression:
    from orchtui.domain import expression  # few breakpoints have a condition

    try:
        return expression.parse(written)
    except ExpressionError as error:
        raise UsageError(f"breakpoint {text!r}: {error}") from error
