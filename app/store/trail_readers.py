"""Who asked for a traveller or was shown a crossing of theirs, found without walking the chain.

The chain names nobody: it holds what was asked for under the store's own key, and what was shown by rows.
Both are filed by line when somebody asks, in short transactions; all of it follows from the chain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.failure import WorldError
from app.domain.names import document_number_key, fold
from app.domain.record import decode
from app.flow.trail import ReadersQuestion, Reading, ReadingWay, TrailLine, TrailProgress, TrailValue
from app.store import audit
from app.store.audit import AuditAct
from app.store.card_index import id_bytes
from app.store.database import Connections
from app.store.driver import Connection
from app.store.identity import load_query_key
from app.store.lookups import blind
from app.store.trail_lines import detail_of, file_blocks, load

ASKING = frozenset({AuditAct.READ_HISTORY, AuditAct.READ_SEARCH, AuditAct.READ_READERS})
"""Acts whose subject is what was asked for, blinded."""
_READING = ASKING | {
    AuditAct.READ_SHIFT, AuditAct.READ_VERSIONS, AuditAct.READ_CASES, AuditAct.SCREENED, AuditAct.READ_AUDIT,
    AuditAct.DAY_EXPORT_BEGUN, AuditAct.DAY_EXPORTED,
}  # fmt: skip
_TAKING_AWAY = frozenset({AuditAct.DAY_EXPORT_BEGUN, AuditAct.DAY_EXPORTED})
"""What was begun may be on a stick that was pulled out before it was noted as done."""
_OPENING = frozenset({AuditAct.READ_VERSIONS, AuditAct.SCREENED})
_ACTS = ", ".join(f"'{act.value}'" for act in sorted(_READING))
_AT_ONCE = 4_000
"""Lines filed in one transaction: a recording waits for some hundredths of a second at most."""
MOST_ROWS = 1_000
_MOST_PEOPLE = 5
_LOGS = 1 << 40
"""So far below zero are the numbers of daily logs filed, beneath those of lines that opened cases."""
_SHORTEST = 3
"""Letters of a name from which on a search for its beginning counts as a search for the person."""
_IN_LOGS = """
    SELECT d.number FROM cards k JOIN cards f ON f.record_id = k.crossing_id
    JOIN day_logs d ON d.after_seq < k.crossing AND k.crossing <= d.up_to_seq
        AND d.since <= f.at AND f.at < d.until
    WHERE k.crossing IN ({})"""
_FILED = ("trail_blocks", "trail_entries", "trail_subjects", "trail_shown", "trail_read_up_to")
_UP_TO = "SELECT coalesce(max(line), 0) FROM trail_read_up_to"


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody may be asked for by, folded as searches fold it."""

    number: str = ""
    surname: str = ""
    given: str = ""
    birth: str = ""
    nationality: str = ""


@dataclass(frozen=True, slots=True)
class Traces:
    """Where the chain can speak of a traveller: rows of their crossings, ids of these and of their cases,
    the lines that opened cases, what may have been asked for, lines in which it was recorded, and the daily
    logs that tell of them."""

    rows: frozenset[int]
    ids: frozenset[bytes]
    cases: frozenset[bytes]
    opened: frozenset[int]
    asked: frozenset[bytes]
    recorded: frozenset[int]
    logs: frozenset[int]

    def lines(self, connection: Connection) -> list[int]:
        """Every line that does, newest first."""
        subjects = [subject_key(one) for one in (*self.asked, *self.ids, *self.cases)]
        shown = [*self.rows, *(-line for line in self.opened), *(-_LOGS - number for number in self.logs)]
        found = set(self.recorded)
        found |= _lines_of(connection, "SELECT line FROM trail_subjects WHERE subject IN ({})", subjects)
        found |= _lines_of(connection, "SELECT line FROM trail_shown WHERE shown IN ({})", shown)
        return sorted(found, reverse=True)

    def reading(self, line: TrailLine) -> Reading | None:
        """What the line itself says of them; None where it only looked as if it did."""
        numbers, logs = _numbers(line, "shown"), _numbers(line, "numbers")
        of_cases = line.act == AuditAct.READ_CASES
        found = set() if of_cases else numbers & self.rows
        by_readers = line.act == AuditAct.READ_READERS  # it said who read of them, and showed no crossing
        seen = 0 if by_readers else len(found)
        asked = line.act in ASKING and line.subject in self.asked
        ways = {
            ReadingWay.ASKED: asked or (by_readers and bool(found)),
            ReadingWay.OPENED: line.act in _OPENING and line.subject in self.ids,
            ReadingWay.SHOWN: bool(seen),
            ReadingWay.RECORDED: line.seq in self.recorded,
            ReadingWay.CASE: of_cases and (line.subject in self.cases or bool(numbers & self.opened)),
            ReadingWay.EXPORTED: line.act in _TAKING_AWAY and bool(logs & self.logs),
        }
        holding = tuple(way for way, holds in ways.items() if holds)
        return Reading(line, holding, seen) if holding else None


def file_readings(connections: Connections, progress: TrailProgress) -> None:
    """File the lines of reading that came since this was last asked, in short transactions."""
    with connections.reading("store.readers") as connection:
        (first,), (last, _) = connection.execute(_UP_TO).fetchone(), audit.head(connection)
    done = first
    while done < last:
        with connections.writing("store.readers", durable=False) as connection:
            (done,) = connection.execute(_UP_TO).fetchone()
            upto = min(done + _AT_ONCE, last)
            _file(connection, done, upto)
            connection.execute("REPLACE INTO trail_read_up_to VALUES (1, ?)", (max(upto, done),))
        done = upto
        progress(done - first, max(last - first, 1))


def file_anew(connections: Connections, progress: TrailProgress) -> None:
    """Throw away by what lines are found, and make it anew: it then says what the chain says, no more."""
    with connections.writing("store.trail", durable=False) as connection:
        for table in _FILED:
            connection.execute(f"DELETE FROM {table}")
    file_blocks(connections)
    file_readings(connections, progress)


def traces(connection: Connection, question: ReadersQuestion, with_cases: bool) -> Traces:
    """Where the chain can speak of whom is asked for; cases only for who may settle them."""
    rows = _rows(connection, question)
    people = {_asked_person(question), *_people(connection, rows)}
    key = load_query_key(connection)
    asked = {blind(key, one) for person in people for one in questions(person)}
    ids = {_record_id(question)} if question.record_id else set()
    ids |= _blobs(connection, "SELECT record_id FROM cards WHERE crossing IN ({})", rows)
    ids |= _blobs(connection, "SELECT crossing_id FROM cards WHERE crossing IN ({})", rows)
    recorded = _lines_of(connection, "SELECT audit_seq FROM records WHERE seq IN ({})", rows)
    cases, opened = _cases(connection, ids) if with_cases else (set(), set())
    return Traces(
        frozenset(rows), frozenset(ids), frozenset(cases), frozenset(opened), frozenset(asked | ids),
        frozenset(recorded), frozenset(_lines_of(connection, _IN_LOGS, rows)),
    )  # fmt: skip


def questions(person: Person) -> Iterator[dict[str, str]]:
    """Everything by which this person may have been asked for: by number, and by beginnings of the name."""
    numbers = {"", person.number}
    births, nationalities = {"", person.birth}, {"", person.nationality}
    for number in numbers:
        for surname in {"", *_beginnings(person.surname)}:
            for given in {"", *_beginnings(person.given)}:
                for birth in births if number or surname else ():
                    # A surname alone is many people's: such a search counts by whom it showed.
                    for nationality in nationalities if number or birth or given else ():
                        yield {
                            "number": number, "surname": surname, "given": given, "birth": birth,
                            "nationality": nationality,
                        }  # fmt: skip


def subject_key(subject: bytes) -> int:
    """By what a subject is filed: its first eight bytes; whoever finds it so looks at all of it."""
    return int.from_bytes(subject[:8].ljust(8, b"\0"), "big", signed=True)


def _beginnings(name: str) -> Iterator[str]:
    yield name
    yield from (name[:length].rstrip() for length in range(_SHORTEST, len(name)))


def _file(connection: Connection, after: int, up_to: int) -> None:
    subjects, shown = [], []
    rows = connection.execute(
        f"SELECT seq, act, subject, detail FROM audit WHERE seq > ? AND seq <= ? AND act IN ({_ACTS})",
        (after, up_to),
    )
    for seq, act, subject, detail in rows:
        if subject:
            subjects.append((subject_key(subject), seq))
        if act != AuditAct.SCREENED:
            shown += [(thing, seq) for thing in _shown(act, dict(detail_of(detail)))]
    connection.executemany("INSERT OR IGNORE INTO trail_subjects VALUES (?, ?)", sorted(subjects))
    connection.executemany("INSERT OR IGNORE INTO trail_shown VALUES (?, ?)", sorted(shown))


def _shown(act: str, said: dict[str, TrailValue]) -> list[int]:
    """What a line showed, as it is filed."""
    numbers = said.get("numbers" if act in _TAKING_AWAY else "shown")
    if not isinstance(numbers, list) or any(not 0 < number < _LOGS for number in numbers):
        return []
    if act in _TAKING_AWAY:
        return [-_LOGS - number for number in numbers]
    return [-line for line in numbers] if act == AuditAct.READ_CASES else numbers


def _numbers(line: TrailLine, name: str) -> set[int]:
    said = line.said(name)
    return set(said) if isinstance(said, list) else set()


def _rows(connection: Connection, question: ReadersQuestion) -> list[int]:
    """Rows of the traveller's crossings with all their versions, the newest."""
    terms: list[tuple[str, tuple[object, ...]]] = []
    if question.document_number:
        terms.append(("number_key = ?", (document_number_key(question.document_number),)))
    if question.surname and question.birth_date:
        terms.append(("surname_key = ? AND birth_date = ?", (fold(question.surname), question.birth_date)))
    if question.record_id:
        terms.append(("record_id = ?", (_record_id(question),)))
    found: set[int] = set()
    for term, values in terms:
        rows = connection.execute(
            f"SELECT crossing, crossing_id FROM cards WHERE {term} ORDER BY crossing DESC LIMIT {MOST_ROWS}",
            values,
        ).fetchall()
        found |= {row[0] for row in rows}
        found |= _versions(connection, {row[1] for row in rows})
    return sorted(found, reverse=True)


def _versions(connection: Connection, crossings: set[bytes]) -> set[int]:
    marks = "SELECT crossing FROM cards WHERE record_id IN ({})"
    later = "SELECT crossing FROM cards WHERE version > 1 AND crossing_id IN ({})"
    return _lines_of(connection, marks, crossings) | _lines_of(connection, later, crossings)


def _people(connection: Connection, rows: Sequence[int]) -> set[Person]:
    """Who the newest of these crossings say that this is."""
    found: set[Person] = set()
    for row in rows:
        (record,) = connection.execute("SELECT record FROM records WHERE seq = ?", (row,)).fetchone()
        try:
            crossing = decode(record)
        except WorldError:
            continue  # what cannot be read was asked for by nobody that we can name
        traveller = crossing.traveller
        found.add(
            Person(
                document_number_key(crossing.document.number), fold(traveller.surname),
                fold(traveller.given_names), str(traveller.birth_date), traveller.nationality,
            )
        )  # fmt: skip
        if len(found) == _MOST_PEOPLE:
            break
    return found


def _asked_person(question: ReadersQuestion) -> Person:
    number, surname = document_number_key(question.document_number), fold(question.surname)
    return Person(number, surname, birth=question.birth_date)


def _record_id(question: ReadersQuestion) -> bytes:
    return id_bytes(question.record_id)


def _cases(connection: Connection, crossings: set[bytes]) -> tuple[set[bytes], set[int]]:
    cases = _blobs(connection, "SELECT case_id FROM alert_cases WHERE crossing IN ({})", crossings)
    return cases, _lines_of(connection, "SELECT opened FROM alert_cases WHERE crossing IN ({})", crossings)


def _lines_of(connection: Connection, select: str, values: Sequence[object] | set[bytes]) -> set[int]:
    return {int(one) for one in _column(connection, select, list(values))}


def _blobs(connection: Connection, select: str, values: Sequence[object] | set[bytes]) -> set[bytes]:
    return {bytes(one) for one in _column(connection, select, list(values))}


def _column(connection: Connection, select: str, values: list[object]) -> Iterator[Any]:
    for start in range(0, len(values), 500):
        some = values[start : start + 500]
        yield from (row[0] for row in connection.execute(select.format(",".join("?" * len(some))), some))


def readings(connection: Connection, traced: Traces, seqs: list[int]) -> Iterator[Reading]:
    """What these lines say of the traveller."""
    for line in load(connection, seqs):
        reading = traced.reading(line)
        if reading is not None:
            yield reading
