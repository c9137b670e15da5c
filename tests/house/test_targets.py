"""The few commands that a newcomer types are listed, and each sets the machine up first."""

from __future__ import annotations

import os
import re
import subprocess

from tests.house.tree import ROOT

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = re.findall(r"^([a-z]+):.*## .+$", MAKEFILE, re.MULTILINE)


def dry_run(target: str) -> str:
    """What `make` would do for this target."""
    return made("-n", target)


def made(*arguments: str) -> str:
    """What a `make` of its own prints, also when these tests run under `make test`."""
    apart = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    done = subprocess.run(
        ["make", *arguments], cwd=ROOT, env=apart, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_help_lists_every_target() -> None:
    assert [line.split()[1] for line in made("-s").splitlines()] == TARGETS
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony
    assert sorted(phony.group(1).split()) == sorted(TARGETS)


def test_every_target_sets_the_machine_up_first() -> None:
    for target in set(TARGETS) - {"help"}:
        assert dry_run(target).lstrip().startswith(".ci/setup"), target


def test_everything_that_lint_asks_is_asked_before_the_tests_run() -> None:
    assert dry_run("test").startswith(dry_run("lint"))


def test_the_check_of_a_change_is_make_test_and_nothing_else() -> None:
    lines = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ['exec make -C "$(dirname "$0")/.." test']


def test_the_setup_is_a_script_that_any_shell_can_read() -> None:
    for script in (".ci/setup", ".ci/run"):
        subprocess.run(["sh", "-n", ROOT / script], check=True)
        assert (ROOT / script).stat().st_mode & 0o111
