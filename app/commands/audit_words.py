"""What `matapa audit` prints: lines as JSON rows and as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.domain.officer import Act
from app.flow.trail import (
    CorrectionLine,
    Reading,
    SecondLine,
    SignIn,
    TrailAnchor,
    TrailLine,
    TrailProof,
    TrailValue,
)
from app.screening.formats.read_list import tidy
from app.wording.acts import ACTS
from app.wording.choices import READ_PURPOSES
from app.wording.trail import AUDIT_ACTS, BREACHES, READING_WAYS, SUBJECTS, subject_text

_LONGEST = 2_000


def plain(line: TrailLine) -> dict[str, Any]:
    """A line as a JSON row; bytes as hexadecimal digits, an account or a record as its own name."""
    return {
        "line": line.seq, "at": line.at.isoformat(), "actor": line.actor, "act": line.act,
        "subject": subject_text(line.act, line.subject), "purpose": line.purpose,
        "detail": {name: _value(value) for name, value in line.detail}, "hash": line.hash.hex(),
    }  # fmt: skip


def sentence(line: TrailLine) -> str:
    """A line for people; whatever somebody wrote into it stays on one line."""
    about, why = SUBJECTS.get(line.act, ""), READ_PURPOSES.get(line.purpose, line.purpose)
    named = bool(line.subject) and bool(about) and about != "Asked for"
    return _row(
        line, line.actor, AUDIT_ACTS.get(line.act, line.act),
        f"{about}: {subject_text(line.act, line.subject)}" if named else "", f"({why})" if why else "",
    )  # fmt: skip


def stay(found: SignIn | None) -> dict[str, Any]:
    """How long a sign-in lasted, for a JSON row."""
    if found is None:
        return {}
    return {"until": None if found.until is None else found.until.isoformat()}


def stay_words(found: SignIn | None) -> str:
    """How long a sign-in lasted."""
    if found is None:
        return ""
    if found.until is None:
        return ", not signed out"
    return f", for {timedelta(seconds=(found.until - found.since) // timedelta(seconds=1))}"


def correction(one: CorrectionLine) -> dict[str, Any]:
    """A correction as a JSON row."""
    return plain(one.line) | {
        "crossing": one.crossing_id, "version": one.version, "before_by": one.before_by, "reason": one.reason,
    }  # fmt: skip


def correction_words(one: CorrectionLine) -> str:
    """A correction for people."""
    if not one.crossing_id:
        return f"{sentence(one.line)}: erased since"
    of = f"version {one.version} of {one.crossing_id}, recorded by {one.before_by}"
    return _row(one.line, one.line.actor, f"{of}: {one.reason or 'reason not shown to this role'}")


def second(one: SecondLine) -> dict[str, Any]:
    """Two people as a JSON row."""
    return plain(one.line) | {
        "second": one.second, "what": one.what, "accepted": one.fit,
        "done": None if one.done is None else plain(one.done),
    }  # fmt: skip


def second_words(one: SecondLine) -> str:
    """Two people for people."""
    what = ACTS[Act(one.what)] if one.what in list(Act) else one.what
    came = "refused" if not one.fit else "accepted, nothing was done by it"
    if one.done is not None:
        came = f"{AUDIT_ACTS.get(one.done.act, one.done.act)}, line {one.done.seq}"
    return _row(one.line, f"{one.line.actor} and {one.second}", f"{what}: {came}")


def reading(one: Reading) -> dict[str, Any]:
    """A reading as a JSON row."""
    return plain(one.line) | {"ways": [way.value for way in one.ways], "crossings_shown": one.shown}


def reading_words(one: Reading) -> str:
    """A reading for people."""
    return f"{sentence(one.line)}: {', '.join(READING_WAYS[way] for way in one.ways)}"


def proof(found: TrailProof) -> dict[str, Any]:
    """A proof as a JSON object."""
    return {
        "intact": found.intact, "lines": found.lines, "head": found.head.hex(), "records": found.records,
        "erased": found.erased, "first_broken": found.first_broken, "breach": found.breach,
        "log": _anchor(found.log), "batch": _anchor(found.batch),
    }  # fmt: skip


def proof_words(found: TrailProof) -> Sequence[str]:
    """A proof for people."""
    said = []
    if found.breach is not None and found.first_broken is not None:
        said += [
            BREACHES[found.breach].format(line=found.first_broken),
            f"The {found.lines:,} lines before it are sound.",
        ]
    else:
        erased = f", {found.erased:,} erased by purges" if found.erased else ""
        said += [
            f"Intact up to line {found.lines:,}: {found.records:,} records as their lines hold them{erased}.",
            f"Head: {found.head.hex()}",
        ]
    if found.log is not None:
        log = f"signed daily log {found.log.number}, closed {found.log.at.astimezone():%Y-%m-%d}"
        said.append(f"Held up to line {found.log.line:,} by {log}.")
    if found.batch is not None:
        said.append(
            f"Held up to line {found.batch.line:,} by batch {found.batch.number}, which HQ confirmed."
        )
    if found.log is None and found.batch is None and found.intact:
        said.append("Nothing outside holds it yet: close a day, or let HQ confirm a batch.")
    return said


def _row(line: TrailLine, people: str, *said: str) -> str:
    """Columns: the line's number, when, who, and the rest as far as there is any."""
    rest = "  ".join(tidy(part, _LONGEST) for part in said if part)
    return f"{line.seq:>8}  {_when(line)}  {tidy(people):<16}  {rest}".rstrip()


def _anchor(found: TrailAnchor | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"number": found.number, "line": found.line, "at": found.at.isoformat()}


def _value(value: TrailValue) -> int | str | list[int]:
    return value.hex() if isinstance(value, bytes) else value


def _when(line: TrailLine) -> str:
    return f"{line.at.astimezone():%Y-%m-%d %H:%M:%S}"
