"""Content addresses: how a text or a definition is named by what it says.

A *kept* text is what events carry: the text itself while it is short, else the address of its
blob. A short text that looks like an address is stored as a blob too, so that the two never mix.
"""

from __future__ import annotations

import hashlib
import json
from binascii import b2a_base64
from collections.abc import Mapping

SHORT = 300
ADDRESS_LENGTH = 23
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def fingerprint(data: bytes) -> str:
    """The first 128 bits of SHA-256, in 22 characters that fit an address, a file name or JSON."""
    return named(hashlib.sha256(data).digest())


def named(digest: bytes) -> str:
    """A SHA-256 digest as its fingerprint."""
    return b2a_base64(digest[:16], newline=False)[:22].translate(_URL_SAFE).decode("ascii")


def address(text: str) -> str:
    """The name under which a text's blob is stored."""
    return "#" + fingerprint(text.encode())


def is_address(kept: str) -> bool:
    """Whether a kept text stands for a blob."""
    return len(kept) == ADDRESS_LENGTH and kept[0] == "#"


def fits_inline(text: str) -> bool:
    """Whether a text may stand in an event as it is."""
    return len(text) <= SHORT and not is_address(text)


def digest_of(value: object) -> str:
    """The fingerprint of plain data, whatever order its mappings were written in."""
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return fingerprint(canonical.encode())


class Texts:
    """Kept texts: what is known by address, and what was kept since somebody last took note."""

    __slots__ = ("fresh", "known")

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self.known: dict[str, str] = dict(known or {})
        self.fresh: dict[str, str] = {}

    def keep(self, text: str) -> str:
        """The text itself if short, else the address of its blob."""
        if fits_inline(text):
            return text
        name = address(text)
        if name not in self.known:
            self.known[name] = self.fresh[name] = text
        return name

    def read(self, kept: str) -> str:
        """What a kept text says."""
        return self.known[kept] if is_address(kept) else kept

    def take_fresh(self) -> dict[str, str]:
        """The blobs kept since the last call; they are the caller's to store."""
        fresh, self.fresh = self.fresh, {}
        return fresh
