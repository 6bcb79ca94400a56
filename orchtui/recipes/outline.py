"""A recipe's plan before it runs: its graph, the longest way through it, and what it may take.

The graph is analysed here with networkx, which is imported only then. `Outline` is a plain value;
its lines carry no colour, and every estimate in them is marked `~`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchtui.domain.money import shown
from orchtui.domain.preview import DrawnStep, Sheet
from orchtui.domain.recipe import Agent, PythonFlow, Recipe
from orchtui.recipes.cost_bounds import Amount, Span
from orchtui.recipes.estimate import Estimate, PriceOf, estimates, whole
from orchtui.recipes.loader import LoadedRecipe


@dataclass(frozen=True, slots=True)
class Outline:
    """The plan of a recipe; `layers` are the steps that may go side by side, in order.

    `span` is what it takes: one way through, and the most its rounds, tries and fallbacks allow.
    """

    recipe: Recipe
    layers: tuple[tuple[DrawnStep, ...], ...]
    critical: tuple[str, ...]
    span: Span
    unpriced: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The outline as text."""
        head = self.recipe.name + (f": {self.recipe.about}" if self.recipe.about else "")
        if isinstance(self.recipe.flow, PythonFlow):
            return [head, "", *_python_lines(self.recipe, self.recipe.flow)]
        return [head, "", *_graph_lines(self), "", *_figures(self)]


def outline(loaded: LoadedRecipe, price_of: PriceOf) -> Outline:
    """The plan of a recipe; `price_of` tells a model's prices from its name."""
    recipe, sheet = loaded.recipe, loaded.sheet
    each = estimates(recipe, sheet, price_of)
    layers, critical = _analysed(sheet, each)
    unpriced = {
        recipe.tiers[recipe.agents[step.agent].model][0]
        for path, step in sheet.steps.items()
        if each[path].cost is None
    }
    return Outline(
        recipe,
        layers,
        critical,
        whole(recipe, sheet, each),
        unpriced=tuple(sorted(unpriced)),
    )


def _analysed(
    sheet: Sheet, each: dict[str, Estimate]
) -> tuple[tuple[tuple[DrawnStep, ...], ...], tuple[str, ...]]:
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sheet.steps)
    graph.add_edges_from((i, step.path) for step in sheet.steps.values() for i in step.inputs)
    order = {path: number for number, path in enumerate(sheet.steps)}
    layers = tuple(
        tuple(sheet.steps[path] for path in sorted(layer, key=order.__getitem__))
        for layer in nx.topological_generations(graph)
    )
    for path, step in sheet.steps.items():  # a step's seconds weigh on what leads to it
        graph.add_weighted_edges_from((i, path, each[path].seconds) for i in step.inputs or [""])
    longest = nx.dag_longest_path(graph, weight="weight")
    return layers, tuple(path for path in longest if path)


# -- as text -------------------------------------------------------------------------------------


def _graph_lines(plan: Outline) -> Iterator[str]:
    steps = [step for layer in plan.layers for step in layer]
    rows = {step.path: _row(step, plan.recipe.agents[step.agent]) for step in steps}
    widths = [max((len(row[n]) for row in rows.values()), default=0) for n in range(3)]
    number_width = len(str(len(plan.layers)))
    for number, layer in enumerate(plan.layers, 1):
        for place, step in enumerate(layer):
            lead = str(number) if place == 0 else ""
            cells = "  ".join(
                cell.ljust(width) for cell, width in zip(rows[step.path], widths, strict=True)
            )
            after = f"  after {', '.join(step.inputs)}" if step.inputs else ""
            yield f"{lead:>{number_width}} {_bracket(place, len(layer))} {cells}{after}".rstrip()
            rail = "│" if place + 1 < len(layer) else " "
            told = [*(f"if {each}" for each in step.when), *(f"… {each}" for each in step.again)]
            yield from (f"{'':>{number_width}} {rail}    {line}" for line in told)


def _bracket(place: int, of: int) -> str:
    if of == 1:
        return "──"
    return "┬─" if place == 0 else "└─" if place == of - 1 else "├─"


def _row(step: DrawnStep, agent: Agent) -> tuple[str, str, str]:
    optional = " (optional)" if step.optional or agent.optional else ""
    named = step.path if step.path.split("/")[-1].startswith(agent.name) else ""
    path = named or f"{step.path} ({agent.name})"
    return path + optional, _tier(agent), _fields(agent)


def _tier(agent: Agent) -> str:
    return f"{agent.model}, else {agent.fallback}" if agent.fallback else agent.model


def _fields(agent: Agent) -> str:
    if agent.reply is None:
        return "text"
    return ", ".join(
        f"{name}?" if name in agent.reply.optional else name for name in agent.reply.fields
    )


def _figures(plan: Outline) -> Iterator[str]:
    limits, (least, most) = plan.recipe.limits, (plan.span.least, plan.span.most)
    yield f"critical path  {' → '.join(plan.critical)}"
    yield f"calls          ~{_calls(least, most, limits.steps)}"
    yield f"tokens         ~{_span(f'{least.tokens:,}', f'{most.tokens:,}')}{_of(limits.tokens)}"
    allowed = f" of {shown(limits.cost)}" if limits.cost is not None else ""
    costs = _span(*(shown(each.cost, estimated=True) for each in (least, most)))
    yield f"cost           {costs}{allowed}{_without(plan.unpriced)}"
    seconds = _span(f"{least.seconds:.0f}", f"{most.seconds:.0f}")
    allowed = f" of {limits.seconds:g} s" if limits.seconds is not None else ""
    yield f"time           ~{seconds} s{allowed}"
    yield from _tier_lines(plan.recipe)


def _calls(least: Amount, most: Amount, allowed: int | None) -> str:
    """The calls, and of how many steps they are where some step may take several: the limit is on
    steps.
    """
    calls, steps = (
        _span(f"{low:,}", f"{high:,}")
        for low, high in ((least.calls, most.calls), (least.steps, most.steps))
    )
    if calls == steps or allowed is None:
        return calls + _of(allowed)
    return f"{calls}, in {steps}{_of(allowed)} steps"


def _span(least: str, most: str) -> str:
    return least if least == most else f"{least} to {most}"


def _of(allowed: int | None) -> str:
    return f" of {allowed:,}" if allowed is not None else ""


def _without(unpriced: Sequence[str]) -> str:
    return f", without {', '.join(unpriced)}: its price is not known" if unpriced else ""


def _tier_lines(recipe: Recipe) -> Iterator[str]:
    if all(agent.python for agent in recipe.agents.values()):  # no model is asked
        return
    width = max(map(len, recipe.tiers), default=0)
    for number, (tier, models) in enumerate(recipe.tiers.items()):
        lead = "models" if number == 0 else ""
        yield f"{lead:<13}  {tier.ljust(width)}  {', then '.join(models)}"


def _python_lines(recipe: Recipe, flow: PythonFlow) -> Iterator[str]:
    yield f"{flow.function} in {flow.file} decides who is asked: the graph is known once it runs."
    yield ""
    width = max(map(len, recipe.agents), default=0)
    for agent in recipe.agents.values():
        yield f"   {agent.name.ljust(width)}  {_tier(agent)}  {_fields(agent)}"
    yield ""
    yield from _tier_lines(recipe)
