"""The answer of an agent that replies in fields, one of which is the `answer`: its words are made a
step of their own, so that whoever comes next, or reads the outcome, has those and nothing else.
"""

from __future__ import annotations

from typing import Final

from orchtui.domain.flow import Flow, Reply
from orchtui.domain.reply_schema import Text
from orchtui.patterns.settlement.required_fields import Needed

ANSWER: Final = "answer"
TEXT: Final = "text"
"""What the step is called; no agent can have this name."""


NO_ANSWER: Final = "there is no answer in its reply"


async def plain(flow: Flow, reply: Reply) -> Reply | None:
    """The answer in a reply, as a step; none where there is none in it, which is then missing."""
    answer = (reply.data or {}).get(ANSWER)
    if not isinstance(answer, str) or not answer.strip():
        flow.without(reply.path, NO_ANSWER)
        return None
    return await flow.extracted(answer.strip(), reply, name=TEXT)


def answering(key: str) -> Needed:
    """What an agent must reply with that writes the answer because no other is named."""
    return Needed(
        f"{ANSWER}: str",
        f"writes the answer, as no {key}: is named",
        lambda schema: isinstance(schema, Text),
        always=False,
    )
