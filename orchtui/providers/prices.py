"""What a model's tokens cost, from the list that litellm carries, without importing litellm.

Prices are whole nano-dollars for one token, rounded up: what is reserved and shown is never less
than what is paid. A model nobody knows has no price; what that means is for the limits to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from orchtui.domain.data import Data
from orchtui.domain.events import Candidate
from orchtui.domain.money import DOLLAR
from orchtui.domain.recipe import PYTHON

__all__ = ["candidate"]

_PRICE_LIST: Final = "model_prices_and_context_window_backup.json"
_NOT_A_MODEL: Final = "sample_spec"

# Made up, so that the meters of a rehearsal move: $1 for a million tokens read, $4 written.
_REHEARSAL: Final = "rehearsal/"
_REHEARSAL_PRICES: Final = (1_000, 4_000)


class _Listed(NamedTuple):
    """What the list says of a model: who provides it, and what a token costs in dollars."""

    provider: str
    read: Data
    write: Data


def candidate(name: str, api_base: str = "") -> Candidate:
    """A model by the name recipes give it, `provider/model`, with its prices where known."""
    read, write = _prices(name)
    return Candidate(name=name, read_price=read, write_price=write, api_base=api_base)


@cache
def _prices(name: str) -> tuple[int | None, int | None]:
    if name.startswith(PYTHON):
        return 0, 0
    if name.startswith(_REHEARSAL):
        return _REHEARSAL_PRICES
    listed = _price_list()
    for key, provider in _keys(name):
        found = listed.get(key)
        if found is not None and found.provider.startswith(provider):
            return _nano_rounded_up(found.read), _nano_rounded_up(found.write)
    return None, None


def _keys(name: str) -> Iterator[tuple[str, str]]:
    """The names a model may be listed under, and whose it must then be.

    Models of the best-known providers are listed without a prefix; another provider's model of
    the same name may cost something else. `4.5` in a name is as often written `4-5`.
    """
    provider, slash, model = name.partition("/")
    for spelled in dict.fromkeys((name, name.lower(), name.lower().replace(".", "-"))):
        yield spelled, ""
    if slash:
        for spelled in dict.fromkeys((model, model.lower(), model.lower().replace(".", "-"))):
            yield spelled, provider.lower()


@cache
def _price_list() -> dict[str, _Listed]:
    """Every listed model; empty where litellm is not installed."""
    spec = find_spec("litellm")
    folders = spec.submodule_search_locations if spec else None
    files = [file for folder in folders or () if (file := Path(folder) / _PRICE_LIST).is_file()]
    if not files:
        return {}
    entries: dict[str, dict[str, Data]] = json.loads(files[0].read_bytes())
    return {
        name: _Listed(
            str(entry.get("litellm_provider", "")),
            entry.get("input_cost_per_token"),
            entry.get("output_cost_per_token"),
        )
        for name, entry in entries.items()
        if name != _NOT_A_MODEL
    }


def _nano_rounded_up(dollars: Data) -> int | None:
    if isinstance(dollars, bool) or not isinstance(dollars, int | float | str):
        return None
    return int((Decimal(str(dollars)) * DOLLAR).to_integral_value(ROUND_CEILING))
