"""Daily logs at HQ: opened, proved, batches settled, every record held against the ledger, gaps shown."""

from __future__ import annotations

import contextlib
import errno
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.crossing import Crossing
from app.domain.export_policy import ExportPolicy
from app.domain.failure import WorldError
from app.domain.record import encode
from app.domain.value_rows import from_plain
from sync.courier.day_reading import sources_on
from sync.courier.day_seal import seal
from sync.courier.stick import Stick
from sync.hq.age_keys import AGE_FILE, load_age
from sync.hq.audit import Reader
from sync.hq.backup_keys import copy_keys, open_keys
from sync.hq.cli import cli
from sync.hq.days import logs_of
from sync.hq.days_import import DayIntake
from sync.hq.failure import HqError
from sync.hq.things import content_of
from sync.ports import FrozenBatch
from sync.protocol.day_proof import write_key
from sync.protocol.day_records import DayRecord
from sync.protocol.plain import read_plain
from tests.helpers.hq import RunningHq
from tests.helpers.lists import NOW
from tests.helpers.signed_logs import Signing
from tests.helpers.stick import PulledFiles, a_drive
from tests.sync.hq.conftest import NewStation
from tests.sync.hq.listening import Listener
from tests.sync.hq.station import Station

PULLS = 30
SERVICE = str(pyrage.x25519.Identity.generate().to_public())


class Supervisor:
    """Closes days of a station and brings them to HQ."""

    def __init__(self, hq: RunningHq, station: Station) -> None:
        self.hq, self.station = hq, station
        self.signing = Signing(station.identity.signing_key, station.number, station.name)
        self.seq = 1

    def records(self, crossings: Sequence[Crossing]) -> list[DayRecord]:
        """The next rows of the station."""
        first, self.seq = self.seq, self.seq + len(crossings)
        return [
            DayRecord(first + at, 1, UUID(one.record_id).bytes, encode(one))
            for at, one in enumerate(crossings)
        ]

    def bring(self, path: Path, *numbers: int, batches: Sequence[FrozenBatch] = (), exits: int = 0) -> Any:
        """Seal these logs to HQ, and type `matapa-hq day import`."""
        self.seal(path, *numbers, batches=batches)
        return self.day("import", str(path), exits=exits)

    def seal(self, path: Path, *numbers: int, batches: Sequence[FrozenBatch] = ()) -> None:
        """Seal these logs to HQ and the service."""
        said = [(one.first_seq, one.batch_id, one.data) for one in batches]
        with path.open("wb") as file:
            to = str(load_age(self.hq.home).to_public())
            seal([self.signing.package(*numbers, batches=said)], [SERVICE, to], lambda data: _all(file, data))

    def day(self, command: str, *words: str, exits: int = 0) -> Any:
        """Type a `matapa-hq day` command; its JSON."""
        return self.type("day", command, *words, exits=exits)

    def queue(self) -> Any:
        """What waits about logs of the station."""
        return self.type("queue", "list", "--kind", "day", "--station", str(self.station.number))["items"]

    def type(self, group: str, command: str, *words: str, exits: int = 0) -> Any:
        """Type a command of a group; its JSON."""
        home = ["--home", str(self.hq.home.folder), "--json"]
        result = CliRunner().invoke(cli, [group, command, *home, *words])
        assert result.exit_code == exits, (result.output, result.exception)
        return json.loads(result.stdout) if result.stdout else result.stderr


def _all(file: Any, data: bytes) -> None:
    file.write(data)


@pytest.fixture
def supervisor(hq: RunningHq, station: Station) -> Supervisor:
    """Of one station."""
    return Supervisor(hq, station)


def counted(log: dict[str, Any]) -> tuple[int, ...]:
    """How the records of a log stand to the ledger."""
    names = ("records", "same", "came", "differing", "missing", "erased")
    return tuple(log[name] for name in names)


def policy_in(content: bytes) -> ExportPolicy:
    """What stations read in a publication."""
    said = read_plain(content)
    assert isinstance(said, list)
    assert said[0] == 1
    return from_plain(ExportPolicy, said[1])


def test_a_log_brings_what_hq_lacked_and_is_held_against_what_it_had(
    hq: RunningHq, supervisor: Supervisor, tmp_path: Path
) -> None:
    station, before = supervisor.station, hq.count()
    known, new, lost = station.crossings(3), station.crossings(4), station.crossings(2)
    station.receipt(station.put(station.batch(known)))
    batch = station.batch(new)
    supervisor.signing.close(1, supervisor.records([*known, *new, *lost]))
    said = supervisor.bring(tmp_path / "1.zip.age", 1, batches=[batch])
    (package,) = said["packages"]
    (log,) = package["logs"]
    assert (package["batches"], package["known"], package["rejected"]) == (1, 0, 0)
    assert (log["new"], counted(log)) == (True, (9, 3, 4, 0, 2, 0))
    assert hq.count() == before + 7
    again = supervisor.bring(tmp_path / "1.zip.age", 1, batches=[batch])["packages"][0]
    assert (again["batches"], again["known"]) == (0, 1)
    assert (again["logs"][0]["new"], counted(again["logs"][0])) == (False, (9, 7, 0, 0, 2, 0))
    assert hq.count() == before + 7
    station.receipt(station.put(station.batch(lost)))
    assert counted(supervisor.bring(tmp_path / "2.zip.age", 1)["packages"][0]["logs"][0])[-2:] == (0, 0)


def test_a_record_that_is_other_in_the_ledger_is_asked_about_once(
    hq: RunningHq, supervisor: Supervisor, tmp_path: Path
) -> None:
    station = supervisor.station
    crossings = station.crossings(3)
    station.receipt(station.put(station.batch(crossings)))
    crossings[1] = replace(crossings[1], booth="9")
    supervisor.signing.close(1, supervisor.records(crossings))
    for _ in range(2):
        said = supervisor.bring(tmp_path / "1.zip.age", 1)
        assert counted(said["packages"][0]["logs"][0]) == (3, 2, 0, 1, 0, 0)
    items = supervisor.queue()
    assert [(one["code"], one["first_seq"], one["last_seq"]) for one in items] == [("day_differs", 2, 2)]
    assert "other bytes" in supervisor.type("queue", "show", str(items[0]["number"]))["wrong"]
    shown = supervisor.day("show", str(station.number), "1", "--to", str(tmp_path / "signed"))
    assert shown["differing_records"] == [{"seq": 2, "id": crossings[1].record_id}]
    manifest = (tmp_path / "signed" / "manifest.json").read_bytes()
    assert sha256(manifest).hexdigest() == shown["digest"]


def test_numbers_that_were_not_brought_are_named_and_one_number_is_one_log(
    hq: RunningHq, supervisor: Supervisor, tmp_path: Path
) -> None:
    number = supervisor.station.number
    for day in range(1, 7):
        supervisor.signing.close(day)
    supervisor.bring(tmp_path / "1.zip.age", 2, 5, 6)
    listed = supervisor.day("list", "--station", str(number))
    assert [log["number"] for log in listed["logs"]] == [2, 5, 6]
    assert [(gap["first"], gap["last"], gap["broken"]) for gap in listed["gaps"]] == [
        (1, 1, False), (3, 4, False),
    ]  # fmt: skip
    supervisor.bring(tmp_path / "2.zip.age", 1, 3, 4)
    assert supervisor.day("list", "--station", str(number))["gaps"] == []
    supervisor.signing.close(6, note="another word")
    said = supervisor.bring(tmp_path / "3.zip.age", 6, exits=1)
    assert "another log under number 6" in said["refused"][0]["why"]
    (item,) = supervisor.queue()
    assert item["code"] == "day_twice"


def test_what_is_not_the_station_s_or_not_for_this_hq_is_refused_and_changes_nothing(
    hq: RunningHq, supervisor: Supervisor, new_station: NewStation, tmp_path: Path
) -> None:
    path, station, before = tmp_path / "1.zip.age", supervisor.station, hq.count()
    batch = station.batch(station.crossings(1))

    def why() -> str:
        said = supervisor.bring(path, 1, batches=[batch], exits=1)
        return str(said["refused"][0]["why"])

    signing, other = supervisor.signing, new_station()
    for changed, words in (
        ({"key": bytes(32)}, "DAY-07"), ({"number": 999}, "no station 999"),
        ({"number": 1 << 40}, "no station"), ({"name": "UTAVR-99"}, "the log says UTAVR-99"),
        ({"training": True}, "never mix"), ({"number": other.number, "name": other.name}, "DAY-07"),
    ):  # fmt: skip
        supervisor.signing = replace(signing, logs={}, **changed)
        supervisor.signing.close(1)
        assert words in why()
    supervisor.signing = replace(signing, logs={})
    supervisor.signing.close(1, said=5)
    assert "DAY-08" in why(), "fewer records than the manifest says"
    supervisor.signing.close(1)
    path.write_bytes(pyrage.encrypt(b"nothing", [pyrage.x25519.Identity.generate().to_public()]))
    assert "DAY-10" in supervisor.day("import", str(path), exits=1)["refused"][0]["why"]
    supervisor.bring(path, 1)
    path.write_bytes(path.read_bytes()[:-40])
    assert "DAY-08" in supervisor.day("import", str(path), exits=1)["refused"][0]["why"]
    assert hq.count() == before
    hq.revoke(station.number)
    assert "revoked" in why()
    assert hq.count() == before


def test_a_stick_that_is_read_brings_its_days_and_takes_the_receipts_back(
    hq: RunningHq, supervisor: Supervisor
) -> None:
    station, before = supervisor.station, hq.count()
    batch = station.batch(station.crossings(2))
    with a_drive() as drive:
        folder = drive / "MATAPA" / "days" / f"{station.number:06}"
        folder.mkdir(parents=True)
        (folder / "holiday.zip").write_bytes(b"not ours")
        (folder / "000001-000009-2026-11-24.zip").write_bytes(b"torn")
        path = folder / f"{station.number:06}-000001-2026-11-24.zip.age"
        supervisor.signing.close(1, supervisor.records([]))
        supervisor.bring(path, 1, batches=[])
        supervisor.bring(path, 1, batches=[batch])
        result = CliRunner().invoke(
            cli, ["courier", "read", str(drive), "--home", str(hq.home.folder), "--json"]
        )
        said = json.loads(result.stdout)
        assert (result.exit_code, said["logs"], said["new_logs"], said["known"]) == (1, 1, 0, 1)
        assert [one["file"].split("/")[-1] for one in said["refused"]] == ["000001-000009-2026-11-24.zip"]
        assert len(list((drive / "MATAPA" / "down").rglob("*.mrec"))) == 1
    assert hq.count() == before + 2


def test_pulled_out_at_any_moment_of_reading_a_day_is_taken_whole_or_not_at_all(
    hq: RunningHq, supervisor: Supervisor
) -> None:
    station, rolls, before = supervisor.station, random.Random(8), hq.count()
    with a_drive() as drive, hq.connection(autocommit=True) as connection:
        folder = drive / "MATAPA" / "days" / f"{station.number:06}"
        folder.mkdir(parents=True)
        path = folder / f"{station.number:06}-000001-2026-11-24.zip.age"
        crossings = station.crossings(3)
        supervisor.signing.close(1, supervisor.records(crossings))
        supervisor.seal(path, 1, batches=[station.batch(crossings)])
        intake = DayIntake(hq.home, connection, Reader("mvira", "daily log"))
        pulled = 0
        for _ in range(PULLS):
            files = PulledFiles(rolls.randrange(16), errno.ENODEV)
            with contextlib.suppress(WorldError):
                for source in sources_on(Stick(drive, files)):
                    intake.take(source)
            pulled += files.failed
            if files.failed and not logs_of(connection, station.number):
                assert hq.count() == before
        assert pulled > PULLS // 2
        for source in sources_on(Stick(drive)):
            intake.take(source)
        (log,) = logs_of(connection, station.number)
    assert (log.records, log.same + log.came, log.missing) == (3, 3, 0)
    assert hq.count() == before + 3


def test_stations_are_told_to_whom_they_seal_and_hq_s_key_is_in_every_copy(
    hq: RunningHq, supervisor: Supervisor, listener: Listener, tmp_path: Path
) -> None:
    own = supervisor.day("key")["recipient"]
    station = supervisor.station
    signing = Ed25519PrivateKey.from_private_bytes(station.identity.signing_key)
    signs_by = supervisor.day("key", "--station", str(station.number))["public_key"]
    assert signs_by == write_key(signing.public_key().public_bytes_raw()).decode()
    assert "HQ-05" in supervisor.day("key", "--station", "99999", exits=1)
    assert supervisor.day("policy") == {"recipients": {"HQ": own}, "plain_allowed": False}
    (told,) = listener.inbox.contents["policy/export"]
    assert policy_in(told) == ExportPolicy((("HQ", own),))
    said = supervisor.day("policy", "--recipient", f"Immigration={SERVICE}", "--plain")
    assert said == {"recipients": {"HQ": own, "Immigration": SERVICE}, "plain_allowed": True}
    assert [stream for stream, *_ in listener.look()] == ["policy/export"]
    assert supervisor.day("policy", "--no-plain")["recipients"] == said["recipients"]
    for wrong in (f"Immigration={SERVICE[:-1]}", f"HQ={SERVICE}", f"Twice={own}", "age1", f"\n={SERVICE}"):
        assert "HQ-10" in supervisor.day("policy", "--recipient", wrong, exits=1)
    copy_keys(hq.home, tmp_path / "copy", "five words that nobody guesses")
    assert f"keys/{AGE_FILE}" in open_keys(
        tmp_path / "copy", "five words that nobody guesses", tmp_path / "to"
    )


def test_the_policy_is_published_from_a_file_too_and_a_wrong_one_is_not() -> None:
    said = json.dumps({"recipients": {"HQ": SERVICE}, "plain_allowed": True}).encode()
    assert policy_in(content_of("policy", "export", said, NOW)) == ExportPolicy((("HQ", SERVICE),), True)
    for wrong in (
        {"recipients": [["HQ", SERVICE]]}, {"recipients": {"HQ": "age1x"}}, {"plain_allowed": 1},
        {"recipients": {"HQ": SERVICE, "Other": SERVICE}}, {"recipients": {"": SERVICE}},
    ):  # fmt: skip
        with pytest.raises(HqError):
            content_of("policy", "export", json.dumps(wrong).encode(), NOW)
