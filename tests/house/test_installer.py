"""A shipped station is whole without HQ and without anything that could pretend to be a reader."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from typing import Any

from tests.house.tree import ROOT

SPEC = (ROOT / "build_installer.spec").read_text("utf-8")
AS_SHIPPED = """
import sys

absent = tuple(sys.argv[1].split(","))

class Absent:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if any(name == one or name.startswith(one + ".") for one in absent):
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Absent)
import importlib
import app.main
from app.commands.cli import COMMANDS
for target, _ in COMMANDS.values():
    importlib.import_module(target.partition(":")[0])
from app.__main__ import main
sys.argv = ["matapa", "mrz", "parse", "--json"]
main()
"""
SPECIMEN = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n"


def excluded() -> list[str]:
    """What the installer leaves out, as its spec says."""
    calls = (node for node in ast.walk(ast.parse(SPEC)) if isinstance(node, ast.Call))
    analysis = next(call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Analysis")
    named: dict[str, Any] = {word.arg: word.value for word in analysis.keywords if word.arg}
    names = (item.value for item in named["excludes"].elts if isinstance(item, ast.Constant))
    return [*not_shipped(), *map(str, names)]


def not_shipped() -> list[str]:
    """Our own rooms that stay at home."""
    for node in ast.parse(SPEC).body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == "NOT_SHIPPED"
        ):
            names: list[str] = ast.literal_eval(node.value)
            return names
    raise AssertionError("the spec names what is not shipped")


def test_hq_and_every_fake_stay_at_home() -> None:
    assert {"sync.hq", "sync.simulated", "devices.simulated", "app.demo"} <= set(not_shipped())


def test_the_station_works_with_what_is_shipped() -> None:
    done = subprocess.run(
        [sys.executable, "-c", AS_SHIPPED, ",".join(excluded())],
        input=SPECIMEN, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["surname"] == "ERIKSSON"
