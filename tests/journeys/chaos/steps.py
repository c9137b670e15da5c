"""The steps of the chaos run, by name: each draws what it needs by the dice and says what it did."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from app.demo.lists import national_list
from tests.journeys.chaos.nation import Breach, Station, draw_bytes
from tests.journeys.chaos.player import Player
from tests.journeys.chaos.station import ADMITTED, DONE, MET, REFUSED

MOST_BYTES = 12_000
"""Bytes after which a link is cut at most: some batches and both handshakes."""


def record(player: Player) -> str:
    """Travellers cross."""
    return _record(player, player.draw_station(), ADMITTED, player.dice.randint(1, 25))


def refuse(player: Player) -> str:
    """Travellers are refused at a booth of the port that has a relay."""
    return _record(player, player.awake(player.dice.choice(player.port)), REFUSED, player.dice.randint(1, 4))


def alert(player: Player) -> str:
    """Travellers meet an entry, and an officer says what came of it."""
    return _record(player, player.draw_station(), MET, player.dice.randint(1, 4))


def _record(player: Player, station: Station, kind: str, count: int) -> str:
    word, what = station.ask("record", player.dice.getrandbits(40), count, kind)
    if word != DONE and not player.broken(f"disk {station.name}"):
        raise Breach(f"{station.name} could not record: {what}")
    return f"{station.name} {count} {kind} {word} {what}"


def kill_station(player: Player) -> str:
    """A station is killed while it records and sends."""
    station = player.draw_station()
    station.tell("record", player.dice.getrandbits(40), 100_000, player.dice.choice((ADMITTED, REFUSED)))
    heard = player.dice.randint(1, 30)
    early = station.hear_kept(heard)
    player.pause.wait(player.dice.uniform(0, 0.03))
    return f"{station.name} after {heard} or {early}, {player.kill(station)}"


def kill_hq(player: Player) -> str:
    """HQ is killed, for some steps or for as long as it takes to start."""
    player.nation.hq.kill()
    player.nation.serving = False
    if player.broken("hq"):
        return "it is down already"
    return player.break_until("hq", lambda: start_hq(player), 2)


def start_hq(player: Player) -> None:
    """Start HQ if it is down; PostgreSQL first."""
    player.mend("database")
    if not player.nation.serving:
        player.nation.hq.start()
        player.nation.serving = True


def kill_database(player: Player) -> str:
    """PostgreSQL is stopped at once under HQ, which stays as it is."""
    if player.broken("database"):
        return "it is down already"
    player.nation.kill_database()
    return player.break_until("database", lambda: player.nation.start_database(player.stack), 2)


def move_relay(player: Player) -> str:
    """The booth that keeps the relay is killed, and another one is made the relay."""
    before = player.keeper
    others = [one for one in player.port if one is not before]
    after = player.awake(player.dice.choice(others))
    said = "" if before is None or not before.up else f"killed {before.name} {player.kill(before)}, "
    failed = player.settle_roles(after)
    if before is not None:
        was = before
        player.awake(was)  # it comes back as one who uses the new relay
        failed += player.settle_roles(after)
    return f"{said}now {after.name} {failed}"


def cut_link(player: Player) -> str:
    """A link breaks after a random number of bytes, again and again."""
    station = player.dice.choice(player.stations)
    if player.broken(f"link {station.name}"):
        return f"{station.name} is cut already"
    station.cut.draw = draw_bytes(player.dice, MOST_BYTES)

    def mend() -> None:
        station.cut.draw = None

    return f"{station.name} {player.break_until(f'link {station.name}', mend, 5)}"


def pull_cable(player: Player) -> str:
    """A station's cable to HQ is pulled in the middle of whatever goes."""
    station = player.dice.choice(player.stations)
    return _pull(player, f"cable {station.name}", station.cable)


def pull_lan(player: Player) -> str:
    """The port's own network is cut between the booths."""
    station = player.keeper or player.port[0]
    return _pull(player, f"lan {station.name}", station.lan)


def _pull(player: Player, name: str, cable: Any) -> str:
    cable.pull()
    if player.broken(name):
        return f"{name} is out already"
    return f"{name} {player.break_until(name, cable.put_back)}"


def fill_station(player: Player) -> str:
    """A station's disk is full."""
    station = player.dice.choice(player.stations)
    if station.disk.unusable:
        player.skipped["fill_station"] = station.disk.unusable
        return station.disk.unusable
    station.disk.fill()
    if player.broken(f"disk {station.name}"):
        return f"{station.name} is full already"
    return f"{station.name} {player.break_until(f'disk {station.name}', station.disk.empty)}"


def fill_hq(player: Player) -> str:
    """HQ's disk is full."""
    disk = player.nation.disk
    if disk.unusable:
        player.skipped["fill_hq"] = disk.unusable
        return disk.unusable
    disk.fill()
    if player.broken("hq disk"):
        return "it is full already"
    return player.break_until("hq disk", disk.empty)


def clock_back(player: Player) -> str:
    """A station's clock goes back a year, and forward again later."""
    station = player.draw_station()
    if player.broken(f"clock {station.name}"):
        return f"{station.name} is a year behind already"
    station.get("clock", -365)

    def mend() -> None:
        if station.up:
            station.get("clock", 0)

    return f"{station.name} {player.break_until(f'clock {station.name}', mend, 4)}"


def stick_pulled(player: Player) -> str:
    """A stick is pulled out, or full, in the middle of writing, and makes the trip as it is."""
    station = player.draw_station()
    number = player.dice.choice((errno.EIO, errno.ENODEV, errno.ENOSPC))
    at = player.dice.randint(0, 60)
    _record(player, station, ADMITTED, 3)
    torn = station.ask("write", player.nation.drive, at, number)
    read = _read_at_hq(player)
    return f"{station.name} at step {at} {errno.errorcode[number]}: {torn}, then at HQ {read}"


def stick_trip(player: Player) -> str:
    """A stick makes the trip and is read twice at either end."""
    station = player.draw_station()
    _record(player, station, ADMITTED, player.dice.randint(1, 5))
    written = station.ask("write", player.nation.drive, None, 0)
    read = [_read_at_hq(player), _read_at_hq(player)]
    back = [station.ask("read", player.nation.drive) for _ in range(2)]
    return f"{station.name} {written} at HQ {read} back {back}"


def stick_killed(player: Player) -> str:
    """A station is killed while it writes a stick, which goes to HQ all the same."""
    station = player.draw_station()
    _record(player, station, ADMITTED, 5)
    station.tell("write", player.nation.drive, None, 0)
    player.pause.wait(player.dice.uniform(0, 0.08))
    return f"{station.name} {player.kill(station)}, at HQ {_read_at_hq(player)}"


def stick_race(player: Player) -> str:
    """HQ reads a stick while the link that came back carries the same batches."""
    station = player.draw_station()
    station.cable.pull()
    _record(player, station, ADMITTED, player.dice.randint(2, 30))
    written = station.ask("write", player.nation.drive, None, 0)
    if not player.broken(f"cable {station.name}"):
        station.cable.put_back()
    read = _read_at_hq(player)
    return f"{station.name} {written} at HQ {read} back {station.ask('read', player.nation.drive)}"


def copied_stick(player: Player) -> str:
    """A copy of the stick as it was some time ago is read at HQ and at every station."""
    nation, old = player.nation, player.nation.drive.with_name("old")
    said = "kept a copy"
    if old.exists():
        now, nation.drive = nation.drive, old
        said = f"HQ {_read_at_hq(player)}"
        for station in player.stations:
            if station.up:
                said += f", {station.name} {station.ask('read', old)}"
        nation.drive = now
        shutil.rmtree(old)
    shutil.copytree(nation.drive, old)
    return said


def back_up(player: Player) -> str:
    """HQ's database is copied while it serves."""
    for name in ("database", "hq disk"):
        player.mend(name)
    player.nation.back_up()
    return f"backup {len(player.nation.backups)}"


def restore(player: Player) -> str:
    """HQ goes back to its last backup; whoever was enrolled since has to enrol again."""
    for name in ("database", "hq disk"):
        player.mend(name)
    nation = player.nation
    nation.hq.kill()
    nation.serving = False
    enrolled = nation.restore()
    status, said = nation.type("restored")
    if status:
        raise Breach(f"matapa-hq restored: {said}")
    player.mend("hq")
    start_hq(player)
    # What HQ has forgotten its people publish again.
    published = [_said(nation.type(*words)) for words in nation.published.values()]
    again = [one for one in player.stations if one.enrolled != enrolled[one.name]]
    for station in again:
        player.mend(f"revoked {station.name}")
        player.enrol(station)
    return f"backup {len(nation.backups)}, {published}, enrolled again {[one.name for one in again]}"


def revoke(player: Player) -> str:
    """A station is revoked, records and tries for a while, and is enrolled again by a code."""
    station = player.draw_station()
    if player.broken(f"revoked {station.name}"):
        return f"{station.name} is revoked already"
    for name in ("database", "hq disk"):
        player.mend(name)
    status, said = player.nation.type("revoke", str(station.number))
    if status:
        raise Breach(f"matapa-hq revoke: {said}")
    station.enrolled += 1  # it has to enrol again whatever backup comes back
    _record(player, station, ADMITTED, 2)
    return f"{station.name} {player.break_until(f'revoked {station.name}', lambda: player.enrol(station))}"


def enrol_again(player: Player) -> str:
    """A station enrols again although nothing was wrong."""
    station = player.draw_station()
    player.mend(f"revoked {station.name}")
    player.enrol(station)
    return f"{station.name} is station {station.number}"


def publish_list(player: Player) -> str:
    """HQ publishes another version of its people list."""
    entry = {
        "id": f"CH-{player.step:04}", "names": [{"text": f"Person NUMBER{player.step}"}],
        "births": [{"date": "1980-01-02"}], "nationalities": ["TON"], "sex": "M", "reason": "Invented.",
        "action": "Look.", "contact": "Nobody", "priority": 2,
    }  # fmt: skip
    path = _file(player, "national.json", national_list(datetime.now(UTC), entry))
    words = ("list", "import", "national", str(path), "--id", "national", "--publish")
    return _said(player.nation.publish(*words))


def publish_policy(player: Player) -> str:
    """HQ publishes rules, and a thing that no program knows yet."""
    days = player.dice.randint(3, 30)
    rules = _file(player, "policy.json", json.dumps({"rescreen_days": days}))
    chart = _file(player, "chart.bin", f"reef {player.step}")
    policy = player.nation.publish("publish", "policy", "alerts", str(rules))
    return f"{_said(policy)}; {_said(player.nation.publish('publish', 'charts', 'reef', str(chart)))}"


def new_seal(player: Player) -> str:
    """HQ makes the sealing key of a new period."""
    return _said(player.nation.type("seal", "new"))


def new_key(player: Player) -> str:
    """HQ makes a new key for what it publishes."""
    return _said(player.nation.type("list", "new-key"))


def restart_station(player: Player) -> str:
    """A station is closed and opened as every evening."""
    station = player.draw_station()
    station.end()
    player.start(station)
    return station.name


def _read_at_hq(player: Player) -> str:
    return _said(player.nation.type("courier", "read", str(player.nation.drive)))


def _said(done: tuple[int, str]) -> str:
    status, said = done
    return "done" if status == 0 else f"exit {status}: {' / '.join(said.strip().splitlines()[-3:])}"


def _file(player: Player, name: str, text: str) -> Path:
    path = player.nation.folder / name
    path.write_text(text, encoding="utf-8")
    return path


STEPS: Final[dict[str, Callable[[Player], str]]] = {
    step.__name__: step
    for step in (
        record, refuse, alert, kill_station, kill_hq, kill_database, move_relay, cut_link, pull_cable,
        pull_lan, fill_station, fill_hq, clock_back, stick_pulled, stick_trip, stick_killed, stick_race,
        copied_stick, back_up, restore, revoke, enrol_again, publish_list, publish_policy, new_seal, new_key,
        restart_station,
    )
}  # fmt: skip
"""Every kind of step."""
