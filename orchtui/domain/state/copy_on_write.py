"""What a fold changes in place, and how copies of a state share it until one of them does.

A state and its parts carry an *edition*. What was made for a state has the state's own; a state
that is copied takes a new one, as its copy does, so that neither owns what both hold. The fold asks
for what it is about to change through `changing`, which copies what is not the state's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TypeVar

P = TypeVar("P", bound="Part")


@dataclass(slots=True)
class Part:
    """A value that a fold changes in place; `edition` is the state's that may."""

    edition: object = field(default=None, compare=False, repr=False, kw_only=True)


def changing(parts: dict[str, P], name: str, edition: object) -> P:
    """A part that is about to be changed: copied first, unless it is this edition's own."""
    part = parts[name]
    if part.edition is not edition:
        part = parts[name] = copy_of(part)
        part.edition = edition
    return part


def copy_of(part: P) -> P:
    """The same once more. A list's parts are copied with it; what a dictionary holds is shared."""
    new: P = object.__new__(type(part))
    names = _names.get(type(part))
    if names is None:
        names = _names[type(part)] = [each.name for each in fields(part)]
    for name in names:
        setattr(new, name, _apart(getattr(part, name)))
    return new


_names: dict[type, list[str]] = {}


def _apart(value: object) -> object:
    if isinstance(value, list):
        of_parts = bool(value) and isinstance(value[0], Part)
        return [copy_of(each) for each in value] if of_parts else value.copy()
    return value.copy() if isinstance(value, dict) else value
