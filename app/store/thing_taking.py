"""Take in what HQ publishes beside lists, by its kind: trust, rosters of officers, policies, stations.

Each consumer works inside the transaction that moves the stream on: what it refuses was never here. A
kind that this program does not know is kept as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeAlias

from app.domain.alerts_policy import AlertPolicy
from app.domain.failure import FailureCode, WorldError
from app.domain.link_policy import LinkPolicy
from app.domain.officer import Officer, Role
from app.domain.roster import Roster, read_roster
from app.domain.value_rows import from_plain
from app.store import audit, trust_rows
from app.store.audit import STATION, AuditAct, AuditEntry, Value
from app.store.driver import Connection
from app.store.exports import save_export_policy
from app.store.identity import save_alert_policy
from app.store.published import read_stations
from app.store.purging import save_retention_policy
from app.store.roads import save_link_policy
from app.trust.imports import read_trust_file
from app.trust.planning import plan_import
from app.trust.trust_file import ImportPlan
from sync.ports import Publication
from sync.protocol.plain import read_plain
from sync.protocol.publication import STATIONS, USERS
from sync.protocol.sealing import damaged

TRUST: Final = "trust"
POLICY: Final = "policy"

Detail: TypeAlias = dict[str, Value]
_Told: TypeAlias = tuple[Detail, Callable[[int], None]]
"""What the line says, and what is done once it has its number."""
_Consumer: TypeAlias = Callable[[Connection, str, bytes, datetime], _Told]


def take_content(connection: Connection, publication: Publication, content: bytes, now: datetime) -> None:
    """Do what a content says, within the caller's transaction, with a line in the audit.

    Raises WorldError(PUBLICATION_DAMAGED, TRUST_NOT_VOUCHED, TRUST_FILE_DAMAGED, TRUST_FILE_UNKNOWN).
    """
    kind, _, name = publication.stream.partition("/")
    act, consume = _CONSUMERS.get(kind, (AuditAct.PUBLICATION_TAKEN, _keep))
    try:
        detail, finish = consume(connection, name, content, now)
    except (ValueError, TypeError) as error:
        raise damaged(kind) from error
    except WorldError as error:
        if error.failure.code is not FailureCode.FIELD_INVALID:
            raise
        raise damaged(kind) from error
    said: Detail = {"publication": publication.sequence, "stream": publication.stream, **detail}
    finish(_note(connection, now, act, publication.digest, said))


def _done(seq: int) -> None:
    """Nothing rests on the line."""


def _keep(connection: Connection, name: str, content: bytes, now: datetime) -> _Told:
    return {"bytes": len(content)}, _done


def _stations(connection: Connection, name: str, content: bytes, now: datetime) -> _Told:
    stations = read_stations(read_plain(content))
    return {"count": len(stations), "revoked": sum(one.revoked for one in stations)}, _done


def _policy(connection: Connection, name: str, content: bytes, now: datetime) -> _Told:
    """Alerts, the link, exports and retention; other policies are kept for a newer program."""
    if name == "alerts":
        save_alert_policy(connection, from_plain(AlertPolicy, _row(content)))
    elif name == "link":
        save_link_policy(connection, from_plain(LinkPolicy, _row(content)))
    elif name == "export":
        save_export_policy(connection, _row(content))
    elif name == "retention":
        save_retention_policy(connection, _row(content))
    return {"bytes": len(content)}, _done


def _row(content: bytes) -> Any:
    value = read_plain(content)
    if type(value) is not list or len(value) != 2 or value[0] != 1:
        raise ValueError("not a policy")
    return value[1]


def _trust(connection: Connection, name: str, content: bytes, now: datetime) -> _Told:
    """Take in a trust file as HQ's word; what the stream brought before and this file lacks is taken away."""
    stream = f"{TRUST}/{name}"
    file = read_trust_file(content, now)
    before = connection.execute("SELECT source_id FROM published_sources WHERE stream = ?", (stream,))
    had = {source_id for (source_id,) in before.fetchall()}
    gone = had - {part.source.source_id for part in file.parts}
    for source_id in sorted(gone):
        trust_rows.delete_source(connection, source_id)
        connection.execute(
            "DELETE FROM published_sources WHERE stream = ? AND source_id = ?", (stream, source_id)
        )
    try:
        plan = plan_import(file, trust_rows.load_board(connection), now=now, by_hq=True)
    except WorldError as error:
        if error.failure.code is not FailureCode.TRUST_FILE_OLDER:
            raise
        return {"gone": len(gone), "older": 1}, _done  # a supervisor brought a newer one by hand
    detail: Detail = {"gone": len(gone), "refused": len(plan.refused), "sources": len(plan.arrivals)}
    return detail, partial(_bring, connection, stream, plan)


def _bring(connection: Connection, stream: str, plan: ImportPlan, seq: int) -> None:
    for arrival in plan.arrivals:
        if arrival.replaces is not None:
            trust_rows.delete_source(connection, arrival.replaces.source_id)
        trust_rows.insert_part(connection, arrival.part, seq)
        connection.execute(
            "REPLACE INTO published_sources (stream, source_id) VALUES (?, ?)",
            (stream, arrival.part.source.source_id),
        )


def _roster(connection: Connection, name: str, content: bytes, now: datetime) -> _Told:
    roster = read_roster(read_plain(content))
    if roster.port != name:
        raise ValueError("another port's roster")
    changed, kept = apply_roster(connection, roster, now)
    awaited = sum(one.active for one in roster.officers) - _known_active(connection, roster)
    return {"awaited": awaited, "changed": changed, "count": len(roster.officers), "kept": kept}, _done


def apply_roster(connection: Connection, roster: Roster, now: datetime) -> tuple[int, int]:
    """Give existing accounts the name, role and state that HQ names; how many changed, and how many were kept
    since the station would be left without an administrator. No account is made and no lock-out lifted."""
    known = {one.username: one for one in _accounts(connection)}
    wanted = [one for one in roster.officers if one.username in known and one != known[one.username]]
    # Those who become administrators first: another one may then stop being the last.
    wanted.sort(key=lambda one: not _administers(one))
    changed = kept = 0
    for officer in wanted:
        if _administers(known[officer.username]) and not _administers(officer) and _is_last(connection):
            kept += 1
            continue
        connection.execute(
            "UPDATE officers SET full_name = ?, role = ?, active = ? WHERE username = ?",
            (officer.full_name.strip(), officer.role.value, officer.active, officer.username),
        )
        said: Detail = {"active": int(officer.active), "role": officer.role.value}
        _note(connection, now, AuditAct.OFFICER_CHANGED, officer.username.encode(), said)
        changed += 1
    return changed, kept


def awaited(connection: Connection, roster: Roster | None) -> tuple[Officer, ...]:
    """Officers whom HQ names and who have no account here: they wait for their first password."""
    if roster is None:
        return ()
    known = {one.username for one in _accounts(connection)}
    return tuple(one for one in roster.officers if one.active and one.username not in known)


def inactive(connection: Connection) -> tuple[str, ...]:
    """Usernames of accounts that are not active: they have no business in the key file."""
    return tuple(one.username for one in _accounts(connection) if not one.active)


def _accounts(connection: Connection) -> list[Officer]:
    rows = connection.execute("SELECT username, full_name, role, active FROM officers ORDER BY username")
    return [Officer(username, name, Role(role), bool(active)) for username, name, role, active in rows]


def _known_active(connection: Connection, roster: Roster) -> int:
    known = {one.username for one in _accounts(connection)}
    return sum(one.active and one.username in known for one in roster.officers)


def _administers(officer: Officer) -> bool:
    return officer.active and officer.role is Role.ADMINISTRATOR


def _is_last(connection: Connection) -> bool:
    return sum(map(_administers, _accounts(connection))) <= 1


def _note(connection: Connection, now: datetime, act: AuditAct, subject: bytes, detail: Detail) -> int:
    entry = AuditEntry(STATION, act, subject, detail=tuple(sorted(detail.items())))
    return audit.append(connection, now, entry)


_CONSUMERS: Final[dict[str, tuple[AuditAct, _Consumer]]] = {
    TRUST: (AuditAct.TRUST_IMPORTED, _trust),
    USERS: (AuditAct.ROSTER_TAKEN, _roster),
    POLICY: (AuditAct.POLICY_TAKEN, _policy),
    STATIONS: (AuditAct.PUBLICATION_TAKEN, _stations),
}
