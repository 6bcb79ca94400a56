"""A model that asks the counting server, over bare streams: nothing heavy is imported for it."""

from __future__ import annotations

import asyncio
import json

from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request, tokens_about
from orchtui.errors import ModelError


class PlainHttp:
    """Answers from the server at a port, telling it for which run and in which life it asks."""

    def __init__(self, port: int, run: str, life: str) -> None:
        self._port, self._run, self._life = port, run, life

    async def answer(self, request: Request, hear: Hear) -> Answer:
        call = {
            "run": self._run,
            "life": self._life,
            "path": request.path,
            "agent": request.agent,
            "user": request.user,
        }
        body = json.dumps(call).encode()
        status, answer = await exchange(self._port, "POST", body)
        if status != 200:
            raise ModelError("server", f"{request.model.name} answered {status}")
        text: str = json.loads(answer)["text"]
        hear(text)
        return Answer(text, tokens_about(request.user), tokens_about(text))

    async def close(self) -> None:
        pass


async def exchange(port: int, method: str, body: bytes = b"") -> tuple[int, bytes]:
    """One request on a connection of its own: the status and the body of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"{method} / HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.lower().split("content-length:")[1].split("\r\n")[0])
        return int(head.split()[1]), await reader.readexactly(length)
    finally:
        writer.close()
