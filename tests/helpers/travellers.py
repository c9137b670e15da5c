"""Invented travellers for tests: hypothesis strategies over everything a crossing may hold.

For many realistic crossings by a seed, use `bench.people.crossings`; these here go to the edges.
"""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from app.domain.checks import Check, CheckName, Verdict, check
from app.domain.crossing import Conveyance, Crossing, Direction, Mode, Purpose, Stay
from app.domain.dates import UNKNOWN_DATE, PartialDate
from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.document import Capture, DocumentKind, TravelDocument
from app.domain.mrz import rebuild_lines
from app.domain.person import Sex, Traveller

ORDINARY = TravelDocument(
    kind=DocumentKind.PASSPORT,
    document_code="P",
    issuing_state="UTO",
    number="L898902C3",
    surname="ERIKSSON",
    given_names="ANNA MARIA",
    nationality="UTO",
    birth_date=PartialDate(1974, 8, 12),
    sex=Sex.FEMALE,
    expiry_date=PartialDate(2032, 4, 15),
    optional_data="ZE184226B",
)
"""The specimen passport of Doc 9303-4, its expiry moved so that it is valid."""

texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
mrz_names = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=20)
states = st.sampled_from(["UTO", "NZL", "FJI", "WSM", "D", "GBD", "UNO", "XXA", "XPO"])
numbers = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=20)
moments = st.integers(0, 40 * 365 * 86_400_000).map(
    lambda milliseconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
)


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    """Any date that a document can carry: whole, without a day, without a month, or unknown."""
    year = draw(st.integers(1900, 2099))
    month = draw(st.integers(1, 12))
    day = draw(st.integers(1, calendar.monthrange(year, month)[1]))
    whole = PartialDate(year, month, day)
    ways = [whole, PartialDate(year, month), PartialDate(year), PartialDate(0, month, day), UNKNOWN_DATE]
    return draw(st.sampled_from(ways))


@st.composite
def documents(draw: st.DrawFn) -> TravelDocument:
    """Any travel document, read or typed; lines are there when the fields can be written as an MRZ."""
    state = draw(states)
    capture = draw(st.sampled_from(Capture))
    document = TravelDocument(
        kind=draw(st.sampled_from(DocumentKind)),
        document_code=draw(st.sampled_from(["P", "I", "AC", "V", "PD", ""])),
        issuing_state=state,
        number=draw(numbers),
        surname=draw(mrz_names),
        given_names=" ".join(draw(st.lists(mrz_names, max_size=3))),
        nationality=draw(states),
        birth_date=draw(partial_dates()),
        sex=draw(st.sampled_from(Sex)),
        expiry_date=draw(partial_dates()),
        optional_data=draw(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", max_size=10)),
        capture=capture,
    )
    if capture is Capture.TYPED_FIELDS:
        return document
    return replace(document, mrz_lines=rebuild_lines(document) or ())


def as_said(document: TravelDocument, residence: str = "") -> Traveller:
    """The traveller exactly as the document says."""
    return Traveller(
        surname=document.surname,
        given_names=document.given_names,
        birth_date=document.birth_date,
        sex=document.sex,
        nationality=document.nationality,
        residence=residence,
    )


@st.composite
def travellers(draw: st.DrawFn, document: TravelDocument) -> Traveller:
    """The document's holder: as it says, or as an officer corrected it."""
    said = as_said(document, draw(st.one_of(st.just(""), states)))
    if draw(st.booleans()):
        return said
    return replace(said, surname=draw(texts.filter(bool)), given_names=draw(texts))


@st.composite
def checks(draw: st.DrawFn) -> tuple[Check, ...]:
    """Some checks in the officer's order, with any verdict and evidence."""
    chosen = draw(st.sets(st.sampled_from(CheckName)))
    evidence = st.dictionaries(st.sampled_from(["day", "port", "count", "field"]), texts, max_size=3)
    return tuple(
        check(name, draw(st.sampled_from(Verdict)), f"{name}.reason", **draw(evidence))
        for name in CheckName
        if name in chosen
    )


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    """Any decision, also ones that the desk would not let pass."""
    return Decision(
        kind=draw(st.sampled_from(DecisionKind)),
        reasons=tuple(draw(st.lists(st.sampled_from(Reason), max_size=3, unique=True))),
        overruled=tuple(draw(st.lists(st.sampled_from(CheckName), max_size=3, unique=True))),
        note=draw(texts),
    )


@st.composite
def record_ids(draw: st.DrawFn) -> str:
    """A UUIDv7 as text."""
    bits = draw(st.integers(0, 2**128 - 1))
    return str(UUID(int=bits & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62))


@st.composite
def conveyances(draw: st.DrawFn) -> Conveyance:
    """A flight, ship or vehicle, known in part or whole."""
    number = draw(st.sampled_from(["", "NF011", "IMO 9074729"]))
    return Conveyance(draw(st.sampled_from(Mode)), number, draw(st.sampled_from(["", "NZAKL", "FJSUV"])))


@st.composite
def crossings(draw: st.DrawFn) -> Crossing:
    """Any crossing that can be kept: first versions and corrections."""
    document = draw(documents())
    record_id = draw(record_ids())
    corrected = draw(st.booleans())
    at = draw(moments)
    stay_days = draw(st.integers(0, 365))
    return Crossing(
        record_id=record_id,
        crossing_id=draw(record_ids()) if corrected else record_id,
        version=draw(st.integers(2, 9)) if corrected else 1,
        correction=draw(texts.filter(bool)) if corrected else "",
        station=draw(st.sampled_from(["UTAVR-01", "UTAVR-02"])),
        port="UTAVR",
        booth=draw(st.sampled_from(["1", "A2"])),
        direction=draw(st.sampled_from(Direction)),
        opened_at=at - timedelta(milliseconds=draw(st.integers(0, 600_000))),
        at=at,
        conveyance=Conveyance(
            draw(st.sampled_from(Mode)), draw(st.sampled_from(["", "NF011"])), draw(states)
        ),
        document=document,
        traveller=draw(travellers(document)),
        purpose=draw(st.none() | st.sampled_from(Purpose)),
        stay=Stay(stay_days, (at + timedelta(days=stay_days)).date()) if stay_days else None,
        checks=draw(checks()),
        decision=draw(decisions()),
        officer=draw(st.sampled_from(["amoana", "bsefo"])),
        training=draw(st.booleans()),
    )
