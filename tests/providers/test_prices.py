"""What tokens cost: found under the names recipes use, exact, and never too little."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.domain.data import Data
from orchtui.domain.money import DOLLAR
from orchtui.providers.prices import candidate


def listed() -> dict[str, dict[str, Data]]:
    spec = find_spec("litellm")
    assert spec is not None
    assert spec.origin is not None
    file = Path(spec.origin).with_name("model_prices_and_context_window_backup.json")
    entries: dict[str, dict[str, Data]] = json.loads(file.read_text())
    del entries["sample_spec"]
    return entries


LISTED = listed()


def test_a_python_function_costs_nothing_and_is_priced() -> None:
    found = candidate("python/checks.py:sums", "http://localhost:1")

    assert found.priced
    assert found.price(10**6, 10**6) == 0


@pytest.mark.parametrize(
    "name",
    [
        "anthropic/claude-sonnet-4-5",
        "groq/llama-3.3-70b-versatile",
        "openai/gpt-4.1",
        "openai/gpt-4.1-mini",
        "gpt-4.1-mini",
        "gemini/gemini-2.5-pro",
        "mistral/mistral-large-latest",
    ],
)
def test_the_names_that_recipes_use_have_prices(name: str) -> None:
    model = candidate(name)
    assert model.name == name
    assert model.priced
    assert model.price(1, 1) > 0


def test_a_price_is_whole_nano_dollars_for_a_token() -> None:
    assert LISTED["gpt-4.1-mini"]["input_cost_per_token"] == 4e-07
    assert candidate("openai/gpt-4.1-mini").read_price == 400


def test_a_version_may_be_written_with_a_dot() -> None:
    dotted, dashed = candidate("anthropic/claude-sonnet-4.5"), candidate("claude-sonnet-4-5")
    assert dotted.priced
    assert dotted.price(1000, 1000) == dashed.price(1000, 1000)


@given(st.sampled_from(sorted(LISTED)))
def test_no_listed_price_is_ever_rounded_down(name: str) -> None:
    model = candidate(name)
    for price, key in (
        (model.read_price, "input_cost_per_token"),
        (model.write_price, "output_cost_per_token"),
    ):
        dollars = LISTED[name].get(key)
        if dollars is None:
            assert price is None
        else:
            exact = Decimal(str(dollars)) * DOLLAR
            assert price is not None
            assert exact <= price < exact + 1


@pytest.mark.parametrize("name", ["openai/my-own", "nobody/knows", "plain", "sample_spec", ""])
def test_a_model_nobody_knows_has_no_price(name: str) -> None:
    model = candidate(name)
    assert (model.read_price, model.write_price, model.priced) == (None, None, False)


def test_a_price_is_not_taken_from_another_provider() -> None:
    assert not candidate("groq/gpt-4.1").priced


def test_a_rehearsal_model_costs_enough_for_the_meters_to_move() -> None:
    model = candidate("rehearsal/quick")
    assert model.price(1_000_000, 0) == 1 * DOLLAR
    assert model.price(0, 1_000_000) == 4 * DOLLAR


def test_the_address_of_a_server_is_kept_with_the_model() -> None:
    assert candidate("openai/my-own", "http://localhost:1").api_base == "http://localhost:1"


def test_prices_are_read_without_importing_litellm() -> None:
    program = (
        "import sys; from orchtui.providers.prices import candidate; "
        "assert candidate('openai/gpt-4.1').priced; assert 'litellm' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
