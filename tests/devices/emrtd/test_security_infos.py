"""What a chip says it can do is read whole, known or not, and nonsense is called so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.keys import Cipher
from devices.emrtd.oid import write_oid
from devices.emrtd.security_infos import (
    ID_AA,
    ID_CA,
    ID_PACE,
    ID_PK_DH,
    ID_PK_ECDH,
    Agreement,
    Mapping,
    parse_dg14,
    parse_security_infos,
)
from tests.devices.emrtd.worked_examples import ECDH_GM
from tests.helpers.fuzzing import fuzzed, spoilt

DATA = Path(__file__).parents[4] / "shared" / "data" / "emrtd"
KEY = tlv.encode(0x30, tlv.encode(0x30, b"") + tlv.encode(0x03, b"\0"))
TERMINAL = "0.4.0.127.0.7.2.2.2"


def integer(value: int) -> bytes:
    return tlv.encode(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def oid(dotted: str) -> bytes:
    return tlv.encode(0x06, write_oid(dotted))


def info(protocol: str, *parts: bytes) -> bytes:
    return tlv.encode(0x30, oid(protocol) + b"".join(parts))


def infos(*entries: bytes) -> bytes:
    return tlv.encode(0x31, b"".join(entries))


WHOLE = infos(
    info(f"{ID_PACE}.2.2", integer(2), integer(13)),
    info(f"{ID_PACE}.1.1", integer(2), integer(0)),
    info(f"{ID_PACE}.4.4", integer(2), integer(18)),
    info(f"{ID_PACE}.6.3", integer(2), integer(16)),
    info(f"{ID_CA}.2.4", integer(1), integer(200)),
    info(f"{ID_CA}.1.1", integer(1)),
    info(ID_PK_ECDH, KEY, integer(200)),
    info(ID_PK_DH, KEY),
    info(ID_AA, integer(1), oid("0.4.0.127.0.7.1.1.4.1.3")),
    info(TERMINAL, integer(1)),
)


def test_the_card_access_of_the_worked_example() -> None:
    read = parse_security_infos(bytes.fromhex(ECDH_GM["EF_CardAccess"]))
    (pace,) = read.pace
    assert pace.oid == "0.4.0.127.0.7.2.2.4.2.2"
    assert (pace.agreement, pace.mapping, pace.cipher) == (Agreement.ECDH, Mapping.GM, Cipher.AES128)
    assert (pace.version, pace.parameter_id) == (2, 13)
    assert pace.protocol == "ECDH-GM-AES-128 brainpoolP256r1"
    assert read.offers_pace


def test_every_kind_of_entry_is_read() -> None:
    read = parse_dg14(tlv.encode(0x6E, WHOLE))
    assert [entry.protocol for entry in read.pace] == [
        "ECDH-GM-AES-128 brainpoolP256r1",
        "DH-GM-3DES modp1024/160",
        "ECDH-IM-AES-256 secp521r1",
        "ECDH-CAM-AES-192 brainpoolP384r1",
    ]
    assert [(entry.protocol, entry.version, entry.key_id) for entry in read.chip_authentication] == [
        ("CA-ECDH-AES-256", 1, 200),
        ("CA-DH-3DES", 1, None),
    ]
    assert [(key.agreement, key.spki_der, key.key_id) for key in read.chip_keys] == [
        (Agreement.ECDH, KEY, 200),
        (Agreement.DH, KEY, None),
    ]
    assert read.active_authentication_oid == "0.4.0.127.0.7.1.1.4.1.3"
    assert [other.oid for other in read.others] == [TERMINAL]
    assert len(read.raw) == 10
    assert info(TERMINAL, integer(1)) in read.raw


def test_two_files_that_say_the_same_in_another_order_compare_equal() -> None:
    one, other = info(f"{ID_PACE}.2.2", integer(2), integer(13)), info(TERMINAL, integer(1))
    assert parse_security_infos(infos(one, other)).raw == parse_security_infos(infos(other, one)).raw
    weaker = info(f"{ID_PACE}.2.1", integer(2), integer(13))
    assert parse_security_infos(infos(weaker, other)).raw != parse_security_infos(infos(one, other)).raw


@pytest.mark.parametrize("way, number", [("1", 13), ("2", 0), ("2", 19), ("4", 3), ("4", 10)])
def test_an_id_that_is_not_for_this_protocol_has_no_parameters(way: str, number: int) -> None:
    (pace,) = parse_security_infos(infos(info(f"{ID_PACE}.{way}.2", integer(2), integer(number)))).pace
    assert pace.parameters is None
    assert pace.protocol.endswith(f"AES-128 parameters {number}")


def test_a_pace_without_an_id_has_no_parameters() -> None:
    (pace,) = parse_security_infos(infos(info(f"{ID_PACE}.2.2", integer(2)))).pace
    assert pace.parameter_id is None
    assert pace.parameters is None


@pytest.mark.parametrize("branch", ["5.2", "6.1", "2", "7.1.1"])
def test_a_pace_that_we_do_not_know_is_still_an_offer_of_pace(branch: str) -> None:
    read = parse_security_infos(infos(info(f"{ID_PACE}.{branch}", integer(2), integer(13))))
    assert read.pace == ()
    assert read.offers_pace


def test_other_entries_are_no_offer_of_pace() -> None:
    assert not parse_security_infos(infos(info(TERMINAL, integer(1)))).offers_pace
    assert not parse_security_infos(infos()).offers_pace


def test_a_key_id_without_its_leading_zero_is_no_negative_number() -> None:
    read = parse_security_infos(infos(info(f"{ID_CA}.2.2", integer(1), bytes.fromhex("0201C8"))))
    assert read.chip_authentication[0].key_id == 200


@pytest.mark.parametrize(
    "data",
    [
        b"",
        WHOLE[:-1],
        WHOLE + b"\0",
        tlv.encode(0x30, WHOLE),
        infos(tlv.encode(0x30, b"")),
        infos(integer(1)),
        infos(tlv.encode(0x30, integer(1))),
        infos(tlv.encode(0x30, tlv.encode(0x06, b""))),
        infos(info(f"{ID_PACE}.2.2")),
        infos(info(f"{ID_PACE}.2.2", integer(2), integer(13), integer(1))),
        infos(info(f"{ID_PACE}.2.2", integer(2), oid(ID_AA))),
        infos(info(f"{ID_PACE}.2.2", tlv.encode(0x02, b""))),
        infos(info(f"{ID_PACE}.2.2", tlv.encode(0x02, bytes(9)))),
        infos(info(ID_PK_ECDH, integer(1))),
        infos(info(ID_AA, integer(1))),
        infos(info(ID_AA, integer(1), integer(1))),
    ],
)
def test_what_is_no_list_of_security_infos_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_security_infos(data)


def test_dg14_wants_its_own_tag() -> None:
    with pytest.raises(Malformed):
        parse_dg14(tlv.encode(0x6F, WHOLE))


@pytest.mark.skipif(not DATA.exists(), reason="the shared specimens are not here")
def test_a_data_group_14_of_the_first_generation() -> None:
    read = parse_dg14((DATA / "pymrtd_dg14.bin").read_bytes())
    assert not read.offers_pace
    assert [entry.protocol for entry in read.chip_authentication] == ["CA-ECDH-3DES"]
    assert [key.key_id for key in read.chip_keys] == [None]
    assert [other.oid for other in read.others] == [TERMINAL]


@fuzzed()
@given(spoilt(WHOLE) | st.binary(max_size=40).map(infos) | st.binary(max_size=24))
def test_any_bytes_are_security_infos_or_malformed(data: bytes) -> None:
    try:
        read = parse_security_infos(data)
    except Malformed:
        return
    assert sum(map(len, read.raw)) <= len(data)
    assert all(entry.protocol for entry in read.pace)
    assert all(entry.protocol for entry in read.chip_authentication)


@pytest.mark.parametrize("entries", [[info(TERMINAL, integer(1))] * 65, [info(ID_PK_DH, KEY)] * 9])
def test_a_file_that_lists_without_end_is_malformed(entries: list[bytes]) -> None:
    with pytest.raises(Malformed, match="than any chip has"):
        parse_security_infos(infos(*entries))
    assert parse_security_infos(infos(*entries[1:])).raw
