"""What a virtual chip keeps to itself and what it can do with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric import rsa

from devices.emrtd.groups import Curve, DhGroup
from devices.emrtd.keys import Cipher
from devices.emrtd.reading import MrzKey
from devices.emrtd.security_infos import PaceOffer


@dataclass(frozen=True, slots=True)
class AgreementKey:
    """A private key of Chip Authentication or of PACE-CAM."""

    group: Curve | DhGroup
    private: int
    cipher: Cipher
    protocol: str  # object identifier
    key_id: int | None = None


@dataclass(frozen=True, slots=True)
class CurveSignatureKey:
    """A private key of active authentication by ECDSA, signing over this hash."""

    curve: Curve
    private: int
    digest: str


@dataclass(frozen=True, slots=True)
class RsaSignatureKey:
    """A private key of active authentication by ISO/IEC 9796-2 scheme 1, over this hash."""

    private: rsa.RSAPrivateKey
    digest: str


class TooMuch(StrEnum):
    """What a chip does when asked for more than it can send at once."""

    SHORTEN = "shorten"  # sends what it can
    REFUSE = "refuse"  # 6700, and the session is gone
    CORRECT = "correct"  # 6CXX with the right length


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a chip takes and gives: `answer` are bytes of a file at a time."""

    answer: int = 256
    extended: bool = False
    too_much: TooMuch = TooMuch.SHORTEN


@dataclass(frozen=True, slots=True)
class ChipSecrets:
    """Everything in a chip but its files.

    `mrz` None makes a chip that is open to everybody; `bac` False one that only knows PACE.
    """

    mrz: MrzKey | None
    can: str = "937412"
    bac: bool = True
    pace: tuple[PaceOffer, ...] = ()
    mapping_key: AgreementKey | None = None
    agreement_keys: tuple[AgreementKey, ...] = ()
    signature_key: CurveSignatureKey | RsaSignatureKey | None = None
    limits: Limits = field(default_factory=Limits)
