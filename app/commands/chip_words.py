"""A chip's checks and the progress of its reading, for programs and for people."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence

from app.domain.checks import CHIP_GROUPS, Check, Verdict
from app.trust.said import ChipSaid
from app.wording.choices import CHECKS, GROUPS, VERDICTS
from app.wording.failures import words_for
from app.wording.sentences import sentence
from devices.api import (
    ChipDone,
    ChipEvent,
    ChipFileCame,
    ChipLaid,
    ChipOpened,
    ChipProgress,
    DeviceState,
    DeviceStatus,
)
from devices.emrtd.reading import FileState

_TITLE, _WORD, _WIDTH = 26, 9, 100


def as_json(checks: Sequence[Check], verdict: Verdict) -> str:
    """One JSON object: every check with name, verdict, reason, words and evidence, and the whole."""
    rows = [
        {
            "name": made.name.value,
            "verdict": made.verdict.value,
            "reason": made.reason,
            "words": sentence(made),
            "evidence": dict(made.evidence),
        }
        for made in checks
    ]
    return json.dumps({"checks": rows, "overall": verdict.value}, ensure_ascii=False)


def as_table(checks: Sequence[Check], verdict: Verdict, said: ChipSaid) -> str:
    """What the chip says, then its checks by group, a line or a few each."""
    by_name = {made.name: made for made in checks}
    lines = [*said.mrz_lines, *filter(None, (said.full_name, said.issued_by, said.issued_on))]
    for group, names in CHIP_GROUPS.items():
        lines += ["", GROUPS[group]]
        lines += [line for name in names if name in by_name for line in _row(by_name[name])]
    return "\n".join([*lines, "", f"Overall: {VERDICTS[verdict]}"]).lstrip("\n")


def _row(made: Check) -> list[str]:
    head = f"  {CHECKS[made.name]:<{_TITLE}}{VERDICTS[made.verdict]:<{_WORD}}"
    return textwrap.wrap(sentence(made), _WIDTH, initial_indent=head, subsequent_indent=" " * len(head))


def progress(event: ChipEvent) -> list[str]:
    """What to tell of an event while the chip is read; nothing that the document says."""
    match event:
        case DeviceStatus(state=DeviceState.READY):
            return ["Lay the passport on the reader."]
        case ChipLaid():
            return ["A chip is there."]
        case ChipOpened(access=access) if access.method is not None:
            return [f"Opened by {access.method.value.upper()} {access.protocol}".rstrip() + "."]
        case ChipFileCame(read=read) if read.state is FileState.READ:
            return [f"{read.file}: {len(read.data)} bytes"]
        case ChipFileCame(read=read):
            return [f"{read.file}: {read.state.value}"]
        case ChipProgress(file=file, done=done, total=total):
            return [f"{file}: {done} of {total} bytes"]
        case ChipDone(reading=reading) if reading.failure:
            words = words_for(reading.failure)
            return [f"{words.happened} {words.do_now} ({reading.failure})"]
        case _:
            return []
