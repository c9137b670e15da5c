"""Parse the MRZ of any of the five formats of Doc 9303 and report, never mend, what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.domain.mrz import century
from app.domain.mrz.confusions import suggest
from app.domain.mrz.digits import guarded_fields, judge, number_field
from app.domain.mrz.fields import Mrz
from app.domain.mrz.flags import Seen, flags_of
from app.domain.mrz.intake import take_in
from app.domain.mrz.names import split_names

_SEXES = {"F": "F", "M": "M"}


def parse_mrz(text: str | Sequence[str], on: date) -> Mrz:
    """Parse one document's MRZ; `on` settles the centuries of its dates.

    Lower-case letters count as their capitals and are flagged. Raises WorldError(MRZ_UNREADABLE,
    MRZ_TOO_LONG) and nothing else, whatever comes in.
    """
    lines, layout = take_in(text)
    capitals = tuple(line.upper() for line in lines)
    number = number_field(capitals, layout)
    guarded = guarded_fields(layout, number)
    checks = judge(capitals, guarded)
    names = split_names(layout.names.of(capitals))
    sex = layout.sex.of(capitals)
    birth, expiry = layout.birth_date.of(capitals), layout.expiry_date.of(capitals)
    second = layout.optional_data_2
    mrz = Mrz(
        format=layout.format,
        document_code=layout.code.of(capitals).rstrip("<"),
        issuing_state=layout.issuing_state.of(capitals).rstrip("<"),
        surname=names.surname,
        given_names=names.given_names,
        document_number=number.text,
        nationality=layout.nationality.of(capitals).rstrip("<"),
        birth_date=birth,
        birth_date_resolved=century.birth_date(birth, on),
        sex=_SEXES.get(sex, "<"),
        expiry_date=expiry,
        expiry_date_resolved=century.expiry_date(expiry, on),
        optional_data=number.optional.rstrip("<"),
        optional_data_2=second.of(capitals).rstrip("<") if second else "",
        checks=checks,
        flags=(),
        confusions=suggest(capitals, layout, guarded, checks),
        lines=lines,
    )
    seen = Seen(names, sex, number.long, capitals != lines)
    return replace(mrz, flags=flags_of(mrz, seen))
