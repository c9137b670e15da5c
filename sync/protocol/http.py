"""The words of the HTTPS road: paths, headers and statuses that station and HQ agree on."""

from __future__ import annotations

from typing import Final

HEALTH: Final = "/v1/health"
CA: Final = "/v1/ca"
ENROL: Final = "/v1/enrol"
BATCHES: Final = "/v1/batches"

UPLOAD_OFFSET: Final = "Upload-Offset"
"""In a PUT: where in the file the body begins. In an answer: how many bytes HQ holds."""
UPLOAD_LENGTH: Final = "Upload-Length"
"""In a PUT: bytes of the whole file; may be left out when the body is the whole file."""
BATCH_SETTLED: Final = "Batch-Settled"
"""`1` in the answer to HEAD once HQ has a receipt for the batch."""
RETRY_AFTER: Final = "Retry-After"
AUTHORIZATION: Final = "Authorization"

CBOR: Final = "application/cbor"
OCTETS: Final = "application/octet-stream"
PEM: Final = "application/x-pem-file"


def batch_path(batch_id: bytes) -> str:
    """Path of one batch."""
    return f"{BATCHES}/{batch_id.hex()}"


def receipt_path(batch_id: bytes) -> str:
    """Path of one batch's receipt."""
    return f"{BATCHES}/{batch_id.hex()}/receipt"


def bearer(token: str) -> str:
    """Value of the Authorization header for a station's token."""
    return f"Bearer {token}"
