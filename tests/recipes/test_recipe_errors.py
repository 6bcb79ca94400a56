"""What a person is told of a recipe that cannot run: where, what is wrong, what to do."""

from __future__ import annotations

import pytest

from orchtui.errors import RecipeError
from orchtui.recipes.loader import read_recipe

# Stands before each recipe below, so that these speak of what is wrong only.
GOOD = """\
name: good
models: {strong: [a/b], quick: c/d}
parameters: {short: false}
agents:
  writer: Writes.
  checker: {does: Checks., reply: {verdict: good | bad, confidence: 0..1}}
flow: [writer, checker]
"""


def problems(text: str) -> list[str]:
    """Each problem of a recipe, without the file."""
    with pytest.raises(RecipeError) as caught:
        read_recipe(text, "r.yaml")
    return [str(problem).removeprefix("r.yaml:") for problem in caught.value.problems]


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def agent(keys: str) -> str:
    """The good recipe with another checker."""
    return changed("{does: Checks., reply: {verdict: good | bad, confidence: 0..1}}", keys)


def flow(part: str) -> str:
    """The good recipe with another flow."""
    return changed("flow: [writer, checker]", f"flow: {part}")


def test_the_good_recipe_is_good() -> None:
    assert read_recipe(GOOD).name == "good"


RECIPES = {
    "a list": ("[a, b]", [("1:1: expected the keys of a recipe, such as name, agents and flow, "
                          "found a list")]),
    "no agents and no flow": (
        "name: x",
        ["1:1: a recipe needs agents: Who takes part, by name.",
         ("1:1: a recipe needs flow: Who is asked when: a part, a list of parts, or "
         "`python: file.py:function`.")],
    ),
    "an unknown key": (
        GOOD + "limts: {cost: 1}\n",
        ["8:1: limts: unknown key limts; did you mean limits?"],
    ),
    "a limit of the wrong kind": (
        GOOD + "limits: {cost: cheap, steps: 1.5, tokens: 0, repairs: -1, sconds: 3}\n",
        ["8:16: cost: expected a number, found text",
         "8:30: steps: expected a whole number, found 1.5",
         "8:43: tokens: a limit must be more than 0, and 0 is not",
         "8:55: repairs: a limit must be 0 or more, and -1 is not",
         "8:59: sconds: unknown key sconds; did you mean seconds?"],
    ),
    "an agent named as a form": (
        GOOD.replace("writer", "parallel"),
        ["5:3: parallel: parallel has a meaning of its own in recipes; choose another name",
         "7:8: flow: parallel needs a colon, and after it what belongs to it"],
    ),
    "a parameter named as an agent": (
        changed("{short: false}", "{writer: 1}"),
        ["3:14: writer: writer is already an agent; choose another name"],
    ),
    "a parameter without a default": (
        changed("{short: false}", "{short: , long: [a]}"),
        ["3:14: short: expected a default: a text, a number, true or false, found nothing",
         "3:29: long: expected a default: a text, a number, true or false, found a list"],
    ),
    "a tier with a slash": (
        changed("quick: c/d", "a/b: c/d"),
        ["2:30: a/b: the name of a tier has no slash; that is how models are told from tiers"],
    ),
    "a model with spaces": (
        changed("c/d", "[c d]"),
        ["2:33: quick: a model's name has no spaces in it: 'c d' has"],
    ),
    "rehearsal for nobody": (
        GOOD + "rehearsal: {wrter: [x]}\n",
        ["8:13: wrter: there is no agent wrter; did you mean writer?"],
    ),
    "rehearsal its agent could not say": (
        GOOD + "rehearsal: {checker: [{verdict: fine, confidence: 0.5}, text]}\n",
        [('8:23: checker: checker could not reply this: verdict must be one of "good", "bad", '
         'not "fine"'),
         ('8:57: checker: checker could not reply this: the reply must be one JSON object: '
         '{"verdict": one of "good", "bad", "confidence": a number from 0 to 1}')],
    ),
    "rehearsal with fields for plain text": (
        GOOD + "rehearsal: {writer: [{a: b}, '']}\n",
        ["8:22: writer: writer replies in plain text: write a text, or give it a reply:",
         "8:30: writer: writer could not reply this: the reply is empty"],
    ),
    "rehearsal on what is no parameter": (
        GOOD + "rehearsal: {writer: [{when: shrt, reply: x}, {when: short}]}\n",
        ["8:29: when: when: reads parameters, and shrt is none; did you mean short?",
         "8:46: writer: when: needs reply: beside it, what is answered then",
         "8:46: writer: writer replies in plain text: write a text, or give it a reply:"],
    ),
    "rehearsal on a parameter of another kind": (
        GOOD + "rehearsal: {writer: [{when: short > 3, reply: x}]}\n",
        ["8:29: when: 'short > 3': cannot compare true or false with a number"],
    ),
    "a text in braces": (
        GOOD + "task: {short}\n",
        [("8:7: task: expected text, found keys and values; a text that starts with { goes in "
         "quotes")],
    ),
    "a verdict on nobody": (
        GOOD + "fail_if: cheker.verdict == 'bad'\n",
        ["8:10: fail_if: nothing called cheker has replied before this; did you mean checker?"],
    ),
    "a verdict that never comes": (
        GOOD + "fail_if: checker.confidence > 2\n",
        [("8:10: fail_if: checker.confidence > 2 can never hold: checker.confidence is a number "
         "from 0 to 1")],
    ),
    "a verdict that always comes": (
        GOOD + "fail_if: 1 < 2\n",
        ["8:10: fail_if: 1 < 2 comes out the same for every run"],
    ),
    "a verdict that cannot be read": (
        GOOD + "fail_if: checker.confidence <\n",
        ["8:10: fail_if: expected a value after <, at character 21 of: checker.confidence <"],
    ),
}  # fmt: skip

AGENTS = {
    "nothing": ("", [("6:3: checker: expected what the agent does, or keys such as does, model "
                     "and reply, found nothing")]),
    "an empty text": ("''", ["6:12: checker: say what the agent does, in a sentence"]),
    "no does": ("{model: quick}", [("6:12: checker: checker needs does: what it is there for, "
                                   "in a sentence")]),
    "an unknown key": (
        "{does: x, instruction: y}",
        ["6:22: instruction: unknown key instruction; did you mean instructions?"],
    ),
    "an unknown tier": (
        "{does: x, model: strnog, fallback: fast}",
        [("6:29: model: there is no tier strnog; did you mean strong? (a model is written "
         "provider/name)"),
         ("6:47: fallback: there is no tier fast; there is quick, strong (a model is written "
         "provider/name)")],
    ),
    "accept on what is not replied": (
        "{does: x, reply: {sure: 0..1}, accept: sre > 0.5}",
        ["6:51: accept: sre is not in the reply; did you mean sure?"],
    ),
    "accept that cannot be read": (
        "{does: x, accept: len(text > 5}",
        [("6:30: accept: expected ) to close the ( before the end, at character 13 of: "
         "len(text > 5")],
    ),
    "confidence that is not replied": (
        "{does: x, min_confidence: 0.7}",
        ["6:38: min_confidence: needs a field confidence: 0..1 in the agent's reply"],
    ),
    "confidence that cannot be": (
        "{does: x, reply: {confidence: 0..1}, min_confidence: 7}",
        ["6:65: min_confidence: expected a number from 0 to 1, found 7"],
    ),
    "too hot": (
        "{does: x, temperature: 2.5}",
        ["6:35: temperature: expected a number from 0 to 2, found 2.5"],
    ),
    "given what is not there": (
        "{does: x, given: [tsk]}",
        ["6:30: given: nothing called tsk can be given; did you mean task?"],
    ),
    "an example without its reply": (
        "{does: x, examples: [{asked: y}]}",
        ["6:33: examples: an example needs replied: the reply it should get."],
    ),
    "optional that is text": (
        "{does: x, optional: yes}",
        ["6:32: optional: expected true or false, found text"],
    ),
    "limits that are the run's": (
        "{does: x, limits: {steps: 3}}",
        [
            (
                "6:31: steps: unknown key steps; "
                "there is cost, max_tokens, repairs, retries, seconds, tokens"
            )
        ],
    ),
    "several things at once": (
        "{does: x, modle: quick, temperature: hot, skills: swift}",
        ["6:22: modle: unknown key modle; did you mean model?",
         "6:49: temperature: expected a number, found text",
         "6:62: skills: expected a list, [a, b] or lines that start with '- ', found text"],
    ),
}  # fmt: skip

FLOWS = {
    "an unknown agent": (
        "[writr, checker]",
        ["7:8: flow: there is no agent writr; did you mean writer?"],
    ),
    "an unknown form": (
        "[writer, checker, {paralel: [writer]}]",
        ["7:26: paralel: there is no agent or form paralel; did you mean parallel?"],
    ),
    "an unused agent": (
        "writer",
        ["6:3: checker: checker is never asked: give it a step in the flow, or take it out"],
    ),
    "an empty list": ("[]", [("7:7: flow: this list is empty; put something in, or take its "
                             "key out")]),
    "nothing": ("", ["7:1: flow: expected a part of the flow, found nothing"]),
    "a number": ("[writer, checker, 7]", [("7:25: flow: expected a part of the flow, found the "
                                          "number 7")]),
    "two forms in one": (
        "[writer, {parallel: [checker], sequence: [writer]}]",
        ["7:16: flow: one part has one form, not parallel and sequence"],
    ),
    "two agents in one": (
        "[{writer: x, checker: y}]",
        ["7:8: flow: a step has one agent, not writer and checker; make them items of a list"],
    ),
    "an option too many": (
        "[writer, {checker: x, sys: y}]",
        ["7:29: sys: unknown key sys beside the step; did you mean says?"],
    ),
    "options alone": (
        "[writer, {says: x}]",
        ["7:16: flow: a step needs the name of its agent: `agent: instruction`"],
    ),
    "options of a step that are none": (
        "[writer, {checker: {say: x}}]",
        ["7:27: say: unknown key say; did you mean says?"],
    ),
    "if without then": (
        "[writer, checker, {if: checker.confidence < 0.5}]",
        ["7:25: flow: an if needs a then: the part that runs when the condition holds"],
    ),
    "a condition on nobody": (
        "[writer, checker, {if: chcker.confidence < 0.5, then: writer}]",
        ["7:30: if: nothing called chcker has replied before this; did you mean checker?"],
    ),
    "a condition on who comes later": (
        "[writer, {if: checker.confidence < 0.5, then: writer}, checker]",
        ["7:21: if: nothing called checker has replied before this; there is short, writer"],
    ),
    "a condition on a field that is not there": (
        "[writer, checker, {if: checker.confidnce < 0.5, then: writer}]",
        ["7:30: if: checker has no field confidnce in its reply; did you mean confidence?"],
    ),
    "a condition on a field of plain text": (
        "[writer, checker, {if: writer.mood == 'good', then: writer}]",
        ["7:30: if: writer replies in plain text: it has no field mood; give it a reply: schema"],
    ),
    "a branch that can never run": (
        "[writer, checker, {if: checker.confidence > 1, then: writer}]",
        [("7:30: if: the condition checker.confidence > 1 can never hold: checker.confidence is "
         "a number from 0 to 1")],
    ),
    "a word that is never said": (
        "[writer, checker, {if: checker.verdict == 'fine', then: writer}]",
        [("7:30: if: the condition checker.verdict == 'fine' can never hold: checker.verdict is "
         'one of "good", "bad"')],
    ),
    "a constant condition": (
        "[writer, checker, {if: false, then: writer}]",
        ["7:30: if: the condition false never holds: one of its branches can never run"],
    ),
    "an ambiguous condition": (
        ("[writer, {parallel: [{checker: {name: one}}, {checker: {name: two}}]}, "
        "{if: checker.confidence < 0.5, then: writer}]"),
        [("7:83: if: checker is ambiguous here: more than one branch before this asks it; give "
         "the steps names of their own (name:) and use those")],
    ),
    "the same agent side by side": (
        "[writer, {parallel: [checker, checker]}]",
        [("7:37: parallel: checker is asked in several places around a parallel: give each of "
         "these steps a name of its own (name:)")],
    ),
    "the same agent within and after": (
        "[{parallel: [writer, checker]}, writer]",
        [("7:39: flow: writer is asked in several places around a parallel: give each of these "
         "steps a name of its own (name:)")],
    ),
    "who perhaps was never asked": (
        "[writer, {if: short, then: checker}, {if: checker.confidence < 0.5, then: writer}]",
        [("7:49: if: checker has replied here only if short: read it within that part of the "
         "flow")],
    ),
    "who perhaps gave way to a fallback": (
        "[{checker: {fallback: writer}}, {if: checker.confidence < 0.5, then: writer}]",
        [("7:44: if: checker has replied here only if the fallback beside it is not used: read it "
         "within that part of the flow")],
    ),
    "a name given twice": (
        "[{writer: {name: draft}}, {checker: {name: draft}}]",
        ["7:50: name: draft is already the name in line 7"],
    ),
    "a name that is an agent's": (
        "[{writer: {name: checker}}, checker]",
        ["7:24: name: checker is already an agent; choose another name"],
    ),
    "a name with a slash": (
        "[{writer: {name: a/b}}, checker]",
        [("7:24: name: a name starts with a letter and has only letters a-z, digits and _, at "
         "most 64: 'a/b' does not")],
    ),
    "python among parts": (
        "[writer, checker, {python: flow.py:article}]",
        ["7:25: flow: python: must be the whole flow, not a part of it"],
    ),
    "python that is no function": (
        "{python: article}",
        [("7:16: python: expected a file beside the recipe and a function in it, such as "
         "flow.py:article, found article")],
    ),
    "python with company": (
        "{python: flow.py:article, name: x}",
        ["7:33: name: unknown key name; there is python"],
    ),
    "python out of its folder": (
        "{python: ../flow.py:article}",
        [("7:16: python: expected a file beside the recipe and a function in it, such as "
         "flow.py:article, found ../flow.py:article")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RECIPES)
def test_what_is_wrong_with_a_recipe_is_told(case: str) -> None:
    text, told = RECIPES[case]

    assert problems(text) == told


@pytest.mark.parametrize("case", AGENTS)
def test_what_is_wrong_with_an_agent_is_told(case: str) -> None:
    keys, told = AGENTS[case]

    assert problems(agent(keys)) == told


@pytest.mark.parametrize("case", FLOWS)
def test_what_is_wrong_with_a_flow_is_told(case: str) -> None:
    part, told = FLOWS[case]

    assert problems(flow(part)) == told


def test_every_mistake_is_told_at_once_from_top_to_bottom() -> None:
    text = """\
nme: x
models: {strong: [a/b]}
agents:
  writer: {does: Writes., model: strng}
  checker: Checks.
flow:
  - writter
  - checker: {sayz: x}
  - if: writer.mood < 3
    then: checker
"""
    assert problems(text) == [
        "1:1: nme: unknown key nme; did you mean name?",
        (
            "4:34: model: there is no tier strng; did you mean strong? (a model is written "
            "provider/name)"
        ),
        "7:5: flow: there is no agent writter; did you mean writer?",
        "8:15: sayz: unknown key sayz; did you mean says?",
        "9:9: if: writer replies in plain text: it has no field mood; give it a reply: schema",
    ]


def test_what_follows_from_a_part_that_cannot_be_read_is_not_told() -> None:
    part = "[writer, {paralel: [checker]}, {if: checker.confidence < 0.5, then: writer}]"

    assert problems(flow(part)) == [
        "7:17: paralel: there is no agent or form paralel; did you mean parallel?"
    ]
