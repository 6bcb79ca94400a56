"""A function that blocks its thread until a test lets it go on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from orchtui.domain.python_agent import Asked


class Blocked:
    """Blocks when it is called, and gives word of it on the loop it was made on."""

    def __init__(self, text: str = "at last") -> None:
        self.may_go_on = threading.Event()
        self.began = asyncio.Event()
        self.wanted: Callable[[], bool] = bool
        self.thread = threading.current_thread()
        self._loop, self._text = asyncio.get_running_loop(), text

    def __call__(self, asked: Asked) -> str:
        self.wanted, self.thread = asked.wanted, threading.current_thread()
        self._loop.call_soon_threadsafe(self.began.set)
        self.may_go_on.wait()
        return self._text

    def leave(self) -> None:
        """Let it go on, and wait until its thread is gone."""
        self.may_go_on.set()
        self.thread.join()
