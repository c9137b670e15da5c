"""Measure reading a chip: commands, our own time for them, and what the real PC/SC service adds.

The chip is the virtual passport, whose own time is measured apart and taken off: what is left is ours.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date
from statistics import median

from bench.table import Row
from devices.api import ChipEvent, ChipFileCame, ChipWish
from devices.chip.chip_read import ChipRead
from devices.chip.slot import Card
from devices.chip.strategy import RememberedHere
from devices.emrtd import tlv
from devices.emrtd.keys import Cipher
from devices.emrtd.reading import ChipFile, ChipReading
from devices.emrtd.security_infos import Mapping
from devices.simulated.chip.body import Body
from devices.simulated.chip.card import VirtualPassport
from devices.simulated.chip.files import FilePlan
from devices.simulated.chip.holder import Holder, holder_of
from devices.simulated.chip.passport import PaceWay, Plan, issue
from devices.simulated.chip.pki import shared_pki
from devices.simulated.chip.secrets import Limits
from devices.simulated.people import TRAVELLERS, load_traveller
from tests.helpers.pcscd import PORT, run_beside_pcscd, why_not

READS = 40
DAY = date(2026, 11, 24)
PHOTO = 20_000
_PACE = (PaceWay(Mapping.GM, Cipher.AES128, 13),)
_LONG = Limits(answer=4_096, extended=True)


def run(say: Callable[[str], None], scale: float) -> list[Row]:
    """Read COM, SOD, DG1 and DG2 of 20,000 bytes again and again, at short and at extended length."""
    holder = the_holder()
    count = max(5, int(READS * scale))
    rows: list[Row] = []
    for words, limits in (("short", Limits()), ("extended", _LONG)):
        for way, pace in (("PACE", _PACE), ("BAC", ())):
            say(f"chip: {way}, {words} length")
            body = _body(holder, limits, pace)
            reads = [_read(holder, body) for _ in range(count)]
            rows += _rows(f"{way}, {words} length", reads, strict=limits is _LONG and bool(pace))
    say("chip: through the real pcscd")
    return rows + _through_the_service()


def the_holder() -> Holder:
    """Whose passport is read."""
    return holder_of(load_traveller(TRAVELLERS / "01-tonga.toml", DAY))


def long_body() -> Body:
    """Her chip that does PACE and gives long answers."""
    return _body(the_holder(), _LONG, _PACE)


def read_of(holder: Holder, card: Card) -> ChipReading:
    """The reading of a card."""
    wish = ChipWish("bench", holder.mrz_key)
    return ChipRead(wish, "bench", RememberedHere(), lambda event: None).go(card)


def _through_the_service() -> list[Row]:
    name = "chip through the real pcscd"
    if why_not():
        return [Row(name, 0, "", failure=why_not())]
    done = run_beside_pcscd(["-m", "bench.chip_behind_pcscd", str(PORT)])
    if done.returncode:
        return [Row(name, 0, "", failure=done.stderr.strip().splitlines()[-1])]
    command, whole, apdus = (float(figure) for figure in done.stdout.split())
    return [
        Row(f"{name}: one command, median", command, "ms", beside="with the chip's time"),
        Row(f"{name}: PACE read of 20 kB, extended length", whole, "ms", beside=f"{apdus:.0f} commands"),
    ]


class Timed:
    """A card over a virtual chip that notes the chip's own time."""

    def __init__(self, chip: VirtualPassport) -> None:
        self._chip = chip
        self.seconds = 0.0
        self.commands = 0

    @property
    def atr(self) -> bytes:
        """The chip's own."""
        return self._chip.atr

    def transmit(self, command: bytes) -> bytes:
        """What the chip answers."""
        self.commands += 1
        began = time.perf_counter()
        try:
            return self._chip.transmit(command)
        finally:
            self.seconds += time.perf_counter() - began

    def reset(self) -> None:
        """Power anew."""
        self._chip.reset()

    def close(self) -> None:
        """Nothing is held."""


class Figures:
    """One read: commands, our own seconds, and when DG1 was there."""

    def __init__(self, commands: int, seconds: float, dg1_after: int) -> None:
        self.commands = commands
        self.seconds = seconds
        self.dg1_after = dg1_after


def _body(holder: Holder, limits: Limits, pace: tuple[PaceWay, ...]) -> Body:
    pki = shared_pki("bench", DAY)
    body = issue(holder, Plan(FilePlan(groups=(1, 2)), limits=limits, pace=pace), pki)
    # Filled up to the size; nobody judges this photo. DG14 is left out: its proofs are measured apart.
    photo = tlv.one(body.files[ChipFile.DG2], 0x75)
    filled = tlv.encode(0x75, (photo + bytes(PHOTO))[: PHOTO - 4])
    com = tlv.encode(
        0x60, tlv.encode(0x5F01, b"0107") + tlv.encode(0x5F36, b"040000") + tlv.encode(0x5C, b"\x61\x75")
    )
    return body.with_file(ChipFile.DG2, filled).with_file(ChipFile.COM, com).without(ChipFile.DG14)


def _read(holder: Holder, body: Body) -> Figures:
    card = Timed(VirtualPassport(body))
    after: dict[ChipFile, int] = {}

    def tell(event: ChipEvent) -> None:
        if isinstance(event, ChipFileCame):
            after[event.read.file] = card.commands

    job = ChipRead(ChipWish("bench", holder.mrz_key), "bench", RememberedHere(), tell)
    began = time.perf_counter()
    reading = job.go(card)
    seconds = time.perf_counter() - began - card.seconds
    assert reading.whole
    assert len(reading.data(ChipFile.DG2) or b"") == PHOTO
    return Figures(after[ChipFile.DG2], seconds, after[ChipFile.DG1])


def _rows(words: str, reads: Iterable[Figures], *, strict: bool) -> list[Row]:
    figures = list(reads)
    commands, first = figures[0].commands, figures[0].dg1_after
    own = median(figure.seconds for figure in figures)
    return [
        Row(f"chip, {words}: commands for COM, SOD, DG1, DG2 of 20 kB", commands, "", 22 if strict else None),
        Row(f"chip, {words}: commands until DG1 is on the screen", first, "", aim=10),
        Row(f"chip, {words}: our own time for the whole read", own * 1e3, "ms", beside="the chip's time off"),
        Row(f"chip, {words}: our own time for one command", own / commands * 1e3, "ms", aim=0.5),
    ]
