"""Processes that a test starts and talks to by lines; each ends with the `async with` it began."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from tests.acceptance.child import Life, written
from tests.acceptance.plain_http import exchange

Process = asyncio.subprocess.Process


@asynccontextmanager
async def python(*arguments: str) -> AsyncIterator[Process]:
    """A module of the tests as a process; it is asked to end by the end of its input."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, stdin=pipe, stdout=pipe, start_new_session=True
    )
    try:
        yield process
    except BaseException:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and whatever it has started itself
        raise
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


async def line(process: Process) -> Any:
    """The next thing a process says."""
    assert process.stdout is not None
    said = await process.stdout.readline()
    assert said, f"the process ended with {await process.wait()} and said nothing"
    return json.loads(said)


async def tell(process: Process, told: bytes) -> None:
    """Say a line to a process."""
    assert process.stdin is not None
    process.stdin.write(told)
    await process.stdin.drain()


class Server:
    """The counting server, as its clients' author sees it."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def calls(self, run: str) -> list[tuple[str, str]]:
        """Every call made for a run, in order: in which life, for which step."""
        _, body = await exchange(self.port, "GET")
        return [(life, path) for whose, life, path in json.loads(body) if whose == run]


@asynccontextmanager
async def counting_server() -> AsyncIterator[Server]:
    """A model server in another process, on loopback, at whatever port is free."""
    async with python("tests.acceptance.counting_server") as process:
        yield Server(await line(process))


class Nursery:
    """Where processes are born one after the other, to be killed or to live to their end."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def live(self, life: Life) -> bool:
        """Let a life be lived; whether it was cut short by SIGKILL."""
        await tell(self._process, written(life))
        said = await line(self._process)
        if "reached" in said:
            with suppress(ProcessLookupError):  # one that is not held may be at its end already
                os.kill(said["reached"], signal.SIGKILL)
            said = await line(self._process)
        assert said["ended"] in (0, -signal.SIGKILL), f"the child failed with {said['ended']}"
        return bool(said["ended"])


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """A nursery that is closed in the end."""
    async with python("tests.acceptance.child", "nursery") as process:
        yield Nursery(process)
