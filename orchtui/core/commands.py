"""Commands carried out: one function a verb, after the catalogue's rule has let it through.

A function says what it did, or nothing where that is told later; it raises `Refused` for what only
the core can tell (a reply that does not fit its schema, a model nobody knows).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchtui.commands.breakpoints import parse_breakpoint
from orchtui.commands.catalogue import refusal
from orchtui.commands.rules import group_of
from orchtui.core.attempts import judged
from orchtui.core.pause import Outcome
from orchtui.core.steps import Edit, Step
from orchtui.domain import events as e
from orchtui.domain.digest import fingerprint
from orchtui.domain.flow import AGAIN, ESCALATE, MERGE, PICK, Reply, Word
from orchtui.domain.money import shown
from orchtui.domain.preview import nearest
from orchtui.domain.reply_schema import read
from orchtui.domain.sanitize import shorten
from orchtui.errors import UsageError

if TYPE_CHECKING:
    from orchtui.core.machine import Core


EVERYTHING = 1_000_000


class Refused(Exception):
    """The command is not possible, and why."""


def carry_out(core: Core, command: e.CommandGiven) -> None:
    """Carry a command out or refuse it, and answer it either way."""
    said: str | None = ""
    why = refusal(core.state, command)
    if not why:
        try:
            said = _VERBS[command.verb](core, command)
        except Refused as refused:
            why = str(refused)
    if said is not None:
        core.emit(e.CommandAnswered(id=command.id, done=not why, said=why or said))


def _by(command: e.CommandGiven) -> str:
    who = command.who or "somebody"
    return f"{who}: {command.reason}" if command.reason else who


def _pause(core: Core, command: e.CommandGiven) -> str:
    core.gate.close(f"paused by {_by(command)}")
    if command.options.get("now"):
        core.put_back_all()
    return ""


def _continue(core: Core, _command: e.CommandGiven) -> str:
    core.gate.open()
    return ""


def _step(core: Core, command: e.CommandGiven) -> str:
    core.gate.hand_over()
    core.gate.let(1, command.target)
    return ""


def _next(core: Core, _command: e.CommandGiven) -> str:
    core.gate.hand_over()
    core.gate.let(EVERYTHING)
    return ""


def _finish(core: Core, command: e.CommandGiven) -> str:
    group = group_of(core.state, command.target)
    if core.gate.has_ended(group):
        raise Refused(f"{group} has ended already")
    core.gate.open(until=group)
    return f"until {group} ends"


def _break(core: Core, command: e.CommandGiven) -> str:
    try:  # the rule has seen no more of a long text than its address
        point = parse_breakpoint(core.texts.read(command.text))
        point.check_names({*core.recipe.agents, *core.recipe.parameters})
    except UsageError as error:
        raise Refused(shorten(str(error), 300)) from error
    name = core.watching.add(point)
    core.emit(e.BreakpointChanged(id=name, text=point.text))
    if point.where == "when" or any(point.names(s.path, s.agent) for s in core.steps.values()):
        return name
    known = any(point.names(agent, agent) for agent in core.recipe.agents)
    return name if known else f"{name}, though nothing is called {point.glob} yet"


def _unbreak(core: Core, command: e.CommandGiven) -> str:
    name = command.target
    armed = core.watching.armed[name]
    switched = command.options.get("on") or command.options.get("off")
    if switched:
        armed.enabled = bool(command.options.get("on"))
        armed.holding = False
    else:
        del core.watching.armed[name]
    core.emit(
        e.BreakpointChanged(
            id=name, text=armed.point.text, enabled=armed.enabled, deleted=not switched
        )
    )
    return ""


def _kill(core: Core, command: e.CommandGiven) -> str | None:
    why = f"killed by {_by(command)}"
    calls = list(core.attempts.admission.promises)
    if not command.target:
        core.course.stop("stopped", why)
        return None if core.killing.begin(command.id, calls) else ""
    steps = list(_meant(core, command.target))
    for step in steps:
        core.gate.forget(step)
        core.waiting.end(step, why=why, killed=True)
        if step.optional:
            core.course.missing.append(step.path)
    paths = [step.path for step in steps]
    if core.killing.begin(command.id, (call for call in calls if call[0] in paths)):
        return None
    return ", ".join(paths)


def _meant(core: Core, target: str) -> Iterator[Step]:
    if target in core.steps:
        yield core.steps[target]
        return
    yield from (s for s in core.steps.values() if s.agent == target and not s.over)


def _retry(core: Core, command: e.CommandGiven) -> str:
    step = core.steps[command.target]
    model = str(command.options.get("model") or "")
    if model and model not in core.started.tiers:
        tiers = core.started.tiers
        raise Refused(f"this run has no tier or model {model}{nearest(model, tiers)}")
    heat = command.options.get("temperature")
    temperature = float(heat) if isinstance(heat, int | float) else None
    says = core.texts.read(command.text)
    if says or model or temperature is not None:
        old = step.edit or Edit()
        step.edit = Edit(says or old.says, model or old.model, temperature)
        core.emit(
            e.StepEdited(
                path=step.path,
                by=command.who,
                says=command.text,
                model=model,
                temperature=temperature,
            )
        )
    core.take_back(step)
    step.fell_back, step.repairs, step.hangs, step.mend, step.digest = False, 0, 0, "", ""
    core.gate.let_through(step)
    core.ask_again(step, f"retried by {_by(command)}")
    return ""


def _override(core: Core, command: e.CommandGiven) -> str:
    step = core.steps[command.target]
    text = core.texts.read(command.text)
    data, problem = judged(step.agent_of, text)
    if problem:
        raise Refused(f"the reply does not fit {step.agent}: {problem}")
    sure = read(text, step.agent_of.reply).confidence if step.agent_of.reply else None
    core.take_back(step)
    core.emit(e.StepOverridden(path=step.path, text=command.text, by=_by(command), confidence=sure))
    reply = Reply(step.path, step.agent, text, fingerprint(text.encode()), data, sure)
    if step.wanted:
        core.gate.ends(step, Outcome(reply))
    else:
        core.leave(step, Outcome(reply))
    return ""


def _say(core: Core, command: e.CommandGiven) -> str:
    known = core.recipe.agents
    if command.target not in core.steps and command.target not in known:
        raise Refused(f"there is no agent {command.target}{nearest(command.target, known)}")
    core.said.setdefault(command.target, []).append(core.texts.read(command.text))
    core.emit(e.Said(agent=command.target, text=command.text, by=_by(command)))
    named = (s for s in core.steps.values() if command.target in (s.agent, s.path))
    if any(not (step.over or step.running) for step in named):
        return ""
    return f"no step of {command.target} is planned: it is told if it is asked again"


def _answer(core: Core, command: e.CommandGiven) -> str:
    if not core.questions.is_asked(command.target):
        raise Refused("the flow does not wait for this answer any more")
    return core.questions.answer(
        command.target,
        str(command.options["choice"]),
        by=command.who,
        note=str(command.options.get("note") or ""),
        text=command.text,
    )


def _settle(core: Core, command: e.CommandGiven) -> str:
    options, text = command.options, core.texts.read(command.text)
    name = command.target or next(iter(core.state.open_disagreements))
    dispute = core.disputes.open.get(name)
    if dispute is None or not dispute.can_be_told:
        raise Refused("the flow has gone on from it already")
    choice = PICK if options.get("pick") else AGAIN if options.get("again") else MERGE
    if options.get("escalate"):
        choice = ESCALATE
    picked = str(options.get("pick") or "")
    dispute.tell(Word(choice, picked, text, _by(command), command.reason))
    return name


def _limit(core: Core, command: e.CommandGiven) -> str:
    changed = {
        name: float(value) if isinstance(value, int | float) else None
        for name, value in command.options.items()
    }
    core.change_limits(changed)
    return ""


_VERBS: Mapping[str, Callable[[Core, e.CommandGiven], str | None]] = {
    "pause": _pause,
    "continue": _continue,
    "step": _step,
    "next": _next,
    "finish": _finish,
    "break": _break,
    "unbreak": _unbreak,
    "kill": _kill,
    "retry": _retry,
    "override": _override,
    "say": _say,
    "answer": _answer,
    "settle": _settle,
    "limit": _limit,
}


Key = tuple[str, int]
"""A step's path and the number of its attempt."""


@dataclass(slots=True)
class _Kill:
    left: set[Key]
    told: list[str] = field(default_factory=list)


class Killing:
    """The kills that wait for calls to be gone."""

    def __init__(self, emit: Callable[[e.AnyEvent], None]) -> None:
        self._emit = emit
        self.open: dict[str, _Kill] = {}

    def begin(self, command: str, calls: Iterable[Key]) -> bool:
        """Answer the command when these calls are gone; whether there are any."""
        left = set(calls)
        if left:
            self.open[command] = _Kill(left)
        return bool(left)

    def ended(self, event: e.AttemptOver) -> None:
        """A call is over."""
        cost = shown(event.cost, estimated=event.estimated)
        self._gone((event.path, event.attempt), f"{event.path} is gone, it cost {cost}")

    def abandoned(self, event: e.AttemptAbandoned, reserved: int) -> None:
        """A call would not end."""
        spent = f", and {shown(reserved, estimated=True)} counts as spent" if reserved else ""
        self._gone(
            (event.path, event.attempt),
            f"{event.path} ignored being ended for {event.seconds:g} s: the run goes on without "
            f"it{spent}",
        )

    def lost(self) -> None:
        """The process that had the calls is gone, and they with it."""
        for kill in list(self.open.values()):
            for path, attempt in sorted(kill.left):
                self._gone((path, attempt), f"{path} is gone with its process")

    def _gone(self, key: Key, told: str) -> None:
        for command, kill in list(self.open.items()):
            if key not in kill.left:
                continue
            kill.left.discard(key)
            kill.told.append(told)
            if not kill.left:
                del self.open[command]
                self._emit(e.CommandAnswered(id=command, said="; ".join(kill.told)))
