"""Asking a person from within a flow, or doing as the run was told where nobody is there to ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchtui.domain.events import GateAnswered, GateOpened
from orchtui.domain.flow import Answer, FlowMisuse

if TYPE_CHECKING:
    from orchtui.core.core import Core

CHOICES = ("approve", "deny", "edit")


async def ask_person(
    core: Core, name: str, question: str, choices: Sequence[str], default: str
) -> Answer:
    """Open a gate and wait for its answer, if somebody may give one."""
    if default and default not in choices:
        raise FlowMisuse(f"gate {name}: its default {default} is none of {', '.join(choices)}")
    gate = GateOpened(id=name, question=question, choices=tuple(choices), default=default)
    policy = core.started.on_gate
    if policy == "wait":
        return await core.questions.ask(gate)
    core.emit(gate)
    choice = default if policy == "default" else policy
    if choice not in choices:
        core.course.stop("waiting", f"gate {name} needs a person: {question}")
        await core.loop.create_future()
    core.emit(GateAnswered(id=name, choice=choice))
    return Answer(choice)
