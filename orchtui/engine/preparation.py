"""Everything that must be right before a run begins: models, prices, credentials, limits.

What is found here goes into the run's first event, so that resuming it needs nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchtui import __version__
from orchtui.commands.breakpoints import parse_breakpoint
from orchtui.domain.digest import Texts
from orchtui.domain.events import Candidate, Rehearsing, RunStarted
from orchtui.domain.preview import nearest
from orchtui.domain.recipe import PYTHON, PythonFlow, Recipe
from orchtui.domain.sanitize import clean
from orchtui.errors import UsageError
from orchtui.providers.credentials import missing_credentials
from orchtui.providers.prices import candidate
from orchtui.recipes.loader import LoadedRecipe
from orchtui.recipes.python_code import code_hash, functions_of


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person sets for one run, beside its recipe."""

    task: str = ""
    seed: int = 0
    rehearse: bool = False
    speed: float = 1.0
    chaos: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[str, float | None] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    paused: bool = False
    breakpoints: tuple[str, ...] = ()
    on_gate: str = "fail"
    on_limit: str = "stop"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run that can begin: its recipe, its first event, and the texts that event names."""

    recipe: Recipe
    started: RunStarted
    texts: Texts
    task: str


def prepare(loaded: LoadedRecipe, settings: Settings) -> Prepared:
    """Check that the run can begin, and gather what decides it."""
    recipe, texts = loaded.recipe, Texts()
    task = clean(settings.task or recipe.task)
    if not task:
        raise UsageError(
            f"{recipe.name} has no task of its own: say one after its name, or - to read it "
            "from standard input"
        )
    for text in settings.breakpoints:
        parse_breakpoint(text).check_names({*recipe.agents, *recipe.parameters})
    functions = _functions(loaded)
    tiers = _tiers(recipe, settings.models) | functions
    if not settings.rehearse:
        _check_credentials(recipe, tiers)
        _check_prices(recipe, settings, tiers)
    python = recipe.flow if isinstance(recipe.flow, PythonFlow) else None
    started = RunStarted(
        recipe=recipe.name,
        source=texts.keep(loaded.source),
        task=texts.keep(task),
        seed=settings.seed,
        parameters=dict(recipe.parameters),
        limits=dict(settings.limits),
        tiers=tiers,
        rehearsing=Rehearsing(speed=settings.speed, chaos=dict(settings.chaos))
        if settings.rehearse
        else None,
        folder=loaded.folder if python or functions else "",
        code=code_hash(loaded.folder, python) if python else "",
        version=__version__,
        paused=settings.paused,
        breakpoints=settings.breakpoints,
        on_gate=settings.on_gate,
        on_limit=settings.on_limit,
    )
    return Prepared(recipe, started, texts, task)


def _tiers(recipe: Recipe, replaced: Mapping[str, str]) -> dict[str, tuple[Candidate, ...]]:
    """Every tier of models there is, with prices; `replaced` names other models for tiers."""
    names = dict(recipe.tiers)
    for agent in recipe.agents.values():
        for used in () if agent.python else (agent.model, agent.fallback):
            if used and used not in names:
                names[used] = (used,)
    for tier, name in replaced.items():
        if tier and tier not in names:
            raise UsageError(f"no tier is called {tier}{nearest(tier, names)}")
        if name.startswith(PYTHON):
            raise UsageError(f"{name} is no model: a function is named in the recipe, with python:")
        for each in [tier] if tier else list(names):
            names[each] = (name,)
    return {
        tier: tuple(candidate(name, recipe.api_base) for name in models)
        for tier, models in names.items()
    }


def _functions(loaded: LoadedRecipe) -> dict[str, tuple[Candidate, ...]]:
    """The functions that stand in for models, each a tier of its own, with the code it is now."""
    functions = functions_of(loaded.recipe)
    hashes = {each.file: code_hash(loaded.folder, each) for each in functions}
    return {
        each.model: (candidate(each.model).model_copy(update={"code": hashes[each.file]}),)
        for each in functions
    }


def _used(recipe: Recipe, tiers: Mapping[str, tuple[Candidate, ...]]) -> list[Candidate]:
    named = [name for a in recipe.agents.values() for name in (a.model, a.fallback) if name]
    return [tiers[name][0] for name in dict.fromkeys(named)]


def _check_credentials(recipe: Recipe, tiers: Mapping[str, tuple[Candidate, ...]]) -> None:
    for model in _used(recipe, tiers):
        if model.name.startswith("rehearsal/"):
            raise UsageError(
                f"{recipe.name} names no real model: rehearse it with --rehearse, or name one "
                "with --model TIER=PROVIDER/NAME"
            )
        variable = missing_credentials(model.name, model.api_base)
        if variable:
            raise UsageError(
                f"{model.name} needs {variable}, which is not set: export {variable}=…, "
                "or try the recipe without a key and at no cost with --rehearse"
            )


def _check_prices(
    recipe: Recipe, settings: Settings, tiers: Mapping[str, tuple[Candidate, ...]]
) -> None:
    limits = recipe.limits.changed(settings.limits)
    agents = any(agent.limits.cost is not None for agent in recipe.agents.values())
    if limits.cost is None and not agents:
        return
    for model in _used(recipe, tiers):
        if not model.priced:
            raise UsageError(
                f"nobody knows what {model.name} costs, and a limit on cost is set: name a model "
                "with a known price, or lift the limit (--limit cost=none)"
            )
