"""Write what a chip says it can do: EF.CardAccess, EF.CardSecurity, DG14 and DG15 (Doc 9303-11, 9)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from asn1crypto import algos, core

from devices.emrtd.ec import encode_point, multiply
from devices.emrtd.groups import PACE_PARAMETERS, Curve, DhGroup
from devices.emrtd.oid import write_oid
from devices.emrtd.security_infos import ID_AA, ID_PK_DH, ID_PK_ECDH, PaceOffer
from devices.emrtd.tlv import encode
from devices.simulated.chip.secrets import AgreementKey, CurveSignatureKey
from devices.simulated.chip.signing import explicit_parameters

ECDSA_PLAIN: Final = {
    "sha1": "0.4.0.127.0.7.1.1.4.1.1",
    "sha224": "0.4.0.127.0.7.1.1.4.1.2",
    "sha256": "0.4.0.127.0.7.1.1.4.1.3",
    "sha384": "0.4.0.127.0.7.1.1.4.1.4",
    "sha512": "0.4.0.127.0.7.1.1.4.1.5",
}
_STANDARDIZED: Final = "0.4.0.127.0.7.1.2"
_DH_KEY_AGREEMENT: Final = "1.2.840.113549.1.3.1"


class Naming(StrEnum):
    """How a public key of the chip names its curve."""

    NAMED = "named"
    EXPLICIT = "explicit"
    STANDARDIZED = "standardized"  # by the parameter id of Doc 9303-11, 9.5.1


def pace_info(info: PaceOffer) -> bytes:
    """PACEInfo (9.2.1)."""
    return _info(info.oid, _integer(info.version), info.parameter_id)


def agreement_infos(key: AgreementKey, naming: Naming) -> tuple[bytes, bytes]:
    """ChipAuthenticationInfo and ChipAuthenticationPublicKeyInfo (9.2.6 and 9.2.7) of a key."""
    return _info(key.protocol, _integer(1), key.key_id), public_key_info(key, naming)


def public_key_info(key: AgreementKey, naming: Naming) -> bytes:
    """ChipAuthenticationPublicKeyInfo (9.2.7)."""
    curve = isinstance(key.group, Curve)
    return _info(ID_PK_ECDH if curve else ID_PK_DH, agreement_spki(key, naming), key.key_id)


def signature_info(digest: str) -> bytes:
    """ActiveAuthenticationInfo (9.2.4): which hash an elliptic curve signature is over."""
    return _info(ID_AA, _integer(1) + encode(0x06, write_oid(ECDSA_PLAIN[digest])), None)


def card_access(infos: Iterable[bytes]) -> bytes:
    """SecurityInfos: a SET of them, in the order of DER."""
    return encode(0x31, b"".join(sorted(set(infos))))


def agreement_spki(key: AgreementKey, naming: Naming) -> bytes:
    """The public half as SubjectPublicKeyInfo (DER)."""
    if isinstance(key.group, DhGroup):
        return _dh_spki(key.group, pow(key.group.g, key.private, key.group.p))
    point = encode_point(key.group, multiply(key.group, key.private, key.group.g))
    return _curve_spki(key.group, point, naming)


def signature_spki(key: CurveSignatureKey, naming: Naming = Naming.EXPLICIT) -> bytes:
    """The public half of a key of active authentication, as DG15 holds it."""
    point = encode_point(key.curve, multiply(key.curve, key.private, key.curve.g))
    return _curve_spki(key.curve, point, naming)


def _curve_spki(curve: Curve, point: bytes, naming: Naming) -> bytes:
    if naming is Naming.STANDARDIZED:
        number = next(number for number, group in PACE_PARAMETERS.items() if group == curve)
        algorithm = _algorithm(_STANDARDIZED, _integer(number))
    elif naming is Naming.NAMED:
        algorithm = _algorithm("1.2.840.10045.2.1", encode(0x06, write_oid(curve.oid)))
    else:
        algorithm = _algorithm("1.2.840.10045.2.1", explicit_parameters(curve).dump())
    return encode(0x30, algorithm + encode(0x03, b"\x00" + point))


def _dh_spki(group: DhGroup, public: int) -> bytes:
    numbers = algos.DHParameters({"p": group.p, "g": group.g, "private_value_length": group.q.bit_length()})
    algorithm = _algorithm(_DH_KEY_AGREEMENT, numbers.dump())
    return encode(0x30, algorithm + encode(0x03, b"\x00" + _integer(public)))


def _algorithm(oid: str, parameters: bytes) -> bytes:
    return encode(0x30, encode(0x06, write_oid(oid)) + parameters)


def _info(oid: str, required: bytes, number: int | None) -> bytes:
    optional = b"" if number is None else _integer(number)
    return encode(0x30, encode(0x06, write_oid(oid)) + required + optional)


def _integer(value: int) -> bytes:
    return bytes(core.Integer(value).dump())
