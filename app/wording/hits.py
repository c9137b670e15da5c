"""The sentence of every reason for which a field of a traveller agrees with an entry, or does not."""

from __future__ import annotations

from collections.abc import Mapping

HIT_REASONS: Mapping[str, str] = {
    "hit.name.same": "same name",
    "hit.name.order_swapped": "same names, order swapped",
    "hit.name.spelling": "spelled otherwise",
    "hit.name.part_missing": "part of the name missing",
    "hit.name.joined": "words joined or split",
    "hit.name.different": "another name",
    "hit.name.unknown": "one side does not say",
    "hit.birth_date.same": "same day",
    "hit.birth_date.day_month_swapped": "day and month swapped",
    "hit.birth_date.one_day": "one day beside",
    "hit.birth_date.one_year": "one year beside",
    "hit.birth_date.ten_years": "ten years beside",
    "hit.birth_date.year_only": "only the year can be compared, it fits",
    "hit.birth_date.year_beside": "only the year can be compared, it is one beside",
    "hit.birth_date.same_year": "same year, another day",
    "hit.birth_date.different": "another date",
    "hit.birth_date.unknown": "one side does not say",
    "hit.nationality.same": "same",
    "hit.nationality.different": "different",
    "hit.nationality.unknown": "one side does not say",
    "hit.sex.same": "same",
    "hit.sex.different": "different",
    "hit.sex.unknown": "one side does not say",
    "hit.document.same": "same number",
    "hit.document.same_number": "same number, issuer not known to be the same",
    "hit.document.near": "almost the same number",
    "hit.document.different": "another number",
    "hit.document.unknown": "one side does not say",
}
