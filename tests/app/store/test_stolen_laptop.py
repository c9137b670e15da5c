"""Whoever takes the machine finds no traveller on it: not in any file, in any spelling."""

from __future__ import annotations

from pathlib import Path

from app.domain.crossing import Crossing
from app.flow.ports import HqEnrolment, ReadPurpose, SearchQuery
from app.store.door import session_outbox
from tests.app.store.booth import PASSWORDS, StationInTest, travellers

TOKEN = "a-bearer-token-of-enrolment"
SIGNING_KEY = bytes(range(32))


def traces(crossings: list[Crossing]) -> set[bytes]:
    """Names, numbers and MRZ lines, as UTF-8, UTF-16 and in small letters."""
    texts: set[str] = set()
    for crossing in crossings:
        document, traveller = crossing.document, crossing.traveller
        texts |= {document.number, document.surname, traveller.surname, *document.mrz_lines}
        texts |= {*document.given_names.split(), *traveller.given_names.split()}
    long_enough = {text for text in texts if len(text) >= 5}
    spelled = long_enough | {text.lower() for text in long_enough} | {text.title() for text in long_enough}
    return {text.encode(code) for text in spelled for code in ("utf-8", "utf-16-le")}


def found_in(home: Path, wanted: set[bytes]) -> list[tuple[str, bytes]]:
    files = [path for path in home.rglob("*") if path.is_file()]
    assert len(files) >= 4
    contents = {path.name: path.read_bytes() for path in files}
    return [(name, trace) for name, content in contents.items() for trace in wanted if trace in content]


def test_no_name_number_or_mrz_is_in_any_file(station: StationInTest) -> None:
    people = travellers(80)
    wanted = traces(people)
    assert len(wanted) > 300
    door = station.door()
    session = door.sign_in("officer", PASSWORDS["officer"])
    for crossing in people:
        session.drafts.keep("\n".join(crossing.document.mrz_lines).encode())
        session.crossings.record(crossing)
        session.crossings.history(crossing.document.number, crossing.traveller.surname, "1980-01-01")
    session.crossings.search(SearchQuery(surname=people[0].traveller.surname), ReadPurpose.INQUIRY)
    session.drafts.keep(people[-1].document.surname.encode())
    outbox = session_outbox(session)
    outbox.freeze(50, lambda rows, chain: b"sealed to HQ")
    outbox.close()
    assert found_in(station.home, wanted) == [], "while it runs, write-ahead log included"
    door.sign_out(session)
    assert found_in(station.home, wanted) == [], "after signing out"


def test_no_password_key_or_token_is_in_any_file(station: StationInTest) -> None:
    with station.signed_in("harbourmaster") as session:
        session.enrolment.save(
            HqEnrolment("https://hq.example", 7, TOKEN, SIGNING_KEY, bytes(32), b"\x09" + bytes(31), b"PEM")
        )
    secrets = {TOKEN.encode(), SIGNING_KEY, *(password.encode() for password in PASSWORDS.values())}
    secrets |= {password.encode("utf-16-le") for password in PASSWORDS.values()}
    assert found_in(station.home, secrets) == []


def test_the_search_itself_would_find_a_name(station: StationInTest) -> None:
    (crossing,) = travellers(1)
    (station.home / "careless.log").write_text(f"read {crossing.document.number}")
    assert found_in(station.home, traces([crossing])) != []
