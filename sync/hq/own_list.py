"""Change HQ's own list by two people: one proposes, another one approves or refuses with a word.

That nobody answers what the same person proposed, that a change is answered once, and that what was said
stays, is held by the database itself (`migrations/0013_entries.sql`): sessions and races make no way around
it. What is approved is a new version of the list at once; stations get it when it is published.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import psycopg

from app.domain.alert_entry import AlertEntry
from app.domain.alert_record import decode_entry, encode_entry
from app.domain.dates import PartialDate
from sync.hq import audit, lists
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError
from sync.hq.proposals import facts_of

OWN_LIST: Final = "national"
"""The list that the console changes; alerts that ports propose go into it too."""
LONGEST_WORD: Final = 500
"""Characters of a reason, and of the word with an answer."""
LONGEST_YEARS: Final = 10
"""Years after which an entry ends at the latest, so that somebody looks at it again."""
_COLUMNS: Final = (
    "number, list_id, entry_id, act, entry, before, reason, proposed_by, proposed_at, answer, word,"
    " answered_by, answered_at, list_version"
)


class EntryAct(StrEnum):
    """What a change does to an entry."""

    ADD = "add"
    CHANGE = "change"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"


class Answer(StrEnum):
    """How a change was answered; TAKEN_BACK is its proposer's own word."""

    APPROVED = "approved"
    REFUSED = "refused"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True)
class Change:
    """One proposed change and its answer, if it has any: `before` and `entry` are what the entry was and
    shall be (None: it is not on the list), `list_version` the version that an approved one made."""

    number: int
    list_id: str
    entry_id: str
    act: EntryAct
    entry: AlertEntry | None
    before: AlertEntry | None
    reason: str
    proposed_by: str
    proposed_at: datetime
    answer: Answer | None
    word: str | None
    answered_by: str | None
    answered_at: datetime | None
    list_version: int | None

    def is_of(self, username: str) -> bool:
        """Whether this person proposed it."""
        return folded(self.proposed_by) == folded(username)


def folded(username: str) -> str:
    """A username as it is compared."""
    return username.strip().casefold()


def propose_new(connection: Connection, entry: AlertEntry, reason: str, reader: Reader) -> Change:
    """Propose an entry; its id is given here. Raises HqError(ENTRY_REFUSED)."""
    with connection.transaction():
        number = _next_number(connection)
        named = replace(entry, entry_id=f"HQ-{number}")
        if current(connection, named.entry_id) is not None:
            raise refused("its number is taken by another entry", "Propose it once more.")
        return _propose(connection, number, EntryAct.ADD, named, None, reason, reader)


def propose_change(
    connection: Connection, entry: AlertEntry, act: EntryAct, reason: str, reader: Reader, base: bytes = b""
) -> Change:
    """Propose that an entry of the list be as given; `base` is the digest of what the proposer looked at.

    Raises HqError(ENTRY_REFUSED) where it is not on the list, has changed since, or nothing differs.
    """
    with connection.transaction():
        before = _require_current(connection, entry.entry_id)
        if base and base != digest_of(connection, entry.entry_id):
            raise refused("it has changed since you looked at it", "Look at it again, then change it.")
        if encode_entry(entry) == encode_entry(before):
            raise refused("nothing in it would differ", "Change a field first.")
        return _propose(connection, _next_number(connection), act, entry, before, reason, reader)


def propose_withdrawal(connection: Connection, entry_id: str, reason: str, reader: Reader) -> Change:
    """Propose that an entry be taken off the list; raises HqError(ENTRY_REFUSED)."""
    with connection.transaction():
        before = _require_current(connection, entry_id)
        number = _next_number(connection)
        return _propose(
            connection, number, EntryAct.WITHDRAW, None, before, reason, reader, entry_id=entry_id
        )


def approve(connection: Connection, number: int, word: str, reader: Reader) -> Change:
    """Make a proposed change the list's newest version, unpublished.

    Raises HqError(ENTRY_REFUSED) for its proposer, for one that has its answer, and where the entry is no
    longer what it was when the change was proposed.
    """
    with connection.transaction():
        change = _to_answer(connection, number, word, reader)
        lists.alone(connection)
        now_there = current(connection, change.entry_id)
        if now_there != change.before:
            raise refused(
                "the entry has changed since this was proposed", "Refuse it, and let it be proposed anew."
            )
        put = [] if change.entry is None else [(change.entry_id, encode_entry(change.entry))]
        gone = [change.entry_id] if change.entry is None else []
        known = next((one for one in lists.headers(connection) if one.list_id == OWN_LIST), None)
        taken = lists.put_rows(connection, facts_of(OWN_LIST, known), put, gone, lists.Source(reader))
        return _answer(connection, change, Answer.APPROVED, word, reader, taken.version)


def refuse(connection: Connection, number: int, word: str, reader: Reader) -> Change:
    """Refuse a proposed change; raises HqError(ENTRY_REFUSED) for its proposer, or where it is answered."""
    with connection.transaction():
        change = _to_answer(connection, number, word, reader)
        return _answer(connection, change, Answer.REFUSED, word, reader)


def take_back(connection: Connection, number: int, word: str, reader: Reader) -> Change:
    """Take one's own proposal back; raises HqError(ENTRY_REFUSED) for anybody else."""
    with connection.transaction():
        change = change_of(connection, number, lock=True)
        _require_open(change)
        _require_word(word, "Say why you take it back.")
        if not change.is_of(reader.who):
            raise refused(f"{change.proposed_by} proposed it", "Approve or refuse it.")
        return _answer(connection, change, Answer.TAKEN_BACK, word, reader)


def change_of(connection: Connection, number: int, *, lock: bool = False) -> Change:
    """One change; raises HqError(ENTRY_REFUSED) where there is none."""
    sql = f"SELECT {_COLUMNS} FROM entry_change WHERE number = %s" + (" FOR UPDATE" if lock else "")
    row = connection.execute(sql.encode(), (number,)).fetchone()
    if row is None:
        raise refused("there is no change of this number", "See what waits on the page of alerts.")
    return _change(row)


def waiting(connection: Connection) -> list[Change]:
    """Every change without an answer, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM entry_change WHERE answer IS NULL ORDER BY number"
    return [_change(row) for row in connection.execute(sql.encode()).fetchall()]


def answered(connection: Connection, limit: int = 20, skip: int = 0) -> list[Change]:
    """Changes that have their answer, the newest first."""
    sql = (
        f"SELECT {_COLUMNS} FROM entry_change WHERE answer IS NOT NULL ORDER BY answered_at DESC, number DESC"
        " LIMIT %s OFFSET %s"
    )
    return [_change(row) for row in connection.execute(sql.encode(), (limit, skip)).fetchall()]


def history(connection: Connection, entry_id: str) -> list[Change]:
    """Everything that was proposed for an entry and what was said of it, newest first."""
    sql = f"SELECT {_COLUMNS} FROM entry_change WHERE list_id = %s AND entry_id = %s ORDER BY number DESC"
    return [_change(row) for row in connection.execute(sql.encode(), (OWN_LIST, entry_id)).fetchall()]


def current(connection: Connection, entry_id: str) -> AlertEntry | None:
    """An entry as it is on the list now; None for none."""
    row = connection.execute(
        "SELECT bytes FROM list_entry WHERE list_id = %s AND entry_id = %s AND bytes IS NOT NULL",
        (OWN_LIST, entry_id),
    ).fetchone()
    return None if row is None else decode_entry(bytes(row[0]))


def digest_of(connection: Connection, entry_id: str) -> bytes:
    """The digest of an entry as it is on the list now; empty for none."""
    row = connection.execute(
        "SELECT digest FROM list_entry WHERE list_id = %s AND entry_id = %s AND digest IS NOT NULL",
        (OWN_LIST, entry_id),
    ).fetchone()
    return b"" if row is None else bytes(row[0])


def wrong_expiry(expires: PartialDate, today: date) -> str | None:
    """What is wrong with the last day on which an entry holds: None, or a sentence."""
    last = expires.complete
    if last is None:
        return "Say the last day on which it holds: an entry without an end is never looked at again."
    if last < today:
        return "This day is over."
    if last > today + timedelta(days=366 * LONGEST_YEARS):
        return f"An entry holds for {LONGEST_YEARS} years at most; it can be prolonged."
    return None


def refused(reason: str, remedy: str) -> HqError:
    """HQ-26 with its reason."""
    return HqError(HqCode.ENTRY_REFUSED, reason=reason, remedy=remedy)


def _next_number(connection: Connection) -> int:
    row = connection.execute("SELECT nextval(pg_get_serial_sequence('entry_change', 'number'))").fetchone()
    if row is None:
        raise RuntimeError("a sequence gave no number")
    return int(row[0])


def _propose(
    connection: Connection,
    number: int,
    act: EntryAct,
    entry: AlertEntry | None,
    before: AlertEntry | None,
    reason: str,
    reader: Reader,
    entry_id: str = "",
) -> Change:
    _require_word(reason, "Say why: the second person decides by it.")
    named = entry.entry_id if entry is not None else entry_id
    try:
        with connection.transaction():
            connection.execute(
                "INSERT INTO entry_change (number, list_id, entry_id, act, entry, before, reason,"
                " proposed_by) OVERRIDING SYSTEM VALUE VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    number, OWN_LIST, named, act.value, None if entry is None else encode_entry(entry),
                    None if before is None else encode_entry(before), reason.strip(), reader.who,
                ),
            )  # fmt: skip
    except psycopg.errors.UniqueViolation as error:
        raise refused("another change of it waits for its answer", "See what waits for approval.") from error
    said = {"change": number, "list": OWN_LIST, "entry": named, "act": act.value}
    audit.note(connection, reader, "entry proposed", said)
    return change_of(connection, number)


def _to_answer(connection: Connection, number: int, word: str, reader: Reader) -> Change:
    """A change that waits, held for whoever may answer it."""
    change = change_of(connection, number, lock=True)
    _require_open(change)
    if change.is_of(reader.who):
        raise refused("you proposed it yourself", "A second person approves or refuses it.")
    _require_word(word, "Say a word on why: it stays with the entry.")
    return change


def _answer(
    connection: Connection,
    change: Change,
    answer: Answer,
    word: str,
    reader: Reader,
    version: int | None = None,
) -> Change:
    try:
        done = connection.execute(
            "UPDATE entry_change SET answer = %s, word = %s, answered_by = %s, answered_at = now(),"
            " list_version = %s WHERE number = %s AND answer IS NULL",
            (answer.value, word.strip(), reader.who, version, change.number),
        ).rowcount
    except psycopg.errors.CheckViolation as error:
        raise refused("you proposed it yourself", "A second person approves or refuses it.") from error
    if done != 1:
        raise refused("somebody has answered it", "Look at its history.")
    said = {
        "change": change.number, "list": change.list_id, "entry": change.entry_id, "act": change.act.value,
        "answer": answer.value, "version": version or 0,
    }  # fmt: skip
    audit.note(connection, reader, "entry answered", said)
    return change_of(connection, change.number)


def _require_open(change: Change) -> None:
    if change.answer is not None:
        raise refused(f"{change.answered_by} has answered it: {change.answer}", "Look at its history.")


def _require_word(word: str, remedy: str) -> None:
    if not word.strip() or len(word) > LONGEST_WORD:
        raise refused("there is no reason in words", f"{remedy} At most {LONGEST_WORD} characters.")


def _require_current(connection: Connection, entry_id: str) -> AlertEntry:
    found = current(connection, entry_id)
    if found is None:
        raise refused("it is not on the list", "See what is there on the page of its entries.")
    return found


def _change(row: tuple[Any, ...]) -> Change:
    number, list_id, entry_id, act, entry, before, *said = row
    reason, proposed_by, proposed_at, answer, word, answered_by, answered_at, version = said
    return Change(
        number, list_id, entry_id, EntryAct(act),
        None if entry is None else decode_entry(bytes(entry)),
        None if before is None else decode_entry(bytes(before)),
        reason, proposed_by, proposed_at, None if answer is None else Answer(answer), word, answered_by,
        answered_at, version,
    )  # fmt: skip
