"""What the flow needs from the outside: the store, the readers and the link, as protocols.

Everything here is called on the desk's thread and is short, except where it says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from app.domain.alerts import AlertEvent
from app.domain.crossing import Crossing
from app.domain.failure import FailureCode
from app.domain.link_policy import LinkPlan
from app.domain.officer import Act, Officer, Role
from app.flow.alert_ports import CasesPort, ListsPort
from app.flow.retention import RetentionPort
from app.flow.shift import ShiftPort, ValvePort
from app.flow.statistics import StatisticsPort
from app.flow.trail import TrailPort
from app.trust.anchors import Anchors, Source
from app.trust.trust_file import ImportPlan, TrustFile

Clock: TypeAlias = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Station:
    """What `matapa init` settled about this machine."""

    station_id: str
    country: str
    port: str
    booth: str
    hq_url: str
    enrolled: bool
    training: bool


class ReadPurpose(StrEnum):
    """Why personal data was read: kept in the audit chain with every read (cf. EES, Art. 46)."""

    PROCESSING = "processing"
    SHIFT_REVIEW = "shift_review"
    CORRECTION = "correction"
    INQUIRY = "inquiry"
    DATA_SUBJECT_REQUEST = "data_subject_request"
    SUPERVISION = "supervision"


@dataclass(frozen=True, slots=True)
class CrossingSummary:
    """A line of history: enough for a list, without opening the whole record.

    `at` is when this version was recorded, `crossed_at` when the traveller crossed. `sent` says where
    the record is on its way: `waiting`, `sending`, `accepted`, `parked`.
    """

    record_id: str
    crossing_id: str
    version: int
    at: datetime
    direction: str
    port: str
    document_number: str
    surname: str
    given_names: str
    birth_date: str
    nationality: str
    decision: str
    officer: str
    sent: str
    crossed_at: datetime


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What an officer searches for; empty fields do not count. Names match by their beginning,
    ignoring case, diacritics, hyphens and apostrophes."""

    document_number: str = ""
    surname: str = ""
    given_names: str = ""
    birth_date: str = ""
    nationality: str = ""
    first_day: date | None = None
    last_day: date | None = None
    limit: int = 200


class CrossingPort(Protocol):
    """Crossings kept on this station. Every read of personal data is audited with its purpose."""

    def record(self, crossing: Crossing, events: Sequence[AlertEvent] = ()) -> None:
        """Keep a crossing for good: crossing, audit line and outbox row in one transaction.

        The events of its alerts are kept in the same transaction. Also clears the draft. On return the
        record is durable. Raises WorldError(STORE_FULL,
        STORE_BUSY, STORE_DAMAGED).
        """

    def history(self, document_number: str, surname: str, birth_date: str) -> Sequence[CrossingSummary]:
        """Earlier crossings of this traveller, newest first: same number, or same name and birth
        date. Audited as processing."""

    def shift(self, since: datetime, officer: str | None, purpose: ReadPurpose) -> Sequence[CrossingSummary]:
        """Crossings since a time, newest first, of one officer or all."""

    def search(self, query: SearchQuery, purpose: ReadPurpose) -> Sequence[CrossingSummary]:
        """Crossings that match, newest first."""

    def versions(self, crossing_id: str, purpose: ReadPurpose) -> Sequence[Crossing]:
        """Every version of one crossing, oldest first; raises WorldError(RECORD_UNKNOWN)."""


class DraftPort(Protocol):
    """The inspection under way, kept (encrypted) so that it survives a power cut."""

    def keep(self, draft: bytes) -> None:
        """Keep the draft, replacing the one before; durable but not audited."""

    def take(self) -> bytes | None:
        """The draft left by an interrupted inspection, or None."""

    def clear(self) -> None:
        """Forget the draft: the inspection was given up."""


@dataclass(frozen=True, slots=True)
class OutboxView:
    """How things stand between this station and HQ."""

    waiting: int
    parked: int
    accepted: int
    oldest_waiting: datetime | None


class OutboxPort(Protocol):
    """The outbox as the link bar sees it."""

    def view(self) -> OutboxView:
        """Count rows by state."""


class LinkState(StrEnum):
    """What the sync thread knows of the road to HQ."""

    OFF = "off"
    CONNECTED = "connected"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """State of the link, when HQ was last heard, and what failed last.

    BUDGET_SPENT and CONSENT_NEEDED are no failures: `plan` says what waits for tomorrow or for a yes.
    """

    state: LinkState
    last_contact: datetime | None = None
    failure: FailureCode | None = None
    next_try: datetime | None = None
    plan: LinkPlan | None = None


class OfficersPort(Protocol):
    """Accounts of the station (administrators; supervisors may lift a lock-out). Every change is audited.

    Every call raises WorldError(NOT_ALLOWED) when the signed-in officer's role does not permit it.
    """

    def list(self) -> Sequence[Officer]:
        """Every account, also the inactive ones."""

    def awaited(self) -> Sequence[Officer]:
        """Officers whom HQ names for this port and who have no account yet: they wait for `add`."""

    def add(self, username: str, full_name: str, role: Role, password: str) -> None:
        """Make an account with its key slot; raises WorldError(PASSWORD_TOO_WEAK, FIELD_INVALID)."""

    def reset_password(self, username: str, password: str) -> None:
        """Give an officer who forgot it a new password; raises WorldError(PASSWORD_TOO_WEAK,
        FIELD_INVALID)."""

    def deactivate(self, username: str) -> None:
        """Take an account's key slot away; refuses the last administrator."""

    def unlock(self, username: str) -> None:
        """Lift the lock-out after failed sign-ins."""


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What a check of the store found; `first_broken` is the seq of the first bad audit line.

    `outbox_ok`: rows for HQ count from 1 without gaps and every crossing has its row.
    """

    cipher_ok: bool
    sqlite_ok: bool
    audit_lines: int
    first_broken: int | None
    crossings: int
    outbox: OutboxView
    outbox_ok: bool = True

    @property
    def intact(self) -> bool:
        """Whether nothing at all was found wrong."""
        return self.cipher_ok and self.sqlite_ok and self.outbox_ok and self.first_broken is None


class KeeperPort(Protocol):
    """Checks of the store itself."""

    def check(self) -> StoreReport:
        """Cipher and SQLite integrity, then the whole audit chain. Long: call it off the UI thread."""


@dataclass(frozen=True, slots=True)
class HqEnrolment:
    """What enrolment settled: who HQ is and how it knows this station (written by `sync.enrol`).

    Keys are raw bytes: Ed25519 private (station's), Ed25519 public (HQ's receipts), X25519 public
    (sealing to HQ). `ca_pem` is HQ's certification authority, the only one trusted for TLS; by
    `certificate` (PEM) and `tls_key` (PEM, P-256) the station proves itself in TLS, both empty for one
    that was enrolled before HQ gave certificates. The recovery slot is sealed to `hq_recovery_key`
    (X25519), or where that is empty to the key of batches.
    """

    hq_url: str
    station_number: int
    token: str = field(repr=False)
    signing_key: bytes = field(repr=False)
    hq_receipt_key: bytes
    hq_seal_key: bytes
    ca_pem: bytes
    certificate: bytes = b""
    tls_key: bytes = field(default=b"", repr=False)
    hq_recovery_key: bytes = b""


@dataclass(frozen=True, slots=True)
class PendingEnrolment:
    """An enrolment that waits for HQ's answer on a stick (`sync.enrol.Pending`); `name` begins the names of
    its files. It holds keys: for the encrypted store alone."""

    name: str
    hq_url: str
    port: str
    request: bytes
    ca_fingerprint: bytes
    signing_key: bytes = field(repr=False)
    tls_key: bytes = field(repr=False)


class EnrolmentPort(Protocol):
    """Keeps what enrolment settled and seals the recovery slot to HQ's key. For who may enrol alone: each
    call raises WorldError(NOT_ALLOWED)."""

    def current(self) -> HqEnrolment | None:
        """What enrolment settled last, None before the first: a station enrolled again keeps its key."""

    def pending(self) -> PendingEnrolment | None:
        """The enrolment by stick that waits for HQ's answer."""

    def keep_pending(self, pending: PendingEnrolment) -> None:
        """Keep it, in the place of any other; audited."""

    def save(self, enrolment: HqEnrolment) -> None:
        """Keep it in the encrypted store and add the recovery slot; nothing is pending then. Audited."""


class TrustPort(Protocol):
    """The certificates and revocation lists on which proofs of chips rest. Every change is audited."""

    def anchors(self) -> Anchors:
        """All that is trusted now, for use on any thread; milliseconds for a thousand certificates.

        Later imports do not change it: ask again after one."""

    def sources(self) -> Sequence[Source]:
        """Every list, CRL and certificate file on board, newest import first."""

    def plan(self, file: TrustFile, roots: Sequence[TrustFile] = (), *, older: bool = False) -> ImportPlan:
        """What `take_in` would do, without doing it; raises as it does."""

    def take_in(self, file: TrustFile, roots: Sequence[TrustFile] = (), *, older: bool = False) -> ImportPlan:
        """Take in what holds of a file, all of it in one transaction, and say what came of it.

        `roots` are certificate files whose certificates may vouch for signers of master lists from
        now on. A newer list takes the place of an older one of the same origin; `older` permits the
        way back. Raises WorldError(TRUST_NOT_VOUCHED, TRUST_FILE_DAMAGED, TRUST_FILE_OLDER,
        TRUST_FILE_UNKNOWN) when nothing of the file holds, WorldError(NOT_ALLOWED, STORE_*)."""

    def remove(self, source_id: str) -> Source:
        """Take a source with its certificates and CRLs away (its id or the beginning of it); importing
        its file brings it back. Raises WorldError(TRUST_SOURCE_UNKNOWN, NOT_ALLOWED, STORE_*)."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An officer with the store open: everything that the desk and the commands may touch."""

    officer: Officer
    station: Station
    crossings: CrossingPort
    drafts: DraftPort
    outbox: OutboxPort
    officers: OfficersPort
    keeper: KeeperPort
    enrolment: EnrolmentPort
    trust: TrustPort
    lists: ListsPort
    cases: CasesPort
    shift: ShiftPort
    valve: ValvePort
    statistics: StatisticsPort
    trail: TrailPort
    retention: RetentionPort


@dataclass(frozen=True, slots=True)
class StationPlan:
    """What `matapa init` asks: country (Doc 9303-3, 5), port (UN/LOCODE), booth, HQ, first administrator."""

    country: str
    port: str
    booth: str
    hq_url: str
    administrator: str
    administrator_name: str
    password: str = field(repr=False)
    training: bool = False


@dataclass(frozen=True, slots=True)
class Rescue:
    """What could be saved of a damaged store: records and audit lines, and how many are lost for good."""

    records: int
    records_lost: int
    audit_lines: int
    audit_lines_lost: int


class FoundingPort(Protocol):
    """Makes a station out of an empty home, or out of what is left of a damaged one."""

    def found(self, plan: StationPlan) -> Station:
        """Make key slots and store. Raises WorldError(STATION_EXISTS, FIELD_INVALID,
        PASSWORD_TOO_WEAK); never touches a station that is there."""

    def rescue(self, username: str, password: str) -> Rescue:
        """Save all that can be read of a damaged store into a new one; the old file is kept beside it.

        For a role that may check the store; nothing else may have it open. Raises WorldError
        (SIGN_IN_WRONG, SIGN_IN_LOCKED, NOT_ALLOWED, STORE_MISSING, STORE_DAMAGED, STORE_FULL)."""


class SignInPort(Protocol):
    """The door of the station."""

    def usernames(self) -> Sequence[str]:
        """Accounts that have a key slot, for completion at the sign-in screen."""

    def sign_in(self, username: str, password: str) -> SignedIn:
        """Open the store. Takes about a third of a second (Argon2id): call it off the UI thread.

        Raises WorldError(SIGN_IN_WRONG, SIGN_IN_LOCKED, KEY_FILE_DAMAGED, STORE_MISSING,
        STORE_DAMAGED, STORE_NEWER).
        """

    def unlock(self, session: SignedIn, password: str) -> None:
        """Prove the same officer again after the screen lock; raises as `sign_in`."""

    def vouch(self, session: SignedIn, username: str, password: str, act: Act) -> Officer:
        """Prove a second person at this desk, who may do the act; the desk stays the first one's.

        As slow as `sign_in`: call it off the UI thread. Audited, also when it fails. Raises WorldError
        (SIGN_IN_WRONG, SIGN_IN_LOCKED, NOT_ALLOWED: the role may not, or it is the same officer).
        """

    def change_password(self, session: SignedIn, old: str, new: str) -> None:
        """Re-wrap this officer's slot; raises WorldError(SIGN_IN_WRONG, PASSWORD_TOO_WEAK)."""

    def sign_out(self, session: SignedIn) -> None:
        """Close the store and forget the key; audited."""
