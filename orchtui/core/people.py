"""Asking a person from within a flow, or doing as the run was told where nobody is there to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchtui.domain.events import GateAnswered, GateOpened
from orchtui.domain.flow import Answer, FlowMisuse

if TYPE_CHECKING:
    from orchtui.core.core import Core

CHOICES = ("approve", "deny", "edit")


async def ask_person(core: Core, gate: GateOpened) -> Answer:
    """Open a gate and wait for its answer, if somebody may give one."""
    if gate.default and gate.default not in gate.choices:
        among = ", ".join(gate.choices)
        raise FlowMisuse(f"gate {gate.id}: its default {gate.default} is none of {among}")
    policy = core.started.on_gate
    if policy == "wait":
        return await core.questions.ask(gate)
    core.emit(gate)
    choice = gate.default if policy == "default" else policy
    if choice not in gate.choices:
        core.course.stop("waiting", _needs_a_person(gate))
        await core.loop.create_future()
    core.emit(GateAnswered(id=gate.id, choice=choice))
    return Answer(choice)


def _needs_a_person(gate: GateOpened) -> str:
    """Why the run waits, and what would answer this gate."""
    way = "run it with --on-gate wait and answer it"
    policies = [each for each in CHOICES if each in gate.choices and each != "edit"]
    if gate.default:
        policies.append("default")
    if policies:
        way += f", or have it answered with --on-gate {' or '.join(policies)}"
    return f"gate {gate.id} needs a person ({gate.question}): {way}"
