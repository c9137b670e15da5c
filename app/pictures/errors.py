"""Why a picture could not be opened."""

from __future__ import annotations

from enum import StrEnum


class PictureFault(StrEnum):
    """What came between a picture and its pixels; the first three are the picture's own fault."""

    MALFORMED = "malformed"  # no JPEG or JPEG 2000, cut, or damaged
    TOO_LARGE = "too_large"  # more bytes, pixels or memory than any portrait needs
    TOO_SLOW = "too_slow"  # more time than any portrait needs
    DIED = "died"  # the worker broke down over it, or said nonsense
    NO_WORKER = "no_worker"  # the worker does not start on this machine
    CLOSED = "closed"  # the opener was closed meanwhile


class PictureError(Exception):
    """A picture stays unopened; `fault` says why, `detail` what a technician may want (never pixels)."""

    def __init__(self, fault: PictureFault, detail: str = "") -> None:
        self.fault = fault
        self.detail = detail
        super().__init__(f"{fault} {detail}".rstrip())
