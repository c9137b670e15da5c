"""EF.COM: which data groups the chip says it has (Doc 9303-10, 4.6.1). Unsigned, it decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.envelope import GROUP_TAGS, objects, only, unwrap
from devices.emrtd.lds.versions import version_text
from devices.emrtd.reading import ChipFile

_WHERE = ChipFile.COM.value
_LDS_VERSION, _UNICODE_VERSION, _TAG_LIST = 0x5F01, 0x5F36, 0x5C
_MOST_TAGS = 64


@dataclass(frozen=True, slots=True)
class Com:
    """What EF.COM says: versions as `1.7` and `4.0.0` (empty where absent), groups in the order listed.

    `unknown` are tags in the list that name no data group.
    """

    lds_version: str
    unicode_version: str
    groups: tuple[int, ...]
    unknown: tuple[int, ...] = ()


def parse_com(data: bytes) -> Com:
    """The contents of EF.COM; raises Malformed."""
    found = objects(unwrap(data, ChipFile.COM), _WHERE)
    listed = only(found, _TAG_LIST, _WHERE)
    if len(listed) > _MOST_TAGS:
        raise Malformed(_WHERE, "the list of data groups has no end")
    return Com(
        version_text(tlv.find(found, _LDS_VERSION) or b"", _WHERE),
        version_text(tlv.find(found, _UNICODE_VERSION) or b"", _WHERE),
        tuple(GROUP_TAGS[tag] for tag in listed if tag in GROUP_TAGS),
        tuple(tag for tag in listed if tag not in GROUP_TAGS),
    )
