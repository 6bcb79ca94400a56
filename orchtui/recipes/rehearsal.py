"""The `rehearsal:` of a recipe: for each agent, what the rehearsal model answers in its place.

A reply is a text, or keys and values for an agent whose reply has fields; `{when: …, reply: …}` is
answered only if the run's parameters are so. Each must be a reply its agent could have given.
"""

from __future__ import annotations

from collections.abc import Mapping

from orchtui.domain import expression
from orchtui.domain.expression import Expression
from orchtui.domain.preview import nearest
from orchtui.domain.recipe import Agent, Rehearsed
from orchtui.domain.reply_schema import read
from orchtui.errors import ExpressionError
from orchtui.recipes.key_reference import REHEARSED
from orchtui.recipes.reader import YamlReader

Rehearsal = dict[str, tuple[Rehearsed, ...]]


def rehearsal(reader: YamlReader, agents: Mapping[str, Agent]) -> Rehearsal:
    """The rehearsed replies by agent."""
    found: Rehearsal = {}
    for name, replies in reader.entries():
        if name not in agents:
            message = f"there is no agent {name}{nearest(name, agents)}"
            reader.reading.note(message, reader.key_place(name))
            continue
        found[name] = tuple(_rehearsed(item, agents[name]) for item in replies.items())
    return found


def _rehearsed(reader: YamlReader, agent: Agent) -> Rehearsed:
    keys = set(reader.keys)
    if "reply" not in keys or not keys <= set(REHEARSED):
        if keys == {"when"}:
            reader.problem("when: needs reply: beside it, what is answered then")
        return Rehearsed(_reply(reader, agent))
    when = _when(reader.at("when")) if "when" in keys else None
    return Rehearsed(_reply(reader.at("reply"), agent), when)


def _reply(reader: YamlReader, agent: Agent) -> str:
    text = reader.whole_text()
    if reader.keys and agent.reply is None:
        reader.problem(f"{agent.name} replies in plain text: write a text, or give it a reply:")
    elif (text or reader.scalar() == "") and (problem := read(text, agent.reply).problem):
        reader.problem(f"{agent.name} could not reply this: {problem}")
    return text


def _when(reader: YamlReader) -> Expression:
    condition = reader.expression()
    parameters = reader.reading.parameters
    for name in sorted({dotted.split(".")[0] for dotted in condition.names} - set(parameters)):
        hint = nearest(name, parameters) or "; the recipe has none"
        reader.problem(f"when: reads parameters, and {name} is none{hint}")
        return condition
    try:
        expression.evaluate(condition, parameters)
    except ExpressionError as error:
        reader.problem(str(error))
    return condition
