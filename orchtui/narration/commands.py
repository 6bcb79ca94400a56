"""What people do to a run, in words: commands, pauses, breakpoints, gates, and what is held.

Where something waits for a person, the line ends with the command that lets it go on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from orchtui.domain import events as e
from orchtui.domain.money import nano, shown
from orchtui.domain.sanitize import first_line
from orchtui.domain.state import RunState
from orchtui.domain.state.lifecycle import OVER
from orchtui.narration.hints import Doors
from orchtui.narration.line import Line

_MOST = 160


def of_people(event: e.AnyEvent, state: RunState, doors: Doors) -> Line | None:
    """The line on what somebody did or is asked to do; nothing where there is none."""
    tell = _TOLD.get(type(event))
    return tell(event, state, doors) if tell else None


def _command(event: e.CommandGiven, state: RunState, _doors: Doors) -> Line:
    """A command with what came of it, which the same turn holds."""
    by = event.who or "somebody"
    if event.reason:
        by += f" ({first_line(event.reason, _MOST)})"
    about = f"{event.verb} {event.target}".rstrip()
    known = state.commands.get(event.id)
    answer = known.answered if known else None
    if answer is not None and not answer.done:
        return Line("✗", about, f"asked by {by}, refused: {first_line(answer.said, _MOST)}")
    said = f": {first_line(answer.said, _MOST)}" if answer is not None and answer.said else ""
    return Line("✎", about, f"by {by}{said}")


def _pausing(event: e.RunPausing, _state: RunState, _doors: Doors) -> Line:
    if not event.in_flight:
        return Line("⏸", "pausing", event.because)
    left = f"; may still spend {shown(event.reserved)}" if event.reserved else ""
    return Line("⏸", "pausing", f"{event.because}; in flight: {', '.join(event.in_flight)}{left}")


def _paused(_event: e.RunPaused, state: RunState, doors: Doors) -> Line:
    ready = [step.path for step in state.steps.values() if step.status == "ready"]
    held = [step.path for step in state.steps.values() if step.status == "held"]
    parts = [
        f"{what}: {_few(paths)}" for what, paths in (("held", held), ("ready", ready)) if paths
    ]
    parts.append(f"to go on: {doors.ctl('continue')}")
    return Line("⏸", "paused", "; ".join(parts))


def _few(paths: list[str], most: int = 6) -> str:
    more = f" and {len(paths) - most} more" if len(paths) > most else ""
    return ", ".join(paths[:most]) + more


def _continued(event: e.RunContinued, _state: RunState, _doors: Doors) -> Line:
    return Line("▶", "going on", f"until {event.until} ends" if event.until else "")


def _hit(event: e.BreakpointHit, state: RunState, _doors: Doors) -> Line:
    point = state.breakpoints.get(event.id)
    where = f" at {event.path}" if event.path else ""
    return Line("⏸", f"breakpoint {event.id}", f"{point.text if point else ''}{where}".strip())


def _breakpoint(event: e.BreakpointChanged, _state: RunState, _doors: Doors) -> Line:
    what = "deleted" if event.deleted else "set" if event.enabled else "switched off"
    return Line("✎", f"breakpoint {event.id}", f"{what}: {first_line(event.text, _MOST)}")


def _opened(event: e.GateOpened, state: RunState, doors: Doors) -> Line:
    question = f"{first_line(event.question, _MOST)} [{', '.join(event.choices)}]"
    if event.id in state.open_gates and state.status not in OVER:
        choice = event.default or event.choices[0]
        question += f"; to answer: {doors.ctl(f'answer {event.id} --choice {choice}')}"
    return Line("?", event.id, question)


def _answered(event: e.GateAnswered, _state: RunState, _doors: Doors) -> Line:
    by = f"by {event.by}" if event.by else "as the run was told to"
    note = f": {first_line(event.note, _MOST)}" if event.note else ""
    return Line("✎", event.id, f"{event.choice}, {by}{note}")


def _limits(event: e.LimitsChanged, _state: RunState, _doors: Doors) -> Line:
    told = (f"{name} {_amount(name, amount)}" for name, amount in event.limits.items())
    return Line("✎", "limits", ", ".join(told))


def _amount(name: str, amount: float | None) -> str:
    if amount is None:
        return "lifted"
    return shown(nano(amount)) if name == "cost" else f"{amount:g}"


_TOLD: Mapping[type, Callable[..., Line]] = {
    e.CommandGiven: _command,
    e.RunPausing: _pausing,
    e.RunPaused: _paused,
    e.RunContinued: _continued,
    e.BreakpointHit: _hit,
    e.BreakpointChanged: _breakpoint,
    e.GateOpened: _opened,
    e.GateAnswered: _answered,
    e.LimitsChanged: _limits,
}
