"""What the pages of the audit trail say: lines, sign-ins, corrections, two people, and the proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from app.domain.checks import Verdict
from app.domain.officer import Act, Role
from app.flow.trail import CorrectionLine, SecondLine, SignIn, TrailAnchor, TrailLine, TrailProof, TrailValue
from app.ui.plain_table import Line
from app.ui.wording import counted, day_words, grouped, moment_words, span_words, tr
from app.wording.acts import ACTS
from app.wording.choices import READ_PURPOSES, ROLES
from app.wording.trail import (
    ABOUT_THE_STATION,
    AUDIT_ACTS,
    BREACHES,
    DETAILS,
    FIELDS,
    SUBJECTS,
    WHATS,
    subject_text,
)

STATION = "station"
"""The actor of what the station does by itself."""
_USERNAMES = frozenset({"Account", "Second person"})
_SHORT = 12
_MOST_NUMBERS = 12
_TRUTHS = frozenset({"active", "fit", "intact"})
_MOMENTS = frozenset({"until", "issued"})

TITLES: Mapping[str, Callable[[], Sequence[str]]] = {
    "L": lambda: (tr("Line"), tr("When"), tr("Who"), tr("What was done"), tr("About"), tr("Why")),
    "S": lambda: (tr("When"), tr("Who"), tr("What happened"), tr("How long")),
    "C": lambda: (
        tr("When"),
        tr("Corrected by"),
        tr("Recorded by"),
        tr("Version"),
        tr("Reason"),
        tr("Crossing"),
    ),
    "T": lambda: (tr("When"), tr("At the desk"), tr("Second person"), tr("For"), tr("What came of it")),
}
"""The columns, by the letter of what is shown."""
STRETCHED: Mapping[str, int] = {"L": 3, "S": 2, "C": 4, "T": 4}
"""The column that takes the room that is left."""


def line(one: TrailLine) -> Line:
    """A line of the chain."""
    return Line((
        grouped(one.seq), moment_words(one.at), who(one.actor), act(one.act), about(one),
        purpose(one.purpose),
    ))  # fmt: skip


def sign_in(one: TrailLine, found: SignIn | None) -> Line:
    """A line of the sign-in history; of a sign-in also how long it lasted."""
    person = one.actor if one.actor != STATION else account(one.subject)
    said, lasted = act(one.act), ""
    if one.actor != STATION and one.subject and account(one.subject) != one.actor:
        said = tr("{act}: {account}").format(act=said, account=account(one.subject))
    if found is not None:
        lasted = tr("not signed out") if found.until is None else span_words(found.until - found.since)
    verdicts = {"sign_in_failed": Verdict.UNDETERMINED, "locked_out": Verdict.FAILED}
    return Line((moment_words(one.at), who(person), said, lasted), verdicts.get(one.act))


def correction(one: CorrectionLine) -> Line:
    """A correction; what was purged has only its line."""
    version = str(one.version) if one.version else tr("erased since")
    return Line((
        moment_words(one.line.at), who(one.line.actor), who(one.before_by) if one.before_by else "", version,
        one.reason or tr("not shown to this role"), one.crossing_id[:_SHORT],
    ))  # fmt: skip


def second(one: SecondLine) -> Line:
    """Two people and what they did."""
    if not one.fit:
        came, verdict = tr("Refused: this person may not, or is the officer at the desk"), Verdict.FAILED
    elif one.done is None:
        came, verdict = tr("Accepted; nothing was done by it"), Verdict.UNDETERMINED
    else:
        done = tr("{act}, {time}, line {line}")
        came = done.format(act=act(one.done.act), time=moment_words(one.done.at), line=one.done.seq)
        verdict = Verdict.PASSED
    return Line(
        (moment_words(one.line.at), who(one.line.actor), one.second, act_of_role(one.what), came), verdict
    )


def detail(one: TrailLine) -> str:
    """Everything else that a line says, one thing after the other."""
    said = [tr("Line {line}, SHA-256 {hash}").format(line=one.seq, hash=one.hash.hex())]
    if one.subject:
        said.append(f"{_subject_title(one)}: {subject(one)}")
    for name, value in one.detail:
        title = tr(DETAILS[name]) if name in DETAILS else name.replace("_", " ")
        said.append(f"{title}: {_value(one, name, value)}")
    return "\n".join(said)


def who(actor: str) -> str:
    """A username, or that it was nobody."""
    return tr(ABOUT_THE_STATION) if actor == STATION else actor


def act(name: str) -> str:
    """What was done; an act of a newer program is said as it is called."""
    return tr(AUDIT_ACTS[name]) if name in AUDIT_ACTS else name.replace("_", " ")


def act_of_role(name: str) -> str:
    """What a second person was asked for."""
    return tr(ACTS[Act(name)]) if name in list(Act) else name.replace("_", " ")


def purpose(name: str) -> str:
    """Why it was done."""
    return tr(READ_PURPOSES[name]) if name in READ_PURPOSES else name


def about(one: TrailLine) -> str:
    """What a line is about, shortly: an account, or the beginning of an id."""
    if not one.subject or SUBJECTS.get(one.act) in (None, "Asked for"):
        return ""
    return (
        subject(one) if SUBJECTS[one.act] in _USERNAMES else f"{_subject_title(one)} {subject(one)[:_SHORT]}"
    )


def subject(one: TrailLine) -> str:
    """What a line is about: a username, an id, or the bytes of a digest."""
    if SUBJECTS.get(one.act) in _USERNAMES:
        return account(one.subject)
    return subject_text(one.act, one.subject)


def account(name: bytes) -> str:
    """A username; wrong names are not kept, since people type passwords there."""
    text = name.decode(errors="replace")
    return tr("a name that is no account") if text == "?" else text


def _subject_title(one: TrailLine) -> str:
    title = SUBJECTS.get(one.act, "")
    if title == "Asked for":
        return tr("Asked for, blinded")
    return tr(title) if title else tr("SHA-256")


def _value(one: TrailLine, name: str, value: TrailValue) -> str:
    if isinstance(value, list):
        return _numbers(value)
    if isinstance(value, bytes):
        return value.hex()
    if name in _TRUTHS:
        return tr("yes") if value else tr("no")
    if isinstance(value, int):
        in_time = name in _MOMENTS and 0 < value < _LATEST
        return moment_words(_EPOCH + timedelta(milliseconds=value)) if in_time else str(value)
    return _text(one, name, value)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 7_258_118_400_000


def _text(one: TrailLine, name: str, value: str) -> str:
    if name == "role" and value in list(Role):
        return tr(ROLES[Role(value)])
    if name == "fields":
        fields = [tr(FIELDS[field]) if field in FIELDS else field for field in value.split()]
        return ", ".join(fields) or tr("no more than the time")
    if name == "what":
        return tr(WHATS[value]) if value in WHATS else act_of_role(value)
    if name == "acts":
        return ", ".join(act(each) for each in value.split(","))
    return value or tr("none")


def _numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:_MOST_NUMBERS])
    if not numbers:
        return tr("none")
    more = len(numbers) - _MOST_NUMBERS
    rows = f"{shown}, …" if more > 0 else shown
    return tr("{number}: rows {rows}").format(number=len(numbers), rows=rows)


def proved(proof: TrailProof) -> tuple[str, Verdict]:
    """What walking the chain found."""
    if proof.first_broken is not None and proof.breach is not None:
        broken = tr(BREACHES[proof.breach]).format(line=proof.first_broken)
        sound = tr("The {lines} before it are sound.").format(lines=_lines(proof.lines))
        do_now = tr("Change nothing more here. Tell HQ and a technician: HQ's copies say what stood there.")
        return "\n".join(filter(None, (broken, sound, _anchored(proof), do_now))), Verdict.FAILED
    compared = counted(proof.records, "{number} record is", "{number} records are")
    erased = counted(proof.erased, "{number} was erased by a purge.", "{number} were erased by purges.")
    said = [
        tr("Intact: {lines}, up to line {line}.").format(lines=_lines(proof.lines), line=proof.lines),
        tr("{records} what its line holds.").format(records=compared)
        if proof.records == 1
        else tr("{records} what their lines hold.").format(records=compared),
        erased if proof.erased else "",
        tr("Head: {hash}").format(hash=proof.head.hex()),
        _anchored(proof),
    ]
    return "\n".join(filter(None, said)), Verdict.PASSED if proof.log or proof.batch else Verdict.UNDETERMINED


def _anchored(proof: TrailProof) -> str:
    log, batch = proof.log, proof.batch
    if log is None and batch is None and not proof.intact:
        return ""
    if log is None and batch is None:
        return tr("Nothing outside holds it yet: close a day, or let HQ confirm a batch.")
    said = []
    if log is not None:
        said.append(_anchor(tr("signed daily log {number}, closed {day}"), log))
    if batch is not None:
        said.append(_anchor(tr("batch {number}, confirmed by HQ on {day}"), batch))
    return tr("Held from outside up to line {line}, by {anchors}.").format(
        line=max(one.line for one in (log, batch) if one is not None), anchors=tr(" and ").join(said)
    )


def _anchor(words: str, anchor: TrailAnchor) -> str:
    return words.format(number=anchor.number, day=day_words(anchor.at.astimezone().date()))


def _lines(count: int) -> str:
    return counted(count, "{number} line", "{number} lines")
