"""Disagreements at work: what is compared is recorded, and a person's word ends a strategy."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from orchtui.core.branches import Branching
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

if TYPE_CHECKING:
    from orchtui.core.machine import Core

T = TypeVar("T")

MOST_PAIRS = 60
SAID = 120
LEFT_OPEN = "left open"


class Disputes:
    """The disagreements of a run that are open."""

    def __init__(self) -> None:
        self.open: dict[str, CoreDispute] = {}


class CoreDispute:
    """One question that a flow has put to several."""

    def __init__(self, core: Core, flow: Branching, name: str, question: str) -> None:
        self._core, self._flow, self._question = core, flow, question
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
        self._core.emit(
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
        return self._core.groups.cut_off(self.id)

    def found(self, threshold: float, strategy: str) -> None:
        self._core.disputes.open[self.id] = self
        agreed = round(self._last, 4)
        found = DisagreementFound(
            id=self.id, agreement=agreed, threshold=threshold, strategy=strategy
        )
        self._core.emit(found)
        self._core.watching.now(found)

    async def unless_told(self, strategy: Branch[T]) -> T | Word:
        told: asyncio.Future[Word] = self._core.loop.create_future()
        self._told = told
        task = self._flow.beside(strategy)
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
        """A person has spoken."""
        if self._told is not None and not self._told.done():
            self._told.set_result(word)

    @property
    def can_be_told(self) -> bool:
        """Whether a word would be heard now."""
        return self._told is not None and not self._told.done()

    def let_go(self) -> None:
        if not self._core.course.is_stopping:  # what a run ends with open stays so
            self.settled(LEFT_OPEN, why="the flow went on before it was settled")

    def settled(self, how: str, path: str = "", *, by: str = "", why: str = "") -> None:
        self._core.disputes.open.pop(self.id, None)
        self._core.emit(
            DisagreementSettled(
                id=self.id,
                how=how,
                path=path,
                by=by,
                why=shorten(why, 300),
                agreement=round(self._last, 4),
            )
        )
