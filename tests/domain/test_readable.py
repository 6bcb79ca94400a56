"""Events for people and scripts: whole texts in place, money in dollars, nothing left out."""

from __future__ import annotations

from orchtui.domain import events as e
from orchtui.domain.digest import Texts, is_address
from orchtui.domain.events.readable import addresses, readable
from tests.core.flows import ALL
from tests.core.world import World

LONG = "long words " * 100


def test_a_long_text_is_read_out_and_money_is_in_dollars() -> None:
    texts = Texts()
    event = e.StepReplied(path="a", text=texts.keep(LONG), cost=1_500_000_000, read=3)
    assert readable(event, texts) == {
        "kind": "step.replied",
        "path": "a",
        "text": LONG,
        "read": 3,
        "cost": 1.5,
    }


def test_a_cost_is_said_even_when_it_is_nothing() -> None:
    asked = e.StepAsked(path="a", digest="d", sent="s", model="m")
    assert readable(asked, Texts())["cost"] == 0


def test_a_note_is_no_kept_text_even_if_it_looks_like_an_address() -> None:
    note = e.Noted(text="#" + "x" * 22)
    assert readable(note, Texts()) == {"kind": "noted", "text": note.text}
    assert addresses([e.Turn(0.0, (note,))]) == set()


def test_what_a_newer_version_wrote_is_shown_as_it_is() -> None:
    raw: dict[str, object] = {"kind": "later", "text": "#" + "x" * 22}
    assert readable(e.Unknown(kind="later", raw=raw), Texts()) == raw


def test_the_addresses_named_are_all_it_takes_to_read_a_run() -> None:
    for flow in ALL:
        world = World(flow, seed=3)
        world.run()
        texts = world.core.texts
        named = addresses(world.turns)
        assert named <= texts.known.keys()
        enough = Texts({name: texts.known[name] for name in named})
        for turn in world.turns:
            for event in turn.events:
                plain = readable(event, enough)
                assert next(iter(plain)) == "kind"
                said = [plain.get(name, "") for name in ("text", "says", "task", "output")]
                assert not any(is_address(str(each)) for each in said)
