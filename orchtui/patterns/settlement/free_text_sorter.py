"""Free text compared by an agent: it sorts the answers into groups that mean the same.

Its reply has `groups: [[str]]`, in which the answers are named by their steps or their members.
What it leaves out stands alone; where nothing can be read, the words are compared instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.flow import Flow, Reply
from orchtui.patterns.member import Member

_SORT: Final = (
    "Several have answered the same question. Say which of them mean the same, whatever their "
    "words: name them by their step, in groups, as `groups`."
)


async def sorted_by(
    comparer: Member, flow: Flow, said: Mapping[str, Reply]
) -> list[list[str]] | None:
    """The paths of what each member said as the agent sorts them, if it does."""
    reply = await comparer.ask(flow, _SORT, tuple(said.values()))
    if reply.missing:
        return None
    called = _called(said)
    written = [[_plain(each) for each in group] for group in _written(reply.data)]
    unknown = sorted({each for group in written for each in group if each not in called})
    if unknown:
        flow.note(f"{reply.path} sorts what nobody said: {', '.join(unknown)}")
    groups = [[called[each] for each in group if each in called] for group in written]
    if not any(groups):
        flow.note(f"{reply.path} gives no groups that can be read: the words are compared")
        return None
    return groups


def _called(said: Mapping[str, Reply]) -> dict[str, str]:
    """What each reply may be called, and its path; what is surer of two meanings counts."""
    replies = said.values()
    agents = Counter(reply.agent for reply in replies)
    ways = (
        {reply.agent: reply.path for reply in replies if agents[reply.agent] == 1},
        {reply.path.rpartition("/")[2]: reply.path for reply in replies},
        {name: reply.path for name, reply in said.items()},
        {reply.path: reply.path for reply in replies},
    )
    return {_plain(name): path for way in ways for name, path in way.items()}


def _written(data: Mapping[str, Data] | None) -> list[list[str]]:
    groups = (data or {}).get("groups")
    if not isinstance(groups, list):
        return []
    return [[str(each) for each in group] for group in groups if isinstance(group, list)]


def _plain(name: str) -> str:
    return name.strip().strip("`\"'").casefold()
