"""HQ's end of the stick: take in what stations sent, through the same proofs and ledger as the link.

A batch is kept and settled here as PUT does it, and its receipt is the same bytes. Pulled out at any
moment, the stick is put in again: nothing is entered twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from app.domain.failure import WorldError
from sync.courier import layout
from sync.courier.layout import Place
from sync.courier.stick import Stick
from sync.hq import audit, certificates, held
from sync.hq.audit import Reader
from sync.hq.authority import Root, load_root
from sync.hq.courier_report import StickReport
from sync.hq.database import Connection
from sync.hq.enrolment import answer_by_stick
from sync.hq.home import HqHome
from sync.hq.intake import keep_from_stick
from sync.hq.keys import HqKeys, load_keys
from sync.hq.ledger import BatchName, Ledger, Settled
from sync.protocol import receipt
from sync.protocol.batch import batch_id, verify
from sync.protocol.bounds import LARGEST_BATCH, LARGEST_MESSAGE
from sync.protocol.courier import StationWord, read_word

MOST_REQUESTS: Final = 1_000
"""Requests for enrolment that are answered on one stick."""

_TOGETHER: Final = 16
"""Batches settled in one transaction."""
_STATION: Final = f"""
SELECT number, port, public_key, revoked_at IS NOT NULL, {certificates.COUNTS} FROM station WHERE number = %s
"""

Note = Callable[[str], None]
"""Told what is going on, for whoever looks on."""


@dataclass(frozen=True, slots=True)
class Known:
    """A station that HQ knows: `public_key` is its raw Ed25519 key, `port` its UN/LOCODE."""

    number: int
    port: str
    public_key: bytes


@dataclass(slots=True)
class ForStations:
    """What goes back on the stick: small files by place, of most worth first, and for each station on it
    its word of what it holds, None without one."""

    answers: dict[Place, bytes] = field(default_factory=dict)
    words: dict[Known, StationWord | None] = field(default_factory=dict)


class StickIntake:
    """Takes one stick in, over a connection in autocommit mode; with `port` of that port's stations alone.

    Raises WorldError(DRIVE_GONE, DRIVE_FOREIGN) for the stick, HqError(KEYS_MISSING).
    """

    def __init__(self, home: HqHome, connection: Connection, reader: Reader, port: str | None = None) -> None:
        self._connection = connection
        self._reader = reader
        self._port = port
        self._keys: HqKeys = load_keys(home)
        self._root: Root = load_root(home)
        self._ledger = Ledger(connection, self._keys, home.settings().training)

    def take(self, stick: Stick, report: StickReport, note: Note) -> ForStations:
        """Take in everything on the stick; what to write back. What it did stands in the audit trail."""
        back = ForStations()
        try:
            # First, so that what a station sends beside its request is taken in the same turn.
            self._enrol(stick, self._names((layout.UP, layout.ENROL), stick, report), report, back)
            for folder in stick.names(layout.UP):
                number = layout.station_of(folder)
                station = None if number is None else self._station(number, report)
                if station is not None:
                    note(f"station {station.number}")
                    self._take_station(stick, station, report, back)
        finally:  # what came before the stick was pulled out has come
            self._write_down(report)
        return back

    def _write_down(self, report: StickReport) -> None:
        counted = {name: getattr(report, name) for name in ("batches", "known", "rejected", "enrolled")}
        said = {**counted, "stations": sorted(report.stations), "refused": len(report.refused)}
        with self._connection.transaction():
            audit.note(self._connection, self._reader, "courier read", said)

    def _station(self, number: int, report: StickReport) -> Known | None:
        """The station of a folder if its files may be taken."""
        place = (layout.UP, layout.station_folder(number))
        asked = number if number < 1 << 31 else 0
        row = self._connection.execute(_STATION.encode(), (asked,)).fetchone()
        if row is None:
            report.refuse(place, f"this HQ has no station {number}")
        elif row[3]:
            report.refuse(place, f"station {number} is revoked")
        elif not row[4]:
            why = "its certificate is over: it enrols again with a new code, by stick too"
            report.refuse(place, f"station {number}: {why}, and then its batches are taken from this stick")
        elif self._port is not None and row[1] != self._port:
            report.refuse(place, f"station {number} is of {row[1]}, not of {self._port}")
        else:
            return Known(row[0], row[1], bytes(row[2]))
        return None

    def _take_station(self, stick: Stick, station: Known, report: StickReport, back: ForStations) -> None:
        folder = (layout.UP, layout.station_folder(station.number))
        names: list[BatchName] = []
        for name in filter(layout.is_batch, self._names(folder, stick, report)):
            kept = self._keep(stick, (*folder, name), station, report)
            if kept is not None:
                names.append(kept)
        for start in range(0, len(names), _TOGETHER):
            for one in self._ledger.settle(names[start : start + _TOGETHER]):
                self._answer(one, report, back)
        word = self._word(stick, (*folder, layout.WORD), station, report)
        if names or word is not None:
            report.stations.add(station.number)
            back.words[station] = word
        if word is not None and word.certificate_request:
            self._renew(station, word.certificate_request, report, back)

    def _names(self, folder: Place, stick: Stick, report: StickReport) -> list[str]:
        """What is in one folder; one that a stranger made unreadable does not hold up the others."""
        try:
            return stick.names(*folder)
        except WorldError as error:
            report.refuse_for(folder, error)
            return []

    def _keep(self, stick: Stick, place: Place, station: Known, report: StickReport) -> BatchName | None:
        """Keep the raw bytes of a batch that the station made, as PUT does; its name."""
        try:
            data = stick.read(place, LARGEST_BATCH) or b""
            header = verify(data, station.public_key)
        except WorldError as error:
            report.refuse_for(place, error)
            return None
        if header.station_number != station.number:
            report.refuse(place, f"it says that it is of station {header.station_number}")
            return None
        name = BatchName(station.number, batch_id(data))
        if keep_from_stick(self._connection, name, header, data):
            report.batches += 1
        else:
            report.known += 1
        return name

    def _answer(self, settled: Settled, report: StickReport, back: ForStations) -> None:
        place = layout.receipt_place(settled.name.station, settled.name.batch_id)
        if settled.receipt is None:
            report.refuse(place, "this HQ has lost the key to which the batch is sealed; it is kept")
            return
        report.rejected += len(receipt.read(settled.receipt, self._keys.receipt_public).rejected)
        back.answers[place] = settled.receipt

    def _word(self, stick: Stick, place: Place, station: Known, report: StickReport) -> StationWord | None:
        try:
            data = stick.read(place, LARGEST_MESSAGE)
            word = None if data is None else read_word(data, station.public_key)
        except WorldError as error:
            report.refuse_for(place, error)
            return None
        if word is not None and word.station_number != station.number:
            report.refuse(place, f"it says that it is of station {word.station_number}")
            return None
        if word is not None:
            held.note_word(self._connection, station.number, word.held)
        return word

    def _renew(self, station: Known, request: bytes, report: StickReport, back: ForStations) -> None:
        folder = layout.station_folder(station.number)
        try:
            made = certificates.renew(self._connection, self._root, station.number, request)
        except WorldError as error:
            report.refuse_for((layout.UP, folder, layout.WORD), error)
            return
        back.answers[layout.DOWN, folder, layout.CERTIFICATE] = made
        report.renewed += 1

    def _enrol(self, stick: Stick, names: list[str], report: StickReport, back: ForStations) -> None:
        """Answer those who ask by stick to be stations; the same request gets the same answer."""
        for name in islice(filter(layout.is_request, names), MOST_REQUESTS):
            place = (layout.UP, layout.ENROL, name)
            try:
                request = stick.read(place, LARGEST_MESSAGE) or b""
                answer = answer_by_stick(self._connection, self._keys, self._root, request)
            except WorldError as error:
                report.refuse_for(place, error)
                continue
            back.answers[layout.DOWN, layout.ENROL, layout.answer_name(name)] = answer
            report.enrolled += 1


def stations_of(connection: Connection, port: str | None, number: int | None) -> Mapping[Known, None]:
    """Stations in good standing, of a port, or one of them; none of them has said what it holds."""
    good = f"SELECT number, port, public_key FROM station WHERE revoked_at IS NULL AND {certificates.COUNTS}"
    asked = " AND port = coalesce(%s, port) AND number = coalesce(%s, number) ORDER BY number"
    rows = connection.execute((good + asked).encode(), (port, number)).fetchall()
    return {Known(row[0], row[1], bytes(row[2])): None for row in rows}
