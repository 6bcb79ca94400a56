"""The disagreements of a run: comparisons are recorded, and a person can settle an open one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from orchtui.core.breakpoints import Breakpoints
from orchtui.core.context import RunContext
from orchtui.core.groups import Groups
from orchtui.domain.disagreement import (
    Compared,
    Position,
    gather,
    gather_as_sorted,
    gather_by_words,
    who_differs,
)
from orchtui.domain.events import DisagreementFound, DisagreementSettled, PositionsCompared
from orchtui.domain.flow import Branch, Comparison, Word
from orchtui.domain.sanitize import shorten

T = TypeVar("T")

MOST_PAIRS = 60
SAID = 120
LEFT_OPEN = "left open"


class Disagreements:
    """The open disagreements of a run."""

    def __init__(self, context: RunContext, groups: Groups, breakpoints: Breakpoints) -> None:
        self.context, self.groups, self.breakpoints = context, groups, breakpoints
        self.open: dict[str, CoreDispute] = {}


class CoreDispute:
    """One question that several agents answered."""

    def __init__(
        self,
        disagreements: Disagreements,
        beside: Callable[[Branch[object]], asyncio.Task[object]],
        name: str,
        question: str,
    ) -> None:
        self._all, self._beside, self._question = disagreements, beside, question
        self._context = disagreements.context
        self.id = name
        self._round = 0
        self._last = 1.0
        self._told: asyncio.Future[Word] | None = None

    def compare(
        self,
        positions: Sequence[Position],
        compared: Sequence[Compared],
        alike: Sequence[Sequence[str]] | None = None,
    ) -> Comparison:
        self._round += 1
        estimated = alike is None and not compared
        if alike is not None:
            found = gather_as_sorted(positions, alike)
        else:
            found = gather_by_words(positions) if estimated else gather(positions, compared)
        self._last = found.agreement
        differs = who_differs(positions, compared)[:MOST_PAIRS] if compared else ()
        self._context.emit(
            PositionsCompared(
                id=self.id,
                question=shorten(self._question, SAID * 2),
                round=self._round,
                clusters=tuple(tuple(each.path for each in one.members) for one in found.clusters),
                says=tuple(shorten(one.says, SAID) for one in found.clusters),
                differs=tuple((each.a, each.b, *each.fields) for each in differs),
                agreement=round(self._last, 4),
                estimated=estimated,
            )
        )
        return Comparison(tuple(positions), found, self._round, estimated)

    @property
    def cut_off(self) -> str:
        return self._all.groups.cut_off(self.id)

    def found(self, threshold: float, strategy: str) -> None:
        self._all.open[self.id] = self
        agreed = round(self._last, 4)
        found = DisagreementFound(
            id=self.id, agreement=agreed, threshold=threshold, strategy=strategy
        )
        self._context.emit(found)
        self._all.breakpoints.now(found)

    async def unless_told(self, strategy: Branch[T]) -> T | Word:
        told: asyncio.Future[Word] = self._context.loop.create_future()
        self._told = told
        task = cast("asyncio.Task[T]", self._beside(strategy))
        told.add_done_callback(lambda _: task.cancel())
        try:
            return await task
        except asyncio.CancelledError:
            if told.done() and not told.cancelled():
                return told.result()
            raise
        finally:
            self._told = None
            task.cancel()

    def tell(self, word: Word) -> None:
        """Settle it as a person says."""
        if self._told is not None and not self._told.done():
            self._told.set_result(word)

    @property
    def can_be_told(self) -> bool:
        """Whether a person can settle it now."""
        return self._told is not None and not self._told.done()

    def let_go(self) -> None:
        if not self._context.is_stopping:  # what a run ends with open stays so
            self.settled(LEFT_OPEN, why="the flow went on before it was settled")

    def settled(self, how: str, path: str = "", *, by: str = "", why: str = "") -> None:
        self._all.open.pop(self.id, None)
        self._context.emit(
            DisagreementSettled(
                id=self.id,
                how=how,
                path=path,
                by=by,
                why=shorten(why, 300),
                agreement=round(self._last, 4),
            )
        )
