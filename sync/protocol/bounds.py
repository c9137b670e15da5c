"""How large things on the wire may be: every reader refuses more before it spends memory on it."""

from __future__ import annotations

from typing import Final

MOST_RECORDS: Final = 1000
"""Records in one batch: a quarter minute of a 64 kbit/s link; more saves less than 0.2 bytes a record."""

MOST_PAYLOAD: Final = 1 << 20
"""Canonical bytes of all records of a batch together; 1,000 usual crossings have half of it."""

LARGEST_SHEET: Final = MOST_PAYLOAD + (64 << 10)
"""Bytes of a batch's records laid out, before they are compressed."""

LARGEST_BATCH: Final = LARGEST_SHEET + (16 << 10)
"""Bytes of a batch file: what does not compress travels as it is, with its wrapping."""

LARGEST_MESSAGE: Final = 64 << 10
"""Bytes of a receipt, an enrolment message or a certificate."""
