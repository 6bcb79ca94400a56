"""Whether an example of the command line uses verbs and options that exist.

Knows how commands are written in documentation (prompts, pipes, brackets of a synopsis) and
compares them with the typer app itself. Where examples are found is left to `docs`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import typer
from typer.core import TyperGroup

# What may stand before `orchtui`: a prompt, variables that are set, how Python is started.
_LEAD: Final = re.compile(
    r"\s*(?:\$ )?(?:[A-Z_]+=\S* +)*(?:\S*python3? -m |\S*/bin/)?orchtui(?=\s|$)"
)
# Where one command ends and the next may begin; two spaces set commands of a synopsis apart.
_BETWEEN: Final = re.compile(r" \|\|? | && |; |\s{2,}(?=orchtui )")
_OPTION: Final = re.compile(r"--?[A-Za-z][\w-]*")
# VERB, <verb>, … stand for any verb.
_PLACEHOLDER: Final = re.compile(r"[A-Z]+|<.*>|…|\.\.\.")


@dataclass(frozen=True, slots=True)
class Verb:
    """One command with the options it takes, and the commands below it.

    `takes` is how many words of its own come before the name of a command below it.
    """

    options: frozenset[str]
    verbs: Mapping[str, Verb] = field(default_factory=dict)
    takes: int = 0


def verbs_of(app: typer.Typer) -> Verb:
    """The whole command line of a typer app."""
    return _verb(typer.main.get_command(app))


def _verb(command: object) -> Verb:
    params = getattr(command, "params", ())
    options = {name for param in params for name in (*param.opts, *param.secondary_opts)}
    below = command.commands if isinstance(command, TyperGroup) else {}
    return Verb(
        options=frozenset(name for name in options if name.startswith("-")) | {"--help"},
        verbs={name: _verb(each) for name, each in below.items()},
        takes=sum(param.param_type_name == "argument" for param in params) if below else 0,
    )


def commands(example: str) -> Iterator[str]:
    """The `orchtui` commands in a piece of shell, without their first word."""
    for line in example.replace("\\\n", " ").splitlines():
        for piece in _BETWEEN.split(line):
            lead = _LEAD.match(piece)
            if lead:
                yield piece[lead.end() :].strip()


def command_problems(example: str, top: Verb) -> Iterator[str]:
    """The verbs and options in an example that do not exist, one line each."""
    for command in commands(example):
        at, name, takes = top, "orchtui", top.takes
        for word in _words(command):
            if word.startswith("-"):
                for option in _OPTION.findall(word.partition("=")[0]):
                    if option not in at.options:
                        yield f"`{name} {option}`: no such option"
            elif takes:
                takes -= 1
            elif at.verbs:
                if _PLACEHOLDER.fullmatch(word):
                    break
                if word not in at.verbs:
                    yield f"`{name} {word}`: no such verb"
                    break
                at, name = at.verbs[word], f"{name} {word}"
                takes = at.takes


def _words(command: str) -> Iterator[str]:
    """The words, freed of what a synopsis wraps around them: brackets, alternatives, dots."""
    try:
        words = shlex.split(command, comments=True)
    except ValueError:  # a quotation that goes on in the next line
        words = command.split()
    for word in words:
        if " " in word:  # it was quoted: a task, not an option
            continue
        yield from (part for part in re.split(r"\|", word.strip("[](){},…")) if part)
