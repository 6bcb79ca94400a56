"""Every key a recipe may have, with a line on what it is for and the form of its value.

These tables are what recipes are read by and what the JSON Schema for editors is made of, so that
the two cannot disagree. The keys of flow parts are the patterns' own and not here.
"""

from __future__ import annotations

from typing import Final

from orchtui.domain.recipe_keys import (
    AMOUNT,
    CONDITION,
    FLAG,
    FUNCTION,
    NAME,
    TEXT,
    WHOLE,
    WORDS,
    Key,
    Keys,
    either,
    list_of,
    map_of,
    refers,
)

RECIPE: Final[Keys] = {
    "name": Key("What the recipe is called; the file's name if left out.", TEXT),
    "about": Key("One line on what it does.", TEXT),
    "task": Key("What is asked when a run names no task of its own.", TEXT),
    "parameters": Key(
        "Values a run can set with --set; `{name}` in a text stands for one.",
        map_of({"type": ["string", "number", "boolean"]}),
    ),
    "models": Key(
        "Tiers of models: one model, or a list that is tried from left to right.",
        map_of({"anyOf": [{"type": "string"}, WORDS]}),
    ),
    "api_base": Key("Where models are reached, for servers of one's own.", TEXT),
    "limits": Key("What a whole run may use.", refers("limits")),
    "agents": Key(
        "Who takes part, by name.",
        map_of({"anyOf": [{"type": "string"}, refers("agent")]}),
        needed=True,
    ),
    "flow": Key(
        "Who is asked when: a part, a list of parts, or `python: file.py:function`.",
        {"anyOf": [refers("part"), refers("python")]},
        needed=True,
    ),
    "fail_if": Key("A condition under which the outcome is rejected.", CONDITION),
    "rehearsal": Key(
        "What the rehearsal model answers for each agent.",
        map_of(list_of({"anyOf": [{"type": "string"}, {"type": "object"}]})),
    ),
}

AGENT: Final[Keys] = {
    "does": Key("What the agent is there for, in a sentence.", TEXT, needed=True),
    "instructions": Key("How it should go about it, as long as need be.", TEXT),
    "examples": Key("Questions, each with the reply it should get.", list_of(refers("example"))),
    "given": Key("What it sees: task, inputs, or agents among the inputs.", WORDS),
    "model": Key("A tier, or a model such as openai/gpt-4.1-mini; else the first tier.", TEXT),
    "fallback": Key("The tier or model that is tried once when the first fails.", TEXT),
    "python": Key("The file.py:function beside the recipe that is asked, no model.", FUNCTION),
    "context": Key(
        "How many tokens of what it follows it is given; or `{tokens: …, summary: AGENT}`.",
        either(WHOLE, refers("context")),
    ),
    "skills": Key("What it is good at, in a word or two each.", WORDS),
    "reply": Key("The fields of its reply; plain text if left out.", refers("reply")),
    "accept": Key("What a good reply satisfies; one that does not is asked for again.", CONDITION),
    "min_confidence": Key(
        "How sure a reply must be; needs a field confidence: 0..1.",
        {"type": "number", "minimum": 0, "maximum": 1},
    ),
    "temperature": Key(
        "How freely the model chooses its words.", {"type": "number", "minimum": 0, "maximum": 2}
    ),
    "limits": Key("What one turn of this agent may use.", refers("agent_limits")),
    "optional": Key("Whether the run goes on without its reply.", FLAG),
}

LIMITS: Final[Keys] = {
    "cost": Key("Dollars.", AMOUNT),
    "tokens": Key("Tokens, read and written.", WHOLE),
    "seconds": Key("Seconds by the clock.", AMOUNT),
    "steps": Key("How many steps may be asked.", WHOLE),
    "repairs": Key("How often a bad reply is asked for again.", {"type": "integer", "minimum": 0}),
    "retries": Key(
        "How often a step that hangs is ended and asked afresh.", {"type": "integer", "minimum": 0}
    ),
    "parallel": Key("How many calls may be under way at once.", WHOLE),
}

GROUP_LIMITS: Final[Keys] = {name: LIMITS[name] for name in ("cost", "tokens", "seconds", "steps")}

AGENT_LIMITS: Final[Keys] = {
    "max_tokens": Key("The longest reply, in tokens.", WHOLE),
    **{name: LIMITS[name] for name in ("seconds", "cost", "tokens", "repairs", "retries")},
}

CONTEXT: Final[Keys] = {
    "tokens": Key("How many tokens of what it follows it is given; 500 if left out.", WHOLE),
    "summary": Key("The agent that summarises what is longer; without it, it is cut.", NAME),
}

EXAMPLE: Final[Keys] = {
    "asked": Key("The question.", TEXT, needed=True),
    "replied": Key("The reply it should get.", {}, needed=True),
}

REHEARSED: Final[Keys] = {
    "when": Key("A condition on the parameters.", CONDITION),
    "reply": Key("The reply.", {}, needed=True),
}
