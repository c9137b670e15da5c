"""Run chaos for as long as asked: `python -m tests.journeys.chaos --minutes 30 --seed 7`, or `make soak`."""

from __future__ import annotations

import json
import random
import time
from dataclasses import asdict
from pathlib import Path

import click

from tests.journeys.chaos.play import Outcome, play
from tests.journeys.chaos.steps import STEPS


@click.command()
@click.option("--minutes", default=10.0, show_default=True, help="How long; a round that began is finished.")
@click.option("--seed", type=int, help="Play these steps again; otherwise a new seed is drawn and said.")
@click.option("--rounds", type=int, help="So many rounds instead of minutes.")
@click.option("--only", multiple=True, type=click.Choice(sorted(STEPS)), help="Only this kind of step.")
@click.option(
    "--logs", type=click.Path(path_type=Path), help="After a breach, HQ's and stations' logs go here."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON at the end.")
def main(
    minutes: float,
    seed: int | None,
    rounds: int | None,
    only: tuple[str, ...],
    logs: Path | None,
    as_json: bool,
) -> None:
    """Kill, cut, fill, turn back and restore a little nation at random, and see that nothing is lost.

    Each round plays every kind of step once in a drawn order, then lets all roads open and holds the stores
    of stations and HQ against each other. Exit status 1 on a breach, with the seed and the last steps.
    """
    seed = random.SystemRandom().randrange(1_000_000) if seed is None else seed
    until = time.monotonic() + minutes * 60

    def on(outcome: Outcome) -> bool:
        return outcome.rounds < rounds if rounds is not None else time.monotonic() < until

    click.echo(f"seed {seed}", err=True)
    outcome = play(seed, on, lambda line: click.echo(line, err=True), only)
    for name, text in outcome.logs.items() if logs is not None else ():
        assert logs is not None
        logs.mkdir(parents=True, exist_ok=True)
        (logs / f"{name}.log").write_text(text, encoding="utf-8")
    outcome.logs.clear()
    if as_json:
        click.echo(json.dumps(asdict(outcome), indent=2))
    else:
        _tell(outcome)
    raise SystemExit(1 if outcome.breaches else 0)


def _tell(outcome: Outcome) -> None:
    click.echo(f"Rounds {outcome.rounds}, steps {outcome.steps}, seed {outcome.seed}")
    click.echo(f"By kind: {', '.join(f'{name} {count}' for name, count in sorted(outcome.done.items()))}")
    for name, why in outcome.skipped.items():
        click.echo(f"Not tried: {name}: {why}")
    click.echo(f"At HQ: {', '.join(f'{name} {count}' for name, count in outcome.at_hq.items())}")
    click.echo(f"Peace took {outcome.peace_seconds} s")
    if outcome.breaches:
        click.echo("BREACH:\n  " + "\n  ".join(outcome.breaches))
        click.echo("Last steps:\n" + "\n".join(outcome.last_steps))
        click.echo(
            f"Again: python -m tests.journeys.chaos --seed {outcome.seed} --rounds {outcome.rounds + 1}"
        )


if __name__ == "__main__":
    main()
