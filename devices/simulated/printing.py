"""Print the MRZ of an invented document by Doc 9303: fields in, lines with right check digits out."""

from __future__ import annotations

from dataclasses import dataclass

_WEIGHTS = (7, 3, 1)


@dataclass(frozen=True, slots=True)
class PrintedFields:
    """What goes into an MRZ, already in its letters (A-Z, space for a single filler).

    Dates are YYMMDD, unknown parts of a birth date `<<`; `sex` is one character as printed.
    `optional_data` goes into the upper line of a TD1, `optional_data_2` into its middle line.
    """

    document_code: str
    issuing_state: str
    surname: str
    given_names: str
    document_number: str
    nationality: str
    birth_date: str
    sex: str
    expiry_date: str
    optional_data: str = ""
    optional_data_2: str = ""


def check_digit(text: str) -> str:
    """The check digit over `text` (Doc 9303-3, 4.9): weights 7 3 1, modulus 10."""
    total = sum(_value(character) * _WEIGHTS[place % 3] for place, character in enumerate(text))
    return str(total % 10)


def print_mrz(kind: str, fields: PrintedFields) -> tuple[str, ...]:
    """Lines of a TD1, TD2, TD3, MRV-A or MRV-B; names too long are cut as Doc 9303 says.

    Raises ValueError for another kind of document.
    """
    if kind == "TD1":
        return _td1(fields)
    if kind in {"TD3", "MRV-A"}:
        return _two_lines(fields, 44, composite=kind == "TD3", optional_check=kind == "TD3")
    if kind in {"TD2", "MRV-B"}:
        return _two_lines(fields, 36, composite=kind == "TD2", optional_check=False)
    raise ValueError(f"no such kind of document: {kind}")


def _td1(fields: PrintedFields) -> tuple[str, ...]:
    number, optional = _number_and_optional(fields)
    upper = _code_and_state(fields) + number + _fill(optional, 15)
    dates = _checked(fields.birth_date) + fields.sex + _checked(fields.expiry_date)
    middle = dates + _fill(fields.nationality, 3) + _fill(fields.optional_data_2, 11)
    # Doc 9303-5, 4.2.4: upper 6-30, middle 1-7, 9-15, 19-29.
    composite = check_digit(upper[5:30] + middle[0:7] + middle[8:15] + middle[18:29])
    return upper, middle + composite, _names(fields, 30)


def _two_lines(
    fields: PrintedFields, width: int, *, composite: bool, optional_check: bool
) -> tuple[str, ...]:
    # Only TD2 carries a long number into its optional data (Doc 9303-6, note j).
    long_numbers = composite and width == 36
    number, optional = _number_and_optional(fields) if long_numbers else _short_number(fields)
    dates = _checked(fields.birth_date) + fields.sex + _checked(fields.expiry_date)
    lower = number + _fill(fields.nationality, 3) + dates
    room = width - len(lower) - composite - optional_check
    lower += _fill(optional, room)
    if optional_check:
        lower += check_digit(lower[28:42]) if optional else "<"
    if composite:
        lower += check_digit(lower[0:10] + lower[13:20] + lower[21:])
    return _code_and_state(fields) + _names(fields, width - 5), lower


def _code_and_state(fields: PrintedFields) -> str:
    return _fill(fields.document_code, 2) + _fill(fields.issuing_state, 3)


def _short_number(fields: PrintedFields) -> tuple[str, str]:
    return _checked(_fill(fields.document_number, 9)), fields.optional_data


def _number_and_optional(fields: PrintedFields) -> tuple[str, str]:
    """The number's field with its digit, and the optional data, which takes what does not fit."""
    number = fields.document_number
    if len(number) <= 9:
        return _short_number(fields)
    # Doc 9303-5, note j: a filler for the digit, then the rest, the digit over all, a filler.
    rest = number[9:] + check_digit(number) + "<"
    return number[:9] + "<", rest + fields.optional_data


def _names(fields: PrintedFields, width: int) -> str:
    names = fields.surname + ("<<" + fields.given_names if fields.given_names else "")
    return _fill(names, width)


def _checked(text: str) -> str:
    return text + check_digit(text)


def _fill(text: str, width: int) -> str:
    filled = text.replace(" ", "<").replace("-", "<").replace("'", "")
    return filled.ljust(width, "<")[:width]


def _value(character: str) -> int:
    if character == "<":
        return 0
    return int(character) if character.isdigit() else ord(character) - ord("A") + 10
