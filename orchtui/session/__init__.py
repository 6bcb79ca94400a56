"""The one facade: start, resume, command, look, delete. Every front and every script goes through
here, and knows nothing behind it.
"""

from orchtui.config.paths import shipped_recipes
from orchtui.engine.examine import examine
from orchtui.engine.prepare import Settings
from orchtui.history.prompts import Prompt
from orchtui.session.commands import command
from orchtui.session.leaving import REPORT_TO, Left, leave
from orchtui.session.live import Live
from orchtui.session.outcome import EXIT, Outcome, outcome
from orchtui.session.recipes import (
    check_rehearsal,
    load,
    outline,
    recipe_schema,
    starter_recipe,
)
from orchtui.session.records import Record, prompt, recipe_of
from orchtui.session.session import Session

__all__ = [
    "EXIT",
    "Left",
    "Live",
    "Outcome",
    "Prompt",
    "REPORT_TO",
    "Record",
    "Session",
    "Settings",
    "check_rehearsal",
    "command",
    "examine",
    "leave",
    "load",
    "outcome",
    "outline",
    "prompt",
    "recipe_of",
    "recipe_schema",
    "shipped_recipes",
    "starter_recipe",
]
