"""OpenPACE, the C library of Debian's libeac3, playing the chip: what we speak with it, we did not invent.

It is called by ctypes in a process of its own, since a fault of a C library ends the process it is in.
`OpenPaceChip.transmit` is a whole chip for `devices.chip.apdu.Channel`: PACE, then secure messaging, under
which READ BINARY gives `contents` and every other command gives its own data back, reversed.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from devices.chip.apdu import Command
from devices.emrtd import tlv

ROOT = Path(__file__).parents[2]
LIBRARY = ctypes.util.find_library("eac")
ABSENT = "OpenPACE is not here: apt-get install libeac3" if LIBRARY is None else ""

PACE_CAN = 2
PACE_RAW = 5

_TR_2_01 = 1
_TR_2_02 = 2


def contents(offset: int, size: int) -> bytes:
    """What the chip holds at an offset."""
    return bytes((at * 7 + (at >> 8)) & 0xFF for at in range(offset, offset + size))


class OpenPaceChip:
    """The process with the library; `lay` puts a fresh chip onto it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.openpace"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)

    def lay(self, card_access: bytes, secret: bytes, kind: int = PACE_RAW) -> None:
        """A chip with this EF.CardAccess that is opened by this secret."""
        assert self._ask(f"lay {card_access.hex()} {secret.hex()} {kind}") == "laid"

    def transmit(self, command: bytes) -> bytes:
        return bytes.fromhex(self._ask(command.hex()))

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        assert answer, "the C library has ended its process"
        return answer


class _Buffer(ctypes.Structure):
    _fields_ = [  # type: ignore[mutable-override]  # as ctypes wants it
        ("length", ctypes.c_size_t),
        ("data", ctypes.c_void_p),
        ("max", ctypes.c_size_t),
        ("flags", ctypes.c_ulong),
    ]


class _Library:
    """The library's functions on Python's bytes; every call that fails raises RuntimeError."""

    def __init__(self) -> None:
        self._eac = ctypes.CDLL(str(LIBRARY))
        for name in ("EAC_CTX_new", "PACE_SEC_new"):
            getattr(self._eac, name).restype = ctypes.c_void_p
        self._eac.EAC_init()

    def context(
        self, card_access: bytes, secret: bytes, kind: int
    ) -> tuple[ctypes.c_void_p, ctypes.c_void_p]:
        """A context for one chip; the version of TR-03110 is the first number of its structure.

        The library does integrated mapping as version 2.01 had it, and its tokens as 2.02 has them.
        """
        address = self._eac.EAC_CTX_new()
        context, version = ctypes.c_void_p(address), ctypes.c_int.from_address(address)
        version.value = _TR_2_01
        self.check("EAC_CTX_init_ef_cardaccess", card_access, len(card_access), context)
        version.value = _TR_2_02
        return context, ctypes.c_void_p(self._eac.PACE_SEC_new(secret, len(secret), kind))

    def check(self, name: str, *values: Any) -> None:
        if getattr(self._eac, name)(*map(self._given, values)) != 1:
            raise RuntimeError(name)

    def bytes_of(self, name: str, *values: Any) -> bytes:
        function = getattr(self._eac, name)
        function.restype = ctypes.POINTER(_Buffer)
        result = function(*map(self._given, values))
        if not result:
            raise RuntimeError(name)
        return ctypes.string_at(result.contents.data, result.contents.length)

    def buffer(self, data: bytes) -> Any:
        create = self._eac.BUF_MEM_create_init
        create.restype = ctypes.POINTER(_Buffer)
        return create(data, ctypes.c_size_t(len(data)))

    def _given(self, value: Any) -> Any:
        return ctypes.c_size_t(value) if isinstance(value, int) and value > 9 else value


class _Chip:
    """The state of one chip: how far PACE has come, and its session."""

    def __init__(self, library: _Library, card_access: bytes, secret: bytes, kind: int) -> None:
        self._library = library
        self._context, self._secret = library.context(card_access, secret, kind)
        self._block = 8 if card_access[5 + card_access[5] : 6 + card_access[5]] == b"\x01" else 16
        self._step = 0
        self._secured = False

    def answer(self, apdu: bytes) -> bytes:
        command = Command.decode(apdu)
        if command.ins == 0x22:
            return b"\x90\x00"
        if not self._secured:
            return self._authenticate(command)
        return self._open(command)

    def _authenticate(self, command: Command) -> bytes:
        self._step += 1
        given = tlv.parse(tlv.one(command.data, 0x7C))
        value = given[0].value if given else b""
        tag, result = (self._nonce, self._map, self._agree, self._prove)[self._step - 1](value)
        if tag == 0:
            return b"\x63\x00"
        return tlv.encode(0x7C, tlv.encode(tag, result)) + b"\x90\x00"

    def _nonce(self, _: bytes) -> tuple[int, bytes]:
        return 0x80, self._library.bytes_of("PACE_STEP1_enc_nonce", self._context, self._secret)

    def _map(self, theirs: bytes) -> tuple[int, bytes]:
        ours = self._library.bytes_of("PACE_STEP3A_generate_mapping_data", self._context)
        self._library.check("PACE_STEP3A_map_generator", self._context, self._library.buffer(theirs))
        return 0x82, ours

    def _agree(self, theirs: bytes) -> tuple[int, bytes]:
        self._theirs = self._library.buffer(theirs)
        ours = self._library.bytes_of("PACE_STEP3B_generate_ephemeral_key", self._context)
        self._library.check("PACE_STEP3B_compute_shared_secret", self._context, self._theirs)
        return 0x84, ours

    def _prove(self, theirs: bytes) -> tuple[int, bytes]:
        self._library.check("PACE_STEP3C_derive_keys", self._context)
        name = "PACE_STEP3D_compute_authentication_token"
        token = self._library.bytes_of(name, self._context, self._theirs)
        try:
            name = "PACE_STEP3D_verify_authentication_token"
            self._library.check(name, self._context, self._library.buffer(theirs))
        except RuntimeError:
            return 0, b""
        self._library.check("EAC_CTX_set_encryption_ctx", self._context, 0)
        self._library.check("EAC_reset_ssc", self._context)
        self._secured = True
        return 0x86, token

    def _open(self, command: Command) -> bytes:
        """Secure messaging by the library; its own reading of Doc 9303-11, 9.8 is nothing but this."""
        self._library.check("EAC_increment_ssc", self._context)
        objects = tlv.parse(command.data)
        body, seal = command.data[:-10], objects[-1].value
        head = self._pad(command.header)
        if self._seal(self._pad(head + body) if body else head) != seal:
            return b"\x69\x88"
        sealed = next((item for item in objects if item.tag in {0x85, 0x87}), None)
        data = b""
        if sealed is not None:
            blocks = sealed.value[1:] if sealed.tag == 0x87 else sealed.value
            padded = self._library.bytes_of("EAC_decrypt", self._context, self._library.buffer(blocks))
            data = padded[: padded.rindex(b"\x80")]
        return self._close(command, self._do(command, data, tlv.find(objects, 0x97) or b""))

    def _do(self, command: Command, data: bytes, expected: bytes) -> bytes:
        if command.ins == 0xB0:
            size = int.from_bytes(expected, "big") or 1 << 8 * len(expected)
            return contents(command.p1 << 8 | command.p2, size)
        return data[::-1]

    def _close(self, command: Command, data: bytes) -> bytes:
        self._library.check("EAC_increment_ssc", self._context)
        body = b""
        if data:
            padded = self._library.buffer(self._pad(data))
            blocks = self._library.bytes_of("EAC_encrypt", self._context, padded)
            odd = command.ins & 1
            body = tlv.encode(0x85, blocks) if odd else tlv.encode(0x87, b"\x01" + blocks)
        body += b"\x99\x02\x90\x00"
        return body + tlv.encode(0x8E, self._seal(self._pad(body))) + b"\x90\x00"

    def _seal(self, data: bytes) -> bytes:
        return self._library.bytes_of("EAC_authenticate", self._context, self._library.buffer(data))

    def _pad(self, data: bytes) -> bytes:
        return data + b"\x80" + bytes(-(len(data) + 1) % self._block)


def _serve() -> None:
    library = _Library()
    chip: _Chip | None = None
    for line in sys.stdin:
        words = line.split()
        if words[0] == "lay":
            chip = _Chip(library, bytes.fromhex(words[1]), bytes.fromhex(words[2]), int(words[3]))
            answer = "laid"
        else:
            assert chip is not None
            answer = chip.answer(bytes.fromhex(words[0])).hex()
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
