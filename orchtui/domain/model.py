"""Who answers: the one protocol behind which the rehearsal model, providers and tapes stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from orchtui.domain.prompts import Request


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; `cost` in nano-dollars, `None` where the provider's price is not known."""

    text: str
    read: int
    wrote: int
    cost: int | None = None
    model: str = ""
    estimated: bool = False


Hear = Callable[[str], None]


class Model(Protocol):
    """Something that answers requests."""

    async def answer(self, request: Request, hear: Hear) -> Answer:
        """The answer; pieces are handed to `hear` as they come. Fails with `ModelError`.

        Cancelling the call must close its connection before the cancellation goes on.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
