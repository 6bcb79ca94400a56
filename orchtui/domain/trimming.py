"""Long material cut to fit: what several replies may take of an agent's context.

Who needs little leaves the rest to the others, so that only the longest are cut; a cut is said, for
the agent and for whoever reads the prompt.
"""

from __future__ import annotations

from collections.abc import Sequence

A_TOKEN = 4
"""How many characters a token has, more or less."""


def tokens_about(text: str) -> int:
    """How many tokens a text has, more or less."""
    return (len(text) + A_TOKEN - 1) // A_TOKEN


def fitted(texts: Sequence[str], tokens: int | None) -> tuple[list[str], int]:
    """The texts, cut so that together they take no more than so many tokens, and how many were
    left out. `None` is no bound.
    """
    if tokens is None or sum(map(len, texts)) <= (tokens - len(texts)) * A_TOKEN:
        return list(texts), 0
    if sum(map(tokens_about, texts)) <= tokens:
        return list(texts), 0
    room = dict(
        zip(range(len(texts)), _shares([tokens_about(t) for t in texts], tokens), strict=True)
    )
    left_out = 0
    kept: list[str] = []
    for number, text in enumerate(texts):
        needed = tokens_about(text)
        if needed <= room[number]:
            kept.append(text)
            continue
        cut = text[: room[number] * A_TOKEN].rstrip()
        gone = needed - tokens_about(cut)
        left_out += gone
        kept.append(f"{cut} […about {gone} tokens are left out here]".lstrip())
    return kept, left_out


def _shares(needed: Sequence[int], tokens: int) -> list[int]:
    """What each may take: an even share, and what those who need less leave over."""
    shares = [0] * len(needed)
    left, rest = tokens, len(needed)
    for number in sorted(range(len(needed)), key=lambda n: needed[n]):
        shares[number] = min(needed[number], left // rest)
        left -= shares[number]
        rest -= 1
    return shares
