"""What a headless run says while it runs: plain lines for people, JSON lines for scripts.

Narrators are told of committed turns only, so nothing is said that is not on disk.
"""

from __future__ import annotations

import dataclasses
import json
from types import TracebackType

from orchtui.cli import ending
from orchtui.domain import events as e
from orchtui.domain.money import shown
from orchtui.domain.readable import readable
from orchtui.domain.state import RunState
from orchtui.domain.text import first_line
from orchtui.session import LiveRun, Outcome


class Narrator:
    """Folds the committed turns for itself, and tells what they came to."""

    def __init__(self, live: LiveRun) -> None:
        self.live = live
        self.state = RunState()
        for turn in live.recorded:
            self.state.apply_turn(turn)

    def __enter__(self) -> Narrator:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def turn(self, turn: e.Turn) -> None:
        """Take in a committed turn."""
        for event in turn.events:
            self.state.apply(event, turn.at)
            try:
                self.event(event, turn.at)
            except BrokenPipeError:
                self.live.interrupt("nobody reads the output")

    def event(self, event: e.AnyEvent, at: float) -> None:
        """Tell one event."""

    def sum_up(self, outcome: Outcome) -> None:
        """Tell how the run ended: the reply to stdout, the rest to stderr."""
        if outcome.reply:
            print(outcome.reply, flush=True)
        for line in summary_lines(outcome):
            ending.say(line)


class JsonLines(Narrator):
    """Every event a line, as it happens; the last line is the summary."""

    def event(self, event: e.AnyEvent, at: float) -> None:
        plain = {"at": at, "run": self.live.id, **readable(event, self.live.texts)}
        print(json.dumps(plain, ensure_ascii=False), flush=True)

    def sum_up(self, outcome: Outcome) -> None:
        plain = {"kind": "summary", **dataclasses.asdict(outcome)}
        print(json.dumps(plain, ensure_ascii=False), flush=True)


class PlainLines(Narrator):
    """A line where a step begins or is over, and whatever else is worth one."""

    def event(self, event: e.AnyEvent, at: float) -> None:
        line = narrated(event, self.state, self.live)
        if line:
            ending.say(line)


def narrated(event: e.AnyEvent, state: RunState, live: LiveRun) -> str:
    """One event in a line for people; nothing for what is not worth one."""
    match event:
        case e.RunStarted():
            how = "rehearsal: no model is called, costs are pretended" if event.rehearsing else ""
            return f"● {event.recipe}  run {live.id}" + (f"  ({how})" if how else "")
        case e.RunResumed():
            done = f"{state.done} of {len(state.steps)} steps were done"
            return f"● {live.recipe.name}  run {live.id}, resumed: {done}"
        case e.RunInterrupted():
            return "⏸ leaving: calls in flight are being ended"
        case e.StepAsked():
            because = f"  ({event.because})" if event.because else ""
            return f"▶ {event.path}  asks {event.model}{because}"
        case e.StepReplied():
            return _replied(event, state)
        case e.AttemptFailed():
            return f"✗ {event.path}  {event.fault}: {event.message}"
        case e.StepRejected():
            return f"↺ {event.path}  not good enough: {event.why}"
        case e.StepFailed():
            return f"✗ {event.path}  failed: {first_line(event.error, 160)}"
        case e.StepCancelled():
            return f"⊘ {event.path}  cancelled: {event.why}"
        case e.Noted():
            return f"✎ {event.text}"
        case e.LimitReached():
            return f"■ the limit on {event.limit} ({event.allowed:g}) does not hold {event.used:g}"
        case _:
            return ""


def _replied(event: e.StepReplied, state: RunState) -> str:
    status = state.steps[event.path].status
    mark = "✔" if status == "done" else "·"
    late = "" if status == "done" else f"  came too late: the step is {status}"
    sure = "" if event.confidence is None else f"  confidence {event.confidence:g}"
    cost = shown(event.cost, estimated=event.estimated)
    tokens = event.read + event.wrote
    return f"{mark} {event.path}  {event.seconds:.1f} s  {cost}  {tokens} tokens{sure}{late}"


def summary_lines(outcome: Outcome) -> list[str]:
    """How a run ended, for people: what, at what cost, and what to do next."""
    mark = {"done": "✔", "partial": "◐", "interrupted": "⏸"}.get(outcome.status, "✗")
    cost = f"{'~' if outcome.estimated else ''}${outcome.cost:.4f}"
    pretended = " (pretended)" if outcome.rehearsed else ""
    spent = f"{cost}{pretended}  {outcome.tokens} tokens  {outcome.seconds:.1f} s"
    lines = [f"{mark} {outcome.status}  {outcome.steps} steps  {spent}"]
    if outcome.why:
        lines.append(f"  why      {outcome.why}")
    if outcome.missing:
        lines.append(f"  missing  {', '.join(outcome.missing)}")
    if outcome.skipped:
        lines.append(f"  skipped  {', '.join(outcome.skipped)}")
    verb = "resume" if outcome.status == "interrupted" else "show"
    lines.append(f"  next     orchtui {verb} {outcome.run}")
    return lines
