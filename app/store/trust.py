"""What the station trusts, kept in the store: taken in, taken away and loaded as whole transactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.store import trust_rows
from app.store.audit import AuditAct
from app.store.driver import Connection
from app.store.session import Session
from app.trust.anchors import Anchors, Source
from app.trust.anchors_in_memory import MemoryAnchors
from app.trust.planning import plan_import
from app.trust.trust_file import ImportPlan, TrustFile

_PLACE = "store.trust"


class SqlTrust:
    """The trust on board, for one signed-in officer; see `TrustPort`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def anchors(self) -> Anchors:
        """All that is trusted now; every officer's desk rests on it."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, *Act)
            board = trust_rows.load_board(connection)
        return MemoryAnchors(board.sources, board.anchors, board.revocations)

    def sources(self) -> Sequence[Source]:
        """Every source on board, newest import first."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, *Act)
            return trust_rows.load_sources(connection)

    def plan(self, file: TrustFile, roots: Sequence[TrustFile] = (), *, older: bool = False) -> ImportPlan:
        """What `take_in` would do; raises as it does."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.MANAGE_TRUST)
            return self._plan(connection, file, roots, older)

    def take_in(self, file: TrustFile, roots: Sequence[TrustFile] = (), *, older: bool = False) -> ImportPlan:
        """Take in what holds of a file in one transaction with its audit line; see `TrustPort.take_in`.

        Nothing is written, not even a line, when all of the file is here already.
        """
        with self._session.connections.writing(_PLACE) as connection:
            self._session.require(connection, Act.MANAGE_TRUST)
            plan = self._plan(connection, file, roots, older)
            if plan.arrivals or plan.pinned:
                self._carry_out(connection, plan)
        return plan

    def remove(self, source_id: str) -> Source:
        """Take a source away, by its id or the beginning of it; see `TrustPort.remove`."""
        with self._session.connections.writing(_PLACE) as connection:
            self._session.require(connection, Act.MANAGE_TRUST)
            sources = trust_rows.load_sources(connection)
            found = [source for source in sources if source_id and source.source_id.startswith(source_id)]
            if len(found) != 1:
                raise WorldError(FailureCode.TRUST_SOURCE_UNKNOWN, _PLACE)
            (source,) = found
            trust_rows.delete_source(connection, source.source_id)
            self._session.note(
                connection,
                AuditAct.TRUST_REMOVED,
                bytes.fromhex(source.digest),
                certificates=source.certificates,
                crls=source.crls,
                kind=source.kind.value,
            )
        return source

    def _plan(
        self, connection: Connection, file: TrustFile, roots: Sequence[TrustFile], older: bool
    ) -> ImportPlan:
        board = trust_rows.load_board(connection)
        return plan_import(file, board, roots, now=self._session.clock(), older=older)

    def _carry_out(self, connection: Connection, plan: ImportPlan) -> None:
        """Write a plan down; the line counts and names the file by its digest, and nobody by name."""
        sources = [arrival.part.source for arrival in plan.arrivals]
        seq = self._session.note(
            connection,
            AuditAct.TRUST_IMPORTED,
            bytes.fromhex(plan.digest),
            certificates=sum(source.certificates for source in sources),
            crls=sum(source.crls for source in sources),
            gone=sum(arrival.gone for arrival in plan.arrivals),
            kind=plan.kind.value,
            pinned=len(plan.pinned) + sum(source.pinned for source in sources),
            refused=len(plan.refused),
            sources=len(sources),
        )
        for arrival in plan.arrivals:
            if arrival.replaces is not None:
                trust_rows.delete_source(connection, arrival.replaces.source_id)
            trust_rows.insert_part(connection, arrival.part, seq)
        for source in plan.pinned:
            trust_rows.pin_source(connection, replace(source, pinned=True))
