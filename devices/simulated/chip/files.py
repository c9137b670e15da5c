"""Put the files of a chip together and sign them, as an issuing state does (Doc 9303-10, 4.6)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Final

from asn1crypto import algos, core

from devices.emrtd.reading import ChipFile
from devices.emrtd.tlv import encode
from devices.simulated.chip import data_groups
from devices.simulated.chip.cms import signed_data
from devices.simulated.chip.holder import Holder
from devices.simulated.chip.pki import Signer

SECURITY_OBJECT: Final = "2.23.136.1.1.1"
CARD_SECURITY: Final = "0.4.0.127.0.7.3.2.1"

_VERSIONS: Final[Mapping[str, bytes]] = MappingProxyType({"1.7": b"0107", "1.8": b"0108"})
_UNICODE: Final = b"040000"


@dataclass(frozen=True, slots=True)
class FilePlan:
    """Which files, in what form; DG14 and DG15 come by themselves where the chip has keys for them."""

    groups: tuple[int, ...] = (1, 2, 11, 12)
    lds: str = "1.7"
    digest: str = "sha256"
    jpeg2000: bool = False


def data_group_files(holder: Holder, plan: FilePlan, today: date) -> dict[int, bytes]:
    """The planned data groups of a holder, by number."""
    makers: dict[int, Callable[[], bytes]] = {
        1: lambda: data_groups.dg1(holder),
        2: lambda: data_groups.dg2(holder, today, jpeg2000=plan.jpeg2000),
        3: data_groups.dg3,
        7: lambda: data_groups.dg7(holder),
        11: lambda: data_groups.dg11(holder, today),
        12: lambda: data_groups.dg12(holder),
        13: data_groups.dg13,
        16: data_groups.dg16,
    }
    return {number: makers[number]() for number in plan.groups}


def application_files(
    groups: Mapping[int, bytes], plan: FilePlan, signer: Signer, issued: date
) -> dict[ChipFile, bytes]:
    """EF.COM, EF.SOD and the data groups they speak of."""
    files = {ChipFile.of_group(number): data for number, data in groups.items()}
    files[ChipFile.COM] = common_data(groups, plan.lds)
    files[ChipFile.SOD] = security_object(groups, plan, signer, issued)
    return files


def common_data(numbers: Mapping[int, bytes] | tuple[int, ...], lds: str) -> bytes:
    """EF.COM (4.6.1): the version, and a list of data groups that nobody signed."""
    tags = bytes(data_groups.TAGS[number] for number in sorted(numbers))
    return encode(0x60, encode(0x5F01, _VERSIONS[lds]) + encode(0x5F36, _UNICODE) + encode(0x5C, tags))


def security_object(groups: Mapping[int, bytes], plan: FilePlan, signer: Signer, issued: date) -> bytes:
    """EF.SOD (4.6.2), signed on the day of issue."""
    content = hash_list(groups, plan)
    return encode(0x77, signed_data(SECURITY_OBJECT, content, signer.hand, _midnight(issued)))


def hash_list(groups: Mapping[int, bytes], plan: FilePlan) -> bytes:
    """LDSSecurityObject (4.6.2.2): version 1 from LDS 1.8 on."""
    hashes = b"".join(
        encode(0x30, _integer(number) + encode(0x04, hashlib.new(plan.digest, data).digest()))
        for number, data in sorted(groups.items())
    )
    algorithm = algos.DigestAlgorithm({"algorithm": plan.digest}).dump()
    newer = plan.lds == "1.8"
    versions = encode(0x30, encode(0x13, _VERSIONS[plan.lds]) + encode(0x13, _UNICODE)) if newer else b""
    return encode(0x30, _integer(int(newer)) + algorithm + encode(0x30, hashes) + versions)


def card_security(infos: bytes, signer: Signer, issued: date) -> bytes:
    """EF.CardSecurity (Doc 9303-11, 9.3): the SecurityInfos of EF.CardAccess and more, signed."""
    return signed_data(CARD_SECURITY, infos, signer.hand, _midnight(issued))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _integer(value: int) -> bytes:
    return bytes(core.Integer(value).dump())
