"""Which blobs a turn mentions, read from the turn as it is stored.

Counting a blob's runs when they are written and when they are removed both rest on this one
reading, so the two can never disagree.
"""

from __future__ import annotations

import base64
import re

from orchtui.domain.digest import is_address

# A JSON string that is an address and nothing else. A quote within a text is stored escaped, so
# what follows a backslash is never the beginning of a string.
_MENTION = re.compile(rb'(?<!\\)"#([A-Za-z0-9_-]{22})"')


def key_of(address: str) -> bytes:
    """The 16 bytes an address stands for; empty if it is not an address."""
    return _key(address[1:].encode("ascii", "replace")) if is_address(address) else b""


def address_of(key: bytes) -> str:
    """The address of a key."""
    return "#" + base64.urlsafe_b64encode(key)[:22].decode("ascii")


def mentioned(body: bytes) -> set[bytes]:
    """The keys of the blobs that a stored turn mentions."""
    if b'"#' not in body:
        return set()
    return {_key(found) for found in _MENTION.findall(body)}


def _key(letters: bytes) -> bytes:
    return base64.urlsafe_b64decode(letters + b"==")
