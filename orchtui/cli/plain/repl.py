"""One line typed, one answer: `done`, `done: what` or `refused: why`, after whatever it shows.

What can be typed is the commands of the catalogue, words that only look, and the words of whoever
is asked: how to leave, or how to move through time.
"""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from orchtui.cli import options
from orchtui.cli.plain.panels import panels, shown
from orchtui.commands.catalogue import CATALOGUE, Option, Spec
from orchtui.commands.parser import Typed, typed_command
from orchtui.console.panels.found import search
from orchtui.console.run_view import View
from orchtui.domain import events as e
from orchtui.domain.expression import parse
from orchtui.domain.preview import nearest
from orchtui.errors import OrchtuiError, UsageError
from orchtui.narration.hints import Doors
from orchtui.narration.line import Line
from orchtui.session import command

Do = Callable[[str], Awaitable[str]]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Word:
    """Something that can be typed: what it takes, a line of help, and what it does and says."""

    takes: str
    about: str
    do: Do


class Answering:
    """Answers what is typed at one run."""

    def __init__(
        self,
        view: View,
        own: Mapping[str, Word],
        give: Callable[[Typed], Awaitable[str]],
        tell: Tell,
        room: Callable[[], int | None],
    ) -> None:
        self._view, self._give, self._tell, self._room = view, give, tell, room
        self.words: Mapping[str, Word] = {
            "show": Word("[WHAT]", "Show a panel; show alone names them.", self._show),
            "watch": Word(
                "EXPRESSION", "Keep an expression in sight, or let go of it.", self._watch
            ),
            "find": Word(
                "WORDS", "Search the run: a text, a /regex/, or !what is not.", self._find
            ),
            **own,
            "help": Word("[WORD]", "Tell what can be typed, or all about one word.", self._help),
        }

    async def answer(self, line: str) -> None:
        """Do what a line says, and tell in one line what came of it."""
        name, _, rest = line.strip().partition(" ")
        if not name:
            return
        word = self.words.get(name)
        try:
            said = await (word.do(rest.strip()) if word else self._command(line))
        except OrchtuiError as error:
            self._tell(f"refused: {_one_line(str(error))}")
        else:
            self._tell(f"done: {_one_line(said)}" if said else "done")

    async def _command(self, line: str) -> str:
        name = line.split()[0]
        if name not in CATALOGUE:
            near = nearest(name, (*CATALOGUE, *self.words))
            raise UsageError(f"there is no command {name}{near}; help names them all")
        return await self._give(typed_command(line))

    async def _show(self, typed: str) -> str:
        if not typed:
            return await self._help("show")
        self._told(shown(self._view, typed, self._room()))
        return ""

    async def _watch(self, typed: str) -> str:
        watches = self._view.watches
        if not typed:
            raise UsageError("say what to watch, such as cost / tokens or step.confidence")
        if typed in watches:
            watches.remove(typed)
            return f"{typed} is not watched any more"
        parse(typed)
        watches.append(typed)
        self._told(shown(self._view, "watches", self._room()))
        return ""

    async def _find(self, typed: str) -> str:
        if not typed:
            raise UsageError("say what to find")
        view = self._view
        view.found, view.sought = search(view, typed), typed
        self._told(shown(view, "found", self._room()) if view.found else [])
        return f"{len(view.found)} place{'' if len(view.found) == 1 else 's'}"

    async def _help(self, typed: str) -> str:
        self._told(help_on(typed, self.words))
        return ""

    def _told(self, lines: list[str]) -> None:
        for line in lines:
            self._tell(line)


def given(meant: Typed) -> e.CommandGiven:
    """A command as it was typed, with its text from wherever it is written."""
    if meant.text == "-":
        raise UsageError("- is where commands come from here: write the text, or @FILE")
    spec, text = meant.spec, options.read(meant.text)
    return command(spec.verb, meant.target, text, meant.options, meant.reason)


def said_of(answer: e.CommandAnswered) -> str:
    """What came of a command; raised where it was refused."""
    if not answer.done:
        raise UsageError(answer.said)
    return answer.said


def _one_line(text: str) -> str:
    return " ".join(text.split())


_REASON = "--reason TEXT"


def help_on(typed: str, words: Mapping[str, Word]) -> list[str]:
    """What can be typed, or all about one of it."""
    if not typed:
        return list(_everything(words))
    if typed == "show":
        return list(_panels())
    if typed in words:
        word = words[typed]
        return [f"{typed} {word.takes}".rstrip(), f"  {word.about}"]
    if typed in CATALOGUE:
        return list(_command(CATALOGUE[typed]))
    raise UsageError(f"there is no help on {typed}{nearest(typed, (*words, *CATALOGUE))}")


def _everything(words: Mapping[str, Word]) -> Iterator[str]:
    lines = {f"{name} {word.takes}".rstrip(): word.about for name, word in words.items()}
    commands = {_usage(spec): spec.about for spec in CATALOGUE.values() if spec.verb not in words}
    for usage, about in (commands | lines).items():
        yield f"{usage:<24}  {about}"


def _panels() -> Iterator[str]:
    for name, panel in panels().items():
        yield f"show {name} {panel.takes}".rstrip() + f"  {panel.about}"


def _usage(spec: Spec) -> str:
    """A command with what it is aimed at and its text; what may be left out is in brackets."""
    parts = [spec.verb]
    if spec.target:
        parts.append(spec.target if spec.needs_target else f"[{spec.target}]")
    if spec.text:
        parts.append(spec.text if spec.needs_text else f"[{spec.text}]")
    return " ".join(parts)


def _command(spec: Spec) -> Iterator[str]:
    options = [_option(each) for each in spec.options]
    yield " ".join([_usage(spec), *(f"[{each}]" for each in (*options, _REASON))])
    yield f"  {spec.about}"
    if spec.refused:
        yield f"  Refused when {spec.refused}."
    for option in spec.options:
        yield f"  {_option(option)}  {option.about}"
    for example in spec.examples:
        yield f"  as in: {example}"


def _option(option: Option) -> str:
    value = "" if option.flag else " N" if option.number else " TEXT"
    return f"--{option.name}{value}"


_TEXT = "TEXT"
_EDIT = "edit"


class WordDoors(Doors):
    """Ways to the run whose lines are read: commands are typed as they are."""

    def ctl(self, words: str) -> str:
        return words


def choices(gate: e.GateOpened) -> Iterator[Line]:
    """Each choice of a gate, with the words to type."""
    wide = max(map(len, gate.choices))
    for choice in gate.choices:
        text = f" {_TEXT}" if choice == _EDIT else ""
        typed = f"answer {shlex.quote(gate.id)}{text} --choice {shlex.quote(choice)}"
        yield Line(" ", choice.ljust(wide), f"type: {typed}")
