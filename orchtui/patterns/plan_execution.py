"""Work that was planned while the flow ran, carried out: each piece by its worker, as soon as what
it comes after is there, so many at once.

A piece that fails is missing, and what comes after it goes on without. Pieces that are known to be
an agent's turn are on the graph before they run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchtui.domain.flow import Branch, Flow, Handle, Reply
from orchtui.domain.limits import Limits
from orchtui.domain.prompts import quoted
from orchtui.patterns.member import Given, Member, there


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work: who does it, what they are told, and the pieces it comes after, by name.

    `given` are results from elsewhere that it needs too.
    """

    name: str
    worker: Member
    says: str
    after: tuple[str, ...] = ()
    given: Given = ()
    limits: Limits | None = None


async def carry_out(
    flow: Flow, pieces: Sequence[Piece], limit: int | None = None
) -> dict[str, Reply]:
    """Carry out the pieces, each of which stands after all that it comes after; what came of each,
    in their order, missing ones among them.
    """
    work = _Work(pieces, limit or len(pieces))
    work.plan(flow)
    await work.go_on(flow)
    return {piece.name: work.done[piece.name] for piece in pieces}


def assignment(says: str, by: str) -> str:
    """What a worker is told: its piece of the work, in the words of the agent that planned it."""
    return (
        f"Do the piece of the work that {by} gives you here, and no more:\n"
        f'<task from="{by}">\n{quoted(says)}\n</task>'
    )


def nothing_came(of: str, why: str) -> str:
    """What whoever goes on without a result is told of it."""
    return f'<reply from="{of}">\n(nothing: {quoted(why)})\n</reply>'


class _Work:
    """How far the pieces have come."""

    def __init__(self, pieces: Sequence[Piece], limit: int) -> None:
        self._left = {piece.name: piece for piece in pieces}
        self._limit, self._under_way = limit, 0
        self._planned: dict[str, Handle] = {}
        self.done: dict[str, Reply] = {}

    def plan(self, flow: Flow) -> None:
        """Plan what is known ahead: the turns of agents that follow nothing but such turns."""
        for piece in self._left.values():
            if piece.worker.part is None and all(name in self._planned for name in piece.after):
                given = [*piece.given, *(self._planned[name] for name in piece.after)]
                worker = replace(piece.worker, name=piece.name)
                self._planned[piece.name] = worker.planned(flow, piece.says, given, piece.limits)

    async def go_on(self, flow: Flow) -> None:
        """Begin what can begin, as far as there is room."""
        ready = [p for p in self._left.values() if all(name in self.done for name in p.after)]
        begun = ready[: self._limit - self._under_way]
        for piece in begun:
            del self._left[piece.name]
        self._under_way += len(begun)
        await flow.branches(*(self._branch(piece) for piece in begun))

    def _branch(self, piece: Piece) -> Branch[None]:
        async def carried(flow: Flow) -> None:
            self.done[piece.name] = await self._carry_out(flow, piece)
            self._under_way -= 1
            await self.go_on(flow)

        return carried

    async def _carry_out(self, flow: Flow, piece: Piece) -> Reply:
        if (handle := self._planned.get(piece.name)) is not None:
            return await handle
        before = {name: self.done[name] for name in piece.after}
        lacking = [nothing_came(of, each.missing) for of, each in before.items() if each.missing]
        says, given = (
            "\n\n".join((piece.says, *lacking)),
            [*piece.given, *there([*before.values()])],
        )
        worker = replace(piece.worker, name=piece.name)
        if worker.part is None:
            return await worker.planned(flow, says, given, piece.limits)
        pattern = "task" if piece.limits else ""
        with flow.group(piece.name, pattern=pattern, limits=piece.limits):
            return await worker.branch(says, given)(flow)
