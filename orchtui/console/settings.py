"""What a person has chosen in the settings, checked: theme, keys, and which marks to draw with.

A mistake is told with the file it is in, before anything is begun.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from textual.keys import KEY_NAME_REPLACEMENTS, Keys
from textual.theme import BUILTIN_THEMES

from orchtui.console.glyphs import SETS, Glyphs
from orchtui.console.keymap import ACTIONS, HOME
from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError
from orchtui.session import UserSettings, settings_file

THEMES = (
    "textual-dark",
    "textual-light",
    "nord",
    "gruvbox",
    "tokyo-night",
    "catppuccin-mocha",
    "solarized-light",
    "ansi-dark",
)
_HELD = frozenset({"ctrl", "shift", "alt", "meta", "super", "hyper"})
_NAMED = frozenset({key.value for key in Keys} | set(KEY_NAME_REPLACEMENTS.values()))
MOVES = "move."
"""What the ids of keys that move in a panel begin with."""


def theme_of(user: UserSettings) -> str:
    """The theme that is set, or the first there is."""
    if user.theme and user.theme not in BUILTIN_THEMES:
        raise _wrong(f"there is no theme {user.theme}{nearest(user.theme, BUILTIN_THEMES)}")
    return user.theme or THEMES[0]


def keys_of(user: UserSettings) -> dict[str, str]:
    """The keys that are set, by the ids of actions."""
    known = {**ACTIONS, **HOME}
    for name, keys in user.keys.items():
        if name not in known and not name.startswith(MOVES):
            raise _wrong(f"keys: there is no action {name}{nearest(name, known)}")
        for key in keys.split(","):
            if not _is_key(key.strip()):
                raise _wrong(
                    f"keys: {name}: there is no key {key.strip()!r}; keys are such as s, f10 or "
                    "ctrl+t, several with commas between"
                )
    return dict(user.keys)


def _is_key(key: str) -> bool:
    *held, last = key.split("+") if len(key) > 1 else [key]
    if not _HELD.issuperset(held):
        return False
    if last in _NAMED or (len(last) == 1 and last.isprintable() and last != " "):
        return True
    try:
        unicodedata.lookup(last.replace("_", " "))
    except KeyError:
        return False
    return True


def _wrong(what: str) -> UsageError:
    return UsageError(f"{settings_file()}: {what}")


def glyphs_for(user: UserSettings, encoding: str, environment: Mapping[str, str]) -> Glyphs:
    """The marks that are set, or those that the terminal can show."""
    if user.glyphs != "auto":
        return SETS[user.glyphs]
    plain = "utf" not in encoding.lower() or _has_few_letters(environment)
    return SETS["ascii" if plain else "unicode"]


def _has_few_letters(environment: Mapping[str, str]) -> bool:
    """Whether the terminal has no font for marks, or its user's language has no such letters.

    Python takes UTF-8 in place of a plain C, so that a stream's encoding does not tell.
    """
    if environment.get("TERM") == "linux":
        return True
    said = environment.get("LC_ALL") or environment.get("LC_CTYPE") or environment.get("LANG", "")
    if said == "C.UTF-8" and not environment.get("LC_ALL"):
        said = environment.get("LANG") or said
    return said in ("C", "POSIX")
