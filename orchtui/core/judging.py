"""Whether a reply is a good one: it can be read by its schema, is accepted, and sure enough."""

from __future__ import annotations

from orchtui.domain import expression
from orchtui.domain.data import Data
from orchtui.domain.recipe import Agent
from orchtui.domain.reply_schema import read
from orchtui.errors import ExpressionError


def judged(agent: Agent, text: str) -> tuple[dict[str, Data] | None, str]:
    """The reply's data, and what is wrong with it in words its agent can use."""
    reading = read(text, agent.reply)
    if reading.problem:
        return reading.data, reading.problem
    sure, least = reading.confidence, agent.min_confidence
    if least is not None and (sure is None or sure < least):
        told = "not said" if sure is None else f"{sure:g}"
        return reading.data, f"confidence is {told}, and {least:g} is needed"
    if agent.accept is None:
        return reading.data, ""
    scope: dict[str, object] = {"text": text, "confidence": sure} | dict(reading.data or {})
    try:
        if expression.holds(agent.accept, scope):
            return reading.data, ""
    except ExpressionError as error:
        return reading.data, f"{agent.accept} cannot be told of it: {error}"
    return reading.data, f"{agent.accept} does not hold"
