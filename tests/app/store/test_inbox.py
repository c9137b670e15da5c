"""What HQ publishes comes on board in its order, whole, and is asked from then on by every desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failure import FailureCode, WorldError
from app.flow.ports import SignedIn
from app.screening.content import PUT, TAKE_AWAY
from app.screening.document_index import joined, parted
from app.screening.lists import ListKind
from app.screening.screening import ListUse
from app.screening.subject import Subject
from app.store.door import session_inbox
from app.store.inbox import SqlInbox
from app.store.list_loading import folded
from sync.ports import Held
from tests.app.store.alert_lists import (
    KEYRING,
    OTHER_RING,
    HqInTest,
    Published,
    away,
    digests,
    header,
    held,
    keys,
    people,
    person,
    put,
    subject,
)
from tests.app.store.booth import StationInTest
from tests.app.store.test_lists import MELE, PITA, SELA, count, files, list_lines
from tests.helpers.fuzzing import fuzzed
from tests.helpers.logs import ExpectLog


@contextmanager
def inbox(station: StationInTest) -> Iterator[tuple[SqlInbox, SignedIn]]:
    """The inbox beside an officer's open session, with the national keys on board."""
    with station.signed_in("officer") as session:
        opened = session_inbox(session)
        if opened.keyring() is None:
            opened.keep_keyring(keys(), KEYRING)
        try:
            yield opened, session
        finally:
            opened.close()


def hq(stream: str = "people/un", kind: ListKind = ListKind.PEOPLE) -> HqInTest:
    return HqInTest(stream, header(stream.partition("/")[2], kind))


def met(session: SignedIn, whom: Any) -> list[tuple[str, int]]:
    return [(hit.entry_id, hit.list_version) for hit in session.lists.screen(subject(whom)).hits]


def stolen(session: SignedIn, number: str) -> bool:
    asked = Subject((), document_number=number, issuing_state="UTO", document_class="P")
    return bool(session.lists.screen(asked).documents)


def refused(inbox: SqlInbox, published: Published) -> FailureCode:
    with pytest.raises(WorldError) as error:
        inbox.take(*published)
    return error.value.failure.code


def test_a_list_of_hq_comes_in_and_an_open_desk_asks_it_at_once(station: StationInTest) -> None:
    source, heard = hq(), []
    with inbox(station) as (box, session):
        session.lists.on_change(lambda: heard.append("changed"))
        publication, chunks = source.snapshot(put([MELE, PITA]), 2)
        box.take(publication, chunks)
        assert met(session, MELE) == [("N.1", 1)]
        assert session.lists.entry("un", "N.2") == PITA
        (status,) = session.lists.status()
        assert (status.publication, status.asked.header.count, status.asked.use) == (1, 2, ListUse.ASKED)
        assert box.held()["people/un"] == held(publication)
        assert heard == ["changed"]
    assert [line[0] for line in list_lines(station, "list_taken")] == ["station"]
    assert list_lines(station, "list_taken")[0][1] == publication.digest
    with station.signed_in("officer") as session:
        assert met(session, PITA) == [("N.2", 1)]


def test_a_delta_puts_changes_and_takes_away(station: StationInTest) -> None:
    source, others = hq(), people(100)
    with inbox(station) as (box, session):
        box.take(*source.snapshot(put([MELE, PITA, *others]), 102))
        moved = replace(PITA, names=person("N.2", "VAILELE KORONA").names)
        box.take(*source.delta([*put([SELA, moved]), *away("N.1")], 102))
        assert (met(session, MELE), met(session, SELA)) == ([], [("N.3", 2)])
        assert (met(session, PITA), met(session, moved)) == ([], [("N.2", 2)])
        box.take(*source.delta([*put([MELE]), *away("N.3", "N.2")], 101))
        assert (met(session, MELE), met(session, SELA), met(session, moved)) == ([("N.1", 3)], [], [])
        (first, *_) = others
        assert (first.entry_id, 3) in met(session, first)
    with station.signed_in("officer") as session:
        assert (met(session, MELE), met(session, SELA), met(session, moved)) == ([("N.1", 3)], [], [])
    assert files(station) == ["1.people"]


def test_many_changes_make_the_index_anew_and_nothing_old_stays(station: StationInTest) -> None:
    source, many = hq(), people(60)
    with inbox(station) as (box, session):
        box.take(*source.snapshot(put(many), 60))
        box.take(*source.delta([*put([MELE]), *away(*(entry.entry_id for entry in many[:30]))], 31))
        assert met(session, MELE) == [("N.1", 2)]
        assert many[3].entry_id not in [entry_id for entry_id, _ in met(session, many[3])]
        assert many[40].entry_id in [entry_id for entry_id, _ in met(session, many[40])]
    assert files(station) == ["2.people"]
    assert count(station, "list_entries") == 31


def test_a_snapshot_takes_the_place_of_whatever_was_there(station: StationInTest) -> None:
    source = hq()
    with station.signed_in("supervisor") as session:
        session.lists.take_in(header("un"), [MELE, SELA])
    with inbox(station) as (box, session):
        box.take(*source.snapshot(put([PITA, SELA]), 2))
        assert (met(session, MELE), met(session, PITA)) == ([], [("N.2", 1)])
    with station.signed_in("supervisor") as session:
        for change in (
            lambda: session.lists.take_in(header("un"), [MELE]),
            lambda: session.lists.remove("un"),
        ):
            with pytest.raises(WorldError) as error:
                change()
            assert error.value.failure.code is FailureCode.LIST_OF_HQ


def test_gaps_and_rollbacks_are_refused_and_change_nothing(station: StationInTest) -> None:
    source = hq()
    with inbox(station) as (box, session):
        first = source.snapshot(put([MELE]), 1)
        second = source.delta(put([PITA]), 2)
        third = source.delta(put([SELA]), 3)
        assert refused(box, second) is FailureCode.PUBLICATION_GAP
        box.take(*first)
        assert refused(box, third) is FailureCode.PUBLICATION_GAP
        assert refused(box, (replace(second[0], previous=bytes([9]) * 32), second[1])) is (
            FailureCode.PUBLICATION_GAP
        )
        box.take(*second)
        for old in (first, second):
            assert refused(box, old) is FailureCode.PUBLICATION_OLDER
        assert (met(session, PITA), met(session, SELA)) == ([("N.2", 2)], [])
        assert box.held()["people/un"] == held(second[0])
        box.take(*third)
        assert met(session, SELA) == [("N.3", 3)]


def test_a_station_that_is_up_to_date_goes_on_past_a_snapshot_of_the_same_state(
    station: StationInTest,
) -> None:
    source = hq()
    with inbox(station) as (box, session):
        first, chunks = source.snapshot(put([MELE]), 1)
        box.take(first, chunks)
        source.snapshot(put([MELE]), 1, besides=held(first))
        box.take(*source.delta(put([PITA]), 2, besides=held(first)))
        assert met(session, PITA) == [("N.2", 3)]


def test_what_breaks_off_on_the_way_leaves_everything_as_it_was(station: StationInTest) -> None:
    source = hq()

    def torn(chunks: list[bytes]) -> Iterator[bytes]:
        yield from chunks[:-1]
        raise WorldError(FailureCode.PUBLICATION_DAMAGED, "publication.digest")

    with inbox(station) as (box, session):
        box.take(*source.snapshot(put([MELE]), 1))
        long = [replace(entry, remarks="x" * 2000) for entry in people(300)]
        publication, chunks = source.snapshot(put([PITA, *long]), 301)
        assert len(chunks) > 2
        assert refused(box, (publication, torn(chunks))) is FailureCode.PUBLICATION_DAMAGED  # type: ignore[arg-type]
        assert (met(session, MELE), met(session, PITA)) == ([("N.1", 1)], [])
        assert (count(station, "list_entries"), count(station, "list_loads")) == (1, 0)
        box.take(publication, chunks)
        assert met(session, PITA) == [("N.2", 2)]


@pytest.mark.parametrize(
    "stream, changes, number, code",
    [
        ("people/un", put([MELE]), 2, FailureCode.PUBLICATION_DAMAGED),
        ("people/un", [(PUT, b"no entry")], 1, FailureCode.LIST_BAD_ENTRY),
        ("people/un", [(PUT, cbor2.dumps([1, ["X"]]))], 1, FailureCode.LIST_BAD_ENTRY),
        ("people/un", [(PUT, 7)], 1, FailureCode.PUBLICATION_DAMAGED),
        ("people/un", [(TAKE_AWAY, b"N.1")], 0, FailureCode.PUBLICATION_DAMAGED),
        ("documents/un", [(PUT, b"1234567")], 1, FailureCode.PUBLICATION_DAMAGED),
        ("documents/un", [(PUT, bytes(8) + bytes(8))], 2, FailureCode.PUBLICATION_DAMAGED),
        ("documents/un", [(PUT, digests(["A"]))], 2, FailureCode.PUBLICATION_DAMAGED),
        ("earlier/un", [(PUT, [bytes(8), "2026-11-23", "UTBAY", 1, "document", "x"])], 1,
         FailureCode.PUBLICATION_DAMAGED),
        ("earlier/un", [(PUT, [bytes(7), "2026-11-23", "UTBAY", True, "document", "x"])], 1,
         FailureCode.PUBLICATION_DAMAGED),
    ],
    ids=["count", "entry", "short entry", "number", "id", "digest", "order", "digests", "bool", "length"],
)  # fmt: skip
def test_contents_that_are_not_what_the_stream_holds_are_refused_whole(
    station: StationInTest, stream: str, changes: Any, number: int, code: FailureCode
) -> None:
    source = hq(stream, ListKind(stream.partition("/")[0]))
    with inbox(station) as (box, session):
        assert refused(box, source.snapshot(changes, number)) is code
        assert list(session.lists.status()) == []
        assert "people/un" not in box.held()
    assert count(station, "list_entries") == count(station, "list_loads") == 0


def test_a_header_of_another_list_or_kind_is_refused(station: StationInTest) -> None:
    with inbox(station) as (box, _):
        for stream, told in (("people/un", header("other")), ("people/un", header("un", ListKind.DOCUMENTS))):
            source = HqInTest(stream, told)
            assert refused(box, source.snapshot([], 0)) is FailureCode.PUBLICATION_DAMAGED


def test_stolen_documents_come_as_snapshot_and_deltas(station: StationInTest) -> None:
    source = hq("documents/sltd", ListKind.DOCUMENTS)
    numbers = [f"S{number:07}" for number in range(1000)]
    with inbox(station) as (box, session):
        box.take(*source.snapshot([(PUT, digests(numbers[:500])), (PUT, digests(numbers[500:900]))], 900))
        assert (stolen(session, "S0000007"), stolen(session, "S0000950")) == (True, False)
        box.take(*source.delta([(TAKE_AWAY, digests(numbers[:10])), (PUT, digests(numbers[900:]))], 990))
        assert (stolen(session, "S0000007"), stolen(session, "S0000950")) == (False, True)
        box.take(*source.delta([(PUT, digests([numbers[7]]))], 991))
        assert stolen(session, "S0000007")
        assert session.lists.status()[0].asked.header.count == 991
    with station.signed_in("officer") as session:
        assert (stolen(session, "S0000007"), stolen(session, "S0000008")) == (True, False)


def test_many_changed_documents_write_the_file_anew(
    station: StationInTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.list_taking.FEWEST_DOCUMENTS", 100)
    source = hq("documents/sltd", ListKind.DOCUMENTS)
    numbers = [f"S{number:07}" for number in range(1000)]
    with inbox(station) as (box, session):
        box.take(*source.snapshot([(PUT, digests(numbers[:500]))], 500))
        assert files(station) == ["1.documents"]
        box.take(*source.delta([(TAKE_AWAY, digests(numbers[:200])), (PUT, digests(numbers[500:]))], 800))
        assert files(station) == ["2.documents"]
        assert [stolen(session, numbers[place]) for place in (7, 300, 900)] == [False, True, True]
    assert count(station, "list_digests") == 0


def test_a_damaged_file_of_documents_counts_as_not_on_board_and_a_snapshot_mends_it(
    station: StationInTest, expect_log: ExpectLog
) -> None:
    expect_log("list sltd cannot be opened")
    source = hq("documents/sltd", ListKind.DOCUMENTS)
    first = source.snapshot([(PUT, digests(["A1234567"]))], 1)
    with inbox(station) as (box, _):
        box.take(*first)
    (path,) = station.place.lists.iterdir()
    path.write_bytes(b"")
    with inbox(station) as (box, session):
        assert "documents/sltd" not in box.held()
        assert refused(box, source.delta([(PUT, digests(["B1234567"]))], 2)) is FailureCode.PUBLICATION_GAP
        box.take(*first)
        assert stolen(session, "A1234567")
        assert box.held()["documents/sltd"] == held(first[0])


def test_without_the_national_keys_no_digests_come_in(station: StationInTest) -> None:
    source = hq("documents/sltd", ListKind.DOCUMENTS)
    with station.signed_in("officer") as session:
        box = session_inbox(session)
        assert (box.keyring(), box.held()) == (None, {})
        assert refused(box, source.snapshot([(PUT, digests(["A"]))], 1)) is FailureCode.PUBLICATION_NO_KEY
        box.close()


def test_keys_are_kept_and_a_new_document_key_leaves_older_lists_readable(station: StationInTest) -> None:
    source = hq("documents/sltd", ListKind.DOCUMENTS)
    with station.signed_in("supervisor") as session:
        own = header("own", ListKind.DOCUMENTS)
        session.lists.take_in_numbers(own, [("UTO", "P", "C1234567")])
    with inbox(station) as (box, session):
        assert box.keyring() == KEYRING
        box.take(*source.snapshot([(PUT, digests(["A1234567"]))], 1))
        with pytest.raises(WorldError) as older:
            box.keep_keyring(keys(), OTHER_RING)
        assert older.value.failure.code is FailureCode.PUBLICATION_OLDER
        box.keep_keyring(keys(sequence=2), OTHER_RING)
        assert box.keyring() == OTHER_RING
        assert (stolen(session, "A1234567"), stolen(session, "C1234567")) == (True, True)
        delta = source.delta([(PUT, digests(["B1234567"], OTHER_RING))], 2)
        assert refused(box, delta) is FailureCode.PUBLICATION_GAP
        box.take(*source.snapshot([(PUT, digests(["A1234567", "B1234567"], OTHER_RING))], 2))
        assert (stolen(session, "A1234567"), stolen(session, "B1234567")) == (True, True)
    assert [line[2]["keys"] for line in list_lines(station, "keyring_taken")] == [1, 1]


def test_the_inbox_knows_port_and_folder_and_no_identity_before_enrolment(station: StationInTest) -> None:
    with inbox(station) as (box, _):
        assert (box.port(), box.identity()) == ("UTAVR", None)
        assert box.folder().is_dir()
        assert box.folder().parent == station.place.folder


def test_an_index_that_answers_wrongly_is_refused_and_the_list_before_goes_on(
    station: StationInTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = hq()
    with inbox(station) as (box, session):
        box.take(*source.snapshot(put([MELE]), 1))
        # A program that makes a bad index cannot be had otherwise.
        monkeypatch.setattr("app.store.list_loading.known_answers", lambda loaded, entries: False)
        assert refused(box, source.snapshot(put([PITA]), 1)) is FailureCode.LIST_KNOWN_ANSWERS
        assert (met(session, MELE), met(session, PITA)) == ([("N.1", 1)], [])
    ((actor, _, detail),) = list_lines(station, "list_refused")
    assert (actor, detail) == ("station", {"code": "LST-03", "list": "un", "publication": 2})
    assert files(station) == ["1.people"]


@fuzzed(share=0.03)
@given(st.lists(st.tuples(st.booleans(), st.sets(st.integers(0, 40), max_size=9)), max_size=6))
def test_changes_of_documents_fold_into_what_the_last_word_said(changes: list[tuple[bool, set[int]]]) -> None:
    last: dict[int, bool] = {}
    for gone, numbers in changes:
        last |= dict.fromkeys(numbers, gone)
    rows = [(gone, joined(number.to_bytes(8) for number in numbers)) for gone, numbers in changes]
    added, removed = folded(rows)
    assert added.tolist() == sorted(number for number, gone in last.items() if not gone)
    assert removed.tolist() == sorted(number for number, gone in last.items() if gone)
    assert parted(joined(added)).tolist() == added.tolist()


def test_where_a_stream_stands_is_kept_over_a_restart(station: StationInTest) -> None:
    source = hq()
    publication, chunks = source.snapshot(put([MELE]), 1)
    with inbox(station) as (box, _):
        box.take(publication, chunks)
    with inbox(station) as (box, _):
        assert box.held() == {"people/un": held(publication), "keys/7": Held(1, bytes([1]) * 32)}
