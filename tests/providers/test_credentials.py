"""Which key a model needs, and to whom it is sent, told from the environment alone."""

from __future__ import annotations

import pytest

from orchtui.providers.credentials import (
    PLACEHOLDER,
    how_to_give_a_key,
    key_for,
    missing_credentials,
)

KEY = "sk-real-0123456789abcdefghij"
MINE = "http://localhost:8000/v1"


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("openai/gpt-4.1", "OPENAI_API_KEY"),
        ("gpt-4.1", "OPENAI_API_KEY"),
        ("anthropic/claude-sonnet-4-5", "ANTHROPIC_API_KEY"),
        ("claude-sonnet-4-5", "ANTHROPIC_API_KEY"),
        ("groq/llama-3.3-70b-versatile", "GROQ_API_KEY"),
        ("gemini/gemini-2.5-flash", "GEMINI_API_KEY"),
        ("openrouter/meta-llama/llama-3.3-70b-instruct", "OPENROUTER_API_KEY"),
        ("azure/mine", "AZURE_API_KEY"),
        ("ollama/llama3", ""),
        ("unheard-of/tiny", ""),
    ],
)
def test_a_model_names_the_variable_that_it_lacks(name: str, variable: str) -> None:
    assert missing_credentials(name) == variable


def test_a_key_that_is_set_is_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    assert missing_credentials("openai/gpt-4.1") == ""


def test_a_key_by_its_other_name_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", KEY)

    assert missing_credentials("gemini/gemini-2.5-flash") == ""


def test_a_provider_that_needs_several_names_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_API_KEY", KEY)

    assert missing_credentials("azure/mine") == "AZURE_API_BASE"


def test_a_server_of_ones_own_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing_credentials("openai/tiny", MINE) == ""

    monkeypatch.setenv("OPENAI_API_BASE", MINE)

    assert missing_credentials("openai/tiny") == ""
    assert key_for("openai/tiny") == PLACEHOLDER


def test_a_key_goes_only_where_the_person_sends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    assert key_for("openai/tiny", MINE) == PLACEHOLDER
    assert f"set OPENAI_API_BASE to {MINE}" in how_to_give_a_key("openai/tiny", MINE)

    monkeypatch.setenv("OPENAI_API_BASE", MINE)

    assert key_for("openai/tiny", MINE) == key_for("openai/tiny") == KEY
    assert "Set OPENAI_API_KEY" in how_to_give_a_key("openai/tiny", MINE)
