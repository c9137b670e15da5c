"""Invented alert entries and events for tests: hypothesis strategies that go to the edges, and usual ones."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from app.domain.alert_entry import (
    AlertEntry,
    Band,
    Disclosure,
    EntryBirth,
    EntryDocument,
    EntryKind,
    EntryName,
)
from app.domain.alerts import (
    Agreement,
    AlertEvent,
    AlertEventKind,
    AlertHit,
    CaseOrigin,
    FieldFinding,
    HitField,
    SettledAs,
    SettleGround,
    Settlement,
)
from app.domain.dates import PartialDate
from app.domain.person import Sex
from tests.helpers.travellers import (
    ORDINARY,
    as_said,
    documents,
    moments,
    partial_dates,
    record_ids,
    texts,
    travellers,
)

WANTED = AlertEntry(
    "NAT-0001", EntryKind.PERSON,
    (EntryName("ERIKSSON, Anna Maria"), EntryName("Ариана Эрик", alias=True, weak=True, script="Cyrl")),
    (EntryBirth(PartialDate(1974, 8, 12), PartialDate(1974, 8, 12)),),
    ("Zenith",), ("UTO",), Sex.FEMALE, (EntryDocument("Passport", "L898902C3", "UTO"),),
    "fraud", "Hold and call", "+000 1234", "Police", "Act 7", 1, PartialDate(2030, 12, 31),
)  # fmt: skip
"""An invented entry that the specimen passport of Doc 9303-4 meets."""
AT = datetime(2026, 11, 24, 8, 30, 15, 250_000, tzinfo=UTC)
USUAL_HIT = AlertEvent(
    "01936f0a-7c00-7000-8000-00000000000e", "01936f0a-7c00-7000-8000-00000000000c", AlertEventKind.HIT, AT,
    "UTAVR-A1-0001", "UTAVR", "A1", "amoana", "01936f0a-7c00-7000-8000-000000000001",
    hit=AlertHit(
        "national", 7, "NAT-0001", bytes(range(32)), Band.STOP, 990, Disclosure.OPEN,
        (FieldFinding(HitField.NAME, Agreement.SAME, "hit.name.same", "ERIKSSON ANNA", "ERIKSSON, Anna"),),
    ),
    entry=WANTED, traveller=as_said(ORDINARY), document=ORDINARY,
)  # fmt: skip


def some(inner: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """A few of them."""
    return st.lists(inner, max_size=3).map(tuple)


names = st.builds(EntryName, texts, st.booleans(), st.booleans(), st.sampled_from(["", "Latn", "Arab"]))
births = st.builds(EntryBirth, partial_dates(), partial_dates(), st.booleans())
papers = st.builds(EntryDocument, texts, texts, texts, texts)
entries = st.builds(
    AlertEntry, texts, st.sampled_from(EntryKind), some(names), some(births), some(texts), some(texts),
    st.sampled_from(Sex), some(papers), texts, texts, texts, texts, texts, st.integers(0, 9),
    partial_dates(), st.sampled_from(Disclosure), st.sampled_from(Band), texts,
)  # fmt: skip
findings = st.builds(FieldFinding, st.sampled_from(HitField), st.sampled_from(Agreement), texts, texts, texts)
hits = st.builds(
    AlertHit, texts, st.integers(0, 2**40), texts, st.binary(min_size=32, max_size=32), st.sampled_from(Band),
    st.integers(0, 1000), st.sampled_from(Disclosure), some(findings), st.booleans(),
)  # fmt: skip
settlements = st.builds(
    Settlement, st.sampled_from(SettledAs), some(st.sampled_from(SettleGround)), texts, texts, moments, texts
)


@st.composite
def events(draw: st.DrawFn) -> AlertEvent:
    """Any event, also of parts that no desk would put together."""
    document = draw(documents())
    return AlertEvent(
        draw(record_ids()), draw(record_ids()), draw(st.sampled_from(AlertEventKind)), draw(moments),
        draw(texts), draw(texts), draw(texts), draw(texts), draw(st.just("") | record_ids()),
        draw(st.sampled_from(CaseOrigin)), draw(st.none() | hits), draw(st.none() | entries),
        draw(st.none() | travellers(document)), draw(st.none() | st.just(document)),
        draw(st.none() | settlements), draw(texts), draw(st.booleans()),
    )  # fmt: skip
