"""Checks of the chip against the printed page: the machine readable lines, the photo, the other details."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from app.domain.checks import Check, CheckName, Verdict, check
from app.domain.document import Capture, TravelDocument
from app.domain.failure import WorldError
from app.domain.mrz import Mrz, parse_mrz
from app.domain.mrz.layout import LAYOUTS, Layout, format_of
from app.domain.mrz.rebuild import rebuild_lines
from app.domain.names import fold
from app.trust.access import unread
from app.trust.contents import Contents
from app.trust.files import without_object
from devices.emrtd.lds.security_object import SecurityObject
from devices.emrtd.lds.texts import ChipDate, ChipName
from devices.emrtd.reading import ChipFile, FileState

_NOT_RUN, _PASSED, _FAILED, _UNCLEAR = Verdict.NOT_RUN, Verdict.PASSED, Verdict.FAILED, Verdict.UNDETERMINED
_TYPED: Final = (Capture.TYPED_MRZ, Capture.TYPED_FIELDS)


def lines(contents: Contents, page: TravelDocument | None, today: date) -> Check:
    """Row 16: DG1 is the printed MRZ, character by character.

    Where the page was typed, or its own check digits say that it was misread, a difference is no proof
    against the chip: the officer reads again.
    """
    name, chip = CheckName.CHIP_PAGE, contents.mrz
    if page is None:
        return check(name, _NOT_RUN, "chip_page.no_page")
    if chip is None:
        return _not_there(name, contents, ChipFile.DG1)
    layout = _layout(chip)
    if layout is None:
        return check(name, _UNCLEAR, "chip_page.unreadable", file=ChipFile.DG1)
    printed = tuple(line.upper() for line in page.mrz_lines) or rebuild_lines(page, layout.format)
    if printed is None:
        return check(name, _UNCLEAR, "chip_page.not_comparable")
    if printed == chip:
        return check(name, _PASSED, "chip_page.same")
    both = {"chip": "\n".join(chip), "page": "\n".join(printed)}
    if [len(line) for line in printed] != [len(line) for line in chip]:
        return check(name, _FAILED, "chip_page.other_format", **both)
    places = _differences(chip, printed)
    found = {"places": _told(places), "fields": ", ".join(_fields(places, layout)), **both}
    if page.capture in _TYPED:
        return check(name, _UNCLEAR, "chip_page.typed_differs", **found)
    if _misread(printed, places, today):
        return check(name, _UNCLEAR, "chip_page.misread", **found)
    return check(name, _FAILED, "chip_page.differs", **found)


def photo(contents: Contents, opened: bool | None) -> Check:
    """Row 17: there is a portrait and it opens; whose it is, the officer sees."""
    name = CheckName.CHIP_PHOTO
    if contents.state(ChipFile.DG2) is not FileState.READ:
        return _not_there(name, contents, ChipFile.DG2)
    faces = contents.faces
    if faces is None or opened is False:
        return check(name, _UNCLEAR, "chip_photo.unreadable", file=ChipFile.DG2)
    size = f"{faces[0].width} × {faces[0].height}"
    if opened is None:
        return check(name, _NOT_RUN, "chip_photo.not_opened", size=size)
    return check(name, _PASSED, "chip_photo.opened", size=size)


def details(
    contents: Contents, signed: SecurityObject | None, page: TravelDocument | None, today: date
) -> Check:
    """Row 18: DG11 and DG12 agree with the page where both speak of the same."""
    name = CheckName.CHIP_DETAILS
    if signed is None:
        return replace(without_object(name, contents), verdict=_NOT_RUN)
    files = [file for file in (ChipFile.DG11, ChipFile.DG12) if file.data_group in signed.groups]
    if not files:
        return check(name, _NOT_RUN, "chip_details.none")
    if page is None:
        return check(name, _NOT_RUN, "chip_details.no_page")
    if not contents.over and any(contents.state(file) is None for file in files):
        return check(name, _NOT_RUN, "chip_details.not_yet")
    if not any(contents.state(file) is FileState.READ for file in files):
        return check(name, _NOT_RUN, "chip_details.not_read", files=", ".join(files))
    compared = [*_person(contents, page), *_document(contents, page, today)]
    differing = [(field, chip, printed) for field, chip, printed, agree in compared if not agree]
    if differing:
        fields, chip, printed = zip(*differing, strict=True)
        return check(
            name, _UNCLEAR, "chip_details.differ",
            fields=", ".join(fields), chip="; ".join(chip), page="; ".join(printed),
        )  # fmt: skip
    if not compared:
        return check(name, _NOT_RUN, "chip_details.nothing_to_compare")
    return check(name, _PASSED, "chip_details.same", fields=", ".join(field for field, *_ in compared))


def parsed_lines(contents: Contents, today: date) -> Mrz | None:
    """What DG1 says, None where it is absent or no MRZ."""
    chip = contents.mrz
    if chip is None:
        return None
    try:
        return contents.memo.of((ChipFile.DG1, chip, today), lambda: parse_mrz(chip, today))
    except WorldError:
        return None


def _layout(chip: Sequence[str]) -> Layout | None:
    format_ = format_of(chip)
    return LAYOUTS[format_] if format_ else None


def _differences(chip: Sequence[str], printed: Sequence[str]) -> list[tuple[int, int]]:
    """Line and column, from 0, of every character in which the two differ."""
    return [
        (line, column)
        for line, pair in enumerate(zip(chip, printed, strict=True))
        for column, (one, other) in enumerate(zip(*pair, strict=True))
        if one != other
    ]


def _told(places: Sequence[tuple[int, int]]) -> str:
    """`line 2, characters 14-19, 28` or, of several lines, `line 1: 4; line 2: 12`.

    Lines and characters are counted from 1; neighbours are a run.
    """
    told: list[str] = []
    for line in sorted({line for line, _ in places}):
        columns = [column + 1 for at, column in places if at == line]
        runs: list[list[int]] = []
        for column in columns:
            if runs and runs[-1][1] == column - 1:
                runs[-1][1] = column
            else:
                runs.append([column, column])
        spans = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
        told.append(f"line {line + 1}: {spans}")
    if len(told) > 1:
        return "; ".join(told)
    return told[0].replace(":", ", character" if len(places) == 1 else ", characters")


def _fields(places: Sequence[tuple[int, int]], layout: Layout) -> list[str]:
    """The fields that the places stand in, each once; check digits count as themselves."""

    def field(line: int, column: int) -> str:
        for name, span in layout.fields():
            if span.line == line and span.start <= column < span.stop:
                return name.replace("_", " ")
        return "check digit"

    return list(dict.fromkeys(field(*place) for place in places))


def _misread(printed: Sequence[str], places: Sequence[tuple[int, int]], today: date) -> bool:
    """Whether the printed lines themselves say that they were misread, or may be in all these places."""
    try:
        mrz = parse_mrz(printed, today)
    except WorldError:
        return True
    doubtful = {(one.line - 1, one.column - 1) for one in mrz.confusions}
    return bool(mrz.checks.failed) or doubtful.issuperset(places)


def _person(contents: Contents, page: TravelDocument) -> Iterator[tuple[str, str, str, bool]]:
    """Field, chip's value, page's value and whether they agree, of DG11."""
    person = contents.person
    if person is None:
        return
    if person.name is not None and _latin(person.name.raw):
        printed = " ".join(filter(None, (page.surname, page.given_names)))
        told = " ".join(filter(None, (person.name.primary, person.name.secondary)))
        yield "name", told, printed, _same_name(person.name, page)
    birth = person.birth_date
    if birth is not None and birth.date is not None and page.birth_date.complete is not None:
        yield "date of birth", str(birth.date), str(page.birth_date), _same_day(birth.date, page)


def _document(contents: Contents, page: TravelDocument, today: date) -> Iterator[tuple[str, str, str, bool]]:
    """The same of DG12: the day of issue lies before today and before the document's end."""
    found = contents.document
    issued = found.issue_date.date if found is not None and found.issue_date is not None else None
    if issued is None:
        return
    ends = page.expiry_date.complete
    born = page.birth_date.complete
    agree = issued <= today and (ends is None or issued < ends) and (born is None or issued >= born)
    yield "date of issue", str(issued), f"until {ends}" if ends else "-", agree


def _same_name(name: ChipName, page: TravelDocument) -> bool:
    """Whether the names agree, letters spelt either way, order aside; the MRZ may have cut them short."""
    chip = [fold(part) for part in f"{name.primary} {name.secondary}".split()]
    printed = [fold(part) for part in f"{page.surname} {page.given_names}".split()]
    if "".join(sorted(chip)) == "".join(sorted(printed)) or fold("".join(chip)) == fold("".join(printed)):
        return True
    left = list(chip)
    for part in printed:
        fitting = next((one for one in left if one and part and one.startswith(part)), None)
        if fitting is None:
            return False
        left.remove(fitting)
    return bool(printed)


def _same_day(birth: date, page: TravelDocument) -> bool:
    """The MRZ gives two digits of the year, so the century says nothing."""
    printed = page.birth_date
    return (birth.year % 100, birth.month, birth.day) == (printed.year % 100, printed.month, printed.day)


def _latin(text: str) -> bool:
    """Whether every letter is of the script that the MRZ is in; others cannot be compared by machine."""
    return all(unicodedata.name(sign, "").startswith("LATIN") for sign in text if sign.isalpha())


def iso_day(day: ChipDate | None) -> str:
    """A date of the chip as `2024-05-01`, `2024-05` or `2024`, empty where it is not known."""
    if day is None or day.year is None:
        return ""
    if day.month is None:
        return f"{day.year:04}"
    return f"{day.year:04}-{day.month:02}" + (f"-{day.day:02}" if day.day else "")


def _not_there(name: CheckName, contents: Contents, file: ChipFile) -> Check:
    """The file that this check is about was not read, and why."""
    why = unread(contents, file)
    if why == "not_yet":
        return check(name, _NOT_RUN, f"{name}.not_yet")
    if not contents.alive and contents.state(file) is None:
        return check(name, _NOT_RUN, f"{name}.not_given", file=file)
    return check(name, _UNCLEAR, f"{name}.unreadable", file=file)
