"""Make an HQ out of an empty folder: keys, authority, database."""

from __future__ import annotations

from datetime import datetime

from sync.hq.age_keys import found_age
from sync.hq.authority import found_authority
from sync.hq.database import claim_ledger, database, migrate
from sync.hq.home import HqHome, HqSettings
from sync.hq.keyring import load_ring
from sync.hq.keys import found_keys


def found_hq(home: HqHome, settings: HqSettings, now: datetime) -> None:
    """Make it; raises HqError(HOME_TAKEN, DATABASE_UNREACHABLE, DATABASE_NEWER, LEDGER_FOREIGN).

    The settings are written last: what fails half-way leaves a folder that counts as empty.
    """
    home.found(settings)
    with database(home, settings) as url:
        migrate(url)
        claim_ledger(url, settings.training)
    found_keys(home)
    load_ring(home)
    found_age(home)
    found_authority(home, settings.name, settings.hosts, now)
    home.save(settings)
