"""The signed manifest of a daily log: one way to write it, and nothing else is read."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given

from app.domain.day import DayCounts, DayHead, LogKind, OpenCount, OpenItem, Reconciliation
from app.domain.failure import FailureCode, WorldError
from sync.protocol.day import (
    DayManifest,
    digest_of,
    file_of,
    read_manifest,
    require_file,
    require_signed,
    sign_manifest,
    write_manifest,
)
from sync.protocol.day_proof import write_key
from tests.helpers.fuzzing import fuzzed, spoilt

KEY = Ed25519PrivateKey.from_private_bytes(b"\x05" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
HEAD = DayHead(
    3, LogKind.DAY, date(2026, 11, 23), datetime(2026, 11, 22, 13, tzinfo=UTC),
    datetime(2026, 11, 23, 13, tzinfo=UTC), 660, "UTAVR-A1-c9dc", 7, "UTO", "UTAVR", "A1",
    datetime(2026, 11, 23, 14, 5, 9, 120_000, tzinfo=UTC), "supervisor", "Café; quiet day", False, 0, 512,
    2_048, b"\x01" * 32, b"\x02" * 32, True,
)  # fmt: skip
MANIFEST = DayManifest(
    HEAD,
    DayCounts(9, 4, 1, 0, 3, 0, 1, 2, 1, 1, 1),
    Reconciliation(11, 11, 11, 6),
    (
        OpenCount(OpenItem.REFERRAL, 1, ("0198e0b2-0000-7000-8000-000000000001",)),
        OpenCount(OpenItem.UNSENT, 5),
    ),
    11,
    (file_of("records.cbor", b"rows"), file_of("day-log.pdf", b"%PDF")),
)
WRITTEN = write_manifest(MANIFEST)


def is_refused(data: bytes) -> bool:
    """Whether these bytes are no manifest, and it is said so."""
    with pytest.raises(WorldError) as refused:
        read_manifest(data)
    return refused.value.failure.code is FailureCode.DAY_DAMAGED


def test_what_was_written_is_read_back_and_is_plain_json() -> None:
    assert read_manifest(WRITTEN) == MANIFEST
    assert WRITTEN.isascii()
    assert json.dumps(json.loads(WRITTEN), sort_keys=True, separators=(",", ":")).encode() == WRITTEN


def test_it_names_its_files_and_holds_the_one_before() -> None:
    require_file(MANIFEST, "day-log.pdf", b"%PDF")
    for name, content in (("day-log.pdf", b"%PDX"), ("day-log.pdf", b"%PDF "), ("other.pdf", b"%PDF")):
        with pytest.raises(WorldError) as refused:
            require_file(MANIFEST, name, content)
        assert refused.value.failure.code is FailureCode.DAY_DAMAGED
    later = replace(MANIFEST, head=replace(HEAD, number=4, previous=digest_of(WRITTEN)))
    assert read_manifest(write_manifest(later)).head.previous == digest_of(WRITTEN)


@pytest.mark.parametrize("data, signature, key", [
    (WRITTEN + b" ", sign_manifest(WRITTEN, b"\x05" * 32), PUBLIC),
    (WRITTEN, sign_manifest(WRITTEN, b"\x06" * 32), PUBLIC),
    (WRITTEN, b"", PUBLIC),
    (WRITTEN, sign_manifest(WRITTEN, b"\x05" * 32), bytes(31)),
])  # fmt: skip
def test_only_the_owner_of_the_key_signs(data: bytes, signature: bytes, key: bytes) -> None:
    require_signed(WRITTEN, sign_manifest(WRITTEN, b"\x05" * 32), PUBLIC)
    with pytest.raises(WorldError) as refused:
        require_signed(data, signature, key)
    assert refused.value.failure.code is FailureCode.DAY_NOT_SIGNED


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_alone_proves_a_signature_as_the_documentation_says(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(WRITTEN)
    (tmp_path / "manifest.sig").write_bytes(sign_manifest(WRITTEN, b"\x05" * 32))
    (tmp_path / "station-key.pem").write_bytes(write_key(PUBLIC))
    told = Path("docs/days.md").read_text("utf-8").partition("```sh openssl\n")[2].partition("```")[0]
    assert openssl(told, tmp_path) == "Signature Verified Successfully"
    (tmp_path / "manifest.json").write_bytes(WRITTEN.replace(b"quiet", b"noisy"))
    assert openssl(told, tmp_path) == "Signature Verification Failure"


def openssl(command: str, folder: Path) -> str:
    """What openssl says of the files in a folder."""
    said = subprocess.run(shlex.split(command), cwd=folder, capture_output=True, text=True, check=False)
    return said.stdout.strip()


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The manifest with one thing changed, written canonically."""
    said = json.loads(WRITTEN)
    change(said)
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize("change", [
    lambda said: said.update(number=0),
    lambda said: said.update(number=True),
    lambda said: said.update(number=-1),
    lambda said: said.update(number=1 << 53),
    lambda said: said.update(layout=True),
    lambda said: said.update(format="another"),
    lambda said: said.update(kind="week"),
    lambda said: said.update(kind=[]),
    lambda said: said.update(day="2026-W48-1"),
    lambda said: said.update(since="2026-11-22T13:00:00.000"),
    lambda said: said.update(since="2026-11-22T13:00:00Z"),
    lambda said: said.update(since="2026-11-24T13:00:00.000Z"),
    lambda said: said.update(utc_offset_minutes=1_440),
    lambda said: said.update(closed_at="0001-01-01T00:00:00.000Z"),
    lambda said: said.update(note="\ud800"),
    lambda said: said.update(note="\x1b[2J"),
    lambda said: said.update(note="n" * 1_001),
    lambda said: said.update(early=0),
    lambda said: said.update(after_seq=513),
    lambda said: said.update(previous="AB" * 32),
    lambda said: said.update(previous=" b" * 32),
    lambda said: said.update(more=1),
    lambda said: said.pop("note"),
    lambda said: said["counts"].update(crossings=10),
    lambda said: said["counts"].update(more=1),
    lambda said: said["audit"].update(hash=1),
    lambda said: said["files"].append(said["files"][0]),
    lambda said: said["files"][0].update(name="../records.cbor"),
    lambda said: said["files"][0].update(name="manifest.json"),
    lambda said: said["files"][0].update(name="DAY-LOG.PDF"),
    lambda said: said["files"][0].update(name="ré.cbor"),
    lambda said: said["files"][0].update(size=1.0),
    lambda said: said.update(files=said["files"] * 40),
    lambda said: said.update(files={"name": 1}),
    lambda said: said["open"].append(said["open"][0]),
    lambda said: said["open"][0].update(names=["a", "b"]),
    lambda said: said["open"][0].update(names=["a"] * 51, count=51),
    lambda said: said["open"][0].update(item="weather"),
])  # fmt: skip
def test_what_no_station_would_say_is_damaged(change: Callable[[dict[str, Any]], object]) -> None:
    assert is_refused(changed(change))


def test_no_other_way_of_writing_it_is_read() -> None:
    assert changed(lambda said: None) == WRITTEN
    for data in (
        WRITTEN + b"\n", b" " + WRITTEN, WRITTEN.replace(b'"number":3', b'"number":3,"number":3'),
        WRITTEN.replace(b"Caf\\u00e9", "Café".encode()), json.dumps(json.loads(WRITTEN)).encode(),
        b"[" * 100_000, b"null", b"", b"1" * 5_000, bytes(300 << 10),
    ):  # fmt: skip
        assert is_refused(data)


@fuzzed(share=0.2)
@given(spoilt(WRITTEN))
def test_spoilt_bytes_are_the_manifest_or_nothing(data: bytes) -> None:
    try:
        found = read_manifest(data)
    except WorldError:
        assert is_refused(data)
        return
    assert write_manifest(found) == data
