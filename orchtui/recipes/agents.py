"""One agent, as it stands in a recipe: a sentence on what it does, or keys with everything else."""

from __future__ import annotations

from orchtui.domain.expression import Expression
from orchtui.domain.limits import Limits
from orchtui.domain.preview import nearest
from orchtui.domain.recipe import DEFAULT_CONTEXT, GIVEN_INPUTS, GIVEN_TASK, Agent, Context, Example
from orchtui.domain.reply_schema import Number, Record
from orchtui.recipes.key_reference import AGENT, CONTEXT, EXAMPLE
from orchtui.recipes.python_code import python_agent
from orchtui.recipes.reader import YamlReader
from orchtui.recipes.reply_shortform import record
from orchtui.recipes.tiers import Tiers, tier

_OF_ANY_REPLY = ("text", "confidence")


def agent(reader: YamlReader, name: str, known: Tiers) -> Agent:
    """The agent of this name; `known` are the tiers, and takes in models named directly."""
    first_tier = next(iter(known))
    if isinstance(reader.scalar(), str):
        return Agent(name, _does(reader), model=first_tier)
    reader.allow(*AGENT)
    keys = set(reader.keys)
    if not keys:
        reader.expected("what the agent does, or keys such as does, model and reply")
    elif "does" not in keys:
        reader.problem(f"{name} needs does: what it is there for, in a sentence")
    reply = record(reader.at("reply")) if "reply" in keys else None
    python = python_agent(reader) if "python" in keys else None
    named = python.model if python else tier(reader.at("model"), known) if "model" in keys else ""
    return Agent(
        name,
        does=_does(reader.at("does")),
        instructions=_text(reader, "instructions"),
        examples=_examples(reader.at("examples")) if "examples" in keys else (),
        given=_given(reader.at("given")) if "given" in keys else (GIVEN_TASK, GIVEN_INPUTS),
        model=named or first_tier,
        fallback=tier(reader.at("fallback"), known) if "fallback" in keys else "",
        python=python,
        context=_context(reader.at("context")) if "context" in keys else Context(),
        skills=_words(reader.at("skills")) if "skills" in keys else (),
        reply=reply,
        accept=_accept(reader.at("accept"), reply) if "accept" in keys else None,
        min_confidence=_sure(reader.at("min_confidence"), reply)
        if "min_confidence" in keys
        else None,
        temperature=_within(reader.at("temperature"), 2) if "temperature" in keys else None,
        limits=reader.at("limits").step_limits() if "limits" in keys else Limits(),
        optional=reader.at("optional").flag() if "optional" in keys else False,
    )


def _does(reader: YamlReader) -> str:
    text = reader.text()
    if not text and reader.scalar() is not None:
        reader.problem("say what the agent does, in a sentence")
    return text


def _text(reader: YamlReader, key: str) -> str:
    return reader.at(key).text() if key in reader.keys else ""


def _words(reader: YamlReader) -> tuple[str, ...]:
    return tuple(item.text() for item in reader.items())


def _given(reader: YamlReader) -> tuple[str, ...]:
    everything = (GIVEN_TASK, GIVEN_INPUTS, *reader.reading.agents)
    for item in reader.items():
        if (name := item.text()) and name not in everything:
            item.problem(f"nothing called {name} can be given{nearest(name, everything)}")
    return _words(reader)


def _context(reader: YamlReader) -> Context:
    if not reader.keys:
        return Context(reader.count())
    reader.allow(*CONTEXT)
    tokens = reader.at("tokens").count() if "tokens" in reader.keys else DEFAULT_CONTEXT
    who = reader.at("summary")
    return Context(tokens, who.agent(who.text()) if "summary" in reader.keys else "")


def _examples(reader: YamlReader) -> tuple[Example, ...]:
    return tuple(_example(item) for item in reader.items())


def _example(reader: YamlReader) -> Example:
    reader.allow(*EXAMPLE)
    if not reader.keys:
        reader.expected("an example: {asked: …, replied: …}")
    elif lacking := [key for key in EXAMPLE if key not in reader.keys]:
        reader.problem(f"an example needs {lacking[0]}: {EXAMPLE[lacking[0]].about.lower()}")
    return Example(reader.at("asked").text(), reader.at("replied").whole_text())


def _accept(reader: YamlReader, reply: Record | None) -> Expression:
    condition = reader.expression()
    fields = (*_OF_ANY_REPLY, *(reply.fields if reply else ()))
    names = {dotted.split(".")[0] for dotted in condition.names}
    for name in sorted(names - set(fields)):
        reader.problem(f"{name} is not in the reply{nearest(name, fields)}")
    return condition


def _sure(reader: YamlReader, reply: Record | None) -> float:
    field = reply.fields.get("confidence") if reply else None
    if not isinstance(field, Number):
        reader.problem("needs a field confidence: 0..1 in the agent's reply")
    return _within(reader, 1)


def _within(reader: YamlReader, most: float) -> float:
    value = reader.number()
    if not 0 <= value <= most:
        reader.problem(f"expected a number from 0 to {most}, found {value:g}")
    return value
