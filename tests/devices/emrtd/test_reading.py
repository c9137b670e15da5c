"""What a reading holds of a person never gets into a log line or a traceback."""

from __future__ import annotations

from devices.api import ChipDone, ChipFileCame, ChipWish
from devices.emrtd.reading import Access, CanKey, ChipFile, ChipReading, FileRead, FileState, MrzKey


def test_no_key_and_no_file_is_shown_by_its_repr() -> None:
    read = FileRead(ChipFile.DG1, FileState.READ, b"L898902C", 0x9000, 8)
    reading = ChipReading(Access(None), {ChipFile.DG1: read})
    shown = repr(
        [
            ChipWish("1", MrzKey("L898902C", "690806", "940623")),
            ChipWish("2", CanKey("500540")),
            ChipFileCame("1", read),
            ChipDone("1", reading),
        ]
    )
    for secret in ("L898902C", "690806", "940623", "500540"):
        assert secret not in shown
