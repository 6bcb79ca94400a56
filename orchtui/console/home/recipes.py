"""Recipes at home: the shipped ones and files that were named, what each is, and what is wrong.

Reading one takes some milliseconds, and loading what analyses its graph a good deal more: it is
done on another thread than the screen's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from orchtui.console.home.paragraphs import below, paragraph, verbatim
from orchtui.console.text.row import Row, RowKind, fitted, row
from orchtui.domain.recipe import Agent, Recipe
from orchtui.domain.sanitize import clean, first_line
from orchtui.errors import OrchtuiError, RecipeError
from orchtui.session import load, outline, shipped_recipes

OWN = "a file of your own"
_RAIL = 2  # where the rail of a layer stands in an outline
_FIGURES = 15  # where its figures begin
_COLUMNS = re.compile(r" {3,}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A recipe in the list: what it is loaded by, a line on it, and whether a person named it."""

    name: str
    about: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """A recipe as it was read, and its plan; or what is wrong with it, and then nothing else."""

    name: str
    recipe: Recipe | None = None
    plan: Sequence[str] = ()
    problems: Sequence[str] = ()


def shipped() -> list[Listed]:
    """The recipes that come with orchtui."""
    return [Listed(each.name, first_line(clean(each.about), 300)) for each in shipped_recipes()]


def describe(name: str) -> Described:
    """A recipe by its name or path, read anew."""
    try:
        loaded = load(name)
        return Described(name, loaded.recipe, tuple(outline(loaded)[1:]))
    except RecipeError as error:
        return Described(name, problems=tuple(map(str, error.problems)))
    except OrchtuiError as error:
        return Described(name, problems=(str(error),))


def recipe_rows(listed: Sequence[Listed], width: int) -> list[Row]:
    """A line a recipe."""
    wide = max((len(each.name) for each in listed), default=0)
    wide = min(wide, max(8, width // 2))
    return [
        row(
            " ",
            (fitted(each.name, wide), "strong"),
            (fitted(f"  {each.about}", max(0, width - wide - 1)), "quiet"),
            key=each.name,
            kind=RowKind.RECIPE,
        )
        for each in listed
    ]


def described_rows(described: Described, width: int) -> list[Row]:
    """All about a recipe: what it is for, its plan with what it may cost, its task, its agents."""
    recipe = described.recipe
    if recipe is None:
        return checked_rows(described, width)
    found = [row((first_line(recipe.name, 60), "strong accent"))]
    found += paragraph(recipe.about, width)
    found += list(_plan(described.plan, width))
    found += [row(), row(("task", "strong link"))]
    found += verbatim(recipe.task or "It has none of its own: say one when you run it.", width)
    found += [row(), row(("agents", "strong link"))]
    for agent in recipe.agents.values():
        found += _agent(agent, width)
    return found


def checked_rows(described: Described, width: int) -> list[Row]:
    """What is wrong with a recipe; or that nothing is, and what it may take."""
    recipe = described.recipe
    if recipe is not None:
        figures = described.plan[_last_gap(described.plan) :]
        said = row((f"✔ {first_line(recipe.name, 60)}: no mistakes", "strong good"))
        return [said, *_plan(figures, width)]
    number = len(described.problems)
    told = f"✗ {first_line(described.name, 60)}: {number} mistake{'s' if number != 1 else ''}"
    found = [row((told, "strong bad"))]
    for problem in described.problems:
        found += [row(), *below(problem, "", width, style="bad")]
    return found


def _last_gap(plan: Sequence[str]) -> int:
    return max((at for at, line in enumerate(plan) if not line), default=0)


def _plan(lines: Sequence[str], width: int) -> Iterator[Row]:
    """The plan; a line that is too long is folded, beside the rail of its layer."""
    for line in lines:
        if len(line) <= width:
            yield row(line)
            continue
        lead = len(line) - len(line.lstrip())
        # Where columns do not fit, nothing is gained by keeping them apart.
        told = line[:lead] + _COLUMNS.sub("  ", line[lead:])
        if line[:1].isdigit() or 0 < lead < _FIGURES:
            rail = "│" if line[_RAIL : _RAIL + 1] in ("│", "├", "┬") else " "
            yield from below(told, f"{'':{_RAIL}}{rail}     ", width)
        else:
            yield from below(line, " " * _FIGURES, width)


def _agent(agent: Agent, width: int) -> list[Row]:
    who = agent.python.model if agent.python else agent.model
    told = f"{who}, else {agent.fallback}" if agent.fallback else who
    extra = ", optional" if agent.optional else ""
    head = row((f"  {agent.name}", "strong"), (f"  {told}{extra}", "quiet"))
    return [head, *below(f"    {agent.does}", "    ", width)]


def answers_of(recipe: Recipe) -> list[str]:
    """The models that would answer for real, each once."""
    used = (agent.model for agent in recipe.agents.values() if agent.python is None)
    first: Callable[[str], str] = lambda tier: next(iter(recipe.tiers.get(tier, (tier,))), tier)  # noqa: E731
    return list(dict.fromkeys(first(tier) for tier in used))
