"""A recorded chip can be read again without it, and nobody can be recognised in the recording."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.chip.apdu import Channel
from devices.chip.files import Files
from devices.chip.recorder import key_of, main, record
from devices.chip.strategy import Blocks, RememberedHere, ability
from devices.chip.transcript import Exchange, ReplayTransmit, Unexpected, parse_transcript, to_text
from devices.emrtd.errors import Malformed
from devices.emrtd.reading import CanKey, ChipFile, ChipReading, FileState, MrzKey
from tests.devices.chip import reading as booth
from tests.helpers.fuzzing import fuzzed

FILES = (ChipFile.DG1, ChipFile.SOD, ChipFile.COM, ChipFile.DG14, ChipFile.DG2, ChipFile.DG11, ChipFile.DG12)


def recorded(name: str) -> tuple[ChipReading, str]:
    return record(booth.TestCard(booth.chip_of(name)), booth.key_of(name), booth.READER)


def test_a_recording_replays_with_every_length_and_status_of_the_chip() -> None:
    original, text = recorded("pace-gm-3des")
    assert original.whole
    replay = ReplayTransmit(parse_transcript(text))
    blocks = Blocks(booth.READER, RememberedHere())
    files = Files(Channel(replay), blocks, lambda file, done, total: None)
    card_access = files.read(ChipFile.CARD_ACCESS)
    assert card_access.data == original.data(ChipFile.CARD_ACCESS)
    files.read_piece(ChipFile.ATR_INFO)
    blocks.begin(ability(b"", None))
    assert files.enter_application() == 0x9000
    for file in FILES:
        again, first = files.read(file), original.files[file]
        assert (again.state, again.size, len(again.data)) == (first.state, first.size, len(first.data))
        assert again.state is FileState.READ
    assert replay.over


@pytest.mark.parametrize("name", ["pace-gm-3des", "aa-rsa", "refuses-long", "extended", "pace-cam"])
def test_no_person_document_or_key_is_in_a_recording(name: str) -> None:
    original, text = recorded(name)
    exchanges = parse_transcript(text)
    everything = b"\n".join(exchange.command + b"|" + exchange.answer for exchange in exchanges)
    kept = {ChipFile.CARD_ACCESS, ChipFile.ATR_INFO, ChipFile.COM}
    for file, item in original.files.items():
        if file in kept:
            continue
        windows = {item.data[at : at + 8] for at in range(8, len(item.data) - 8)} - {bytes(8)}
        public = original.data(ChipFile.CARD_ACCESS) or b""  # whose entries DG14 and CardSecurity repeat
        assert not [window for window in windows if window in everything and window not in public], file
        assert hashlib.sha256(item.data).digest()[:8] not in everything
    if original.active is not None:
        assert original.active.challenge not in everything
        assert original.active.response[:8] not in everything
    if original.chip is not None:
        assert original.chip.terminal_key[1:9] not in everything


def test_another_way_of_reading_than_then_is_noticed() -> None:
    replay = ReplayTransmit([Exchange(b"\x00\xb0\x9c\x00\xdf", b"\x6a\x82")])
    with pytest.raises(Unexpected):
        replay(b"\x00\xb0\x9e\x00\xdf")
    assert replay(b"\x00\xb0\x9c\x00\xdf") == b"\x6a\x82"
    with pytest.raises(Unexpected):
        replay(b"\x00\xb0\x9c\x00\xdf")


exchanges = st.lists(
    st.builds(
        Exchange,
        st.binary(min_size=4, max_size=40),
        st.one_of(st.just(b""), st.binary(min_size=2, max_size=40)),
        st.booleans(),
    )
)


@given(exchanges)
def test_what_is_written_is_read_back(made: list[Exchange]) -> None:
    assert parse_transcript(to_text(made, "A remark\nof two lines")) == tuple(made)


@fuzzed(share=0.1)
@given(st.one_of(st.text(), st.sampled_from(["exchange = 1", "[[exchange]]", '[[exchange]]\ncommand = "0"'])))
def test_a_file_that_is_no_transcript_is_refused(text: str) -> None:
    try:
        assert parse_transcript(text) == ()
    except Malformed:
        pass


def test_the_key_comes_from_a_file_and_never_from_the_command_line() -> None:
    assert key_of("L898902C3 740812 120415\n") == MrzKey("L898902C3", "740812", "120415")
    assert key_of("123456") == CanKey("123456")
    with pytest.raises(ValueError, match="one or three"):
        key_of("a b")


def test_without_a_key_file_it_says_so_and_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path / "out.toml"), "--key", str(tmp_path / "nothing")])
    assert ended.value.code == 2
    assert "nothing" in capsys.readouterr().err
