"""Whatever a chip gives for a file, the answer is its contents or Malformed, at once and in little memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.emrtd.errors import Malformed
from devices.emrtd.lds.atr_info import card_capabilities, parse_atr_info
from devices.emrtd.lds.com import parse_com
from devices.emrtd.lds.dg1 import parse_dg1
from devices.emrtd.lds.dg2 import parse_dg2
from devices.emrtd.lds.dg7 import parse_dg7
from devices.emrtd.lds.dg11 import parse_dg11
from devices.emrtd.lds.dg12 import parse_dg12
from devices.emrtd.lds.dg13 import parse_dg13
from devices.emrtd.lds.dg15 import parse_dg15, signature_size
from devices.emrtd.lds.dg16 import parse_dg16
from devices.emrtd.lds.envelope import LARGEST_FILE, OUTER_TAGS
from devices.emrtd.lds.images import still_image
from devices.emrtd.lds.security_object import parse_security_object, parse_sod, peek
from devices.emrtd.reading import ChipFile
from devices.emrtd.tlv import encode
from tests.helpers import lds_files as made
from tests.helpers.fuzzing import fuzzed

# Headers alone: a change should hit what is parsed, not what is skipped.
JPEG = bytes.fromhex("FFD8FFE00004AAAAFFC0000B080050003C01011100FFDA00080101000000FF00FFD9")
JP2 = made.picture(8, 8, "JPEG2000")[:-20] + b"\xff\xd9"
JP2 = JP2[: JP2.index(b"jp2c") - 4] + bytes(4) + JP2[JP2.index(b"jp2c") :]
BARE = made.codestream(JP2)
CONTENT = made.security_object([(1, b"a" * 4), (2, b"b" * 4)], 1, (b"0108", b"040000"))
PERSON = encode(0x5F50, b"20200101") + encode(0x5F51, b"A<<B") + encode(0x5F53, b"C<D")
DG11 = made.group(
    0x6B, (0x5F0E, "A<<B"), (0xA0, made.counted(0x5F0F, ["C", "D"])), (0x5F2B, "19740812"), (0x5F42, "E<F")
)
DG12 = made.group(
    0x6C, (0x5F19, "G"), (0x5F26, b"\x20\x20\x01\x31"), (0x5F1A, "H"), (0x5F55, b"20200130120000")
)
RSA = encode(0x30, encode(0x06, bytes.fromhex("2A864886F70D010101")) + encode(0x05, b""))
MODULUS = encode(0x30, encode(0x02, b"\x00\xc1\x05") + encode(0x02, b"\x03"))
RSA_KEY = encode(0x6F, encode(0x30, RSA + encode(0x03, b"\x00" + MODULUS)))
LENGTHS = encode(0x7F66, encode(0x02, b"\x01\x00") + encode(0x02, b"\x01\x00")) + encode(0x47, b"\0\0\xe0")

PARSERS: dict[str, tuple[Callable[[bytes], object], ChipFile | None, tuple[bytes, ...]]] = {
    "com": (parse_com, ChipFile.COM, (made.COM,)),
    "sod": (parse_sod, ChipFile.SOD, (made.sod(CONTENT),)),
    "peek": (peek, ChipFile.SOD, (made.sod(CONTENT),)),
    "security object": (parse_security_object, None, (CONTENT,)),
    "dg1": (parse_dg1, ChipFile.DG1, (made.dg1(made.TD3), made.dg1(made.TD1))),
    "dg2": (
        parse_dg2,
        ChipFile.DG2,
        (
            made.dg2([made.facial_record([JPEG, BARE], 1)]),
            made.dg2([made.face_block([JP2, JPEG])], 0x7F2E),
        ),
    ),
    "dg7": (parse_dg7, ChipFile.DG7, (made.dg7([JPEG, JP2]),)),
    "dg11": (parse_dg11, ChipFile.DG11, (DG11,)),
    "dg12": (parse_dg12, ChipFile.DG12, (DG12,)),
    "dg13": (parse_dg13, ChipFile.DG13, (encode(0x6D, b"x"),)),
    "dg15": (parse_dg15, ChipFile.DG15, (encode(0x6F, encode(0x30, encode(0x30, b"") + encode(3, b"k"))),)),
    "size of a signature": (signature_size, ChipFile.DG15, (RSA_KEY,)),
    "dg16": (parse_dg16, ChipFile.DG16, (made.group(0x70, (0x02, b"\x01"), (0xA1, PERSON)),)),
    "atr info": (parse_atr_info, None, (LENGTHS,)),
    "atr": (card_capabilities, None, (bytes.fromhex("3B87800180318173C8214028"),)),
    "picture": (lambda data: still_image(data, "here"), None, (JPEG, JP2, BARE)),
}


def changed(data: bytes, script: bytes) -> bytes:
    """The file after the small changes of `script`: each four bytes are what, where (2) and with what."""
    found = bytearray(data)
    for start in range(0, len(script) - 3, 4):
        what, value = script[start], script[start + 3]
        at = int.from_bytes(script[start + 1 : start + 3]) % (len(found) + 1)
        match what % 6:
            case 0:
                found[at : at + 1] = bytes([value])
            case 1:
                found[at : at + 1] = bytes([found[at] ^ 1 << value % 8]) if at < len(found) else b""
            case 2:
                del found[at : at + value]
            case 3:
                found[at:at] = found[at : at + value]
            case 4:
                found[at:at] = bytes([value])
            case _:
                del found[at:]
    return bytes(found)


def answered(parse: Callable[[bytes], object], data: bytes) -> None:
    try:
        parse(data)
    except Malformed:
        pass


@pytest.mark.parametrize("name", PARSERS)
def test_the_unchanged_files_are_read(name: str) -> None:
    parse, _, files = PARSERS[name]
    assert [parse(file) for file in files]


@fuzzed()
@given(script=st.binary(min_size=4, max_size=24))
def test_changed_files_are_read_or_malformed(script: bytes) -> None:
    for parse, _, files in PARSERS.values():
        for file in files:
            answered(parse, changed(file, script))


@fuzzed()
@given(noise=st.binary(max_size=80))
def test_noise_is_read_or_malformed(noise: bytes) -> None:
    for parse, file, _ in PARSERS.values():
        answered(parse, noise)
        if file is not None:
            answered(parse, encode(OUTER_TAGS[file], noise))


ROOM = LARGEST_FILE - 64
TRAPS = {
    "empty objects": b"\x5f\x0e\x00" * (ROOM // 3),
    "small objects": b"\x02\x00" * (ROOM // 2),
    "nested": b"\x30\x80" * (ROOM // 2),
    "nested and closed": b"\x30\x80" * (ROOM // 4) + b"\x00\x00" * (ROOM // 4),
    "long tags": b"\x5f" + b"\xff" * ROOM,
    "long lengths": b"\x7f\x61\xff" * (ROOM // 3),
    "zeros": bytes(ROOM),
    "segments": b"\xff\xd8" + b"\xff\xe0\x00\x02" * (ROOM // 4),
    "fill bytes": b"\xff\xd8" + b"\xff" * ROOM,
    "boxes": JP2[:12] + b"\x00\x00\x00\x08free" * (ROOM // 8),
    "fillers": encode(0x5F42, b"<" * 4_000) + encode(0x5F0E, b"<" * 4_000),
}


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("name", PARSERS)
def test_a_file_made_to_exhaust_its_reader_costs_little(name: str, trap: str) -> None:
    parse, file, _ = PARSERS[name]
    data = encode(OUTER_TAGS[file], TRAPS[trap]) if file is not None else TRAPS[trap]
    before = time.process_time()
    answered(parse, data)
    assert time.process_time() - before < 1.0
    tracemalloc.start()
    answered(parse, data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * 1024 * 1024
