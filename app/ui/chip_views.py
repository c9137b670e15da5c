"""What the desk says of the chip: its photo and how far the reading is, and the reader's own state."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.checks import CheckName, Verdict, check, verdict_of
from app.flow.chip import ChipFindings, ChipState, ChipView
from app.flow.desk import Desk
from app.flow.inspection import Inspection
from app.pictures.picture import Picture
from app.ui import wording
from app.ui.check_views import CheckView, ChipPhase
from app.ui.link_said import Said
from app.ui.wording import tr
from app.wording.choices import CHIP_FILES

_UNPLUGGED, _LIFTED = "DEV-01", "CHP-03"
PACE_FAILED = "CHP-06"
"""The code after which the officer is asked before the older way is taken."""

_NO_READER = check(CheckName.CHIP, Verdict.NOT_RUN, "chip.reader_gone")

_SIGNED = (
    CheckName.CHIP_SIGNATURE, CheckName.CHIP_ISSUER, CheckName.CHIP_HASHES, CheckName.CHIP_DATES,
    CheckName.CHIP_KEY_USAGE, CheckName.CHIP_REVOCATION, CheckName.CHIP_COUNTRY,
)  # fmt: skip
"""What a photo's worth rests on; the first three say whether anybody vouches for it at all."""


@dataclass(frozen=True, slots=True)
class FaceView:
    """The place of the photo: a picture, or in large words what there is instead; below it the words.

    `bar` is done and total of what is being read. `leave` and `again` say which ways on are offered.
    `small` is a desk that reads no chips: there the place takes little room. `warning` says, with its
    verdict, that the photo is worth less than it looks.
    """

    heading: str
    words: str
    picture: Picture | None = None
    bar: tuple[int, int] | None = None
    leave: bool = False
    again: bool = False
    small: bool = False
    warning: str = ""
    verdict: Verdict = Verdict.NOT_RUN


def face_view(desk: Desk) -> FaceView:
    """The place of the photo as things stand; of a chip that is not proved it says so."""
    view = _face(desk)
    if view.picture is None or desk.inspection is None or desk.inspection.chip is None:
        return view
    checks = desk.inspection.chip.checks
    if verdict_of(one for one in checks if one.name in _SIGNED) is Verdict.FAILED:
        warning = tr("Do not rely on this photo: its signature failed the checks.")
        return replace(view, warning=warning, verdict=Verdict.FAILED)
    unclear = verdict_of(one for one in checks if one.name in _SIGNED[:3]) is Verdict.UNDETERMINED
    if unclear and chip_phase(desk) is ChipPhase.SETTLED:
        warning = tr("Who signed this photo is not proved.")
        return replace(view, warning=warning, verdict=Verdict.UNDETERMINED)
    return view


def _face(desk: Desk) -> FaceView:
    inspection, chip = desk.inspection, desk.chip
    if chip.state is ChipState.NONE:
        return FaceView(
            tr("No photo"),
            tr("No chip reader or camera is attached. Compare the traveller with the page in your hand."),
            small=True,
        )
    if chip.state is ChipState.GONE and (inspection is None or not _has_picture(inspection)):
        awaited = chip_phase(desk) is not ChipPhase.SETTLED
        return FaceView(tr("No photo"), gone_words(chip.code), leave=awaited)
    if inspection is None:
        return FaceView(tr("No photo"), tr("The chip's photo appears here."))
    if inspection.chip is None:
        return FaceView(tr("No photo"), _why_none(inspection))
    if desk.chip_busy:
        return _busy(chip, inspection.chip)
    if inspection.chip.done:
        return _ended(chip, inspection, inspection.chip)
    if inspection.chip.picture is not None:
        return _with_photo(inspection.chip)
    return FaceView(
        tr("Lay the passport on the chip reader"), tr("Data page down, and leave it there."), leave=True
    )


def chip_phase(desk: Desk) -> ChipPhase:
    """How far the chip of the traveller on the desk is."""
    inspection = desk.inspection
    if inspection is None or inspection.chip is None:
        return ChipPhase.SETTLED
    if desk.chip_busy:
        return ChipPhase.READING
    if _lifted(desk.chip, inspection):
        return ChipPhase.LIFTED
    return ChipPhase.SETTLED if inspection.chip.done else ChipPhase.AWAITED


def _lifted(chip: ChipView, inspection: Inspection) -> bool:
    """Whether the passport was taken away in the midst of it, and nothing else is wrong."""
    ours = chip.ticket == inspection.record_id
    return ours and chip.state is ChipState.LIFTED and chip.code in ("", _LIFTED)


def _has_picture(inspection: Inspection) -> bool:
    return inspection.chip is not None and inspection.chip.picture is not None


def _why_none(inspection: Inspection) -> str:
    """What the check says, where no chip is asked for at all."""
    return next((wording.check_sentence(c) for c in inspection.checks if c.name is CheckName.CHIP), "")


def _busy(chip: ChipView, found: ChipFindings) -> FaceView:
    heading, words = _progress(chip)
    if found.picture is not None:
        return FaceView(
            tr("Photo from the chip"), f"{heading}: {words}", found.picture, _bar(chip), leave=True
        )
    return FaceView(heading, words, bar=_bar(chip), leave=True)


def _progress(chip: ChipView) -> tuple[str, str]:
    if chip.state is ChipState.OPENING:
        return tr("Opening the chip"), tr("Leave the passport on the reader.")
    if chip.state is ChipState.PROVING or not chip.file:
        return tr("Reading the chip"), tr("Leave the passport on the reader.")
    file = tr(CHIP_FILES.get(chip.file, chip.file))
    if chip.total <= 0:
        return tr("Reading the chip"), file
    words = tr("{file}: {done} of {total} kB").format(
        file=file, done=round(chip.done / 1000), total=max(1, round(chip.total / 1000))
    )
    return tr("Reading the chip"), words


def _bar(chip: ChipView) -> tuple[int, int]:
    """Done and total; a total of 0 is work whose end is not known."""
    return (chip.done, chip.total) if chip.file and chip.total > 0 else (0, 0)


def _with_photo(found: ChipFindings) -> FaceView:
    return FaceView(
        tr("Photo from the chip"),
        tr("No live picture: compare it by eye with the traveller and the page."),
        found.picture,
    )


def _ended(chip: ChipView, inspection: Inspection, found: ChipFindings) -> FaceView:
    """The reading ended: whole, in part, left by the officer, or not at all."""
    ours = chip.ticket == inspection.record_id
    code = chip.code if ours else ""
    if _lifted(chip, inspection):
        return FaceView(
            tr("Lay it back"),
            tr("The passport was lifted before its chip was read. Lay it back: it goes on by itself."),
            found.picture, leave=True,
        )  # fmt: skip
    if code:
        words = wording.failure_words(code)
        return FaceView(
            tr("Chip not read ({code})").format(code=code), f"{words.happened} {words.do_now}",
            found.picture, leave=chip.state is ChipState.LIFTED, again=True,
        )  # fmt: skip
    if found.picture is not None:
        return _with_photo(found)
    said = {made.name: made for made in found.checks}
    if said.get(CheckName.CHIP) is not None and said[CheckName.CHIP].reason == "chip.left":
        return FaceView(tr("Without the chip"), wording.check_sentence(said[CheckName.CHIP]), again=True)
    photo = said.get(CheckName.CHIP_PHOTO) or said.get(CheckName.CHIP)
    return FaceView(tr("No photo"), wording.check_sentence(photo) if photo else "", again=True)


def without_reader(row: CheckView) -> CheckView:
    """The row of a chip that waits, where nothing can be laid on the reader."""
    if not row.coming or row.name is not CheckName.CHIP:
        return row
    return replace(row, sentence=wording.check_sentence(_NO_READER))


def gone_words(code: str) -> str:
    """Why the chip reader cannot be used, and what to do."""
    if code in ("", _UNPLUGGED):
        return tr("The chip reader is unplugged. Plug it in again: it goes on by itself.")
    words = wording.failure_words(code)
    return f"{words.happened} {words.do_now}"


def chip_reader_said(chip: ChipView | None) -> Said | None:
    """The chip reader's state for the bar at the top; None where there is none."""
    if chip is None or chip.state is ChipState.NONE:
        return None
    if chip.state is ChipState.GONE:
        code = chip.code or _UNPLUGGED
        return Said(tr("Chip: no reader ({code})").format(code=code), Verdict.UNDETERMINED, gone_words(code))
    text = {
        ChipState.EMPTY: tr("Chip: ready"),
        ChipState.LAID: tr("Chip: laid on"),
        ChipState.OPENING: tr("Chip: opening"),
        ChipState.READING: tr("Chip: reading"),
        ChipState.PROVING: tr("Chip: reading"),
        ChipState.READ: tr("Chip: read"),
        ChipState.LIFTED: tr("Chip: lifted"),
        ChipState.FAILED: tr("Chip: not read"),
    }[chip.state]
    verdict = Verdict.NOT_RUN if chip.state in (ChipState.LIFTED, ChipState.FAILED) else Verdict.PASSED
    return Said(text, verdict, chip.device)
