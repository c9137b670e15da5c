"""What HQ publishes beside lists comes on board whole and does what it says, or changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alerts_policy import AlertPolicy
from app.domain.failure import FailureCode, WorldError
from app.domain.link_policy import LinkKind, LinkPolicy
from app.domain.officer import Officer, Role
from app.domain.port_retention import RetentionPolicy
from app.domain.roster import encode_roster, make_roster, read_roster
from app.domain.value_rows import to_plain
from app.store.identity import load_alert_policy
from app.store.published import list_contents, load_content, read_stations, stations_of_port
from app.store.purging import load_retention_policy
from app.store.roads import load_link_policy
from app.store.slots import read_key_file
from sync.ports import Held, Publication
from sync.protocol.plain import read_plain
from tests.app.store.alert_lists import ISSUED
from tests.app.store.booth import PASSWORDS, StationInTest
from tests.app.store.test_commands import KitInTest, as_user, matapa
from tests.app.store.test_inbox import inbox, refused
from tests.helpers.fuzzing import fuzzed
from tests.helpers.lists import SAMOA, VANUATU, master_list

PORT = "UTAVR"
ADMIN = Officer("harbourmaster", "Harbour Master", Role.ADMINISTRATOR)


def publication(stream: str, sequence: int, content: bytes, **more: Any) -> tuple[Publication, list[bytes]]:
    digest = hashlib.sha256(content).digest()
    made = Publication(stream, sequence, 0, bytes(32), ISSUED, digest, len(content), 1)
    return replace(made, **more), [content[:7], content[7:]]


def roster(sequence: int, *officers: Officer) -> tuple[Publication, list[bytes]]:
    return publication(f"users/{PORT}", sequence, encode_roster(make_roster(PORT, officers)))


def policy(name: str, sequence: int, value: object) -> tuple[Publication, list[bytes]]:
    return publication(f"policy/{name}", sequence, cbor2.dumps([1, to_plain(value)], canonical=True))


def take(station: StationInTest, *published: tuple[Publication, Sequence[bytes]]) -> None:
    with inbox(station) as (box, _):
        for one in published:
            box.take(*one)


def lines(station: StationInTest, act: str) -> list[dict[str, Any]]:
    with station.raw() as connection:
        rows = connection.execute("SELECT actor, detail FROM audit WHERE act = ? ORDER BY seq", (act,))
        return [{"actor": actor, **cbor2.loads(detail)} for actor, detail in rows.fetchall()]


def test_a_kind_that_nobody_here_knows_is_kept_for_the_program_that_will(station: StationInTest) -> None:
    first, second = publication("visas/tourist", 3, b"rules of May"), publication("visas/tourist", 4, b"June")
    take(station, first, second)
    with inbox(station) as (box, _):
        assert box.held()["visas/tourist"] == Held(4, second[0].digest)
        for again in (first, second):
            assert refused(box, again) is FailureCode.PUBLICATION_OLDER
        delta = replace(second[0], sequence=5, base=4, previous=second[0].digest)
        assert refused(box, (delta, second[1])) is FailureCode.PUBLICATION_NOT_FOR_US
    with station.raw() as connection:
        assert load_content(connection, "visas/tourist") == b"June"
        (kept,) = list_contents(connection)
        assert (kept.stream, kept.sequence, kept.size, kept.issued_at) == ("visas/tourist", 4, 4, ISSUED)
    assert [line["stream"] for line in lines(station, "publication_taken")] == ["visas/tourist"] * 2


def test_a_publication_cut_short_changes_nothing(station: StationInTest) -> None:
    def cut() -> Any:
        yield b"half"
        raise WorldError(FailureCode.PUBLICATION_DAMAGED, "chunks")

    with inbox(station) as (box, _):
        one, _ = publication("visas/tourist", 1, b"half of it")
        assert refused(box, (one, cut())) is FailureCode.PUBLICATION_DAMAGED
        assert "visas/tourist" not in box.held()


def test_a_trust_file_comes_in_as_hq_s_word_and_a_withdrawn_certificate_goes(station: StationInTest) -> None:
    take(station, publication("trust/icao", 1, master_list()))
    take(station, publication("trust/own", 1, SAMOA.own))
    with station.signed_in("officer") as session:
        assert {one.origin for one in session.trust.sources()} >= {"UT"}
        assert session.trust.anchors().of_country("WS")
    with inbox(station) as (box, _):
        for wrong in (b"no trust file", SAMOA.own[:-9]):
            code = refused(box, publication("trust/own", 2, wrong))
            assert code in (FailureCode.TRUST_FILE_DAMAGED, FailureCode.TRUST_FILE_UNKNOWN)
        assert box.held()["trust/own"].sequence == 1
    take(station, publication("trust/own", 2, VANUATU.own))
    with station.signed_in("officer") as session:
        assert not session.trust.anchors().of_country("WS"), "what HQ no longer names is trusted no more"
        assert session.trust.anchors().of_country("VU")
        assert session.trust.anchors().of_country("UT")
    assert [line["actor"] for line in lines(station, "trust_imported")] == ["station"] * 3


def test_a_roster_changes_accounts_and_names_those_who_wait_for_a_password(station: StationInTest) -> None:
    take(station, roster(
        1, ADMIN, Officer("officer", "Renamed Officer", Role.SUPERVISOR),
        Officer("technician", "Some technician", Role.TECHNICIAN, active=False),
        Officer("newcomer", "New Comer", Role.OFFICER),
        Officer("gone", "Never Here", Role.OFFICER, active=False),
    ))  # fmt: skip
    with station.signed_in("harbourmaster") as session:
        found = {one.username: one for one in session.officers.list()}
        assert found["officer"] == Officer("officer", "Renamed Officer", Role.SUPERVISOR)
        assert not found["technician"].active
        assert found["supervisor"].active, "whom a roster does not name it leaves alone"
        assert [one.username for one in session.officers.awaited()] == ["newcomer"]
        session.officers.add("newcomer", "New Comer", Role.OFFICER, "five fresh coconuts")
        assert list(session.officers.awaited()) == []
    assert "technician" not in dict(read_key_file(station.place.keys).keys.slots)
    with pytest.raises(WorldError), station.signed_in("technician"):
        pass
    (line,) = lines(station, "roster_taken")
    assert (line["changed"], line["awaited"], line["kept"]) == (2, 1, 0)
    take(station, roster(2, ADMIN, Officer("technician", "Some technician", Role.TECHNICIAN)))
    with pytest.raises(WorldError), station.signed_in("technician"):
        pass
    with station.signed_in("harbourmaster") as session:
        session.officers.reset_password("technician", PASSWORDS["technician"])
    with station.signed_in("technician"):
        pass


def test_no_roster_takes_the_last_administrator_away(station: StationInTest) -> None:
    away = replace(ADMIN, active=False)
    take(station, roster(1, away), roster(2, replace(ADMIN, role=Role.OFFICER)))
    with station.signed_in("harbourmaster") as session:
        assert {one.username: one for one in session.officers.list()}["harbourmaster"] == ADMIN
    assert [line["kept"] for line in lines(station, "roster_taken")] == [1, 1]
    take(station, roster(3, away, Officer("supervisor", "Some supervisor", Role.ADMINISTRATOR)))
    with station.signed_in("supervisor") as session:
        assert {one.username for one in session.officers.list() if not one.active} == {"harbourmaster"}


def test_policies_are_followed_from_then_on_and_nonsense_is_not(station: StationInTest) -> None:
    alerts = AlertPolicy(Role.SUPERVISOR, 7)
    link = LinkPolicy(LinkKind.DEAR, 2400, 1500, 200_000, 500, 0, "USD")
    take(station, policy("alerts", 1, alerts), policy("link", 1, link), policy("fees", 1, alerts))
    take(station, policy("retention", 1, RetentionPolicy(180)))
    with inbox(station) as (box, _):
        for name, wrong in (
            ("alerts", b"\x00"), ("alerts", cbor2.dumps([1, [9, "x"]])), ("link", cbor2.dumps([2, []])),
            ("link", cbor2.dumps([1, to_plain(replace(link, bits_per_second=0))])),
            ("retention", cbor2.dumps([1, ["a year"]])),
        ):  # fmt: skip
            bad = publication(f"policy/{name}", 2, wrong)
            assert refused(box, bad) is FailureCode.PUBLICATION_DAMAGED
    with station.raw() as connection:
        assert load_alert_policy(connection) == alerts
        assert load_link_policy(connection) == link
        assert load_retention_policy(connection) == RetentionPolicy(180, 365)
    assert [line["stream"] for line in lines(station, "policy_taken")] == [
        "policy/alerts", "policy/link", "policy/fees", "policy/retention",
    ]  # fmt: skip


def test_who_the_stations_of_the_port_are(station: StationInTest) -> None:
    with station.raw() as connection:
        assert stations_of_port(connection, PORT) is None
    rows = [[3, "A1", bytes(32), b"\x01\x02", False], [9, "B2", bytes(32), b"", True]]
    take(station, publication(f"stations/{PORT}", 1, cbor2.dumps([1, rows], canonical=True)))
    with station.raw() as connection:
        found = stations_of_port(connection, PORT)
    assert found is not None
    assert [(one.number, one.booth, one.revoked) for one in found] == [(3, "A1", False), (9, "B2", True)]
    with inbox(station) as (box, _):
        twice = publication(f"stations/{PORT}", 2, cbor2.dumps([1, rows + rows], canonical=True))
        assert refused(box, twice) is FailureCode.PUBLICATION_DAMAGED


def test_an_awaited_officer_is_listed_and_needs_nothing_but_a_password(station: StationInTest) -> None:
    take(station, roster(1, ADMIN, Officer("newcomer", "New Comer", Role.SUPERVISOR)))
    kit, admin, password = KitInTest(station.home), as_user("harbourmaster"), PASSWORDS["harbourmaster"]
    listed = matapa(kit, ["officers", "list", "--json", *admin], f"{password}\n")
    (waiting,) = [row for row in json.loads(listed.stdout) if "awaited" in row]
    assert (waiting["username"], waiting["active"]) == ("newcomer", False)
    assert "matapa officers add newcomer" in matapa(kit, ["officers", "list", *admin], f"{password}\n").stdout
    stranger = matapa(kit, ["officers", "add", "stranger", *admin], f"{password}\nfive fresh coconuts\n")
    assert stranger.exit_code == 2
    added = matapa(kit, ["officers", "add", "newcomer", *admin], f"{password}\nfive fresh coconuts\n")
    assert added.exit_code == 0, added.output
    with station.signed_in("harbourmaster") as session:
        found = {one.username: one for one in session.officers.list()}
    assert found["newcomer"] == Officer("newcomer", "New Comer", Role.SUPERVISOR)


@fuzzed(share=0.02)
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.binary(max_size=40) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=6), max_leaves=20,
))  # fmt: skip
def test_nonsense_in_place_of_a_roster_or_of_stations_is_refused(value: Any) -> None:
    for read in (read_roster, read_stations):
        try:
            read(read_plain(cbor2.dumps(value)))
        except ValueError:
            continue
        assert value == [1, []], "only no stations at all are said in so few words"


@fuzzed(share=0.02)
@given(st.lists(st.tuples(
    st.from_regex(r"[a-z][a-z0-9]{1,8}", fullmatch=True), st.sampled_from(list(Role)), st.booleans()
), min_size=1, max_size=6, unique_by=lambda row: row[0]))  # fmt: skip
def test_a_roster_is_read_as_it_was_written(rows: list[tuple[str, Role, bool]]) -> None:
    rows = [row for row in rows if row[0] != "station"] or [("somebody", Role.OFFICER, True)]
    made = make_roster(PORT, [Officer(name, name.title(), role, active) for name, role, active in rows])
    assert read_roster(read_plain(encode_roster(made))) == made
    assert datetime.now(UTC) - ISSUED > -timedelta(days=36_500)
