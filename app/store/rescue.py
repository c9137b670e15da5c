"""Put a new store in the place of a damaged one, with all that could be saved; the old one is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from app.domain.failure import FailureCode, WorldError
from app.flow.ports import Rescue
from app.store import audit
from app.store.audit import AuditAct, AuditEntry
from app.store.card_index import file_all_anew
from app.store.case_rows import file_events_anew
from app.store.database import create_database, open_database
from app.store.driver import Connection
from app.store.failures import translated
from app.store.files import sync_folder
from app.store.identity import load_station, save_lost
from app.store.keys import DatabaseKey
from app.store.place import StationPlace
from app.store.salvage import salvage
from app.store.trust_rows import drop_torn_sources


def rescue_store(place: StationPlace, key: DatabaseKey, actor: str, now: datetime) -> Rescue:
    """Save what can be read into a new store under the same key and swap the two.

    What was lost stays visible: the check names the first audit line that is missing, and HQ sees
    the gap. Alert lists are not saved: they come again. Nothing may have the store open meanwhile.
    Raises WorldError(STORE_DAMAGED) when not even the station's own settings can be read,
    WorldError(STORE_FULL).
    """
    fresh = place.folder / "store.rescued"
    for leftover in place.folder.glob("store.rescued*"):
        leftover.unlink()
    with translated("store.rescue"):
        create_database(fresh, key)
        target = open_database(fresh, key)
        try:
            saved = salvage(_past_damage(place, key), target)
            rescue = _close_up(target, saved, actor, now)
        finally:
            target.close()
    aside = place.folder / f"store.damaged-{now:%Y%m%dT%H%M%S}"
    # The store goes first: should the power fail in between, it is missing and said so, and never
    # opened without the log that holds its latest commits.
    place.store.replace(aside)
    for ending in ("-wal", "-shm"):  # they belong to the old store and must never meet the new one
        rest = place.store.with_name(place.store.name + ending)
        if rest.exists():
            rest.replace(aside.with_name(aside.name + ending))
    fresh.replace(place.store)
    sync_folder(place.folder)
    return rescue


def _past_damage(place: StationPlace, key: DatabaseKey) -> Callable[[], Connection]:
    return partial(open_database, place.store, key)


def _close_up(target: Connection, saved: dict[str, int], actor: str, now: datetime) -> Rescue:
    target.execute("BEGIN IMMEDIATE")
    load_station(target)
    (last,) = target.execute("SELECT coalesce(max(seq), 0) FROM records").fetchone()
    (last_line,) = target.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()
    lost, lost_lines = last - saved["records"], last_line - saved["audit"]
    if not saved["officers"]:
        raise WorldError(FailureCode.STORE_DAMAGED, "store.rescue", reason="officers")
    file_all_anew(target)
    file_events_anew(target)
    drop_torn_sources(target)
    save_lost(target, lost)
    detail = (("lost", lost), ("lost_lines", lost_lines), ("saved", saved["records"]))
    audit.append(target, now, AuditEntry(actor, AuditAct.SALVAGED, detail=detail))
    target.execute("COMMIT")
    return Rescue(saved["records"], lost, saved["audit"], lost_lines)
