"""The commands of a live run: one method a verb, called after the catalogue's rule allowed it.

A method returns what it did, or None where the answer comes later; it raises `Refused` for what
only the core can know (a reply that does not fit its schema, an unknown model).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from orchtui.commands.breakpoints import parse_breakpoint
from orchtui.commands.catalogue import CATALOGUE, refusal
from orchtui.commands.rules import group_of
from orchtui.core.attempts import Attempts, judge
from orchtui.core.breakpoints import Breakpoints
from orchtui.core.context import RunContext
from orchtui.core.disagreements import Disagreements
from orchtui.core.gates import Gates, LimitGate
from orchtui.core.pause import PausePoint
from orchtui.core.steps import Edit, Step, StepGraph, StepOutcome
from orchtui.domain import events as e
from orchtui.domain.digest import fingerprint
from orchtui.domain.flow import AGAIN, ESCALATE, MERGE, PICK, Reply, Word
from orchtui.domain.money import shown
from orchtui.domain.preview import nearest
from orchtui.domain.reply_schema import read
from orchtui.domain.sanitize import shorten
from orchtui.errors import UsageError

EVERYTHING = 1_000_000


class Refused(Exception):
    """The command is not possible, and why."""


class Commands:
    """What commands do to one run."""

    def __init__(
        self,
        context: RunContext,
        graph: StepGraph,
        pause_point: PausePoint,
        attempts: Attempts,
        gates: Gates,
        limit_gate: LimitGate,
        breakpoints: Breakpoints,
        disagreements: Disagreements,
        deliver: Callable[[Step, StepOutcome], None],
    ) -> None:
        self._context, self._graph, self._pause_point = context, graph, pause_point
        self._attempts, self._gates, self._limit_gate = attempts, gates, limit_gate
        self._breakpoints, self._disagreements = breakpoints, disagreements
        self._deliver = deliver
        self.kills = Kills(context.emit)

    def run(self, command: e.CommandGiven) -> None:
        """Run a command or refuse it, and answer it either way."""
        answer: str | None = ""
        why = refusal(self._context.state, command)
        if not why:
            effect = CATALOGUE[command.verb].effect or getattr(type(self), f"_{command.verb}")
            try:
                answer = effect(self, command)
            except Refused as refused:
                why = str(refused)
        if answer is not None:
            self._context.emit(e.CommandAnswered(id=command.id, done=not why, said=why or answer))

    def _pause(self, command: e.CommandGiven) -> str:
        self._pause_point.pause(f"paused by {_by(command)}")
        if command.options.get("now"):
            self._attempts.take_back_all()
        return ""

    def _continue(self, _command: e.CommandGiven) -> str:
        self._pause_point.resume()
        return ""

    def _step(self, command: e.CommandGiven) -> str:
        self._pause_point.deliver_held()
        self._pause_point.release(1, command.target)
        return ""

    def _next(self, _command: e.CommandGiven) -> str:
        self._pause_point.deliver_held()
        self._pause_point.release(EVERYTHING)
        return ""

    def _finish(self, command: e.CommandGiven) -> str:
        group = group_of(self._context.state, command.target)
        if self._pause_point.has_ended(group):
            raise Refused(f"{group} has ended already")
        self._pause_point.resume(until=group)
        return f"until {group} ends"

    def _break(self, command: e.CommandGiven) -> str:
        try:  # the rule has seen no more of a long text than its address
            point = parse_breakpoint(self._context.texts.read(command.text))
            point.check_names({*self._context.recipe.agents, *self._context.recipe.parameters})
        except UsageError as error:
            raise Refused(shorten(str(error), 300)) from error
        name = self._breakpoints.add(point)
        self._context.emit(e.BreakpointChanged(id=name, text=point.text))
        if point.where == "when" or any(
            point.names(s.path, s.agent) for s in self._context.steps.values()
        ):
            return name
        known = any(point.names(agent, agent) for agent in self._context.recipe.agents)
        return name if known else f"{name}, though nothing is called {point.glob} yet"

    def _unbreak(self, command: e.CommandGiven) -> str:
        name = command.target
        armed = self._breakpoints.armed[name]
        switched = command.options.get("on") or command.options.get("off")
        if switched:
            armed.enabled = bool(command.options.get("on"))
            armed.holding = False
        else:
            del self._breakpoints.armed[name]
        self._context.emit(
            e.BreakpointChanged(
                id=name, text=armed.point.text, enabled=armed.enabled, deleted=not switched
            )
        )
        return ""

    def _kill(self, command: e.CommandGiven) -> str | None:
        why = f"killed by {_by(command)}"
        calls = list(self._attempts.budget.reservations)
        if not command.target:
            self._context.stop("stopped", why)
            return None if self.kills.begin(command.id, calls) else ""
        steps = list(self._meant(command.target))
        for step in steps:
            self._pause_point.forget(step)
            self._graph.finish(step, why=why, killed=True)
            if step.optional:
                self._context.missing.append(step.path)
        paths = [step.path for step in steps]
        if self.kills.begin(command.id, (call for call in calls if call[0] in paths)):
            return None
        return ", ".join(paths)

    def _meant(self, target: str) -> Iterator[Step]:
        if target in self._context.steps:
            yield self._context.steps[target]
            return
        yield from (s for s in self._context.steps.values() if s.agent == target and not s.finished)

    def _retry(self, command: e.CommandGiven) -> str:
        step = self._context.steps[command.target]
        model = str(command.options.get("model") or "")
        if model and model not in self._context.started.tiers:
            tiers = self._context.started.tiers
            raise Refused(f"this run has no tier or model {model}{nearest(model, tiers)}")
        heat = command.options.get("temperature")
        temperature = float(heat) if isinstance(heat, int | float) else None
        instruction = self._context.texts.read(command.text)
        if instruction or model or temperature is not None:
            old = step.edit or Edit()
            step.edit = Edit(instruction or old.instruction, model or old.model, temperature)
            self._context.emit(
                e.StepEdited(
                    path=step.path,
                    by=command.who,
                    says=command.text,
                    model=model,
                    temperature=temperature,
                )
            )
        self._attempts.take_back(step)
        step.fell_back, step.repairs, step.hangs, step.problem, step.digest = False, 0, 0, "", ""
        self._pause_point.allow(step)
        self._attempts.admit(step, f"retried by {_by(command)}")
        return ""

    def _override(self, command: e.CommandGiven) -> str:
        step = self._context.steps[command.target]
        text = self._context.texts.read(command.text)
        data, problem = judge(step.agent_of, text)
        if problem:
            raise Refused(f"the reply does not fit {step.agent}: {problem}")
        sure = read(text, step.agent_of.reply).confidence if step.agent_of.reply else None
        self._attempts.take_back(step)
        self._context.emit(
            e.StepOverridden(path=step.path, text=command.text, by=_by(command), confidence=sure)
        )
        reply = Reply(step.path, step.agent, text, fingerprint(text.encode()), data, sure)
        if step.wanted:
            self._pause_point.end(step, StepOutcome(reply))
        else:
            self._deliver(step, StepOutcome(reply))
        return ""

    def _say(self, command: e.CommandGiven) -> str:
        known = self._context.recipe.agents
        if command.target not in self._context.steps and command.target not in known:
            raise Refused(f"there is no agent {command.target}{nearest(command.target, known)}")
        self._context.words.setdefault(command.target, []).append(
            self._context.texts.read(command.text)
        )
        self._context.emit(e.Said(agent=command.target, text=command.text, by=_by(command)))
        named = (s for s in self._context.steps.values() if command.target in (s.agent, s.path))
        if any(not (step.finished or step.running) for step in named):
            return ""
        return f"no step of {command.target} is planned: its next prompt will hold it"

    def _answer(self, command: e.CommandGiven) -> str:
        if not self._gates.is_open(command.target):
            raise Refused("the flow does not wait for this answer any more")
        return self._gates.answer(
            command.target,
            str(command.options["choice"]),
            by=command.who,
            note=str(command.options.get("note") or ""),
            text=command.text,
        )

    def _settle(self, command: e.CommandGiven) -> str:
        options, text = command.options, self._context.texts.read(command.text)
        name = command.target or next(iter(self._context.state.open_disagreements))
        dispute = self._disagreements.open.get(name)
        if dispute is None or not dispute.can_be_told:
            raise Refused("the flow has gone on from it already")
        choice = PICK if options.get("pick") else AGAIN if options.get("again") else MERGE
        if options.get("escalate"):
            choice = ESCALATE
        picked = str(options.get("pick") or "")
        dispute.tell(Word(choice, picked, text, _by(command), command.reason))
        return name

    def _limit(self, command: e.CommandGiven) -> str:
        changed = {
            name: float(value) if isinstance(value, int | float) else None
            for name, value in command.options.items()
        }
        self._limit_gate.change(changed)
        return ""


def _by(command: e.CommandGiven) -> str:
    who = command.who or "somebody"
    return f"{who}: {command.reason}" if command.reason else who


Key = tuple[str, int]
"""A step's path and the number of its attempt."""


@dataclass(slots=True)
class _Kill:
    left: set[Key]
    done: list[str] = field(default_factory=list)


class Kills:
    """The kills that wait for calls to end."""

    def __init__(self, emit: Callable[[e.AnyEvent], None]) -> None:
        self._emit = emit
        self.open: dict[str, _Kill] = {}

    def begin(self, command: str, calls: Iterable[Key]) -> bool:
        """Answer the command once these calls have ended; return whether there are any."""
        left = set(calls)
        if left:
            self.open[command] = _Kill(left)
        return bool(left)

    def ended(self, event: e.AttemptOver) -> None:
        """Note a call that ended."""
        cost = shown(event.cost, estimated=event.estimated)
        self._gone((event.path, event.attempt), f"{event.path} is gone, it cost {cost}")

    def abandoned(self, event: e.AttemptAbandoned, reserved: int) -> None:
        """Note a call that would not end."""
        spent = f", and {shown(reserved, estimated=True)} counts as spent" if reserved else ""
        self._gone(
            (event.path, event.attempt),
            f"{event.path} ignored being ended for {event.seconds:g} s: the run goes on without "
            f"it{spent}",
        )

    def lost(self) -> None:
        """Note that all calls ended with the process that made them."""
        for kill in list(self.open.values()):
            for path, attempt in sorted(kill.left):
                self._gone((path, attempt), f"{path} is gone with its process")

    def _gone(self, key: Key, what: str) -> None:
        for command, kill in list(self.open.items()):
            if key not in kill.left:
                continue
            kill.left.discard(key)
            kill.done.append(what)
            if not kill.left:
                del self.open[command]
                self._emit(e.CommandAnswered(id=command, said="; ".join(kill.done)))
