"""Disagreements: how far agents agree, round by round, and who holds what, side by side."""

from __future__ import annotations

import json

import pytest

from orchtui.console.panels import disagreements
from orchtui.console.panels.disagreements import open_ids, positions
from orchtui.console.run_view import View
from orchtui.domain import events as e
from orchtui.domain.recipe import Agent
from orchtui.domain.reply_schema import Number, Record, Text
from tests.console.panels.building import Story, shown

ID = "panel/disagreement"
REPLY = Record({"verdict": Text(), "score": Number(), "why": Text()})


def said(verdict: str, score: int, why: str = "Because.") -> str:
    return json.dumps({"verdict": verdict, "score": score, "why": why})


def panel(*, rounds: tuple[float, ...] = (0.5,), estimated: bool = False) -> Story:
    """Three have answered: two for it, one against."""
    story = Story(*(Agent(name, "", reply=REPLY) for name in ("ceo", "cfo", "cto")))
    for name, verdict in (("ceo", "yes"), ("cfo", "no"), ("cto", "yes")):
        path = f"panel/{name}"
        story.asked(1, path).replied(2, path, said(verdict, 3, f"{name} says {verdict}."))
    for number, agreement in enumerate(rounds, start=1):
        story.at(
            2 + number,
            e.PositionsCompared(
                id=ID,
                question="Shall we?",
                round=number,
                clusters=(("panel/ceo", "panel/cto"), ("panel/cfo",)),
                says=("verdict=yes, score=3", "verdict=no, score=3"),
                differs=(
                    ("panel/ceo", "panel/cfo", "verdict"),
                    ("panel/cfo", "panel/cto", "verdict"),
                ),
                agreement=agreement,
                estimated=estimated,
            ),
        )
    found = e.DisagreementFound(id=ID, agreement=0.5, threshold=0.9, strategy="vote")
    return story.at(9, found)


def settled(story: Story, **how: str) -> View:
    return story.at(10, e.DisagreementSettled(id=ID, **{"how": "vote", **how})).view()


def test_a_question_is_a_row_with_its_agreement_over_the_rounds() -> None:
    view = panel(rounds=(1 / 3, 2 / 3, 1.0)).view()
    first = disagreements.rows(view, 80)[0]
    assert "33% → 67% → 100%" in first.plain
    assert "▃▅█" in first.plain
    assert (first.key, first.kind) == (ID, "disagreement")


def test_what_words_alone_were_compared_for_is_marked_an_estimate() -> None:
    assert "~50%" in shown(disagreements.rows, panel(estimated=True).view())


def test_many_rounds_show_the_first_and_the_last() -> None:
    view = panel(rounds=tuple(number / 10 for number in range(1, 10))).view()
    assert "10% → … → 80% → 90%" in disagreements.rows(view, 120)[0].plain


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"how": "vote"}, "settled by vote"),
        ({"how": "pick", "by": "ada"}, "settled by ada, pick"),
        ({"how": "left open"}, "left open"),
    ],
)
def test_how_it_was_settled_and_by_whom_is_told(how: dict[str, str], told: str) -> None:
    assert told in disagreements.rows(settled(panel(), **how), 100)[0].plain


def test_what_nobody_settled_is_open_and_says_how_to_settle_it() -> None:
    view = panel().view()
    assert open_ids(view) == [ID]
    text = shown(disagreements.rows, view)
    assert "open" in disagreements.rows(view, 80)[0].plain
    assert "90% was asked for; vote settles it, or you do: u" in text


def test_the_positions_stand_side_by_side_with_what_differs_marked() -> None:
    rows = disagreements.rows(panel().view(), 120)
    heads = next(row.plain for row in rows if "ceo" in row.plain and "cfo" in row.plain)
    assert [heads.index(name) for name in ("ceo", "cto", "cfo")] == sorted(
        heads.index(name) for name in ("ceo", "cto", "cfo")
    )
    fields = next(row for row in rows if "verdict  yes" in row.plain)
    assert fields.plain.count("≠ verdict") == 3
    assert ("no", "warn strong") in fields.spans
    same = next(row for row in rows if "score  3" in row.plain)
    assert same.plain.count("= score") == 3
    assert "ceo says yes." in shown(disagreements.rows, panel().view(), 120)


def test_where_there_is_no_room_positions_stand_below_each_other_and_lead_to_their_steps() -> None:
    rows = disagreements.rows(panel().view(), 46)
    assert [row.key for row in rows if row.kind == "step"] == [
        "panel/ceo",
        "panel/cto",
        "panel/cfo",
    ]


def test_who_stands_in_the_end_is_told() -> None:
    view = settled(panel(), path="panel/cfo", why="it costs too much")
    text = shown(disagreements.rows, view, 120)
    assert "✔ stands, alone" in text
    assert "panel/cfo stands" in text
    assert "it costs too much" in text


def test_positions_tell_whose_they_are_and_who_says_the_same() -> None:
    ceo, cto, cfo = positions(panel().view(), ID)
    assert (ceo.path, ceo.agent, ceo.allies) == ("panel/ceo", "ceo", ("panel/cto",))
    assert ceo.fields == {"verdict": "yes", "score": 3}
    assert cto.differing == cfo.differing == {"verdict"}
    assert cfo.reasons == "cfo says no."
    assert positions(panel().view(), "nowhere") == ()


def test_free_text_is_shown_as_it_was_said() -> None:
    story = Story("ceo").asked(1, "ceo").replied(2, "ceo", "I think that we should.")
    story.at(3, e.PositionsCompared(id=ID, clusters=(("ceo",),), says=("I think",)))
    assert "I think that we should." in shown(disagreements.rows, story.view())


def test_the_opened_one_is_shown_and_else_the_first_that_is_open() -> None:
    story = panel()
    story.at(11, e.PositionsCompared(id="later", question="And now?", agreement=1.0))
    view = story.view()
    assert disagreements.opened(view) == ID
    view.opened = "later"
    assert "And now?" in shown(disagreements.rows, view)
    assert "enough agree" in shown(disagreements.rows, view)


def test_in_the_past_nothing_is_settled_yet() -> None:
    view = settled(panel(), by="ada")
    view.go(view.player.length - 1)
    assert open_ids(view) == [ID]
    view.go(1)
    assert "Nobody has disagreed" in shown(disagreements.rows, view)
