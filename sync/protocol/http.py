"""The words of the HTTPS road: paths, headers and statuses that station and HQ agree on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HEALTH: Final = "/v1/health"
READY: Final = "/v1/ready"
CA: Final = "/v1/ca"
ENROL: Final = "/v1/enrol"
BATCHES: Final = "/v1/batches"
PUBLISHED: Final = "/v1/published"
STANDING: Final = "/v1/standing"
CERTIFICATE: Final = "/v1/certificate"

UPLOAD_OFFSET: Final = "Upload-Offset"
"""In a PUT: where in the file the body begins. In an answer: how many bytes HQ holds."""
UPLOAD_LENGTH: Final = "Upload-Length"
"""In a PUT: bytes of the whole file; may be left out when the body is the whole file."""
BATCH_SETTLED: Final = "Batch-Settled"
"""`1` in the answer to HEAD once HQ has a receipt for the batch."""
RETRY_AFTER: Final = "Retry-After"
FAILURE: Final = "Failure-Code"
"""In a refusal: the failure's code, for calls whose answer has no body."""
TOLD: Final = "Station-Told"
"""In a station's own call: what it says of itself (`sync.protocol.told`)."""
AUTHORIZATION: Final = "Authorization"
RANGE: Final = "Range"
OF: Final = "of"
"""In a query: number of the station of the same port for which a relay calls."""

CBOR: Final = "application/cbor"
OCTETS: Final = "application/octet-stream"
PEM: Final = "application/x-pem-file"


def on_behalf(path: str, station_number: int) -> str:
    """The same path asked for another station of the caller's port (0: for the caller itself)."""
    if not station_number:
        return path
    return f"{path}{'&' if '?' in path else '?'}{OF}={station_number}"


def batch_path(batch_id: bytes) -> str:
    """Path of one batch."""
    return f"{BATCHES}/{batch_id.hex()}"


def receipt_path(batch_id: bytes) -> str:
    """Path of one batch's receipt."""
    return f"{BATCHES}/{batch_id.hex()}/receipt"


def bearer(token: str) -> str:
    """Value of the Authorization header for a station's token."""
    return f"Bearer {token}"


def index_path(held: Mapping[str, int]) -> str:
    """Path of the index of publications after these sequences, by stream."""
    said = ",".join(f"{stream}:{sequence}" for stream, sequence in sorted(held.items()))
    return f"{PUBLISHED}?held={said}" if said else PUBLISHED


def publication_path(stream: str, sequence: int) -> str:
    """Path of one publication."""
    return f"{PUBLISHED}/{stream}/{sequence}"


def byte_range(first: int, count: int) -> str:
    """Value of the Range header for `count` bytes from `first` on (RFC 9110, 14.1.2)."""
    return f"bytes={first}-{first + count - 1}"
