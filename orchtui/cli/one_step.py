"""One step of a stored run: each attempt's prompt as it was sent, and what came back."""

from __future__ import annotations

import dataclasses
import json as jsonlib
from collections.abc import Iterator

from orchtui.cli.terminal import columns
from orchtui.domain.money import dollars, shown
from orchtui.domain.state import Attempt, StepState
from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError
from orchtui.narration.wrap import wrapped
from orchtui.session import Record, prompt

GLYPHS = {
    "planned": "○",
    "ready": "◌",
    "waiting": "◌",
    "held": "⏸",
    "running": "●",
    "done": "✔",
    "failed": "✗",
    "cancelled": "⊘",
    "skipped": "-",
}
_ENDS = {"step.replied": "reply", "attempt.failed": "failed", "attempt.ended": "ended"}


def step_lines(record: Record, path: str, json: bool) -> Iterator[str]:
    """The step as lines; as one of JSON, if that was asked for."""
    step = record.state.steps.get(path)
    if step is None:
        hint = nearest(path, record.state.steps)
        raise UsageError(f"run {record.row.id} has no step {path}{hint}")
    if json:
        yield jsonlib.dumps(plain_step(record, step, whole=True), ensure_ascii=False)
        return
    room = columns()
    cost = shown(step.cost, estimated=step.estimated)
    yield f"{GLYPHS[step.status]} {path}  {step.status}  {cost}  {step.tokens:,} tokens"
    if step.inputs:
        yield f"  follows  {', '.join(step.inputs)}"
    if step.error:
        yield wrapped(f"  why      {step.error}", room)
    for number, attempt in enumerate(step.attempts, start=1):
        yield from (wrapped(line, room) for line in _attempt(record, path, number, attempt))
    if step.overridden:
        yield ""
        yield _rule(f"replaced by {step.overridden.by}")
        yield wrapped(record.texts.read(step.overridden.text), room)


def _attempt(record: Record, path: str, number: int, attempt: Attempt) -> Iterator[str]:
    because = f"  because: {attempt.asked.because}" if attempt.asked.because else ""
    yield ""
    yield _rule(f"attempt {number}: {attempt.asked.model}{because}")
    sent = prompt(record, path, number)
    if sent is not None:
        yield _rule("prompt" + ("" if sent.exact else " (worded by another version)"))
        yield sent.system
        yield ""
        yield sent.user
    if attempt.over is not None:
        over = attempt.over
        told = shown(over.cost, estimated=over.estimated)
        yield _rule(f"{_ENDS[over.kind]} after {over.seconds:.1f} s, {told}")
        if message := getattr(over, "message", ""):
            yield message
        if text := record.texts.read(over.text):
            yield text
    elif attempt.lost:
        yield _rule("lost: its process was gone; it counts as spent")
    if attempt.rejected:
        yield _rule(f"not accepted: {attempt.rejected}")


def _rule(said: str) -> str:
    return f"── {said}"


def plain_step(record: Record, step: StepState, *, whole: bool) -> dict[str, object]:
    """A step as plain data; `whole` adds every attempt with its prompt."""
    plain: dict[str, object] = {
        "path": step.path,
        "agent": step.agent,
        "status": step.status,
        "inputs": list(step.inputs),
        "attempts": len(step.attempts),
        "cost": dollars(step.cost),
        "tokens": step.tokens,
        "seconds": round(step.seconds, 3),
        "confidence": step.reply.confidence if step.reply else None,
        "reply": record.texts.read(step.reply.text) if step.reply else None,
        "error": step.error,
    }
    if whole:
        plain["tries"] = [
            _plain_attempt(record, step.path, number, attempt)
            for number, attempt in enumerate(step.attempts, start=1)
        ]
    return plain


def _plain_attempt(record: Record, path: str, number: int, attempt: Attempt) -> dict[str, object]:
    sent, over = prompt(record, path, number), attempt.over
    return {
        "model": attempt.asked.model,
        "because": attempt.asked.because,
        "prompt": dataclasses.asdict(sent) if sent else None,
        "ended": over.kind if over else None,
        "text": record.texts.read(over.text) if over else None,
        "error": getattr(over, "message", ""),
        "rejected": attempt.rejected,
        "cost": dollars(over.cost if over else 0),
        "tokens": over.read + over.wrote if over else 0,
        "seconds": over.seconds if over else None,
    }
