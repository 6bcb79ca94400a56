"""What is typed after the colon: a command of the catalogue, or any action by its id.

A command that lacks what it is aimed at is what its key is: it goes to what is looked at, or asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from orchtui.commands.breakpoints import parse_breakpoint
from orchtui.commands.catalogue import CATALOGUE
from orchtui.commands.parser import Typed, typed_command
from orchtui.console import asking
from orchtui.console.availability import SCRUBBING
from orchtui.console.keymap import ACTIONS
from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError

if TYPE_CHECKING:
    from orchtui.console.screens.run_actions import Acting

_ASKED = frozenset({"answer", "settle", "limit", "kill"})
"""Commands that may stand alone by the catalogue, but of which more is asked here."""
_SHORT: Mapping[str, str] = {"q": "leave", "quit": "leave", "w": "export"}
_WITH: Mapping[str, Callable[[Acting, str], None]] = {
    "find": lambda acting, words: acting.screen.looking.find(words),
    "time": lambda acting, moment: asking.go_to(acting, moment),
    "watch": lambda acting, expression: asking.watched(acting, "", expression),
}


def do(acting: Acting, line: str) -> None:
    """Do what was typed, or tell what is wrong with it."""
    verb, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    verb = verb if verb in CATALOGUE else _SHORT.get(verb, verb)
    try:
        if not verb:
            return
        if rest and verb in _WITH:
            _WITH[verb](acting, rest)
        elif not rest and verb in ACTIONS and _is_key(acting, verb):
            acting.do(verb)
        elif verb not in CATALOGUE:
            raise UsageError(_unknown(verb, rest))
        else:
            _give(acting, typed_command(f"{verb} {rest}"))
    except UsageError as error:
        acting.tell(str(error), "bad")


def suggested(acting: Acting, typed: str) -> str:
    """What a line may become: a verb, then an option, or whatever the command is aimed at."""
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
        words += _aims(acting, spec.target or spec.text, picks=before.endswith("--pick"))
    found = _first(words, last)
    return f"{typed.removesuffix(last)}{found}" if found else ""


def _first(words: list[str], begun: str) -> str:
    return next((word for word in words if word.startswith(begun) and word != begun), "")


def _aims(acting: Acting, what: str, *, picks: bool) -> list[str]:
    """The names that a command may be aimed at."""
    state = acting.view.player.live
    agents = [*acting.view.recipe.agents]
    if picks:
        return [*state.steps]
    known: Mapping[str, list[str]] = {
        "STEP": [*state.steps],
        "STEP|AGENT": [*state.steps, *agents],
        "AGENT": agents,
        "GATE": [*state.open_gates],
        "DISAGREEMENT": [*state.open_disagreements],
        "BREAKPOINT": [*state.breakpoints, *acting.view.stops, *state.steps, *agents],
    }
    return known.get(what, [])


def _is_key(acting: Acting, verb: str) -> bool:
    """Whether a verb without anything more means what its key does."""
    spec = CATALOGUE.get(verb)
    if spec is None or (acting.scrubs and verb in SCRUBBING):
        return True
    return spec.needs_target or spec.needs_text or verb in _ASKED


def _unknown(verb: str, rest: str) -> str:
    if verb in ACTIONS:
        return f"{verb} takes nothing more, not {rest!r}"
    return f"there is no command {verb}{nearest(verb, {*CATALOGUE, *ACTIONS})}; ? explains all"


def _give(acting: Acting, meant: Typed) -> None:
    verb = meant.spec.verb
    if acting.scrubs and verb in ("break", "unbreak"):
        _stop(acting, meant)
    else:
        acting.give(verb, meant.target, meant.text, meant.options, meant.reason)


def _stop(acting: Acting, meant: Typed) -> None:
    """In a record, breakpoints are where its viewer stops."""
    where, stops = meant.text or meant.target, acting.view.stops
    if meant.spec.verb == "unbreak" and where not in stops:
        raise UsageError(f"playing does not stop at {where}{nearest(where, stops)}")
    if meant.spec.verb == "break":
        parse_breakpoint(where)
        if where in stops:
            acting.tell(f"stops at {where} already")
            return
    acting.stop_at(where)
