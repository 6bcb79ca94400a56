"""How tests ask a real model: what is asked, of which model, and what has been heard of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from orchtui.domain.events import Candidate
from orchtui.domain.model import Answer
from orchtui.domain.prompts import Request
from orchtui.errors import ModelError
from orchtui.providers.litellm import LiteLLM

# litellm reads every attribute of its answers, and asks for silence where pytest does not hear it.
AS_LITELLM_IS = pytest.mark.filterwarnings(
    "ignore:Accessing the 'model_.*' attribute on the instance is deprecated"
    ":pydantic.PydanticDeprecatedSince211"
)

KEY = "sk-real-0123456789abcdefghij"

PLAIN = Request(
    path="writer",
    agent="writer",
    attempt=1,
    model=Candidate(name="openai/tiny"),
    system="You are a writer.",
    user="Say something about the sea.",
    max_tokens=64,
    digest="d",
)


def of(name: str, api_base: str = "") -> Request:
    return PLAIN._replace(model=Candidate(name=name, api_base=api_base))


def at(api_base: str) -> Request:
    return of("openai/tiny", api_base)


@dataclass
class Asked:
    """A model, and what has been heard of it."""

    model: LiteLLM = field(default_factory=LiteLLM)
    heard: list[str] = field(default_factory=list)
    began: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, said: str) -> None:
        self.heard.append(said)
        self.began.set()

    async def answer(self, request: Request = PLAIN) -> Answer:
        return await self.model.answer(request, self.hear)

    async def failure(self, request: Request = PLAIN) -> ModelError:
        with pytest.raises(ModelError) as raised:
            await self.answer(request)
        return raised.value
