"""The ways agents work together, one file each, written over `Flow` alone.

A pattern is registered by one line here; its key in a recipe's flow is the name it has here. What
stands in a flow without one of these keys is a plain step.
"""

from __future__ import annotations

from orchtui.domain.node import Forms
from orchtui.patterns import (
    condition,
    critique,
    debate,
    decompose,
    first,
    gate,
    loop,
    note,
    panel,
    parallel,
    sequence,
    supervise,
    switch,
)
from orchtui.patterns import map as map_pattern

FORMS: Forms = {
    "sequence": sequence.FORM,
    "parallel": parallel.FORM,
    "first": first.FORM,
    "map": map_pattern.FORM,
    "if": condition.FORM,
    "switch": switch.FORM,
    "loop": loop.FORM,
    "gate": gate.FORM,
    "note": note.FORM,
    "panel": panel.FORM,
    "supervise": supervise.FORM,
    "decompose": decompose.FORM,
    "debate": debate.FORM,
    "critique": critique.FORM,
}
