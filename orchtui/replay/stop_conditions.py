"""Where playing a record stops: a step ends, the run was held, a viewer's own breakpoint holds.

A stop is the position after the turn in which it happens. It follows from the record alone, so the
record is scanned from its beginning, once, as far as somebody asks; a breakpoint counts its hits
and its conditions begin to hold as they would have while the run went on.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

from orchtui._gc import collector_paused, give_way
from orchtui.commands.breakpoints import Breakpoint
from orchtui.core.breakpoints import Breakpoints, scope_of
from orchtui.core.steps import StepOutcome
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.events import Turn
from orchtui.domain.flow import Reply
from orchtui.domain.recipe import Recipe
from orchtui.domain.reply_schema import read
from orchtui.domain.state import RunState, StepState, apply
from orchtui.domain.state.lifecycle import STEP, STEP_OVER
from orchtui.replay.player import TURNS_AT_ONCE, Player

# A kind of the table may say more than its event's: what a step was held with, or where.
ENDING = frozenset(
    ".".join(kind.split(".")[:2])
    for after in STEP.values()
    for kind, status in after.items()
    if status in STEP_OVER
)
"""The kinds of events that can end a step."""


class Stops:
    """The stops of one record, for breakpoints of its viewer's own."""

    def __init__(
        self, player: Player, recipe: Recipe, texts: Texts, points: Iterable[Breakpoint] = ()
    ) -> None:
        self._player, self._recipe, self._texts = player, recipe, texts
        self._state = RunState()
        self._breakpoints = Breakpoints(self._scope, self._state.steps, self._hit)
        for point in points:
            self._breakpoints.add(point)
        self._scanned = 0
        self._ends, self._holds = array("q"), array("q")
        self._holding = False
        self._concluding = ""

    def next_step(self, position: int) -> int | None:
        """The next position at which a step has ended, if there is one yet."""
        return self._next(self._ends, position)

    def next_stop(self, position: int) -> int | None:
        """The next position at which the run was held, or a breakpoint of the viewer's holds."""
        return self._next(self._holds, position)

    def step_before(self, position: int) -> int | None:
        """The last position before this one at which a step has ended."""
        return self._before(self._ends, position)

    def stop_before(self, position: int) -> int | None:
        """The last position before this one at which playing stops."""
        return self._before(self._holds, position)

    async def look_ahead(self) -> None:
        """Scan all there is, while others go on; after that whatever is asked is known."""
        with collector_paused():
            while self._scanned < self._player.length:
                self._scan()
                await give_way()

    # -- the scan ----------------------------------------------------------------------------------

    def _next(self, found: array[int], position: int) -> int | None:
        while self._scanned < self._player.length and not (found and found[-1] > position):
            self._scan()
        at = bisect_right(found, position)
        return found[at] if at < len(found) else None

    def _before(self, found: array[int], position: int) -> int | None:
        while self._scanned < min(position, self._player.length):
            self._scan()
        at = bisect_left(found, position)
        return found[at - 1] if at else None

    def _scan(self) -> None:
        for turn in self._player.turns[self._scanned : self._scanned + TURNS_AT_ONCE]:
            self._scanned += 1
            self._holding = False
            if self._take(turn):
                self._ends.append(self._scanned)
            if self._holding:
                self._holds.append(self._scanned)

    def _take(self, turn: Turn) -> bool:
        """Take a turn in; whether a step has ended in it."""
        steps = self._state.steps
        watched = bool(self._breakpoints.armed)
        was_over: dict[str, bool] = {}
        for event in turn.events:
            if event.kind in ENDING and (step := steps.get(path := _path(event))) is not None:
                was_over.setdefault(path, step.is_over)
            if watched:
                self._watch(event, turn)
            else:
                apply(self._state, event, turn.at)
            self._holding |= isinstance(event, e.BreakpointHit)
        if watched and self._state.finished is None:
            self._breakpoints.committed(turn.events)
        return any(steps[path].is_over for path, over in was_over.items() if not over)

    # -- the viewer's breakpoints ------------------------------------------------------------------

    def _watch(self, event: e.AnyEvent, turn: Turn) -> None:
        """Take an event in, and tell the breakpoints what it is to its step."""
        known = self._state.steps.get(_path(event))
        was = known.status if known else ""
        apply(self._state, event, turn.at)
        if isinstance(event, e.DisagreementFound):
            self._breakpoints.now(event)
        elif isinstance(event, e.StepAsked | e.StepHeld) and was == "planned":
            self._breakpoints.before(self._state.steps[event.path])
        elif isinstance(event, e.StepReplied) and was == "running":
            step = self._state.steps[event.path]
            if step.status == "done" and not _is_rejected(event, turn):
                self._after(step, StepOutcome(self._reply(step)))
        elif isinstance(event, e.StepHeld) and event.error:
            self._after(self._state.steps[event.path], StepOutcome(None, event.error))
        elif isinstance(event, e.StepFailed) and was not in ("held", *STEP_OVER):
            step = self._state.steps[event.path]
            if step.attempts or not step.error.startswith("needs "):
                self._after(step, StepOutcome(None, event.error))

    def _after(self, step: StepState, outcome: StepOutcome) -> None:
        """What a step came to is told before the run as a whole knows of it."""
        self._concluding = step.path
        self._breakpoints.after(step, outcome)
        self._concluding = ""

    def _hit(self, _name: str, _path: str) -> None:
        self._holding = True

    def _scope(self, names: Iterable[str]) -> Mapping[str, object]:
        return scope_of(self._state, self._recipe.parameters, names, self._last_reply)

    def _last_reply(self, agent: str) -> Reply | None:
        for step in reversed(self._state.steps.values()):
            if step.agent == agent and step.status == "done" and step.path != self._concluding:
                return self._reply(step)
        return None

    def _reply(self, step: StepState) -> Reply | None:
        said = step.reply
        if said is None:
            return None
        text, agent = self._texts.read(said.text), self._recipe.agents.get(step.agent)
        data = read(text, agent.reply).data if agent else None
        return Reply(step.path, step.agent, text, "", data, said.confidence)


def _path(event: e.AnyEvent) -> str:
    return str(vars(event).get("path", ""))  # an attribute that is not there costs far more


def _is_rejected(reply: e.StepReplied, turn: Turn) -> bool:
    return any(
        isinstance(event, e.StepRejected) and event.path == reply.path for event in turn.events
    )
