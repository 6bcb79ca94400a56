"""Somebody a pattern asks: an agent, or any part of a flow in its place.

A pattern asks its members by name and gives them what they need; a member that fails is missing,
and says why, rather than ending the pattern.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from orchtui.domain.flow import Branch, Flow, Handle, Reply, StepError
from orchtui.domain.limits import Limits
from orchtui.domain.node import Node, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.scope import Stage

Given = Sequence[Reply | Handle]


@dataclass(frozen=True, slots=True)
class Member:
    """One who takes part; `part` stands in for the agent where there is more than one turn to it.

    `perspective` is said to it each time, and `temperature` set, so that one agent can be several.
    """

    name: str
    agent: str = ""
    part: Callable[[Flow, str, Given], Awaitable[Reply]] | None = None
    perspective: str = ""
    temperature: float | None = None
    skills: tuple[str, ...] = ()

    def asked(self, flow: Flow, says: str, given: Given = ()) -> Handle | Branch[Reply]:
        """What asks this member: a planned step, or a branch that has yet to begin."""
        return self.branch(says, given) if self.part else self.planned(flow, says, given)

    def planned(
        self, flow: Flow, says: str, given: Given = (), limits: Limits | None = None
    ) -> Handle:
        """The step that asks the member's agent, perhaps within limits of its own."""
        return flow.ask(
            self.agent,
            self._told(says),
            *given,
            name=self.name,
            optional=True,
            limits=limits,
            temperature=self.temperature,
        )

    def branch(self, says: str, given: Given = ()) -> Branch[Reply]:
        """The branch in which the member's part goes."""
        part, told = self.part, self._told(says)
        assert part is not None, f"{self.name} is an agent, and has no part"

        async def branch(flow: Flow) -> Reply:
            return await part(flow, told, given)

        branch.__name__ = self.name
        return branch

    def _told(self, says: str) -> str:
        return "\n\n".join(each for each in (self.perspective, says) if each)

    async def ask(self, flow: Flow, says: str, given: Given = ()) -> Reply:
        """Ask, and wait for the reply."""
        (reply,) = await ask_all(flow, [self], says, given)
        return reply


def agent(name: str, agent: str = "") -> Member:
    """An agent as a member, by its own name or another."""
    return Member(name, agent or name)


async def ask_all(
    flow: Flow, members: Sequence[Member], says: str, given: Given = ()
) -> list[Reply]:
    """Ask all of them the same, at once; their replies, in order, missing ones among them."""
    return await flow.together(*(member.asked(flow, says, given) for member in members))


def there(replies: Sequence[Reply]) -> list[Reply]:
    """The replies that are not missing."""
    return [reply for reply in replies if not reply.missing]


# -- as a recipe writes them -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seat:
    """A member as it stands in a recipe, before the flow it takes part in has begun."""

    name: str
    node: Node
    agent: str = ""
    perspective: str = ""
    temperature: float | None = None
    skills: tuple[str, ...] = ()

    def member(self, stage: Stage) -> Member:
        """The member, at this stage of the flow."""
        if self.agent:
            return Member(
                self.name, self.agent, None, self.perspective, self.temperature, self.skills
            )

        async def part(flow: Flow, says: str, given: Given) -> Reply:
            handles = [flow.handle(e) if isinstance(e, Reply) else e for e in given]
            here = replace(stage, flow=flow, given=tuple(handles))
            try:
                done = await self.node.run(here.asked(says))
                replies = await flow.together(*done.given)
                if not replies:
                    raise StepError(self.name, "it asked nobody")
            except StepError as error:
                flow.without("", str(error))
                return Reply(error.path, self.name, "", "", missing=error.why)
            return replies[-1]

        return Member(self.name, "", part, self.perspective, skills=self.skills)

    def sketch(self, sketch: Sketch, says: str = "") -> Sketch:
        """Draw its turn after what is given."""
        if self.agent:
            return sketch.ask(self.agent, says, name=self.name, optional=True)
        inner = self.node.sketch(sketch.within(self.name))
        return replace(inner, scope=sketch.scope)


def seats(reader: Reader) -> tuple[Seat, ...]:
    """The members that stand here: a list of agents, or names with an agent or a part each.

    `[optimist, sceptic]`, `{bold: analyst, careful: {agent: analyst, temperature: 0.2}}`, or
    `{search: [finder, reader]}`.
    """
    if reader.keys:
        return tuple(seat(name, each) for name, each in reader.entries())
    return tuple(seat(each.text(), each) for each in reader.items())


def seat(name: str, reader: Reader, *also: str) -> Seat:
    """The one member that stands here: an agent by its name or with options, or a part; `also` are
    keys that somebody else reads.
    """
    keys = reader.keys
    if not name.isidentifier():
        reader.problem(f"a member is called by one word, not {name!r}")
    if is_part(reader):
        return Seat(name, reader.node())
    if not keys:
        return Seat(name, reader.node(), reader.agent(reader.text()))
    reader.allow("agent", "says", "temperature", *also)
    told = reader.at("agent")
    return Seat(
        name,
        told.node(),
        told.agent(told.text()),
        reader.at("says").text() if "says" in keys else "",
        reader.at("temperature").number() if "temperature" in keys else None,
    )


def is_part(reader: Reader) -> bool:
    """Whether a part of a flow stands here, rather than an agent: a list is a sequence."""
    keys = reader.keys
    return "agent" not in keys if keys else isinstance(reader.data(), list)
