"""Real models, through litellm: streamed, with usage and cost, each failure with its own error.

This is the only file that imports litellm, inside the function that needs it and off the event
loop, since that takes seconds. Retries, timeouts and limits are left to the engine, which asks for
one attempt at a time. What is sent is made by `parameters`, what a failure means is told by
`provider_errors`.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import sys
import threading
import warnings
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Final, Protocol
from weakref import WeakKeyDictionary

from orchtui.domain.events import Candidate
from orchtui.domain.model import Answer, Hear, Model
from orchtui.domain.money import nano
from orchtui.domain.prompts import Request, tokens_at_most
from orchtui.domain.sanitize import Cleaner
from orchtui.providers.credentials import address_of, missing_credentials
from orchtui.providers.parameters import parameters
from orchtui.providers.provider_errors import model_error, unfinished, without_key

__all__ = ["LiteLLM"]

# Read by litellm while it is imported: no price list from the network, no `.env` file.
_ENVIRONMENT: Final = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION"}
# How soon the importing thread makes way for the event loop's.
_SWITCH_SECONDS: Final = 0.0005
# Made by litellm when they are first asked for, and kept for every event loop.
_SHARED_CLIENTS: Final = ("module_level_aclient", "base_llm_aiohttp_handler")

_loading = threading.Lock()
_open: WeakKeyDictionary[asyncio.AbstractEventLoop, set[LiteLLM]] = WeakKeyDictionary()


class _Delta(Protocol):
    content: str | None


class _Choice(Protocol):
    delta: _Delta


class _Usage(Protocol):
    prompt_tokens: int
    completion_tokens: int


class _Chunk(Protocol):
    choices: Sequence[_Choice]


class _Stream(Protocol):
    received_finish_reason: str | None
    intermittent_finish_reason: str | None
    chunks: Sequence[_Chunk]

    def __aiter__(self) -> AsyncIterator[_Chunk]: ...

    async def aclose(self) -> None: ...


class LiteLLM(Model):
    """Answers with the model that a request names; connections are kept until `close`."""

    def __init__(self) -> None:
        self._library: ModuleType | None = None

    async def answer(self, request: Request, hear: Hear) -> Answer:
        """The answer, heard as it comes; its connection is closed before anything else goes on."""
        if variable := missing_credentials(request.model.name, request.model.api_base):
            raise without_key(request.model, variable)
        if self._library is None:
            self._library = await asyncio.to_thread(_load)
        _open.setdefault(asyncio.get_running_loop(), set()).add(self)
        stream = await _opened(self._library, request)
        return await _heard(self._library, request, stream, hear)

    async def close(self) -> None:
        """Let go of connections, if this is the last to use them on this event loop."""
        loop = asyncio.get_running_loop()
        users = _open.get(loop, set())
        users.discard(self)
        if not users:
            _open.pop(loop, None)
        if self._library is not None and not users:
            await _close_clients(self._library, loop)


async def _opened(library: ModuleType, request: Request) -> _Stream:
    with _translated(request.model):
        stream: _Stream = await library.acompletion(**parameters(library, request))
    return stream


@contextmanager
def _translated(model: Candidate) -> Iterator[None]:
    """Whatever the library raises in here leaves as the one error that the engine knows."""
    handled = sys.exception()
    try:
        yield
    except Exception as error:  # noqa: BLE001 - its errors have no root in common
        raise model_error(error, model, handled) from None


async def _heard(library: ModuleType, request: Request, stream: _Stream, hear: Hear) -> Answer:
    """The stream to its end, each piece made harmless before anyone hears it."""
    cleaner, heard = Cleaner(), list[str]()
    counted: _Usage | None = None

    def say(piece: str) -> None:
        if piece:
            heard.append(piece)
            hear(piece)

    async with aclosing(_chunks(stream, request.model)) as chunks:
        async for chunk in chunks:
            counted = getattr(chunk, "usage", None) or counted
            for choice in chunk.choices[:1]:
                say(cleaner.feed(choice.delta.content or ""))
    say(cleaner.finish())
    text = "".join(heard)
    # What its last chunk says is "stop" whatever happened. These are what the provider said, but
    # that the second, all there is of Gemini, also says "stop" where a stream was cut.
    finish = stream.received_finish_reason or stream.intermittent_finish_reason
    if error := unfinished(request, text, finish):
        raise error
    return _answer(library, request, text, counted, stream)


async def _chunks(stream: _Stream, model: Candidate) -> AsyncGenerator[_Chunk, None]:
    """The chunks of a stream, whose connection closes with them."""
    try:
        with _translated(model):
            async for chunk in stream:
                yield chunk
    finally:
        await stream.aclose()


def _answer(
    library: ModuleType, request: Request, text: str, counted: _Usage | None, stream: _Stream
) -> Answer:
    """The answer with what it used; where the provider did not count, an estimate."""
    by_provider = any(getattr(chunk, "usage", None) for chunk in stream.chunks)
    read = counted.prompt_tokens if counted else tokens_at_most(request.system + request.user)
    wrote = counted.completion_tokens if counted else tokens_at_most(text)
    cost = _cost(library, request.model, counted, read, wrote)
    return Answer(text, read, wrote, cost, request.model.name, estimated=not by_provider)


def _cost(
    library: ModuleType, model: Candidate, counted: _Usage | None, read: int, wrote: int
) -> int | None:
    """By the recipe's prices, else by litellm's list; nobody knows what one's own server costs."""
    if model.priced:
        return model.price(read, wrote)
    if address_of(model.name, model.api_base):
        return None
    try:
        parts = library.cost_per_token(
            model=model.name,
            prompt_tokens=read,
            completion_tokens=wrote,
            usage_object=counted,
        )
    except Exception:  # noqa: BLE001 - it has no error of its own for a model without a price
        return None
    return sum(map(nano, parts))


def _load() -> ModuleType:
    """The library, imported once, kept quiet, with all that a first call would load."""
    with _loading:
        if "litellm" not in sys.modules:
            os.environ.update(_ENVIRONMENT)
            interval = sys.getswitchinterval()
            sys.setswitchinterval(_SWITCH_SECONDS)
            try:
                importlib.import_module("litellm")
                importlib.import_module("openai.resources")
            finally:
                sys.setswitchinterval(interval)
        import litellm

        litellm.telemetry = False
        litellm.suppress_debug_info = True
        litellm.disable_hf_tokenizer_download = True  # it would wait for a hub, on the event loop
        for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
            logging.getLogger(name).disabled = True
        # A call cancelled while a thread prepares it leaves its coroutine behind.
        warnings.filterwarnings(
            "ignore", r"coroutine '\S*(completion|streaming)\S*' was never awaited", RuntimeWarning
        )
        library: ModuleType = litellm
        return library


async def _close_clients(library: ModuleType, loop: asyncio.AbstractEventLoop) -> None:
    """Close what litellm keeps for this event loop: tasks it does not wait for, and connections."""
    home = str(Path(library.__file__ or "").parent)
    tasks = [task for task in asyncio.all_tasks(loop) if _source(task).startswith(home)]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    cache, shared = library.in_memory_llm_clients_cache, vars(library)
    keys = [key for key in cache.cache_dict if key.endswith(f"-{id(loop)}")]
    names = [] if _open else [name for name in _SHARED_CLIENTS if name in shared]
    for key in keys:
        await cache.cache_dict[key].close()
    for name in names:
        await shared[name].close()
    before = asyncio.all_tasks(loop)
    for key in keys:
        cache.delete_cache(key)
    for name in names:
        del shared[name]
    # What is let go of may begin a task to close itself once more.
    await asyncio.gather(*(asyncio.all_tasks(loop) - before))


def _source(task: asyncio.Task[object]) -> str:
    code = getattr(task.get_coro(), "cr_code", None)
    return code.co_filename if code else ""
