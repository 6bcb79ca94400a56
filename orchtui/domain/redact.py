"""Takes secrets out of a text before it is hashed or stored: `[secret:openai]` in their place.

Known values (the keys of this environment) go wherever they stand; what else looks like a
key goes by its shape, or by the name it is given (`password=`, `api_key:`). Prose, code,
hashes and pictures in base64 stay as they are. When to call it is for whoever makes a
request or a reply to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Final

__all__ = ["Redactor", "redact", "secrets_in"]

SHORTEST_KNOWN: Final = 8


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one kind of secret looks.

    `signs` and `hints` are what makes it worth a search: one of the signs, and one of the
    hints once in lower case. A pattern with a group `(?P<secret>…)` gives up that group
    only, and keeps the rest. No pattern may match inside a mark.
    """

    kind: str
    signs: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, kind: str, signs: str, hints: str, *pattern: str) -> _Shape:
        """A shape from hints apart by commas and the parts of its pattern."""
        return cls(kind, signs, tuple(hints.split(",")), re.compile("".join(pattern), re.ASCII))

    def take_out(self, text: str, lowered: str) -> str:
        """The text with a mark in place of every secret of this shape."""
        if any(hint in lowered for hint in self.hints):
            return self.pattern.sub(self._marked, text)
        return text

    def _marked(self, match: re.Match[str]) -> str:
        first, last = match.span("secret" if "secret" in self.pattern.groupindex else 0)
        kept = match.string[match.start() : first], match.string[last : match.end()]
        return f"[secret:{self.kind}]".join(kept)


def _secret(letters: str, fewest: int, most: int = 4_000) -> str:
    return f"(?P<secret>{letters}{{{fewest},{most}}}+)"


def _has(what: str, among: str) -> str:
    return f"(?={among}{{0,200}}?{what})"


# Every run that may be followed by a failure has a bound, so that no text is slow to read.
_START: Final = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))"  # JSON writes a newline as \n
_VALUE: Final = r"[\w.~+/=%-]"
_BARE: Final = r"""[^\s"'`&;,()\[\]{}<>\\]"""
_MIXED: Final = _has("[0-9]", _VALUE) + _has("[A-Za-z]", _VALUE)
_IS: Final = r"""\\?["']?[ \t]{0,3}(?:=>?|:)[ \t]{0,3}"""
_QUOTE: Final = r"""\\?["']"""
_MAY_QUOTE: Final = rf"(?:{_QUOTE})?"
# What a template, a placeholder or a mark begins with is not a secret; nor is what is called.
_NO_TEMPLATE: Final = r"(?!\[secret:|\$?[{<(]|%[s(]|\*\*\*)"
_NO_CALL: Final = r"(?![(\[{<])"
_PASSWORD: Final = r"(?i:passw(?:or)?d|passphrase|pwd)"
_KEY: Final = r"(?i:(?:api|access|secret|private|auth|account|client)[_-]?(?:key|secret))"
_PEM: Final = r"PRIVATE KEY(?: BLOCK)?-----"

_PASSWORD_HINTS: Final = "passw,passphrase,pwd"

_SHAPES: Final = (
    _Shape.of("anthropic", "-", "sk-ant-", _START, r"sk-ant-[\w-]{16,}+"),
    _Shape.of(  # and all who took the same shape: unlike a hyphenated word, a long mixed run
        "openai",
        "-",
        "sk-",
        *(_START, "sk-", _has("[0-9]", r"[\w-]"), _has("[A-Za-z0-9]{16}", r"[\w-]")),
        r"[\w-]{20,}+",
    ),
    _Shape.of("xai", "-", "xai-", _START, r"xai-[A-Za-z0-9]{40,}+"),
    _Shape.of("gitlab", "-", "glpat-", _START, r"glpat-[\w-]{20,}+"),
    _Shape.of("slack", "-", "xox", _START, r"xox[abeoprs]-[A-Za-z0-9-]{10,}+"),
    _Shape.of(
        "private-key",
        "-",
        "private key",
        rf"-----BEGIN (?:[A-Z0-9]+ ){{0,3}}{_PEM}",
        rf"(?:(?s:(?:(?!-----).)*+)-----END [A-Z0-9 ]{{0,40}}{_PEM}",
        # Cut off before its end: whatever lines of it there are.
        r"|(?:(?:\s|\\n)*+[A-Za-z0-9+/=]{16,}+)++(?:(?:\s|\\n)*+[A-Za-z0-9+/=]++\Z)?)",
    ),
    _Shape.of("groq", "_", "gsk_", _START, r"gsk_[A-Za-z0-9]{20,}+"),
    _Shape.of("huggingface", "_", "hf_", _START, r"hf_[A-Za-z0-9]{30,}+"),
    _Shape.of("github", "_", "github_pat_", _START, r"github_pat_\w{22,}+"),
    _Shape.of("github", "_", "ghp_,gho_,ghu_,ghs_,ghr_", _START, r"gh[pousr]_[A-Za-z0-9]{30,}+"),
    _Shape.of("stripe", "_", "k_live_,k_test_", _START, r"[rs]k_(?:live|test)_[A-Za-z0-9]{16,}+"),
    _Shape.of("google", "", "aiza", _START, r"AIza[\w-]{30,}+"),
    _Shape.of("aws", "", "akia,asia", _START, r"A(?:KI|SI)A[A-Z0-9]{16}(?![A-Za-z0-9])"),
    _Shape.of("jwt", ".", "eyj", _START, r"(?:eyJ[\w-]{8,8000}+\.){2}[\w-]*+"),
    _Shape.of("bearer", "", "bearer", r"(?i:bearer)\s{1,3}", _MIXED, _secret(_VALUE, 16)),
    _Shape.of(
        "authorization",
        ":=",
        "authorization",
        *(r"(?i:authorization)", _IS, _MAY_QUOTE, r"(?i:basic|bearer|token|apikey)[ \t]{1,3}"),
        *(_has("(?:[0-9=]|[a-z][A-Z])", _VALUE), _secret(_VALUE, 8)),
    ),
    _Shape.of(
        "password",  # https://somebody:swordfish@host
        ":=",
        "://",
        *(r"://[^\s/:@\[\]]{0,100}+:", _NO_TEMPLATE, r"""(?P<secret>[^\s/@\[\]"'<>]{3,200}+)@"""),
    ),
    _Shape.of(
        "password",  # password: "swordfish"
        ":=",
        _PASSWORD_HINTS,
        *(_PASSWORD, _IS, _QUOTE, _NO_TEMPLATE, _secret(r"""[^"'\\\s]""", 4, 400), _QUOTE),
    ),
    _Shape.of(
        "password",  # ?password=swordfish&…, and a line of a settings file
        ":=",
        _PASSWORD_HINTS,
        *(_PASSWORD, r"=(?![A-Za-z_]+\.[A-Za-z_])", _NO_TEMPLATE),
        *(_secret(_BARE, 6, 400), r"(?=[\s&;]|\\n|\Z)"),
    ),
    _Shape.of(
        "password",  # password: hunter22
        ":=",
        _PASSWORD_HINTS,
        *(_PASSWORD, _IS, _NO_TEMPLATE, _has("[0-9]", _BARE), _has("[A-Za-z]", _BARE)),
        *(_secret(_BARE, 6, 400), _NO_CALL),
    ),
    _Shape.of(
        "key",  # api_key: …
        ":=",
        "key,secret",
        *(_KEY, _IS, _MAY_QUOTE, _MIXED, _secret(_VALUE, 8), _NO_CALL),
    ),
    _Shape.of(
        "token",  # token: …, which stands before ordinary words too, so it takes a longer run
        ":=",
        "token,secret,authorization",
        *(r"(?i:token|secret|authorization)", _IS, _MAY_QUOTE),
        *(_MIXED, _secret(_VALUE, 12), _NO_CALL),
    ),
)
_BY_SIGNS: Final = tuple(
    (signs, tuple(shapes)) for signs, shapes in groupby(_SHAPES, lambda shape: shape.signs)
)

_KNOWN: Final = "[secret:known]"
# A known value may be a word, and a mark holds words: marks are matched first and left alone.
_MARK: Final = r"\[secret:(?:known|" + "|".join(sorted({s.kind for s in _SHAPES})) + r")\]"


@dataclass(frozen=True)
class Redactor:
    """Redacts text after text; built once from the values known to be secret.

    Known values shorter than eight characters are passed over: they would blot out words.
    """

    known: tuple[str, ...] = field(default=(), repr=False)
    _exact: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        usable = {value for value in self.known if len(value) >= SHORTEST_KNOWN}
        longest_first = tuple(sorted(usable, key=lambda value: (-len(value), value)))
        object.__setattr__(self, "known", longest_first)
        exact = "|".join(map(re.escape, longest_first))
        object.__setattr__(self, "_exact", re.compile(f"{_MARK}|(?P<secret>{exact})"))

    def __call__(self, text: str) -> str:
        """The text with a mark in place of each secret; redacting it again changes nothing."""
        if len(text) < SHORTEST_KNOWN:  # no secret fits
            return text
        while (redacted := self._once(text)) != text:  # what is taken out may lay another bare
            text = redacted
        return text

    def _once(self, text: str) -> str:
        for value in self.known:
            if value in text:
                text = self._exact.sub(lambda found: _KNOWN if found["secret"] else found[0], text)
                break
        lowered = text.lower()
        for signs, shapes in _BY_SIGNS:
            for sign in signs or ("",):
                if sign in text:
                    for shape in shapes:
                        text = shape.take_out(text, lowered)
                    break
        return text


@lru_cache(maxsize=16)
def _redactor(known: tuple[str, ...]) -> Redactor:
    return Redactor(known)


def redact(text: str, known: Iterable[str] = ()) -> str:
    """The text with its secrets replaced; for many texts, keep a `Redactor`."""
    return _redactor(tuple(known))(text)


_SECRET_NAME: Final = re.compile(
    r"(?:^|_)(?:API_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|PASS|PAT|(?<=_)PWD)"
    r"S?(?:_?[0-9]+)?$",
    re.IGNORECASE,
)


def secrets_in(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The values of variables named like `…_KEY` or `…_TOKEN`, long enough to look for."""
    values = (value.strip() for name, value in environment.items() if _SECRET_NAME.search(name))
    return tuple(sorted({value for value in values if len(value) >= SHORTEST_KNOWN}))
