"""What readers ask: runs by name and by filter, their turns, texts, and where words are said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import aclosing, suppress

from orchtui._gc import collector_paused
from orchtui.domain.digest import is_address
from orchtui.domain.events import Turn
from orchtui.domain.state.summary import Found, RunRow
from orchtui.errors import JournalError, UnknownRun
from orchtui.journal import run_lookup
from orchtui.journal.blob_references import key_of
from orchtui.journal.search import Saying, excerpt, phrases, sayings
from orchtui.journal.sqlite import blobs, rows, search_index
from orchtui.journal.sqlite.reader import Reader
from orchtui.journal.sqlite.statements import Value, marks

_LAST_LETTER = "\U0010ffff"


async def find(reader: Reader, name: str) -> RunRow:
    """The run by its id, a unique prefix of it, or `last`."""
    typed = run_lookup.sought(name)
    if typed == run_lookup.LAST:
        fitting = await runs(reader, "", 1, None)
    else:
        fitting = await runs(reader, "", 1, [typed]) or await _beginning(reader, typed)
    if not fitting:
        raise await no_such_run(reader, name)
    return run_lookup.only(name, fitting)


async def _beginning(reader: Reader, letters: str) -> list[RunRow]:
    sql = f"{rows.RUNS} WHERE id >= ? AND id < ?{rows.NEWEST_FIRST} LIMIT ?"
    fields = await reader.rows(sql, (letters, letters + _LAST_LETTER, run_lookup.SHOWN + 1))
    return [rows.run_row(each) for each in fields]


async def runs(
    reader: Reader, status: str, limit: int | None, ids: Iterable[str] | None
) -> list[RunRow]:
    """Stored runs, newest first."""
    values: list[Value] = [status, status]
    among = ""
    if ids is not None:
        wanted = list(ids)
        among = f" AND id IN ({marks(len(wanted))})"
        values += wanted
    sql = f"{rows.RUNS} WHERE (? = '' OR status = ?){among}{rows.NEWEST_FIRST} LIMIT ?"
    fields = await reader.rows(sql, [*values, -1 if limit is None else limit])
    return [rows.run_row(each) for each in fields]


async def turns(reader: Reader, run: str, after: int) -> list[Turn]:
    """The run's turns from event number `after` on; from 0, the hash chain is checked."""
    reading = rows.Reading(run, after)
    with collector_paused():
        async with aclosing(_pieces(reader, run, after)) as pieces:
            async for found in pieces:
                if not reading.take(found):
                    return reading.turns
    raise await no_such_run(reader, run)


async def _pieces(reader: Reader, run: str, after: int) -> AsyncGenerator[list[rows.Fields], None]:
    """Rows of turns, piece by piece; the next is being read while one is looked at."""
    coming = asyncio.ensure_future(reader.rows(rows.TURNS, (after, run, rows.AT_ONCE)))
    try:
        while found := await coming:
            if len(found) == rows.AT_ONCE:
                follows = rows.number(found[-1]) + 1
                coming = asyncio.ensure_future(
                    reader.rows(rows.TURNS, (follows, run, rows.AT_ONCE))
                )
            yield found
    finally:
        coming.cancel()


async def no_such_run(reader: Reader, name: str) -> UnknownRun:
    """What to say of a run that is not there."""
    newest = await reader.rows(rows.NEWEST_IDS)
    return run_lookup.no_such_run(name, [run for (run,) in newest])


async def texts(reader: Reader, addresses: Iterable[str]) -> dict[str, str]:
    """The blobs by their addresses; all must be there."""
    unpacked: dict[str, str] = {}
    async for packed in _packed(reader, addresses):
        unpacked |= {name: blobs.unpack(name, data) for name, data in packed.items()}
    return unpacked


async def _packed(reader: Reader, addresses: Iterable[str]) -> AsyncIterator[dict[str, bytes]]:
    """The blobs as they are stored, some hundred at a time; empty where there is none."""
    wanted = await asyncio.to_thread(_in_order, addresses)
    pieces = [wanted[at : at + blobs.AT_ONCE] for at in range(0, len(wanted), blobs.AT_ONCE)]

    def ask(piece: Sequence[tuple[bytes, str]]) -> asyncio.Future[list[rows.Fields]]:
        keys = [key for key, _ in piece]
        return asyncio.ensure_future(reader.rows(blobs.select(len(keys)), keys))

    coming = [ask(piece) for piece in pieces[:1]]
    try:
        for number, piece in enumerate(pieces):
            stored = await coming.pop()
            coming += [ask(each) for each in pieces[number + 1 : number + 2]]
            found = {key: data or b"" for key, data in stored}
            yield {name: found.get(key, b"") for key, name in piece}
    finally:
        for each in coming:
            each.cancel()


def _in_order(addresses: Iterable[str]) -> list[tuple[bytes, str]]:
    """Addresses and their keys, in the order in which these lie in the database."""
    return sorted((key_of(name), name) for name in set(addresses))


async def search(reader: Reader, words: str, limit: int) -> list[Found]:
    """Where prompts and replies say these words, newest runs first."""
    wanted = phrases(words)
    if not wanted:
        return []
    hits = await reader.rows(search_index.HITS, (search_index.expression(wanted), limit))
    said = [place for (entry,) in hits if (place := await _saying(reader, entry)) is not None]
    said.sort(key=lambda place: (-place[0], place[2].number))
    packed: dict[str, bytes] = {}
    async for some in _packed(reader, (s.kept for _, _, s in said if is_address(s.kept))):
        packed |= some
    found = []
    for _, run, each in said:
        with suppress(JournalError):  # deleted since it was found, or changed: reading will say so
            text = blobs.unpack(each.kept, packed[each.kept]) if each.kept in packed else each.kept
            found.append(Found(run, each.path, each.what, excerpt(text, wanted)))
    return found


async def _saying(reader: Reader, entry: int) -> tuple[int, str, Saying] | None:
    found = await reader.rows(search_index.TURN_OF, (entry,))
    for run, first, body in found:
        for said in sayings(search_index.readable(body), first):
            if said.number == entry & 0xFFFFFFFF:
                return entry >> 32, run, said
    return None


async def index_bytes(reader: Reader) -> int:
    """How much of the database the search index takes."""
    ((size,),) = await reader.rows(search_index.SIZE)
    return int(size or 0)
