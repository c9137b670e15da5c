"""Say to stations how daily logs leave them: to whom they are sealed, and whether they may go plain.

The publication `policy/export`, for everybody. As long as nobody has settled it, HQ names itself alone, so
that a station that was enrolled a moment ago can export.
"""

from __future__ import annotations

from typing import Final

import cbor2

from app.domain.export_policy import ExportPolicy
from app.domain.failure import WorldError
from app.domain.value_rows import from_plain, to_plain
from sync.courier.day_seal import require_policy
from sync.hq.age_keys import recipient_of
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome
from sync.hq.publishing import Press, printed
from sync.hq.restored import Reading
from sync.ports import EVERYBODY, Publication
from sync.protocol.plain import read_plain
from sync.protocol.thing import Thing

STREAM: Final = "policy/export"
HQ_NAME: Final = "HQ"

_LAYOUT: Final = 1


def ensure_policy(connection: Connection, home: HqHome) -> Publication | None:
    """Publish that logs are sealed to HQ alone, unless anything was ever said; None if it was.

    Raises HqError(KEYS_MISSING).
    """
    if printed(connection, STREAM):
        return None
    policy = ExportPolicy(((HQ_NAME, recipient_of(home)),))
    with connection.transaction():
        press = Press(connection, home)
        press.lock()
        return None if printed(connection, STREAM) else _publish(press, policy)


def current_policy(connection: Connection, home: HqHome) -> ExportPolicy:
    """What stations are told now; raises HqError(KEYS_MISSING), WorldError, OSError."""
    ensure_policy(connection, home)
    content = b"".join(Reading(connection, home).chunks([printed(connection, STREAM)[-1]]))
    said = read_plain(content)
    row = said[1] if isinstance(said, list) and len(said) == 2 else None
    return from_plain(ExportPolicy, row)


def settle_policy(
    connection: Connection, home: HqHome, policy: ExportPolicy, reader: Reader
) -> Publication | None:
    """Tell all stations; None if that is what they were told last. Raises HqError(FIELD_WRONG)."""
    remedy = 'Give each as "Name=age1...", every name and recipient once, 16 at most.'
    try:
        require_policy(policy)
    except WorldError as error:
        field = dict(error.failure.details).get("field", "recipient")
        said = ", ".join(name for name, _ in policy.recipients)
        raise HqError(
            HqCode.FIELD_WRONG, field=f"--recipient ({field})", value=said, remedy=remedy
        ) from error
    return _publish(Press(connection, home, reader), policy)


def _publish(press: Press, policy: ExportPolicy) -> Publication | None:
    content = cbor2.dumps([_LAYOUT, to_plain(policy)], canonical=True)
    return press.publish_thing(STREAM, Thing(content, EVERYBODY))
