"""How a run begins from home: which recipe, on which task, with which parameters, rehearsed or for
real; then its screen.

Nothing is started before the last question is answered.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace

from orchtui.console.home.recipes import Listed, answers_of
from orchtui.console.screens.base import ConsoleScreen
from orchtui.domain.sanitize import clean, first_line
from orchtui.domain.state.summary import RunRow
from orchtui.errors import OrchtuiError, RecipeError
from orchtui.session import Live, LoadedRecipe, Settings, examine, load

_HINT = 120
_SHOWN = 38
REHEARSE, REAL, PARAMETERS = "rehearse", "real", "parameters"
_SET = re.compile(r"""--set\s+(\w+)=("[^"]*"|'[^']*'|\S*)\s*""")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be run, as far as it has been said."""

    recipe: str
    task: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    told: bool = False
    """Whether the task has been asked for; an empty one then is the recipe's own."""


def order_of(typed: str) -> Order:
    """`NAME [--set PARAMETER=VALUE …] [TASK]`, as it is typed after the colon."""
    name, _, rest = typed.strip().partition(" ")
    rest, parameters = rest.lstrip(), {}
    while match := _SET.match(rest):
        quoted = match[2][:1] in ("'", '"') and len(match[2]) > 1
        parameters[match[1]] = match[2][1:-1] if quoted else match[2]
        rest = rest[match.end() :]
    task = clean(rest).strip()
    return Order(name, task, parameters, told=bool(task))


class HomeState(ConsoleScreen):
    """The home screen, as far as starting a run needs it."""

    settings: Settings
    listed: list[Listed]
    pane: str

    @property
    def run(self) -> RunRow | None:
        """The highlighted run."""
        raise NotImplementedError

    @property
    def recipe(self) -> str:
        """The highlighted recipe."""
        raise NotImplementedError

    def list_recipe(self, name: str, about: str) -> None:
        """Add a recipe to the list, and highlight it."""
        raise NotImplementedError


class StartRun:
    """The questions before a run, one after the other."""

    def __init__(
        self,
        screen: HomeState,
        run: Callable[[Coroutine[object, object, None], str], None],
        describe: Callable[..., None],
        show: Callable[[Live], Awaitable[None]],
    ) -> None:
        self.screen, self._run, self._describe, self._show = screen, run, describe, show

    def begin(self, typed: str) -> None:
        """Begin with what is known: a recipe and a task that were typed, or what is pointed at."""
        order = order_of(typed)
        if not order.recipe and self.screen.pane == "recipes":
            order = replace(order, recipe=self.screen.recipe)
        if order.recipe:
            self._ordered(order)
            return
        run = self.screen.run
        names = [each.name for each in self.screen.listed]
        known = run.recipe if run and run.recipe in names else ""
        hint = "the name of a recipe, or the path of a file"
        self.screen.prompt("run", known, self._named, hint=hint)

    def _named(self, typed: str) -> None:
        if typed:
            self._ordered(order_of(typed))

    def _ordered(self, order: Order) -> None:
        self._run(self._load(order), "starting")

    async def _load(self, order: Order) -> None:
        try:
            loaded = await asyncio.to_thread(load, order.recipe, order.parameters)
        except OrchtuiError as error:
            self.screen.show_message(first_line(str(error), 300), "bad")
            if isinstance(error, RecipeError):
                self._describe(order.recipe, check=True)
            return
        self.screen.list_recipe(order.recipe, loaded.recipe.about)
        if order.told:
            await self._how(order, loaded)
        else:
            self._ask_task(order, loaded)

    def _ask_task(self, order: Order, loaded: LoadedRecipe) -> None:
        recipe = loaded.recipe

        def on(typed: str) -> None:
            if not typed and not recipe.task:
                self.screen.show_message(
                    f"{recipe.name} has no task of its own: say what to do", "bad"
                )
                return
            said = replace(order, task=clean(typed), told=True)
            self._run(self._how(said, loaded), "starting")

        own = first_line(recipe.task, _HINT)
        hint = f"empty for its own: {own}" if own else "it has none of its own"
        self.screen.prompt(f"task for {first_line(recipe.name, 30)}", "", on, hint=clean(hint))

    async def _how(self, order: Order, loaded: LoadedRecipe) -> None:
        """Whether to rehearse; that is offered first, since it needs nothing and costs nothing."""
        recipe = loaded.recipe
        models = answers_of(recipe)
        about = f"on: {first_line(order.task or recipe.task, 150)}"
        keys = await self._keys() if models else ""
        real = f"{len(models)} model{'s' if len(models) != 1 else ''}"
        told = f"\nFor real, {', '.join(models)} would answer. {keys}" if models else ""
        answers = {
            REHEARSE: ("r", "rehearse", "no key, no cost: the recipe's own replies"),
            REAL: ("m", "for real", f"{real}, at their price" if models else "its functions"),
        }
        if recipe.parameters:
            answers[PARAMETERS] = ("p", "parameters", first_line(_set(recipe.parameters), _SHOWN))

        def chosen(how: str) -> None:
            if how == PARAMETERS:
                self._ask_parameter(order, recipe.parameters)
            else:
                self._run(self._start(order, loaded, how == REHEARSE), "starting")

        answers[""] = ("escape", "not now", "")
        self.screen.choose(f"Run {recipe.name}", about + told, answers, chosen)

    def _ask_parameter(self, order: Order, parameters: Mapping[str, object]) -> None:
        """Another value for one of them; the same question follows, with what was set."""

        def on(typed: str) -> None:
            name, equals, value = (part.strip() for part in typed.partition("="))
            if typed and not equals:
                self.screen.show_message(f"{name!r} is not understood: write NAME=VALUE", "bad")
                return
            changed = {**order.parameters, name: value} if typed else order.parameters
            self._ordered(replace(order, parameters=changed))

        first = _set(dict(list(parameters.items())[:1]))
        self.screen.prompt("set", first, on, hint="NAME=VALUE: " + ", ".join(parameters))

    async def _keys(self) -> str:
        """Whether there is a key to any provider, in a sentence."""
        database = self.screen.console_app.database
        findings = await asyncio.to_thread(lambda: asyncio.run(examine(database)))
        found = next((each for each in findings if each.what == "keys"), None)
        if found is None:
            return ""
        return f"Keys that are set: {found.said}." if found.verdict == "good" else "No key is set."

    async def _start(self, order: Order, loaded: LoadedRecipe, rehearse: bool) -> None:
        settings = replace(self.screen.settings, task=order.task, rehearse=rehearse)
        live = await self.screen.console_app.session.start(loaded, settings)
        await self._show(live)


def _set(parameters: Mapping[str, object]) -> str:
    """Parameters as they are typed."""
    return ", ".join(
        f"{name}={str(value).lower() if isinstance(value, bool) else value}"
        for name, value in parameters.items()
    )
