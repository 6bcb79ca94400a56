"""Functions in place of models: what they are asked, what they may return, and how they end."""

from __future__ import annotations

import asyncio
import re
import threading
from types import MappingProxyType

import pytest

from orchtui.domain.events import Candidate
from orchtui.domain.flow import Reply
from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.domain.python_agent import AgentFunction, Asked
from orchtui.errors import ModelError
from orchtui.providers.python_functions import PythonFunctions
from orchtui.providers.routing import Routing
from tests.engine.building import other_tasks
from tests.providers.blocking import Blocked

NAME = "python/checks.py:sums"
QUESTION = Request(
    path="panel/checker",
    agent="checker",
    attempt=1,
    model=Candidate(name=NAME, read_price=0, write_price=0, code="hash"),
    system="You are checker.",
    user="The whole question.",
    max_tokens=64,
    digest="d",
    task="Add up.",
    says="Check it.",
    inputs=(
        Reply("first", "adder", "one", "d1", {"sum": [1, 2]}),
        Reply("panel/second", "adder", "two", "d2"),
    ),
)


def hear(_: str) -> None:
    """Nobody listens."""


async def answer(function: AgentFunction, hear: Hear = hear) -> Answer:
    return await PythonFunctions({NAME: function}).answer(QUESTION, hear)


async def failure(function: AgentFunction) -> ModelError:
    with pytest.raises(ModelError) as raised:
        await answer(function)
    return raised.value


def returning(value: object) -> AgentFunction:
    return lambda _: value


# -- what is asked -------------------------------------------------------------------------------


async def test_a_function_is_asked_what_a_model_would_be_in_parts() -> None:
    seen: list[Asked] = []

    def function(asked: Asked) -> str:
        seen.append(asked)
        assert asked.wanted()
        return "right"

    await answer(function)

    (asked,) = seen
    assert (asked.task, asked.says, asked.prompt) == ("Add up.", "Check it.", "The whole question.")
    assert asked.inputs == QUESTION.inputs
    assert not asked.wanted(), "it has the answer by now"


@pytest.mark.parametrize(
    ("name", "text"),
    [("adder", "two"), ("first", "one"), ("second", "two"), ("panel/second", "two")],
)
def test_a_reply_is_found_by_its_agent_or_step_and_the_last_one_counts(
    name: str, text: str
) -> None:
    assert Asked("", inputs=QUESTION.inputs).of(name).text == text


def test_who_has_not_replied_is_told_with_those_who_have() -> None:
    with pytest.raises(LookupError, match="no reply of judge came before this; who replied: adder"):
        Asked("", inputs=QUESTION.inputs).of("judge")
    with pytest.raises(LookupError, match="who replied: nobody"):
        Asked("").of("judge")


async def test_what_a_function_does_to_its_inputs_reaches_nobody_else() -> None:
    def function(asked: Asked) -> str:
        data = asked.inputs[0].data
        assert isinstance(data, dict)
        data["sum"].append(3)
        return "changed"

    await answer(function)

    assert QUESTION.inputs[0].data == {"sum": [1, 2]}


# -- what is returned ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Käse\n", "Käse\n"),
        ({"right": True, "name": "Käse"}, '{\n  "right": true,\n  "name": "Käse"\n}'),
        (MappingProxyType({"n": 1}), '{\n  "n": 1\n}'),
        (["a", None], '[\n  "a",\n  null\n]'),
    ],
)
async def test_a_text_is_the_reply_and_data_is_written_as_json(value: object, text: str) -> None:
    heard: list[str] = []

    given = await answer(returning(value), heard.append)

    assert given == Answer(text, read=0, wrote=0, cost=0, model=NAME)
    assert heard == [text]


async def test_an_async_function_is_awaited() -> None:
    async def function(asked: Asked) -> dict[str, str]:
        await asyncio.sleep(0)
        return {"says": asked.says}

    assert (await answer(function)).text == '{\n  "says": "Check it."\n}'


LOOP: dict[str, object] = {}
LOOP["itself"] = LOOP


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "returned nothing; a function returns a text, or a mapping or list that can be "),
        (7, "returned a value of type int; a function returns "),
        (b"bytes", "returned a value of type bytes; "),
        ({"a": {1, 2}}, "returned a dict that is no JSON (Object of type set is not JSON ser"),
        ({"a": float("nan")}, "returned a dict that is no JSON (Out of range float values"),
        (LOOP, "returned a dict that is no JSON (Circular reference detected); "),
    ],
)  # fmt: skip
async def test_whatever_else_is_returned_fails_and_is_named(value: object, told: str) -> None:
    error = await failure(returning(value))

    assert error.kind == "malformed"
    assert str(error).startswith(f"checks.py:sums {told}")


SOURCE = """
def nested(asked):
    def deeper():
        return 1 / 0
    return deeper()

async def later(asked):
    raise KeyError("sum")

def exits(asked):
    raise SystemExit

async def exits_later(asked):
    raise SystemExit(2)
"""


@pytest.mark.parametrize(
    ("function", "told"),
    [
        ("nested", "in line 4: ZeroDivisionError: division by zero"),
        ("later", "in line 8: KeyError: 'sum'"),
        ("exits", "in line 11: SystemExit"),
        ("exits_later", "in line 14: SystemExit: 2"),
    ],
)
async def test_what_a_function_raises_fails_the_attempt_and_says_where(
    function: str, told: str
) -> None:
    names: dict[str, AgentFunction] = {}
    exec(compile(SOURCE, "/somewhere/checks.py", "exec"), names)

    error = await failure(names[function])

    assert (error.kind, str(error)) == ("server", f"checks.py:sums failed {told}")


async def test_a_function_nobody_has_is_told() -> None:
    with pytest.raises(ModelError, match=re.escape(f"{NAME} is no function of this run's agents")):
        await PythonFunctions({}).answer(QUESTION, hear)


# -- threads -------------------------------------------------------------------------------------


async def asked(blocked: Blocked) -> asyncio.Task[Answer]:
    call = asyncio.create_task(answer(blocked))
    await blocked.began.wait()
    return call


async def test_the_loop_goes_on_while_a_function_blocks() -> None:
    blocked = Blocked()
    call = await asked(blocked)

    assert blocked.thread is not threading.current_thread()
    assert blocked.thread.daemon
    assert not call.done()
    assert (await answer(returning("another"))).text == "another"

    blocked.may_go_on.set()
    assert (await call).text == "at last"


async def test_a_function_that_blocks_is_not_gone_before_its_thread_is() -> None:
    blocked = Blocked()
    call = await asked(blocked)

    for _ in range(3):
        call.cancel()
        await answer(returning("time for the loop to turn"))
        assert not call.done()
    assert not blocked.wanted()

    blocked.may_go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_a_call_that_is_shown_out_leaves_its_thread_alone() -> None:
    blocked = Blocked()
    call = PythonFunctions({NAME: blocked}).answer(QUESTION, hear)
    assert asyncio.isfuture(call.send(None))
    await blocked.began.wait()

    call.close()
    assert not blocked.wanted()

    blocked.leave()
    await asyncio.sleep(0)
    assert not other_tasks()


def test_a_function_may_outlive_the_loop_that_asked_it() -> None:
    async def leave() -> Blocked:
        blocked = Blocked()
        call = PythonFunctions({NAME: blocked}).answer(QUESTION, hear)
        call.send(None)
        await blocked.began.wait()
        call.close()
        return blocked

    blocked = asyncio.run(leave())
    blocked.leave()


async def test_an_async_function_is_cancelled_and_may_tidy_up() -> None:
    loop, began, tidied = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    async def function(asked: Asked) -> str:
        loop.call_soon_threadsafe(began.set)
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            await asyncio.sleep(0)
            tidied.set()
        return "never"

    call = asyncio.create_task(answer(function))
    await began.wait()
    call.cancel()

    with pytest.raises(asyncio.CancelledError):
        await call
    assert tidied.is_set()


async def test_an_async_function_that_is_ended_before_it_waits_is_cancelled_as_well() -> None:
    loop, began, may_go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def function(asked: Asked) -> object:
        async def later() -> str:
            await asyncio.get_running_loop().create_future()
            return "never"

        loop.call_soon_threadsafe(began.set)
        may_go_on.wait()
        return later()

    call = asyncio.create_task(answer(function))
    await began.wait()
    call.cancel()
    await asyncio.sleep(0)
    may_go_on.set()

    with pytest.raises(asyncio.CancelledError):
        await call


# -- who is sent where ---------------------------------------------------------------------------


class Speaks:
    """A model that says who asked it."""

    async def answer(self, request: Request, hear: Hear) -> Answer:
        return Answer(f"the model, to {request.agent}", 10, 20, 30)

    async def close(self) -> None:
        pass


async def test_a_request_goes_to_the_function_it_names_or_else_to_the_model() -> None:
    made: list[Speaks] = []

    def others() -> Speaks:
        made.append(Speaks())
        return made[-1]

    routing = Routing(PythonFunctions({NAME: returning("the function")}), others)
    assert (await routing.answer(QUESTION, hear)).text == "the function"
    assert not made, "nobody has needed it"

    writer = QUESTION._replace(agent="writer", model=Candidate(name="openai/tiny"))
    for _ in range(2):
        assert await routing.answer(writer, hear) == Answer("the model, to writer", 10, 20, 30)
    assert len(made) == 1


async def test_a_rehearsed_reply_stands_in_for_a_function_and_costs_as_little() -> None:
    routing = Routing(PythonFunctions({NAME: returning("the function")}), Speaks, {"checker"})

    assert await routing.answer(QUESTION, hear) == Answer("the model, to checker", 0, 0, 0)
