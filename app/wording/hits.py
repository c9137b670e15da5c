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
    "hit.document.same": "same number",
    "hit.document.near": "almost the same number",
}
