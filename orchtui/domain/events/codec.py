"""Turns as the journal stores them: JSON without what is said by default, read back as events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, get_args

from pydantic import Field, TypeAdapter, ValidationError

from orchtui.domain.events.events import AnyEvent, Event, Unknown

_TURN: TypeAdapter[list[Event]] = TypeAdapter(
    list[Annotated[Event, Field(discriminator="kind")]],
)
_ONE: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


@dataclass(frozen=True, slots=True)
class Turn:
    """One observation and every decision it led to, with the time it came in."""

    at: float
    events: tuple[AnyEvent, ...]


_HEADS: dict[type, bytes] = {
    kind: b'{"kind":"' + kind.model_fields["kind"].default.encode() + b'"'
    for kind in get_args(Event)
}


def encode(events: Sequence[AnyEvent]) -> bytes:
    """A turn's events as the journal stores them: JSON, without what is said by default."""
    return b"[" + b",".join([encode_event(event) for event in events]) + b"]"


def encode_event(event: AnyEvent) -> bytes:
    """One event as JSON, its kind first."""
    if isinstance(event, Unknown):
        return json.dumps(event.raw, ensure_ascii=False, separators=(",", ":")).encode()
    rest: bytes = event.__pydantic_serializer__.to_json(event, exclude_defaults=True)
    head = _HEADS[type(event)]
    return head + b"," + rest[1:] if len(rest) > 2 else head + b"}"


def decode(body: bytes) -> tuple[AnyEvent, ...]:
    """What `encode` wrote; what a newer version wrote comes back as `Unknown`."""
    try:
        return tuple(_TURN.validate_json(body))
    except ValidationError:
        return tuple(_decode_one(raw) for raw in json.loads(body))


def _decode_one(raw: dict[str, object]) -> AnyEvent:
    try:
        return _ONE.validate_python(raw)
    except ValidationError:
        return Unknown(kind=str(raw.get("kind", "?")), raw=raw)
