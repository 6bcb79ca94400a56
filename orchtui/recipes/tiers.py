"""The `models:` of a recipe, and the tier or model that an agent names.

Whatever an agent names ends up as a tier of the recipe: a model named directly, with a slash in it,
is a tier of its own. A recipe without models has one tier, `default`, that can only be rehearsed.
"""

from __future__ import annotations

from typing import Final

from orchtui.domain.preview import nearest
from orchtui.domain.recipe import PYTHON
from orchtui.recipes.reader import YamlReader

Tiers = dict[str, tuple[str, ...]]

DEFAULT_TIER: Final = "default"
REHEARSAL_ONLY: Final = "rehearsal/default"


def tiers(reader: YamlReader | None) -> Tiers:
    """The tiers, from the recipe's best to its last resort."""
    found: Tiers = {}
    for name, value in reader.entries() if reader else ():
        models = value.items() if not isinstance(value.scalar(), str) else (value,)
        found[name] = tuple(_model(model) for model in models)
        if "/" in name:
            value.problem("the name of a tier has no slash; that is how models are told from tiers")
    return found or {DEFAULT_TIER: (REHEARSAL_ONLY,)}


def tier(reader: YamlReader, known: Tiers) -> str:
    """The tier or model that stands here; a model becomes a tier of its own."""
    name = reader.text()
    if not name or name in known:
        return name
    if "/" in name:
        known[name] = (_model(reader),)
    else:
        hint = nearest(name, known)
        reader.problem(f"there is no tier {name}{hint} (a model is written provider/name)")
    return name


def _model(reader: YamlReader) -> str:
    name = reader.text()
    if any(letter.isspace() for letter in name):
        reader.problem(f"a model's name has no spaces in it: {name!r} has")
    if name.startswith(PYTHON):
        reader.problem(
            f"a function is no model: give its agent python: {name.removeprefix(PYTHON)}"
        )
    return name
