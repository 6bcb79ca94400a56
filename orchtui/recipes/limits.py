"""The `limits:` of a recipe or of an agent: every one a positive number, whole where it counts."""

from __future__ import annotations

from orchtui.domain.limits import Limits, limits_from
from orchtui.domain.recipe_keys import Keys
from orchtui.recipes.reader import YamlReader


def limits(reader: YamlReader, keys: Keys) -> Limits:
    """The limits that stand here, of those in the table."""
    reader.allow(*keys)
    found: dict[str, float] = {}
    for name, value in reader.entries():
        if name not in keys:
            continue
        amount = value.number()
        shape = keys[name].shape
        if shape["type"] == "integer" and not float(amount).is_integer():
            value.problem(f"expected a whole number, found {amount}")
        elif amount < 0 or (amount == 0 and shape.get("minimum") != 0):
            least = "0 or more" if shape.get("minimum") == 0 else "more than 0"
            value.problem(f"a limit must be {least}, and {amount:g} is not")
        else:
            found[name] = amount
    return limits_from(found)
