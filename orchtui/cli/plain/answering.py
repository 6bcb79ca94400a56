"""One line typed, one answer: `done`, `done: what` or `refused: why`, after whatever it shows.

What can be typed is the commands of the catalogue, words that only look, and the words of whoever
is asked: how to leave, or how to move through time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from orchtui.cli import texts
from orchtui.cli.plain.looking import shown
from orchtui.commands.catalogue import CATALOGUE
from orchtui.commands.parser import Typed, typed_command
from orchtui.console.panels.found import search
from orchtui.console.view import View
from orchtui.domain import events as e
from orchtui.domain.expression import parse
from orchtui.domain.preview import nearest
from orchtui.errors import OrchtuiError, UsageError
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
        from orchtui.cli.plain.helping import help_on

        self._told(help_on(typed, self.words))
        return ""

    def _told(self, lines: list[str]) -> None:
        for line in lines:
            self._tell(line)


def given(meant: Typed) -> e.CommandGiven:
    """A command as it was typed, with its text from wherever it is written."""
    if meant.text == "-":
        raise UsageError("- is where commands come from here: write the text, or @FILE")
    spec, text = meant.spec, texts.read(meant.text)
    return command(spec.verb, meant.target, text, meant.options, meant.reason)


def said_of(answer: e.CommandAnswered) -> str:
    """What came of a command; raised where it was refused."""
    if not answer.done:
        raise UsageError(answer.said)
    return answer.said


def _one_line(text: str) -> str:
    return " ".join(text.split())
