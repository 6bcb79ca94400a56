"""What a provider's failure means: from whatever its library raised to one kind and one message.

The library wraps an error several times over and often misnames it on the way, so the whole chain
of causes is evidence, by the names of its classes; nothing of the library need be loaded. A message
says what happened, to which model, and what to do next, and holds no secret.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Final

from orchtui.domain.events import Candidate
from orchtui.domain.prompts import Request
from orchtui.domain.redact import Redactor, secrets_in
from orchtui.domain.sanitize import clean, first_line
from orchtui.errors import ModelError, ModelFault
from orchtui.providers.credentials import address_of, how_to_give_a_key

__all__ = ["model_error", "unfinished", "without_key"]

# The first line with a name that occurs in the chain decides. What the server said outright comes
# first, then what became of the connection, then the names that are given to everything else.
_EVIDENCE: Final[tuple[tuple[ModelFault, frozenset[str]], ...]] = (
    ("auth", frozenset({"AuthenticationError", "PermissionDeniedError"})),
    ("rate_limit", frozenset({"RateLimitError"})),
    ("refused", frozenset({"BadRequestError", "NotFoundError", "UnprocessableEntityError"})),
    ("disconnected", frozenset({"ConnectionResetError", "BrokenPipeError"})),
    ("unavailable", frozenset({"ConnectError", "ConnectTimeout", "ClientConnectorError"})),
    ("timeout", frozenset({"Timeout", "APITimeoutError", "TimeoutException", "TimeoutError"})),
    (
        "disconnected",
        frozenset(
            {
                "RemoteProtocolError",
                "ReadError",
                "WriteError",
                "ClientPayloadError",
                "ServerDisconnectedError",
                "ConnectionError",
            }
        ),
    ),
    (
        "malformed",
        frozenset({"JSONDecodeError", "UnicodeDecodeError", "APIResponseValidationError"}),
    ),
)

_ADVICE: Final[dict[ModelFault, str]] = {
    "auth": "{model} did not accept the key{said}. {key}, or try without one with --rehearse.",
    "rate_limit": "{model} is asked more than it allows{said}. {wait}, or name another model.",
    "refused": "{model} did not accept the request{said}. Check the model's name and what it is "
    "given, or name another model.",
    "unavailable": "{model} cannot be reached at {address}{said}. Check that the address is right "
    "and that a server is listening there.",
    "timeout": "{model} did not answer in time{said}. Try again, or name a faster model.",
    "server": "{model} failed on its side{said}. Try again in a while, or name another model.",
    "disconnected": "{model} closed the connection before its answer was whole{said}. Try again.",
    "malformed": "{model} answered with something that cannot be read{said}. Check that {address} "
    "speaks the protocol its name says, then try again.",
    "truncated": "{model} stopped in the middle of its answer{said}. Try again.",
}

_WRAPPING: Final = re.compile(r"^(?:(?:litellm\.)?\w+(?:Error|Exception)(?: -|:) ?)+")
_CODED: Final = re.compile(r"'message': (['\"])(.*?)\1")


def without_key(model: Candidate, variable: str) -> ModelError:
    """The error of a model that nobody has given a key for."""
    message = f"{model.name} needs {variable}, which is not set. Set it to your key, or try without"
    return ModelError("auth", f"{message} one with --rehearse.")


def unfinished(request: Request, text: str, finish: str | None) -> ModelError | None:
    """What is wrong with an answer whose stream ended without an error; a cut one may be used."""
    model = request.model
    if finish is None:
        said = "the stream ended without a finish reason"
        return _failure("truncated" if text else "malformed", model, said)
    if finish == "content_filter":
        said = f"{model.name} broke its answer off at its content filter"
        return ModelError("refused", f"{said}. Change what it is asked, or name another model.")
    if text.strip():
        return None
    if finish == "length":
        said = f"{model.name} spent all its {request.max_tokens} tokens before it said anything"
        return ModelError("malformed", f"{said}. Allow it more with max_tokens.")
    return ModelError(
        "malformed", f"{model.name} gave an empty answer. Try again, or name another model."
    )


def model_error(
    error: Exception, model: Candidate, handled: BaseException | None = None
) -> ModelError:
    """What a provider's library raised, as the one error that the engine knows.

    What the caller was already handling when it asked is no evidence; it is `handled`.
    """
    chain = tuple(_chain(error, handled))
    names = {parent.__name__ for link in chain for parent in type(link).__mro__}
    kinds: Iterator[ModelFault] = (kind for kind, known in _EVIDENCE if names & known)
    return _failure(next(kinds, "server"), model, _said(error), _retry_after(chain))


def _failure(kind: ModelFault, model: Candidate, said: str = "", wait: str = "") -> ModelError:
    """The error of one kind, in words: what happened, to which model, and what to do next."""
    redacted = Redactor(secrets_in(os.environ))
    shown = first_line(clean(redacted(said)), 240).rstrip(". ")
    address = address_of(model.name, model.api_base) or "its provider's address"
    advice = _ADVICE[kind].format(
        model=model.name,
        said=f" ({shown})" if shown else "",
        key=how_to_give_a_key(model.name, model.api_base),
        wait=f"Wait {wait} s" if wait else "Wait a little",
        address=address,
    )
    return ModelError(kind, redacted(advice))


def _chain(error: BaseException, handled: BaseException | None) -> Iterator[BaseException]:
    """The error and everything that it says it came from, each once."""
    waiting, seen = [error], {id(handled)}
    while waiting:
        link = waiting.pop()
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        origins = (link.__cause__, link.__context__, getattr(link, "original_exception", None))
        waiting += [origin for origin in origins if isinstance(origin, BaseException)]


def _said(error: Exception) -> str:
    """What the provider said, without the names its library put before it."""
    text = str(getattr(error, "message", "") or error)
    coded = _CODED.search(text)
    return coded[2] if coded else _WRAPPING.sub("", text).partition(" Original exception:")[0]


def _retry_after(chain: tuple[BaseException, ...]) -> str:
    """The seconds that the provider asks to wait, where it says so."""
    for link in chain:
        answered = getattr(getattr(link, "response", None), "headers", None)
        for headers in (answered, getattr(link, "litellm_response_headers", None)):
            value = str(headers.get("retry-after", "")) if headers else ""
            if re.fullmatch(r"\d{1,6}(?:\.\d+)?", value):
                return value
    return ""
