"""Parameters: what a recipe declares with a default, and what a run sets in their place.

A default's type is the parameter's type; a value typed on a command line is read by it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from orchtui.domain.data import Parameter
from orchtui.domain.preview import nearest
from orchtui.errors import UsageError
from orchtui.recipes.names import name_problem
from orchtui.recipes.reader import YamlReader

_YES_NO: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_WANTED: Final = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}


def declared(reader: YamlReader) -> dict[str, Parameter]:
    """The parameters with their defaults."""
    found: dict[str, Parameter] = {}
    for name, value in reader.entries():
        default = value.scalar()
        if problem := name_problem(name):
            reader.reading.note(problem, reader.key_place(name))
        elif name in reader.reading.agents:
            taken = f"{name} is already an agent; choose another name"
            reader.reading.note(taken, reader.key_place(name))
        if default is None:
            value.expected("a default: a text, a number, true or false")
        else:
            found[name] = default
    return found


def chosen(
    defaults: Mapping[str, Parameter], values: Mapping[str, Parameter]
) -> dict[str, Parameter]:
    """The defaults, and what is set in their place; a `UsageError` names what cannot be set."""
    problems = []
    result = dict(defaults)
    for name, value in values.items():
        if name not in defaults:
            hint = nearest(name, defaults) or "; the recipe has no parameters"
            problems.append(f"there is no parameter {name}{hint}")
            continue
        read = _read(value, type(defaults[name]))
        if read is None:
            wanted = _WANTED[type(defaults[name])]
            problems.append(f"{name} is set to {value!r} and must be {wanted}")
        else:
            result[name] = read
    if problems:
        raise UsageError("\n".join(problems))
    return result


def _read(value: Parameter, wanted: type) -> Parameter | None:
    if wanted is str:
        return value if isinstance(value, str) else None
    if wanted is bool:
        return value if isinstance(value, bool) else _YES_NO.get(str(value).lower())
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
        whole = int(value) if isinstance(value, str) and wanted is int else int(number)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number) or (wanted is int and whole != number):
        return None
    return whole if wanted is int else number
