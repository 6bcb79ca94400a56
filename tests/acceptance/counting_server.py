"""A model server that is a process of its own and never forgets who asked it what.

It answers by what it is asked and nothing else, after a few milliseconds, and lists its calls on
request. It ends when its standard input does, so it cannot outlive whoever started it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys

ASKED: list[tuple[str, str, str]] = []


def says(agent: str, user: str) -> str | None:
    """The answer to a prompt; from an agent called `down` there never is one."""
    if agent == "down":
        return None
    digest = hashlib.sha256(f"{agent}\0{user}".encode()).hexdigest()
    if agent == "scout":
        return json.dumps({"found": digest, "confidence": 0.8})
    return f"{agent} says {digest} " * (1 + int(digest[0], 16))


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One request a connection: `GET` lists the calls, anything else is one."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if head.startswith("GET"):
            body: object = ASKED
        else:
            length = int(head.lower().split("content-length:")[1].split("\r\n")[0])
            call = json.loads(await reader.readexactly(length))
            ASKED.append((call["run"], call["life"], call["path"]))
            text = says(call["agent"], call["user"])
            # Long enough that others are under way while one is committed.
            await asyncio.sleep((len(call["path"]) * 7 + len(ASKED)) % 13 / 1000)
            body = {"text": text}
        data = json.dumps(body).encode()
        status = "503 Down" if body == {"text": None} else "200 OK"
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)
        await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass  # whoever asked was killed
    finally:
        writer.close()


async def main() -> None:
    """Serve until standard input ends; the port is the first line told."""
    loop = asyncio.get_running_loop()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.buffer.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
