"""Checks of the talk with the chip: is it there, how was it opened, was the line clean, is it the same?"""

from __future__ import annotations

from datetime import date
from typing import Final

from app.domain.checks import Check, CheckName, Verdict, check
from app.domain.document import TravelDocument
from app.domain.failure import WorldError
from app.domain.mrz import parse_mrz
from app.trust.contents import Contents
from devices.emrtd.reading import AccessMethod, ChipFile, FileState, KeyKind
from devices.errors import DeviceCode

_NOT_RUN, _PASSED, _FAILED, _UNCLEAR = Verdict.NOT_RUN, Verdict.PASSED, Verdict.FAILED, Verdict.UNDETERMINED

_ENDED: Final = {
    DeviceCode.CHIP_LIFTED: "chip.lifted",
    DeviceCode.NO_CHIP: "chip.none_found",
    DeviceCode.CHIP_MUTE: "chip.mute",
    DeviceCode.NOT_A_PASSPORT: "chip.not_a_passport",
    DeviceCode.CHIP_REFUSED: "chip.refused",
    DeviceCode.KEY_WRONG: "chip.not_opened",
    DeviceCode.PACE_FAILED: "chip.not_opened",
}
"""Why a reading ended, where the chip itself is the reason."""

_MISSED: Final = (FileState.REFUSED, FileState.CUT, FileState.MALFORMED)


def presence(contents: Contents) -> Check:
    """Row 1: the chip answers. Broken ones are for the officer's eyes, since forgers break chips too."""
    name, reading = CheckName.CHIP, contents.reading
    if reading.failure:
        reason = next((why for code, why in _ENDED.items() if _is(reading.failure, code)), "chip.stopped")
        return check(name, _UNCLEAR, reason, code=reading.failure, file=reading.failed_at or "-")
    if not contents.alive:
        return check(name, _NOT_RUN, "chip.files_only")
    if not reading.whole:
        return check(name, _NOT_RUN, "chip.reading")
    missed = [
        file.value for file, read in reading.files.items()
        if read.state in _MISSED and file.data_group
    ]  # fmt: skip
    if missed:
        return check(name, _UNCLEAR, "chip.read_in_part", files=", ".join(missed))
    came = sum(read.state is FileState.READ for read in reading.files.values())
    return check(name, _PASSED, "chip.read", files=str(came))


def opening(contents: Contents) -> Check:
    """Row 2: opened by PACE where the chip offers it, never silently by less (Doc 9303-11, 4.1)."""
    name, access = CheckName.CHIP_ACCESS, contents.reading.access
    if not contents.alive:
        return check(name, _NOT_RUN, "chip_access.files_only")
    if access.downgraded:
        return check(
            name, _UNCLEAR, "chip_access.downgraded", code=access.pace_failed, protocol=access.protocol
        )
    if access.method is AccessMethod.PACE and access.pace_failed:
        return check(
            name, _UNCLEAR, "chip_access.second_way", code=access.pace_failed, protocol=access.protocol
        )
    if access.method is AccessMethod.PACE:
        return check(name, _PASSED, "chip_access.pace", protocol=access.protocol)
    if access.method is AccessMethod.BAC:
        if access.pace_offered:
            return check(name, _UNCLEAR, "chip_access.pace_passed_over")
        return check(name, _PASSED, "chip_access.bac")
    if access.method is AccessMethod.OPEN:
        return check(name, _UNCLEAR, "chip_access.open")
    if access.pace_failed and not _is(access.pace_failed, DeviceCode.KEY_WRONG):
        return check(
            name, _UNCLEAR, "chip_access.pace_failed", code=access.pace_failed, protocol=access.protocol
        )
    if contents.over:
        return check(name, _UNCLEAR, "chip_access.none", code=contents.reading.failure or access.bac_failed)
    return check(name, _NOT_RUN, "chip_access.not_yet")


def key(contents: Contents, page: TravelDocument | None, today: date) -> Check:
    """Row 3: what is printed opens the chip."""
    name, access = CheckName.CHIP_KEY, contents.reading.access
    if not contents.alive:
        return check(name, _NOT_RUN, "chip_key.files_only")
    if access.method in (AccessMethod.PACE, AccessMethod.BAC):
        return check(name, _PASSED, "chip_key.can" if access.key is KeyKind.CAN else "chip_key.mrz")
    if access.method is AccessMethod.OPEN:
        return check(name, _NOT_RUN, "chip_key.open")
    codes = (access.pace_failed, access.bac_failed, contents.reading.failure)
    if any(_is(code, DeviceCode.KEY_WRONG) for code in codes):
        if access.key is KeyKind.CAN:
            return check(name, _UNCLEAR, "chip_key.can_wrong")
        wrong = _wrong_digits(page, today)
        if wrong:
            return check(name, _UNCLEAR, "chip_key.misread", fields=wrong)
        return check(name, _UNCLEAR, "chip_key.wrong")
    return check(name, _NOT_RUN, "chip_key.not_tried" if contents.over else "chip_key.not_yet")


def messaging(contents: Contents) -> Check:
    """Row 4: every answer carried a right MAC (Doc 9303-11, 9.8)."""
    name, reading = CheckName.CHIP_MESSAGING, contents.reading
    if _is(reading.failure, DeviceCode.MESSAGING_BROKEN):
        return check(name, _FAILED, "chip_messaging.altered", file=reading.failed_at or "-")
    if not contents.alive:
        return check(name, _NOT_RUN, "chip_messaging.files_only")
    if reading.access.method in (None, AccessMethod.OPEN):
        return check(
            name, _NOT_RUN, "chip_messaging.open" if reading.access.method else "chip_messaging.not_opened"
        )
    if not contents.over:
        return check(name, _NOT_RUN, "chip_messaging.not_yet")
    return check(name, _PASSED, "chip_messaging.whole")


def bounds(contents: Contents) -> Check:
    """Row 23: answers keep to the standard's form and to our bounds."""
    name, reading = CheckName.CHIP_BOUNDS, contents.reading
    wild = [file.value for file, read in reading.files.items() if read.state is FileState.MALFORMED]
    if wild or _is(reading.failure, DeviceCode.CHIP_MALFORMED):
        files = ", ".join(wild) or reading.failed_at or "-"
        return check(name, _FAILED, "chip_bounds.malformed", files=files)
    contents.look_through()
    if contents.faults:
        told = "; ".join(f"{file.value}: {fault.why}" for file, fault in sorted(contents.faults.items()))
        return check(name, _UNCLEAR, "chip_bounds.not_understood", files=told)
    if not reading.files:
        return check(name, _NOT_RUN, "chip_bounds.not_yet")
    return check(name, _PASSED, "chip_bounds.kept")


def sameness(contents: Contents) -> Check:
    """Row 24: one chip from beginning to end."""
    name, reading = CheckName.SAME_CHIP, contents.reading
    if _is(reading.failure, DeviceCode.DIFFERENT_CHIP):
        return check(name, _FAILED, "same_chip.different")
    if not contents.alive:
        return check(name, _NOT_RUN, "same_chip.files_only")
    if not reading.whole:
        if reading.access.method is None and contents.over:
            return check(name, _NOT_RUN, "same_chip.not_opened")
        return check(name, _NOT_RUN, "same_chip.ended" if contents.over else "same_chip.not_yet")
    return check(name, _PASSED, "same_chip.resumed" if reading.resumed else "same_chip.one_go")


def unread(contents: Contents, *files: ChipFile) -> str:
    """Why these files say nothing: `not_yet`, `absent`, `refused` or `cut`, the first that applies."""
    for file in files:
        found = contents.state(file)
        if found is None:
            return "cut" if contents.over else "not_yet"
        if found is not FileState.READ:
            return _UNREAD.get(found, "refused")
    return "refused"


_UNREAD: Final = {FileState.ABSENT: "absent", FileState.CUT: "cut"}


def _wrong_digits(page: TravelDocument | None, today: date) -> str:
    """The fields of the printed lines whose check digits are wrong, in words."""
    if page is None or not page.mrz_lines:
        return ""
    try:
        failed = parse_mrz(page.mrz_lines, today).checks.failed
    except WorldError:
        return ""
    return ", ".join(field.replace("_", " ") for field in failed)


def _is(text: str, code: DeviceCode) -> bool:
    return text == code.value
