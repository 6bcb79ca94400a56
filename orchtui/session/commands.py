"""Commands as whoever runs this process gives them."""

from __future__ import annotations

import getpass
import secrets
import socket
from collections.abc import Mapping

from orchtui.domain import events as e


def command(
    verb: str,
    target: str = "",
    text: str = "",
    options: Mapping[str, str | float | bool | None] | None = None,
    reason: str = "",
) -> e.CommandGiven:
    """A command as whoever runs this process gives it."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # nobody is known by this process's user id
        user = "somebody"
    return e.CommandGiven(
        id=secrets.token_hex(8),
        verb=verb,
        who=f"{user}@{socket.gethostname()}",
        reason=reason,
        target=target,
        text=text,
        options=dict(options or {}),
    )
