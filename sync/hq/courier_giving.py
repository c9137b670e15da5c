"""Fill a stick: answers first, then of what is published all that the stations on it lack, by worth.

A station's word says what it holds; one that said nothing gets snapshots. What has no room is left out
from the end: documents before people, large before small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from app.domain.failure import FailureCode, WorldError
from sync.courier import layout, read_me
from sync.courier.layout import Place
from sync.courier.stick import Source, Stick, room, source_of
from sync.hq import audit, shelf
from sync.hq.audit import Reader
from sync.hq.courier import ForStations, Known, Note
from sync.hq.courier_report import StickReport
from sync.hq.database import Connection, now
from sync.hq.days_policy import ensure_policy
from sync.hq.home import HqHome
from sync.hq.keys import HqKeys, load_keys
from sync.hq.publishing import Press, file_of
from sync.hq.standing import standing_word
from sync.hq.stations_published import publish_stations
from sync.protocol.courier import StationWord
from sync.protocol.index import Listed, needed
from sync.protocol.publication import KEYS, LATE, STATIONS

_FIRST: Final = (KEYS, STATIONS, LATE, "people", "earlier")
_LAST: Final = "documents"
_CHUNK: Final = 1 << 20
_FOR_STATION: Final = """
SELECT stream, sequence, base, besides, file_size, digest FROM publication
WHERE coalesce(for_port, %(port)s) = %(port)s AND coalesce(for_station, %(number)s) = %(number)s
ORDER BY stream, sequence
"""
_BEGINNING: Final = "SELECT beginning FROM publication WHERE stream = %s AND sequence = %s"


@dataclass(frozen=True, slots=True)
class StickFiller:
    """Fills sticks for one HQ over a connection in autocommit mode."""

    home: HqHome
    connection: Connection
    reader: Reader

    def fill(self, stick: Stick, back: ForStations, report: StickReport, note: Note) -> None:
        """Write answers, HQ's word on how it stands with each station, and what these lack.

        Raises WorldError(DRIVE_GONE, DRIVE_READ_ONLY, DRIVE_WRONG_BYTES, DRIVE_BUSY).
        """
        keys: HqKeys = load_keys(self.home)
        for station in back.words:
            folder = layout.station_folder(station.number)
            word = standing_word(self.connection, keys, station.number)
            back.answers[layout.DOWN, folder, layout.STANDING] = word
        back.answers[layout.READ_ME,] = read_me.text(now(self.connection), "HQ")
        for place, data in back.answers.items():
            written = self._write(stick, place, source_of(data), report)
            report.receipts += written and layout.is_receipt(place[-1])
        self._publications(stick, back.words, report, note)
        said = {"stations": sorted(one.number for one in back.words), "publications": report.publications}
        with self.connection.transaction():
            audit.note(self.connection, self.reader, "courier written", {**said, "bytes": report.size})

    def _publications(
        self, stick: Stick, words: Mapping[Known, StationWord | None], report: StickReport, note: Note
    ) -> None:
        full: set[str] = set()
        for row in self._lacking(words):
            if row.stream in full:
                continue
            note(f"{row.stream} {row.sequence}, {row.size} bytes")
            path = self._file(row)
            place = layout.publication_place(row.stream, row.sequence)
            if path is None or not self._write(stick, place, _source(path, row.size), report):
                full.add(row.stream)  # what builds on it is of no use without it
            else:
                report.publications += 1

    def _lacking(self, words: Mapping[Known, StationWord | None]) -> list[Listed]:
        """What any of the stations lacks, each file once, of most worth first."""
        press = Press(self.connection, self.home)
        ensure_policy(self.connection, self.home)
        for port in {station.port for station in words}:
            publish_stations(press, port)
        rows: dict[tuple[str, int], Listed] = {}
        for station, word in words.items():
            press.publish_keys(station.number)
            said = {"port": station.port, "number": station.number}
            theirs = [Listed(*row) for row in self.connection.execute(_FOR_STATION, said).fetchall()]
            for row in needed(theirs, {} if word is None else word.held):
                rows[row.stream, row.sequence] = row
        sizes: dict[str, int] = {}
        for row in rows.values():
            sizes[row.stream] = sizes.get(row.stream, 0) + row.size
        return sorted(
            rows.values(), key=lambda row: (_turn(row), sizes[row.stream], row.stream, row.sequence)
        )

    def _file(self, row: Listed) -> Path | None:
        """The publication's file in HQ's folder, brought there if need be."""
        path = file_of(self.home.published, row.stream, row.sequence)
        found = self.connection.execute(_BEGINNING, (row.stream, row.sequence)).fetchone()
        beginning = None if found is None else found[0]
        if not shelf.is_here(path, row.size, beginning):
            shelf.bring(self.connection, row.stream, row.sequence, path)
        return path if shelf.is_here(path, row.size, beginning) else None

    def _write(self, stick: Stick, place: Place, source: Source, report: StickReport) -> bool:
        """Write a file unless it is there; False where there is no room, or a stranger's link in its way."""
        try:
            if stick.holds(place, source):
                return True
            if room(source.size) > stick.free():
                raise WorldError(FailureCode.DRIVE_FULL, "courier.free")
            stick.write(place, source)
        except WorldError as error:
            if error.failure.code is FailureCode.DRIVE_FULL:
                report.left_out.append("/".join(place))
            elif error.failure.code is FailureCode.DRIVE_FOREIGN:
                report.refuse_for(place, error)
            else:
                raise
            return False
        report.size += source.size
        return True


def _turn(row: Listed) -> int:
    kind = row.stream.partition("/")[0]
    if kind == _LAST:
        return len(_FIRST) + 1
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST)


def _source(path: Path, size: int) -> Source:
    digest = sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return Source(size, digest.digest(), lambda: _chunks(path))


def _chunks(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
