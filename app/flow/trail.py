"""The audit chain as those see it who answer for it: who did and read what, when and why, and its proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias

from app.domain.officer import Officer

if TYPE_CHECKING:
    from app.flow.ports import ReadPurpose

TrailProgress: TypeAlias = Callable[[int, int], None]
"""Lines done, and all; called on the thread that works, raising stops the work."""
TrailValue: TypeAlias = "int | str | bytes | list[int]"


@dataclass(frozen=True, slots=True)
class TrailLine:
    """A line of the chain. `act` is what was done, `subject` a record, batch or account (see
    `app.wording.trail`), `detail` what else the line says, in order of its names."""

    seq: int
    at: datetime
    actor: str
    act: str
    subject: bytes
    purpose: str
    detail: tuple[tuple[str, TrailValue], ...]
    hash: bytes

    def said(self, name: str) -> TrailValue | None:
        """A value of the detail."""
        return dict(self.detail).get(name)


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which lines: from `since` to before `until`, by or about the account `person`, of any of `acts`.
    None and empty do not count."""

    since: datetime | None = None
    until: datetime | None = None
    person: str = ""
    acts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Lines, newest first. `older` is where the page before goes on, None at the beginning of the chain;
    a page may be empty and have older ones, since one call looks through a bounded piece of the chain down
    to `looked_to`."""

    lines: tuple[TrailLine, ...]
    older: int | None
    looked_to: datetime | None


class Breach(StrEnum):
    """How the first broken line is broken.

    MISSING: the line is not there, or stands elsewhere. CHANGED: it is not what its hash was made of.
    CHAIN: it does not hold the line before. RECORD: the record is not what the line holds by hash.
    RECORD_GONE: the record that it speaks of is not there and was not erased by a purge. UNSPOKEN: a record
    is kept that no line speaks of. BATCH, LOG: a frozen batch or a signed daily log holds another hash
    of this line: the chain was written anew from here or before. UNREADABLE: the store's page is damaged.
    """

    MISSING = "missing"
    CHANGED = "changed"
    CHAIN = "chain"
    RECORD = "record"
    RECORD_GONE = "record_gone"
    UNSPOKEN = "unspoken"
    BATCH = "batch"
    LOG = "log"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class TrailAnchor:
    """A place outside of the chain that holds its head: a signed daily log, or a batch that HQ has
    (`number` of either). `line` is the last line that it holds, `at` when it was made."""

    number: int
    line: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LogCopy:
    """The manifest of a daily log and its signature, as HQ or the service has them."""

    manifest: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class TrailProof:
    """What walking the chain found. `lines` of it are sound, the last with `head`; `records` were compared
    with the hash in their line, `erased` of them are gone by a purge. `first_broken` with its `breach` is
    the first that is not sound. `log` and `batch` are the newest anchors that hold what was walked."""

    lines: int
    head: bytes
    records: int
    erased: int
    first_broken: int | None
    breach: Breach | None
    log: TrailAnchor | None
    batch: TrailAnchor | None

    @property
    def intact(self) -> bool:
        """Whether nothing was found broken."""
        return self.first_broken is None


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it stands at the door. `entered_at` is its last sign-in, `failures` wrong passwords
    since, `locked_until` when it may try again, None where it may now."""

    officer: Officer
    entered_at: datetime | None
    failures: int
    locked_until: datetime | None


class ReadingWay(StrEnum):
    """How a line has to do with a traveller. ASKED: it asked for this person. SHOWN: it showed a crossing of
    theirs. OPENED: a crossing of theirs was opened or screened by its id. RECORDED: the officer recorded or
    corrected it. CASE: an alert case of theirs was read. EXPORTED: a daily log with a crossing of theirs was
    taken to a drive."""

    ASKED = "asked"
    SHOWN = "shown"
    OPENED = "opened"
    RECORDED = "recorded"
    CASE = "case"
    EXPORTED = "exported"


@dataclass(frozen=True, slots=True)
class Reading:
    """A line that asked for or showed a traveller, the ways in which it did, and `shown`, how many crossings
    of theirs."""

    line: TrailLine
    ways: tuple[ReadingWay, ...]
    shown: int


@dataclass(frozen=True, slots=True)
class ReadersQuestion:
    """Whose readers are asked for: a document number, or surname and birth date (ISO 8601), or a record's
    id; what is filled in counts together."""

    document_number: str = ""
    surname: str = ""
    birth_date: str = ""
    record_id: str = ""


@dataclass(frozen=True, slots=True)
class Readings:
    """Who read about a traveller, newest first; `found` are all there are, `crossings` how many crossings of
    theirs are on this station. `older` is where the next page goes on."""

    crossings: int
    found: int
    readings: tuple[Reading, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction: its line, which crossing it is a version of, who recorded the version before, and why;
    `reason` is empty for a role that may not read records, and all but the line for what was purged."""

    line: TrailLine
    crossing_id: str
    version: int
    before_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """Corrections, newest first; see `TrailPage`."""

    corrections: tuple[CorrectionLine, ...]
    older: int | None
    looked_to: datetime | None


@dataclass(frozen=True, slots=True)
class SecondLine:
    """A second person at a desk: the line in which they were proven (`fit` False: refused), for what, and
    the line of what was done by it, None where nothing followed."""

    line: TrailLine
    second: str
    what: str
    fit: bool
    done: TrailLine | None


@dataclass(frozen=True, slots=True)
class Seconds:
    """Actions of two people, newest first; see `TrailPage`."""

    seconds: tuple[SecondLine, ...]
    older: int | None
    looked_to: datetime | None


READERS_PURPOSES = frozenset({"supervision", "data_subject_request", "inquiry"})
"""The `ReadPurpose`s for which it may be asked who read about somebody."""


class TrailPort(Protocol):
    """Reads the chain; every reading leaves a line itself. Calls may take seconds: off the UI thread.

    All but `accounts` are for roles with READ_AUDIT. What a line says of hits on alerts is left out for a
    role that may not settle them. Raises WorldError(NOT_ALLOWED, STORE_*)."""

    def page(self, wanted: TrailFilter, before: int | None = None, limit: int = 200) -> TrailPage:
        """Lines that match, newest first, older than `before`."""

    def corrections(self, wanted: TrailFilter, before: int | None = None, limit: int = 200) -> Corrections:
        """Corrections in a span, of a person."""

    def seconds(self, wanted: TrailFilter, before: int | None = None, limit: int = 200) -> Seconds:
        """Second persons in a span, with what was done by them."""

    def readers(
        self, question: ReadersQuestion, purpose: ReadPurpose, progress: TrailProgress, *,
        before: int | None = None, limit: int = 200,
    ) -> Readings:  # fmt: skip
        """Who read about a traveller. Raises WorldError(FIELD_INVALID) for a question that names nobody or
        a purpose that is none of `READERS_PURPOSES`, WorldError(RECORD_UNKNOWN)."""

    def prove(self, progress: TrailProgress, copies: Sequence[LogCopy] = ()) -> TrailProof:
        """Walk the whole chain beside the records, batches and signed logs, and beside copies of logs that
        came from elsewhere. Half a minute per million lines. Raises WorldError(DAY_NOT_SIGNED, DAY_DAMAGED)
        for a copy that this station did not sign."""

    def accounts(self) -> Sequence[Account]:
        """Every account as it stands at the door; for who may list accounts."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in: from when to when (None: no sign-out followed, by a power cut or since it lasts)."""

    username: str
    since: datetime
    until: datetime | None


ENTERED, LEFT = "signed_in", "signed_out"
AT_THE_DOOR = frozenset({
    ENTERED, LEFT, "screen_unlocked", "sign_in_failed", "locked_out", "lock_out_lifted", "password_changed",
    "password_reset",
})  # fmt: skip
"""Acts of the sign-in history."""


def sign_ins(lines: Sequence[TrailLine]) -> dict[int, SignIn]:
    """The sign-ins among lines (newest first), by the line of each: a sign-out ends the last sign-in of its
    officer that is still open, since a command's lies within the desk's."""
    open_: dict[str, list[int]] = {}
    found: dict[int, SignIn] = {}
    for line in sorted(lines, key=lambda one: one.seq):
        if line.act == ENTERED:
            found[line.seq] = SignIn(line.actor, line.at, None)
            open_.setdefault(line.actor, []).append(line.seq)
        elif line.act == LEFT and open_.get(line.actor):
            began = open_[line.actor].pop()
            found[began] = SignIn(line.actor, found[began].since, line.at)
    return found
