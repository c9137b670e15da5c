"""Each driver plays its maker's exchange to the last byte, and a recorded one names nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.api import DeviceState, Framing
from devices.document.profiles import PROFILES, profile_of
from devices.document.serial_reader import SerialDocumentReader
from devices.replay import Exchange, ReplayLink, ReplayMismatch, load_replay, main, record, replay_text
from devices.scrub import scrub
from devices.simulated.document import SimulatedReader
from devices.simulated.frames import ENCODERS
from tests.devices.desk import Desk

REPLAYS = sorted((Path(__file__).parent / "replays").glob("*.toml"))
PERSON = ("P<TONFALETAUMALO<<SIONE<LATU<<<<<<<<<<<<<<<<", "T0412687<3TON8803148M3111242<<<<<<<<<<<<<<<0")
CARD = ("I<TONT04126873<<<<<<<<<<<<<<<<", "8803148M3111242TON<<<<<<<<<<<0", "FALETAUMALO<<SIONE<LATU<<<<<<<")


@pytest.mark.parametrize("path", REPLAYS, ids=lambda path: path.stem)
def test_the_driver_plays_the_exchange_of_the_manual(path: Path) -> None:
    replay = load_replay(path)
    link, desk = ReplayLink(replay.exchanges), Desk()
    driver = SerialDocumentReader(
        "manual", replay.profile, open_link=lambda port, settings: link, clock=link.clock
    )
    driver.start(desk.listen)
    try:
        scans = desk.wait_documents(1)
        desk.wait(lambda: desk.statuses()[-1].state is DeviceState.READY)
    finally:
        driver.stop()
    link.finish()
    assert [(scan.mrz_lines, scan.partial) for scan in scans] == [(replay.lines, False)]
    assert not desk.unreadable()


def test_every_profile_of_a_model_that_takes_commands_has_a_replay() -> None:
    played = {load_replay(path).profile.key for path in REPLAYS}
    assert {profile.key for profile in PROFILES if profile.writes} <= played


def test_a_wrong_byte_and_pairs_left_over_are_found() -> None:
    link = ReplayLink([Exchange(b"ask", b"yes"), Exchange(b"more", b"")])
    with pytest.raises(ReplayMismatch, match="manual has"):
        link.write(b"ass")
    link.write(b"as")
    link.write(b"k")
    assert [link.read() for _ in range(4)] == [b"y", b"e", b"s", b""]
    with pytest.raises(ReplayMismatch, match="left over"):
        link.finish()
    link.write(b"more")
    link.finish()


def test_a_replay_is_written_as_it_is_read(tmp_path: Path) -> None:
    profile = profile_of("elyctis-idbox")
    assert profile is not None
    pairs = (Exchange(b'\x00\x7f\xff"\\', b"I\x00\x01\x02"), Exchange(b"", b"\r\n"))
    path = tmp_path / "one.toml"
    path.write_text(replay_text(profile, PERSON, pairs), encoding="utf-8")
    assert load_replay(path).exchanges == pairs
    assert load_replay(path).lines == PERSON


@pytest.mark.parametrize("framing", ENCODERS)
@pytest.mark.parametrize("lines", [PERSON, CARD], ids=["passport", "card"])
def test_nothing_of_a_person_is_left_after_scrubbing(framing: Framing, lines: tuple[str, ...]) -> None:
    profile = next(profile for profile in PROFILES if profile.framing is framing)
    sent = b"XYZZY41 " + ENCODERS[framing](lines) if framing is Framing.STX_ETX else ENCODERS[framing](lines)
    clean = scrub(sent, profile)
    assert len(clean) == len(sent)
    assert b"ERIKSSON" in clean
    for word in (b"FALETAUMALO", b"SIONE", b"LATU", b"T0412687", b"880314", b"XYZZY", b"TON"):
        assert word not in clean
    assert scrub(clean, profile) == clean, "the check byte is right again"
    assert b"SIONE" not in scrub(sent[: len(sent) * 2 // 3], profile), "nor after a cut frame"


def test_recording_from_a_port_gives_a_replay_that_plays(tmp_path: Path) -> None:
    import threading

    profile = profile_of("elyctis-idbox")
    assert profile is not None
    with SimulatedReader(Framing.TLV_INQUIRE) as reader:
        said: list[str] = []
        recorder = threading.Thread(target=lambda: said.append(record(reader.port, profile, 0.6)))
        recorder.start()
        assert reader.hear(5.0) == profile.trigger
        reader.swipe(PERSON)
        recorder.join()
    path = tmp_path / "recorded.toml"
    path.write_text(said[0], encoding="utf-8")
    assert "SIONE" not in said[0]
    replay = load_replay(path)
    assert replay.lines[0].startswith("P<UTOERIKSSON")
    assert [pair.sent for pair in replay.exchanges] == [profile.trigger, profile.trigger]


def test_recording_an_unknown_profile_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--record", "nowhere", "--profile", "nobody"])
    assert "no profile nobody" in capsys.readouterr().err
