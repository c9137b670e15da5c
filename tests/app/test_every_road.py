"""Nobody does by a screen, a command or a file what the role does not permit: every act on every road.

The store's calls have their own table (tests/app/store/test_roles.py), HQ's console another
(tests/sync/hq/console). Here stand the commands, all of them that sign somebody in; the window's
pages are in tests/app/ui/test_supervisor.py.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import click
import pytest
from click.testing import CliRunner, Result

from app.commands.cli import build
from app.commands.kit import Kit
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import PERMITTED, Act, Role
from app.main.kit import StationKit
from app.store.door import StationDoor
from app.store.slots import read_key_file, write_key_file
from tests.app.store.booth import CHEAP, PASSWORDS, StationInTest

NAMES = {
    Role.OFFICER: "officer", Role.SUPERVISOR: "supervisor",
    Role.TECHNICIAN: "technician", Role.ADMINISTRATOR: "harbourmaster",
}  # fmt: skip
ANYBODY = frozenset(Act)
NOT_ALLOWED = str(FailureCode.NOT_ALLOWED)

# Each command that signs somebody in, with arguments that bring it to its permission, and the acts of
# which any one permits it. FILE, DRIVE and FOLDER stand for things in a folder of the test's own.
COMMANDS: dict[str, tuple[frozenset[Act], list[str]]] = {
    "devices use": (frozenset({Act.MANAGE_DEVICES}), ["--chip", "none"]),
    "trust import": (frozenset({Act.MANAGE_TRUST}), ["FILE"]),
    "trust list": (ANYBODY, []),
    "trust remove": (frozenset({Act.MANAGE_TRUST}), ["0123456789abcdef"]),
    "trust show": (ANYBODY, ["UTO"]),
    "list import": (frozenset({Act.MANAGE_LISTS}), ["national", "FILE"]),
    "list policy": (ANYBODY, []),
    "list remove": (frozenset({Act.MANAGE_LISTS}), ["national"]),
    "list status": (ANYBODY, []),
    "list take": (frozenset({Act.MANAGE_LISTS}), ["FILE"]),
    "shift show": (frozenset({Act.SEE_SHIFT}), []),
    "shift lower": (frozenset({Act.SET_VALVE}), ["--reason", "queue"]),
    "shift restore": (frozenset({Act.SET_VALVE}), []),
    "link send": (frozenset({Act.SEE_OUTBOX}), []),
    "link set": (frozenset({Act.SET_LINK}), ["--kind", "free"]),
    "link show": (frozenset({Act.SEE_OUTBOX}), []),
    "link usage": (frozenset({Act.SEE_OUTBOX}), []),
    "relay here": (frozenset({Act.MANAGE_DEVICES, Act.CHECK_STORE}), ["--listen", "127.0.0.1:0"]),
    "relay off": (frozenset({Act.MANAGE_DEVICES, Act.CHECK_STORE}), []),
    "relay show": (frozenset({Act.SEE_OUTBOX}), []),
    "relay use": (frozenset({Act.MANAGE_DEVICES, Act.CHECK_STORE}), ["127.0.0.1:8743"]),
    "store check": (frozenset({Act.CHECK_STORE}), []),
    "store rescue": (frozenset({Act.CHECK_STORE}), []),
    "officers add": (frozenset({Act.MANAGE_OFFICERS}), ["newcomer", "--name", "New", "--role", "officer"]),
    "officers deactivate": (frozenset({Act.MANAGE_OFFICERS}), ["technician"]),
    "officers list": (frozenset({Act.MANAGE_OFFICERS, Act.UNLOCK_OFFICER}), []),
    "officers reset-password": (frozenset({Act.MANAGE_OFFICERS}), ["technician"]),
    "officers unlock": (frozenset({Act.UNLOCK_OFFICER}), ["technician"]),
    "courier look": (frozenset({Act.SEE_OUTBOX}), ["DRIVE"]),
    "courier read": (frozenset({Act.SEE_OUTBOX}), ["DRIVE"]),
    "courier write": (frozenset({Act.SEE_OUTBOX}), ["DRIVE"]),
    "day list": (frozenset({Act.CLOSE_DAY, Act.EXPORT_DAY}), []),
    "day show": (frozenset({Act.CLOSE_DAY}), ["2026-11-23"]),
    "day close": (frozenset({Act.CLOSE_DAY}), ["2026-11-23"]),
    "day add": (frozenset({Act.CLOSE_DAY}), ["2026-11-23"]),
    "day files": (frozenset({Act.EXPORT_DAY, Act.CLOSE_DAY}), ["1"]),
    "day export": (frozenset({Act.EXPORT_DAY}), ["DRIVE", "--number", "1"]),
    "statistics": (frozenset({Act.SEE_STATISTICS}), ["--from", "2026-11-01"]),
    "audit show": (frozenset({Act.READ_AUDIT}), []),
    "audit signins": (frozenset({Act.READ_AUDIT}), []),
    "audit corrections": (frozenset({Act.READ_AUDIT}), []),
    "audit seconds": (frozenset({Act.READ_AUDIT}), []),
    "audit prove": (frozenset({Act.READ_AUDIT}), []),
    "audit readers": (frozenset({Act.READ_AUDIT}), ["--number", "X1", "--purpose", "inquiry"]),
    "retention show": (frozenset({Act.PLAN_PURGE, Act.APPROVE_PURGE}), []),
    "retention preview": (frozenset({Act.PLAN_PURGE, Act.APPROVE_PURGE}), []),
    "retention purge": (frozenset({Act.PLAN_PURGE}), ["--second", "supervisor"]),
    "enrol": (frozenset({Act.ENROL_STATION}), ["GOOD-CODE"]),
}
NOT_HERE = {
    "chip read": "wants a reader; signs somebody in only for its anchors, as `chip verify`",
    "chip verify": "signs somebody in only for its anchors, of which `trust list` stands here",
    "password": "one's own password and no other's",
    "relay serve": "runs until it is stopped; the same port as `relay show`",
}


class CheapKit(StationKit):
    """The real kit over a home whose keys are quickly opened."""

    def _door(self) -> StationDoor:
        return StationDoor(self.home, self.clock, CHEAP)


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command that is no group, by its whole name."""
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below is not None
        yield from leaves(below, (*path, name))


def signs_in(command: click.Command) -> bool:
    return any(parameter.name == "signing_in" for parameter in command.params)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station with an account per role, copied for each try."""
    home = tmp_path_factory.mktemp("founded") / "home"
    StationInTest(home).found()
    return home


@pytest.fixture
def run(founded: Path, tmp_path: Path) -> Callable[[str, list[str], Role], Result]:
    home, drive = tmp_path / "home", tmp_path / "drive"
    shutil.copytree(founded, home)
    drive.mkdir()
    things = {"FILE": tmp_path / "file.json", "DRIVE": drive, "FOLDER": drive}
    things["FILE"].write_text(json.dumps({"entries": []}), "utf-8")

    def matapa(command: str, arguments: list[str], role: Role) -> Result:
        kit = cast("Kit", CheapKit(home, lambda out, headless, say: {}))
        account = ["--as", NAMES[role], "--password-stdin"]
        line = [str(things.get(argument, argument)) for argument in arguments]
        typed = f"{PASSWORDS[NAMES[role]]}\nquite a long password\nquite a long password\n"
        return CliRunner().invoke(build(lambda _: kit, "0"), [*command.split(), *line, *account], input=typed)

    return matapa


def test_every_command_that_signs_somebody_in_is_in_the_table() -> None:
    every = {name for name, command in leaves(build(lambda _: cast("Kit", None), "0")) if signs_in(command)}
    assert every == COMMANDS.keys() | NOT_HERE.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_does_what_the_role_permits_and_nothing_else(
    run: Callable[[str, list[str], Role], Result], role: Role, command: str
) -> None:
    acts, arguments = COMMANDS[command]
    done = run(command, arguments, role)
    said = done.output + (done.stderr if done.stderr_bytes else "")
    assert done.exception is None or isinstance(done.exception, SystemExit), said
    if acts & PERMITTED[role]:
        assert NOT_ALLOWED not in said
    else:
        assert done.exit_code != 0
        assert NOT_ALLOWED in said


def test_a_key_slot_that_is_put_in_anothers_place_opens_nothing(founded: Path, tmp_path: Path) -> None:
    """Whoever may write to the station's folder has no way to another's role: a slot knows its owner."""
    home = tmp_path / "home"
    shutil.copytree(founded, home)
    station = StationInTest(home)
    keys = read_key_file(station.place.keys).keys
    own = keys.slot("officer")
    assert own is not None
    write_key_file(station.place.keys, keys.with_slot("supervisor", own))
    with pytest.raises(WorldError) as refused:
        station.door().sign_in("supervisor", PASSWORDS["officer"])
    assert refused.value.failure.code is FailureCode.SIGN_IN_WRONG
    with station.signed_in("officer") as session:
        assert session.officer.role is Role.OFFICER
