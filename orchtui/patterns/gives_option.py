"""`gives:` beside a pattern: whether its outcome alone goes on, or what was said of it as well."""

from __future__ import annotations

from typing import Final

from orchtui.domain.node import Reader
from orchtui.domain.recipe_keys import Key, Keys

GIVES: Final = "gives"
OUTCOME, ALL = "outcome", "all"


def handing_on(what: str) -> Keys:
    """The key, where `all` is the outcome and this."""
    about = f"What goes on: the outcome (if left out), or all: it and {what}."
    return {GIVES: Key(about, {"enum": [OUTCOME, ALL]})}


def gives_all(reader: Reader) -> bool:
    """Whether all that was said goes on, as it stands under `gives:`."""
    if GIVES not in reader.keys:
        return False
    at = reader.at(GIVES)
    written = at.text()
    if written not in (OUTCOME, ALL):
        at.problem(f"expected {OUTCOME} or {ALL}, found {written}")
    return written == ALL
