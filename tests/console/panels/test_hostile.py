"""Hostile text comes to no harm in any panel, at any width, wherever in a run it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial

import pytest

from orchtui.console.glyphs import ASCII
from orchtui.console.panels import TABS, agents, header, step, timeline
from orchtui.console.panels.found import search
from orchtui.console.panels.gates import banner
from orchtui.console.run_view import View
from orchtui.console.text.row import Row
from orchtui.domain import events as e
from orchtui.domain.recipe import Agent
from orchtui.domain.reply_schema import Record, Text
from tests.console.hostile import HOSTILE, harmful
from tests.console.panels.building import Panel, Story

WIDTHS = (20, 46, 80, 200)
LONG = 100_000
PANELS: Mapping[str, Panel] = {
    **TABS,
    "header": header.rows,
    "agents": agents.rows,
    "timeline": timeline.rows,
    "banner": banner,
    **{leaf: partial(step.rows, leaf=leaf) for leaf in step.LEAVES},
}
SCROLLED = ("header", "Events", "Found", "Board", *step.LEAVES)
"""Panels whose rows may be wider than they are: one looks at their end by scrolling."""


def name_of(text: str) -> str:
    """A text as a name, of which none is very long."""
    return text[:300] or "somebody"


def everywhere(text: str) -> Story:
    """A run with a text in every place that somebody else may have written."""
    name = name_of(text)
    agent = Agent(name, text, instructions=text, reply=Record({"a": Text()}))
    story = Story(agent, Agent("other", text))
    kept = story.keep(text)
    path, other = f"group/{name}", "group/other"
    asked = partial(e.StepAsked, digest="d", sent="s", model=name, because=text)
    spent = {"cost": 1000, "read": 5, "wrote": 5, "seconds": 1.0}
    story.turns.clear()
    story.at(0.0, e.RunStarted(recipe=name, source="", task=kept, parameters={"p": text}))
    story.at(1.0, e.GroupBegun(path="group", pattern=name, limits={"seconds": 5.0, "cost": 1.0}))
    story.at(1.0, e.StepPlanned(path=path, agent=name, says=kept), asked(path=path))
    story.at(2.0, e.AttemptFailed(path=path, fault=name, message=text, text=kept, **spent))
    story.at(3.0, e.Said(agent=name, text=kept, by=name), asked(path=path, attempt=2))
    story.at(4.0, e.StepReplied(path=path, attempt=2, text=kept, **spent))
    story.at(4.0, e.StepRejected(path=path, attempt=2, why=text))
    story.at(5.0, asked(path=path, attempt=3))
    story.at(6.0, e.StepReplied(path=path, attempt=3, text=story.keep(f'{{"a": "{text}"}}')))
    story.at(6.5, e.StepPlanned(path=other, agent="other", inputs=(path,)))
    story.at(6.5, asked(path=other, trimmed=7))
    story.at(7.0, e.StepReplied(path=other, text=kept, **spent))
    story.at(
        7.0,
        e.PositionsCompared(
            id=f"{name}/disagreement",
            question=text,
            clusters=((path,), (other,)),
            says=(text, text),
            differs=((path, other, "a"),),
            agreement=0.5,
            estimated=True,
        ),
        e.DisagreementFound(id=f"{name}/disagreement", agreement=0.5, threshold=1.0, strategy=text),
        e.DisagreementSettled(id=f"{name}/disagreement", how=text, path=path, by=name, why=text),
    )
    story.at(8.0, e.Noted(text=text, path=name), e.LimitReached(limit=name, allowed=1, used=2))
    story.at(8.0, e.BreakpointChanged(id=name, text=text), e.BreakpointHit(id=name, path=path))
    story.at(8.5, e.CommandGiven(id="c", verb=name, who=name, reason=text, target=name))
    story.at(8.5, e.CommandAnswered(id="c", done=False, said=text))
    story.at(9.0, e.GateOpened(id="answered", question=text, choices=(name,), given=(path,)))
    story.at(9.0, e.GateAnswered(id="answered", choice=name, by=name, note=text, text=kept))
    story.at(9.0, e.Unknown(kind=f"board.{text}", raw={"kind": text, "text": [text]}))
    story.at(9.5, e.StepOverridden(path=other, text=kept, by=name))
    story.at(9.5, e.StepPlanned(path="late", agent="other"), e.StepFailed(path="late", error=text))
    story.at(9.6, e.GroupEnded(path="group", how=text))
    return story.at(9.7, e.GateOpened(id=name, question=text, choices=(name, "no"), default="no"))


@cache
def seen(text: str) -> tuple[View, ...]:
    """A run full of a text: as it goes on, in its past, and in the marks of a plain terminal."""
    story = everywhere(text)
    path = f"group/{name_of(text)}"
    live = story.view("live", clock=12.0, selected=path)
    past = story.view(selected=path)
    past.go(5)
    plain = story.view(glyphs=ASCII, selected=path)
    for view in (live, past, plain):
        view.watches, view.stops, view.gone = [text, "step.text", "p"], [text], ""
    plain.sought, plain.found = text, search(plain, text)
    return live, past, plain


def said(rows: Sequence[Row]) -> list[str]:
    return ["".join(text for text, _ in row.spans) for row in rows]


CASES = [
    (panel, what)
    for panel in PANELS
    for what in HOSTILE
    # A prompt of what cannot be encoded was never sent: its digest could not be made.
    if panel != "Prompt" or what not in ("surrogates", "invalid utf-8")
]


@pytest.mark.parametrize(("panel", "what"), CASES)
def test_no_panel_shows_what_a_terminal_would_act_on(panel: str, what: str) -> None:
    text = HOSTILE[what]
    views, widths = (seen(text)[:1], (46,)) if len(text) > LONG else (seen(text), WIDTHS)
    for view in views:
        for width in widths:
            rows = list(PANELS[panel](view, width))
            assert [harm for line in said(rows) if (harm := harmful(line))] == []
            if panel not in SCROLLED:
                assert [row.plain for row in rows if row.width > width] == []


@pytest.mark.parametrize("what", HOSTILE)
def test_searching_for_hostile_text_shows_nothing_of_it_either(what: str) -> None:
    view = seen(HOSTILE[what])[0]
    words = HOSTILE[what][:60]
    for sought in (words, f"!{words}", "/./", "word", "\x1b"):
        assert [harm for line in said(search(view, sought)) if (harm := harmful(line))] == []


def test_markup_stands_as_it_was_written() -> None:
    text = HOSTILE["textual markup"]
    rows = said(TABS["Gates"](seen(text)[0], 200))
    assert any("[@click=app.quit]quit[/]" in line for line in rows)
