"""What agents disagree on: each question with its agreement over the rounds, and the positions of
the one that is opened, side by side with what differs marked.

The opened one is the view's; else the first that is still open, else the last there was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from orchtui.console.panels.format import agreed, brief, quiet, spark, within
from orchtui.console.panels.positions import Stance, positions, round_shown, side_by_side
from orchtui.console.run_view import View
from orchtui.console.text.row import Row, RowKind, Span, fitted, row
from orchtui.console.text.wrap import wrapped
from orchtui.domain.events import PositionsCompared
from orchtui.domain.state import DisagreementState

__all__ = ["Stance", "open_ids", "opened", "positions", "rows", "turned"]

_NAME = 30
_ROUNDS = 12
_TOLD = 4
_QUESTION = 90
_MOST = 1_000
_WAY = 40
_WIDE, _ROOMY = 90, 60
_SUFFIX = "/disagreement"
_LEFT_OPEN = "left open"
_TURN = "   ← → another round"


def rows(view: View, width: int) -> list[Row]:
    """A row a question, then the opened one whole; keys are their names."""
    known = view.state.disagreements
    if not known:
        return quiet("Nobody has disagreed: nothing was compared.", width)
    shown = opened(view)
    size = _size(known, width)
    found = [_row(view, name, shown == name, size) for name in known]
    return [*found, row(), *_whole(view, shown, width)]


def opened(view: View) -> str:
    """The question whose positions are shown."""
    known = view.state.disagreements
    if view.opened in known:
        return view.opened
    return next(iter(open_ids(view)), next(reversed(known), ""))


def turned(view: View, by: int) -> int:
    """The round after the one that is shown of the opened question, or before it."""
    rounds = view.state.disagreements[opened(view)].rounds
    at = rounds.index(round_shown(view, rounds)) + by
    return rounds[max(0, min(at, len(rounds) - 1))].round


def open_ids(view: View) -> list[str]:
    """The disagreements that nobody has settled yet."""
    return list(view.state.open_disagreements)


# -- the list ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Size:
    names: int
    rounds: int
    width: int


def _size(known: Mapping[str, DisagreementState], width: int) -> _Size:
    names = max(cell_len(_called(name, width)) for name in known)
    rounds = max(min(len(each.rounds), _ROUNDS) for each in known.values())
    return _Size(min(names, _NAME, max(8, width // 3)), rounds if width >= _ROOMY else 0, width)


def _called(name: str, width: int) -> str:
    """A question's name; where there is little room, only what it is about."""
    return name if width >= _ROOMY else name.removesuffix(_SUFFIX) or name


def _row(view: View, name: str, is_opened: bool, size: _Size) -> Row:
    each = view.state.disagreements[name]
    mark, style, word = _standing(view, each)
    shares = [compared.agreement for compared in each.rounds][-_ROUNDS:]
    arrow = view.glyphs.open if is_opened else view.glyphs.closed
    spans: list[Span] = [
        (f"{arrow} ", "quiet"),
        (f"{mark} ", style),
        (fitted(_called(name, size.width), size.names) + "  ", "strong" if is_opened else ""),
        (f"{spark(shares, view.glyphs.heights):<{size.rounds}}  " * bool(size.rounds), "link"),
        (_course(each.rounds) + "  ", ""),
        (word, style),
    ]
    if size.width >= _WIDE and each.question and not is_opened:
        spans.append((f"  {brief(each.question, _QUESTION)}", "quiet"))
    return within(row(*spans, key=name, kind=RowKind.DISAGREEMENT), size.width)


def _course(rounds: Sequence[PositionsCompared]) -> str:
    """The agreement from round to round: the first and the last of many."""
    told = [agreed(each.agreement, estimated=each.estimated) for each in rounds]
    if len(told) > _TOLD:
        told = [told[0], "…", *told[2 - _TOLD :]]
    return " → ".join(told)


def _standing(view: View, each: DisagreementState) -> tuple[str, str, str]:
    """The mark, style and words of how a question stands."""
    if each.found is None:
        return "=", "quiet", "agreed"
    if each.settled is None:
        return view.glyphs.differs, "warn", "open"
    if each.settled.how == _LEFT_OPEN:
        return view.glyphs.differs, "quiet", _LEFT_OPEN
    by = f"by {each.settled.by}, " if each.settled.by else "by "
    return view.glyphs.status["done"], "good", f"settled {by}{brief(each.settled.how, _WAY)}"


# -- the opened one ----------------------------------------------------------------------------


def _whole(view: View, name: str, width: int) -> list[Row]:
    each = view.state.disagreements[name]
    found: list[Row] = []
    if each.question:
        lines = wrapped(each.question[:_MOST], max(8, width - 2))
        found += [row((line, "slanted")) for line in lines]
    shown = round_shown(view, each.rounds) if each.rounds else None
    several = len(each.rounds) > 1
    found += [
        _round(view, compared, width, turned=several and compared is shown)
        for compared in _about(each.rounds, shown)
    ]
    found += _outcome(view, each, width)
    return [*found, row(), *side_by_side(view, positions(view, name), width)]


def _about(
    rounds: Sequence[PositionsCompared], shown: PositionsCompared | None
) -> Sequence[PositionsCompared]:
    """As many rounds as are told, the one that is shown among them."""
    last = len(rounds)
    if shown is not None and shown not in rounds[-_ROUNDS:]:
        last = rounds.index(shown) + 1
    return rounds[max(0, last - _ROUNDS) : max(last, _ROUNDS)]


def _round(view: View, compared: PositionsCompared, width: int, *, turned: bool) -> Row:
    share = agreed(compared.agreement, estimated=compared.estimated)
    bar = view.glyphs.heights[max(1, min(8, round(compared.agreement * 8)))]
    sides = "; ".join(
        f"{len(paths)} {brief(says, 60)}"
        for paths, says in zip(compared.clusters, compared.says, strict=False)
    )
    lead = (f"round {compared.round:<2}", "turned" if turned else "quiet")
    told = row(
        lead, " ", (bar, "link"), f" {share:>5}  ", (sides, "quiet"), (_TURN * turned, "dim")
    )
    return within(told, width)


def _outcome(view: View, each: DisagreementState, width: int) -> list[Row]:
    """What it was measured by, how it is or was settled, and by whom."""
    if each.found is None:
        return [row(("enough agree: there was nothing to settle", "quiet"))]
    found, settled = each.found, each.settled
    needed = f"{found.threshold:.0%} was asked for; "
    if settled is None:
        told = [(f"{needed}{brief(found.strategy, _WAY)} settles it, or you do: u", "warn")]
    elif settled.how == _LEFT_OPEN:
        told = [(f"{needed}{settled.why or _LEFT_OPEN}", "quiet")]
    else:
        how = brief(settled.how, _WAY)
        by = f"{settled.by} settled it ({how})" if settled.by else f"{how} did it"
        stands = f": {settled.path} stands" if settled.path else ""
        told = [(f"{needed}{by}{stands}", "good")]
        if settled.why:
            told.append((settled.why, "quiet"))
    return [
        row((line, style))
        for text, style in told
        for line in wrapped(text[:_MOST], max(8, width - 2))
    ]
