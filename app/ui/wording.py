"""Put values into the officer's words: dates, names, states, checks, failures, stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from PySide6.QtCore import QCoreApplication

from app.domain.checks import Check, Verdict
from app.domain.crossing import Conveyance, Crossing, Direction, Stay
from app.domain.dates import PartialDate
from app.domain.failure import Failure, FailureCode
from app.domain.officer import Act
from app.domain.person import Traveller
from app.domain.states import state
from app.wording.choices import CHECKS, CHIP_FILES, DECISIONS, DIRECTIONS, MODES, VERDICTS
from app.wording.failures import words_for
from app.wording.reasons import REASONS
from app.wording.words import Words


def tr(english: str) -> str:
    """The text in the officer's language; `resources.translations.collect` gathers them all."""
    return QCoreApplication.translate("", english)


def grouped(number: int) -> str:
    """`12 345`: thousands apart, as ISO 80000-1 has them."""
    return f"{number:,}".replace(",", " ")


def counted(number: int, one: str, many: str) -> str:
    """`one` or `many` with the number in it, in the officer's language."""
    return tr(one if number == 1 else many).format(number=grouped(number))


def month(number: int) -> str:
    """The month's short name: never a number, since day and month are swapped across the world."""
    names = (
        tr("Jan"), tr("Feb"), tr("Mar"), tr("Apr"), tr("May"), tr("Jun"),
        tr("Jul"), tr("Aug"), tr("Sep"), tr("Oct"), tr("Nov"), tr("Dec"),
    )  # fmt: skip
    return names[number - 1]


def day_words(day: date) -> str:
    """`23-Dec-2026`."""
    return f"{day.day:02}-{month(day.month)}-{day.year:04}"


def partial_words(day: PartialDate) -> str:
    """A date with its known parts; unknown ones are said in words."""
    if day.complete is not None:
        return day_words(day.complete)
    if not day.year:
        return tr("Not known")
    if not day.month:
        return tr("{year}, day and month not known").format(year=day.year)
    if not day.day:
        return tr("{month} {year}, day not known").format(month=month(day.month), year=day.year)
    return str(day)


_INFANT = 2
"""Years below which an age is said in months (NHS, patient banner)."""


def born_words(day: PartialDate, today: date) -> str:
    """`14-Mar-1987 (39)`: the age in completed years stands behind, of infants in months."""
    age, whole = day.age_on(today), day.complete
    if age is None or age < 0:
        return partial_words(day)
    if whole is not None and age < _INFANT:
        months = (today.year - whole.year) * 12 + today.month - whole.month - (today.day < whole.day)
        return f"{partial_words(day)} ({counted(months, '{number} month', '{number} months')})"
    return f"{partial_words(day)} ({age})"


def typed_date(day: PartialDate) -> str:
    """A date as an officer types it: `14-03-1987`, unknown parts as zeros, wholly unknown empty."""
    return f"{day.day:02}-{day.month:02}-{day.year:04}" if day.year else ""


def moment_words(moment: datetime) -> str:
    """`23-Dec-2026 14:05` in this machine's time."""
    local = moment.astimezone()
    return f"{day_words(local.date())} {local:%H:%M}"


def clock_words(moment: datetime) -> str:
    """`14:05` in this machine's time."""
    return f"{moment.astimezone():%H:%M}"


def span_words(span: timedelta) -> str:
    """A length of time to the precision in which people speak of it."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return counted(seconds, "{number} second", "{number} seconds")
    if seconds < 3600:
        return counted((seconds + 59) // 60, "{number} minute", "{number} minutes")
    if seconds < 48 * 3600:
        return counted(seconds // 3600, "{number} hour", "{number} hours")
    return counted(seconds // 86400, "{number} day", "{number} days")


def state_words(code: str) -> str:
    """`POL Poland`; a code that the standard does not have stands alone."""
    if not code:
        return tr("Not known")
    known = state(code)
    return code if known is None else f"{code} {known.name}"


def known(text: str) -> str:
    """The text, or that it is not known."""
    return text or tr("Not known")


def name_words(traveller: Traveller) -> str:
    """`KOWALSKA, ANNA MARIA`; a person with one name has no comma."""
    return ", ".join(filter(None, (traveller.surname, traveller.given_names)))


_HINT = re.compile(r"(?P<read>.)→(?P<meant>.) \[(?P<line>\d+):(?P<place>\d+)\]")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def check_sentence(made: Check) -> str:
    """The reason of a check as a sentence, its evidence in place."""
    sentence = REASONS.get(made.reason)
    if sentence is None:
        return made.reason
    facts = {
        key: evidence_words(_fact(value, bare=f"({{{key}}})" in sentence))
        for key, value in made.evidence
        if value
    }
    return tr(sentence).format_map(_Evidence(facts))


class _Evidence(dict[str, str]):
    """Evidence that a sentence names and a check did not bring stays visible as missing."""

    def __missing__(self, key: str) -> str:
        return tr("not known")


def evidence_words(value: str) -> str:
    """A value of the evidence; days get their month's name, `O→0 [2:3]` says where on the page to look."""
    if _ISO_DAY.fullmatch(value) and _is_day(value):
        return day_words(date.fromisoformat(value))
    words = tr("line {line}, character {place}: {read} may be {meant}")
    found = [hint.groupdict() for one in value.split(", ") if (hint := _HINT.fullmatch(one))]
    return "; ".join(words.format(**hint) for hint in found) or value


_GROUPS = re.compile(r"DG\d+(?:, DG\d+){0,2}")


def _fact(value: str, *, bare: bool = False) -> str:
    """A value as a sentence names it: files say what they hold, names of certificates are short.

    `bare` is a place in brackets already, where a file has only its name.
    """
    if value in CHIP_FILES:
        name = value.removeprefix("EF.")
        return name if bare else f"{name} ({tr(CHIP_FILES[value]).lower()})"
    if _GROUPS.fullmatch(value):
        return ", ".join(
            _fact(f"EF.{one}") if f"EF.{one}" in CHIP_FILES else one for one in value.split(", ")
        )
    return short_name(value)


_COMMON_NAME = re.compile(r"(?:^|, )CN=((?:[^,]|,(?! [A-Z]+=))+)")


def short_name(value: str) -> str:
    """`Country Signer` of `C=XX, O=..., CN=Country Signer`; the evidence has the whole name."""
    found = _COMMON_NAME.search(value) if "=" in value else None
    return found[1].strip() if found else value


def hinted_places(value: str) -> frozenset[tuple[int, int]]:
    """Line and column, from 0, of every character that a hint of the evidence names."""
    found = (_HINT.fullmatch(one) for one in value.split(", "))
    return frozenset((int(hint["line"]) - 1, int(hint["place"]) - 1) for hint in found if hint)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def check_title(made: Check) -> str:
    """The check's name."""
    return tr(CHECKS[made.name])


def verdict_word(made: Check) -> str:
    """The verdict in one word."""
    return verdict_words(made.verdict)


def verdict_words(verdict: Verdict) -> str:
    """A verdict in one word."""
    return tr(VERDICTS[verdict])


def stay_sentence(stay: Stay) -> str:
    """`30 days, last day 23-Dec-2026`: what the officer says to the traveller."""
    days = counted(stay.days, "{number} day", "{number} days")
    return tr("{days}, last day {day}").format(days=days, day=day_words(stay.last_day))


def conveyance_words(direction: Direction, conveyance: Conveyance) -> str:
    """`Arrival by air, NF011 from NZAKL`."""
    words = f"{tr(DIRECTIONS[direction])} {tr(MODES[conveyance.mode])}"
    if conveyance.number:
        words = f"{words}, {conveyance.number}"
    if conveyance.other_port:
        way = tr("from {port}") if direction is Direction.ARRIVAL else tr("to {port}")
        words = f"{words} {way.format(port=conveyance.other_port)}"
    return words


def decided_words(crossing: Crossing, waiting: int) -> str:
    """`Admitted KOWALSKA, ANNA: kept safely. 3 waiting for HQ.`"""
    kept = tr("{decision} {name}: kept safely.").format(
        decision=tr(DECISIONS[crossing.decision.kind]), name=name_words(crossing.traveller)
    )
    return f"{kept} {waiting_words(waiting)}."


def waiting_words(waiting: int) -> str:
    """How many records have not reached HQ yet."""
    return (
        counted(waiting, "{number} waiting for HQ", "{number} waiting for HQ") if waiting else tr("all at HQ")
    )


def failure_words(code: str, details: Mapping[str, str] | None = None) -> Words:
    """The three lines of a failure in the officer's language."""
    words = words_for(code)
    return Words(tr(words.happened), tr(words.still_works), tr(words.do_now))


def locked_words(failure: Failure, now: datetime) -> str:
    """How long a locked account stays locked, from the failure's `until` (ISO 8601)."""
    until = dict(failure.details).get("until", "")
    try:
        left = datetime.fromisoformat(until) - now
    except (ValueError, TypeError):
        return ""
    return tr("It opens again in {span}, at {time}.").format(
        span=span_words(left), time=clock_words(datetime.fromisoformat(until))
    )


def sign_in_words(failure: Failure, now: datetime) -> str:
    """Why the door stayed shut and what to do, in one or two sentences."""
    words = failure_words(failure.code)
    if failure.code is FailureCode.SIGN_IN_LOCKED:
        return " ".join(filter(None, (words.happened, locked_words(failure, now), words.do_now)))
    return f"{words.happened} {words.do_now}"


def vouch_words(failure: Failure, now: datetime, act: Act = Act.RELEASE_ALERT) -> str:
    """Why a second person was not accepted and what to do."""
    if failure.code is FailureCode.NOT_ALLOWED and act is Act.APPROVE_PURGE:
        return tr(
            "This person may not approve it: it must be a supervisor or an administrator, and not the one at "
            "this desk. The try is kept in the audit."
        )
    if failure.code is FailureCode.NOT_ALLOWED:
        return tr(
            "This person may not release it: it must be a supervisor, and not the officer at this desk. "
            "The try is kept in the audit. Ask another supervisor, or refer."
        )
    return sign_in_words(failure, now)
