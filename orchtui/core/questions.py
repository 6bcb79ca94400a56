"""Gates that wait for a person's answer, each with a name of its own, so that none is mixed up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from orchtui.core.loop import FlowLoop
from orchtui.domain import events as e
from orchtui.domain.flow import Answer


class Questions:
    """What the run is waiting to be told."""

    def __init__(self, loop: FlowLoop, emit: Callable[[e.AnyEvent], None]) -> None:
        self._loop, self._emit = loop, emit
        self._open: dict[str, tuple[e.GateOpened, asyncio.Future[Answer]]] = {}

    @property
    def waiting(self) -> bool:
        """Whether any is open."""
        return bool(self._open)

    def is_asked(self, name: str) -> bool:
        """Whether somebody in the flow waits for this answer, or for any where none is named."""
        return name in self._open if name else bool(self._open)

    def ask(self, gate: e.GateOpened) -> asyncio.Future[Answer]:
        """Open a gate; the future has its answer."""
        future: asyncio.Future[Answer] = self._loop.create_future()
        self._open[gate.id] = gate, future
        self._emit(gate)
        future.add_done_callback(lambda _: self._let_go(gate.id))
        return future

    def _let_go(self, name: str) -> None:
        """Whoever asked waits no more; a gate that was answered is closed already."""
        if self._open.pop(name, None):
            self._emit(e.GateClosed(id=name))

    def answer(
        self, name: str, choice: str, *, by: str = "", note: str = "", text: str = ""
    ) -> str:
        """Answer a gate, or the only one that is open; the name of the one that was answered."""
        name = name or next(iter(self._open))
        _, future = self._open.pop(name)
        self._emit(e.GateAnswered(id=name, choice=choice, by=by, note=note, text=text))
        if not future.done():
            future.set_result(Answer(choice, note, text, by))
        return name
