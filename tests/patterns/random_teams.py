"""Teams drawn at random: patterns nested in each other, and agents who say anything at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random

from orchtui.domain.prompts import Request

CAST = {
    "judge": "",  # which is a key of debates here
    "chief": (
        "{does: Leads., reply: {steps?: [{worker: str, says: str, after?: [str]}], "
        "done?: bool, answer?: str}}"
    ),
    "planner": (
        "{does: Plans., reply: {answer?: str, tasks?: [{id: str, says: str, skill?: str, "
        "complexity?: int 1..5, after?: [str]}]}}"
    ),
    "reviewer": (
        "{does: Reviews., reply: {approved?: bool, "
        "objections?: [{what: str, severity: minor | major | critical}]}}"
    ),
    "checker": "{does: Checks., reply: {holds: bool, confidence?: 0..1}}",
    "lister": "{does: Lists., reply: {topics: [str]}}",
    "arbiter": "{does: Decides., reply: {verdict: good | bad | odd, confidence: 0..1}}",
}
JUDGES = "abcd"


class Drawing:
    """Draws a flow; every part of it has a name of its own."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._names = 0

    def flow(self) -> str:
        """A whole flow, on one line."""
        parts = [self.part(2) for _ in range(self._random.randint(1, 3))]
        return json.dumps(parts)

    def name(self, kind: str = "s") -> str:
        self._names += 1
        return f"{kind}{self._names}"

    def step(self, agent: str = "") -> dict[str, object]:
        who = agent or self._random.choice(["writer", "editor", *JUDGES])
        return {who: {"name": self.name(), "optional": self._random.random() < 0.3}}

    def part(self, depth: int) -> object:
        if not depth or self._random.random() < 0.2:
            return self.step()
        draw = self._random.choice(
            [
                *(self._sequence, self._parallel, self._if, self._switch, self._loop, self._first),
                *(self._map, self._panel, self._panel, self._debate, self._critique),
                *(self._supervise, self._decompose),
            ]
        )
        return draw(depth - 1)

    def _some(self, depth: int, most: int = 3) -> list[object]:
        return [self.part(depth) for _ in range(self._random.randint(1, most))]

    def _limits(self) -> dict[str, object]:
        if self._random.random() < 0.7:
            return {}
        return {"limits": {"steps": self._random.randint(1, 6)}}

    def _sequence(self, depth: int) -> object:
        return {"sequence": self._some(depth), "name": self.name("seq")}

    def _parallel(self, depth: int) -> object:
        limit = {} if self._random.random() < 0.5 else {"limit": self._random.randint(1, 3)}
        return {"parallel": self._some(depth), "name": self.name("par"), **limit}

    def _if(self, depth: int) -> object:
        judged = self.name()
        then = {"if": f"{judged}.verdict == 'good'", "then": self.part(depth)}
        if self._random.random() < 0.5:
            then["else"] = self.part(depth)
        return {"sequence": [{"a": {"name": judged}}, then], "name": self.name("cond")}

    def _switch(self, depth: int) -> object:
        judged = self.name()
        switch = {
            "switch": f"{judged}.verdict",
            "cases": {"good": self.part(depth), "bad": self.part(depth)},
            "else": self.part(depth),
        }
        return {"sequence": [{"b": {"name": judged}}, switch], "name": self.name("cond")}

    def _loop(self, depth: int) -> object:
        return {
            "loop": [*self._some(depth, 1), {"c": {"name": self.name()}}],
            "until": "verdict == 'good'",
            "times": self._random.randint(1, 4),
            "name": self.name("loop"),
            **self._limits(),
        }

    def _first(self, depth: int) -> object:
        parts = [self.step(name) for name in self._random.sample(JUDGES, 2)]
        until = {"until": "confidence >= 0.6"} if self._random.random() < 0.7 else {}
        name = self.name("first")
        return {"first": [*parts, *self._some(depth, 1)][:3], "name": name, **until}

    def _map(self, depth: int) -> object:
        listed = self.name()
        mapped = {
            "map": f"{listed}.topics",
            "as": self.name("topic"),
            "do": self.part(depth),
            "most": self._random.randint(1, 4),
            "name": self.name("map"),
            **self._limits(),
        }
        return {"sequence": [{"lister": {"name": listed}}, mapped], "name": self.name("seq")}

    def _strategy(self, members: Sequence[str], compared: bool) -> object:
        someone = self._random.choice(members)
        facts = {"by": "tiers", "facts": ["score"], "check": "checker", "judge": "arbiter"}
        return self._random.choice(
            [
                *("majority", "weighted", "escalate", {"by": "weighted", "tie": "confidence"}),
                *({"by": "priority", "order": [someone]}, {"by": "escalate", "default": someone}),
                *([facts] if compared else []),
                *({"by": "refine", "rounds": 2}, {"by": "refine", "rounds": 1, "then": "weighted"}),
                *({"by": "synthesise", "agent": "arbiter"}, {"by": "check", "agent": "checker"}),
                {
                    "by": "check",
                    "agent": "checker",
                    "then": {"by": "majority", "tie": "confidence"},
                },
            ]
        )

    def _panel(self, depth: int) -> object:
        members: Sequence[str] = self._random.sample(JUDGES, self._random.randint(2, 4))
        several = {"one": "a", "two": {"agent": "b", "says": "Be bold."}}
        if self._random.random() < 0.3:
            members = list(several)
        compare = [[], ["verdict"], ["score ± 1"], ["verdict", "score ± 1"]]
        compared = self._random.choice(compare)
        return {
            "panel": several if "one" in members else members,
            "ask": "Well?",
            "name": self.name("panel"),
            "threshold": self._random.choice([0.5, 0.7, 1.0]),
            "settle": self._strategy(members, "score ± 1" in compared),
            **({"compare": compared} if compared else {}),
            **self._limits(),
        }

    def _debate(self, _depth: int) -> object:
        return {
            "debate": self._random.sample(JUDGES, self._random.randint(2, 3)),
            "judge": "arbiter",
            "compare": "verdict",
            "rounds": self._random.randint(1, 3),
            "name": self.name("debate"),
            **self._limits(),
        }

    def _critique(self, _depth: int) -> object:
        return {
            "critique": "writer",
            "reviewers": {"one": "reviewer", "two": "reviewer"},
            "rounds": self._random.randint(1, 3),
            "name": self.name("critique"),
            "gives": self._random.choice(["outcome", "all"]),
            "optional": self._random.random() < 0.3,
            **self._limits(),
        }

    def _supervise(self, depth: int) -> object:
        return {
            "supervise": "chief",
            "workers": {"write": "writer", "edit": "editor", "deep": self.part(max(0, depth - 1))},
            "rounds": self._random.randint(1, 3),
            "name": self.name("team"),
            **self._limits(),
        }

    def _decompose(self, _depth: int) -> object:
        return {
            "decompose": "planner",
            "workers": {"write": "writer", "edit": "editor"},
            "name": self.name("split"),
            **self._limits(),
        }


def says(request: Request, seed: int, fault: float) -> str | Exception:
    """What an agent says: what only its step decides, so that timing changes nothing."""
    random = Random(f"{seed}/{request.path}/{request.attempt}")
    if random.random() < fault:
        return OSError("gone")
    if random.random() < fault / 2:
        return "no JSON at all"
    said = _SAID.get(request.agent, _judged if request.agent in JUDGES else None)
    if said is None:
        return random.choice(["the same as ever", f"{request.path} has its say"])
    return json.dumps(said(random))


def _judged(random: Random) -> object:
    sure = {} if random.random() < 0.3 else {"confidence": random.randint(0, 10) / 10}
    verdict = random.choice(["good", "bad", "bad", "odd"])
    return {"verdict": verdict, "score": random.randint(1, 4), **sure}


def _led(random: Random) -> object:
    workers = ["write", "edit", "deep", "nobody"]
    steps = [
        {
            "worker": random.choice(workers),
            "says": f"do {n}",
            "after": [str(random.randint(0, 4))] if random.random() < 0.4 else [],
        }
        for n in range(random.randint(0, 3))
    ]
    return {"steps": steps, "done": random.random() < 0.4}


def _planned(random: Random) -> object:
    names = "uvwxyz"
    tasks = [
        {
            "id": random.choice(names),
            "says": f"part {n}",
            "complexity": random.randint(1, 5),
            "after": random.sample(names, random.randint(0, 2)),
        }
        for n in range(random.randint(0, 4))
    ]
    return {"tasks": tasks, "answer": "all in one"}


def _reviewed(random: Random) -> object:
    severities = ["minor", "major", "critical"]
    objections = [
        {"what": f"number {n}", "severity": random.choice(severities)}
        for n in range(random.randint(0, 2))
    ]
    return {"approved": random.random() < 0.5, "objections": objections}


_SAID: dict[str, Callable[[Random], object]] = {
    "chief": _led,
    "planner": _planned,
    "reviewer": _reviewed,
    "checker": lambda random: {"holds": random.random() < 0.5},
    "lister": lambda random: {"topics": [f"t{n}" for n in range(random.randint(0, 5))]},
    "arbiter": lambda random: {"verdict": "good", "confidence": random.randint(0, 10) / 10},
}
