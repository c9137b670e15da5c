"""The `matapa` command."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from app.commands.cli import build
from app.main import VERSION, StationKit
from app.pictures.opener import WORKER_FLAG


def main() -> None:
    """Run the command line; a frozen program is also its own worker that opens pictures."""
    if sys.argv[1:2] == [WORKER_FLAG]:
        from app.pictures.worker import serve

        serve(sys.argv[2:])
        return
    build(lambda home: StationKit(home, _demo), VERSION)(prog_name="matapa")


def _demo(out: Path | None, headless: bool, say: Callable[[str], None]) -> dict[str, object]:
    # Imported when played: it brings the simulated devices and the window with it.
    try:
        from app.demo import play
    except ModuleNotFoundError as error:
        raise SystemExit(
            f"This build has no demo ({error.name} is left out). Run it from the source."
        ) from error
    return play(out, headless, say)


if __name__ == "__main__":
    main()
