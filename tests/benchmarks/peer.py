"""LangGraph with its SQLite saver, doing the same work; it takes part where it is installed.

Its state holds what every step said, as its state of messages does. Each step is saved before the
next one starts (`durability="sync"`) and the file is as safe as ours (WAL, NORMAL).
"""

from __future__ import annotations

import importlib.util
import operator
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Annotated, Any, TypedDict

from tests.benchmarks.measure import Work

INSTALLED = bool(importlib.util.find_spec("langgraph")) and bool(
    importlib.util.find_spec("aiosqlite")
)


class Said(TypedDict):
    """What the steps have said so far."""

    said: Annotated[list[str], operator.add]


class Peer:
    """A saver, and graphs over it."""

    def __init__(self, saver: Any) -> None:
        self._saver = saver
        self._threads = count(1)

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncIterator[Peer | None]:
        """Over a database of its own; `None` where it is not installed."""
        async with AsyncExitStack() as stack:
            if not INSTALLED:
                yield None
                return
            from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

            saver = await stack.enter_async_context(AsyncSqliteSaver.from_conn_string(str(path)))
            await saver.setup()
            await saver.conn.execute("PRAGMA synchronous = NORMAL")
            yield cls(saver)

    def contender(self, graph: Any, steps: int) -> Work:
        """Runs of a graph; each sees that every step is done."""
        compiled = graph.compile(checkpointer=self._saver)

        async def run() -> None:
            thread = {"configurable": {"thread_id": str(next(self._threads))}}
            config = {**thread, "recursion_limit": steps + 10}
            state = await compiled.ainvoke({"said": []}, config, durability="sync")
            if len(state["said"]) != steps:
                raise RuntimeError(f"{len(state['said'])} of {steps} steps")

        return run
