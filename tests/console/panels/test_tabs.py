"""The tabs below: what was said, what is used, what holds the run, what is watched and asked."""

from __future__ import annotations

import json

from orchtui.console.glyphs import ASCII
from orchtui.console.panels import TABS, board, breakpoints, gates, meters, watches
from orchtui.console.panels.messages import Messages
from orchtui.domain import events as e
from orchtui.domain.limits import Limits
from orchtui.domain.money import nano
from orchtui.domain.recipe import Agent
from orchtui.domain.reply_schema import Number, Record
from tests.console.panels.building import Story, shown


def test_every_tab_says_something_of_a_run_in_which_nothing_has_happened() -> None:
    for name, panel in TABS.items():
        for width in (20, 80):
            assert shown(panel, Story("writer").view(), width), name


def test_every_tab_is_plain_ascii_in_the_plain_set_but_for_what_was_written() -> None:
    view = Story("writer").asked(1, "writer").replied(2, "writer").view(glyphs=ASCII)
    for name in ("Meters", "Messages", "Breakpoints", "Watches", "Gates", "Disagreements"):
        assert shown(TABS[name], view).isascii(), name


# -- messages ----------------------------------------------------------------------------------


def talk() -> Story:
    story = Story("writer", "editor").at(1, e.Said(agent="writer", text="Be brief.", by="ada"))
    story.asked(2, "writer").replied(3, "writer")
    story.at(3, e.StepPlanned(path="editor", agent="editor", inputs=("writer",)))
    story.at(3, e.StepAsked(path="editor", digest="d", sent="s", model="m", trimmed=312))
    return story.at(4, e.Noted(text="The editor is slow.", path="editor"))


def test_what_somebody_said_is_shown_whole_and_who_heard_it() -> None:
    text = shown(Messages, talk().view())
    assert "ada to writer  heard by writer" in text
    assert "Be brief." in text


def test_a_message_waits_until_somebody_hears_it() -> None:
    view = talk().view()
    view.go(2)
    assert "ada to writer  not heard yet" in shown(Messages, view)
    assert "editor is given" not in shown(Messages, view)


def test_who_was_given_whose_reply_and_what_was_left_out_is_told() -> None:
    assert "editor is given writer  ~312 tokens left out" in shown(Messages, talk().view())


def test_inputs_that_were_summarised_are_told_as_such() -> None:
    story = talk().at(5, e.StepGiven(path="editor", inputs=("summary",)))
    assert "editor is given summary  the rest was too long" in shown(Messages, story.view())


def test_notes_stand_among_what_was_said() -> None:
    text = shown(Messages, talk().view())
    assert text.index("Be brief.") < text.index("The editor is slow.")


def test_messages_grow_with_the_run_and_are_the_same_read_at_once() -> None:
    story = talk()
    view = story.view("live")
    assert len(Messages(view, 80)) == 4
    more = e.Turn(story.turns[-1].at + 1, (e.Said(agent="editor", text="word " * 60, by=""),))
    view.take(more)
    view.beat()
    story.turns.append(more)
    grown = list(Messages(view, 80))
    assert len(grown) > 5
    assert grown == list(Messages(story.view(), 80))
    assert list(Messages(view, 40)) == list(Messages(story.view(), 40))


# -- meters ------------------------------------------------------------------------------------


def spent() -> Story:
    limits = Limits(cost=nano(0.01), tokens=1000, seconds=60.0, steps=8, parallel=2)
    dear = Agent("writer", "", limits=Limits(cost=nano(0.005)))
    story = Story(dear, "editor", limits=limits)
    story.at(0, e.GroupBegun(path="draft", pattern="loop", limits={"steps": 4, "seconds": 20}))
    story.asked(0, "draft/writer").replied(10, "draft/writer", cost=nano(0.0045))
    return story.asked(10, "editor")


def test_each_limit_is_shown_with_what_is_used_of_it() -> None:
    rows = {row.key: row.plain for row in meters.rows(spent().view("live", clock=30), 120)}
    assert "$0.0045 / $0.0100" in rows["cost"]
    assert "45%" in rows["cost"]
    assert "0:30 / 1:00" in rows["time"]
    assert "2 / 8" in rows["steps"]
    assert "1 / 2" in rows["parallel"]


def test_what_is_to_be_expected_is_marked_as_a_guess_and_only_told_of_a_run_that_goes_on() -> None:
    live = shown(meters.rows, spent().view("live", clock=30), 120)
    assert "~$0.0090" in live
    assert "$0.0090/min" in live
    assert "~" not in shown(meters.rows, spent().view("recorded"), 120)


def test_what_is_near_its_limit_warns() -> None:
    story = spent().replied(12, "editor", cost=nano(0.005))
    cost = next(row for row in meters.rows(story.view(), 120) if row.key == "cost")
    assert any(style == "warn" for _, style in cost.spans)


def test_without_a_limit_it_says_so() -> None:
    assert "no limit" in shown(meters.rows, Story("writer").view(), 120)


def test_agents_are_shown_with_what_they_used_of_their_own_limits() -> None:
    text = shown(meters.rows, spent().view("live", clock=30), 120)
    writer = next(line for line in text.splitlines() if line.startswith("writer"))
    assert "1/1" in writer
    assert "cost $0.0045 / $0.0050" in writer


def test_groups_are_shown_with_what_they_used_of_theirs() -> None:
    story = spent().at(14, e.GroupEnded(path="draft", how="good enough"))
    text = shown(meters.rows, story.view("live", clock=40), 120)
    group = next(line for line in text.splitlines() if line.startswith("draft"))
    assert "steps 1 / 4" in group
    assert "time 0:14 / 0:20" in group
    assert "good enough" in group


# -- board, breakpoints, watches ---------------------------------------------------------------


def test_the_board_shows_posts_that_a_newer_version_wrote_as_they_stand() -> None:
    post = {"kind": "board.posted", "by": "writer", "text": "Found it."}
    story = Story("writer").at(1, e.Unknown(kind="board.posted", raw=dict(post)))
    assert json.dumps(post) in shown(board.rows, story.view())
    assert "no blackboard" in shown(board.rows, Story("writer").view())


def test_breakpoints_are_told_by_name_text_and_how_often_they_held() -> None:
    story = Story("writer").at(1, e.BreakpointChanged(id="b1", text="writer:after"))
    story.at(2, e.BreakpointHit(id="b1", path="writer"))
    story.at(3, e.BreakpointChanged(id="b2", text="if cost > 0.1", enabled=False))
    first, second = breakpoints.rows(story.view(), 80)
    assert (first.key, first.kind) == ("b1", "breakpoint")
    assert "on" in first.plain
    assert "writer:after" in first.plain
    assert "held 1 time" in first.plain
    assert "off" in second.plain
    assert "never held" in second.plain


def test_where_the_viewer_stops_stands_apart_from_where_the_run_was_held() -> None:
    view = Story("writer").view()
    view.stops.append("writer:before")
    stop = breakpoints.rows(view, 80)[-1]
    assert (stop.key, stop.kind) == ("writer:before", "stop")


def watched(*expressions: str) -> str:
    agent = Agent("writer", "", reply=Record({"score": Number()}))
    story = Story(agent).asked(0, "writer").replied(2, "writer", '{"score": 7}', cost=nano(0.5))
    view = story.view(selected="writer")
    view.watches.extend(expressions)
    return shown(watches.rows, view)


def test_a_watch_shows_what_its_expression_comes_to() -> None:
    text = watched("cost * 2", "writer.score > 5", "step.agent", "done / steps")
    assert [line.split()[-1] for line in text.splitlines()] == ["1", "true", "writer", "1"]


def test_a_watch_says_why_it_cannot_be_told() -> None:
    assert "not known" in watched("editor.score")
    assert "expected a value" in watched("1 +")


def test_a_watch_is_of_what_is_looked_at() -> None:
    view = Story("writer").asked(1, "writer").replied(2, "writer", cost=nano(0.5)).view()
    view.watches.append("cost")
    assert shown(watches.rows, view).endswith("0.5")
    view.go(1)
    assert shown(watches.rows, view).endswith("0")


# -- gates -------------------------------------------------------------------------------------


def asked() -> Story:
    story = Story("writer").asked(0, "writer").replied(1, "writer")
    opened = e.GateOpened(
        id="publish", question="Publish?", choices=("yes", "no"), default="no", given=("writer",)
    )
    return story.at(2, opened)


def test_an_open_gate_shows_its_choices_by_number_and_its_default() -> None:
    text = shown(gates.rows, asked().view("live"))
    assert "publish  open" in text
    assert "1 yes   2 no (default)" in text
    assert "about writer" in text


def test_an_answered_gate_tells_who_answered_and_what_they_noted() -> None:
    answer = e.GateAnswered(id="publish", choice="yes", by="ada", note="two typos")
    text = shown(gates.rows, asked().at(3, answer).view())
    assert "yes, by ada" in text
    assert "two typos" in text
    assert gates.banner(asked().at(3, answer).view(), 80) == []


def test_the_banner_asks_the_open_one_and_says_which_key_answers() -> None:
    first, second = gates.banner(asked().view("live"), 80)
    assert "Publish?" in first.plain
    assert first.plain.endswith("g answers")
    assert "1 yes" in second.plain
    assert first.key == second.key == "publish"
