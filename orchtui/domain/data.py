"""Plain data: what replies hold, what parameters are, what conditions read."""

from __future__ import annotations

import json

Data = None | bool | int | float | str | list["Data"] | dict[str, "Data"]
Parameter = str | int | float | bool


def written(value: object) -> str:
    """A value as a recipe would write it: `bug`, `true`, `3`, `0.5`; lists and mappings as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False, default=dict)
