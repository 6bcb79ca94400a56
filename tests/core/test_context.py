"""What an agent is given: no more than its context holds, cut or summarised, and on the record."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from orchtui.core import Machine
from orchtui.domain.digest import Texts
from orchtui.domain.flow import Flow, Reply
from orchtui.domain.prompts import fitted, tokens_about
from orchtui.domain.recipe import Context
from orchtui.engine.reexecution import reexecute
from orchtui.replay.prompts import prompt_of
from tests.core.world import AGENTS, RECIPE, World, started

LONG = "word " * 2000


async def reads_two(flow: Flow, task: str) -> Reply:
    return await flow.ask("c", "Join them.", flow.ask("a", "long"), flow.ask("b", "short"))


class Told(World):
    """A world in which `a` talks at length, and what each step is told can be read."""

    def __init__(self, context: Context, summary: str | None = "In short: words.") -> None:
        agents = {**AGENTS, "c": replace(AGENTS["c"], context=context)}
        super().__init__(reads_two, 1, recipe=replace(RECIPE, agents=agents), faults=0.0)
        self.users: dict[str, str] = {}
        self.summary = summary

    def tell(self) -> str:
        from orchtui.domain import events as e

        self.feed(started())
        while self.calls:
            request = next(iter(self.calls.values()))
            self.users[request.path] = request.user
            said = {"a": LONG, "d": self.summary}.get(request.agent, f"{request.agent} says little")
            if said is None:
                self.over(request, e.AttemptFailed, fault="server", message="gone")
            else:
                self.over(request, e.StepReplied, text=self.core.texts.keep(said))
        return self.outcome


def test_what_is_too_long_is_cut_and_said_so() -> None:
    world = Told(Context(100))
    assert world.tell().startswith("done")
    told = world.users["c"]
    assert tokens_about(told) < 250
    assert "tokens are left out here]" in told
    assert "b says little" in told, "who says little is not cut"
    asked = world.core.state.steps["c"].attempts[0].asked
    assert asked.trimmed > 2000


def test_an_agent_is_given_five_hundred_tokens_where_nothing_is_said() -> None:
    world = Told(Context())
    world.tell()
    assert 400 < tokens_about(world.users["c"]) < 650


def test_what_fits_is_given_whole() -> None:
    world = Told(Context(5000))
    world.tell()
    assert LONG.strip() in world.users["c"]
    assert world.core.state.steps["c"].attempts[0].asked.trimmed == 0


def test_a_summary_is_a_step_of_its_own_and_is_given_in_place_of_what_is_too_long() -> None:
    world = Told(Context(100, "d"))
    assert world.tell().startswith("done")
    state = world.core.state
    assert state.steps["c/summary"].inputs == ("a", "b")
    assert state.steps["c"].inputs == ("c/summary",)
    assert LONG.strip() in world.users["c/summary"], "who summarises reads it whole"
    assert "at most 100 tokens" in world.users["c/summary"]
    assert "In short: words." in world.users["c"]
    assert "word word" not in world.users["c"]


def test_without_a_summary_that_was_wanted_it_is_cut_and_the_run_says_what_is_missing() -> None:
    world = Told(Context(100, "d"), summary=None)
    assert world.tell().startswith("partial")
    assert world.finished.missing == ("c/summary",)
    assert "tokens are left out here]" in world.users["c"]
    assert world.core.state.steps["c"].inputs == ("a", "b")


def test_what_needs_no_summary_is_not_summarised() -> None:
    world = Told(Context(5000, "d"))
    world.tell()
    assert "c/summary" not in world.core.state.steps


def test_a_record_with_summaries_re_executes_and_its_prompts_can_be_built_again() -> None:
    world = Told(Context(100, "d"))
    world.tell()
    again = Machine(world.core.recipe, reads_two, Texts(world.core.texts.known))
    reexecute(again, world.turns)
    assert again.state == world.core.state
    for path, sent in world.users.items():
        prompt = prompt_of(world.core.recipe, again.state, world.core.texts, path, 1)
        assert prompt is not None
        assert prompt.exact
        assert prompt.user == sent


@given(st.lists(st.text(max_size=400), max_size=8), st.integers(1, 200))
def test_cut_texts_fit_and_only_the_longest_are_cut(texts: list[str], tokens: int) -> None:
    kept, left_out = fitted(texts, tokens)
    sizes = [tokens_about(text) for text in texts]
    whole = [text == cut for text, cut in zip(texts, kept, strict=True)]
    assert (left_out > 0) == (sum(sizes) > tokens)
    cut = [size for size, is_whole in zip(sizes, whole, strict=True) if not is_whole]
    share = tokens // max(1, len(texts))
    assert all(size > share for size in cut), "who needs no more than a fair share is never cut"
    assert not (cut and left_out == 0)


@given(st.permutations(["x" * 50, "y" * 400, "z" * 4000]))
def test_what_is_left_of_a_text_does_not_depend_on_the_order(texts: list[str]) -> None:
    kept, _ = fitted(texts, 100)
    assert sorted(kept) == sorted(fitted(sorted(texts), 100)[0])
