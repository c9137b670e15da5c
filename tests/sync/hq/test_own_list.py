"""HQ's own list changes by two people and by no other way, whoever tries it and however fast."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alert_entry import AlertEntry, EntryBirth, EntryDocument, EntryKind, EntryName
from app.domain.dates import PartialDate
from app.domain.person import Sex
from sync.hq import own_list
from sync.hq.audit import Reader, first_broken
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError
from sync.hq.own_list import Answer, Change, EntryAct
from sync.hq.own_list_form import Typed, typed_of
from sync.hq.publishing import Press
from tests.helpers.fuzzing import fuzzed
from tests.sync.hq.quiet import QuietHq

TODAY = date(2026, 11, 28)
ANNA, BEN = Reader("anna", "lists"), Reader("ben", "lists")
WANTED = AlertEntry(
    "new", EntryKind.PERSON, (EntryName("TEVAKE MALAKAI"), EntryName("MAL TEVAKE", alias=True, weak=True)),
    births=(EntryBirth(PartialDate(1971, 3), PartialDate(1971, 3)),), nationalities=("VUT",), sex=Sex.MALE,
    documents=(EntryDocument("Passport", "V1234567", "VUT"),), reason="Court order 12", action="Call",
    agency="Police", expires=PartialDate(2027, 11, 30),
)  # fmt: skip


def refused(act: Callable[[], object], *said: str) -> None:
    with pytest.raises(HqError) as failed:
        act()
    assert failed.value.code is HqCode.ENTRY_REFUSED
    assert all(part in f"{failed.value.what} {failed.value.remedy}" for part in said)


def added(connection: Connection) -> Change:
    """An entry that is on the list."""
    change = own_list.propose_new(connection, WANTED, "asked for by police", ANNA)
    return own_list.approve(connection, change.number, "order seen", BEN)


def test_an_entry_is_proposed_approved_published_changed_and_withdrawn(quiet_hq: QuietHq) -> None:
    with quiet_hq.connection() as connection:
        change = own_list.propose_new(connection, WANTED, "asked for by police", ANNA)
        assert own_list.current(connection, change.entry_id) is None
        done = own_list.approve(connection, change.number, "order seen", BEN)
        assert (done.answer, done.list_version, done.answered_by) == (Answer.APPROVED, 1, "ben")
        named = own_list.current(connection, change.entry_id)
        assert named == replace(WANTED, entry_id=f"HQ-{change.number}")
        press = Press(connection, quiet_hq.home, BEN)
        (out,) = press.publish_list(own_list.OWN_LIST)
        assert (out.stream, out.count) == ("people/national", 1)
        later = replace(named, expires=PartialDate(2028, 1, 1))
        longer = own_list.propose_change(connection, later, EntryAct.EXPIRE, "prolonged by court", BEN)
        refused(lambda: own_list.propose_withdrawal(connection, later.entry_id, "found", ANNA), "waits")
        assert own_list.approve(connection, longer.number, "seen", ANNA).list_version == 2
        gone = own_list.propose_withdrawal(connection, later.entry_id, "found", ANNA)
        assert own_list.approve(connection, gone.number, "yes", BEN).list_version == 3
        assert own_list.current(connection, later.entry_id) is None
        assert press.publish_list(own_list.OWN_LIST)[-1].count == 0
        acts = [one.act for one in own_list.history(connection, later.entry_id)]
        assert acts == [EntryAct.WITHDRAW, EntryAct.EXPIRE, EntryAct.ADD]
        assert [one.number for one in own_list.answered(connection)] == [
            gone.number, longer.number, change.number,
        ]  # fmt: skip
        assert first_broken(connection) is None
        told = str(connection.execute("SELECT details FROM hq_audit").fetchall())
        assert "TEVAKE" not in told
        assert "V1234567" not in told


def test_nobody_answers_what_they_proposed_by_any_name_session_or_statement(quiet_hq: QuietHq) -> None:
    with quiet_hq.connection() as connection, quiet_hq.connection() as other:
        change = own_list.propose_new(connection, WANTED, "asked for", ANNA)
        for name in ("anna", "ANNA", " anna "):
            for act in (own_list.approve, own_list.refuse):
                refused(partial(act, other, change.number, "good", Reader(name, "lists")), "yourself")
        refused(lambda: own_list.take_back(other, change.number, "mine?", BEN), "anna proposed it")
        answer = "UPDATE entry_change SET answer = %s, word = 'x', answered_by = %s, answered_at = now()"
        for said, name in (("approved", "Anna"), ("refused", "anna "), ("taken back", "ben")):
            version = ", list_version = 1" if said == "approved" else ""
            with pytest.raises(psycopg.errors.CheckViolation, match="four_eyes"):
                connection.execute((answer + version).encode(), (said, name))
        own_list.refuse(connection, change.number, "no order", BEN)
        for statement in (
            "UPDATE entry_change SET answer = NULL, word = NULL, answered_by = NULL, answered_at = NULL",
            "UPDATE entry_change SET proposed_by = 'cleo'",
            "UPDATE entry_change SET reason = 'another'",
            "DELETE FROM entry_change",
        ):
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                connection.execute(statement.encode())
        refused(lambda: own_list.approve(connection, change.number, "now", BEN), "has answered it")
        refused(lambda: own_list.change_of(connection, 10**15), "no change of this number")
        mine = own_list.propose_new(connection, WANTED, "asked for", ANNA)
        assert own_list.take_back(connection, mine.number, "typing error", ANNA).answer is Answer.TAKEN_BACK
        assert own_list.waiting(connection) == []


def test_what_is_proposed_under_another_hand_cannot_be_rewritten_while_it_waits(quiet_hq: QuietHq) -> None:
    with quiet_hq.connection() as connection:
        own_list.propose_new(connection, WANTED, "asked for", ANNA)
        for statement in (
            "UPDATE entry_change SET entry = 'other'",
            "UPDATE entry_change SET proposed_by = 'ben', answer = 'approved', word = 'x',"
            " answered_by = 'anna', answered_at = now(), list_version = 1",
        ):
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                connection.execute(statement.encode())


def test_of_many_who_answer_at_once_one_does_and_the_list_has_one_version(quiet_hq: QuietHq) -> None:
    with quiet_hq.connection() as connection:
        change = own_list.propose_new(connection, WANTED, "asked for", ANNA)
    outcomes: list[str] = []
    together = threading.Barrier(8)

    def answer(place: int) -> None:
        who = Reader(f"ben{place}", "lists")
        with quiet_hq.connection() as connection:
            together.wait()
            try:
                act = own_list.approve if place % 2 else own_list.refuse
                outcomes.append(str(act(connection, change.number, "said", who).answer))
            except HqError as error:
                outcomes.append(str(error.code))

    threads = [threading.Thread(target=answer, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[:7] == [HqCode.ENTRY_REFUSED] * 7
    with quiet_hq.connection() as connection:
        done = own_list.change_of(connection, change.number)
        there = own_list.current(connection, change.entry_id)
        assert (there is not None) == (done.answer is Answer.APPROVED)


def test_an_approval_that_was_overtaken_is_refused(quiet_hq: QuietHq) -> None:
    with quiet_hq.connection() as connection:
        entry = own_list.current(connection, added(connection).entry_id)
        assert entry is not None
        base = own_list.digest_of(connection, entry.entry_id)
        later = replace(entry, action="Detain")
        change = own_list.propose_change(connection, later, EntryAct.CHANGE, "order", ANNA, base)
        quiet_hq.take([replace(entry, action="Let pass")])  # a file is taken in meanwhile
        refused(lambda: own_list.approve(connection, change.number, "yes", BEN), "has changed since")
        own_list.refuse(connection, change.number, "overtaken", BEN)
        refused(
            lambda: own_list.propose_change(connection, later, EntryAct.CHANGE, "x", ANNA, base), "changed"
        )
        same = own_list.current(connection, entry.entry_id)
        assert same is not None
        refused(lambda: own_list.propose_change(connection, same, EntryAct.CHANGE, "x", ANNA), "differ")
        refused(lambda: own_list.propose_withdrawal(connection, "HQ-0", "x", ANNA), "not on the list")
        refused(lambda: own_list.propose_new(connection, WANTED, "  ", ANNA), "no reason")


def test_a_form_reads_back_what_it_shows_and_says_what_is_wrong_where() -> None:
    assert Typed(typed_of(WANTED), "new", TODAY).entry == WANTED
    typed = Typed(
        typed_of(WANTED) | {
            "births": "1974-02-31", "nationalities": "Nowhereland", "documents": "  , FJI", "sex": "woman",
            "priority": "11", "expires": "2026-11-27", "kind": "ghost", "agency": " ", "name": "",
        },
        "new",
        TODAY,
    )  # fmt: skip
    assert typed.entry is None
    assert typed.wrong.keys() == {
        "births", "nationalities", "documents", "sex", "priority", "expires", "kind", "agency", "name",
    }  # fmt: skip
    for expires in ("", "2027", "2027-05", "2040-01-01", "9999-12-31"):
        assert "expires" in Typed(typed_of(WANTED) | {"expires": expires}, "new", TODAY).wrong


_TEXT = st.text(max_size=60)
_FORM = st.dictionaries(st.sampled_from(sorted(typed_of(WANTED))), _TEXT, max_size=8)


@fuzzed(share=0.04)
@given(_FORM)
def test_whatever_is_typed_is_an_entry_that_reads_back_or_told_by_its_field(said: dict[str, str]) -> None:
    typed = Typed(typed_of(WANTED) | said, "HQ-1", TODAY)
    if typed.entry is None:
        assert typed.wrong.keys() <= typed_of(WANTED).keys()
    else:
        again = Typed(typed_of(typed.entry), "HQ-1", TODAY)
        assert again.wrong == {}
        assert again.entry is not None
        assert typed_of(again.entry) == typed_of(typed.entry)
