"""Who is found on a list of people, whatever happened to the name and the birth date on the way."""

from __future__ import annotations

import pytest

from app.domain.alert_entry import AlertEntry, Band, EntryKind
from app.domain.person import Sex
from app.screening.people import PeopleIndex
from app.screening.people_index import PeopleSegment
from app.screening.subject import Subject
from tests.helpers.listed import EVERY_NAME_MATTERS, meet, person, traveller

KORIVAT = person("Tamirud Solek Korivat", "1971-05-09", states="UTO")


def band(subject: Subject, *entries: AlertEntry) -> Band | None:
    """The band of the first candidate."""
    found = meet(subject, *entries)
    return found[0].band if found else None


@pytest.mark.parametrize(
    "name",
    [
        "Tamirud Solek Korivat",
        "KORIVAT<<TAMIRUD<SOLEK",
        "TAMIRUD SOLEC KORIVAT",
        "TAMIRUD SOLEK KORIVAAT",
        "TAMIRUD SOLEK KROIVAT",
        "TAMIRUD SOLEKKORIVAT",
    ],
)
def test_a_name_spelled_otherwise_stops_with_the_same_birth_date(name: str) -> None:
    assert band(traveller(name, "1971-05-09"), KORIVAT) is Band.STOP


@pytest.mark.parametrize("born", ["1971-05-10", "1971-05-08", "1971-09-05", "1970-05-09", "1981-05-09"])
def test_a_slip_in_the_birth_date_is_compared_at_the_booth(born: str) -> None:
    assert band(traveller("TAMIRUD SOLEK KORIVAT", born), KORIVAT) is Band.CHECK


def test_another_birth_date_clears_a_name_of_two_words() -> None:
    entry = person("Tamirud Korivat", "1971-05-09")
    assert band(traveller("TAMIRUD KORIVAT", "1990-11-23"), entry) is None


def test_a_stranger_born_on_the_same_day_is_nobody() -> None:
    assert band(traveller("MELE FINAU", "1971-05-09"), KORIVAT) is None


@pytest.mark.parametrize("born", ["1971-05-09", "1964-02-03", "1958-06-30"])
def test_every_birth_date_of_an_entry_counts(born: str) -> None:
    entry = person("Tamirud Korivat", "1971-05-09 1964-02-03 1957/1959")
    assert band(traveller("TAMIRUD KORIVAT", born), entry) is (
        Band.CHECK if born.startswith("1958") else Band.STOP
    )


def test_every_alias_counts_and_a_weak_one_never_stops() -> None:
    entry = person("Tamirud Korivat", "1971-05-09", also=["Bolemi Hastuk"], weak=["Old Grenvo"])
    assert band(traveller("BOLEMI HASTUK", "1971-05-09"), entry) is Band.STOP
    assert band(traveller("OLD GRENVO", "1971-05-09"), entry) is Band.CHECK


def test_a_name_of_one_word_stops_only_with_its_very_birth_date() -> None:
    entry = person("Grenvolasti", "1971-05-09")
    assert band(traveller("GRENVOLASTI", "1971-05-09"), entry) is Band.STOP
    assert band(traveller("GRENVOLASTI", "1971-05-10"), entry) is Band.CHECK
    lone = person("Grenvolasti")
    found = meet(traveller("GRENVOLASTI", "1971-05-09"), lone, policy=EVERY_NAME_MATTERS)
    assert [one.band for one in found] == [Band.BACKGROUND]


def test_an_alias_of_one_letter_is_no_harm() -> None:
    found = meet(traveller("X", "1971-05-09"), person("X", ""), policy=EVERY_NAME_MATTERS)
    assert [one.entry_id for one in found] == ["E1"]


@pytest.mark.parametrize(
    "name", ["TAMIRUT KORIVAT", "TAMIRUD KORIWAT", "TAMIRUD KORBIVAT", "KORIVAT TAMIRUD"]
)
def test_a_typo_is_found_though_the_list_knows_a_year_alone(name: str) -> None:
    entry = person("Tamirud Korivat", "1971", states="UTO")
    assert band(traveller(name, "1972-03-04", "UTO"), entry) in (Band.CHECK, Band.BACKGROUND)


def test_a_rare_name_is_found_without_any_birth_date_and_a_common_one_is_not() -> None:
    rare, common = person("Tamirudo Korivastel"), person("Mohamed Ahmed", entry_id="E2")
    crowd = [person(f"Name{number} Other{number}", entry_id=f"C{number}") for number in range(700)]
    assert band(traveller("TAMIRUDO KORIVASTEL", "1971-05-09"), rare, common, *crowd) is Band.BACKGROUND
    assert band(traveller("MOHAMED AHMED", "1971-05-09"), rare, common, *crowd) is None
    found = meet(traveller("MOHAMED AHMED", "1971-05-09"), rare, common, policy=EVERY_NAME_MATTERS)
    assert [one.entry_id for one in found] == ["E2"]


def test_a_traveller_without_a_birth_date_is_found_by_a_rare_name() -> None:
    assert band(traveller("KORIVAT TAMIRUD SOLEK"), KORIVAT) is Band.BACKGROUND
    assert band(traveller("KORIVAT TAMIRUD SOLEK", "1971"), KORIVAT) is Band.CHECK


def test_a_name_cut_off_by_the_mrz_is_found() -> None:
    entry = person("Tamirud Solekander Bolemidin Korivatzende", "1971-05-09")
    cut = Subject(("KORIVATZENDE<<TAMIRUD<SOLEKANDER<BOLEM",), entry.births[0].first, truncated=True)
    assert band(cut, entry) in (Band.STOP, Band.CHECK)


def test_several_names_of_a_traveller_are_all_asked_for() -> None:
    both = Subject(("SOMEBODY ELSE", "TAMIRUD SOLEK KORIVAT"), KORIVAT.births[0].first)
    assert band(both, KORIVAT) is Band.STOP


def test_another_nationality_never_takes_a_stop_away() -> None:
    assert band(traveller("TAMIRUD SOLEK KORIVAT", "1971-05-09", "TON"), KORIVAT) is Band.STOP


def test_the_other_sex_lowers_by_one_band() -> None:
    entry = person("Tamirud Solek Korivat", "1971-05-09", sex=Sex.MALE)
    assert band(traveller("TAMIRUD SOLEK KORIVAT", "1971-05-09", sex="F"), entry) is Band.CHECK
    assert band(traveller("TAMIRUD SOLEK KORIVAT", "1971-05-09", sex="X"), entry) is Band.STOP


def test_the_same_document_stops_under_any_spelling_and_is_compared_under_another_name() -> None:
    entry = person("Tamirud Korivat", "1971-05-09", passport="P-123 456", issuer="UTO")
    same = {"number": "P123456", "issuer": "UTO"}
    assert band(traveller("TAMIRUD KORIVATI", "1990-11-23", **same), entry) is Band.STOP
    assert band(traveller("MELE FINAU", "1990-11-23", **same), entry) is Band.CHECK
    assert band(traveller("MELE FINAU", "1990-11-23", number="P123456", issuer="TON"), entry) is None


def test_germany_is_one_state_whoever_writes_it() -> None:
    entry = person("Tamirud Korivat", "1971-05-09", passport="C01X", issuer="DEU")
    assert band(traveller("TAMIRUD KORIVAT", number="C01X", issuer="D"), entry) is Band.STOP


def test_a_delta_adds_changes_and_takes_away_without_a_new_index() -> None:
    base = PeopleSegment.build([KORIVAT, person("Bolemi Hastuk", "1980-01-02", entry_id="E2")])
    moved = person("Tamirud Solek Korivat", "1975-07-08")
    new = person("Wolandi Perchut", "1985-03-04", entry_id="E3")
    index = PeopleIndex(base, PeopleSegment.build([moved, new]), frozenset({"E2"}))

    def ids(name: str, born: str) -> list[str]:
        return [one.entry_id for one in index.candidates(traveller(name, born))]

    assert ids("WOLANDI PERCHUT", "1985-03-04") == ["E3"]
    assert ids("BOLEMI HASTUK", "1980-01-02") == []
    assert ids("TAMIRUD SOLEK KORIVAT", "1975-07-08") == ["E1"]
    found = index.candidates(traveller("TAMIRUD KORIVAT", "1971-05-09"))
    assert [one.entry_id for one in found] == [], "the old birth date of a changed entry counts no more"


def test_companies_and_ships_are_not_asked_for_travellers() -> None:
    segment = PeopleSegment.build([AlertEntry("V1", EntryKind.VESSEL, KORIVAT.names), KORIVAT])
    assert segment.count == 1


def test_a_traveller_without_a_legible_name_meets_nobody() -> None:
    assert meet(traveller("<<<", "1971-05-09"), KORIVAT) == []
    assert meet(Subject(()), KORIVAT) == []
    assert meet(traveller("TAMIRUD SOLEK KORIVAT", "1971-05-09")) == []
