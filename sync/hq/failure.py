"""What can go wrong at HQ, each with a code, what happened and what to do now."""

from __future__ import annotations

from enum import StrEnum

from app.domain.failure import FailureCode


class HqCode(StrEnum):
    """Codes of HQ's own failures, beside those of `app.domain.failure` that stations know too."""

    DATABASE_UNREACHABLE = FailureCode.DATABASE_UNREACHABLE.value
    DATABASE_NEWER = FailureCode.DATABASE_NEWER.value
    HOME_EMPTY = "HQ-03"
    HOME_TAKEN = "HQ-04"
    STATION_UNKNOWN = "HQ-05"
    LEDGER_FOREIGN = "HQ-06"
    KEYS_MISSING = "HQ-07"
    PORT_TAKEN = "HQ-08"
    SLOT_UNREADABLE = "HQ-09"
    FIELD_WRONG = "HQ-10"
    LIST_REFUSED = "HQ-11"
    LIST_UNKNOWN = "HQ-12"
    PROPOSAL_UNKNOWN = "HQ-13"
    TRAVELLER_UNKNOWN = "HQ-14"
    QUEUE_ITEM_UNKNOWN = "HQ-15"
    RETENTION_REFUSED = "HQ-16"
    BACKUP_FAILED = "HQ-17"
    PUBLICATION_REFUSED = "HQ-18"
    TOOL_MISSING = "HQ-19"
    DRIVE_UNUSABLE = "HQ-20"
    DISK_FULL = "HQ-21"
    DATABASE_LOST = "HQ-22"
    DAY_REFUSED = "HQ-23"
    USER_UNKNOWN = "HQ-24"
    USER_REFUSED = "HQ-25"
    ENTRY_REFUSED = "HQ-26"


class HqError(Exception):
    """HQ cannot go on: told to whoever runs it, with `details` (never personal data)."""

    def __init__(self, code: HqCode, **details: str) -> None:
        self.code = code
        self.details = details
        what, remedy = _WORDS[code]
        self.what = what.format(**details)
        self.remedy = remedy.format(**details)
        super().__init__(f"{code}: {self.what} {self.remedy}")


_WORDS: dict[HqCode, tuple[str, str]] = {
    HqCode.DATABASE_UNREACHABLE: (
        "PostgreSQL does not answer ({reason}).",
        "Check that it runs and that --database-url is right; nothing was lost, stations keep their records.",
    ),
    HqCode.DATABASE_NEWER: (
        "The database has schema {found}, this HQ knows up to {known}.",
        "Run the newer matapa-hq that made it; this one has changed nothing.",
    ),
    HqCode.HOME_EMPTY: (
        "There is no HQ in {home}.",
        "Make one with: matapa-hq init --home {home} --name NAME",
    ),
    HqCode.HOME_TAKEN: (
        "There is an HQ in {home} already; it was left as it is.",
        "Choose another --home, or go on with: matapa-hq serve --home {home}",
    ),
    HqCode.STATION_UNKNOWN: (
        "No station has the number {number}.",
        "See the numbers with: matapa-hq stations",
    ),
    HqCode.LEDGER_FOREIGN: (
        "The database holds the {found} ledger of another HQ.",
        "Give this HQ its own database with --database-url; training and live records never mix.",
    ),
    HqCode.KEYS_MISSING: (
        "HQ's keys in {folder} are missing or damaged ({file}).",
        "Put them back from the backup: stations trust no others.",
    ),
    HqCode.PORT_TAKEN: (
        "{host}:{port} cannot be listened on ({reason}).",
        "End the other program, or choose another --port.",
    ),
    HqCode.SLOT_UNREADABLE: (
        "This recovery slot cannot be opened with HQ's key.",
        "Check that the file is the station's and that the station was enrolled with this HQ.",
    ),
    HqCode.FIELD_WRONG: ("{field} is not right: {value}.", "{remedy}"),
    HqCode.LIST_REFUSED: (
        "The list cannot be taken in ({failure}: {reason}).",
        "Nothing was changed. Fetch the file again from its owner, and check the format that you named.",
    ),
    HqCode.LIST_UNKNOWN: (
        "No list has the id {list_id}.",
        "See the ids with: matapa-hq list status",
    ),
    HqCode.PROPOSAL_UNKNOWN: (
        "No proposal that waits has the number {case}.",
        "See what waits with: matapa-hq list proposals",
    ),
    HqCode.TRAVELLER_UNKNOWN: (
        "No traveller has the number {number}.",
        "Search with: matapa-hq traveller find",
    ),
    HqCode.QUEUE_ITEM_UNKNOWN: (
        "Nothing in the queue has the number {number}.",
        "See what waits with: matapa-hq queue list",
    ),
    HqCode.RETENTION_REFUSED: (
        "Nothing was erased: {reason}.",
        "{remedy}",
    ),
    HqCode.BACKUP_FAILED: (
        "No good backup: {reason}.",
        "Mend what the message names and try again; the ledger itself is untouched.",
    ),
    HqCode.PUBLICATION_REFUSED: (
        "This cannot be published: {reason}.",
        "{remedy}",
    ),
    HqCode.TOOL_MISSING: (
        "The program {tool} is not installed.",
        "Install it: apt-get install {package}",
    ),
    HqCode.DRIVE_UNUSABLE: (
        "The drive cannot be used ({reason}).",
        "Check that it is plugged in and writable, then try again: nothing is taken twice.",
    ),
    HqCode.DISK_FULL: (
        "There is no room left on HQ's disk ({reason}).",
        "Make room, then try again: what HQ has kept is whole, and stations keep what it has not confirmed.",
    ),
    HqCode.DATABASE_LOST: (
        "HQ's database is not in {folder}.",
        "Is its disk there? If it is lost: matapa-hq backup open BACKUP --home {home} --to {folder}",
    ),
    HqCode.DAY_REFUSED: (
        "The daily log cannot be taken in ({reason}).",
        "{remedy}",
    ),
    HqCode.USER_UNKNOWN: (
        "No user of the console is called {username}.",
        "See the names with: matapa-hq user list",
    ),
    HqCode.USER_REFUSED: (
        "The user was not changed: {reason}.",
        "{remedy}",
    ),
    HqCode.ENTRY_REFUSED: (
        "The entry of the list was not changed: {reason}.",
        "{remedy}",
    ),
}
