"""Alert lists and cases in memory: what a booth in memory screens by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from app.domain.alert_entry import AlertEntry
from app.domain.alerts import AlertCase, AlertEvent, AlertEventKind
from app.domain.alerts_policy import AlertPolicy
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act, Officer
from app.flow.alert_ports import ListDiff, ListStatus, ListTaken
from app.screening.lists import ListHeader
from app.screening.screening import Screening
from app.screening.subject import Subject


@dataclass
class MemoryAlerts:
    """What the lists answer next (`answer` says it for a subject), entries by list and id, and events."""

    answer: Callable[[Subject], Screening] = field(default=lambda _: Screening())
    entries: dict[tuple[str, str], AlertEntry] = field(default_factory=dict)
    on_board: list[ListStatus] = field(default_factory=list)
    events: list[AlertEvent] = field(default_factory=list)
    listeners: list[Callable[[], None]] = field(default_factory=list)
    asked: list[Subject] = field(default_factory=list)
    policy: AlertPolicy = field(default_factory=AlertPolicy)


class MemoryLists:
    """ListsPort that answers as the test says."""

    def __init__(self, alerts: MemoryAlerts) -> None:
        self._alerts = alerts

    def screen(self, subject: Subject, record_id: str = "") -> Screening:
        self._alerts.asked.append(subject)
        return self._alerts.answer(subject)

    def entry(self, list_id: str, entry_id: str) -> AlertEntry | None:
        return self._alerts.entries.get((list_id, entry_id))

    def status(self) -> Sequence[ListStatus]:
        return tuple(self._alerts.on_board)

    def take_in(
        self, header: ListHeader, entries: Sequence[AlertEntry], warnings: Sequence[str] = ()
    ) -> ListTaken:
        self._alerts.entries |= {(header.list_id, entry.entry_id): entry for entry in entries}
        for listener in self._alerts.listeners:
            listener()
        return ListTaken(header, ListDiff(len(entries), 0, 0), tuple(warnings))

    def take_in_numbers(self, header: ListHeader, numbers: Sequence[tuple[str, str, str]]) -> ListTaken:
        return ListTaken(header, ListDiff(len(numbers), 0, 0))

    def own_entries(self, list_id: str) -> Sequence[AlertEntry]:
        return [entry for (of, _), entry in self._alerts.entries.items() if of == list_id]

    def remove(self, list_id: str) -> ListHeader:
        raise WorldError(FailureCode.LIST_UNKNOWN, "lists")

    def on_change(self, listener: Callable[[], None]) -> None:
        self._alerts.listeners.append(listener)


class MemoryCases:
    """CasesPort over a list of events."""

    def __init__(self, alerts: MemoryAlerts, officer: Officer) -> None:
        self._alerts, self._officer = alerts, officer

    def open_cases(self) -> Sequence[AlertCase]:
        return [case for case in self._cases() if case.open]

    def case(self, case_id: str) -> AlertCase:
        found = [case for case in self._cases() if case.case_id == case_id]
        if not found:
            raise WorldError(FailureCode.RECORD_UNKNOWN, "cases")
        return found[0]

    def recent_cases(self, limit: int = 200) -> Sequence[AlertCase]:
        return [case for case in self._cases() if not case.open][:limit]

    def open_count(self) -> int:
        if not self._officer.may(Act.SETTLE_ALERTS):
            return 0
        return len(self.open_cases())

    def add(self, events: Sequence[AlertEvent]) -> None:
        self._alerts.events += events

    def proposals(self) -> Sequence[AlertEvent]:
        return [event for event in self._alerts.events if event.kind is AlertEventKind.PROPOSED]

    def policy(self) -> AlertPolicy:
        return self._alerts.policy

    def set_policy(self, policy: AlertPolicy) -> None:
        self._alerts.policy = policy

    def rescreen(self, days: int, stopped: Callable[[], bool]) -> int:
        return 0

    def _cases(self) -> list[AlertCase]:
        if not self._officer.may(Act.SETTLE_ALERTS):
            raise WorldError(FailureCode.NOT_ALLOWED, "cases", act=Act.SETTLE_ALERTS.value)
        cases: dict[str, AlertCase] = {}
        for event in self._alerts.events:
            if event.kind is AlertEventKind.HIT:
                cases[event.case_id] = AlertCase(event)
            elif event.settlement is not None and event.case_id in cases:
                case = cases[event.case_id]
                cases[event.case_id] = replace(case, settlements=(*case.settlements, event.settlement))
            elif event.kind is AlertEventKind.CLEARANCE_REVOKED:
                cases[event.case_id] = replace(cases[event.case_id], revoked=True)
        return list(cases.values())[::-1]
