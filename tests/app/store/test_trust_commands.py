"""An administrator brings lists to a station, looks at what is there, and takes it away again."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from app.trust.imports import read_trust_file
from tests.app.store.booth import PASSWORDS, StationInTest
from tests.app.store.test_commands import KitInTest, as_user, matapa
from tests.app.store.test_commands import kit as kit
from tests.helpers.lists import DAY, NOW, SAMOA, UTOPIA, VANUATU, document_signer, ldif, master_list

Trust = Callable[..., Result]
LIST, CRL = "pkdMasterListContent", "certificateRevocationList;binary"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A stick with lists as an administrator would carry it in."""
    files = {
        "utopia.ml": master_list(),
        "newer.ml": master_list((UTOPIA.own, SAMOA.own), at=NOW - DAY),
        "forged.ml": master_list().replace(b"CSCA", b"CSCB", 1),
        "utopia.cer": UTOPIA.own,
        "vanuatu.cer": VANUATU.own,
        "signer.cer": document_signer(),
        "pkd.ldif": ldif(("cn=UT", LIST, master_list()), ("cn=WS", CRL, SAMOA.revokes([1]))),
        "letter.txt": b"Dear colleagues, please find enclosed",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.fixture
def trust(station: StationInTest, kit: KitInTest, folder: Path) -> Trust:
    """Runs `matapa trust ...`; names of files on the stick stand for their paths."""

    def run(*arguments: str, user: str = "supervisor") -> Result:
        paths = [str(folder / one) if (folder / one).is_file() else one for one in arguments]
        return matapa(kit, ["trust", *paths, *as_user(user)], f"{PASSWORDS[user]}\n")

    return run


def inspect(kit: KitInTest, *arguments: str | Path) -> Result:
    return matapa(kit, ["trust", "inspect", *map(str, arguments)])


def test_a_list_comes_in_with_its_root_and_the_command_says_what_came(trust: Trust) -> None:
    told = trust("import", "utopia.ml", "--root", "utopia.cer")
    assert told.exit_code == 0, told.output
    assert "Master list UT of 2026-11-14" in told.stdout
    assert "its signer leads to a trusted root" in told.stdout
    assert "2 usable" in told.stdout
    assert "Reading utopia.ml" in told.stderr
    again = trust("import", "utopia.ml")
    assert (again.exit_code, "already here" in again.stdout) == (0, True)


def test_a_dry_run_says_the_same_and_brings_nothing(trust: Trust) -> None:
    dry = trust("import", "utopia.ml", "--root", "utopia.cer", "--dry-run", "--json")
    assert json.loads(dry.stdout)["dry_run"] is True
    assert json.loads(trust("list", "--json").stdout) == {"certificates": 0, "sources": []}
    real = json.loads(trust("import", "utopia.ml", "--root", "utopia.cer", "--json").stdout)
    assert real == {**json.loads(dry.stdout), "dry_run": False}
    listed = real["sources"][1]
    assert (listed["origin"], listed["certificates"], listed["usable"], listed["added"]) == ("UT", 2, 2, 2)
    assert listed["signer"].startswith("C=UT")


@pytest.mark.parametrize(
    "arguments, code, reason",
    [
        (["utopia.ml"], "TRU-01", "leads to no root"),
        (["utopia.ml", "--root", "vanuatu.cer"], "TRU-01", "leads to no root"),
        (["forged.ml", "--root", "utopia.cer"], "TRU-02", "changed after signing"),
        (["letter.txt"], "TRU-04", "no form that the station knows"),
        (["signer.cer"], "TRU-04", "not that of a signing authority"),
        (["utopia.ml", "--root", "letter.txt"], "TRU-04", "no form that the station knows"),
    ],
    ids=["no root", "another's root", "forged", "no list", "document signer", "no root file"],
)
def test_what_is_refused_is_refused_whole_with_its_reason_and_code(
    trust: Trust, arguments: list[str], code: str, reason: str
) -> None:
    told = trust("import", *arguments)
    assert told.exit_code == 1
    assert (code in told.stderr, reason in told.stderr) == (True, True), told.stderr
    assert json.loads(trust("list", "--json").stdout)["sources"] == []


def test_an_older_list_needs_to_be_asked_for(trust: Trust) -> None:
    trust("import", "newer.ml", "--root", "utopia.cer")
    refused = trust("import", "utopia.ml")
    assert (refused.exit_code, "TRU-03" in refused.stderr) == (1, True)
    back = trust("import", "utopia.ml", "--older")
    assert "takes the place of the one of 2026-11-23" in back.stdout


def test_officers_look_and_supervisors_and_administrators_change(trust: Trust) -> None:
    assert trust("import", "vanuatu.cer", user="harbourmaster").exit_code == 0
    refused = trust("import", "utopia.cer", user="officer")
    assert (refused.exit_code, "KEY-05" in refused.stderr) == (1, True)
    (source,) = json.loads(trust("list", "--json", user="officer").stdout)["sources"]
    assert trust("remove", source["id"], user="technician").exit_code == 1
    assert trust("remove", source["id"], user="harbourmaster").exit_code == 0


def test_the_list_of_sources_says_origin_and_age(trust: Trust) -> None:
    trust("import", "utopia.ml", "--root", "utopia.cer")
    told = json.loads(trust("list", "--json").stdout)
    listed = next(source for source in told["sources"] if source["kind"] == "master_list")
    assert (listed["origin"], listed["certificates"], listed["vouched"]) == ("UT", 2, "root")
    assert listed["made_at"].startswith("2026-11-14")
    assert listed["age_days"] >= 0
    lines = trust("list").stdout
    assert "days old" in lines
    assert "pinned as root" in lines
    assert "2 different certificates on board" in lines


@pytest.mark.parametrize("country", ["VU", "vu", "VUT"])
def test_the_certificates_of_a_country_are_shown(trust: Trust, country: str) -> None:
    trust("import", "utopia.ml", "--root", "utopia.cer")
    told = json.loads(trust("show", country, "--json").stdout)
    (row,) = told["certificates"]
    assert (told["country"], row["key"], row["link"]) == ("VU", "EC secp256r1", False)
    assert {"subject", "serial", "not_before", "not_after", "fingerprint", "source"} <= set(row)
    assert f"SHA-256 {row['fingerprint']}" in trust("show", country).stdout


def test_a_code_of_an_mrz_shows_whoever_signs_for_it(trust: Trust) -> None:
    shown = {code: trust("show", code).stderr.strip() for code in ("GBD", "RKS", "D", "EUE", "UNO")}
    assert shown == {
        "GBD": "No certificate of GB is on board.",
        "RKS": "No certificate of KS, XK is on board.",
        "D": "No certificate of DE is on board.",
        "EUE": "No certificate of EU is on board.",
        "UNO": "No certificate of UN is on board.",
    }


def test_a_country_without_certificates_and_one_that_is_none_are_told_apart(trust: Trust) -> None:
    missing = trust("show", "FJ", "--json")
    assert (missing.exit_code, json.loads(missing.stdout)["certificates"]) == (1, [])
    assert "No certificate of FJ" in missing.stderr
    assert "FLD-03" in trust("show", "QQQ").stderr


def test_removing_takes_away_and_importing_brings_back(trust: Trust) -> None:
    trust("import", "utopia.ml", "--root", "utopia.cer")
    source = next(s for s in json.loads(trust("list", "--json").stdout)["sources"] if not s["pinned"])
    gone = trust("remove", source["id"][:6])
    assert gone.stdout.startswith("Removed: ")
    assert trust("show", "VU").exit_code == 1
    assert trust("import", "utopia.ml").exit_code == 0
    assert trust("show", "VU").exit_code == 0
    assert "TRU-05" in trust("remove", "nothing").stderr


def test_a_pkd_file_says_what_it_leaves_out(trust: Trust) -> None:
    told = trust("import", "pkd.ldif", "--root", "utopia.cer")
    assert told.exit_code == 0, told.output
    assert "refused: C=WS" in told.stdout
    assert "No certificate on board is its issuer's." in told.stdout


def test_a_file_is_looked_at_without_a_station(kit: KitInTest, folder: Path) -> None:
    told = json.loads(inspect(kit, folder / "utopia.ml", "--json").stdout)
    assert (told["kind"], told["certificates"], told["usable"]) == ("master_list", 2, 2)
    assert (told["countries"], told["verified"]) == (["UT", "VU"], True)
    assert told["signer"].startswith("C=UT")
    assert told["sources"][0]["vouched"] == "itself"
    rooted = inspect(kit, folder / "utopia.ml", "--root", folder / "utopia.cer")
    assert "its signer leads to a trusted root" in rooted.stdout
    root = read_trust_file(UTOPIA.own, NOW).parts[0].anchors[0]
    assert f"SHA-256 {root.fingerprint}" in inspect(kit, folder / "utopia.cer").stdout
    forged = inspect(kit, folder / "forged.ml")
    assert (forged.exit_code, "TRU-02" in forged.stderr) == (1, True)
    pkd = json.loads(inspect(kit, folder / "pkd.ldif", "--json").stdout)
    assert (pkd["kind"], pkd["crls"], pkd["usable"]) == ("ldif", 1, 2)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")
def test_a_pipe_is_read_like_a_file(kit: KitInTest, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(UTOPIA.own,))
    writer.start()
    told = inspect(kit, pipe, "--json")
    writer.join()
    assert json.loads(told.stdout)["usable"] == 1
