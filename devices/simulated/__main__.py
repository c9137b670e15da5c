"""Play devices that are not there. Without a sub-command: a document reader.

It prints its port, then swipes the next traveller at each line of stdin. A line may also say `half`,
`noise 1000`, `unplug`, `replug` or `quit`.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import cycle
from pathlib import Path
from typing import TextIO

from devices.api import Framing
from devices.simulated.chip.command import play, read_pki, write_pki
from devices.simulated.chip.pki import Pki, shared_pki
from devices.simulated.chip.profiles import PROFILES
from devices.simulated.chip.vpcd import PORT, VpcdClient
from devices.simulated.document import SimulatedReader
from devices.simulated.frames import ENCODERS
from devices.simulated.people import TRAVELLERS, Traveller, load_people

_CHIP = """Play a virtual passport to vsmartcard's vpcd, so that the real PC/SC service sees it.

Lines of stdin: `lift`, `lay`, `lay NAME`, `quit`. Printed: what lies there, its key and its lines."""


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
    today = datetime.now(UTC).date()
    parser = _parser(today)
    chosen = parser.parse_args(arguments)
    match chosen.way:
        case "pki":
            sys.stdout.write("\n".join(write_pki(chosen.out, chosen.seed, chosen.day)) + "\n")
        case "chip":
            return _chip(chosen, today)
        case _:
            people = load_people(chosen.people, today)
            if not people:
                parser.error(f"no travellers in {chosen.people}")
            with SimulatedReader(Framing(chosen.framing)) as reader:
                sys.stdout.write(reader.port + "\n")
                sys.stdout.flush()
                run(reader, people, sys.stdin, sys.stdout)
    return 0


def _chip(chosen: argparse.Namespace, today: date) -> int:
    pki: Pki = read_pki(chosen.pki) if chosen.pki else shared_pki("trial", today)
    client = VpcdClient(chosen.port, pulled=_say_pulled)
    try:
        play(chosen.profile, pki, client, sys.stdin, sys.stdout)
    except OSError as error:
        sys.stderr.write(f"no vpcd on port {chosen.port}: {error.strerror}\n")
        return 1
    return 0


def _say_pulled() -> None:
    sys.stdout.write("pulled\n")
    sys.stdout.flush()


def _parser(today: date) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m devices.simulated",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--people", type=Path, default=TRAVELLERS, help="folder of TOML travellers")
    parser.add_argument("--framing", choices=[str(framing) for framing in ENCODERS], default="stx_etx")
    ways = parser.add_subparsers(dest="way", metavar="pki | chip")
    _add_pki(ways.add_parser("pki", help="write a trial PKI", description=write_pki.__doc__), today)
    described = argparse.RawDescriptionHelpFormatter
    names = "\n".join(f"  {name:18} {profile.about}" for name, profile in PROFILES.items())
    chip = ways.add_parser(
        "chip", help="play a virtual passport", description=_CHIP, formatter_class=described,
        epilog=f"profiles:\n{names}",
    )  # fmt: skip
    chip.add_argument("profile", choices=list(PROFILES), metavar="PROFILE", help="one of those below")
    chip.add_argument("--port", type=int, default=PORT, help=f"port of vpcd (default {PORT})")
    chip.add_argument("--pki", type=Path, help="folder that `pki` wrote (default: the seed `trial`, today)")
    return parser


def _add_pki(parser: argparse.ArgumentParser, today: date) -> None:
    parser.add_argument("--out", type=Path, required=True, help="folder for the files")
    parser.add_argument("--seed", default=secrets.token_hex(16), help="words to make all keys from")
    parser.add_argument("--day", type=date.fromisoformat, default=today, help="as of when (default: today)")


if __name__ == "__main__":
    sys.exit(main())
