"""The walls between rooms stand: the tree keeps every contract, and a breach of each goes red."""

from __future__ import annotations

import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.application.use_cases import read_user_options
from importlinter.configuration import configure
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract

from tests.house.tree import ROOT

KINDS: dict[str, type[Contract]] = {
    "layers": LayersContract,
    "forbidden": ForbiddenContract,
    "independence": IndependenceContract,
    "protected": ProtectedContract,
}

BREACHES = {
    "Rooms of app are layered": [
        ("app.domain.planted", "app.flow.ports"),
        ("app.wording.planted", "app.flow.ports"),
        ("app.flow.planted", "app.ui.planted"),
        ("app.flow.planted", "app.store.planted"),
        ("app.ui.planted", "app.commands.planted"),
        ("app.commands.planted", "app.ui.planted"),
        ("app.ui.planted", "app.main"),
        ("app.main.planted", "app.demo"),
        ("app.commands.planted", "app.demo"),
        ("app.flow.planted", "app.commands.planted"),
        ("app.wording.planted", "app.store.planted"),
        ("app.wording.planted", "app.reports.planted"),
        ("app.reports.planted", "app.flow.planted"),
        ("app.annex", "app.domain"),
    ],
    "Domain is pure": [
        ("app.domain.planted", "devices.api"),
        ("app.domain.planted", "logging"),
        ("app.domain.planted", "sqlite3"),
        ("app.domain.planted", "threading"),
    ],
    "Devices know nothing of app": [("devices.planted", "app.domain.checks")],
    "Sync knows the pure values, HQ also screening and trust": [
        ("sync.planted", "app.flow.ports"),
        ("sync.planted", "app.wording.planted"),
        ("sync.hq.planted", "app.store.planted"),
        ("sync.planted", "app.reports.planted"),
        ("sync.planted", "app.trust.planted"),
    ],
    "Devices and sync are independent": [("devices.planted", "sync.ports"), ("sync.planted", "devices.api")],
    "The language of the chip is pure": [
        ("devices.emrtd.planted", "devices.chip.planted"),
        ("devices.emrtd.planted", "devices.api"),
        ("devices.emrtd.planted", "smartcard"),
    ],
    "Trust never talks to hardware": [
        ("app.trust.planted", "devices.api"),
        ("app.trust.planted", "devices.chip.planted"),
        ("app.pictures.planted", "devices.registry"),
    ],
    "Screening is pure": [
        ("app.screening.planted", "sync.ports"),
        ("app.screening.planted", "threading"),
        ("app.screening.planted", "sqlite3"),
    ],
    "Driver families are independent": [
        ("devices.chip.planted", "devices.document.planted"),
        ("devices.drives.planted", "devices.document.planted"),
    ],
    "PC/SC is spoken in one place": [
        ("devices.chip.planted", "smartcard"),
        ("devices.simulated.planted", "smartcard"),
        ("app.main.planted", "smartcard"),
    ],
    "Real drivers do not know the simulated ones": [
        ("devices.document.planted", "devices.simulated.planted"),
        ("devices.chip.planted", "devices.simulated.planted"),
    ],
    "Only main names drivers": [
        ("app.flow.planted", "devices.registry"),
        ("app.ui.planted", "devices.document.planted"),
        ("app.store.planted", "devices.simulated.planted"),
        ("app.commands.planted", "devices.document.planted"),
        ("app.commands.planted", "devices.simulated.planted"),
        ("app.flow.planted", "devices.drives.planted"),
    ],
    "Only main names stores": [
        ("app.flow.planted", "app.store.planted"),
        ("sync.planted", "app.store.planted"),
        ("app.ui.planted", "app.store.planted"),
        ("app.commands.planted", "app.store.planted"),
    ],
    "Nobody imports HQ": [("app.main", "sync.hq.planted"), ("sync.planted", "sync.hq.planted")],
    "Only the demo names simulated roads": [
        ("app.main.planted", "sync.simulated.planted"),
        ("sync.planted", "sync.simulated.planted"),
    ],
    "Qt lives in app.ui": [
        (f"{room}.planted", "PySide6")
        for room in (
            "app.domain",
            "app.trust",
            "app.screening",
            "app.pictures",
            "app.wording",
            "app.flow",
            "app.store",
            "app.commands",
            "devices",
            "sync",
        )
    ],
    "Screens speak to flow": [("app.ui.planted", "devices.api"), ("app.ui.planted", "sync.ports")],
    "SQL lives in app.store and sync.hq": [
        ("app.flow.planted", "sqlite3"),
        ("app.commands.planted", "sqlite_utils"),
        ("app.screening.planted", "sqlite3"),
        ("sync.protocol.planted", "psycopg"),
        ("sync.courier.planted", "sqlite3"),
        ("sync.relay.planted", "sqlite3"),
    ],
    "Serial ports are opened in devices": [("app.commands.planted", "serial"), ("sync.planted", "serial")],
    "The network is used in sync": [("app.flow.planted", "httpx2"), ("devices.planted", "socket")],
    "Command lines are read in commands and HQ": [
        ("app.flow.planted", "click"),
        ("devices.planted", "argparse"),
    ],
}


@pytest.fixture(scope="session")
def rules() -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Session options and contracts of pyproject.toml, as lint-imports reads them."""
    configure()
    options = read_user_options(str(ROOT / "pyproject.toml"))
    return options.session_options, {contract["name"]: contract for contract in options.contracts_options}


@pytest.fixture(scope="session")
def imports() -> grimp.ImportGraph:
    """Who imports whom in the tree as it is."""
    return grimp.build_graph("app", "devices", "sync", include_external_packages=True, cache_dir=None)


def kept(
    rules: tuple[dict[str, Any], dict[str, dict[str, Any]]], name: str, graph: grimp.ImportGraph
) -> bool:
    """Whether the contract holds in this graph."""
    session, contracts = rules
    contract = KINDS[contracts[name]["type"]](name, session, contracts[name])
    return contract.check(graph=deepcopy(graph), verbose=False).kept


def plant(graph: grimp.ImportGraph, importer: str, imported: str) -> grimp.ImportGraph:
    """The graph with one import more, and with the two modules if they are not there."""
    planted = deepcopy(graph)
    for name in (importer, imported):
        parts = name.split(".")
        own = parts[0] in {"app", "devices", "sync"}
        for depth in range(1, len(parts) + 1):
            ancestor = ".".join(parts[:depth])
            if ancestor not in planted.modules:
                planted.add_module(ancestor, is_squashed=not own)
    planted.add_import(importer=importer, imported=imported)
    return planted


def test_every_contract_has_its_planted_breaches(
    rules: tuple[dict[str, Any], dict[str, dict[str, Any]]],
) -> None:
    assert set(rules[1]) == set(BREACHES)


@pytest.mark.parametrize("name", BREACHES)
def test_the_tree_keeps_the_contract(
    name: str, rules: tuple[dict[str, Any], dict[str, dict[str, Any]]], imports: grimp.ImportGraph
) -> None:
    assert kept(rules, name, imports), f"run .venv/bin/lint-imports: {name}"


@pytest.mark.parametrize(
    "name,importer,imported", [(name, *breach) for name, breaches in BREACHES.items() for breach in breaches]
)
def test_a_planted_breach_goes_red(
    name: str,
    importer: str,
    imported: str,
    rules: tuple[dict[str, Any], dict[str, dict[str, Any]]],
    imports: grimp.ImportGraph,
) -> None:
    assert not kept(rules, name, plant(imports, importer, imported))


def test_a_line_planted_in_a_copy_of_the_tree_stops_the_build(tmp_path: Path) -> None:
    for room in ("app", "devices", "sync"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "*.bin"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "app/domain/planted.py").write_text("import app.flow.ports\n", "utf-8")
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    done = subprocess.run([sys.executable, "-c", lint], cwd=tmp_path, capture_output=True, check=False)
    said = done.stdout.decode()
    assert done.returncode == 1, said
    assert "app.domain.planted" in said


def test_no_part_of_sync_but_hq_stands_outside_the_wall_before_sql(
    rules: tuple[dict[str, Any], dict[str, dict[str, Any]]], imports: grimp.ImportGraph
) -> None:
    walled = set(rules[1]["SQL lives in app.store and sync.hq"]["source_modules"])
    assert imports.find_children("sync") - walled == {"sync.hq"}
