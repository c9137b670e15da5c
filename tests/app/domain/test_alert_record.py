"""Alert entries and events as bytes: read back whole, the same for ever, and nothing else taken for one."""

from __future__ import annotations

import enum
import hashlib
from dataclasses import replace
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alert_entry import AlertEntry
from app.domain.alert_record import (
    LARGEST_ENTRY,
    LARGEST_EVENT,
    LAYOUT,
    decode_entry,
    decode_event,
    digest,
    encode_entry,
    encode_event,
)
from app.domain.alerts import AlertEvent, AlertEventKind, CaseOrigin, SettledAs, SettleGround
from app.domain.failure import FailureCode, WorldError
from tests.helpers.alert_values import USUAL_HIT, WANTED, entries, events
from tests.helpers.fuzzing import fuzzed

# Made once, 27 November 2026; records in stores and at HQ have these forms. Never change them.
FROZEN_ENTRY = bytes.fromhex(
    "820192684e41542d30303031008284744552494b53534f4e2c20416e6e61204d61726961f4f4608475d090d180d0b8d0"
    "b0d0bdd0b020d0add180d0b8d0baf5f5644379726c81831a012d388c1a012d388cf481665a656e697468816355544f00"
    "81846850617373706f7274694c38393839303243336355544f606566726175646d486f6c6420616e642063616c6c692b"
    "303030203132333466506f6c696365654163742037011a0135c5af000060"
)
FROZEN_EVENT = bytes.fromhex(
    "820191782430313933366630612d376330302d373030302d383030302d30303030303030303030306578243031393336"
    "6630612d376330302d373030302d383030302d303030303030303030303063001b000001a20cad52d26d55544156522d"
    "41312d3030303165555441565262413166616d6f616e61782430313933366630612d376330302d373030302d38303030"
    "2d3030303030303030303030310089686e6174696f6e616c07684e41542d303030315820000102030405060708090a0b"
    "0c0d0e0f101112131415161718191a1b1c1d1e1f001903de00818500006d6869742e6e616d652e73616d656d4552494b"
    "53534f4e20414e4e416e4552494b53534f4e2c20416e6e61f492684e41542d30303031008284744552494b53534f4e2c"
    "20416e6e61204d61726961f4f4608475d090d180d0b8d0b0d0bdd0b020d0add180d0b8d0baf5f5644379726c81831a01"
    "2d388c1a012d388cf481665a656e697468816355544f0081846850617373706f7274694c38393839303243336355544f"
    "606566726175646d486f6c6420616e642063616c6c692b303030203132333466506f6c696365654163742037011a0135"
    "c5af00006086684552494b53534f4e6a414e4e41204d415249411a012d388c006355544f608d0061506355544f694c38"
    "39383930324333684552494b53534f4e6a414e4e41204d415249416355544f1a012d388c001a0136109f695a45313834"
    "323236420080f660f4"
)
MALFORMED = FailureCode.RECORD_MALFORMED


def refused(data: bytes) -> FailureCode | None:
    """The code with which bytes are refused as an event; None when they are one."""
    try:
        decode_event(data)
    except WorldError as error:
        return error.failure.code
    return None


def entry_refused(data: bytes) -> FailureCode | None:
    try:
        decode_entry(data)
    except WorldError as error:
        return error.failure.code
    return None


def test_usual_ones_have_the_bytes_they_always_had() -> None:
    assert encode_entry(WANTED) == FROZEN_ENTRY
    assert decode_entry(FROZEN_ENTRY) == WANTED
    assert encode_event(USUAL_HIT) == FROZEN_EVENT
    assert decode_event(FROZEN_EVENT) == USUAL_HIT


def test_an_entry_is_known_by_the_hash_of_its_bytes() -> None:
    assert digest(WANTED) == hashlib.sha256(FROZEN_ENTRY).digest()
    assert digest(replace(WANTED, remarks="seen")) != digest(WANTED)


@given(events())
def test_every_event_is_read_back_whole_and_has_one_form(event: AlertEvent) -> None:
    data = encode_event(event)
    assert decode_event(data) == event
    assert cbor2.dumps(cbor2.loads(data), canonical=True) == data


@given(entries)
def test_every_entry_is_read_back_whole_and_has_one_form(entry: AlertEntry) -> None:
    data = encode_entry(entry)
    assert decode_entry(data) == entry
    assert cbor2.dumps(cbor2.loads(data), canonical=True) == data


@pytest.mark.parametrize("place", range(9, 17))
def test_an_event_of_an_older_program_lacks_the_newest_fields_and_is_read(place: int) -> None:
    layout, row = cbor2.loads(FROZEN_EVENT)
    older = decode_event(cbor2.dumps([layout, row[:place]]))
    assert (older.event_id, older.crossing) == (USUAL_HIT.event_id, USUAL_HIT.crossing)
    assert older.note == ""
    assert not older.training


def test_an_event_of_a_newer_program_or_layout_is_refused_and_not_read_in_part() -> None:
    layout, row = cbor2.loads(FROZEN_EVENT)
    assert refused(cbor2.dumps([layout, [*row, "more"]])) is MALFORMED
    assert refused(cbor2.dumps([layout + 1, row])) is MALFORMED
    assert refused(cbor2.dumps([layout, row, 0])) is MALFORMED


@pytest.mark.parametrize("layout", [True, 1.0, "1", None, b"\x01", -1])
def test_what_only_looks_like_the_layouts_number_is_refused(layout: object) -> None:
    assert refused(cbor2.dumps([layout, cbor2.loads(FROZEN_EVENT)[1]])) is MALFORMED


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xf6", cbor2.dumps([]), cbor2.dumps([LAYOUT]), cbor2.dumps({1: 2, 3: 4}), b"\x9f" * 2_000,
        FROZEN_EVENT[:-1], FROZEN_EVENT + b"\x00", b"\x00" * (LARGEST_EVENT + 1),
        bytes.fromhex("9bffffffffffffffff"), bytes.fromhex("82015b7fffffffffffffff"),
        bytes.fromhex("8201d81e820100"), bytes.fromhex("d81c8201d81d00"), bytes.fromhex("8201d82361 28"),
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused_with_its_code(data: bytes) -> None:
    assert refused(data) is MALFORMED
    assert entry_refused(data[:LARGEST_ENTRY]) is MALFORMED


def test_an_entry_too_large_to_be_one_is_refused_unread() -> None:
    assert entry_refused(encode_entry(replace(WANTED, remarks="x" * LARGEST_ENTRY))) is MALFORMED


@pytest.mark.parametrize("moment", [2**40 * 1000, 2**63, 2**64, -1])
def test_a_moment_that_no_calendar_has_is_refused(moment: int) -> None:
    layout, row = cbor2.loads(FROZEN_EVENT)
    row[3] = moment
    assert refused(cbor2.dumps([layout, row])) is MALFORMED


@fuzzed()
@given(st.binary(max_size=400))
def test_noise_is_refused_with_its_code(data: bytes) -> None:
    assert refused(data) is MALFORMED
    assert entry_refused(data) is MALFORMED


@fuzzed()
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=9))
def test_an_event_with_changed_bytes_is_refused_or_is_another_one(at: int, change: bytes) -> None:
    data = bytearray(FROZEN_EVENT)
    at %= len(data)
    data[at : at + len(change)] = change
    assert refused(bytes(data)) in (None, MALFORMED)


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=5)
    | st.binary(max_size=20) | st.datetimes(timezones=st.timezones()),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@fuzzed(share=0.1)
@given(st.data(), plain)
def test_an_event_with_any_value_in_any_place_is_refused_or_read(data: st.DataObject, value: object) -> None:
    layout, row = cbor2.loads(FROZEN_EVENT)
    inside: Any = row
    while True:
        place = data.draw(st.integers(0, len(inside) - 1))
        if not (isinstance(inside[place], list) and inside[place] and data.draw(st.booleans())):
            break
        inside = inside[place]
    inside[place] = value
    assert refused(cbor2.dumps([layout, row])) in (None, MALFORMED)


@pytest.mark.parametrize(
    "kind, codes",
    [
        (AlertEventKind, ["hit", "settled", "clearance_revoked", "proposed", "activated", "declined"]),
        (CaseOrigin, ["booth", "late", "hq"]),
        (SettledAs, ["same", "not_same", "cannot_tell"]),
        (SettleGround, ["birth_date", "photo", "document", "sex", "name", "nationality", "interview",
                        "hq_confirmed", "other"]),
    ],
)  # fmt: skip
def test_codes_of_records_stay_where_they_are(kind: type[enum.StrEnum], codes: list[str]) -> None:
    assert [value.value for value in kind][: len(codes)] == codes
