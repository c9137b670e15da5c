"""What happens at the desk from the swipe to the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.checks import CHIP_CHECKS, CheckName, Verdict
from app.domain.crossing import Conveyance, Direction, Mode, Purpose
from app.domain.dates import PartialDate
from app.domain.decision import AdmitPolicy, DecisionKind, Reason
from app.domain.document import Capture, DocumentKind, TravelDocument
from app.domain.failure import FailureCode, WorldError
from app.domain.mrz import MrzFormat, build_mrz
from app.domain.record import decode, encode
from app.flow.decide import Missing, NotReady, Wish
from app.flow.desk import Desk
from app.flow.inspection import Inspection
from app.flow.ports import DraftPort, ReadPurpose
from tests.app.flow.at_the_desk import ANNA, MERE, SIONE, DeskInTest

ADMIT = Wish(DecisionKind.ADMIT)


def verdict(desk: Desk, name: CheckName) -> tuple[Verdict, str]:
    found = next(one for one in on_desk(desk).checks if one.name is name)
    return found.verdict, found.reason


def on_desk(desk: Desk) -> Inspection:
    assert desk.inspection is not None
    return desk.inspection


def missing(desk: Desk, wish: Wish) -> list[Missing]:
    return [obstacle.missing for obstacle in desk.in_the_way(wish)]


def admit(at_desk: DeskInTest, document: TravelDocument) -> str:
    at_desk.swipe(document)
    if at_desk.desk.needs_stay:
        at_desk.desk.set_purpose(Purpose.HOLIDAY)
    return at_desk.desk.decide(ADMIT).record_id


def test_a_swiped_passport_is_judged_at_once_and_every_check_has_a_verdict(at_desk: DeskInTest) -> None:
    at_desk.swipe(ANNA)
    inspection = on_desk(at_desk.desk)
    assert inspection.traveller.surname == "ERIKSSON"
    # Without a chip read, CHIP alone speaks for all of its kind.
    assert [one.name for one in inspection.checks] == [
        name for name in CheckName if name is CheckName.CHIP or name not in CHIP_CHECKS
    ]
    assert verdict(at_desk.desk, CheckName.MRZ)[0] is Verdict.PASSED
    assert verdict(at_desk.desk, CheckName.CHIP) == (Verdict.NOT_RUN, "chip.no_reader")


def test_a_foreigner_arriving_needs_a_purpose_and_gets_the_usual_stay(at_desk: DeskInTest) -> None:
    at_desk.swipe(ANNA)
    assert missing(at_desk.desk, ADMIT) == [Missing.PURPOSE]
    at_desk.desk.set_purpose(Purpose.HOLIDAY)
    crossing = at_desk.desk.decide(ADMIT)
    assert crossing.stay is not None
    assert (crossing.stay.days, crossing.stay.last_day) == (30, date(2026, 12, 23))


def test_a_citizen_needs_neither_purpose_nor_stay(at_desk: DeskInTest) -> None:
    at_desk.swipe(MERE)
    assert missing(at_desk.desk, ADMIT) == []
    assert at_desk.desk.decide(ADMIT).stay is None


def test_nobody_who_departs_is_asked_for_a_stay(at_desk: DeskInTest) -> None:
    at_desk.desk.set_shift(Direction.DEPARTURE, Conveyance(Mode.SEA, "9074729"))
    at_desk.swipe(ANNA)
    crossing = at_desk.desk.decide(ADMIT)
    assert (crossing.direction, crossing.conveyance.number, crossing.stay) == (
        Direction.DEPARTURE, "9074729", None,
    )  # fmt: skip


def test_the_stay_that_an_officer_sets_is_kept_for_the_next_traveller(at_desk: DeskInTest) -> None:
    at_desk.swipe(ANNA)
    at_desk.desk.set_stay(90)
    at_desk.desk.set_purpose(Purpose.BUSINESS)
    at_desk.desk.decide(ADMIT)
    at_desk.swipe(SIONE)
    stay = on_desk(at_desk.desk).stay
    assert stay is not None
    assert stay.days == 90


def test_a_recorded_decision_clears_the_desk_and_wakes_the_road(at_desk: DeskInTest) -> None:
    record_id = admit(at_desk, ANNA)
    assert at_desk.desk.inspection is None
    assert at_desk.pokes == 1
    (row,) = at_desk.session.crossings.shift(at_desk.now.replace(hour=0), None, ReadPurpose.SHIFT_REVIEW)
    assert (row.record_id, row.decision, row.sent) == (record_id, "admit", "waiting")


def test_a_clock_set_back_before_the_decision_makes_no_record_that_nobody_can_read(
    at_desk: DeskInTest,
) -> None:
    desk = at_desk.desk
    at_desk.swipe(ANNA)
    opened_at = on_desk(desk).opened_at
    at_desk.now -= timedelta(days=365)
    crossing = desk.decide(Wish(DecisionKind.REFUSE, (Reason.THREAT,)))
    assert crossing.at == crossing.opened_at == opened_at
    assert decode(encode(crossing)) == crossing


def test_an_expired_passport_is_admitted_only_with_a_reason(at_desk: DeskInTest) -> None:
    at_desk.swipe(replace(MERE, expiry_date=PartialDate(2026, 1, 31)))
    assert verdict(at_desk.desk, CheckName.VALIDITY)[0] is Verdict.FAILED
    with pytest.raises(NotReady) as refused:
        at_desk.desk.decide(ADMIT)
    assert [(o.missing, o.check) for o in refused.value.obstacles] == [
        (Missing.OVERRULE_REASON, CheckName.VALIDITY)
    ]
    crossing = at_desk.desk.decide(Wish(DecisionKind.ADMIT, (Reason.HUMANITARIAN,)))
    assert crossing.decision.overruled == (CheckName.VALIDITY,)
    assert crossing.decision.reasons == (Reason.HUMANITARIAN,)


def test_a_specimen_is_no_travel_document_at_a_live_border(at_desk: DeskInTest) -> None:
    at_desk.swipe(replace(ANNA, issuing_state="UTO", nationality="UTO"))
    assert verdict(at_desk.desk, CheckName.ISSUER) == (Verdict.FAILED, "issuer.specimen")


def test_refusing_asks_for_a_reason_and_other_asks_for_words(at_desk: DeskInTest) -> None:
    at_desk.swipe(ANNA)
    assert missing(at_desk.desk, Wish(DecisionKind.REFUSE)) == [Missing.REASON]
    assert missing(at_desk.desk, Wish(DecisionKind.REFUSE, (Reason.OTHER,))) == [Missing.NOTE]
    crossing = at_desk.desk.decide(Wish(DecisionKind.REFUSE, (Reason.NO_MEANS,), " No ticket onwards "))
    assert crossing.decision.note == "No ticket onwards"
    assert crossing.stay is None


def test_a_written_rule_can_forbid_admit_while_a_check_has_not_run(at_desk: DeskInTest) -> None:
    policy = AdmitPolicy(needed=frozenset({CheckName.ALERT_LIST}))
    strict = Desk(at_desk.session, lambda: at_desk.now, at_desk.new_id, lambda: None, policy)
    strict.take_lines(build_mrz(MERE, MrzFormat.TD3), Capture.READER)
    with pytest.raises(NotReady) as refused:
        strict.decide(Wish(DecisionKind.ADMIT, (Reason.SUPERVISOR_APPROVED,)))
    assert refused.value.obstacles[0].missing is Missing.FORBIDDEN


def test_a_second_document_waits_until_the_first_traveller_is_decided(at_desk: DeskInTest) -> None:
    at_desk.swipe(MERE)
    assert at_desk.swipe(SIONE).opened is False
    assert on_desk(at_desk.desk).traveller.surname == "KALTAK"
    at_desk.desk.decide(ADMIT)
    assert on_desk(at_desk.desk).traveller.surname == "TUPOUMALOHI"


def test_the_same_passport_read_again_takes_its_own_place(at_desk: DeskInTest) -> None:
    at_desk.swipe(ANNA)
    assert at_desk.swipe(ANNA).opened is True
    assert at_desk.desk.waiting is None


def test_a_visa_gives_way_to_the_passport_that_it_is_in(at_desk: DeskInTest) -> None:
    visa = replace(ANNA, kind=DocumentKind.VISA, document_code="V", number="V12345678")
    at_desk.desk.take_lines(build_mrz(visa, MrzFormat.MRV_A), Capture.READER)
    assert verdict(at_desk.desk, CheckName.DOCUMENT_TYPE)[0] is Verdict.FAILED
    assert at_desk.swipe(ANNA).opened is True
    assert verdict(at_desk.desk, CheckName.DOCUMENT_TYPE)[0] is Verdict.PASSED


def test_the_visa_read_after_its_passport_does_not_become_the_next_traveller(at_desk: DeskInTest) -> None:
    at_desk.swipe(ANNA)
    visa = replace(ANNA, kind=DocumentKind.VISA, document_code="V", number="V12345678")
    taken = at_desk.desk.take_lines(build_mrz(visa, MrzFormat.MRV_A), Capture.READER)
    assert (taken.opened, taken.own_visa) == (False, True)
    other = replace(visa, surname="WEIR", birth_date=PartialDate(1991, 1, 2))
    assert not at_desk.desk.take_lines(build_mrz(other, MrzFormat.MRV_A), Capture.READER).own_visa
    at_desk.desk.set_purpose(Purpose.HOLIDAY)
    at_desk.desk.decide(ADMIT)
    assert on_desk(at_desk.desk).traveller.surname == "WEIR"


def test_a_document_typed_by_hand_is_processed_and_says_so(at_desk: DeskInTest) -> None:
    at_desk.desk.take_fields(replace(ANNA, document_code="", capture=Capture.READER))
    assert on_desk(at_desk.desk).document.capture is Capture.TYPED_FIELDS
    assert verdict(at_desk.desk, CheckName.MRZ)[0] is Verdict.NOT_RUN
    at_desk.desk.set_purpose(Purpose.VISITING)
    at_desk.desk.decide(ADMIT)


def test_lines_that_are_no_mrz_open_nothing(at_desk: DeskInTest) -> None:
    with pytest.raises(WorldError) as failed:
        at_desk.desk.take_lines(["HELLO"], Capture.READER)
    assert failed.value.failure.code is FailureCode.MRZ_UNREADABLE
    assert at_desk.desk.inspection is None


def test_setting_a_traveller_aside_records_nothing(at_desk: DeskInTest) -> None:
    at_desk.swipe(ANNA)
    at_desk.desk.set_aside()
    assert at_desk.desk.inspection is None
    assert not at_desk.new_desk().resume()
    assert at_desk.session.outbox.view().waiting == 0


def test_after_a_power_cut_the_desk_goes_on_where_it_was(at_desk: DeskInTest) -> None:
    at_desk.desk.set_shift(Direction.ARRIVAL, Conveyance(Mode.AIR, "NF011", "AUSYD"))
    at_desk.swipe(ANNA)
    at_desk.desk.set_purpose(Purpose.BUSINESS)
    at_desk.desk.set_stay(14)
    before = on_desk(at_desk.desk)
    at_desk.desk = at_desk.new_desk()
    assert at_desk.desk.resume()
    after = on_desk(at_desk.desk)
    assert after == replace(before, resumed=True)
    assert at_desk.desk.decide(ADMIT).record_id == before.record_id


def test_earlier_crossings_are_found_by_another_document_of_the_same_person(at_desk: DeskInTest) -> None:
    admit(at_desk, MERE)
    at_desk.later(days=3)
    at_desk.swipe(replace(MERE, number="RV0999999"))
    assert [row.document_number for row in on_desk(at_desk.desk).earlier] == ["RV0123456"]


@pytest.mark.parametrize(
    "then, hours, expected",
    [
        (Direction.ARRIVAL, 0.05, "earlier_crossings.just_recorded"),
        (Direction.ARRIVAL, 72, "earlier_crossings.arrival_twice"),
        (Direction.DEPARTURE, 72, "earlier_crossings.consistent"),
    ],
)
def test_odd_movements_are_pointed_out(
    at_desk: DeskInTest, then: Direction, hours: float, expected: str
) -> None:
    admit(at_desk, MERE)
    at_desk.later(hours=hours)
    at_desk.desk.set_shift(then, Conveyance(Mode.AIR))
    at_desk.swipe(MERE)
    assert verdict(at_desk.desk, CheckName.EARLIER_CROSSINGS)[1] == expected


def test_a_traveller_refused_before_is_pointed_out(at_desk: DeskInTest) -> None:
    at_desk.swipe(ANNA)
    at_desk.desk.decide(Wish(DecisionKind.REFUSE, (Reason.NO_MEANS,)))
    at_desk.later(days=1)
    at_desk.swipe(ANNA)
    found, reason = verdict(at_desk.desk, CheckName.EARLIER_CROSSINGS)
    assert (found, reason) == (Verdict.UNDETERMINED, "earlier_crossings.refused")


def test_a_misread_name_is_settled_by_the_officer_and_both_are_kept(at_desk: DeskInTest) -> None:
    at_desk.swipe(MERE)
    right = replace(on_desk(at_desk.desk).traveller, surname="KALTAKA")
    at_desk.desk.amend_traveller(right)
    crossing = at_desk.desk.decide(ADMIT)
    assert (crossing.traveller.surname, crossing.document.surname) == ("KALTAKA", "KALTAK")


def test_a_citizen_who_turns_out_to_be_a_visitor_is_offered_the_usual_stay(at_desk: DeskInTest) -> None:
    at_desk.swipe(MERE)
    at_desk.desk.amend_traveller(replace(on_desk(at_desk.desk).traveller, nationality="NZL"))
    assert missing(at_desk.desk, ADMIT) == [Missing.PURPOSE]
    at_desk.desk.set_purpose(Purpose.WORK)
    stay = at_desk.desk.decide(ADMIT).stay
    assert stay is not None
    assert stay.days == 30


def test_a_visitor_who_turns_out_to_be_a_citizen_is_recorded_without_purpose_and_stay(
    at_desk: DeskInTest,
) -> None:
    at_desk.swipe(ANNA)
    at_desk.desk.set_purpose(Purpose.HOLIDAY)
    at_desk.desk.amend_traveller(replace(on_desk(at_desk.desk).traveller, nationality="VUT"))
    crossing = at_desk.desk.decide(ADMIT)
    assert (crossing.purpose, crossing.stay) == (None, None)


def test_a_departure_turned_into_an_arrival_is_judged_again_and_offered_a_stay(at_desk: DeskInTest) -> None:
    at_desk.desk.set_shift(Direction.DEPARTURE, Conveyance(Mode.AIR))
    at_desk.swipe(replace(ANNA, expiry_date=PartialDate(2026, 12, 24)))
    assert verdict(at_desk.desk, CheckName.VALIDITY)[1] == "validity.valid"
    at_desk.desk.set_shift(Direction.ARRIVAL, Conveyance(Mode.AIR))
    assert verdict(at_desk.desk, CheckName.VALIDITY)[1] == "validity.ends_soon"
    assert missing(at_desk.desk, ADMIT) == [Missing.PURPOSE]


def test_a_stay_counts_from_the_day_on_which_the_cut_off_inspection_goes_on(at_desk: DeskInTest) -> None:
    at_desk.swipe(ANNA)
    at_desk.later(days=1)
    at_desk.desk = at_desk.new_desk()
    assert at_desk.desk.resume()
    stay = on_desk(at_desk.desk).stay
    assert stay is not None
    assert stay.last_day == date(2026, 12, 24)


def test_a_draft_that_was_recorded_after_all_is_not_offered_again(at_desk: DeskInTest) -> None:
    at_desk.swipe(MERE)
    at_desk.desk.decide(ADMIT)
    assert not at_desk.new_desk().resume()
    assert at_desk.session.outbox.view().waiting == 1


class FullDisk:
    """Drafts of a disk that fills up: from `full` on nothing more is kept."""

    def __init__(self, drafts: DraftPort) -> None:
        self._drafts = drafts
        self.full = False

    def keep(self, draft: bytes) -> None:
        if self.full:
            raise WorldError(FailureCode.STORE_FULL, "store.draft")
        self._drafts.keep(draft)

    def take(self) -> bytes | None:
        return self._drafts.take()

    def clear(self) -> None:
        self._drafts.clear()


def test_a_waiting_document_that_cannot_be_taken_up_does_not_undo_the_decision(at_desk: DeskInTest) -> None:
    drafts = FullDisk(at_desk.session.drafts)
    session = replace(at_desk.session, drafts=drafts)
    desk = Desk(session, lambda: at_desk.now, at_desk.new_id, lambda: None)
    desk.take_lines(build_mrz(MERE, MrzFormat.TD3), Capture.READER)
    desk.take_lines(build_mrz(SIONE, MrzFormat.TD3), Capture.READER)
    drafts.full = True
    crossing = desk.decide(ADMIT)
    assert crossing.traveller.surname == "KALTAK"
    assert desk.inspection is None
    assert desk.not_taken is FailureCode.STORE_FULL
    assert at_desk.session.outbox.view().waiting == 1


def test_a_frame_that_did_not_pass_its_own_check_is_never_taken_for_right(at_desk: DeskInTest) -> None:
    lines = build_mrz(MERE, MrzFormat.TD3)
    misspelt = (lines[0].replace("KALTAK", "KALTBK"), lines[1])
    at_desk.desk.take_lines(misspelt, Capture.READER, damaged=True)
    doubtful = (Verdict.UNDETERMINED, "mrz.damaged_on_the_way")
    assert verdict(at_desk.desk, CheckName.MRZ) == doubtful
    at_desk.desk = at_desk.new_desk()
    assert at_desk.desk.resume()
    assert verdict(at_desk.desk, CheckName.MRZ) == doubtful, "also after a power cut"
    assert at_desk.swipe(MERE).opened
    assert verdict(at_desk.desk, CheckName.MRZ)[0] is Verdict.PASSED


def test_a_damaged_document_that_had_to_wait_is_still_doubtful(at_desk: DeskInTest) -> None:
    at_desk.swipe(SIONE)
    at_desk.desk.take_lines(build_mrz(MERE, MrzFormat.TD3), Capture.READER, damaged=True)
    at_desk.desk.set_purpose(Purpose.WORK)
    at_desk.desk.decide(ADMIT)
    assert verdict(at_desk.desk, CheckName.MRZ)[1] == "mrz.damaged_on_the_way"
