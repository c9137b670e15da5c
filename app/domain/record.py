"""One canonical form of a crossing as bytes: the store keeps it, the chain hashes it, HQ reads it.

The form is a CBOR array (RFC 8949, 4.2.1 core deterministic encoding) whose first item is the
layout version. Positions and code tables are fixed for ever and only grow at the end; a later
layout gets a new version and its own reader, so that a record made today can be read in twenty
years. What one field already says is not said again: MRZ lines that the fields rebuild exactly, a
traveller who is as the document says, a crossing id equal to the record id.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from io import BytesIO
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

import cbor2

from app.domain.checks import Check, CheckName, Verdict
from app.domain.crossing import Conveyance, Crossing, Direction, Mode, Purpose, Stay
from app.domain.dates import PartialDate
from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.document import Capture, DocumentKind, TravelDocument
from app.domain.failure import FailureCode, WorldError
from app.domain.mrz.layout import MrzFormat, format_of
from app.domain.mrz.rebuild import rebuild_lines
from app.domain.person import Sex, Traveller

LAYOUT = 1
FIELDS = 39
LARGEST = 16_384
"""Bytes of the largest record that anybody accepts; a usual one has about 250."""

DECISION = 33
"""Place of the decision's code in the array: its place in `DecisionKind`."""

LINE_CODES = range(7)
"""What may stand in place of the MRZ lines: 0 for none, else the way in which the fields rebuild them."""

Row: TypeAlias = list[Any]
E_ = TypeVar("E_", bound=StrEnum)

# Code tables: a value's place in its enum. Enums named here may only grow at their end.
_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_LINES = 0
_LINES, _CHECKS = 26, 32
# How MRZ lines are rebuilt, by code: the format and TD3's digit of empty optional data.
_REBUILT: dict[int, tuple[MrzFormat, str]] = {
    1: (MrzFormat.TD3, "<"), 2: (MrzFormat.TD3, "0"), 3: (MrzFormat.TD1, "<"), 4: (MrzFormat.TD2, "<"),
    5: (MrzFormat.MRV_A, "<"), 6: (MrzFormat.MRV_B, "<"),
}  # fmt: skip


def encode(crossing: Crossing) -> bytes:
    """The canonical bytes of a crossing."""
    return cbor2.dumps(to_row(crossing), canonical=True)


def decode(data: bytes) -> Crossing:
    """Read canonical bytes back; raises WorldError(RECORD_MALFORMED) for anything else."""
    return from_row(load_row(data))


def decode_for_counting(data: bytes) -> Crossing:
    """As `decode`, without checks and MRZ lines, in two thirds of the time: for who counts many.

    Raises WorldError(RECORD_MALFORMED), though not for faults in what is left out.
    """
    row = load_row(data)
    row[_LINES], row[_CHECKS] = _NO_LINES, []
    return from_row(row)


def load_row(data: bytes) -> Row:
    """The array of a record without making a Crossing; raises WorldError(RECORD_MALFORMED)."""
    if len(data) > LARGEST:
        raise WorldError(FailureCode.RECORD_MALFORMED, "record", size=str(len(data)))
    try:
        stream = BytesIO(data)
        row = cbor2.load(stream)
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError) as error:
        raise WorldError(FailureCode.RECORD_MALFORMED, "record") from error
    if not isinstance(row, list) or len(row) != FIELDS or row[0] != LAYOUT or stream.read(1):
        raise WorldError(FailureCode.RECORD_MALFORMED, "record")
    return row


def to_row(crossing: Crossing) -> Row:
    """The crossing as a flat array of plain values, in the order fixed by LAYOUT."""
    document, traveller, stay = crossing.document, crossing.traveller, crossing.stay
    return [
        LAYOUT,
        UUID(crossing.record_id).bytes,
        None if crossing.crossing_id == crossing.record_id else UUID(crossing.crossing_id).bytes,
        crossing.version,
        crossing.correction,
        crossing.station,
        crossing.port,
        crossing.booth,
        _code(crossing.direction),
        _milliseconds(crossing.at),
        _milliseconds(crossing.at) - _milliseconds(crossing.opened_at),
        _code(crossing.conveyance.mode),
        crossing.conveyance.number,
        crossing.conveyance.other_port,
        *_document_row(document),
        _traveller_row(traveller, document),
        traveller.residence,
        None if crossing.purpose is None else _code(crossing.purpose),
        None if stay is None else stay.days,
        None if stay is None else _day_number(PartialDate.of(stay.last_day)),
        [_check_row(c) for c in crossing.checks],
        _code(crossing.decision.kind),
        [_code(reason) for reason in crossing.decision.reasons],
        [_code(name) for name in crossing.decision.overruled],
        crossing.decision.note,
        crossing.officer,
        int(crossing.training),
    ]  # fmt: skip


def from_row(row: Row) -> Crossing:
    """Make the Crossing of a row; raises WorldError(RECORD_MALFORMED) if any value is not of its kind."""
    try:
        return _crossing(row)
    except (ValueError, TypeError, IndexError, KeyError, OverflowError, AttributeError, WorldError) as error:
        raise WorldError(FailureCode.RECORD_MALFORMED, "record") from error


def _crossing(row: Row) -> Crossing:
    record_id = str(UUID(bytes=row[1]))
    document = _document(row[14:27])
    return Crossing(
        record_id=record_id,
        crossing_id=record_id if row[2] is None else str(UUID(bytes=row[2])),
        version=_number(row[3], 1),
        correction=_text(row[4]),
        station=_text(row[5]),
        port=_text(row[6]),
        booth=_text(row[7]),
        direction=_value(Direction, row[8]),
        opened_at=_EPOCH + (_number(row[9]) - _number(row[10])) * _MILLISECOND,
        at=_EPOCH + row[9] * _MILLISECOND,
        conveyance=Conveyance(_value(Mode, row[11]), _text(row[12]), _text(row[13])),
        document=document,
        traveller=_traveller(row[27], row[28], document),
        purpose=None if row[29] is None else _value(Purpose, row[29]),
        stay=None if row[30] is None else Stay(_number(row[30]), _calendar_day(row[31])),
        checks=tuple(_check(item) for item in row[32]),
        decision=Decision(
            _value(DecisionKind, row[DECISION]),
            tuple(_value(Reason, code) for code in row[34]),
            tuple(_value(CheckName, code) for code in row[35]),
            _text(row[36]),
        ),
        officer=_text(row[37]),
        training=bool(_number(row[38])),
    )


def _document_row(document: TravelDocument) -> Row:
    return [
        _code(document.kind), document.document_code, document.issuing_state, document.number,
        document.surname, document.given_names, document.nationality, _day_number(document.birth_date),
        _code(document.sex), _day_number(document.expiry_date), document.optional_data,
        _code(document.capture), _lines(document),
    ]  # fmt: skip


def _lines(document: TravelDocument) -> int | list[str]:
    """How the document's lines are rebuilt, or the lines themselves where its fields do not give them."""
    printed = document.mrz_lines
    if not printed:
        return _NO_LINES
    shown = format_of(printed)
    for code, (format_, empty_digit) in _REBUILT.items():
        if format_ is shown and rebuild_lines(document, format_, empty_digit) == printed:
            return code
    return list(printed)


def _document(row: Row) -> TravelDocument:
    texts = [_text(row[place]) for place in (1, 2, 3, 4, 5, 6, 10)]
    lines = row[12]
    document = TravelDocument(
        kind=_value(DocumentKind, row[0]),
        document_code=texts[0],
        issuing_state=texts[1],
        number=texts[2],
        surname=texts[3],
        given_names=texts[4],
        nationality=texts[5],
        birth_date=_partial_date(row[7]),
        sex=_value(Sex, row[8]),
        expiry_date=_partial_date(row[9]),
        optional_data=texts[6],
        capture=_value(Capture, row[11]),
        mrz_lines=tuple(_text(line) for line in lines) if isinstance(lines, list) else (),
    )
    if isinstance(lines, list) or lines == _NO_LINES:
        return document
    rebuilt = rebuild_lines(document, *_REBUILT[_number(lines)])
    if rebuilt is None:
        raise ValueError("lines said to be rebuilt cannot be")
    return replace(document, mrz_lines=rebuilt)


def _traveller_row(traveller: Traveller, document: TravelDocument) -> Row | None:
    said = Traveller(
        document.surname, document.given_names, document.birth_date, document.sex,
        document.nationality, traveller.residence,
    )  # fmt: skip
    if traveller == said:
        return None
    return [
        traveller.surname, traveller.given_names, _day_number(traveller.birth_date),
        _code(traveller.sex), traveller.nationality,
    ]  # fmt: skip


def _traveller(row: Row | None, residence: str, document: TravelDocument) -> Traveller:
    if row is None:
        return Traveller(
            document.surname, document.given_names, document.birth_date, document.sex,
            document.nationality, _text(residence),
        )  # fmt: skip
    surname, given_names, birth_date, sex, nationality = row
    return Traveller(
        _text(surname), _text(given_names), _partial_date(birth_date), _value(Sex, sex),
        _text(nationality), _text(residence),
    )  # fmt: skip


def _check_row(made: Check) -> Row:
    evidence = [part for pair in made.evidence for part in pair]
    return [_code(made.name), _code(made.verdict), made.reason, evidence]


def _check(item: Row) -> Check:
    name, verdict, reason, evidence = item
    texts = [_text(part) for part in evidence]
    pairs = tuple(zip(texts[::2], texts[1::2], strict=True))
    return Check(_value(CheckName, name), _value(Verdict, verdict), _text(reason), pairs)


def _code(value: StrEnum) -> int:
    return _CODES[value.__class__][value]


def _value(kind: type[E_], code: object) -> E_:
    value: E_ = _VALUES[kind][_number(code)]
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _number(value: object, least: int = 0) -> int:
    if type(value) is not int or value < least:
        raise TypeError("whole number expected")
    return value


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def _day_number(day: PartialDate) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _partial_date(number: object) -> PartialDate:
    whole = _number(number)
    return PartialDate(whole // 10_000, whole // 100 % 100, whole % 100)


def _calendar_day(number: object) -> date:
    day = _partial_date(number).complete
    if day is None:
        raise ValueError("a last day is a whole date")
    return day


_KINDS: tuple[type[StrEnum], ...] = (
    Direction, Mode, Purpose, DocumentKind, Capture, Sex, CheckName, Verdict, DecisionKind, Reason,
)  # fmt: skip
_VALUES: dict[type[StrEnum], list[Any]] = {kind: list(kind) for kind in _KINDS}
_CODES: dict[type[StrEnum], dict[StrEnum, int]] = {
    kind: {value: code for code, value in enumerate(kind)} for kind in _KINDS
}
