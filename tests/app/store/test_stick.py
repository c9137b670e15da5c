"""Files that HQ signed and sealed come in from a stick, and nobody else's do."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.domain.failure import FailureCode, WorldError
from app.flow.ports import HqEnrolment
from app.store.door import session_inbox
from sync.ports import Publication
from sync.protocol.publication import Hand, write, write_keys
from sync.pull import take_file
from tests.app.store.alert_lists import KEYRING, HqInTest, header, keys, put, subject
from tests.app.store.booth import StationInTest
from tests.app.store.test_lists import MELE, PITA

NUMBER = 7


@dataclass
class SigningHq:
    """An HQ with keys of its own, at which one station is enrolled."""

    receipt: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    station: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def enrol(self, station: StationInTest) -> None:
        seal = X25519PrivateKey.generate().public_key().public_bytes_raw()
        with station.signed_in("harbourmaster") as session:
            session.enrolment.save(
                HqEnrolment(
                    "https://hq.example", NUMBER, "token", self.station,
                    self.receipt.public_key().public_bytes_raw(), seal, b"",
                )
            )  # fmt: skip

    def keys(self, path: Path) -> Path:
        public = Ed25519PrivateKey.from_private_bytes(self.station).public_key().public_bytes_raw()
        write_keys(keys(NUMBER), KEYRING, public, self.receipt.private_bytes_raw(), path)
        return path

    def print(self, draft: Publication, chunks: Iterable[bytes], path: Path) -> tuple[Path, Publication]:
        hand = Hand(self.receipt.private_bytes_raw(), KEYRING.content_keys[0])
        return path, write(draft, chunks, hand, path, 3)


def take(station: StationInTest, *paths: Path) -> list[FailureCode]:
    """Take files in one after another; the codes of those that were refused."""
    codes = []
    with station.signed_in("supervisor") as session:
        box = session_inbox(session)
        for path in paths:
            try:
                take_file(box, path)
            except WorldError as error:
                codes.append(error.failure.code)
        box.close()
    return codes


def test_keys_snapshot_and_delta_of_hq_come_in_from_files(station: StationInTest, tmp_path: Path) -> None:
    hq, source = SigningHq(), HqInTest("people/un", header("un"))
    hq.enrol(station)
    first, snapshot = hq.print(*source.snapshot(put([MELE]), 1), tmp_path / "1")
    source.sent[-1] = snapshot
    second, _ = hq.print(*source.delta(put([PITA]), 2), tmp_path / "2")
    assert take(station, second, first) == [FailureCode.PUBLICATION_GAP, FailureCode.PUBLICATION_NO_KEY]
    assert take(station, hq.keys(tmp_path / "keys"), first, second) == []
    assert take(station, first) == [FailureCode.PUBLICATION_OLDER]
    with station.signed_in("officer") as session:
        assert [hit.entry_id for hit in session.lists.screen(subject(PITA)).hits] == ["N.2"]
        assert session.lists.status()[0].publication == 2


@pytest.mark.parametrize("place", [3, 60, 200, -1])
def test_a_file_changed_in_one_place_changes_nothing(
    station: StationInTest, tmp_path: Path, place: int
) -> None:
    hq, source = SigningHq(), HqInTest("people/un", header("un"))
    hq.enrol(station)
    path, _ = hq.print(*source.snapshot(put([MELE]), 1), tmp_path / "1")
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    (code,) = take(station, hq.keys(tmp_path / "keys"), path)
    assert code in (FailureCode.PUBLICATION_DAMAGED, FailureCode.PUBLICATION_NOT_TRUSTED)
    with station.signed_in("officer") as session:
        assert list(session.lists.status()) == []


def test_another_hq_s_file_is_not_trusted(station: StationInTest, tmp_path: Path) -> None:
    hq, other = SigningHq(), SigningHq()
    hq.enrol(station)
    other = replace(other, station=hq.station)
    path, _ = other.print(*HqInTest("people/un", header("un")).snapshot(put([MELE]), 1), tmp_path / "1")
    assert take(station, hq.keys(tmp_path / "keys"), path, other.keys(tmp_path / "theirs")) == [
        FailureCode.PUBLICATION_NOT_TRUSTED
    ] * 2  # fmt: skip


def test_a_station_enrolled_at_another_hq_begins_anew_with_its_publications(
    station: StationInTest, tmp_path: Path
) -> None:
    old, new = SigningHq(), SigningHq()
    sources = [HqInTest("people/un", header("un")) for _ in range(2)]
    old.enrol(station)
    theirs = [old.print(*sources[0].snapshot(put([MELE]), 1), tmp_path / f"old{turn}")[0] for turn in (1, 2)]
    assert take(station, old.keys(tmp_path / "keys"), *theirs) == []
    new.enrol(station)
    with station.signed_in("supervisor") as session:
        assert [hit.entry_id for hit in session.lists.screen(subject(MELE)).hits] == ["N.1"]
        assert session.lists.status()[0].publication == 0
    path, _ = new.print(*sources[1].snapshot(put([PITA]), 1), tmp_path / "1")
    assert take(station, new.keys(tmp_path / "keys"), path, theirs[1]) == [
        FailureCode.PUBLICATION_NOT_TRUSTED
    ]
    with station.signed_in("officer") as session:
        assert session.lists.screen(subject(MELE)).hits == ()
        assert [hit.entry_id for hit in session.lists.screen(subject(PITA)).hits] == ["N.2"]
