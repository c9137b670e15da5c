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

LARGEST_CHUNK: Final = 1 << 20
"""Plain bytes of one chunk of a publication (as `app.screening.content` has it)."""

LARGEST_PUBLICATION: Final = 4 << 30
"""Bytes of a publication's file, and of its plain contents; 100 million documents have 0.8 GB."""

LARGEST_INDEX: Final = 256 << 10
"""Bytes of HQ's index of publications, 1,000 rows and more."""
