"""Lists come on board version by version, answer at once, and never fall half way between two versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import cbor2
import pytest

from app.domain.alert_entry import AlertEntry, Band
from app.domain.alert_record import digest
from app.domain.failure import FailureCode, WorldError
from app.flow.alert_ports import ListDiff
from app.screening.lists import ListKind
from app.screening.screening import DocumentMatch, ListUse
from app.screening.subject import Subject
from tests.app.store.alert_lists import header, people, person, subject
from tests.app.store.booth import PASSWORDS, StationInTest
from tests.helpers.logs import ExpectLog

MELE = person("N.1", "MELE TUIVAI", "1981-03-04")
PITA = person("N.2", "PITA LOMAKA", "1975-06-07")
SELA = person("N.3", "SELA FIHUNA", "1990-09-10")
STOLEN = [("UTO", "P", f"S{number:07}") for number in range(300)]
PASSPORT = Subject(("ANA ROSE",), document_number="S0000012", issuing_state="UTO", document_class="P")


def take_in(station: StationInTest, *entries: AlertEntry, by: str = "supervisor") -> ListDiff:
    with station.signed_in(by) as session:
        return session.lists.take_in(header(), entries).diff


def met(station: StationInTest, whom: AlertEntry) -> list[str]:
    """The entries that an officer's desk meets for a traveller like this one."""
    with station.signed_in("officer") as session:
        return [hit.entry_id for hit in session.lists.screen(subject(whom)).hits]


def list_lines(station: StationInTest, act: str) -> list[tuple[str, bytes, dict[str, object]]]:
    """Actor, subject and detail of the audit lines of one act."""
    with station.raw() as connection:
        rows = connection.execute(
            "SELECT actor, subject, detail FROM audit WHERE act = ? ORDER BY seq", (act,)
        ).fetchall()
    return [(actor, about, cbor2.loads(detail)) for actor, about, detail in rows]


def count(station: StationInTest, table: str) -> int:
    with station.raw() as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def files(station: StationInTest) -> list[str]:
    return sorted(path.name for path in station.place.lists.iterdir())


def test_a_list_comes_on_board_and_every_desk_meets_whoever_stands_on_it(station: StationInTest) -> None:
    with station.signed_in("supervisor") as session:
        taken = session.lists.take_in(header(), [MELE, PITA], ["row 7 left out"])
        (hit,) = session.lists.screen(subject(MELE)).hits
        assert session.lists.entry("national", "N.1") == MELE
    assert (taken.header.version, taken.header.count, taken.diff) == (1, 2, ListDiff(2, 0, 0))
    assert taken.warnings == ("row 7 left out",)
    assert (hit.list_id, hit.list_version, hit.entry_digest) == ("national", 1, digest(MELE))
    assert met(station, MELE) == ["N.1"]
    assert met(station, SELA) == []


def test_a_station_without_lists_answers_that_no_list_was_asked(station: StationInTest) -> None:
    with station.signed_in("officer") as session:
        screening = session.lists.screen(subject(MELE))
        assert (screening.hits, screening.lists, list(session.lists.status())) == ((), (), [])
        assert session.lists.entry("national", "N.1") is None


def test_the_next_version_says_what_came_went_and_changed(station: StationInTest) -> None:
    take_in(station, MELE, PITA)
    with station.signed_in("supervisor") as session:
        changed = replace(PITA, reason="escaped")
        taken = session.lists.take_in(header(), [changed, SELA])
        assert (taken.header.version, taken.diff) == (2, ListDiff(1, 1, 1))
        assert session.lists.entry("national", "N.2") == changed
        assert session.lists.entry("national", "N.1") is None
    assert (met(station, MELE), met(station, PITA), met(station, SELA)) == ([], ["N.2"], ["N.3"])
    assert count(station, "list_entries") == 2
    assert files(station) == ["2.people"]


def test_the_same_version_again_is_a_version_in_which_nothing_changed(station: StationInTest) -> None:
    take_in(station, MELE, PITA)
    assert take_in(station, PITA, MELE) == ListDiff(0, 0, 0)
    assert met(station, MELE) == ["N.1"]


def test_stolen_documents_are_met_by_number(station: StationInTest) -> None:
    numbers = header("stolen", ListKind.DOCUMENTS)
    with station.signed_in("supervisor") as session:
        taken = session.lists.take_in_numbers(numbers, STOLEN)
        assert (taken.header.version, taken.diff) == (1, ListDiff(300, 0, 0))
        again = session.lists.take_in_numbers(numbers, [*STOLEN[10:], ("UTO", "P", "NEW12345")])
        assert (again.header.count, again.diff) == (291, ListDiff(1, 10, 0))
    with station.signed_in("officer") as session:
        (found,) = session.lists.screen(PASSPORT).documents
        none = session.lists.screen(replace(PASSPORT, document_number="S0000002"))
        (status,) = session.lists.status()
    assert (found.list_id, found.list_version, found.match) == ("stolen", 2, DocumentMatch.EXACT)
    assert none.documents == ()
    assert (status.asked.use, status.publication, status.bytes > 290 * 4) == (ListUse.ASKED, 0, True)


def test_the_key_of_stolen_documents_is_made_once_and_is_not_beside_their_file(
    station: StationInTest,
) -> None:
    with station.signed_in("supervisor") as session:
        for list_id in ("stolen", "lost"):
            session.lists.take_in_numbers(header(list_id, ListKind.DOCUMENTS), STOLEN)
    with station.raw() as connection:
        secrets = {row[0] for row in connection.execute("SELECT secret FROM lists")}
    assert len(secrets) == 1
    (secret,) = secrets
    assert all(secret not in path.read_bytes() for path in station.place.lists.iterdir())


def test_nothing_of_a_person_is_in_the_files_beside_the_store(station: StationInTest) -> None:
    take_in(station, *people(200))
    (sealed,) = station.place.lists.iterdir()
    data = sealed.read_bytes()
    assert all(word not in data for word in (b"MELE", b"TEVITA", b"X0000007", b"P.7"))
    assert sealed.stat().st_mode & 0o077 == 0


def test_the_chain_says_which_version_came_by_whom_and_no_name(station: StationInTest) -> None:
    take_in(station, MELE, PITA, by="harbourmaster")
    ((actor, about, detail),) = list_lines(station, "list_taken")
    assert (actor, len(about)) == ("harbourmaster", 32)
    assert {key: detail[key] for key in ("list", "version", "count", "added", "removed", "changed")} == {
        "list": "national", "version": 1, "count": 2, "added": 2, "removed": 0, "changed": 0,
    }  # fmt: skip
    with station.raw() as connection:
        (line,) = connection.execute("SELECT version, count, digest, actor FROM list_versions").fetchall()
    assert line == (1, 2, about, "harbourmaster")
    with station.signed_in("supervisor") as session:
        assert session.keeper.check().intact


def test_every_screening_leaves_a_line_with_lists_and_hits_and_without_the_traveller(
    station: StationInTest,
) -> None:
    take_in(station, MELE)
    with station.signed_in("officer") as session:
        session.lists.screen(subject(MELE), "01936f5e-8c00-7000-8000-000000000001")
    ((actor, about, detail),) = list_lines(station, "screened")
    assert (actor, about.hex()) == ("officer", "01936f5e8c0070008000000000000001")
    assert detail == {"documents": "", "earlier": 0, "hits": "national N.1", "lists": "national 1 asked"}


def test_officers_screen_and_look_and_supervisors_and_administrators_change(station: StationInTest) -> None:
    for role in ("officer", "technician"):
        with station.signed_in(role) as session, pytest.raises(WorldError) as refused:
            session.lists.take_in(header(), [MELE])
        assert refused.value.failure.code is FailureCode.NOT_ALLOWED
    take_in(station, MELE, by="harbourmaster")
    with station.signed_in("technician") as session:
        assert len(session.lists.status()) == 1
        with pytest.raises(WorldError):
            session.lists.screen(subject(MELE))
        with pytest.raises(WorldError):
            session.lists.remove("national")


def test_a_removed_list_is_asked_no_more_and_its_number_is_never_given_again(station: StationInTest) -> None:
    take_in(station, MELE)
    with station.signed_in("supervisor") as session:
        assert session.lists.remove("national").count == 1
        assert session.lists.screen(subject(MELE)).lists == ()
        with pytest.raises(WorldError) as unknown:
            session.lists.remove("national")
    assert unknown.value.failure.code is FailureCode.LIST_UNKNOWN
    assert (count(station, "list_entries"), files(station)) == (0, [])
    with station.signed_in("supervisor") as session:
        taken = session.lists.take_in(header(), [PITA])
    assert (taken.header.version, taken.diff) == (2, ListDiff(1, 0, 0))


@pytest.mark.parametrize(
    "entries",
    [
        [MELE, replace(PITA, entry_id="N.1")],
        [replace(MELE, entry_id="")],
        [replace(MELE, entry_id="N\x00.1")],
        [replace(MELE, reason="\ud800")],
        [replace(MELE, remarks="x" * 70_000)],
    ],
    ids=["one id twice", "no id", "sign that is none", "half a sign", "too long"],
)
def test_a_list_with_a_bad_entry_is_refused_whole(station: StationInTest, entries: list[AlertEntry]) -> None:
    take_in(station, SELA)
    with station.signed_in("supervisor") as session, pytest.raises(WorldError) as refused:
        session.lists.take_in(header(), [PITA, *entries])
    assert refused.value.failure.code is FailureCode.LIST_BAD_ENTRY
    assert (met(station, SELA), met(station, PITA)) == (["N.3"], [])
    assert (count(station, "list_entries"), count(station, "list_loads"), files(station)) == (
        1,
        0,
        ["1.people"],
    )


def test_a_list_of_people_does_not_become_one_of_documents(station: StationInTest) -> None:
    with station.signed_in("supervisor") as session:
        session.lists.take_in(header(), [])
        with pytest.raises(WorldError) as refused:
            session.lists.take_in_numbers(header(kind=ListKind.DOCUMENTS), STOLEN)
    assert refused.value.failure.code is FailureCode.LIST_BAD_ENTRY
    assert met(station, MELE) == []


@pytest.mark.parametrize("list_id", ["", "National", "un/1", "../un", "x" * 65])
def test_an_id_that_no_list_can_have_is_refused(station: StationInTest, list_id: str) -> None:
    with station.signed_in("supervisor") as session, pytest.raises(WorldError) as refused:
        session.lists.take_in(header(list_id), [MELE])
    assert refused.value.failure.code is FailureCode.LIST_BAD_ENTRY


def test_an_old_list_says_that_it_is_old(station: StationInTest) -> None:
    take_in(station, MELE)
    station.clock.move(timedelta(days=8))
    with station.signed_in("officer") as session:
        screening = session.lists.screen(subject(MELE))
        (status,) = session.lists.status()
    assert [asked.use for asked in screening.lists] == [status.asked.use] == [ListUse.STALE]
    assert len(screening.hits) == 1


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("sickness", [Path.unlink, damage, lambda path: path.write_bytes(b"")])
def test_a_missing_or_damaged_index_of_people_is_made_anew_from_the_store(
    station: StationInTest, sickness: Callable[[Path], object], expect_log: ExpectLog
) -> None:
    expect_log("list national is made anew")
    take_in(station, MELE, PITA)
    (path,) = station.place.lists.iterdir()
    sickness(path)
    assert met(station, MELE) == ["N.1"]
    assert path.stat().st_size > 500
    assert met(station, PITA) == ["N.2"]


@pytest.mark.parametrize("sickness", [Path.unlink, damage, lambda path: path.write_bytes(b"")])
def test_a_sick_list_is_broken_and_no_other_list_suffers(
    station: StationInTest, sickness: Callable[[Path], object], expect_log: ExpectLog
) -> None:
    expect_log("list stolen cannot be opened")
    take_in(station, MELE)
    with station.signed_in("supervisor") as session:
        session.lists.take_in_numbers(header("stolen", ListKind.DOCUMENTS), STOLEN)
    (path,) = station.place.lists.glob("*.documents")
    sickness(path)
    with station.signed_in("officer") as session:
        screening = session.lists.screen(replace(subject(MELE), document_number="S0000012"))
    assert [asked.use for asked in screening.lists] == [ListUse.ASKED, ListUse.BROKEN]
    assert [hit.entry_id for hit in screening.hits] == ["N.1"]


def test_a_file_of_another_list_in_its_place_is_noticed(
    station: StationInTest, expect_log: ExpectLog
) -> None:
    expect_log("list stolen cannot be opened")
    with station.signed_in("supervisor") as session:
        session.lists.take_in_numbers(header("stolen", ListKind.DOCUMENTS), STOLEN)
        session.lists.take_in_numbers(header("lost", ListKind.DOCUMENTS), STOLEN[:5])
    stolen, lost = sorted(station.place.lists.iterdir())
    stolen.write_bytes(lost.read_bytes())
    with station.signed_in("officer") as session:
        uses = {one.asked.header.list_id: one.asked.use for one in session.lists.status()}
    assert uses == {"lost": ListUse.ASKED, "stolen": ListUse.BROKEN}


def test_an_entry_that_cannot_be_read_makes_its_list_broken_and_is_not_passed_over(
    station: StationInTest,
) -> None:
    take_in(station, MELE, PITA)
    with station.signed_in("officer") as session:
        with station.raw() as connection:
            connection.execute("UPDATE list_entries SET entry = x'00' WHERE entry_id = 'N.1'")
        screening = session.lists.screen(subject(MELE))
    assert [asked.use for asked in screening.lists] == [ListUse.BROKEN]


def test_whoever_listens_hears_of_each_swap_until_signing_out(station: StationInTest) -> None:
    heard: list[str] = []
    door = station.door()
    session = door.sign_in("supervisor", PASSWORDS["supervisor"])
    session.lists.on_change(lambda: heard.append("changed"))
    session.lists.take_in(header(), [MELE])
    session.lists.take_in_numbers(header("stolen", ListKind.DOCUMENTS), STOLEN[:3])
    session.lists.remove("national")
    assert heard == ["changed"] * 3
    door.sign_out(session)
    again = door.sign_in("supervisor", PASSWORDS["supervisor"])
    again.lists.take_in(header(), [MELE])
    assert heard == ["changed"] * 3
    door.sign_out(again)


def test_a_desk_asks_the_list_that_a_command_beside_it_took_in(station: StationInTest) -> None:
    with station.signed_in("officer") as session:
        assert session.lists.screen(subject(MELE)).hits == ()
        take_in(station, MELE)
        assert [hit.entry_id for hit in session.lists.screen(subject(MELE)).hits] == ["N.1"]
        take_in(station, replace(MELE, reason="another"), PITA)
        assert [hit.list_version for hit in session.lists.screen(subject(MELE)).hits] == [2]
        with station.signed_in("supervisor") as other:
            other.lists.remove("national")
        assert session.lists.screen(subject(MELE)).lists == ()


def test_hits_come_firmest_first(station: StationInTest) -> None:
    take_in(station, replace(MELE, max_band=Band.BACKGROUND), replace(MELE, entry_id="N.9"))
    with station.signed_in("officer") as session:
        bands = [hit.band for hit in session.lists.screen(subject(MELE)).hits]
    assert bands == sorted(bands, key=list(Band).index)
    assert len(bands) == 2


def test_a_rescued_store_begins_without_lists_and_takes_them_in_again(station: StationInTest) -> None:
    take_in(station, MELE)
    station.door().rescue("supervisor", PASSWORDS["supervisor"])
    with station.signed_in("supervisor") as session:
        assert list(session.lists.status()) == []
        assert session.lists.take_in(header(), [MELE]).diff == ListDiff(1, 0, 0)
        assert session.keeper.check().intact
    assert met(station, MELE) == ["N.1"]
    assert len(files(station)) == 1


def test_everybody_on_a_list_of_some_thousand_people_is_met(station: StationInTest) -> None:
    entries = people(5_000)
    take_in(station, *entries)
    with station.signed_in("officer") as session:
        for entry in entries[::100]:
            assert entry.entry_id in [hit.entry_id for hit in session.lists.screen(subject(entry)).hits]


def test_whoever_begins_later_takes_a_load_over_and_the_earlier_one_changes_nothing(
    station: StationInTest,
) -> None:
    take_in(station, MELE)
    with station.raw() as connection:
        # A supervisor's command begins while another one, elsewhere, is at work on the same list.
        connection.execute(
            "CREATE TRIGGER another BEFORE INSERT ON list_entries WHEN NEW.entry_id = 'N.3'"
            " BEGIN UPDATE list_loads SET load = load + 1; END"
        )
    with station.signed_in("supervisor") as session, pytest.raises(WorldError) as taken_over:
        session.lists.take_in(header(), [SELA, PITA])
    assert taken_over.value.failure.code is FailureCode.STORE_BUSY
    assert (met(station, MELE), met(station, SELA)) == (["N.1"], [])
    with station.raw() as connection:
        connection.execute("DROP TRIGGER another")
    assert take_in(station, SELA, PITA) == ListDiff(2, 1, 0)
    assert (count(station, "list_entries"), len(files(station))) == (2, 1)
