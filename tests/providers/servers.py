"""Model servers on loopback that misbehave in ways that `llmock` does not know.

Each answers every request with the same bytes and then ends, holds on or breaks off; it ends with
the `async with` that began it.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

Then = Literal["end", "hold", "reset"]


@dataclass
class Server:
    """A server that runs: where it is, what it was asked, and what became of its clients."""

    address: str = ""
    headers: list[dict[str, str]] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)


def piece(text: str | None = None, finish: str | None = None) -> bytes:
    """One event of a streamed chat completion."""
    delta = {} if text is None else {"content": text}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {
        "id": "one",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "tiny",
        "choices": [choice],
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


@asynccontextmanager
async def serving(
    *body: bytes, status: str = "200 OK", kind: str = "text/event-stream", then: Then = "end"
) -> AsyncIterator[Server]:
    """A server that answers with a status and a body; with no status, with nothing at all."""
    server = Server()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n".encode()
    answer = b"".join((head, *body)) if status else b""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        headers = _headers(await reader.readuntil(b"\r\n\r\n"))
        await reader.readexactly(int(headers["content-length"]))
        server.headers.append(headers)
        writer.write(answer)
        await writer.drain()
        server.asked.set()
        if then == "hold":
            await reader.read()
            server.left.set()
        if then == "reset":
            _reset_on_close(writer)
        writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    server.address = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/v1"
    async with listener:
        yield server


def _headers(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    return {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}


def _reset_on_close(writer: asyncio.StreamWriter) -> None:
    """Have the connection end as when a machine dies, rather than in good order."""
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def closed_address() -> str:
    """An address on loopback where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
