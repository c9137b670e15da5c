"""A package of daily logs is read in one way, from its beginning, and believed as far as it is signed."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given

from app.domain.failure import FailureCode, WorldError
from sync.courier.day_stick import is_package, package_place
from sync.protocol.day_package import Entry, PackageReader, package_size, write_package
from sync.protocol.day_proof import ProvedLog, Prover, read_key, write_key
from sync.protocol.day_records import DayRecord, read_records, write_records
from tests.helpers.fuzzing import fuzzed, spoilt
from tests.helpers.signed_logs import NIGHT, Signing

KEY = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
RECORDS = [DayRecord(seq, 1, bytes([seq % 256]) * 16, b"\x81\x01" * seq) for seq in (1, 2, 30, 400)]


def station() -> Signing:
    """Three closed days."""
    made = Signing(KEY)
    made.close(1, RECORDS)
    made.close(2)
    made.close(3, RECORDS[:1])
    return made


GOOD = station()
BATCH = (1, bytes(range(32)), b"MB a batch")
WHOLE = GOOD.package(1, 2, 3, batches=[BATCH])
OUTSIDE = ("../000002/manifest.json", "/etc/passwd", "000002", "000002/../x", "a/b/c")
DAMAGE = {FailureCode.DAY_DAMAGED, FailureCode.DAY_NOT_SIGNED}


def proved(data: bytes, pieces: int = 1 << 20, key: bytes | None = PUBLIC) -> tuple[ProvedLog, ...]:
    """Every log in a package that comes in pieces."""
    prover = Prover(lambda _: key)
    reader = PackageReader(prover.bound, prover.take)
    for at in range(0, len(data), pieces):
        reader.feed(data[at : at + pieces])
    reader.end()
    return prover.end()


def code_of(data: bytes, key: bytes | None = PUBLIC) -> FailureCode:
    """Why it is not taken."""
    with pytest.raises(WorldError) as raised:
        proved(data, key=key)
    return raised.value.failure.code


def test_a_package_is_a_zip_that_any_program_opens_and_the_same_bytes_each_time() -> None:
    package = zipfile.ZipFile(io.BytesIO(WHOLE))
    assert package.testzip() is None
    assert {info.compress_type for info in package.infolist()} == {zipfile.ZIP_STORED}
    assert package.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
    assert station().package(1, 2, 3, batches=[BATCH]) == WHOLE
    sizes = [(info.filename, info.file_size) for info in package.infolist()]
    assert package_size(sizes) == len(WHOLE)


@pytest.mark.parametrize("pieces", [1, 7, 4096])
def test_it_is_proved_in_whatever_pieces_it_comes(pieces: int) -> None:
    logs = proved(WHOLE, pieces)
    assert [log.manifest.head.number for log in logs] == [1, 2, 3]
    assert all(log.trusted for log in logs)
    assert all(later.manifest.head.previous == log.digest for log, later in pairwise(logs))
    assert [log.trusted for log in proved(WHOLE, key=None)] == [False] * 3


def test_what_is_cut_lengthened_doubled_or_in_another_order_is_none() -> None:
    first, second = GOOD.logs[1], GOOD.logs[2]
    batch = Entry("batches/0000000001-0001020304050607.mbat", b"x")
    for entries in (
        [], first[:-1], first[:3], first + first, second + first, first[1:] + first[:1], [batch],
        [*first, batch, *second], [*first, batch, batch], [*first, Entry("000001/more.txt", b"")],
        [Entry("000009" + one.name[6:], one.content) for one in first],
        *([*first, Entry(name, b"x")] for name in OUTSIDE),
    ):  # fmt: skip
        assert code_of(b"".join(write_package(entries))) is FailureCode.DAY_DAMAGED
    for data in (b"", b"PK", WHOLE[:-1], WHOLE + b"\0", WHOLE[:-22], WHOLE[4:]):
        assert code_of(data) is FailureCode.DAY_DAMAGED


def test_a_zip_of_another_program_is_none_though_it_holds_the_same() -> None:
    for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        other = io.BytesIO()
        with zipfile.ZipFile(other, "w", compression) as package:
            for one in GOOD.logs[1]:
                package.writestr(one.name, one.content)
        assert code_of(other.getvalue()) is FailureCode.DAY_DAMAGED


def test_a_large_size_that_is_only_said_costs_no_memory() -> None:
    said = bytearray(WHOLE)
    said[18:22] = said[22:26] = (1 << 31).to_bytes(4, "little")
    assert code_of(bytes(said)) is FailureCode.DAY_DAMAGED


def test_logs_of_another_key_or_of_two_stations_are_not_believed() -> None:
    other, stranger = Signing(bytes(32)), Signing(KEY, number=13)
    other.close(1)
    stranger.close(2)
    assert code_of(other.package(1)) is FailureCode.DAY_NOT_SIGNED
    changed = [Entry(one.name, one.content) for one in other.logs[1]]
    changed[2] = Entry("000001/station-key.pem", write_key(PUBLIC))
    assert code_of(b"".join(write_package(changed)), key=None) is FailureCode.DAY_NOT_SIGNED
    both = [*GOOD.logs[1], *stranger.logs[2]]
    assert code_of(b"".join(write_package(both))) is FailureCode.DAY_DAMAGED


@fuzzed(share=0.1)
@given(spoilt(WHOLE))
def test_no_spoilt_package_proves_anything_else(data: bytes) -> None:
    try:
        logs = proved(data, pieces=1000)
    except WorldError as error:
        assert error.failure.code in DAMAGE  # noqa: PT017 - most of thousands fail, each for a reason of ours
    else:
        assert data == WHOLE
        assert len(logs) == 3


@fuzzed(share=0.1)
@given(spoilt(write_records(RECORDS)))
def test_records_are_read_as_they_were_written_or_not_at_all(data: bytes) -> None:
    try:
        rows = list(read_records(data))
    except WorldError as error:
        assert error.failure.code is FailureCode.DAY_DAMAGED  # noqa: PT017
    else:
        assert write_records(rows) == data


@fuzzed(share=0.05)
@given(spoilt(write_key(PUBLIC)))
def test_a_key_is_read_as_it_was_written_or_not_at_all(data: bytes) -> None:
    try:
        raw = read_key(data)
    except WorldError as error:
        assert error.failure.code is FailureCode.DAY_DAMAGED  # noqa: PT017
    else:
        assert write_key(raw) == data


def test_names_of_packages_say_station_numbers_and_day_and_are_told_from_others() -> None:
    day = NIGHT.date()
    assert package_place(12, (14,), day, True)[-1] == "000012-000014-2026-11-25.zip.age"
    names = {package_place(12, numbers, day, False)[-1] for numbers in ((1, 2, 4), (1, 3, 4), (1, 4))}
    assert len(names) == 3
    assert all(map(is_package, names))
    dice = Random(1)
    for name in ("holiday.zip", "000012-000014-2026-11-25.zip.age.part", "000012.zip", str(dice.random())):
        assert not is_package(name)
