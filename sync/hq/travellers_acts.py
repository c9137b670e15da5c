"""What people say of travellers: these two are one, this one is another. Kept for good, above HQ's own
judgement, and each said with a note that stands in the audit trail."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

from sync.hq import audit, joining
from sync.hq import joining_store as store
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError
from sync.hq.joining_grounds import Ready
from sync.hq.joining_regroup import regroup
from sync.hq.travellers import resolve

_UNREFUSE = """
UPDATE traveller_word SET undone_by = %(word)s WHERE kind = 'refuse' AND undone_by IS NULL
    AND ((one = ANY(%(one)s) AND other = ANY(%(other)s)) OR (one = ANY(%(other)s) AND other = ANY(%(one)s)))
"""
_UNJOIN = """
UPDATE traveller_word SET undone_by = %(word)s WHERE kind = 'join' AND undone_by IS NULL
    AND (one = %(one)s OR other = %(one)s)
RETURNING CASE one WHEN %(one)s THEN other ELSE one END
"""


def join_travellers(connection: Connection, one: int, other: int, note: str, reader: Reader) -> int:
    """Make two travellers one; its number. Whoever was split off or refused before is joined all the same:
    the later word counts. Raises HqError(TRAVELLER_UNKNOWN, FIELD_WRONG)."""
    _noted(note)
    with connection.transaction():
        joining.alone(connection)
        first, second = resolve(connection, one), resolve(connection, other)
        if first == second:
            one_already, remedy = "these two are one already", "Nothing has to be done."
            raise HqError(HqCode.FIELD_WRONG, field="traveller", value=one_already, remedy=remedy)
        ours, theirs = _bearers(connection, first), _bearers(connection, second)
        join_bearers(connection, ours[min(ours)], theirs[min(theirs)], note, reader)
        number = resolve(connection, first)
        said = {"one": first, "other": second, "traveller": number, "note": note}
        audit.note(connection, reader, "join travellers", said)
    return number


def join_bearers(connection: Connection, one: bytes, other: bytes, note: str, reader: Reader) -> None:
    """Say that the travellers of two bearers (fingerprints) are one, with every bearer that they have now,
    however these speak against one another. In the caller's transaction."""
    joining.alone(connection)
    numbers = store.numbers_of(connection, [one, other])
    sides = [
        list(_bearers(connection, kept.traveller).values())
        for kept in store.load(connection, numbers.values()).values()
    ]
    word = _say(connection, reader, "join", one, other, note)
    ends = {"one": sides[0], "other": sides[-1]}
    connection.execute(_UNREFUSE, {"word": word, **ends})
    for beside in {*sides[0], *sides[-1]} - {one, other}:
        _say(connection, reader, "join", one, beside, note)
    regroup(connection, set(numbers.values()))


def refuse_travellers(connection: Connection, one: bytes, other: bytes, note: str, reader: Reader) -> None:
    """Say that two bearers (fingerprints) are two people; HQ never joins them by itself again. In the
    caller's transaction."""
    joining.alone(connection)
    _say(connection, reader, "refuse", one, other, note)
    numbers = store.numbers_of(connection, [one, other])
    regroup(connection, set(numbers.values()))


def split_crossing(
    connection: Connection, crossing: UUID, note: str, reader: Reader, only_this: bool = False
) -> int:
    """Take a crossing out of its traveller, with all that say exactly the same unless `only_this`; the
    number of the new traveller. HQ joins it to nobody by itself again. Raises HqError(TRAVELLER_UNKNOWN,
    FIELD_WRONG)."""
    _noted(note)
    with connection.transaction():
        joining.alone(connection)
        bearer, traveller = _of_crossing(connection, crossing)
        beside = _bearers(connection, traveller)
        if only_this:
            bearer = _set_apart_alone(connection, crossing, bearer, note, reader)
        elif len(beside) == 1:
            remedy = "Add --only-this to split this crossing from others that say exactly the same."
            said = "all crossings of this traveller say the same"
            raise HqError(HqCode.FIELD_WRONG, field="crossing", value=said, remedy=remedy)
        else:
            word = _say(connection, reader, "split", beside[bearer], None, note)
            left = connection.execute(_UNJOIN, {"word": word, "one": beside[bearer]}).fetchall()
            for (first,), (second,) in pairwise(left):  # what was joined by way of it stays joined
                _say(connection, reader, "join", first, second, note)
            connection.execute("UPDATE bearer SET apart = true WHERE number = %s", (bearer,))
            for number, fingerprint in beside.items():
                if number != bearer:
                    _say(connection, reader, "refuse", beside[bearer], fingerprint, note)
        regroup(connection, {bearer, *beside})
        number = _traveller_of(connection, bearer)
        details = {"crossing": str(crossing), "from": traveller, "traveller": number, "note": note}
        audit.note(connection, reader, "split traveller", details)
    return number


def _set_apart_alone(connection: Connection, crossing: UUID, bearer: int, note: str, reader: Reader) -> int:
    kept = store.load(connection, [bearer])[bearer].bearer
    own = kept.of_crossing(str(crossing))
    connection.execute(
        "INSERT INTO traveller_word (who, kind, one, crossing, note) VALUES (%s, 'alone', %s, %s, %s)",
        (reader.who, own.fingerprint, crossing, note),
    )
    numbers = store.numbers_of(connection, [own.fingerprint])
    if not numbers:
        ready = Ready.of(own)
        numbers = store.add(connection, {own.fingerprint: own}, {own.fingerprint: ready})
    number = numbers[own.fingerprint]
    connection.execute("UPDATE bearer SET apart = true WHERE number = %s", (number,))
    connection.execute("UPDATE bearer_crossing SET bearer = %s WHERE crossing_id = %s", (number, crossing))
    if number != bearer:
        store.drop_unborne(connection, [bearer])
    return number


def _say(
    connection: Connection, reader: Reader, kind: str, one: bytes, other: bytes | None, note: str
) -> int:
    row = connection.execute(
        "INSERT INTO traveller_word (who, kind, one, other, note) VALUES (%s, %s, %s, %s, %s)"
        " RETURNING number",
        (reader.who, kind, one, other, note),
    ).fetchone()
    if row is None:
        raise RuntimeError("a row just made is not there")
    return int(row[0])


def _noted(note: str) -> None:
    if not note.strip():
        remedy = "Say with --note why: it is kept with what you said."
        raise HqError(HqCode.FIELD_WRONG, field="--note", value="empty", remedy=remedy)


def _bearers(connection: Connection, traveller: int) -> dict[int, bytes]:
    """Numbers and fingerprints of a traveller's bearers."""
    rows = connection.execute("SELECT number, fingerprint FROM bearer WHERE traveller = %s", (traveller,))
    return dict(rows.fetchall())


def _of_crossing(connection: Connection, crossing: UUID) -> tuple[int, int]:
    row = connection.execute(
        "SELECT b.number, b.traveller FROM bearer_crossing c JOIN bearer b ON b.number = c.bearer"
        " WHERE c.crossing_id = %s",
        (crossing,),
    ).fetchone()
    if row is None:
        remedy = "Take the id from: matapa-hq traveller show NUMBER"
        raise HqError(HqCode.FIELD_WRONG, field="crossing", value="no traveller has it", remedy=remedy)
    return int(row[0]), int(row[1])


def _traveller_of(connection: Connection, bearer: int) -> int:
    row = connection.execute("SELECT traveller FROM bearer WHERE number = %s", (bearer,)).fetchone()
    if row is None:
        raise RuntimeError("a bearer just made is not there")
    return int(row[0])
