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
