"""Events as plain data for people and scripts: kept texts are read out, money is in dollars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from orchtui.domain import events as e
from orchtui.domain.digest import Texts, is_address
from orchtui.domain.money import dollars

_KEPT = ("text", "says", "task", "source", "output")


def addresses(turns: Iterable[e.Turn]) -> set[str]:
    """Every blob these turns name."""
    return {
        kept
        for turn in turns
        for event in turn.events
        for name in _fields(type(event))
        if (kept := getattr(event, name)) and is_address(kept)
    }


def readable(event: e.AnyEvent, texts: Texts) -> dict[str, object]:
    """One event as plain data, whole texts in place."""
    if isinstance(event, e.Unknown):
        return dict(event.raw)
    plain: dict[str, object] = {"kind": event.kind}
    plain |= event.model_dump(mode="json", exclude_defaults=True)
    if not isinstance(event, e.Noted):
        plain |= {name: texts.read(str(plain[name])) for name in _KEPT if name in plain}
    if isinstance(event, e.AttemptOver | e.StepAsked):
        plain["cost"] = dollars(event.cost)
    if isinstance(event, e.RunPausing):
        plain["reserved"] = dollars(event.reserved)
    return plain


@cache
def _fields(kind: type[e.AnyEvent]) -> Sequence[str]:
    """The fields of a kind of event that hold kept texts."""
    if issubclass(kind, e.Noted | e.Unknown):
        return ()
    return [name for name in _KEPT if name in kind.model_fields]
