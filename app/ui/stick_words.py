"""What the stick page says: drives in lines, what was written and read in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.checks import Verdict
from app.domain.failure import FailureCode
from app.flow.courier import CourierRead, CourierWritten, DriveSeen, StickContents
from app.flow.ports import OutboxView
from app.ui import wording
from app.ui.plain_table import Line
from app.ui.wording import counted, failure_words, tr

_STEPS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))


def titles() -> Sequence[str]:
    """The columns."""
    return (
        tr("Stick"), tr("At"), tr("Free"), tr("From HQ for us"), tr("From us for HQ"), tr("Written"),
        tr("How it stands"),
    )  # fmt: skip


def line(drive: DriveSeen, contents: StickContents | None, failure: FailureCode | None) -> Line:
    """One drive in a line."""
    name = drive.label or tr("(no name)")
    free = tr("{free} of {size}").format(free=size(drive.free), size=size(drive.size))
    stands, verdict = _stands(drive, contents, failure)
    said = ("", "", "") if contents is None else (
        _number(contents.for_us), _number(contents.from_us),
        "" if contents.written_at is None else wording.moment_words(contents.written_at),
    )  # fmt: skip
    return Line((name, str(drive.path), free, *said, stands), verdict)


def _stands(
    drive: DriveSeen, contents: StickContents | None, failure: FailureCode | None
) -> tuple[str, Verdict]:
    if failure is not None or contents is None:
        return failure_words(failure or FailureCode.DRIVE_GONE).happened, Verdict.FAILED
    if contents.torn:
        torn = counted(len(contents.torn), "{number} file is damaged", "{number} files are damaged")
        return torn, Verdict.UNDETERMINED
    if contents.foreign:
        return tr("of another HQ"), Verdict.UNDETERMINED
    if drive.read_only:
        return tr("can only be read"), Verdict.UNDETERMINED
    if contents.for_us:
        return tr("HQ has answered: read it"), Verdict.PASSED
    if contents.from_us:
        return tr("on its way to HQ"), Verdict.PASSED
    return tr("ready to be written"), Verdict.PASSED


def waiting(outbox: OutboxView) -> str:
    """What there is to carry."""
    if not outbox.waiting:
        return tr("HQ has confirmed everything that was recorded here.")
    return counted(
        outbox.waiting, "{number} record waits for HQ, kept safely. A stick can carry it.",
        "{number} records wait for HQ, kept safely. A stick can carry them.",
    )  # fmt: skip


def written(done: CourierWritten) -> str:
    """What writing came to."""
    if not done.batches and not done.already_there:
        nothing = tr("Nothing waits for HQ. The stick tells HQ which lists this station has.")
        return f"{nothing} {_let_go()}"
    rows = counted(done.rows, "{number} record", "{number} records")
    text = tr("Written and read back: {rows}, {size}.").format(rows=rows, size=size(done.size))
    if done.already_there:
        text += " " + counted(
            done.already_there, "{number} file was there already.", "{number} files were there already."
        )
    return f"{text} {_let_go()}"


def read(done: CourierRead) -> str:
    """What reading came to."""
    parts = []
    if done.rows_settled:
        parts.append(counted(
            done.rows_settled, "HQ has confirmed {number} record.", "HQ has confirmed {number} records."
        ))  # fmt: skip
    if done.publications:
        parts.append(counted(
            len(done.publications), "{number} list or other word of HQ was taken in.",
            "{number} lists and other words of HQ were taken in.",
        ))  # fmt: skip
    if done.renewed:
        parts.append(tr("This station's certificate was renewed."))
    if done.failed:
        words = failure_words(done.failed[0][1].failure.code)
        parts.append(counted(
            len(done.failed), "{number} file was not taken in:", "{number} files were not taken in:"
        ))  # fmt: skip
        parts.append(f"{words.happened} {words.do_now}")
    return " ".join(parts) or tr("There is nothing on the stick that this station does not have already.")


def size(count: int) -> str:
    """Bytes as people say them."""
    for unit, name in _STEPS:
        if count >= unit:
            return f"{count / unit:.1f} {name}" if count < 10 * unit else f"{count // unit} {name}"
    return f"{count} B"


def _number(count: int) -> str:
    return str(count) if count else tr("nothing")


def _let_go() -> str:
    return tr("Let go of it before you pull it out.")
