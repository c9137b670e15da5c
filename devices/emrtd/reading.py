"""One reading of a chip: its files as they came, how it was opened, and what it proved on request.

Nothing here is judged. Drivers fill it, `chip read` writes it into a folder, `app.trust` judges it. What is
somebody's stays out of every `repr`, and so out of logs and tracebacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class ChipFile(StrEnum):
    """The elementary files of an eMRTD, by the names that Doc 9303-10 gives them."""

    CARD_ACCESS = "EF.CardAccess"
    CARD_SECURITY = "EF.CardSecurity"
    ATR_INFO = "EF.ATR-INFO"
    COM = "EF.COM"
    SOD = "EF.SOD"
    DG1 = "EF.DG1"
    DG2 = "EF.DG2"
    DG3 = "EF.DG3"
    DG4 = "EF.DG4"
    DG5 = "EF.DG5"
    DG6 = "EF.DG6"
    DG7 = "EF.DG7"
    DG8 = "EF.DG8"
    DG9 = "EF.DG9"
    DG10 = "EF.DG10"
    DG11 = "EF.DG11"
    DG12 = "EF.DG12"
    DG13 = "EF.DG13"
    DG14 = "EF.DG14"
    DG15 = "EF.DG15"
    DG16 = "EF.DG16"

    @property
    def data_group(self) -> int | None:
        """The number of a data group, None for the other files."""
        digits = self.value.removeprefix("EF.DG")
        return int(digits) if digits.isdigit() else None

    @staticmethod
    def of_group(number: int) -> ChipFile:
        """The file of data group 1 to 16; raises ValueError for another number."""
        return ChipFile(f"EF.DG{number}")


class FileState(StrEnum):
    """What became of reading a file."""

    READ = "read"
    ABSENT = "absent"  # 6A82: the chip has no such file
    PROTECTED = "protected"  # 6982: fingerprints and irises need terminal authentication
    REFUSED = "refused"  # any other status word
    CUT = "cut"  # the card left in the middle
    MALFORMED = "malformed"  # no length could be made of it, or it is beyond all bounds


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file: its whole contents (outer tag included), or why there are none.

    `status` is the last status word (0x9000 when all went well), `size` the length that the file
    claims, 0 when unknown. A CUT file keeps in `data` what had come.
    """

    file: ChipFile
    state: FileState
    data: bytes = field(default=b"", repr=False)
    status: int = 0x9000
    size: int = 0


class AccessMethod(StrEnum):
    """By what a chip was opened (Doc 9303-11, 4)."""

    PACE = "pace"
    BAC = "bac"
    OPEN = "open"  # a chip without access control


class KeyKind(StrEnum):
    """Which secret printed on the document opened the chip."""

    MRZ = "mrz"
    CAN = "can"


@dataclass(frozen=True, slots=True)
class MrzKey:
    """The three MRZ fields of the access key, as printed and without check digits.

    `document_number` is the whole number without fillers, also where it runs on into the optional
    data; dates are six characters YYMMDD (`<` where unknown).
    """

    document_number: str = field(repr=False)
    birth_date: str = field(repr=False)
    expiry_date: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CanKey:
    """The card access number printed on the document (six digits)."""

    number: str = field(repr=False)


AccessKey: TypeAlias = MrzKey | CanKey


@dataclass(frozen=True, slots=True)
class Access:
    """How the chip was opened, or was not.

    `method` is None when nothing opened it. `pace_offered` says that EF.CardAccess names a PACE that
    we know or not; `protocol` is the one tried, in words (`ECDH-GM-AES-128 brainpoolP256r1`).
    `pace_failed` and `bac_failed` hold the codes of `devices.errors.DeviceCode` of what was tried in
    vain. BAC after a failed PACE happens only where `downgraded` was allowed, and is then said here.
    """

    method: AccessMethod | None
    key: KeyKind = KeyKind.MRZ
    pace_offered: bool = False
    protocol: str = ""
    pace_failed: str = ""
    bac_failed: str = ""
    downgraded: bool = False


@dataclass(frozen=True, slots=True)
class ActiveAuthentication:
    """INTERNAL AUTHENTICATE (Doc 9303-11, 6.1): our 8 random bytes and the chip's answer to them."""

    challenge: bytes
    response: bytes
    status: int


@dataclass(frozen=True, slots=True)
class ChipAuthentication:
    """Chip Authentication (Doc 9303-11, 6.2).

    `chip_key` is the SubjectPublicKeyInfo (DER) of DG14 that was used; `terminal_key` our ephemeral
    public key as sent. `confirmed` says that the chip answered a command under the new session keys
    with a right MAC, which only the holder of the private key can.
    """

    protocol: str
    key_id: int | None
    chip_key: bytes
    terminal_key: bytes
    status: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ChipMapping:
    """PACE with chip authentication mapping (Doc 9303-11, 4.4.3.5).

    `mapping_key` is the chip's public mapping key as it came in the third step of PACE (uncompressed
    point), `chip_data` the decrypted scalar CA_IC; `parameter` the standardised domain parameter id.
    The proof is that CA_IC times the public key of EF.CardSecurity gives `mapping_key`.
    """

    protocol: str
    parameter: int
    mapping_key: bytes
    chip_data: bytes


Proof: TypeAlias = ActiveAuthentication | ChipAuthentication | ChipMapping


@dataclass(frozen=True, slots=True)
class ChipReading:
    """All that one reading brought: frozen, so that a later one can be laid beside it.

    `failure` is the DeviceCode that ended the reading early, `failed_at` the file under way and
    `failed_byte` how far it had come. `whole` is True when everything wanted was tried. `resumed`
    says that the card was lifted and laid back, and that it was the same chip.
    """

    access: Access
    files: Mapping[ChipFile, FileRead] = field(default_factory=dict)
    active: ActiveAuthentication | None = None
    chip: ChipAuthentication | None = None
    mapping: ChipMapping | None = None
    whole: bool = False
    failure: str = ""
    failed_at: str = ""
    failed_byte: int = 0
    resumed: bool = False
    apdus: int = 0

    def data(self, file: ChipFile) -> bytes | None:
        """The contents of a file that was read, None otherwise."""
        read = self.files.get(file)
        return read.data if read is not None and read.state is FileState.READ else None
