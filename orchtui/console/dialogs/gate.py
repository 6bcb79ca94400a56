"""Open gates and disagreements as questions: a title, a text, and the answers to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from orchtui.console.dialogs.choice import Answers
from orchtui.console.panels.format import gist
from orchtui.console.run_view import View
from orchtui.domain.sanitize import first_line

EDIT = "edit"
_MOST = 240
_LINE = 60


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a person; `begun` is the text to edit, where an answer is a text."""

    id: str
    title: str
    about: str
    answers: Answers
    begun: str = ""


def gate_question(view: View, name: str) -> Question | None:
    """Return what an open gate asks; None if it is not open."""
    gate = view.player.live.open_gates.get(name)
    if gate is None:
        return None
    given = {path: view.texts.read(_reply(view, path)) for path in gate.given}
    texts = [f"{path}: {gist(text, _MOST)}" for path, text in given.items()]
    answers = {
        choice: (str(number), choice, "the default" if choice == gate.default else "")
        for number, choice in enumerate(gate.choices, start=1)
    }
    about = "\n\n".join([view.texts.read(gate.question), *texts])
    begun = next(reversed(given.values()), "")
    return Question(gate.id, f"Gate {gate.id}", about, answers, begun)


def _reply(view: View, path: str) -> str:
    step = view.player.live.steps.get(path)
    return step.reply.text if step and step.reply else ""


def settle_question(view: View, name: str) -> Question | None:
    """Return how an open disagreement can be settled; None if it is not open."""
    state = view.player.live
    case = state.open_disagreements.get(name)
    if case is None or case.found is None:
        return None
    last, id_ = case.rounds[-1], case.found.id
    answers: dict[str, tuple[str, str, str]] = {}
    for number, (paths, says) in enumerate(zip(last.clusters, last.says, strict=False), start=1):
        who = paths[0] + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")
        answers[f"pick {paths[0]}"] = (str(number), who, first_line(says, _LINE))
    answers["merge"] = ("m", "merge them", "in your own words")
    answers["again"] = ("a", "ask all again", "each seeing what the others say")
    answers["escalate"] = ("e", "escalate", "a person decides at a gate")
    steps = [state.steps[path] for cluster in last.clusters[:2] for path in cluster[:1]]
    begun = "\n\n".join(view.texts.read(step.reply.text) for step in steps if step.reply)
    about = f"{last.agreement:.0%} agree; {case.found.threshold:.0%} is asked for"
    return Question(id_, f"Settle {id_}", f"{case.question}\n{about}", answers, begun)
