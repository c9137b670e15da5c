"""Daily logs that were taken to a drive: when, by whom, to whom encrypted; and what HQ says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import cbor2

from app.domain.day import LogKind
from app.domain.export_policy import ExportPolicy
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.domain.value_rows import from_plain, to_plain
from app.store.audit import AuditAct
from app.store.day_logs import load_log
from app.store.driver import Connection
from app.store.identity import load_enrolment
from app.store.moments import to_ms
from app.store.session import Session
from sync.courier.day_seal import require_policy
from sync.protocol.day import DayFile

LONGEST_REASON: Final = 200
"""Characters of the reason for which a log may leave unencrypted."""
SHORTEST_REASON: Final = 5

_PLACE: Final = "store.exports"
_POLICY: Final = "export_policy"


@dataclass(frozen=True, slots=True)
class LogToExport:
    """A log that is to be exported: its number and day, the sizes of its manifest and files, the row up to
    which it covers, how many crossings it has, and whether it adds to an earlier log of its day."""

    number: int
    day: date
    manifest_size: int
    files: tuple[DayFile, ...]
    up_to_seq: int
    crossings: int
    addendum: bool


@dataclass(frozen=True, slots=True)
class Export:
    """What was exported: which logs, into which file of how many bytes and which SHA-256, and to whom it is
    sealed by name; `plain_reason` is why it is sealed to nobody."""

    numbers: tuple[int, ...]
    file: str
    size: int
    digest: bytes
    recipients: tuple[str, ...]
    plain_reason: str


def exported(connection: Connection) -> dict[int, int]:
    """When each log was exported last, by its number, in milliseconds since 1970; none that never was."""
    rows = connection.execute(
        "SELECT number, max(at) FROM day_exported JOIN day_exports USING (export) GROUP BY number"
    )
    return {int(number): int(at) for number, at in rows.fetchall()}


def load_export_policy(connection: Connection) -> ExportPolicy:
    """What HQ says; nobody and nothing until it has said it."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (_POLICY,)).fetchone()
    return ExportPolicy() if row is None else from_plain(ExportPolicy, cbor2.loads(row[0]))


def save_export_policy(connection: Connection, row: Any) -> None:
    """Keep what HQ said, within the caller's transaction; raises WorldError(FIELD_INVALID), ValueError and
    TypeError for what is no policy."""
    policy = from_plain(ExportPolicy, row)
    require_policy(policy)
    connection.execute(
        "REPLACE INTO settings (name, value) VALUES (?, ?)",
        (_POLICY, cbor2.dumps(to_plain(policy), canonical=True)),
    )


class SqlExports:
    """The store's part of `flow.days.DayExportPort`. Every call raises WorldError(NOT_ALLOWED)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def policy(self) -> ExportPolicy:
        """To whom HQ wants logs encrypted."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.EXPORT_DAY)
            return load_export_policy(connection)

    def wanted(self, numbers: Sequence[int], plain_reason: str) -> tuple[LogToExport, ...]:
        """The logs of these numbers, ascending, if they may leave so.

        Raises WorldError(DAY_UNKNOWN, DAY_DIFFERS, DAY_NO_RECIPIENT, DAY_PLAIN_FORBIDDEN, FIELD_INVALID).
        """
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.EXPORT_DAY)
            _require_way(load_export_policy(connection), plain_reason)
            if not numbers:
                raise WorldError(FailureCode.DAY_UNKNOWN, _PLACE)
            return tuple(_wanted(connection, number) for number in sorted(set(numbers)))

    def station(self) -> int:
        """The number that HQ gave this station; raises WorldError(NOT_ENROLLED)."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.EXPORT_DAY)
            enrolment = load_enrolment(connection)
        if enrolment is None:
            raise WorldError(FailureCode.NOT_ENROLLED, _PLACE)
        return enrolment.station_number

    def begin(self, numbers: Sequence[int], recipients: Sequence[str], plain_reason: str) -> None:
        """Keep in the audit chain what is about to leave, before its first byte does: a stick that is pulled
        out when all is on it leaves no other trace here."""
        with self._session.connections.writing(_PLACE) as connection:
            self._session.require(connection, Act.EXPORT_DAY)
            self._session.note(
                connection, AuditAct.DAY_EXPORT_BEGUN, b"", plain_reason,
                numbers=list(numbers), recipients=", ".join(recipients),
            )  # fmt: skip

    def note(self, export: Export) -> datetime:
        """Keep that it was done, with its line in the audit chain; the moment."""
        now = self._session.clock()
        with self._session.connections.writing(_PLACE) as connection:
            self._session.require(connection, Act.EXPORT_DAY)
            cursor = connection.execute(
                "INSERT INTO day_exports (at, officer, file, size, digest, recipients, plain_reason)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    to_ms(now), self._session.officer.username, export.file, export.size, export.digest,
                    ", ".join(export.recipients), export.plain_reason,
                ),
            )  # fmt: skip
            connection.executemany(
                "INSERT INTO day_exported (number, export) VALUES (?, ?)",
                [(number, cursor.lastrowid) for number in export.numbers],
            )
            self._session.note(
                connection, AuditAct.DAY_EXPORTED, export.digest, export.plain_reason,
                numbers=list(export.numbers), bytes=export.size, recipients=", ".join(export.recipients),
            )  # fmt: skip
        return now


def tidy_reason(text: str) -> str:
    """The reason as it is kept: one line, no spaces around it."""
    return " ".join(text.split())


def _require_way(policy: ExportPolicy, plain_reason: str) -> None:
    if not plain_reason:
        if not policy.recipients:
            raise WorldError(FailureCode.DAY_NO_RECIPIENT, _PLACE)
        return
    if not policy.plain_allowed:
        raise WorldError(FailureCode.DAY_PLAIN_FORBIDDEN, _PLACE)
    if not SHORTEST_REASON <= len(plain_reason) <= LONGEST_REASON or not plain_reason.isprintable():
        raise WorldError(FailureCode.FIELD_INVALID, _PLACE, field="reason")


def _wanted(connection: Connection, number: int) -> LogToExport:
    kept = load_log(connection, number)
    if kept is None:
        raise WorldError(FailureCode.DAY_UNKNOWN, _PLACE, number=str(number))
    said = kept.read()
    return LogToExport(
        number, said.head.day, len(kept.manifest), said.files, said.head.up_to_seq, said.counts.crossings,
        said.head.kind is LogKind.ADDENDUM,
    )  # fmt: skip
