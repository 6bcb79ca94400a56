"""What a Python function is asked that stands in a recipe in place of a model.

The function is handed the same that a model would read, in parts and not as prose, and is told
whether anybody still waits for it. Calling it is left to `models.python`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orchtui.domain.flow import Reply


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the task, the step's instruction, and the replies it follows, in their order.

    `prompt` is what a model would read; `wanted` turns false once nobody wants the answer.
    """

    task: str
    says: str = ""
    inputs: tuple[Reply, ...] = ()
    prompt: str = ""
    wanted: Callable[[], bool] = _always

    def of(self, name: str) -> Reply:
        """The last reply of this agent, or of the step of this name."""
        for reply in reversed(self.inputs):
            if name in (reply.agent, reply.path, reply.path.rpartition("/")[2]):
                return reply
        there = ", ".join(dict.fromkeys(reply.agent for reply in self.inputs)) or "nobody"
        raise LookupError(f"no reply of {name} came before this; who replied: {there}")


AgentFunction = Callable[[Asked], object]
"""Takes what it is asked; gives a text, a mapping or a list, or something to await for one."""
