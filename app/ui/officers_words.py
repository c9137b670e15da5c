"""What the page of accounts says: how each stands, what roles may do, why a change was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.domain.checks import Verdict
from app.domain.failure import Failure, FailureCode
from app.domain.officer import PERMITTED, Act, Officer, Role
from app.flow.trail import Account
from app.ui.plain_table import Line
from app.ui.wording import clock_words, counted, failure_words, moment_words, span_words, tr
from app.wording.acts import ACTS, PASSWORD_RULES
from app.wording.choices import ROLES


def titles() -> Sequence[str]:
    """The columns of the accounts."""
    return tr("Account"), tr("Name"), tr("Role"), tr("Signed in last"), tr("How it stands")


def account(one: Account, now: datetime) -> Line:
    """An account in a line."""
    officer = one.officer
    entered = moment_words(one.entered_at) if one.entered_at else tr("never")
    stands, verdict = _stands(one, now)
    return Line((officer.username, officer.full_name, tr(ROLES[officer.role]), entered, stands), verdict)


def awaited(officer: Officer) -> Line:
    """An officer whom HQ names and who has no account yet."""
    stands = tr("Named by HQ: N gives the first password")
    return Line(
        (officer.username, officer.full_name, tr(ROLES[officer.role]), "", stands), Verdict.UNDETERMINED
    )


def _stands(one: Account, now: datetime) -> tuple[str, Verdict]:
    if not one.officer.active:
        return tr("deactivated: cannot sign in"), Verdict.NOT_RUN
    if one.locked_until is not None:
        text = tr("locked out until {time}, for {span}")
        left = span_words(one.locked_until - now)
        return text.format(time=clock_words(one.locked_until), span=left), Verdict.FAILED
    if one.failures:
        return counted(
            one.failures, "{number} wrong password since", "{number} wrong passwords since"
        ), Verdict.UNDETERMINED
    return tr("active"), Verdict.PASSED


def role_titles() -> Sequence[str]:
    """The columns of what roles may do."""
    return (tr("What"), *(tr(ROLES[role]) for role in Role))


def role_lines() -> Sequence[Line]:
    """What each role may do, one act in a line."""
    return [
        Line((tr(ACTS[act]), *(tr("yes") if act in PERMITTED[role] else "–" for role in Role))) for act in Act
    ]


def refused(failure: Failure) -> str:
    """Why a change was not made and what to do."""
    details: Mapping[str, str] = dict(failure.details)
    words = failure_words(failure.code)
    if failure.code is FailureCode.PASSWORD_TOO_WEAK and details.get("rule") in PASSWORD_RULES:
        return tr(PASSWORD_RULES[details["rule"]]).format(shortest=details.get("shortest", ""))
    if failure.code is FailureCode.FIELD_INVALID and details.get("field") == "username":
        return tr(
            "This username cannot be: 2 to 32 of a-z, digits, dot, dash and underscore, and never one "
            "that was given before."
        )
    if details.get("reason") == "last_administrator":
        return tr("The last administrator cannot be taken away. Add another one first.")
    return f"{words.happened} {words.do_now}"
