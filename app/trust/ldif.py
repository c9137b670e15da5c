"""Read an LDIF file of the ICAO PKD line by line (RFC 2849): master lists, CRLs, and a count of the rest."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from devices.emrtd.errors import Malformed

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes of a whole file; the ICAO PKD's complete files have some tens of millions."""
LARGEST_VALUE = 16 * 1024 * 1024
"""Characters of one value with all its folded lines; the largest known master list has 1.5 million."""

MASTER_LISTS = frozenset({"cscamasterlistdata", "pkdmasterlistcontent"})
REVOCATIONS = frozenset({"certificaterevocationlist;binary", "certificaterevocationlist"})
DOCUMENT_SIGNERS = frozenset({"usercertificate;binary", "usercertificate"})

_WHERE = "LDIF"
_LONGEST_NAME = 300
_BINARY = MASTER_LISTS | REVOCATIONS
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Found:
    """One binary value: attribute in lower case, the entry's name fit to be shown, the line it begins on."""

    attribute: str
    dn: str
    line: int
    value: bytes


@dataclass(slots=True)
class Contents:
    """What a file holds that matters here; `changes` are the names of entries that undo or alter others."""

    master_lists: list[Found]
    revocations: list[Found]
    changes: list[str]
    document_signers: int = 0
    entries: int = 0


def read_ldif(stream: BinaryIO) -> Contents:
    """Everything of interest in a file; raises Malformed for one that is not LDIF to its last line.

    Document signers are only counted: each passport carries its own. Entries with a `changetype`
    other than `add` are named and not carried out.
    """
    contents = Contents([], [], [])
    for entry in _entries(stream):
        contents.entries += 1
        change = entry.changetype
        if change not in {"", "add"}:
            contents.changes.append(entry.dn)
            continue
        contents.document_signers += entry.document_signers
        for found in entry.found:
            kept = contents.master_lists if found.attribute in MASTER_LISTS else contents.revocations
            kept.append(found)
    if not contents.entries:
        raise Malformed(_WHERE, "no entry")
    return contents


def looks_like_ldif(head: bytes) -> bool:
    """Whether a file that begins like this is worth reading as LDIF: `version` or `dn` come first."""
    for line in head.removeprefix(_BOM).splitlines():
        if line and line[:1] not in b"# ":
            return line[:8].lower() == b"version:" or line[:3].lower() == b"dn:"
    return False


@dataclass(slots=True)
class _Entry:
    dn: str
    found: list[Found]
    changetype: str = ""
    document_signers: int = 0

    def take(self, number: int, line: bytes) -> None:
        """Take in one attribute; values that nobody asks for are not even decoded."""
        name, colon, _ = line.partition(b":")
        if not colon and line != b"-":  # which stands between the parts of a change
            raise Malformed(_WHERE, f"line {number} has no attribute")
        attribute = name.decode("ascii", "replace").lower()
        if attribute in DOCUMENT_SIGNERS:
            self.document_signers += 1
        elif attribute in _BINARY:
            self.found.append(Found(attribute, self.dn, number, _value(line, number)))
        elif attribute == "changetype":
            self.changetype = _value(line, number).decode("ascii", "replace").lower()


def _entries(stream: BinaryIO) -> Iterator[_Entry]:
    """Entries one after the other: an empty line ends each (RFC 2849, grammar `ldif-content`)."""
    entry: _Entry | None = None
    for number, line in _unfolded(stream):
        if line.startswith(b"#"):
            continue
        if line and entry is not None:
            entry.take(number, line)
        elif line:
            entry = _opened(number, line)
        elif entry is not None:
            yield entry
            entry = None
    if entry is not None:
        yield entry


def _opened(number: int, line: bytes) -> _Entry | None:
    """The entry that a line begins; only the version of the format may stand outside of one."""
    if line[:3].lower() == b"dn:":
        return _Entry(_shown(_value(line, number).decode("utf-8", "replace")), [])
    if line[:8].lower() == b"version:":
        return None
    raise Malformed(_WHERE, f"line {number} belongs to no entry")


def _shown(name: str) -> str:
    """A name that may stand on a terminal, whatever a forged file would have it do there."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)[
        :_LONGEST_NAME
    ]


def _value(line: bytes, number: int) -> bytes:
    """What stands behind the colon: as it is, or behind two colons in base64."""
    _, _, value = line.partition(b":")
    if value.startswith(b"<"):
        raise Malformed(_WHERE, f"line {number} points to another file")
    if not value.startswith(b":"):
        return value.lstrip(b" ")
    try:
        return base64.b64decode(value[1:].strip(b" "), validate=True)
    except binascii.Error as error:
        raise Malformed(_WHERE, f"line {number} is not base64") from error


def _unfolded(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Whole lines with the number they begin on; one that begins with a space goes on (RFC 2849, note 2)."""
    first, parts, size = 0, [b""], 0
    for number, line in enumerate(_lines(stream), 1):
        if not line.startswith(b" "):
            yield first, b"".join(parts)
            first, parts, size = number, [line], len(line)
            continue
        size += len(line)
        if not parts[0] or size > LARGEST_VALUE:
            raise Malformed(_WHERE, f"line {number} {'is too long' if parts[0] else 'goes on from nothing'}")
        parts.append(line[1:])
    yield first, b"".join(parts)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines as they are in the file, without their ends; no more of it in memory than one."""
    total = 0
    while line := stream.readline(LARGEST_VALUE + 1):
        total += len(line)
        if total > LARGEST_FILE or len(line) > LARGEST_VALUE:
            raise Malformed(_WHERE, "too large")
        if total == len(line):
            line = line.removeprefix(_BOM)
        yield line.rstrip(b"\r\n")
