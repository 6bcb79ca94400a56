"""Reads the text of an expression into its tree, by precedence climbing.

    loosest   or · and · not · == != < <= > >= in, not in · + - · * / · -x   tightest
    then      a.b   a["b"]   a[0]   len(a)

`tokens` cuts the words; everything that is wrong is said at its place in the text, with
what was expected there. What the tree comes to is `evaluate`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from orchtui.domain.expression import literals, nodes
from orchtui.domain.expression.functions import FUNCTIONS
from orchtui.domain.expression.nodes import Expression, Node
from orchtui.domain.expression.operations import nearest
from orchtui.domain.expression.tokens import Token, misread, shown, tokens_of
from orchtui.errors import ExpressionError

__all__ = ["parse"]

DEEPEST: Final = 32

_OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY, _NEGATE, _REACH = range(1, 9)

_LEVELS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "or": _OR,
        "and": _AND,
        **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in", "not"), _COMPARE),
        **dict.fromkeys(("+", "-"), _ADD),
        **dict.fromkeys(("*", "/"), _MULTIPLY),
        **dict.fromkeys((".", "[", "("), _REACH),
    }
)
_RISING: Final = frozenset({"<", "<="})
_FALLING: Final = frozenset({">", ">="})

_FOREIGN_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "is": "write == or !=",
        "AND": "write and",
        "OR": "write or",
        "NOT": "write not",
        "if": "write the condition only",
        "else": "write the condition only",
        "for": "use len, sum, any, all or contains on the list",
    }
)


def parse(text: str) -> Expression:
    """Read a condition; an `ExpressionError` shows where it cannot be read, and why."""
    root = _Reader(text).whole()
    _check_depth(text, root)
    return Expression(text, root)


def _check_depth(text: str, root: Node) -> None:
    level, nodes_there = 0, [root]
    while nodes_there:
        level += 1
        if level > DEEPEST + 1:
            raise misread(text, nodes_there[0].start, _too_deep())
        nodes_there = [part for node in nodes_there for part in node.parts()]


def _too_deep() -> str:
    return f"this is nested more than {DEEPEST} deep; make it two conditions"


class _Reader:
    """The tokens of one text and how far they have been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tuple(tokens_of(text))
        self.position = 0
        self.depth = -1

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def at_end(self) -> bool:
        return self.next.kind == "end"

    def take(self) -> Token:
        token = self.next
        self.position += token.kind != "end"
        return token

    def expect(self, sign: str, opened: Token) -> Token:
        if self.next.sign != sign:
            raise self.wrong(f"expected {sign} to close the {opened} before {self.next}")
        return self.take()

    def wrong(self, message: str, token: Token | None = None) -> ExpressionError:
        return misread(self.text, (token or self.next).start, message)

    def source(self, node: Node) -> str:
        return shown(self.text[node.start : node.end])

    # --- precedence ----------------------------------------------------------------------

    def whole(self) -> Node:
        if self.at_end():
            raise self.wrong("there is no condition here; write one such as cost > 0.10")
        node = self.expression()
        if not self.at_end():
            instead = _FOREIGN_WORDS.get(self.next.text, "join two conditions with and, or")
            raise self.wrong(f"expected an operator or the end, found {self.next}: {instead}")
        return node

    def expression(self, above: int = 0) -> Node:
        """What binds tighter than the level given."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong(_too_deep())
        node = self.operand(above)
        while (level := _LEVELS.get(self.next.sign, 0)) > above:
            node = self.continued(node, level)
        self.depth -= 1
        return node

    def continued(self, left: Node, level: int) -> Node:
        """What stands on the left, taken on by the operator that comes next."""
        if level in (_OR, _AND):
            return self.joined(left, level)
        if level == _COMPARE:
            return self.compared(left)
        if level == _REACH:
            return self.reached(left)
        operator = self.take().sign
        right = self.expression(level)
        return nodes.Arithmetic(left, operator, right, start=left.start, end=right.end)

    def joined(self, first: Node, level: int) -> Node:
        word, operands = self.next.sign, [first]
        while self.next.sign == word:
            self.take()
            operands.append(self.expression(level))
        form = nodes.Or if level == _OR else nodes.And
        return form(tuple(operands), start=first.start, end=operands[-1].end)

    # --- comparisons ---------------------------------------------------------------------

    def compared(self, left: Node) -> Node:
        """`a < b`, or `a < b < c`, which means `a < b and b < c`."""
        start, links = left.start, list[nodes.Comparison]()
        while _LEVELS.get(self.next.sign) == _COMPARE:
            operator = self.comparing()
            right = self.expression(_COMPARE)
            links.append(nodes.Comparison(left, operator, right, start=left.start, end=right.end))
            left = right
        if len(links) == 1:
            return links[0]
        used = {link.operator for link in links}
        if not (used <= _RISING or used <= _FALLING):
            parts = " and ".join(self.source(link) for link in links)
            raise misread(self.text, links[1].left.end, f"comparisons in a row: write {parts}")
        return nodes.And(tuple(links), start=start, end=left.end)

    def comparing(self) -> str:
        token = self.take()
        if token.sign != "not":
            return token.sign
        if self.next.sign != "in":
            raise self.wrong(f"expected in after not, found {self.next}")
        self.take()
        return "not in"

    # --- operands ------------------------------------------------------------------------

    def operand(self, above: int) -> Node:
        after = f" after {self.tokens[self.position - 1]}" if self.position else ""
        token = self.take()
        match token.kind, token.text:
            case "number", _:
                return literals.number(self.text, token)
            case "text", _:
                return literals.quoted(self.text, token)
            case "name", _:
                return self.named(token)
            case "sign", "(":
                inner = self.expression()
                return replace(inner, start=token.start, end=self.expect(")", token).end)
            case "sign", "[":
                items = self.listed("]")
                return nodes.Items(items, start=token.start, end=self.expect("]", token).end)
            case "sign", "-":
                inner = self.expression(_NEGATE)
                return nodes.Negative(inner, start=token.start, end=inner.end)
            case "sign", "not" if above <= _NOT:
                inner = self.expression(_NOT)
                return nodes.Not(inner, start=token.start, end=inner.end)
            case "sign", "not":
                raise self.wrong("put brackets around not and what follows: (not …)", token)
        found = f", found {token}" if token.text else ""
        raise self.wrong(f"expected a value{after}{found}", token)

    def listed(self, closing: str) -> tuple[Node, ...]:
        if self.next.sign == closing:
            return ()
        items = [self.expression()]
        while self.next.sign == ",":
            self.take()
            items.append(self.expression())
        return tuple(items)

    def named(self, token: Token) -> Node:
        if token.text in literals.CONSTANTS:
            return literals.word(token)
        self.check_public(token)
        if self.next.sign == "(":
            return self.called(token)
        return nodes.Name(token.text, start=token.start, end=token.end)

    def check_public(self, token: Token) -> None:
        if token.text.startswith("_"):
            raise self.wrong("names that start with _ cannot be read; use a name without it", token)

    # --- parts and calls -----------------------------------------------------------------

    def reached(self, whole: Node) -> Node:
        token = self.take()
        match token.sign:
            case ".":
                return self.attribute(whole)
            case "[":
                key = self.expression()
                end = self.expect("]", token).end
                return nodes.Subscript(whole, key, start=whole.start, end=end)
        if isinstance(whole, nodes.Attribute) and whole.key in FUNCTIONS:
            raise self.wrong(f"write {whole.key}({self.source(whole.whole)})", token)
        raise self.wrong(f"only these can be called: {', '.join(FUNCTIONS)}", token)

    def attribute(self, whole: Node) -> Node:
        token = self.next
        if not token.text.isidentifier():  # so that a key may be named `in` or `not`
            raise self.wrong(f"expected a name after the dot, found {token}")
        self.check_public(self.take())
        return nodes.Attribute(whole, token.text, start=whole.start, end=token.end)

    def called(self, name: Token) -> Node:
        function = FUNCTIONS.get(name.text)
        if function is None:
            hint = nearest(name.text, FUNCTIONS) or f"; there are {', '.join(FUNCTIONS)}"
            raise self.wrong(f"there is no function {name}{hint}", name)
        opened = self.take()
        arguments = self.listed(")")
        end = self.expect(")", opened).end
        if not function.fewest <= len(arguments) <= function.most:
            raise self.wrong(f"{name} takes {function.takes}, not {len(arguments)} values", name)
        return nodes.Call(name.text, arguments, start=name.start, end=end)
