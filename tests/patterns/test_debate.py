"""A debate: sides argue in rounds until they agree; where they do not, a judge decides."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain.flow import Flow
from orchtui.domain.preview import Sheet, Sketch
from orchtui.domain.recipe import PythonFlow
from orchtui.errors import RecipeError
from orchtui.patterns import member
from orchtui.patterns.debate import debate
from tests.core.world import World
from tests.patterns.team import Play, play, recipe, verdict

DEBATE = """
- writer
- debate: {pro: a, con: b}
  ask: Is it any good?
  compare: verdict
  judge: judge
- editor
"""
FIRM = {
    "a": [verdict("good", why=f"reason {n}") for n in range(9)],
    "b": [verdict("bad", why=f"doubt {n}") for n in range(9)],
}
SWAYED = {**FIRM, "b": [verdict("bad"), verdict("good", why="I see now")]}


def settled(run: Play) -> tuple[str, str, str]:
    """How the one disagreement was settled, for which step, by whom."""
    found = run.disagreement.settled
    assert found is not None
    return found.how, found.path, found.by


def test_each_round_answers_the_last_and_nothing_before_it() -> None:
    run = play(DEBATE, FIRM)
    assert run.play() == "done: editor!"
    assert run.edges["debate/round/pro"] == ("writer",)
    last = ("writer", "debate/round.2/pro", "debate/round.2/con")
    assert run.edges["debate/round.3/pro"] == run.edges["debate/round.3/con"] == last
    assert "Is it any good?" in run.users["debate/round.3/con"]
    assert "You are con in a debate" in run.users["debate/round.3/con"]
    assert "reason 1" in run.users["debate/round.3/con"]
    assert "reason 0" not in run.users["debate/round.3/con"], "not the whole transcript"
    assert run.re_executes()


def test_who_never_agree_are_heard_out_and_the_judge_decides() -> None:
    run = play(DEBATE, FIRM)
    run.play()
    assert run.edges["debate/judge"] == ("debate/round.3/pro", "debate/round.3/con")
    assert "who persuaded whom" in run.users["debate/judge"]
    assert run.edges["editor"] == ("debate/judge",)
    assert [each.agreement for each in run.disagreement.rounds] == [0.5, 0.5, 0.5]
    assert settled(run) == ("judge", "debate/judge", "")
    ended = run.state.groups["debate"].ended
    assert ended is not None
    assert ended.how == "judge after 3 rounds, agreement 50%"


def test_it_ends_as_soon_as_they_agree_and_the_judge_costs_nothing() -> None:
    run = play(DEBATE, SWAYED)
    assert run.play() == "done: editor!"
    assert run.paths == [
        "writer",
        *(f"debate/round{n}/{side}" for n in ("", ".2") for side in ("pro", "con")),
        "editor",
    ]
    assert run.disagreement.found is None
    assert [each.agreement for each in run.disagreement.rounds] == [0.5, 1.0]
    assert run.re_executes()


def test_the_judge_can_be_asked_though_they_agree() -> None:
    flow = DEBATE.replace("judge: judge", "judge: judge\n  judge_always: true")
    run = play(flow, SWAYED)
    assert run.play() == "done: editor!"
    assert run.edges["debate/judge"] == ("debate/round.2/pro", "debate/round.2/con")
    assert run.edges["editor"] == ("debate/judge",)
    failed = play(flow, {**SWAYED, "judge": OSError("gone")})
    assert failed.play() == "partial: editor!", "what they agree on stands without the judge"
    assert failed.finished.missing == ("debate/judge",)
    assert failed.edges["editor"][0].startswith("debate/round.2/")


def test_a_condition_can_read_how_it_ended() -> None:
    flow = DEBATE.replace(
        "- editor",
        "- if: debate.settled == 'judge' and debate.rounds == 3 and debate.agreement < 1\n"
        "  then: editor",
    )
    assert play(flow, FIRM).play() == "done: editor!"
    assert play(flow, SWAYED).play().startswith('done: {"verdict"')


def test_a_side_that_repeats_itself_is_left_out_and_what_it_said_stands() -> None:
    flow = DEBATE.replace("{pro: a, con: b}", "{pro: a, con: b, third: c}").replace(
        "judge: judge", "judge: judge\n  rounds: 5"
    )
    run = play(flow, {**FIRM, "c": verdict("odd")})
    assert run.play() == "partial: editor!"
    assert "debate/round.3/third" in run.finished.missing
    assert "debate/round.4/third" not in run.paths, "it is asked no more"
    assert any(note.startswith("the debate goes on without third") for note in run.notes)
    standing = ("debate/round.5/pro", "debate/round.5/con", "debate/round.2/third")
    assert run.edges["debate/judge"] == standing
    assert run.re_executes()


def test_with_one_side_left_it_is_the_judges() -> None:
    run = play(DEBATE, {**FIRM, "debate/round.2/con": OSError("gone")})
    assert run.play() == "partial: editor!"
    assert "debate/round.3/pro" not in run.paths, "nobody is left to argue with"
    assert run.edges["debate/judge"] == ("debate/round.2/pro", "debate/round/con")
    assert run.re_executes()


def test_a_side_that_nobody_speaks_against_has_not_agreed_with_anybody() -> None:
    run = play(DEBATE, {**FIRM, "b": OSError("gone")})
    assert run.play() == "partial: editor!"
    assert run.edges["debate/judge"] == ("debate/round/pro",)
    assert run.disagreement.found is None, "nobody disagrees either"


def test_a_debate_in_which_nobody_speaks_fails() -> None:
    run = play(DEBATE, dict.fromkeys("ab", OSError("gone")))
    assert run.play() == "failed: debate/round/pro: nobody argued: gone"


def test_where_the_judge_fails_a_person_decides() -> None:
    run = play(DEBATE, {**FIRM, "judge": OSError("gone")})
    assert run.play() == "waits: debate/decision"
    (gate,) = run.core.state.open_gates.values()
    assert gate.choices[:2] == ("pro", "con")
    assert "judge failed" in gate.question
    run.do("answer", choice="con")
    assert run.go_on() == "done: editor!"
    assert settled(run) == ("escalate", "debate/round.3/con", "me")
    assert run.re_executes()


def test_headless_without_a_judge_it_ends_as_the_run_was_told() -> None:
    run = play(DEBATE, {**FIRM, "judge": OSError("gone")})
    assert run.play(on_gate="default").startswith("waiting: ")


def before_the_judge(run: Play) -> None:
    """Play until the judge is being asked."""
    run.feed(run.first)
    while "debate/judge" not in run.asked:
        run.step()


@pytest.mark.parametrize(
    ("word", "text", "how", "follows"),
    [
        ({"pick": "debate/round.3/con"}, "", "pick", "debate/round.3/con"),
        ({}, "Both are right.", "merge", "debate/merged"),
    ],
)
def test_a_person_can_settle_it_before_the_judge_does(
    word: dict[str, str], text: str, how: str, follows: str
) -> None:
    run = play(DEBATE, FIRM)
    before_the_judge(run)
    assert run.do("settle", text=text, **word) == "done: debate/disagreement"
    assert run.go_on() == "done: editor!"
    assert settled(run) == (how, follows, "me")
    assert run.edges["editor"] == (follows,)
    assert run.re_executes()


@pytest.mark.parametrize("persuaded", [True, False])
def test_a_person_can_have_one_more_round(persuaded: bool) -> None:
    last = verdict("good", why="well then") if persuaded else FIRM["b"][8]
    run = play(DEBATE, {**FIRM, "debate/round.4/con": last})
    before_the_judge(run)
    assert run.do("settle", again=True).startswith("done")
    assert run.go_on() == "done: editor!"
    given_last = ("writer", "debate/round.3/pro", "debate/round.3/con")
    assert run.edges["debate/round.4/con"] == given_last
    assert settled(run)[0] == ("agreed" if persuaded else "judge")
    assert ("debate/judge.2" in run.paths) is not persuaded
    assert "debate/round.5/pro" not in run.paths
    assert run.re_executes()


def test_a_person_can_take_it_from_the_judge() -> None:
    run = play(DEBATE, FIRM)
    before_the_judge(run)
    assert run.do("settle", escalate=True).startswith("done")
    assert run.go_on() == "waits: debate/decision"
    run.do("answer", choice="edit", text="Neither.")
    assert run.go_on() == "done: editor!"
    assert run.edges["editor"] == ("debate/merged",)
    assert run.re_executes()


def test_a_side_can_be_a_part_of_a_flow_or_one_agent_with_two_minds() -> None:
    flow = """
debate:
  bold: {agent: a, says: Be bold.}
  search: {sequence: [writer, b]}
ask: Go on?
compare: verdict
judge: judge
rounds: 2
"""
    run = play(flow, {**FIRM, "writer": ["one", "two"]})
    assert run.play() == "done: debate/judge!"
    assert "Be bold." in run.users["debate/round.2/bold"]
    assert run.edges["debate/round.2/search/writer"] == (
        "debate/round/bold",
        "debate/round/search/b",
    )
    assert run.re_executes()


def test_an_agent_can_say_who_means_the_same() -> None:
    flow = "debate: [writer, editor]\ncomparer: sorter\njudge: judge"
    alike = [{"groups": [["writer"], ["editor"]]}, {"groups": [["writer", "editor"]]}]
    sorter = "{does: Compares., reply: {groups: [[str]]}}"
    run = play(flow, {"sorter": alike}, sorter=sorter)
    assert run.play().startswith("done")
    assert run.edges["debate/sorter.2"] == ("debate/round.2/writer", "debate/round.2/editor")
    assert [each.agreement for each in run.disagreement.rounds] == [0.5, 1.0]
    assert "debate/judge" not in run.paths


def test_what_counts_as_agreement_is_for_the_recipe_to_say() -> None:
    flow = DEBATE.replace("{pro: a, con: b}", "{pro: a, con: b, third: c}")
    enough = flow.replace("judge: judge", "judge: judge\n  threshold: 0.6\n  expertise: {con: 4}")
    replies = {**FIRM, "c": FIRM["a"]}
    heard_out = play(flow, replies)
    heard_out.play()
    assert "debate/judge" in heard_out.paths
    run = play(enough, replies)
    run.play()
    assert run.edges["editor"] == ("debate/round/con",), "one expert outweighs the two others"
    assert run.disagreement.found is None


def test_a_debate_keeps_to_its_own_limits() -> None:
    run = play(DEBATE.replace("judge: judge", "judge: judge\n  limits: {steps: 3}"), FIRM)
    assert run.play() == "partial: editor!"
    assert settled(run)[:2] == ("unsettled", "debate/unsettled"), "nobody could judge any more"
    assert len([path for path in run.paths if path.startswith("debate/")]) == 3


def test_another_part_can_take_over_where_nobody_argues() -> None:
    flow = DEBATE.replace("judge: judge", "judge: judge\n  fallback: {writer: Decide alone.}")
    run = play(flow, dict.fromkeys("ab", OSError("gone")))
    assert run.play() == "partial: editor!"
    assert run.edges["editor"] == ("writer.2",)


@pytest.mark.parametrize(
    ("changed", "to", "problem"),
    [
        ("{pro: a, con: b}", "[a]", "two sides or more"),
        ("  judge: judge\n", "", "needs a judge"),
        ("judge: judge", "judge: judge\n  settle: majority", "unknown key settle"),
        ("judge: judge", "judge: judge\n  rounds: 0", "a whole number from 1"),
        ("- editor", "- {if: debate.winner == 1, then: editor}", "debate"),
        ("- editor", "- {if: pro.verdict == 'good', then: editor}", "pro"),
    ],
)
def test_what_is_wrong_is_found_before_anything_runs(changed: str, to: str, problem: str) -> None:
    with pytest.raises(RecipeError, match=problem):
        recipe(DEBATE.replace(changed, to))


def test_a_debate_can_be_written_in_python() -> None:
    async def talk(flow: Flow, task: str) -> object:
        sides = [member.agent("a"), member.agent("b")]
        done = await debate(flow, task, sides, "judge", rounds=2)
        return f"{done.how}: {done.reply.path}, {done.rounds} rounds"

    assert World(talk, 1, faults=0).run() == "done: judge: debate/judge, 2 rounds"


def test_the_graph_shows_a_second_round_and_the_judge_only_if_they_disagree() -> None:
    of = recipe(DEBATE)
    sheet = Sheet({name: agent.reply for name, agent in of.agents.items()}, {})
    assert not isinstance(of.flow, PythonFlow)
    of.flow.sketch(Sketch(sheet))
    assert {path: step.when for path, step in sheet.steps.items()} == {
        "writer": (),
        "debate/round/pro": (),
        "debate/round/con": (),
        "debate/round.2/pro": ("they disagree",),
        "debate/round.2/con": ("they disagree",),
        "debate/judge": ("they do not agree in the end",),
        "editor": (),
    }
    assert sheet.steps["debate/round.2/con"].inputs == (
        "writer",
        "debate/round/pro",
        "debate/round/con",
    )
    assert "debate/judge" in sheet.steps["editor"].inputs


# -- the law ---------------------------------------------------------------------------------------

VERDICTS = ("good", "bad", "odd")
Said = Sequence[Sequence[str | None]]


def expected(said: Said, rounds: int) -> tuple[list[list[str]], str]:
    """Who is asked in each round, and how it ends: `agreed`, `judge` or `nobody`."""
    last: dict[str, str] = {}
    silent: set[str] = set()
    asked: list[list[str]] = []
    for held in said[:rounds]:
        asked.append([side for side in "abc"[: len(held)] if side not in silent])
        for side in asked[-1]:
            word = held["abc".index(side)]
            last |= {side: word} if word else {}
            silent |= set() if word else {side}
        if len(last) > 1 and len(set(last.values())) == 1:
            return asked, "agreed"
        if len(held) - len(silent) < 2:
            break
    return asked, "judge" if last else "nobody"


@st.composite
def debates(draw: st.DrawFn) -> Said:
    sides, rounds = draw(st.integers(2, 3)), draw(st.integers(1, 4))
    word = st.sampled_from([*VERDICTS, *VERDICTS, None])
    held = st.lists(word, min_size=sides, max_size=sides)
    return draw(st.lists(held, min_size=rounds, max_size=rounds))


@settings(max_examples=100, deadline=None)
@given(debates(), st.integers(0, 9), st.booleans())
def test_a_debate_is_as_long_as_its_sides_need_and_no_longer(
    said: Said, seed: int, judge_fails: bool
) -> None:
    sides = "abc"[: len(said[0])]
    flow = f"debate: [{', '.join(sides)}]\ncompare: verdict\njudge: judge\nrounds: {len(said)}"
    replies: dict[str, dict[str, object] | Exception] = {
        f"debate/round{f'.{n}' if n > 1 else ''}/{side}": verdict(word, why=f"{side} {n}")
        if word
        else OSError("gone")
        for n, held in enumerate(said, 1)
        for side, word in zip(sides, held, strict=True)
    }
    if judge_fails:
        replies["judge"] = OSError("gone")
    asked, how = expected(said, len(said))
    run = Play(recipe(flow), replies, seed=seed)
    outcome = run.play()
    steps = [
        f"debate/round{f'.{n}' if n > 1 else ''}/{side}"
        for n, held in enumerate(asked, 1)
        for side in held
    ]
    assert sorted(run.asked) == sorted(steps + ["debate/judge"] * (how == "judge"))
    assert outcome.startswith("failed") == (how == "nobody")
    open_ = run.core.state.open_disagreements
    if open_:
        assert judge_fails
        assert outcome == "waits: debate/decision", "what nobody settles is a person's to settle"
    elif how != "nobody" and run.disagreement.found is not None:
        assert settled(run)[0] == how
    assert run.re_executes()
