"""Turn document numbers and persons into keyed digests, and say which other spellings to ask for too.

Numbers of stolen documents are few enough to be guessed one by one: 36 signs in nine places, most of
them digits. So nothing without a key is kept: the file of a list alone tells nobody anything, and who
has the file and the key can still only ask, number by number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from app.domain.dates import PartialDate
from app.domain.mrz.check_digit import check_digit
from app.domain.names import document_number_key, fold
from app.domain.states import all_states, by_alpha2
from app.screening.screening import DocumentMatch

DIGEST_SIZE = 8
LONGEST_NUMBER = 40
"""Letters of the longest number that is asked for in other spellings; the MRZ holds at most 22."""
CLASSES = "PIACV"
"""The first letters of document codes: passport, identity card, crew certificates, visa."""

_PERSON = b"matapa.person"
_BETWEEN_NAMES = re.compile(r"[\s<,\-‐‑–—/]+")
_ALIKE = ("O0", "I1", "S5", "B8", "Z2")
_SURE_PAIRS = _ALIKE[:2]
"""Signs that readers, typists and owners of lists take for one another; the first two most of all."""
_WHOLLY = tuple(
    str.maketrans(wrong, right)
    for wrong, right in (("O", "0"), ("I", "1"), ("OI", "01"), ("0", "O"), ("1", "I"), ("01", "OI"))
)
_OTHER = {sign: pair[1 - pair.index(sign)] for pair in _ALIKE for sign in pair}
_MOST_PAIRED = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """One way in which a document may stand on a list: `message` is what is hashed, `number` how it
    stands there, `match` what it is worth when it is found."""

    message: bytes
    number: str
    match: DocumentMatch


def digest(key: bytes, issuing_state: str, document_class: str, number: str) -> bytes:
    """The eight bytes of a document under a key of at most 64 bytes; state and class may be empty."""
    message = _message(_state(issuing_state), _class(document_class), document_number_key(number))
    return blake2b(message, digest_size=DIGEST_SIZE, key=key).digest()


def person_digest(key: bytes, name: str, birth: PartialDate) -> bytes:
    """The eight bytes of a person: names in any order and the birth date.

    Spellings between which issuers choose (MUELLER, MULLER) meet, other spellings do not. Ask only
    with a complete birth date: a name alone is many people.
    """
    tokens = sorted(filter(None, map(fold, _BETWEEN_NAMES.split(name))))
    message = f"{' '.join(tokens)}|{birth.year:04}{birth.month:02}{birth.day:02}".encode()
    return blake2b(message, digest_size=DIGEST_SIZE, key=key, person=_PERSON).digest()


def readings(issuing_state: str, document_class: str, number: str) -> Iterator[Reading]:
    """Every reading to ask for, the likeliest first; none for an empty number.

    EXACT: the same state and number, and the list says the same class or none. VARIANT: the same number
    without a state (under any state, when none is given), or another spelling of the number (see
    `spellings`) under the same state. Two doubts at once are not asked for: they would meet strangers.
    """
    state, letter, own = _state(issuing_state), _class(document_class), document_number_key(number)
    if not own:
        return
    classes = (letter, "") if letter else ("", *CLASSES)
    if state:
        yield from _readings(state, classes, own, DocumentMatch.EXACT)
    for other in ("",) if state else ("", *_codes()):
        yield from _readings(other, classes, own, DocumentMatch.VARIANT)
    if len(own) <= LONGEST_NUMBER:
        for other in spellings(state, own):
            yield from _readings(state, classes, other, DocumentMatch.VARIANT)


def spellings(state: str, number: str) -> list[str]:
    """Other ways to write a number (`document_number_key`), each once, the likeliest first.

    With and without its check digit, with and without the state before it, without leading zeros, with
    one sign taken for its like, with all of them, and with any two where O, 0, I and 1 are few.
    """
    found: dict[str, None] = {}
    for other in (*_with_or_without(state, number), *_taken_wholly(number), *_taken_singly(number)):
        if other and other != number:
            found.setdefault(other)
    return list(found)


def _with_or_without(state: str, number: str) -> Iterator[str]:
    checked = check_digit(number)
    if checked is not None:
        yield number + checked
    if len(number) > 5 and number[-1] == check_digit(number[:-1]):
        yield number[:-1]
    if state:
        yield number.removeprefix(state) if number.startswith(state) else state + number
    yield number.lstrip("0")


def _taken_wholly(number: str) -> Iterator[str]:
    for table in _WHOLLY:
        yield number.translate(table)


def _taken_singly(number: str) -> Iterator[str]:
    places = [place for place, sign in enumerate(number) if sign in _OTHER]
    yield from (_with_other(number, place) for place in places)
    sure = [place for place in places if any(number[place] in pair for pair in _SURE_PAIRS)]
    if len(sure) <= _MOST_PAIRED:
        for at, first in enumerate(sure):
            yield from (_with_other(_with_other(number, first), second) for second in sure[at + 1 :])


def _with_other(number: str, place: int) -> str:
    return number[:place] + _OTHER[number[place]] + number[place + 1 :]


def _readings(state: str, classes: tuple[str, ...], number: str, match: DocumentMatch) -> Iterator[Reading]:
    for letter in classes:
        yield Reading(_message(state, letter, number), number, match)


def _message(state: str, letter: str, number: str) -> bytes:
    return f"{state}|{letter}|{number}".encode(errors="surrogatepass")


def _state(code: str) -> str:
    """The code as the MRZ carries it, whether two letters came (`NZ`), three, or Germany's DEU."""
    key = document_number_key(code)
    known = by_alpha2(key) if len(key) == 2 else None
    return "D" if key == "DEU" else known.code if known else key


@cache
def _codes() -> tuple[str, ...]:
    return tuple(dict.fromkeys(_state(one.code) for one in all_states()))


def _class(text: str) -> str:
    """The first letter of a document code, or of a list's own word for it (`Passport`)."""
    return document_number_key(text)[:1]
