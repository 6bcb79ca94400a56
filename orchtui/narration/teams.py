"""What a team does, in words: patterns that begin and end, and disagreements from first to last."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from orchtui.domain import events as e
from orchtui.domain.sanitize import first_line
from orchtui.domain.state import RunState
from orchtui.narration.hints import Doors
from orchtui.narration.line import Line

_MOST = 160
_SHOWN = 3


def of_teams(event: e.AnyEvent, state: RunState, doors: Doors) -> Line | None:
    """One event of a pattern or a disagreement as a line; nothing where it is none."""
    tell = _TOLD.get(type(event))
    return tell(event, state, doors) if tell else None


def _begun(event: e.GroupBegun, _state: RunState, _doors: Doors) -> Line:
    limits = ", ".join(f"{name} {amount:g}" for name, amount in event.limits.items())
    what = "" if event.path.rpartition("/")[2] == event.pattern else f"{event.pattern} "
    return Line("┌", event.path, f"{what}begins{f', within {limits}' if limits else ''}")


def _ended(event: e.GroupEnded, _state: RunState, _doors: Doors) -> Line:
    return Line("└", event.path, first_line(event.how, _MOST) or "ended")


def _compared(event: e.PositionsCompared, _state: RunState, _doors: Doors) -> Line:
    about = "~" if event.estimated else ""
    sides = "; ".join(
        f"{len(paths)} {first_line(says, 60)}"
        for paths, says in zip(event.clusters[:_SHOWN], event.says, strict=False)
    )
    more = len(event.clusters) - _SHOWN
    rest = f"; {more} more" if more > 0 else ""
    of_round = f" in round {event.round}" if event.round > 1 else ""
    return Line("≈", event.id, f"{about}{event.agreement:.0%} agree{of_round}: {sides}{rest}")


def _found(event: e.DisagreementFound, state: RunState, doors: Doors) -> Line:
    rounds = state.disagreements[event.id].rounds
    about = "~" if rounds and rounds[-1].estimated else ""
    told = f"{about}{_too_little(event)}: {event.strategy} settles it"
    if event.id in state.open_disagreements:
        told += f"; or you: {doors.ctl(f'settle {event.id} --pick STEP')}"
    return Line("≠", event.id, told)


def _too_little(event: e.DisagreementFound) -> str:
    """Why their agreement is not enough: it is below the threshold, or others agree as much."""
    if event.agreement >= event.threshold:
        return f"{event.agreement:.0%} agree, and no fewer on something else"
    short, exact = (
        f"{event.agreement:{form}} is below {event.threshold:{form}}" for form in (".0%", ".2%")
    )
    return exact if f"{event.agreement:.0%}" == f"{event.threshold:.0%}" else short


def _settled(event: e.DisagreementSettled, _state: RunState, _doors: Doors) -> Line:
    by = f" by {event.by}" if event.by else ""
    why = f": {first_line(event.why, _MOST)}" if event.why else ""
    stands = f", {event.path} stands" if event.path else ""
    if event.how in ("unsettled", "left open"):
        return Line("≠", event.id, f"{event.how}{stands}{why}")
    return Line("=", event.id, f"settled{by} ({event.how}){stands}{why}")


def _given(event: e.StepGiven, _state: RunState, _doors: Doors) -> Line:
    return Line("✎", event.path, f"is given {', '.join(event.inputs)}: the rest was too long")


_TOLD: Mapping[type, Callable[..., Line]] = {
    e.GroupBegun: _begun,
    e.GroupEnded: _ended,
    e.PositionsCompared: _compared,
    e.DisagreementFound: _found,
    e.DisagreementSettled: _settled,
    e.StepGiven: _given,
}
