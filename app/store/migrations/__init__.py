"""The store's schema, step by step: a store of any earlier version is brought up to this one."""

from __future__ import annotations

from app.domain.failure import FailureCode, WorldError
from app.store.driver import Connection, Database, Migrations
from app.store.migrations.batches import make_batches
from app.store.migrations.cards import make_cards
from app.store.migrations.cases import make_cases
from app.store.migrations.days import make_days
from app.store.migrations.exports import make_exports
from app.store.migrations.identity import make_identity
from app.store.migrations.lists import make_lists
from app.store.migrations.published import make_published
from app.store.migrations.purges import make_purges
from app.store.migrations.relay import make_relay
from app.store.migrations.roads import make_roads
from app.store.migrations.spine import make_spine
from app.store.migrations.trail import make_trail
from app.store.migrations.trust import make_trust
from app.store.migrations.valve import make_valve

STEPS = (
    ("0001_spine", make_spine),
    ("0002_batches", make_batches),
    ("0003_cards", make_cards),
    ("0004_trust", make_trust),
    ("0005_lists", make_lists),
    ("0006_cases", make_cases),
    ("0007_identity", make_identity),
    ("0008_roads", make_roads),
    ("0009_relay", make_relay),
    ("0010_published", make_published),
    ("0011_days", make_days),
    ("0012_purges", make_purges),
    ("0013_valve", make_valve),
    ("0014_exports", make_exports),
    ("0015_trail", make_trail),
)
"""Every step in order; a step's name and deeds never change once a station has run it."""


def migrate(connection: Connection, stop_before: str | None = None) -> None:
    """Apply the steps that this store lacks, each in its own transaction; all of them to an empty one.

    Raises WorldError(STORE_NEWER) for a store that a later version of the program has changed.
    """
    database, steps = Database(connection, execute_plugins=False), _steps()
    known = {name for name, _ in STEPS}
    applied = [migration.name for migration in steps.applied(database)]
    strange = [name for name in applied if name not in known]
    if strange:
        raise WorldError(FailureCode.STORE_NEWER, "store.migrate", version=strange[-1])
    if len(applied) < len(STEPS):
        steps.apply(database, stop_before=stop_before)


def is_founded(connection: Connection) -> bool:
    """Whether any step was ever applied: an empty file where a store should be is damage."""
    return bool(_steps().applied(Database(connection, execute_plugins=False)))


def _steps() -> Migrations:
    steps = Migrations("station")
    for name, step in STEPS:
        steps(name=name)(step)
    return steps
