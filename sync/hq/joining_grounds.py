"""Judge whether two bearers are one traveller: joined, doubtful, or one document under two people.

Names, birth dates, states and sexes are compared by `app.screening`; here stands only what their
agreement is worth. A judgement looks at the two bearers and at nothing else, neither at the ledger's
size nor at what came first, so that the order in which crossings arrive does not change it. What is
doubtful is never joined by HQ itself; it is proposed to a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log
from typing import Final

from app.domain.alert_entry import EntryBirth
from app.domain.alerts import Agreement
from app.domain.dates import PartialDate
from app.domain.document import DocumentKind
from app.screening.birth_dates import NEAR, BirthMatch, compare_one
from app.screening.explain import compare_sexes
from app.screening.rarity import SHORTEST, rarity
from app.screening.rough_names import compared
from app.screening.scoring import Prepared, prepare
from app.screening.state_codes import compare_states
from sync.hq.joining_keys import names_of, number_of
from sync.hq.travellers_bearer import Bearer


class Verdict(StrEnum):
    """What two bearers are to one another."""

    JOIN = "join"
    DOUBT = "doubt"
    CONFLICT = "conflict"


class Ground(StrEnum):
    """Why: machine-readable, `sync.hq.travellers_words` has the words."""

    SAME_DOCUMENT = "same_document"
    NUMBER_MISREAD = "number_misread"
    ISSUER_OTHER = "issuer_other"
    SAME_PERSONAL_NUMBER = "same_personal_number"
    NEXT_DOCUMENT = "next_document"
    OTHER_DOCUMENT = "other_document"
    NAME_SAME = "name_same"
    NAME_SPELLING = "name_spelling"
    NAME_CHANGED = "name_changed"
    NAME_OTHER = "name_other"
    COMMON_NAME = "common_name"
    BIRTH_SAME = "birth_same"
    BIRTH_SWAPPED = "birth_day_month_swapped"
    BIRTH_SLIP = "birth_slip"
    BIRTH_PARTLY = "birth_partly_known"
    BIRTH_OTHER = "birth_other"
    NATIONALITY_SAME = "nationality_same"
    NATIONALITY_OTHER = "nationality_other"
    SEX_OTHER = "sex_other"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Judgement:
    """`confidence` that the two are one traveller, from 0 to 1."""

    verdict: Verdict
    confidence: float
    reasons: tuple[Ground, ...]


SAME_NAME: Final = 0.97
"""Name score from which two names are one but for spellings of one sound or the order of their parts."""
LIKE_NAME: Final = 0.88
ONE_DOCUMENT: Final = 0.7
"""Name score that one document and one birth date ask for beside each other."""
RARE: Final = 18.0
"""Rarity (natural logarithm) from which a name and a birth date are one person among ten million
travellers; two of the commonest words of the world have about 10, two rare ones 28."""
RATHER_RARE: Final = 14.0
_PARTLY: Final = (BirthMatch.YEAR_ONLY, BirthMatch.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Ready:
    """A bearer with what comparing needs, made once."""

    bearer: Bearer
    names: tuple[Prepared, ...]
    given: Prepared
    number: str
    rare: float

    @classmethod
    def of(cls, bearer: Bearer) -> Ready:
        """Make a bearer ready."""
        names = names_of(bearer)
        rare = min((_rarity(name) for name in names), default=0.0)
        return cls(bearer, names, prepare(bearer.given_names), number_of(bearer), rare)


@dataclass(frozen=True, slots=True)
class _Between:
    """How two bearers agree."""

    name: float
    given: float
    birth: BirthMatch
    nationality: Agreement
    sex: Agreement


def judge(one: Ready, other: Ready) -> Judgement | None:
    """What two bearers are to one another, whichever comes first; None for strangers."""
    ours, theirs = one.bearer, other.bearer
    between = _Between(
        _alike(one.names, other.names, ours.truncated, theirs.truncated),
        _alike((one.given,), (other.given,), ours.truncated, theirs.truncated),
        birth_match(ours.born, theirs.born),
        compare_states(ours.nationality, [theirs.nationality]),
        compare_sexes(ours.sex, theirs.sex),
    )
    found: Judgement | None = None
    if one.number and one.number == other.number and ours.kind is theirs.kind:
        issuer = compare_states(ours.issuing_state, [theirs.issuing_state])
        if issuer is not Agreement.DIFFERENT:
            found = _by_document(between)
        elif between.name >= SAME_NAME and between.birth is BirthMatch.SAME:
            found = Judgement(Verdict.JOIN, 0.97, (Ground.SAME_DOCUMENT, Ground.ISSUER_OTHER))
    if found is None and _one_personal_number(ours, theirs):
        found = _by_personal_number(between)
    if found is None:
        found = _by_person(one, other, between)
    if found is None:
        return None
    misread = Ground.SAME_DOCUMENT in found.reasons and ours.number != theirs.number
    reasons = (*found.reasons, *((Ground.NUMBER_MISREAD,) if misread else ()), *_said(between))
    return Judgement(found.verdict, found.confidence, tuple(dict.fromkeys(reasons)))


def opposed(one: Bearer, other: Bearer) -> bool:
    """Whether two bearers in one traveller would speak against each other: other birth dates, both
    whole and no slip apart, unless it is one document; or a man and a woman of different documents."""
    same_document = number_of(one) == number_of(other) != "" and one.kind is other.kind
    birth = birth_match(one.born, other.born)
    if birth in (BirthMatch.DIFFERENT, BirthMatch.SAME_YEAR):
        return True
    return compare_sexes(one.sex, other.sex) is Agreement.DIFFERENT and not same_document


def birth_match(one: PartialDate, other: PartialDate) -> BirthMatch:
    """How firmly two birth dates agree, whichever comes first."""
    known, listed = (one, other) if other.complete is None else (other, one)
    if known.complete is None and listed.complete is None:
        known, listed = max(one, other), min(one, other)
    return compare_one(known, EntryBirth(listed, listed))


def _by_document(e: _Between) -> Judgement:
    """The same number of the same issuer and kind."""
    document = (Ground.SAME_DOCUMENT,)
    if e.birth is BirthMatch.SAME:
        if e.name >= ONE_DOCUMENT:
            return Judgement(Verdict.JOIN, 0.99 if e.name >= LIKE_NAME else 0.97, document)
        if e.given >= LIKE_NAME and e.sex is not Agreement.DIFFERENT:
            return Judgement(Verdict.JOIN, 0.95, (*document, Ground.NAME_CHANGED))
    elif e.name >= LIKE_NAME and (e.birth in NEAR or e.birth in _PARTLY):
        return Judgement(Verdict.JOIN, 0.97, document)
    elif e.name >= ONE_DOCUMENT:
        return Judgement(Verdict.DOUBT, 0.7, document)
    return Judgement(Verdict.CONFLICT, 0.2, document)


def _one_personal_number(one: Bearer, other: Bearer) -> bool:
    """Each state numbers its own people: the same figures of two states say nothing."""
    same = one.personal_number == other.personal_number != ""
    return same and compare_states(one.issuing_state, [other.issuing_state]) is not Agreement.DIFFERENT


def _by_personal_number(e: _Between) -> Judgement | None:
    """The same personal number: some states write other things there, so more has to agree."""
    reason = (Ground.SAME_PERSONAL_NUMBER,)
    if e.sex is Agreement.DIFFERENT or e.given < LIKE_NAME:
        return None
    if e.birth is BirthMatch.SAME:
        changed = () if e.name >= LIKE_NAME else (Ground.NAME_CHANGED,)
        return Judgement(Verdict.JOIN, 0.95 if changed else 0.99, (*reason, *changed))
    if e.birth in NEAR and e.name >= LIKE_NAME:
        return Judgement(Verdict.JOIN, 0.95, reason)
    return None


def _by_person(one: Ready, other: Ready, e: _Between) -> Judgement | None:
    """Other documents: name, birth date, nationality and sex have to say it by themselves."""
    if (
        e.sex is Agreement.DIFFERENT
        or e.name < LIKE_NAME
        or not (e.birth is BirthMatch.SAME or e.birth in NEAR)
    ):
        return None
    rare = min(one.rare, other.rare)
    reasons: tuple[Ground, ...] = (_documents(one.bearer, other.bearer),)
    if rare < RARE:
        reasons = (*reasons, Ground.COMMON_NAME)
    same_state = e.nationality is Agreement.SAME
    if e.birth is BirthMatch.SAME and e.name >= SAME_NAME:
        if same_state and rare >= RARE:
            return Judgement(Verdict.JOIN, 0.96, reasons)
        if same_state or rare >= RARE:
            return Judgement(Verdict.DOUBT, 0.75 if rare >= RARE else 0.6, reasons)
        return None
    if not same_state or rare < RATHER_RARE:
        return None
    if e.birth is BirthMatch.SAME:
        return Judgement(Verdict.DOUBT, 0.6, reasons)
    return Judgement(Verdict.DOUBT, 0.5, reasons) if e.name >= SAME_NAME else None


def _documents(one: Bearer, other: Bearer) -> Ground:
    """A renewal has the same issuer and kind and another expiry."""
    renewed = (
        one.kind is other.kind
        and one.kind is not DocumentKind.VISA
        and compare_states(one.issuing_state, [other.issuing_state]) is Agreement.SAME
        and one.expiry != other.expiry
    )
    return Ground.NEXT_DOCUMENT if renewed else Ground.OTHER_DOCUMENT


def _said(e: _Between) -> list[Ground]:
    """How name, birth date, state and sex agree, as reasons."""
    found = []
    if e.name >= 1.0:
        found.append(Ground.NAME_SAME)
    else:
        found.append(Ground.NAME_SPELLING if e.name >= ONE_DOCUMENT else Ground.NAME_OTHER)
    if e.birth is BirthMatch.SAME:
        found.append(Ground.BIRTH_SAME)
    elif e.birth is BirthMatch.SWAPPED:
        found.append(Ground.BIRTH_SWAPPED)
    elif e.birth in NEAR:
        found.append(Ground.BIRTH_SLIP)
    else:
        found.append(Ground.BIRTH_PARTLY if e.birth in _PARTLY else Ground.BIRTH_OTHER)
    if e.nationality is not Agreement.UNKNOWN:
        same = e.nationality is Agreement.SAME
        found.append(Ground.NATIONALITY_SAME if same else Ground.NATIONALITY_OTHER)
    if e.sex is Agreement.DIFFERENT:
        found.append(Ground.SEX_OTHER)
    return found


def _alike(ones: Sequence[Prepared], others: Sequence[Prepared], cut_one: bool, cut_other: bool) -> float:
    """The best score of any two names; of each two the lower one, for a score has a direction. Where one
    side has no name it speaks neither for nor against."""
    if not any(one.tokens for one in ones) or not any(other.tokens for other in others):
        return ONE_DOCUMENT
    return max(
        min(compared(one, other, truncated=cut_one).value, compared(other, one, truncated=cut_other).value)
        for one in ones
        for other in others
    )


def _rarity(name: Prepared) -> float:
    """Natural logarithm of one over the part of the world's people who bear the name."""
    return rarity(name, lambda _: 0, 0) + log(SHORTEST)
