"""Swaps of lists for processes that are killed meanwhile."""

from __future__ import annotations

from dataclasses import replace

from app.flow.ports import SignedIn
from app.screening.content import PUT
from app.screening.lists import ListKind
from app.store.door import session_inbox
from app.store.list_staging import PART
from tests.app.store.alert_lists import (
    KEYRING,
    HqInTest,
    Published,
    away,
    digests,
    header,
    keys,
    people,
    person,
    put,
)

COMING = person("N.1", "MELE TUIVAI", "1981-03-04")
GOING = person("N.2", "PITA LOMAKA", "1975-06-07")
_OTHERS = people(PART // 5)
BEFORE = [*_OTHERS, GOING]
AFTER = [*(replace(entry, reason="changed") for entry in _OTHERS), COMING]


def take_in_here(session: SignedIn) -> None:
    """An import at the station."""
    session.lists.take_in(header(), AFTER)


def publications() -> tuple[Published, Published, Published]:
    """A snapshot, the delta after it that changes everyone, and a list of documents."""
    source = HqInTest("people/un", header("un"))
    first = source.snapshot(put(BEFORE), len(BEFORE))
    second = source.delta([*put(AFTER), *away(GOING.entry_id)], len(AFTER))
    documents = HqInTest("documents/sltd", header("sltd", ListKind.DOCUMENTS))
    numbers = [f"S{number:07}" for number in range(500)]
    return first, second, documents.snapshot([(PUT, digests(numbers))], 500)


def begin_with_hq(session: SignedIn) -> None:
    """Keys and first snapshot on board."""
    box = session_inbox(session)
    box.keep_keyring(keys(), KEYRING)
    box.take(*publications()[0])
    box.close()


def take_hq(session: SignedIn) -> None:
    """Whatever is not on board yet, in order."""
    box = session_inbox(session)
    streams = box.held()
    for publication, chunks in publications()[1:]:
        known = streams.get(publication.stream)
        if known is None or known.sequence < publication.sequence:
            box.take(publication, chunks)
    box.close()
