"""A person's settings: theme, marks, mouse and keys, from one small YAML file that need not exist.

theme: nord          # any theme that f2 shows
glyphs: ascii        # or unicode; else by the terminal's encoding
mouse: false         # leave the mouse to the terminal
keys:
  step: s,f10        # by the ids that orchtui settings --keys lists
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError

VARIABLE: Final = "ORCHTUI_SETTINGS"
GLYPHS: Final = ("auto", "unicode", "ascii")
_KNOWN: Final = ("theme", "glyphs", "mouse", "keys")


@dataclass(frozen=True, slots=True)
class UserSettings:
    """What a person has set; everything has a default."""

    theme: str = ""
    glyphs: str = "auto"
    mouse: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)


def settings_file() -> Path:
    """Where the settings are, whether they are there or not."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    import platformdirs  # only here: start-up does not need it

    return Path(platformdirs.user_config_dir("orchtui", appauthor=False)) / "settings.yaml"


def user_settings() -> UserSettings:
    """What is set; a mistake in the file is told with its place."""
    file = settings_file()
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return UserSettings()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the settings {file} cannot be read: {error}") from error
    return _read(text, file)


def _read(text: str, file: Path) -> UserSettings:
    import yaml

    try:
        written = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise UsageError(f"the settings {file} are no YAML: {error}") from error
    if not isinstance(written, dict):
        raise UsageError(f"the settings {file} are to be names with values, such as theme: nord")
    for name in written:
        if name not in _KNOWN:
            raise UsageError(f"{file}: there is no setting {name}{nearest(str(name), _KNOWN)}")
    keys = written.get("keys") or {}
    if not isinstance(keys, dict):
        raise UsageError(f"{file}: keys are actions with keys, such as step: s")
    glyphs = str(written.get("glyphs", "auto"))
    if glyphs not in GLYPHS:
        raise UsageError(f"{file}: glyphs are one of {', '.join(GLYPHS)}, not {glyphs}")
    mouse = written.get("mouse", True)
    if not isinstance(mouse, bool):
        raise UsageError(f"{file}: mouse is true or false, not {mouse}")
    return UserSettings(
        theme=str(written.get("theme") or ""),
        glyphs=glyphs,
        mouse=mouse,
        keys={str(name): str(key) for name, key in keys.items()},
    )
