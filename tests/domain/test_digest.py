"""A text is named by what it says, and a kept text says what was kept."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchtui.domain.digest import (
    ADDRESS_LENGTH,
    SHORT,
    Texts,
    address,
    digest_of,
    fingerprint,
    is_address,
)

looks_like_one = st.text("ABCabc012-_#", min_size=22, max_size=22).map(lambda t: f"#{t}")
long_ones = st.text(min_size=1, max_size=5).map(lambda t: t * (SHORT + 1))
any_text = st.text() | looks_like_one | long_ones


@given(st.lists(any_text))
@example(["#" * ADDRESS_LENGTH, "x" * SHORT, "x" * (SHORT + 1), ""])
def test_whatever_was_kept_is_read_back_even_what_looks_like_an_address(said: list[str]) -> None:
    texts = Texts()
    kept = [texts.keep(text) for text in said]
    assert [texts.read(each) for each in kept] == said
    again = Texts(texts.known)
    assert [again.read(each) for each in kept] == said


@given(any_text)
def test_what_is_kept_is_short_and_the_text_itself_where_it_can_be(text: str) -> None:
    kept = Texts().keep(text)
    assert len(kept) <= SHORT
    assert (kept == text) == (len(text) <= SHORT and not is_address(text))


@given(st.lists(any_text))
def test_each_blob_is_handed_out_once_to_be_stored(said: list[str]) -> None:
    texts = Texts()
    fresh: list[str] = []
    for text in [*said, *said]:
        texts.keep(text)
        fresh += texts.take_fresh()
    assert sorted(fresh) == sorted(texts.known)
    assert texts.take_fresh() == {}
    assert all(address(text) == name for name, text in texts.known.items())


@given(st.text(), st.text())
def test_different_texts_have_different_addresses(one: str, other: str) -> None:
    assert (address(one) == address(other)) == (one == other)
    assert is_address(address(one))


@given(st.binary())
def test_a_fingerprint_fits_a_file_name(data: bytes) -> None:
    name = fingerprint(data)
    assert len(name) == 22
    assert name.replace("-", "").replace("_", "").isalnum()
    assert json.dumps(name) == f'"{name}"'


@given(st.dictionaries(st.text(), st.integers() | st.text()))
def test_the_order_of_a_mapping_does_not_change_its_digest(value: dict[str, object]) -> None:
    assert digest_of(value) == digest_of(dict(reversed(value.items())))


@pytest.mark.parametrize("pair", [(["ab", "c"], ["a", "bc"]), ([1], ["1"]), ([None], [])])
def test_what_is_written_otherwise_has_another_digest(pair: tuple[object, object]) -> None:
    assert digest_of(pair[0]) != digest_of(pair[1])
