"""The seam to real models, against real servers on loopback: `llmock`, and `servers` beside this.

What happens when they fail is in `test_litellm_failures`. The first to ask waits some seconds for
litellm to load.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from collections.abc import Mapping

import pytest
from aiohttp import ClientSession
from llmock.pytest_plugin import LLMock

from orchtui.domain.events import Candidate
from orchtui.domain.model import Answer
from orchtui.domain.reply_schema import Number, Record, Text
from orchtui.providers.litellm import LiteLLM
from tests.checks.lock import ROOT
from tests.providers.asking import AS_LITELLM_IS, KEY, PLAIN, Asked, at, of
from tests.providers.servers import DONE, closed_address, piece, serving

pytestmark = AS_LITELLM_IS


def body_of(llmock: LLMock) -> Mapping[str, object]:
    body = llmock.last_request.body
    assert isinstance(body, dict)
    return body


class TestAnAnswer:
    async def test_is_heard_in_pieces_that_make_up_its_text(
        self, asked: Asked, llmock: LLMock
    ) -> None:
        llmock.reply("The sea is wide, and nobody owns it.")

        answer = await asked.answer()

        assert answer.text == "".join(asked.heard) == "The sea is wide, and nobody owns it."
        assert len(asked.heard) > 3

    @pytest.mark.parametrize(
        ("name", "path"),
        [
            ("anthropic/claude-sonnet-4-5", "/anthropic"),
            ("gemini/gemini-2.5-flash", "/gemini/v1beta"),
            ("groq/llama-3.3-70b-versatile", "/groq/openai/v1"),
            ("mistral/mistral-small-latest", "/mistral/v1"),
            ("together_ai/tiny", "/together/v1"),
            ("xai/grok-4", "/xai/v1"),
        ],
    )
    async def test_comes_from_any_provider(
        self, asked: Asked, llmock: LLMock, name: str, path: str
    ) -> None:
        llmock.reply("The sea is wide.")

        answer = await asked.answer(of(name, f"{llmock.url}{path}"))

        assert llmock.last_request.path.startswith(path)
        assert answer.text == "The sea is wide."

    async def test_tells_the_tokens_that_the_provider_counted(
        self, asked: Asked, llmock: LLMock
    ) -> None:
        llmock.reply("The sea is wide.")

        answer = await asked.answer()

        assert answer.read > 0
        assert answer.wrote > 0
        assert not answer.estimated
        assert answer.model == "openai/tiny"

    async def test_has_its_tokens_estimated_where_the_provider_did_not_count(
        self, asked: Asked
    ) -> None:
        async with serving(piece("The sea is wide."), piece(finish="stop"), DONE) as server:
            answer = await asked.answer(at(server.address))

        assert answer.estimated
        assert answer.read > 0
        assert answer.wrote > 0

    async def test_costs_what_the_recipe_says(self, asked: Asked, llmock: LLMock) -> None:
        answer = await asked.answer(
            PLAIN._replace(model=Candidate(name="openai/tiny", read_price=1_000, write_price=4_000))
        )

        assert answer.cost == 1_000 * answer.read + 4_000 * answer.wrote

    async def test_costs_what_the_library_knows_where_the_recipe_says_nothing(
        self, asked: Asked, llmock: LLMock
    ) -> None:
        answer = await asked.answer(of("anthropic/claude-sonnet-4-5"))

        assert llmock.last_request.provider == "anthropic"
        assert answer.text
        assert answer.cost == 3_000 * answer.read + 15_000 * answer.wrote

    async def test_has_no_cost_where_nobody_knows_the_price(
        self, asked: Asked, llmock: LLMock
    ) -> None:
        assert (await asked.answer()).cost is None

    async def test_that_ran_into_its_limit_is_an_answer(self, asked: Asked) -> None:
        async with serving(piece("The sea is"), piece(finish="length"), DONE) as server:
            answer = await asked.answer(at(server.address))

        assert answer.text == "The sea is"

    async def test_is_made_harmless_before_it_is_heard(self, asked: Asked) -> None:
        wild = piece("The \x1b[2Jsea\r"), piece("\nis \u202ewide.")
        async with serving(*wild, piece(finish="stop"), DONE) as server:
            answer = await asked.answer(at(server.address))

        assert answer.text == "".join(asked.heard) == "The ␛[2Jsea\nis ⟪U+202E⟫wide."


class TestARequest:
    async def test_carries_its_words_and_its_limit(self, asked: Asked, llmock: LLMock) -> None:
        await asked.answer(PLAIN._replace(temperature=0.2, seed=7))

        assert body_of(llmock) == {
            "model": "tiny",
            "messages": [
                {"role": "system", "content": "You are a writer."},
                {"role": "user", "content": "Say something about the sea."},
            ],
            "max_tokens": 64,
            "temperature": 0.2,
            "seed": 7,
            "stream": True,
            "stream_options": {"include_usage": True},
        }

    async def test_asks_for_the_form_of_the_reply_where_the_model_keeps_to_one(
        self, asked: Asked, llmock: LLMock
    ) -> None:
        schema = Record({"summary": Text(), "confidence": Number(low=0, high=1)})

        await asked.answer(of("openai/gpt-4.1")._replace(schema=schema))

        assert body_of(llmock)["response_format"] == {
            "type": "json_schema",
            "json_schema": {"name": "reply", "schema": schema.json_schema(), "strict": True},
        }

    async def test_asks_for_no_form_of_a_model_that_nobody_knows(
        self, asked: Asked, llmock: LLMock
    ) -> None:
        await asked.answer(PLAIN._replace(schema=Record({"summary": Text()})))

        assert "response_format" not in body_of(llmock)

    async def test_is_not_sent_without_the_key_it_needs(self, asked: Asked) -> None:
        failure = await asked.failure(of("groq/llama-3.3-70b-versatile"))

        assert failure.kind == "auth"
        assert "groq/llama-3.3-70b-versatile needs GROQ_API_KEY" in str(failure)
        assert "--rehearse" in str(failure)

    async def test_takes_the_persons_key_to_the_address_the_person_gave(
        self, asked: Asked, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        async with serving(piece("The sea."), piece(finish="stop"), DONE) as server:
            monkeypatch.setenv("OPENAI_API_BASE", server.address)
            await asked.answer()

        assert server.headers[0]["authorization"] == f"Bearer {KEY}"

    async def test_takes_no_key_to_an_address_that_a_recipe_names(
        self, asked: Asked, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        async with serving(piece("The sea."), piece(finish="stop"), DONE) as server:
            await asked.answer(at(server.address))

        assert KEY not in str(server.headers)


class TestCancelling:
    async def test_midway_closes_the_connection(self, asked: Asked) -> None:
        async with serving(piece("The sea is"), then="hold") as server:
            call = asyncio.create_task(asked.answer(at(server.address)))
            await asked.began.wait()

            await cancelled(call)

            await server.left.wait()

    async def test_before_anything_came_closes_the_connection(self, asked: Asked) -> None:
        async with serving(status="", then="hold") as server:
            call = asyncio.create_task(asked.answer(at(server.address)))
            await server.asked.wait()

            await cancelled(call)

            await server.left.wait()


async def cancelled(call: asyncio.Task[Answer]) -> None:
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


class TestClosing:
    async def test_leaves_no_task_and_no_connection(self, llmock: LLMock) -> None:
        asked = Asked()
        await asked.answer()
        await asked.answer(of("anthropic/claude-sonnet-4-5", f"{llmock.url}/anthropic"))
        await asked.failure(at(closed_address()))
        assert len(open_sessions()) > 1

        await asked.model.close()

        assert open_sessions() == set()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    async def test_leaves_alone_who_else_is_listening(self, asked: Asked, llmock: LLMock) -> None:
        await asked.answer()
        before, other = open_sessions(), Asked()
        await other.answer()

        await other.model.close()

        assert open_sessions() == before != set()

    async def test_a_model_that_was_never_asked_is_nothing(self) -> None:
        await LiteLLM().close()


def open_sessions() -> set[int]:
    """Every HTTP session in this process that has not been closed."""
    found = (each for each in gc.get_objects() if issubclass(type(each), ClientSession))
    return {id(session) for session in found if not session.closed}


FIRST_CALL = """
import asyncio, sys
from orchtui.domain.events import Candidate
from orchtui.domain.prompts import Request
from orchtui.errors import ModelError
from orchtui.providers.litellm import LiteLLM

assert "litellm" not in sys.modules

async def main():
    turns, asking = 0, True

    async def live():
        nonlocal turns
        while asking:
            turns += "litellm" in sys.modules and "openai" not in sys.modules
            await asyncio.sleep(0)

    candidate = Candidate(name="openai/tiny", api_base=sys.argv[1])
    request = Request("a", "a", 1, candidate, "You are a.", "Speak.", 9, "d")
    model, life = LiteLLM(), asyncio.create_task(live())
    before = sys.getswitchinterval()
    try:
        await model.answer(request, print)
    except ModelError as error:
        assert error.kind == "unavailable", error
    asking = False
    await life
    await model.close()
    assert turns > 1, turns
    assert sys.getswitchinterval() == before

asyncio.run(main())
"""


def test_the_first_call_is_quiet_and_leaves_the_event_loop_its_turns() -> None:
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", FIRST_CALL, closed_address()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        stdin=subprocess.DEVNULL,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
