"""What an officer decided is kept, found again and corrected without losing the first version."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.crossing import Crossing
from app.domain.failure import FailureCode, WorldError
from app.flow.ports import ReadPurpose, SearchQuery, SignedIn
from app.store.door import session_outbox
from tests.app.store.booth import StationInTest, travellers


def correction_of(crossing: Crossing, record_id: str, surname: str) -> Crossing:
    return replace(
        crossing, record_id=record_id, version=crossing.version + 1, correction="misread",
        traveller=replace(crossing.traveller, surname=surname),
    )  # fmt: skip


def test_a_recorded_crossing_comes_back_whole_after_the_next_sign_in(station: StationInTest) -> None:
    (crossing,) = travellers(1)
    with station.signed_in("officer") as session:
        session.crossings.record(crossing)
    with station.signed_in("supervisor") as session:
        assert session.crossings.versions(crossing.crossing_id, ReadPurpose.SUPERVISION) == [crossing]


def test_the_same_traveller_is_found_by_number_or_by_name_and_birth_date(officer: SignedIn) -> None:
    kept = travellers(40)
    for crossing in kept:
        officer.crossings.record(crossing)
    wanted = kept[17]
    number, person = wanted.document.number, wanted.traveller
    by_number = officer.crossings.history(number, "", "")
    by_name = officer.crossings.history("", person.surname.lower(), str(person.birth_date))
    assert wanted.record_id in [line.record_id for line in by_number]
    assert wanted.record_id in [line.record_id for line in by_name]
    assert officer.crossings.history("", "", "") == []
    assert officer.crossings.history("NOSUCH1", "NOBODY", "1900-01-01") == []


def test_history_shows_the_newest_crossing_first(officer: SignedIn) -> None:
    (first,) = travellers(1)
    again = replace(travellers(2, seed=9)[1], document=first.document, traveller=first.traveller)
    later = replace(again, at=first.at + timedelta(days=30), opened_at=first.at + timedelta(days=30))
    officer.crossings.record(later)
    officer.crossings.record(first)
    found = officer.crossings.history(first.document.number, "", "")
    assert [line.record_id for line in found] == [later.record_id, first.record_id]


def test_search_matches_the_beginning_of_a_name_whatever_its_accents(officer: SignedIn) -> None:
    (crossing,) = travellers(1)
    named = replace(
        crossing, traveller=replace(crossing.traveller, surname="O'BRIEN-MÜLLER", given_names="ZOË")
    )
    officer.crossings.record(named)
    for typed in ("obrien", "O BRIEN MULLER", "O'Brien-Mü"):
        found = officer.crossings.search(SearchQuery(surname=typed, given_names="zo"), ReadPurpose.INQUIRY)
        assert [line.record_id for line in found] == [named.record_id]
    assert officer.crossings.search(SearchQuery(surname="RIEN"), ReadPurpose.INQUIRY) == []
    assert officer.crossings.search(SearchQuery(), ReadPurpose.INQUIRY) == []


def test_search_by_days_holds_both_days_whole(officer: SignedIn) -> None:
    kept = travellers(60)
    for crossing in kept:
        officer.crossings.record(crossing)
    day = kept[0].at.date()
    query = SearchQuery(first_day=day, last_day=day, limit=500)
    found = officer.crossings.search(query, ReadPurpose.INQUIRY)
    assert {line.record_id for line in found} == {c.record_id for c in kept if c.at.date() == day}


def test_the_shift_lists_what_one_officer_did(station: StationInTest) -> None:
    mine, theirs = travellers(3), travellers(2, "supervisor", seed=5)
    with station.signed_in("officer") as session:
        for crossing in mine:
            session.crossings.record(crossing)
    with station.signed_in("supervisor") as session:
        for crossing in theirs:
            session.crossings.record(crossing)
        since = min(crossing.at for crossing in mine + theirs)
        own = session.crossings.shift(since, "officer", ReadPurpose.SHIFT_REVIEW)
        everybody = session.crossings.shift(since, None, ReadPurpose.SHIFT_REVIEW)
    assert [line.record_id for line in own] == [crossing.record_id for crossing in reversed(mine)]
    assert len(everybody) == 5


def test_a_correction_is_a_new_version_and_both_are_kept(station: StationInTest) -> None:
    first, other = travellers(2)
    corrected = correction_of(first, other.record_id, "RIGHTNAME")
    with station.signed_in("officer") as session:
        session.crossings.record(first)
        session.crossings.record(corrected)
        versions = session.crossings.versions(first.crossing_id, ReadPurpose.CORRECTION)
        found = session.crossings.history(first.document.number, "", "")
        assert session.outbox.view().waiting == 2
    assert versions == [first, corrected]
    assert [(line.version, line.surname) for line in found] == [(2, "RIGHTNAME")]


def test_a_third_version_follows_the_second(officer: SignedIn) -> None:
    first, second, third = travellers(3)
    chain = [first, correction_of(first, second.record_id, "ONE")]
    chain.append(correction_of(chain[1], third.record_id, "TWO"))
    for crossing in chain:
        officer.crossings.record(crossing)
    assert officer.crossings.versions(first.crossing_id, ReadPurpose.CORRECTION) == chain


def test_a_version_that_skips_one_or_comes_twice_is_refused(officer: SignedIn) -> None:
    first, second, third = travellers(3)
    officer.crossings.record(first)
    corrected = correction_of(first, second.record_id, "ONE")
    officer.crossings.record(corrected)
    with pytest.raises(WorldError) as skipped:
        officer.crossings.record(replace(corrected, record_id=third.record_id, version=4))
    assert skipped.value.failure.code is FailureCode.RECORD_UNKNOWN
    with pytest.raises(WorldError) as twice:
        officer.crossings.record(replace(corrected, record_id=third.record_id))
    assert twice.value.failure.code is FailureCode.RECORD_UNKNOWN


def test_recording_the_same_crossing_again_keeps_one(officer: SignedIn) -> None:
    (crossing,) = travellers(1)
    officer.crossings.record(crossing)
    officer.crossings.record(crossing)
    assert officer.outbox.view().waiting == 1
    assert len(officer.crossings.history(crossing.document.number, "", "")) == 1


def test_a_record_id_cannot_stand_for_two_crossings(officer: SignedIn) -> None:
    first, other = travellers(2)
    officer.crossings.record(first)
    with pytest.raises(ValueError, match="record id"):
        officer.crossings.record(replace(other, record_id=first.record_id, crossing_id=first.record_id))
    assert officer.outbox.view().waiting == 1


def test_an_unknown_crossing_is_said_to_be_unknown(officer: SignedIn) -> None:
    for wanted in (travellers(1)[0].record_id, "not an id", ""):
        with pytest.raises(WorldError) as unknown:
            officer.crossings.versions(wanted, ReadPurpose.INQUIRY)
        assert unknown.value.failure.code is FailureCode.RECORD_UNKNOWN


def test_a_crossing_that_is_not_of_this_officer_or_mode_or_ends_before_it_began_is_refused(
    officer: SignedIn,
) -> None:
    (crossing,) = travellers(1)
    with pytest.raises(WorldError) as foreign:
        officer.crossings.record(replace(crossing, officer="supervisor"))
    with pytest.raises(WorldError) as live:
        officer.crossings.record(replace(crossing, training=False))
    with pytest.raises(WorldError) as backwards:
        officer.crossings.record(replace(crossing, opened_at=crossing.at + timedelta(milliseconds=1)))
    assert backwards.value.failure.code is FailureCode.FIELD_INVALID
    assert foreign.value.failure.code is FailureCode.NOT_ALLOWED
    assert live.value.failure.code is FailureCode.FIELD_INVALID
    assert officer.outbox.view().waiting == 0


def test_an_inspection_cut_short_is_offered_again_until_it_is_recorded(station: StationInTest) -> None:
    with station.signed_in("officer") as session:
        session.drafts.keep(b"first")
        session.drafts.keep(b"second")
    with station.signed_in("officer") as session:
        assert session.drafts.take() == b"second"
        session.crossings.record(travellers(1)[0])
        assert session.drafts.take() is None


def test_an_inspection_given_up_is_forgotten(officer: SignedIn) -> None:
    officer.drafts.keep(b"half an inspection")
    officer.drafts.clear()
    assert officer.drafts.take() is None


def test_a_draft_too_large_to_be_one_is_refused(officer: SignedIn) -> None:
    with pytest.raises(WorldError) as refused:
        officer.drafts.keep(bytes(1024 * 1024 + 1))
    assert refused.value.failure.code is FailureCode.FIELD_INVALID


def test_many_recorded_in_a_row_without_a_look_are_all_found_after(officer: SignedIn) -> None:
    kept = travellers(250)
    for crossing in kept:
        officer.crossings.record(crossing)
        officer.crossings.record(crossing)
    for crossing in kept[::10]:
        found = officer.crossings.history(crossing.document.number, "", "")
        assert crossing.record_id in [line.record_id for line in found]
    assert officer.outbox.view().waiting == len(kept)


def test_recording_goes_on_while_another_thread_sends(officer: SignedIn) -> None:
    kept = travellers(60)
    sent: list[int] = []

    def send() -> None:
        outbox = session_outbox(officer)
        while len(sent) < len(kept):
            batch = outbox.freeze(7, lambda rows, _: b"".join(row.payload for row in rows))
            if batch is not None:
                sent.extend(range(batch.first_seq, batch.first_seq + batch.count))
        outbox.close()

    sender = threading.Thread(target=send, name="sender")
    sender.start()
    for crossing in kept:
        officer.crossings.record(crossing)
    sender.join(60)
    assert sent == list(range(1, len(kept) + 1))
