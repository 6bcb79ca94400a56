"""What the run asks a person: every gate, open or answered, and a banner for the one that waits."""

from __future__ import annotations

from orchtui.console.panels.format import brief, quiet, within
from orchtui.console.run_view import View
from orchtui.console.text.row import Row, RowKind, Span, fitted, row
from orchtui.console.text.wrap import wrapped
from orchtui.domain import events as e
from orchtui.domain.state import GateState

_QUESTION = 2_000
_NOTE = 400
_HINT = "g answers"
_INDENT = "  "


def rows(view: View, width: int) -> list[Row]:
    """Every gate with its question, what may be answered, and what was; its key is its name."""
    gates = view.state.gates
    if not gates:
        return quiet("The run has asked nothing: gates are where it waits for a person.", width)
    found: list[Row] = []
    for name in sorted(gates, key=lambda name: not gates[name].is_open):
        found += [row()] * bool(found) + _gate(view, name, gates[name], width)
    return [within(each, width) for each in found]


def banner(view: View, width: int) -> list[Row]:
    """The open gate in one or two rows: its question, and its choices by their numbers."""
    open_ = view.state.open_gates
    if not open_:
        return []
    name, gate = next(iter(open_.items()))
    others = f" and {len(open_) - 1} more" if len(open_) > 1 else ""
    lead = row((" ? ", "warn strong turned"), (f" {name}{others}  ", "warn strong"))
    room = max(8, width - lead.width - len(_HINT) - 3)
    question = fitted(brief(gate.question, 300), room)
    asked = row(*lead.spans, question, (f"  {_HINT} ", "quiet"), key=name, kind=RowKind.GATE)
    choices = row(" " * 3, *_choices(gate), key=name, kind=RowKind.GATE)
    return [within(asked, width), within(choices, width)]


def _gate(view: View, name: str, gate: GateState, width: int) -> list[Row]:
    mark, style, told = _standing(view, gate)
    head = row(
        (f"{mark} ", style), (name, "strong"), (f"  {told}", style), key=name, kind=RowKind.GATE
    )
    question = wrapped(gate.opened.question[:_QUESTION], max(8, width - 2))
    found = [head, *(row(_INDENT, line) for line in question)]
    if gate.is_open:
        found.append(row(_INDENT, *_choices(gate.opened)))
    if gate.opened.given:
        found.append(row((f"{_INDENT}about {', '.join(gate.opened.given)}", "quiet")))
    if gate.opened.about != "recipe":
        found.append(row((f"{_INDENT}asked for the {_limit(gate.opened.about)}", "quiet")))
    if gate.answered and gate.answered.note:
        lines = wrapped(gate.answered.note[:_NOTE], max(8, width - 4))
        found += [row((f"{_INDENT}{view.glyphs.lines[5]} {line}", "quiet")) for line in lines]
    if gate.answered and gate.answered.text:
        found.append(row((f"{_INDENT}with a text of {_length(view, gate.answered)}", "quiet")))
    return found


def _standing(view: View, gate: GateState) -> tuple[str, str, str]:
    """The mark, style and words of how a gate stands."""
    if gate.is_open:
        return "?", "warn", "open: the run waits"
    if gate.answered is None:
        return view.glyphs.status["skipped"], "quiet", "closed: nobody waits for it any more"
    by = f"by {gate.answered.by}" if gate.answered.by else "as the run was told to"
    return view.glyphs.status["done"], "good", f"{gate.answered.choice}, {by}"


def _choices(gate: e.GateOpened) -> list[Span]:
    spans: list[Span] = []
    for number, choice in enumerate(gate.choices, start=1):
        spans += [(f"{number} ", "accent strong"), (choice, "")]
        spans.append((" (default)   " if choice == gate.default else "   ", "quiet"))
    return spans


def _limit(about: str) -> str:
    kind, _, name = about.partition(":")
    return f"{kind} on {name}" if name else kind


def _length(view: View, answered: e.GateAnswered) -> str:
    return f"{len(view.texts.read(answered.text)):,} letters"
