"""Words for what HQ says of travellers: why two bearers are one, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sync.hq.joining_grounds import Ground

_WORDS: Final = {
    Ground.SAME_DOCUMENT: "the same document",
    Ground.NUMBER_MISREAD: "its number written with O for 0 or I for 1",
    Ground.ISSUER_OTHER: "another issuing state was read",
    Ground.SAME_PERSONAL_NUMBER: "the same personal number",
    Ground.NEXT_DOCUMENT: "the next document of the same kind and issuer",
    Ground.OTHER_DOCUMENT: "another document",
    Ground.NAME_SAME: "the same name",
    Ground.NAME_SPELLING: "a name near it",
    Ground.NAME_CHANGED: "the surname changed, as by marriage",
    Ground.NAME_OTHER: "another name",
    Ground.COMMON_NAME: "a common name, which strangers share",
    Ground.BIRTH_SAME: "the same birth date",
    Ground.BIRTH_SWAPPED: "birth date with day and month swapped",
    Ground.BIRTH_SLIP: "birth date a slip apart",
    Ground.BIRTH_PARTLY: "birth date known in part",
    Ground.BIRTH_OTHER: "another birth date",
    Ground.NATIONALITY_SAME: "the same nationality",
    Ground.NATIONALITY_OTHER: "another nationality",
    Ground.SEX_OTHER: "another sex",
    Ground.BY_HAND: "a person said so",
}


def because(reasons: Iterable[str]) -> str:
    """Reasons as one line; a reason of a later program stands as it is."""
    return ", ".join(_WORDS.get(Ground(one), one) if one in set(Ground) else one for one in reasons)
