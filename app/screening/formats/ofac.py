"""OFAC's list of Specially Designated Nationals: the three CSV files, a zip of them, or SDN.XML."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import defaultdict

from app.domain.alert_entry import AlertEntry, EntryKind, EntryName
from app.domain.failure import FailureCode, WorldError
from app.screening.formats.ofac_remarks import read_remarks
from app.screening.formats.ofac_xml import read_sdn_xml
from app.screening.formats.read_list import Gathering, ReadList, bounded, tidy, too_large
from app.screening.formats.tables import decoded, rows

PLACE = "list.ofac"
TITLE = "OFAC SDN list"
AGENCY = "US Department of the Treasury, OFAC"
KINDS = {"individual": EntryKind.PERSON, "vessel": EntryKind.VESSEL}
"""What SDN_Type says; aircraft and all else are entities."""
MOST_UNPACKED = 1 << 28
"""Bytes that a zip may hold: ten times OFAC's list, and no more memory than a small laptop can spare."""
_NULL = "-0-"
_END = "\x1a"
_COLUMNS = 12
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError)
_ADDRESS_COLUMNS = 5


def read_ofac(data: bytes) -> ReadList:
    """Read sdn.csv alone, a zip with the three CSV files or SDN.XML, or SDN.XML.

    Raises WorldError(LIST_UNREADABLE, LIST_BAD_ENTRY, LIST_TOO_LARGE).
    """
    bounded(data, PLACE)
    if data.startswith(b"PK\x03\x04"):
        return _read_zip(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return read_sdn_xml(data)
    return read_trio(data, None, None)


def read_trio(sdn: bytes, alt: bytes | None, add: bytes | None) -> ReadList:
    """Read sdn.csv with alt.csv (aliases) and add.csv (addresses); None where one is not there.

    Raises WorldError(LIST_UNREADABLE, LIST_BAD_ENTRY, LIST_TOO_LARGE).
    """
    gathering = Gathering(PLACE)
    for missing in [name for name, data in (("alt.csv", alt), ("add.csv", add)) if data is None]:
        gathering.warn(f"{missing} is not beside sdn.csv: what stands there is missing")
    aliases = _by_entry(alt, gathering)
    addresses = _by_entry(add, gathering)
    for line, row in _rows(sdn, gathering):
        if len(row) < _COLUMNS:
            raise gathering.unreadable(f"line {line}: {_COLUMNS} columns expected")
        gathering.add(_entry(row, aliases.pop(row[0], []), addresses.pop(row[0], []), gathering))
    if not len(gathering):
        raise gathering.unreadable("there is no entry in it")
    for lost in (aliases, addresses):
        if lost:
            raise gathering.unreadable("the three files are not of one edition")
    return gathering.done(None, TITLE)


def _entry(
    row: list[str], aliases: list[list[str]], addresses: list[list[str]], gathering: Gathering
) -> AlertEntry:
    number, name, kind, program, title, call_sign, vessel, tonnage, gross, flag, owner, said = row[:_COLUMNS]
    program = ", ".join(part.strip() for part in program.replace("] [", ";").split(";") if part.strip())
    found = read_remarks(said)
    told = (("Title", title), ("Call sign", call_sign), ("Vessel", vessel), ("Tonnage", tonnage),
            ("Gross tonnage", gross), ("Flag", flag), ("Owner", owner))  # fmt: skip
    remarks = [f"{word}: {value}" for word, value in told if value]
    remarks += [said] if said else []
    for address in addresses:
        if lines := ", ".join(cell for cell in address[2:] if cell):
            remarks.append(f"Address: {lines}")
    names = [EntryName(name)] if name else []
    for alias in aliases:
        gathering.empty_aliases += not alias[3]
        names += [_alias(alias[3])] if alias[3] else []
    names += [EntryName(weak, True, True) for weak in found.weak_names]
    for unread in found.unread:
        gathering.warn(f"{number}: not understood: {unread}")
    return AlertEntry(
        entry_id=number,
        kind=KINDS.get(kind.lower(), EntryKind.ENTITY),
        names=tuple(names),
        births=tuple(found.births),
        birth_places=tuple(found.places),
        nationalities=tuple(found.nationalities),
        sex=found.sex,
        documents=tuple(found.documents),
        reason=f"OFAC SDN: {program}" if program else "OFAC SDN",
        agency=AGENCY,
        legal_basis=program,
        remarks=gathering.prose("; ".join(remarks), number),
    )


def _alias(said: str) -> EntryName:
    quoted = len(said) > 2 and said[0] in "'\"" and said[-1] == said[0]
    return EntryName(said.strip("'\"") if quoted else said, True, quoted)


def _by_entry(data: bytes | None, gathering: Gathering) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = defaultdict(list)
    for line, row in _rows(data or b"", gathering):
        if len(row) < _ADDRESS_COLUMNS:
            raise gathering.unreadable(f"line {line}: {_ADDRESS_COLUMNS} columns expected")
        found[row[0]].append(row)
    return found


def _rows(data: bytes, gathering: Gathering) -> list[tuple[int, list[str]]]:
    text = decoded(data, PLACE, otherwise="cp1252").rstrip(_END + "\r\n ")
    found = []
    for line, row in rows(text, PLACE):
        cells = ["" if cell.strip() == _NULL else tidy(cell, len(cell)) for cell in row]
        if not (cells[0].isascii() and cells[0].isdigit()):
            raise gathering.unreadable(f"line {line}: no entry number")
        found.append((line, cells))
    return found


def _read_zip(data: bytes) -> ReadList:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name.filename.rpartition("/")[2].lower(): name for name in archive.infolist()}
            wanted = [name for name in ("sdn.xml", "sdn.csv", "alt.csv", "add.csv") if name in members]
            # The sizes are the archive's own word: reading one byte more than it says would raise.
            if sum(members[name].file_size for name in wanted) > MOST_UNPACKED:
                raise too_large(PLACE, MOST_UNPACKED)
            files = {name: archive.read(members[name]) for name in wanted}
    except _BAD_ZIP as error:
        raise WorldError(FailureCode.LIST_UNREADABLE, PLACE, reason="the zip is damaged or locked") from error
    if "sdn.xml" in files:
        return read_sdn_xml(files["sdn.xml"])
    if "sdn.csv" not in files:
        raise WorldError(FailureCode.LIST_UNREADABLE, PLACE, reason="no sdn.csv in the zip")
    return read_trio(files["sdn.csv"], files.get("alt.csv"), files.get("add.csv"))
