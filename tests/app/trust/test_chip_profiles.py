"""Every virtual passport is judged as an expert would, read over APDUs and in little time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.checks import Verdict
from app.trust.chip import ORDER, Prover, overall
from devices.emrtd.reading import ChipFile
from devices.simulated.chip.profiles import PROFILES
from tests.helpers import chips

RELAID = {name for name, made in PROFILES.items() if made.relaid} | {"pulled", "mute"}
"""What takes a second laying or gives no answer at all: tests of the reader play these."""


@pytest.mark.parametrize("name", sorted(PROFILES.keys() - RELAID))
def test_a_virtual_passport_gets_the_verdict_that_it_deserves(name: str) -> None:
    expected = PROFILES[name].expect
    checks = chips.checks(chips.read(name), chips.page(name), picture_opened=True)
    failed = {one.name.value for one in checks.values() if one.verdict is Verdict.FAILED}
    unclear = {one.name.value for one in checks.values() if one.verdict is Verdict.UNDETERMINED}
    assert (overall(checks.values()).value, failed) == (expected.overall, set(expected.failed))
    assert unclear >= set(expected.undetermined)
    assert [one for one in checks.values() if not chips.says_all(one)] == []


@pytest.mark.parametrize("name", ["pace-gm-p256", "aa-rsa", "cloned", "tampered-dg2", "all-files"])
def test_a_growing_reading_never_passes_what_it_does_not_know_yet(name: str) -> None:
    whole = chips.read(name)
    prover = Prover(chips.trust())
    growing = replace(whole, files={}, whole=False, active=None, chip=None, mapping=None)
    final = chips.checks(whole, chips.page(name))
    for file, read in whole.files.items():
        growing = replace(growing, files={**growing.files, file: read})
        found = prover.prove(growing, chips.page(name), chips.NOW)
        assert [one.name for one in found] == list(ORDER)
        assert overall(found) is not Verdict.PASSED or whole.data(ChipFile.SOD) is not None
        for one in found:
            if one.verdict is not Verdict.NOT_RUN and one.verdict is not final[one.name].verdict:
                pytest.fail(
                    f"{one.name} said {one.reason} with {file} and {final[one.name].reason} in the end"
                )


def test_what_one_traveller_left_is_forgotten() -> None:
    prover = Prover(chips.trust())
    first = prover.prove(chips.read("bac"), None, chips.NOW)
    prover.forget()
    assert prover.prove(chips.read("bac"), None, chips.NOW) == first
