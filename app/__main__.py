"""The `matapa` command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.commands.cli import build
from app.main import VERSION, StationKit


def main() -> None:
    """Run the command line."""
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
