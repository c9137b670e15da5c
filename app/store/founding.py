"""Make a station out of an empty home: whole, or not there at all."""

from __future__ import annotations

import re
import secrets
import shutil
from datetime import datetime
from functools import partial
from pathlib import Path

from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Officer, Role
from app.domain.states import StateKind, by_alpha2, state
from app.flow.ports import Station, StationPlan
from app.store import audit
from app.store.audit import AuditAct, AuditEntry
from app.store.card_index import folding
from app.store.database import Connections, create_database, open_database
from app.store.failures import translated
from app.store.files import make_private_folder, sync_folder
from app.store.identity import save_folding, save_query_key, save_station
from app.store.keys import DatabaseKey, Hardness, wrap
from app.store.officers import insert_officer
from app.store.passwords import check_password
from app.store.place import KEYS, STORE, StationPlace
from app.store.slots import KeyFile, write_key_file
from app.store.usernames import canonical_username, check_full_name, check_username

_BOOTH = re.compile(r"[A-Za-z0-9]{1,12}")
_LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
_COUNTRIES = frozenset({StateKind.STATE, StateKind.SPECIMEN})
_HQ = re.compile(r"https://[A-Za-z0-9.\[\]:-]{1,253}(/[A-Za-z0-9._~/-]*)?")


def found_station(place: StationPlace, plan: StationPlan, now: datetime, hardness: Hardness) -> Station:
    """Make key slots and store in a folder of their own, then put it in its place by one rename.

    Raises WorldError(STATION_EXISTS, FIELD_INVALID, PASSWORD_TOO_WEAK, STORE_FULL).
    """
    if place.folder.exists():
        raise WorldError(FailureCode.STATION_EXISTS, "store.found")
    administrator = _checked(plan)
    station = Station(
        f"{plan.port}-{plan.booth}-{secrets.token_hex(2)}", plan.country, plan.port, plan.booth,
        plan.hq_url, enrolled=False, training=plan.training,
    )  # fmt: skip
    make_private_folder(place.home)
    shutil.rmtree(place.unfinished, ignore_errors=True)
    make_private_folder(place.unfinished)
    key = DatabaseKey.random()
    _fill(place.unfinished / STORE, key, station, administrator, now)
    slot = wrap(key, administrator.username, plan.password, hardness)
    write_key_file(place.unfinished / KEYS, KeyFile(station.station_id, ((administrator.username, slot),)))
    try:
        place.unfinished.rename(place.folder)
    except OSError as error:
        if place.folder.exists():
            raise WorldError(FailureCode.STATION_EXISTS, "store.found") from error
        raise
    sync_folder(place.home)
    return station


def _fill(path: Path, key: DatabaseKey, station: Station, administrator: Officer, now: datetime) -> None:
    with translated("store.found"):
        create_database(path, key)
    connections = Connections(partial(open_database, path, key))
    try:
        with connections.writing("store.found") as connection:
            save_station(connection, station)
            save_folding(connection, folding())
            save_query_key(connection, secrets.token_bytes(32))
            insert_officer(connection, administrator)
            detail = (("port", station.port), ("station", station.station_id))
            subject = administrator.username.encode()
            audit.append(connection, now, AuditEntry(audit.STATION, AuditAct.FOUNDED, subject, detail=detail))
    finally:
        connections.close()


def _checked(plan: StationPlan) -> Officer:
    country = state(plan.country)
    sound = {
        "country": country is not None and country.kind in _COUNTRIES,
        "port": bool(_LOCODE.fullmatch(plan.port)) and by_alpha2(plan.port[:2]) in (None, country),
        "booth": bool(_BOOTH.fullmatch(plan.booth)),
        "hq_url": not plan.hq_url or bool(_HQ.fullmatch(plan.hq_url)),
    }
    for field, fine in sound.items():
        if not fine:
            raise WorldError(FailureCode.FIELD_INVALID, "store.found", field=field)
    username = canonical_username(plan.administrator)
    check_username(username)
    check_full_name(plan.administrator_name)
    check_password(plan.password, username)
    return Officer(username, plan.administrator_name.strip(), Role.ADMINISTRATOR)
