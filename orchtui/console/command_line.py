"""What is typed after the colon: a command of the catalogue, or an action by its id.

It is parsed here and performed by the screen's actions. A command that lacks its target is what its
key is: it takes what is selected, or asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchtui.commands.catalogue import CATALOGUE
from orchtui.commands.parser import Typed, typed_command
from orchtui.console.availability import SCRUBBING
from orchtui.console.keymap import ACTIONS
from orchtui.console.run_view import View
from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError

_ASKED = frozenset({"answer", "settle", "limit", "kill"})
"""Commands that the catalogue allows alone, but that ask for more here."""
_SHORT: Mapping[str, str] = {"q": "leave", "quit": "leave", "w": "export"}
_WITH_WORDS = frozenset({"find", "time", "watch"})


@dataclass(frozen=True, slots=True)
class ActionTyped:
    """An action by its id, with the words that follow it."""

    id: str
    words: str = ""


def parse(line: str, *, scrubs: bool) -> ActionTyped | Typed | None:
    """Return the action or the command that was typed; None for an empty line."""
    verb, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    verb = verb if verb in CATALOGUE else _SHORT.get(verb, verb)
    if not verb:
        return None
    if rest and verb in _WITH_WORDS:
        return ActionTyped(verb, rest)
    if not rest and verb in ACTIONS and _is_key(verb, scrubs=scrubs):
        return ActionTyped(verb)
    if verb not in CATALOGUE:
        raise UsageError(_unknown(verb, rest))
    return typed_command(f"{verb} {rest}")


def suggestion(view: View, typed: str) -> str:
    """Return what a line may become: a verb, then an option, or the command's target."""
    verb, space, rest = typed.partition(" ")
    if not space:
        words = [f"{name} " if name in CATALOGUE else name for name in (*CATALOGUE, *ACTIONS)]
        return _first(words, typed) if typed else ""
    spec = CATALOGUE.get(verb)
    before, _, last = rest.rpartition(" ")
    if spec is None or not last:
        return ""
    words = [f"--{option.name}" for option in spec.options] + ["--reason"]
    if not before or last.startswith("--") or before.endswith("--pick"):
        words += _targets(view, spec.target or spec.text, picks=before.endswith("--pick"))
    found = _first(words, last)
    return f"{typed.removesuffix(last)}{found}" if found else ""


def _first(words: Sequence[str], begun: str) -> str:
    return next((word for word in words if word.startswith(begun) and word != begun), "")


def _targets(view: View, what: str, *, picks: bool) -> list[str]:
    """Return the names that a command may be given as its target."""
    state = view.player.live
    agents = [*view.recipe.agents]
    if picks:
        return [*state.steps]
    known: Mapping[str, list[str]] = {
        "STEP": [*state.steps],
        "STEP|AGENT": [*state.steps, *agents],
        "AGENT": agents,
        "GATE": [*state.open_gates],
        "DISAGREEMENT": [*state.open_disagreements],
        "BREAKPOINT": [*state.breakpoints, *view.stops, *state.steps, *agents],
    }
    return known.get(what, [])


def _is_key(verb: str, *, scrubs: bool) -> bool:
    """Return whether a verb alone means what its key does."""
    spec = CATALOGUE.get(verb)
    if spec is None or (scrubs and verb in SCRUBBING):
        return True
    return spec.needs_target or spec.needs_text or verb in _ASKED


def _unknown(verb: str, rest: str) -> str:
    if verb in ACTIONS:
        return f"{verb} takes nothing more, not {rest!r}"
    return f"there is no command {verb}{nearest(verb, {*CATALOGUE, *ACTIONS})}; ? explains all"
