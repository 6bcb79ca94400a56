"""A talk with the command over pipes: lines typed into it, and what it tells meanwhile."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import IO

from tests.cli.command import COMMAND, PATIENCE, Ended, Shell


class Talk:
    """The command in a process of its own; what it tells is read line by line from `told`."""

    def __init__(self, shell: Shell, *words: str, tells: str = "stderr") -> None:
        self.said: list[str] = []
        self._since = 0
        self._process = subprocess.Popen(
            [*COMMAND, *words],
            cwd=shell.folder,
            env=shell.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._told: IO[str] = self._process.stderr
        self._other: IO[str] = self._process.stdout
        if tells == "stdout":
            self._told, self._other = self._other, self._told

    def __enter__(self) -> Talk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()
        self._process.wait()

    def until(self, text: str) -> str:
        """Read on to the line that says this; what was told since the last line typed counts."""
        return self._next(lambda line: text in line)

    def type(self, *lines: str) -> None:
        assert self._process.stdin is not None
        self._since = len(self.said)
        self._process.stdin.write("".join(f"{line}\n" for line in lines))
        self._process.stdin.flush()

    def answer(self, line: str) -> str:
        """Type a line; what came of it. The run may have told more by then: it is in `said`."""
        self.type(line)
        since = self._since
        answer = self._next(lambda told: told.startswith(("done", "refused: ")))
        self._since = since
        return answer

    def _next(self, holds: Callable[[str], bool]) -> str:
        while True:
            while self._since < len(self.said):
                line = self.said[self._since]
                self._since += 1
                if holds(line):
                    return line
            told = self._told.readline()
            assert told, "it ended, having told:\n" + "\n".join(self.said)
            assert "\x1b" not in told
            self.said.append(told.rstrip("\n"))

    def interrupt(self) -> None:
        """Press Ctrl+C."""
        self._process.send_signal(signal.SIGINT)

    def ended(self) -> Ended:
        """Type no more, and read on to the end; what was read before is in `said`."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        told, other = self._told.read(), self._other.read()
        assert "\x1b" not in told + other
        out, err = (told, other) if self._told is self._process.stdout else (other, told)
        return Ended(self._process.wait(PATIENCE), out, err)
