"""Positions are compared by their declared fields and gathered around centres."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.domain.data import Data
from orchtui.domain.disagreement import (
    MOST_DIFFERENCES,
    AsSet,
    Cluster,
    Compared,
    Difference,
    Equal,
    Position,
    Within,
    WithinPercent,
    differs,
    gather,
    parse_compared,
    spokesman,
    who_differs,
)
from orchtui.errors import UsageError
from tests.domain.positions import (
    COMPARED,
    INF,
    NAN,
    VERDICT,
    agreement,
    anything,
    clusters,
    crowds,
    fields,
    says,
    sides,
    verdicts,
    weighing,
    words_of,
)


def scores_of(cluster: Cluster) -> list[Data]:
    return [each.fields["score"] for each in cluster.members]


def alike(short_form: str, a: Data, b: Data) -> bool:
    compared = (parse_compared(short_form),)
    one, other = says({compared[0].name: a}), says({compared[0].name: b})
    assert differs(one, other, compared) == differs(other, one, compared)
    return differs(one, other, compared) == ()


# What counts as equal


@pytest.mark.parametrize(
    ("short_form", "a", "b", "equal"),
    [
        ("x", "Wrong", "  wRONG\n", True),
        ("x", "two  words", "two\twords", True),
        ("x", "two words", "twowords", False),
        ("x", "caf\u00e9", "CAFE\u0301", True),
        ("x", "\uff37rong \ufb01x", "wrong fix", True),
        ("x", "Stra\u00dfe", "STRASSE", True),
        ("x", "10 \u3392", "10 MHz", True),
        ("x", "\ud800", "\ud800", True),
        ("x", "", "", True),
        ("x", "", None, False),
        ("x", None, None, True),
        ("x", 1, 1.0, True),
        ("x", 0.0, -0.0, True),
        ("x", 10**23, 1e23, True),
        ("x", 1, "1", False),
        ("x", 1, True, False),
        ("x", 0, False, False),
        ("x", "true", True, False),
        ("x", "null", [None], False),
        ("x", NAN, NAN, False),
        ("x", INF, INF, False),
        ("x", "NaN", "nan", True),
        ("x", "?", "?", True),
        ("x", [1, {"a": NAN}], [1, {"a": NAN}], False),
        ("x", {"a": 1, "b": ["Yes", 2]}, {"b": ["yes", 2.0], "a": 1}, True),
        ("x", {"a": 1}, {"A": 1}, False),
        ("x", [1, 2], [2, 1], False),
        ("x", [[1], 2], [[1, 2]], False),
        ("x", [], {}, False),
        ("x ± 0.5", 3, 3.5, True),
        ("x ± 0.5", 3, 3.51, False),
        ("x ± 0.1", 0.3, 0.4, True),
        ("x ± 0.1", 1.1, 1.2, True),
        ("x ± 0", 3, 3.0, True),
        ("x ± 1", 1, True, False),
        ("x ± 1", True, True, True),
        ("x ± 1", INF, INF, False),
        ("x ± 1", NAN, 1, False),
        ("x ± 1", "3", 3, False),
        ("x ± 1", "High", "high", True),
        ("x ± 1", None, 0, False),
        ("x ± 10%", 90, 100, True),
        ("x ± 10%", 89, 100, False),
        ("x ± 10%", -90, -100, True),
        ("x ± 10%", -5, 5, False),
        ("x ± 10%", 0, 0, True),
        ("x ± 10%", 0, 0.001, False),
        ("x ± 10%", 1, True, False),
        ("x overlap 1", ["a", "B"], ["b", "A", "a "], True),
        ("x overlap 1", ["a"], ["a", "b"], False),
        ("x overlap 0.6", [1, 2, 3, 4], [2, 3, 4.0, 5], True),
        ("x overlap 0.6", [1, 2, 3], [2, 3, 4], False),
        ("x overlap 1", [], [], True),
        ("x overlap 0.1", [], ["a"], False),
        ("x overlap 0.1", [1], [True], False),
        ("x overlap 0.1", ["a", NAN], ["a", NAN], False),
        ("x overlap 0.1", ["a"], ["a", NAN], False),
        ("x overlap 0.1", [["a"], {"k": 1}], [{"k": 1.0}], True),
        ("x overlap 0.1", "abc", "ABC", True),
        ("x overlap 0.1", ["a"], "a", False),
    ],
)
def test_what_counts_as_equal(short_form: str, a: Data, b: Data, equal: bool) -> None:
    assert alike(short_form, a, b) == equal


def test_no_number_is_too_long_to_compare() -> None:
    huge = 10**6000
    assert alike("x", huge, huge)
    assert not alike("x", huge, huge + 1)
    assert alike("x ± 1", huge, huge + 1)
    assert not alike("x ± 1", huge, 1.5)
    assert alike("x ± 10%", 9 * huge, 10 * huge)
    assert alike("x overlap 1", [huge, 1], [1, huge])


def test_no_value_is_nested_too_deep_to_compare_cluster_and_name() -> None:
    deep: Data = "end"
    for _ in range(20_000):
        deep = [deep]
    one, other = says({"x": deep}, "p/1"), says({"x": [deep]}, "p/2")
    compared = (Compared("x"),)
    assert differs(one, one, compared) == ()
    assert differs(one, other, compared) == ("x",)
    assert [each.says for each in clusters([one, other], compared)] == ["x=…", "x=…"]
    assert clusters([says({"x": 10**6000})], compared)[0].says == "x=…"


def test_a_missing_field_differs_from_any_present_one_and_equals_a_missing_one() -> None:
    assert differs(says({}), says({"verdict": ""}), COMPARED) == ("verdict",)
    assert differs(says({}), says({"tags": []}), COMPARED) == ("tags",)
    assert differs(says({}), says({"verdict": None, "other": 1}), COMPARED) == ()


@given(fields, fields)
def test_differing_is_mutual_and_only_what_is_no_number_differs_from_itself(
    one: dict[str, Data], other: dict[str, Data]
) -> None:
    a, b = says(one), says(other)
    assert differs(a, b, COMPARED) == differs(b, a, COMPARED)
    for name in differs(a, a, COMPARED):
        assert "nan" in repr(one[name]) or "inf" in repr(one[name])


# The short form


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("verdict", Compared("verdict", Equal())),
        (" score ± 0.5 ", Compared("score", Within(0.5))),
        ("score +- 0.5", Compared("score", Within(0.5))),
        ("score±2", Compared("score", Within(2.0))),
        ("score+-10 %", Compared("score", WithinPercent(10.0))),
        ("score ± 2.5%", Compared("score", WithinPercent(2.5))),
        ("tags overlap 0.6", Compared("tags", AsSet(0.6))),
        ("tags overlap 60%", Compared("tags", AsSet(0.6))),
        ("overlap overlap 1", Compared("overlap", AsSet())),
    ],
)
def test_the_short_form_says_how_a_field_is_compared(text: str, compared: Compared) -> None:
    assert parse_compared(text) == compared


@pytest.mark.parametrize(
    "text",
    ["", "± 1", "a b", "score ±", "score ± -1", "score ± nan", "score ± 1e9", "score ± ٣",
     "tags overlap", "tags overlap x", "a.b", "tags overlap 0.6 ± 1", "score ± 9999999999999999"],
)  # fmt: skip
def test_another_form_is_refused_with_what_may_stand_there(text: str) -> None:
    with pytest.raises(UsageError, match=r"write a field.*score ± 10%.*tags overlap 0\.6"):
        parse_compared(text)


@pytest.mark.parametrize("share", ["0", "0.0", "1.1", "101%", "0%"])
def test_an_overlap_is_a_share(share: str) -> None:
    with pytest.raises(UsageError, match="above 0 and at most 1"):
        parse_compared(f"tags overlap {share}")


# Clusters and agreement


def test_closeness_does_not_carry_over_so_the_middle_one_is_the_centre() -> None:
    scored = [says({"score": score}, f"panel/{score}") for score in (1, 3, 2, 4.5)]
    found = gather(scored, COMPARED)
    assert [scores_of(one) for one in found.clusters] == [[1, 2, 3], [4.5]]
    assert found.clusters[0].centre.fields["score"] == 2
    assert found.crowds == found.clusters
    assert found.agreement == 0.75


def test_who_is_in_a_cluster_counts_for_no_other() -> None:
    scores = (1, 2, 2.5, 3, 4, 6.5, 7)
    found = clusters([says({"score": score}, f"panel/{score}") for score in scores], COMPARED)
    assert [len(one.members) for one in found] == [4, 2, 1]
    assert found[2].centre.fields["score"] == 4
    weighing = ((1, 5), (2, 10), (3, 1), (3, 1), (4, 2), (8, 1), (8.5, 1))
    unequal = [
        says({"score": score}, f"panel/{n}", weight=weight)
        for n, (score, weight) in enumerate(weighing)
    ]
    assert [len(one.members) for one in clusters(unequal, COMPARED)] == [4, 2, 1]


def test_the_heavier_side_comes_first_even_if_it_is_smaller() -> None:
    found = sides("no", "no", "yes", weights=[1, 1, 5])
    assert words_of(found) == ["yes", "no"]
    assert [cluster.weight for cluster in found] == [5, 2]
    assert agreement("no", "no", "yes", weights=[1, 1, 5]) == pytest.approx(5 / 7)


def test_among_equally_heavy_the_larger_side_comes_first_then_the_value_decides() -> None:
    assert words_of(sides("a", "b", "b", weights=[2, 1, 1])) == ["b", "a"]
    assert words_of(sides("b", "a")) == ["a", "b"]
    assert [c.centre.path for c in sides("a", "A")] == ["panel/0"]


def test_weights_add_up_as_they_are_written() -> None:
    found = sides("a", "a", "b", weights=[0.1, 0.2, 0.3])
    assert [cluster.weight for cluster in found] == [0.3, 0.3]
    assert [len(cluster.members) for cluster in found] == [2, 1]


def test_no_weight_is_too_great_to_add_up() -> None:
    assert agreement("a", "a", "b", "b", weights=[1.7e308] * 4) == 0.5


def test_where_nobody_weighs_anything_all_weigh_the_same() -> None:
    for none in (0.0, -1.0, NAN, INF):
        found = sides("no", "no", "yes", weights=[none] * 3)
        assert [cluster.weight for cluster in found] == [2, 1]
        assert agreement("no", "no", "yes", weights=[none] * 3) == pytest.approx(2 / 3)
        assert words_of(found) == ["no", "yes"]


def test_nobody_and_one_agree_wholly_and_so_do_all_with_nothing_to_compare() -> None:
    assert clusters([], COMPARED) == ()
    assert agreement() == agreement("yes") == 1.0
    assert gather(verdicts("yes", "no"), ()).agreement == 1.0


def test_a_cluster_says_in_one_line_what_it_stands_for() -> None:
    a = says({"verdict": "very\nwrong", "score": 3, "tags": ["x", True]})
    assert clusters([a], COMPARED)[0].says == 'verdict=very, score=3, tags=["x", true]'
    assert clusters([says({})], VERDICT)[0].says == "no verdict"
    assert clusters([says({})], ())[0].says == "nothing"
    spoken = replace(says({}), text="So it is.\nAnd more.")
    assert clusters([spoken], ())[0].says == "So it is."
    assert len(clusters([says({"verdict": "long " * 99})], VERDICT)[0].says) <= 80


@given(crowds(anything))
def test_each_position_is_in_one_cluster_and_equals_its_centre(crowd: list[Position]) -> None:
    found = clusters(crowd, COMPARED)
    assert sorted(each.path for one in found for each in one.members) == sorted(
        each.path for each in crowd
    )
    for one in found:
        assert one.centre in one.members
        assert spokesman(one) in one.members
        for each in one.members:
            assert each is one.centre or differs(each, one.centre, COMPARED) == ()
    centres = [one.centre for one in found]
    assert all(differs(a, b, COMPARED) for a in centres for b in centres if a is not b)


def test_whoever_is_near_two_centres_is_counted_for_both() -> None:
    scored = [says({"score": score}, f"panel/{score}") for score in (1, 2, 3, 4)]
    found = gather(scored, COMPARED)
    assert [scores_of(one) for one in found.clusters] == [[1, 2, 3], [4]], "shown once"
    assert [scores_of(one) for one in found.crowds] == [[1, 2, 3], [2, 3, 4]]
    assert [one.weight for one in found.crowds] == [3, 3]
    assert [one.says for one in found.crowds] == [
        "no verdict, score=2, no tags",
        "no verdict, score=3, no tags",
    ]


@given(crowds(anything))
def test_a_crowd_is_all_that_equal_its_centre_and_within_no_other(crowd: list[Position]) -> None:
    found = gather(crowd, COMPARED)
    heard = [{each.path for each in one.members} for one in found.crowds]
    assert set().union(*heard) == {each.path for each in crowd}
    assert not any(one <= other for one in heard for other in heard if one is not other)
    for each, one in zip(heard, found.crowds, strict=True):
        centre = one.centre
        near = {p.path for p in crowd if p is centre or not differs(p, centre, COMPARED)}
        assert each == near
    for position in crowd:
        near = {p.path for p in crowd if p is position or not differs(p, position, COMPARED)}
        assert any(near <= each for each in heard), "nobody's view is left uncounted"
    apart = sum(map(len, heard)) == len(crowd)
    assert apart == (found.crowds == found.clusters)


@given(crowds(st.integers(0, 3).map(float), least=1))
def test_the_heaviest_crowd_is_the_heaviest_cluster(crowd: list[Position]) -> None:
    found = gather(crowd, COMPARED)
    assert found.crowds[0].weight == found.clusters[0].weight
    sizes = [(one.weight, len(one.members)) for one in found.crowds]
    assert sizes == sorted(sizes, reverse=True)


@given(crowds(st.integers(0, 3).map(float)))
def test_the_heaviest_cluster_comes_first_then_the_largest(crowd: list[Position]) -> None:
    sizes = [(one.weight, len(one.members)) for one in clusters(crowd, COMPARED)]
    assert sizes == sorted(sizes, reverse=True)


@given(crowds(weighing, least=1))
def test_agreement_is_a_share_and_whole_only_if_all_equal_one_centre(
    crowd: list[Position],
) -> None:
    found = gather(crowd, COMPARED)
    assert 0 < found.agreement <= 1
    whole = any(
        all(each is centre or not differs(each, centre, COMPARED) for each in crowd)
        for centre in crowd
    )
    assert (found.agreement == 1) == whole == (len(found.clusters) == len(found.crowds) == 1)


# Who differs


def test_each_pair_that_differs_is_told_with_the_fields() -> None:
    a = says({"verdict": "yes", "score": 1}, "panel/a")
    b = says({"verdict": "no", "score": 9}, "panel/b")
    c = says({"verdict": "no", "score": 9.5}, "panel/c")
    assert who_differs([c, a, b], COMPARED) == (
        Difference("panel/a", "panel/b", ("verdict", "score")),
        Difference("panel/a", "panel/c", ("verdict", "score")),
    )


def test_no_more_pairs_are_told_than_anybody_reads() -> None:
    everyone = verdicts(*map(str, range(40)))
    assert len(who_differs(everyone, VERDICT)) == MOST_DIFFERENCES < 40 * 39 / 2
