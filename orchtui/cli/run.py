"""`run`, `resume` and `demo`: carry a run out, here, to its end."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from orchtui.cli import options
from orchtui.cli.options import Database, Json, RunName, Set

Durable = Annotated[
    bool,
    typer.Option("--durable", help="Survive the loss of power too, not only a killed process."),
]

SHOWCASE = "research-article"
DEMO_SPEED = 2.0


def run(
    recipe: Annotated[str, typer.Argument(help="A shipped recipe's name, or a path.")],
    task: Annotated[str, typer.Argument(help="What to do; - reads it from standard input.")] = "",
    headless: Annotated[
        bool, typer.Option("--headless", help="Never open the console, whatever the terminal.")
    ] = False,
    json: Json = False,
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Answer from the rehearsal model: no key, no cost.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Another seed, another rehearsal.")] = 0,
    speed: Annotated[
        float | None,
        typer.Option(min=0, help="How many times faster than life to rehearse; 0 never waits."),
    ] = None,
    chaos: Annotated[
        str,
        typer.Option(
            metavar="SPEC", help="Faults to rehearse, e.g. timeout=0.1,malformed=0.05,hang=0.01."
        ),
    ] = "",
    set: Set = None,  # noqa: A002 - the option's name
    limit: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=N", help="A limit for this run, e.g. cost=0.2; none lifts it."),
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(metavar="TIER=NAME", help="Another model for a tier; NAME alone, for all."),
    ] = None,
    db: Database = None,
    durable: Durable = False,
) -> None:
    """Run a recipe on a task, recorded step by step.

    stdout gets the final reply, stderr tells what happens. Ctrl+C leaves the run so that
    orchtui resume can take it up again.

    orchtui run hello --rehearse
    orchtui run research-article "Explain tides" --rehearse --speed 0 --json
    """
    from orchtui.cli.carry import carry_out
    from orchtui.session import LiveRun, Session, Settings, check_rehearsal, load

    faults = check_rehearsal(rehearse, speed, chaos)
    settings = Settings(
        task=sys.stdin.read().strip() if task == "-" else task,
        seed=seed,
        rehearse=rehearse,
        speed=1.0 if speed is None else speed,
        chaos=faults,
        limits=options.limits(limit),
        models=options.models(model),
    )
    loaded = load(recipe, options.pairs("set", set))

    async def begin(session: Session) -> LiveRun:
        return session.start(loaded, settings)

    carry_out(begin, db, durable=durable, json=json)


def resume(run: RunName, json: Json = False, db: Database = None, durable: Durable = False) -> None:
    """Take a run up again where it was left, by Ctrl+C or by a killed process.

    Steps that are done are not asked again; calls that were in flight are, and count as spent.
    """
    from orchtui.cli.carry import carry_out
    from orchtui.session import LiveRun, Session

    async def begin(session: Session) -> LiveRun:
        return await session.resume(run)

    carry_out(begin, db, durable=durable, json=json)


def demo(db: Database = None) -> None:
    """Run the showcase recipe on the rehearsal model: no key, no cost, under half a minute."""
    run(SHOWCASE, rehearse=True, speed=DEMO_SPEED, db=db)
