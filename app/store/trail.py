"""The audit chain, for one signed-in officer who may answer for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.failure import FailureCode, WorldError
from app.domain.names import document_number_key, fold
from app.domain.officer import Act
from app.flow.ports import SearchQuery
from app.flow.trail import (
    READERS_PURPOSES,
    Account,
    Corrections,
    LogCopy,
    ReadersQuestion,
    Reading,
    Readings,
    Seconds,
    TrailFilter,
    TrailPage,
    TrailProgress,
    TrailProof,
)
from app.store import lookups, trail_done
from app.store.attempts import Attempts
from app.store.audit import AuditAct, Value
from app.store.card_index import file_cards, id_bytes
from app.store.driver import Connection
from app.store.moments import from_ms, to_ms
from app.store.officers import all_officers
from app.store.session import Session
from app.store.trail_lines import Found, as_seen_by, file_blocks, find, last_entries
from app.store.trail_proof import prove
from app.store.trail_readers import file_anew, file_readings, readings, traces

if TYPE_CHECKING:
    from app.flow.ports import ReadPurpose

_PLACE = "store.trail"
MOST_LINES = 500
"""Longest page that anybody is shown."""


class SqlTrail:
    """See `TrailPort`."""

    def __init__(self, session: Session, attempts: Attempts) -> None:
        self._session = session
        self._attempts = attempts

    def page(self, wanted: TrailFilter, before: int | None = None, limit: int = 200) -> TrailPage:
        """Lines that match, newest first; see `TrailPort.page`."""
        self._note("lines", wanted)
        with self._session.connections.reading(_PLACE) as connection:
            found = self._find(connection, wanted, before, limit)
        return TrailPage(found.lines, found.older, found.looked_to)

    def corrections(self, wanted: TrailFilter, before: int | None = None, limit: int = 200) -> Corrections:
        """Corrections in a span; see `TrailPort.corrections`."""
        only = replace(wanted, acts=frozenset({AuditAct.CORRECTED.value}))
        self._require()
        with self._session.connections.reading(_PLACE) as connection:
            found = self._find(connection, only, before, limit)
        with self._session.connections.writing(_PLACE) as connection:
            self._session.require(connection, Act.READ_AUDIT)
            file_cards(connection)
            may_read = self._session.may(connection, Act.SEARCH)
            made = [trail_done.correction(connection, line, may_read) for line in found.lines]
            shown = [row for _, row in made if row] if may_read else []
            self._line(connection, "corrections", only, shown)
        return Corrections(tuple(one for one, _ in made), found.older, found.looked_to)

    def seconds(self, wanted: TrailFilter, before: int | None = None, limit: int = 200) -> Seconds:
        """Second persons in a span; see `TrailPort.seconds`."""
        only = replace(wanted, acts=frozenset({AuditAct.VOUCHED.value}))
        self._note("seconds", only)
        with self._session.connections.reading(_PLACE) as connection:
            found = self._find(connection, only, before, limit)
            made = tuple(trail_done.second(connection, line) for line in found.lines)
        return Seconds(made, found.older, found.looked_to)

    def readers(
        self, question: ReadersQuestion, purpose: ReadPurpose, progress: TrailProgress, *,
        before: int | None = None, limit: int = 200,
    ) -> Readings:  # fmt: skip
        """Who read about a traveller; see `TrailPort.readers`."""
        self._require()
        _check(question, purpose)
        file_readings(self._session.connections, progress)
        with self._session.connections.writing("store.readers") as connection:
            self._session.require(connection, Act.READ_AUDIT)
            file_cards(connection)
            settles = self._session.may(connection, Act.SETTLE_ALERTS)
            traced = traces(connection, question, settles)
            seqs = traced.lines(connection)
            if question.record_id and not traced.rows and not seqs:
                raise WorldError(FailureCode.RECORD_UNKNOWN, "store.readers")
            self._note_readers(connection, question, purpose, sorted(traced.rows))
            wanted = [seq for seq in seqs if before is None or seq < before][: _bounded(limit)]
            found = list(readings(connection, traced, wanted))
            shown = tuple(self._as_seen(connection, one) for one in found)
        more = bool(wanted) and wanted[-1] != seqs[-1]
        return Readings(len(traced.rows), len(seqs), shown, wanted[-1] if more else None)

    def prove(self, progress: TrailProgress, copies: Sequence[LogCopy] = ()) -> TrailProof:
        """Walk the whole chain; see `TrailPort.prove`. What is damaged is what it finds.

        By what lines are found is made anew afterwards: who wrote into that could hide lines from the pages
        without touching the chain."""
        self._require()
        with self._session.connections.picture("store.proof") as connection:
            proof = prove(connection, progress, copies)
        try:
            with self._session.connections.writing("store.proof") as connection:
                self._session.note(
                    connection, AuditAct.READ_AUDIT, b"", "supervision",
                    what="proof", intact=int(proof.intact), lines=proof.lines,
                )  # fmt: skip
            file_anew(self._session.connections, lambda done, whole: progress(proof.lines, proof.lines))
        except WorldError as error:
            if error.failure.code is not FailureCode.STORE_DAMAGED:
                raise
        return proof

    def accounts(self) -> Sequence[Account]:
        """Every account as it stands at the door."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.MANAGE_OFFICERS, Act.UNLOCK_OFFICER)
        file_blocks(self._session.connections)
        with self._session.connections.reading(_PLACE) as connection:
            officers, entered = all_officers(connection), last_entries(connection)
        standing, now = self._attempts.standing(), to_ms(self._session.clock())
        made = []
        for officer in officers:
            failures, until = standing.get(officer.username, (0, 0))
            locked = from_ms(until) if until > now else None
            made.append(Account(officer, entered.get(officer.username), failures, locked))
        return made

    def _require(self) -> None:
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.READ_AUDIT)

    def _find(self, connection: Connection, wanted: TrailFilter, before: int | None, limit: int) -> Found:
        file_blocks(self._session.connections)
        found = find(connection, wanted, before, _bounded(limit))
        lines = tuple(as_seen_by(self._session, connection, line) for line in found.lines)
        return replace(found, lines=lines)

    def _as_seen(self, connection: Connection, reading: Reading) -> Reading:
        return replace(reading, line=as_seen_by(self._session, connection, reading.line))

    def _note(self, what: str, wanted: TrailFilter) -> None:
        """The line is there before anything is read."""
        with self._session.connections.writing(_PLACE) as connection:
            self._session.require(connection, Act.READ_AUDIT)
            self._line(connection, what, wanted)

    def _line(
        self, connection: Connection, what: str, wanted: TrailFilter, shown: Sequence[int] = ()
    ) -> None:
        said: dict[str, Value] = {"what": what}
        if wanted.acts:
            said["acts"] = ",".join(sorted(wanted.acts))
        if wanted.person:
            said["person"] = wanted.person
        if shown:
            said["shown"] = list(shown)
        self._session.note(connection, AuditAct.READ_AUDIT, b"", "supervision", **said)

    def _note_readers(
        self, connection: Connection, question: ReadersQuestion, purpose: ReadPurpose, shown: list[int]
    ) -> None:
        if question.record_id:
            subject, fields = id_bytes(question.record_id), "record"
        else:
            query = SearchQuery(question.document_number, question.surname, birth_date=question.birth_date)
            asked = lookups.asked(query)
            subject = lookups.blinded(connection, asked)
            fields = " ".join(sorted(name for name, value in asked.items() if value))
        self._session.note(
            connection, AuditAct.READ_READERS, subject, purpose.value, fields=fields, shown=shown
        )


def _bounded(limit: int) -> int:
    return max(1, min(limit, MOST_LINES))


def _check(question: ReadersQuestion, purpose: ReadPurpose) -> None:
    if purpose.value not in READERS_PURPOSES:
        raise WorldError(FailureCode.FIELD_INVALID, "store.readers", field="purpose")
    named = fold(question.surname) and question.birth_date
    if not (document_number_key(question.document_number) or named or question.record_id):
        raise WorldError(FailureCode.FIELD_INVALID, "store.readers", field="traveller")
