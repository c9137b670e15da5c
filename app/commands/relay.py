"""`matapa relay`: which booth keeps the port's relay, and what this one is to it."""

from __future__ import annotations

import json
import signal
import threading
from types import FrameType

import click

from app.commands.kit import Kit
from app.commands.signing_in import by_account, signed_in
from app.domain.failure import FailureCode, WorldError
from app.domain.relay_role import RelayRole, RoleKind
from app.flow.ports import LinkStatus
from app.wording.failures import words_for

DEFAULT_PORT = 8743
_SAID = {
    RoleKind.OFF: "This booth goes to HQ by itself and tells no other booth.",
    RoleKind.HERE: "This booth keeps the port's relay and listens at {address}.",
    RoleKind.USE: "This booth uses the port's relay at {address}.",
}


@click.group()
def relay() -> None:
    """The port's relay: one booth carries for all, and a refusal at one is known at the others at once.

    \b
    At the booth that keeps it:   matapa relay here --listen 192.168.1.10:8743
    At each other booth:          matapa relay use 192.168.1.10:8743
    If the keeper breaks down, make another booth the keeper and let the others use it: nothing is
    lost and nothing doubled, since each booth keeps what HQ has not confirmed.
    """


@relay.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@by_account
@click.pass_obj
def show(kit: Kit, account: tuple[str, bool], as_json: bool) -> None:
    """Say what this booth is to its port."""
    with signed_in(kit, account) as session:
        role = kit.relay().role(session)
    _say(role, as_json)


@relay.command()
@click.option(
    "--listen", "address", metavar="HOST:PORT", default=f"0.0.0.0:{DEFAULT_PORT}", show_default=True,
    help="Address of this machine on the port's network.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@by_account
@click.pass_obj
def here(kit: Kit, account: tuple[str, bool], address: str, as_json: bool) -> None:
    """Let this booth keep the relay while its desk is open or `matapa relay serve` runs."""
    _settle(kit, account, RelayRole(RoleKind.HERE, address), as_json)


@relay.command()
@click.argument("address", metavar="HOST:PORT")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@by_account
@click.pass_obj
def use(kit: Kit, account: tuple[str, bool], address: str, as_json: bool) -> None:
    """Let this booth use the relay at this address, and HQ straight when it does not answer."""
    _settle(kit, account, RelayRole(RoleKind.USE, address), as_json)


@relay.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@by_account
@click.pass_obj
def off(kit: Kit, account: tuple[str, bool], as_json: bool) -> None:
    """Let this booth go to HQ by itself."""
    _settle(kit, account, RelayRole(), as_json)


@relay.command()
@by_account
@click.pass_obj
def serve(kit: Kit, account: tuple[str, bool]) -> None:
    """Keep the relay without a window until Ctrl-C; the booth was made its keeper by `matapa relay here`."""
    stopped = threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        stopped.set()

    def wait() -> None:
        click.echo("The relay is kept. Press Ctrl-C to end it.")
        while not stopped.wait(0.5):  # in slices: elsewhere than on Linux a signal waits for the wait
            pass

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with kit.alone(), signed_in(kit, account) as session:
            kit.relay().serve(session, _Saying(), wait)
    finally:
        for number, usual in before.items():
            signal.signal(number, usual)
    click.echo("The relay has ended.")


class _Saying:
    """Says on stderr how the road to HQ is, whenever that changes."""

    def __init__(self) -> None:
        self._last: tuple[str, str] | None = None

    def __call__(self, status: LinkStatus) -> None:
        words = f"{words_for(status.failure).happened} ({status.failure})" if status.failure else ""
        said = (status.state.value, words)
        if said != self._last:
            self._last = said
            click.echo("HQ: " + ". ".join(filter(None, said)), err=True)


def _settle(kit: Kit, account: tuple[str, bool], role: RelayRole, as_json: bool) -> None:
    if not role.holds:
        raise WorldError(FailureCode.FIELD_INVALID, "relay", field="address", reason="give_HOST:PORT")
    with signed_in(kit, account) as session:
        kit.relay().set_role(session, role)
    _say(role, as_json)


def _say(role: RelayRole, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"role": role.kind.value, "address": role.address}))
    else:
        click.echo(_SAID[role.kind].format(address=role.address))
