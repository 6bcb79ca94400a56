"""When a command is refused, and with what reason: pure rules over a run's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchtui.commands.breakpoints import parse_breakpoint
from orchtui.domain.money import dollars
from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError

if TYPE_CHECKING:  # whoever has a run to ask about has these loaded
    from orchtui.domain.events import CommandGiven
    from orchtui.domain.state import RunState, StepState

LIVE = frozenset({"running", "pausing", "paused"})
EDIT = "edit"
HOTTEST = 2
FORK = "its reply was handed over: fork the run to have it otherwise"


def _not_live(state: RunState) -> str:
    return "" if state.status in LIVE else f"the run is {state.status}"


def _unknown(state: RunState, path: str) -> str:
    return f"there is no step {path}{nearest(path, state.steps)}"


def pausable(state: RunState, _command: CommandGiven) -> str:
    """Any live run can be paused; one that is, stays so."""
    return _not_live(state)


def continuable(state: RunState, _command: CommandGiven) -> str:
    """Any live run can be continued; one that runs, goes on."""
    return _not_live(state)


def steppable(state: RunState, command: CommandGiven) -> str:
    """Something must be ready, or held so that handing it over may make something ready."""
    if refused := _not_live(state):
        return refused
    if command.target:
        step = state.steps.get(command.target)
        if step is None:
            return _unknown(state, command.target)
        if step.status != "ready":
            return f"{command.target} is not ready: it is {step.status}"
        return ""
    return _nothing_ready(state)


def _nothing_ready(state: RunState) -> str:
    ready = any(step.status in ("ready", "held") for step in state.steps.values())
    return "" if ready else "nothing is ready"


def finishable(state: RunState, command: CommandGiven) -> str:
    """The step meant must be in a group."""
    if refused := _not_live(state) or _nothing_ready(state):
        return refused
    step = _meant(state, command.target)
    if step is None:
        return _unknown(state, command.target) if command.target else "nothing is ready"
    return "" if "/" in step.path else f"{step.path} is not in a group"


def _meant(state: RunState, target: str) -> StepState | None:
    """The step a command means: the one named, else the last one held."""
    if target:
        return state.steps.get(target)
    held = [step for step in state.steps.values() if step.status in ("ready", "held")]
    return max(held, key=lambda step: step.since, default=None)


def group_of(state: RunState, target: str) -> str:
    """The group of the step a `finish` means."""
    step = _meant(state, target)
    return step.path.rpartition("/")[0] if step else ""


def breakable(state: RunState, command: CommandGiven) -> str:
    """A breakpoint must be readable, or be there."""
    if refused := _not_live(state):
        return refused
    if command.verb == "unbreak":
        known = state.breakpoints
        if command.target in known:
            both = command.options.get("on") and command.options.get("off")
            return "it cannot be both on and off: say one of --on, --off" if both else ""
        return f"there is no breakpoint {command.target}{nearest(command.target, known)}"
    try:
        parse_breakpoint(command.text)
    except UsageError as error:
        return str(error)
    return ""


def killable(state: RunState, command: CommandGiven) -> str:
    """What is to be killed must not be over."""
    if refused := _not_live(state):
        return refused
    if not command.target or command.target in state.steps:
        step = state.steps.get(command.target)
        return f"{step.path} is over already: {step.status}" if step and step.is_over else ""
    agents = {step.agent for step in state.steps.values()}
    if command.target not in agents:
        return f"there is no step or agent {command.target}{nearest(command.target, agents)}"
    theirs = [step for step in state.steps.values() if step.agent == command.target]
    return f"no step of {command.target} is left" if all(s.is_over for s in theirs) else ""


def retriable(state: RunState, command: CommandGiven) -> str:
    """A step can be asked again until its reply is handed over."""
    if refused := _not_live(state):
        return refused
    heat = command.options.get("temperature")
    if isinstance(heat, int | float) and not 0 <= heat <= HOTTEST:
        return f"a temperature is from 0 to {HOTTEST}, not {heat:g}"
    step = state.steps.get(command.target)
    if step is None:
        return _unknown(state, command.target)
    if step.status in ("running", "held"):
        return ""
    if step.is_over:
        return FORK
    return f"{step.path} has not been asked yet: step or continue asks it"


def overridable(state: RunState, command: CommandGiven) -> str:
    """A reply can be replaced until it is handed over."""
    if refused := _not_live(state):
        return refused
    step = state.steps.get(command.target)
    if step is None:
        return _unknown(state, command.target)
    return FORK if step.is_over else ""


def sayable(state: RunState, command: CommandGiven) -> str:
    """A step that is over is not told anything; whether an agent is asked again, nobody knows."""
    if refused := _not_live(state):
        return refused
    step = state.steps.get(command.target)
    agents = {step.agent for step in state.steps.values()}
    if step is None or command.target in agents or not step.is_over:
        return ""
    return f"{step.path} is over: it has no step to come"


def answerable(state: RunState, command: CommandGiven) -> str:
    """The gate must be open, and the choice one of its own."""
    if refused := _not_live(state):
        return refused
    gates = state.open_gates
    if not gates:
        return "no gate is open"
    if not command.target and len(gates) > 1:
        return f"several gates are open, name one: {', '.join(gates)}"
    gate = gates.get(command.target or next(iter(gates)))
    if gate is None:
        return f"no gate {command.target} is open; open is {', '.join(gates)}"
    choice = str(command.options.get("choice", ""))
    if choice not in gate.choices:
        return f"{gate.id} takes one of {', '.join(gate.choices)}, not {choice or 'nothing'}"
    if choice == EDIT and not command.text:
        return f"to edit, {gate.id} takes a text, which goes on in place of what came before"
    return ""


def settleable(state: RunState, command: CommandGiven) -> str:
    """It must be open, and exactly one thing be done about it."""
    if refused := _not_live(state):
        return refused
    found = state.open_disagreements
    if not found:
        return "nothing is disagreed on"
    if not command.target and len(found) > 1:
        return f"several disagreements are open, name one: {', '.join(found)}"
    name = command.target or next(iter(found))
    if name not in found:
        return f"{name} is not disagreed on; open is {', '.join(found)}"
    given = [name for name in ("pick", "again", "escalate") if command.options.get(name)]
    if len(given) + bool(command.text) != 1:
        return "say one thing: a text that merges them, --pick STEP, --again or --escalate"
    pick = str(command.options.get("pick") or "")
    positions = [path for cluster in found[name].rounds[-1].clusters for path in cluster]
    if pick and pick not in positions:
        return f"{pick} has no position in it{nearest(pick, positions)}"
    return ""


def limitable(state: RunState, command: CommandGiven) -> str:
    """A limit must not be below what is spent and promised."""
    if refused := _not_live(state):
        return refused
    if not command.options:
        return "say which limit: cost, tokens, seconds, steps or parallel"
    used = {
        "cost": dollars(state.cost + state.reserved),
        "tokens": float(state.tokens),
        "seconds": state.seconds,
        "steps": float(state.asked),
    }
    for name, value in command.options.items():
        if isinstance(value, int | float) and value < used.get(name, 0.0):
            return f"{name} is at {used[name]:g} already: {value:g} is below that"
    return ""
