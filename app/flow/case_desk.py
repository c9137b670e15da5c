"""The second line: cases of hits that wait, words on them, clearances taken back, and proposals of alerts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.domain.alert_entry import AlertEntry
from app.domain.alerts import (
    AlertCase,
    AlertEvent,
    AlertEventKind,
    CaseOrigin,
    SettledAs,
    SettleGround,
    Settlement,
)
from app.domain.crossing import Crossing
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Act
from app.flow.ports import Clock, ReadPurpose, SignedIn
from app.screening.lists import ListHeader, ListKind, ListPolicy

LOCAL = "local"
"""The id of the list that a station makes of its own active alerts."""
LONGEST_NOTE = 500
"""Characters of a note that an officer writes."""


class CaseDesk:
    """What one signed-in officer does with cases and proposals; `recorded` wakes the road to HQ.

    Everything is quick. Every call raises WorldError(NOT_ALLOWED, STORE_*) besides what it names.
    """

    def __init__(
        self,
        session: SignedIn,
        clock: Clock,
        new_id: Callable[[], str],
        recorded: Callable[[], None],
    ) -> None:
        self.session, self.clock = session, clock
        self._new_id, self._recorded = new_id, recorded

    # Cases

    @property
    def may_settle(self) -> bool:
        """Whether this officer is the second line."""
        return self.session.officer.may(Act.SETTLE_ALERTS)

    def crossing(self, case: AlertCase) -> Crossing | None:
        """The newest version of the crossing that was hit; None where this station does not have it."""
        if not case.opened.crossing:
            return None
        try:
            return self.session.crossings.versions(case.opened.crossing, ReadPurpose.SUPERVISION)[-1]
        except WorldError as error:
            if error.failure.code is FailureCode.RECORD_UNKNOWN:
                return None
            raise

    def needs_second(self, case: AlertCase, settled_as: SettledAs) -> bool:
        """Whether this word releases a STOP at which nobody else has looked yet: four eyes for that."""
        word = self._word(settled_as, (), "", "")
        alone = not replace(case, settlements=(*case.settlements, word)).released
        return alone and settled_as is SettledAs.NOT_SAME

    def settle(
        self, case: AlertCase, settled_as: SettledAs, grounds: Sequence[SettleGround], note: str = "",
        second: str = "",
    ) -> None:  # fmt: skip
        """Add this officer's word; `second` is who released it with him, proven by the door.

        Raises WorldError(FIELD_INVALID) without a ground, without a note on another ground, or without
        the second person where `needs_second`.
        """
        check_word(grounds, note)
        if self.needs_second(case, settled_as) and second in ("", self.session.officer.username):
            raise WorldError(FailureCode.FIELD_INVALID, "case", field="second")
        said = self._word(settled_as, grounds, note, second)
        self._keep(replace(self._on(case, AlertEventKind.SETTLED, note), settlement=said))

    def _word(
        self, settled_as: SettledAs, grounds: Sequence[SettleGround], note: str, second: str
    ) -> Settlement:
        officer = self.session.officer.username
        return Settlement(settled_as, tuple(grounds), note.strip(), officer, self.clock(), second)

    def revoke(self, case: AlertCase, why: str) -> None:
        """Take back what is remembered of a case: the traveller is met again as if never settled.

        Raises WorldError(FIELD_INVALID) without a reason in words.
        """
        if not why.strip():
            raise WorldError(FailureCode.FIELD_INVALID, "case", field="why")
        self._keep(self._on(case, AlertEventKind.CLEARANCE_REVOKED, why))

    def _on(self, case: AlertCase, kind: AlertEventKind, note: str) -> AlertEvent:
        opened = case.opened
        return replace(
            self._event(case.case_id, kind, note), crossing=opened.crossing, origin=opened.origin
        )  # fmt: skip

    # Proposals

    @property
    def may_propose(self) -> bool:
        """Whether this officer may propose an alert."""
        return self.session.officer.may(Act.PROPOSE_ALERT)

    @property
    def may_activate(self) -> bool:
        """Whether the station's rules let this officer's role make a proposed alert active."""
        officer = self.session.officer
        return self.may_answer and officer.role is self.session.cases.policy().activating_role

    @property
    def may_answer(self) -> bool:
        """Whether this officer may decline what was proposed."""
        return self.session.officer.may(Act.MANAGE_LISTS)

    def propose(self, entry: AlertEntry, note: str = "") -> str:
        """Ask for a new alert; the id of the proposal, which is also the entry's.

        It is not active by this: HQ, or the role that the policy names, has to say so. Raises
        WorldError(FIELD_INVALID) without a name or a document, without a reason or without what to do.
        """
        if not self.may_propose:
            raise WorldError(FailureCode.NOT_ALLOWED, "proposal", act=Act.PROPOSE_ALERT)
        for field, there in (
            ("name", entry.names or entry.documents), ("reason", entry.reason), ("action", entry.action),
        ):  # fmt: skip
            if not there:
                raise WorldError(FailureCode.FIELD_INVALID, "proposal", field=field)
        case_id = self._new_id()
        event = self._event(case_id, AlertEventKind.PROPOSED, note)
        self._keep(replace(event, entry=replace(entry, entry_id=case_id)))
        return case_id

    def answer(self, proposal: AlertEvent, *, activate: bool, note: str = "") -> None:
        """Make a proposed alert active or decline it; raises WorldError(FIELD_INVALID) for a bare no, and
        WorldError(RECORD_UNKNOWN) to make active what HQ or somebody else has answered meanwhile.

        An active one stands on this station's own list `LOCAL` before anybody is told that it does; HQ
        hears of it and may put it on a list for every port.
        """
        if not (self.may_activate if activate else self.may_answer):
            raise WorldError(FailureCode.NOT_ALLOWED, "proposal", act=Act.MANAGE_LISTS)
        if not activate and not note.strip():
            raise WorldError(FailureCode.FIELD_INVALID, "proposal", field="why")
        if activate:
            self._list(self._waiting(proposal.case_id))
        kind = AlertEventKind.ACTIVATED if activate else AlertEventKind.DECLINED
        self._keep(replace(self._event(proposal.case_id, kind, note), entry=proposal.entry))

    def _waiting(self, case_id: str) -> AlertEntry:
        """The entry of a proposal that nobody has answered yet, as it is kept."""
        for one in self.session.cases.proposals():
            if one.case_id == case_id and one.entry is not None:
                return one.entry
        raise WorldError(FailureCode.RECORD_UNKNOWN, "proposal")

    def _list(self, entry: AlertEntry) -> None:
        """Put an entry on the station's own list, in the place of one with its id."""
        lists, station = self.session.lists, self.session.station
        others = [one for one in lists.own_entries(LOCAL) if one.entry_id != entry.entry_id]
        title = f"Alerts of {station.port}"
        rules = ListPolicy(rarity_gate=False, ttl_hours=0)  # short, and made here: it does not age
        header = ListHeader(LOCAL, ListKind.PEOPLE, title, station.port, 0, self.clock(), 0, rules)
        lists.take_in(header, (*others, entry))

    def _event(self, case_id: str, kind: AlertEventKind, note: str) -> AlertEvent:
        station = self.session.station
        return AlertEvent(
            self._new_id(), case_id, kind, self.clock(), station.station_id, station.port, station.booth,
            self.session.officer.username, origin=CaseOrigin.BOOTH, note=note.strip()[:LONGEST_NOTE],
            training=station.training,
        )  # fmt: skip

    def _keep(self, event: AlertEvent) -> None:
        self.session.cases.add((event,))
        self._recorded()


def check_word(grounds: Sequence[SettleGround], note: str) -> None:
    """Whether a word on a hit says by what it was found; raises WorldError(FIELD_INVALID)."""
    if not grounds:
        raise WorldError(FailureCode.FIELD_INVALID, "case", field="grounds")
    if SettleGround.OTHER in grounds and not note.strip():
        raise WorldError(FailureCode.FIELD_INVALID, "case", field="note")
