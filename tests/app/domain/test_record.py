"""A crossing as bytes: read back whole, the same for ever, and nothing else is taken for one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.checks import CheckName, Verdict, check
from app.domain.crossing import Conveyance, Crossing, Direction, Mode, Purpose, Stay
from app.domain.dates import PartialDate
from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.document import Capture, TravelDocument
from app.domain.failure import FailureCode, WorldError
from app.domain.mrz import parse_mrz, travel_document
from app.domain.record import FIELDS, LARGEST, LINE_CODES, decode, encode, from_row, load_row, to_row
from tests.helpers.travellers import ORDINARY, as_said, crossings

LINES = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F3204155ZE184226B<<<<<14")
FIRST = "01936f0a-7c00-7000-8000-000000000001"
AT = datetime(2026, 11, 24, 8, 30, 15, 250_000, tzinfo=UTC)
LINES_PLACE = 26


def crossing_of(document: TravelDocument) -> Crossing:
    """A usual arrival with this document."""
    return Crossing(
        record_id=FIRST, crossing_id=FIRST, version=1, correction="", station="UTAVR-01", port="UTAVR",
        booth="1", direction=Direction.ARRIVAL, opened_at=datetime(2026, 11, 24, 8, 29, 40, tzinfo=UTC),
        at=AT, conveyance=Conveyance(Mode.AIR, "NF011", "VUVLI"), document=document,
        traveller=as_said(document, "FJI"), purpose=Purpose.HOLIDAY, stay=Stay(30, date(2026, 12, 24)),
        checks=(
            check(CheckName.MRZ, Verdict.PASSED, "mrz.check_digits_right"),
            check(CheckName.VALIDITY, Verdict.FAILED, "validity.expired", day="2012-04-15", days="5336"),
        ),
        decision=Decision(DecisionKind.ADMIT, (Reason.OTHER,), (CheckName.VALIDITY,), "seen"),
        officer="amoana",
    )  # fmt: skip


READ = replace(ORDINARY, mrz_lines=LINES)
USUAL = crossing_of(READ)
# Made once, 24 November 2026; records in stores and at HQ have this form. Never change it.
FROZEN = bytes.fromhex(
    "9827015001936f0a7c0070008000000000000001f601606855544156522d30316555544156526131001b000001a20cad"
    "52d21989b201654e46303131655655564c490061506355544f694c3839383930324333684552494b53534f4e6a414e4e"
    "41204d415249416355544f1a012d388c001a0136109f695a45313834323236420082782c503c55544f4552494b53534f"
    "4e3c3c414e4e413c4d415249413c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c782c4c38393839303243333655544f37"
    "34303831323246333230343135355a45313834323236423c3c3c3c3c3134f663464a4900181e1a013529688284000076"
    "6d727a2e636865636b5f6469676974735f7269676874808403017076616c69646974792e657870697265648463646179"
    "6a323031322d30342d3135646461797364353333360081118103647365656e66616d6f616e6100"
)


def test_the_usual_record_has_the_bytes_it_always_had() -> None:
    assert encode(USUAL) == FROZEN
    assert decode(FROZEN) == USUAL


@given(crossings())
def test_every_crossing_is_read_back_whole(crossing: Crossing) -> None:
    assert decode(encode(crossing)) == crossing


@given(crossings())
def test_the_bytes_are_canonical(crossing: Crossing) -> None:
    data = encode(crossing)
    assert encode(decode(data)) == data
    assert cbor2.dumps(cbor2.loads(data), canonical=True) == data
    assert len(to_row(crossing)) == FIELDS


@pytest.mark.parametrize(
    "lines, code",
    [
        (("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<<8"), 1),
        (("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<08"), 2),
        (("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6",
          "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"), 3),
        (("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"), 4),
        (("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"), 5),
        (("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"), 6),
    ],
)  # fmt: skip
def test_lines_that_the_fields_say_are_not_kept_twice(lines: tuple[str, ...], code: int) -> None:
    crossing = crossing_of(travel_document(parse_mrz(lines, AT.date()), Capture.READER))
    row = to_row(crossing)
    assert row[LINES_PLACE] == code
    assert from_row(row).document.mrz_lines == lines


@pytest.mark.parametrize(
    "lines",
    [
        (LINES[0], LINES[1].replace("F32", "X32")),
        (LINES[0], LINES[1][:43] + "9"),
        (LINES[0].lower(), LINES[1].lower()),
        (LINES[0].replace("ANNA<MARIA", "ANNA<<MARI"), LINES[1]),
        (LINES[0], LINES[1].replace("740812", "740231")),
    ],
)
def test_lines_that_the_fields_do_not_say_are_kept_as_read(lines: tuple[str, ...]) -> None:
    crossing = crossing_of(travel_document(parse_mrz(lines, AT.date()), Capture.READER))
    assert to_row(crossing)[LINES_PLACE] == list(lines)
    assert decode(encode(crossing)).document.mrz_lines == lines


def test_an_officers_correction_of_the_traveller_is_kept_beside_the_document() -> None:
    corrected = replace(USUAL, traveller=replace(USUAL.traveller, birth_date=PartialDate(1974, 8, 21)))
    assert decode(encode(corrected)) == corrected
    assert len(encode(corrected)) > len(encode(USUAL))


def refused(data: bytes) -> FailureCode | None:
    """The code with which bytes are refused; None when they are a record."""
    try:
        decode(data)
    except WorldError as error:
        return error.failure.code
    return None


@given(st.binary(max_size=400))
def test_noise_is_refused_with_its_code(data: bytes) -> None:
    assert refused(data) is FailureCode.RECORD_MALFORMED


@given(st.integers(0, len(encode(USUAL)) - 1), st.integers(1, 255))
def test_a_record_with_a_changed_byte_is_refused_or_is_another_record(at: int, change: int) -> None:
    data = bytearray(encode(USUAL))
    data[at] ^= change
    assert refused(bytes(data)) in (None, FailureCode.RECORD_MALFORMED)


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=5)
    | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(st.integers(0, FIELDS - 1), plain)
def test_a_record_with_any_value_in_any_place_is_refused_or_read(place: int, value: object) -> None:
    row = to_row(USUAL)
    row[place] = value
    assert refused(cbor2.dumps(row)) in (None, FailureCode.RECORD_MALFORMED)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        cbor2.dumps([]),
        cbor2.dumps([1] * (FIELDS - 1)),
        cbor2.dumps([2] * FIELDS),
        cbor2.dumps({"layout": 1}),
        b"\x9f" * 2_000,
        encode(USUAL)[:-1],
        encode(USUAL) + b"\x00",
        b"\x00" * (LARGEST + 1),
    ],
)
def test_what_is_no_record_of_this_layout_is_refused(data: bytes) -> None:
    with pytest.raises(WorldError) as error:
        load_row(data)
    assert error.value.failure.code is FailureCode.RECORD_MALFORMED


def test_every_way_of_rebuilding_lines_has_a_code_that_readers_of_rows_may_rely_on() -> None:
    row = to_row(USUAL)
    for code in LINE_CODES:
        row[LINES_PLACE] = code
        assert refused(cbor2.dumps(row)) in (None, FailureCode.RECORD_MALFORMED)
    row[LINES_PLACE] = LINE_CODES.stop
    assert refused(cbor2.dumps(row)) is FailureCode.RECORD_MALFORMED
