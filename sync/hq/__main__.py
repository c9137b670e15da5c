"""Start `matapa-hq` (also `python -m sync.hq`)."""

from __future__ import annotations

from sync.hq.cli import cli


def main() -> None:
    """Run the command line."""
    cli(prog_name="matapa-hq")


if __name__ == "__main__":
    main()
