"""The rehearsal model: what it says, how it says it, what it costs, and how it fails on request."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.domain.data import Parameter
from orchtui.domain.events import Candidate
from orchtui.domain.expression import parse
from orchtui.domain.model import Answer, Model
from orchtui.domain.prompts import Request, tokens_at_most
from orchtui.domain.recipe import Agent, PythonFlow, Recipe, Rehearsed
from orchtui.domain.reply_schema import Choice, Flag, ListOf, Number, Record, Schema, Text, read
from orchtui.engine.clock import VirtualClock
from orchtui.errors import ModelError, UsageError
from orchtui.providers.rehearsal import FAULTS, Rehearsal, parse_chaos
from orchtui.providers.rehearsal.pace import tokens_a_second

CHECKED = Record(
    {
        "verdict": Choice(("confirmed", "doubtful")),
        "notes": Text(),
        "confidence": Number(low=0, high=1),
    }
)
SURE = '{"verdict": "confirmed", "notes": "It says so.", "confidence": 0.86}'
UNSURE = '{"verdict": "doubtful", "notes": "Two claims lack a source.", "confidence": 0.62}'
RECIPE = Recipe(
    name="test",
    agents={"checker": Agent("checker", "Checks.")},
    flow=PythonFlow("", ""),
    rehearsal={
        "checker": (Rehearsed(SURE), Rehearsed(UNSURE, when=parse("doubtful"))),
        "critic": (Rehearsed("One."), Rehearsed("Two."), Rehearsed("Three.")),
        "speaker": (Rehearsed("What is to be said takes its time. " * 12),),
        "late": (Rehearsed("Only on Sundays.", when=parse("doubtful")),),
    },
)
PROMPT = "<task>\nExplain quantum entanglement to a curious teenager.\n</task>\n\nGather the facts."


def asked(agent: str, path: str = "", **changed: object) -> Request:
    request = Request(
        path=path or agent,
        agent=agent,
        attempt=1,
        model=Candidate(name="openai/gpt-4.1", read_price=2_000, write_price=8_000),
        system="You are careful.",
        user=PROMPT,
        max_tokens=1024,
        digest="",
    )
    return request._replace(**changed)  # type: ignore[arg-type]  # named as the fields are


@dataclass(frozen=True)
class Heard:
    """All that came of one attempt."""

    answer: Answer | None
    error: ModelError | None
    pieces: tuple[tuple[float, str], ...]
    seconds: float

    @property
    def text(self) -> str:
        return "".join(piece for _, piece in self.pieces)

    @property
    def whole(self) -> Answer:
        assert self.answer is not None
        return self.answer


async def hear(
    request: Request,
    *,
    seed: int = 7,
    parameters: Mapping[str, Parameter] | None = None,
    chaos: Mapping[str, float] | None = None,
) -> Heard:
    clock = VirtualClock()
    model: Model = Rehearsal(RECIPE, parameters or {"doubtful": False}, seed, clock, chaos or {})
    pieces: list[tuple[float, str]] = []
    answer = error = None
    try:
        answer = await model.answer(request, lambda piece: pieces.append((clock.now(), piece)))
    except ModelError as failed:
        error = failed
    await model.close()
    return Heard(answer, error, tuple(pieces), clock.now())


# --- what it says ------------------------------------------------------------------------


async def test_it_says_what_the_recipe_gives_the_agent_to_say() -> None:
    assert (await hear(asked("checker", schema=CHECKED))).whole.text == SURE


async def test_lines_for_these_very_parameters_come_before_lines_for_any() -> None:
    heard = await hear(asked("checker", schema=CHECKED), parameters={"doubtful": True})
    assert heard.whole.text == UNSURE


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("critic", "One."),
        ("panel/critic.2", "Two."),
        ("debate.2/round.3/critic", "Three."),
        ("round.2/inner/critic", "Two."),
        ("round.3/critic.2", "Two."),
        ("critic.4", "One."),
    ],
)
async def test_steps_say_an_agents_lines_in_turn(path: str, line: str) -> None:
    assert (await hear(asked("critic", path))).whole.text == line


@pytest.mark.parametrize(
    ("path", "turn", "line"),
    [
        ("critic", 2, "Two."),
        ("decompose/reconcile", 2, "Two."),
        ("decompose/law", 3, "Three."),
        ("supervise/round.2/second_look", 3, "Three."),
        ("panel/careful.2", 4, "One."),
        ("round.2/critic", 3, "Two."),
    ],
)
async def test_steps_that_have_names_of_their_own_say_them_in_turn_too(
    path: str, turn: int, line: str
) -> None:
    assert (await hear(asked("critic", path, turn=turn))).whole.text == line


async def test_an_agent_whose_lines_are_for_other_parameters_makes_something_up() -> None:
    text = (await hear(asked("late"))).whole.text
    assert text
    assert text != "Only on Sundays."


async def test_what_it_makes_up_is_about_the_task() -> None:
    texts = [(await hear(asked("anyone", f"anyone.{n}"))).whole.text for n in range(1, 20)]
    assert all("<" not in text and text.endswith(".") for text in texts)
    assert any("entanglement" in text for text in texts)


schemas: st.SearchStrategy[Schema] = st.recursive(
    st.one_of(
        st.just(Text()),
        st.just(Flag()),
        st.just(Number()),
        st.just(Number(whole=True)),
        st.tuples(st.booleans(), st.integers(-5, 5), st.integers(0, 9)).map(
            lambda drawn: Number(drawn[0], drawn[1], drawn[1] + drawn[2])
        ),
        st.lists(st.sampled_from("abcd"), min_size=1, unique=True).map(lambda o: Choice(tuple(o))),
    ),
    lambda inner: (
        inner.map(ListOf)
        | st.dictionaries(st.sampled_from(["title", "sources", "x"]), inner).map(Record)
    ),
    max_leaves=8,
)
names = st.sampled_from(["confidence", "verdict", "summary", "search_terms", "url", "email", "id"])
records = st.dictionaries(names, schemas, min_size=1).map(Record)


@given(records, st.text(max_size=80), st.integers())
async def test_what_it_makes_up_is_a_good_reply_by_any_schema(
    schema: Record, prompt: str, seed: int
) -> None:
    heard = await hear(asked("anyone", schema=schema, user=prompt, max_tokens=10**6), seed=seed)
    assert read(heard.whole.text, schema).problem == ""


@given(st.integers())
async def test_it_is_rather_sure_and_lists_a_few_things(seed: int) -> None:
    schema = Record({"confidence": Number(low=0, high=1), "sources": ListOf(Text())})
    said = json.loads((await hear(asked("anyone", schema=schema), seed=seed)).whole.text)
    assert 0.7 <= said["confidence"] <= 0.95
    assert 2 <= len(said["sources"]) <= 4


# --- what decides it ---------------------------------------------------------------------


@given(st.permutations(range(6)))
async def test_the_order_of_calls_decides_nothing(order: list[int]) -> None:
    requests = [
        asked(agent, f"group/{agent}.{n}") for agent in ("critic", "any") for n in (1, 2, 3)
    ]
    alone = {request.path: await hear(request) for request in requests}
    model = Rehearsal(RECIPE, {"doubtful": False}, 7, VirtualClock(), {})
    for place in order:
        request = requests[place]
        assert await model.answer(request, lambda _: None) == alone[request.path].answer


async def test_seed_path_and_attempt_each_decide_what_is_made_up() -> None:
    first = await hear(asked("anyone"))
    assert await hear(asked("anyone")) == first
    others = [
        await hear(asked("anyone"), seed=8),
        await hear(asked("anyone", "anyone.2")),
        await hear(asked("anyone", attempt=2)),
    ]
    assert all(other.pieces != first.pieces for other in others)


# --- how it says it, and at what price ---------------------------------------------------


@given(st.integers())
async def test_a_reply_streams_piece_by_piece_at_the_pace_of_a_model(seed: int) -> None:
    heard = await hear(asked("speaker"), seed=seed)
    times = [at for at, _ in heard.pieces]
    assert heard.text == heard.whole.text
    assert 0.25 <= times[0] <= 0.6
    assert len(times) > 5
    assert all(earlier < later for earlier, later in pairwise(times))
    assert 30 <= heard.whole.wrote / (heard.seconds - times[0]) <= 120


def test_a_model_always_writes_at_its_own_speed() -> None:
    speeds = {name: tokens_a_second(name) for name in ("openai/gpt-4.1", "groq/llama", "a", "b")}
    assert all(40 <= speed <= 90 for speed in speeds.values())
    assert len(set(speeds.values())) > 1


async def test_tokens_cost_what_the_model_costs() -> None:
    answer = (await hear(asked("critic"))).whole
    assert answer.model == "openai/gpt-4.1"
    assert answer.wrote == 1
    assert answer.cost == answer.read * 2_000 + answer.wrote * 8_000


async def test_a_model_without_a_price_has_no_cost() -> None:
    assert (await hear(asked("critic", model=Candidate(name="some/model")))).whole.cost is None


@given(st.text(max_size=200), st.integers(1, 60))
async def test_it_never_uses_more_than_was_promised(prompt: str, most: int) -> None:
    request = asked("speaker", user=prompt, max_tokens=most)
    answer = (await hear(request)).whole
    assert answer.wrote <= most
    assert answer.read <= tokens_at_most(request.system) + tokens_at_most(request.user)


async def test_cancelling_ends_it_at_once_and_nothing_more_is_heard() -> None:
    clock = VirtualClock()
    model, pieces = Rehearsal(RECIPE, {"doubtful": False}, 7, clock, {}), list[str]()
    task = asyncio.create_task(model.answer(asked("speaker"), pieces.append))
    clock.call_later(1.0, task.cancel)
    with pytest.raises(asyncio.CancelledError):
        await task
    heard = len(pieces)
    assert (heard > 0, clock.now()) == (True, 1.0)
    await clock.sleep(60)
    assert len(pieces) == heard


# --- what goes wrong on request ----------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind", "partial", "silent"),
    [
        ("timeout", "timeout", False, True),
        ("hang", "timeout", True, True),
        ("ratelimit", "rate_limit", False, False),
        ("server", "server", False, False),
        ("disconnect", "disconnected", True, False),
        ("truncated", "truncated", True, False),
    ],
)
async def test_a_broken_attempt_ends_as_it_would_in_life(
    fault: str, kind: str, partial: bool, silent: bool
) -> None:
    whole = await hear(asked("speaker"))
    heard = await hear(asked("speaker"), chaos={fault: 1.0})
    assert heard.error is not None
    assert heard.error.kind == kind
    assert "openai/gpt-4.1" in str(heard.error)
    assert "--chaos" in str(heard.error)
    assert (heard.text != "") == partial
    assert whole.text.startswith(heard.text)
    assert len(heard.text) < len(whole.text)
    assert (heard.seconds > 3_600) == silent


@given(records, st.integers())
async def test_a_malformed_reply_cannot_be_read_by_its_schema(schema: Record, seed: int) -> None:
    heard = await hear(asked("anyone", schema=schema), seed=seed, chaos={"malformed": 1.0})
    assert read(heard.whole.text, schema).problem != ""


async def test_a_malformed_plain_reply_is_empty() -> None:
    heard = await hear(asked("critic"), chaos={"malformed": 1.0})
    assert (heard.whole.text, heard.pieces) == ("", ())


async def test_who_disagrees_chooses_otherwise_and_says_the_rest_as_before() -> None:
    schema = Record(
        {"agreed": Flag(), "ranks": ListOf(CHECKED), "note": Text()}, frozenset({"note"})
    )
    request = asked("anyone", schema=schema)
    agreed = json.loads((await hear(request)).whole.text)
    turned = json.loads((await hear(request, chaos={"disagree": 1.0})).whole.text)
    assert turned["agreed"] is not agreed["agreed"]
    for before, after in zip(agreed["ranks"], turned["ranks"], strict=True):
        assert {before["verdict"], after["verdict"]} == {"confirmed", "doubtful"}
        assert before | {"verdict": ""} == after | {"verdict": ""}
    assert (await hear(asked("critic"), chaos={"disagree": 1.0})).whole.text != "One."


async def test_every_attempt_draws_for_itself_about_as_often_as_asked() -> None:
    chaos = {"server": 0.3}
    heard = [await hear(asked("critic", attempt=n), chaos=chaos) for n in range(1, 301)]
    assert 60 <= sum(each.error is not None for each in heard) <= 120


async def test_asking_for_one_fault_more_moves_no_other() -> None:
    for seed in range(60):
        once = await hear(asked("anyone"), seed=seed, chaos={"server": 0.3})
        more = await hear(asked("anyone"), seed=seed, chaos={"server": 0.3, "disagree": 0.3})
        assert (once.error is None) == (more.error is None)
        if once.error is None:
            assert more.whole.text.endswith(once.whole.text)


def test_chaos_is_read_as_it_is_written_on_a_command_line() -> None:
    assert parse_chaos("timeout=0.1, malformed=.05") == {"timeout": 0.1, "malformed": 0.05}
    assert parse_chaos("") == {}
    assert parse_chaos(",".join(f"{name}=1" for name in FAULTS)) == dict.fromkeys(FAULTS, 1.0)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("timeuot=0.1", "did you mean timeout?"),
        ("timeout", "nothing is not a chance from 0 to 1"),
        ("timeout=often", "'often' is not a chance from 0 to 1"),
        ("hang=1.5", "'1.5' is not a chance from 0 to 1"),
        ("hang=-0.1", "'-0.1' is not a chance from 0 to 1"),
        ("hang=nan", "'nan' is not a chance from 0 to 1"),
        ("hang=0.1,hang=0.2", "names hang twice"),
    ],
)
def test_bad_chaos_is_told_with_what_to_write(written: str, complaint: str) -> None:
    with pytest.raises(UsageError) as told:
        parse_chaos(written)
    assert complaint in str(told.value)
