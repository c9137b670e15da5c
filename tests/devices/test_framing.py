"""Whatever a reader sends and however it is cut, documents come out whole and noise does no harm."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.api import DocumentScan, Framing, Unreadable
from devices.document.collectors import check_byte
from devices.document.framing import FrameEvent, Framer
from devices.errors import DeviceCode
from devices.simulated.frames import ENCODERS, stx_etx_bcc
from devices.simulated.people import TRAVELLERS, Traveller, load_people

PEOPLE = load_people(TRAVELLERS, date(2026, 11, 24))
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
FRAMINGS = tuple(ENCODERS)


def all_of(
    pieces: Sequence[bytes], framing: Framing = Framing.AUTO, *, bcc: bool = False
) -> list[FrameEvent]:
    """Events of bytes that come in these pieces at one moment, then silence."""
    framer = Framer(framing, bcc=bcc)
    events = [event for piece in pieces for event in framer.feed(piece, 1.0)]
    return [*events, *framer.tick(100.0)]


def documents(events: Sequence[FrameEvent]) -> list[DocumentScan]:
    return [event for event in events if isinstance(event, DocumentScan)]


@pytest.mark.parametrize("expected", FRAMINGS)
@pytest.mark.parametrize("told", [True, False], ids=["profile", "auto"])
@pytest.mark.parametrize("traveller", PEOPLE, ids=lambda person: person.key)
def test_every_traveller_is_read_in_every_framing(
    expected: Framing, told: bool, traveller: Traveller
) -> None:
    frame = ENCODERS[expected](traveller.lines)
    events = all_of([frame], expected if told else Framing.AUTO)
    assert [(event.mrz_lines, event.framing, event.partial) for event in documents(events)] == [
        (traveller.lines, expected, False)
    ]
    assert len(events) == 1


@pytest.mark.parametrize("framing", FRAMINGS)
def test_one_byte_at_a_time_gives_the_same(framing: Framing) -> None:
    stream = b"".join(ENCODERS[framing](person.lines) for person in PEOPLE if framing is not Framing.BARE_RUN)
    stream = stream or ENCODERS[framing](TD1)
    single = all_of([bytes((byte,)) for byte in stream])
    assert single == all_of([stream])
    assert documents(single)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), framing=st.sampled_from((Framing.AUTO, *FRAMINGS)))
def test_cuts_and_noise_never_change_what_comes_out(data: st.DataObject, framing: Framing) -> None:
    parts = st.one_of(
        st.binary(max_size=40),
        st.sampled_from([encode(lines) for encode in ENCODERS.values() for lines in (TD1, TD2, TD3)]),
        st.sampled_from(
            [b"\x02", b"\x03", b"\x01OU\x02", b"I\x00X", b"\r\n", b"{", b"P<UTO<<", b"\x02{}\x03"]
        ),
    )
    stream = b"".join(data.draw(st.lists(parts, max_size=6)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    edges = [0, *cuts, len(stream)]
    pieces = [stream[start:end] for start, end in itertools.pairwise(edges)]
    bcc = data.draw(st.booleans())
    assert all_of(pieces, framing, bcc=bcc) == all_of([stream], framing, bcc=bcc)


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("told", [True, False], ids=["profile", "auto"])
def test_garbage_before_a_document_is_passed_over(framing: Framing, told: bool) -> None:
    events = all_of([b"\x80\x13~~\xff\x00\x03" + ENCODERS[framing](TD3)], framing if told else Framing.AUTO)
    assert [(event.mrz_lines, event.partial) for event in documents(events)] == [(TD3, False)]
    assert len(events) == 1


def test_headers_and_trailers_around_a_frame_are_passed_over() -> None:
    frame = b"SODO" + ENCODERS[Framing.STX_ETX](TD1) + b"EODO"
    for framing in (Framing.AUTO, Framing.STX_ETX):
        assert [event.mrz_lines for event in documents(all_of([frame], framing))] == [TD1]
        assert len(all_of([frame], framing)) == 1


@pytest.mark.parametrize("framing", FRAMINGS)
def test_half_a_document_is_shown_as_a_part_or_as_unreadable_after_silence(framing: Framing) -> None:
    frame = ENCODERS[framing](TD3)
    for size in range(8, len(frame) - 8, 3):
        if framing is Framing.BARE_RUN and size == len("".join(TD2)):
            continue  # half of it is as long as a TD2: only its check digits will tell
        events = all_of([frame[:size]], framing)
        assert all(isinstance(event, Unreadable) or event.partial for event in events)
        assert len(events) <= 1
    assert all_of([frame[: len(frame) * 3 // 4]])


@pytest.mark.parametrize(
    "framing", [Framing.STX_ETX, Framing.STX_JSON, Framing.SOH_LENGTH_BCC, Framing.LINES]
)
def test_a_cut_document_does_not_spoil_the_next_one(framing: Framing) -> None:
    encode = ENCODERS[framing]
    framer = Framer()
    first = [*framer.feed(encode(TD3)[:30], 1.0), *framer.tick(9.0)]
    assert not [event for event in documents(first) if not event.partial]
    assert [event.mrz_lines for event in documents(framer.feed(encode(TD2), 9.0))] == [TD2]


def test_a_frame_begun_anew_without_a_pause_is_read() -> None:
    frame = ENCODERS[Framing.STX_ETX](TD3)
    assert [event.mrz_lines for event in documents(all_of([frame[:30] + frame]))] == [TD3]


@pytest.mark.parametrize("framing", [Framing.AUTO, *FRAMINGS])
def test_a_megabyte_of_noise_is_told_of_once_and_the_next_document_is_read(framing: Framing) -> None:
    noise = random.Random(1).randbytes(1_000_000 if framing is Framing.AUTO else 100_000)
    framer = Framer(framing)
    events = [
        event
        for start in range(0, len(noise), 4096)
        for event in framer.feed(noise[start : start + 4096], 1.0)
    ]
    assert (
        1 <= len([event for event in events if isinstance(event, Unreadable)]) <= 1 + len(documents(events))
    )
    assert not [event for event in documents(events) if not event.partial]
    assert _kept(framer) < 3 * 512 * 1024
    framer.tick(60.0)
    spoken = Framing.STX_ETX if framing is Framing.AUTO else framing
    after = [*framer.feed(ENCODERS[spoken](TD3), 60.0), *framer.tick(99.0)]
    assert [event.mrz_lines for event in documents(after)] == [TD3]


@pytest.mark.parametrize("filler", [b"A", b"<", b"\x02", b"\x01", b"\r", b"\x02{", b"I\x00\xff"])
def test_a_flood_of_one_thing_is_bounded(filler: bytes) -> None:
    for framing in (Framing.AUTO, *FRAMINGS):
        framer = Framer(framing)
        for _ in range(10):
            framer.feed(filler * 2000, 1.0)
        assert _kept(framer) < 3 * 512 * 1024
        assert not documents([*framer.tick(50.0)]) or filler in {b"A", b"<", b"I\x00\xff"}


def test_a_wrong_check_byte_makes_the_document_partial() -> None:
    frame = bytearray(stx_etx_bcc(TD3))
    assert documents(all_of([bytes(frame)], Framing.STX_ETX, bcc=True)) == [
        DocumentScan(TD3, bytes(frame), Framing.STX_ETX)
    ]
    frame[10] ^= 0x01
    assert [event.partial for event in documents(all_of([bytes(frame)], Framing.STX_ETX, bcc=True))] == [True]
    native = bytearray(ENCODERS[Framing.SOH_LENGTH_BCC](TD3))
    native[20] ^= 0x01
    assert [event.partial for event in documents(all_of([bytes(native)]))] == [True]


def test_native_frames_may_lack_length_and_check_byte() -> None:
    frame = b"\x01OU\x02\x03\r" + TD3[0].encode() + b"\r" + TD3[1].encode() + b"\r\x03"
    assert [(event.mrz_lines, event.partial) for event in documents(all_of([frame]))] == [(TD3, False)]


def test_native_padding_is_told_from_fillers() -> None:
    padded = b"\x01OU\x020\r" + b"".join(line.encode().ljust(44, b"_") + b"\r" for line in TD2) + b"\x03"
    assert [event.mrz_lines for event in documents(all_of([padded]))] == [TD2]
    visa = ("V<UTOERIKSSON<<ANNA<MARIA___________________", "L8988901C4XXX7408122F9612109________________")
    frame = ENCODERS[Framing.SOH_LENGTH_BCC](visa)
    assert [event.mrz_lines for event in documents(all_of([frame]))] == [
        tuple(line.replace("_", "<") for line in visa)
    ]


def test_a_single_bottom_line_is_a_part() -> None:
    frame = b"\x01OU\x020\r\r" + TD3[1].encode() + b"\r\x03"
    assert [(event.mrz_lines, event.partial) for event in documents(all_of([frame]))] == [((TD3[1],), True)]


def test_characters_the_reader_could_not_read_stay_visible() -> None:
    lines = (TD3[0], TD3[1].replace("UTO", "U?O"))
    noisy = ENCODERS[Framing.STX_ETX](lines).replace(b"?", b"\xb5")
    assert [event.mrz_lines for event in documents(all_of([noisy]))] == [lines]


def test_spaces_and_underscores_are_fillers() -> None:
    run = "".join(TD3).replace("<", " ").encode() + b"\r"
    assert [(event.mrz_lines, event.framing) for event in documents(all_of([run]))] == [
        (TD3, Framing.BARE_RUN)
    ]


def test_a_document_in_lines_is_there_at_its_last_line_end_without_waiting() -> None:
    framer = Framer()
    assert [type(event) for event in framer.feed(ENCODERS[Framing.LINES](TD3), 1.0)] == [DocumentScan]


@pytest.mark.parametrize(
    "idle",
    [b"I\x00\x00", b"C\x00\x01\x01", b"\x02\x03", b"\r\n\r\n", b"\x00", b'\x02{"PCSign":"readEnd"}\x03'],
)
def test_what_is_meant_to_hold_no_document_raises_no_alarm(idle: bytes) -> None:
    assert all_of([idle]) == []


GARBLED = {
    "json": b"\x02{broken\x03",
    "camera": b'\x02{"CameraData": 5}\x03',
    "brackets": b"\x02" + b"[" * 9000 + b"\x03",
    "deep": b"\x02{" + b'"a":{' * 50_000 + b"\x03",
    "prose": b"\x02no passport here\x03",
    "two runs in one": "".join(TD3 + TD3).encode(),
    "gps": b"$GPGGA,123519,4807.038,N,01131.000,E\r\n",
}


@pytest.mark.parametrize("garbled", GARBLED.values(), ids=GARBLED.keys())
def test_a_garbled_frame_is_told_of_once(garbled: bytes) -> None:
    (event,) = all_of([garbled])
    assert isinstance(event, Unreadable)
    assert event.code is DeviceCode.GARBLED


def test_a_garbled_frame_between_documents_is_told_of_where_it_came() -> None:
    good, bad = ENCODERS[Framing.STX_ETX], b"\x02no passport here\x03"
    events = all_of([good(TD3) + bad + bad + good(TD1) + bad])
    kinds = [event.mrz_lines if isinstance(event, DocumentScan) else event.code for event in events]
    assert kinds == [TD3, DeviceCode.GARBLED, TD1, DeviceCode.GARBLED]


def test_a_pause_within_a_frame_is_borne_and_a_clock_set_back_does_no_harm() -> None:
    frame = ENCODERS[Framing.STX_ETX](TD3)
    framer = Framer()
    assert framer.feed(frame[:40], 5.0) == ()
    assert framer.tick(5.5) == ()
    assert framer.pending
    assert [event.mrz_lines for event in documents(framer.feed(frame[40:], 5.6))] == [TD3]
    assert framer.feed(frame, -3.0)


def test_the_check_byte_covers_all_after_the_opening_byte() -> None:
    assert check_byte(b"\x02AB\x03") == 0x41 ^ 0x42 ^ 0x03


def _kept(framer: Framer) -> int:
    """Bytes that a framer holds on to, walked through its slots."""
    total, seen, todo = 0, set[int](), [vars(framer)]
    while todo:
        thing = todo.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        for value in thing.values():
            if isinstance(value, (bytes, bytearray, str)):
                total += len(value)
            elif isinstance(value, (list, tuple)) or hasattr(value, "maxlen"):
                total += sum(len(str(item)) for item in value)
            elif hasattr(value, "__dict__"):
                todo.append(vars(value))
    return total
