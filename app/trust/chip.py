"""Prove a chip: every check of a reading, also of one that is still growing, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from app.domain.checks import CHIP_CHECKS, Check, CheckName, Verdict, check, verdict_of
from app.domain.document import TravelDocument
from app.domain.evidence import bounded
from app.domain.mrz import Mrz
from app.trust import access, copies, countries, defects, files, passive
from app.trust.anchors import Anchors
from app.trust.contents import Contents, Memo
from app.trust.copies import CardSecurity
from app.trust.page import details, iso_day, lines, parsed_lines, photo
from app.trust.passive import PassiveResult
from app.trust.said import ChipSaid
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.dg2 import FaceImage
from devices.emrtd.lds.security_object import SecurityObject, peek
from devices.emrtd.lds.texts import ChipName
from devices.emrtd.reading import ChipFile, ChipReading, FileState
from devices.emrtd.security_infos import parse_security_infos

ORDER: Final = tuple(name for name in CheckName if name in CHIP_CHECKS)
"""The names of all checks of a chip, in the order of every record."""

_ESSENTIAL: Final = (CheckName.CHIP_SIGNATURE, CheckName.CHIP_ISSUER)
_PROOF: Final = (
    CheckName.CHIP_SIGNATURE, CheckName.CHIP_ISSUER, CheckName.CHIP_HASHES, CheckName.CHIP_CONTENTS,
)  # fmt: skip
"""What must have passed before a right answer of the chip is worth anything (Doc 9303-11, 6)."""


class Prover:
    """Proves readings against one set of anchors; belongs to one thread.

    What was reckoned for a reading is kept while the same reading grows, so that proving after every
    file costs little more than proving once.
    """

    def __init__(self, anchors: Anchors, known: Sequence[defects.Defect] = defects.KNOWN) -> None:
        self._passive = passive.Prover(anchors)
        self._memo = Memo()
        self._known = known

    def prove(
        self,
        reading: ChipReading,
        page: TravelDocument | None,
        now: datetime,
        *,
        picture_opened: bool | None = None,
    ) -> tuple[Check, ...]:
        """One check of each of ORDER, within what a record holds; raises nothing, whatever the files hold.

        `page` is the printed one as read; `picture_opened` says whether the portrait could be opened
        (None: not tried). What is not read yet is NOT_RUN.
        """
        self._memo.turn()
        contents = Contents(reading, self._memo)
        proved = self._proved(contents, now)
        found = _Proofs(contents, proved, self._card(contents, proved, now), now.date())
        genuine = (*_signed(found, self._known), *_against_signed(found))
        by_name = {made.name: made for made in genuine}
        others = (
            *_original(found, [by_name[name] for name in _PROOF]),
            lines(contents, page, found.today),
            photo(contents, picture_opened),
            details(contents, found.signed, page, found.today),
            access.presence(contents),
            access.opening(contents),
            access.key(contents, page, found.today),
            access.messaging(contents),
            access.sameness(contents),
            access.bounds(contents),
        )
        by_name |= {made.name: made for made in others}
        return bounded(by_name[name] for name in ORDER)

    def forget(self) -> None:
        """Keep nothing of any reading."""
        self._memo.forget()
        self._passive.forget()

    def _proved(self, contents: Contents, now: datetime) -> PassiveResult | None:
        sod = contents.reading.data(ChipFile.SOD)
        if sod is None:
            return None
        mrz = parsed_lines(contents, now.date())
        expires = mrz.expiry_date_resolved.complete if mrz and mrz.expiry_date_resolved else None
        document = contents.document
        issued = (
            document.issue_date.date if document is not None and document.issue_date is not None else None
        )
        return self._passive.prove(
            sod, now,
            document_type=mrz.document_code if mrz else "", issued_on=issued, expires_on=expires,
        )  # fmt: skip

    def _card(self, contents: Contents, document: PassiveResult | None, now: datetime) -> CardSecurity | None:
        data = contents.reading.data(ChipFile.CARD_SECURITY)
        if data is None:
            return None
        proved = self._passive.prove_card_security(data, now)
        try:
            keys = parse_security_infos(proved.content).chip_keys
        except Malformed:
            keys = ()
        return CardSecurity(
            keys,
            verdict_of((proved.signature, proved.issuer)),
            verdict_of((proved.dates, proved.key_usage, proved.revocation)),
            proved.anchor.country if proved.anchor else "",
            document.anchor.country if document is not None and document.anchor else "",
        )


def prove(
    reading: ChipReading,
    anchors: Anchors,
    page: TravelDocument | None,
    now: datetime,
    *,
    picture_opened: bool | None = None,
) -> tuple[Check, ...]:
    """Every check of one reading; see `Prover.prove`."""
    return Prover(anchors).prove(reading, page, now, picture_opened=picture_opened)


def overall(checks: Iterable[Check]) -> Verdict:
    """One verdict over a chip's checks: PASSED only where the state's signature is among what passed."""
    made = tuple(checks)
    verdict = verdict_of(made)
    passed = {one.name for one in made if one.verdict is Verdict.PASSED}
    if verdict is Verdict.PASSED and not passed.issuperset(_ESSENTIAL):
        return Verdict.UNDETERMINED
    return verdict


def said(reading: ChipReading) -> ChipSaid:
    """What the chip says of its holder, as far as it was read and makes sense."""
    contents = Contents(reading, Memo())
    person, document = contents.person, contents.document
    return ChipSaid(
        mrz_lines=contents.mrz or (),
        full_name=_name(person.name) if person is not None and person.name is not None else "",
        other_names=tuple(_name(one) for one in person.other_names) if person is not None else (),
        place_of_birth=", ".join(person.birth_place) if person is not None else "",
        issued_on=iso_day(document.issue_date) if document is not None else "",
        issued_by=document.issuing_authority if document is not None else "",
    )


def face_of(reading: ChipReading) -> FaceImage | None:
    """The portrait of DG2, None where there is none or it makes no sense."""
    faces = Contents(reading, Memo()).faces
    return faces[0] if faces else None


def _name(name: ChipName) -> str:
    return ", ".join(filter(None, (name.primary, name.secondary)))


@dataclass(frozen=True, slots=True)
class _Proofs:
    """What the checks of one round have in common."""

    contents: Contents
    passive: PassiveResult | None
    card: CardSecurity | None
    today: date

    @property
    def signed(self) -> SecurityObject | None:
        """The signed list of hashes; as it stands where its signature is for others to condemn."""
        if self.passive is not None and self.passive.security_object is not None:
            return self.passive.security_object
        sod = self.contents.reading.data(ChipFile.SOD)
        return None if sod is None else self.contents.memo.of((ChipFile.SOD, sod), lambda: peek(sod))


def _signed(found: _Proofs, known: Sequence[defects.Defect]) -> tuple[Check, ...]:
    """Rows 9 to 15 and 22: who signed, and may that be believed?"""
    contents, proved = found.contents, found.passive
    if proved is None:
        absent = contents.state(ChipFile.SOD) is FileState.ABSENT
        unsigned = files.without_object(CheckName.CHIP_SIGNATURE, contents)
        return (
            replace(unsigned, verdict=Verdict.FAILED) if absent else unsigned,
            *(replace(files.without_object(name, contents), verdict=Verdict.NOT_RUN) for name in _SIGNER),
        )
    mrz = parsed_lines(contents, found.today)
    return (
        proved.signature, proved.issuer, proved.trust_list, _dates(proved.dates, mrz, found.today),
        proved.key_usage, proved.revocation, _country(found, proved, mrz),
        _oddities(proved, known),
    )  # fmt: skip


_SIGNER: Final = (
    CheckName.CHIP_ISSUER, CheckName.CHIP_TRUST_LIST, CheckName.CHIP_DATES, CheckName.CHIP_KEY_USAGE,
    CheckName.CHIP_REVOCATION, CheckName.CHIP_COUNTRY, CheckName.KNOWN_DEFECTS,
)  # fmt: skip


def _dates(made: Check, mrz: Mrz | None, today: date) -> Check:
    """Row 12 with the document's own end: a genuine chip of an expired document is said to be one."""
    ends = mrz.expiry_date_resolved.complete if mrz and mrz.expiry_date_resolved else None
    if made.verdict is Verdict.FAILED or ends is None or ends >= today:
        return made
    return check(made.name, Verdict.UNDETERMINED, "chip_dates.document_expired", day=ends.isoformat())


def _oddities(proved: PassiveResult, known: Sequence[defects.Defect]) -> Check:
    if proved.signer is None:
        return check(CheckName.KNOWN_DEFECTS, Verdict.NOT_RUN, "known_defects.no_signer")
    return defects.oddities(proved.signer.country, proved.signer.fingerprint, proved.remarks, known)


def _country(found: _Proofs, proved: PassiveResult, mrz: Mrz | None) -> Check:
    name = CheckName.CHIP_COUNTRY
    if proved.signer is None:
        return check(name, Verdict.NOT_RUN, "chip_country.no_signer")
    if mrz is None:
        if access.unread(found.contents, ChipFile.DG1) == "not_yet":
            return check(name, Verdict.NOT_RUN, "chip_country.not_yet")
        return check(name, Verdict.NOT_RUN, "chip_country.no_page", signer=proved.signer.country)
    certain = verdict_of((proved.signature, proved.issuer)) is Verdict.PASSED and proved.anchor is not None
    authority = proved.anchor.country if certain and proved.anchor else None
    return countries.issuer(mrz.issuing_state, proved.signer.country, authority)


def _against_signed(found: _Proofs) -> tuple[Check, ...]:
    """Rows 5 to 8: the files against the list that was signed."""
    made = (files.parameters, files.listing, files.hashes, files.layout)
    return tuple(one(found.contents, found.signed) for one in made)


def _original(found: _Proofs, proof: Sequence[Check]) -> tuple[Check, ...]:
    """Rows 19 to 21: the original or a copy, weighed against the proof of the files."""
    contents, signed = found.contents, found.signed
    answers = (
        copies.active(contents, signed, proof),
        copies.authentication(contents, signed, found.card, proof),
    )
    return (*answers, copies.protection(contents, signed, found.card, answers))
