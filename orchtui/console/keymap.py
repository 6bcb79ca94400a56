"""Everything that can be done on a run screen, declared once: keys, footer, help and palette.

Commands of the catalogue come with their own words; what only looks is declared here. A key can be
given to another action in the settings, by the action's id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchtui.commands.catalogue import CATALOGUE


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do: its id, its keys, a word for the footer, and a line of help.

    `verb` is the command of the catalogue it gives, if it gives one; `rank` is its place in the
    footer, where it has one: the lowest is the last to be left out.
    """

    id: str
    keys: str
    word: str
    about: str
    verb: str = ""
    rank: int = 0
    room: str = "look"


def _command(verb: str, keys: str, word: str, rank: int = 0, about: str = "") -> Action:
    told = about or CATALOGUE[verb].about
    return Action(verb, keys, word, told, verb=verb, rank=rank, room="command")


COMMANDS = (
    Action(
        "pause",
        "space",
        "pause",
        "Pause the run, or continue it; in a recorded run, play or stop.",
        rank=2,
        room="command",
    ),
    _command("step", "s", "step", 3),
    _command("next", "n", "next", 4),
    _command("continue", "c", "continue", 5),
    _command("finish", "f", "finish", 14),
    _command("break", "b", "break", 6, "Set a breakpoint at the step, or delete the one there."),
    _command("kill", "x", "kill", 7),
    _command("retry", "r", "retry", 8),
    Action("edit", "e", "edit", "Ask the step again otherwise.", "retry", 10, "command"),
    _command("override", "o", "override", 9),
    _command("say", "i", "say", 11),
    _command("answer", "g", "gate", 12, "Answer the gate the run waits at."),
    _command("settle", "u", "settle", 13, "Settle what is disagreed on: pick, merge, ask again."),
    _command("limit", "m", "limit", 15),
    Action("pause_now", "X", "stop calls", "Pause now: end the calls in flight.", "pause"),
    Action(
        "unbreak",
        "delete",
        "delete",
        "Delete the breakpoint, the stop or the watch that is pointed at.",
        "unbreak",
        21,
        "command",
    ),
    Action("resume", "R", "resume", "Take a run that was left up again, here.", rank=22),
)

LOOKING = (
    Action("find", "slash", "find", "Search the run: a text, a /regex/, or !what is not.", rank=16),
    Action("found_next", "full_stop", "", "The next place that was found."),
    Action("found_before", "comma", "", "The place before."),
    Action("line", "colon", ":", "Type any command."),
    Action("time", "t", "time", "Go to a time (0:12), an event (#40) or a share (50%).", rank=17),
    Action("now", "a", "now", "Back to the end of what is known, as it goes on."),
    Action("back", "left_square_bracket", "", "The leaf, or the tab, before."),
    Action("forth", "right_square_bracket", "", "The next leaf, or tab."),
    Action("faster", "greater_than_sign", "", "Play faster, up to 32 times."),
    Action("slower", "less_than_sign", "", "Play slower, down to a quarter."),
    Action("zoom", "z", "zoom", "One panel over the whole screen, and back.", rank=18),
    Action("larger", "plus,equals_sign", "", "The graph larger: full, compact, overview."),
    Action("smaller", "minus", "", "The graph smaller."),
    Action("fold", "d", "", "Fold the group of the step, or open it."),
    Action("critical", "v", "", "Mark the critical path, or not."),
    Action("watch", "w", "", "Watch an expression, such as step.confidence or cost."),
    Action("copy", "y", "copy", "Copy what is pointed at; the whole panel with Y.", rank=20),
    Action("copy_all", "Y", "", "Copy the whole panel."),
    Action("export", "ctrl+s", "", "Write the panel to a file."),
    Action("theme", "f2", "", "The next theme."),
    Action("leave", "q", "leave", "Leave: stop the run, detach it, or stay.", rank=19),
    Action("out", "escape", "", "Out of what is typed or zoomed; else leave."),
    Action("help", "question_mark,f1", "help", "Every key, explained.", rank=1),
)

PANELS = tuple(
    Action(f"panel_{number}", str(number), "", f"Go to the {name}.", room="panel")
    for number, name in enumerate(
        ("agents", "graph", "step", "timeline", "tabs below", "meters"), start=1
    )
)
ACTIONS: Mapping[str, Action] = {each.id: each for each in (*COMMANDS, *LOOKING, *PANELS)}

KEY_NAMES: Mapping[str, str] = {
    "slash": "/",
    "full_stop": ".",
    "comma": ",",
    "colon": ":",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "question_mark": "?",
    "space": "space",
}
"""What keys with long names are called on the screen."""


def keys_in_force(chosen: Mapping[str, str], actions: Mapping[str, Action]) -> Mapping[str, str]:
    """The keys of every action, with what the settings make of them.

    A key that the settings give to one action is taken from any other that would have it.
    """
    taken = {key.strip(): id_ for id_, keys in chosen.items() for key in keys.split(",")}
    return {
        id_: ",".join(
            key.strip()
            for key in chosen.get(id_, each.keys).split(",")
            if taken.get(key.strip(), id_) == id_
        )
        for id_, each in actions.items()
    }


def keys_shown(keys: str) -> str:
    """All of some keys, as they stand on the keyboard."""
    return ", ".join(KEY_NAMES.get(key, key) for key in keys.split(","))


def key_shown(keys: str) -> str:
    """The first of some keys, as it stands on the keyboard."""
    first = keys.partition(",")[0]
    return KEY_NAMES.get(first, first)


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

HOME_LOOKING = (
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
HOME_PANELS = tuple(
    Action(f"panel_{number}", str(number), "", f"Go to the {name}.", room="panel")
    for number, name in enumerate(PANES, start=1)
)
HOME: Mapping[str, Action] = {
    each.id: each for each in (*RUNS, *RECIPES, *HOME_LOOKING, *HOME_PANELS)
}

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
