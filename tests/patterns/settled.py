"""A panel of three who differ, how it was settled, and what a person was asked."""

from __future__ import annotations

from collections.abc import Sequence

from orchtui.domain.events import DisagreementSettled, GateOpened
from tests.patterns.team import Play, Said, play, verdict

Lines = Said | Sequence[Said]
CHECKER = " {does: Checks., reply: {holds: bool}}"
JUDGE = " {does: Judges., reply: {answer: str, confidence?: 0..1}}"
SORTER = " {does: Sorts., reply: {groups: [[str]]}}"
YES, NO = {"holds": True}, {"holds": False}
GOOD, BAD, ODD = verdict("good"), verdict("bad"), verdict("odd")
GONE = OSError("gone")


def panel(settle: str, said: dict[str, Lines], **more: str) -> Play:
    """A panel of three on verdict and score, settled so; what each says, and agents beside them."""
    flow = f"""
- writer
- panel: [a, b, c]
  ask: Is it any good?
  compare: [verdict, score ± 1]
  settle: {settle}
- editor
"""
    return play(flow, said, **more)


def settled(run: Play) -> DisagreementSettled:
    assert run.disagreement.settled is not None
    assert run.re_executes()
    return run.disagreement.settled


def gate(run: Play) -> GateOpened:
    (only,) = run.core.state.open_gates.values()
    assert only.about == f"disagreement:{next(iter(run.state.disagreements))}"
    assert run.re_executes()
    return only


def three(a: Lines, b: Lines, c: Lines, **more: Lines) -> dict[str, Lines]:
    return {"a": a, "b": b, "c": c, **more}
