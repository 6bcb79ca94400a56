"""How a run begins from home: which recipe, on which task, rehearsed or for real; then its screen.

Nothing is started before the last question is answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from orchtui.console.home.recipes import answers_of
from orchtui.domain.recipe import Recipe
from orchtui.domain.text import clean, first_line
from orchtui.errors import OrchtuiError
from orchtui.session import Live, Settings, examine, load

if TYPE_CHECKING:
    from orchtui.console.screens.home import HomeScreen

_HINT = 120
REHEARSE, REAL = "rehearse", "real"
Begin = Callable[[Settings], Awaitable[Live]]


class Starting:
    """The questions before a run, one after the other."""

    def __init__(self, screen: HomeScreen) -> None:
        self.screen = screen

    def begin(self, typed: str) -> None:
        """Begin with what is known: a recipe and a task that were typed, or what is pointed at."""
        name, _, task = typed.partition(" ")
        if not name and self.screen.pane == "recipes":
            name = self.screen.recipe
        if name:
            self._named(name, task.strip())
            return
        run = self.screen.run
        names = [each.name for each in self.screen.listed]
        known = run.recipe if run and run.recipe in names else ""
        hint = "the name of a recipe, or the path of a file"
        self.screen.ask("run", known, self.begin, hint=hint)

    def _named(self, name: str, task: str) -> None:
        if name:
            self.screen.begin(self._load(name, task), "starting")

    async def _load(self, name: str, task: str) -> None:
        session = self.screen.app.session
        try:
            loaded = await asyncio.to_thread(load, name)
        except OrchtuiError as error:
            self.screen.tell(first_line(str(error), 300), "bad")
            self.screen.acting.describe(name, check=True)
            return
        self.screen.list_recipe(name, loaded.recipe.about)
        recipe = loaded.recipe

        def begin(settings: Settings) -> Awaitable[Live]:
            return session.start(loaded, settings)

        def on(typed: str) -> None:
            if not typed and not recipe.task:
                self.screen.tell(f"{recipe.name} has no task of its own: say what to do", "bad")
                return
            self.screen.begin(self._how(recipe, clean(typed), begin), "starting")

        if task:
            on(task)
            return
        own = first_line(recipe.task, _HINT)
        hint = f"empty for its own: {own}" if own else "it has none of its own"
        self.screen.ask(f"task for {first_line(recipe.name, 30)}", "", on, hint=clean(hint))

    async def _how(self, recipe: Recipe, task: str, begin: Begin) -> None:
        """Whether to rehearse; that is offered first, since it needs nothing and costs nothing."""
        models = answers_of(recipe)
        about = f"on: {first_line(task or recipe.task, 150)}"
        keys = await self._keys() if models else ""
        real = f"{len(models)} model{'s' if len(models) != 1 else ''}"
        told = f"\nFor real, {', '.join(models)} would answer. {keys}" if models else ""

        def chosen(how: str) -> None:
            settings = replace(self.screen.settings, task=task, rehearse=how == REHEARSE)
            self.screen.begin(self._start(begin, settings), "starting")

        self.screen.choose(
            f"Run {recipe.name}",
            about + told,
            {
                REHEARSE: ("r", "rehearse", "no key, no cost: the recipe's own replies"),
                REAL: ("m", "for real", f"{real}, at their price" if models else "its functions"),
                "": ("escape", "not now", ""),
            },
            chosen,
        )

    async def _keys(self) -> str:
        """Whether there is a key to any provider, in a sentence."""
        database = self.screen.app.database
        findings = await asyncio.to_thread(lambda: asyncio.run(examine(database)))
        found = next((each for each in findings if each.what == "keys"), None)
        if found is None:
            return ""
        return f"Keys that are set: {found.said}." if found.verdict == "good" else "No key is set."

    async def _start(self, begin: Begin, settings: Settings) -> None:
        await self.screen.doing.show(await begin(settings))
