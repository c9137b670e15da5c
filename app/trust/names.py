"""Compare and show the names in certificates, however their issuers spelled them."""

from __future__ import annotations

import unicodedata

from app.trust import der
from devices.emrtd.errors import Malformed

_WHERE = "name"
_COUNTRY = "2.5.4.6"
_LONGEST = 300
_SHORT = {
    "2.5.4.3": "CN",
    "2.5.4.4": "SN",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "1.2.840.113549.1.9.1": "E",
}
_UTF8, _PRINTABLE, _T61, _IA5, _VISIBLE, _UNIVERSAL, _BMP = 0x0C, 0x13, 0x14, 0x16, 0x1A, 0x1C, 0x1E
_BYTES = (_UTF8, _PRINTABLE, _T61, _IA5, _VISIBLE)


def name_key(name: bytes) -> bytes:
    """The key of a Name (DER) under which all spellings of it meet (after RFC 5280, 7.1).

    Neither case, nor blanks, nor the string type matters; the order does. A key only finds
    candidates: what binds a certificate to its issuer is the signature. Raises Malformed.
    """
    parts = (sorted(f"{kind}={_fold(text)}" for kind, text in group) for group in _groups(name))
    return "\x1e".join("\x1f".join(group) for group in parts).encode()


def same_parts(name: bytes, other: bytes) -> bool:
    """Whether two Names (DER) have the same parts in any order. Raises Malformed.

    Malaysia writes its issuer in one order in certificates and in another in signatures.
    """
    return name == other or sorted(name_key(name).split(b"\x1e")) == sorted(name_key(other).split(b"\x1e"))


def name_text(name: bytes) -> str:
    """A Name (DER) on one line, for people: `C=DE, O=bund, CN=csca-germany`. Raises Malformed.

    No longer than a screen bears, whatever a chip makes of it.
    """
    parts = (f"{_SHORT.get(kind, kind)}={_clean(text)}" for group in _groups(name) for kind, text in group)
    whole = ", ".join(parts)
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "…"


def country_of(name: bytes) -> str:
    """The country of a Name (DER) in capitals (`DE`), empty where it has none. Raises Malformed."""
    found = (_clean(text) for group in _groups(name) for kind, text in group if kind == _COUNTRY)
    return next(found, "").upper()


def _groups(name: bytes) -> list[list[tuple[str, str]]]:
    """The relative distinguished names of a Name in order, each as pairs of attribute and text."""
    groups = der.inside(der.read(name, der.SEQUENCE, _WHERE), _WHERE)
    return [
        [_attribute(pair) for pair in der.inside(der.expect(group, der.SET, _WHERE), _WHERE)]
        for group in groups
    ]


def _attribute(pair: der.Node) -> tuple[str, str]:
    fields = der.Fields(der.expect(pair, der.SEQUENCE, _WHERE), _WHERE)
    return der.oid(fields.take(der.OID), _WHERE), _text(fields.take())


def _text(value: der.Node) -> str:
    try:
        if value.tag == _BMP:
            return value.value.decode("utf-16-be")
        if value.tag == _UNIVERSAL:
            return value.value.decode("utf-32-be")
    except UnicodeDecodeError as wrong:
        raise Malformed(_WHERE, "a text is not in its alphabet") from wrong
    if value.tag not in _BYTES:
        return "#" + value.raw.hex()
    # UTF-8 stands in strings that should be ASCII, and Latin-1 in those that should be T.61.
    try:
        return value.value.decode()
    except UnicodeDecodeError:
        return value.value.decode("latin-1")


def _clean(text: str) -> str:
    """A text without control characters and needless blanks: it may stand on a screen and in a key."""
    if text.isascii() and text.isprintable():  # nearly all
        return " ".join(text.split())
    visible = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    return " ".join(visible.split())


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", _clean(text)).casefold()
