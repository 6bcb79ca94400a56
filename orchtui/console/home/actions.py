"""Everything that can be done at home, declared once: keys, footer, help, palette, colon line.

An action that the run screen has as well goes by the same id, so that one key in the settings
serves both.
"""

from __future__ import annotations

from collections.abc import Mapping

from orchtui.console.actions import Action

RUNS = (
    Action(
        "home.open",
        "enter",
        "open",
        "Open the run: as it goes on in another process, or as it was recorded.",
        rank=2,
        room="runs",
    ),
    Action(
        "home.replay", "r", "replay", "Play a recorded run from its start.", rank=4, room="runs"
    ),
    Action(
        "home.resume",
        "c",
        "resume",
        "Take an interrupted run up again, here; nothing is paid twice.",
        rank=5,
        room="runs",
    ),
    Action(
        "home.filter",
        "f",
        "filter",
        "List only some: words, is:failed,stopped, /a regex/, !what not.",
        rank=6,
        room="runs",
    ),
    Action(
        "find",
        "slash",
        "search",
        "Search what was asked and replied in all runs.",
        rank=7,
        room="runs",
    ),
    Action(
        "home.sort",
        "o",
        "sort",
        "Sort by age, cost, time, recipe or status, one after the other.",
        rank=8,
        room="runs",
    ),
    Action("home.mark", "space", "mark", "Mark the run, to delete several.", rank=10, room="runs"),
    Action(
        "home.delete",
        "x,delete",
        "delete",
        "Delete the marked runs, or the one pointed at; it is asked first.",
        rank=9,
        room="runs",
    ),
)

RECIPES = (
    Action(
        "home.run",
        "n",
        "run",
        "Run the recipe on a task, rehearsed or with real models; elsewhere, any recipe or file.",
        rank=3,
        room="recipes",
    ),
    Action(
        "home.describe",
        "d",
        "describe",
        "Tell about the recipe: its graph, its agents, what it may cost.",
        rank=5,
        room="recipes",
    ),
    Action(
        "home.check",
        "v",
        "check",
        "Find every mistake in the recipe, as its file is now.",
        rank=6,
        room="recipes",
    ),
)

LOOKING = (
    Action("line", "colon", "type", "Type any of these by name.", rank=13),
    Action(
        "home.clear",
        "escape",
        "show all",
        "Back to the list; there, give up the search, the filter and the marks.",
        rank=3,
    ),
    Action("copy", "y", "copy", "Copy the id of the run, or the name of the recipe."),
    Action("home.refresh", "ctrl+r", "", "Read everything anew; it is read each second anyway."),
    Action("theme", "f2", "", "The next theme."),
    Action("help", "question_mark,f1", "help", "Every key, explained.", rank=1),
    Action("leave", "q", "quit", "Leave the console.", rank=12),
)

PANES = ("runs", "recipes", "details")
PANELS = tuple(
    Action(f"panel_{number}", str(number), "", f"Go to the {name}.", room="panel")
    for number, name in enumerate(PANES, start=1)
)
HOME: Mapping[str, Action] = {each.id: each for each in (*RUNS, *RECIPES, *LOOKING, *PANELS)}

TYPED: Mapping[str, tuple[str, str]] = {
    "open": ("home.open", "RUN"),
    "replay": ("home.replay", "RUN"),
    "resume": ("home.resume", "RUN"),
    "delete": ("home.delete", "RUN …"),
    "filter": ("home.filter", "WORDS"),
    "search": ("find", "WORDS"),
    "sort": ("home.sort", "age, cost, time, recipe or status"),
    "run": ("home.run", "RECIPE or FILE [--set NAME=VALUE] [TASK]"),
    "describe": ("home.describe", "RECIPE or FILE"),
    "check": ("home.check", "RECIPE or FILE"),
    "clear": ("home.clear", ""),
    "refresh": ("home.refresh", ""),
    "theme": ("theme", ""),
    "help": ("help", ""),
    "quit": ("leave", ""),
}
"""What is typed after the colon: which action that is, and what may follow."""
