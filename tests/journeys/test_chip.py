"""Virtual passports on a real PC/SC service: read by the booth's own reader, judged as by an expert."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from devices.emrtd.reading import ChipFile
from devices.errors import DeviceCode
from devices.simulated.chip.profiles import PROFILES
from tests.helpers.pcscd import PORT, run_beside_pcscd, why_not

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(bool(why_not()), reason=why_not() or "the service can be run"),
]

# `mute` cannot be played here: the virtual reader takes a card without an ATR for no card.
READ = (
    "bac", "open", "pace-gm-p256", "pace-gm-bp320", "pace-im-bp256", "pace-cam", "pace-dh-gm", "aa-rsa",
    "aa-ecdsa", "ca-ecdh-3des", "extended", "refuses-long", "all-files",
    "cloned", "cloned-ca", "tampered-dg1", "tampered-dg2", "unknown-csca", "revoked-signer", "expired-signer",
    "hidden-dg15", "pace-fails", "pulled", "swapped", "boundless-length", "endless-parts", "wrong-mac",
)  # fmt: skip


@pytest.fixture(scope="module")
def readings() -> Mapping[str, dict[str, Any]]:
    """What came of each: three services with a reader each, since most of the time is theirs, waiting."""
    program = ["-m", "tests.helpers.behind_pcscd", str(PORT)]
    with ThreadPoolExecutor(3) as services:
        runs = list(services.map(run_beside_pcscd, ([*program, *READ[start::3]] for start in range(3))))
    assert [run.stderr for run in runs if run.returncode] == []
    found = [json.loads(line) for run in runs for line in run.stdout.splitlines()]
    return {reading["name"]: reading for reading in found}


@pytest.mark.parametrize("name", READ)
def test_it_is_read_and_judged_as_an_expert_would(readings: Mapping[str, dict[str, Any]], name: str) -> None:
    reading, expected = readings[name], PROFILES[name].expect
    failed = {check for check, verdict in reading["checks"].items() if verdict == "FAILED"}
    unclear = {check for check, verdict in reading["checks"].items() if verdict == "UNDETERMINED"}
    assert (failed, reading["overall"]) == (set(expected.failed), expected.overall)
    assert unclear >= set(expected.undetermined)


def test_a_card_pulled_in_the_middle_and_laid_back_is_read_on(readings: Mapping[str, dict[str, Any]]) -> None:
    assert (readings["pulled"]["whole"], readings["pulled"]["resumed"]) == (True, True)
    assert readings["pulled"]["files"][ChipFile.DG2] == readings["bac"]["files"][ChipFile.DG2]
    assert readings["swapped"]["failure"] == DeviceCode.DIFFERENT_CHIP


def test_every_card_is_seen_to_come_and_go(readings: Mapping[str, dict[str, Any]]) -> None:
    for name, reading in readings.items():
        laid = 2 if name in {"pulled", "swapped"} else 1
        assert reading["told"].count("ChipLaid") == reading["told"].count("ChipLifted") == laid, name


def test_long_answers_pass_through_the_service(readings: Mapping[str, dict[str, Any]]) -> None:
    assert readings["extended"]["apdus"] < readings["pace-gm-p256"]["apdus"] / 3
