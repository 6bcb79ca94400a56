"""Which environment variable a model needs, known without loading the library that calls it.

A server named by an address of its own needs no key. Only an address the person gave in the
environment is trusted with the keys that stand there: one written in a recipe is not, since a
recipe may come from anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

__all__ = [
    "PLACEHOLDER",
    "address_of",
    "how_to_give_a_key",
    "key_for",
    "key_variable",
    "key_variables",
    "missing_credentials",
]

PLACEHOLDER: Final = "no-key-needed"

_ADDRESSES: Final = ("OPENAI_API_BASE", "OPENAI_BASE_URL")

# What each provider needs; any one of the alternatives on a line will do, the first is advised.
_NEEDED: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "anthropic": (("ANTHROPIC_API_KEY",),),
    "azure": (
        ("AZURE_API_KEY", "AZURE_OPENAI_API_KEY", "AZURE_AD_TOKEN"),
        ("AZURE_API_BASE",),
        ("AZURE_API_VERSION",),
    ),
    "cerebras": (("CEREBRAS_API_KEY",),),
    "cohere": (("COHERE_API_KEY", "CO_API_KEY"),),
    "cohere_chat": (("COHERE_API_KEY", "CO_API_KEY"),),
    "deepinfra": (("DEEPINFRA_API_KEY",),),
    "deepseek": (("DEEPSEEK_API_KEY",),),
    "fireworks_ai": (("FIREWORKS_AI_API_KEY", "FIREWORKS_API_KEY"),),
    "gemini": (("GEMINI_API_KEY", "GOOGLE_API_KEY"),),
    "groq": (("GROQ_API_KEY",),),
    "mistral": (("MISTRAL_API_KEY",),),
    "ollama": (),
    "ollama_chat": (),
    "openai": (("OPENAI_API_KEY",),),
    "openrouter": (("OPENROUTER_API_KEY",),),
    "perplexity": (("PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY"),),
    "together_ai": (
        ("TOGETHERAI_API_KEY", "TOGETHER_API_KEY", "TOGETHER_AI_API_KEY", "TOGETHER_AI_TOKEN"),
    ),
    "xai": (("XAI_API_KEY",),),
}

# Names that people write without their provider.
_BARE: Final = {
    "gpt-": "openai",
    "o1": "openai",
    "o3": "openai",
    "o4": "openai",
    "claude-": "anthropic",
}


def _provider(model_name: str) -> str:
    provider, slash, _ = model_name.partition("/")
    if slash:
        return provider
    return next((owner for start, owner in _BARE.items() if model_name.startswith(start)), "")


def key_variable(model_name: str) -> str:
    """The environment variable that holds the key for a model; nothing where none is known."""
    needed = _NEEDED.get(_provider(model_name), ())
    return needed[0][0] if needed else ""


def key_variables() -> frozenset[str]:
    """Every variable that some provider's key is read from."""
    return frozenset(name for needed in _NEEDED.values() for names in needed for name in names)


def missing_credentials(model_name: str, api_base: str = "") -> str:
    """The environment variable that the model needs and lacks; nothing if all is there."""
    if address_of(model_name, api_base):
        return ""
    needed = _NEEDED.get(_provider(model_name), ())
    return next((names[0] for names in needed if not any(map(os.environ.get, names))), "")


def address_of(model_name: str, api_base: str = "") -> str:
    """The server that answers for a model, where it is not its provider's own."""
    if api_base or _provider(model_name) != "openai":
        return api_base
    return next(filter(None, map(os.environ.get, _ADDRESSES)), "")


def key_for(model_name: str, api_base: str = "") -> str | None:
    """The key to send to a server of one's own; `None` where the provider's own key is right."""
    address = address_of(model_name, api_base)
    if not address:
        return None
    return (_trusted(address) and os.environ.get(key_variable(model_name))) or PLACEHOLDER


def how_to_give_a_key(model_name: str, api_base: str = "") -> str:
    """What to do so that the model gets a key, as the beginning of a sentence."""
    if api_base and not _trusted(api_base):
        given = f"OPENAI_API_BASE to {api_base} and OPENAI_API_KEY to a key that is valid there"
        return f"Keys are not sent to an address that a recipe names: set {given}"
    variable = key_variable(model_name) or "the variable that its provider reads"
    return f"Set {variable} to a key that is valid there"


def _trusted(address: str) -> bool:
    return address in map(os.environ.get, _ADDRESSES)
