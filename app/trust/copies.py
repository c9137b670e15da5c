"""Checks that the chip is the original: only that can use the private keys whose public ones are signed.

A right answer counts only together with signed files: a copy with a forged, unsigned key answers
rightly too. A wrong answer, or none, condemns the chip whatever else is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.checks import Check, CheckName, Verdict, check, verdict_of
from app.trust.access import unread
from app.trust.contents import Contents
from app.trust.files import compared, without_object
from app.trust.keys import PublicKey, RsaKey, Unusable, public_key
from app.trust.recovery import signed_with_curve, signed_with_recovery
from app.trust.signatures import HASHES, Algorithm, method_of
from devices.emrtd import ec
from devices.emrtd.chip_keys import EcKey, read_chip_key
from devices.emrtd.errors import Malformed
from devices.emrtd.groups import PACE_PARAMETERS, Curve
from devices.emrtd.lds.security_object import SecurityObject
from devices.emrtd.reading import (
    AccessMethod,
    ActiveAuthentication,
    ChipAuthentication,
    ChipFile,
    ChipMapping,
    FileState,
)
from devices.emrtd.security_infos import ChipKey, Mapping

_NOT_RUN, _PASSED, _FAILED, _UNCLEAR = Verdict.NOT_RUN, Verdict.PASSED, Verdict.FAILED, Verdict.UNDETERMINED
_DONE: Final = 0x9000


@dataclass(frozen=True, slots=True)
class CardSecurity:
    """EF.CardSecurity as proved: the chip's keys in it, and what its signature and its signer are worth.

    `signed` says whether the signature leads to a CSCA, `signer` whether that key might sign then and is
    not revoked; `signer_state` and `document_state` are the countries of its CSCA and of the security
    object's, empty where not proved. Whoever holds a stolen key of any state could else sign a key of his
    own for a copy of any passport.
    """

    keys: tuple[ChipKey, ...]
    signed: Verdict
    signer: Verdict
    signer_state: str = ""
    document_state: str = ""

    @property
    def foreign(self) -> bool:
        """Whether another state than the document's signed it."""
        return self.signed is _PASSED and "" != self.document_state != self.signer_state


def active(contents: Contents, signed: SecurityObject | None, proof: Sequence[Check]) -> Check:
    """Row 19: active authentication. A key in the signed list that nobody answers for makes a copy."""
    name, answer = CheckName.ACTIVE_AUTHENTICATION, contents.reading.active
    early = _no_key(name, contents, signed, 15)
    if early is not None:
        return early
    try:
        key = public_key(contents.signing_key or b"")
    except Unusable as why:
        return check(name, _UNCLEAR, "active_authentication.key_unusable", why=why.word)
    if answer is None:
        return _unanswered(name, contents)
    if answer.status != _DONE:
        return check(name, _FAILED, "active_authentication.refused", status=f"{answer.status:04X}")
    right = contents.memo.of((key, answer), lambda: _answered(contents, key, answer))
    if right is None:
        return check(name, _UNCLEAR, "active_authentication.algorithm_unknown")
    if not right:
        return check(name, _FAILED, "active_authentication.wrong", key=key.words)
    return _counted(check(name, _PASSED, "active_authentication.right", key=key.words), proof)


def authentication(
    contents: Contents, signed: SecurityObject | None, card: CardSecurity | None, proof: Sequence[Check]
) -> Check:
    """Row 20: chip authentication with a key of DG14, or PACE with chip authentication mapping."""
    name, reading = CheckName.CHIP_AUTHENTICATION, contents.reading
    mapped = _mapped(contents, reading.mapping, card)
    if mapped is not None and mapped.verdict is not _PASSED:
        return mapped
    if mapped is not None and reading.chip is None:
        return _counted(mapped, proof)
    early = _no_key(name, contents, signed, 14)
    if early is not None:
        return early
    keys = contents.security.chip_keys if contents.security else ()
    answer = reading.chip
    if answer is None:
        return _nothing_agreed(contents, keys)
    return _agreed(contents, answer, keys, proof)


def _nothing_agreed(contents: Contents, keys: Sequence[ChipKey]) -> Check:
    """No chip authentication took place: has the chip no key, can we not use it, or would it not?"""
    name, method = CheckName.CHIP_AUTHENTICATION, contents.reading.access.method
    if contents.security is not None and not keys:
        if any(way.mapping is Mapping.CAM for way in contents.security.pace):
            return check(name, _UNCLEAR, "chip_authentication.not_shown")
        return check(name, _NOT_RUN, "chip_authentication.no_key")
    if method is AccessMethod.OPEN or not any(_usable(key) for key in keys):
        return check(name, _UNCLEAR, "chip_authentication.key_unusable")
    return _unanswered(name, contents)


def _usable(key: ChipKey) -> bool:
    try:
        read_chip_key(key.spki_der)
    except Malformed:
        return False
    return True


def _agreed(
    contents: Contents, answer: ChipAuthentication, keys: Sequence[ChipKey], proof: Sequence[Check]
) -> Check:
    name = CheckName.CHIP_AUTHENTICATION
    if answer.status != _DONE:
        return check(name, _FAILED, "chip_authentication.refused", status=f"{answer.status:04X}")
    if answer.chip_key not in {key.spki_der for key in keys}:
        return check(name, _FAILED, "chip_authentication.other_key")
    if not answer.confirmed:
        return check(name, _FAILED, "chip_authentication.not_confirmed")
    return _counted(check(name, _PASSED, "chip_authentication.right", protocol=answer.protocol), proof)


def protection(
    contents: Contents, signed: SecurityObject | None, card: CardSecurity | None, proofs: Sequence[Check]
) -> Check:
    """Row 21: whether the document has any protection against copies, and what came of it."""
    name = CheckName.CLONE_PROTECTION
    if signed is None:
        return without_object(name, contents)
    verdict = verdict_of(proofs)
    if verdict is _FAILED:
        return check(name, _FAILED, "clone_protection.copy")
    if verdict is _PASSED:
        return check(name, _PASSED, "clone_protection.original")
    if verdict is _UNCLEAR:
        return check(name, _UNCLEAR, "clone_protection.unclear")
    if not contents.alive:
        return check(name, _NOT_RUN, "clone_protection.files_only")
    known = 14 not in signed.groups or contents.security is not None
    keys = contents.security.chip_keys if contents.security else ()
    if not contents.over and (15 in signed.groups or not known or keys or card):
        return check(name, _NOT_RUN, "clone_protection.not_yet")
    return check(name, _NOT_RUN, "clone_protection.none")


def _no_key(name: CheckName, contents: Contents, signed: SecurityObject | None, group: int) -> Check | None:
    """What there is to say where the signed list has no such group, or the group is not the signed one."""
    file = ChipFile.of_group(group)
    if signed is None:
        return without_object(name, contents)
    if group not in signed.groups:
        if contents.state(file) is FileState.READ:
            return check(name, _FAILED, f"{name}.key_unsigned", group=file)
        return check(name, _NOT_RUN, f"{name}.no_key")
    wrong, _, _ = compared(contents, signed)
    if group in wrong:
        return check(name, _FAILED, f"{name}.key_altered", group=file)
    if not contents.alive:
        return check(name, _NOT_RUN, f"{name}.files_only")
    if contents.reading.data(file) is None:
        why = unread(contents, file)
        if why == "not_yet":
            return check(name, _NOT_RUN, f"{name}.not_yet")
        if why == "cut":
            return check(name, _UNCLEAR, f"{name}.interrupted")
        return check(name, _FAILED, f"{name}.key_withheld", group=file)
    return None


def _unanswered(name: CheckName, contents: Contents) -> Check:
    if not contents.over:
        return check(name, _NOT_RUN, f"{name}.not_yet")
    if not contents.reading.whole:
        return check(name, _UNCLEAR, f"{name}.interrupted")
    return check(name, _FAILED, f"{name}.unanswered")


def _answered(contents: Contents, key: PublicKey, answer: ActiveAuthentication) -> bool | None:
    """Whether the signature is right; None where DG14 names an algorithm that we do not know."""
    if isinstance(key, RsaKey):
        return signed_with_recovery(key, answer.challenge, answer.response)
    named = contents.security.active_authentication_oid if contents.security else None
    try:
        # Without DG14 nobody says which hash the chip takes (Doc 9303-11, 6.1.2.3 wants it said): try each.
        algorithms = [method_of(Algorithm(named)).hash] if named else list(HASHES)
    except Unusable:
        return None
    return any(signed_with_curve(key, one, answer.challenge, answer.response) for one in algorithms)


def _mapped(contents: Contents, mapping: ChipMapping | None, card: CardSecurity | None) -> Check | None:
    """PACE-CAM (Doc 9303-11, 4.4.3.5): CA_IC times the signed key is the key that PACE mapped with."""
    name = CheckName.CHIP_AUTHENTICATION
    if mapping is None:
        return None
    if card is None:
        why = unread(contents, ChipFile.CARD_SECURITY)
        if why == "not_yet":
            return check(name, _NOT_RUN, "chip_authentication.not_yet")
        return check(name, _UNCLEAR, "chip_authentication.card_security_missing")
    curve = PACE_PARAMETERS.get(mapping.parameter)
    if not isinstance(curve, Curve):
        return check(name, _UNCLEAR, "chip_authentication.key_unusable")
    if card.signed is _FAILED:
        return check(name, _FAILED, "chip_authentication.card_security_forged")
    if card.foreign:
        states = {"signer": card.signer_state, "document": card.document_state}
        return check(name, _FAILED, "chip_authentication.card_security_foreign", **states)
    if card.signer is _FAILED:
        return check(name, _FAILED, "chip_authentication.card_security_signer")
    key = (mapping, tuple(one.spki_der for one in card.keys))
    if not contents.memo.of(key, lambda: any(_maps(curve, mapping, one.spki_der) for one in card.keys)):
        return check(name, _FAILED, "chip_authentication.not_mapped", protocol=mapping.protocol)
    if card.signed is not _PASSED:
        return check(name, _UNCLEAR, "chip_authentication.card_security_unproved")
    return check(name, _PASSED, "chip_authentication.mapped", protocol=mapping.protocol)


def _maps(curve: Curve, mapping: ChipMapping, spki: bytes) -> bool:
    try:
        key, mapped = read_chip_key(spki), ec.decode_point(curve, mapping.mapping_key)
    except Malformed:
        return False
    if not isinstance(key, EcKey) or key.curve != curve or len(mapping.chip_data) > 2 * curve.size:
        return False
    return ec.multiply(curve, int.from_bytes(mapping.chip_data), key.point) == mapped


def _counted(right: Check, proof: Iterable[Check]) -> Check:
    """A right answer weighed against the proof of the files: it is worth no more than they are."""
    name, worst = right.name, {one.verdict for one in proof}
    if worst == {_PASSED}:
        return right
    if worst & {_FAILED, _UNCLEAR}:
        return check(name, _UNCLEAR, f"{name}.files_not_proved")
    return check(name, _NOT_RUN, f"{name}.right_so_far")
