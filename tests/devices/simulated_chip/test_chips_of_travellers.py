"""The chips of the invented travellers prove what their files promise, read with what is printed now."""

from __future__ import annotations

import pytest

from app.domain.checks import Verdict
from app.domain.document import Capture
from app.domain.mrz import access_fields, parse_mrz
from app.domain.mrz.presented import travel_document
from app.trust.chip import overall, prove
from devices.api import ChipWish
from devices.chip.chip_read import ChipRead
from devices.chip.strategy import RememberedHere
from devices.emrtd.reading import MrzKey
from devices.simulated.chip.profiles import PROFILES, chip_of
from devices.simulated.chip.slot import SimulatedSlot
from devices.simulated.people import TRAVELLERS, Traveller, load_people
from tests.helpers.chips import DAY, NOW, pki, trust

PEOPLE = load_people(TRAVELLERS, DAY)
WITH_CHIP = [person for person in PEOPLE if person.chip]


def test_the_queue_has_every_kind_of_chip_that_an_officer_should_have_seen() -> None:
    chips = {person.chip for person in PEOPLE}
    assert chips <= {"", *PROFILES}
    assert chips >= {"", "pace-gm-p256", "pace-cam", "aa-ecdsa", "bac"}
    assert chips >= {"cloned", "tampered-dg1", "tampered-dg2", "unknown-csca", "revoked-signer"}
    assert all((person.expect.chip is None) == (not person.chip) for person in PEOPLE)


@pytest.mark.parametrize("person", WITH_CHIP, ids=lambda person: person.key)
def test_each_chip_proves_what_its_file_promises(person: Traveller) -> None:
    page = travel_document(parse_mrz(person.lines, DAY), Capture.READER)
    key, chip, expected = access_fields(page), chip_of(person, pki()), person.expect.chip
    assert key is not None
    assert chip is not None
    assert expected is not None
    slot = SimulatedSlot(person.key)
    slot.lay(chip)
    wish = ChipWish("test", MrzKey(*key))
    reading = ChipRead(wish, person.key, RememberedHere(), lambda event: None).go(slot.connect())
    made = prove(reading, trust(), page, NOW, picture_opened=True)
    assert {one.name for one in made if one.verdict is Verdict.FAILED} == set(expected.failed)
    assert overall(made) == expected.overall


def test_a_document_without_a_chip_has_nothing_to_lay_on_the_reader() -> None:
    assert [chip_of(person, pki()) for person in PEOPLE if not person.chip] != []
    assert all(chip_of(person, pki()) is None for person in PEOPLE if not person.chip)
