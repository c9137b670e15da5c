"""Whatever the order in which crossings arrive, HQ knows the same travellers; and people's words stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.crossing import Crossing
from app.domain.dates import PartialDate
from app.domain.document import DocumentKind, TravelDocument
from app.domain.person import Sex
from app.domain.record import encode
from bench import people
from sync.hq import audit
from sync.hq.cli import cli
from sync.hq.database import Connection
from sync.hq.joining import join_arrived, join_records
from sync.hq.joining_grounds import Ready, judge, opposed
from sync.hq.joining_keys import asked_keys, stored_keys
from sync.hq.travellers_bearer import read_bearer
from tests.helpers.fuzzing import fuzzed
from tests.helpers.travellers import as_said, documents
from tests.sync.hq.joined import crossed, partition
from tests.sync.hq.quiet import QuietHq

LATER = {"number": "K9876543", "expiry_date": PartialDate(2036, 5, 5)}
SMITH = {"surname": "SMITH", "given_names": "JOHN"}
POOL: list[dict[str, Any]] = [
    {},
    {},
    {"given_names": "SOSAYA"},
    {"surname": "FAKATAVA"},
    {"born": (1980, 4, 3)},
    {"born": (1980, 4, 2)},
    {"born": (1980, 4, 2), **LATER},
    {"born": (1980, 0, 0)},
    LATER,
    {"given_names": "TEVITA"},
    {"given_names": "TEVITA", **LATER},
    {"surname": "TAKAU", "given_names": "LUPE", "sex": Sex.FEMALE, "born": (1991, 12, 30)},
    {"sex": Sex.FEMALE},
    {"number": "CARD77001", "kind": DocumentKind.IDENTITY_CARD},
    {"number": "CARD77O01", "kind": DocumentKind.IDENTITY_CARD},
    {"number": "ZX55001", "issuing_state": "FJI", "nationality": "FJI"},
    {"optional_data": "7704112234"},
    {"optional_data": "7704112234", "surname": "FAKATAVA", **LATER},
    {"number": "A1", **SMITH},
    {"number": "A2", **SMITH},
    {"number": "", **SMITH},
    {"number": "", **SMITH},
]
CORRECTED = {3: 11, 8: 0, 18: 9}
"""Places of crossings that a correction gives the bearer of another place."""


@dataclass(frozen=True)
class Arrivals:
    """Crossings in the ledger, and a connection on which they can arrive in any order."""

    connection: Connection
    crossings: Sequence[Crossing]

    def travellers(self, order: Sequence[int], cuts: Sequence[int] = ()) -> list[str]:
        """The travellers after these places arrived in this order, some of them together."""
        for table in ("bearer", "bearer_key", "bearer_crossing"):
            self.connection.execute(f"DELETE FROM {table}".encode())
        ends = [0, *sorted(set(cuts)), len(order)]
        for start, end in pairwise(ends):
            part = [self.crossings[place] for place in order[start:end]]
            with self.connection.transaction():
                join_records(self.connection, [UUID(one.record_id) for one in part], [one.at for one in part])
        names = {one.crossing_id: str(place) for place, one in enumerate(self.crossings) if one.version == 1}
        return partition(self.connection, names)


@pytest.fixture
def arrivals(quiet_hq: QuietHq) -> Iterator[Arrivals]:
    """The whole pool and its corrections in the ledger, and a person's words of some of them."""
    first = [crossed(one, **says) for one, says in zip(quiet_hq.crossings(len(POOL)), POOL, strict=True)]
    again = [
        replace(
            crossed(one, **POOL[CORRECTED[place]]),
            crossing_id=first[place].crossing_id,
            version=2,
            correction="misread",
        )
        for place, one in zip(CORRECTED, quiet_hq.crossings(len(CORRECTED)), strict=True)
    ]
    quiet_hq.arrive([*first, *again])
    with quiet_hq.connection() as connection:
        connection.execute("DELETE FROM traveller_due")
        for kind, one, other in (("refuse", 2, 4), ("join", 14, 19), ("split", 17, None), ("join", 9, 10)):
            connection.execute(
                "INSERT INTO traveller_word (who, kind, one, other, note)"
                " VALUES ('mvira', %s, %s, %s, 'seen')",
                (kind, mark(first[one]), None if other is None else mark(first[other])),
            )
        yield Arrivals(connection, [*first, *again])


def mark(crossing: Crossing) -> bytes:
    bearer = read_bearer(encode(crossing), crossing.crossing_id)
    assert bearer is not None
    return bearer.fingerprint


def test_travellers_do_not_depend_on_the_order_of_arrival(arrivals: Arrivals) -> None:
    places = list(range(len(arrivals.crossings)))

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=[*HealthCheck])
    @given(st.data())
    def same(data: st.DataObject) -> None:
        chosen = data.draw(st.lists(st.sampled_from(places), min_size=2, max_size=12, unique=True))
        right = arrivals.travellers(sorted(chosen))
        order = data.draw(st.permutations(chosen))
        cuts = data.draw(st.lists(st.integers(1, len(chosen) - 1), max_size=3))
        assert arrivals.travellers(order, cuts) == right

    same()


@fuzzed(share=0.05)
@given(st.binary(max_size=300))
def test_bytes_that_are_no_crossing_have_no_bearer(data: bytes) -> None:
    assert read_bearer(data, "x") is None


SHARED = (
    (),
    ("number", "kind", "issuing_state"),
    ("surname", "given_names", "birth_date"),
    ("birth_date", "number", "kind"),
)
A_CROSSING = next(people.crossings(1))


@fuzzed(share=0.02)
@given(documents(), documents(), st.sampled_from(SHARED))
def test_two_bearers_are_judged_alike_whichever_comes_first(
    one: TravelDocument, other: TravelDocument, shared: tuple[str, ...]
) -> None:
    taken: dict[str, Any] = {name: getattr(one, name) for name in shared}
    other = replace(other, **taken, mrz_lines=())
    first, second = (
        read_bearer(encode(replace(A_CROSSING, document=document, traveller=as_said(document))), "x")
        for document in (one, other)
    )
    assert first is not None
    assert second is not None
    ready = Ready.of(first), Ready.of(second)
    assert judge(*ready) == judge(*reversed(ready))
    assert opposed(first, second) == opposed(second, first)
    met = set(asked_keys(first, ready[0].names)) & set(stored_keys(second, ready[1].names))
    assert bool(met) == bool(
        set(asked_keys(second, ready[1].names)) & set(stored_keys(first, ready[0].names))
    )


def told(hq: QuietHq, *arguments: str, fails: bool = False) -> Any:
    """What a command of travellers prints as JSON; its words when it fails."""
    run = CliRunner().invoke(cli, ["traveller", *arguments, "--home", str(hq.home.folder), "--json"])
    assert (run.exit_code != 0) == fails, run.output
    return run.output if fails else json.loads(run.stdout)


def test_people_join_and_split_travellers_and_no_pass_undoes_it(quiet_hq: QuietHq) -> None:
    says: list[dict[str, Any]] = [{}, LATER, {"number": "A1", **SMITH}, {"number": "A2", **SMITH}]
    crossings = [crossed(one, **say) for one, say in zip(quiet_hq.crossings(4), says, strict=True)]
    quiet_hq.arrive(crossings)
    names = {one.crossing_id: name for one, name in zip(crossings, "abcd", strict=True)}

    def travellers() -> list[str]:
        told(quiet_hq, "join")
        with quiet_hq.connection() as connection:
            return partition(connection, names)

    assert travellers() == ["a b", "c", "d"]
    smiths = [row["traveller"] for row in told(quiet_hq, "find", "--surname", "Smith")]
    (one,) = {row["traveller"] for row in told(quiet_hq, "find", "--document", "K9876")}
    told(quiet_hq, "join", *map(str, smiths), "--note", "same face")
    assert travellers() == ["a b", "c d"]
    told(quiet_hq, "split", crossings[1].record_id, "--note", "another face")
    assert travellers() == ["a", "b", "c d"]
    later: list[dict[str, Any]] = [{}, LATER, SMITH]
    more = [crossed(crossing, **say) for crossing, say in zip(quiet_hq.crossings(3), later, strict=True)]
    quiet_hq.arrive(more)
    names |= {crossing.crossing_id: name for crossing, name in zip(more, "efg", strict=True)}
    assert travellers() == ["a e", "b f", "c d", "g"]
    (other,) = {row["traveller"] for row in told(quiet_hq, "find", "--document", "K9876543")}
    told(quiet_hq, "join", str(one), str(other), "--note", "he after all")
    assert travellers() == ["a b e f", "c d", "g"]
    told(quiet_hq, "split", more[0].record_id, "--note", "a look-alike", "--only-this")
    assert travellers() == ["a b f", "c d", "e", "g"]
    shown = told(quiet_hq, "show", str(one))
    assert [found["record_id"] for found in shown["crossings"]] == [
        crossings[0].record_id, crossings[1].record_id, more[1].record_id,
    ]  # fmt: skip
    assert {word["note"] for word in shown["words"]} >= {"another face", "he after all"}
    assert {reason for why in shown["why"] for reason in why["reasons"]} >= {"by_hand"}
    with quiet_hq.connection() as connection:
        assert audit.first_broken(connection) is None
        acts = [act for (act,) in connection.execute("SELECT act FROM hq_audit ORDER BY line").fetchall()]
        assert acts[-2:] == ["split traveller", "traveller"]


def test_travellers_are_found_by_what_people_know_of_them(quiet_hq: QuietHq) -> None:
    one, other = (crossed(crossing) for crossing in quiet_hq.crossings(2))
    other = crossed(other, number="QQ1", surname="MÜLLER", given_names="JÖRG", born=(1991, 12, 30))
    quiet_hq.arrive([one, other])
    with quiet_hq.connection() as connection:
        join_arrived(connection)
    for asked, found in (
        (("--surname", "muell", "--given", "jo"), "QQ1"),
        (("--born", "1991-12-30"), "QQ1"),
        (("--document", "k-1234", "--nationality", "uto", "--port", one.port.lower()), "K1234567"),
        (("--surname", "vai", "--since", "2001-01-01", "--until", "2090-01-01"), "K1234567"),
    ):
        assert [row["document_number"] for row in told(quiet_hq, "find", *asked)] == [found]
    assert told(quiet_hq, "find", "--surname", "vai", "--until", "2001-01-01") == []
    assert told(quiet_hq, "find", "--surname", "vai", "--port", "XXXXX") == []
    assert "HQ-10" in told(quiet_hq, "find", "--port", "UTAVR", fails=True)
    assert "HQ-10" in told(quiet_hq, "find", "--born", "yesterday", fails=True)
    assert "HQ-14" in told(quiet_hq, "show", "4711", fails=True)
    assert "HQ-10" in told(quiet_hq, "split", one.record_id, "--note", "x", fails=True)
