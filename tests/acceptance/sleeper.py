"""A process that carries out a run whose first answer comes when a line is read.

It says when its model is asked, and how it ended: as its run did, or as one that had lost it.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.errors import OwnershipLost
from orchtui.session import Session, Settings, load


class OnALine:
    """Answers once a line is read."""

    async def answer(self, request: Request, hear: Hear) -> Answer:
        print("asked", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        return Answer("Woken up.", 1, 1)

    async def close(self) -> None:
        pass


async def main(database: str, recipe: str) -> None:
    async with Session.open(Path(database), provider=OnALine()) as session:
        live = await session.start(load(recipe), Settings())
        try:
            outcome = await session.carry_out(live)
        except OwnershipLost as lost:
            print(f"lost: {lost}")
        else:
            print(outcome.status)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
