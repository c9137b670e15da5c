"""A document on a list of stolen documents as the hit of a case, the same at the booth and at HQ."""

from __future__ import annotations

from app.domain.alert_entry import Band, Disclosure
from app.domain.alerts import Agreement, AlertHit, FieldFinding, HitField
from app.screening.screening import DocumentHit

STOLEN = "document"
"""Stands as entry id in the case of a document on a list of stolen documents, which has no entries."""


def stolen_hit(found: DocumentHit, number: str) -> AlertHit:
    """A document on a list of stolen documents as the hit of a case; `number` is what it says itself."""
    said = FieldFinding(
        HitField.DOCUMENT,
        Agreement.NEAR if found.said else Agreement.SAME,
        "hit.document.near" if found.said else "hit.document.same",
        number,
        found.said or number,
    )
    return AlertHit(
        found.list_id, found.list_version, STOLEN, b"", Band.CHECK if found.said else Band.STOP,
        900 if found.said else 1000, Disclosure.OPEN, (said,),
    )  # fmt: skip
