"""The schema can be spread over machines as it stands, and a table that could not be is told."""

from __future__ import annotations

from sync.hq.database import connect, migrate
from sync.hq.distribution import misfits, statements
from tests.helpers.hq import Postgres


def test_every_table_of_the_schema_can_be_spread_or_stays_for_a_reason(postgres: Postgres) -> None:
    url = postgres.new_database()
    migrate(url)
    with connect(url) as connection:
        assert misfits(connection) == []
        connection.execute("CREATE TABLE left_over (number integer)")
        connection.execute("CREATE UNIQUE INDEX batch_alone ON batch (id)")
        connection.execute("ALTER TABLE quarantine ADD FOREIGN KEY (item) REFERENCES queue_item (number)")
        connection.execute("ALTER TABLE station ADD turn integer GENERATED ALWAYS AS IDENTITY")
        assert misfits(connection) == [
            "left_over: nobody says where it lies",
            "batch: key batch_alone lacks station",
            "quarantine: its foreign key to queue_item leaves the machine",
            "station: identity column turn has to be bigint",
        ]


def test_what_every_machine_has_comes_before_what_refers_to_it() -> None:
    lines = statements()
    assert lines.index("SELECT create_reference_table('station');") < next(
        place for place, line in enumerate(lines) if "create_distributed_table('batch'" in line
    )
    assert "SELECT create_distributed_table('crossing', 'record_id', colocate_with => 'record');" in lines
