"""How a stick is laid out (docs/protocol.md, "Stick"): folders and names, none of which says who crossed.

Names use small letters, digits and hyphens, so that they are the same on FAT, which ignores case; what
a name says is a hint, every file proves itself.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

Place: TypeAlias = tuple[str, ...]
"""Folders and name of a file, from the top folder `MATAPA` on."""

TOP: Final = "MATAPA"
READ_ME: Final = "READ ME.txt"
UP: Final = "up"
DOWN: Final = "down"
ENROL: Final = "enrol"
PUBLISHED: Final = "published"
WORD: Final = "word.mword"
STANDING: Final = "standing.mrec"
CERTIFICATE: Final = "certificate.pem"
REQUEST_ENDS: Final = ".mreq"
ANSWER_ENDS: Final = ".mans"

_STATION: Final = re.compile(r"[0-9]{6,10}")
_BATCH: Final = re.compile(r"[0-9]{10,16}-[0-9a-f]{16}\.mbat")
_RECEIPT: Final = re.compile(r"[0-9a-f]{16}\.mrec")
_REQUEST: Final = re.compile(r"[0-9a-f]{16}\.mreq")


def station_folder(number: int) -> str:
    """The folder of a station's files, under `up` and `down`."""
    return f"{number:06}"


def station_of(folder: str) -> int | None:
    """The station whose folder this is; None for another folder."""
    return int(folder) if _STATION.fullmatch(folder) and f"{int(folder):06}" == folder else None


def batch_place(station: int, first_seq: int, batch_id: bytes) -> Place:
    """Where a frozen batch lies."""
    return UP, station_folder(station), f"{first_seq:010}-{batch_id.hex()[:16]}.mbat"


def receipt_place(station: int, batch_id: bytes) -> Place:
    """Where HQ's receipt of a batch lies."""
    return DOWN, station_folder(station), f"{batch_id.hex()[:16]}.mrec"


def publication_place(stream: str, sequence: int) -> Place:
    """Where a publication lies."""
    return PUBLISHED, f"{stream.replace('/', '_')}-{sequence:06}.mpub"


def is_batch(name: str) -> bool:
    """Whether a file is called as batches are."""
    return _BATCH.fullmatch(name.lower()) is not None


def is_receipt(name: str) -> bool:
    """Whether a file is called as receipts of batches are."""
    return _RECEIPT.fullmatch(name.lower()) is not None


def is_request(name: str) -> bool:
    """Whether a file is called as requests for enrolment are."""
    return _REQUEST.fullmatch(name.lower()) is not None


def answer_name(request: str) -> str:
    """The name of the answer to the request for enrolment of this name."""
    return request.lower().removesuffix(REQUEST_ENDS) + ANSWER_ENDS
