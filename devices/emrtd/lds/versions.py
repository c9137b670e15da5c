"""Say the LDS and Unicode versions of EF.COM and EF.SOD the way people write them: 1.8 and 4.0.0."""

from __future__ import annotations

from devices.emrtd.errors import Malformed

_LONGEST = 12


def version_text(raw: bytes, where: str) -> str:
    """Two digits a part without leading zeros (`0107` is 1.7), anything else of plain signs as it stands.

    Raises Malformed for bytes that are no digits, letters and points, or for more than twelve.
    """
    text = raw.decode("ascii", "replace")
    if len(text) > _LONGEST or not all(sign.isascii() and (sign.isalnum() or sign == ".") for sign in text):
        raise Malformed(where, "the version is no version")
    if text.isdigit() and len(text) in {4, 6}:
        return ".".join(str(int(text[start : start + 2])) for start in range(0, len(text), 2))
    return text
