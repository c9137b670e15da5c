"""`python -m bench.ha`: kill what HQ stands on, in the middle of ingest, and prove that nothing is lost."""

from __future__ import annotations

import json
import signal
import sys

import click

from bench.ha.cluster import NotReady
from bench.ha.drill import Report, Terms, drill
from bench.ha.places import missing_programs
from bench.table import Row, as_table


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--kills", default=10, show_default=True, type=click.IntRange(0, 100), help="Kills of the primary."
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 8), help="HQ processes.")
@click.option("--stations", default=20, show_default=True, type=click.IntRange(1, 200), help="Stations.")
@click.option(
    "--records", default=20, show_default=True, type=click.IntRange(1, 500), help="Records a batch."
)
@click.option("--pace", default=1.0, show_default=True, help="Seconds that a station waits between batches.")
@click.option("--direct", is_flag=True, help="HQ finds the primary by itself, without HAProxy.")
@click.option("--json", "wants_json", is_flag=True, help="Print JSON instead of a table.")
def main(
    kills: int, workers: int, stations: int, records: int, pace: float, direct: bool, wants_json: bool
) -> None:
    """Bring up etcd, Patroni with three PostgreSQL, HAProxy and HQ on loopback, and kill them one by one.

    While stations send batches, the primary is killed (SIGKILL) again and again, each time after a new one
    stands and the old one has come back; then a worker of HQ, HAProxy and a node of etcd. At the end every
    batch that got a receipt must be in the ledger byte for byte, with its records, once. Everything lies
    in a scratch folder that goes at the end. Takes about 40 seconds a kill. Exit status 1: a promise broke.
    """
    missing = missing_programs()
    if missing:
        click.echo(
            f"These packages are missing: {' '.join(missing)}. Install them with: .ci/setup ha", err=True
        )
        sys.exit(2)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends everything that was started, as Ctrl-C
    try:
        report = drill(
            Terms(kills, workers, stations, records, pace, direct),
            lambda line: click.echo(f"ha: {line}", err=True),
        )
    except NotReady as error:
        click.echo(f"The drill did not come to its end: {error}", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        click.echo("Stopped; everything that was started has ended.", err=True)
        sys.exit(130)
    click.echo(json.dumps(report.as_dict(), indent=2) if wants_json else _table(report))
    sys.exit(0 if report.holds else 1)


def _table(report: Report) -> str:
    proof = report.proof
    rows = [
        Row(f"killed {one.what}: receipts for all again", one.receipts_after, "s") for one in report.kills
    ]
    rows += [
        Row("batches with a receipt", proof.batches, "", beside=f"{proof.records:,} crossings"),
        Row("  of them not in the ledger", proof.lost, "", aim=0),
        Row("  other bytes or another receipt", proof.altered, "", aim=0),
        Row("  crossings missing", proof.missing, "", aim=0),
        Row("crossings doubled", proof.doubled, "", aim=0),
        Row("crossings that nobody sent", proof.nobody_sent, "", aim=0),
        Row("stations with a broken chain", proof.broken, "", aim=0),
        Row("stations without their last receipt", report.unfinished, "", aim=0),
        Row("batch until its receipt, p50", report.delay_p50, "s", beside=f"at most {report.tries} tries"),
        Row("batch until its receipt, p99", report.delay_p99, "s"),
        Row("batch until its receipt, longest", report.delay_most, "s"),
    ]
    troubles = ", ".join(f"{code} {count}x" for code, count in sorted(report.troubles.items())) or "nothing"
    told = "Every receipt was true." if report.holds else "A PROMISE WAS BROKEN."
    return f"{as_table(rows)}\n\nStations met: {troubles}. The drill took {report.seconds:.0f} s. {told}"


if __name__ == "__main__":
    main()
