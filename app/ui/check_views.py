"""The checks as rows of the desk: the chip's gathered into four lamps, what cannot run here into one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.checks import CHIP_CHECKS, CHIP_GROUPS, Check, CheckGroup, CheckName, Verdict, verdict_of
from app.screening.screening import ListUse
from app.ui import wording
from app.ui.wording import counted, tr
from app.wording.choices import CHECKS, GROUPS, LIST_USES

ORDER = (Verdict.FAILED, Verdict.UNDETERMINED, Verdict.NOT_RUN, Verdict.PASSED)
"""Exceptions first; within a verdict the checks keep their own order, so each is found by place."""

_LOUD = (Verdict.FAILED, Verdict.UNDETERMINED)

_ESSENTIAL = {
    CheckGroup.CHIP_READ: (CheckName.CHIP,),
    CheckGroup.CHIP_GENUINE: (CheckName.CHIP_ISSUER, CheckName.CHIP_SIGNATURE, CheckName.CHIP_HASHES),
    CheckGroup.CHIP_ORIGINAL: (CheckName.CLONE_PROTECTION,),
    CheckGroup.CHIP_MATCHES: (CheckName.CHIP_PAGE, CheckName.CHIP_PHOTO),
}
"""What must have passed before a lamp turns green; the first of them speaks for a lamp that is green."""


class ChipPhase(StrEnum):
    """How far the chip of the traveller on the desk is, as the overall state says it."""

    SETTLED = "settled"
    AWAITED = "awaited"
    READING = "reading"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines on the chip, or none, and on the page; `differing` has line and column, from 0."""

    chip: tuple[str, ...]
    page: tuple[str, ...]
    differing: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check as a row and, opened, with its evidence; or several as one, opened with `members`.

    `name` None is the row of what this station cannot do; `coming` one whose verdict is still to come.
    """

    name: CheckName | CheckGroup | None
    verdict: Verdict
    title: str
    word: str
    sentence: str
    evidence: tuple[tuple[str, str], ...] = ()
    members: tuple[CheckView, ...] = ()
    lines: Lines | None = None
    coming: bool = False

    @property
    def loud(self) -> bool:
        """Whether an officer must look at it."""
        return self.verdict in _LOUD


@dataclass(frozen=True, slots=True)
class StateView:
    """The overall state; `verdict` None is a desk without a traveller."""

    verdict: Verdict | None
    word: str
    detail: str


_FOR_WANT_OF_FILES = (
    ".not_all", ".unreadable", ".no_object", ".object_not_reached", ".interrupted", ".files_not_proved",
)  # fmt: skip
"""How reasons end that may be other ones when a lifted passport is laid back."""


def check_views(
    checks: Sequence[Check], phase: ChipPhase = ChipPhase.SETTLED, printed: tuple[str, ...] = ()
) -> tuple[CheckView, ...]:
    """The rows in the order in which an officer must see them.

    `printed` are the lines of the page, for checks of it that an officer must look into.
    """
    page = [one for one in checks if one.name not in CHIP_CHECKS]
    idle = [one for one in page if one.verdict is Verdict.NOT_RUN]
    rows = [_of_page(one, printed) for one in page if one.verdict is not Verdict.NOT_RUN]
    rows += _chip_rows([one for one in checks if one.name in CHIP_CHECKS], phase)
    return (*_ordered(rows), *([_not_done(idle)] if idle else []))


def _of_page(made: Check, printed: tuple[str, ...]) -> CheckView:
    row = _single(made)
    if not row.loud or not printed:
        return row
    doubtful = wording.hinted_places(dict(made.evidence).get("hints", ""))
    return replace(row, lines=Lines((), printed, doubtful))


def _ordered(rows: Iterable[CheckView]) -> tuple[CheckView, ...]:
    return tuple(sorted(rows, key=lambda row: ORDER.index(row.verdict)))


def _chip_rows(checks: Sequence[Check], phase: ChipPhase) -> list[CheckView]:
    reading = phase is not ChipPhase.SETTLED
    by_name = {one.name: one for one in checks}
    if len(by_name) <= 1:
        rows = [_single(one) for one in checks]
        return [replace(row, word=tr("awaited"), coming=True) for row in rows] if reading else rows
    messaging = by_name.get(CheckName.CHIP_MESSAGING)
    if messaging is not None and messaging.reason == "chip_messaging.not_opened" and not reading:
        # Nothing came from the chip: four lamps would say four times that it is shut.
        read = _members(CheckGroup.CHIP_READ, by_name)
        speaker = _speaker(CheckGroup.CHIP_READ, read, verdict_of(read))
        members = _ordered(_single(one, reading) for one in checks)
        return [_gathered(CheckName.CHIP, verdict_of(checks), tr(CHECKS[CheckName.CHIP]), speaker, members)]
    found = ((group, _members(group, by_name)) for group in CHIP_GROUPS)
    return [_group(group, members, phase) for group, members in found if members]


def _members(group: CheckGroup, by_name: dict[CheckName, Check]) -> list[Check]:
    return [by_name[name] for name in CHIP_GROUPS[group] if name in by_name]


def _group(group: CheckGroup, checks: Sequence[Check], phase: ChipPhase) -> CheckView:
    """One lamp: what is still coming makes it neither good nor bad."""
    title, reading = tr(GROUPS[group]), phase is not ChipPhase.SETTLED
    members = _ordered(_single(one, reading) for one in checks)
    settled = [one for one in checks if not _coming(one, phase)]
    verdict = verdict_of(settled)
    if verdict not in _LOUD and reading and len(settled) < len(checks):
        done = tr("{number} of {all} done").format(number=len(settled), all=len(checks))
        word = tr("lifted") if phase is ChipPhase.LIFTED else tr("being read")
        return CheckView(group, Verdict.NOT_RUN, title, word, done, members=members, coming=True)
    passed = {one.name for one in checks if one.verdict is Verdict.PASSED}
    if verdict is Verdict.PASSED and not passed.issuperset(_ESSENTIAL[group]):
        verdict = Verdict.NOT_RUN
    return _gathered(
        group, verdict, title, _speaker(group, settled if verdict in _LOUD else checks, verdict), members
    )


def _gathered(
    name: CheckName | CheckGroup, verdict: Verdict, title: str, speaker: Check, members: tuple[CheckView, ...]
) -> CheckView:
    word = wording.verdict_words(verdict)
    if speaker.reason == "clone_protection.none":
        word = tr("none")
    said = _in_brief(speaker) if verdict is Verdict.PASSED else ""
    sentence = said or _sentence(speaker, reading=False)
    return CheckView(name, verdict, title, word, sentence, members=members)


def _in_brief(speaker: Check) -> str:
    """What a green lamp says where the whole sentence would not fit its line; the detail has it whole."""
    facts = dict(speaker.evidence)
    if speaker.name is CheckName.CHIP_ISSUER and facts.get("country") and facts.get("list_date"):
        day = wording.evidence_words(facts["list_date"])
        return tr("{country}, list {day}").format(country=facts["country"], day=day)
    return tr("Same lines.") if speaker.name is CheckName.CHIP_PAGE else ""


def _speaker(group: CheckGroup, checks: Sequence[Check], verdict: Verdict) -> Check:
    """The member whose sentence stands on the lamp: the first of the worst, or the one that matters most.

    That the reading ended speaks last: why it ended says more.
    """
    if verdict in _LOUD:
        worst = [one for one in checks if one.verdict is verdict]
        return min(worst, key=lambda one: one.name is CheckName.CHIP)
    passed = verdict is Verdict.PASSED
    quiet = {one.name: one for one in checks if (one.verdict is Verdict.PASSED) is passed}
    return next((quiet[name] for name in _ESSENTIAL[group] if name in quiet), checks[0])


def _coming(made: Check, phase: ChipPhase) -> bool:
    if phase is ChipPhase.LIFTED and made.reason.endswith(_FOR_WANT_OF_FILES):
        return True
    return made.reason.endswith((".not_yet", ".right_so_far")) or made.reason in (
        "chip.asked",
        "chip.reading",
    )


def _single(made: Check, reading: bool = True) -> CheckView:
    evidence = dict(made.evidence)
    lines = _lines(evidence) if made.name is CheckName.CHIP_PAGE else None
    told = tuple(
        (key.replace("_", " "), list_ages(value) if key == "lists" else wording.evidence_words(value))
        for key, value in evidence.items()
        if value not in ("", "-") and (lines is None or key not in ("chip", "page"))
    )
    return CheckView(
        made.name, made.verdict, wording.check_title(made), wording.verdict_word(made),
        _sentence(made, reading), told, lines=lines,
    )  # fmt: skip


_LIST_AGE = re.compile(r"(?P<list>\S+) (?P<version>\d+) (?P<day>\d{4}-\d{2}-\d{2})T[\d:]+Z (?P<use>\w+)")


def list_ages(value: str) -> str:
    """The lists that a check was made by, as it keeps them: `un, version 12 of 20-Nov-2026, asked`."""
    words = tr("{list}, version {version} of {day}, {use}")
    told = []
    for one in value.split("; "):
        found = _LIST_AGE.fullmatch(one)
        facts = {} if found is None else found.groupdict()
        known = facts.get("use") in tuple(ListUse)
        told.append(one if not known else words.format_map(facts | {
            "day": wording.evidence_words(facts["day"]), "use": tr(LIST_USES[ListUse(facts["use"])]),
        }))  # fmt: skip
    return "; ".join(told)


def _sentence(made: Check, reading: bool = True) -> str:
    """The check's sentence; what was still to come when the reading ended was not read."""
    if made.reason.endswith(".not_yet") and not reading:
        return tr("Not read.")
    return wording.check_sentence(made)


def _lines(evidence: dict[str, str]) -> Lines | None:
    chip, page = (tuple(evidence.get(key, "").split("\n")) for key in ("chip", "page"))
    if not any(chip) or not any(page):
        return None
    differing = frozenset(
        (line, column)
        for line in range(max(len(chip), len(page)))
        for column in range(max(len(one[line]) if line < len(one) else 0 for one in (chip, page)))
        if _character(chip, line, column) != _character(page, line, column)
    )
    return Lines(chip, page, differing)


def _character(lines: Sequence[str], line: int, column: int) -> str:
    return lines[line][column : column + 1] if line < len(lines) else ""


def _not_done(idle: Sequence[Check]) -> CheckView:
    """What this station has no reader or list for, in one row at the end: seen, and not in the way."""
    names = ", ".join(wording.check_title(one) for one in idle)
    word = counted(len(idle), "{number} not run", "{number} not run")
    members = tuple(_single(one) for one in idle)
    return CheckView(None, Verdict.NOT_RUN, tr("Not done here"), word, names, members=members)


def state_view(rows: Sequence[CheckView], chip: ChipPhase = ChipPhase.SETTLED) -> StateView:
    """The worst verdict in large words, and the count of the others in small ones.

    A chip counts by its lamps, as it is seen; while it is awaited nothing is said to be in order.
    """
    single = [verdict for row in rows for verdict in _counted(row)]
    count = {verdict: single.count(verdict) for verdict in Verdict}
    failed, unclear = count[Verdict.FAILED], count[Verdict.UNDETERMINED]
    passed = counted(count[Verdict.PASSED], "{number} passed", "{number} passed")
    not_run = counted(count[Verdict.NOT_RUN], "{number} not run", "{number} not run")
    still = {ChipPhase.READING: tr("chip being read"), ChipPhase.AWAITED: tr("chip not read yet")}
    rest = [still[chip]] if chip in still else []
    if failed:
        word = counted(failed, "{number} check failed", "{number} checks failed")
        also = [counted(unclear, "{number} unclear", "{number} unclear")] if unclear else []
        return StateView(Verdict.FAILED, word, ", ".join((*also, *rest, passed, not_run)))
    if unclear:
        word = counted(unclear, "Look: {number} unclear", "Look: {number} unclear")
        return StateView(Verdict.UNDETERMINED, word, ", ".join((*rest, passed, not_run)))
    if chip is ChipPhase.READING:
        return StateView(Verdict.NOT_RUN, tr("Chip being read"), f"{passed}, {not_run}")
    if chip is ChipPhase.AWAITED:
        return StateView(Verdict.NOT_RUN, tr("Chip not read yet"), f"{passed}, {not_run}")
    return StateView(Verdict.PASSED, tr("No objection"), f"{passed}, {not_run}")


def _counted(row: CheckView) -> tuple[Verdict, ...]:
    """The row's verdict, once there is one; the row of what is not done here counts as its members."""
    if row.coming:
        return ()
    return tuple(one.verdict for one in row.members) if row.name is None else (row.verdict,)


def names_words(names: Iterable[CheckName]) -> str:
    """Checks by name, the chip's behind their lamp: `Validity; The original chip (Copy protection)`."""
    wanted = tuple(dict.fromkeys(names))
    parts = [tr(CHECKS[name]) for name in wanted if name not in CHIP_CHECKS]
    for group, members in CHIP_GROUPS.items():
        among = [tr(CHECKS[name]) for name in wanted if name in members]
        if among:
            parts.append(f"{tr(GROUPS[group])} ({', '.join(among)})")
    return "; ".join(parts)
