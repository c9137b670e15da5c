"""`matapa chip`: a chip is read into a folder, and proved there, without any station."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result

from app.commands.chip_folder import NotAReading, file_of, read_folder, write_folder
from app.commands.cli import build
from app.commands.kit import Kit
from app.flow.ports import StationPlan
from app.main import StationKit
from app.store.door import StationDoor
from app.store.keys import Hardness
from app.trust.chip import ORDER
from devices.api import ChipReader, DeviceRow
from devices.emrtd.lds.security_object import parse_sod
from devices.emrtd.reading import ChipFile
from devices.errors import DeviceCode
from devices.registry import SIMULATED_CHIP, make_chip_reader
from devices.simulated.chip.pki import shared_pki
from devices.simulated.chip.profiles import PROFILES, traveller
from tests.helpers import chips

ON = chips.DAY.isoformat()
PASSWORD = "tall coconut palm"


class KitInTest:
    """The parts of `Kit` that these commands use: virtual passports, and pictures that open."""

    home = Path()

    def chip_reader(self, name: str) -> ChipReader:
        return make_chip_reader(SIMULATED_CHIP + name, simulate=True)

    def chip_rows(self) -> tuple[DeviceRow, ...]:
        return (
            DeviceRow("pcsc", "A reader", "A reader"),
            DeviceRow("pcsc", "sick", code=DeviceCode.NO_CARD_SERVICE),
        )

    def opens(self, picture: bytes) -> bool:
        return bool(picture)


def run(*arguments: object) -> Result:
    matapa = build(lambda home: cast("Kit", KitInTest()), "0")
    return CliRunner().invoke(matapa, ["chip", *map(str, arguments)])


def told(result: Result) -> dict[str, dict[str, Any]]:
    """The checks that were printed, by name."""
    return {row["name"]: row for row in json.loads(result.stdout)["checks"]}


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """Options that name the trial PKI's list, root and CRLs."""
    return options(chips.pki(), tmp_path_factory.mktemp("trust"))


def options(pki: Any, folder: Path) -> list[object]:
    for number, data in enumerate((pki.master_list, *pki.revocation_lists.values())):
        (folder / f"{number}.bin").write_bytes(data)
    (folder / "root.cer").write_bytes(pki.root)
    named = [("--anchors", file) for file in sorted(folder.glob("*.bin"))]
    return [part for pair in [*named, ("--root", folder / "root.cer")] for part in pair]


def lines(profile: str, folder: Path) -> Path:
    file = folder / f"{profile}.mrz"
    file.write_text("\n".join(chips.page(profile).mrz_lines), encoding="ascii")
    return file


@pytest.mark.parametrize(
    "profile,verdict,status",
    [("pace-gm-p256", "PASSED", 0), ("aa-rsa", "PASSED", 0), ("cloned", "FAILED", 1),
     ("tampered-dg1", "FAILED", 1), ("unknown-csca", "UNDETERMINED", 2)],
)  # fmt: skip
def test_a_folder_is_judged_and_the_exit_status_says_how(
    profile: str, verdict: str, status: int, trusted: list[object], tmp_path: Path
) -> None:
    write_folder(chips.read(profile), tmp_path / "chip")
    result = run(
        "verify", tmp_path / "chip", "--json", "--on", ON, "--mrz", lines(profile, tmp_path), *trusted
    )
    assert result.exit_code == status, result.output
    answer = json.loads(result.stdout)
    assert list(answer) == ["checks", "overall"]
    assert answer["overall"] == verdict
    assert [row["name"] for row in answer["checks"]] == [name.value for name in ORDER]
    assert all(list(row) == ["name", "verdict", "reason", "words", "evidence"] for row in answer["checks"])


def test_files_alone_prove_who_signed_and_never_that_the_chip_is_the_original(
    trusted: list[object], tmp_path: Path
) -> None:
    for file, read in chips.files("aa-rsa").files.items():
        (tmp_path / f"{file.value.replace('.', '_')}.BIN").write_bytes(read.data)
    (tmp_path / "notes.txt").write_text("not a file of a chip")
    result = run("verify", tmp_path, "--json", "--on", ON, *trusted)
    assert result.exit_code == 0, result.output
    assert "notes.txt" in result.stderr
    checks = told(result)
    assert checks["chip_signature"]["verdict"] == "PASSED"
    assert checks["clone_protection"]["reason"] == "clone_protection.files_only"
    assert checks["chip"]["reason"] == "chip.files_only"


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_bare_security_object_is_enough(wrapped: bool, trusted: list[object], tmp_path: Path) -> None:
    sod = chips.read("bac").files[ChipFile.SOD].data
    (tmp_path / "it").write_bytes(sod if wrapped else parse_sod(sod))
    result = run("verify", "--sod", tmp_path / "it", "--json", "--on", ON, *trusted)
    checks = told(result)
    assert checks["chip_issuer"]["verdict"] == "PASSED"
    assert "TO" in checks["chip_issuer"]["words"]


def test_without_certificates_nothing_is_green_and_that_is_said(tmp_path: Path) -> None:
    write_folder(chips.read("bac"), tmp_path / "chip")
    result = run("verify", tmp_path / "chip", "--on", ON)
    assert result.exit_code == 2
    assert "--anchors" in result.stderr
    assert "Overall: unclear" in result.stdout
    assert "No list of country certificates here" in result.stdout


def test_people_get_lines_that_fit_a_screen(trusted: list[object], tmp_path: Path) -> None:
    write_folder(chips.read("tampered-dg1"), tmp_path / "chip")
    shown = run("verify", tmp_path / "chip", "--on", ON, *trusted).stdout
    assert "Altered after it was signed: DG1 (printed lines)." in shown
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize("profile", ["pace-cam", "aa-ecdsa", "all-files", "pace-fails"])
def test_a_written_reading_is_the_same_when_read_back(profile: str, tmp_path: Path) -> None:
    reading = chips.read(profile)
    write_folder(reading, tmp_path / "chip")
    assert read_folder(tmp_path / "chip").reading == reading if reading.files else True
    assert stat.S_IMODE((tmp_path / "chip").stat().st_mode) == 0o700 or os.name == "nt"
    assert [path.name for path in tmp_path.iterdir()] == ["chip"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"whole": true', '"whole": 1'),
        lambda text: text.replace('"bac"', '"telepathy"'),
        lambda text: "[]",
        lambda text: text.replace('"EF.COM"', '"EF.NONE"'),
        lambda text: text.replace('"failure": ""', '"failure": "\\u001b[2J"'),  # it would wipe the screen
    ],
)
def test_a_transcript_that_we_did_not_write_is_refused_in_words(spoil: Any, tmp_path: Path) -> None:
    write_folder(chips.read("bac"), tmp_path / "chip")
    transcript = tmp_path / "chip" / "reading.json"
    transcript.write_text(spoil(transcript.read_text()))
    result = run("verify", tmp_path / "chip")
    assert result.exit_code == 2  # 1 is for forgeries, and a broken folder is none
    assert "reading.json" in result.stderr
    assert "Traceback" not in result.output


def test_a_transcript_is_said_to_be_worth_no_more_than_its_folder(
    trusted: list[object], tmp_path: Path
) -> None:
    write_folder(chips.read("aa-rsa"), tmp_path / "chip")
    assert "nobody signed" in run("verify", tmp_path / "chip", "--on", ON, *trusted).stderr
    (tmp_path / "chip" / "reading.json").unlink()
    assert "nobody signed" not in run("verify", tmp_path / "chip", "--on", ON, *trusted).stderr


def test_trust_that_cannot_be_read_is_named_and_no_verdict(trusted: list[object], tmp_path: Path) -> None:
    write_folder(chips.read("bac"), tmp_path / "chip")
    (tmp_path / "torn.ml").write_bytes(chips.pki().master_list[:-9])
    result = run("verify", tmp_path / "chip", *trusted, "--anchors", tmp_path / "torn.ml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "torn.ml" in result.stderr


def test_a_file_taken_out_of_a_folder_counts_as_not_read(trusted: list[object], tmp_path: Path) -> None:
    write_folder(chips.read("aa-rsa"), tmp_path / "chip")
    (tmp_path / "chip" / "EF.DG15.bin").unlink()
    result = run("verify", tmp_path / "chip", "--json", "--on", ON, *trusted)
    assert told(result)["active_authentication"]["verdict"] == "UNDETERMINED"


@pytest.mark.parametrize(
    "name,file",
    [
        ("EF.COM", ChipFile.COM), ("com.bin", ChipFile.COM), ("EF.SOD", ChipFile.SOD),
        ("sod.bin", ChipFile.SOD), ("ef_sod.bin", ChipFile.SOD), ("DG1", ChipFile.DG1),
        ("EF_DG1.BIN", ChipFile.DG1), ("dg02.dat", ChipFile.DG2), ("Datagroup11.bin", ChipFile.DG11),
        ("EF.DG15.bin", ChipFile.DG15), ("EF.CardAccess", ChipFile.CARD_ACCESS),
        ("CardSecurity.bin", ChipFile.CARD_SECURITY), ("EF.ATR-INFO.bin", ChipFile.ATR_INFO),
        ("dg17.bin", None), ("dg0", None), ("photo.jpg", None), ("sod.txt", None),
        ("reading.json", None), ("", None),
    ],
)  # fmt: skip
def test_files_are_known_by_any_usual_name(name: str, file: ChipFile | None) -> None:
    assert file_of(name) is file


def test_folders_that_hold_no_reading_are_refused_in_words(tmp_path: Path) -> None:
    assert run("verify", tmp_path).exit_code == 2
    (tmp_path / "DG1").write_bytes(b"a")
    (tmp_path / "ef_dg1.bin").write_bytes(b"b")
    assert "twice" in run("verify", tmp_path).stderr
    (tmp_path / "DG1").write_bytes(bytes(1 << 18))
    with pytest.raises(NotAReading, match="larger"):
        read_folder(tmp_path)
    assert run("verify").exit_code == 2


def test_a_chip_is_read_by_its_lines_written_and_proved(tmp_path: Path) -> None:
    today = shared_pki("devices.registry", datetime.now(UTC).date())
    holder = traveller(PROFILES["pace-gm-p256"], today)
    (tmp_path / "lines").write_text("\n".join(holder.lines))
    (tmp_path / "trust").mkdir()
    result = run(
        "read", "--reader", "pace-gm-p256", "--mrz", tmp_path / "lines", "--out", tmp_path / "out", "--json",
        *options(today, tmp_path / "trust"),
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["overall"] == "PASSED"
    assert "EF.DG2:" in result.stderr
    assert holder.lines[0] not in result.stderr
    kept = read_folder(tmp_path / "out").reading
    assert kept.whole
    assert kept.chip is not None
    again = run(
        "read", "--reader", "pace-gm-p256", "--mrz", tmp_path / "lines", "--out", tmp_path / "out"
    )  # fmt: skip
    assert again.exit_code == 2
    assert "holds something" in again.stderr


def test_a_wrong_key_ends_in_words(tmp_path: Path) -> None:
    result = run("read", "--reader", "pace-gm-p256", "--can", "123456", "--out", tmp_path / "out", "--json")
    assert result.exit_code == 2
    assert told(result)["chip_key"]["reason"] == "chip_key.can_wrong"
    assert run("read", "--reader", "x", "--can", "12", "--out", tmp_path / "o").exit_code == 2
    assert run("read", "--reader", "x", "--out", tmp_path / "o").exit_code == 2


def test_readers_are_listed_with_what_is_wrong(tmp_path: Path) -> None:
    shown = json.loads(run("readers", "--json").stdout)["readers"]
    assert [(row["name"], row["code"]) for row in shown] == [("A reader", None), ("sick", "CHP-01")]
    assert "A reader" in run("readers").stdout


REAL = Path(__file__).parents[2].parent / "shared" / "data" / "emrtd"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real security objects are not on this machine")
@pytest.mark.parametrize(
    "name,failed,passed",
    [(f"gmrtd_sod_{country}.bin", set(), True) for country in ("AT", "FI", "FR", "MY", "RU", "US")]
    + [("pymrtd_BSI_TR03105-5_EF_SOD.bin", set(), False)],
)
def test_real_security_objects(name: str, failed: set[str], passed: bool) -> None:
    lists = [part for file in sorted(REAL.glob("*.ml")) for part in ("--anchors", file)]
    roots = [part for file in sorted(REAL.glob("*ROOT*.cer")) for part in ("--root", file)]
    result = run("verify", "--sod", REAL / name, "--json", "--on", "2026-08-01", *lists, *roots)
    checks = told(result)
    assert {key for key, row in checks.items() if row["verdict"] == "FAILED"} == failed
    assert checks["chip_signature"]["verdict"] == "PASSED"
    assert checks["chip_issuer"]["verdict"] == ("PASSED" if passed else "UNDETERMINED")
    assert checks["chip_revocation"]["verdict"] == "UNDETERMINED"
    assert result.exit_code == 2


def test_a_station_proves_by_its_own_certificates(home: Path, tmp_path: Path) -> None:
    door = StationDoor(home, lambda: datetime.now(UTC), Hardness(memory_kib=64, passes=1, lanes=1))
    door.found(StationPlan("VUT", "VUVLI", "1", "", "chief", "The Chief", PASSWORD))
    (tmp_path / "list").write_bytes(chips.pki().master_list)
    (tmp_path / "root").write_bytes(chips.pki().root)
    write_folder(chips.read("bac"), tmp_path / "chip")
    account = ["--as", "chief", "--password-stdin"]
    matapa = build(lambda chosen: StationKit(chosen, lambda *_: {}), "0")

    def at(*arguments: object) -> Result:
        command = ["--home", str(home), *map(str, arguments), *account]
        return CliRunner().invoke(matapa, command, input=f"{PASSWORD}\n")

    before = at("chip", "verify", tmp_path / "chip", "--json", "--on", ON)
    assert told(before)["chip_trust_list"]["reason"] == "chip_trust_list.none"
    taken = at("trust", "import", tmp_path / "list", "--root", tmp_path / "root")
    assert taken.exit_code == 0, taken.output
    after = at("chip", "verify", tmp_path / "chip", "--json", "--on", ON)
    assert told(after)["chip_issuer"]["verdict"] == "PASSED"
    assert told(after)["chip_photo"]["verdict"] == "PASSED"
