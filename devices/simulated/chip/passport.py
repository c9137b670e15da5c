"""Issue virtual passports: a holder, a plan, and the trial PKI make the body of a chip."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from cryptography.hazmat.primitives import serialization

from devices.emrtd.groups import PACE_PARAMETERS, by_name
from devices.emrtd.keys import Cipher
from devices.emrtd.reading import ChipFile
from devices.emrtd.security_infos import ID_CA, ID_PACE, Agreement, Mapping, PaceOffer
from devices.emrtd.tlv import encode
from devices.simulated.chip import data_groups, security_files
from devices.simulated.chip.body import Body
from devices.simulated.chip.files import FilePlan, application_files, card_security, data_group_files
from devices.simulated.chip.holder import Holder
from devices.simulated.chip.pki import Pki, SignerKind
from devices.simulated.chip.secrets import (
    AgreementKey,
    ChipSecrets,
    CurveSignatureKey,
    Limits,
    RsaSignatureKey,
)
from devices.simulated.chip.security_files import Naming
from devices.simulated.chip.signing import curve_named, rsa_key, trial_scalar

_WAYS: Final = {
    (Agreement.DH, Mapping.GM): 1,
    (Agreement.ECDH, Mapping.GM): 2,
    (Agreement.DH, Mapping.IM): 3,
    (Agreement.ECDH, Mapping.IM): 4,
    (Agreement.ECDH, Mapping.CAM): 6,
}
_CIPHERS: Final = {Cipher.DES3: 1, Cipher.AES128: 2, Cipher.AES192: 3, Cipher.AES256: 4}
_MAPPING_KEY_ID: Final = 1
_RSA_BITS: Final = 1024  # what passports in the field have; the answer then fits a short APDU


@dataclass(frozen=True, slots=True)
class PaceWay:
    """One way of PACE that a chip offers; `parameter` is the id of its domain parameters."""

    mapping: Mapping
    cipher: Cipher
    parameter: int

    @property
    def offer(self) -> PaceOffer:
        """As the chip tells it."""
        agreement = Agreement.DH if self.parameter < 3 else Agreement.ECDH
        oid = f"{ID_PACE}.{_WAYS[agreement, self.mapping]}.{_CIPHERS[self.cipher]}"
        return PaceOffer(oid, agreement, self.mapping, self.cipher, 2, self.parameter)


@dataclass(frozen=True, slots=True)
class AgreementOffer:
    """One way of chip authentication, on a curve by name or in the DH group of an id."""

    cipher: Cipher
    group: str | int
    naming: Naming = Naming.EXPLICIT
    key_id: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about a chip that is not its holder. `signature` is how active authentication is done."""

    files: FilePlan = field(default_factory=FilePlan)
    signer: SignerKind = SignerKind.GOOD
    signed_by: str = ""  # a country (two letters) in the place of the holder's own
    open: bool = False
    bac: bool = True
    pace: tuple[PaceWay, ...] = ()
    agreements: tuple[AgreementOffer, ...] = ()
    signature: Literal["", "rsa", "ecdsa"] = ""
    signature_digest: str = "sha256"
    limits: Limits = field(default_factory=Limits)


def issue(holder: Holder, plan: Plan, pki: Pki) -> Body:
    """The chip of a holder's document, signed ten years before it expires."""
    words = f"{pki.seed} {holder.key} {holder.document_number}"
    secrets = _secrets(holder, plan, words)
    groups = data_group_files(holder, plan.files, pki.day)
    infos = _security_infos(secrets, plan)
    if infos:
        groups[14] = data_groups.group(14, security_files.card_access(infos))
    if secrets.signature_key is not None:
        groups[15] = data_groups.group(15, _signature_spki(secrets.signature_key))
    signer = pki.signer(plan.signed_by or holder.country, plan.signer)
    files = application_files(groups, plan.files, signer, holder.issued)
    if secrets.pace:
        offers = [security_files.pace_info(info) for info in secrets.pace]
        files[ChipFile.CARD_ACCESS] = security_files.card_access(offers)
    if secrets.mapping_key is not None:
        files[ChipFile.CARD_SECURITY] = card_security(_mapping_infos(secrets), signer, holder.issued)
    if plan.limits.extended:
        files[ChipFile.ATR_INFO] = _atr_info(plan.limits)
    return Body(files, secrets)


def _secrets(holder: Holder, plan: Plan, words: str) -> ChipSecrets:
    pace = tuple(way.offer for way in plan.pace)
    return ChipSecrets(
        mrz=None if plan.open else holder.mrz_key,
        bac=plan.bac,
        pace=pace,
        mapping_key=_mapping_key(pace, words),
        agreement_keys=tuple(_agreement_key(offer, words) for offer in plan.agreements),
        signature_key=_signature_key(plan, words),
        limits=plan.limits,
    )


def _mapping_key(pace: tuple[PaceOffer, ...], words: str) -> AgreementKey | None:
    for info in pace:
        if info.mapping is Mapping.CAM and info.parameter_id is not None:
            curve = PACE_PARAMETERS[info.parameter_id]
            private = trial_scalar(f"{words} mapping", _order(curve))
            return AgreementKey(curve, private, info.cipher, info.oid, _MAPPING_KEY_ID)
    return None


def _agreement_key(offer: AgreementOffer, words: str) -> AgreementKey:
    if isinstance(offer.group, int):
        group, way = PACE_PARAMETERS[offer.group], 1
    else:
        group, way = curve_named(offer.group), 2
    private = trial_scalar(f"{words} agreement {offer.key_id}", _order(group))
    protocol = f"{ID_CA}.{way}.{_CIPHERS[offer.cipher]}"
    return AgreementKey(group, private, offer.cipher, protocol, offer.key_id)


def _order(group: object) -> int:
    return int(getattr(group, "n", 0) or getattr(group, "q", 0))


def _signature_key(plan: Plan, words: str) -> CurveSignatureKey | RsaSignatureKey | None:
    if plan.signature == "rsa":
        # One key for all holders: making one takes longer than all the rest of a passport.
        return RsaSignatureKey(rsa_key("active authentication", _RSA_BITS), plan.signature_digest)
    if plan.signature == "ecdsa":
        curve = by_name("brainpoolP256r1") or curve_named("secp256r1")
        return CurveSignatureKey(curve, trial_scalar(f"{words} signature", curve.n), plan.signature_digest)
    return None


def _signature_spki(key: CurveSignatureKey | RsaSignatureKey) -> bytes:
    if isinstance(key, CurveSignatureKey):
        return security_files.signature_spki(key)
    public = key.private.public_key()
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _security_infos(secrets: ChipSecrets, plan: Plan) -> list[bytes]:
    """What DG14 says: all of EF.CardAccess again, and the keys of chip authentication."""
    infos = [security_files.pace_info(info) for info in secrets.pace]
    for key, offer in zip(secrets.agreement_keys, plan.agreements, strict=True):
        infos += security_files.agreement_infos(key, offer.naming)
    if isinstance(secrets.signature_key, CurveSignatureKey):
        infos.append(security_files.signature_info(secrets.signature_key.digest))
    return infos


def _mapping_infos(secrets: ChipSecrets) -> bytes:
    infos = [security_files.pace_info(info) for info in secrets.pace]
    if secrets.mapping_key is not None:
        infos.append(security_files.public_key_info(secrets.mapping_key, Naming.STANDARDIZED))
    return security_files.card_access(infos)


def _atr_info(limits: Limits) -> bytes:
    """EF.ATR/INFO (Doc 9303-10, 3.11.2): the longest command and the longest answer, messaging included."""
    numbers = (encode(0x02, size.to_bytes(3)) for size in (0x0800, min(limits.answer + 64, 0xFFFF)))
    return encode(0x7F66, b"".join(numbers))
