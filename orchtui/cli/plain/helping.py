"""Help for what can be typed: all of it, a line each, or everything about one word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from orchtui.cli.plain.looking import panels
from orchtui.commands.catalogue import CATALOGUE, Option, Spec
from orchtui.domain.preview import nearest
from orchtui.errors import UsageError

if TYPE_CHECKING:
    from orchtui.cli.plain.answering import Word

_REASON = "--reason TEXT"


def help_on(typed: str, words: Mapping[str, Word]) -> list[str]:
    """What can be typed, or all about one of it."""
    if not typed:
        return list(_everything(words))
    if typed == "show":
        return list(_panels())
    if typed in words:
        word = words[typed]
        return [f"{typed} {word.takes}".rstrip(), f"  {word.about}"]
    if typed in CATALOGUE:
        return list(_command(CATALOGUE[typed]))
    raise UsageError(f"there is no help on {typed}{nearest(typed, (*words, *CATALOGUE))}")


def _everything(words: Mapping[str, Word]) -> Iterator[str]:
    lines = {f"{name} {word.takes}".rstrip(): word.about for name, word in words.items()}
    commands = {_usage(spec): spec.about for spec in CATALOGUE.values() if spec.verb not in words}
    for usage, about in (commands | lines).items():
        yield f"{usage:<24}  {about}"


def _panels() -> Iterator[str]:
    for name, panel in panels().items():
        yield f"show {name} {panel.takes}".rstrip() + f"  {panel.about}"


def _usage(spec: Spec) -> str:
    """A command with what it is aimed at and its text; what may be left out is in brackets."""
    parts = [spec.verb]
    if spec.target:
        parts.append(spec.target if spec.needs_target else f"[{spec.target}]")
    if spec.text:
        parts.append(spec.text if spec.needs_text else f"[{spec.text}]")
    return " ".join(parts)


def _command(spec: Spec) -> Iterator[str]:
    options = [_option(each) for each in spec.options]
    yield " ".join([_usage(spec), *(f"[{each}]" for each in (*options, _REASON))])
    yield f"  {spec.about}"
    if spec.refused:
        yield f"  Refused when {spec.refused}."
    for option in spec.options:
        yield f"  {_option(option)}  {option.about}"
    for example in spec.examples:
        yield f"  as in: {example}"


def _option(option: Option) -> str:
    value = "" if option.flag else " N" if option.number else " TEXT"
    return f"--{option.name}{value}"
