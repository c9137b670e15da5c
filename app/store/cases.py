"""Cases of hits and proposals for new alerts, for one signed-in officer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.alert_entry import Disclosure
from app.domain.alerts import AlertCase, AlertEvent
from app.domain.alerts_policy import AlertPolicy
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.flow.ports import ReadPurpose
from app.store.alert_events import keep_events
from app.store.audit import AuditAct
from app.store.card_index import id_bytes
from app.store.case_rows import load_case
from app.store.driver import Connection
from app.store.identity import load_alert_policy, save_alert_policy
from app.store.rescreen import ListsOfNow, Rescreening
from app.store.session import Session

_PLACE = "store.cases"
MOST_SHOWN = 200
"""Longest queue that anybody is shown: the gravest come first, and the screen must not wait."""

_OPEN = "state = 'open' ORDER BY rank, opened_at DESC, opened DESC"
_SETTLED = "state = 'settled' ORDER BY settled_at DESC, opened DESC"
_PROPOSED = "state = 'proposed' ORDER BY opened_at DESC, opened DESC"


class SqlCases:
    """See `CasesPort`. `lists` are the lists of now, by which earlier crossings are screened again."""

    def __init__(self, session: Session, lists: ListsOfNow | None = None) -> None:
        self._session = session
        self._lists = lists

    def open_cases(self) -> Sequence[AlertCase]:
        """The queue of the second line: at most 200, STOP first, newest first."""
        return self._shown(_OPEN, MOST_SHOWN)

    def recent_cases(self, limit: int = MOST_SHOWN) -> Sequence[AlertCase]:
        """Cases that wait for nobody, newest word first; what is remembered of them may be revoked."""
        return self._shown(_SETTLED, min(limit, MOST_SHOWN))

    def case(self, case_id: str) -> AlertCase:
        """One case with every word on it; raises WorldError(RECORD_UNKNOWN, NOT_ALLOWED)."""
        subject = id_bytes(case_id)
        with self._session.connections.writing(_PLACE) as connection:
            self._session.require(connection, Act.SETTLE_ALERTS)
            case = load_case(connection, subject)
            if case is None or case.opened.hit is None:
                raise WorldError(FailureCode.RECORD_UNKNOWN, _PLACE)
            self._note_read(connection, subject, [])
        return case

    def open_count(self) -> int:
        """How many cases wait; 0 for a role that may not settle them."""
        with self._session.connections.reading(_PLACE) as connection:
            if not self._session.may(connection, Act.SETTLE_ALERTS):
                return 0
            row = connection.execute("SELECT count(*) FROM alert_cases WHERE state = 'open'").fetchone()
        return int(row[0])

    def add(self, events: Sequence[AlertEvent]) -> None:
        """Keep events for good; see `CasesPort.add`. The very same again are harmless.

        Raises WorldError(NOT_ALLOWED, FIELD_INVALID, RECORD_UNKNOWN, RECORD_MALFORMED, STORE_*).
        """
        with self._session.connections.writing(_PLACE) as connection:
            keep_events(connection, self._session, events)

    def proposals(self) -> Sequence[AlertEvent]:
        """Alerts proposed at this port that nobody has answered yet, newest first.

        Silent ones only for a role that may settle alerts. Raises WorldError(NOT_ALLOWED)."""
        with self._session.connections.writing(_PLACE) as connection:
            self._session.require(connection, Act.PROPOSE_ALERT, Act.MANAGE_LISTS)
            hidden = "" if self._session.may(connection, Act.SETTLE_ALERTS) else Disclosure.SILENT.value
            found = _found(connection, f"disclosure <> '{hidden}' AND {_PROPOSED}", MOST_SHOWN)
            self._note_read(connection, b"", [line for line, _ in found])
        return [case.opened for _, case in found]

    def policy(self) -> AlertPolicy:
        """The station's rules about alerts; everybody's desk goes by them."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, *Act)
            return load_alert_policy(connection)

    def set_policy(self, policy: AlertPolicy) -> None:
        """Change those rules; only who makes accounts, so that no role gives itself the last word."""
        with self._session.connections.writing(_PLACE) as connection:
            self._session.require(connection, Act.MANAGE_OFFICERS)
            save_alert_policy(connection, policy)
            role = "" if policy.activating_role is None else policy.activating_role.value
            self._session.note(connection, AuditAct.ALERT_POLICY_SET, role=role, days=policy.rescreen_days)

    def rescreen(self, days: int, stopped: Callable[[], bool]) -> int:
        """Screen earlier crossings against the lists of now; see `CasesPort.rescreen`.

        It is the station's own act, whoever is signed in; a role that may not settle alerts is not told
        how many new cases it opened (silent ones are among them): 0.
        """
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, *Act)
            told = self._session.may(connection, Act.SETTLE_ALERTS)
        if self._lists is None:
            return 0
        opened = Rescreening(self._session, self._lists).run(days, stopped)
        return opened if told else 0

    def _shown(self, which: str, limit: int) -> list[AlertCase]:
        with self._session.connections.writing(_PLACE) as connection:
            self._session.require(connection, Act.SETTLE_ALERTS)
            found = _found(connection, which, limit)
            self._note_read(connection, b"", [line for line, _ in found])
        return [case for _, case in found]

    def _note_read(self, connection: Connection, subject: bytes, shown: list[int]) -> None:
        """Cases are named by the line of the chain that opened them."""
        purpose = ReadPurpose.SUPERVISION.value
        self._session.note(connection, AuditAct.READ_CASES, subject, purpose, shown=shown)


def _found(connection: Connection, which: str, limit: int) -> list[tuple[int, AlertCase]]:
    rows = connection.execute(
        f"SELECT opened, case_id FROM alert_cases WHERE {which} LIMIT ?", (max(1, limit),)
    ).fetchall()
    loaded = [(opened, load_case(connection, case_id)) for opened, case_id in rows]
    return [(opened, case) for opened, case in loaded if case is not None]
