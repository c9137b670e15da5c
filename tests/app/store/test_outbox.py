"""What waits for HQ is frozen once, settled by HQ's receipt only, and never lost."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.domain.failure import FailureCode, WorldError
from app.domain.record import decode
from app.flow.ports import HqEnrolment, ReadPurpose, SearchQuery, SignedIn
from app.store import audit, driver
from app.store.door import session_outbox
from app.store.keys import open_recovery
from app.store.slots import read_key_file
from sync.ports import ChainState, OutboxRow, Settlement, StationOutbox
from tests.app.store.booth import StationInTest, travellers


@dataclass
class Builder:
    """Builds a batch as plain bytes and remembers what it was given."""

    rows: list[OutboxRow] = field(default_factory=list)
    chains: list[ChainState] = field(default_factory=list)

    def __call__(self, rows: Sequence[OutboxRow], chain: ChainState) -> bytes:
        self.rows += rows
        self.chains.append(chain)
        return chain.previous_batch + b"".join(row.payload for row in rows)


def test_rows_travel_in_order_with_the_very_bytes_that_were_kept(officer: SignedIn) -> None:
    kept = travellers(10)
    for crossing in kept:
        officer.crossings.record(crossing)
    outbox: StationOutbox = session_outbox(officer)
    build = Builder()
    first, second = outbox.freeze(6, build), outbox.freeze(6, build)
    assert first is not None
    assert second is not None
    assert outbox.freeze(6, build) is None
    assert [row.seq for row in build.rows] == list(range(1, 11))
    assert [decode(row.payload) for row in build.rows] == kept
    assert (first.first_seq, first.count, second.first_seq, second.count) == (1, 6, 7, 4)
    assert first.batch_id == hashlib.sha256(first.data).digest()
    assert [chain.previous_batch for chain in build.chains] == [bytes(32), first.batch_id]
    outbox.close()


def test_the_batch_carries_the_head_of_the_audit_chain(station: StationInTest) -> None:
    build = Builder()
    with station.signed_in("officer") as session:
        session.crossings.record(travellers(1)[0])
        with station.raw() as connection:
            head = audit.head(connection)[1]
        outbox = session_outbox(session)
        outbox.freeze(1, build)
        outbox.close()
    assert build.chains[0].audit_head == head


def test_a_frozen_batch_is_the_same_after_a_crash_and_waits_for_its_receipt(station: StationInTest) -> None:
    with station.signed_in("officer") as session:
        for crossing in travellers(3):
            session.crossings.record(crossing)
        outbox = session_outbox(session)
        frozen = outbox.freeze(2, Builder())
        assert frozen is not None
        outbox.note_failure(frozen.batch_id, "SYN-01", station.clock() + timedelta(seconds=30))
        outbox.close()
    with station.signed_in("officer") as session:
        outbox = session_outbox(session)
        assert outbox.unsettled() == [frozen]
        assert session.outbox.view().waiting == 3
        outbox.close()


def test_the_receipt_settles_a_batch_once_and_parks_what_hq_rejected(officer: SignedIn) -> None:
    kept = travellers(5)
    for crossing in kept:
        officer.crossings.record(crossing)
    outbox = session_outbox(officer)
    frozen = outbox.freeze(4, Builder())
    assert frozen is not None
    assert sent_states(officer) == ["sending"] * 4 + ["waiting"]
    settlement = Settlement(frozen.batch_id, b"signed receipt", ((2, "REC-03"),))
    for _ in range(2):
        outbox.settle(settlement)
        view = officer.outbox.view()
        assert (view.waiting, view.parked, view.accepted) == (1, 1, 3)
    assert outbox.unsettled() == []
    assert sent_states(officer) == ["accepted", "parked", "accepted", "accepted", "waiting"]
    outbox.close()


def sent_states(officer: SignedIn) -> list[str]:
    day = travellers(1)[0].at.date()
    query = SearchQuery(first_day=day - timedelta(days=1), last_day=day + timedelta(days=9))
    return [line.sent for line in reversed(officer.crossings.search(query, ReadPurpose.SUPERVISION))]


def test_receipts_may_come_in_any_order(officer: SignedIn) -> None:
    for crossing in travellers(4):
        officer.crossings.record(crossing)
    outbox = session_outbox(officer)
    first, second = outbox.freeze(2, Builder()), outbox.freeze(2, Builder())
    assert first is not None
    assert second is not None
    oldest = officer.outbox.view().oldest_waiting
    outbox.settle(Settlement(second.batch_id, b"receipt", ()))
    assert outbox.unsettled() == [first]
    assert officer.outbox.view().oldest_waiting == oldest
    outbox.settle(Settlement(first.batch_id, b"receipt", ()))
    assert (officer.outbox.view().waiting, officer.outbox.view().oldest_waiting) == (0, None)
    outbox.close()


def test_the_oldest_waiting_row_is_the_first_that_hq_has_not_answered(station: StationInTest) -> None:
    kept = travellers(3)
    with station.signed_in("officer") as session:
        assert session.outbox.view().oldest_waiting is None
        made = []
        for crossing in kept:
            made.append(station.clock())
            session.crossings.record(crossing)
            station.clock.move(timedelta(hours=1))
        outbox = session_outbox(session)
        frozen = outbox.freeze(2, Builder())
        assert frozen is not None
        assert session.outbox.view().oldest_waiting == made[0]
        outbox.settle(Settlement(frozen.batch_id, b"receipt", ()))
        assert session.outbox.view().oldest_waiting == made[2]
        outbox.close()


def test_receipts_for_batches_or_rows_that_are_not_ours_settle_nothing(officer: SignedIn) -> None:
    for crossing in travellers(2):
        officer.crossings.record(crossing)
    outbox = session_outbox(officer)
    frozen = outbox.freeze(2, Builder())
    assert frozen is not None
    with pytest.raises(WorldError) as foreign:
        outbox.settle(Settlement(bytes(32), b"receipt", ()))
    assert foreign.value.failure.code is FailureCode.RECORD_UNKNOWN
    with pytest.raises(WorldError) as outside:
        outbox.settle(Settlement(frozen.batch_id, b"receipt", ((3, "REC-03"),)))
    assert outside.value.failure.code is FailureCode.RECEIPT_NOT_TRUSTED
    assert outbox.unsettled() == [frozen]
    outbox.close()


def test_a_batch_that_cannot_be_built_leaves_its_rows_waiting(officer: SignedIn) -> None:
    officer.crossings.record(travellers(1)[0])
    outbox = session_outbox(officer)

    def fail(rows: Sequence[OutboxRow], chain: ChainState) -> bytes:
        raise WorldError(FailureCode.NOT_ENROLLED, "seal")

    with pytest.raises(WorldError):
        outbox.freeze(1, fail)
    assert outbox.unsettled() == []
    assert outbox.freeze(1, Builder()) is not None
    outbox.close()


def test_a_batch_without_a_receipt_cannot_be_deleted_even_by_sql(station: StationInTest) -> None:
    with station.signed_in("officer") as session:
        session.crossings.record(travellers(1)[0])
        outbox = session_outbox(session)
        outbox.freeze(1, Builder())
        outbox.close()
    with station.raw() as connection:
        for statement in (
            "DELETE FROM batch_files",
            "DELETE FROM batches",
            "UPDATE batch_files SET data = x'00'",
        ):
            with pytest.raises(driver.IntegrityError):
                connection.execute(statement)


def test_enrolment_is_kept_and_only_hq_can_open_the_recovery_slot(station: StationInTest) -> None:
    hq, stranger = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    enrolment = HqEnrolment(
        "https://hq.example:8443",
        7,
        "token",
        b"s" * 32,
        b"r" * 32,
        hq.public_key().public_bytes_raw(),
        b"PEM",
    )
    with station.signed_in("officer") as session:
        before = session_outbox(session)
        assert before.identity() is None
        before.close()
    with station.signed_in("harbourmaster") as session:
        session.enrolment.save(enrolment)
    with station.signed_in("officer") as session:
        assert session.station.enrolled
        assert session.station.hq_url == "https://hq.example:8443"
        outbox = session_outbox(session)
        identity = outbox.identity()
        outbox.close()
    assert identity is not None
    assert (identity.station_number, identity.token, identity.signing_key) == (7, "token", b"s" * 32)
    keys = read_key_file(station.place.keys).keys
    key = open_recovery(keys.recovery, keys.station_id, hq.private_bytes_raw())
    with station.raw() as connection:
        assert connection.execute("SELECT count(*) FROM audit").fetchone()[0] > 0
    assert len(key.raw) == 48
    with pytest.raises(InvalidTag):
        open_recovery(keys.recovery, keys.station_id, stranger.private_bytes_raw())
    with pytest.raises(InvalidTag):
        open_recovery(keys.recovery, "UTAVR-B2-ffff", hq.private_bytes_raw())


def test_an_enrolment_with_a_key_of_the_wrong_size_is_refused(station: StationInTest) -> None:
    with station.signed_in("harbourmaster") as session:
        with pytest.raises(WorldError) as refused:
            session.enrolment.save(HqEnrolment("https://hq", 7, "t", b"short", bytes(32), bytes(32), b"PEM"))
        assert refused.value.failure.code is FailureCode.FIELD_INVALID
