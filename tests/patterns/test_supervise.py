"""Supervise: a supervisor plans steps, checks results, plans again, and always comes to an end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain.flow import Reply
from orchtui.errors import RecipeError
from orchtui.patterns.supervisor_reply import Result, read_turn
from orchtui.recipes.loader import read_with_sheet
from tests.patterns.team import Play, Said, play, recipe

STEPS = "steps?: [{worker: str, says: str, after?: [str]}]"
VERDICTS = "verdicts?: [{step: str, good: bool, why?: str}]"
LEAD = f"{{does: Leads., reply: {{{STEPS}, done?: bool, answer?: str, {VERDICTS}}}}}"
TEAM = {
    "lead": LEAD,
    "search": "Searches.",
    "code": "Writes code.",
    "test": "Tests.",
}
FLOW = """
- writer
- supervise: lead
  workers: [search, code, test]
  ask: Build it.
- editor
"""
DONE = {"steps": [], "done": True}


def step(worker: str, *after: str, says: str = "") -> dict[str, object]:
    return {"worker": worker, "says": says or f"{worker} it", "after": list(after)}


def plan(*steps: dict[str, object], **more: object) -> dict[str, object]:
    return {"steps": list(steps), "done": False, **more}


UNANSWERED: dict[str, Said | list[Said]] = {"supervise/answer": DONE}


def supervised(lead: Said | list[Said], flow: str = FLOW, **replies: Said | list[Said]) -> Play:
    return play(flow, {"supervise/answer": {"answer": "so"}, "lead": lead, **replies}, **TEAM)


def test_the_steps_it_plans_are_carried_out_and_made_into_an_answer() -> None:
    run = supervised([plan(step("search"), step("code", "1")), DONE])
    assert run.play() == "done: editor!"
    assert run.paths == [
        "writer",
        "supervise/round/lead",
        "supervise/round/search",
        "supervise/round/code",
        "supervise/round.2/lead",
        "supervise/answer",
        "editor",
    ]
    assert run.edges["supervise/round/search"] == ()
    assert run.edges["supervise/round/code"] == ("supervise/round/search",)
    assert run.edges["supervise/round.2/lead"] == (
        "writer",
        "supervise/round/lead",
        "supervise/round/search",
        "supervise/round/code",
    )
    assert run.edges["supervise/answer"] == (
        "writer",
        "supervise/round/search",
        "supervise/round/code",
    )
    assert run.edges["supervise/text"] == ("supervise/answer",), "the words of its answer"
    assert run.edges["editor"] == ("supervise/text",)
    assert run.state.groups["supervise"].begun.pattern == "supervise"
    assert run.re_executes()


def test_a_worker_is_told_its_piece_as_quoted_words_of_the_supervisor() -> None:
    run = supervised([plan(step("search", says="Look </task> there")), DONE])
    run.play()
    told = run.users["supervise/round/search"]
    assert '<task from="lead">\nLook \u2039/task> there\n</task>' in told
    assert "Build it." not in told, "the whole question is the supervisor's"


def test_steps_that_need_nothing_of_each_other_go_side_by_side() -> None:
    run = supervised([plan(step("search"), step("code"), step("test", "search", "code")), DONE])
    run.feed(run.first)
    while "supervise/round/lead" not in run.users:
        run.step()
    assert {request.path for request in run.calls.values()} == {
        "supervise/round/search",
        "supervise/round/code",
    }
    assert run.state.steps["supervise/round/test"].status == "planned", "it is on the graph ahead"
    assert run.go_on() == "done: editor!"


def test_one_worker_can_have_several_steps() -> None:
    run = supervised([plan(step("search"), step("search"), step("code", "search.2")), DONE])
    assert run.play() == "done: editor!"
    assert run.edges["supervise/round/code"] == ("supervise/round/search.2",)


def test_an_answer_that_comes_with_done_is_the_answer() -> None:
    run = supervised(
        {**DONE, "answer": "42"}, FLOW + "- {if: supervise.answer == '42', then: judge}\n"
    )
    assert run.play() == "done: judge!"
    assert run.paths == ["writer", "supervise/round/lead", "editor", "judge"]
    assert run.edges["supervise/text"] == ("supervise/round/lead",)
    assert run.edges["editor"] == ("supervise/text",)
    assert '<reply from="text" step="supervise/text">\n42\n</reply>' in run.users["editor"]


def test_another_agent_can_write_the_answer() -> None:
    flow = FLOW.replace("  ask:", "  answer: judge\n  ask:")
    run = supervised([plan(step("search")), {**DONE, "answer": "42"}], flow)
    assert run.play() == "done: editor!"
    assert run.state.steps["supervise/answer"].agent == "judge"
    assert run.edges["editor"] == ("supervise/answer",)


def test_what_is_not_good_is_planned_again_and_left_out_of_the_answer() -> None:
    bad = {"step": "round/search", "good": False, "why": "too old"}
    run = supervised([plan(step("search")), plan(step("search"), verdicts=[bad]), DONE])
    assert run.play() == "done: editor!"
    assert run.edges["supervise/answer"] == ("writer", "supervise/round.2/search")
    assert "not good: round/search: too old" in run.notes
    assert "Failed or not good: round/search." in run.users["supervise/round.3/lead"]
    assert run.re_executes()


def test_an_earlier_result_can_be_given_to_a_later_step() -> None:
    run = supervised([plan(step("search")), plan(step("code", "round/search")), DONE])
    assert run.play() == "done: editor!"
    assert run.edges["supervise/round.2/code"] == ("supervise/round/search",)


def test_a_worker_that_fails_is_told_to_the_supervisor_and_replaced() -> None:
    run = supervised([plan(step("search")), plan(step("code")), DONE], search=OSError("no network"))
    assert run.play() == "partial: editor!"
    assert run.finished.missing == ("supervise/round/search",)
    assert "(nothing: no network)" in run.users["supervise/round.2/lead"]
    assert run.edges["supervise/answer"] == ("writer", "supervise/round.2/code")
    assert run.re_executes()


def test_what_comes_after_a_worker_that_failed_goes_on_without_it() -> None:
    run = supervised([plan(step("search"), step("code", "1")), DONE], search=OSError("gone"))
    assert run.play() == "partial: editor!"
    assert "(nothing: gone)" in run.users["supervise/round/code"]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (plan(step("nobody")), "step 1 is for nobody there is: there is search, code, test"),
        (plan(), "there is no step in it that can be taken, and it is not done"),
        (plan(step("code", "1")), "step 1 comes after itself"),
        (plan(step("code", "2"), step("test", "1")), "steps 1 and 2 come after each other"),
        (plan(step("code", "yesterday")), "step 1 comes after something that there is not"),
        (plan(verdicts=[{"step": "x", "good": True}]), "verdict 1 is on a step that there is no"),
    ],
)
def test_what_cannot_be_used_of_a_plan_is_said_to_the_supervisor(
    bad: dict[str, object], why: str
) -> None:
    run = supervised([bad, DONE])
    assert run.play() == "done: editor!"
    assert any(why in note for note in run.notes)
    assert why in run.users["supervise/round.2/lead"]


def test_after_the_last_round_it_is_asked_for_what_there_is() -> None:
    flow = FLOW.replace("  ask:", "  rounds: 2\n  ask:")
    run = supervised([plan(step("search")), plan(step("code"))], flow)
    assert run.play() == "partial: editor!"
    assert run.finished.missing == ("supervise/round.2/code (not judged)",)
    assert run.edges["supervise/answer"][1:] == ("supervise/round/search", "supervise/round.2/code")
    assert (
        "without supervise/round.2/code (not judged): not done when the rounds (2) were over"
        in run.notes
    )
    (ended,) = [group.ended for group in run.state.groups.values()]
    assert ended is not None
    assert ended.how == "not done when the rounds (2) were over after 2 rounds, 2 results"


def test_five_rounds_are_held_where_the_recipe_does_not_say_how_many() -> None:
    plans: list[Said] = [plan(step("search", says=f"search {n}")) for n in range(9)]
    run = supervised(plans, search=[*"123456789"])
    assert run.play() == "partial: editor!"
    assert "supervise/round.5/lead" in run.paths
    assert "supervise/round.6/lead" not in run.paths


def test_a_supervisor_that_says_the_same_three_times_is_stopped() -> None:
    run = supervised(plan(step("search")), search=["1", "2", "3", "4"])
    assert run.play() == "partial: editor!"
    assert run.finished.missing == ("supervise/round.3/lead",)
    assert "supervise/round.4/lead" not in run.paths
    assert len(run.edges["supervise/answer"]) == 3, "writer, and two results of search"


def test_the_same_plan_in_other_words_is_a_loop_too() -> None:
    verdicts = [[{"step": "search", "good": False, "why": f"{n}"}] for n in range(5)]
    run = supervised([plan(step("search"), verdicts=each) for each in verdicts], search=[*"12345"])
    assert run.play() == "partial: editor!"
    assert run.finished.missing == ("supervise/round.2/search (not good)",)
    assert any("the same plan in 3 rounds in a row" in note for note in run.notes)
    assert "supervise/round.3/search" not in run.paths


def test_a_supervisor_that_fails_leaves_the_results_so_far() -> None:
    run = play(
        FLOW,
        {
            "lead": [plan(step("search"), step("code")), OSError("gone")],
            "supervise/answer": OSError("gone"),
        },
        **TEAM,
    )
    assert run.play() == "partial: editor!"
    assert set(run.finished.missing) == {"supervise/round.2/lead", "supervise/answer"}
    assert run.edges["editor"] == ("supervise/round/search", "supervise/round/code")
    assert run.re_executes()


def test_a_supervisor_that_fails_before_there_is_anything_fails() -> None:
    run = supervised(OSError("gone"), FLOW.replace("  ask:", "  fallback: judge\n  ask:"))
    assert run.play() == "partial: editor!"
    assert run.edges["editor"] == ("judge",)
    assert supervised(OSError("gone")).play() == "failed: supervise/round/lead: gone"


def test_a_supervisor_that_gives_no_answer_leaves_the_results_and_not_its_plan() -> None:
    run = supervised([plan(step("search")), DONE], FLOW, **UNANSWERED)
    assert run.play() == "partial: editor!"
    assert run.finished.missing == ("supervise/answer",)
    assert run.edges["editor"] == ("supervise/round/search",)
    without = supervised(DONE, FLOW, **UNANSWERED)
    assert without.play() == "failed: supervise/answer: there is no answer in its reply"


def test_supervisors_nest() -> None:
    flow = """
- supervise: lead
  workers:
    search: search
    team:
      supervise: head
      workers: [code, test]
      name: build
      rounds: 2
"""
    replies: dict[str, Said | list[Said]] = {
        "lead": [plan(step("search"), step("team", "1", says="Make it.")), DONE],
        "head": [plan(step("code"), step("test", "code")), {**DONE, "answer": "made"}],
        "supervise/answer": {"answer": "so"},
    }
    run = play(flow, replies, **TEAM, head=LEAD)
    assert run.play() == "done: so"
    inner = "supervise/round/team/build"
    assert run.edges[f"{inner}/round/head"] == ("supervise/round/search",)
    assert "Make it." in run.users[f"{inner}/round/head"]
    assert run.edges[f"{inner}/round/test"] == (f"{inner}/round/code",)
    assert run.edges["supervise/answer"] == ("supervise/round/search", f"{inner}/text")
    assert run.re_executes()


def test_a_team_below_that_fails_is_told_to_the_supervisor_above() -> None:
    flow = """
- supervise: lead
  workers: {search: search, team: {supervise: head, workers: [code, test], name: build}}
"""
    replies: dict[str, Said | list[Said]] = {
        "lead": [plan(step("team"), step("search", "team")), DONE],
        "head": OSError("ill"),
        "supervise/answer": {"answer": "so"},
    }
    run = play(flow, replies, **TEAM, head=LEAD)
    assert run.play() == "partial: so"
    assert "(nothing: ill)" in run.users["supervise/round/search"]
    assert "(nothing: ill)" in run.users["supervise/round.2/lead"]
    assert run.re_executes()


def test_it_keeps_to_its_own_limits() -> None:
    flow = FLOW.replace("  ask:", "  limits: {steps: 3}\n  ask:")
    run = supervised([plan(step("search"), step("code"), step("test"))], flow)
    assert run.play() == "partial: editor!"
    assert "supervise/round/test" in run.finished.missing
    assert len(run.edges["editor"]) == 2, "the answer was not within the limits: the results"


def test_its_graph_is_drawn_ahead() -> None:
    sheet = read_with_sheet(recipe_text())[1]
    assert {path: (drawn.inputs, drawn.when) for path, drawn in sheet.steps.items()} == {
        "supervise/round/lead": ((), ()),
        "supervise/round/search": (("supervise/round/lead",), ("lead plans it",)),
        "supervise/round.2/lead": (
            ("supervise/round/lead", "supervise/round/search"),
            ("it is not done",),
        ),
        "supervise/answer": (
            ("supervise/round/search",),
            ("lead gives no answer with done",),
        ),
        "editor": (("supervise/answer",), ()),
    }


def recipe_text(lead: str = LEAD) -> str:
    return f"""task: t
agents: {{lead: {lead}, search: Searches., editor: Edits.}}
flow:
  - {{supervise: lead, workers: [search]}}
  - editor
"""


@pytest.mark.parametrize(
    ("lead", "why"),
    [
        ("Leads.", "lead plans what its workers do: it needs a reply: with steps"),
        (LEAD.replace("answer?: str, ", ""), "lead writes the answer, as no answer: is named"),
        (f"{{does: Leads., reply: {{{STEPS}}}}}", "lead says when nothing is left to do: it needs"),
    ],
)
def test_a_supervisor_without_the_fields_it_needs_is_found_before_the_run(
    lead: str, why: str
) -> None:
    with pytest.raises(RecipeError, match=why):
        read_with_sheet(recipe_text(lead))


# -- laws ----------------------------------------------------------------------------------------

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["steps", "worker", "says", "after", "step", "good", "why"]), inner
        )
    ),
    max_leaves=12,
)
NAMES = st.sampled_from(["search", "code", "test", "team", "nobody", ""])
REFERENCES = st.sampled_from(["1", "2", "3", "9", "search", "code", "round/search", "test.2", "?"])
A_STEP = st.fixed_dictionaries(
    {"worker": NAMES, "says": st.sampled_from(["a", "b", ""])},
    optional={"after": st.lists(REFERENCES, max_size=3)},
)
A_VERDICT = st.fixed_dictionaries({"step": REFERENCES, "good": st.booleans()})
A_TURN = st.fixed_dictionaries(
    {},
    optional={
        "steps": st.lists(A_STEP, max_size=5),
        "verdicts": st.lists(A_VERDICT, max_size=3),
        "done": st.sampled_from([False, False, False, True]),
        "answer": st.sampled_from(["", "this"]),
    },
)
FAILURE = st.builds(OSError, st.just("gone"))
SOME_WORK = st.lists(st.text("xyz", min_size=1, max_size=3) | FAILURE, min_size=1, max_size=4)
NESTED = """
- supervise: lead
  workers:
    search: search
    code: code
    test: test
    team: {supervise: head, workers: {code: writer, test: editor}, name: inner, rounds: 2}
  rounds: 4
"""


@given(
    st.dictionaries(st.sampled_from(["steps", "verdicts", "done", "answer"]), ANYTHING, max_size=4)
)
@settings(max_examples=300, deadline=None)
def test_whatever_a_supervisor_replies_can_be_read(data: dict[str, object]) -> None:
    before = Result("round/search", Reply("supervise/round/search", "search", "x", "d"))
    turn = read_turn(data, ["search", "code"], [before])  # type: ignore[arg-type]  # garbage
    names = [order.name for order in turn.orders]
    assert len(set(names)) == len(names)
    for number, order in enumerate(turn.orders):
        assert order.worker in ("search", "code")
        assert set(order.after) <= set(names[:number])
    assert turn.orders or turn.done or turn.problems


@given(
    st.lists(A_TURN | FAILURE, min_size=1, max_size=6),
    st.lists(A_TURN | FAILURE, min_size=1, max_size=3),
    st.fixed_dictionaries({}, optional=dict.fromkeys(["search", "code", "test"], SOME_WORK)),
    st.integers(0, 2**16),
)
@settings(max_examples=120, deadline=None)
def test_every_supervision_ends_within_its_rounds_and_re_executes(
    lead: list[Said], head: list[Said], work: dict[str, list[Said]], seed: int
) -> None:
    team = recipe(NESTED, **TEAM, head=LEAD)
    run = Play(team, {"lead": lead, "head": head, **work}, seed)
    run.play()
    assert run.core.finished
    assert run.finished.status in ("done", "partial", "failed")
    assert "supervise/round.5/lead" not in run.paths
    assert not any("inner/round.3/" in path for path in run.paths)
    good = [path for path, each in run.state.steps.items() if each.reply and "round" in path]
    rejected = any(note.startswith("not good") for note in run.notes)
    if not rejected and any(run.state.steps[path].agent not in ("lead", "head") for path in good):
        assert run.finished.status != "failed", "there is something to show"
    if run.finished.status != "failed":
        assert run.finished.status == ("partial" if run.finished.missing else "done")
    assert run.re_executes()
