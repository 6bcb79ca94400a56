"""What the details tell of: the run or the recipe pointed at last, and what was read of it.

What was read is kept as long as it holds: a run's until the run goes on, a recipe's until it is
asked for anew.
"""

from __future__ import annotations

import asyncio

from orchtui.console.glyphs import Glyphs
from orchtui.console.home.details import LONG, Gist, gist, run_rows
from orchtui.console.home.recipes import Described, checked_rows, describe, described_rows
from orchtui.console.row import Row, row
from orchtui.domain.state.summary import RunRow
from orchtui.errors import OrchtuiError
from orchtui.session import Session

_KEPT = 200


class About:
    """What is told of, and what is known of that."""

    def __init__(self) -> None:
        self.kind, self.name = "", ""
        self._run: RunRow | None = None
        self._gists: dict[str, tuple[float, Gist | str]] = {}
        self._described: dict[str, Described] = {}
        self._checked = False

    def point_at_run(self, run: RunRow | None) -> bool:
        """Tell of a run, as it is listed now; whether that is another than before."""
        self._run = run
        return self._point_at("run", run.id if run else "")

    def point_at_recipe(self, name: str, *, check: bool = False) -> bool:
        """Tell of a recipe, or of its mistakes; whether that is another than before."""
        moved = self._point_at("recipe", name)
        self._checked = check or (self._checked and not moved)
        return moved

    def _point_at(self, kind: str, name: str) -> bool:
        before, (self.kind, self.name) = (self.kind, self.name), (kind, name)
        return before != (kind, name)

    @property
    def is_told(self) -> bool:
        """Whether there is nothing to be read for it; a long record is not read in passing."""
        if self.kind == "recipe":
            return self.name in self._described or not self.name
        run = self._run
        if run is None or run.summary.steps > LONG:
            return True
        updated, _ = self._gists.get(run.id, (0.0, ""))
        return updated == run.updated

    async def read(self, session: Session) -> None:
        """Read what is to be told; what goes wrong with that is told in its place."""
        if self.kind == "recipe":
            await self.read_recipe(self.name)
        elif (run := self._run) is not None:
            told: Gist | str
            try:
                told = gist(await session.record(run.id))
            except OrchtuiError as error:
                told = str(error)
            if len(self._gists) >= _KEPT:
                self._gists.clear()
            self._gists[run.id] = run.updated, told

    async def read_recipe(self, name: str) -> Described:
        """Read a recipe anew."""
        self._described[name] = described = await asyncio.to_thread(describe, name)
        return described

    def forget(self) -> None:
        """Nothing that was read holds any more."""
        self._gists.clear()
        self._described.clear()

    def rows(self, width: int, glyphs: Glyphs, now: float) -> list[Row]:
        """What is known of it."""
        if self.kind == "recipe":
            described = self._described.get(self.name)
            if described is None:
                return [row(("reading …", "quiet"))] if self.name else []
            return (checked_rows if self._checked else described_rows)(described, width)
        if self._run is None:
            return []
        _, told = self._gists.get(self._run.id, (0.0, None))
        return run_rows(self._run, told, width, glyphs, now)
