"""Record what a chip answers, everything personal replaced: `python -m devices.chip.recorder`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from devices.api import ChipWish
from devices.chip.apdu import Command, Response
from devices.chip.chip_read import ChipRead
from devices.chip.slot import Card
from devices.chip.strategy import RememberedHere
from devices.chip.transcript import Exchange, exchanged, to_text
from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.reading import AccessKey, CanKey, ChipReading, MrzKey
from devices.errors import DeviceError

_SELECT, _READ, _READ_ODD = 0xA4, 0xB0, 0xB1
_APPLICATION_BY_NAME, _MASTER_OR_CHILD = 0x04, 0x00
# What is the same in all documents of a kind: EF.CardAccess and EF.ATR/INFO in the master file, EF.COM.
_KEPT_IN_MASTER: Final = frozenset({0x1C, 0x01})
_KEPT_IN_APPLICATION: Final = frozenset({0x1E})
_REMARK: Final = """A chip's answers, recorded by devices.chip.recorder under the seal of its session.
File contents are zeros behind their outer tag and length, but for EF.CardAccess, EF.ATR/INFO and EF.COM;
keys, challenges, nonces and signatures are zeros of the same length. Status words and lengths are true."""


class Scrubber:
    """Hears the plain side of a channel and keeps it without a person, a document or a key in it."""

    def __init__(self) -> None:
        self.kept: list[Exchange] = []
        self._in_application = False
        self._file = 0

    def hear(self, command: Command, response: Response | None, secured: bool) -> None:
        """A command was answered, or lost."""
        self._follow(command)
        plain = replace(command, data=bytes(len(command.data))) if self._secret(command) else command
        if response is None:
            self.kept.append(Exchange(plain.encoded(), b"", secured))
            return
        answer = Response(self._scrubbed(command, response.data), response.status)
        self.kept.append(exchanged(plain.encoded(), answer, secured=secured))

    def _follow(self, command: Command) -> None:
        """Which file is meant: contents are told apart by it."""
        if command.ins == _SELECT:
            if command.p1 == _APPLICATION_BY_NAME:
                self._in_application = True
            elif command.p1 == _MASTER_OR_CHILD:
                self._in_application = False
            else:
                self._file = int.from_bytes(command.data, "big") & 0x1F
        elif command.ins == _READ and command.p1 & 0x80:
            self._file = command.p1 & 0x1F

    @staticmethod
    def _secret(command: Command) -> bool:
        return Exchange(command.header, b"").of_access

    def _scrubbed(self, command: Command, data: bytes) -> bytes:
        if command.ins not in {_READ, _READ_ODD}:
            return bytes(len(data))
        kept = _KEPT_IN_APPLICATION if self._in_application else _KEPT_IN_MASTER
        if self._file in kept:
            return data
        begins = command.ins == _READ_ODD or bool(command.p1 & 0x80) or command.p1 == command.p2 == 0
        try:
            head = tlv.header(data).size if begins else 0
        except Malformed:
            head = 0
        return data[:head] + bytes(len(data) - head)


def record(card: Card, key: AccessKey, reader: str = "") -> tuple[ChipReading, str]:
    """Read a chip; the reading, and its transcript as text. The reading itself holds personal data."""
    scrubber = Scrubber()
    job = ChipRead(
        ChipWish("recorder", key), reader, RememberedHere(), lambda event: None, overhear=scrubber.hear
    )
    reading = job.go(card)
    return reading, to_text(scrubber.kept, _REMARK)


def key_of(text: str) -> AccessKey:
    """A key from a file: number, birth date and expiry date (YYMMDD), or a card access number alone."""
    match text.split():
        case [can]:
            return CanKey(can)
        case [number, birth, expiry]:
            return MrzKey(number, birth, expiry)
    raise ValueError("the key file has other than one or three words")


def main(arguments: Sequence[str] | None = None) -> int:
    """Record the chip that lies on a reader; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m devices.chip.recorder", description=__doc__)
    parser.add_argument("out", type=Path, help="the transcript to write")
    parser.add_argument(
        "--key", type=Path, required=True,
        help="file with document number, birth and expiry date (YYMMDD), or with the card access number",
    )  # fmt: skip
    parser.add_argument("--reader", default="", help="PC/SC name of the reader; the first one otherwise")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long to wait for the document")
    chosen = parser.parse_args(arguments)
    try:
        key = key_of(chosen.key.read_text("utf-8"))
        from devices.chip.pcsc import PcscSlot

        slot = PcscSlot(chosen.reader)
        if not slot.wait(True, chosen.seconds):
            parser.exit(1, "no document came\n")
        card = slot.connect()
    except (OSError, ValueError, ImportError, DeviceError) as error:
        parser.exit(2, f"{error}\n")
    try:
        reading, text = record(card, key, slot.name)
    finally:
        card.close()
        slot.close()
    chosen.out.write_text(text, "utf-8")
    sys.stderr.write(f"{reading.apdus} commands, {'whole' if reading.whole else reading.failure}\n")
    return 0 if reading.whole else 1


if __name__ == "__main__":
    raise SystemExit(main())
