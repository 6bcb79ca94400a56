"""What `orchtui` can do, on one page: every verb with a line, by family.

This table is also where the verbs' short descriptions come from. It imports nothing slow, so that
the first thing anybody types is answered at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchtui import __version__

FAMILIES: Mapping[str, Mapping[str, str]] = {
    "Run": {
        "demo": "Watch a team of five at work: no key, no cost, ten seconds.",
        "run": "Run a recipe on a task, recorded step by step.",
        "resume": "Take a run up again where it was left, paying for nothing twice.",
        "replay": "Open a recorded run in the console and move through its time.",
    },
    "Control": {
        "ctl": "Command a live run: pause, step, break, retry, override, say …",
        "attach": "Open the console on a run that another process carries out.",
        "tail": "Follow a run that another process carries out, to its end.",
    },
    "Look": {
        "home": "Open the console on all runs and recipes; as no verb does.",
        "runs": "List stored runs, or search what was asked and replied.",
        "show": "Show a run: its steps, one step's prompts and replies, its recipe.",
    },
    "Recipes": {
        "recipes": "List the recipes that come with orchtui.",
        "check": "Find every mistake in a recipe; show its graph and what it may cost.",
        "new": "Write a commented recipe to start from.",
        "schema": "Print the JSON Schema of recipes, for editors.",
    },
    "Keep house": {
        "rm": "Delete runs.",
        "prune": "Delete all runs that have not been touched for a time.",
        "doctor": "Check the installation, the database, the keys and the terminal.",
    },
}

_HEAD = """\
orchtui, the debugger for multi-agent LLM orchestrations.

  orchtui                                 the console: runs and recipes
  orchtui demo                            watch a team at work
  orchtui run hello "Ann" --rehearse      run a recipe: no key, no cost
  orchtui show last                       see what it did
"""

HOME = "home"
"""The verb that no verb stands for, on a terminal."""

EXIT_CODES: Mapping[int, str] = {
    0: "done",
    1: "failed or partial",
    2: "usage or recipe",
    3: "needs a person",
    4: "a limit reached",
    5: "diverged from its record",
    6: "the recipe's fail_if held",
    130: "interrupted",
}


def answered(words: Sequence[str]) -> str:
    """What is printed for these words of a command line; nothing where they name a verb."""
    first = words[0] if words else "--help"
    if first == "--version":
        return f"orchtui {__version__}"
    return overview() if first in ("-h", "--help") else ""


def overview() -> str:
    """The page."""
    lines = [_HEAD]
    for family, verbs in FAMILIES.items():
        lines.append(family)
        lines += [f"  {verb:<9} {about}" for verb, about in verbs.items()]
        lines.append("")
    lines.append("orchtui VERB --help tells all about one; orchtui --version, which one this is.")
    lines.append("Exit codes:")
    codes = [f"{code:>5} {said:<24}" for code, said in EXIT_CODES.items()]
    lines += ["".join(codes[at : at + 2]).rstrip() for at in range(0, len(codes), 2)]
    return "\n".join(lines)


def short(verb: str) -> str:
    """The line on one verb."""
    return next(verbs[verb] for verbs in FAMILIES.values() if verb in verbs)
