"""A run as it was asked for on the command line, before its recipe is read.

Reading it loads most of orchtui. The console is on the screen first; everybody else has it read
before anything begins, so that a mistake is all there is to see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchtui.cli import options

if TYPE_CHECKING:
    from orchtui.session import Live, LoadedRecipe, Session, Settings


@dataclass
class Asked:
    """What was typed, each part of it understood."""

    recipe: str
    parameters: Mapping[str, str]
    rehearse: bool
    seed: int
    speed: float | None
    chaos: str
    limits: Mapping[str, float | None]
    models: Mapping[str, str]
    task: str
    paused: bool
    breakpoints: tuple[str, ...]
    on_gate: str
    on_limit: str
    _prepared: tuple[LoadedRecipe, Settings] | None = field(default=None, init=False)

    def prepare(self) -> tuple[LoadedRecipe, Settings]:
        """The recipe and the settings; every mistake in either is told."""
        if self._prepared is None:
            from orchtui.session import Settings, check_rehearsal, load

            settings = Settings(
                chaos=check_rehearsal(self.rehearse, self.speed, self.chaos),
                rehearse=self.rehearse,
                seed=self.seed,
                speed=options.speed(self.speed),
                limits=self.limits,
                models=self.models,
                task=self.task,
                paused=self.paused,
                breakpoints=self.breakpoints,
                on_gate=self.on_gate,
                on_limit=self.on_limit,
            )
            self._prepared = load(self.recipe, self.parameters), settings
        return self._prepared

    async def begun(self, session: Session) -> Live:
        """The run, ready to be carried out."""
        loaded, settings = self.prepare()
        return await session.start(loaded, settings)
