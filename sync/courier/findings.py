"""What is on a stick for a station, taking nothing in: every file proves itself or is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.failure import FailureCode, WorldError
from sync.courier import layout, read_me
from sync.courier.layout import Place
from sync.courier.stick import Stick, source_of
from sync.ports import FrozenBatch, StationIdentity, StationInbox
from sync.protocol import receipt as receipts
from sync.protocol.bounds import LARGEST_MESSAGE
from sync.protocol.plain import read_plain
from sync.protocol.receipt import Receipt
from sync.pull import FolderSeen, look_folder

OF_THE_STICK: Final = frozenset({FailureCode.DRIVE_GONE, FailureCode.DRIVE_FOREIGN})
"""What ends the work on a stick; anything else is the trouble of one file."""

_FOREIGN: Final = frozenset({FailureCode.PUBLICATION_NOT_TRUSTED, FailureCode.RECEIPT_NOT_TRUSTED})
_SIGNATURE: Final = 64


@dataclass(frozen=True, slots=True)
class Contents:
    """What is on a stick for and from this station; `others` counts files of other stations, `foreign` says
    that nothing is of this station's HQ though there are files."""

    for_us: int
    from_us: int
    others: int
    torn: tuple[str, ...]
    written_at: datetime | None
    foreign: bool


@dataclass(slots=True)
class Found:
    """What on a stick is HQ's and for this station: receipts with their bytes, publications; and the names
    of files that do not prove so, with why."""

    receipts: list[tuple[bytes, Receipt]]
    seen: FolderSeen
    failed: list[tuple[str, WorldError]]

    @property
    def foreign(self) -> bool:
        """Whether nothing proves that this station's HQ has written the stick, though somebody has."""
        known = self.receipts or self.seen.files
        return not known and any(error.failure.code in _FOREIGN for _, error in self.failed)


def find(stick: Stick, who: StationIdentity, inbox: StationInbox) -> Found:
    """Every receipt in this station's folder and every publication for it, proved or told."""
    nothing = FolderSeen({}, (), ())
    seen = look_folder(inbox, stick.published) if stick.names(layout.PUBLISHED) else nothing
    found = Found([], seen, list(seen.failed))
    folder = (layout.DOWN, layout.station_folder(who.station_number))
    for name in filter(layout.is_receipt, stick.names(*folder)):
        data = b""
        try:
            data = stick.read((*folder, name), LARGEST_MESSAGE) or b""
            said = receipts.read(data, who.hq_receipt_key)
            receipts.require_about(said, who.station_number, said.batch_id)
            found.receipts.append((data, said))
        except WorldError as error:
            if error.failure.code is FailureCode.DRIVE_GONE:
                raise
            found.failed.append((name, _why(error, data)))
    stick.require()
    return found


def contents_of(
    stick: Stick, who: StationIdentity, found: Found, waiting: Collection[FrozenBatch]
) -> Contents:
    """The same in numbers; `waiting` are this station's batches without a receipt."""
    answered = {said.batch_id for _, said in found.receipts}
    mine = stick.names(layout.UP, layout.station_folder(who.station_number))
    from_us = [name for name in mine if layout.is_batch(name)]
    unread = [name for name in from_us if not any(one.hex()[:16] in name.lower() for one in answered)]
    torn = () if found.foreign else tuple(name for name, _ in found.failed)
    return Contents(
        for_us=len(answered.intersection(one.batch_id for one in waiting)) + len(found.seen.needed),
        from_us=len(unread),
        others=_others(stick, who),
        torn=(*torn, *_torn_of_ours(stick, who, from_us, waiting)),
        written_at=read_me.moment(stick.read((layout.READ_ME,), read_me.LONGEST)),
        foreign=found.foreign and not from_us,
    )


def _torn_of_ours(
    stick: Stick, who: StationIdentity, names: Collection[str], waiting: Collection[FrozenBatch]
) -> Iterator[str]:
    """Those of our batches on the stick that are not what we wrote; writing again mends them."""
    for batch in waiting:
        place = layout.batch_place(who.station_number, batch.first_seq, batch.batch_id)
        if place[-1] in names and not stick.holds(place, source_of(batch.data)):
            yield place[-1]


def require_for_us(stick: Stick, who: StationIdentity, found: Found) -> None:
    """Raise WorldError(DRIVE_NOTHING, DRIVE_FOREIGN) for a stick without a file that could be for us."""
    if found.foreign:
        raise WorldError(FailureCode.DRIVE_FOREIGN, "courier.read", reason="another_HQ")
    if not _left_for(stick, who):
        code = FailureCode.DRIVE_FOREIGN if _others(stick, who) else FailureCode.DRIVE_NOTHING
        raise WorldError(code, "courier.read")


def _left_for(stick: Stick, who: StationIdentity) -> bool:
    """Whether HQ has left anything that could be for this station."""
    mine = stick.names(layout.DOWN, layout.station_folder(who.station_number))
    return bool(mine or stick.names(layout.PUBLISHED))


def _others(stick: Stick, who: StationIdentity) -> int:
    """How many files of other stations there are."""
    mine = layout.station_folder(who.station_number)
    folders = [
        (side, folder)
        for side in (layout.UP, layout.DOWN)
        for folder in stick.names(side)
        if folder != mine and layout.station_of(folder) is not None
    ]
    return sum(_count(stick, folder) for folder in folders)


def _count(stick: Stick, folder: Place) -> int:
    """How many files a folder holds; what a stranger made of it holds up nobody."""
    try:
        return len(stick.names(*folder))
    except WorldError as error:
        if error.failure.code is FailureCode.DRIVE_GONE:
            raise
        return 1


def _why(error: WorldError, data: bytes) -> WorldError:
    """What is wrong with a receipt: it is torn, or whole and not this HQ's."""
    if error.failure.code is FailureCode.RECEIPT_NOT_TRUSTED:
        try:
            read_plain(data[:-_SIGNATURE])
        except ValueError:
            return WorldError(FailureCode.DRIVE_TORN, "courier.receipt")
    return error
