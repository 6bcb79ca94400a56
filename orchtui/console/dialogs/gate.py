"""The gate that is open, and what is disagreed on, as questions to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchtui.console.panels.format import gist
from orchtui.domain.sanitize import first_line
from orchtui.session import command

if TYPE_CHECKING:
    from orchtui.console.screens.run_actions import Acting

EDIT = "edit"
_MOST = 240
_LINE = 60


def show_gate(acting: Acting, name: str) -> None:
    """Ask what an open gate asks."""
    view = acting.view
    gate = view.player.live.open_gates.get(name)
    if gate is None:
        acting.tell("no gate is open", "warn")
        return
    given = {path: view.texts.read(_reply(acting, path)) for path in gate.given}
    told = [f"{path}: {gist(text, _MOST)}" for path, text in given.items()]
    about = "\n\n".join([view.texts.read(gate.question), *told])
    answers = {
        choice: (str(number), choice, "the default" if choice == gate.default else "")
        for number, choice in enumerate(gate.choices, start=1)
    }

    def answer(choice: str) -> None:
        if choice == EDIT:
            _edited(acting, gate.id, next(reversed(given.values()), ""))
        elif choice:
            acting.give("answer", gate.id, options={"choice": choice})

    acting.screen.choose(f"Gate {gate.id}", about, answers, answer)


def _reply(acting: Acting, path: str) -> str:
    step = acting.view.player.live.steps.get(path)
    return step.reply.text if step and step.reply else ""


def _edited(acting: Acting, gate: str, begun: str) -> None:
    async def send(text: str) -> str:
        given = command("answer", gate, text, {"choice": EDIT})
        answered = await acting.carried(given)
        return "" if answered.done else answered.said

    acting.screen.write(
        f"Gate {gate}: what goes on", begun, send, note="it goes on in place of what came before"
    )


def show_settling(acting: Acting, name: str) -> None:
    """Ask how to settle what is disagreed on: a position of somebody's, or something else."""
    case = acting.view.player.live.open_disagreements.get(name)
    if case is None or case.found is None:
        acting.tell("nothing is disagreed on", "warn")
        return
    last, id_ = case.rounds[-1], case.found.id
    answers: dict[str, tuple[str, str, str]] = {}
    for number, (paths, says) in enumerate(zip(last.clusters, last.says, strict=False), start=1):
        who = paths[0] + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")
        answers[f"pick {paths[0]}"] = (str(number), who, first_line(says, _LINE))
    answers["merge"] = ("m", "merge them", "in your own words")
    answers["again"] = ("a", "ask all again", "each seeing what the others say")
    answers["escalate"] = ("e", "escalate", "a person decides at a gate")

    def settle(choice: str) -> None:
        verb, _, path = choice.partition(" ")
        if verb == "pick":
            acting.give("settle", id_, options={"pick": path})
        elif verb == "merge":
            _merged(acting, id_)
        elif verb:
            acting.give("settle", id_, options={verb: True})

    about = f"{last.agreement:.0%} agree; {case.found.threshold:.0%} is asked for"
    acting.screen.choose(f"Settle {id_}", f"{case.question}\n{about}", answers, settle)


def _merged(acting: Acting, id_: str) -> None:
    state, texts = acting.view.player.live, acting.view.texts
    last = state.disagreements[id_].rounds[-1]
    steps = [state.steps[path] for cluster in last.clusters[:2] for path in cluster[:1]]
    begun = "\n\n".join(texts.read(step.reply.text) for step in steps if step.reply)

    async def send(text: str) -> str:
        answered = await acting.carried(command("settle", id_, text))
        return "" if answered.done else answered.said

    acting.screen.write(f"Settle {id_}", begun, send, note="a reply that takes their place")
