"""A traveller who meets an alert list: what stands in the way, who may lift it, and what is told to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.alert_entry import AlertEntry, Band, Disclosure, EntryKind, EntryName
from app.domain.alerts import (
    Agreement,
    AlertEventKind,
    AlertHit,
    FieldFinding,
    HitField,
    SettledAs,
    SettleGround,
)
from app.domain.checks import Check, CheckName, Verdict
from app.domain.crossing import Purpose
from app.domain.dates import PartialDate
from app.domain.decision import DecisionKind, Reason
from app.domain.document import Capture, DocumentKind
from app.domain.failure import WorldError
from app.domain.mrz import MrzFormat, build_mrz
from app.flow.decide import Missing, NotReady, Wish
from app.flow.desk import Desk
from app.screening.lists import ListHeader, ListKind
from app.screening.screening import (
    DocumentHit,
    DocumentMatch,
    EarlierHit,
    ListAsked,
    ListUse,
    Screening,
)
from app.screening.subject import Subject
from tests.app.flow.at_the_desk import ANNA, MERE
from tests.helpers.booth import NOON, PASSWORDS, MemoryBooth

ADMIT = Wish(DecisionKind.ADMIT)
REFER = Wish(DecisionKind.REFER, (Reason.ALERT,))
ENTRY = AlertEntry(
    "N-17", EntryKind.PERSON, (EntryName("Anna Maria Eriksson"),),
    reason="Wanted for fraud.", action="Hold the passport.", contact="Duty officer, 7777",
)  # fmt: skip
NATIONAL = ListHeader("national", ListKind.PEOPLE, "National list", "Police", 3, NOON - timedelta(days=2), 1)
NUMBERS = replace(NATIONAL, list_id="sltd", kind=ListKind.DOCUMENTS, title="Stolen documents")


def hit(band: Band = Band.STOP, disclosure: Disclosure = Disclosure.OPEN) -> AlertHit:
    return AlertHit("national", 3, "N-17", bytes(32), band, 970, disclosure, ())


def answer(
    *hits: AlertHit, use: ListUse = ListUse.ASKED, documents: tuple[DocumentHit, ...] = ()
) -> Screening:
    return Screening(hits, documents, (), (ListAsked(NATIONAL, use), ListAsked(NUMBERS, ListUse.ASKED)))


class DeskOfLists:
    """A desk in memory whose lists answer as told, for everybody alike."""

    def __init__(self, screening: Screening) -> None:
        self.parts = MemoryBooth()
        self.parts.memory.alerts.answer = lambda _: screening
        self.parts.memory.alerts.entries["national", "N-17"] = ENTRY
        self.session = self.parts.door.sign_in("tari", PASSWORDS["tari"])
        self.desk = self.parts.booth.desk(self.session)

    def swipe_anna(self) -> Desk:
        self.desk.take_lines(build_mrz(ANNA, MrzFormat.TD3), Capture.READER)
        self.desk.set_purpose(Purpose.HOLIDAY)
        return self.desk

    def check(self, name: CheckName = CheckName.ALERT_LIST) -> Check:
        assert self.desk.inspection is not None
        return next(one for one in self.desk.inspection.checks if one.name is name)

    def missing(self) -> list[Missing]:
        return [one.missing for one in self.desk.in_the_way(ADMIT)]

    @property
    def told(self) -> list[AlertEventKind]:
        return [event.kind for event in self.parts.memory.alerts.events]


def test_nobody_on_a_list_passes_and_the_crossing_keeps_how_old_each_list_was() -> None:
    at = DeskOfLists(answer())
    at.swipe_anna().decide(ADMIT)
    (crossing,) = at.parts.memory.crossings
    found = {one.name: one for one in crossing.checks}
    assert found[CheckName.ALERT_LIST].verdict is Verdict.PASSED
    assert "national 3 2026-11-22T09:00Z asked" in dict(found[CheckName.ALERT_LIST].evidence)["lists"]
    assert found[CheckName.STOLEN_DOCUMENT].verdict is Verdict.PASSED
    assert at.told == []


def test_a_station_without_lists_says_so_and_works() -> None:
    at = DeskOfLists(Screening())
    at.swipe_anna()
    assert (at.check().verdict, at.check().reason) == (Verdict.NOT_RUN, "alert_list.none_on_station")
    assert at.missing() == []


def test_the_lists_are_asked_about_name_birth_state_and_document() -> None:
    at = DeskOfLists(answer())
    at.swipe_anna()
    assert at.parts.memory.alerts.asked[-1] == Subject(
        ("ERIKSSON<ANNA MARIA",), ANNA.birth_date, "NZL", ANNA.sex, "LA898902", "NZL", "P"
    )


def test_a_check_settled_as_not_the_same_lets_the_traveller_go() -> None:
    at = DeskOfLists(answer(hit(Band.CHECK)))
    desk = at.swipe_anna()
    assert (at.check().verdict, at.missing()) == (Verdict.UNDETERMINED, [Missing.SETTLE_HIT])
    with pytest.raises(NotReady):
        desk.decide(ADMIT)
    (one,) = desk.hits
    assert one.entry == ENTRY
    desk.settle_hit(one.case_id, SettledAs.NOT_SAME, (SettleGround.PHOTO,), "taller")
    assert (at.check().verdict, at.check().reason, at.missing()) == (
        Verdict.PASSED,
        "alert_list.not_same",
        [],
    )
    crossing = desk.decide(ADMIT)
    opened, settled = at.parts.memory.alerts.events
    assert (opened.kind, opened.crossing, opened.case_id) == (
        AlertEventKind.HIT,
        crossing.record_id,
        one.case_id,
    )
    assert settled.settlement is not None
    assert (settled.settlement.officer, settled.settlement.note) == ("tari", "taller")


def test_a_word_can_be_taken_back_before_the_decision() -> None:
    at = DeskOfLists(answer(hit(Band.CHECK)))
    desk = at.swipe_anna()
    desk.settle_hit(desk.hits[0].case_id, SettledAs.NOT_SAME, (SettleGround.SEX,))
    desk.unsettle_hit(desk.hits[0].case_id)
    assert at.missing() == [Missing.SETTLE_HIT]


@pytest.mark.parametrize("word", list(SettledAs))
def test_whatever_is_said_of_a_stop_a_second_person_must_release_it(word: SettledAs) -> None:
    at = DeskOfLists(answer(hit()))
    desk = at.swipe_anna()
    assert (at.check().verdict, at.missing()) == (Verdict.FAILED, [Missing.SETTLE_HIT])
    desk.settle_hit(desk.hits[0].case_id, word, (SettleGround.PHOTO,))
    assert (at.check().verdict, Missing.RELEASE_HIT in at.missing()) == (Verdict.FAILED, True)
    desk.settle_hit(desk.hits[0].case_id, word, (SettleGround.PHOTO,), second="leilani")
    assert Missing.RELEASE_HIT not in at.missing()
    wish = Wish(DecisionKind.ADMIT, (Reason.SUPERVISOR_APPROVED,))
    desk.decide(wish)
    assert at.parts.memory.alerts.events[-1].settlement.second == "leilani"  # type: ignore[union-attr]


def test_one_who_is_the_same_is_admitted_only_with_a_reason() -> None:
    at = DeskOfLists(answer(hit()))
    desk = at.swipe_anna()
    desk.settle_hit(desk.hits[0].case_id, SettledAs.SAME, (SettleGround.PHOTO,), second="leilani")
    assert at.missing() == [Missing.OVERRULE_REASON]


def test_a_hit_never_stands_in_the_way_of_referring() -> None:
    at = DeskOfLists(answer(hit()))
    at.swipe_anna().decide(REFER)
    assert at.told == [AlertEventKind.HIT]


def test_a_silent_alert_changes_nothing_at_the_booth_and_is_told_behind_it() -> None:
    plain, silent = DeskOfLists(answer()), DeskOfLists(answer(hit(disclosure=Disclosure.SILENT)))
    for at in (plain, silent):
        at.swipe_anna()
    assert silent.desk.hits == plain.desk.hits == ()
    assert silent.desk.inspection is not None
    assert plain.desk.inspection is not None
    assert silent.desk.inspection.checks == plain.desk.inspection.checks
    crossing = silent.desk.decide(ADMIT)
    assert "N-17" not in repr(crossing)
    (told,) = silent.parts.memory.alerts.events
    assert told.hit is not None
    assert told.hit.disclosure is Disclosure.SILENT
    assert (told.traveller, told.document) == (crossing.traveller, crossing.document)


@pytest.mark.parametrize("disclosure", [Disclosure.SILENT, Disclosure.RESTRICTED])
def test_a_hidden_alert_that_the_second_line_cleared_is_as_if_it_were_not_there(
    disclosure: Disclosure,
) -> None:
    plain = DeskOfLists(answer())
    cleared = DeskOfLists(answer(replace(hit(Band.BACKGROUND, disclosure), cleared=True)))
    for at in (plain, cleared):
        at.swipe_anna()
    assert cleared.check() == plain.check()


def test_an_innocent_who_was_cleared_before_passes_and_that_is_said() -> None:
    at = DeskOfLists(answer(replace(hit(Band.BACKGROUND), cleared=True)))
    at.swipe_anna()
    assert (at.check().reason, at.missing()) == ("alert_list.cleared_before", [])


def test_a_lookout_shows_what_to_do_and_whom_to_call_and_nothing_else() -> None:
    at = DeskOfLists(answer(hit(Band.CHECK, Disclosure.RESTRICTED)))
    desk = at.swipe_anna()
    (one,) = desk.hits
    assert one.entry is not None
    assert (one.entry.action, one.entry.contact) == ("Hold the passport.", "Duty officer, 7777")
    assert (one.entry.names, one.entry.reason, one.hit.findings) == ((), "", ())
    assert (at.check().reason, at.missing()) == ("alert_list.lookout", [])
    desk.settle_hit(one.case_id, SettledAs.NOT_SAME, (SettleGround.NAME,))
    assert desk.hits[0].settlement is None


def test_a_hit_in_the_background_holds_nobody_up_and_waits_for_the_supervisor() -> None:
    at = DeskOfLists(answer(hit(Band.BACKGROUND)))
    at.swipe_anna().decide(ADMIT)
    assert at.told == [AlertEventKind.HIT]


def test_a_hit_that_a_correction_makes_go_away_is_told_all_the_same() -> None:
    at = DeskOfLists(answer(hit()))
    desk = at.swipe_anna()
    at.parts.memory.alerts.answer = lambda _: answer()
    assert desk.inspection is not None
    desk.amend_traveller(replace(desk.inspection.traveller, surname="ERIKSEN"))
    assert (desk.hits, at.missing()) == ((), [])
    desk.decide(ADMIT)
    assert at.parts.memory.alerts.events[0].note == "Met before the traveller's data were corrected."


def born_as_listed(subject: Subject) -> Screening:
    return answer(hit()) if subject.birth == ANNA.birth_date else answer(hit(Band.BACKGROUND))


def test_nobody_is_talked_out_of_a_stop_by_another_birth_date_than_the_document_proves() -> None:
    at = DeskOfLists(answer())
    at.parts.memory.alerts.answer = born_as_listed
    desk = at.swipe_anna()
    assert desk.inspection is not None
    desk.amend_traveller(replace(desk.inspection.traveller, birth_date=PartialDate(1984, 1, 1)))
    assert [one.hit.band for one in desk.hits] == [Band.STOP]
    assert at.missing() == [Missing.SETTLE_HIT]


def test_a_birth_date_that_was_misread_can_be_put_right() -> None:
    at = DeskOfLists(answer())
    at.parts.memory.alerts.answer = born_as_listed
    first, second = build_mrz(ANNA, MrzFormat.TD3)
    wrong = str((int(second[19]) + 1) % 10)
    at.desk.take_lines((first, second[:19] + wrong + second[20:]), Capture.READER)
    desk = at.desk
    assert desk.inspection is not None
    desk.amend_traveller(replace(desk.inspection.traveller, birth_date=PartialDate(1984, 1, 1)))
    assert desk.hits == ()


def test_a_word_stays_when_the_same_document_is_swiped_again() -> None:
    at = DeskOfLists(answer(hit(Band.CHECK)))
    desk = at.swipe_anna()
    case = desk.hits[0].case_id
    desk.settle_hit(case, SettledAs.NOT_SAME, (SettleGround.PHOTO,))
    at.swipe_anna()
    assert (desk.hits[0].case_id, at.missing()) == (case, [])


def test_a_traveller_set_aside_with_a_hit_is_told_to_the_second_line() -> None:
    at = DeskOfLists(answer(hit(disclosure=Disclosure.SILENT)))
    at.swipe_anna().set_aside()
    assert at.told == [AlertEventKind.HIT]


def test_a_full_disk_in_the_middle_of_setting_aside_tells_nothing_twice() -> None:
    at = DeskOfLists(answer(hit()))
    desk = at.swipe_anna()
    at.parts.memory.full = True
    with pytest.raises(WorldError):
        desk.set_aside()
    assert at.missing() == [Missing.SETTLE_HIT], "the traveller is still on the desk"
    at.parts.memory.full = False
    desk.set_aside()
    assert at.told == [AlertEventKind.HIT]


def test_hits_and_words_outlive_a_power_cut() -> None:
    at = DeskOfLists(answer(hit(Band.CHECK)))
    desk = at.swipe_anna()
    case = desk.hits[0].case_id
    desk.settle_hit(case, SettledAs.NOT_SAME, (SettleGround.PHOTO,), "taller")
    again = at.parts.booth.desk(at.session)
    assert again.resume()
    assert [(one.case_id, one.entry, one.settlement) for one in again.hits] == [
        (case, ENTRY, desk.hits[0].settlement)
    ]


def test_many_long_hits_outlive_a_power_cut_too() -> None:
    long = FieldFinding(
        HitField.DOCUMENT, Agreement.DIFFERENT, "hit.document.different", "T" * 500, "ก" * 500
    )
    hits = [replace(hit(Band.CHECK), entry_id=f"N-{place}", findings=(long,) * 5) for place in range(20)]
    at = DeskOfLists(answer(*hits))
    at.swipe_anna()
    again = at.parts.booth.desk(at.session)
    assert again.resume()
    assert len(again.hits) == 20


@pytest.mark.parametrize(
    "use,reason",
    [
        (ListUse.STALE, "alert_list.stale"),
        (ListUse.SILENT, "alert_list.silent"),
        (ListUse.BROKEN, "alert_list.broken"),
        (ListUse.LOADING, "alert_list.loading"),
    ],
)
def test_a_list_that_is_old_or_away_is_said_and_blocks_nobody(use: ListUse, reason: str) -> None:
    at = DeskOfLists(answer(use=use))
    at.swipe_anna()
    assert (at.check().verdict, at.check().reason) == (Verdict.UNDETERMINED, reason)
    assert dict(at.check().evidence)["days"] == "2"
    assert at.missing() == []


def test_a_stolen_document_is_never_admitted_and_goes_to_the_second_line() -> None:
    at = DeskOfLists(answer(documents=(DocumentHit("sltd", 3, DocumentMatch.EXACT),)))
    desk = at.swipe_anna()
    found = at.check(CheckName.STOLEN_DOCUMENT)
    assert (found.verdict, found.reason) == (Verdict.FAILED, "stolen_document.on_list")
    assert at.missing() == [Missing.FORBIDDEN]
    desk.decide(REFER)
    (told,) = at.parts.memory.alerts.events
    assert told.hit is not None
    assert (told.hit.list_id, told.hit.entry_id, told.hit.band) == ("sltd", "document", Band.STOP)


def test_a_stolen_visa_is_told_though_its_passport_was_swiped_after_it() -> None:
    at = DeskOfLists(answer(documents=(DocumentHit("sltd", 3, DocumentMatch.EXACT),)))
    visa = replace(ANNA, kind=DocumentKind.VISA, document_code="V", number="V12345678")
    at.desk.take_lines(build_mrz(visa, MrzFormat.MRV_A), Capture.READER)
    at.swipe_anna()
    at.parts.memory.alerts.answer = lambda _: answer()
    at.swipe_anna().decide(ADMIT)
    told = [event.hit.findings[0].traveller for event in at.parts.memory.alerts.events if event.hit]
    assert told == ["V12345678"]


def test_a_number_like_one_that_is_stolen_is_to_be_compared_by_eye() -> None:
    at = DeskOfLists(answer(documents=(DocumentHit("sltd", 3, DocumentMatch.VARIANT, "LA8989O2"),)))
    at.swipe_anna()
    found = at.check(CheckName.STOLEN_DOCUMENT)
    assert (found.verdict, dict(found.evidence)["said"]) == (Verdict.UNDETERMINED, "LA8989O2")
    assert at.missing() == []


def test_a_refusal_at_another_port_is_said() -> None:
    refused = EarlierHit("2026-11-23", "VUSAN", True, "person")
    at = DeskOfLists(replace(answer(), earlier=(refused,)))
    at.swipe_anna()
    found = at.check(CheckName.EARLIER_CROSSINGS)
    assert (found.verdict, found.reason) == (
        Verdict.UNDETERMINED, "earlier_crossings.refused_elsewhere_person",
    )  # fmt: skip
    assert dict(found.evidence) == {"day": "2026-11-23", "port": "VUSAN"}


def test_the_next_traveller_has_no_hits_of_the_one_before() -> None:
    at = DeskOfLists(answer(hit()))
    desk = at.swipe_anna()
    desk.take_lines(build_mrz(MERE, MrzFormat.TD3), Capture.READER)
    at.parts.memory.alerts.answer = lambda _: answer()
    desk.decide(REFER)
    assert desk.inspection is not None
    assert desk.inspection.traveller.surname == "KALTAK"
    assert desk.inspection.hits == ()
