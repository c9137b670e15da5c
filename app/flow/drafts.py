"""The inspection under way as bytes, so that a power cut costs the officer nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import cbor2

from app.domain.crossing import Stay
from app.domain.decision import Decision, DecisionKind
from app.domain.failure import FailureCode, WorldError
from app.domain.mrz import Mrz, parse_mrz
from app.domain.record import LARGEST, decode, encode
from app.domain.rules import DAMAGED
from app.domain.value_rows import from_plain, to_plain
from app.flow.alerts import DeskHit
from app.flow.decide import as_crossing
from app.flow.inspection import Inspection, Shift, Step
from app.flow.ports import SignedIn
from app.flow.today import local_day

_LAYOUT = 1
_LARGEST_DRAFT = 64 * LARGEST
"""As large as the store keeps: twenty hits that quote entries in long scripts, and those met before."""
_UNDECIDED = Decision(DecisionKind.REFER)
"""Stands in a draft's record where the officer has not decided; a draft is never a crossing."""


def pack(inspection: Inspection, session: SignedIn) -> bytes:
    """The draft of an inspection: its record so far, and what belongs to the shift."""
    record = encode(as_crossing(inspection, _UNDECIDED, session, inspection.opened_at))
    stay = None if inspection.stay is None else [inspection.stay.days, inspection.stay.last_day.isoformat()]
    hits = [to_plain(replace(one, entry=None)) for one in inspection.hits]
    return cbor2.dumps([_LAYOUT, record, inspection.shift.stay_days, stay, hits])


def unpack(data: bytes) -> Inspection:
    """The inspection of a draft, to be judged again from its first step.

    Raises WorldError(RECORD_MALFORMED).
    """
    try:
        layout, record, stay_days, stay, hit_rows = _load(data)
        crossing = decode(record)
        hits = tuple(from_plain(DeskHit, row) for row in hit_rows)
        granted = None if stay is None else _stay(stay)
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError, IndexError) as error:
        raise WorldError(FailureCode.RECORD_MALFORMED, "draft") from error
    if layout != _LAYOUT:
        raise WorldError(FailureCode.RECORD_MALFORMED, "draft")
    return Inspection(
        record_id=crossing.record_id,
        opened_at=crossing.opened_at,
        shift=Shift(crossing.direction, crossing.conveyance, stay_days),
        document=crossing.document,
        traveller=crossing.traveller,
        step=Step.READ_PAGE,
        mrz=_mrz(crossing.document.mrz_lines, local_day(crossing.opened_at)),
        purpose=crossing.purpose,
        stay=granted,
        resumed=True,
        damaged=any(one.reason == DAMAGED for one in crossing.checks),
        hits=hits,
    )


def _load(data: bytes) -> tuple[int, bytes, int, list[Any] | None, list[Any]]:
    if len(data) > _LARGEST_DRAFT:
        raise ValueError("a draft is smaller than this")
    layout, record, stay_days, stay, *more = cbor2.loads(data)
    hits = more[0] if more else []  # drafts of before the lists have none
    if not isinstance(layout, int) or not isinstance(record, bytes) or not isinstance(stay_days, int):
        raise TypeError("not a draft")
    if not isinstance(hits, list) or len(more) > 1:
        raise TypeError("not a draft")
    return layout, record, stay_days, stay, hits


def _stay(stay: list[Any]) -> Stay:
    days, last_day = stay
    return Stay(int(days), date.fromisoformat(last_day))


def _mrz(lines: tuple[str, ...], on: date) -> Mrz | None:
    if not lines:
        return None
    try:
        return parse_mrz(lines, on)
    except WorldError:
        return None
