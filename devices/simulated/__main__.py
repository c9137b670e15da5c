"""Run a simulated reader by hand: prints its port, then swipes the next traveller at each line of stdin.

A line may also say `half`, `noise 1000`, `unplug`, `replug` or `quit`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import TextIO

from devices.api import Framing
from devices.simulated.document import SimulatedReader
from devices.simulated.frames import ENCODERS
from devices.simulated.people import TRAVELLERS, Traveller, load_people


def run(reader: SimulatedReader, people: Iterable[Traveller], source: TextIO, say: TextIO) -> None:
    """Obey lines from `source` until it ends or says quit; what was done goes to `say`."""
    queue = cycle(people)
    for line in source:
        words = line.split()
        match words:
            case ["quit"]:
                return
            case ["unplug"]:
                reader.unplug()
            case ["replug"]:
                reader.replug()
            case ["noise", count] if count.isdigit():
                reader.noise(int(count))
            case [] | ["half"]:
                traveller = next(queue)
                (reader.half if words else reader.swipe)(traveller)
                words = [*words, traveller.key, traveller.about]
            case _:
                words = ["not understood:", *words]
        say.write(" ".join(words) + "\n")
        say.flush()


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and run; the process's exit status."""
    parser = argparse.ArgumentParser(prog="python -m devices.simulated", description=__doc__)
    parser.add_argument("--people", type=Path, default=TRAVELLERS, help="folder of TOML travellers")
    parser.add_argument("--framing", choices=[str(framing) for framing in ENCODERS], default="stx_etx")
    chosen = parser.parse_args(arguments)
    people = load_people(chosen.people, datetime.now(UTC).date())
    if not people:
        parser.error(f"no travellers in {chosen.people}")
    with SimulatedReader(Framing(chosen.framing)) as reader:
        sys.stdout.write(reader.port + "\n")
        sys.stdout.flush()
        run(reader, people, sys.stdin, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
