"""A recipe's plan before it runs: its graph, the longest way through it, and what it may take.

The graph is analysed here with networkx, which is imported only then. `Outline` is a plain value;
its lines carry no colour, and every estimate in them is marked `~`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchtui.config.estimate import Estimate, PriceOf, estimates
from orchtui.config.recipe import LoadedRecipe
from orchtui.domain.money import shown
from orchtui.domain.recipe import Agent, PythonFlow, Recipe
from orchtui.domain.sketch import DrawnStep, Sheet


@dataclass(frozen=True, slots=True)
class Outline:
    """The plan of a recipe; `layers` are the steps that may go side by side, in order.

    Each pair of figures is without and with the steps that only a condition leads to.
    """

    recipe: Recipe
    layers: tuple[tuple[DrawnStep, ...], ...]
    critical: tuple[str, ...]
    calls: tuple[int, int]
    tokens: tuple[int, int]
    cost: tuple[int, int]
    seconds: tuple[float, float]
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
    sure = [path for path, step in sheet.steps.items() if not step.when]
    layers, critical = _analysed(sheet, each)
    unpriced = {
        recipe.tiers[recipe.agents[step.agent].model][0]
        for path, step in sheet.steps.items()
        if each[path].cost is None
    }
    longest = sum(each[path].seconds for path in critical)
    least = sum(each[path].seconds for path in _longest(sheet, each, sure))
    return Outline(
        recipe,
        layers,
        critical,
        calls=(len(sure), len(each)),
        tokens=_both(sure, {path: e.read + e.wrote for path, e in each.items()}),
        cost=_both(sure, {path: e.cost or 0 for path, e in each.items()}),
        seconds=(least, longest),
        unpriced=tuple(sorted(unpriced)),
    )


def _both(sure: Sequence[str], amounts: dict[str, int]) -> tuple[int, int]:
    return sum(amounts[path] for path in sure), sum(amounts.values())


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
    return layers, _longest(sheet, each, list(sheet.steps))


def _longest(sheet: Sheet, each: dict[str, Estimate], paths: Sequence[str]) -> tuple[str, ...]:
    """The chain of these steps that takes longest; a step's seconds weigh on what leads to it."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    kept = set(paths)
    for path in paths:
        inputs = [i for i in sheet.steps[path].inputs if i in kept] or [""]
        graph.add_weighted_edges_from((i, path, each[path].seconds) for i in inputs)
    return tuple(path for path in nx.dag_longest_path(graph, weight="weight") if path)


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
            for condition in step.when:
                yield f"{'':>{number_width}} {rail}    if {condition}"


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
    limits = plan.recipe.limits
    yield f"critical path  {' → '.join(plan.critical)}"
    yield f"calls          ~{_span(*(f'{n}' for n in plan.calls))}{_of(limits.steps)}"
    yield f"tokens         ~{_span(*(f'{n:,}' for n in plan.tokens))}{_of(limits.tokens)}"
    allowed = f" of {shown(limits.cost)}" if limits.cost is not None else ""
    costs = _span(*(shown(amount, estimated=True) for amount in plan.cost))
    yield f"cost           {costs}{allowed}{_without(plan.unpriced)}"
    seconds = _span(*(f"{amount:.0f}" for amount in plan.seconds))
    allowed = f" of {limits.seconds:g} s" if limits.seconds is not None else ""
    yield f"time           ~{seconds} s{allowed}"
    yield from _tier_lines(plan.recipe)


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
