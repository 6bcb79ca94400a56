"""What people type, read as values: a limit's amount, an option, a whole command on one line.

The `:` line of the console and the plain mode take commands as the shell does after `orchtui ctl
RUN`, but that a text need not be quoted: whatever follows the target is the text.
"""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

from orchtui.commands.catalogue import CATALOGUE, Option, Spec
from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError

WHOLE = ("tokens", "steps", "repairs", "retries", "parallel")
LIMITS = ("cost", "seconds", *WHOLE)
_MAY_BE_NOTHING = ("repairs", "retries")
_REASON = Option("reason", "A word on why, kept in the record.")
_WORD = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|\S)+""")

Value = str | float | bool | None


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was typed."""

    spec: Spec
    target: str = ""
    text: str = ""
    options: Mapping[str, Value] = field(default_factory=dict)
    reason: str = ""


def typed_command(line: str) -> Typed:
    """A command of the catalogue from one line; a mistake is told with what may stand there."""
    verb, _, rest = line.strip().partition(" ")
    spec = CATALOGUE.get(verb)
    if spec is None:
        raise UsageError(f"there is no command {verb or 'of no name'}{nearest(verb, CATALOGUE)}")
    rest, options = _without_options(spec, rest)
    reason = str(options.pop("reason", ""))
    target = ""
    if spec.target and (spec.needs_target or not _only_text(spec, rest)):
        target, rest = _first_word(rest)
    text = _unquoted(rest)
    if text and not spec.text:
        what = f"a target ({spec.target}) and " if spec.target else ""
        raise UsageError(f"{verb} takes {what}no more than its options, not {text!r}")
    return Typed(spec, target, text, options, reason)


def _only_text(spec: Spec, rest: str) -> bool:
    """Whether what follows a target that may be left out is, as its quotes tell, the text."""
    return bool(spec.text) and rest.lstrip()[:1] in ("'", '"')


def typed_option(option: Option, typed: str) -> Value:
    """An option's value, of its kind: a limit's amount may be `none`."""
    if not option.number:
        return typed
    if option.name in LIMITS:
        return limit(option.name, typed)
    try:
        return float(typed)
    except ValueError:
        raise UsageError(f"--{option.name} {typed!r} is not understood: write a number") from None


def limit(name: str, typed: str) -> float | None:
    """A limit's amount; `none` lifts it."""
    return None if typed == "none" else _amount(name, typed)


def _amount(name: str, typed: str) -> float:
    try:
        amount = float(typed.removeprefix("$").removesuffix("s"))
    except ValueError:
        amount = math.nan
    whole = name in WHOLE
    enough = amount >= 0 if name in _MAY_BE_NOTHING else amount > 0
    if not enough or amount > 1e12 or (whole and not amount.is_integer()):
        kind = "a whole number" if whole else "a number"
        least = "0 or more" if name in _MAY_BE_NOTHING else "more than 0"
        raise UsageError(
            f"the limit {name}={typed} is not understood: write {kind}, {least}, or none to lift it"
        )
    return amount


def _without_options(spec: Spec, rest: str) -> tuple[str, dict[str, Value]]:
    """What is left of a line once its options are taken out, and the options."""
    known = {f"--{each.name}": each for each in (*spec.options, _REASON)}
    found: dict[str, Value] = {}
    kept: list[tuple[int, int]] = []
    words = list(_WORD.finditer(rest))
    at = 0
    while at < len(words):
        word, equals, value = words[at][0].partition("=")
        option = known.get(word)
        if option is None:
            if word.startswith("--") and word[2:].isidentifier():
                raise UsageError(f"{spec.verb} has no option {word}{nearest(word, known)}")
            kept.append(words[at].span())
        elif option.flag:
            found[option.name] = True
        else:
            at += not equals
            if at >= len(words):
                raise UsageError(f"{word} needs a value")
            found[option.name] = typed_option(option, _unquoted(value if equals else words[at][0]))
        at += 1
    return _joined(rest, kept), found


def _joined(rest: str, kept: list[tuple[int, int]]) -> str:
    """The words that are kept, with the spaces that stood between them."""
    parts: list[str] = []
    for number, (start, end) in enumerate(kept):
        stop = kept[number + 1][0] if number + 1 < len(kept) else end
        gap = rest[end:stop]
        parts.append(rest[start:end] + (gap if gap.isspace() else " "))
    return "".join(parts).strip()


def _first_word(rest: str) -> tuple[str, str]:
    word = _WORD.match(rest.lstrip())
    if word is None:
        return "", ""
    return _unquoted(word[0]), rest.lstrip()[word.end() :].strip()


def _unquoted(text: str) -> str:
    """A text without the quotes around it, if they are around all of it; others stay."""
    text = text.strip()
    if text[:1] in ("'", '"') and text[-1:] == text[:1]:
        try:
            words = shlex.split(text)
        except ValueError:
            return text
        if len(words) == 1:
            return words[0]
    return text
