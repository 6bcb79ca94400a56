"""What a recipe has its agents say in rehearsal: which lines count, and which one a step gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchtui.domain.data import Parameter
from orchtui.domain.expression import holds
from orchtui.domain.recipe import Recipe, Rehearsed

Script = Mapping[str, Sequence[str]]


def script(recipe: Recipe, parameters: Mapping[str, Parameter]) -> Script:
    """Each agent's lines in a run with these parameters; agents without any are left out."""
    lines = {agent: _lines(said, parameters) for agent, said in recipe.rehearsal.items()}
    return {agent: said for agent, said in lines.items() if said}


def _lines(said: Sequence[Rehearsed], parameters: Mapping[str, Parameter]) -> list[str]:
    """The lines meant for just these parameters, else those meant for any."""
    meant = [line.text for line in said if line.when is not None and holds(line.when, parameters)]
    return meant or [line.text for line in said if line.when is None]


def line_for(path: str, lines: Sequence[str], agent: str = "", turn: int = 1) -> str:
    """The line a step says: steps of one agent, or of one group's rounds, say them in turn.

    Where no number tells its turn, or it has a name of its own, as a sub-task has, a step says the
    line of its `turn` among the agent's steps.
    """
    is_named = agent and path.rpartition("/")[2].partition(".")[0] != agent
    number = None if is_named else step_number(path)
    return lines[((turn if number is None else number) - 1) % len(lines)]


def step_number(path: str) -> int | None:
    """The number in a step's name, or else in that of the nearest group that has one."""
    for part in reversed(path.split("/")):
        _, dot, number = part.rpartition(".")
        if dot and number.isdecimal():
            return int(number)
    return None
