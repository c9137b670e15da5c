"""What kinds of records travel to HQ: numbers fixed for ever, new ones only added."""

from __future__ import annotations

from typing import Final

CROSSING: Final = 1
"""One version of one crossing, in the canonical form of `app.domain.record`."""
ALERT_EVENT: Final = 2
"""One event of an alert, in the canonical form of `app.domain.alert_record`."""
