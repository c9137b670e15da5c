"""Trust comes on board in one transaction, stands there with its origin, and leaves again without a trace."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import cbor2
import pytest

from app.domain.failure import FailureCode, WorldError
from app.store import driver, trust_rows
from app.trust.anchors import Anchors, SourceKind, Vouched
from app.trust.imports import read_trust_file
from app.trust.trust_file import Part, TrustFile
from tests.app.store.booth import PASSWORDS, StationInTest
from tests.helpers.lists import DAY, NOW, SAMOA, UTOPIA, VANUATU, Country, issue, master_list


def read(data: bytes) -> TrustFile:
    return read_trust_file(data, NOW)


ROOT = read(UTOPIA.own)
LIST = read(master_list())
NEWER = read(master_list((UTOPIA.own, SAMOA.own), at=NOW - DAY))
CRL = read(VANUATU.revokes([7]))


def take_in(station: StationInTest, file: TrustFile, *roots: TrustFile, older: bool = False) -> list[str]:
    """Import as a supervisor; the origins of what came in."""
    with station.signed_in("supervisor") as session:
        plan = session.trust.take_in(file, roots, older=older)
    return [arrival.part.source.origin for arrival in plan.arrivals]


def anchors(station: StationInTest) -> Anchors:
    with station.signed_in("officer") as session:
        return session.trust.anchors()


def trust_lines(station: StationInTest) -> list[tuple[str, str, bytes, dict[str, object]]]:
    """Actor, act, subject and detail of every audit line about trust."""
    with station.raw() as connection:
        rows = connection.execute(
            "SELECT actor, act, subject, detail FROM audit WHERE act LIKE 'trust%' ORDER BY seq"
        ).fetchall()
    return [(actor, act, subject, cbor2.loads(detail)) for actor, act, subject, detail in rows]


def test_a_list_and_its_root_come_on_board_and_every_officer_s_proofs_rest_on_them(
    station: StationInTest,
) -> None:
    take_in(station, LIST, ROOT)
    found = anchors(station)
    assert found.count == 2
    (vanuatu,) = found.of_country("VU")
    assert vanuatu.der == VANUATU.own
    assert found.named(vanuatu.subject) == found.with_key_id(vanuatu.key_id) == (vanuatu,)
    listed, root = sorted(found.sources, key=lambda source: source.kind, reverse=True)
    assert (listed.kind, listed.origin, listed.made_at) == (SourceKind.MASTER_LIST, "UT", NOW - 10 * DAY)
    assert (listed.vouched, listed.certificates, listed.imported_at) == (Vouched.ROOT, 2, station.clock.now)
    assert (root.kind, root.pinned, listed.pinned) == (SourceKind.CERTIFICATE, True, False)


def test_what_is_on_board_is_what_was_read(station: StationInTest) -> None:
    take_in(station, LIST, ROOT)
    take_in(station, CRL)
    found = anchors(station)
    for anchor in LIST.parts[0].anchors:
        (kept,) = found.with_key_id(anchor.key_id)
        assert replace(kept, source_id=anchor.source_id) == anchor
    (crl,) = CRL.parts[0].revocations
    assert tuple(found.revocations(crl.issuer)) == (crl,)


def test_the_same_file_again_changes_nothing_and_leaves_no_line(station: StationInTest) -> None:
    take_in(station, LIST, ROOT)
    with station.signed_in("supervisor") as session:
        plan = session.trust.take_in(LIST, [ROOT])
    assert (plan.arrivals, [source.origin for source in plan.already_here]) == ((), ["UT"])
    assert len(trust_lines(station)) == 1


def test_a_newer_list_takes_the_place_of_the_older_and_the_pinned_root_vouches_for_it(
    station: StationInTest,
) -> None:
    take_in(station, LIST, ROOT)
    with station.signed_in("supervisor") as session:
        dry = session.trust.plan(NEWER)
        assert session.trust.anchors().of_country("WS") == ()
        plan = session.trust.take_in(NEWER)
    assert plan == dry
    assert [(arrival.added, arrival.gone) for arrival in plan.arrivals] == [(1, 1)]
    assert {country: len(anchors(station).of_country(country)) for country in ("UT", "VU", "WS")} == {
        "UT": 1, "VU": 0, "WS": 1,
    }  # fmt: skip


def test_an_older_list_is_refused_unless_it_is_asked_for(station: StationInTest) -> None:
    take_in(station, NEWER, ROOT)
    with pytest.raises(WorldError) as refused:
        take_in(station, LIST)
    assert refused.value.failure.code is FailureCode.TRUST_FILE_OLDER
    assert take_in(station, LIST, older=True) == ["UT"]
    assert len(anchors(station).of_country("VU")) == 1


def test_a_refused_list_leaves_its_root_unpinned_too(station: StationInTest) -> None:
    with pytest.raises(WorldError):
        take_in(station, LIST, read(VANUATU.own))
    assert anchors(station).sources == ()
    assert trust_lines(station) == []


def test_a_certificate_on_board_is_pinned_later(station: StationInTest) -> None:
    take_in(station, ROOT)
    with pytest.raises(WorldError):
        take_in(station, LIST)
    assert take_in(station, LIST, ROOT) == ["UT"]
    assert [source.pinned for source in anchors(station).sources if source.certificates == 1] == [True]


def test_a_removed_source_takes_its_certificates_along_but_not_those_that_another_brings(
    station: StationInTest,
) -> None:
    take_in(station, LIST, ROOT)
    with station.signed_in("supervisor") as session:
        removed = session.trust.remove(LIST.parts[0].source.source_id[:8])
        assert removed.origin == "UT"
        found = session.trust.anchors()
    assert (found.count, len(found.of_country("UT")), len(found.sources)) == (1, 1, 1)
    assert take_in(station, LIST) == ["UT"]
    assert anchors(station).count == 2


@pytest.mark.parametrize("asked", ["", "zz", "no such source"])
def test_what_names_no_single_source_removes_nothing(station: StationInTest, asked: str) -> None:
    take_in(station, LIST, ROOT)
    with station.signed_in("supervisor") as session, pytest.raises(WorldError) as unknown:
        session.trust.remove(asked)
    assert unknown.value.failure.code is FailureCode.TRUST_SOURCE_UNKNOWN
    assert anchors(station).count == 2


def test_the_chain_says_who_brought_what_by_digest_and_counts_and_by_no_name(station: StationInTest) -> None:
    take_in(station, LIST, ROOT)
    with station.signed_in("harbourmaster") as session:
        session.trust.remove(LIST.parts[0].source.source_id)
    (actor, act, subject, detail), (remover, removal, same, _) = trust_lines(station)
    assert (actor, act, remover, removal) == (
        "supervisor",
        "trust_imported",
        "harbourmaster",
        "trust_removed",
    )
    assert subject == same == bytes.fromhex(LIST.digest)
    assert detail == {
        "kind": "master_list", "sources": 2, "certificates": 3, "crls": 0,
        "gone": 0, "pinned": 1, "refused": 0,
    }  # fmt: skip
    with station.signed_in("supervisor") as session:
        assert session.keeper.check().intact


def test_an_import_that_breaks_off_leaves_nothing(station: StationInTest) -> None:
    with station.raw() as connection:
        connection.execute(
            "CREATE TRIGGER breaks_off BEFORE INSERT ON trust_certificates WHEN NEW.country = 'VU'"
            " BEGIN SELECT RAISE(ABORT, 'broke off'); END"
        )
    with pytest.raises(driver.IntegrityError):
        take_in(station, LIST, ROOT)
    assert anchors(station).sources == ()
    assert trust_lines(station) == []


def test_a_rescued_store_keeps_each_list_whole_or_not_at_all(station: StationInTest) -> None:
    take_in(station, LIST, ROOT)
    take_in(station, CRL)
    with station.raw() as connection:
        connection.execute("DELETE FROM trust_certificates WHERE country = 'VU'")
    station.door().rescue("supervisor", PASSWORDS["supervisor"])
    found = anchors(station)
    assert sorted(source.kind for source in found.sources) == [SourceKind.CERTIFICATE, SourceKind.CRL]
    assert found.count == 1
    assert take_in(station, LIST) == ["UT"]


def test_a_store_from_before_there_was_trust_is_rescued_without_a_wait(station: StationInTest) -> None:
    with station.raw() as connection:
        for table in ("trust_certificates", "trust_revocations", "trust_sources"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0004_trust'")
    begun = time.perf_counter()
    station.door().rescue("supervisor", PASSWORDS["supervisor"])
    assert time.perf_counter() - begun < 5
    assert take_in(station, LIST, ROOT) == [ROOT.parts[0].source.origin, "UT"]


def test_a_thousand_certificates_are_loaded_without_a_wait_and_serve_any_thread(
    station: StationInTest,
) -> None:
    take_in(station, thousand())
    with station.signed_in("officer") as session:
        begun = time.perf_counter()
        found = session.trust.anchors()
        took = time.perf_counter() - begun
    assert found.count == 1000
    assert took < 1.0  # about twenty milliseconds on a quiet machine
    seen: list[int] = []
    other = threading.Thread(target=lambda: seen.append(len(found.of_country("UT"))))
    other.start()
    other.join()
    assert seen == [1000]


def thousand() -> TrustFile:
    """A file of a thousand certificates, all one country's; only what tells them apart is made anew."""
    (part,) = ROOT.parts
    (anchor,) = part.anchors
    many = tuple(
        replace(anchor, der=anchor.der + bytes(4), fingerprint=f"{number:064x}", key_id=number.to_bytes(20))
        for number in range(1000)
    )
    return replace(ROOT, parts=(replace(part, anchors=many),))


def test_rows_come_back_as_they_were_written(station: StationInTest) -> None:
    link = read(issue(Country("UT", "new"), UTOPIA)).parts[0]
    part = Part(replace(link.source, made_at=None), link.anchors, CRL.parts[0].revocations)
    with station.raw() as connection:
        trust_rows.insert_part(connection, part, 1)
        board = trust_rows.load_board(connection)
    assert tuple(board.anchors) == part.anchors
    assert [crl.der for crl in board.revocations] == [crl.der for crl in part.revocations]
    assert board.sources == (replace(part.source, crls=1),)
