"""How a real model fails: each way its own kind, with a message that says what to do next."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from llmock.pytest_plugin import LLMock

from orchtui.errors import ModelError, ModelFault
from tests.providers.asking import AS_LITELLM_IS, KEY, PLAIN, Asked, at, of
from tests.providers.servers import DONE, Then, closed_address, piece, serving

pytestmark = AS_LITELLM_IS

REFUSALS: Mapping[int, ModelFault] = {
    400: "refused",
    401: "auth",
    403: "auth",
    404: "refused",
    429: "rate_limit",
    500: "server",
    503: "server",
}


class TestAFailure:
    @pytest.mark.parametrize(("status", "kind"), REFUSALS.items())
    async def test_is_told_by_what_the_provider_answered(
        self, asked: Asked, llmock: LLMock, status: int, kind: ModelFault
    ) -> None:
        llmock.fail(status, message="So it is.")

        failure = await asked.failure()

        assert failure.kind == kind
        assert str(failure).startswith("openai/tiny ")
        assert "(So it is)" in str(failure)

    async def test_is_not_tried_again_behind_the_engines_back(
        self, asked: Asked, llmock: LLMock
    ) -> None:
        llmock.outage(status=500)

        await asked.failure()

        assert len(llmock.requests) == 1

    async def test_of_the_key_names_the_variable_and_the_way_without(
        self, asked: Asked, llmock: LLMock
    ) -> None:
        llmock.fail(401)

        failure = await asked.failure()

        assert "Set OPENAI_API_KEY" in str(failure)
        assert "--rehearse" in str(failure)

    async def test_of_the_key_at_a_recipes_address_says_why_none_was_sent(
        self, asked: Asked
    ) -> None:
        async with serving(b"{}", status="401 Unauthorized", kind="application/json") as server:
            failure = await asked.failure(at(server.address))

        assert failure.kind == "auth"
        assert f"set OPENAI_API_BASE to {server.address} and OPENAI_API_KEY" in str(failure)

    async def test_never_tells_a_key(self, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        said = b'{"error": {"message": "Incorrect key: %s."}}' % KEY.encode()
        async with serving(said, status="401 Unauthorized", kind="application/json") as server:
            monkeypatch.setenv("OPENAI_API_BASE", server.address)
            failure = await asked.failure()

        assert "Incorrect key: [secret:" in str(failure)
        assert KEY not in str(failure)

    async def test_of_the_rate_says_how_long_to_wait(self, asked: Asked, llmock: LLMock) -> None:
        llmock.rate_limit(retry_after=7)

        assert "Wait 7 s" in str(await asked.failure())

    async def test_in_the_middle_leaves_what_was_heard(self, asked: Asked, llmock: LLMock) -> None:
        llmock.reply("The sea is wide, and nobody owns it.").disconnect(after_chunks=4)

        failure = await asked.failure()

        assert failure.kind == "disconnected"
        assert "".join(asked.heard).startswith("The sea")

    @pytest.mark.parametrize(
        ("name", "path"),
        [("openai/tiny", "/v1"), ("anthropic/claude-sonnet-4-5", "/anthropic")],
    )
    async def test_is_a_stream_that_ends_without_a_finish_reason(
        self, asked: Asked, llmock: LLMock, name: str, path: str
    ) -> None:
        llmock.reply("The sea is wide, and nobody owns it.").truncate(after_chunks=6)

        failure = await asked.failure(of(name, f"{llmock.url}{path}"))

        assert failure.kind == "truncated"
        assert "".join(asked.heard).startswith("The sea")

    async def test_is_a_chunk_that_cannot_be_read(self, asked: Asked, llmock: LLMock) -> None:
        llmock.corrupt(after_chunks=3)

        assert (await asked.failure()).kind == "malformed"

    @pytest.mark.parametrize(
        "body",
        [
            (b"<html><body>It works!</body></html>",),
            (b'{"status": "fine"}',),
            (b"\xff\xfe\x00\x80garbage\n\n",),
            (b"data: not json\n\n",),
            (DONE,),
            (piece(finish="stop"), DONE),
            (piece("  \n"), piece(finish="stop"), DONE),
            (piece(finish="length"), DONE),
            (),
        ],
    )
    async def test_is_a_good_status_with_nothing_to_read(
        self, asked: Asked, body: tuple[bytes, ...]
    ) -> None:
        async with serving(*body) as server:
            failure = await asked.failure(at(server.address))

        assert failure.kind == "malformed"

    async def test_is_an_answer_that_its_provider_broke_off(self, asked: Asked) -> None:
        async with serving(piece("The sea"), piece(finish="content_filter"), DONE) as server:
            failure = await asked.failure(at(server.address))

        assert failure.kind == "refused"

    @pytest.mark.parametrize("then", ["end", "reset"])
    async def test_is_a_connection_that_closes_before_any_answer(
        self, asked: Asked, then: Then
    ) -> None:
        async with serving(status="", then=then) as server:
            failure = await asked.failure(at(server.address))

        assert failure.kind == "disconnected"

    async def test_is_an_address_where_nobody_listens(self, asked: Asked) -> None:
        address = closed_address()

        failure = await asked.failure(at(address))

        assert failure.kind == "unavailable"
        assert f"openai/tiny cannot be reached at {address}" in str(failure)

    async def test_is_a_name_that_no_provider_goes_by(self, asked: Asked) -> None:
        failure = await asked.failure(of("tiny"))

        assert failure.kind == "refused"
        assert "Check the model's name" in str(failure)

    async def test_is_told_apart_from_the_one_before_it(self, asked: Asked, llmock: LLMock) -> None:
        llmock.fail(401).fail(500)

        try:
            await asked.answer()
        except ModelError:
            again = await asked.failure()

        assert again.kind == "server"

    async def test_of_whoever_listens_is_not_the_providers(
        self, asked: Asked, llmock: LLMock
    ) -> None:
        def deaf(_: str) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await asked.model.answer(PLAIN, deaf)
