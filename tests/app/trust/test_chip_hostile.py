"""No file of a chip, however it was spoilt, brings the proofs down or makes a forgery green."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.domain.checks import Verdict
from app.domain.evidence import MOST
from app.trust.chip import ORDER, Prover, face_of, overall, said
from devices.emrtd.reading import (
    Access,
    ActiveAuthentication,
    ChipAuthentication,
    ChipFile,
    ChipMapping,
    ChipReading,
    FileState,
)
from tests.helpers import chips
from tests.helpers import signing_state as signing
from tests.helpers.fuzzing import fuzzed

SOURCES = ("bac", "aa-rsa", "aa-ecdsa", "pace-gm-p256", "pace-cam", "all-files", "card")
PROVER = Prover(chips.trust())
SMALL = 600
"""Bytes up to which a whole file may be anything; larger ones are changed in places."""


@st.composite
def spoilt(draw: st.DrawFn) -> ChipReading:
    """A good reading with one file changed, cut, swapped or gone."""
    reading = chips.read(draw(st.sampled_from(SOURCES)))
    file = draw(st.sampled_from(sorted(reading.files)))
    data = reading.files[file].data
    way = draw(st.integers(0, 5))
    if way == 0:
        data = draw(st.binary(max_size=SMALL))
    elif way == 1:
        data = data[: draw(st.integers(0, len(data)))]
    elif way == 2:
        other = chips.read(draw(st.sampled_from(SOURCES))).files
        data = other[draw(st.sampled_from(sorted(other)))].data
    elif way == 3:
        return chips.without(reading, file, state=draw(st.sampled_from(sorted(FileState))))
    elif data:
        place = draw(st.integers(0, min(len(data), 2000) - 1))
        data = (
            data[:place] + draw(st.binary(min_size=1, max_size=4)) + data[place + draw(st.integers(0, 4)) :]
        )
    return chips.with_file(reading, file, data)


@fuzzed(share=0.2)
@given(spoilt())
def test_a_spoilt_file_is_told_and_never_raises(reading: ChipReading) -> None:
    checks = PROVER.prove(reading, chips.page("bac"), chips.NOW, picture_opened=True)
    assert [one.name for one in checks] == list(ORDER)
    assert all(chips.says_all(one) for one in checks)
    said(reading)
    face_of(reading)


@fuzzed()
@given(st.binary(min_size=8, max_size=8))
def test_files_of_any_bytes_are_never_green(seed: bytes) -> None:
    dice = Random(seed)
    some = dice.sample(list(ChipFile), dice.randint(0, 6))
    files = {file: chips.came(file, dice.randbytes(dice.randint(0, 40))) for file in some}
    checks = PROVER.prove(ChipReading(chips.BAC, files, whole=dice.random() < 0.5), None, chips.NOW)
    assert len(checks) == len(ORDER)
    assert overall(checks) is not Verdict.PASSED


@fuzzed(share=0.08)
@given(
    st.binary(max_size=200),
    st.binary(max_size=140),
    st.integers(0, 0xFFFF),
    st.integers(-1, 20),
    st.booleans(),
)
def test_no_answer_that_was_made_up_proves_a_chip(
    one: bytes, other: bytes, status: int, parameter: int, confirmed: bool
) -> None:
    for source in ("aa-rsa", "aa-ecdsa", "pace-gm-p256", "pace-cam"):
        good = chips.read(source)
        made_up = replace(
            good,
            active=ActiveAuthentication(other[:8], one, status) if good.active else None,
            chip=ChipAuthentication("", None, one, other, status, confirmed) if good.chip else None,
            mapping=ChipMapping("", parameter, one, other) if good.mapping else None,
        )
        checks = PROVER.prove(made_up, None, chips.NOW)
        assert overall(checks) is not Verdict.PASSED


def test_a_chip_that_gave_nothing_is_not_green() -> None:
    assert overall(PROVER.prove(ChipReading(Access(None), whole=True), None, chips.NOW)) is not Verdict.PASSED


def test_a_certificate_of_endless_and_unspeakable_names_still_makes_a_record() -> None:
    wide = "W" * 8_000
    state = signing.make_authority(wide, common=wide)
    marks = [signing.usage("digital_signature"), signing.document_types(wide, "V\0")]
    signer = signing.make_signer(state, marks=marks, common=wide)
    reading = chips.with_file(chips.read("bac"), ChipFile.SOD, signing.sod(signer))
    checks = PROVER.prove(reading, chips.page("bac"), chips.NOW, picture_opened=True)
    evidence = [text for one in checks for pair in one.evidence for text in pair]
    assert wide not in "".join(evidence)
    assert "\0" not in "".join(evidence)  # HQ's database would send the record back
    assert len("".join(evidence).encode()) <= MOST
    assert all(chips.says_all(one) for one in checks)
