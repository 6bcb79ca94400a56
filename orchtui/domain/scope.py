"""Where a running pattern stands: the flow to ask through, what came before, and who can be named.

A stage is a value; each part of a flow gets one and returns the one that the next part starts from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from orchtui.domain import expression
from orchtui.domain.expression import Expression
from orchtui.domain.flow import Flow, Handle, Reply, StepError
from orchtui.domain.preview import TASK
from orchtui.errors import ExpressionError


@dataclass(frozen=True, slots=True)
class Stage:
    """`given` is what the next steps follow; `known` are the nearest steps by name.

    `says` is what a pattern asks of the part within it, before that part's own instruction. `facts`
    are what a pattern tells of a name beside its reply, such as how far a panel agrees.
    """

    flow: Flow
    task: str
    given: tuple[Handle, ...] = ()
    known: Mapping[str, Handle] = field(default_factory=dict)
    says: str = ""
    facts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def gave(self, *handles: Handle, name: str = "") -> Stage:
        """The stage after these steps; a single one can be named from here on."""
        known = self.known
        if len(handles) == 1:
            known = {**known, handles[0].agent: handles[0]} | ({name: handles[0]} if name else {})
        return replace(self, given=handles, known=known)

    def came_to(self, name: str, *outcome: Handle, **facts: object) -> Stage:
        """The stage after a pattern; the last of its outcome goes by the pattern's name."""
        known = dict(self.known)
        for reply in outcome[-1:]:
            known |= {reply.agent: reply, name: reply}
        return replace(self, given=outcome, known=known, facts={**self.facts, name: facts})

    def told(self, says: str) -> str:
        """An instruction, after what the pattern around asks."""
        return "\n\n".join(each for each in (self.says, says) if each)

    def asked(self, says: str) -> Stage:
        """The stage of a part that a pattern asks for this."""
        return replace(self, says=self.told(says))

    def joined(self, branches: Sequence[Stage]) -> Stage:
        """The stage after branches that went side by side: all they gave, all they knew."""
        given = tuple(dict.fromkeys(handle for branch in branches for handle in branch.given))
        known = dict(self.known)
        for branch in branches:
            known |= {n: h for n, h in branch.known.items() if self.known.get(n) is not h}
        facts = {name: told for each in (self, *branches) for name, told in each.facts.items()}
        return replace(self, given=given, known=known, facts=facts)

    async def holds(self, condition: Expression) -> bool:
        """Whether a condition holds, once the steps it names have replied."""
        return bool(await self.value(condition))

    async def value(self, of: Expression) -> object:
        """What an expression comes to, once the steps it names have replied. Where that cannot be
        told, as when one of them is missing, the part that needs it has failed.
        """
        scope = await self.scope(of)
        try:
            return expression.evaluate(of, scope)
        except ExpressionError as error:
            path, why = "the flow", str(error).splitlines()[0]
            for name in sorted({dotted.split(".")[0] for dotted in of.names} & self.known.keys()):
                path = (reply := await self.known[name]).path
                if reply.missing:
                    why = f"{path} is missing: {reply.missing}"
                    break
            raise StepError(path, f"{of} cannot be told: {why}") from error

    async def scope(self, condition: Expression) -> Mapping[str, object]:
        """What a condition can read: the replies it names, the recipe's parameters, the task."""
        scope: dict[str, object] = {**self.flow.parameters, TASK: self.task}
        named = {dotted.split(".")[0] for dotted in condition.names}
        for name in sorted(named & self.known.keys()):
            scope[name] = {**reply_scope(await self.known[name]), **self.facts.get(name, {})}
        return scope


def reply_scope(reply: Reply) -> dict[str, object]:
    """What a condition can read of a reply: its data, and its text and confidence."""
    scope: dict[str, object] = {"text": reply.text, "confidence": reply.confidence}
    return scope | {"missing": reply.missing} | dict(reply.data or {})
