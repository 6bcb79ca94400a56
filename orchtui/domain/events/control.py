"""Events of what people do to a run: commands, messages, breakpoints, gates."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from orchtui.domain.events.facts import Decision, Observation


class CommandGiven(Observation):
    """Somebody asked something of the run; `text` is what goes with it, if anything does."""

    kind: Literal["command.given"] = "command.given"
    id: str
    verb: str
    who: str = ""
    reason: str = ""
    target: str = ""
    text: str = ""
    options: dict[str, str | float | bool | None] = Field(default_factory=dict)


class CommandAnswered(Decision):
    """What came of a command: done, or refused and why."""

    kind: Literal["command.answered"] = "command.answered"
    id: str
    done: bool = True
    said: str = ""


class Said(Decision):
    """A person's message waits for an agent's next prompt."""

    kind: Literal["said"] = "said"
    agent: str
    text: str
    by: str


class BreakpointChanged(Decision):
    """A breakpoint was set, switched or deleted."""

    kind: Literal["breakpoint.changed"] = "breakpoint.changed"
    id: str
    text: str = ""
    enabled: bool = True
    deleted: bool = False


class BreakpointHit(Decision):
    """A breakpoint held; the run is being paused."""

    kind: Literal["breakpoint.hit"] = "breakpoint.hit"
    id: str
    path: str = ""


class GateOpened(Decision):
    """The run waits on a person; `about` is what for: the recipe's own question, or a limit."""

    kind: Literal["gate.opened"] = "gate.opened"
    id: str
    question: str
    choices: tuple[str, ...]
    default: str = ""
    about: str = "recipe"
    given: tuple[str, ...] = ()


class GateClosed(Decision):
    """Nobody waits for the answer any more: what asked was let go of."""

    kind: Literal["gate.closed"] = "gate.closed"
    id: str


class GateAnswered(Decision):
    """A question has its answer; `by` is empty where the run answered as it was told to."""

    kind: Literal["gate.answered"] = "gate.answered"
    id: str
    choice: str
    by: str = ""
    note: str = ""
    text: str = ""
