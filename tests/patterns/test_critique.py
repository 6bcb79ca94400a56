"""A critique: work is reviewed and mended until nothing grave enough is objected to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain.data import Data
from orchtui.domain.flow import Flow, Reply
from orchtui.domain.preview import Sheet, Sketch
from orchtui.domain.recipe import PythonFlow
from orchtui.errors import RecipeError
from orchtui.patterns import member
from orchtui.patterns.critique import SCALE, critique, read_review
from tests.core.world import World
from tests.patterns.team import Play, Said, play, recipe

CRITIQUE = """
- editor
- critique: writer
  ask: A short story.
  reviewers: [style, facts]
- judge
"""
REVIEWER = """
    does: Reviews.
    reply:
      approved: bool
      objections?: [{what: str, severity: minor | major | critical, where?: str}]"""
REVIEWERS = {"style": REVIEWER, "facts": REVIEWER}
FINE: dict[str, object] = {"approved": True}


def objects(*severities: str, approved: bool = False) -> dict[str, object]:
    """A review with an objection of each of these severities."""
    return {
        "approved": approved,
        "objections": [{"what": f"a {each} thing", "severity": each} for each in severities],
    }


def reviewed(replies: dict[str, Said | Sequence[Said]], flow: str = CRITIQUE) -> Play:
    """A run of the flow, the writer saying something new each time."""
    drafts = [f"draft {n}" for n in range(1, 9)]
    return play(flow, {"writer": drafts, "style": FINE, "facts": FINE, **replies}, **REVIEWERS)


def how(run: Play) -> str:
    """What the critique came to."""
    ended = run.state.groups["critique"].ended
    assert ended is not None
    return ended.how


def test_the_work_is_reviewed_by_all_side_by_side() -> None:
    run = reviewed({})
    assert run.play() == "done: judge!"
    assert run.edges["critique/round/writer"] == ("editor",)
    assert run.edges["critique/review/style"] == ("critique/round/writer",)
    assert run.edges["critique/review/facts"] == ("critique/round/writer",)
    assert "A short story." in run.users["critique/review/facts"]
    assert run.edges["judge"] == ("critique/round/writer",)
    assert how(run) == "approved in round 1"
    assert run.re_executes()


def test_it_is_done_again_with_the_last_work_and_the_open_objections_only() -> None:
    run = reviewed({"facts": [objects("major", "minor"), FINE]})
    assert run.play() == "done: judge!"
    again = ("critique/round/writer", "critique/review/facts")
    assert run.edges["critique/round.2/writer"] == again, "who has nothing against it is not heard"
    assert "A short story." in run.users["critique/round.2/writer"]
    assert "a major thing" in run.users["critique/round.2/writer"]
    assert run.edges["critique/review.2/style"] == ("critique/round.2/writer",)
    assert run.edges["judge"] == ("critique/round.2/writer",)
    assert how(run) == "approved in round 2"
    assert not [note for note in run.notes if note.startswith("open")]
    assert run.re_executes()


@pytest.mark.parametrize(
    ("least", "review", "passes"),
    [
        ("major", objects("minor"), True),
        ("major", objects("critical", approved=True), False),
        ("major", {"approved": False}, False),
        ("minor", objects("minor", approved=True), False),
        ("critical", objects("major", "minor"), True),
        ("critical", objects("minor", "critical"), False),
    ],
)
def test_severity_decides_and_not_the_bare_word(
    least: str, review: dict[str, object], passes: bool
) -> None:
    flow = CRITIQUE.replace("ask:", f"severity: {least}\n  rounds: 1\n  ask:")
    run = reviewed({"facts": review}, flow)
    assert run.play().startswith("done" if passes else "partial")
    assert how(run).startswith("approved") is passes


def test_what_is_still_open_in_the_end_is_on_the_record() -> None:
    grave = {"what": "The date is wrong.\nIt was 1913.", "severity": "critical", "where": "line 2"}
    run = reviewed({"facts": {"approved": False, "objections": [grave]}, "style": objects("minor")})
    assert run.play() == "partial: judge!"
    assert "critique/round.4/writer" not in run.paths
    assert how(run) == "2 objections open after 3 rounds"
    assert "open: facts (critical, at line 2): The date is wrong." in run.notes
    assert "open: style (minor): a minor thing" in run.notes
    assert "without approval of writer: 2 objections open after 3 rounds" in run.notes
    assert run.finished.missing == ("approval of writer",)
    assert run.edges["judge"] == ("critique/round.3/writer",), "the last work stands"
    assert run.re_executes()


def test_minor_objections_stay_on_the_record_of_approved_work() -> None:
    run = reviewed({"style": objects("minor")})
    assert run.play() == "done: judge!"
    assert how(run) == "approved in round 1, 1 objection open"
    assert "open: style (minor): a minor thing" in run.notes


def test_the_reviews_that_object_go_on_with_the_work_where_all_is_given() -> None:
    flow = CRITIQUE.replace("ask:", "gives: all\n  ask:")
    run = reviewed({"facts": objects("major"), "style": [objects("minor"), FINE]}, flow)
    assert run.play() == "partial: judge!"
    assert run.edges["judge"] == ("critique/round.3/writer", "critique/review.3/facts")
    assert "a major thing" in run.users["judge"]
    assert run.re_executes()
    well = reviewed({}, flow)
    assert well.play() == "done: judge!"
    assert well.edges["judge"] == ("critique/round/writer",), "nobody objects to anything"


def test_what_is_given_besides_the_work_takes_none_of_its_names() -> None:
    flow = CRITIQUE.replace("ask:", "gives: all\n  ask:").replace(
        "- judge", "- if: critique.text == 'draft 3' and not critique.approved\n  then: judge"
    )
    assert reviewed({"facts": objects("major")}, flow).play() == "partial: judge!"


def test_a_reviewer_may_say_the_same_of_new_work_as_often_as_it_likes() -> None:
    run = reviewed({"facts": [objects("major"), objects("major", "minor"), FINE]})
    assert run.play() == "done: judge!", "style has said the same three times, and is heard"
    assert how(run) == "approved in round 3"


def test_a_reviewer_that_fails_is_missing_and_the_others_count() -> None:
    run = reviewed({"facts": OSError("gone")})
    assert run.play() == "partial: judge!"
    assert run.finished.missing == ("critique/review/facts",)
    assert how(run) == "approved in round 1"


def test_what_a_reviewer_objected_to_is_open_until_it_looks_again() -> None:
    run = reviewed({"facts": [objects("critical"), OSError("gone"), FINE]})
    run.play()
    assert run.edges["critique/round.3/writer"] == (
        "critique/round.2/writer",
        "critique/review/facts",
    )
    assert how(run) == "approved in round 3"
    assert run.re_executes()


def test_work_that_nobody_reviews_is_not_approved() -> None:
    run = reviewed(dict.fromkeys(REVIEWERS, OSError("gone")))
    assert run.play() == "partial: judge!"
    assert how(run) == "not approved after 1 round: nobody reviewed the last work"
    assert "approval of writer" in run.finished.missing
    assert "critique/round.2/writer" not in run.paths, "there is nothing to mend it by"


def test_a_review_that_says_nothing_of_the_work_counts_for_nothing() -> None:
    loose = "{does: Reviews., reply: {approved?: bool, objections?: [str], says: str}}"
    flow = "critique: writer\nreviewers: [loose, strict]"
    run = play(flow, {"loose": {"says": "hm"}, "strict": FINE}, loose=loose, strict=REVIEWER)
    assert run.play() == "partial: critique/round/writer!"
    assert run.finished.missing == ("the review of loose",)
    assert any("says neither approved nor objections" in note for note in run.notes)


def test_an_implementer_that_fails_leaves_its_last_work_with_the_objections_open() -> None:
    run = reviewed({"facts": objects("major"), "critique/round.2/writer": OSError("gone")})
    assert run.play() == "partial: judge!"
    assert run.edges["judge"] == ("critique/round/writer",)
    assert how(run) == "1 objection open after 1 round: writer did not mend it: gone"
    assert "open: facts (major): a major thing" in run.notes
    assert run.re_executes()


def test_the_same_work_three_times_is_not_reviewed_again() -> None:
    flow = CRITIQUE.replace("ask:", "rounds: 5\n  ask:")
    run = reviewed({"facts": objects("major"), "writer": "as it is"}, flow)
    assert run.play() == "partial: judge!"
    assert how(run).startswith("1 objection open after 2 rounds: writer did not mend it: said the")
    assert "critique/review.3/facts" not in run.paths
    assert run.edges["judge"] == ("critique/round.2/writer",)


def test_without_any_work_the_critique_fails_or_something_else_takes_over() -> None:
    assert reviewed({"writer": OSError("gone")}).play() == "failed: critique/round/writer: gone"
    flow = CRITIQUE.replace("ask:", "fallback: {editor: Write it.}\n  ask:")
    assert reviewed({"writer": OSError("gone")}, flow).play() == "partial: judge!"


def test_a_condition_can_read_how_it_ended() -> None:
    flow = CRITIQUE.replace(
        "- judge",
        "- if: not critique.approved and critique.rounds == 3 and critique.open == 2\n"
        "  then: judge",
    )
    assert reviewed({"facts": objects("major", "minor")}, flow).play() == "partial: judge!"
    assert reviewed({}, flow).play() == "done: draft 1"


def test_who_works_and_who_reviews_can_be_a_part_of_a_flow() -> None:
    flow = """
critique: {sequence: [editor, writer]}
ask: A story.
reviewers:
  deep: {sequence: [judge, facts]}
  kind: {agent: style, says: Be kind.}
"""
    run = reviewed({"facts": [objects("major"), FINE], "editor": ["one", "two"]}, flow)
    assert run.play() == "done: draft 2"
    assert run.edges["critique/round.2/work/editor"] == (
        "critique/round/work/writer",
        "critique/review/deep/facts",
    )
    assert run.edges["critique/review.2/deep/judge"] == ("critique/round.2/work/writer",)
    assert "Be kind." in run.users["critique/review/kind"]
    assert run.re_executes()


def test_a_critique_keeps_to_its_own_limits() -> None:
    flow = CRITIQUE.replace("ask:", "limits: {steps: 4}\n  ask:")
    run = reviewed({"facts": objects("major")}, flow)
    assert run.play() == "partial: judge!"
    assert how(run) == "1 objection open after 2 rounds: nobody reviewed the last work"
    assert len([path for path in run.paths if path.startswith("critique/")]) == 4


@pytest.mark.parametrize(
    ("changed", "to", "problem"),
    [
        ("  reviewers: [style, facts]\n", "", "needs reviewers"),
        ("[style, facts]", "[style, editor]", "editor reviews, so its reply: needs approved"),
        ("ask:", "severity: grave\n  ask:", "no severity grave"),
        ("ask:", "rounds: 0\n  ask:", "a whole number from 1"),
        ("ask:", "until: done\n  ask:", "unknown key until"),
        ("- judge", "- {if: critique.votes == 1, then: judge}", "critique"),
        ("- judge", "- {if: facts.approved, then: judge}", "facts"),
    ],
)
def test_what_is_wrong_is_found_before_anything_runs(changed: str, to: str, problem: str) -> None:
    with pytest.raises(RecipeError, match=problem):
        recipe(CRITIQUE.replace(changed, to), **REVIEWERS)


@pytest.mark.parametrize(
    ("data", "severities"),
    [
        ({"approved": True}, []),
        ({"objections": []}, []),
        ({"approved": False, "objections": None}, ["major"]),
        ({"objections": ["too long", "", {"what": "x", "severity": "Critical"}]}, None),
        ({"objections": "too long"}, ["major"]),
        ({"objections": {"where": "line 1", "severity": "minor"}}, ["minor"]),
        ({"approved": True, "objections": [{"what": "x", "severity": "awful"}]}, ["major"]),
        ({"objections": [{"severity": "critical"}]}, ["critical"]),
        ({"objections": [{"issue": "too long", "severity": "minor"}]}, ["minor"]),
        ({"approved": True, "objections": False}, []),
        ({"approved": "perhaps"}, "unusable"),
        ({"objections": [{}]}, "unusable"),
        ({}, "unusable"),
    ],
)
def test_whatever_a_reviewer_writes_is_read_as_far_as_it_can_be(
    data: dict[str, Data], severities: list[str] | str | None
) -> None:
    review = read_review("r", Reply("r", "r", "", "", data))
    found = "unusable" if review is None else [each.severity for each in review.objections]
    assert found == (["major", "critical"] if severities is None else severities)


def test_a_critique_can_be_written_in_python() -> None:
    async def work(flow: Flow, task: str) -> object:
        done = await critique(flow, task, member.agent("a"), [member.agent("b")])
        return f"{done.approved}, {done.how}"

    how_it_ended = "False, not approved after 1 round: nobody reviewed the last work"
    assert World(work, 1, faults=0).run() == f"partial: {how_it_ended}"


def test_the_graph_shows_a_second_round_only_if_the_work_is_not_approved() -> None:
    of = recipe(CRITIQUE, **REVIEWERS)
    sheet = Sheet({name: agent.reply for name, agent in of.agents.items()}, {})
    assert not isinstance(of.flow, PythonFlow)
    of.flow.sketch(Sketch(sheet))
    again = {path: step for path, step in sheet.steps.items() if step.when}
    assert list(again) == [
        "critique/round.2/writer",
        "critique/review.2/style",
        "critique/review.2/facts",
    ]
    assert {step.when for step in again.values()} == {("it is not approved",)}
    assert again["critique/round.2/writer"].inputs == (
        "critique/round/writer",
        "critique/review/style",
        "critique/review/facts",
    )
    assert sheet.steps["judge"].inputs == ("critique/round/writer", "critique/round.2/writer")


# -- the law ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Round:
    """What comes of one round: whether the work is done, and what each reviewer objects to."""

    works: bool
    reviews: tuple[tuple[str, ...] | None, ...]


def expected(rounds: Sequence[Round], least: str) -> tuple[int, int, bool, int]:
    """How often work and reviews are asked, whether it is approved, and what is open."""
    standing: dict[int, tuple[str, ...]] = {}
    for number, held in enumerate(rounds, 1):
        if not held.works:
            return number, number - 1, False, sum(map(len, standing.values()))
        standing |= {n: found for n, found in enumerate(held.reviews) if found is not None}
        graver = SCALE[SCALE.index(least) :]
        blocked = any(each in graver for found in standing.values() for each in found)
        nobody = all(found is None for found in held.reviews)
        if nobody or not blocked or number == len(rounds):
            approved = not nobody and not blocked
            return number, number, approved, sum(map(len, standing.values()))
    raise AssertionError


@st.composite
def critiques(draw: st.DrawFn) -> list[Round]:
    seats = draw(st.integers(1, 3))
    works = st.sampled_from([True] * 5 + [False])
    review = st.none() | st.lists(st.sampled_from(SCALE), max_size=2).map(tuple)
    reviews = st.tuples(*[review] * seats)
    return draw(st.lists(st.builds(Round, works, reviews), min_size=1, max_size=4))


@settings(max_examples=150, deadline=None)
@given(critiques(), st.sampled_from(SCALE), st.integers(0, 9), st.randoms(use_true_random=False))
def test_a_critique_takes_the_rounds_its_objections_ask_for_and_no_more(
    rounds: list[Round], least: str, seed: int, random: Random
) -> None:
    names = [f"r{n}" for n in range(len(rounds[0].reviews))]
    replies: dict[str, Said] = {}
    for number, held in enumerate(rounds, 1):
        dot = f".{number}" if number > 1 else ""
        work: Said = f"draft {number}" if held.works else OSError("gone")
        replies[f"critique/round{dot}/writer"] = work
        for name, found in zip(names, held.reviews, strict=True):
            says = None if found is None else objects(*found, approved=random.random() < 0.5)
            if says is not None and not found:
                says["approved"] = True
            replies[f"critique/review{dot}/{name}"] = OSError("gone") if says is None else says
    flow = f"critique: writer\nreviewers: {names}\nseverity: {least}\nrounds: {len(rounds)}"
    run = Play(recipe(flow.replace("'", ""), **dict.fromkeys(names, REVIEWER)), replies, seed=seed)
    outcome = run.play()
    worked, reviewed_, approved, left = expected(rounds, least)
    assert run.paths.count(f"critique/round{f'.{worked}' if worked > 1 else ''}/writer") == 1
    assert len(run.asked) == worked + reviewed_ * len(names), "nothing is asked in vain"
    assert run.re_executes()
    if not reviewed_:
        assert outcome == "failed: critique/round/writer: gone"
        return
    assert how(run).startswith("approved in round") == approved
    assert len([note for note in run.notes if note.startswith("open: ")]) == left
    assert ("approval of writer" in run.finished.missing) is not approved
    last = max(n for n, held in enumerate(rounds[:worked], 1) if held.works)
    assert outcome.endswith(f": draft {last}")
