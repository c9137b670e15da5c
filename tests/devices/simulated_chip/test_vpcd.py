"""What vpcd hears of a virtual passport, and the command that plays one."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from devices.simulated.__main__ import main
from devices.simulated.chip.command import play, read_pki, write_pki
from devices.simulated.chip.pki import shared_pki
from devices.simulated.chip.profiles import PROFILES, passport_of, traveller
from devices.simulated.chip.vpcd import VpcdClient

DAY = date(2026, 11, 24)
PKI = shared_pki("tests", DAY)
SECONDS = 5.0


@pytest.fixture
def vpcd() -> Iterator[socket.socket]:
    """A port that listens as vpcd does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(SECONDS)
        yield server


def asked(line: socket.socket, message: bytes) -> bytes:
    """What comes back for a message."""
    tell(line, message)
    with line.makefile("rb") as stream:
        return stream.read(int.from_bytes(stream.read(2)))


def tell(line: socket.socket, message: bytes) -> None:
    """A message in vpcd's form."""
    line.sendall(len(message).to_bytes(2) + message)


def test_a_card_is_powered_asked_and_taken_away(vpcd: socket.socket) -> None:
    client = VpcdClient(vpcd.getsockname()[1])
    chip = passport_of(PROFILES["bac"], PKI)
    client.lay(chip)
    line, _ = vpcd.accept()
    with line:
        line.settimeout(SECONDS)
        tell(line, b"\x01")
        assert asked(line, b"\x04") == chip.atr
        assert asked(line, bytes.fromhex("00A4040C07A0000002471001")) == b"\x90\x00"
        client.lift()
        assert line.recv(1) == b""


def test_a_card_that_is_pulled_goes_by_itself_and_says_so(vpcd: socket.socket) -> None:
    gone = threading.Event()
    client = VpcdClient(vpcd.getsockname()[1], pulled=gone.set)
    client.lay(passport_of(PROFILES["mute"], PKI))
    line, _ = vpcd.accept()
    with line:
        line.settimeout(SECONDS)
        tell(line, bytes.fromhex("00A4040C07A0000002471001"))
        assert line.recv(1) == b""
    assert gone.wait(SECONDS)
    client.lift()


def test_lines_lay_and_lift_cards(vpcd: socket.socket) -> None:
    heard = io.StringIO()
    lines = io.StringIO("lift\nlay\nlay pace-cam\nfly\nquit\n")
    play("bac", PKI, VpcdClient(vpcd.getsockname()[1]), lines, heard)
    assert heard.getvalue().splitlines() == [
        "laid bac T0412687 880314 311124",
        *traveller(PROFILES["bac"], PKI).lines,
        "lifted",
        "laid bac",
        "laid pace-cam L898902C3 740812 291124",
        *traveller(PROFILES["pace-cam"], PKI).lines,
        "not understood: fly",
    ]


def test_no_vpcd_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert main(["chip", "bac", "--port", str(port)]) == 1
    assert f"no vpcd on port {port}" in capsys.readouterr().err


def test_the_pki_is_written_and_grows_again_from_its_seed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pki", "--out", str(tmp_path / "trial"), "--seed", "tests", "--day", "2026-11-24"]) == 0
    assert "master_list.ml" in capsys.readouterr().out.splitlines()
    assert read_pki(tmp_path / "trial") is PKI
    assert (tmp_path / "trial" / "master_list_root.cer").read_bytes() == PKI.root
    assert set(write_pki(tmp_path / "again", "tests", DAY)) == {
        path.name for path in (tmp_path / "trial").iterdir()
    }


def test_the_help_names_every_passport(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["chip", "--help"])
    text = capsys.readouterr().out
    assert all(name in text for name in PROFILES)
