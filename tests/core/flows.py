"""Flows of every kind, for the laws."""

from __future__ import annotations

from orchtui.domain.flow import Flow, Reply, StepError


async def article(flow: Flow, task: str) -> Reply:
    facts = flow.ask("a", task)
    checked = flow.ask("b", "check", facts)
    terms = flow.ask("c", "terms", facts)
    edited = flow.ask("d", "edit", checked)
    return await flow.ask("e", "merge", edited, terms)


async def fan(flow: Flow, task: str) -> Reply:
    root = flow.ask("a", task)
    return await flow.ask("judge", "join", *(flow.ask("b", f"part {i}", root) for i in range(12)))


async def debate(flow: Flow, task: str) -> Reply:
    async def side(flow: Flow, agent: str) -> Reply:
        said: list[Reply] = []
        for number in range(3):
            with flow.round():
                said.append(await flow.ask(agent, f"round {number}", *said))
        return said[-1]

    async def pro(flow: Flow) -> Reply:
        return await side(flow, "a")

    async def con(flow: Flow) -> Reply:
        return await side(flow, "b")

    async def view(flow: Flow, number: int) -> Reply:
        return await flow.ask("c", f"view {number} {flow.random.random():.6f}")

    views = await flow.map([1, 2, 3], view)
    sides = await flow.together(pro, con)
    return await flow.ask("judge", "who won", *views, *sides)


async def race(flow: Flow, task: str) -> Reply:
    out: list[Reply] = []
    for number in range(4):
        with flow.group("heat"):
            runners = [flow.ask(agent, f"{number}") for agent in "abc"]
            winner: Reply = await flow.first(*runners)
            out += [winner, await flow.ask("d", "after", winner)]
    return await flow.ask("judge", "sum", *out)


async def race_of_branches(flow: Flow, task: str) -> Reply:
    async def slow(flow: Flow) -> Reply:
        one = await flow.ask("a", "one")
        two = await flow.ask("a", "two", one)
        return await flow.ask("a", "three", two)

    async def quick(flow: Flow) -> Reply:
        one = await flow.ask("b", "one")
        return await flow.ask("b", "two", one)

    winner = await flow.first(slow, quick, slow)
    return await flow.ask("judge", "won", winner)


async def board(flow: Flow, task: str) -> Reply:
    """Reacts to the order of completion: what is asked next depends on who was first."""
    said: list[Reply] = []
    asked = 0
    async with flow.pool() as pool:
        pool.add(*(flow.ask("a", f"seed {i}") for i in range(5)))
        async for _handle, reply in pool:
            if reply is not None:
                said.append(reply)
            if asked < 8:
                asked += 1
                pool.add(flow.ask("bcd"[asked % 3], f"react {len(said)}", *said[-2:]))
            if len(said) >= 11:
                break
    return await flow.ask("judge", "sum", *said)


async def failing(flow: Flow, task: str) -> Reply:
    bad = flow.ask("down", "bad")
    side = flow.ask("a", "side")
    after = flow.ask("b", "after", bad, side)
    try:
        await after
    except StepError as error:
        flow.note(f"went on without: {error.why}")
    shared = flow.ask("c", "shared")

    async def left(flow: Flow) -> Reply:
        try:
            return (await flow.together(shared, flow.ask("down", "bad too")))[0]
        except StepError:
            return await flow.ask("d", "left recovers")

    async def right(flow: Flow) -> Reply:
        return await flow.ask("e", "right", shared)

    return await flow.ask("judge", "sum", *await flow.together(left, right))


async def optional(flow: Flow, task: str) -> Reply:
    extra = flow.ask("down", "nice to have", optional=True)
    return await flow.ask("judge", "sum", flow.ask("a", "needed"), extra)


async def shared(flow: Flow, task: str) -> Reply:
    handle = flow.ask("a", "x")
    flow.ask("b", "never awaited", handle)

    async def once(flow: Flow) -> Reply:
        return await handle

    async def twice(flow: Flow) -> Reply:
        await handle
        return await handle

    async def raced(flow: Flow) -> Reply:
        return await flow.first(handle, flow.ask("c", "y"))

    replies = await flow.together(once, twice, raced)
    return await flow.ask("judge", "sum", handle, *replies)


async def conditional(flow: Flow, task: str) -> Reply:
    first = await flow.ask("a", "decide")
    agent = "b" if len(first.text) % 2 else "c"
    with flow.group("chosen"):
        handles = [flow.ask(agent, f"{i}", first) for i in range(1 + len(first.text) % 3)]
    return await flow.ask("judge", "sum", *handles)


ALL = [
    article,
    fan,
    debate,
    race,
    race_of_branches,
    board,
    failing,
    optional,
    shared,
    conditional,
]
