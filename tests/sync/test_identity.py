"""The station's certificate: proved before it is kept, shown without a plain key on disk, renewed in time."""

from __future__ import annotations

import ssl
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from app.domain.failure import FailureCode, WorldError
from app.flow.ports import StationPlan
from sync.enrol import enrol
from sync.hq.keys import HqKeys
from sync.http import HqClient
from sync.identity import certificate_request, make_tls_key, not_after, proved, renewal_due, show
from sync.ports import KeyRing, StationIdentity
from sync.protocol.batch import Maker
from sync.protocol.code import OneTimeCode
from sync.protocol.enrolment import EnrolmentAnswer
from sync.protocol.publication import Hand
from sync.renewing import Renewing, request_if_due, take_certificate
from tests.helpers.certificates import KeptCertificates
from tests.helpers.little_hq import STATION, TOKEN, LittleHq, Script

WHO = ("TON", "TOTBU", "1", "TOTBU-01")


@pytest.fixture
def identity(little_hq: LittleHq) -> StationIdentity:
    return enrol(f"https://127.0.0.1:{little_hq.port}", little_hq.code, WHO)


def refused(certificate: bytes, tls_key: bytes, who: StationIdentity, port: str = "TOTBU") -> bool:
    with pytest.raises(WorldError) as caught:
        proved(certificate, tls_key, who.ca_pem, who.station_number, port)
    return caught.value.failure.code is FailureCode.HQ_NOT_TRUSTED


def test_a_certificate_of_somebody_else_is_not_kept(little_hq: LittleHq, identity: StationIdentity) -> None:
    ours, key = identity.certificate, identity.tls_key
    assert proved(ours, key, identity.ca_pem, STATION, "TOTBU") == ours
    assert refused(ours, make_tls_key(), identity)
    assert refused(ours, key, identity, port="TOVAV")
    assert refused(ours, key, replace(identity, station_number=8))
    assert refused(identity.ca_pem, key, identity)
    for noise in (b"", b"-----BEGIN", ours[:200], bytes(9000)):
        assert refused(noise, key, identity)


def test_a_certificate_is_good_for_400_days_and_renewed_in_the_last_third(identity: StationIdentity) -> None:
    end = not_after(identity.certificate)
    assert timedelta(days=399) < end - datetime.now(UTC) < timedelta(days=401)
    assert not renewal_due(identity.certificate, end - timedelta(days=150))
    assert renewal_due(identity.certificate, end - timedelta(days=140))
    assert renewal_due(identity.certificate, end + timedelta(days=1))


def test_the_key_is_never_plain_on_disk(
    identity: StationIdentity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    seen: list[bytes] = []

    class Watching(ssl.SSLContext):
        def load_cert_chain(self, certfile: Any, keyfile: Any = None, password: Any = None) -> None:
            seen.append(Path(certfile).read_bytes())
            super().load_cert_chain(certfile, password=password)

    show(Watching(ssl.PROTOCOL_TLS_CLIENT), identity.certificate, identity.tls_key)
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in seen[0]
    assert b"BEGIN PRIVATE KEY" not in seen[0]
    assert list((tmp_path / "temporary").iterdir()) == []
    with pytest.raises(WorldError):
        show(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), identity.certificate, make_tls_key())


def test_no_log_line_can_hold_keys_or_token_by_accident(identity: StationIdentity) -> None:
    assert TOKEN not in repr(identity)
    assert "PRIVATE" not in repr(identity)
    key = b"thirty-two bytes of a secret key"
    for holder in (
        KeyRing(((1, key),), key),
        Maker(7, key, bytes(32)),
        Hand(key, (1, key)),
        OneTimeCode(key[:10], bytes(10)),
        HqKeys(key, (key,), key),
        EnrolmentAnswer(7, TOKEN, bytes(32), bytes(32), b""),
        StationPlan("UTO", "UTAVR", "1", "https://hq", "ana", "Ana", TOKEN),
    ):
        assert "thirty" not in repr(holder)
        assert TOKEN not in repr(holder)


def test_renewing_by_stick_waits_for_its_answer_with_the_same_key(
    little_hq: LittleHq, identity: StationIdentity
) -> None:
    store, late = KeptCertificates(identity), not_after(identity.certificate) - timedelta(days=1)
    assert request_if_due(store, datetime.now(UTC)) == b""
    first, second = request_if_due(store, late), request_if_due(store, late)
    answer = little_hq.certify(second, "TOTBU")
    assert first != b""
    with pytest.raises(WorldError):  # another station's answer on the same stick
        take_certificate(store, little_hq.certify(certificate_request(make_tls_key()), "TOTBU"))
    assert take_certificate(store, answer)
    assert not take_certificate(store, store.who.certificate)
    assert not_after(store.who.certificate) > datetime.now(UTC)
    with pytest.raises(WorldError):
        take_certificate(store, identity.certificate)


def test_an_answer_that_does_not_hold_changes_nothing_and_holds_up_nobody(
    little_hq: LittleHq, identity: StationIdentity
) -> None:
    store, late = KeptCertificates(identity), not_after(identity.certificate)
    renewing, road = Renewing(lambda: store, lambda: late), HqClient(identity, Event())
    for port, status, code in (
        ("TOVAV", 200, FailureCode.HQ_NOT_TRUSTED),
        ("TOTBU", 429, FailureCode.HQ_BUSY),
    ):
        little_hq.certified_port = port
        little_hq.scripts.extend([Script(status)] if status != 200 else [])
        renewing.ask()
        assert renewing.due()
        failure = renewing.run(road, lambda: None)
        assert failure is not None
        assert failure.failure.code is code
        assert store.who == identity
    renewing.ask()
    assert renewing.run(road, lambda: None) is None
    assert store.who.certificate != identity.certificate
    assert not renewing.due()
    road.close()
    renewing.close()


def test_a_station_that_hq_refuses_hears_of_it_at_once(
    little_hq: LittleHq, identity: StationIdentity
) -> None:
    late, road = not_after(identity.certificate), HqClient(identity, Event())
    little_hq.scripts.append(Script(401))
    renewing = Renewing(lambda: KeptCertificates(identity), lambda: late)
    with pytest.raises(WorldError) as caught:
        renewing.run(road, lambda: None)
    assert caught.value.failure.code is FailureCode.HQ_REFUSED_STATION
    assert renewing.due()
    road.close()
