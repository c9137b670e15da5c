"""Say how HQ is, for people: what is wrong and what to do. Nothing of anybody is in it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psycopg
from cryptography import x509

from sync.hq.database import connect, database, migrations, now, schema_version
from sync.hq.failure import HqCode, HqError
from sync.hq.figures import figures
from sync.hq.home import HqHome

LEAST_FREE: Final = 1 << 30
"""Bytes that have to be free on the disk of HQ's folder."""
LONGEST_WAIT: Final = 300.0
"""Seconds that a batch may wait to be settled before people are told."""
OLDEST_BACKUP: Final = 2 * 86_400.0
"""Seconds after which people are told that there is no newer backup."""
LAST_DAYS: Final = 30
"""Days before its end at which people are told of a certificate."""


@dataclass(frozen=True, slots=True)
class Health:
    """What `matapa-hq health` says: `problems` are sentences, most urgent first; ages in seconds, None where
    nothing was yet."""

    healthy: bool
    problems: tuple[str, ...]
    database: bool
    schema: int
    schema_known: int
    disk_free: int
    certificate_days: float | None
    settling_backlog: int | None
    settling_oldest: float | None
    stations_heard: dict[str, int]
    backup_age: float | None
    drill_age: float | None


def look(home: HqHome) -> Health:
    """Look at database, disk, certificate and backups.

    Raises HqError(HOME_EMPTY, KEYS_MISSING, DATABASE_LOST).
    """
    settings, known = home.settings(), len(migrations())
    said: dict[str, Any] = {"schema_known": known, "disk_free": free(home)}
    try:
        with database(home, settings) as url, connect(url) as connection:
            version = schema_version(connection)
            said |= {
                "database": True,
                "schema": version,
                "certificate_days": _days_left(home, now(connection)),
            }
            found = figures(connection) if version == known else None
    except (HqError, psycopg.Error) as error:
        if isinstance(error, HqError) and error.code is HqCode.DATABASE_LOST:
            raise
        said |= {"database": False, "schema": 0, "certificate_days": _days_left(home, None)}
        found = None
    said |= {
        "settling_backlog": found and found.settling_backlog,
        "settling_oldest": found and found.settling_oldest,
        "stations_heard": {} if found is None else dict(found.heard),
        "backup_age": found and found.backup_age,
        "drill_age": found and found.drill_age,
    }
    problems = tuple(_problems(said))
    return Health(not problems, problems, **said)


def _problems(said: dict[str, Any]) -> list[str]:
    days, age = said["certificate_days"], said["backup_age"]
    there = said["database"]
    found = (
        (not there, "The database does not answer: stations keep their records meanwhile."),
        (
            there and said["schema"] != said["schema_known"],
            "The schema is another: start HQ, which mends that.",
        ),
        (said["disk_free"] < LEAST_FREE, "Less than 1 GiB is free on the disk of HQ's folder."),
        (
            (said["settling_oldest"] or 0.0) > LONGEST_WAIT,
            "Batches wait to be settled for over five minutes.",
        ),
        (
            days is not None and days < 0,
            "The server's certificate has expired: start HQ again, which renews it.",
        ),
        (days is not None and 0 <= days < LAST_DAYS, "The server's certificate ends soon: start HQ again."),
        (there and age is None, "There is no backup: matapa-hq backup setup, then run."),
        ((age or 0.0) > OLDEST_BACKUP, "The newest backup is older than two days: matapa-hq backup run."),
    )
    return [sentence for wrong, sentence in found if wrong]


def free(home: HqHome) -> int:
    """Bytes free on the disk of HQ's folder."""
    return shutil.disk_usage(home.folder).free


def certificate_end(path: Path) -> datetime | None:
    """When a certificate's file (PEM) ends; None where there is none that can be read."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return None


def _days_left(home: HqHome, moment: datetime | None) -> float | None:
    end = certificate_end(home.keys / "server.pem")
    if end is None or moment is None:
        return None
    return round((end - moment.astimezone(UTC)).total_seconds() / 86_400, 1)
