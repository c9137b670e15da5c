"""One traveller against every list on board: which were asked, what they say, and in which order."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.alert_entry import AlertEntry, Band, Disclosure, EntryKind, EntryName
from app.domain.alert_record import digest
from app.domain.dates import PartialDate
from app.screening.document_index import DocumentIndex, write_base
from app.screening.documents import digest as document_digest
from app.screening.lists import ListHeader, ListKind, ListPolicy, WhenStale
from app.screening.people import PeopleIndex
from app.screening.people_index import PeopleSegment
from app.screening.screener import MOST_HITS, LoadedList, Screener, known_answers
from app.screening.screening import DocumentMatch, ListUse, Screening
from app.screening.subject import Subject
from tests.helpers.listed import person, traveller

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
WANTED = person("Tamirud Solek Korivat", "1971-05-09", entry_id="W1")
SUBJECT = traveller("KORIVAT<<TAMIRUD<SOLEK", "1971-05-09")


def header(list_id: str = "national", hours: int = 1, **policy: object) -> ListHeader:
    """A list of so many hours of age."""
    return ListHeader(
        list_id,
        ListKind.PEOPLE,
        list_id.title(),
        "Police",
        3,
        NOW - timedelta(hours=hours),
        1,
        replace(ListPolicy(), **policy),  # type: ignore[arg-type]
    )


def loaded(*entries: AlertEntry, head: ListHeader | None = None) -> LoadedList:
    """A list with these entries."""
    return LoadedList(head or header(), PeopleIndex(PeopleSegment.build(entries)))


def entry_of(*entries: AlertEntry) -> Callable[[str, str], AlertEntry | None]:
    """Fetch an entry by its id."""
    kept = {entry.entry_id: entry for entry in entries}
    return lambda list_id, entry_id: kept.get(entry_id)


def screened(*entries: AlertEntry, head: ListHeader | None = None, subject: Subject = SUBJECT) -> Screening:
    """The answer of one list with these entries."""
    return Screener([loaded(*entries, head=head)], entry_of(*entries)).screen(subject, NOW)


def test_a_hit_says_list_version_entry_and_fields() -> None:
    answer = screened(WANTED)
    (hit,) = answer.hits
    assert (hit.list_id, hit.list_version, hit.entry_id) == ("national", 3, "W1")
    assert (hit.band, hit.disclosure, hit.entry_digest) == (Band.STOP, Disclosure.OPEN, digest(WANTED))
    assert 900 <= hit.score <= 1000
    assert [finding.reason for finding in hit.findings][:2] == [
        "hit.name.order_swapped",
        "hit.birth_date.same",
    ]
    assert [asked.use for asked in answer.lists] == [ListUse.ASKED]


def test_a_clear_traveller_still_sees_which_lists_were_asked() -> None:
    answer = screened(WANTED, subject=traveller("MELE FINAU", "1990-01-02"))
    assert (answer.hits, [asked.use for asked in answer.lists]) == ((), [ListUse.ASKED])


@pytest.mark.parametrize(
    "expires, hits",
    [((2026, 11, 24), 1), ((2026, 11, 23), 0), ((2026, 11, 0), 1), ((2026, 0, 0), 1), ((2025, 0, 0), 0)],
)
def test_an_entry_holds_up_to_the_end_of_its_last_day(expires: tuple[int, int, int], hits: int) -> None:
    assert len(screened(replace(WANTED, expires=PartialDate(*expires))).hits) == hits


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="only here can a test move to another zone")
@pytest.mark.parametrize("zone, hits", [("UTC", 1), ("Pacific/Rarotonga", 1), ("Pacific/Kiritimati", 0)])
def test_the_last_day_ends_with_the_ports_own_midnight(
    zone: str, hits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = replace(WANTED, expires=PartialDate(2026, 11, 24))
    screener = Screener([loaded(entry)], entry_of(entry))
    try:
        with monkeypatch.context() as away:
            away.setenv("TZ", zone)
            time.tzset()
            evening = NOW.replace(hour=11)
            assert len(screener.screen(SUBJECT, evening).hits) == hits
            west = screener.screen(SUBJECT, evening + timedelta(hours=18))
            assert len(west.hits) == (zone == "Pacific/Rarotonga")
    finally:
        time.tzset()


def test_entry_and_list_both_bound_the_band() -> None:
    assert screened(replace(WANTED, max_band=Band.CHECK)).hits[0].band is Band.CHECK
    assert screened(WANTED, head=header(max_band=Band.BACKGROUND)).hits[0].band is Band.BACKGROUND


def test_a_silent_alert_stays_silent() -> None:
    silent = replace(WANTED, disclosure=Disclosure.SILENT)
    assert screened(silent).hits[0].disclosure is Disclosure.SILENT


def test_an_old_list_is_asked_with_a_word_or_not_at_all() -> None:
    warned = screened(WANTED, head=header(hours=200))
    assert (len(warned.hits), warned.lists[0].use) == (1, ListUse.STALE)
    silenced = screened(WANTED, head=header(hours=200, when_stale=WhenStale.SILENCE))
    assert (len(silenced.hits), silenced.lists[0].use) == (0, ListUse.SILENT)
    ageless = screened(WANTED, head=header(hours=20_000, ttl_hours=0))
    assert ageless.lists[0].use is ListUse.ASKED


def test_a_broken_or_loading_list_says_so_and_the_others_answer() -> None:
    lists = [
        LoadedList(header("un"), broken=True),
        LoadedList(header("ofac")),
        loaded(WANTED),
        LoadedList(replace(header("earlier"), kind=ListKind.EARLIER)),
    ]
    answer = Screener(lists, entry_of(WANTED)).screen(SUBJECT, NOW)
    uses = [asked.use for asked in answer.lists]
    assert uses == [ListUse.BROKEN, ListUse.LOADING, ListUse.ASKED, ListUse.ASKED]
    assert len(answer.hits) == 1


def test_an_entry_that_has_gone_meanwhile_is_no_hit() -> None:
    answer = Screener([loaded(WANTED)], lambda list_id, entry_id: None).screen(SUBJECT, NOW)
    assert answer.hits == ()


def test_the_firmest_hits_come_first_and_not_more_than_can_be_read() -> None:
    many = [replace(WANTED, entry_id=f"S{number:02}") for number in range(30)]
    near = person("Tamirud Solek Korivat", "1971-05-10", entry_id="A0")
    answer = screened(near, *many)
    assert len(answer.hits) == MOST_HITS
    assert {hit.band for hit in answer.hits} == {Band.STOP}
    few = screened(near, WANTED)
    assert [hit.entry_id for hit in few.hits] == ["W1", "A0"]


def test_a_stolen_document_is_found_beside_the_people(tmp_path: Path) -> None:
    key = bytes(32)
    path = tmp_path / "stolen"
    write_base(path, [document_digest(key, "UTO", "P", "L898902C3")])
    index = DocumentIndex(path, key)
    stolen = LoadedList(replace(header("stolen"), kind=ListKind.DOCUMENTS), documents=index)
    screener = Screener([stolen], entry_of())
    asked = replace(SUBJECT, document_number="L898902C3", issuing_state="UTO", document_class="P")
    (hit,) = screener.screen(asked, NOW).documents
    assert (hit.list_id, hit.match) == ("stolen", DocumentMatch.EXACT)
    (variant,) = screener.screen(replace(asked, document_number="L8989O2C3"), NOW).documents
    assert (variant.match, variant.said) == (DocumentMatch.VARIANT, "L898902C3")
    assert screener.screen(SUBJECT, NOW).documents == ()
    index.close()


def test_known_answers_tell_a_list_with_its_entries_from_one_without() -> None:
    entries = [
        WANTED,
        person("Mohamed Ahmed", "", entry_id="W2"),
        person("Juan de la Cruz", "1957/1960", entry_id="W3"),
        person("X", "", entry_id="W4"),
        AlertEntry("V1", EntryKind.VESSEL, (EntryName("Sea Bird"),)),
        AlertEntry("P1", EntryKind.PERSON, (EntryName("???"),)),
    ]
    whole = loaded(*entries)
    assert known_answers(whole, entries)
    assert not known_answers(loaded(*entries[1:]), entries)
    assert not known_answers(replace(whole, broken=True), entries)
    assert not known_answers(LoadedList(header()), entries)


def test_known_answers_hold_where_hundreds_share_a_name() -> None:
    entries = [person("Mohamed Ahmed", "", entry_id=f"W{number:03}") for number in range(500)]
    assert known_answers(loaded(*entries), entries[:3])
