"""Events keep what they say through the journal, and what a newer version says is never lost."""

from __future__ import annotations

import json
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from orchtui.domain import events as e

EVERY_KIND: list[type[e.Fact]] = list(get_args(e.Event))
_PLAIN: dict[object, st.SearchStrategy[object]] = {
    str: st.text(),
    int: st.integers(-(2**70), 2**70),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    NoneType: st.none(),
}


def values(annotation: Any) -> st.SearchStrategy[Any]:
    """Anything a field of this type may hold."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is UnionType:
        return st.one_of(*map(values, inner))
    if origin is tuple:
        return st.lists(values(inner[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(values(inner[0]), values(inner[1]), max_size=3)
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    return facts(annotation)


def facts(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Events of a kind, some fields left at what is said by default."""
    fields = kind.model_fields
    needed = {name: values(f.annotation) for name, f in fields.items() if f.is_required()}
    spare = {name: values(f.annotation) for name, f in fields.items() if not f.is_required()}
    return st.fixed_dictionaries(needed, optional=spare).map(lambda said: kind(**said))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | _PLAIN[float] | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
unknown = st.builds(
    lambda kind, rest: e.Unknown(kind=f"later.{kind}", raw={**rest, "kind": f"later.{kind}"}),
    st.text(),
    st.dictionaries(st.text(), json_values),
)
events = st.one_of(*map(facts, EVERY_KIND))


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_kind_of_event_comes_back_as_it_was(kind: type[e.Fact], data: st.DataObject) -> None:
    event = data.draw(facts(kind))
    (back,) = e.decode(e.encode([event]))
    assert back == event
    assert type(back) is kind


@given(st.lists(events | unknown, max_size=6))
def test_a_turn_comes_back_in_its_order_whatever_is_in_it(turn: list[e.AnyEvent]) -> None:
    assert e.decode(e.encode(turn)) == tuple(turn)
    assert e.encode(e.decode(e.encode(turn))) == e.encode(turn)


@given(unknown)
def test_an_unknown_kind_says_the_same_after_it_was_written_again(event: e.Unknown) -> None:
    written = json.dumps([event.raw]).encode()
    (back,) = e.decode(written)
    assert isinstance(back, e.Unknown)
    assert back.kind == event.kind
    assert json.loads(e.encode([back])) == json.loads(written)


def test_a_known_kind_with_a_field_of_a_newer_version_loses_nothing() -> None:
    written = b'[{"kind":"noted","text":"hello","mood":"glad"},{"kind":"noted","text":"plain"}]'
    newer, plain = e.decode(written)
    assert isinstance(newer, e.Unknown)
    assert plain == e.Noted(text="plain")
    assert json.loads(e.encode([newer, plain])) == json.loads(written)


@given(events)
def test_an_event_is_written_with_its_kind_first_and_nothing_said_by_default(
    event: e.Event,
) -> None:
    written = json.loads(e.encode_event(event))
    assert next(iter(written)) == "kind"
    silent = {
        name for name, field in type(event).model_fields.items() if not field.is_required()
    } - {"kind"}
    for name in silent & written.keys():
        assert getattr(event, name) != type(event).model_fields[name].default


def test_a_plain_event_is_short() -> None:
    assert e.encode([e.Noted(text="hello")]) == b'[{"kind":"noted","text":"hello"}]'
    assert e.encode([e.RunInterrupted()]) == b'[{"kind":"run.interrupted"}]'
    assert e.encode([]) == b"[]"


def test_every_kind_has_a_name_of_its_own_and_is_an_observation_or_a_decision() -> None:
    kinds = [kind.model_fields["kind"].default for kind in EVERY_KIND]
    assert len(set(kinds)) == len(kinds)
    for kind in EVERY_KIND:
        assert issubclass(kind, e.Observation) != issubclass(kind, e.Decision)


def test_an_event_cannot_be_changed_nor_hold_what_nobody_knows() -> None:
    event = e.Noted(text="hello")
    with pytest.raises(ValidationError):
        event.text = "else"  # type: ignore[misc]  # what a user who does not check types may try
    with pytest.raises(ValidationError):
        e.Noted.model_validate({"text": "hello", "mood": "glad"})


def test_an_unknown_price_counts_as_nothing_and_says_that_it_is_not_known() -> None:
    assert e.Candidate(name="m", read_price=2, write_price=3).price(10, 100) == 320
    assert e.Candidate(name="m", read_price=2).price(10, 100) == 20
    assert not e.Candidate(name="m", read_price=2).priced
    assert e.Candidate(name="m", read_price=0, write_price=0).priced
