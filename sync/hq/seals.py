"""Make sealing keys by period, and destroy those whose batches are all settled and forgotten.

Whatever copy of such a batch is anywhere, in a backup or on a stick, nobody can open it any more. Of a key
its number, period and hash stay in the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.hq import audit
from sync.hq.audit import Reader
from sync.hq.database import Connection, now
from sync.hq.erasure import alive_in, destroy_file
from sync.hq.home import HqHome, write_private
from sync.hq.keys import RECOVERY_FILE, public_of, read_key, seal_file, seal_numbers
from sync.hq.retention_plan import refused

SEAL: Final = "seal"
_MAKING: Final = 0x7365616C
_MARKER: Final = "seal-monthly"
_MOST_DRAWS: Final = 20_000

_BATCHES: Final = """
SELECT count(*) FILTER (WHERE state = 'received'),
    count(*) FILTER (WHERE state <> 'received' AND erased_at IS NULL)
FROM batch WHERE get_byte(bytes, 4) = %s AND received_at >= %s
"""
# A station has left a key behind once it has sent everything before its first batch under a newer one.
_BEHIND: Final = """
SELECT s.number FROM station s WHERE s.revoked_at IS NULL AND s.enrolled_at < %(newer)s AND NOT EXISTS (
    SELECT FROM batch b WHERE b.station = s.number AND b.state <> 'received'
        AND get_byte(b.bytes, 4) = ANY(%(bytes)s) AND b.first_seq <= s.up_to_seq + 1)
ORDER BY s.number
"""


class _Known(NamedTuple):
    """A key as the database has it; `byte` is the number by which batches name it."""

    number: int
    byte: int
    made_at: datetime
    destroyed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SealKey:
    """A sealing key: batches under it that wait to be settled, that are kept, the stations that may still
    hold some, and why it is not destroyed yet (nothing: it may be)."""

    number: int
    made_at: datetime
    newest: bool
    waiting: int
    kept: int
    behind: tuple[int, ...]
    destroyed_at: datetime | None
    reasons: tuple[str, ...]


def make_seal(connection: Connection, home: HqHome, who: str) -> int:
    """Make the key of the period that begins now; its number. Stations learn it with their next `keys`
    publication, and seal to it what they freeze from then on."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
        register(connection, home)
        rows = connection.execute("SELECT name, hash FROM period_key WHERE kind = %s", (SEAL,)).fetchall()
        number = max(int(name) for name, _ in rows) + 1
        raw = _draw({bytes(digest)[0] for _, digest in rows})
        write_private(seal_file(home, number), raw)
        if not (home.keys / RECOVERY_FILE).exists():
            write_private(home.keys / RECOVERY_FILE, X25519PrivateKey.generate().private_bytes_raw())
        _note_key(connection, number, raw, now(connection))
        audit.note(connection, Reader(who, "keys"), "seal new", {"seal": number})
    return number


def _draw(taken: set[int]) -> bytes:
    """A key that no batch could mistake for another: it is named by one byte of its hash."""
    for _ in range(_MOST_DRAWS):
        raw = X25519PrivateKey.generate().private_bytes_raw()
        if sha256(public_of(raw)).digest()[0] not in taken or len(taken) > 200:
            return raw
    raise RuntimeError("no key has a free number")


def register(connection: Connection, home: HqHome) -> None:
    """Take up in the database which sealing keys there are, within the caller's transaction."""
    for number in seal_numbers(home.keys):
        path = seal_file(home, number)
        made = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        _note_key(connection, number, read_key(path), made)


def _note_key(connection: Connection, number: int, raw: bytes, made: datetime) -> None:
    connection.execute(
        "INSERT INTO period_key (kind, name, hash, made_at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (SEAL, str(number), sha256(public_of(raw)).digest(), made),
    )


def seals(connection: Connection, home: HqHome) -> list[SealKey]:
    """Every sealing key that there was, oldest first."""
    with connection.transaction():
        register(connection, home)
        rows = connection.execute(
            "SELECT name::integer, get_byte(hash, 0), made_at, destroyed_at FROM period_key"
            " WHERE kind = %s ORDER BY 1",
            (SEAL,),
        ).fetchall()
        known = [_Known(*row) for row in rows]
        return [_seal(connection, home, one, known[place + 1 :]) for place, one in enumerate(known)]


def _seal(connection: Connection, home: HqHome, one: _Known, newer: list[_Known]) -> SealKey:
    if one.destroyed_at is not None:
        return SealKey(one.number, one.made_at, False, 0, 0, (), one.destroyed_at, ())
    waiting, kept = connection.execute(_BATCHES, (one.byte, one.made_at)).fetchone() or (0, 0)
    behind: tuple[int, ...] = ()
    if newer:
        values = {"newer": newer[0].made_at, "bytes": [key.byte for key in newer]}
        behind = tuple(int(row[0]) for row in connection.execute(_BEHIND, values).fetchall())
    slots = _slots(connection, home)
    reasons = (
        "" if newer else "it is the newest",
        f"{waiting} batches wait to be settled" if waiting else "",
        f"{kept} batches are kept by the rules or under a hold" if kept else "",
        f"stations {', '.join(map(str, behind))} may hold unsent batches" if behind else "",
        f"the recovery slots of {slots} stations may be sealed to it: enrol them again" if slots else "",
    )
    said = tuple(filter(None, reasons))
    return SealKey(one.number, one.made_at, not newer, waiting, kept, behind, None, said)


def _slots(connection: Connection, home: HqHome) -> int:
    """Stations whose recovery slot is older than the key that slots are sealed to."""
    path = home.keys / RECOVERY_FILE
    made = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None
    row = connection.execute(
        "SELECT count(*) FROM station WHERE revoked_at IS NULL AND enrolled_at < coalesce(%s, 'infinity')",
        (made,),
    ).fetchone()
    return 0 if row is None else int(row[0])


def destroy_seal(connection: Connection, home: HqHome, number: int, who: str) -> tuple[int, ...]:
    """Destroy a sealing key for good; the numbers of the copies of keys that still hold it.

    Raises HqError(RETENTION_REFUSED) while anything under it is still wanted.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
        found = {key.number: key for key in seals(connection, home)}.get(number)
        if found is None or found.destroyed_at is not None:
            raise refused(f"there is no sealing key {number}", "See: matapa-hq seal list")
        if found.reasons:
            raise refused(f"key {number}: {'; '.join(found.reasons)}", "See: matapa-hq seal list")
        connection.execute(
            "UPDATE period_key SET destroyed_at = now(), destroyed_by = %s WHERE kind = %s AND name = %s",
            (who, SEAL, str(number)),
        )
        audit.note(connection, Reader(who, "retention"), "seal destroyed", {"seal": number})
        copies = alive_in(connection, SEAL, str(number))
    # Last: of a key that is gone the database always says so; one that is said to be gone and lies there
    # still, because power failed between the two, is destroyed by the next call.
    destroy_file(seal_file(home, number))
    return copies


def destroy_leftovers(connection: Connection, home: HqHome) -> None:
    """Destroy files of keys that the database calls destroyed: power failed in between."""
    rows = connection.execute(
        "SELECT name::integer FROM period_key WHERE kind = %s AND destroyed_at IS NOT NULL", (SEAL,)
    ).fetchall()
    for (number,) in rows:
        destroy_file(seal_file(home, number))


def make_monthly(home: HqHome, on: bool) -> None:
    """Whether HQ makes a new key by itself each month while it serves."""
    if on:
        write_private(home.folder / _MARKER, b"a new sealing key each month\n")
    else:
        (home.folder / _MARKER).unlink(missing_ok=True)


def seal_if_due(connection: Connection, home: HqHome) -> int | None:
    """Make the month's key if that is wanted and it is not there; its number."""
    if not (home.folder / _MARKER).exists():
        return None
    with connection.transaction():
        register(connection, home)
        moment = now(connection)
        row = connection.execute("SELECT max(made_at) FROM period_key WHERE kind = %s", (SEAL,)).fetchone()
        if row is None or row[0] is None or (row[0].year, row[0].month) >= (moment.year, moment.month):
            return None
        return make_seal(connection, home, "matapa-hq")
