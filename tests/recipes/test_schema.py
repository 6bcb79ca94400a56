"""The JSON Schema for editors: what is shipped satisfies it, and typical mistakes do not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

import pytest

from orchtui.domain.data import Data
from orchtui.domain.node import Place
from orchtui.patterns import FORMS
from orchtui.recipes.key_reference import AGENT, LIMITS, RECIPE
from orchtui.recipes.library import shipped_recipes
from orchtui.recipes.reader import Reading, YamlReader
from orchtui.recipes.schema import json_schema
from orchtui.recipes.starter import starter
from orchtui.recipes.yaml import tree_of

SCHEMA = json_schema()
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def fits(value: Data, schema: Mapping[str, Data]) -> bool:
    """Whether a value satisfies a schema, as far as ours use the language."""
    known = {
        *("$ref", "type", "properties", "required", "additionalProperties", "items", "anyOf"),
        *("not", "minItems", "maxItems", "minProperties", "minimum", "maximum"),
        *("exclusiveMinimum", "pattern", "enum", "description", "$schema", "title", "$defs"),
    }
    assert set(schema) <= known
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix("#/$defs/")
        return fits(value, mapping(mapping(SCHEMA["$defs"])[name]))
    return all(
        (
            _has_type(value, schema.get("type")),
            not isinstance(value, dict) or _keys_fit(value, schema),
            not isinstance(value, list) or _items_fit(value, schema),
            not isinstance(value, int | float) or _number_fits(value, schema),
            not isinstance(value, str) or re.search(str(schema.get("pattern", "")), value),
            "anyOf" not in schema or any(fits(value, s) for s in schemas(schema["anyOf"])),
            "enum" not in schema or value in listed(schema["enum"]),
            "not" not in schema or not fits(value, mapping(schema["not"])),
        )
    )


def listed(value: Data) -> list[Data]:
    """A list that stands in the schema."""
    assert isinstance(value, list)
    return value


def _has_type(value: Data, wanted: Data) -> bool:
    names = [wanted] if isinstance(wanted, str) else wanted
    if names is None:
        return True
    assert isinstance(names, list)
    return any(
        isinstance(value, TYPES[str(name)]) and (name == "boolean") == isinstance(value, bool)
        for name in names
    )


def _keys_fit(value: dict[str, Data], schema: Mapping[str, Data]) -> bool:
    properties = mapping(schema.get("properties", {}))
    others = schema.get("additionalProperties", {})
    required = cast("list[str]", schema.get("required", []))
    return (
        all(name in value for name in required)
        and len(value) >= cast("int", schema.get("minProperties", 0))
        and all(
            fits(each, mapping(properties[key]))
            if key in properties
            else others is not False and fits(each, mapping(others))
            for key, each in value.items()
        )
    )


def _items_fit(value: list[Data], schema: Mapping[str, Data]) -> bool:
    least, most = schema.get("minItems", 0), schema.get("maxItems", 10**6)
    items = mapping(schema.get("items", {}))
    return cast("int", least) <= len(value) <= cast("int", most) and all(
        fits(each, items) for each in value
    )


def _number_fits(value: float, schema: Mapping[str, Data]) -> bool:
    low, high = schema.get("minimum", -1e18), schema.get("maximum", 1e18)
    above = schema.get("exclusiveMinimum", -1e18)
    return cast("float", low) <= value <= cast("float", high) and value > cast("float", above)


def mapping(value: Data) -> dict[str, Data]:
    assert isinstance(value, dict)
    return value


def schemas(value: Data) -> list[dict[str, Data]]:
    assert isinstance(value, list)
    return [mapping(each) for each in value]


def data_of(text: str) -> Data:
    return YamlReader(Reading(), tree_of(text), Place()).data()


SHIPPED = {each.name: each.path.read_text(encoding="utf-8") for each in shipped_recipes()}


@pytest.mark.parametrize("name", [*SHIPPED, "(starter)"])
def test_what_is_shipped_satisfies_the_schema(name: str) -> None:
    assert fits(data_of(SHIPPED.get(name) or starter("mine")), SCHEMA)


GOOD = "agents: {a: A., b: {does: B., model: m/n}}\nflow: [a, {b: x}]\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("agents:", "agnts:"),
        ("flow:", "python:"),
        ("does", "dose"),
        ("m/n", "[m/n]"),
        ("[a, {b: x}]", "[]"),
        ("[a, {b: x}]", "{if: x}"),
        ("[a, {b: x}]", "{if: x, then: a, accept: y}"),
        ("[a, {b: x}]", "{parallel: a}"),
        ("[a, {b: x}]", "{python: ../flow.py:go}"),
        ("{b: x}", "{b: {say: x}}"),
        ("flow:", "limits: {steps: 0}\nflow:"),
        ("flow:", "limits: {max_tokens: 10}\nflow:"),
        ("B.,", "B., temperature: 3,"),
        ("B.,", "B., reply: {a: 5},"),
        ("B.,", "B., reply: {a: [str, int]},"),
        ("B.,", "B., optional: maybe,"),
        ("B.,", "B., python: b.py:go,"),
        ("model: m/n", "python: ../b.py:go"),
    ],
)
def test_a_mistake_does_not_satisfy_the_schema(old: str, new: str) -> None:
    assert old in GOOD
    assert fits(data_of(GOOD), SCHEMA)
    assert not fits(data_of(GOOD.replace(old, new)), SCHEMA)


@pytest.mark.parametrize(
    "flow",
    [
        "a",
        "[a, b]",
        "{sequence: [a, b], name: both, accept: confidence > 0, fallback: {b: x}}",
        "{parallel: [a, [b, a]]}",
        "{if: a.confidence < 0.5, then: a, else: [b]}",
        "{note: Read this.}",
        "{a: {says: x, name: y, optional: true, accept: true, fallback: b}}",
        "{a: x, optional: true}",
        "{python: flow.py:go}",
    ],
)
def test_every_form_of_a_flow_satisfies_the_schema(flow: str) -> None:
    assert fits(data_of(f"agents: {{a: A., b: B.}}\nflow: {flow}\n"), SCHEMA)


def test_a_function_in_place_of_a_model_satisfies_the_schema() -> None:
    assert fits(data_of(GOOD.replace("model: m/n", "python: b.py:go")), SCHEMA)


def test_every_key_has_a_line_on_what_it_is_for() -> None:
    for table in (RECIPE, AGENT, LIMITS):
        assert all(key.about.endswith(".") for key in table.values())
    assert {f"form_{name}" for name in FORMS} <= set(mapping(SCHEMA["$defs"]))
