"""Who may say what of an alert: settled in the store, whatever a screen offers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.domain.alert_entry import Band, Disclosure
from app.domain.alerts import AlertCase, AlertEvent, AlertEventKind, CaseOrigin, SettledAs, Settlement
from app.domain.crossing import Crossing
from app.domain.decision import DecisionKind
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import PERMITTED, Act, Role
from app.store.card_index import id_bytes, is_kept
from app.store.driver import Connection
from app.store.identity import load_alert_policy
from app.store.officers import find_officer
from app.store.session import Session

_PLACE = "store.cases"


@dataclass
class EventRules:
    """The rules of one call: what it opens itself, its first line may settle.

    `crossing` is the decision that the events come with, None where there is none.
    """

    connection: Connection
    session: Session
    crossing: Crossing | None = None
    _opened: set[str] = field(default_factory=set)

    def permit(self, event: AlertEvent, case: AlertCase | None) -> None:
        """Let an event of a case pass, which is None before it opens.

        Raises WorldError(NOT_ALLOWED, FIELD_INVALID, RECORD_UNKNOWN).
        """
        if event.officer != self.session.officer.username:
            raise WorldError(FailureCode.NOT_ALLOWED, _PLACE, act=Act.PROCESS.value)
        if event.training != self.session.station.training:
            raise _invalid("training")
        match event.kind:
            case AlertEventKind.HIT:
                self._permit_hit(event, case)
            case AlertEventKind.PROPOSED:
                self._require(Act.PROPOSE_ALERT)
                if case is not None:
                    raise _invalid("case_id")
            case AlertEventKind.SETTLED:
                self._permit_word(event, _known(case, AlertEventKind.HIT))
            case AlertEventKind.CLEARANCE_REVOKED:
                self._require(Act.SETTLE_ALERTS)
                _known(case, AlertEventKind.HIT)
            case AlertEventKind.ACTIVATED | AlertEventKind.DECLINED:
                self._permit_answer(event, _known(case, AlertEventKind.PROPOSED))

    def _permit_hit(self, event: AlertEvent, case: AlertCase | None) -> None:
        self._require(Act.PROCESS)
        if case is not None and not self._met_again(case, event):
            raise _invalid("case_id")
        if event.origin is not CaseOrigin.BOOTH:
            raise _invalid("origin")
        if self.crossing is not None and event.crossing != self.crossing.record_id:
            raise _invalid("crossing")
        self._opened.add(event.case_id)

    def _permit_word(self, event: AlertEvent, case: AlertCase) -> None:
        word = event.settlement
        if word is None:
            raise _invalid("settlement")
        if event.case_id in self._opened:
            self._permit_first_line(word, case)
        else:
            self._permit_second_line(word, case)
        if word.second:
            self._permit_second(word)

    def _permit_first_line(self, word: Settlement, case: AlertCase) -> None:
        """The officer at the booth settles what the screen showed; nobody is let in past a STOP alone."""
        self._require(Act.PROCESS)
        # It may be a colleague's word, whose inspection a power cut ended.
        if self._role(word.officer, also_gone=True) is None:
            raise _not_allowed(Act.PROCESS)
        hit = case.opened.hit
        if hit is not None and (hit.disclosure is not Disclosure.OPEN or hit.band is Band.BACKGROUND):
            self._require(Act.SETTLE_ALERTS)
        admitted = self.crossing is not None and self.crossing.decision.kind is DecisionKind.ADMIT
        if admitted and _is_stop(case) and not word.second:
            raise _not_allowed(Act.RELEASE_ALERT)

    def _permit_second_line(self, word: Settlement, case: AlertCase) -> None:
        self._require(Act.SETTLE_ALERTS)
        if word.officer != self.session.officer.username:
            raise _not_allowed(Act.SETTLE_ALERTS)
        looked = replace(case, settlements=(*case.settlements, word))
        if word.settled_as is SettledAs.NOT_SAME and not looked.released:
            raise _not_allowed(Act.RELEASE_ALERT)

    def _permit_second(self, word: Settlement) -> None:
        """The second person is another one, with an account, who may release."""
        role = self._role(word.second)
        if word.second == word.officer or role is None or Act.RELEASE_ALERT not in PERMITTED[role]:
            raise _not_allowed(Act.RELEASE_ALERT)

    def _permit_answer(self, event: AlertEvent, proposal: AlertCase) -> None:
        """HQ makes proposals active, and the role that the station's policy names; nobody twice."""
        self._require(Act.MANAGE_LISTS)
        named = load_alert_policy(self.connection).activating_role
        activates = event.kind is AlertEventKind.ACTIVATED
        if activates and self._role(self.session.officer.username) is not named:
            raise _not_allowed(Act.MANAGE_LISTS)
        row = self.connection.execute(
            "SELECT state FROM alert_cases WHERE case_id = ?", (id_bytes(proposal.case_id),)
        ).fetchone()
        if row is None or row[0] != "proposed":
            raise _invalid("case_id")

    def _met_again(self, case: AlertCase, event: AlertEvent) -> bool:
        """Whether an inspection that was told of already goes on: set aside and, after a power cut, taken
        up, perhaps with the document swiped once more, which makes it another inspection of the same."""
        old, new = case.opened, event
        if old.hit is None or new.hit is None or old.origin is not CaseOrigin.BOOTH:
            return False
        if (old.hit.list_id, old.hit.entry_id) != (new.hit.list_id, new.hit.entry_id):
            return False
        if old.crossing == new.crossing:
            return True
        return _same_person(old, new) and not is_kept(self.connection, old.crossing)

    def _require(self, act: Act) -> None:
        self.session.require(self.connection, act)

    def _role(self, username: str, *, also_gone: bool = False) -> Role | None:
        if not also_gone:
            officer = find_officer(self.connection, username)
            return None if officer is None else officer.role
        row = self.connection.execute("SELECT role FROM officers WHERE username = ?", (username,)).fetchone()
        return None if row is None else Role(row[0])


def _same_person(old: AlertEvent, new: AlertEvent) -> bool:
    """Whether two hits are of one document, or of a passport and the visa in it."""
    if old.document is None or new.document is None:
        return False
    same_number = old.document.number == new.document.number
    return same_number or old.document.birth_date == new.document.birth_date


def _is_stop(case: AlertCase) -> bool:
    return case.opened.hit is not None and case.opened.hit.band is Band.STOP


def _known(case: AlertCase | None, kind: AlertEventKind) -> AlertCase:
    if case is None or case.opened.kind is not kind:
        raise WorldError(FailureCode.RECORD_UNKNOWN, _PLACE)
    return case


def _not_allowed(act: Act) -> WorldError:
    return WorldError(FailureCode.NOT_ALLOWED, _PLACE, act=act.value)


def _invalid(name: str) -> WorldError:
    return WorldError(FailureCode.FIELD_INVALID, _PLACE, field=name)
