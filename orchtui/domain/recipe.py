"""A recipe as a value: who takes part, on which models, within which limits, in which flow.

`config` reads it from YAML and reports what is wrong; nothing here knows of files. The flow itself
is a tree of pattern nodes (see `domain.pattern`) or names a Python function.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from orchtui.domain.data import Parameter
from orchtui.domain.expression import Expression
from orchtui.domain.limits import Limits
from orchtui.domain.node import Node
from orchtui.domain.reply_schema import Record

GIVEN_TASK = "task"
GIVEN_INPUTS = "inputs"

PYTHON: Final = "python/"
"""How the name of a model begins that is a function beside the recipe."""


@dataclass(frozen=True, slots=True)
class PythonFunction:
    """A function in a file beside the recipe: `file.py:function`."""

    file: str
    function: str

    @property
    def model(self) -> str:
        """What it goes by where others have a model."""
        return f"{PYTHON}{self.file}:{self.function}"


@dataclass(frozen=True, slots=True)
class PythonFlow(PythonFunction):
    """A function beside the recipe that is the flow."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the reply an agent should have given to it."""

    asked: str
    replied: str


DEFAULT_CONTEXT = 500


@dataclass(frozen=True, slots=True)
class Context:
    """How much an agent is given of what it follows, in tokens, and who summarises what is more;
    without anybody it is cut.
    """

    tokens: int = DEFAULT_CONTEXT
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Agent:
    """One member of the team; `given` names what it sees: task, inputs, or agents among them.

    With `python` a function is asked in place of a model, and `model` is what it goes by.
    """

    name: str
    does: str
    instructions: str = ""
    examples: tuple[Example, ...] = ()
    given: tuple[str, ...] = (GIVEN_TASK, GIVEN_INPUTS)
    context: Context = Context()
    model: str = ""
    fallback: str = ""
    python: PythonFunction | None = None
    skills: tuple[str, ...] = ()
    reply: Record | None = None
    accept: Expression | None = None
    min_confidence: float | None = None
    temperature: float | None = None
    limits: Limits = field(default_factory=Limits)
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What the rehearsal model answers for an agent, `when` the run's parameters are so."""

    text: str
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """The whole of a recipe; `tiers` name models from best to last resort."""

    name: str
    agents: Mapping[str, Agent]
    flow: Node | PythonFlow
    about: str = ""
    task: str = ""
    tiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    api_base: str = ""
    limits: Limits = field(default_factory=Limits)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    fail_if: Expression | None = None
    rehearsal: Mapping[str, tuple[Rehearsed, ...]] = field(default_factory=dict)
