"""Events, and the end of a run, in words: what a headless run says to people.

What people do to a run is told in `people`, what teams do in `teams`; where a line
goes and in which colours is for the narrators to know.
"""

from __future__ import annotations

from collections.abc import Mapping

from orchtui.domain import events as e
from orchtui.domain.money import nano, shown
from orchtui.domain.sanitize import first_line
from orchtui.domain.state import RunState, StepState
from orchtui.narration.commands import of_people
from orchtui.narration.hints import Doors
from orchtui.narration.line import Line
from orchtui.narration.teams import of_teams
from orchtui.session import Outcome

STATUS_COLOURS: Mapping[str, tuple[str, ...]] = {
    "done": ("green",),
    "running": ("cyan",),
    "pausing": ("yellow",),
    "paused": ("yellow",),
    "partial": ("yellow",),
    "interrupted": ("yellow",),
    "waiting": ("yellow",),
    "failed": ("red",),
    "limited": ("red",),
    "rejected": ("red",),
    "stopped": ("red",),
}
_ENDED: Mapping[str, str] = {
    "done": "✔",
    "running": "●",
    "partial": "◐",
    **dict.fromkeys(("interrupted", "pausing", "paused", "waiting"), "⏸"),
}
_WIDEST = 28
_MANY = 200


def told(event: e.AnyEvent, state: RunState, doors: Doors) -> Line | None:
    """One event as a line; nothing for what is not worth one."""
    match event:
        case e.RunStarted():
            how = "rehearsal: costs are pretended" if event.rehearsing else ""
            return Line("●", event.recipe, f"run {doors.run}" + (f"  {how}" if how else ""))
        case e.RunResumed():
            return _resumed(state, doors)
        case e.RunInterrupted():
            return Line("⏸", "leaving", f"{event.why}; calls in flight are being ended")
        case e.LimitReached():
            return Line("■", event.path or "limit", _limit(event))
        case e.Noted():
            return Line("✎", event.text)
        case _:
            if line := of_people(event, state, doors) or of_teams(event, state, doors):
                return line
            path = getattr(event, "path", "")
            rest = _of_a_step(event, state)
            return Line(rest[0], _aligned(path, state), rest[1:]) if rest else None


def _resumed(state: RunState, doors: Doors) -> Line:
    """That it goes on, or what it waits for."""
    told = f"run {doors.run}  resumed: {state.done} of {len(state.steps)} steps were done"
    if gates := state.open_gates:
        told += f"; waits at {', '.join(gates)}: {doors.ctl('answer …')}"
    elif state.status in ("pausing", "paused"):
        told += f"; held as it was: {doors.ctl('continue')}"
    return Line("●", state.started.recipe if state.started else "", told)


def _of_a_step(event: e.AnyEvent, state: RunState) -> str:
    """The mark and the rest of a line on a step; nothing for what is not worth one."""
    match event:
        case e.StepAsked():
            because = event.because.partition(":")[0]
            cut = (
                f"  ~{event.trimmed:,} tokens of what it is given left out" if event.trimmed else ""
            )
            who = _who(state.steps[event.path])
            return f"▶{who}asks {event.model}" + (f" ({because})" if because else "") + cut
        case e.StepReplied():
            return _replied(event, state)
        case e.AttemptFailed():
            return f"↺{event.fault}: {first_line(event.message, 160)}"
        case e.StepRejected():
            return f"↺not good enough: {first_line(event.why, 160)}"
        case e.StepFailed():
            return f"✗failed: {_why(event, state)}"
        case e.StepCancelled():
            return f"⊘cancelled: {first_line(event.why, 160)}"
        case e.AttemptEnded() if event.read + event.wrote or event.cost:
            return f"⊘{_used(event)}  its call is gone"
        case e.AttemptAbandoned():
            return (
                f"✗would not end within {event.seconds:g} s: the run goes on without it, and "
                "what was promised for it counts as spent"
            )
        case e.StepHeld():
            return f"⏸{_held(event)}"
        case e.StepEdited():
            return f"✎edited by {event.by}: {_edited(event)}"
        case _:
            return ""


def _who(step: StepState) -> str:
    """Whom a step asks, where its name does not say so."""
    name = step.path.rpartition("/")[2].partition(".")[0]
    return "" if name == step.agent else f"{step.agent} "


def _why(event: e.StepFailed, state: RunState) -> str:
    """Why a step failed, without what the lines before this one have said already."""
    attempts = state.steps[event.path].attempts
    over = attempts[-1].over if attempts else None
    if isinstance(over, e.AttemptFailed) and over.message == event.error:
        return over.fault
    needs, _, _ = event.error.partition(": ")
    return needs if needs.startswith("needs ") else first_line(event.error, 160)


def _replied(event: e.StepReplied, state: RunState) -> str:
    step = state.steps[event.path]
    rejected = step.attempts[event.attempt - 1].rejected
    stands = step.status in ("done", "held") and step.overridden is None
    late = "" if stands or rejected else f"  came too late: the step is {step.status}"
    sure = "" if event.confidence is None else f"  confidence {event.confidence:g}"
    return ("✔" if stands else "·") + _used(event) + sure + late


def _used(event: e.AttemptOver) -> str:
    return figures(event.seconds, event.cost, event.read + event.wrote, event.estimated)


def _held(event: e.StepHeld) -> str:
    if event.at == "before":
        return "held before it begins"
    return f"held, failed: {first_line(event.error, 160)}" if event.error else "held with its reply"


def _edited(event: e.StepEdited) -> str:
    told = ["another instruction"] if event.says else []
    told += [f"model {event.model}"] if event.model else []
    told += [f"temperature {event.temperature:g}"] if event.temperature is not None else []
    return ", ".join(told)


def figures(seconds: float, cost: int, tokens: int, estimated: bool) -> str:
    """Time, money and tokens, so wide that they stand below each other."""
    return f"{seconds:5.1f} s {shown(cost, estimated=estimated):>10} {tokens:>6,} tokens"


def _aligned(path: str, state: RunState) -> str:
    if len(state.steps) > _MANY:  # some of so many names are long
        return path.ljust(_WIDEST)
    known = max((len(each) for each in state.steps), default=0)
    return path.ljust(min(known, _WIDEST))


def _limit(event: e.LimitReached) -> str:
    allowed, used = (_amount(event.limit, each) for each in (event.allowed, event.used))
    over = "that is over" if event.limit == "seconds" else f"and what comes next needs {used}"
    return f"{event.limit}: {allowed} allowed, {over}"


def _amount(limit: str, amount: float) -> str:
    if limit == "cost":
        return shown(nano(amount))
    return f"{amount:g} s" if limit == "seconds" else f"{amount:g}"


def ending(outcome: Outcome) -> list[Line]:
    """How a run ended, at what cost, and what it lacks."""
    mark = _ENDED.get(outcome.status, "✗")
    cost = shown(nano(outcome.cost), estimated=outcome.estimated)
    pretended = " (pretended)" if outcome.rehearsed else ""
    steps = f"{outcome.steps} of {outcome.planned} steps"
    spent = f"{cost}{pretended}  {outcome.tokens:,} tokens  {outcome.seconds:.1f} s"
    lines = [Line(mark, outcome.status, f"{steps}  {spent}")]
    for about, said in (
        ("why", outcome.why),
        ("missing", ", ".join(outcome.missing)),
        ("skipped", ", ".join(outcome.skipped)),
    ):
        if said:
            lines.append(Line(" ", about.ljust(7), said))
    return lines
