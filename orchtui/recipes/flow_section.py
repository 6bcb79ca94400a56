"""The `flow:` of a recipe and what hangs on it: the graph it comes to, and what is wrong with that.

A flow is a tree of parts or names a Python function. The tree is drawn on a sheet without running
it; names that cannot be told, steps that can never run and agents nobody asks are found there.
"""

from __future__ import annotations

from collections.abc import Mapping

from orchtui.domain import expression
from orchtui.domain.expression import NOT_CONSTANT, Expression
from orchtui.domain.expression.unsatisfiable import never_holds
from orchtui.domain.node import Node, Place
from orchtui.domain.preview import Sheet, Sketch
from orchtui.domain.recipe import Agent, PythonFlow
from orchtui.domain.reply_schema import Record
from orchtui.recipes.python_code import python_flow
from orchtui.recipes.reader import YamlReader
from orchtui.recipes.yaml import Keyed

_OF_ANY_REPLY = ("text", "confidence")


def flow(reader: YamlReader) -> Node | PythonFlow:
    """The flow that stands here."""
    if isinstance(reader.tree, Keyed) and "python" in reader.keys:
        reader.allow("python")
        return python_flow(reader.at("python"))
    return reader.node()


def empty_sheet(reader: YamlReader, agents: Mapping[str, Agent]) -> Sheet:
    """Where the flow of these agents is drawn."""
    schemas = {name: agent.reply for name, agent in agents.items()}
    return Sheet(schemas, reader.reading.parameters)


def check_graph(top: YamlReader, node: Node, sheet: Sheet, agents: Mapping[str, Agent]) -> None:
    """Draw the flow, and note what is wrong with it."""
    reading = top.reading
    end = node.sketch(Sketch(sheet))
    if reading.unreadable:  # what is missing in the graph may only be what could not be read
        return
    for place, message in sheet.problems:
        if isinstance(place, Place) and not reading.has_problem_at(place):
            reading.note(message, place)
    for name in dict.fromkeys(sheet.clashes):
        place = reading.asked.get(name, [top.at("flow").place])[-1]
        message = (
            f"{name} is asked in several places around a parallel: give each of these steps "
            "a name of its own (name:)"
        )
        reading.note(message, place)
    _check_asked(top.at("agents"), sheet, agents)
    if "fail_if" in top.keys:
        _check_verdict(top.at("fail_if"), end)


def _check_asked(reader: YamlReader, sheet: Sheet, agents: Mapping[str, Agent]) -> None:
    asked = {step.agent for step in sheet.steps.values()}
    asked |= {agent.context.summary for agent in agents.values()}
    for name, agent in agents.items():
        if name not in asked:
            message = f"{name} is never asked: give it a step in the flow, or take it out"
            reader.reading.note(message, reader.key_place(name))
            continue
        before = _given_to(name, sheet)
        for given in agent.given:
            if given in asked and given not in before:
                place = reader.at(name).at("given").place
                reader.reading.note(f"{name} never follows {given}, so it is not given it", place)


def _given_to(name: str, sheet: Sheet) -> set[str]:
    steps = [step for step in sheet.steps.values() if step.agent == name]
    return {sheet.steps[path].agent for step in steps for path in step.inputs}


def _check_verdict(reader: YamlReader, end: Sketch) -> None:
    """`fail_if:` may name any step and the fields of the outcome, and must be able to hold."""
    condition = reader.expression()
    if reader.reading.has_problem_at(reader.place):
        return
    before = len(end.sheet.problems)
    sure = Sketch(end.sheet, end.given, end.known, end.doubtful)
    sure.reads_result(condition, reader.place)
    for _, message in end.sheet.problems[before:]:
        reader.problem(message)
    if expression.constant(condition) is not NOT_CONSTANT:
        reader.problem(f"{condition} comes out the same for every run")
    elif why := never_holds(condition, lambda name: _schema(end, name)):
        reader.problem(f"{condition} can never hold: {why}")


def _schema(end: Sketch, name: str) -> Record | None:
    path = end.known.get(name)
    return end.sheet.schemas.get(end.sheet.steps[path].agent) if path else None


def check_python_verdict(reader: YamlReader) -> Expression:
    """What a Python flow's `fail_if:` can read is its outcome and the parameters."""
    condition = reader.expression()
    names = {dotted.split(".")[0] for dotted in condition.names}
    for name in sorted(names & set(reader.reading.agents)):
        reader.problem(
            f"{name} cannot be read here: of a Python flow only the outcome can, "
            f"by its {', '.join(_OF_ANY_REPLY)} and fields"
        )
    return condition
