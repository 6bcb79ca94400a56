"""What a request becomes on its way to litellm: messages, limits, the form of the reply, the key.

What a provider is not known to take is left out rather than tried. The library is handed in by
`litellm`, which alone loads it; whose key goes where is decided by `credentials`.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from orchtui.domain.prompts import Request
from orchtui.domain.reply_schema import ListOf, Record, Schema
from orchtui.providers.credentials import address_of, key_for

__all__ = ["parameters"]

_SEEDS: Final = 2**31  # the smallest range that a provider takes


def parameters(library: ModuleType, request: Request) -> dict[str, object]:
    """What is sent, and how: nothing is tried twice, and what a provider lacks is left out."""
    optional = {
        "temperature": request.temperature,
        "seed": request.seed % _SEEDS or None,
        "response_format": _response_format(library, request),
        "api_base": address_of(request.model.name, request.model.api_base) or None,
        "api_key": key_for(request.model.name, request.model.api_base),
    }
    return {
        "model": request.model.name,
        "messages": [
            {"role": "system", "content": request.system},
            {"role": "user", "content": request.user},
        ],
        "max_tokens": request.max_tokens,
        "stream": True,
        "stream_options": {"include_usage": True},
        "drop_params": True,
        "num_retries": 0,
        "max_retries": 0,
    } | {name: value for name, value in optional.items() if value is not None}


def _response_format(library: ModuleType, request: Request) -> dict[str, object] | None:
    """The form of the reply, as far as the model is known to keep to one."""
    if request.schema is None:
        return None
    if library.supports_response_schema(request.model.name):
        form = {
            "name": "reply",
            "schema": request.schema.json_schema(),
            "strict": _whole(request.schema),
        }
        return {"type": "json_schema", "json_schema": form}
    if address_of(request.model.name, request.model.api_base):
        return None  # a server of one's own: nobody knows what it takes
    known = library.get_supported_openai_params(request.model.name) or ()
    return {"type": "json_object"} if "response_format" in known else None


def _whole(schema: Schema) -> bool:
    """Whether no field may be left out, as providers demand of a schema they keep to strictly."""
    match schema:
        case Record(fields, optional):
            return not optional and all(map(_whole, fields.values()))
        case ListOf(item):
            return _whole(item)
        case _:
            return True
