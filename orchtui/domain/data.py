"""Plain data: what replies hold, what parameters are, what conditions read."""

from __future__ import annotations

Data = None | bool | int | float | str | list["Data"] | dict[str, "Data"]
Parameter = str | int | float | bool
