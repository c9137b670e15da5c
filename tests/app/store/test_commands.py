"""A technician sets up and looks after a station from the command line."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from app.commands.cli import build
from app.commands.kit import Kit
from app.domain.failure import FailureCode, WorldError
from app.flow.ports import FoundingPort, HqEnrolment, PendingEnrolment, SignInPort, Station
from app.main.alone import alone
from app.main.enrolling import for_the_stick, take_answer, write_request
from app.store.door import StationDoor, session_certificates
from sync.hq.authority import Root, issue_client
from sync.hq.certificates import wanted_key
from sync.ports import StationIdentity
from sync.protocol.code import OneTimeCode, fingerprint
from sync.protocol.enrolment import EnrolmentAnswer, read_request
from sync.protocol.enrolment_sealed import seal_answer
from tests.app.store.booth import CHEAP, PASSWORDS, MovableClock, StationInTest, travellers
from tests.helpers.little_hq import make_authority

INIT = [
    "init", "--country", "uto", "--port", "UT AVR", "--booth", "B2", "--hq", "https://hq.example",
    "--admin", "moana", "--admin-name", "Moana T", "--password-stdin",
]  # fmt: skip


class KitInTest:
    """The parts of `Kit` that these commands use: the real store, and an HQ that takes one code."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.spent: list[str] = []

    def founding(self) -> FoundingPort:
        return self._door()

    def alone(self) -> AbstractContextManager[None]:
        return alone(self.home)

    def door(self) -> SignInPort:
        return self._door()

    def _door(self) -> StationDoor:
        return StationDoor(self.home, MovableClock(), CHEAP)

    def enrol(
        self, station: Station, code: str, hq_url: str, known: HqEnrolment | None = None
    ) -> HqEnrolment:
        if code != "GOOD-CODE":
            raise WorldError(FailureCode.ENROLMENT_CODE_WRONG, "enrol")
        self.spent.append(code)
        return HqEnrolment(hq_url, 7, "token", bytes(32), bytes(32), b"\x09" + bytes(31), b"PEM")

    ask_by_stick = staticmethod(for_the_stick)
    take_answer = staticmethod(take_answer)

    def write_request(self, drive: Path, pending: PendingEnrolment) -> None:
        write_request(drive, pending, MovableClock()())


@pytest.fixture
def kit(home: Path) -> KitInTest:
    return KitInTest(home)


def matapa(kit: KitInTest, arguments: list[str], typed: str = "") -> Result:
    """Run one command; what it says on stderr is part of the result."""
    return CliRunner().invoke(build(lambda home: cast("Kit", kit), "0"), arguments, input=typed)


def as_user(username: str) -> list[str]:
    return ["--as", username, "--password-stdin"]


def test_a_station_is_made_by_flags_and_works(kit: KitInTest) -> None:
    made = matapa(kit, INIT, "reef and lagoon 7\n")
    assert made.exit_code == 0, made.output
    assert "UTAVR-B2-" in made.stdout
    checked = matapa(kit, ["store", "check", *as_user("moana")], "reef and lagoon 7\n")
    assert checked.exit_code == 0
    assert checked.stdout.startswith("intact")


def test_without_hq_the_password_on_standard_input_is_no_answer_to_a_question(kit: KitInTest) -> None:
    at = INIT.index("--hq")
    made = matapa(kit, [*INIT[:at], *INIT[at + 2 :]], "reef and lagoon 7\n")
    assert made.exit_code == 0, made.output
    assert "reef and lagoon 7" not in made.output


def test_a_station_is_made_by_answering_questions(kit: KitInTest) -> None:
    answers = ["UTO", "UTAVR", "B2", "", "moana", "Moana T", "reef and lagoon 7", "reef and lagoon 7"]
    made = matapa(kit, ["init"], "\n".join(answers) + "\n")
    assert made.exit_code == 0, made.output
    assert "reef and lagoon 7" not in made.output


def test_making_a_station_twice_or_wrongly_says_so_in_words(kit: KitInTest) -> None:
    weak = matapa(kit, INIT, "password123\n")
    assert (weak.exit_code, "KEY-04" in weak.stderr) == (1, True)
    nothing = matapa(kit, INIT, "")
    assert nothing.exit_code == 2
    assert matapa(kit, INIT, "reef and lagoon 7\n").exit_code == 0
    again = matapa(kit, INIT, "reef and lagoon 7\n")
    assert (again.exit_code, "STO-06" in again.stderr) == (1, True)


def test_accounts_are_made_listed_and_taken_away(station: StationInTest, kit: KitInTest) -> None:
    admin, password = as_user("harbourmaster"), PASSWORDS["harbourmaster"]
    added = matapa(
        kit,
        ["officers", "add", "tane", "--name", "Tane R", "--role", "officer", *admin],
        f"{password}\nquiet mango grove\n",
    )
    assert added.exit_code == 0, added.output
    listed = matapa(kit, ["officers", "list", "--json", *admin], f"{password}\n")
    assert {"username": "tane", "full_name": "Tane R", "role": "officer", "active": True} in json.loads(
        listed.stdout
    )
    assert matapa(kit, ["officers", "deactivate", "tane", *admin], f"{password}\n").exit_code == 0
    listed = matapa(kit, ["officers", "list", *admin], f"{password}\n")
    assert "Tane R  (inactive)" in listed.stdout
    refused = matapa(kit, ["officers", "list", *as_user("tane")], "quiet mango grove\n")
    assert (refused.exit_code, "KEY-01" in refused.stderr) == (1, True)


def test_a_locked_out_officer_is_let_in_again_by_a_supervisor(station: StationInTest, kit: KitInTest) -> None:
    for _ in range(5):
        assert matapa(kit, ["officers", "list", *as_user("officer")], "wrong\n").exit_code == 1
    locked = matapa(kit, ["officers", "list", *as_user("officer")], f"{PASSWORDS['officer']}\n")
    assert "KEY-02" in locked.stderr
    unlock = ["officers", "unlock", "officer", *as_user("supervisor")]
    assert matapa(kit, unlock, f"{PASSWORDS['supervisor']}\n").exit_code == 0
    with station.signed_in("officer"):
        pass


def test_an_officer_changes_the_password(station: StationInTest, kit: KitInTest) -> None:
    change = ["password", *as_user("officer")]
    changed = matapa(kit, change, f"{PASSWORDS['officer']}\nseven quiet mangoes\n")
    assert changed.exit_code == 0, changed.output
    assert matapa(kit, change, f"{PASSWORDS['officer']}\nsomething else entirely\n").exit_code == 1
    assert matapa(kit, change, "seven quiet mangoes\neight quiet mangoes\n").exit_code == 0


def test_the_check_names_the_first_broken_line_and_fails(station: StationInTest, kit: KitInTest) -> None:
    with station.signed_in("officer") as session:
        for crossing in travellers(3):
            session.crossings.record(crossing)
    with station.raw() as connection:
        (line,) = connection.execute("SELECT audit_seq FROM crossings WHERE id = 2").fetchone()
        connection.execute("DROP TRIGGER records_do_not_change")
        connection.execute("UPDATE records SET record = x'80' WHERE seq = 2")
    check = ["store", "check", *as_user("supervisor")]
    told = matapa(kit, check, f"{PASSWORDS['supervisor']}\n")
    assert told.exit_code == 1
    assert f"audit line {line} is the first" in told.stdout
    data = matapa(kit, [*check, "--json"], f"{PASSWORDS['supervisor']}\n")
    report = json.loads(data.stdout)
    assert (report["intact"], report["first_broken"], report["crossings"]) == (False, line, 3)


def test_a_station_is_enrolled_by_its_administrator_and_no_code_is_spent_by_others(
    station: StationInTest, kit: KitInTest
) -> None:
    others = matapa(kit, ["enrol", "GOOD-CODE", *as_user("officer")], f"{PASSWORDS['officer']}\n")
    assert (others.exit_code, "KEY-05" in others.stderr, kit.spent) == (1, True, [])
    admin, password = as_user("harbourmaster"), f"{PASSWORDS['harbourmaster']}\n"
    wrong = matapa(kit, ["enrol", "BAD-CODE", *admin], password)
    assert (wrong.exit_code, "SYN-08" in wrong.stderr) == (1, True)
    right = matapa(kit, ["enrol", "GOOD-CODE", "--hq", "https://other.example", *admin], password)
    assert right.exit_code == 0, right.output
    with station.signed_in("officer") as session:
        assert (session.station.enrolled, session.station.hq_url) == (True, "https://other.example")


def test_a_station_is_enrolled_by_a_stick_that_comes_back_weeks_later(
    station: StationInTest, kit: KitInTest, tmp_path: Path
) -> None:
    ca, ca_key, _, _ = make_authority()
    code = str(OneTimeCode(b"ten bytes!", fingerprint(ca.public_bytes(Encoding.DER))))
    drive = tmp_path / "stick"
    drive.mkdir()
    admin, password = as_user("harbourmaster"), f"{PASSWORDS['harbourmaster']}\n"
    early = matapa(kit, ["enrol", "--from-stick", str(drive), *admin], password)
    assert (early.exit_code, "DRV-05" in early.stderr) == (1, True)
    asked = matapa(kit, ["enrol", code, "--to-stick", str(drive), *admin], password)
    assert asked.exit_code == 0, asked.output
    (path,) = (drive / "MATAPA" / "up" / "enrol").iterdir()
    assert b"by a new station" in (drive / "MATAPA" / "READ ME.txt").read_bytes()
    still = matapa(kit, ["enrol", "--from-stick", str(drive), *admin], password)
    assert (still.exit_code, "DRV-05" in still.stderr) == (1, True)
    request = read_request(path.read_bytes())
    made = issue_client(
        Root(ca, ca_key), 7, request.port, wanted_key(request.certificate_request), datetime.now(UTC)
    )
    seal_key = X25519PrivateKey.generate().public_key().public_bytes_raw()
    said = EnrolmentAnswer(7, "token", bytes(32), seal_key, made.public_bytes(Encoding.DER))
    answers = drive / "MATAPA" / "down" / "enrol"
    answers.mkdir(parents=True)
    answer = seal_answer(said, path.read_bytes(), request.station_key, ca, ca_key)
    (answers / f"{path.stem}.mans").write_bytes(answer[:-1])
    torn = matapa(kit, ["enrol", "--from-stick", str(drive), *admin], password)
    assert (torn.exit_code, "DRV-06" in torn.stderr) == (1, True)
    (answers / f"{path.stem}.mans").write_bytes(answer)
    taken = matapa(kit, ["enrol", "--from-stick", str(drive), *admin], password)
    assert taken.exit_code == 0, taken.output
    assert "as station 7" in taken.stdout
    with station.signed_in("harbourmaster") as session:
        found, store = session.enrolment.current(), session_certificates(session)
        assert session.enrolment.pending() is None
        identity = store.identity()
        store.keep_certificate(b"the next", b"its key")
        renewed = store.identity()
        store.close()
    assert found is not None
    assert identity == StationIdentity(**asdict(found), port=request.port)
    assert renewed == replace(identity, certificate=b"the next", tls_key=b"its key")
    drive_again = matapa(kit, ["enrol", code, "--to-stick", str(drive), *admin], password)
    assert drive_again.exit_code == 0
    keys = {
        read_request(one.read_bytes()).station_key for one in (drive / "MATAPA" / "up" / "enrol").iterdir()
    }
    assert keys == {request.station_key}  # enrolled again it stays who it is


def test_a_supervisor_rescues_a_damaged_store(station: StationInTest, kit: KitInTest) -> None:
    with station.signed_in("officer") as session:
        session.crossings.record(travellers(1)[0])
    told = matapa(kit, ["store", "rescue", *as_user("supervisor")], f"{PASSWORDS['supervisor']}\n")
    assert told.exit_code == 0, told.output
    assert "saved: 1 records" in told.stdout
    assert "lost: 0 records, 0 audit lines" in told.stdout
    with station.signed_in("supervisor") as session:
        assert session.keeper.check().intact


def test_what_was_typed_wrongly_is_named(tmp_path: Path) -> None:
    wrong = [*INIT[:2], "nowhere", *INIT[3:]]
    made = matapa(KitInTest(tmp_path / "home"), wrong, "four unusual words here\n")
    assert made.exit_code == 1
    assert "(FLD-01 at store.found: country)" in made.output
