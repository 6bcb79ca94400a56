"""Every command there is, declared once: its words, what it takes, and when it is refused.

Verbs of the command line, keys of the console, help and `docs/commands.md` come from this table;
the core carries the commands out, and asks the same rules first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from orchtui.commands.rules import (
    answerable,
    breakable,
    continuable,
    finishable,
    killable,
    limitable,
    overridable,
    pausable,
    retriable,
    sayable,
    settleable,
    steppable,
)

if TYPE_CHECKING:  # whoever has a run to ask about has these loaded
    from orchtui.domain.events import CommandGiven
    from orchtui.domain.state import RunState

Rule: TypeAlias = "Callable[[RunState, CommandGiven], str]"
Effect: TypeAlias = "Callable[..., str | None]"
"""What a command does, given the core's `Commands` and the command; it returns the answer."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may go with a command; `flag` when it is only there or not."""

    name: str
    about: str
    flag: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class Spec:
    """One command: its verb, one line of help, what it is aimed at, what text goes with it."""

    verb: str
    about: str
    rule: Rule
    refused: str = ""
    target: str = ""
    needs_target: bool = False
    text: str = ""
    needs_text: bool = False
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()
    effect: Effect | None = None
    """By default, the method of the core's `Commands` that is named for the verb."""


_LIMITS = (
    ("cost", "What the run may cost, in dollars; none lifts the limit."),
    ("tokens", "How many tokens it may read and write."),
    ("seconds", "How long it may take."),
    ("steps", "How many steps may be asked."),
    ("parallel", "How many calls may be under way at once."),
)

_SPECS = (
    Spec(
        "pause",
        "Let no step begin; those in flight finish and are held.",
        pausable,
        options=(Option("now", "End the calls in flight; their steps begin again later.", True),),
        examples=(
            "pause",
            'pause --now --reason "the prompt is wrong"',
        ),
    ),
    Spec("continue", "Hand over what is held and go on.", continuable),
    Spec(
        "step",
        "Hand over what is held, let one step run, and hold it at its end.",
        steppable,
        "nothing is ready",
        target="STEP",
        examples=(
            "step",
            "step panel/analyst",
        ),
    ),
    Spec("next", "Let every ready step run once.", steppable, "nothing is ready"),
    Spec(
        "finish",
        "Run until the step's group ends.",
        finishable,
        "the step is in no group",
        target="STEP",
        examples=("finish panel/analyst",),
    ),
    Spec(
        "break",
        "Hold the run at a step, an agent, a kind of event or a condition.",
        breakable,
        "it cannot be read, with where",
        text="BREAKPOINT",
        needs_text=True,
        examples=(
            "break fact_checker",
            "break critic:after",
            "break 'if cost > 0.10'",
            "break 'on:failed writer*'",
            "break 'judge if step.confidence < 0.6 once'",
        ),
    ),
    Spec(
        "unbreak",
        "Delete a breakpoint, or switch it off or on.",
        breakable,
        "there is none of that name",
        target="BREAKPOINT",
        needs_target=True,
        options=(
            Option("off", "Switch it off and keep it.", True),
            Option("on", "Switch it on again.", True),
        ),
        examples=(
            "unbreak b1",
            "unbreak b1 --off",
        ),
    ),
    Spec(
        "kill",
        "End a step, all steps of an agent, or (with no target) the run; tells what it had cost.",
        killable,
        "it is over already",
        target="STEP|AGENT",
        examples=(
            "kill panel/analyst.2",
            'kill analyst --reason "goes in circles"',
            "kill",
        ),
    ),
    Spec(
        "retry",
        "Ask a step again, as it was or otherwise.",
        retriable,
        "its reply was handed over",
        target="STEP",
        needs_target=True,
        text="INSTRUCTION",
        options=(
            Option("model", "Ask this tier or model instead."),
            Option("temperature", "With this temperature.", number=True),
        ),
        examples=(
            "retry writer",
            'retry writer "In one paragraph." --temperature 0.2',
        ),
    ),
    Spec(
        "override",
        "Put your own reply in a step's place; it must fit the step's schema.",
        overridable,
        "its reply was handed over",
        target="STEP",
        needs_target=True,
        text="REPLY",
        needs_text=True,
        examples=(
            "override writer @better.md",
            'override critic \'{"verdict": "good"}\'',
        ),
    ),
    Spec(
        "say",
        "Put a message into an agent's next prompt.",
        sayable,
        "there is no such agent, or the step is over",
        target="AGENT",
        needs_target=True,
        text="MESSAGE",
        needs_text=True,
        examples=('say editor "Keep it under twenty words."',),
    ),
    Spec(
        "answer",
        "Answer a gate the run waits at.",
        answerable,
        "no such gate is open",
        target="GATE",
        text="TEXT",
        options=(
            Option("choice", "One of the gate's choices."),
            Option("note", "A word on why."),
        ),
        examples=(
            "answer --choice approve",
            'answer gate @better.md --choice edit --note "two typos"',
        ),
    ),
    Spec(
        "settle",
        "Settle what agents disagree on: pick a position, merge, ask again, or escalate.",
        settleable,
        "nothing is disagreed on",
        target="DISAGREEMENT",
        text="MERGED",
        options=(
            Option("pick", "The step whose position stands."),
            Option("again", "Have all of them asked again, each seeing what the others say.", True),
            Option("escalate", "Let a person decide at a gate.", True),
        ),
        examples=(
            "settle --pick panel/cfo",
            'settle panel/disagreement "Both, one after the other."',
            "settle --again",
        ),
    ),
    Spec(
        "limit",
        "Raise, lower or lift a limit while the run goes on.",
        limitable,
        "it is below what is spent",
        options=tuple(Option(name, about, number=True) for name, about in _LIMITS),
        examples=(
            "limit --cost 0.50",
            "limit --seconds none",
        ),
    ),
)

CATALOGUE: Mapping[str, Spec] = {spec.verb: spec for spec in _SPECS}


def refusal(state: RunState, command: CommandGiven) -> str:
    """Why a command is not possible now, or nothing where it is."""
    spec = CATALOGUE.get(command.verb)
    if spec is None:
        return f"there is no command {command.verb}"
    if spec.needs_target and not command.target:
        return f"{spec.verb} needs a target: {spec.target}"
    if spec.needs_text and not command.text:
        return f"{spec.verb} needs a text: {spec.text}"
    return spec.rule(state, command)
