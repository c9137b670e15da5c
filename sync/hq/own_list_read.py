"""Look at lists as the console shows them: versions, who holds them, entries, and an entry field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.alert_entry import AlertEntry, Band, Disclosure, EntryKind, EntryName
from app.domain.alert_record import decode_entry
from app.domain.person import Sex
from app.screening.lists import ListHeader
from app.wording.choices import SEXES
from sync.hq import changes, lists
from sync.hq.database import Connection
from sync.hq.own_list import OWN_LIST
from sync.hq.own_list_form import birth_text, document_text
from sync.hq.publishing import printed

KINDS: Final[Mapping[EntryKind, str]] = {
    EntryKind.PERSON: "Person", EntryKind.ENTITY: "Organisation", EntryKind.VESSEL: "Ship",
}  # fmt: skip
SEEN_BY: Final[Mapping[Disclosure, str]] = {
    Disclosure.OPEN: "Open: the booth sees the entry",
    Disclosure.RESTRICTED: "Lookout: the booth sees what to do and whom to call",
    Disclosure.SILENT: "Silent: the booth is told nothing",
}
FIRMEST: Final[Mapping[Band, str]] = {
    Band.STOP: "Stop: it interrupts the inspection",
    Band.CHECK: "Check: it is compared at the booth",
    Band.BACKGROUND: "Background: it waits for a supervisor",
}
_HOLDERS: Final = """
SELECT count(*) FILTER (WHERE h.sequence >= %s), count(*) FROM station s
LEFT JOIN station_holds h ON h.station = s.number AND h.stream = %s WHERE s.revoked_at IS NULL
"""
_ENTRIES: Final = """
SELECT bytes, digest IS DISTINCT FROM published FROM list_entry
WHERE list_id = %(list)s AND bytes IS NOT NULL {found} ORDER BY entry_id LIMIT %(limit)s OFFSET %(skip)s
"""
# Texts stand in an entry's bytes as they are, in UTF-8.
_FOUND: Final = """
AND strpos(lower(encode(bytes, 'escape')), lower(encode(convert_to(%(find)s, 'UTF8'), 'escape'))) > 0
"""


@dataclass(frozen=True, slots=True)
class ListLook:
    """A list: its newest version at HQ, what of it is published (None for nothing), how many entries differ
    from that, and how many of the stations in service hold the newest publication."""

    header: ListHeader
    published_version: int | None
    published_at: datetime | None
    unpublished: int
    holders: int
    stations: int

    @property
    def waits(self) -> bool:
        """Whether there is anything to publish."""
        return bool(self.unpublished) or self.published_version != self.header.version


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry, and whether stations do not have it so yet."""

    entry: AlertEntry
    unpublished: bool


def looks(connection: Connection) -> list[ListLook]:
    """Every list, by its id."""
    newest = {one.stream: one for one in printed(connection)}
    found = []
    for header in lists.headers(connection):
        stream = f"{header.kind}/{header.list_id}"
        last = newest.get(stream)
        row = connection.execute(_HOLDERS, (0 if last is None else last.sequence, stream)).fetchone()
        holders, stations = (0, 0) if row is None else row
        found.append(
            ListLook(
                header,
                None if last is None else last.list_version,
                None if last is None else last.issued_at,
                changes.count_unpublished(connection, header),
                0 if last is None else int(holders),
                int(stations),
            )
        )
    return found


def entries(connection: Connection, find: str, limit: int, skip: int = 0) -> list[ListedEntry]:
    """Entries of HQ's own list by their ids; with `find` those that have this text anywhere."""
    sql = _ENTRIES.format(found=_FOUND if find else "")
    rows = connection.execute(sql.encode(), {"list": OWN_LIST, "find": find, "limit": limit, "skip": skip})
    return [ListedEntry(decode_entry(bytes(data)), unpublished) for data, unpublished in rows.fetchall()]


def fields(entry: AlertEntry | None) -> dict[str, str]:
    """An entry field by field, in words; empty for none."""
    if entry is None:
        return {}
    return {
        "About": KINDS[entry.kind],
        "Names": "; ".join(_name(one) for one in entry.names),
        "Born": "; ".join(birth_text(one) for one in entry.births),
        "Places of birth": "; ".join(entry.birth_places),
        "Nationalities": ", ".join(entry.nationalities),
        "Sex": "" if entry.sex is Sex.UNSPECIFIED else SEXES[entry.sex],
        "Documents": "; ".join(document_text(one) for one in entry.documents),
        "Reason": entry.reason,
        "What the officer does": entry.action,
        "Whom to call": entry.contact,
        "Owner": entry.agency,
        "Legal basis": entry.legal_basis,
        "Priority": str(entry.priority or ""),
        "Holds until": str(entry.expires) or "no end",
        "Who sees it": SEEN_BY[entry.disclosure],
        "Firmest hit": FIRMEST[entry.max_band],
        "Remarks": entry.remarks,
    }


def sides(before: AlertEntry | None, after: AlertEntry | None) -> list[tuple[str, str, str, bool]]:
    """Two states of an entry field by field, and whether they differ; what neither has is left out."""
    was, shall = fields(before), fields(after)
    names = list(was or shall)
    found = [(name, was.get(name, ""), shall.get(name, "")) for name in names]
    return [(name, one, other, one != other) for name, one, other in found if one or other]


def _name(name: EntryName) -> str:
    more = "weak alias" if name.weak else "alias" if name.alias else ""
    return f"{name.text} ({more})" if more else name.text
