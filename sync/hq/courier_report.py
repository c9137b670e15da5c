"""What became of a stick at HQ, in numbers and in words for whoever put it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from app.domain.failure import FailureCode, WorldError
from sync.courier.layout import Place
from sync.hq.failure import HqCode, HqError

_WORDS: Final = {
    FailureCode.DRIVE_MISSING: "there is no such drive or folder",
    FailureCode.DRIVE_FULL: "it has no room left",
    FailureCode.DRIVE_READ_ONLY: "it cannot be written to",
    FailureCode.DRIVE_GONE: "it was pulled out before the work was done",
    FailureCode.DRIVE_TORN: "a file on it is cut short or damaged",
    FailureCode.DRIVE_WRONG_BYTES: "it does not give back what was written to it",
    FailureCode.DRIVE_BUSY: "another program is writing to it",
    FailureCode.DRIVE_FOREIGN: "a link or another thing lies where a folder should be",
    FailureCode.BATCH_DAMAGED: "it is damaged, or not made by this station for this HQ",
    FailureCode.ENROLMENT_CODE_WRONG: "its code is wrong, used, over or of another booth",
    FailureCode.HQ_REFUSED_STATION: "the station is revoked",
    FailureCode.CERTIFICATE_EXPIRED: "the station's certificate is over: it has to enrol again",
    FailureCode.FIELD_INVALID: "it is no request of a station",
    FailureCode.HQ_BUSY: "the station asks for certificates too often",
    FailureCode.DAY_SEALED: "it is sealed to others than this HQ",
    FailureCode.DAY_DAMAGED: "it is damaged or not whole: let the station export it again",
    FailureCode.DAY_NOT_SIGNED: "it is not signed by the key that HQ has for the station",
}


@dataclass(slots=True)
class StickReport:
    """What was taken from a stick and left on it.

    `batches` were new, `known` had come before; `rejected` counts records that were turned away. `receipts`,
    `enrolled`, `renewed` and `publications` were written for stations; `logs` are daily logs that were taken
    in, `new_logs` those of them that were new; `refused` are files that were not
    taken, with why; `left_out` files for which there was no room, of least worth.
    """

    stations: set[int] = field(default_factory=set)
    batches: int = 0
    known: int = 0
    rejected: int = 0
    receipts: int = 0
    enrolled: int = 0
    renewed: int = 0
    publications: int = 0
    logs: int = 0
    new_logs: int = 0
    size: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def refuse(self, place: Place, why: str) -> None:
        """Say that a file was not taken."""
        self.refused.append(("/".join(place), why))

    def refuse_for(self, place: Place, error: WorldError) -> None:
        """Say so of a failure; what ends the work on the stick is raised again."""
        if error.failure.code is FailureCode.DRIVE_GONE:
            raise error
        self.refuse(place, words_for(error))


def words_for(error: WorldError) -> str:
    """A failure in words."""
    code = error.failure.code
    return f"{_WORDS.get(code, 'it cannot be used')} ({code})"


def unusable(error: WorldError) -> HqError:
    """The same as a failure of HQ's: the whole stick cannot be used."""
    reason = dict(error.failure.details).get("reason", "").replace("_", " ")
    said = words_for(error)
    return HqError(HqCode.DRIVE_UNUSABLE, reason=f"{said}: {reason}" if reason else said)
